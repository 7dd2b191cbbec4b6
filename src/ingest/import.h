/* Files of articles into a site's store.
 *
 * The same input twice changes nothing (import_key.h says what is the same article). An article
 * without a publication time is listed under the time its file was last changed; that is no date
 * of the article, and none is shown. Other articles' teasers are not kept: they belong to their own sites.
 * Related items may name another imported file by its stem: their address becomes "article:<id>",
 * and the article's hand-picked related ids are set in that order.
 * Single-threaded; the store may be in use by a server at the same time. */
#ifndef LOA_INGEST_IMPORT_H
#define LOA_INGEST_IMPORT_H

#include "store/store.h"

struct import_counts {
    size_t created;
    size_t updated;
    size_t unchanged;
    size_t failed;
};

/* What the caller is told while it runs. Every function must be given. */
struct import_listener {
    /* path is left out (line 0 = the whole file), for this cause */
    void (*failed)(void *ctx, const char *path, size_t line, const char *cause);
    /* the article went in, but not this picture of it */
    void (*warned)(void *ctx, const char *path, struct str src, const char *cause);
    void (*progressed)(void *ctx, size_t done, size_t total);
    void *ctx;
};

struct import_job {
    struct store *store;
    struct store_reader *reader;
    const char *media_folder; /* must exist */
    const char *const *paths; /* files and folders */
    size_t paths_n;
    int64_t now_ms;
    struct import_listener listener;
};

/* Runs job. RC_OK when it ran to its end, whatever failed on the way (counts); else the store's
 * error (disk full, …). */
enum rc import_run(const struct import_job *job, struct import_counts *counts,
                   struct err *e) MUST_USE;

#endif
