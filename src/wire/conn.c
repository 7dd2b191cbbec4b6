#include "wire/conn_internal.h"

#include "base/mem.h"
#include "wire/proxy_header.h"
#include "wire/status.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    TURNS_MAX = 32,   /* steps before the other connections have theirs: about eight requests */
    SPARE_MAX = 256,  /* connections of one loop kept for new ones: 50 KB */
    LINGER_MS = 2000, /* for a client to read why it was refused, before a reset destroys it */
    LINGER_MAX_BYTES = 1 << 20,
};

_Static_assert(offsetof(struct conn, timer) == 0, "a timer is its connection");

/* -- deciding -------------------------------------------------------------------------------- */

bool conn_is_idle(const struct conn *c)
{
    return c->state == CONN_HEAD && (!c->ex || exchange_bytes(c->ex).n == 0);
}

static struct conn *conn_of(struct wheel_node *timer)
{
    return (struct conn *)timer;
}

void conn_set_deadline(struct conn *c, int64_t after_ms)
{
    wheel_move(&c->loop->wheel, &c->timer, c->loop->now_ms + after_ms);
}

static void set_pace_deadline(struct conn *c, int64_t pause_ms)
{
    wheel_move(
        &c->loop->wheel, &c->timer,
        pace_deadline_ms(c->pace, c->loop->now_ms, pause_ms, c->loop->limits.rate_min_bytes_s));
}

void conn_pace_begin(struct conn *c, int64_t pause_ms)
{
    c->pace = (struct pace){.started_ms = c->loop->now_ms};
    set_pace_deadline(c, pause_ms);
}

void conn_pace(struct conn *c, size_t moved, int64_t pause_ms)
{
    c->pace.moved_bytes += (int64_t)moved;
    set_pace_deadline(c, pause_ms);
}

/* Of a client that may have one more connection; *slot is to be left when it ends. */
static bool address_has_room(struct loop *loop, const struct in6_addr *peer, int *slot)
{
    size_t max = loop->limits.connections_per_address_max;
    *slot = ADDRESS_NONE;
    if (peer_is_trusted(loop->trusted, peer))
        return true;
    if (max == 0) { /* none was set */
        if (address_is_loopback(peer))
            return true;
        max = WIRE_CONNECTIONS_PER_ADDRESS_MAX;
    }
    *slot = address_enter(loop->addresses, peer, max);
    return *slot != ADDRESS_NONE;
}

/* -- closing --------------------------------------------------------------------------------- */

void conn_close(struct conn *c)
{
    struct loop *loop = c->loop;
    if (c->channel.fd < 0)
        return;
    channel_close(&c->channel);
    wheel_remove(&c->timer);
    if (c->ex && c->state == CONN_WAITING)
        c->ex->conn = NULL; /* its answer will find nobody */
    else if (c->ex)
        exchange_give(&loop->pool, c->ex);
    c->ex = NULL;
    if (c->h2)
        conn_h2_end(c);
    loop->conns_n--;
    address_leave(loop->addresses, c->address_slot);
    atomic_fetch_sub(loop->connections, 1);
    if (!c->is_ready) {
        c->next = loop->dead;
        loop->dead = c;
    }
}

static void put_spare(struct loop *loop, struct conn *c)
{
    if (loop->spare_n < SPARE_MAX) {
        c->next = loop->spare;
        loop->spare = c;
        loop->spare_n++;
    } else {
        mem_free(c);
    }
}

void conn_bury(struct loop *loop)
{
    while (loop->dead) {
        struct conn *c = loop->dead;
        loop->dead = c->next;
        put_spare(loop, c);
    }
}

void conn_free_spare(struct loop *loop)
{
    while (loop->spare) {
        struct conn *c = loop->spare;
        loop->spare = c->next;
        mem_free(c);
    }
    loop->spare_n = 0;
}

static void send_static(int fd, struct str text)
{
    /* the best that can be done for somebody who is sent away */
    ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)n;
}

void conn_turn_away(int fd)
{
    static const struct str HEAD = STR_INIT("HTTP/1.1 503 Service Unavailable\r\n"
                                            "Content-Type: text/plain; charset=utf-8\r\n"
                                            "X-Content-Type-Options: nosniff\r\n"
                                            "Retry-After: 5\r\n"
                                            "Connection: close\r\n\r\n");
    char dropped[4096];
    send_static(fd, HEAD);
    send_static(fd, status_body(503));
    shutdown(fd, SHUT_WR);
    /* unread input would turn the close into a reset, and the 503 might be lost */
    ssize_t n = recv(fd, dropped, sizeof dropped, MSG_DONTWAIT);
    (void)n;
    close(fd);
}

enum step conn_turn_away_now(struct conn *c)
{
    struct str text = STR("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    ssize_t n = channel_send(&c->channel, text.p, text.n, false);
    (void)n; /* as in send_static */
    return STEP_CLOSE;
}

enum step conn_linger(struct conn *c)
{
    if (!channel_shut(&c->channel))
        return STEP_CLOSE;
    c->state = CONN_LINGER;
    c->can_read = true;
    if (c->h2)
        conn_h2_end(c);
    if (c->ex)
        exchange_give(&c->loop->pool, c->ex);
    c->ex = NULL;
    conn_set_deadline(c, LINGER_MS);
    return STEP_AGAIN;
}

static enum step step_linger(struct conn *c)
{
    char dropped[16 << 10];
    if (!c->can_read)
        return STEP_WAIT;
    ssize_t n = recv(c->channel.fd, dropped, sizeof dropped, 0);
    if (n < 0 && errno == EINTR)
        return STEP_AGAIN;
    if (n < 0 && errno == EAGAIN) {
        c->can_read = false;
        return STEP_WAIT;
    }
    if (n <= 0)
        return STEP_CLOSE;
    c->lingered_bytes += (uint32_t)n;
    return c->lingered_bytes > LINGER_MAX_BYTES ? STEP_CLOSE : STEP_AGAIN;
}

/* -- beginning ------------------------------------------------------------------------------- */

/* Who the client is, in the proxy's words. They are looked at before they are taken, so that the bytes
 * after them stay where TLS reads them. */
static enum step step_proxied(struct conn *c)
{
    char bytes[PROXY_HEADER_MAX_BYTES];
    struct proxy_header header;
    ssize_t n = recv(c->channel.fd, bytes, sizeof bytes, MSG_PEEK);
    if (n < 0 && errno == EINTR)
        return STEP_AGAIN;
    if (n <= 0 && (n == 0 || errno != EAGAIN))
        return STEP_CLOSE;
    enum proxy_state state =
        n < 0 ? PROXY_MORE : proxy_header_read((struct str){bytes, (size_t)n}, &header);
    switch (state) {
    case PROXY_MORE: c->can_read = false; return STEP_WAIT;
    case PROXY_REFUSED: return STEP_CLOSE;
    case PROXY_DONE: break;
    }
    if (recv(c->channel.fd, bytes, header.n, 0) != (ssize_t)header.n)
        return STEP_CLOSE;
    c->state = c->channel.tls ? CONN_GREETING : CONN_HEAD;
    if (!header.named)
        return STEP_AGAIN;
    c->peer = header.client;
    c->secure |= header.secure;
    if (address_has_room(c->loop, &c->peer, &c->address_slot))
        return STEP_AGAIN;
    loop_count(c->loop, COUNTER_connections_refused, 1);
    return c->channel.tls ? STEP_CLOSE : conn_turn_away_now(c);
}

static enum step step_greeting(struct conn *c)
{
    switch (tls_handshake(c->channel.tls)) {
    case TLS_DONE: break;
    case TLS_BLOCKED: c->can_read = c->can_write = false; return STEP_WAIT;
    case TLS_PLAIN_HTTP:
        send_static(c->channel.fd, STR("HTTP/1.1 400 Bad Request\r\n"
                                       "Content-Type: text/plain; charset=utf-8\r\n"
                                       "Connection: close\r\n\r\n"
                                       "400 Cổng này chỉ nhận https://\n"));
        loop_count(c->loop, COUNTER_tls_failures, 1);
        return STEP_CLOSE;
    case TLS_FAILED: loop_count(c->loop, COUNTER_tls_failures, 1); return STEP_CLOSE;
    }
    loop_count(c->loop, COUNTER_tls_handshakes, 1);
    if (tls_was_resumed(c->channel.tls))
        loop_count(c->loop, COUNTER_tls_resumed, 1);
    c->state = CONN_HEAD;
    c->can_read = c->can_write = true;
    conn_set_deadline(c, c->loop->limits.header_timeout_ms);
    return tls_chose_h2(c->channel.tls) ? conn_h2_begin(c, STR("")) : STEP_AGAIN;
}

/* -- running --------------------------------------------------------------------------------- */

static enum step conn_step(struct conn *c)
{
    switch (c->state) {
    case CONN_PROXIED: return step_proxied(c);
    case CONN_GREETING: return step_greeting(c);
    case CONN_HEAD: return conn_http_head(c);
    case CONN_BODY: return conn_http_body(c);
    case CONN_WAITING: return STEP_WAIT;
    case CONN_WRITE: return conn_http_write(c);
    case CONN_H2: return conn_h2_step(c);
    case CONN_LINGER: return step_linger(c);
    }
    return STEP_CLOSE;
}

static void conn_run(struct conn *c)
{
    enum step step = STEP_AGAIN;
    for (int turn = 0; turn < TURNS_MAX && step == STEP_AGAIN; turn++)
        step = conn_step(c);
    if (step == STEP_CLOSE) {
        conn_close(c);
    } else if (step == STEP_AGAIN && !c->is_ready) {
        c->is_ready = true;
        c->next = c->loop->ready;
        c->loop->ready = c;
    }
}

void conn_run_ready(struct loop *loop)
{
    struct conn *ready = loop->ready;
    loop->ready = NULL;
    while (ready) {
        struct conn *c = ready;
        ready = c->next;
        c->is_ready = false;
        if (c->channel.fd >= 0) {
            conn_run(c);
            continue;
        }
        c->next = loop->dead; /* closed while it was in the list */
        loop->dead = c;
    }
}

static struct conn *take_spare(struct loop *loop)
{
    struct conn *c = loop->spare;
    if (!c)
        return mem_alloc(sizeof *c);
    loop->spare = c->next;
    loop->spare_n--;
    return c;
}

/* The certificates of now. */
static struct tls_site *tls_now(struct loop *loop)
{
    if (atomic_load_explicit(&loop->tls_next, memory_order_relaxed)) {
        tls_site_unref(loop->tls);
        loop->tls = atomic_exchange(&loop->tls_next, NULL);
    }
    return loop->tls;
}

static enum conn_state first_state(const struct loop *loop, const struct listener *l,
                                   const struct in6_addr *peer)
{
    if (l->proxied && peer_is_trusted(loop->trusted, peer))
        return CONN_PROXIED;
    return l->tls ? CONN_GREETING : CONN_HEAD;
}

/* False when there is no room or no memory for it. */
static bool conn_new(struct loop *loop, const struct listener *l, int fd, struct in6_addr peer,
                     struct conn **out)
{
    int slot = ADDRESS_NONE;
    if (!address_has_room(loop, &peer, &slot))
        return false;
    struct conn *c = take_spare(loop);
    struct tls *tls = c && l->tls ? tls_new(tls_now(loop), fd) : NULL;
    if (!c || (l->tls && !tls)) {
        address_leave(loop->addresses, slot);
        if (c)
            put_spare(loop, c);
        return false;
    }
    *c = (struct conn){.loop = loop,
                       .channel = {.fd = fd, .tls = tls},
                       .state = first_state(loop, l, &peer),
                       .secure = tls != NULL,
                       .can_read = true,
                       .can_write = true,
                       .address_slot = slot,
                       .peer = peer};
    *out = c;
    return true;
}

bool conn_accept(struct loop *loop, const struct listener *l, int fd,
                 const struct sockaddr_storage *peer)
{
    struct conn *c = NULL;
    if (!conn_new(loop, l, fd, peer_of(peer), &c))
        return false;
    loop_count(loop, COUNTER_connections, 1);
    wheel_add(&loop->wheel, &c->timer, loop->now_ms + loop->limits.header_timeout_ms);
    loop->conns_n++;
    /* the request has often come along with the connection, and often it is the only one */
    conn_run(c);
    if (c->channel.fd < 0)
        return true;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        conn_close(c);
    return true;
}

void conn_event(struct conn *c, uint32_t events)
{
    if (c->channel.fd < 0)
        return;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        c->can_read = true;
    if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        c->can_write = true;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        c->peer_shut = true;
    if (c->channel.tls) /* to read it may have to write, and the other way round */
        c->can_read = c->can_write = true;
    /* a half-closed client still reads; one that is gone altogether does not */
    if (c->state == CONN_WAITING && (events & (EPOLLHUP | EPOLLERR)))
        conn_close(c);
    else if (!c->is_ready)
        conn_run(c);
}

static void run_on(struct conn *c, enum step step)
{
    if (step == STEP_CLOSE)
        conn_close(c);
    else if (!c->is_ready)
        conn_run(c);
}

void conn_answer_deferred(struct loop *loop, struct exchange *ex)
{
    struct conn *c = ex->conn;
    bool stream = ex->of_stream;
    if (c && stream) {
        conn_h2_answer(c, ex);
        run_on(c, STEP_AGAIN);
        return;
    }
    if (c) {
        run_on(c, conn_http_respond(c));
        return;
    }
    exchange_discard_response(ex);
    exchange_give(&loop->pool, ex);
    loop->streams_n -= stream;
}

static void conn_time_out(struct conn *c)
{
    bool speaks = (c->state == CONN_HEAD || c->state == CONN_BODY) && !conn_is_idle(c);
    wheel_add(&c->loop->wheel, &c->timer, WHEEL_NEVER_MS);
    if (speaks || c->state == CONN_WRITE)
        loop_count(c->loop, COUNTER_timeouts, 1);
    if (speaks)
        run_on(c, conn_http_refuse(c, 408));
    else if (c->state == CONN_H2)
        run_on(c, conn_h2_time_out(c));
    else if (c->loop->draining && conn_is_idle(c))
        run_on(c, conn_linger(c)); /* its next request may come this moment: no reset */
    else
        conn_close(c);
}

void conn_expire(struct loop *loop)
{
    struct wheel_node *timer = NULL;
    while ((timer = wheel_expire(&loop->wheel, loop->now_ms)))
        conn_time_out(conn_of(timer));
}

static void drain_one(void *ctx, struct wheel_node *timer)
{
    const struct loop *loop = ctx;
    struct conn *c = conn_of(timer);
    if (c->state == CONN_H2) {
        conn_h2_drain(c);
        run_on(c, STEP_AGAIN);
        return;
    }
    if (conn_is_idle(c) && timer->deadline_ms > loop->now_ms + loop->limits.drain_idle_ms)
        conn_set_deadline(c, loop->limits.drain_idle_ms);
}

void conn_drain_all(struct loop *loop)
{
    wheel_each(&loop->wheel, drain_one, loop);
}

static void close_one(void *ctx, struct wheel_node *timer)
{
    (void)ctx;
    conn_close(conn_of(timer));
}

void conn_close_all(struct loop *loop)
{
    wheel_each(&loop->wheel, close_one, NULL);
}
