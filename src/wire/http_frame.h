/* What the fields of a request head say about its framing and its connection (RFC 9112 §6, §9).
 *
 * Pure function; any thread. */
#ifndef LOA_WIRE_HTTP_FRAME_H
#define LOA_WIRE_HTTP_FRAME_H

#include "wire/http_parse.h"

struct http_frame {
    bool chunked;          /* the body is chunked; else it has body_bytes, which may be 0 */
    size_t body_bytes;     /* at most WIRE_BODY_MAX_BYTES */
    bool keep;             /* the client wants the connection kept */
    bool expects_continue; /* it waits for "100 Continue" before it sends the body */
    size_t host_at;        /* which field is Host, or fields_n when there is none (HTTP/1.0) */
};

/* Reads the framing of a complete head. Returns 0 and fills *out, or the status of the refusal:
 * 400, 413 (announced body over the limit), 417, 501 (unknown transfer coding). */
int http_frame_read(const struct http_head *h, struct str bytes, struct http_frame *out);

/* True for host, host:port, [IPv6], [IPv6]:port; a host has letters, digits, '-', '.', '_'. */
bool http_host_valid(struct str host);

#endif
