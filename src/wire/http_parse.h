/* The head of an HTTP/1.1 request (RFC 9112 §2 to §5) from bytes that come in any pieces.
 *
 * Strict: what two servers might read differently is refused, because that is how requests are
 * smuggled. Nothing is copied; the result is offsets into the caller's bytes, which may move
 * between calls. Feeding one byte at a time gives what feeding all at once gives.
 * Pure functions; any thread. Limits: WIRE_HEADER_MAX_BYTES, WIRE_TARGET_MAX_BYTES, WIRE_FIELDS_MAX. */
#ifndef LOA_WIRE_HTTP_PARSE_H
#define LOA_WIRE_HTTP_PARSE_H

#include "wire/wire.h"

enum http_state { HTTP_MORE, HTTP_DONE, HTTP_REFUSED };

/* A part of the request's bytes. */
struct http_span {
    uint32_t at;
    uint32_t n;
};

struct http_field {
    struct http_span name;
    struct http_span value; /* without white space around it */
};

struct http_head {
    struct http_span method;
    struct http_span target;
    int minor;          /* HTTP/1.minor, 0 or 1 */
    int status;         /* why refused: 400, 414, 431, 501, 505; else 0 */
    size_t line_at;     /* where the line under way begins; after HTTP_DONE the head's length */
    size_t scan_at;     /* up to here there is no end of that line */
    bool blank_skipped; /* the one empty line before a request (RFC 9112 §2.2) has come */
    bool line_taken;    /* the request line has come */
    bool done;
    size_t fields_n;
    struct http_field fields[WIRE_FIELDS_MAX];
};

/* Before the first byte of a request. */
void http_head_init(struct http_head *h);

/* Reads on; bytes are all that have come of this request so far, and may go past its head.
 * HTTP_DONE: the head is the first h->line_at bytes. HTTP_REFUSED: h->status says why. */
enum http_state http_head_feed(struct http_head *h, struct str bytes);

/* The text of a span of bytes. */
struct str http_text(struct str bytes, struct http_span span);

/* A byte of a token (RFC 9110 §5.6.2), and one that may stand in a field value (§5.5). */
bool http_byte_in_token(unsigned char byte);
bool http_byte_in_value(unsigned char byte);

/* True for the bytes that may stand in a target: neither white space nor a fragment, and bytes past ASCII only in its
 * query. RFC 3986 has them encoded there, too, and browsers do; curl and scripts send what somebody typed. */
bool http_target_bytes_valid(struct str target);

/* The next element of a comma-separated list (RFC 9110 §5.6.1), empty ones left out; moves *rest
 * past it. False at the end. */
bool http_list_next(struct str *rest, struct str *element);

#endif
