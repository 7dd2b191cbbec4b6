/* Building the search index anew beside the one in use, from the articles as they are kept.
 *
 * Searches and writers go on meanwhile; memory is that of some hundred articles. */
#ifndef LOA_SITE_REINDEX_H
#define LOA_SITE_REINDEX_H

#include "store/store.h"

/* told (may be NULL) hears how many articles are done after every slice; false ends the work: RC_BUSY. */
struct reindex_teller {
    bool (*told)(void *ctx, int64_t articles);
    void *ctx;
};

/* RC_CORRUPT (an article that does not parse is passed over, a store that cannot be read is not),
 * RC_IO, RC_NOMEM. *articles: how many were indexed. */
enum rc reindex(struct store *st, struct store_reader *r, struct reindex_teller tell,
                int64_t *articles, struct err *e) MUST_USE;

#endif
