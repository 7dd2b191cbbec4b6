/* Building the search index anew beside the one in use, from the articles as they are kept.
 *
 * Searches and writers go on meanwhile; memory is that of some hundred articles. */
#ifndef LOA_SITE_REINDEX_H
#define LOA_SITE_REINDEX_H

#include "store/store.h"

/* Told after every slice; false ends the work: RC_BUSY. */
typedef bool reindex_told(void *ctx, int64_t articles);

/* RC_CORRUPT (an article that does not parse is passed over, a store that cannot be read is not),
 * RC_IO, RC_NOMEM. *articles: how many were indexed. told may be NULL. */
enum rc reindex(struct store *st, struct store_reader *r, reindex_told *told, void *ctx,
                int64_t *articles, struct err *e) MUST_USE;

#endif
