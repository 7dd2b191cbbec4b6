/* Article JSON to struct article. */
#include "article/article_json.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <jansson.h>

/* One reading. Where it stands, for the message: list[index].key. rc stays RC_OK until the first
 * failure, after which every step is a no-op (style.md, rule 12). */
struct reading {
    struct arena *a;
    struct article_json_options options;
    struct err *e;
    const char *list; /* NULL at the top */
    size_t index;
    enum rc rc;
};

static void wrong(struct reading *r, enum rc rc, const char *key, const char *cause)
{
    if (r->rc)
        return;
    if (r->list)
        r->rc = fail(r->e, rc, "%s[%zu].%s: %s", r->list, r->index, key, cause);
    else
        r->rc = fail(r->e, rc, "%s: %s", key, cause);
}

static struct str text_of(struct reading *r, const json_t *value, const char *key)
{
    if (!value || json_is_null(value))
        return STR("");
    if (!json_is_string(value)) {
        wrong(r, RC_INVALID, key, "must be text or null");
        return STR("");
    }
    struct str raw = {json_string_value(value), json_string_length(value)};
    return utf8_fold_space(r->a, raw);
}

static struct str text_at(struct reading *r, const json_t *object, const char *key)
{
    return text_of(r, json_object_get(object, key), key);
}

/* An address that a reader may follow: of the web, relative, the name of another file, or an article
 * here ("article:15", as kept). What runs or carries data ("javascript:", "data:") is none, and is absent. */
static struct str address_at(struct reading *r, const json_t *object, const char *key)
{
    struct str text = text_at(r, object, key);
    size_t colon = str_find_byte(text, ':');
    struct str scheme = str_first(text, colon);
    bool relative = colon == text.n || str_find_byte(scheme, '/') < scheme.n ||
                    str_find_byte(scheme, '?') < scheme.n || str_find_byte(scheme, '#') < scheme.n;
    bool web = str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
    bool here = str_eq(scheme, STR("article"));
    return relative || web || here ? text : STR("");
}

static int64_t time_at(struct reading *r, const json_t *object, const char *key)
{
    struct str text = text_at(r, object, key);
    int64_t at_ms = CLOCK_NONE;
    if (text.n && !clock_parse_rfc3339(text, &at_ms))
        wrong(r, RC_INVALID, key, "must be a time such as 2023-09-29T22:19:00+07:00");
    return at_ms;
}

/* The array at key, or NULL when it is absent; more than max elements is a failure. */
static const json_t *array_at(struct reading *r, const json_t *object, const char *key, size_t max)
{
    const json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return NULL;
    if (!json_is_array(value)) {
        wrong(r, RC_INVALID, key, "must be a list");
        return NULL;
    }
    if (json_array_size(value) > max) {
        wrong(r, RC_LIMIT, key, "has too many entries");
        return NULL;
    }
    return value;
}

/* Empty texts are left out. */
static struct article_texts texts_of(struct reading *r, const json_t *array, const char *key,
                                     bool keep_empty)
{
    struct vec items = VEC(struct str, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        struct str text = text_of(r, json_array_get(array, i), key);
        struct str *item = text.n || keep_empty ? vec_push(&items) : NULL;
        if (item)
            *item = text;
    }
    return (struct article_texts){items.p, items.n};
}

static struct article_texts texts_at(struct reading *r, const json_t *object, const char *key,
                                     size_t max)
{
    return texts_of(r, array_at(r, object, key, max), key, false);
}

/* The next element of a list as an object, with the place noted; NULL after a failure. */
static const json_t *element(struct reading *r, const json_t *array, const char *list, size_t i)
{
    r->list = list;
    r->index = i;
    const json_t *object = json_array_get(array, i);
    if (json_is_object(object))
        return object;
    if (!r->rc)
        r->rc = fail(r->e, RC_INVALID, "%s[%zu]: must be an object", list, i);
    return NULL;
}

static void read_contributors(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *array = array_at(r, root, "contributors", ARTICLE_LIST_MAX);
    struct vec people = VEC(struct article_contributor, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *object = element(r, array, "contributors", i);
        struct article_contributor person = {.name = text_at(r, object, "name")};
        struct str role = text_at(r, object, "role");
        if (role.n && !article_role_from_word(role, &person.role))
            wrong(r, RC_INVALID, "role", "no such role");
        struct article_contributor *kept = person.name.n ? vec_push(&people) : NULL;
        if (kept)
            *kept = person;
    }
    r->list = NULL;
    art->contributors = people.p;
    art->contributors_n = people.n;
}

static struct html html_at(struct reading *r, const json_t *object)
{
    struct str raw = STR("");
    const json_t *value = json_object_get(object, "html");
    if (json_is_string(value))
        raw = (struct str){json_string_value(value), json_string_length(value)};
    else if (value && !json_is_null(value))
        wrong(r, RC_INVALID, "html", "must be text or null");
    if (raw.n && r->options.sanitize)
        return r->options.sanitize(r->options.ctx, r->a, raw);
    if (raw.n && r->options.trusted_html)
        return html_from_store(str_copy(r->a, raw));
    return html_from_store(STR(""));
}

static void read_links(struct reading *r, const json_t *object, struct article_block *block)
{
    const json_t *array = array_at(r, object, "items", ARTICLE_LIST_MAX);
    struct vec links = VEC(struct article_link, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        if (!json_is_object(item)) {
            wrong(r, RC_INVALID, "items", "must hold objects with title and url");
            return;
        }
        struct article_link *link = vec_push(&links);
        if (!link)
            return;
        link->title = text_at(r, item, "title");
        link->url = address_at(r, item, "url");
    }
    block->links = links.p;
    block->links_n = links.n;
}

static void read_rows(struct reading *r, const json_t *object, struct article_block *block)
{
    const json_t *array = array_at(r, object, "rows", ARTICLE_BLOCKS_MAX);
    struct vec rows = VEC(struct article_texts, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *cells = json_array_get(array, i);
        if (!json_is_array(cells)) {
            wrong(r, RC_INVALID, "rows", "must hold lists of texts");
            return;
        }
        struct article_texts *row = vec_push(&rows);
        if (row)
            *row = texts_of(r, cells, "rows", true);
    }
    block->rows = rows.p;
    block->rows_n = rows.n;
}

/* A picture's side in pixels; 0 when absent or not a sensible number. */
static int64_t side_at(const json_t *object, const char *key)
{
    json_int_t px = json_integer_value(json_object_get(object, key));
    return px > 0 && px <= ARTICLE_SIDE_MAX_PX ? px : 0;
}

static void read_block(struct reading *r, const json_t *object, struct article_block *block)
{
    struct str word = text_at(r, object, "type");
    if (!article_block_from_word(word, &block->type)) {
        wrong(r, RC_INVALID, "type", "no such block type");
        return;
    }
    block->text = text_at(r, object, "text");
    block->html = html_at(r, object);
    block->src = address_at(r, object, "src");
    block->poster = address_at(r, object, "poster");
    block->alt = text_at(r, object, "alt");
    block->caption = text_at(r, object, "caption");
    block->credit = text_at(r, object, "credit");
    block->width_px = side_at(object, "width");
    block->height_px = side_at(object, "height");
    block->is_ordered =
        block->type == BLOCK_LIST && json_is_true(json_object_get(object, "ordered"));
    block->has_head = block->type == BLOCK_TABLE && json_is_true(json_object_get(object, "header"));
    if (block->type == BLOCK_LIST)
        block->items = texts_at(r, object, "items", ARTICLE_BLOCKS_MAX);
    if (block->type == BLOCK_TABLE)
        read_rows(r, object, block);
    if (block->type == BLOCK_RELATED)
        read_links(r, object, block);
}

static void read_blocks(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *array = array_at(r, root, "blocks", ARTICLE_BLOCKS_MAX);
    struct vec blocks = VEC(struct article_block, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *object = element(r, array, "blocks", i);
        struct article_block *block = object ? vec_push(&blocks) : NULL;
        if (block)
            read_block(r, object, block);
    }
    r->list = NULL;
    art->blocks = blocks.p;
    art->blocks_n = blocks.n;
}

static void read_teasers(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *array = array_at(r, root, "teasers", ARTICLE_BLOCKS_MAX);
    struct vec teasers = VEC(struct article_teaser, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *object = element(r, array, "teasers", i);
        struct article_teaser *t = object ? vec_push(&teasers) : NULL;
        if (!t)
            break;
        t->block = text_at(r, object, "block");
        t->title = text_at(r, object, "title");
        t->url = address_at(r, object, "url");
        t->excerpt = text_at(r, object, "excerpt");
        t->time = text_at(r, object, "time");
    }
    r->list = NULL;
    art->teasers = teasers.p;
    art->teasers_n = teasers.n;
}

static void read_sources(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *array = array_at(r, root, "sources", ARTICLE_LIST_MAX);
    struct vec sources = VEC(struct article_link, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *object = element(r, array, "sources", i);
        struct article_link source = {text_at(r, object, "name"), address_at(r, object, "url")};
        struct article_link *kept = source.title.n ? vec_push(&sources) : NULL;
        if (kept)
            *kept = source;
    }
    r->list = NULL;
    art->sources = sources.p;
    art->sources_n = sources.n;
}

static void read_documents(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *array = array_at(r, root, "documents", ARTICLE_DOCUMENTS_MAX);
    struct vec documents = VEC(struct article_document, r->a);
    for (size_t i = 0; !r->rc && i < json_array_size(array); i++) {
        const json_t *object = element(r, array, "documents", i);
        json_int_t bytes = json_integer_value(json_object_get(object, "bytes"));
        struct article_document d = {.title = text_at(r, object, "title"),
                                     .url = address_at(r, object, "url"),
                                     .type = text_at(r, object, "type"),
                                     .bytes = bytes > 0 ? bytes : 0};
        struct article_document *kept = d.url.n ? vec_push(&documents) : NULL;
        if (kept)
            *kept = d;
    }
    r->list = NULL;
    art->documents = documents.p;
    art->documents_n = documents.n;
}

/* The object at key, or NULL when absent. */
static const json_t *object_at(struct reading *r, const json_t *root, const char *key)
{
    const json_t *value = json_object_get(root, key);
    if (!value || json_is_null(value) || json_is_object(value))
        return json_is_object(value) ? value : NULL;
    wrong(r, RC_INVALID, key, "must be an object or null");
    return NULL;
}

static void read_house_keys(struct reading *r, const json_t *root, struct article *art)
{
    const json_t *featured = json_object_get(root, "featured");
    if (featured && !json_is_boolean(featured) && !json_is_null(featured))
        wrong(r, RC_INVALID, "featured", "must be true or false");
    art->featured = json_is_true(featured);
    struct str comments = text_at(r, root, "comments");
    if (comments.n && !str_eq(comments, STR("open")) && !str_eq(comments, STR("closed")))
        wrong(r, RC_INVALID, "comments", "must be \"open\" or \"closed\"");
    art->comments_closed = str_eq(comments, STR("closed"));
    art->sponsor = text_at(r, object_at(r, root, "sponsored"), "sponsor");
}

static void read_root(struct reading *r, const json_t *root, struct article *art)
{
    art->is_list = str_eq(text_at(r, root, "kind"), STR("list"));
    art->title = text_at(r, root, "title");
    art->kicker = text_at(r, root, "kicker");
    art->section = text_at(r, root, "section");
    art->breadcrumb = texts_at(r, root, "breadcrumb", ARTICLE_LIST_MAX);
    art->dateline = text_at(r, root, "dateline");
    art->lead = text_at(r, root, "lead");
    art->description = text_at(r, root, "description");
    art->site_name = text_at(r, root, "site");
    art->language = text_at(r, root, "language");
    art->published_ms = time_at(r, root, "published");
    art->updated_ms = time_at(r, root, "updated");
    read_contributors(r, root, art);
    read_blocks(r, root, art);
    const json_t *source = object_at(r, root, "source");
    art->source_name = text_at(r, source, "name");
    art->source_url = address_at(r, source, "url");
    read_sources(r, root, art);
    read_documents(r, root, art);
    art->url = address_at(r, root, "url");
    art->old_urls = texts_at(r, root, "old_urls", ARTICLE_LIST_MAX);
    art->tags = texts_at(r, root, "tags", ARTICLE_LIST_MAX);
    art->topics = texts_at(r, root, "topics", ARTICLE_LIST_MAX);
    read_teasers(r, root, art);
    art->copyright = text_at(r, root, "copyright");
    const json_t *provenance = object_at(r, root, "provenance");
    art->provenance_format = text_at(r, provenance, "format");
    art->provenance_path = text_at(r, provenance, "path");
    art->provenance_captured_ms = time_at(r, provenance, "captured");
    read_house_keys(r, root, art);
}

/* jansson's own words for where it stopped: line, column and cause. */
static enum rc not_json(const json_error_t *error, struct err *e)
{
    if (json_error_code(error) == json_error_out_of_memory)
        return fail(e, RC_NOMEM, "out of memory");
    return fail(e, RC_INVALID, "line %d, column %d: not JSON: %s", error->line, error->column,
                error->text);
}

enum rc article_json_read(struct arena *a, struct str json, struct article_json_options options,
                          struct article *art, struct err *e)
{
    if (json.n > ARTICLE_TEXT_MAX_BYTES)
        return fail(e, RC_LIMIT, "article of %zu bytes, at most %d", json.n,
                    ARTICLE_TEXT_MAX_BYTES);
    json_error_t error;
    json_t *root = json_loadb(json.n ? json.p : "", json.n, 0, &error);
    if (!root)
        return not_json(&error, e);
    struct article read = {.published_ms = CLOCK_NONE};
    struct reading r = {.a = a, .options = options, .e = e};
    if (json_is_object(root))
        read_root(&r, root, &read);
    else
        r.rc = fail(e, RC_INVALID, "must be a JSON object");
    json_decref(root);
    if (!r.rc && arena_failed(a))
        r.rc = fail(e, RC_NOMEM, "article needs more memory than its limit");
    if (!r.rc)
        r.rc = article_check(&read, e);
    if (!r.rc)
        *art = read;
    return r.rc;
}
