/* Decree 147/2024 for files: an article of others may be shown by an aggregator only under an agreement
 * with its source, whichever way it came in. Pure but for the reading of the feeds. */
#ifndef LOA_INGEST_IMPORT_AGREEMENT_H
#define LOA_INGEST_IMPORT_AGREEMENT_H

#include "store/store.h"

/* The site's sources with their agreements; texts in the arena they were read into. */
struct import_agreements {
    struct store_feed *feeds;
    size_t n;
};

/* Errors as store_feeds. */
enum rc import_agreements_read(struct arena *a, struct store_reader *r,
                               struct import_agreements *out, struct err *e) MUST_USE;

/* Why art, which is of others, may not be shown now, for people, in a; "" when it may. The source goes
 * by its name, or by the host of the article's address. *feed (may be NULL on return): the source
 * whose agreement covers it. */
struct str import_agreement_lacks(struct arena *a, const struct import_agreements *all,
                                  const struct article *art, int64_t now_ms,
                                  const struct store_feed **feed);

#endif
