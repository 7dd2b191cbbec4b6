/* A reader's query as terms: what must match as typed, and what may match without tones.
 *
 * Any byte string is a query. A word typed with a mark or đ is exact; a word in plain ASCII is
 * folded, because who types no tones means any. Pure; any thread. */
#ifndef LOA_TEXT_QUERY_H
#define LOA_TEXT_QUERY_H

#include "base/str.h"

enum {
    QUERY_MAX_BYTES = 200, /* the rest is not looked at: longer than any headline's search */
    QUERY_TERMS_MAX = 12,  /* each term is a join in the index */
};

/* Terms are in token_form and live in the arena they were made in. */
struct query {
    struct str exact[QUERY_TERMS_MAX];
    size_t exact_n;
    struct str folded[QUERY_TERMS_MAX];
    size_t folded_n;
};

/* Reads typed; no term (both counts 0) when it holds no letter or digit. Terms are in a. */
struct query query_read(struct arena *a, struct str typed);

#endif
