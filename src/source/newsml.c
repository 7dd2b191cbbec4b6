#include "source/newsml.h"

#include "base/mem.h"
#include "source/charset.h"
#include "source/document_link.h"
#include "source/markup.h"
#include "source/xml_push.h"

enum {
    LIST_MAX = 1000,  /* subjects, files of one item */
    SAID_MAX = 10000, /* its names and texts in all their languages */
};

/* The words of an item that one text each says. X(member, element, in) */
#define NEWSML_TEXT_TABLE(X)                                                                       \
    X(headline, "headline", "contentMeta")                                                         \
    X(slugline, "slugline", "contentMeta")                                                         \
    X(title, "title", "itemMeta")                                                                  \
    X(version_created, "versionCreated", "itemMeta")                                               \
    X(first_created, "firstCreated", "itemMeta")                                                   \
    X(embargoed, "embargoed", "itemMeta")                                                          \
    X(content_created, "contentCreated", "contentMeta")                                            \
    X(content_modified, "contentModified", "contentMeta")                                          \
    X(creditline, "creditline", "contentMeta")                                                     \
    X(dateline, "dateline", "contentMeta")                                                         \
    X(by, "by", "contentMeta")                                                                     \
    X(copyright, "copyrightNotice", "rightsInfo")                                                  \
    X(hl1, "hl1", "hedline")                                                                       \
    X(byline, "byline", "body.head")                                                               \
    X(nitf_dateline, "dateline", "body.head")

struct rendition {
    struct str href;
    struct str type;
    int64_t width; /* 0 = not said */
    int size;      /* by its name: a thumbnail 0, the original 3 */
};

/* A text as it was said, perhaps in several languages, of which one is taken (take_said). */
struct said {
    struct str *member; /* where it goes; NULL: it is the name of what stood in `in` */
    struct str in;      /* "creator", …: a literal */
    size_t group;       /* names of one number are of one thing */
    enum doc_role role;
    struct str text;
    struct str language; /* "" = not said */
    bool is_code;        /* an attribute that stands in for a name */
};

struct newsml_item {
#define X(member, element, in) struct str member;
    NEWSML_TEXT_TABLE(X)
#undef X
    struct str guid;
    struct str language;
    struct str item_class; /* "text", "picture" */
    struct str status;     /* "usable" */
    struct str description;
    struct str located;
    struct str source_name;
    struct str source_url;
    struct str provider; /* who sent it, when no source is named */
    struct str abstract;
    struct vec said;       /* struct said */
    struct vec people;     /* struct doc_person */
    struct vec tags;       /* struct str */
    struct vec renditions; /* struct rendition */
    struct buf body;       /* markup */
    bool waits;            /* an embargo without an end */
};

struct newsml {
    struct xml_push *xml;
    struct source_sink sink;
    struct arena arena;
    struct newsml_item item;
    struct buf text;
    struct str names[XML_PUSH_DEPTH_MAX + 1]; /* of the open elements,  literals */
    size_t depth;
    size_t item_depth; /* depth of the open item; 0 = none */
    size_t body_depth; /* depth of the element whose inside is the body; 0 = none */
    size_t text_depth;
    size_t skip_depth;   /* a title behind a name ("Staff Reporter"); 0 = none is open */
    enum doc_role role;  /* of the creator that is open */
    size_t group;        /* of names: counts what may have one */
    struct str language; /* of the text that is open; "" = not said */
    size_t items;
    size_t others; /* that are no news items */
    bool too_large;
    bool is_markup; /* the body is: else plain text */
    bool is_data;   /* the body's markup is text of the file's */
};

/* The element's own names are literals: those that nobody asks for are "". */
static struct str known_name(struct str local)
{
    static const struct str NAMES[] = {
#define X(member, element, in) STR_INIT(element), STR_INIT(in),
        NEWSML_TEXT_TABLE(X)
#undef X
            STR_INIT("newsItem"),
        STR_INIT("nitf"),
        STR_INIT("creator"),
        STR_INIT("contributor"),
        STR_INIT("infoSource"),
        STR_INIT("provider"),
        STR_INIT("subject"),
        STR_INIT("keyword"),
        STR_INIT("located"),
        STR_INIT("name"),
        STR_INIT("description"),
        STR_INIT("inlineXML"),
        STR_INIT("inlineData"),
        STR_INIT("body.content"),
        STR_INIT("body"),
        STR_INIT("html"),
        STR_INIT("abstract"),
        STR_INIT("head"),
        STR_INIT("broader"),
        STR_INIT("assert"),
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(local, NAMES[i]))
            return NAMES[i];
    return STR("");
}

static struct str outer(const struct newsml *n, size_t up)
{
    return n->depth > up ? n->names[n->depth - 1 - up] : STR("");
}

/* ---- an item begins ---- */

/* xml:lang */
static struct str language_of(struct arena *a, const struct xml_tag *tag)
{
    struct str language = STR("");
    for (size_t i = 0; i < tag->attributes_n; i++)
        if (str_eq(tag->attributes[i].name.local, STR("lang")))
            language = str_copy(a, tag->attributes[i].value);
    return language;
}

static void begin_item(struct newsml *n, const struct xml_tag *tag)
{
    struct arena *a = &n->arena;
    arena_release(a);
    n->item = (struct newsml_item){.said = VEC(struct said, a),
                                   .people = VEC(struct doc_person, a),
                                   .tags = VEC(struct str, a),
                                   .renditions = VEC(struct rendition, a)};
    buf_init(&n->item.body, a);
    n->item.guid = str_copy(a, xml_attribute_of(tag, STR("guid")));
    n->item.language = language_of(a, tag);
    n->item_depth = n->depth + 1;
    n->body_depth = n->text_depth = n->skip_depth = 0;
    n->too_large = n->is_markup = n->is_data = false;
    n->items++;
}

static void pass_over(struct newsml *n)
{
    n->others++;
    if (n->sink.skipped)
        n->sink.skipped(n->sink.ctx);
}

/* Other kinds of item: packages order items that come by themselves, the others hold no text. */
static bool is_other_item(struct str local)
{
    static const struct str OTHERS[] = {STR_INIT("packageItem"), STR_INIT("conceptItem"),
                                        STR_INIT("knowledgeItem"), STR_INIT("planningItem"),
                                        STR_INIT("catalogItem")};
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (str_eq(local, OTHERS[i]))
            return true;
    return false;
}

/* ---- the body's markup ---- */

/* X(element of NITF or XHTML, in HTML): others are left out and their text stays */
#define BODY_TABLE(X)                                                                              \
    X("p", "p")                                                                                    \
    X("hl2", "h3")                                                                                 \
    X("bq", "blockquote")                                                                          \
    X("blockquote", "blockquote")                                                                  \
    X("block", "div")                                                                              \
    X("div", "div")                                                                                \
    X("ul", "ul")                                                                                  \
    X("ol", "ol")                                                                                  \
    X("li", "li")                                                                                  \
    X("table", "table")                                                                            \
    X("tr", "tr")                                                                                  \
    X("td", "td")                                                                                  \
    X("th", "th")                                                                                  \
    X("media", "figure")                                                                           \
    X("figure", "figure")                                                                          \
    X("media-caption", "figcaption")                                                               \
    X("figcaption", "figcaption")                                                                  \
    X("em", "em")                                                                                  \
    X("strong", "strong")                                                                          \
    X("b", "b")                                                                                    \
    X("i", "i")                                                                                    \
    X("h1", "h2")                                                                                  \
    X("h2", "h2")                                                                                  \
    X("h3", "h3")                                                                                  \
    X("h4", "h4")                                                                                  \
    X("pre", "pre")                                                                                \
    X("a", "a")                                                                                    \
    X("video", "video")                                                                            \
    X("note", "div")                                                                               \
    X("dl", "ul")                                                                                  \
    X("dd", "li")                                                                                  \
    X("dt", "li")

static const char *html_name(struct str local)
{
    static const struct {
        struct str from;
        const char *to;
    } NAMES[] = {
#define X(from, to) {STR_INIT(from), to},
        BODY_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(local, NAMES[i].from))
            return NAMES[i].to;
    return NULL;
}

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(out, " %s=\"", name);
    buf_add_escaped(out, value);
    buf_add_byte(out, '"');
}

static void add_picture(struct buf *out, struct str src, struct str alt)
{
    buf_add(out, STR("<img"));
    add_attribute(out, "src", src);
    add_attribute(out, "alt", alt);
    buf_add_byte(out, '>');
}

static void open_in_body(struct newsml *n, const struct xml_tag *tag)
{
    struct str local = tag->name.local;
    const char *name = html_name(local);
    struct buf *out = &n->item.body;
    if (str_eq(local, STR("img"))) {
        add_picture(out, xml_attribute_of(tag, STR("src")), xml_attribute_of(tag, STR("alt")));
    } else if (str_eq(local, STR("media-reference"))) {
        struct str source = xml_attribute_of(tag, STR("source"));
        add_picture(out, source.n ? source : xml_attribute_of(tag, STR("src")),
                    xml_attribute_of(tag, STR("alternate-text")));
    } else if (str_eq(local, STR("br"))) {
        buf_add(out, STR("<br>"));
    } else if (name) {
        buf_addf(out, "<%s", name);
        add_attribute(out, "href", xml_attribute_of(tag, STR("href")));
        add_attribute(out, "src", xml_attribute_of(tag, STR("src")));
        add_attribute(out, "class", xml_attribute_of(tag, STR("class")));
        buf_add_byte(out, '>');
    }
}

static void close_in_body(struct newsml *n, struct str local)
{
    const char *name = html_name(local);
    if (name)
        buf_addf(&n->item.body, "</%s>", name);
}

/* ---- elements of an item ---- */

/* The member of an item that the text of an element goes to; NULL if there is none. */
static struct str *text_member(struct newsml_item *item, struct str local, struct str in)
{
    static const struct {
        struct str element;
        struct str in;
        size_t offset;
    } TEXTS[] = {
#define X(member, element, inside)                                                                 \
    {STR_INIT(element), STR_INIT(inside), offsetof(struct newsml_item, member)},
        NEWSML_TEXT_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        if (str_eq(local, TEXTS[i].element) && str_eq(in, TEXTS[i].in))
            return (struct str *)(void *)((char *)item + TEXTS[i].offset);
    return NULL;
}

/* Where "name" means somebody or something: the element that it stands in. */
static bool is_named(struct str in)
{
    return str_eq(in, STR("creator")) || str_eq(in, STR("contributor")) ||
           str_eq(in, STR("infoSource")) || str_eq(in, STR("provider")) ||
           str_eq(in, STR("subject")) || str_eq(in, STR("located"));
}

static enum doc_role role_of(const struct xml_tag *tag)
{
    struct str role = xml_attribute_of(tag, STR("role"));
    if (str_contains(role, STR("photo")))
        return DOC_PHOTOGRAPHER;
    if (str_contains(role, STR("transl")))
        return DOC_TRANSLATOR;
    return str_eq(tag->name.local, STR("contributor")) ? DOC_EDITOR : DOC_AUTHOR;
}

/* "ninat:picture" -> "picture" */
static struct str code_of(struct newsml *n, const struct xml_tag *tag)
{
    struct str code = xml_attribute_of(tag, STR("qcode"));
    return str_copy(&n->arena, str_from(code, str_find_byte(code, ':') + 1));
}

/* rnd:thumbnail, rnd:preview, rnd:web, rnd:highRes (IPTC's rendition codes) */
static int size_named(struct str rendition)
{
    static const struct str SIZES[] = {STR_INIT("thumb"), STR_INIT("preview"), STR_INIT("web")};
    size_t i = 0;
    while (i < COUNT_OF(SIZES) && !str_contains(rendition, SIZES[i]))
        i++;
    return (int)i;
}

static bool is_larger(const struct rendition *x, const struct rendition *y)
{
    return x->width && y->width ? x->width > y->width : x->size > y->size;
}

static void add_rendition(struct newsml *n, const struct xml_tag *tag)
{
    struct rendition r = {.href = str_copy(&n->arena, xml_attribute_of(tag, STR("href"))),
                          .size = size_named(xml_attribute_of(tag, STR("rendition"))),
                          .type = str_copy(&n->arena, xml_attribute_of(tag, STR("contenttype")))};
    (void)str_to_int(xml_attribute_of(tag, STR("width")), &r.width);
    struct rendition *kept =
        r.href.n && n->item.renditions.n < LIST_MAX ? vec_push(&n->item.renditions) : NULL;
    if (kept)
        *kept = r;
}

static void note_attributes(struct newsml *n, const struct xml_tag *tag)
{
    struct str local = tag->name.local;
    struct str in = outer(n, 1);
    if (str_eq(local, STR("itemClass")))
        n->item.item_class = code_of(n, tag);
    else if (str_eq(local, STR("pubStatus")))
        n->item.status = code_of(n, tag);
    else if (str_eq(local, STR("remoteContent")))
        add_rendition(n, tag);
    else if (str_eq(local, STR("language")) && str_eq(in, STR("contentMeta")))
        n->item.language = str_copy(&n->arena, xml_attribute_of(tag, STR("tag")));
    else if (str_eq(local, STR("creator")) || str_eq(local, STR("contributor")))
        n->role = role_of(tag);
    else if (str_eq(local, STR("infoSource")) && n->item.source_url.n == 0)
        n->item.source_url = str_copy(&n->arena, xml_attribute_of(tag, STR("uri")));
}

static void keep_said(struct newsml *n, struct said said)
{
    struct said *kept = said.text.n && n->item.said.n < SAID_MAX ? vec_push(&n->item.said) : NULL;
    if (kept)
        *kept = said;
}

/* <provider literal="TTXVN"/>; <provider qcode="nprov:AFP"/> */
static void note_literal(struct newsml *n, const struct xml_tag *tag)
{
    struct str local = tag->name.local;
    struct str in = outer(n, 1);
    if (!is_named(local))
        return;
    n->group++;
    if (!str_eq(in, STR("contentMeta")) && !str_eq(in, STR("itemMeta")))
        return;
    struct said said = {.in = known_name(local),
                        .group = n->group,
                        .role = n->role,
                        .text = markup_fold(&n->arena, xml_attribute_of(tag, STR("literal"))),
                        .is_code = true};
    if (said.text.n == 0 && str_eq(local, STR("provider")))
        said.text = code_of(n, tag);
    keep_said(n, said);
}

static void begin_text(struct newsml *n, const struct xml_tag *tag)
{
    buf_clear(&n->text);
    n->text_depth = n->depth;
    n->language = language_of(&n->arena, tag);
}

/* Text that may be read: not a picture in base64. */
static bool is_readable(const struct xml_tag *tag)
{
    struct str type = xml_attribute_of(tag, STR("contenttype"));
    return xml_attribute_of(tag, STR("encoding")).n == 0 &&
           (type.n == 0 || str_starts(type, STR("text/")) || str_contains(type, STR("html")));
}

/* The body is the inside of NITF's body.content, of XHTML's body, or all that is inline. Of several
 * forms of one text it is the first with markup, else the first. */
static void begin_body(struct newsml *n, const struct xml_tag *tag)
{
    struct str local = tag->name.local;
    bool data = str_eq(local, STR("inlineData")) && is_readable(tag);
    bool markup = str_eq(local, STR("body.content")) ||
                  (str_eq(local, STR("body")) && str_eq(outer(n, 1), STR("html"))) ||
                  (data && str_contains(xml_attribute_of(tag, STR("contenttype")), STR("html")));
    bool again = str_trim(buf_view(&n->item.body)).n > 0;
    if ((!data && !markup) || (again && (n->is_markup || !markup)))
        return;
    buf_clear(&n->item.body);
    n->body_depth = n->depth;
    n->is_markup = markup;
    n->is_data = data;
}

static void open_in_item(struct newsml *n, const struct xml_tag *tag)
{
    struct str local = tag->name.local;
    struct str in = outer(n, 1);
    note_attributes(n, tag);
    note_literal(n, tag);
    if (n->text_depth) {
        if (!n->skip_depth && str_eq(local, STR("byttl")) && str_trim(buf_view(&n->text)).n)
            n->skip_depth = n->depth;
        return;
    }
    if (text_member(&n->item, local, in) || (str_eq(local, STR("name")) && is_named(in)) ||
        str_eq(local, STR("keyword")) ||
        (str_eq(local, STR("description")) && str_eq(in, STR("contentMeta"))) ||
        str_eq(local, STR("abstract")))
        begin_text(n, tag);
    else
        begin_body(n, tag);
}

static void on_open(void *ctx, const struct xml_tag *tag)
{
    struct newsml *n = ctx;
    struct str local = tag->name.local;
    bool item = str_eq(local, STR("newsItem")) || str_eq(local, STR("nitf"));
    if (!n->item_depth && item)
        begin_item(n, tag);
    else if (!n->item_depth && is_other_item(local))
        pass_over(n);
    n->names[n->depth++] = known_name(local);
    if (n->body_depth)
        open_in_body(n, tag);
    else if (n->item_depth)
        open_in_item(n, tag);
}

static void on_text(void *ctx, struct str text)
{
    struct newsml *n = ctx;
    if (!n->item_depth || n->too_large || n->skip_depth)
        return;
    n->too_large = n->text.n + n->item.body.n + text.n > SOURCE_MAX_BYTES;
    if (n->body_depth && n->is_markup && !n->is_data)
        buf_add_escaped(&n->item.body, text);
    else if (n->body_depth)
        buf_add(&n->item.body, text);
    else if (n->text_depth)
        buf_add(&n->text, text);
}

/* ---- texts are complete ---- */

static void keep_text(struct newsml *n, struct str local, struct str in)
{
    struct newsml_item *item = &n->item;
    struct said said = {.member = text_member(item, local, in),
                        .in = in,
                        .group = n->group,
                        .role = n->role,
                        .text = markup_fold(&n->arena, buf_view(&n->text)),
                        .language = n->language};
    item->waits = item->waits || (said.member == &item->embargoed && said.text.n == 0);
    if (str_eq(local, STR("description")) && !said.member)
        said.member = &item->description;
    else if (str_eq(local, STR("abstract")) && !said.member)
        said.member = &item->abstract;
    if (str_eq(local, STR("keyword")) && item->tags.n < LIST_MAX)
        markup_add_text(&item->tags, said.text);
    else if (said.member || str_eq(local, STR("name")))
        keep_said(n, said);
}

/* ---- of several languages one ---- */

enum { SAID_RANKS = 4 };

static struct str primary(struct str language)
{
    return str_first(language, str_find_byte(language, '-'));
}

/* The item's own language first, then what says none. */
static int rank_of(const struct newsml_item *item, const struct said *said)
{
    if (said->is_code)
        return 0;
    if (said->language.n == 0)
        return 2;
    return str_eq_nocase(primary(said->language), primary(item->language)) ? 3 : 1;
}

static void take_name(struct newsml_item *item, const struct said *said)
{
    struct str in = said->in;
    if (str_eq(in, STR("creator")) || str_eq(in, STR("contributor")))
        markup_person(&item->people, said->text, said->role);
    else if (str_eq(in, STR("infoSource")) && item->source_name.n == 0)
        item->source_name = said->text;
    else if (str_eq(in, STR("provider")) && item->provider.n == 0)
        item->provider = said->text;
    else if (str_eq(in, STR("located")) && item->located.n == 0)
        item->located = said->text;
    else if (str_eq(in, STR("subject")) && item->tags.n < LIST_MAX)
        markup_add_text(&item->tags, said->text);
}

/* The language of an item may be said behind its names, so all are kept until it ends. */
static void take_said(struct newsml_item *item)
{
    const struct said *all = item->said.p;
    for (int rank = SAID_RANKS - 1; rank >= 0; rank--)
        for (size_t i = 0; i < item->said.n; i++)
            if (all[i].member && all[i].member->n == 0 && rank_of(item, &all[i]) == rank)
                *all[i].member = all[i].text;
    for (size_t i = 0; i < item->said.n;) {
        const struct said *best = NULL;
        size_t group = all[i].group;
        for (; i < item->said.n && all[i].group == group; i++)
            if (!all[i].member && (!best || rank_of(item, &all[i]) > rank_of(item, best)))
                best = &all[i];
        if (best)
            take_name(item, best);
    }
}

/* ---- the document ---- */

static void set_times(const struct newsml_item *item, struct doc *d)
{
    int64_t changed = markup_time(item->content_modified, 0);
    int64_t embargo = markup_time(item->embargoed, 0);
    d->published_ms = markup_time(item->content_created, 0);
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = markup_time(item->first_created, 0);
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = markup_time(item->version_created, 0);
    if (embargo != CLOCK_NONE && embargo > d->published_ms)
        d->published_ms = embargo;
    if (changed == CLOCK_NONE)
        changed = markup_time(item->version_created, 0);
    d->updated_ms = changed > d->published_ms ? changed : CLOCK_NONE;
}

static void set_picture(struct newsml *n, struct doc *d)
{
    const struct newsml_item *item = &n->item;
    const struct rendition *all = item->renditions.p;
    const struct rendition *best = NULL;
    bool video = str_eq(item->item_class, STR("video"));
    for (size_t i = 0; i < item->renditions.n; i++) {
        bool fits = (all[i].type.n == 0 && !document_link_is(all[i].href)) ||
                    str_starts(all[i].type, video ? STR("video/") : STR("image/"));
        if (fits && (!best || is_larger(&all[i], best)))
            best = &all[i];
    }
    if (!best || str_eq(item->item_class, STR("audio")))
        return;
    struct doc_block block = {.type = video ? DOC_VIDEO : DOC_FIGURE,
                              .src = best->href,
                              .alt = video ? STR("") : d->title,
                              .caption = item->description,
                              .credit = video ? STR("") : item->creditline};
    markup_lead_picture(&n->arena, d, &block);
}

/* Documents among what the item names: a text and its PDF. */
static void set_files(struct newsml *n, struct doc *d)
{
    struct vec files = VEC(struct doc_file, &n->arena);
    const struct rendition *all = n->item.renditions.p;
    for (size_t i = 0; i < d->files_n; i++)
        document_link_add(&n->arena, &files, d->files[i]);
    for (size_t i = 0; i < n->item.renditions.n; i++)
        if (document_link_is(all[i].href) && !str_starts(all[i].type, STR("image/")))
            document_link_add(&n->arena, &files,
                              (struct doc_file){.url = all[i].href, .type = all[i].type});
    d->files = files.p;
    d->files_n = files.n;
}

static struct str first_of(struct str a, struct str b, struct str c)
{
    return a.n ? a : b.n ? b : c;
}

static void set_people(struct newsml *n, struct doc *d)
{
    struct newsml_item *item = &n->item;
    struct str line = item->byline.n ? item->byline : item->by;
    struct vec named = VEC(struct doc_person, &n->arena);
    markup_people(&n->arena, line, &named);
    /* "Mai Chi và Hoài Nam" beside one creator: behind a comma may stand a place */
    bool joined = str_contains(line, STR(" và ")) || str_contains(line, STR(" and "));
    if (item->people.n == 0 || (joined && named.n > item->people.n))
        item->people = named;
    for (size_t i = 0; i < named.n; i++) { /* "Ảnh: Minh Quân" behind a writer who is the creator */
        const struct doc_person *person = vec_at(&named, i);
        if (person->role != DOC_AUTHOR)
            markup_person(&item->people, person->name, person->role);
    }
    d->people = item->people.p;
    d->people_n = item->people.n;
}

static void set_address(struct newsml *n, struct doc *d)
{
    const struct newsml_item *item = &n->item;
    d->guid = item->guid;
    if (str_starts(item->guid, STR("http")))
        d->url = item->guid;
    d->source_name = item->source_name.n ? item->source_name : item->provider;
    if (str_starts(item->source_url, STR("http")))
        d->source_url = item->source_url;
}

/* Lines of plain text become paragraphs. */
static struct str body_markup(struct newsml *n)
{
    struct buf out;
    struct str line;
    struct str text = buf_view(&n->item.body);
    if (n->is_markup)
        return text;
    buf_init(&out, &n->arena);
    while (str_next_line(&text, &line))
        if (str_trim(line).n)
            markup_add_element(&out, "p", str_trim(line));
    return buf_view(&out);
}

static enum rc make_doc(struct newsml *n, struct doc *out, struct err *e)
{
    const struct newsml_item *item = &n->item;
    take_said(&n->item);
    struct doc d = {.title = first_of(item->headline, item->hl1, item->title),
                    .lead = first_of(item->abstract, item->description, STR("")),
                    .language = item->language,
                    .dateline = first_of(item->nitf_dateline, item->dateline, item->located),
                    .copyright = item->copyright,
                    .tags = item->tags.p,
                    .tags_n = item->tags.n};
    if (n->too_large)
        return fail(e, RC_LIMIT, "the item is larger than %d MiB", SOURCE_MAX_BYTES >> 20);
    enum rc rc = markup_body(&n->arena, body_markup(n), STR(""), &d, e);
    if (rc)
        return rc;
    if (d.title.n == 0 && d.blocks_n == 0 && item->renditions.n == 0)
        return fail(e, RC_INVALID, "a news item without headline, text and picture");
    if (str_eq(item->status, STR("canceled")))
        return fail(e, RC_INVALID, "the item was cancelled by its sender");
    if (str_eq(item->status, STR("withheld")) || item->waits)
        d.state = DOC_DRAFT;
    if (d.title.n == 0)
        d.title = item->slugline;
    set_times(item, &d);
    set_people(n, &d);
    set_address(n, &d);
    set_picture(n, &d);
    set_files(n, &d);
    markup_title(&n->arena, &d);
    if (arena_failed(&n->arena) || buf_failed(&n->text))
        return fail(e, RC_NOMEM, "the item needs more memory than its limit");
    *out = d;
    return RC_OK;
}

static void end_item(struct newsml *n)
{
    struct doc d;
    struct err e = {""};
    enum rc rc = make_doc(n, &d, &e);
    bool go_on = rc ? n->sink.refused(n->sink.ctx, n->items, rc, e.text)
                    : n->sink.found(n->sink.ctx, &d, &n->arena, n->items);
    n->item_depth = 0;
    arena_release(&n->arena);
    if (!go_on)
        xml_push_stop(n->xml);
}

static void on_close(void *ctx, struct xml_name name)
{
    struct newsml *n = ctx;
    if (n->depth == 0)
        return;
    if (n->text_depth == n->depth) {
        keep_text(n, name.local, outer(n, 1));
        n->text_depth = 0;
    }
    if (n->skip_depth == n->depth)
        n->skip_depth = 0;
    if (n->body_depth == n->depth)
        n->body_depth = 0;
    else if (n->body_depth)
        close_in_body(n, name.local);
    if (n->item_depth == n->depth)
        end_item(n);
    n->depth--;
}

/* ---- the reader ---- */

static void newsml_close(void *reader)
{
    struct newsml *n = reader;
    if (!n)
        return;
    xml_push_free(n->xml);
    arena_release(&n->arena);
    buf_release(&n->text);
    mem_free(n);
}

static enum rc newsml_open(const struct source_sink *sink, const struct source_origin *origin,
                           void **out, struct err *e)
{
    struct newsml *n = mem_alloc(sizeof *n);
    (void)origin;
    if (!n)
        return fail(e, RC_NOMEM, "out of memory");
    struct xml_handler handler = {on_open, on_close, on_text, n};
    n->sink = *sink;
    arena_init(&n->arena, NEWSML_ITEM_MAX_BYTES);
    buf_init(&n->text, NULL);
    n->xml = xml_push_new(&handler);
    if (!n->xml) {
        newsml_close(n);
        return fail(e, RC_NOMEM, "out of memory");
    }
    *out = n;
    return RC_OK;
}

static enum rc newsml_push(void *reader, struct str piece, struct err *e)
{
    struct newsml *n = reader;
    return xml_push_bytes(n->xml, piece, e);
}

static enum rc newsml_end(void *reader, struct err *e)
{
    struct newsml *n = reader;
    enum rc rc = xml_push_end(n->xml, e);
    if (!rc && n->items == 0)
        return fail(e, RC_INVALID, "no news item in it%s",
                    n->others ? ", only a package, a plan or a concept, which hold no text" : "");
    return rc;
}

static bool is_newsml(struct str first)
{
    static const struct str SIGNS[] = {
        STR_INIT("iptc.org/std/nar/"), STR_INIT("<newsItem"), STR_INIT("<newsMessage"),
        STR_INIT("<packageItem"),      STR_INIT("<nitf"),     STR_INIT("iptc.org/std/NITF/")};
    struct str text = str_trim(first);
    if (!str_starts(text, STR("<")) || str_contains(first, STR("<rss")) ||
        str_eq_nocase(str_first(text, 5), STR("<html")) ||
        str_eq_nocase(str_first(text, 14), STR("<!doctype html")))
        return false;
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_contains(first, SIGNS[i]))
            return true;
    return false;
}

const struct source_format format_newsml = {
    .name = "newsml-g2",
    .words = "NewsML-G2",
    .kind = SOURCE_STREAM,
    .unit = "item",
    .is_export = true,
    .is_agency = true,
    .is = is_newsml,
    .open = newsml_open,
    .push = newsml_push,
    .end = newsml_end,
    .close = newsml_close,
};
