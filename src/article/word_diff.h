/* What changed from one text to the next, word by word: for an article's history.
 *
 * The shortest list of words taken out and put in (Myers 1986, O((n + m) d)), within limits: texts
 * whose middle is longer or differs more are told as one piece out and one piece in. Pure. */
#ifndef LOA_ARTICLE_WORD_DIFF_H
#define LOA_ARTICLE_WORD_DIFF_H

#include "base/str.h"

enum {
    WORD_DIFF_EDITS_MAX = 600,   /* words out and in; memory is its square */
    WORD_DIFF_WORDS_MAX = 40000, /* between the first and the last difference */
    WORD_DIFF_AROUND = 12,       /* words that stand around a difference */
};

enum word_diff_kind {
    WORD_DIFF_SAME,
    WORD_DIFF_REMOVED,
    WORD_DIFF_ADDED,
    WORD_DIFF_GAP, /* words that are the same and left out */
};

/* text: words with single spaces between them; "" of a gap. */
struct word_diff_piece {
    enum word_diff_kind kind;
    struct str text;
};

/* The pieces from before to after, in a; none when their words are the same. NULL and 0 when a has
 * failed. */
struct word_diff_piece *word_diff(struct arena *a, struct str before, struct str after,
                                  size_t *out_n);

#endif
