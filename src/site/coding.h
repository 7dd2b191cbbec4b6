/* Which content coding a reader gets (RFC 9110 §12.5.3). Pure function; any thread. */
#ifndef LOA_SITE_CODING_H
#define LOA_SITE_CODING_H

#include "wire/wire.h"

/* In the order of the server's preference, last best: what the texts of a news site shrink to.
 * X(constant, name on the wire, what an ETag gets so that no two codings share one) */
#define CODING_TABLE(X)                                                                            \
    X(CODING_IDENTITY, "identity", "")                                                             \
    X(CODING_GZIP, "gzip", "z")                                                                    \
    X(CODING_ZSTD, "zstd", "d")                                                                    \
    X(CODING_BROTLI, "br", "b")

enum coding {
#define X(name, word, mark) name,
    CODING_TABLE(X)
#undef X
        CODING_COUNT
};

/* The name for Content-Encoding; the mark for an ETag. */
struct str coding_name(enum coding c);
struct str coding_mark(enum coding c);

/* The coding of highest weight in all Accept-Encoding fields of req among those available[] (identity
 * always is); among equals the later one of the table. An element that is malformed counts as absent. */
enum coding coding_choose(const struct wire_request *req, const bool available[CODING_COUNT]);

#endif
