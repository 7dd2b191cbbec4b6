/* Shared by the files of fetch. */
#ifndef LOA_INGEST_FETCH_INTERNAL_H
#define LOA_INGEST_FETCH_INTERNAL_H

#include "ingest/fetch.h"
#include "ingest/import_section.h"
#include "source/feed.h"

enum {
    FETCH_PAGE_MAX_BYTES = 8 << 20,
    FETCH_TIMEOUT_MS = 30000,
    FETCH_ARENA_BYTES = 512 << 20, /* one page while it is read */
};

struct candidate; /* an entry that will be published when the run is over (fetch_item.c) */

struct fetch {
    const struct fetch_job *job;
    struct fetch_counts *counts;
    struct arena arena; /* of the run */
    struct section_book sections;
    struct raster_child *raster; /* decodes pictures */
    struct candidate *first;     /* in the order they became ready */
    struct candidate *last;
    bool needs_agreement; /* FETCH_AGREEMENT_SETTING */
    enum rc rc;           /* the store's failure, which ends the run */
    struct err e;
};

/* Reads settings and sections. The caller calls fetch_close. */
enum rc fetch_open(struct fetch *f, const struct fetch_job *job, struct fetch_counts *counts,
                   struct err *e) MUST_USE;
void fetch_close(struct fetch *f);

/* Runs a command; a failure of the place (disk, memory) is remembered in f and ends the run. */
enum rc fetch_run(struct fetch *f, const struct store_command *c, struct store_result *result,
                  struct err *e);

/* One line of the log. */
void fetch_log(struct fetch *f, const struct store_feed *feed, int64_t article_id, const char *kind,
               struct str words);

/* ---- fetch_item.c ---- */

/* An entry of a feed: decides what becomes of it, and does it, now or when its page has come. Items
 * of a feed are taken in order; *feed outlives the run. */
void fetch_take_item(struct fetch *f, const struct store_feed *feed, const struct feed *about,
                     const struct feed_item *item, struct arena *a);

/* Publishes what is ready. Outside of http_client_run: pictures are fetched here. */
void fetch_publish_ready(struct fetch *f);

/* Pictures and videos of art are taken into the site, as far as they can be. */
void fetch_take_media(struct fetch *f, struct arena *a, struct article *art);

/* Held entries of the feed whose rule no longer holds them are published. */
void fetch_release_held(struct fetch *f, const struct store_feed *feed);

/* The article of body (Article JSON) in a; RC_CORRUPT. */
enum rc fetch_read_body(struct arena *a, struct str body, struct article *out,
                        struct err *e) MUST_USE;

/* Text and pictures of the page take the place of the article's own where they say more. */
void fetch_merge_page(struct arena *a, const struct doc *page, struct article *art);

/* What the page says, as a hash: title and text. */
struct hash_content fetch_page_hash(struct arena *a, const struct doc *page);

#endif
