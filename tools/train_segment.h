/* The trainer of the word segmenter, in parts: counts of unlabelled text, the lexicon made from
 * them, and the weights. Everything lives in one arena until the program ends. */
#ifndef LOA_TOOLS_TRAIN_SEGMENT_H
#define LOA_TOOLS_TRAIN_SEGMENT_H

#include "text/segment.h"
#include "text/segment_feature.h"

/* -- counts (train_segment_count.c) -- */

struct count {
    uint64_t key;
    uint32_t n;     /* times seen */
    uint32_t other; /* of these: with a capital (one piece), as a word (more) */
    uint32_t left;  /* two pieces: the slots of its parts; one: its number among the common ones */
    uint32_t right; /* one piece: 1 + its class, 0 without */
    uint32_t names; /* two pieces: times seen with two capitals */
    uint32_t alone; /* one piece: times it was a word */
    uint32_t first; /* and times it began a longer one */
    uint16_t sound; /* one piece: see sound_of */
    uint8_t pieces;
    bool listed;  /* a word list has it */
    bool place;   /* a list of places has it */
    bool chinese; /* it may be the readings of a Chinese word */
};

/* Open addressing; a full table drops what is new. */
struct counts {
    struct count *slots;
    size_t capacity; /* a power of two */
    size_t used;
    uint64_t total; /* pieces of text */
};

bool counts_init(struct counts *c, struct arena *a, unsigned bits);
/* The count of key, made when it is new; NULL when the table is full. */
struct count *counts_at(struct counts *c, uint64_t key, uint8_t pieces);
/* The same, NULL when it is not there. */
struct count *counts_find(const struct counts *c, uint64_t key);

/* Counts the pieces and pairs of text, one paragraph a line. */
void counts_add_text(struct counts *c, struct arena *a, struct str text);
/* Gives each common piece a class by its neighbours in text. */
void counts_add_classes(struct counts *c, struct arena *a, struct str text);
/* Reads at most max pieces of a line; returns how many. */
size_t segment_read_line(struct str line, struct segment_piece *pieces, size_t max);
/* Notes the entries of a list, one a line. */
enum list_kind { LIST_WORDS, LIST_PLACES, LIST_CHINESE };
void counts_add_list(struct counts *c, struct str list, enum list_kind kind);

/* How a piece sounds: bits 0-4 a number for its first consonant, 8-15 for the rest without its tone;
 * 0 when it is no syllable. */
uint16_t sound_of(struct str piece);
/* Segments text with m and counts how often each run of 2 to 4 pieces was a word; forgets what was
 * counted so before. */
void counts_add_words(struct counts *c, struct arena *a, const struct segmenter *m,
                      struct str text);

/* A lexicon of 2^bits slots from the counts, with what is known of words when words is true.
 * Bytes in a; *dropped counts entries that found no slot. */
unsigned char *counts_lexicon(const struct counts *c, struct arena *a, unsigned bits, bool words,
                              size_t *dropped);

/* -- weights (train_segment_weights.c) -- */

struct sentence {
    struct str text;
    struct segment_piece *pieces; /* SEGMENT_BEFORE empty ones, n, SEGMENT_AFTER empty ones */
    bool *joins;                  /* joins[i]: piece i is one word with piece i - 1 */
    size_t n;
    unsigned fold;
    unsigned source; /* number of the --gold file */
};

struct training {
    unsigned weight_bits;
    unsigned epochs;
    uint64_t seed;
    double rate;
    double shrink;     /* L2 */
    double join_bonus; /* in steps of the model's weights, see weights_learn */
    unsigned runs;     /* in other orders, averaged */
    double shout;      /* how often a sentence is taken as if in capitals */
    double forget;     /* how often the pieces of a place are hidden, see weights_learn */
};

/* Learns from the sentences that `use` marks. The likeliest answers split too many words that were
 * not in training; join_bonus is added against that, and in `forget` of the cases the pieces themselves
 * are hidden, so that what is known of them from elsewhere has to do. *weights gets 2^weight_bits numbers, in a. */
signed char *weights_learn(struct arena *a, const struct training *t, const struct sentence *all,
                           const bool *use, size_t n);

#endif
