/* A chunked request body (RFC 9112 §7.1) from bytes that come in any pieces.
 *
 * Strict: CRLF only, hexadecimal digits only; chunk extensions and trailer fields are checked and
 * dropped. Limits: WIRE_BODY_MAX_BYTES of data, CHUNK_OVERHEAD_MAX_BYTES of everything else but
 * plain sizes. Not shared between threads. */
#ifndef LOA_WIRE_HTTP_CHUNK_H
#define LOA_WIRE_HTTP_CHUNK_H

#include "base/buf.h"
#include "wire/http_parse.h"

enum {
    CHUNK_OVERHEAD_MAX_BYTES =
        8 << 10, /* extensions and trailers of one body (cf. CVE-2023-39326) */
};

enum chunk_at {
    CHUNK_AT_SIZE,
    CHUNK_AT_SPACE, /* after the size, before ';' */
    CHUNK_AT_EXTENSION,
    CHUNK_AT_SIZE_LF,
    CHUNK_AT_DATA,
    CHUNK_AT_DATA_CR,
    CHUNK_AT_DATA_LF,
    CHUNK_AT_TRAILER, /* the start of a trailer line */
    CHUNK_AT_TRAILER_NAME,
    CHUNK_AT_TRAILER_VALUE,
    CHUNK_AT_TRAILER_LF,
    CHUNK_AT_LAST_LF,
    CHUNK_AT_END,
};

struct chunk_decoder {
    enum chunk_at at;
    size_t size_digits;
    size_t left_bytes; /* of the chunk under way */
    size_t total_bytes;
    size_t overhead_bytes;
    int status; /* why refused: 400, 413, 431, 503; else 0 */
};

/* Before the first byte of a body. */
void chunk_init(struct chunk_decoder *d);

/* Takes bytes, appends their data to body, and sets *used to how many belong to this body: all of
 * them unless HTTP_DONE. HTTP_REFUSED: d->status says why. */
enum http_state chunk_feed(struct chunk_decoder *d, struct str bytes, struct buf *body,
                           size_t *used);

#endif
