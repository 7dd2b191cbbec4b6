/* HTTP/1.1 on one connection: reads requests, has them handled, and sends the responses, one at a
 * time and in order. */
#include "wire/answer.h"
#include "wire/conn_internal.h"

#include <errno.h>
#include <sys/socket.h>

/* -- responding ------------------------------------------------------------------------------ */

/* What the handler has written beforehand is what response_head_write would write now. */
static bool head_is_ready(const struct conn *c, const struct answer *answer)
{
    const struct wire_response *res = &c->ex->response;
    return res->head_bytes && res->same_fd >= 0 && answer->has_body &&
           answer->frame.close == c->ex->request.last && answer->frame.hsts.n == 0;
}

enum step conn_http_respond(struct conn *c)
{
    struct exchange *ex = c->ex;
    struct answer answer;
    c->state = CONN_WRITE;
    answer_prepare(c->loop, ex, &answer);
    ex->keep = ex->frame.keep && !ex->response.close && !c->loop->draining;
    ex->linger |= c->loop->draining; /* its next request may be on its way */
    answer.frame.close = !ex->keep;
    if (c->channel.tls)
        ex->response.same_fd = -1; /* is encrypted from the segments */
    buf_clear(&ex->out.head);
    if (head_is_ready(c, &answer))
        answer.frame.ready_bytes = ex->response.head_bytes;
    else
        response_head_write(&ex->out.head, &ex->response, &answer.frame);
    if (buf_failed(&ex->out.head)) {
        exchange_discard_response(ex);
        return conn_turn_away_now(c);
    }
    outgoing_take(&ex->out, &ex->response, answer.has_body, &answer.frame);
    conn_pace_begin(c, c->loop->limits.write_timeout_ms);
    return STEP_AGAIN;
}

static void answer_too_long(struct conn *c, int status)
{
    struct exchange *ex = c->ex;
    ex->request = (struct wire_request){
        .method = WIRE_GET,
        .method_word = STR("GET"),
        .path = STR("/"),
        .query = STR(""),
        .target = STR("/"),
        .body = STR(""),
        .remote = STR(""),
        .arena = &ex->arena,
        .now_ms = c->loop->wall_ms,
    };
    wire_response_init(&ex->response, status);
    c->loop->too_long(c->loop->ctx, c->loop->index, status, &ex->request, &ex->response);
    ex->response.close = true;
}

enum step conn_http_refuse(struct conn *c, int status)
{
    loop_count(c->loop, COUNTER_requests_refused, 1);
    c->ex->request.method = WIRE_OTHER; /* it may still be that of the request before, as this: */
    c->ex->request.secure = c->secure;
    c->ex->frame.keep = false;
    c->ex->linger = true;
    exchange_refuse(c->ex, status);
    if (status == 414 && c->loop->too_long)
        answer_too_long(c, status);
    return conn_http_respond(c);
}

static enum step handle(struct conn *c)
{
    struct exchange *ex = c->ex;
    struct loop *loop = c->loop;
    int status = exchange_build_request(ex, loop->wall_ms);
    if (status)
        return conn_http_refuse(c, status);
    ex->conn = c;
    /* before the handler runs: once it has deferred, another thread may have the exchange */
    c->state = CONN_WAITING;
    conn_set_deadline(c, WHEEL_NEVER_MS);
    switch (answer_ask(loop, ex, &c->peer, c->secure)) {
    case WIRE_ANSWERED: ASSERT(!ex->is_deferred); return conn_http_respond(c);
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
        return conn_turn_away_now(c);
    ssize_t n = channel_receive(&c->channel, ex->in + ex->in_n, room);
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
    if ((size_t)n < room && !c->peer_shut && !c->channel.tls)
        c->can_read = false;
    return STEP_AGAIN;
}

/* Tells a client that waits for it to send its body (RFC 9110 §10.1.1). */
static bool send_continue(struct conn *c)
{
    struct str text = STR("HTTP/1.1 100 Continue\r\n\r\n");
    return channel_send(&c->channel, text.p, text.n, false) == (ssize_t)text.n;
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
    conn_pace_begin(c, c->loop->limits.body_timeout_ms);
    return STEP_AGAIN;
}

/* Nothing to read now. An idle connection gives its memory back. */
static enum step rest(struct conn *c)
{
    if (!conn_is_idle(c))
        return STEP_WAIT;
    if (c->ex)
        exchange_give(&c->loop->pool, c->ex);
    c->ex = NULL;
    return STEP_WAIT;
}

enum preface { PREFACE_NONE, PREFACE_PART, PREFACE_WHOLE };

/* HTTP/2 without TLS, from a client that knows (RFC 9113 §3.3, §3.4). */
static enum preface preface_seen(const struct conn *c, struct str bytes)
{
    struct str preface = STR("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    if (c->had_request || bytes.n == 0)
        return PREFACE_NONE;
    if (bytes.n < preface.n)
        return str_starts(preface, bytes) ? PREFACE_PART : PREFACE_NONE;
    return str_starts(bytes, preface) ? PREFACE_WHOLE : PREFACE_NONE;
}

static enum step begin_h2(struct conn *c)
{
    struct exchange *ex = c->ex;
    c->ex = NULL;
    enum step step = conn_h2_begin(c, exchange_bytes(ex));
    exchange_give(&c->loop->pool, ex);
    return step;
}

enum step conn_http_head(struct conn *c)
{
    struct loop *loop = c->loop;
    if (!c->ex && c->can_read)
        c->ex = exchange_take(&loop->pool, loop->mailbox);
    if (!c->ex)
        return c->can_read ? conn_turn_away_now(c) : rest(c);
    struct exchange *ex = c->ex;
    switch (preface_seen(c, exchange_bytes(ex))) {
    case PREFACE_NONE: break;
    case PREFACE_PART: return receive(c);
    case PREFACE_WHOLE: return begin_h2(c);
    }
    switch (http_head_feed(&ex->head, exchange_bytes(ex))) {
    case HTTP_MORE: break;
    case HTTP_REFUSED: return conn_http_refuse(c, ex->head.status);
    case HTTP_DONE: {
        int status = http_frame_read(&ex->head, exchange_bytes(ex), &ex->frame);
        return status ? conn_http_refuse(c, status) : begin_body(c);
    }
    }
    bool first = exchange_bytes(ex).n == 0;
    enum step step = receive(c);
    if (step == STEP_AGAIN && first && exchange_bytes(ex).n)
        conn_set_deadline(c, loop->limits.header_timeout_ms);
    return step == STEP_WAIT ? rest(c) : step;
}

/* Takes what has come of the body; *used is how much that was. HTTP_REFUSED: *status says why. */
static enum http_state take_body(struct exchange *ex, size_t *used, int *status)
{
    struct str bytes = str_from(exchange_bytes(ex), ex->head.line_at);
    enum http_state state = HTTP_MORE;
    if (ex->frame.chunked) {
        state = chunk_feed(&ex->chunk, bytes, &ex->body, used);
        *status = ex->chunk.status;
    } else {
        struct str part = str_first(bytes, ex->frame.body_bytes - ex->body.n);
        buf_add(&ex->body, part);
        *used = part.n;
        *status = 503;
        if (buf_failed(&ex->body))
            return HTTP_REFUSED;
        if (ex->body.n == ex->frame.body_bytes)
            state = HTTP_DONE;
    }
    exchange_drop_body_bytes(ex, *used);
    return state;
}

enum step conn_http_body(struct conn *c)
{
    int status = 0;
    size_t used = 0;
    switch (take_body(c->ex, &used, &status)) {
    case HTTP_MORE: break;
    case HTTP_DONE: return handle(c);
    case HTTP_REFUSED: return conn_http_refuse(c, status);
    }
    if (used)
        conn_pace(c, used, c->loop->limits.body_timeout_ms);
    return receive(c);
}

/* -- writing --------------------------------------------------------------------------------- */

static enum step after_response(struct conn *c)
{
    struct exchange *ex = c->ex;
    bool keep = ex->keep;
    bool linger = ex->linger || (!keep && exchange_bytes(ex).n > ex->head.line_at);
    exchange_next(ex);
    c->had_request = true;
    if (!keep && linger)
        return conn_linger(c);
    if (!keep) {
        /* sends what was held back for the FIN: a close alone would drop it and reset the connection
         * when the client has sent more meanwhile */
        (void)channel_shut(&c->channel);
        return STEP_CLOSE;
    }
    c->state = CONN_HEAD;
    conn_set_deadline(c, exchange_bytes(ex).n ? c->loop->limits.header_timeout_ms
                         : c->loop->draining
                             ? c->loop->limits.drain_idle_ms /* was announced as kept */
                             : c->loop->limits.idle_timeout_ms);
    return STEP_AGAIN;
}

enum step conn_http_write(struct conn *c)
{
    size_t sent = 0;
    if (!c->can_write)
        return STEP_WAIT;
    enum outgoing_state state = outgoing_send(&c->ex->out, &c->channel, &sent);
    loop_count(c->loop, COUNTER_sent_bytes, sent);
    switch (state) {
    case OUTGOING_SENT: return after_response(c);
    case OUTGOING_MORE: conn_pace(c, sent, c->loop->limits.write_timeout_ms); return STEP_AGAIN;
    case OUTGOING_BLOCKED: c->can_write = false; return STEP_WAIT;
    case OUTGOING_BROKEN: return STEP_CLOSE;
    }
    return STEP_CLOSE;
}
