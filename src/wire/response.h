/* The head of a response (RFC 9112 §4): checked, then written in one piece.
 *
 * Pure functions; any thread. */
#ifndef LOA_WIRE_RESPONSE_H
#define LOA_WIRE_RESPONSE_H

#include "base/buf.h"
#include "wire/range.h"

enum { RESPONSE_FIXED_MAX = 16 }; /* fields of a wire_fixed */

/* What the connection adds to a response. */
struct response_frame {
    struct str date;    /* RFC 9110 §5.6.7 */
    int64_t body_bytes; /* Content-Length; of what GET would give when the request was HEAD */
    struct str hsts;    /* Strict-Transport-Security, "" = none (RFC 6797) */
    bool close;         /* say Connection: close */
    size_t ready_bytes; /* of a head that stands in the file already; 0 = none, it is written */
    bool part;          /* 206: `range` of res->file_size_bytes */
    struct range range;
};

/* False if res cannot be sent as it is, which is the handler's mistake: a status outside 200 to 599,
 * a name that is no token or that the wire itself writes, CR, LF or NUL in a value. */
bool response_valid(const struct wire_response *res);

/* False for statuses that never have a body (RFC 9112 §6.3). */
bool response_may_have_body(int status);

/* Bytes of the whole body that res holds. */
int64_t response_body_bytes(const struct wire_response *res);

enum { RESPONSE_NUMBER_BYTES = 20 }; /* INT64_MAX has 19 digits */

/* value, which is not negative, as text in room. Heads have two of them: snprintf would show. */
struct str response_number(char room[RESPONSE_NUMBER_BYTES], int64_t value);

/* Appends status line, fields and the empty line; res must be valid. */
void response_head_write(struct buf *out, const struct wire_response *res,
                         const struct response_frame *frame);

#endif
