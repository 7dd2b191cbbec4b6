/* The addresses that an imported article had, made redirects of the site. */
#ifndef LOA_INGEST_IMPORT_MOVED_H
#define LOA_INGEST_IMPORT_MOVED_H

#include "ingest/reader.h"
#include "store/store.h"

enum { IMPORT_OLD_MAX = 512 }; /* of one article, its attachments' among them */

struct import_old {
    struct old_address *from;
    size_t n;
};

/* The old addresses of item in their spelling (article/old_address.h), each once, in a. moved: its own
 * address is one; what it names as old addresses always is. */
struct import_old import_old_addresses(struct arena *a, const struct reader_item *item, bool moved);
/* A copy in a. */
struct import_old import_old_copy(struct arena *a, struct import_old old);

/* Makes them lead to the article; idempotent. Errors as store_run. */
enum rc import_put_moved(struct store *st, struct store_add_redirects add, struct err *e) MUST_USE;

/* ---- what is no article ---- */

/* Which addresses a list page of the former system had, in a; old->n may be 0. */
struct import_old import_place_addresses(struct arena *a, struct str *urls, size_t n);

/* The addresses that a file of an article had there: the one named, of host ("" = it is not known), and
 * of a picture that is one of several sizes the one it was made of. In a. */
struct import_old import_file_addresses(struct arena *a, struct str src, struct str host);

/* Makes them lead to a place or a file; idempotent. Errors as store_run. */
enum rc import_put_place(struct store *st, const struct store_add_place_redirects *add,
                         struct err *e) MUST_USE;

#endif
