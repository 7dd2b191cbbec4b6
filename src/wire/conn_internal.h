/* What the halves of a connection share: conn.c keeps its life and its time, conn_http.c speaks
 * HTTP/1.1, conn_h2.c HTTP/2. */
#ifndef LOA_WIRE_CONN_INTERNAL_H
#define LOA_WIRE_CONN_INTERNAL_H

#include "wire/channel.h"
#include "wire/conn.h"
#include "wire/h2.h"
#include "wire/pace.h"

enum conn_state {
    CONN_PROXIED,  /* before what the proxy says of its client */
    CONN_GREETING, /* TLS handshake */
    CONN_HEAD,     /* reading a head, or idle between requests */
    CONN_BODY,     /* reading a body */
    CONN_WAITING,  /* for a deferred response */
    CONN_WRITE,    /* sending */
    CONN_H2,       /* a session has it */
    CONN_LINGER,   /* has said its last word; drops what still comes */
};

enum step { STEP_AGAIN, STEP_WAIT, STEP_CLOSE };

struct conn {
    struct wheel_node timer;
    struct loop *loop;
    struct exchange *ex; /* NULL while idle */
    struct conn *next;   /* in loop->ready, loop->dead or loop->spare */
    struct channel channel;
    enum conn_state state;
    bool can_read; /* not known to block; edge-triggered events set it again */
    bool can_write;
    bool peer_shut;   /* the end of input has been announced */
    bool is_ready;    /* in loop->ready */
    bool secure;      /* came by TLS */
    bool input_over;  /* of HTTP/2: the client has ended its side */
    bool had_request; /* HTTP/2 can no longer begin */
    uint32_t lingered_bytes;
    int address_slot; /* in loop->addresses, or ADDRESS_NONE */
    struct pace pace; /* of the body or the response under way; HTTP/2: since the last byte went */
    struct h2 *h2;    /* NULL: HTTP/1.1 */
    struct h2_host h2_host;
    struct buf left; /* heap; what the session has given and the socket did not take */
    struct in6_addr peer;
};

/* ---- conn.c ---- */

void conn_close(struct conn *c);
void conn_set_deadline(struct conn *c, int64_t after_ms);

/* A body or a response begins, or goes on by `moved` bytes. pause_ms as in pace.h. */
void conn_pace_begin(struct conn *c, int64_t pause_ms);
void conn_pace(struct conn *c, size_t moved, int64_t pause_ms);

/* Nothing of a request has come. */
bool conn_is_idle(const struct conn *c);

/* Says a last 503 when there is no memory for more. */
enum step conn_turn_away_now(struct conn *c);

/* Ends the connection so that the client can still read what was sent to it. */
enum step conn_linger(struct conn *c);

/* ---- conn_http.c ---- */

enum step conn_http_head(struct conn *c);
enum step conn_http_body(struct conn *c);
enum step conn_http_write(struct conn *c);

/* Starts sending ex->response. */
enum step conn_http_respond(struct conn *c);

/* Answers what the wire will not take; the client may still be sending it. */
enum step conn_http_refuse(struct conn *c, int status);

/* ---- conn_h2.c ---- */

/* HTTP/2 begins; `come` are bytes that have been read already, its preface first. */
enum step conn_h2_begin(struct conn *c, struct str come);
enum step conn_h2_step(struct conn *c);
enum step conn_h2_time_out(struct conn *c);
void conn_h2_answer(struct conn *c, struct exchange *ex);
void conn_h2_drain(struct conn *c);
void conn_h2_end(struct conn *c);

#endif
