/* Polling: every feed that is due is asked, what is new becomes articles; originals are looked at
 * again; hubs are subscribed to.
 *
 * Every rule of fetch_rules.h is kept here, each with its own word in the log (store_feed_event).
 * Single-threaded; the store may be in use by a server at the same time. */
#ifndef LOA_INGEST_FETCH_H
#define LOA_INGEST_FETCH_H

#include "article/link_rules.h"
#include "ingest/fetch_rules.h"
#include "ingest/http_client.h"

struct fetch_counts {
    size_t feeds;     /* asked */
    size_t failed;    /* of them */
    size_t created;   /* articles */
    size_t updated;   /* new revisions */
    size_t merged;    /* entries that became another source of an article */
    size_t held;      /* by a rule, since this run */
    size_t withdrawn; /* because the original is gone */
    size_t restored;
};

struct fetch_job {
    struct store *store;
    struct store_reader *reader;
    struct http_client *http;
    const char *media_folder; /* must exist */
    int64_t (*wall_ms)(void);
    struct rand *rand;
    struct str origin;              /* of the site, for callbacks of hubs; "" = no subscriptions */
    bool all;                       /* also feeds that are not due */
    const struct link_rules *rules; /* links that are left out; NULL: none is */
    /* Told for each feed: what came of it, words for people; error: it failed. */
    void (*told)(void *ctx, const struct store_feed *feed, bool error, struct str words);
    void *ctx;
};

/* Asks the feeds that are due. RC_OK whatever single feeds did; else the store's error. */
enum rc fetch_feeds(const struct fetch_job *job, struct fetch_counts *counts,
                    struct err *e) MUST_USE;

/* Looks again at originals that were not looked at for FETCH_CHECK_AFTER_MS, at most limit of them. */
enum { FETCH_CHECK_AFTER_MS = 20 * 3600 * 1000 /* nightly, whatever the hour it begins */ };
enum rc fetch_originals(const struct fetch_job *job, size_t limit, struct fetch_counts *counts,
                        struct err *e) MUST_USE;

/* Subscribes to the hubs of feeds that name one, and again before a lease ends. */
enum rc fetch_subscribe(const struct fetch_job *job, struct err *e) MUST_USE;

/* Ends a subscription; what the hub answers does not matter. */
void fetch_unsubscribe(const struct fetch_job *job, const struct store_feed *feed);

#endif
