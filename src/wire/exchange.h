/* One request and its response: all the memory that a connection has only while it is busy.
 *
 * A loop keeps some for reuse, so an idle connection costs no more than its struct conn. An exchange
 * belongs to its loop's thread, but for `request` and `response` while it is deferred. */
#ifndef LOA_WIRE_EXCHANGE_H
#define LOA_WIRE_EXCHANGE_H

#include "wire/h2_stream.h"
#include "wire/http_chunk.h"
#include "wire/http_frame.h"
#include "wire/mailbox.h"
#include "wire/outgoing.h"
#include "wire/peer.h"

struct conn;

struct wire_deferred {
    struct exchange *exchange;
};

struct exchange {
    struct exchange *next;   /* in a pool or a mailbox */
    struct conn *conn;       /* NULL when the reader has gone before a deferred answer came */
    struct mailbox *mailbox; /* of the loop */

    char *in; /* heap; what has come: [in_at, in_n) is this request and what follows it */
    size_t in_at;
    size_t in_n;
    size_t in_capacity_bytes;

    struct http_head head;
    struct http_frame frame;
    struct chunk_decoder chunk;
    struct buf body; /* heap */
    struct h2_stream stream;

    struct arena arena;
    struct wire_field fields[WIRE_FIELDS_MAX];
    char remote[PEER_TEXT_BYTES];
    struct wire_request request;
    struct wire_deferred deferred;
    bool is_deferred;
    bool of_stream; /* of HTTP/2; stays when the stream has gone before its answer */

    struct wire_response response;
    struct wire_segment own_segment; /* the body of the wire's own answers */
    struct outgoing out;
    bool keep;   /* the connection goes on after the response */
    bool linger; /* it does not, and the client may still be sending */
};

/* Spare exchanges of one loop. */
struct exchange_pool {
    struct exchange *first;
    size_t n;
};

/* A fresh exchange, or NULL without memory. */
struct exchange *exchange_take(struct exchange_pool *pool, struct mailbox *mailbox);

/* Gives it back; its response must have ended. */
void exchange_give(struct exchange_pool *pool, struct exchange *ex);

/* Frees it; an unsent response is ended (its done is called). Any thread, when nobody else has it. */
void exchange_free(struct exchange *ex);
void exchange_pool_release(struct exchange_pool *pool);

/* Ends request and response and moves to what the client has sent after them. */
void exchange_next(struct exchange *ex);

/* What has come of this request, and of what follows it. */
struct str exchange_bytes(const struct exchange *ex);

/* Makes room for more input, *room_bytes at in + in_n; false without memory. Moves the bytes. */
bool exchange_make_room(struct exchange *ex, size_t *room_bytes);

/* Forgets n bytes that come after the head: body bytes which have been taken. */
void exchange_drop_body_bytes(struct exchange *ex, size_t n);

/* Fills ex->request from head and body. Returns 0 or the status of the refusal. */
int exchange_build_request(struct exchange *ex, int64_t now_ms);

/* GET, HEAD and POST by their names; methods are case-sensitive (RFC 9110 §9.1). */
enum wire_method wire_method_of(struct str word);

/* Makes ex->response the wire's own answer: plain text, closing. */
void exchange_refuse(struct exchange *ex, int status);

/* Calls done and closes the file of a response that is not going to be sent. */
void exchange_discard_response(struct exchange *ex);

#endif
