/* Snippets: the part of a text that shows why it was found, with the words found marked.
 *
 * Follows the folding: a word asked for with its tones is marked where it stands with them, one
 * asked for without wherever it stands. Pure; any thread. Results are in the given arena; the texts
 * borrow from the text given. Cost: O(SNIPPET_LOOK_BYTES). */
#ifndef LOA_TEXT_SNIPPET_H
#define LOA_TEXT_SNIPPET_H

#include "text/query.h"

enum {
    SNIPPET_LOOK_BYTES = 64 << 10, /* what stands further down is not looked at: some 30 pages */
    SNIPPET_HITS_MAX = 400,        /* marked words looked at in one text */
    SNIPPET_BYTES = 320,           /* some 40 syllables: three lines of a card */
};

struct snippet_part {
    struct str text;
    bool hit;
};

struct snippet {
    struct snippet_part *parts; /* joined they are a stretch of the text */
    size_t parts_n;
    bool cut_before; /* the text begins earlier */
    bool cut_after;
    size_t words; /* how many of the query's words are marked */
};

/* The stretch of text with most of q's words, at most SNIPPET_BYTES. */
struct snippet snippet_of(struct arena *a, struct str text, const struct query *q);

/* All of text with q's words marked; for titles. */
struct snippet snippet_whole(struct arena *a, struct str text, const struct query *q);

#endif
