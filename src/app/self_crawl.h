/* Fetching a site as different visitors and comparing what each is given: what an intruder shows to search
 * robots alone, or to readers who come from a search engine, differs. Live numbers, banners that take turns and
 * tokens are no difference.
 *
 * Only the site's own host is fetched, and no robots.txt asked: its owner asks. A visitor is a User-Agent and
 * a Referer, from this machine's address: what is shown by address alone is not seen. */
#ifndef LOA_APP_SELF_CRAWL_H
#define LOA_APP_SELF_CRAWL_H

#include "app/folder.h"

enum {
    SELF_CRAWL_PAGES = 50, /* when nobody says how many */
    SELF_CRAWL_PAGES_MAX = 2000,
    SELF_CRAWL_GAP_MS = 200, /* between two requests of one visitor */
    SELF_CRAWL_GAP_MAX_MS = 60000,
    SELF_CRAWL_FOUND_MAX = 1000, /* findings of one run that are told */
};

struct self_crawl {
    const struct folder *folder; /* whose ledger says where links may lead */
    struct str url;              /* where it starts; only this host is crawled */
    int64_t pages_max;
    int64_t gap_ms;
    int64_t (*mono_ms)(void);
    /* One finding: on which page, seen by whom, what. */
    void (*told)(void *ctx, struct str page, const char *visitor, struct str what);
    void *ctx;
};

struct self_crawl_counts {
    size_t pages;
    size_t requests;
    size_t found;
};

/* Crawls, then tells. RC_OK when it ran to its end, whatever it found; RC_INVALID (no web address), RC_IO
 * (the first page does not answer), RC_NOMEM. */
enum rc self_crawl_run(const struct self_crawl *crawl, struct self_crawl_counts *counts,
                       struct err *e) MUST_USE;

#endif
