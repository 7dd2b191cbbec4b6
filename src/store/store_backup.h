/* For those who run a site: a database as a file, copied while others use it or looked at without a
 * store on it; and how busy a store is. */
#ifndef LOA_STORE_STORE_BACKUP_H
#define LOA_STORE_STORE_BACKUP_H

#include "base/err.h"

#include <stdint.h>

/* Called now and then during a copy; both in bytes. */
typedef void store_copy_watch(void *ctx, uint64_t done_bytes, uint64_t total_bytes);

/* How a copy is made. */
struct store_copy {
    const char *from;
    const char *to;          /* must not be there; removed again on failure */
    store_copy_watch *watch; /* may be NULL */
    void *ctx;
};

/* Copies the database as it was committed at one moment and brings the copy to the disk. Writers and
 * readers of the database, also of other processes, go on: the copy reads one snapshot of the
 * write-ahead log, which grows meanwhile. RC_NOTFOUND, RC_CONFLICT (to is there), RC_CORRUPT, RC_IO,
 * RC_NOMEM. */
enum rc store_copy_database(const struct store_copy *copy, struct err *e) MUST_USE;

/* Reads everything in the database, which nobody else uses: RC_CORRUPT when it is damaged or none of
 * Loa, RC_CONFLICT when it was made by a newer Loa. *version (may be NULL) is its schema's. */
enum rc store_inspect(const char *path, int64_t *version, struct err *e) MUST_USE;

struct store;

/* What the writer has before it and behind it. */
struct store_load {
    uint64_t queued;  /* commands that wait */
    uint64_t commits; /* groups, since the store was opened */
};

/* Any thread. */
struct store_load store_load(struct store *st);

#endif
