#include "tools/train_segment.h"

#include <math.h>
#include <string.h>

enum {
    LINE_PIECES_MAX = 4096, /* of a line of text; the rest is not counted */
    PAIR_TIMES_MIN = 3,     /* rarer pairs are noise and would fill the lexicon */
    PAIR_BOND_MIN = 3,      /* log2: pairs below are as good as unknown */
    SINGLE_TIMES_MIN = 2,
    WORD_TIMES_MIN = 2,
    SIDES_TIMES_MIN = 4, /* rarer pieces tell nothing of how they are used */
};

bool counts_init(struct counts *c, struct arena *a, unsigned bits)
{
    *c = (struct counts){.capacity = (size_t)1 << bits};
    c->slots = arena_array(a, c->capacity, sizeof *c->slots);
    return c->slots != NULL;
}

static bool is_used(const struct count *count)
{
    return count->n || count->listed || count->place || count->chinese;
}

static size_t slot_of(const struct counts *c, uint64_t key)
{
    size_t mask = c->capacity - 1;
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & mask;
    while (is_used(&c->slots[at]) && c->slots[at].key != key)
        at = (at + 1) & mask;
    return at;
}

struct count *counts_find(const struct counts *c, uint64_t key)
{
    struct count *found = &c->slots[slot_of(c, key)];
    return is_used(found) ? found : NULL;
}

struct count *counts_at(struct counts *c, uint64_t key, uint8_t pieces)
{
    struct count *found = &c->slots[slot_of(c, key)];
    if (is_used(found))
        return found;
    if (c->used + c->used / 4 >= c->capacity)
        return NULL;
    c->used++;
    *found = (struct count){.key = key, .pieces = pieces};
    return found;
}

size_t segment_read_line(struct str line, struct segment_piece *pieces, size_t max)
{
    size_t n = 0;
    size_t at = 0;
    struct syllable found;
    while (n < max && syllable_next(line, &at, &found)) {
        segment_piece_read(&pieces[n], line, found, n ? &pieces[n - 1] : NULL);
        n++;
    }
    return n;
}

static bool is_word_piece(const struct segment_piece *piece)
{
    return piece->shape >= SHAPE_LOWER && piece->shape <= SHAPE_NUMBER;
}

static bool is_capital(const struct segment_piece *piece)
{
    return piece->shape == SHAPE_TITLE || piece->shape == SHAPE_UPPER;
}

static void count_line(struct counts *c, struct str line, const struct segment_piece *pieces,
                       size_t n)
{
    size_t before = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_word_piece(&pieces[i]))
            continue;
        struct count *one = counts_at(c, pieces[i].key, 1);
        if (!one)
            continue;
        if (one->n == 0)
            one->sound = sound_of(str_slice(line, pieces[i].start, pieces[i].end));
        one->n++;
        /* a capital says nothing where every word has one */
        one->other += is_capital(&pieces[i]) && i > 0 && is_word_piece(&pieces[i - 1]);
        c->total++;
        size_t here = (size_t)(one - c->slots);
        struct count *two = NULL;
        if (i > 0 && pieces[i].joinable)
            two = counts_at(c, segment_key_add(pieces[i - 1].key, pieces[i].key), 2);
        if (two) {
            two->n++;
            two->names += is_capital(&pieces[i - 1]) && is_capital(&pieces[i]);
            two->left = (uint32_t)before;
            two->right = (uint32_t)here;
        }
        before = here;
    }
}

void counts_add_text(struct counts *c, struct arena *a, struct str text)
{
    struct segment_piece *pieces = arena_array(a, LINE_PIECES_MAX, sizeof *pieces);
    struct str line;
    while (pieces && str_next_line(&text, &line))
        count_line(c, line, pieces, segment_read_line(line, pieces, LINE_PIECES_MAX));
}

void counts_add_list(struct counts *c, struct str list, enum list_kind kind)
{
    struct str line;
    while (str_next_line(&list, &line)) {
        struct segment_piece pieces[SEGMENT_SPAN_MAX + 1];
        size_t n = segment_read_line(line, pieces, COUNT_OF(pieces));
        if (n < 2 || n > SEGMENT_SPAN_MAX)
            continue;
        uint64_t key = pieces[0].key;
        for (size_t i = 1; i < n; i++)
            key = segment_key_add(key, pieces[i].key);
        struct count *entry = counts_at(c, key, (uint8_t)n);
        if (!entry)
            continue;
        switch (kind) {
        case LIST_WORDS: entry->listed = true; break;
        case LIST_PLACES: entry->place = true; break;
        case LIST_CHINESE: entry->chinese = true; break;
        }
    }
}

/* -- words of unlabelled text -- */

static void add_word(struct counts *c, const struct segment_piece *pieces, size_t n)
{
    uint64_t key = pieces[0].key;
    for (size_t i = 1; i < n; i++)
        key = segment_key_add(key, pieces[i].key);
    struct count *entry = counts_at(c, key, (uint8_t)n);
    if (!entry)
        return;
    entry->n += entry->n == 0; /* longer runs are counted in the second reading */
    entry->other++;
}

static void count_words(struct counts *c, const struct segmenter *m, struct str line,
                        const struct segment_piece *pieces, size_t n)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct segment_words words;
    segment_words(m, &a, line, &words);
    size_t at = 0;
    for (size_t i = 0; i < words.n; i++) {
        size_t from = at;
        while (at < n && pieces[at].end <= words.v[i].end)
            at++;
        if (from == at)
            break;
        struct count *one = counts_find(c, pieces[from].key);
        if (one && one->pieces == 1 && at - from == 1)
            one->alone++;
        else if (one && one->pieces == 1)
            one->first++;
        if (at - from >= 2 && at - from <= SEGMENT_SPAN_MAX)
            add_word(c, pieces + from, at - from);
    }
    arena_release(&a);
}

static void count_runs(struct counts *c, const struct segment_piece *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t key = pieces[i].key;
        for (size_t k = 1; k < SEGMENT_SPAN_MAX && i + k < n && pieces[i + k].joinable; k++) {
            key = segment_key_add(key, pieces[i + k].key);
            struct count *entry = k > 1 ? counts_find(c, key) : NULL;
            if (entry)
                entry->n++;
        }
    }
}

void counts_add_words(struct counts *c, struct arena *a, const struct segmenter *m, struct str text)
{
    struct segment_piece *pieces = arena_array(a, LINE_PIECES_MAX, sizeof *pieces);
    struct str rest = text;
    struct str line;
    for (size_t i = 0; i < c->capacity; i++) {
        struct count *entry = &c->slots[i];
        entry->alone = entry->first = 0;
        if (entry->pieces > 1)
            entry->other = 0;
        if (entry->pieces > 2 && entry->n > 1)
            entry->n = 1; /* stays in the table */
    }
    while (pieces && str_next_line(&rest, &line))
        count_words(c, m, line, pieces, segment_read_line(line, pieces, LINE_PIECES_MAX));
    rest = text;
    while (pieces && str_next_line(&rest, &line))
        count_runs(c, pieces, segment_read_line(line, pieces, LINE_PIECES_MAX));
}

/* -- lexicon -- */

static unsigned at_most(double value, unsigned most)
{
    return value < 0 ? 0 : value > most ? most : (unsigned)value;
}

/* log2 of how much oftener the pair is seen than by chance. */
static double bond(const struct counts *c, const struct count *pair)
{
    double left = c->slots[pair->left].n;
    double right = c->slots[pair->right].n;
    if (pair->n == 0 || left <= 0 || right <= 0)
        return 0;
    return log2((double)pair->n * (double)c->total / (left * right));
}

/* How sure it is that the run is a word: 0 never asked or rare, 1 never … 7 always. */
static unsigned word_level(const struct count *entry)
{
    if (entry->n < WORD_TIMES_MIN)
        return 0;
    return 1 + at_most(((double)entry->other + 0.1) / ((double)entry->n + 0.5) * 6.5, 6);
}

/* "nghĩa tình" where "tình nghĩa" is listed. */
static bool is_listed_reversed(const struct counts *c, const struct count *pair)
{
    if (pair->pieces != 2 || pair->n == 0)
        return false;
    uint64_t left = c->slots[pair->left].key;
    uint64_t right = c->slots[pair->right].key;
    const struct count *other = counts_find(c, segment_key_add(right, left));
    return left != right && other && other->listed;
}

/* The same first consonant or the same rhyme. */
static bool is_echo(const struct counts *c, const struct count *pair)
{
    if (pair->pieces != 2 || pair->n == 0)
        return false;
    unsigned a = c->slots[pair->left].sound;
    unsigned b = c->slots[pair->right].sound;
    return a >> 8 && b >> 8 && ((a & 0x1F && (a & 0x1F) == (b & 0x1F)) || a >> 8 == b >> 8);
}

/* How often the piece is a word by itself, and the beginning of one when not; 0 when not known. */
static unsigned sides(const struct count *one)
{
    if (one->n < SIDES_TIMES_MIN)
        return 0;
    double alone = 7.0 * one->alone / one->n;
    double first = one->n > one->alone ? 6.0 * one->first / (one->n - one->alone) : 3;
    return (1 + at_most(alone, 6)) << LEX_ALONE | (1 + at_most(first, 6)) << LEX_FIRST;
}

static uint16_t value_of(const struct counts *c, const struct count *entry, bool words)
{
    unsigned listed = (unsigned)entry->listed << LEX_LISTED | (unsigned)entry->place << LEX_PLACE;
    unsigned hints = (unsigned)entry->chinese << LEX_CHINESE |
                     (unsigned)is_listed_reversed(c, entry) << LEX_REVERSED |
                     (unsigned)is_echo(c, entry) << LEX_ECHO |
                     (unsigned)(entry->names > entry->n / 2) << LEX_NAME;
    if (entry->pieces == 1) {
        if (entry->n < SINGLE_TIMES_MIN)
            return 0;
        double capital = 8.0 * entry->other / entry->n;
        unsigned value = at_most(log2(entry->n), 15) | at_most(capital, 7) << LEX_CAPITAL;
        return (uint16_t)(words ? value | sides(entry) : value);
    }
    unsigned level = words ? word_level(entry) : 0;
    double association = entry->pieces == 2 ? bond(c, entry) : 0;
    bool telling = entry->pieces == 2
                       ? entry->n >= PAIR_TIMES_MIN && (association >= PAIR_BOND_MIN || level >= 3)
                       : level >= 3;
    bool hinted = entry->n && (entry->chinese || (hints >> LEX_REVERSED & 1) ||
                               (hints >> LEX_ECHO & 1 && entry->n > 1));
    if (!telling && !listed && !hinted)
        return 0;
    return (uint16_t)(listed | hints | at_most(association, 15) |
                      at_most(log2(entry->n + 1) / 2, 7) << LEX_OFTEN | level << LEX_WORD);
}

static bool put(unsigned char *lexicon, unsigned bits, uint64_t key, uint16_t value)
{
    size_t mask = ((size_t)1 << bits) - 1;
    size_t at = (size_t)(key >> 40) & mask;
    for (size_t i = 0; i < SEGMENT_PROBES_MAX; i++) {
        unsigned char *p = lexicon + 4 * ((at + i) & mask);
        if (p[0] | p[1] | p[2] | p[3])
            continue;
        p[0] = (unsigned char)value;
        p[1] = (unsigned char)(value >> 8);
        p[2] = (unsigned char)key;
        p[3] = (unsigned char)(key >> 8);
        return true;
    }
    return false;
}

unsigned char *counts_lexicon(const struct counts *c, struct arena *a, unsigned bits, bool words,
                              size_t *dropped)
{
    unsigned char *lexicon = arena_array(a, (size_t)1 << bits, 4);
    *dropped = 0;
    for (size_t i = 0; lexicon && i < c->capacity; i++) {
        const struct count *entry = &c->slots[i];
        uint16_t value = is_used(entry) ? value_of(c, entry, words) : 0;
        if (value && !put(lexicon, bits, entry->key, value))
            (*dropped)++;
        uint16_t class = (uint16_t)entry->right;
        if (entry->pieces == 1 && value && class &&
            !put(lexicon, bits, segment_key_add(entry->key, SEGMENT_CLASS_KEY), class))
            (*dropped)++;
    }
    return lexicon;
}
