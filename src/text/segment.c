#include "text/segment.h"

#include "base/vec.h"
#include "text/segment_feature.h"

#include <string.h>

enum {
    BLOCK_PIECES = 512, /* decided at once; a longer text is cut where nothing can be joined */
    BLOCK_OVERLAP = 16, /* left for the next block where there is no such place */
    BLOCK_FLOOR = -(1 << 28), /* score of what cannot be */
    RUN_MAX =
        SEGMENT_SPAN_MAX + 1, /* lengths of a word that are told apart: longer ones are names */
    UNKNOWN_COST = 32,        /* in steps of the weights; by cross-validation it matters little */
    ENDLESS_COST = 400,       /* more than any place can bring */
    /* What lists of words are worth beside the weights, which are of few sentences: in the steps of the weights,
     * chosen on VTB's dev part, where halves and doubles of them are within 0.1 points */
    LISTED_GAIN = 20,       /* a pair in a list, or the reading of a Chinese word */
    STRANGE_COST = 10,      /* a pair that no text had */
    LONG_LISTED_GAIN = 160, /* three or four: "hợp tác xã" */
    TORN_COST = 200,        /* three that are none, of which both pairs are: "học sinh học" */
};

/* Receives each piece in order; joined: it is one word with the piece before it. */
struct receiver {
    void (*piece)(void *ctx, const struct segment_piece *piece, bool joined);
    void *ctx;
};

/* Pieces of the text under work: SEGMENT_BEFORE decided ones (or edges), n to decide, edges. */
struct block {
    const struct segmenter *m;
    struct segment_piece pieces[SEGMENT_BEFORE + BLOCK_PIECES + SEGMENT_AFTER];
    bool joins[BLOCK_PIECES];
    unsigned char before[BLOCK_PIECES][RUN_MAX + 1]; /* the best length before, for each length */
    size_t n;
    bool first_joined; /* pieces[SEGMENT_BEFORE] is joined to what was decided before */
};

static struct segment_piece *piece_at(struct block *b, size_t i)
{
    return &b->pieces[SEGMENT_BEFORE + i];
}

/* Reads pieces until the block is full; false when the text ended before. */
static bool fill(struct block *b, struct str text, size_t *at)
{
    struct syllable found;
    while (b->n < BLOCK_PIECES) {
        if (!syllable_next(text, at, &found)) {
            memset(piece_at(b, b->n), 0, SEGMENT_AFTER * sizeof *b->pieces);
            return false;
        }
        struct segment_piece *piece = piece_at(b, b->n);
        segment_piece_read(piece, text, found, piece[-1].shape == SHAPE_EDGE ? NULL : piece - 1);
        b->n++;
    }
    memset(piece_at(b, b->n), 0, SEGMENT_AFTER * sizeof *b->pieces);
    return true;
}

static void look_up(struct block *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct segment_piece *piece = piece_at(b, i);
        memset(piece->known, 0, sizeof piece->known);
        segment_piece_look_up(b->m, piece, b->n - i);
    }
}

static int sum(const signed char *weights, const uint32_t *features, unsigned n)
{
    int total = 0;
    for (unsigned i = 0; i < n; i++)
        total += weights[features[i]];
    return total;
}

static bool is_small(const struct segment_piece *piece)
{
    return piece->shape == SHAPE_LOWER;
}

static bool is_listed(const struct segment_piece *first, size_t n)
{
    return first->known[n - 1] >> LEX_LISTED & 1;
}

/* True if the pieces behind the first of n, which may have a capital, are in small letters, or all are in
 * capitals: the word is no name. */
static bool is_plain(const struct segment_piece *first, size_t n)
{
    bool upper = first->shape == SHAPE_UPPER;
    for (size_t k = 1; k < n; k++)
        if (first[k].shape != (upper ? SHAPE_UPPER : SHAPE_LOWER))
            return false;
    return true;
}

static int pair_cost(const struct segment_piece *first)
{
    uint16_t known = first->known[1];
    if (is_listed(first, 2) || (known >> LEX_CHINESE & 1))
        return -LISTED_GAIN;
    return known ? 0 : STRANGE_COST;
}

/* Long words in small letters are words that are known; the rest of them are several. */
static int unknown_cost(const struct segment_piece *first, size_t n)
{
    size_t small = 0;
    if (n < RUN_MAX && first->known[n - 1])
        return 0;
    for (size_t k = 0; k < n; k++)
        small += is_small(&first[k]);
    return small > 1 ? (n < RUN_MAX ? UNKNOWN_COST : ENDLESS_COST) : 0;
}

/* What is taken off for a word of n pieces that ends before piece i. */
static int word_cost(struct block *b, size_t i, size_t n)
{
    if (n < 2 || n > i)
        return 0;
    const struct segment_piece *first = piece_at(b, i - n);
    bool plain = n < RUN_MAX && is_plain(first, n);
    if (n == 2)
        return plain ? pair_cost(first) : 0;
    if (plain && is_listed(first, n))
        return -LONG_LISTED_GAIN;
    if (plain && n == 3 && is_listed(first, 2) && is_listed(first + 1, 2))
        return TORN_COST;
    return unknown_cost(first, n);
}

/* The best joins of the block's pieces (Viterbi over the length of the word so far). */
static void decide(struct block *b)
{
    struct segment_features f;
    int best[RUN_MAX + 1];
    for (size_t n = 0; n <= RUN_MAX; n++)
        best[n] = BLOCK_FLOOR;
    best[b->first_joined ? 2 : 1] = 0;
    b->joins[0] = b->first_joined;
    for (size_t i = 1; i < b->n; i++) {
        const struct segment_piece *at = piece_at(b, i);
        int next[RUN_MAX + 1];
        int split = BLOCK_FLOOR;
        int plain = BLOCK_FLOOR;
        int joined = 0;
        for (unsigned n = 1; n <= RUN_MAX; n++) {
            int closed = best[n] - word_cost(b, i, n);
            next[n] = BLOCK_FLOOR;
            if (best[n] <= BLOCK_FLOOR || closed <= split)
                continue;
            split = closed;
            b->before[i][1] = (unsigned char)n;
        }
        next[1] = split;
        if (at->joinable) {
            segment_features(at, b->m->weight_bits, &f);
            plain = sum(b->m->weights, f.plain, f.plain_n);
            joined = sum(b->m->weights, f.joined, f.joined_n);
        }
        for (unsigned n = 1; at->joinable && n <= RUN_MAX; n++) {
            unsigned longer = n < RUN_MAX ? n + 1 : RUN_MAX;
            int score = best[n] + plain + (n > 1 ? joined : 0);
            if (best[n] <= BLOCK_FLOOR || score <= next[longer])
                continue;
            next[longer] = score;
            b->before[i][longer] = (unsigned char)n;
        }
        memcpy(best, next, sizeof best);
    }
    unsigned state = 1;
    for (unsigned n = 2; n <= RUN_MAX; n++)
        if (best[n] - word_cost(b, b->n, n) > best[state] - word_cost(b, b->n, state))
            state = n;
    for (size_t i = b->n; i-- > 1;) {
        b->joins[i] = state > 1;
        state = b->before[i][state];
    }
}

/* How many of the pieces may be handed out when more are to come. */
static size_t safe_length(struct block *b)
{
    for (size_t i = b->n; i-- > BLOCK_PIECES / 2;)
        if (!piece_at(b, i)->joinable && i + SEGMENT_AFTER < b->n)
            return i;
    return b->n - BLOCK_OVERLAP;
}

static void hand_out(struct block *b, size_t n, struct receiver to)
{
    for (size_t i = 0; i < n; i++)
        to.piece(to.ctx, piece_at(b, i), b->joins[i]);
}

static void shift(struct block *b, size_t n)
{
    b->first_joined = n < b->n && b->joins[n];
    memmove(b->pieces, b->pieces + n, (SEGMENT_BEFORE + b->n - n) * sizeof *b->pieces);
    b->n -= n;
}

static void each_piece(const struct segmenter *m, struct str text, struct receiver to)
{
    struct block b;
    size_t at = 0;
    b.m = m;
    b.n = 0;
    b.first_joined = false;
    memset(b.pieces, 0, SEGMENT_BEFORE * sizeof *b.pieces);
    for (bool more = true; more;) {
        more = fill(&b, text, &at);
        if (b.n == 0)
            break;
        look_up(&b);
        decide(&b);
        size_t n = more ? safe_length(&b) : b.n;
        hand_out(&b, n, to);
        shift(&b, n);
    }
}

static void keep_piece(void *ctx, const struct segment_piece *piece, bool joined)
{
    struct vec *words = ctx;
    struct segment_word *word = NULL;
    if (joined && words->n)
        word = vec_at(words, words->n - 1);
    else if ((word = vec_push(words)))
        word->start = piece->start;
    if (word)
        word->end = piece->end;
}

void segment_words(const struct segmenter *m, struct arena *a, struct str text,
                   struct segment_words *out)
{
    struct vec words = VEC(struct segment_word, a);
    each_piece(m, text, (struct receiver){keep_piece, &words});
    *out = (struct segment_words){words.p, words.n};
    if (arena_failed(a))
        *out = (struct segment_words){NULL, 0};
}

struct printer {
    struct buf *out;
    struct str text;
    bool started;
};

static void print_piece(void *ctx, const struct segment_piece *piece, bool joined)
{
    struct printer *p = ctx;
    if (p->started)
        buf_add_byte(p->out, joined ? '_' : ' ');
    p->started = true;
    buf_add(p->out, str_slice(p->text, piece->start, piece->end));
}

void segment_print(const struct segmenter *m, struct str text, struct buf *out)
{
    struct printer p = {.out = out, .text = text};
    each_piece(m, text, (struct receiver){print_piece, &p});
}
