/* What similarity.h compares: the syllables of a text and the pairs they form, as numbers.
 *
 * For similarity.c and the trainer of its model, which must agree. Pure; a reader belongs to one
 * thread and borrows the text it reads. Cost: O(length). */
#ifndef LOA_TEXT_SIMILARITY_FEATURE_H
#define LOA_TEXT_SIMILARITY_FEATURE_H

#include "text/terms.h"

struct feature_reader {
    struct term_reader *terms;
    struct str rest;
    const char *end; /* of the token before; NULL at the beginning */
    uint64_t before; /* its key */
};

/* One token. Keys are those of the exact form (terms.h): case, NFD and the place of the tone do not
 * matter. */
struct feature {
    uint64_t key;
    uint64_t pair;  /* of the token before and this one; 0: there is none before */
    bool capital;   /* written with a capital */
    bool number;    /* begins with a digit and is longer than one */
    bool opens;     /* a sentence, a quotation or a bracket begins here: a capital says nothing */
    bool continues; /* a single space parts it from the token before */
};

void feature_reader_init(struct feature_reader *r, struct term_reader *terms, struct str text);
bool feature_next(struct feature_reader *r, struct feature *out);

/* The key of two things in order. */
static inline uint64_t feature_key_add(uint64_t first, uint64_t second)
{
    uint64_t h = (first ^ (second >> 9)) * UINT64_C(0xD6E8FEB86659FD93);
    h = (h ^ (h >> 32)) + second;
    return h ? h : 1;
}

#endif
