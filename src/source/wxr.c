#include "source/wxr.h"

#include "base/mem.h"
#include "source/charset.h"
#include "source/markup.h"
#include "source/place.h"
#include "source/wxr_item.h"
#include "source/wxr_place.h"
#include "source/xml_push.h"

#include <string.h>

enum {
    LIST_MAX = 20000,   /* terms, fields, comments of one item */
    MONTHS_MAX = 1200,  /* of archives */
    PLACES_MAX = 50000, /* categories, tags and authors whose pages are led on */
};

/* Where in the file the next tag stands. */
enum where { IN_CHANNEL, IN_ITEM, IN_COMMENT, IN_META, IN_AUTHOR, IN_CATEGORY, IN_OTHER };

struct wxr {
    struct xml_push *xml;
    struct source_sink sink;
    struct wxr_site site;
    struct arena head;  /* of site */
    struct arena arena; /* of the item */
    struct wxr_item item;
    struct wxr_comment comment;
    struct wxr_meta meta;
    struct wxr_term term; /* the one whose text is coming */
    struct wxr_category category;
    struct str taxonomy; /* of a wp:term */
    struct str login;
    struct str login_id;
    struct str display;
    struct buf text;    /* of the element that is open */
    struct str *target; /* where it goes; NULL = nowhere */
    size_t text_depth;  /* depth of that element */
    enum where stack[XML_PUSH_DEPTH_MAX + 1];
    size_t depth;
    size_t items; /* so far: the place */
    bool surveys; /* the first of two passes: only attachments are kept */
    bool twice;
    bool too_large; /* the item */
};

/* ---- elements ---- */

static enum wxr_space space_of(struct str space)
{
    if (space.n == 0)
        return WXR_RSS;
    if (str_contains(space, STR("wordpress.org/export/")) || str_eq(space, STR("wp")))
        return str_contains(space, STR("excerpt")) ? WXR_EXCERPT : WXR_WP;
    if (str_contains(space, STR("rss/1.0/modules/content")) || str_eq(space, STR("content")))
        return WXR_CONTENT;
    if (str_contains(space, STR("purl.org/dc/elements")) || str_eq(space, STR("dc")))
        return WXR_DC;
    return str_eq(space, STR("excerpt")) ? WXR_EXCERPT : WXR_OTHER;
}

/* An element of text, and where in its struct the text goes. */
struct field {
    struct str element;
    enum wxr_space space;
    size_t offset;
};

static struct str *field_of(void *object, const struct field *fields, size_t n,
                            enum wxr_space space, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (fields[i].space == space && str_eq(name, fields[i].element))
            return (struct str *)(void *)((char *)object + fields[i].offset);
    return NULL;
}

static struct str *item_field(struct wxr_item *item, enum wxr_space space, struct str name)
{
    static const struct field FIELDS[] = {
#define X(member, element, in) {STR_INIT(element), in, offsetof(struct wxr_item, member)},
        WXR_ITEM_TABLE(X)
#undef X
    };
    return field_of(item, FIELDS, COUNT_OF(FIELDS), space, name);
}

static struct str *comment_field(struct wxr_comment *c, enum wxr_space space, struct str name)
{
    static const struct field FIELDS[] = {
#define X(member, element, in) {STR_INIT(element), in, offsetof(struct wxr_comment, member)},
        WXR_COMMENT_TABLE(X)
#undef X
    };
    return field_of(c, FIELDS, COUNT_OF(FIELDS), space, name);
}

static struct str *meta_field(struct wxr *w, struct str name)
{
    if (str_eq(name, STR("meta_key")))
        return &w->meta.key;
    return str_eq(name, STR("meta_value")) ? &w->meta.value : NULL;
}

static struct str *author_field(struct wxr *w, struct str name)
{
    if (str_eq(name, STR("author_login")))
        return &w->login;
    if (str_eq(name, STR("author_id")))
        return &w->login_id;
    return str_eq(name, STR("author_display_name")) ? &w->display : NULL;
}

/* wp:category, wp:tag, and wp:term of these taxonomies */
static struct str *category_field(struct wxr *w, struct str name)
{
    if (str_eq(name, STR("tag_slug")))
        return &w->category.slug;
    if (str_eq(name, STR("tag_name")))
        return &w->category.name;
    if (str_eq(name, STR("category_nicename")) || str_eq(name, STR("term_slug")))
        return &w->category.slug;
    if (str_eq(name, STR("category_parent")) || str_eq(name, STR("term_parent")))
        return &w->category.parent;
    if (str_eq(name, STR("term_taxonomy")))
        return &w->taxonomy;
    if (str_eq(name, STR("cat_name")) || str_eq(name, STR("term_name")))
        return &w->category.name;
    return str_eq(name, STR("term_id")) ? &w->category.id : NULL;
}

static struct str *channel_field(struct wxr *w, enum wxr_space space, struct str name)
{
    if (space == WXR_WP && str_eq(name, STR("base_blog_url")))
        return &w->site.base;
    if (space == WXR_RSS && str_eq(name, STR("link")) && w->site.base.n == 0)
        return &w->site.base;
    return space == WXR_RSS && str_eq(name, STR("language")) ? &w->site.language : NULL;
}

/* ---- opening ---- */

static void begin_item(struct wxr *w)
{
    arena_release(&w->arena);
    w->item = (struct wxr_item){.terms = VEC(struct wxr_term, &w->arena),
                                .metas = VEC(struct wxr_meta, &w->arena),
                                .comments = VEC(struct wxr_comment, &w->arena),
                                .place = ++w->items};
    w->too_large = false;
}

static enum where enter_channel(struct wxr *w, enum wxr_space space, struct str name)
{
    if (space == WXR_RSS && (str_eq(name, STR("rss")) || str_eq(name, STR("channel"))))
        return IN_CHANNEL;
    if (space == WXR_RSS && str_eq(name, STR("item"))) {
        begin_item(w);
        return IN_ITEM;
    }
    if (space == WXR_WP && (str_eq(name, STR("author")) || str_eq(name, STR("wp_author")))) {
        w->login = w->login_id = w->display = STR("");
        return IN_AUTHOR;
    }
    bool tag = str_eq(name, STR("tag"));
    if (space == WXR_WP && (tag || str_eq(name, STR("category")) || str_eq(name, STR("term")))) {
        w->category = (struct wxr_category){.slug = STR("")};
        w->taxonomy = tag ? STR("post_tag") : STR("category");
        return IN_CATEGORY;
    }
    w->target = channel_field(w, space, name);
    return IN_OTHER;
}

static void begin_term(struct wxr *w, const struct xml_tag *tag)
{
    w->term =
        (struct wxr_term){.domain = str_copy(&w->arena, xml_attribute_of(tag, STR("domain"))),
                          .slug = str_copy(&w->arena, xml_attribute_of(tag, STR("nicename")))};
    if (w->term.domain.n == 0)
        w->term.domain = STR("category");
    w->target = &w->term.name;
}

static enum where enter_item(struct wxr *w, const struct xml_tag *tag, enum wxr_space space)
{
    struct str name = tag->name.local;
    if (space == WXR_RSS && str_eq(name, STR("category"))) {
        begin_term(w, tag);
        return IN_OTHER;
    }
    if (space == WXR_WP && str_eq(name, STR("comment"))) {
        w->comment = (struct wxr_comment){.id = STR("")};
        return IN_COMMENT;
    }
    if (space == WXR_WP && str_eq(name, STR("postmeta"))) {
        w->meta = (struct wxr_meta){.key = STR("")};
        return IN_META;
    }
    w->target = item_field(&w->item, space, name);
    return IN_OTHER;
}

static enum where enter(struct wxr *w, const struct xml_tag *tag)
{
    enum wxr_space space = space_of(tag->name.space);
    struct str name = tag->name.local;
    switch (w->depth ? w->stack[w->depth - 1] : IN_CHANNEL) {
    case IN_CHANNEL: return enter_channel(w, space, name);
    case IN_ITEM: return enter_item(w, tag, space);
    case IN_COMMENT: w->target = comment_field(&w->comment, space, name); return IN_OTHER;
    case IN_META: w->target = meta_field(w, name); return IN_OTHER;
    case IN_AUTHOR: w->target = author_field(w, name); return IN_OTHER;
    case IN_CATEGORY: w->target = category_field(w, name); return IN_OTHER;
    case IN_OTHER: return IN_OTHER;
    }
    return IN_OTHER;
}

static void on_open(void *ctx, const struct xml_tag *tag)
{
    struct wxr *w = ctx;
    struct str *outer = w->target;
    w->target = NULL;
    w->stack[w->depth] = enter(w, tag);
    w->depth++;
    if (outer) /* an element inside of a text: the text goes on */
        w->target = outer;
    else if (w->target)
        w->text_depth = w->depth;
    if (!outer)
        buf_clear(&w->text);
}

static void on_text(void *ctx, struct str text)
{
    struct wxr *w = ctx;
    if (!w->target || w->too_large)
        return;
    if (w->text.n + text.n > SOURCE_MAX_BYTES)
        w->too_large = true;
    else
        buf_add(&w->text, text);
}

/* ---- closing ---- */

/* In which arena the text of the open element lives. */
static struct arena *arena_of(struct wxr *w)
{
    return w->depth && w->stack[w->depth - 1] != IN_CHANNEL ? &w->arena : &w->head;
}

static void keep_list(struct wxr *w, struct vec *list, const void *element, size_t bytes)
{
    void *kept = list->n < LIST_MAX ? vec_push(list) : NULL;
    if (kept)
        memcpy(kept, element, bytes);
    else
        w->too_large = true;
}

static void keep_place(struct wxr *w, struct wxr_named named)
{
    bool room = named.slug.n && named.name.n && w->site.places.n < PLACES_MAX;
    struct wxr_named **kept = room ? vec_push(&w->site.places) : NULL;
    if (kept)
        *kept = arena_alloc(&w->head, sizeof **kept);
    if (kept && *kept)
        **kept = named;
}

static void keep_author(struct wxr *w)
{
    struct str *name = arena_alloc(&w->head, sizeof *name);
    struct str login = str_copy(&w->head, str_trim(w->login));
    if (!name || login.n == 0)
        return;
    *name = markup_text(&w->head, w->display.n ? w->display : w->login);
    if (name->n == 0)
        *name = login;
    map_set(&w->site.authors, login, name);
    keep_place(w, (struct wxr_named){DOC_PLACE_AUTHOR, login,
                                     str_copy(&w->head, str_trim(w->login_id)), *name});
}

/* A category or a tag that stands nowhere but with its articles: small exports have no head. */
static void keep_terms(struct wxr *w)
{
    const struct wxr_term *terms = w->item.terms.p;
    for (size_t i = 0; i < w->item.terms.n; i++) {
        bool tag = str_eq(terms[i].domain, STR("post_tag")) || str_eq(terms[i].domain, STR("tag"));
        struct map *known = tag ? &w->site.tags : &w->site.categories;
        if ((!tag && !str_eq(terms[i].domain, STR("category"))) || terms[i].slug.n == 0 ||
            w->site.places.n >= PLACES_MAX || map_get(known, terms[i].slug, NULL))
            continue;
        struct str slug = str_copy(&w->head, terms[i].slug);
        map_set(known, slug, NULL);
        keep_place(w, (struct wxr_named){tag ? DOC_PLACE_TAG : DOC_PLACE_SECTION, slug, STR(""),
                                         markup_text(&w->head, terms[i].name)});
    }
}

static struct wxr_month *month_of(struct wxr *w, int year, int month)
{
    struct wxr_month *all = w->site.months.p;
    for (size_t i = 0; i < w->site.months.n; i++)
        if (all[i].year == year && all[i].month == month)
            return &all[i];
    struct wxr_month *made = w->site.months.n < MONTHS_MAX ? vec_push(&w->site.months) : NULL;
    if (made)
        *made = (struct wxr_month){year, month, 0};
    return made;
}

/* "2023-05-12 08:00:00": the archives of that day, month and year have the article. */
static void keep_day(struct wxr *w)
{
    struct str date = str_trim(w->item.date);
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    if (date.n < 10 || !str_to_int(str_first(date, 4), &year) ||
        !str_to_int(str_slice(date, 5, 7), &month) || !str_to_int(str_slice(date, 8, 10), &day) ||
        year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
        return;
    struct wxr_month *kept = month_of(w, (int)year, (int)month);
    if (kept)
        kept->days |= UINT32_C(1) << day;
}

static void keep_category(struct wxr *w)
{
    bool tag = str_eq(str_trim(w->taxonomy), STR("post_tag"));
    bool wanted = tag || str_eq(str_trim(w->taxonomy), STR("category"));
    bool named = wanted && str_trim(w->category.slug).n;
    struct wxr_category *c = named ? arena_alloc(&w->head, sizeof *c) : NULL;
    if (!c)
        return;
    *c = (struct wxr_category){str_copy(&w->head, str_trim(w->category.slug)),
                               str_copy(&w->head, str_trim(w->category.id)),
                               markup_text(&w->head, w->category.name),
                               str_copy(&w->head, str_trim(w->category.parent))};
    struct map *known = tag ? &w->site.tags : &w->site.categories;
    if (!map_get(known, c->slug, NULL))
        keep_place(w, (struct wxr_named){tag ? DOC_PLACE_TAG : DOC_PLACE_SECTION, c->slug, c->id,
                                         c->name});
    map_set(known, c->slug, c);
    if (c->id.n && !tag)
        map_set(&w->site.category_ids, c->id, c);
}

static bool tell_refused(struct wxr *w, enum rc rc, struct str cause)
{
    if (w->surveys)
        return true;
    return w->sink.refused(w->sink.ctx, w->item.place, rc, str_cstr(&w->arena, cause));
}

static bool tell_article(struct wxr *w)
{
    struct doc d;
    struct err e = {""};
    enum rc rc = wxr_item_doc(&w->arena, &w->site, &w->item, &d, &e);
    if (rc)
        return w->sink.refused(w->sink.ctx, w->item.place, rc, e.text);
    markup_title(&w->arena, &d);
    keep_terms(w);
    if (!str_eq(w->item.type, STR("page")) && str_eq(w->item.status, STR("publish")))
        keep_day(w);
    return w->sink.found(w->sink.ctx, &d, &w->arena, w->item.place);
}

/* A document that no post has: readers may have its address all the same. */
static void tell_stray(struct wxr *w)
{
    struct place p;
    place_begin(&p, &w->arena, DOC_PLACE_FILE, markup_text(&w->arena, w->item.title));
    place_url(&p, markup_address(&w->arena, w->site.base, w->item.attachment_url));
    struct wxr_attachment attachment = wxr_item_attachment(&w->arena, &w->item);
    struct wxr_media_page page = {attachment.id, attachment.link};
    struct str urls[2];
    wxr_page_addresses(&w->arena, &w->site, &page, urls);
    for (size_t i = 0; i < COUNT_OF(urls) && page.link.n; i++)
        place_url(&p, urls[i]);
    place_tell(&p, &w->sink);
}

static bool take_item(struct wxr *w)
{
    struct str cause = STR("");
    if (w->too_large || arena_failed(&w->arena))
        return w->surveys || w->sink.refused(w->sink.ctx, w->item.place, RC_LIMIT,
                                             "the item needs more memory than its limit");
    if (w->surveys)
        wxr_note_offset(&w->site, &w->item);
    switch (wxr_item_kind(&w->arena, &w->item, &cause)) {
    case WXR_ARTICLE: return w->surveys || tell_article(w);
    case WXR_ATTACHMENT:
        if (!w->surveys && (wxr_item_is_stray(&w->item) || wxr_item_is_drawing(&w->item)))
            tell_stray(w);
        if (!w->twice || w->surveys) {
            struct wxr_attachment attachment = wxr_item_attachment(&w->arena, &w->item);
            wxr_media_add(&w->site.media, &attachment);
        }
        return true;
    case WXR_INTERNAL: return true;
    case WXR_REFUSED: return tell_refused(w, RC_INVALID, cause);
    }
    return true;
}

/* The text of an element is complete. */
static void end_text(struct wxr *w)
{
    bool term = w->target == &w->term.name;
    if (buf_failed(&w->text))
        w->too_large = true;
    *w->target = str_copy(arena_of(w), buf_view(&w->text));
    if (w->target == &w->site.base || w->target == &w->site.language)
        *w->target = str_trim(*w->target);
    if (term)
        keep_list(w, &w->item.terms, &w->term, sizeof w->term);
    w->target = NULL;
}

static void on_close(void *ctx, struct xml_name name)
{
    struct wxr *w = ctx;
    bool go_on = true;
    (void)name;
    if (w->depth == 0)
        return;
    enum where closed = w->stack[--w->depth];
    if (w->target && w->depth + 1 == w->text_depth)
        end_text(w);
    switch (closed) {
    case IN_ITEM: go_on = take_item(w); break;
    case IN_COMMENT: keep_list(w, &w->item.comments, &w->comment, sizeof w->comment); break;
    case IN_META: keep_list(w, &w->item.metas, &w->meta, sizeof w->meta); break;
    case IN_AUTHOR: keep_author(w); break;
    case IN_CATEGORY: keep_category(w); break;
    case IN_CHANNEL:
    case IN_OTHER: break;
    }
    if (closed == IN_ITEM || closed == IN_AUTHOR || closed == IN_CATEGORY)
        arena_release(&w->arena);
    if (!go_on)
        xml_push_stop(w->xml);
}

/* ---- the reader ---- */

static enum rc new_xml(struct wxr *w, struct err *e)
{
    struct xml_handler handler = {on_open, on_close, on_text, w};
    xml_push_free(w->xml);
    w->xml = xml_push_new(&handler);
    return w->xml ? RC_OK : fail(e, RC_NOMEM, "out of memory");
}

static void begin_pass(struct wxr *w)
{
    arena_release(&w->head);
    arena_release(&w->arena);
    map_init(&w->site.authors, &w->head);
    map_init(&w->site.categories, &w->head);
    map_init(&w->site.category_ids, &w->head);
    map_init(&w->site.tags, &w->head);
    w->site.places = VEC(struct wxr_named *, &w->head);
    w->site.months = VEC(struct wxr_month, &w->head);
    w->site.base = w->site.language = STR("");
    w->depth = w->items = 0;
    w->target = NULL;
}

static void wxr_close(void *reader)
{
    struct wxr *w = reader;
    if (!w)
        return;
    xml_push_free(w->xml);
    arena_release(&w->arena);
    arena_release(&w->head);
    wxr_media_release(&w->site.media);
    buf_release(&w->text);
    mem_free(w);
}

static enum rc wxr_open(const struct source_sink *sink, const struct source_origin *origin,
                        void **out, struct err *e)
{
    static const int64_t VIETNAM_MS = INT64_C(25200000);
    struct wxr *w = mem_alloc(sizeof *w);
    (void)origin;
    if (!w)
        return fail(e, RC_NOMEM, "out of memory");
    *w = (struct wxr){.sink = *sink, .site = {.offset_ms = VIETNAM_MS}};
    arena_init(&w->arena, WXR_ITEM_MAX_BYTES);
    arena_init(&w->head, WXR_HEAD_MAX_BYTES);
    wxr_media_init(&w->site.media);
    buf_init(&w->text, NULL);
    begin_pass(w);
    enum rc rc = new_xml(w, e);
    if (rc)
        wxr_close(w);
    else
        *out = w;
    return rc;
}

static void wxr_survey(void *reader)
{
    struct wxr *w = reader;
    w->surveys = w->twice = true;
}

static enum rc wxr_again(void *reader, struct err *e)
{
    struct wxr *w = reader;
    w->surveys = false;
    wxr_take_offset(&w->site);
    begin_pass(w);
    return new_xml(w, e);
}

static enum rc wxr_push(void *reader, struct str piece, struct err *e)
{
    struct wxr *w = reader;
    return xml_push_bytes(w->xml, piece, e);
}

static enum rc wxr_end(void *reader, struct err *e)
{
    struct wxr *w = reader;
    enum rc rc = xml_push_end(w->xml, e);
    if (!rc || rc == RC_INVALID) /* what a broken file said until there */
        wxr_places_tell(&w->site, &w->sink);
    return rc;
}

/* An XML file whose first tag is rss, and that speaks of WordPress's export. */
static bool is_wxr(struct str first)
{
    return str_contains(first, STR("<rss")) &&
           (str_contains(first, STR("wordpress.org/export/")) ||
            str_contains(first, STR("<wp:wxr_version")) || str_contains(first, STR("<wp:post_")));
}

const struct source_format format_wxr = {
    .name = "wxr",
    .words = "WordPress export (WXR)",
    .kind = SOURCE_STREAM,
    .unit = "item",
    .is_export = true,
    .is = is_wxr,
    .open = wxr_open,
    .push = wxr_push,
    .end = wxr_end,
    .close = wxr_close,
    .survey = wxr_survey,
    .again = wxr_again,
};
