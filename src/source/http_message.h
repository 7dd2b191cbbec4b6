/* An HTTP response as an archive keeps it, byte by byte. Pure; any thread. */
#ifndef LOA_SOURCE_HTTP_MESSAGE_H
#define LOA_SOURCE_HTTP_MESSAGE_H

#include "base/buf.h"

enum {
    HTTP_HEAD_MAX_BYTES = 64 << 10, /* Apache allows 100 fields of 8 KB; servers send 1 KB */
    HTTP_CODINGS_MAX = 3,           /* one over the other; more is an attack */
};

/* What its head says; texts borrow from it. */
struct http_message {
    int status;
    struct str type; /* medium without parameters; "" = not said */
    struct str charset;
    struct str coding; /* the value of Content-Encoding */
    bool chunked;
    size_t body_at; /* offset of the body */
};

/* Reads the head of bytes; whole: bytes is all there is. RC_OK; RC_NOTFOUND (its end has not come:
 * more bytes are wanted); RC_INVALID (no HTTP response). */
enum rc http_message_head(struct str bytes, bool whole, struct http_message *out,
                          struct err *e) MUST_USE;

/* Appends the page that body holds to out: chunks joined, content codings (gzip, deflate, br, zstd)
 * undone. Archives keep some bodies decoded under the head of the coded ones, so a body that does
 * not begin as its head says is taken as it is. is_cut: the crawler says that body is not whole;
 * then what is there is given. RC_CORRUPT, RC_LIMIT (more than max_bytes), RC_NOMEM. */
struct http_body {
    struct str bytes;
    bool is_cut;
    size_t max_bytes;
};
enum rc http_message_body(const struct http_message *head, struct http_body body, struct buf *out,
                          struct err *e) MUST_USE;

#endif
