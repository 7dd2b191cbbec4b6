/* What a verb needs to fetch: the site's [fetch] settings, a client, randomness. */
#ifndef LOA_APP_FETCHER_H
#define LOA_APP_FETCHER_H

#include "app/folder.h"
#include "ingest/fetch.h"

struct fetcher {
    struct arena arena;
    struct rand rand;
    struct http_client *http;
    struct fetch_job job; /* ready; the caller may set all, told and ctx */
};

/* loa.conf: [site] origin; [fetch] gap_ms (pause between two requests to a host), allow_loopback
 * (for tests: feeds on this very machine). RC_NOTFOUND, RC_INVALID, RC_NOMEM. The caller calls
 * fetcher_close. */
enum rc fetcher_open(struct fetcher *f, const char *site, const struct folder *folder,
                     struct err *e) MUST_USE;
void fetcher_close(struct fetcher *f);

#endif
