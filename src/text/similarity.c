#include "text/similarity.h"

#include "text/similarity_feature.h"

#include <stdlib.h>
#include <string.h>

enum {
    VERSION = 1,
    SLOTS_BITS = 12,
    SLOTS = 1 << SLOTS_BITS,
    TF_MAX = 31,
    WEIGHT_BITS = 6,
    WEIGHT_MAX = (1 << WEIGHT_BITS) - 1,
    WEIGHT_STEP = 160,           /* sixteenths of rarity times sixteenths of 1 + log tf */
    RARITY_MIN = 2 * RARITY_ONE, /* every seventh head has it: it says nothing */
    NAME_RARITY_MIN = 3 * RARITY_ONE,
    NAME_TOKENS_MAX = 8,
    TITLE_COUNT = 2,
    TEXT_MAX_BYTES = 64 << 10, /* looked at for the tokens of a limit; ten times what they need */
    WORDS_KEPT = 512,          /* as many as are read of one article, but for a few */
};
/* Three features a token at most (syllable, pair, number or end of a name). */
_Static_assert(3 * (SIGNATURE_HEAD_TOKENS_MAX + SIGNATURE_BODY_TOKENS_MAX) < SLOTS * 3 / 4,
               "the table never fills");

struct signature_slot {
    uint64_t key; /* 0: empty */
    uint16_t count;
    uint8_t rarity; /* 0: a pair that the model does not know */
};

/* ---- gathering ---- */

void signature_init(struct signature_maker *m, struct arena *a, struct similarity_model model)
{
    *m = (struct signature_maker){.arena = a,
                                  .model = model,
                                  .head_left = SIGNATURE_HEAD_TOKENS_MAX,
                                  .body_left = SIGNATURE_BODY_TOKENS_MAX};
    term_reader_init(&m->reader, a, WORDS_KEPT);
    m->slots = arena_array(a, SLOTS, sizeof *m->slots);
}

/* The slot of the key; its count is 0 when it is new. */
static struct signature_slot *slot_of(struct signature_maker *m, uint64_t key)
{
    size_t at = (size_t)(key >> (64 - SLOTS_BITS));
    while (m->slots[at].key && m->slots[at].key != key)
        at = (at + 1) & (SLOTS - 1);
    return &m->slots[at];
}

static void count_key(struct signature_maker *m, uint64_t key, unsigned rarity, unsigned count)
{
    struct signature_slot *slot = slot_of(m, key);
    if (slot->count == 0) {
        slot->key = key;
        slot->rarity = (uint8_t)rarity;
        m->used++;
    }
    unsigned sum = slot->count + count;
    slot->count = (uint16_t)(sum < TF_MAX ? sum : TF_MAX);
}

static unsigned rarity_of(const struct signature_maker *m, uint64_t key)
{
    unsigned known = similarity_rarity(&m->model, key);
    return known ? known : m->model.unknown;
}

static unsigned name_rarity(unsigned rarity)
{
    return rarity > NAME_RARITY_MIN ? rarity : NAME_RARITY_MIN;
}

/* A run of capitals being read. */
struct name {
    uint64_t key;
    unsigned rarity; /* of the run as a syllable or a pair */
    size_t n;
    bool opens;
};

static void end_name(struct signature_maker *m, struct name *name, unsigned count)
{
    enum { OF_NAMES = 0x6E };
    if (name->n > 1 || (name->n == 1 && !name->opens))
        count_key(m, feature_key_add(name->key, OF_NAMES), name_rarity(name->rarity), count);
    name->n = 0;
}

static void read_name(struct signature_maker *m, struct name *name, const struct feature *f,
                      unsigned count)
{
    bool goes_on = f->capital && f->continues && name->n && name->n < NAME_TOKENS_MAX;
    if (!goes_on)
        end_name(m, name, count);
    if (!f->capital)
        return;
    if (!goes_on)
        *name = (struct name){.key = f->key, .rarity = rarity_of(m, f->key), .opens = f->opens};
    else
        name->key = feature_key_add(name->key, f->key);
    name->n++;
    if (name->n == 2)
        name->rarity = rarity_of(m, f->pair);
    else if (name->n > 2)
        name->rarity = m->model.unknown;
}

static void add(struct signature_maker *m, struct str text, size_t *left, unsigned count)
{
    enum { OF_NUMBERS = 0x23 };
    struct feature_reader r;
    struct feature f;
    struct name name = {0};
    if (arena_failed(m->arena))
        return;
    feature_reader_init(&r, &m->reader, str_first(text, TEXT_MAX_BYTES));
    for (; *left && feature_next(&r, &f); (*left)--) {
        unsigned rarity = rarity_of(m, f.key);
        count_key(m, f.key, rarity, count);
        if (f.pair)
            count_key(m, f.pair, similarity_rarity(&m->model, f.pair), count);
        if (f.number)
            count_key(m, feature_key_add(f.key, OF_NUMBERS), name_rarity(rarity), count);
        read_name(m, &name, &f, count);
    }
    end_name(m, &name, count);
}

void signature_add_title(struct signature_maker *m, struct str title)
{
    add(m, title, &m->head_left, TITLE_COUNT);
}

void signature_add_lead(struct signature_maker *m, struct str lead)
{
    add(m, lead, &m->head_left, 1);
}

void signature_add_body(struct signature_maker *m, struct str text)
{
    add(m, text, &m->body_left, 1);
}

/* ---- the bytes ---- */

/* 1 + log n in sixteenths. */
static unsigned damped(unsigned n)
{
    static const uint8_t table[TF_MAX + 1] = {0,  16, 27, 34, 38, 42, 45, 47, 49, 51, 53,
                                              54, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65,
                                              65, 66, 67, 68, 68, 69, 69, 70, 70, 71};
    return table[n];
}

/* 0: the feature is left out. */
static unsigned weight_of(const struct signature_maker *m, const struct signature_slot *slot)
{
    unsigned rarity = slot->rarity;
    if (rarity == 0 && slot->count > 1)
        rarity = m->model.unknown;
    if (rarity < RARITY_MIN)
        return 0;
    unsigned weight = (rarity * damped(slot->count) + WEIGHT_STEP / 2) / WEIGHT_STEP;
    return weight < WEIGHT_MAX ? weight : WEIGHT_MAX;
}

static int by_weight(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    uint32_t xw = x & WEIGHT_MAX;
    uint32_t yw = y & WEIGHT_MAX;
    if (xw != yw)
        return xw < yw ? 1 : -1;
    return x < y ? -1 : x > y;
}

static int by_term(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Two features of one term become the heavier; v is by term. */
static size_t one_a_term(uint32_t *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && v[kept - 1] >> WEIGHT_BITS == v[i] >> WEIGHT_BITS)
            v[kept - 1] = v[i];
        else
            v[kept++] = v[i];
    }
    return kept;
}

static size_t pack(struct signature_maker *m, uint32_t *v)
{
    size_t n = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        unsigned weight = m->slots[i].count ? weight_of(m, &m->slots[i]) : 0;
        uint32_t term = (uint32_t)(m->slots[i].key >> (64 - SIGNATURE_TERM_BITS));
        if (weight)
            v[n++] = term << WEIGHT_BITS | weight;
    }
    if (n > SIGNATURE_FEATURES_MAX) {
        qsort(v, n, sizeof *v, by_weight);
        n = SIGNATURE_FEATURES_MAX;
    }
    qsort(v, n, sizeof *v, by_term);
    return one_a_term(v, n);
}

struct str signature_bytes(struct signature_maker *m)
{
    uint32_t *v = arena_array(m->arena, m->used, sizeof *v);
    unsigned char *bytes = arena_alloc(m->arena, SIGNATURE_BYTES_MAX);
    if (arena_failed(m->arena))
        return STR("");
    size_t n = pack(m, v);
    if (n < SIGNATURE_FEATURES_MIN)
        return STR("");
    bytes[0] = VERSION;
    bytes[1] = (unsigned char)(n & 0xFF);
    bytes[2] = (unsigned char)(n >> 8);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 3; k++)
            bytes[3 + 3 * i + k] = (unsigned char)(v[i] >> 8 * k);
    return (struct str){(const char *)bytes, 3 + 3 * n};
}

/* ---- comparing ---- */

static uint32_t feature_at(const struct signature *s, size_t i)
{
    const unsigned char *p = s->features + 3 * i;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

bool signature_view(struct signature *out, struct str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    *out = (struct signature){0};
    if (bytes.n < 3 || p[0] != VERSION)
        return false;
    size_t n = (size_t)p[1] | (size_t)p[2] << 8;
    if (n > SIGNATURE_FEATURES_MAX || bytes.n != 3 + 3 * n)
        return false;
    *out = (struct signature){.features = p + 3, .n = n};
    for (size_t i = 0; i < n; i++) {
        uint64_t weight = feature_at(out, i) & WEIGHT_MAX;
        out->square += weight * weight;
    }
    return true;
}

/* The root of x, which is at most SIMILARITY_ONE squared. */
static unsigned root(uint64_t x)
{
    unsigned low = 0;
    unsigned high = SIMILARITY_ONE;
    while (low < high) {
        unsigned middle = (low + high + 1) / 2;
        if ((uint64_t)middle * middle <= x)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Sums of what two signatures share. */
struct shared {
    uint64_t product; /* of the weights */
    uint64_t a;       /* squares of a's weights */
    uint64_t b;
};

static struct shared shared_of(const struct signature *a, const struct signature *b)
{
    struct shared sum = {0};
    size_t i = 0;
    size_t j = 0;
    while (i < a->n && j < b->n) {
        uint32_t x = feature_at(a, i);
        uint32_t y = feature_at(b, j);
        uint64_t x_weight = x & WEIGHT_MAX;
        uint64_t y_weight = y & WEIGHT_MAX;
        bool step_a = x >> WEIGHT_BITS <= y >> WEIGHT_BITS;
        bool step_b = y >> WEIGHT_BITS <= x >> WEIGHT_BITS;
        if (step_a && step_b) {
            sum.product += x_weight * y_weight;
            sum.a += x_weight * x_weight;
            sum.b += y_weight * y_weight;
        }
        i += step_a;
        j += step_b;
    }
    return sum;
}

unsigned similarity(const struct signature *a, const struct signature *b)
{
    uint64_t dot = shared_of(a, b).product;
    uint64_t squares = a->square * b->square;
    if (dot == 0 || squares == 0)
        return 0;
    /* dot is at most 800 * 63 * 63, so that its square times a million fits */
    return root(dot * dot * SIMILARITY_ONE * SIMILARITY_ONE / squares);
}

unsigned similarity_within(const struct signature *a, const struct signature *b)
{
    struct shared sum = shared_of(a, b);
    uint64_t part = a->square <= b->square ? sum.a : sum.b;
    uint64_t whole = a->square <= b->square ? a->square : b->square;
    if (a->square == b->square && sum.b > sum.a)
        part = sum.b;
    return whole ? (unsigned)(part * SIMILARITY_ONE / whole) : 0;
}

bool similarity_is_copy(const struct signature *a, const struct signature *b)
{
    if (similarity(a, b) >= SIMILARITY_COPY_MIN)
        return true;
    return a->n >= SIGNATURE_WITHIN_FEATURES_MIN && b->n >= SIGNATURE_WITHIN_FEATURES_MIN &&
           similarity_within(a, b) >= SIMILARITY_WITHIN_MIN;
}

size_t signature_terms(const struct signature *s, struct signature_term *out, size_t max)
{
    uint32_t v[SIGNATURE_FEATURES_MAX];
    for (size_t i = 0; i < s->n; i++)
        v[i] = feature_at(s, i);
    qsort(v, s->n, sizeof *v, by_weight);
    size_t n = s->n < max ? s->n : max;
    for (size_t i = 0; i < n; i++)
        out[i] = (struct signature_term){v[i] >> WEIGHT_BITS, v[i] & WEIGHT_MAX};
    return n;
}

bool signature_has(const struct signature *s, uint32_t term)
{
    size_t low = 0;
    size_t high = s->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (feature_at(s, middle) >> WEIGHT_BITS < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->n && feature_at(s, low) >> WEIGHT_BITS == term;
}
