/* The addresses that an imported article had, made redirects of the site. */
#ifndef LOA_INGEST_IMPORT_MOVED_H
#define LOA_INGEST_IMPORT_MOVED_H

#include "ingest/reader.h"
#include "store/store.h"

enum { IMPORT_OLD_MAX = 64 }; /* of one article; more names are somebody's mistake */

struct import_old {
    struct old_address *from;
    size_t n;
};

/* The old addresses of item in their spelling (article/old_address.h), each once, in a. */
struct import_old import_old_addresses(struct arena *a, const struct reader_item *item);
/* A copy in a. */
struct import_old import_old_copy(struct arena *a, struct import_old old);

/* Makes them lead to the article; idempotent. Errors as store_run. */
enum rc import_put_moved(struct store *st, struct store_add_redirects add, struct err *e) MUST_USE;

#endif
