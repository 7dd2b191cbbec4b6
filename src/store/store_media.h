/* Where a stored picture came from and what its file said of itself, so that the same picture is not
 * taken, decoded or fetched twice. Part of store.h, whose rules on memory, threads and errors hold. */
#ifndef LOA_STORE_STORE_MEDIA_H
#define LOA_STORE_STORE_MEDIA_H

#include "base/buf.h"
#include "base/err.h"

struct store_media;
struct store_reader;

struct store_media_origin {
    struct str key;     /* "file:<hash of the bytes that came in>" or "url:<address>" */
    struct str path;    /* of the medium, as in store_media */
    struct str creator; /* IPTC Photo Metadata: By-line, Credit Line, Description */
    struct str credit;
    struct str caption;
};

/* What a medium's files are, for store_media.files: adds a line for the file at name below media/. */
void store_media_files_add(struct buf *files, struct str name, struct str bytes);
/* The next line of *rest; false at its end. hash is hexadecimal; both borrow. */
bool store_media_files_next(struct str *rest, struct str *name, struct str *hash);
/* The hash of the file at name, borrowed; "" when it is not among them. */
struct str store_media_file_hash(struct str files, struct str name);
/* What that hash is of these bytes, in a. */
struct str store_media_hash(struct arena *a, struct str bytes);

/* The media whose files are known, with their paths and files alone, in byte order of the paths behind after, at
 * most limit. One query. */
enum rc store_media_after(struct store_reader *r, struct arena *a, struct str after, int64_t limit,
                          struct store_media **out, size_t *out_n, struct err *e) MUST_USE;

/* RC_NOTFOUND: nothing was taken from there. */
enum rc store_media_origin_by_key(struct store_reader *r, struct arena *a, struct str key,
                                  struct store_media_origin *out, struct err *e) MUST_USE;

#endif
