/* Words of Vietnamese text: which syllables belong together.
 *
 * A model (segment_model.h) says for every place between two syllables whether a word goes on; the
 * best sequence of answers is taken. Names are one word, numbers and signs stand alone, as in the
 * Vietnamese Treebank. Pure; a model may be used by any number of threads. Cost: O(length). */
#ifndef LOA_TEXT_SEGMENT_H
#define LOA_TEXT_SEGMENT_H

#include "base/buf.h"
#include "text/segment_model.h"

/* Byte offsets in the text; syllables of a word may have white space between them. */
struct segment_word {
    size_t start;
    size_t end;
};

struct segment_words {
    struct segment_word *v;
    size_t n;
};

/* The words of text, which may be a sentence or a whole article, in order: every byte that is not
 * white space is in exactly one. *out is in a, and empty when a has failed. */
void segment_words(const struct segmenter *m, struct arena *a, struct str text,
                   struct segment_words *out);

/* Appends text to out with its words separated by one space and the syllables of a word joined by
 * "_". Segmenting the result again gives it back. */
void segment_print(const struct segmenter *m, struct str text, struct buf *out);

#endif
