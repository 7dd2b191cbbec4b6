/* One event loop: what its connections need of it. Everything belongs to the loop's thread but what
 * says otherwise. */
#ifndef LOA_WIRE_LOOP_H
#define LOA_WIRE_LOOP_H

#include "wire/address.h"
#include "wire/counters.h"
#include "wire/exchange.h"
#include "wire/peer.h"
#include "wire/tls.h"
#include "wire/wheel.h"

#include <stdatomic.h>

struct conn;

enum { LISTENERS_MAX = 8 }; /* of one server: plain, TLS, each on a few addresses */

struct listener {
    int fd;
    bool tls;
    bool proxied; /* trusted peers begin with the PROXY protocol */
    bool paused;  /* no descriptor was left to accept with */
};

struct loop {
    wire_handler *handler; /* this and the next seven: immutable while it runs */
    wire_too_long *too_long;
    void *ctx;
    size_t index;
    const struct peer_trusted *trusted;
    uint16_t redirect_port;     /* of https, where plain requests are sent; 0: they are served */
    struct str hsts;            /* Strict-Transport-Security of answers by TLS; "": none */
    struct wire_limits limits;  /* without zeros */
    atomic_size_t *connections; /* of the whole process; any thread, as addresses */
    struct address_table *addresses;
    struct counters counters; /* read by any thread */

    int epoll_fd;
    struct listener listeners[LISTENERS_MAX];
    size_t listeners_n;      /* 0 once draining */
    int reserve_fd;          /* given up to accept, and refuse, when descriptors run out (EMFILE) */
    struct mailbox *mailbox; /* any thread */
    struct tls_site *tls;    /* NULL: no TLS */
    _Atomic(struct tls_site *) tls_next; /* to take its place, from any thread; else NULL */
    struct wheel wheel;                  /* every connection is in it */
    struct exchange_pool pool;
    size_t conns_n;
    size_t streams_n;   /* of HTTP/2, that have an exchange */
    struct conn *spare; /* freed connections, kept for new ones */
    size_t spare_n;
    struct conn *ready; /* have more to do than one turn allowed */
    struct conn *dead;  /* closed, and freed once no event of this round can name them */

    int64_t now_ms; /* monotonic and wall time of this round */
    int64_t wall_ms;
    int64_t date_s; /* the second that date shows */
    struct arena date_arena;
    struct str date; /* for the Date field */

    bool draining;
    int64_t drain_deadline_ms;
};

static inline void loop_count(struct loop *loop, enum counter which, uint64_t n)
{
    counters_add(&loop->counters, which, n);
}

#endif
