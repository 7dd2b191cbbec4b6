#include "wire/conn.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "wire/status.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    TURNS_MAX = 32,   /* steps before the other connections have theirs: about eight requests */
    LINGER_MS = 2000, /* for a client to read why it was refused, before a reset destroys it */
    LINGER_MAX_BYTES = 1 << 20,
};

static const int64_t NEVER_MS = INT64_MAX / 2;

enum conn_state {
    CONN_HEAD,    /* reading a head, or idle between requests */
    CONN_BODY,    /* reading a body */
    CONN_WAITING, /* for a deferred response */
    CONN_WRITE,   /* sending */
    CONN_LINGER,  /* has said its last word; drops what still comes */
};

enum step { STEP_AGAIN, STEP_WAIT, STEP_CLOSE };

struct conn {
    struct wheel_node timer;
    struct loop *loop;
    struct exchange *ex; /* NULL while idle */
    struct conn *next;   /* in loop->ready or loop->dead */
    int fd;              /* -1 once closed */
    enum conn_state state;
    bool can_read; /* not known to block; edge-triggered events set it again */
    bool can_write;
    bool peer_shut; /* the end of input has been announced */
    bool is_ready;  /* in loop->ready */
    uint32_t lingered_bytes;
    struct in6_addr peer;
};

_Static_assert(offsetof(struct conn, timer) == 0, "a timer is its connection");

/* -- deciding -------------------------------------------------------------------------------- */

static bool is_idle(const struct conn *c)
{
    return c->state == CONN_HEAD && (!c->ex || exchange_bytes(c->ex).n == 0);
}

static struct conn *conn_of(struct wheel_node *timer)
{
    return (struct conn *)timer;
}

static void set_deadline(struct conn *c, int64_t after_ms)
{
    wheel_move(&c->loop->wheel, &c->timer, c->loop->now_ms + after_ms);
}

/* -- closing --------------------------------------------------------------------------------- */

static void conn_close(struct conn *c)
{
    struct loop *loop = c->loop;
    if (c->fd < 0)
        return;
    close(c->fd); /* also leaves the epoll set */
    c->fd = -1;
    wheel_remove(&c->timer);
    if (c->ex && c->state == CONN_WAITING)
        c->ex->conn = NULL; /* its answer will find nobody */
    else if (c->ex)
        exchange_give(&loop->pool, c->ex);
    c->ex = NULL;
    loop->conns_n--;
    atomic_fetch_sub(loop->connections, 1);
    if (!c->is_ready) {
        c->next = loop->dead;
        loop->dead = c;
    }
}

void conn_bury(struct loop *loop)
{
    while (loop->dead) {
        struct conn *c = loop->dead;
        loop->dead = c->next;
        mem_free(c);
    }
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

static enum step turn_away(struct conn *c)
{
    send_static(c->fd, STR("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n"));
    return STEP_CLOSE;
}

/* -- responding ------------------------------------------------------------------------------ */

static struct str date_now(struct loop *loop)
{
    if (loop->date_s != loop->wall_ms / 1000 || loop->date.n == 0) {
        loop->date_s = loop->wall_ms / 1000;
        arena_release(&loop->date_arena);
        loop->date = clock_http_date(&loop->date_arena, loop->wall_ms);
    }
    return loop->date;
}

/* Replaces what cannot be sent by the wire's own words for it. */
static void check_response(struct exchange *ex)
{
    bool valid = response_valid(&ex->response);
    if (!valid)
        log_write(LOG_LEVEL_ERROR, "wire", "a handler's response of status %d cannot be sent",
                  ex->response.status);
    if (valid && !arena_failed(&ex->arena))
        return;
    exchange_discard_response(ex);
    exchange_refuse(ex, valid ? 503 : 500);
}

/* Narrows a file to the range that was asked for. */
static void apply_range(struct exchange *ex, struct response_frame *frame, char *unsatisfied,
                        size_t unsatisfied_bytes)
{
    int64_t size = ex->response.file_size_bytes;
    switch (range_of(&ex->request, &ex->response, &frame->range)) {
    case RANGE_WHOLE: return;
    case RANGE_PART: frame->part = true; return;
    case RANGE_OUTSIDE: break;
    }
    int n = snprintf(unsatisfied, unsatisfied_bytes, "bytes */%lld", (long long)size);
    bool keep = !ex->response.close;
    exchange_discard_response(ex);
    exchange_refuse(ex, 416);
    ex->response.close = !keep;
    wire_header_add(&ex->response, STR("Content-Range"), (struct str){unsatisfied, (size_t)n});
}

/* Starts sending ex->response. */
static enum step respond(struct conn *c)
{
    struct exchange *ex = c->ex;
    struct response_frame frame = {.date = date_now(c->loop)};
    char unsatisfied[40]; /* "bytes *" "/" and an int64_t */
    c->state = CONN_WRITE;
    check_response(ex);
    apply_range(ex, &frame, unsatisfied, sizeof unsatisfied);
    struct wire_response *res = &ex->response;
    bool has_body = response_may_have_body(res->status) && ex->request.method != WIRE_HEAD;
    ex->keep = ex->frame.keep && !res->close && !c->loop->draining;
    frame.close = !ex->keep;
    frame.body_bytes = frame.part ? frame.range.n : response_body_bytes(res);
    buf_clear(&ex->out.head);
    response_head_write(&ex->out.head, res, &frame);
    if (buf_failed(&ex->out.head)) {
        exchange_discard_response(ex);
        return turn_away(c);
    }
    outgoing_take(&ex->out, res, has_body, &frame);
    set_deadline(c, c->loop->limits.write_timeout_ms);
    return STEP_AGAIN;
}

/* Answers what the wire will not take; the client may still be sending it. */
static enum step refuse(struct conn *c, int status)
{
    c->ex->frame.keep = false;
    c->ex->linger = true;
    exchange_refuse(c->ex, status);
    return respond(c);
}

static enum step handle(struct conn *c)
{
    struct exchange *ex = c->ex;
    struct loop *loop = c->loop;
    int status = exchange_build_request(ex, loop->wall_ms);
    if (status)
        return refuse(c, status);
    peer_describe(loop->trusted, &c->peer, ex->remote, &ex->request);
    wire_response_init(&ex->response, 500);
    ex->conn = c;
    /* before the handler runs: once it has deferred, another thread may have the exchange */
    c->state = CONN_WAITING;
    wheel_move(&loop->wheel, &c->timer, NEVER_MS);
    switch (loop->handler(loop->ctx, loop->index, &ex->request, &ex->response)) {
    case WIRE_ANSWERED: ASSERT(!ex->is_deferred); return respond(c);
    case WIRE_DEFERRED: ASSERT(ex->is_deferred); return STEP_WAIT;
    }
    ASSERT(false); /* the handler answers with one of the two */
    return STEP_CLOSE;
}

/* -- reading --------------------------------------------------------------------------------- */

/* STEP_AGAIN when something came, STEP_WAIT when nothing is there yet. */
static enum step receive(struct conn *c)
{
    struct exchange *ex = c->ex;
    size_t room = 0;
    if (!c->can_read)
        return STEP_WAIT;
    if (!exchange_make_room(ex, &room))
        return turn_away(c);
    ssize_t n = recv(c->fd, ex->in + ex->in_n, room, 0);
    if (n < 0 && errno == EINTR)
        return STEP_AGAIN;
    if (n < 0 && errno == EAGAIN) {
        c->can_read = false;
        return STEP_WAIT;
    }
    if (n <= 0)
        return STEP_CLOSE;
    ex->in_n += (size_t)n;
    /* a short read has emptied the socket (epoll(7)), unless the end of input follows */
    if ((size_t)n < room && !c->peer_shut)
        c->can_read = false;
    return STEP_AGAIN;
}

/* Tells a client that waits for it to send its body (RFC 9110 §10.1.1). */
static bool send_continue(struct conn *c)
{
    struct str text = STR("HTTP/1.1 100 Continue\r\n\r\n");
    return send(c->fd, text.p, text.n, MSG_NOSIGNAL) == (ssize_t)text.n;
}

static enum step begin_body(struct conn *c)
{
    struct exchange *ex = c->ex;
    if (!ex->frame.chunked && ex->frame.body_bytes == 0)
        return handle(c);
    bool none_yet = exchange_bytes(ex).n == ex->head.line_at;
    if (ex->frame.expects_continue && none_yet && !send_continue(c))
        return STEP_CLOSE;
    chunk_init(&ex->chunk);
    c->state = CONN_BODY;
    set_deadline(c, c->loop->limits.body_timeout_ms);
    return STEP_AGAIN;
}

/* Nothing to read now. An idle connection gives its memory back. */
static enum step rest(struct conn *c)
{
    if (!is_idle(c))
        return STEP_WAIT;
    if (c->ex)
        exchange_give(&c->loop->pool, c->ex);
    c->ex = NULL;
    return c->loop->draining ? STEP_CLOSE : STEP_WAIT;
}

static enum step step_head(struct conn *c)
{
    struct loop *loop = c->loop;
    if (!c->ex && c->can_read)
        c->ex = exchange_take(&loop->pool, loop->mailbox);
    if (!c->ex)
        return c->can_read ? turn_away(c) : rest(c);
    struct exchange *ex = c->ex;
    switch (http_head_feed(&ex->head, exchange_bytes(ex))) {
    case HTTP_MORE: break;
    case HTTP_REFUSED:
        ex->request.method = WIRE_OTHER; /* of the request before */
        return refuse(c, ex->head.status);
    case HTTP_DONE: {
        int status = http_frame_read(&ex->head, exchange_bytes(ex), &ex->frame);
        ex->request.method = WIRE_OTHER;
        return status ? refuse(c, status) : begin_body(c);
    }
    }
    bool first = exchange_bytes(ex).n == 0;
    enum step step = receive(c);
    if (step == STEP_AGAIN && first && exchange_bytes(ex).n)
        set_deadline(c, loop->limits.header_timeout_ms);
    return step == STEP_WAIT ? rest(c) : step;
}

/* Takes what has come of the body. HTTP_REFUSED: *status says why. */
static enum http_state take_body(struct exchange *ex, int *status)
{
    struct str bytes = str_from(exchange_bytes(ex), ex->head.line_at);
    size_t used = 0;
    enum http_state state = HTTP_MORE;
    if (ex->frame.chunked) {
        state = chunk_feed(&ex->chunk, bytes, &ex->body, &used);
        *status = ex->chunk.status;
    } else {
        struct str part = str_first(bytes, ex->frame.body_bytes - ex->body.n);
        buf_add(&ex->body, part);
        used = part.n;
        *status = 503;
        if (buf_failed(&ex->body))
            return HTTP_REFUSED;
        if (ex->body.n == ex->frame.body_bytes)
            state = HTTP_DONE;
    }
    exchange_drop_body_bytes(ex, used);
    return state;
}

static enum step step_body(struct conn *c)
{
    int status = 0;
    switch (take_body(c->ex, &status)) {
    case HTTP_MORE: break;
    case HTTP_DONE: return handle(c);
    case HTTP_REFUSED: return refuse(c, status);
    }
    return receive(c);
}

/* -- writing --------------------------------------------------------------------------------- */

static enum step after_response(struct conn *c)
{
    struct exchange *ex = c->ex;
    bool keep = ex->keep;
    bool linger = ex->linger || (!keep && exchange_bytes(ex).n > ex->head.line_at);
    exchange_next(ex);
    if (keep) {
        c->state = CONN_HEAD;
        set_deadline(c, exchange_bytes(ex).n ? c->loop->limits.header_timeout_ms
                                             : c->loop->limits.idle_timeout_ms);
        return STEP_AGAIN;
    }
    if (!linger || shutdown(c->fd, SHUT_WR) != 0)
        return STEP_CLOSE;
    c->state = CONN_LINGER;
    c->can_read = true;
    exchange_give(&c->loop->pool, ex);
    c->ex = NULL;
    set_deadline(c, LINGER_MS);
    return STEP_AGAIN;
}

static enum step step_write(struct conn *c)
{
    size_t sent = 0;
    if (!c->can_write)
        return STEP_WAIT;
    enum outgoing_state state = outgoing_send(&c->ex->out, c->fd, &sent);
    if (sent)
        set_deadline(c, c->loop->limits.write_timeout_ms);
    switch (state) {
    case OUTGOING_SENT: return after_response(c);
    case OUTGOING_MORE: return STEP_AGAIN;
    case OUTGOING_BLOCKED: c->can_write = false; return STEP_WAIT;
    case OUTGOING_BROKEN: return STEP_CLOSE;
    }
    return STEP_CLOSE;
}

static enum step step_linger(struct conn *c)
{
    char dropped[16 << 10];
    if (!c->can_read)
        return STEP_WAIT;
    ssize_t n = recv(c->fd, dropped, sizeof dropped, 0);
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

/* -- running --------------------------------------------------------------------------------- */

static enum step conn_step(struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD: return step_head(c);
    case CONN_BODY: return step_body(c);
    case CONN_WAITING: return STEP_WAIT;
    case CONN_WRITE: return step_write(c);
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
        if (c->fd >= 0) {
            conn_run(c);
            continue;
        }
        c->next = loop->dead; /* closed while it was in the list */
        loop->dead = c;
    }
}

void conn_accept(struct loop *loop, int fd, const struct sockaddr_storage *peer)
{
    struct conn *c = mem_alloc(sizeof *c);
    if (!c) {
        conn_turn_away(fd);
        atomic_fetch_sub(loop->connections, 1);
        return;
    }
    *c = (struct conn){.loop = loop, .fd = fd, .can_read = true, .can_write = true};
    c->peer = peer_of(peer);
    wheel_add(&loop->wheel, &c->timer, loop->now_ms + loop->limits.header_timeout_ms);
    loop->conns_n++;
    /* the request has often come along with the connection, and often it is the only one */
    conn_run(c);
    if (c->fd < 0)
        return;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        conn_close(c);
}

void conn_event(struct conn *c, uint32_t events)
{
    if (c->fd < 0)
        return;
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        c->can_read = true;
    if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        c->can_write = true;
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        c->peer_shut = true;
    /* a half-closed client still reads; one that is gone altogether does not */
    if (c->state == CONN_WAITING && (events & (EPOLLHUP | EPOLLERR)))
        conn_close(c);
    else if (!c->is_ready)
        conn_run(c);
}

void conn_answer_deferred(struct loop *loop, struct exchange *ex)
{
    struct conn *c = ex->conn;
    if (!c) {
        exchange_discard_response(ex);
        exchange_give(&loop->pool, ex);
        return;
    }
    if (respond(c) == STEP_CLOSE)
        conn_close(c);
    else
        conn_run(c);
}

static void conn_time_out(struct conn *c)
{
    bool speaks = (c->state == CONN_HEAD || c->state == CONN_BODY) && !is_idle(c);
    wheel_add(&c->loop->wheel, &c->timer, NEVER_MS);
    if (!speaks) {
        conn_close(c);
        return;
    }
    c->ex->request.method = WIRE_OTHER;
    if (refuse(c, 408) == STEP_CLOSE)
        conn_close(c);
    else
        conn_run(c);
}

void conn_expire(struct loop *loop)
{
    struct wheel_node *timer = NULL;
    while ((timer = wheel_expire(&loop->wheel, loop->now_ms)))
        conn_time_out(conn_of(timer));
}

static void drain_one(void *ctx, struct wheel_node *timer)
{
    (void)ctx;
    if (is_idle(conn_of(timer)))
        conn_close(conn_of(timer));
}

void conn_drain_all(struct loop *loop)
{
    wheel_each(&loop->wheel, drain_one, NULL);
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
