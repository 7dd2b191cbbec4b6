/* Comparing every article of a site anew: for stores that were there before articles were compared,
 * and when what they are compared by has changed. The site may be served meanwhile. */
#ifndef LOA_SITE_STORIES_H
#define LOA_SITE_STORIES_H

#include "site/reindex.h"

/* Tells and fails as reindex does; *articles: how many were compared. */
enum rc stories_anew(struct store *st, struct store_reader *r, int64_t now_ms,
                     struct reindex_teller tell, int64_t *articles, struct err *e) MUST_USE;

#endif
