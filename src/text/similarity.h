/* How alike two articles are, by their words.
 *
 * A signature is a weighted set of features: syllables, pairs of syllables, names (runs of
 * capitals) and numbers, each as 18 bits of a hash with a weight of 6 bits, tf-idf with the
 * rarities of similarity_model.h. A pair counts when the model knows it or the article repeats it:
 * what two texts share is rarely a pair that either says once and nobody else ever. Two signatures
 * compare by their cosine. A signature is bytes that may be kept; those of another version compare
 * as empty. Pure; a maker belongs to one thread. Cost: O(tokens), at most the limits. */
#ifndef LOA_TEXT_SIMILARITY_H
#define LOA_TEXT_SIMILARITY_H

#include "text/similarity_model.h"
#include "text/terms.h"

enum {
    SIGNATURE_HEAD_TOKENS_MAX = 300, /* of title and lead together */
    SIGNATURE_BODY_TOKENS_MAX = 600, /* news says what happened first; more text adds background,
                                        and F1 falls again from 800 on (docs/decisions/0017-stories.md) */
    SIGNATURE_FEATURES_MIN = 8,   /* a text that says less is like others by chance: no signature */
    SIGNATURE_FEATURES_MAX = 800, /* the heaviest stay; few articles have more */
    SIGNATURE_BYTES_MAX = 3 + 3 * SIGNATURE_FEATURES_MAX,
    SIGNATURE_TERM_BITS = 18,
    SIMILARITY_ONE = 1000,              /* of equal signatures */
    SIMILARITY_COPY_MIN = 800,          /* the same text with small changes */
    SIMILARITY_WITHIN_MIN = 900,        /* the one is a part of the other */
    SIGNATURE_WITHIN_FEATURES_MIN = 16, /* less is in a long text by chance */
};

/* Gathers one article. */
struct signature_maker {
    struct arena *arena;
    struct similarity_model model;
    struct term_reader reader;
    struct signature_slot *slots;
    size_t used;
    size_t head_left; /* tokens that are still read */
    size_t body_left;
};

/* Empty, growing in a. */
void signature_init(struct signature_maker *m, struct arena *a, struct similarity_model model);
void signature_add_title(struct signature_maker *m, struct str title); /* counts twice */
void signature_add_lead(struct signature_maker *m, struct str lead);
void signature_add_body(struct signature_maker *m, struct str text);
/* The signature, in the arena; "" when too little was said, or memory was short (the arena failed). */
struct str signature_bytes(struct signature_maker *m);

/* A signature to compare. */
struct signature {
    const unsigned char *features; /* 3 bytes each: term << 6 | weight, by term */
    size_t n;
    uint64_t square; /* of the length */
};

/* Borrows bytes. False, and *out empty, when they are no signature of this version. */
bool signature_view(struct signature *out, struct str bytes);

/* 0 (nothing in common) to SIMILARITY_ONE. Symmetric. */
unsigned similarity(const struct signature *a, const struct signature *b);

/* How much of the one that says less the other says too, by weight: 0 to SIMILARITY_ONE. A head in
 * its own article is 1000, in another paper's report of the event 490 (median; 1 in 200 from 900
 * on), in any other article 170 (99 in 100 have less). Symmetric. */
unsigned similarity_within(const struct signature *a, const struct signature *b);

/* Whether two articles are near-duplicates, wherever they were published: the same text with small
 * changes (SIMILARITY_COPY_MIN), or the one a cut of the other, as the title and lead that a feed
 * gives of an article (SIMILARITY_WITHIN_MIN). Never true of an empty signature. Symmetric, not
 * transitive. Cost of all three: O(features). To find what to ask of, use signature_terms. */
bool similarity_is_copy(const struct signature *a, const struct signature *b);

/* What to look for to find others like it: the heaviest features, at most max, heaviest first. */
struct signature_term {
    uint32_t term; /* below 2^SIGNATURE_TERM_BITS */
    unsigned weight;
};
size_t signature_terms(const struct signature *s, struct signature_term *out, size_t max);

/* Whether s has the feature; one too common for any signature it never has. O(log features). */
bool signature_has(const struct signature *s, uint32_t term);

#endif
