#include "site/layout.h"

static const struct {
    struct str word;
    int64_t limit;
} blocks[] = {
#define X(name, w, n) [name] = {STR_INIT(w), n},
    LAYOUT_BLOCK_TABLE(X)
#undef X
};

static const struct str shapes[] = {
#define X(name, word) [name] = STR_INIT(word),
    LAYOUT_SHAPE_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(shapes) == LAYOUT_SHAPE_COUNT, "every shape has its word");

static const struct str region_keys[] = {
#define X(name, key) [name] = STR_INIT(key),
    LAYOUT_REGION_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(region_keys) == LAYOUT_REGION_COUNT, "every region has its key");

static bool block_from_word(struct str word, struct layout_item *item)
{
    for (enum layout_block b = 0; b < LAYOUT_BLOCK_COUNT; b++)
        if (str_eq(blocks[b].word, word)) {
            item->block = b;
            item->word = blocks[b].word;
            item->limit = blocks[b].limit;
            return true;
        }
    return false;
}

static bool shape_from_word(struct str word, enum layout_shape *out)
{
    for (enum layout_shape shape = SHAPE_LEAD; shape < LAYOUT_SHAPE_COUNT; shape++)
        if (str_eq(shapes[shape], word)) {
            *out = shape;
            return true;
        }
    return false;
}

/* "block[:name][:number][:shape][@paragraph]" */
static bool read_item(struct str text, struct layout_item *item)
{
    *item = (struct layout_item){0};
    size_t at = str_find_byte(text, '@');
    if (at < text.n && !str_to_int(str_from(text, at + 1), &item->after_paragraph))
        return false;
    struct str rest = str_first(text, at);
    struct str part;
    if (!str_next(&rest, ':', &part) || !block_from_word(part, item))
        return false;
    bool named = item->block == LAYOUT_SECTION || item->block == LAYOUT_SLOT;
    if (named && (!str_next(&rest, ':', &item->option) || item->option.n == 0))
        return false;
    while (str_next(&rest, ':', &part))
        if (!str_to_int(part, &item->limit) && !shape_from_word(part, &item->shape))
            return false;
    return item->limit >= 0 && item->limit <= LAYOUT_LIMIT_MAX && item->after_paragraph >= 0;
}

static enum rc read_region(const struct ini *preset, enum layout_region region, struct layout *out,
                           struct err *e)
{
    struct str rest = ini_value(preset, STR("layout"), region_keys[region]);
    struct str text;
    size_t n = 0;
    while (ini_next_item(&rest, &text)) {
        if (n == LAYOUT_ITEMS_MAX)
            return fail(e, RC_LIMIT, "%.*s: [layout] %.*s has more than %d blocks",
                        STR_ARG(preset->name), STR_ARG(region_keys[region]), LAYOUT_ITEMS_MAX);
        if (!read_item(text, &out->items[region][n]))
            return fail(e, RC_INVALID, "%.*s: [layout] %.*s: '%.*s' is no block",
                        STR_ARG(preset->name), STR_ARG(region_keys[region]), STR_ARG(text));
        n++;
    }
    out->items_n[region] = n;
    return RC_OK;
}

enum rc layout_read(const struct ini *preset, struct layout *out, struct err *e)
{
    for (enum layout_region r = 0; r < LAYOUT_REGION_COUNT; r++) {
        enum rc rc = read_region(preset, r, out, e);
        if (rc)
            return rc;
    }
    return RC_OK;
}

static bool is_slot(const struct layout_item *item, struct str name)
{
    return item->block == LAYOUT_SPONSORED
               ? str_eq(name, STR("sponsored"))
               : item->block == LAYOUT_SLOT && str_eq(name, item->option);
}

bool layout_has_slot(const struct layout *l, struct str name)
{
    if (str_eq(name, STR("occasion")))
        return true;
    for (enum layout_region r = 0; r < LAYOUT_REGION_COUNT; r++)
        for (size_t i = 0; i < l->items_n[r]; i++)
            if (is_slot(&l->items[r][i], name))
                return true;
    return false;
}
