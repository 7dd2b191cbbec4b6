/* The texts of an article that a reader reads as its own, as one text: what is analysed of it, and
 * what places of facts (floor register) are bytes of.
 *
 * Title, lead, then of each block its text, caption and items, a line each; a block that repeats the
 * lead is left out. Pure. Cost: O(length). */
#ifndef LOA_ARTICLE_OWN_TEXT_H
#define LOA_ARTICLE_OWN_TEXT_H

#include "article/article.h"

enum own_line { OWN_TITLE, OWN_LEAD, OWN_BLOCK_TEXT, OWN_BLOCK_CAPTION, OWN_BLOCK_ITEM };

/* One line of the text: bytes start..end - 1, and where it came from. */
struct own_text_line {
    enum own_line what;
    size_t start;
    size_t end;
    size_t block; /* of the last three: its index */
};

struct own_text {
    struct str text;
    struct own_text_line *lines; /* in order */
    size_t lines_n;
};

/* In a. */
struct own_text article_own_text(struct arena *a, const struct article *art);

#endif
