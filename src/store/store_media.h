/* Where a stored picture came from and what its file said of itself, so that the same picture is not
 * taken, decoded or fetched twice. Part of store.h, whose rules on memory, threads and errors hold. */
#ifndef LOA_STORE_STORE_MEDIA_H
#define LOA_STORE_STORE_MEDIA_H

#include "base/err.h"
#include "base/str.h"

struct store_reader;

struct store_media_origin {
    struct str key;     /* "file:<hash of the bytes that came in>" or "url:<address>" */
    struct str path;    /* of the medium, as in store_media */
    struct str creator; /* IPTC Photo Metadata: By-line, Credit Line, Description */
    struct str credit;
    struct str caption;
};

/* RC_NOTFOUND: nothing was taken from there. */
enum rc store_media_origin_by_key(struct store_reader *r, struct arena *a, struct str key,
                                  struct store_media_origin *out, struct err *e) MUST_USE;

#endif
