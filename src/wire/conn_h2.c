/* HTTP/2 on one connection: the session's bytes from and to the socket, its requests to the handler. */
#include "wire/conn_internal.h"

#include "wire/answer.h"
#include "wire/h2.h"

#include <errno.h>

enum {
    STREAMS_LOOP_MAX = 10000, /* of one loop's connections together: about 100 MB; REFUSED_STREAM */
    CHECK_MS = 1000,          /* how often streams that take too long are looked for, at least */
};

/* -- what the session needs ------------------------------------------------------------------ */

static struct exchange *take(void *ctx)
{
    struct conn *c = ctx;
    if (c->loop->streams_n >= STREAMS_LOOP_MAX)
        return NULL;
    struct exchange *ex = exchange_take(&c->loop->pool, c->loop->mailbox);
    if (ex) {
        ex->of_stream = true;
        c->loop->streams_n++;
    }
    return ex;
}

static void give(void *ctx, struct exchange *ex)
{
    struct conn *c = ctx;
    exchange_give(&c->loop->pool, ex);
    c->loop->streams_n--;
}

static void respond(struct conn *c, struct exchange *ex)
{
    struct answer answer;
    answer_prepare(c->loop, ex, &answer);
    h2_respond(c->h2, ex, &answer);
}

static void request(void *ctx, struct exchange *ex)
{
    struct conn *c = ctx;
    ex->conn = c;
    ex->stream.waits =
        true; /* before the handler runs: once deferred, another thread may have it */
    switch (answer_ask(c->loop, ex, &c->peer, c->secure)) {
    case WIRE_ANSWERED:
        ASSERT(!ex->is_deferred);
        ex->stream.waits = false;
        respond(c, ex);
        return;
    case WIRE_DEFERRED: ASSERT(ex->is_deferred); return;
    }
    ASSERT(false); /* the handler answers with one of the two */
}

static void refused(void *ctx, struct exchange *ex)
{
    struct conn *c = ctx;
    ex->request.secure = c->secure;
    loop_count(c->loop, COUNTER_requests_refused, 1);
    respond(c, ex);
}

/* -- deadlines ------------------------------------------------------------------------------- */

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Streams have deadlines of their own; the connection's timer looks at them now and then. */
static int64_t check_after_ms(const struct conn *c)
{
    const struct wire_limits *l = &c->loop->limits;
    int64_t least = smaller(smaller(l->header_timeout_ms, l->body_timeout_ms), l->write_timeout_ms);
    return smaller(least / 2 + 1, CHECK_MS);
}

static void set_timer(struct conn *c)
{
    int64_t after_ms = c->loop->limits.idle_timeout_ms;
    if (h2_streams(c->h2) || c->left.n)
        after_ms = check_after_ms(c);
    if (h2_is_ending(c->h2) || c->loop->draining)
        after_ms = smaller(after_ms, c->loop->limits.drain_idle_ms);
    conn_set_deadline(c, after_ms);
}

enum step conn_h2_time_out(struct conn *c)
{
    struct loop *loop = c->loop;
    /* what was encrypted and not taken stands in front of everything */
    if (c->left.n && loop->now_ms - c->pace.started_ms >= loop->limits.write_timeout_ms) {
        loop_count(loop, COUNTER_timeouts, 1);
        return STEP_CLOSE;
    }
    bool idle = h2_streams(c->h2) == 0 && c->left.n == 0;
    loop_count(loop, COUNTER_timeouts, h2_expire(c->h2, loop->now_ms));
    if (idle || h2_is_ending(c->h2))
        h2_drain(c->h2);
    set_timer(c);
    return STEP_AGAIN;
}

/* -- bytes ----------------------------------------------------------------------------------- */

/* Sends bytes, and keeps what the socket does not take. STEP_AGAIN: all has gone. */
static enum step send_or_keep(struct conn *c, struct str bytes)
{
    while (bytes.n) {
        struct str record = str_first(bytes, CHANNEL_RECORD_BYTES);
        ssize_t n = channel_send(&c->channel, record.p, record.n, record.n < bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN)
            return STEP_CLOSE;
        if (n < 0)
            break;
        loop_count(c->loop, COUNTER_sent_bytes, (uint64_t)n);
        bytes = str_from(bytes, (size_t)n);
        c->pace.started_ms = c->loop->now_ms;
    }
    if (bytes.n == 0)
        return STEP_AGAIN;
    c->can_write = false;
    buf_add(&c->left, bytes);
    return buf_failed(&c->left) ? STEP_CLOSE : STEP_WAIT;
}

static enum step send_left(struct conn *c)
{
    struct buf left = c->left;
    buf_init(&c->left, NULL);
    enum step step = send_or_keep(c, buf_view(&left));
    buf_release(&left);
    return step;
}

/* STEP_AGAIN: there may be more to send. */
static enum step flush(struct conn *c)
{
    char out[H2_OUT_BYTES];
    if (!c->can_write)
        return STEP_WAIT;
    if (c->left.n)
        return send_left(c);
    size_t n = h2_send(c->h2, out, c->loop->now_ms);
    return n ? send_or_keep(c, (struct str){out, n}) : STEP_WAIT;
}

static enum step receive(struct conn *c)
{
    char in[CHANNEL_RECORD_BYTES];
    if (!c->can_read)
        return STEP_WAIT;
    ssize_t n = channel_receive(&c->channel, in, sizeof in);
    if (n < 0 && errno == EINTR)
        return STEP_AGAIN;
    if (n < 0 && errno == EAGAIN) {
        c->can_read = false;
        return STEP_WAIT;
    }
    if (n < 0)
        return STEP_CLOSE;
    if (n == 0) { /* it may still want its answers */
        c->can_read = false;
        c->input_over = true;
        return STEP_WAIT;
    }
    h2_receive(c->h2, (struct str){in, (size_t)n}, c->loop->now_ms, c->loop->wall_ms);
    set_timer(c);
    return STEP_AGAIN;
}

/* Reads also while the client does not take what it is sent: it may want to cancel it. What that can
 * make the session hold is bounded by its limits. */
enum step conn_h2_step(struct conn *c)
{
    enum step sent = flush(c);
    if (sent == STEP_CLOSE)
        return STEP_CLOSE;
    if (sent == STEP_WAIT && c->left.n == 0 && h2_is_over(c->h2)) {
        loop_count(c->loop, COUNTER_h2_attacks, h2_was_attacked(c->h2));
        return conn_linger(c);
    }
    enum step got = receive(c);
    /* no window will be opened any more: what has not gone by now never will */
    bool done = c->input_over && sent == STEP_WAIT && c->left.n == 0;
    if (got == STEP_CLOSE || (done && !h2_awaits_answer(c->h2)))
        return STEP_CLOSE;
    return sent == STEP_AGAIN || got == STEP_AGAIN ? STEP_AGAIN : STEP_WAIT;
}

void conn_h2_answer(struct conn *c, struct exchange *ex)
{
    ex->is_deferred = false;
    respond(c, ex);
}

void conn_h2_drain(struct conn *c)
{
    if (!h2_is_ending(c->h2)) /* it may be called twice */
        h2_drain(c->h2);
    set_timer(c);
}

enum step conn_h2_begin(struct conn *c, struct str come)
{
    c->h2_host = (struct h2_host){c, take, give, request, refused};
    c->h2 = h2_new(&c->h2_host, &c->loop->limits, c->loop->now_ms);
    if (!c->h2)
        return STEP_CLOSE;
    loop_count(c->loop, COUNTER_h2_connections, 1);
    c->state = CONN_H2;
    buf_init(&c->left, NULL);
    c->pace.started_ms = c->loop->now_ms;
    h2_receive(c->h2, come, c->loop->now_ms, c->loop->wall_ms);
    if (c->loop->draining)
        h2_drain(c->h2);
    set_timer(c);
    return STEP_AGAIN;
}

void conn_h2_end(struct conn *c)
{
    h2_free(c->h2);
    c->h2 = NULL;
    buf_release(&c->left);
}
