#include "source/loa_meta.h"

#include "base/hash.h"
#include "base/vec.h"
#include "source/json_view.h"
#include "source/markup.h"
#include "source/sanitize.h"

enum {
    BLOCKS_MAX = 5000, /* of a body, as an article's */
    ITEMS_MAX = 20000, /* of a list, a table's row, its rows */
};

static struct str address(struct arena *a, const json_t *object, const char *key)
{
    struct str text = markup_fold(a, json_text(object, key));
    return sanitize_href_allowed(text) ? text : STR("");
}

static struct doc_texts texts(struct arena *a, const json_t *list)
{
    size_t n = json_array_size(list) < ITEMS_MAX ? json_array_size(list) : ITEMS_MAX;
    struct doc_texts out = {arena_array(a, n, sizeof *out.items), 0};
    for (; out.items && out.items_n < n; out.items_n++)
        out.items[out.items_n] = markup_fold(a, json_text_of(json_array_get(list, out.items_n)));
    return out;
}

static void read_rows(struct arena *a, const json_t *list, struct doc_block *block)
{
    size_t n = json_array_size(list) < ITEMS_MAX ? json_array_size(list) : ITEMS_MAX;
    block->rows = arena_array(a, n, sizeof *block->rows);
    for (; block->rows && block->rows_n < n; block->rows_n++)
        block->rows[block->rows_n] = texts(a, json_array_get(list, block->rows_n));
}

static void read_links(struct arena *a, const json_t *list, struct doc_block *block)
{
    size_t n = json_array_size(list) < ITEMS_MAX ? json_array_size(list) : ITEMS_MAX;
    block->links = arena_array(a, n, sizeof *block->links);
    for (; block->links && block->links_n < n; block->links_n++) {
        const json_t *one = json_array_get(list, block->links_n);
        block->links[block->links_n] =
            (struct doc_link){markup_fold(a, json_text(one, "title")), address(a, one, "url")};
    }
}

/* Nobody signed it: what is not the sanitizer's writing is made so. */
static struct html markup_of(struct arena *a, const json_t *object)
{
    struct html none = {STR("")};
    struct html clean;
    struct str raw = json_text(object, "html");
    return raw.n == 0 || sanitize_inline(a, raw, &clean, NULL) ? none : clean;
}

static bool block_type(struct str word, enum doc_block_type *out)
{
    static const struct str WORDS[] = {
        [DOC_PARAGRAPH] = STR_INIT("paragraph"), [DOC_HEADING] = STR_INIT("heading"),
        [DOC_QUOTE] = STR_INIT("quote"),         [DOC_FIGURE] = STR_INIT("figure"),
        [DOC_LIST] = STR_INIT("list"),           [DOC_TABLE] = STR_INIT("table"),
        [DOC_VIDEO] = STR_INIT("video"),         [DOC_RELATED] = STR_INIT("related"),
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (!str_eq(word, WORDS[i]))
            continue;
        *out = (enum doc_block_type)i;
        return true;
    }
    return false;
}

static bool read_block(struct arena *a, const json_t *object, struct doc_block *out)
{
    struct doc_block block = {.type = DOC_PARAGRAPH};
    if (!block_type(json_text(object, "type"), &block.type))
        return false;
    block.text = markup_fold(a, json_text(object, "text"));
    block.html = markup_of(a, object);
    block.src = address(a, object, "src");
    block.poster = address(a, object, "poster");
    block.alt = markup_fold(a, json_text(object, "alt"));
    block.caption = markup_fold(a, json_text(object, "caption"));
    block.credit = markup_fold(a, json_text(object, "credit"));
    if (block.type == DOC_RELATED)
        read_links(a, json_object_get(object, "items"), &block);
    else
        block.items = texts(a, json_object_get(object, "items"));
    block.is_ordered = json_is_true(json_object_get(object, "ordered"));
    block.has_head = json_is_true(json_object_get(object, "header"));
    read_rows(a, json_object_get(object, "rows"), &block);
    *out = block;
    return true;
}

static bool is_of(struct arena *a, const json_t *object, struct str body)
{
    struct hash_content hash = hash_content(body);
    return str_eq(json_text(object, "hash"), hash_hex(a, hash.bytes, sizeof hash.bytes));
}

bool loa_body_apply(struct arena *a, const json_t *meta, struct str body, struct doc *d)
{
    const json_t *object = json_object_get(meta, "body");
    const json_t *list = json_object_get(object, "blocks");
    struct vec blocks = VEC(struct doc_block, a);
    if (!json_is_array(list) || json_array_size(list) > BLOCKS_MAX || !is_of(a, object, body))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct doc_block read;
        struct doc_block *kept =
            read_block(a, json_array_get(list, i), &read) ? vec_push(&blocks) : NULL;
        if (kept)
            *kept = read;
    }
    d->blocks = blocks.p;
    d->blocks_n = blocks.n;
    return true;
}
