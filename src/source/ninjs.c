#include "source/ninjs.h"

#include "base/mem.h"
#include "source/document_link.h"
#include "source/json_split.h"
#include "source/json_view.h"
#include "source/loa_meta.h"
#include "source/markup.h"

enum {
    ASSOCIATIONS_MAX = 200, /* of one item */
    RENDITIONS_MAX = 100,   /* of one picture */
    CAPTION_MAX_BYTES = 2000,
};

struct ninjs {
    struct source_sink sink;
    struct json_split split;
};

/* ---- texts in several forms ---- */

/* A text and the type that goes with it; "" = none does. */
struct typed {
    struct str value;
    struct str type;
};

static struct typed typed_of(json_t *entry)
{
    if (json_is_string(entry))
        return (struct typed){json_text_of(entry), STR("")};
    return (struct typed){json_find_text(entry, "value"), json_find_text(entry, "contenttype")};
}

/* The list's first entry whose member has one of the words. */
static struct typed entry_value(json_t *list, const char *member, const struct str *words,
                                size_t words_n)
{
    for (size_t w = 0; w < words_n; w++)
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *entry = json_array_get(list, i);
            if (str_contains(json_find_text(entry, member), words[w]))
                return typed_of(entry);
        }
    return (struct typed){STR(""), STR("")};
}

static struct typed first_value(json_t *list)
{
    struct typed first = {STR(""), STR("")};
    for (size_t i = 0; i < json_array_size(list) && str_trim(first.value).n == 0; i++)
        first = typed_of(json_array_get(list, i));
    return first;
}

static struct typed headline_of(json_t *item)
{
    static const struct str MAIN[] = {STR_INIT("main"), STR_INIT("headline")};
    json_t *list = json_find(item, "headlines");
    struct typed text = {json_find_text(item, "headline"), STR("")};
    if (text.value.n == 0)
        text = entry_value(list, "role", MAIN, COUNT_OF(MAIN));
    if (text.value.n == 0)
        text = first_value(list);
    return text.value.n ? text : (struct typed){json_find_text(item, "title"), STR("")};
}

static struct typed description_of(json_t *item)
{
    static const struct str ROLES[] = {STR_INIT("lead"), STR_INIT("summary"), STR_INIT("main"),
                                       STR_INIT("caption"), STR_INIT("text")};
    json_t *list = json_find(item, "descriptions");
    struct typed text = {json_find_text(item, "description_text"), STR("")};
    if (text.value.n == 0)
        text = (struct typed){json_find_text(item, "description_xhtml"), STR("text/html")};
    if (text.value.n == 0)
        text = entry_value(list, "role", ROLES, COUNT_OF(ROLES));
    return text.value.n ? text : first_value(list);
}

/* "&amp;", "&#39;": what nobody types. */
static bool has_reference(struct str s)
{
    for (;;) {
        s = str_from(s, str_find_byte(s, '&') + 1);
        struct str name = str_first(s, str_find_byte(s, ';'));
        if (s.n == 0)
            return false;
        bool is_one = name.n && name.n < s.n && name.n <= 8;
        for (size_t i = 0; i < name.n && is_one; i++)
            is_one = name.p[i] == '#' || byte_is_digit(name.p[i]) ||
                     ((name.p[i] | 0x20) >= 'a' && (name.p[i] | 0x20) <= 'z');
        if (is_one)
            return true;
    }
}

/* Headlines and descriptions are plain text in all versions, but some agencies send markup there and
 * say nothing of it: a tag that is closed again, a reference. "A <b> B" is none. */
static struct str text_of(struct arena *a, struct typed text)
{
    bool says = str_contains(text.type, STR("html")) || str_contains(text.type, STR("xml"));
    bool looks =
        text.type.n == 0 && (str_contains(text.value, STR("</")) || has_reference(text.value));
    return says || looks ? markup_text(a, text.value) : markup_fold(a, text.value);
}

/* Plain text as paragraphs, a line each. */
static struct str lines_as_markup(struct arena *a, struct str text)
{
    struct buf out;
    struct str line;
    buf_init(&out, a);
    while (str_next_line(&text, &line))
        if (str_trim(line).n)
            markup_add_element(&out, "p", str_trim(line));
    return buf_view(&out);
}

static bool is_markup(struct str type)
{
    return str_contains(type, STR("html")) || str_contains(type, STR("xml"));
}

/* The body as markup: of the forms that are given, the one that says most. */
static struct str body_of(struct arena *a, json_t *item)
{
    json_t *list = json_find(item, "bodies");
    struct str text = json_find_text(item, "body_xhtml");
    if (text.n == 0)
        text = json_find_text(item, "body_html");
    for (size_t i = 0; text.n == 0 && i < json_array_size(list); i++) {
        json_t *body = json_array_get(list, i);
        if (is_markup(json_find_text(body, "contenttype")) ||
            is_markup(json_find_text(body, "role")))
            text = json_find_text(body, "value");
    }
    if (str_trim(text).n)
        return text;
    text = json_find_text(item, "body_text");
    if (text.n == 0)
        text = first_value(list).value;
    return lines_as_markup(a, text);
}

/* ---- people, subjects, places, sources ---- */

/* Entries are names, or lines ("Lan Anh - Ảnh: Minh Quân"). */
static void add_person_list(struct arena *a, json_t *list, struct vec *people)
{
    static const char *const LINES[] = {"byline", "by", "value"};
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        struct str name =
            json_is_string(entry) ? json_text_of(entry) : json_find_text(entry, "name");
        struct str line = STR("");
        for (size_t k = 0; k < COUNT_OF(LINES) && name.n == 0 && line.n == 0; k++)
            line = json_find_text(entry, LINES[k]);
        markup_people(a, line, people);
        struct str role = json_find_text(entry, "role");
        enum doc_role as = str_contains(role, STR("photo"))    ? DOC_PHOTOGRAPHER
                           : str_contains(role, STR("transl")) ? DOC_TRANSLATOR
                           : str_contains(role, STR("edit"))   ? DOC_EDITOR
                                                               : DOC_AUTHOR;
        markup_person(people, markup_fold(a, name), as);
    }
}

static struct str name_of(json_t *entry)
{
    return json_is_string(entry) ? json_text_of(entry) : json_find_text(entry, "name");
}

/* Of the people that an item names, those who made it: the others are in the news. */
static void add_makers(struct arena *a, json_t *list, struct vec *people)
{
    static const struct {
        struct str word;
        enum doc_role role;
    } ROLES[] = {{STR_INIT("author"), DOC_AUTHOR},         {STR_INIT("writer"), DOC_AUTHOR},
                 {STR_INIT("reporter"), DOC_AUTHOR},       {STR_INIT("creator"), DOC_AUTHOR},
                 {STR_INIT("photo"), DOC_PHOTOGRAPHER},    {STR_INIT("editor"), DOC_EDITOR},
                 {STR_INIT("translator"), DOC_TRANSLATOR}, {STR_INIT("byline"), DOC_AUTHOR}};
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *person = json_array_get(list, i);
        struct str rel = json_find_text(person, "rel");
        if (rel.n == 0)
            rel = json_find_text(person, "role");
        for (size_t k = 0; k < COUNT_OF(ROLES); k++)
            if (str_contains(str_lower_ascii(a, rel), ROLES[k].word)) {
                markup_person(people, markup_fold(a, name_of(person)), ROLES[k].role);
                break;
            }
    }
}

static void set_people(struct arena *a, json_t *item, struct doc *d)
{
    static const char *const LISTS[] = {"contributors", "people", "person"};
    struct vec people = VEC(struct doc_person, a);
    struct str line = json_find_text(item, "byline");
    if (line.n == 0)
        line = json_find_text(item, "by");
    add_person_list(a, json_find(item, "bylines"), &people);
    add_person_list(a, json_find(item, "creators"), &people);
    struct vec named = VEC(struct doc_person, a);
    markup_people(a, line, &named);
    for (size_t i = 0, had = people.n; i < named.n; i++) {
        const struct doc_person *person = vec_at(&named, i);
        if (had == 0 || person->role != DOC_AUTHOR)
            markup_person(&people, person->name, person->role);
    }
    for (size_t i = 0; i < COUNT_OF(LISTS) && people.n == 0; i++)
        add_makers(a, json_find(item, LISTS[i]), &people);
    d->people = people.p;
    d->people_n = people.n;
}

/* Members that name one thing each, or one line with commas between. */
static void add_names(struct arena *a, json_t *list, struct vec *names)
{
    struct str line = json_is_string(list) ? json_text_of(list) : STR("");
    struct str name;
    for (size_t i = 0; i < json_array_size(list); i++)
        markup_add_text(names, markup_fold(a, name_of(json_array_get(list, i))));
    while (str_next(&line, ',', &name))
        markup_add_text(names, markup_fold(a, name));
}

static void set_subjects(struct arena *a, json_t *item, struct doc *d)
{
    static const char *const KEYWORDS[] = {"keywords", "keyword"}; /* of 2 and 3, of 1 */
    struct vec tags = VEC(struct str, a);
    json_t *list = json_find(item, "subjects");
    add_names(a, list ? list : json_find(item, "subject"), &tags);
    for (size_t i = 0; i < COUNT_OF(KEYWORDS); i++)
        add_names(a, json_find(item, KEYWORDS[i]), &tags);
    d->tags = tags.p;
    d->tags_n = tags.n;
}

static void set_source(struct arena *a, json_t *item, struct doc *d)
{
    json_t *list = json_find(item, "infosources");
    if (!list)
        list = json_find(item, "infosource");
    json_t *first = json_array_get(list, 0);
    d->source_name = markup_fold(a, name_of(first));
    d->source_url = json_find_text(first, "uri");
    if (!str_starts(d->source_url, STR("http")))
        d->source_url = STR("");
    d->copyright = markup_fold(a, json_find_text(item, "copyrightnotice"));
    d->dateline = markup_fold(a, json_find_text(item, "located"));
}

static void set_times(json_t *item, struct doc *d)
{
    static const int64_t UTC = 0;
    int64_t version = markup_time(json_find_text(item, "versioncreated"), UTC);
    int64_t embargo = markup_time(json_find_text(item, "embargoed"), UTC);
    d->published_ms = markup_time(json_find_text(item, "firstcreated"), UTC);
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = markup_time(json_find_text(item, "contentcreated"), UTC);
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = version;
    if (embargo != CLOCK_NONE && embargo > d->published_ms)
        d->published_ms = embargo;
    d->updated_ms = version > d->published_ms ? version : CLOCK_NONE;
}

/* ---- pictures and what else belongs to it ---- */

/* The address of the largest rendition whose type begins so; "" without one. */
static struct str best_rendition(json_t *item, struct str type)
{
    json_t *all = json_find(item, "renditions");
    json_t *map = json_is_object(all) ? all : NULL;
    struct str best = STR("");
    int64_t best_px = -1;
    size_t n = map ? json_object_size(map) : json_array_size(all);
    void *at = map ? json_object_iter(map) : NULL;
    for (size_t i = 0; i < n && i < RENDITIONS_MAX; i++) {
        json_t *one = map ? json_object_iter_value(at) : json_array_get(all, i);
        struct str medium = json_find_text(one, "mimetype");
        int64_t px = json_whole(one, "width");
        if (medium.n == 0)
            medium = json_find_text(one, "contenttype");
        if ((medium.n == 0 || str_starts(medium, type)) && px > best_px &&
            json_find_text(one, "href").n) {
            best = json_find_text(one, "href");
            best_px = px;
        }
        at = map ? json_object_iter_next(map, at) : NULL;
    }
    return best;
}

/* The body's text in one line. */
static struct str words_of(struct arena *a, json_t *item)
{
    struct str lines = markup_text_lines(a, body_of(a, item));
    return markup_fold(a, lines);
}

static bool picture_of(struct arena *a, json_t *item, struct doc_block *out)
{
    struct str type = json_find_text(item, "type");
    bool video = str_eq(type, STR("video"));
    struct str src = best_rendition(item, video ? STR("video/") : STR("image/"));
    if (src.n == 0 || (type.n && !video && !str_eq(type, STR("picture")) &&
                       !str_eq(type, STR("graphic")) && !str_eq(type, STR("image"))))
        return false;
    struct str said = text_of(a, description_of(item));
    struct str words = words_of(a, item); /* agencies write captions there, too */
    if (words.n > CAPTION_MAX_BYTES)      /* a text about the picture */
        words = STR("");
    if (words.n && !str_contains(said, words) && !str_contains(words, said))
        said = said.n ? str_format(a, "%.*s %.*s", STR_ARG(said), STR_ARG(words)) : words;
    else if (words.n > said.n)
        said = words;
    struct str credit = json_find_text(item, "creditline");
    if (credit.n == 0)
        credit = json_find_text(item, "byline");
    if (credit.n == 0)
        credit = json_find_text(item, "by");
    *out = (struct doc_block){.type = video ? DOC_VIDEO : DOC_FIGURE,
                              .src = str_copy(a, src),
                              .poster = video ? str_copy(a, best_rendition(item, STR("image/")))
                                              : STR(""),
                              .alt = video ? STR("") : text_of(a, headline_of(item)),
                              .caption = said,
                              .credit = video ? STR("") : markup_fold(a, credit)};
    return true;
}

/* A document that comes with the text: its largest rendition that is one. */
static bool file_of(struct arena *a, json_t *item, struct doc_file *out)
{
    static const struct str TYPES[] = {STR_INIT("application/"), STR_INIT("text/rtf")};
    struct str href = STR("");
    for (size_t i = 0; i < COUNT_OF(TYPES) && href.n == 0; i++)
        href = best_rendition(item, TYPES[i]);
    if (href.n == 0 || !document_link_is(href))
        return false;
    *out = (struct doc_file){.title = text_of(a, headline_of(item)), .url = str_copy(a, href)};
    return true;
}

static void add_file(struct arena *a, struct doc_file file, struct doc *d)
{
    struct vec files = VEC(struct doc_file, a);
    for (size_t i = 0; i < d->files_n; i++)
        document_link_add(a, &files, d->files[i]);
    document_link_add(a, &files, file);
    d->files = files.p;
    d->files_n = files.n;
}

static bool shows(const struct doc *d, struct str src)
{
    for (size_t i = 0; i < d->blocks_n; i++)
        if (markup_same_picture(d->blocks[i].src, src))
            return true;
    return false;
}

static void add_block(struct vec *blocks, const struct doc_block *block)
{
    struct doc_block *kept = vec_push(blocks);
    if (kept)
        *kept = *block;
}

struct association {
    const char *name; /* NULL: a list has none */
    json_t *item;
};

static bool is_main(const struct association *as)
{
    struct str name = as->name ? str_view(as->name) : json_find_text(as->item, "name");
    return str_contains(name, STR("main")) || str_contains(name, STR("feature")) ||
           str_contains(name, STR("hero"));
}

/* Pictures that the body does not show: a main one before it, the others behind it; further texts
 * are links. */
static void add_associations(struct arena *a, const struct association *all, size_t n,
                             struct doc *d)
{
    struct vec blocks = VEC(struct doc_block, a);
    struct vec after = VEC(struct doc_block, a);
    struct vec links = VEC(struct doc_link, a);
    struct doc_block block;
    struct doc_file file;
    for (size_t i = 0; i < n; i++) {
        if (picture_of(a, all[i].item, &block)) {
            if (!shows(d, block.src))
                add_block(is_main(&all[i]) || (i == 0 && n == 1) ? &blocks : &after, &block);
            continue;
        }
        if (file_of(a, all[i].item, &file)) {
            add_file(a, file, d);
            continue;
        }
        struct doc_link link = {text_of(a, headline_of(all[i].item)),
                                str_copy(a, json_find_text(all[i].item, "uri"))};
        struct doc_link *kept = link.title.n ? vec_push(&links) : NULL;
        if (kept)
            *kept = link;
    }
    for (size_t i = 0; i < d->blocks_n; i++)
        add_block(&blocks, &d->blocks[i]);
    for (size_t i = 0; i < after.n; i++)
        add_block(&blocks, vec_at(&after, i));
    if (links.n)
        add_block(&blocks,
                  &(struct doc_block){.type = DOC_RELATED, .links = links.p, .links_n = links.n});
    d->blocks = blocks.p;
    d->blocks_n = blocks.n;
}

/* At most ASSOCIATIONS_MAX into all; how many there are. */
static size_t associations_of(json_t *item, struct association *all)
{
    size_t n = 0;
    json_t *list = json_find(item, "associations");
    for (size_t i = 0; i < json_array_size(list) && n < ASSOCIATIONS_MAX; i++)
        all[n++] = (struct association){NULL, json_array_get(list, i)};
    json_t *map = json_is_object(list) ? list : NULL;
    for (void *at = map ? json_object_iter(map) : NULL; at && n < ASSOCIATIONS_MAX;
         at = json_object_iter_next(map, at))
        all[n++] = (struct association){json_object_iter_key(at), json_object_iter_value(at)};
    return n;
}

static void set_associations(struct arena *a, json_t *item, struct doc *d)
{
    struct association all[ASSOCIATIONS_MAX];
    size_t n = associations_of(item, all);
    if (n)
        add_associations(a, all, n, d);
}

/* ---- one item ---- */

static enum rc check_type(json_t *item, struct err *e)
{
    struct str type = json_find_text(item, "type");
    if (type.n == 0 && json_find(item, "eventdetails") && !json_find(item, "headlines"))
        type = STR("event");
    if (str_eq(type, STR("event")) || str_eq(type, STR("planning")) ||
        str_eq(type, STR("calendar")))
        return fail(e, RC_INVALID, "an item of type \"%.*s\" is no article", STR_ARG(type));
    if (str_eq_nocase(json_find_text(item, "pubstatus"), STR("canceled")))
        return fail(e, RC_INVALID, "the item was cancelled by its sender");
    return RC_OK;
}

static void set_addresses(struct arena *a, json_t *item, struct doc *d)
{
    d->guid = str_copy(a, json_find_text(item, "uri"));
    d->url = str_copy(a, json_find_text(item, "url"));
    if (d->url.n == 0 && str_starts(d->guid, STR("http")))
        d->url = d->guid;
}

static enum rc read_item(struct arena *a, json_t *item, struct doc *out, struct err *e)
{
    struct doc_block own;
    struct doc d = {.title = text_of(a, headline_of(item)),
                    .lead = text_of(a, description_of(item)),
                    .language = str_copy(a, json_find_text(item, "language"))};
    enum rc rc = check_type(item, e);
    if (!rc)
        rc = markup_body(a, body_of(a, item), STR(""), &d, e);
    if (rc)
        return rc;
    if (d.title.n == 0 && d.blocks_n == 0)
        return fail(e, RC_INVALID, "an item without headline and text");
    set_people(a, item, &d);
    set_subjects(a, item, &d);
    set_source(a, item, &d);
    set_times(item, &d);
    set_addresses(a, item, &d);
    set_associations(a, item, &d);
    struct doc_file file;
    if (picture_of(a, item, &own) && !shows(&d, own.src)) {
        if (own.caption.n && str_contains(own.caption, words_of(a, item)))
            d.blocks_n = 0; /* all of the text is the caption */
        markup_lead_picture(a, &d, &own);
    }
    if (file_of(a, item, &file))
        add_file(a, file, &d);
    if (str_eq_nocase(json_find_text(item, "pubstatus"), STR("withheld")))
        d.state = DOC_DRAFT;
    loa_meta_apply_json(a, json_object_get(item, LOA_META_NAME), body_of(a, item), &d);
    markup_title(a, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the item needs more memory than its limit");
    *out = d;
    return RC_OK;
}

static bool tell(struct ninjs *r, struct arena *a, json_t *item, size_t number)
{
    struct doc d;
    struct err e = {""};
    enum rc rc = read_item(a, item, &d, &e);
    return rc ? r->sink.refused(r->sink.ctx, number, rc, e.text)
              : r->sink.found(r->sink.ctx, &d, a, number);
}

/* A text that stands whole among the associations of another: a package that carries its parts. */
static bool is_whole_text(struct arena *a, json_t *item)
{
    struct str type = json_find_text(item, "type");
    return json_is_object(item) && (type.n == 0 || str_eq(type, STR("text"))) &&
           headline_of(item).value.n && str_trim(body_of(a, item)).n;
}

/* Each of them is an article of its own, besides the link to it; deeper ones are links alone. */
static bool tell_parts(struct ninjs *r, struct arena *a, json_t *item, size_t number)
{
    struct association all[ASSOCIATIONS_MAX];
    size_t n = associations_of(item, all);
    bool go_on = true;
    for (size_t i = 0; i < n && go_on; i++)
        if (is_whole_text(a, all[i].item))
            go_on = tell(r, a, all[i].item, number);
    return go_on;
}

static bool found(void *ctx, struct str path, struct str json, size_t number)
{
    struct ninjs *r = ctx;
    struct arena a;
    struct err e = {""};
    json_error_t cause;
    (void)path;
    arena_init(&a, NINJS_ARENA_BYTES);
    json_t *item = json_read(&a, json, &cause);
    bool go_on = false;
    if (item)
        go_on = tell(r, &a, item, number) && tell_parts(r, &a, item, number);
    else
        go_on = r->sink.refused(r->sink.ctx, number,
                                fail(&e, RC_INVALID, "not JSON: %s", cause.text), e.text);
    json_decref(item);
    arena_release(&a);
    return go_on;
}

/* ---- the reader ---- */

static bool wanted(void *ctx, struct str path)
{
    (void)ctx;
    return path.n == 0 || str_eq(path, STR("[]"));
}

static bool too_long(void *ctx, size_t number)
{
    struct ninjs *r = ctx;
    return r->sink.refused(r->sink.ctx, number, RC_LIMIT, "the item is larger than 8 MiB");
}

static enum rc ninjs_open(const struct source_sink *sink, const struct source_origin *origin,
                          void **out, struct err *e)
{
    struct ninjs *r = mem_alloc(sizeof *r);
    (void)origin;
    if (!r)
        return fail(e, RC_NOMEM, "out of memory");
    struct json_split_handler handler = {wanted, found, too_long, r, NINJS_ITEM_MAX_BYTES};
    r->sink = *sink;
    json_split_init(&r->split, &handler);
    *out = r;
    return RC_OK;
}

static enum rc ninjs_push(void *reader, struct str piece, struct err *e)
{
    struct ninjs *r = reader;
    return json_split_push(&r->split, piece, e);
}

static enum rc ninjs_end(void *reader, struct err *e)
{
    struct ninjs *r = reader;
    return json_split_end(&r->split, e);
}

static void ninjs_close(void *reader)
{
    struct ninjs *r = reader;
    if (r)
        json_split_release(&r->split);
    mem_free(r);
}

/* An item has a uri and at least one of the words that only ninjs has. */
static bool is_ninjs(struct str first)
{
    static const struct str WORDS[] = {
        STR_INIT("\"versioncreated\""),     STR_INIT("\"versionCreated\""),
        STR_INIT("\"body_xhtml\""),         STR_INIT("\"body_text\""),
        STR_INIT("\"eventDetails\""),       STR_INIT("\"pubstatus\""),
        STR_INIT("\"pubStatus\""),          STR_INIT("\"headlines\""),
        STR_INIT("\"representationtype\""), STR_INIT("\"renditions\""),
        STR_INIT("\"contentcreated\""),     STR_INIT("\"newestedition\""),
        STR_INIT("\"firstcreated\""),       STR_INIT("ninjs"),
        STR_INIT("\"firstCreated\""),       STR_INIT("\"contentCreated\""),
    };
    struct str text = str_trim(first);
    if (text.n == 0 || (text.p[0] != '{' && text.p[0] != '[') ||
        !str_contains(first, STR("\"uri\"")))
        return false;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(first, WORDS[i]))
            return true;
    return false;
}

const struct source_format format_ninjs = {
    .name = "ninjs",
    .words = "IPTC ninjs",
    .kind = SOURCE_STREAM,
    .unit = "item",
    .is_export = true,
    .is_agency = true,
    .is = is_ninjs,
    .open = ninjs_open,
    .push = ninjs_push,
    .end = ninjs_end,
    .close = ninjs_close,
};
