#include "page/page_shelf.h"

#include "base/mem.h"
#include "base/rand.h"

#include <string.h>

enum { WAYS = 2, SETS_MIN = 16 };

/* Its key's bytes follow the struct. */
struct page_shelved {
    struct page *page;
    uint64_t key_hash;
    size_t key_n;
    size_t lent;   /* to responses that are on their way */
    unsigned hits; /* halved whenever it was compared with a newcomer's place */
    bool retired;  /* off the shelf: the last loan frees it */
};

struct page_shelf {
    struct page_shelved **places; /* sets of WAYS */
    size_t sets_n;                /* a power of two */
    struct hash_key hash_key;
};

struct page_shelf *page_shelf_new(size_t places)
{
    struct page_shelf *s = mem_alloc(sizeof *s);
    if (!s)
        return NULL;
    s->sets_n = SETS_MIN;
    while (s->sets_n * WAYS < places)
        s->sets_n *= 2;
    s->places = mem_alloc(s->sets_n * WAYS * sizeof(struct page_shelved *));
    if (!s->places) {
        mem_free(s);
        return NULL;
    }
    rand_bytes(s->hash_key.bytes, sizeof s->hash_key.bytes);
    return s;
}

static void shelved_free(struct page_shelved *p)
{
    page_unref(p->page);
    mem_free(p);
}

static void retire(struct page_shelved **place)
{
    struct page_shelved *p = *place;
    *place = NULL;
    p->retired = true;
    if (p->lent == 0)
        shelved_free(p);
}

void page_shelf_free(struct page_shelf *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->sets_n * WAYS; i++)
        if (s->places[i])
            retire(&s->places[i]);
    mem_free(s->places);
    mem_free(s);
}

void page_loan_end(struct page_loan loan)
{
    struct page_shelved *p = loan.from;
    if (!p) {
        page_unref(loan.page);
        return;
    }
    ASSERT(p->lent > 0);
    p->lent--;
    if (p->retired && p->lent == 0)
        shelved_free(p);
}

static struct page_loan lend(struct page_shelved *p)
{
    p->lent++;
    return (struct page_loan){p->page, p};
}

static bool is_of(const struct page_shelved *p, uint64_t key_hash, struct str key)
{
    return p->key_hash == key_hash && p->key_n == key.n &&
           (key.n == 0 || memcmp(p + 1, key.p, key.n) == 0);
}

static struct page_shelved **set_of(struct page_shelf *s, uint64_t key_hash)
{
    return &s->places[(key_hash & (s->sets_n - 1)) * WAYS];
}

bool page_shelf_get(struct page_shelf *s, struct str key, int64_t now_ms, struct page_loan *loan)
{
    uint64_t key_hash = hash_sip(s->hash_key, key);
    struct page_shelved **set = set_of(s, key_hash);
    for (size_t i = 0; i < WAYS; i++) {
        struct page_shelved *p = set[i];
        if (!p || !is_of(p, key_hash, key))
            continue;
        if (!page_stands(p->page, now_ms)) {
            retire(&set[i]);
            return false;
        }
        page_note_use(p->page);
        p->hits++;
        *loan = lend(p);
        return true;
    }
    return false;
}

/* The place of the set that is to be taken: of the same key, or free, or of the page that is asked for
 * less. */
static struct page_shelved **place_for(struct page_shelved **set, uint64_t key_hash, struct str key)
{
    size_t least = 0;
    for (size_t i = 0; i < WAYS; i++)
        if (set[i] && is_of(set[i], key_hash, key))
            return &set[i];
    for (size_t i = 0; i < WAYS; i++) {
        if (!set[i])
            return &set[i];
        set[i]->hits /= 2;
        if (set[i]->hits < set[least]->hits)
            least = i;
    }
    return &set[least];
}

struct page_loan page_shelf_put(struct page_shelf *s, struct str key, struct page *page,
                                int64_t now_ms)
{
    struct page_loan own = {.page = page};
    if (key.n > PAGE_SHELF_KEY_BYTES_MAX || !page_stands(page, now_ms))
        return own;
    struct page_shelved *p = mem_alloc(sizeof *p + key.n);
    if (!p)
        return own;
    uint64_t key_hash = hash_sip(s->hash_key, key);
    *p = (struct page_shelved){.page = page, .key_hash = key_hash, .key_n = key.n};
    if (key.n)
        memcpy(p + 1, key.p, key.n);
    struct page_shelved **place = place_for(set_of(s, key_hash), key_hash, key);
    if (*place)
        retire(place);
    *place = p;
    return lend(p);
}

void page_shelf_sweep(struct page_shelf *s, int64_t now_ms)
{
    for (size_t i = 0; i < s->sets_n * WAYS; i++)
        if (s->places[i] && !page_stands(s->places[i]->page, now_ms))
            retire(&s->places[i]);
}
