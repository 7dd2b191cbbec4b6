/* What another program (a language model) says that passages say: only the sentences that one of them
 * bears out are kept, each with the passages it rests on.
 *
 * A sentence stands when, in one passage (one that it cites as "[2]", if it cites any):
 * - each of its words that says something stands there, letter for letter (case and the place of the
 *   tone make no difference);
 * - names stand there whole, and in the same order (who receives whom); those behind "tại" and "ở" may
 *   have moved;
 * - numbers stand there whole, with what stands beside them; a date may be a part of one;
 * - what is denied or to come there ("không", "chưa", "sẽ", "nếu") is so in the sentence, and the other
 *   way round.
 * Whatever a passage tells the program to do, nothing but the passage's own words comes through.
 * Pure; any thread. Cost: O(words of the sentence * words of the passages), both bounded. */
#ifndef LOA_TEXT_PHRASED_H
#define LOA_TEXT_PHRASED_H

#include "base/str.h"

enum {
    PHRASED_PASSAGES_MAX = 8,
    PHRASED_WORDS_MAX = 256,   /* of one sentence; one with more is dropped, and of a passage what
                                  stands further down is not looked at */
    PHRASED_LOOKED_MAX = 24,   /* sentences that are looked at */
    PHRASED_SAID_BYTES = 8192, /* of what was said; the rest is not looked at */
};

/* A question and what the archive has about it. */
struct phrase_question {
    struct str question;
    const struct str *passages; /* "[1]" is the first */
    size_t passages_n;          /* at most PHRASED_PASSAGES_MAX */
};

struct phrased_sentence {
    struct str text; /* without its "[n]", white space folded; in the arena */
    uint32_t cites;  /* bit i: passage i bears it out; never 0 */
};

/* The sentences of said that stand, in their order, at most max; returns how many. None on a failed
 * arena. */
size_t phrased_keep(struct arena *a, const struct phrase_question *q, struct str said,
                    struct phrased_sentence *out, size_t max);

#endif
