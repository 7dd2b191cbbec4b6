#include "text/segment_feature.h"

static enum segment_shape shape_of_sign(struct str sign)
{
    static const struct str STOPS[] = {STR_INIT("."),   STR_INIT("!"), STR_INIT("?"), STR_INIT(":"),
                                       STR_INIT("\""),  STR_INIT("-"), STR_INIT("“"), STR_INIT("…"),
                                       STR_INIT("..."), STR_INIT("–")};
    for (size_t i = 0; i < COUNT_OF(STOPS); i++)
        if (str_eq(sign, STOPS[i]))
            return SHAPE_STOP;
    return SHAPE_SIGN;
}

static enum segment_shape shape_of_word(enum syllable_case letters)
{
    switch (letters) {
    case CASE_NONE:
    case CASE_LOWER: return SHAPE_LOWER;
    case CASE_TITLE: return SHAPE_TITLE;
    case CASE_UPPER: return SHAPE_UPPER;
    case CASE_MIXED: return SHAPE_MIXED;
    }
    return SHAPE_LOWER;
}

static bool is_word(const struct segment_piece *piece)
{
    return piece->shape >= SHAPE_LOWER && piece->shape <= SHAPE_NUMBER;
}

/* "U23", "G20", "A320": what follows is no part of it. */
static bool is_code(struct str bytes)
{
    bool letter = false;
    bool digit = false;
    for (size_t i = 0; i < bytes.n; i++) {
        digit = digit || byte_is_digit(bytes.p[i]);
        letter = letter || (bytes.p[i] >= 'A' && bytes.p[i] <= 'Z');
    }
    return letter && digit;
}

void segment_piece_read(struct segment_piece *piece, struct str text, struct syllable found,
                        const struct segment_piece *after)
{
    struct str bytes = str_slice(text, found.start, found.end);
    struct syllable_form form = syllable_form(bytes);
    *piece = (struct segment_piece){.key = form.key, .start = found.start, .end = found.end};
    switch (found.kind) {
    case SYLLABLE_WORD: piece->shape = (uint8_t)shape_of_word(form.letters); break;
    case SYLLABLE_NUMBER:
        piece->shape = SHAPE_NUMBER;
        piece->key = form.letters == CASE_NONE ? 1 : form.key;
        break;
    case SYLLABLE_SIGN: piece->shape = (uint8_t)shape_of_sign(bytes); break;
    case SYLLABLE_LINK: piece->shape = SHAPE_SIGN; break;
    }
    piece->joinable = after && is_word(after) && is_word(piece) &&
                      !is_code(str_slice(text, after->start, after->end));
}

void segment_piece_look_up(const struct segmenter *m, struct segment_piece *pieces, size_t n)
{
    uint64_t key = pieces[0].key;
    pieces[0].class = (uint8_t)(SEGMENT_CLASSES + pieces[0].shape);
    if (!is_word(&pieces[0]))
        return;
    uint16_t class = segmenter_look_up(m, segment_key_add(key, SEGMENT_CLASS_KEY));
    pieces[0].class = class <= SEGMENT_CLASSES ? (uint8_t) class : 0;
    pieces[0].known[0] = segmenter_look_up(m, key);
    for (size_t i = 1; i < SEGMENT_SPAN_MAX && i < n && pieces[i].joinable; i++) {
        key = segment_key_add(key, pieces[i].key);
        pieces[0].known[i] = segmenter_look_up(m, key);
    }
}

/* -- features -- */

/* Feature kinds are told apart by this number; the order is of no meaning. */
enum kind {
    K_BIAS = 1,
    K_BEFORE2,
    K_BEFORE,
    K_AFTER,
    K_AFTER2,
    K_PAIR_LEFT,
    K_PAIR,
    K_PAIR_RIGHT,
    K_TRIPLE_LEFT,
    K_TRIPLE_RIGHT,
    K_SKIP_LEFT,
    K_SKIP_RIGHT,
    K_SHAPES4,
    K_SHAPES6,
    K_SHAPE_BEFORE,
    K_SHAPE_AFTER,
    K_SHAPE_BEFORE2,
    K_SHAPE_AFTER2,
    K_KNOWN,
    K_KNOWN_SHAPE,
    K_RIVALS,
    K_COVER,
    K_KNOWN_BEFORE,
    K_KNOWN_AFTER,
    K_SINGLES,
    K_SINGLES_SHAPE,
    K_TRIPLES,
    K_TWICE,
    K_COVER_SHAPE,
    K_CLASS_PAIR,
    K_CLASS_TRIPLE_LEFT,
    K_CLASS_TRIPLE_RIGHT,
    K_CLASS_LEFT,
    K_CLASS_RIGHT,
    K_CLASS_KNOWN,
    K_CLASS_OUTER,
    K_LISTS,
    K_ECHO,
    K_REPEAT = K_ECHO + 2, /* the numbers are in the model: none moves */
    K_WORDS,
    K_WORDS_LISTS,
    K_BONDS,
    K_STRENGTH,
    K_WORD_OFTEN,
    K_WORD_BOND,
    K_GIVEN_LEFT,
    K_GIVEN_RIGHT,
    K_NAMES,
    K_BOUND,
    K_BOUND_KNOWN,
    K_BOUND_LEFT,
    K_BOUND_RIGHT,
    K_BOUND_FOUR,
    K_JOINED = 64, /* added for the features that count after a join */
};

/* Multipliers of the hash, odd and with many bits. */
#define FEATURE_KIND UINT64_C(0x9E3779B97F4A7C15)
#define FEATURE_FIRST UINT64_C(0xBF58476D1CE4E5B9)
#define FEATURE_SECOND UINT64_C(0x94D049BB133111EB)

static inline uint32_t feature_end(unsigned weight_bits, uint64_t h, uint64_t b)
{
    h = ((h ^ (h >> 31)) + b) * FEATURE_SECOND;
    return (uint32_t)((h ^ (h >> 33)) * FEATURE_KIND >> (64 - weight_bits));
}

static inline uint32_t feature(unsigned weight_bits, unsigned kind, uint64_t a, uint64_t b)
{
    return feature_end(weight_bits, (a + kind * FEATURE_KIND) * FEATURE_FIRST, b);
}

static unsigned field(uint16_t value, unsigned shift, unsigned bits)
{
    return (unsigned)(value >> shift) & ((1U << bits) - 1);
}

/* How much the lexicon holds a run of two or more pieces for a word: 0 nothing known … 15. */
static unsigned belief(uint16_t value)
{
    if (!value)
        return 0;
    unsigned word = field(value, LEX_WORD, 3);
    return word >> 1 | field(value, LEX_LISTED, 1) << 2 | field(value, LEX_CHINESE, 1) << 3;
}

/* Association in four steps. */
static unsigned bond(uint16_t value)
{
    unsigned bits = field(value, LEX_ASSOCIATION, 4);
    return bits / 4;
}

struct sink {
    struct segment_features *out;
    unsigned weight_bits;
    bool joins; /* the place before can be a join: features of a join count */
};

static void plain(struct sink *s, enum kind kind, uint64_t a, uint64_t b)
{
    s->out->plain[s->out->plain_n++] = feature(s->weight_bits, kind, a, b);
}

/* The two differ by a number times a number, which is added behind the multiplication. */
static inline void both(struct sink *s, enum kind kind, uint64_t a, uint64_t b)
{
    struct segment_features *f = s->out;
    uint64_t h = (a + kind * FEATURE_KIND) * FEATURE_FIRST;
    f->plain[f->plain_n++] = feature_end(s->weight_bits, h, b);
    if (s->joins)
        f->joined[f->joined_n++] =
            feature_end(s->weight_bits, h + K_JOINED * FEATURE_KIND * FEATURE_FIRST, b);
}

static void add_pairs(struct sink *s, const struct segment_piece *at)
{
    uint64_t l2 = at[-2].key;
    uint64_t l = at[-1].key;
    uint64_t r = at[0].key;
    uint64_t r2 = at[1].key;
    both(s, K_PAIR, l, r);
    both(s, K_PAIR_LEFT, l2, l);
    plain(s, K_PAIR_RIGHT, r, r2);
    plain(s, K_TRIPLE_LEFT, segment_key_add(l2, l), r);
    plain(s, K_TRIPLE_RIGHT, segment_key_add(l, r), r2);
    plain(s, K_SKIP_LEFT, l2, r);
    plain(s, K_SKIP_RIGHT, l, r2);
}

static void add_pieces(struct sink *s, const struct segment_piece *at)
{
    both(s, K_BIAS, 0, 0);
    both(s, K_BEFORE, at[-1].key, 0);
    both(s, K_AFTER, at[0].key, 0);
    plain(s, K_BEFORE2, at[-2].key, 0);
    plain(s, K_AFTER2, at[1].key, 0);
}

/* How often a piece is seen, and with a capital. */
static unsigned usage(uint16_t single)
{
    return single & ((1U << LEX_ALONE) - 1);
}

static void add_shapes(struct sink *s, const struct segment_piece *at)
{
    uint64_t pair = (uint64_t)at[-1].shape * 8 + at[0].shape;
    uint64_t four = ((uint64_t)at[-2].shape * 8 + at[1].shape) * 64 + pair;
    uint64_t six = ((uint64_t)at[-3].shape * 8 + at[2].shape) * 4096 + four;
    both(s, K_SHAPES4, four, 0);
    both(s, K_SHAPES6, six, 0);
    both(s, K_SHAPE_BEFORE, at[-1].key, pair);
    both(s, K_SHAPE_AFTER, at[0].key, pair);
    plain(s, K_SHAPE_BEFORE2, at[-2].key, pair);
    plain(s, K_SHAPE_AFTER2, at[1].key, pair);
    if (at[-1].key == at[0].key)
        both(s, K_TWICE, pair, 0);
    uint64_t singles = (uint64_t)usage(at[-1].known[0]) << 16 | usage(at[0].known[0]);
    both(s, K_SINGLES, singles, 0);
    both(s, K_SINGLES_SHAPE, singles, four);
}

static void add_known(struct sink *s, const struct segment_piece *at)
{
    uint16_t left = at[-2].known[1];
    uint16_t here = at[-1].known[1];
    uint16_t right = at[0].known[1];
    uint64_t pair = (uint64_t)at[-1].shape * 8 + at[0].shape;
    uint64_t rivals = (uint64_t)bond(left) << 8 | (uint64_t)bond(right) << 4 | bond(here);
    rivals = rivals << 12 | belief(left) << 8 | belief(right) << 4 | belief(here);
    uint64_t triples = belief(at[-2].known[2]) << 4 | belief(at[-1].known[2]);
    uint64_t outer = belief(at[-3].known[2]) << 4 | belief(at[0].known[2]);
    uint64_t fours =
        belief(at[-3].known[3]) << 8 | belief(at[-2].known[3]) << 4 | belief(at[-1].known[3]);
    uint64_t cover = (rivals & 0xFFF) << 8 | triples;
    both(s, K_KNOWN, here, 0);
    both(s, K_KNOWN_SHAPE, here, pair);
    both(s, K_RIVALS, rivals, 0);
    both(s, K_COVER, cover, fours);
    both(s, K_COVER_SHAPE, cover, pair);
    both(s, K_TRIPLES, outer << 8 | triples, fours);
    plain(s, K_KNOWN_BEFORE, at[-1].key, (uint64_t)belief(here) << 4 | bond(here));
    plain(s, K_KNOWN_AFTER, at[0].key, (uint64_t)belief(here) << 4 | bond(here));
}

/* The numbers of the pair here one by one and against the pairs that share a piece with it. */
static void add_numbers(struct sink *s, const struct segment_piece *at)
{
    uint16_t left = at[-2].known[1];
    uint16_t here = at[-1].known[1];
    uint16_t right = at[0].known[1];
    unsigned word = field(here, LEX_WORD, 3);
    unsigned often = field(here, LEX_OFTEN, 3);
    unsigned strength = field(here, LEX_ASSOCIATION, 4);
    uint64_t words =
        (uint64_t)field(left, LEX_WORD, 3) << 8 | field(right, LEX_WORD, 3) << 4 | word;
    uint64_t lists = (uint64_t)field(left, LEX_LISTED, 4) << 8 | field(right, LEX_LISTED, 4) << 4 |
                     field(here, LEX_LISTED, 4);
    uint64_t bonds = (uint64_t)field(left, LEX_ASSOCIATION, 4) >> 1 << 8 |
                     field(right, LEX_ASSOCIATION, 4) >> 1 << 4 | strength >> 1;
    both(s, K_WORDS, words, 0);
    both(s, K_WORDS_LISTS, words, lists);
    plain(s, K_BONDS, bonds, 0);
    plain(s, K_STRENGTH, strength, often);
    plain(s, K_WORD_OFTEN, word, often);
    both(s, K_WORD_BOND, word, strength >> 1);
    plain(s, K_GIVEN_LEFT, usage(at[-1].known[0]), often << 4 | word);
    plain(s, K_GIVEN_RIGHT, usage(at[0].known[0]), often << 4 | word);
    uint64_t names =
        field(left, LEX_NAME, 1) << 2 | field(right, LEX_NAME, 1) << 1 | field(here, LEX_NAME, 1);
    both(s, K_NAMES, names, (uint64_t)at[-1].shape * 8 + at[0].shape);
}

/* Whether the pieces stand alone elsewhere, and if not on which side of a word. */
static void add_bounds(struct sink *s, const struct segment_piece *at)
{
    uint16_t here = at[-1].known[1];
    uint16_t left = at[-1].known[0];
    uint16_t right = at[0].known[0];
    uint64_t alone = field(left, LEX_ALONE, 3) << 3 | field(right, LEX_ALONE, 3);
    uint64_t sides = alone << 6 | field(left, LEX_FIRST, 3) << 3 | field(right, LEX_FIRST, 3);
    uint64_t outer =
        field(at[-2].known[0], LEX_ALONE, 3) << 3 | field(at[1].known[0], LEX_ALONE, 3);
    uint64_t known = (uint64_t)belief(here) << 4 | bond(here);
    both(s, K_BOUND, sides, 0);
    plain(s, K_BOUND_KNOWN, alone,
          (uint64_t)field(here, LEX_WORD, 3) << 8 | field(here, LEX_ASSOCIATION, 4) >> 1 << 4 |
              field(here, LEX_LISTED, 1));
    plain(s, K_BOUND_LEFT, field(left, LEX_ALONE, 6), known);
    plain(s, K_BOUND_RIGHT, field(right, LEX_ALONE, 6), known);
    both(s, K_BOUND_FOUR, alone << 6 | outer, bond(here));
}

static void add_classes(struct sink *s, const struct segment_piece *at)
{
    uint64_t pair = (uint64_t)at[-1].class << 8 | at[0].class;
    uint16_t here = at[-1].known[1];
    both(s, K_CLASS_PAIR, pair, 0);
    plain(s, K_CLASS_TRIPLE_LEFT, pair, at[-2].class);
    plain(s, K_CLASS_TRIPLE_RIGHT, pair, at[1].class);
    plain(s, K_CLASS_OUTER, at[-2].class, at[1].class);
    both(s, K_CLASS_LEFT, at[-1].class, at[0].key);
    both(s, K_CLASS_RIGHT, at[-1].key, at[0].class);
    plain(s, K_CLASS_KNOWN, pair, (uint64_t)belief(here) << 4 | bond(here));
}

static void add_sounds(struct sink *s, const struct segment_piece *at)
{
    uint16_t here = at[-1].known[1];
    uint64_t known = (uint64_t)belief(here) << 4 | bond(here);
    unsigned repeat = (at[-2].key == at[0].key) | (at[-3].key == at[-1].key) << 1 |
                      (at[-1].key == at[1].key) << 2 | (at[0].key == at[2].key) << 3;
    if (field(here, LEX_ECHO, 1))
        both(s, K_ECHO, known, 0);
    both(s, K_LISTS, field(here, LEX_LISTED, 5), bond(here));
    if (repeat)
        both(s, K_REPEAT, repeat, known);
}

void segment_features(const struct segment_piece *at, unsigned weight_bits,
                      struct segment_features *out)
{
    struct sink s = {.out = out, .weight_bits = weight_bits, .joins = at[-1].joinable};
    out->plain_n = 0;
    out->joined_n = 0;
    add_pairs(&s, at);
    out->plain_runs = out->plain_n;
    out->joined_runs = out->joined_n;
    add_pieces(&s, at);
    add_shapes(&s, at);
    add_known(&s, at);
    add_numbers(&s, at);
    add_classes(&s, at);
    add_sounds(&s, at);
    add_bounds(&s, at);
    ASSERT(out->plain_n <= SEGMENT_PLAIN_MAX && out->joined_n <= SEGMENT_JOINED_MAX);
}

uint32_t segment_bias_feature(unsigned weight_bits)
{
    return feature(weight_bits, K_BIAS, 0, 0);
}
