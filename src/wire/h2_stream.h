/* The request of one HTTP/2 stream: fields as they come, then the request they make (RFC 9113 §8.3).
 *
 * What a stream knows beside its exchange. Belongs to its loop's thread; no library. */
#ifndef LOA_WIRE_H2_STREAM_H
#define LOA_WIRE_H2_STREAM_H

#include "wire/pace.h"
#include "wire/wire.h"

struct exchange;

struct h2_stream {
    int32_t id;            /* 0: the exchange belongs to HTTP/1.1 */
    struct exchange *next; /* of the same connection */
    struct exchange *prev;
    struct str method;
    struct str target;
    struct str authority;
    struct str scheme;
    size_t fields_n;
    size_t list_bytes; /* RFC 9113 §10.5.1: names, values and 32 for each */
    int status;        /* it will be refused with; 0: not yet */
    bool head_done;    /* the header block has ended */
    bool asked;        /* given to the handler, or refused */
    bool waits;        /* for a deferred response */
    bool answered;     /* its response is on its way */
    bool counts_body;  /* ex->body is in the connection's sum */
    struct pace pace;  /* of what is under way: body or response */
};

/* Takes one field. What is too much or not allowed sets status. */
void h2_stream_field(struct exchange *ex, struct str name, struct str value);

/* Fills ex->request from the fields and the body. Returns 0 or the status of the refusal. */
int h2_stream_request(struct exchange *ex, int64_t wall_ms);

/* True if the client waits for "100 Continue" before its body. */
bool h2_stream_expects(const struct exchange *ex);

#endif
