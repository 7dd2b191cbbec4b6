#include "store/store_index_cache.h"

#include "base/err.h"

#include <string.h>

enum {
    DOCS_FIRST = 2048,   /* places of the first table */
    ALLOWANCE_BYTES = 32 /* of an allocation */
};

static uint64_t mixed(uint64_t n)
{
    n *= UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio: Knuth, TAOCP 3, 6.4 */
    return n ^ n >> 32;
}

void index_cache_clear(struct index_cache *c)
{
    arena_clear(&c->arena, INDEX_CACHE_KEPT_BYTES);
    arena_clear(&c->docs_arena, INDEX_CACHE_KEPT_BYTES);
    *c = (struct index_cache){.arena = c->arena, .docs_arena = c->docs_arena};
}

void index_cache_release(struct index_cache *c)
{
    arena_release(&c->arena);
    arena_release(&c->docs_arena);
    *c = (struct index_cache){.docs_n = 0};
}

/* NULL without asking when it would be over the limit, so that the arena does not fail for good. */
static void *take(struct index_cache *c, size_t bytes)
{
    c->arena.limit_bytes = INDEX_CACHE_BYTES;
    if (arena_failed(&c->arena) ||
        bytes + ALLOWANCE_BYTES > INDEX_CACHE_BYTES - c->arena.used_bytes)
        return NULL;
    return arena_alloc(&c->arena, bytes);
}

/* ---- rows ---- */

struct index_list *index_cache_list(struct index_cache *c, int64_t segment, uint64_t term)
{
    struct index_list **chain =
        &c->lists[mixed(term ^ (uint64_t)segment << 44) % INDEX_CACHE_CHAINS];
    struct index_list *list = *chain;
    while (list && (list->term != term || list->segment != segment))
        list = list->next;
    if (list)
        return list;
    list = take(c, sizeof *list);
    if (!list)
        return NULL;
    *list = (struct index_list){.next = *chain, .segment = segment, .term = term};
    *chain = list;
    return list;
}

const struct index_row *index_list_row(const struct index_list *list, int64_t position)
{
    for (const struct index_row *row = list->rows; row; row = row->next)
        if (row->position <= position && position <= row->asked)
            return row;
    return NULL;
}

struct index_row *index_cache_row(struct index_cache *c, size_t n, uint32_t **docs)
{
    struct index_row *row = take(c, sizeof *row + n * sizeof **docs);
    if (!row)
        return NULL;
    *docs = (uint32_t *)(void *)(row + 1);
    row->docs = *docs;
    return row;
}

void index_list_add(struct index_list *list, struct index_row *row)
{
    for (struct index_row *same = list->rows; same; same = same->next)
        if (same->position == row->position) { /* it was asked for from nearer: once is enough */
            same->asked = same->asked > row->asked ? same->asked : row->asked;
            return;
        }
    row->next = list->rows;
    list->rows = row;
}

/* ---- docs ---- */

/* Where doc stands, or the empty place where it would. */
static struct index_doc *place_of(const struct index_cache *c, int64_t doc)
{
    size_t at = mixed((uint64_t)doc) & (c->docs_capacity - 1);
    while (c->docs[at].doc && c->docs[at].doc != doc)
        at = (at + 1) & (c->docs_capacity - 1);
    return &c->docs[at];
}

const struct index_doc *index_cache_doc(const struct index_cache *c, int64_t doc)
{
    if (c->docs_n == 0)
        return NULL;
    const struct index_doc *found = place_of(c, doc);
    return found->doc ? found : NULL;
}

static bool grow(struct index_cache *c, size_t capacity)
{
    struct index_cache larger = *c;
    c->docs_arena.limit_bytes =
        (size_t)INDEX_CACHE_DOCS * 4 * sizeof *c->docs; /* the smaller tables too */
    larger.docs = arena_array(&c->docs_arena, capacity, sizeof *larger.docs);
    if (!larger.docs)
        return false;
    larger.docs_capacity = capacity;
    for (size_t i = 0; i < c->docs_capacity; i++)
        if (c->docs[i].doc)
            *place_of(&larger, c->docs[i].doc) = c->docs[i];
    c->docs = larger.docs;
    c->docs_capacity = capacity;
    return true;
}

bool index_cache_make_room(struct index_cache *c, size_t n)
{
    size_t capacity = c->docs_capacity ? c->docs_capacity : DOCS_FIRST;
    ASSERT(n <= INDEX_CACHE_DOCS / 2);
    while (capacity < 2 * (c->docs_n + n) && capacity < INDEX_CACHE_DOCS)
        capacity *= 2;
    if (capacity > c->docs_capacity && !grow(c, capacity))
        return false;
    if (2 * (c->docs_n + n) > c->docs_capacity) {
        memset(c->docs, 0, c->docs_capacity * sizeof *c->docs);
        c->docs_n = 0;
    }
    return true;
}

void index_cache_keep(struct index_cache *c, struct index_doc doc)
{
    struct index_doc *place = place_of(c, doc.doc);
    c->docs_n += place->doc == 0;
    *place = doc;
}
