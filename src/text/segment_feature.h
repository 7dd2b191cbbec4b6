/* What the segmenter sees of a place between two pieces: numbers of weights. Shared by the segmenter
 * and its trainer (tools/train_segment.c), which must see the same. Pure; any thread. */
#ifndef LOA_TEXT_SEGMENT_FEATURE_H
#define LOA_TEXT_SEGMENT_FEATURE_H

#include "text/segment_model.h"
#include "text/syllable.h"

enum {
    SEGMENT_BEFORE = 3,      /* pieces looked at on the left of a place */
    SEGMENT_AFTER = 3,       /* on the right */
    SEGMENT_SPAN_MAX = 4,    /* pieces of the longest run in the lexicon */
    SEGMENT_PLAIN_MAX = 64,  /* features of one place */
    SEGMENT_JOINED_MAX = 40, /* and those that count only after a join */
    SEGMENT_CLASSES = 128,   /* of syllables, by their neighbours */
};

/* What a piece looks like: the coarse class features are made of. */
enum segment_shape {
    SHAPE_EDGE, /* before the first and after the last piece */
    SHAPE_LOWER,
    SHAPE_TITLE,
    SHAPE_UPPER,
    SHAPE_MIXED,
    SHAPE_NUMBER,
    SHAPE_STOP, /* a sign that ends a sentence or opens one */
    SHAPE_SIGN,
};

struct segment_piece {
    uint64_t key;
    size_t start;
    size_t end;
    uint16_t
        known[SEGMENT_SPAN_MAX]; /* the lexicon on the run of 1, 2, … pieces that starts here */
    uint8_t shape;
    uint8_t class; /* by its neighbours, 1 to SEGMENT_CLASSES; 0: unknown; above: by shape */
    bool joinable; /* it may be one word with the piece before it */
};

/* Added to a piece's key, the key under which its class stands. */
#define SEGMENT_CLASS_KEY UINT64_C(0xC1A55)

/* Numbers below 2^weight_bits. */
struct segment_features {
    uint32_t plain[SEGMENT_PLAIN_MAX];
    uint32_t joined[SEGMENT_JOINED_MAX];
    unsigned plain_n;
    unsigned joined_n;
    unsigned
        plain_runs; /* the first so many say which pieces stand there together; learned words */
    unsigned joined_runs;
};

/* Fills *piece from what syllable_next found in text; known stays zero. after is the piece before
 * it in the text, or NULL. */
void segment_piece_read(struct segment_piece *piece, struct str text, struct syllable found,
                        const struct segment_piece *after);

/* Looks up the runs that start at pieces[0]; n pieces are there. */
void segment_piece_look_up(const struct segmenter *m, struct segment_piece *pieces, size_t n);

/* The features of the place before *at, which must have SEGMENT_BEFORE pieces before it and
 * SEGMENT_AFTER - 1 behind it; missing ones are zeroed pieces (SHAPE_EDGE). */
void segment_features(const struct segment_piece *at, unsigned weight_bits,
                      struct segment_features *out);

/* The feature that every place has: its weight moves all answers towards joining or splitting. */
uint32_t segment_bias_feature(unsigned weight_bits);

/* A lexicon value is packed so: one word for every run length.
 * 1 piece:  bits 0-3 how often (log2), 4-6 how often with a capital (eighths), 7-9 how often it was
 *           a word by itself, 10-12 how often, of the other times, a word began with it
 * 2 pieces: bits 0-3 association, 4-6 how often, 7-9 how often it was a word, 10 in a word list,
 *           11 a place, 12 readings of a Chinese word, 13 in a word list the other way round,
 *           14 mostly with two capitals, 15 the two sound alike
 * 3, 4:     bits 4-6, 7-9, 10 and 12 as above. No value is 0.
 * Under SEGMENT_CLASS_KEY: the class of a piece. */
enum {
    LEX_ASSOCIATION = 0,
    LEX_OFTEN = 4,
    LEX_WORD = 7,
    LEX_LISTED = 10,
    LEX_PLACE = 11,
    LEX_CHINESE = 12,
    LEX_REVERSED = 13,
    LEX_NAME = 14,
    LEX_ECHO = 15,
    LEX_CAPITAL = 4,
    LEX_ALONE = 7,
    LEX_FIRST = 10,
};

#endif
