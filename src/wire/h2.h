/* One HTTP/2 connection (RFC 9113) by libnghttp2, which only h2.c and h2_stream.c know: bytes in,
 * requests out; responses in, bytes out. It has no socket and reads no clock.
 *
 * What a client may cost is bounded: streams at once, header list, fields, body bytes, streams reset
 * and frames that carry nothing for each unit of time (rapid reset, floods of PING, SETTINGS, PRIORITY,
 * WINDOW_UPDATE, empty DATA, CONTINUATION), and how long a header, a body or a response may take.
 * Who goes past a limit of one request gets its status or a reset of the stream; who goes past one of
 * the connection gets GOAWAY with ENHANCE_YOUR_CALM. Belongs to its loop's thread. */
#ifndef LOA_WIRE_H2_H
#define LOA_WIRE_H2_H

#include "wire/answer.h"

enum {
    H2_STREAMS_MAX = 100, /* at once on one connection; RFC 9113 §6.5.2 wants 100 */
    H2_BODIES_MAX_BYTES = 4 * WIRE_BODY_MAX_BYTES,    /* of all streams of a connection together */
    H2_HEADER_BOMB_BYTES = 4 * WIRE_HEADER_MAX_BYTES, /* decoded: that is no browser any more */
    H2_ACKS_MAX = 100,        /* answers to PING and SETTINGS that wait to be sent */
    H2_OUT_BYTES = 4 * 16384, /* room for h2_send: four TLS records, a segment's worth */
};

struct h2;

/* What a session needs of its connection. */
struct h2_host {
    void *ctx;
    struct exchange *(*take)(void *ctx);             /* NULL: no more of them */
    void (*give)(void *ctx, struct exchange *ex);    /* one that take gave and nobody waits for */
    void (*request)(void *ctx, struct exchange *ex); /* ex->request is complete: h2_respond follows,
                                                          now or later */
    void (*refused)(void *ctx, struct exchange *ex); /* the wire's own words are in ex->response */
};

/* A session that has its SETTINGS to send; NULL without memory. host stays the caller's. */
struct h2 *h2_new(const struct h2_host *host, const struct wire_limits *limits, int64_t now_ms);

/* Ends all streams. Exchanges whose deferred answer is still to come are left to whoever brings it:
 * their conn becomes NULL. */
void h2_free(struct h2 *h);

/* Takes what has come. wall_ms is for requests. */
void h2_receive(struct h2 *h, struct str bytes, int64_t now_ms, int64_t wall_ms);

/* Writes what is to be sent into `to`, which has H2_OUT_BYTES; 0 when there is nothing. */
size_t h2_send(struct h2 *h, char *to, int64_t now_ms);

/* ex->response, prepared into answer, goes out. */
void h2_respond(struct h2 *h, struct exchange *ex, const struct answer *answer);

/* Resets streams that take too long. Returns how many. */
size_t h2_expire(struct h2 *h, int64_t now_ms);

/* Streams that have not ended. */
size_t h2_streams(const struct h2 *h);

/* True if a handler still has to answer a stream. */
bool h2_awaits_answer(const struct h2 *h);

/* Tells the client to go elsewhere; streams under way are finished. First only a notice, for what
 * is on its way; the second call takes nothing new. */
void h2_drain(struct h2 *h);
bool h2_is_ending(const struct h2 *h);

/* True once nothing more is to come or to be sent. */
bool h2_is_over(const struct h2 *h);

/* True if it ended because a limit of the connection was passed. */
bool h2_was_attacked(const struct h2 *h);

#endif
