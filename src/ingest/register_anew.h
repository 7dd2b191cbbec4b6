/* Reading every article of a site into the register anew: for stores that were there before there was
 * one, and when the rules have changed. The site may be served meanwhile; what persons decided stays. */
#ifndef LOA_INGEST_REGISTER_ANEW_H
#define LOA_INGEST_REGISTER_ANEW_H

#include "store/store.h"

/* told (may be NULL) hears how many articles are done after every slice; false ends the work: RC_BUSY. */
struct register_teller {
    bool (*told)(void *ctx, int64_t articles);
    void *ctx;
};

/* RC_IO, RC_NOMEM; an article that does not parse has nothing in the register. *articles: how many
 * were read. */
enum rc register_anew(struct store *st, struct store_reader *r, int64_t now_ms,
                      struct register_teller tell, int64_t *articles, struct err *e) MUST_USE;

#endif
