/* What hubs say (WebSub, W3C Recommendation 2018): that they will tell what is new, and that something
 * is. The subscriptions are made by ingest/fetch.h; /websub/{token} is their callback.
 *
 * What a hub delivers is only a sign: the feed itself is asked, at its own address, by the fetcher. So
 * a hub can say when, never what. */
#ifndef LOA_SITE_WEBSUB_H
#define LOA_SITE_WEBSUB_H

#include "store/store.h"
#include "wire/wire.h"

struct websub {
    struct store *store;
    struct store_reader *reader;
    const struct wire_request *req;
    struct wire_response *res;
    struct str token;
};

/* GET: verification of intent. 404 unless this very subscription was asked for. */
void websub_verify(const struct websub *w);

/* POST: a notification. Answered the same whether its signature is right or not; with a wrong one
 * nothing else happens. */
void websub_notify(const struct websub *w);

#endif
