#include "wire/h2.h"

#include "base/mem.h"
#include "wire/h2_guard.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <string.h>

enum end { END_NOT_YET, END_NOTICE, END_SAID }; /* GOAWAY: nothing yet, a notice, the last stream */

struct h2 {
    nghttp2_session *session;
    const struct h2_host *host;
    const struct wire_limits *limits;
    struct exchange *first; /* of the streams that have not ended */
    size_t streams_n;
    size_t bodies_bytes; /* of their requests */
    int64_t now_ms;      /* of the call under way, as wall_ms */
    int64_t wall_ms;
    struct h2_guard guard;
    enum end end;
    bool attacked;
    bool deaf;   /* takes nothing more */
    bool broken; /* the library has given up */
    char *out;   /* during h2_send */
    size_t out_n;
};

/* ---- what ends a connection ---- */

/* This is no browser. */
static int calm_down(struct h2 *h)
{
    if (h->deaf)
        return 0;
    h->attacked = h->deaf = true;
    return nghttp2_session_terminate_session(h->session, NGHTTP2_ENHANCE_YOUR_CALM);
}

static int judge(struct h2 *h, enum h2_verdict verdict)
{
    switch (verdict) {
    case H2_GOOD: return 0;
    case H2_FLOOD: return calm_down(h);
    case H2_WRONG: break;
    }
    h->deaf = true;
    return nghttp2_session_terminate_session(h->session, NGHTTP2_PROTOCOL_ERROR);
}

/* ---- streams ---- */

static struct exchange *stream_of(struct h2 *h, int32_t id)
{
    return nghttp2_session_get_stream_user_data(h->session, id);
}

static void link_stream(struct h2 *h, struct exchange *ex, int32_t id)
{
    ex->stream = (struct h2_stream){.id = id, .next = h->first};
    ex->stream.pace = (struct pace){.started_ms = h->now_ms};
    if (h->first)
        h->first->stream.prev = ex;
    h->first = ex;
    h->streams_n++;
}

static void forget_body(struct h2 *h, struct exchange *ex)
{
    if (ex->stream.counts_body)
        h->bodies_bytes -= ex->body.n;
    ex->stream.counts_body = false;
}

static void unlink_stream(struct h2 *h, struct exchange *ex)
{
    struct h2_stream *s = &ex->stream;
    forget_body(h, ex);
    if (s->prev)
        s->prev->stream.next = s->next;
    else
        h->first = s->next;
    if (s->next)
        s->next->stream.prev = s->prev;
    h->streams_n--;
    bool waits = s->waits;
    *s = (struct h2_stream){0};
    if (waits)
        ex->conn = NULL; /* its answer will find nobody */
    else
        h->host->give(h->host->ctx, ex);
}

/* ---- responding ---- */

static nghttp2_nv field(struct str name, struct str value)
{
    nghttp2_nv nv = {.namelen = name.n, .valuelen = value.n};
    /* their types have no const; the library copies them */
    memcpy(&nv.name, &name.p, sizeof name.p);
    memcpy(&nv.value, &value.p, sizeof value.p);
    return nv;
}

enum {
    FIELDS_OWN_MAX = 8, /* status, date, type, length, range, accept-ranges, hsts */
    FIELDS_SENT_MAX =
        FIELDS_OWN_MAX + RESPONSE_FIXED_MAX + COUNT_OF(((struct wire_response *)NULL)->headers),
};

/* Numbers as text. */
struct texts {
    char status[RESPONSE_NUMBER_BYTES];
    char length[RESPONSE_NUMBER_BYTES];
    char range[80]; /* "bytes ", three int64_t, "-" and "/" */
};

static struct str range_text(struct texts *text, const struct wire_response *res,
                             const struct response_frame *frame)
{
    int n = snprintf(
        text->range, sizeof text->range, "bytes %lld-%lld/%lld", (long long)frame->range.first,
        (long long)(frame->range.first + frame->range.n - 1), (long long)res->file_size_bytes);
    return (struct str){text->range, (size_t)n};
}

static size_t fields_of(const struct exchange *ex, const struct answer *answer, struct texts *text,
                        nghttp2_nv *out)
{
    const struct wire_response *res = &ex->response;
    const struct response_frame *frame = &answer->frame;
    size_t n = 0;
    int status = frame->part ? 206 : res->status;
    out[n++] = field(STR(":status"), response_number(text->status, status));
    out[n++] = field(STR("date"), frame->date);
    if (res->content_type.n)
        out[n++] = field(STR("content-type"), res->content_type);
    if (response_may_have_body(status))
        out[n++] = field(STR("content-length"), response_number(text->length, frame->body_bytes));
    if (frame->part)
        out[n++] = field(STR("content-range"), range_text(text, res, frame));
    if (res->file_fd >= 0 && status < 300)
        out[n++] = field(STR("accept-ranges"), STR("bytes"));
    if (frame->hsts.n)
        out[n++] = field(STR("strict-transport-security"), frame->hsts);
    for (size_t i = 0; res->fixed && i < res->fixed->fields_n; i++)
        out[n++] = field(res->fixed->fields[i].name, res->fixed->fields[i].value);
    for (size_t i = 0; i < res->headers_n; i++)
        out[n++] = field(res->headers[i].name, res->headers[i].value);
    return n;
}

enum {
    FRAME_HEAD_BYTES = 9,
    FRAME_WORTH_BYTES = 1024, /* for less room no frame is begun */
};

/* Says how much of the body is next; h2_send_data then copies it straight from its segments. */
/* NOLINTNEXTLINE(readability-function-size): its parameters are the library's */
static ssize_t read_body(nghttp2_session *session, int32_t id, uint8_t *unused, size_t length,
                         uint32_t *flags, nghttp2_data_source *source, void *user)
{
    const struct exchange *ex = source->ptr;
    const struct h2 *h = user;
    int64_t left = outgoing_left_bytes(&ex->out);
    size_t room = H2_OUT_BYTES - h->out_n;
    (void)session;
    (void)id;
    (void)unused;
    if (room >= FRAME_WORTH_BYTES && length > room - FRAME_HEAD_BYTES)
        length = room - FRAME_HEAD_BYTES; /* fills the records; the rest is the next frame */
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if ((int64_t)length < left)
        return (ssize_t)length;
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)left;
}

static int reset_stream(struct h2 *h, int32_t id, uint32_t code)
{
    return nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, id, code);
}

void h2_respond(struct h2 *h, struct exchange *ex, const struct answer *answer)
{
    nghttp2_nv fields[FIELDS_SENT_MAX];
    struct texts text;
    nghttp2_data_provider body = {.source.ptr = ex, .read_callback = read_body};
    size_t n = fields_of(ex, answer, &text, fields);
    bool has_body = answer->has_body && answer->frame.body_bytes > 0;
    ex->stream.waits = false;
    ex->stream.answered = true;
    ex->stream.pace = (struct pace){.started_ms = h->now_ms};
    buf_clear(&ex->out.head);
    ex->response.same_fd = -1; /* frames are cut from the segments */
    outgoing_take(&ex->out, &ex->response, answer->has_body, &answer->frame);
    if (nghttp2_submit_response(h->session, ex->stream.id, fields, n, has_body ? &body : NULL) != 0)
        (void)reset_stream(h, ex->stream.id, NGHTTP2_INTERNAL_ERROR);
}

/* The wire's own words; whatever of the body still comes is dropped. */
static void refuse(struct h2 *h, struct exchange *ex, int status)
{
    ex->stream.asked = true;
    ex->request.method = str_eq(ex->stream.method, STR("HEAD")) ? WIRE_HEAD : WIRE_OTHER;
    forget_body(h, ex);
    exchange_refuse(ex, status);
    h->host->refused(h->host->ctx, ex);
}

static void ask(struct h2 *h, struct exchange *ex)
{
    if (ex->stream.asked)
        return;
    int status = h2_stream_request(ex, h->wall_ms);
    if (status) {
        refuse(h, ex, status);
        return;
    }
    ex->stream.asked = true;
    h->host->request(h->host->ctx, ex);
}

/* ---- the library's callbacks: receiving ---- */

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
    struct h2 *h = user;
    int32_t id = frame->hd.stream_id;
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0; /* trailers */
    struct exchange *ex = h->deaf ? NULL : h->host->take(h->host->ctx);
    if (!ex)
        return reset_stream(h, id, NGHTTP2_REFUSED_STREAM);
    link_stream(h, ex, id);
    return nghttp2_session_set_stream_user_data(session, id, ex);
}

/* NOLINTNEXTLINE(readability-function-size): its parameters are the library's */
static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_n, const uint8_t *value, size_t value_n, uint8_t flags, void *user)
{
    struct h2 *h = user;
    struct exchange *ex = stream_of(h, frame->hd.stream_id);
    (void)session;
    (void)flags;
    if (!ex || ex->stream.head_done)
        return 0;
    h2_stream_field(ex, (struct str){(const char *)name, name_n},
                    (struct str){(const char *)value, value_n});
    return ex->stream.list_bytes > H2_HEADER_BOMB_BYTES ? calm_down(h) : 0;
}

/* Without this callback the library would leave the field out and go on. */
/* NOLINTNEXTLINE(readability-function-size): its parameters are the library's */
static int on_invalid_header(nghttp2_session *session, const nghttp2_frame *frame,
                             const uint8_t *name, size_t name_n, const uint8_t *value,
                             size_t value_n, uint8_t flags, void *user)
{
    struct exchange *ex = stream_of(user, frame->hd.stream_id);
    (void)session;
    (void)name;
    (void)name_n;
    (void)value;
    (void)value_n;
    (void)flags;
    if (ex && !ex->stream.status)
        ex->stream.status = 400;
    return 0;
}

static int on_head_done(struct h2 *h, struct exchange *ex, bool last)
{
    ex->stream.head_done = true;
    ex->stream.pace = (struct pace){.started_ms = h->now_ms};
    if (last || ex->stream.status) {
        ask(h, ex);
        return 0;
    }
    if (!h2_stream_expects(ex))
        return 0;
    nghttp2_nv go_on = field(STR(":status"), STR("100"));
    return nghttp2_submit_headers(h->session, NGHTTP2_FLAG_NONE, ex->stream.id, NULL, &go_on, 1,
                                  NULL);
}

static int on_frame_recv(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
    struct h2 *h = user;
    struct exchange *ex = NULL;
    bool last = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    (void)session;
    if (frame->hd.type == NGHTTP2_RST_STREAM)
        return judge(h, h2_guard_reset(&h->guard));
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
        return 0;
    ex = stream_of(h, frame->hd.stream_id);
    if (!ex)
        return 0;
    if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
        return on_head_done(h, ex, last) < 0 ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
    if (last)
        ask(h, ex);
    return 0;
}

static int on_data_chunk(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data,
                         size_t n, void *user)
{
    struct h2 *h = user;
    struct exchange *ex = stream_of(h, id);
    (void)session;
    (void)flags;
    if (!ex || ex->stream.asked)
        return 0;
    if (n > WIRE_BODY_MAX_BYTES - ex->body.n) {
        refuse(h, ex, 413);
        return 0;
    }
    if (h->bodies_bytes + n > H2_BODIES_MAX_BYTES) {
        refuse(h, ex, 503);
        return 0;
    }
    buf_add(&ex->body, (struct str){(const char *)data, n});
    if (buf_failed(&ex->body)) {
        refuse(h, ex, 503);
        return 0;
    }
    h->bodies_bytes += n;
    ex->stream.counts_body = true;
    ex->stream.pace.moved_bytes += (int64_t)n;
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t code, void *user)
{
    struct h2 *h = user;
    struct exchange *ex = stream_of(h, id);
    (void)session;
    (void)code;
    if (ex)
        unlink_stream(h, ex);
    return 0;
}

/* ---- the library's callbacks: sending ---- */

static ssize_t on_send(nghttp2_session *session, const uint8_t *bytes, size_t n, int flags,
                       void *user)
{
    struct h2 *h = user;
    size_t room = H2_OUT_BYTES - h->out_n;
    (void)session;
    (void)flags;
    if (room == 0)
        return NGHTTP2_ERR_WOULDBLOCK;
    if (n > room)
        n = room;
    memcpy(h->out + h->out_n, bytes, n);
    h->out_n += n;
    return (ssize_t)n;
}

/* A DATA frame: its body goes from the segments of the page straight to where it is encrypted. */
static int on_send_data(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head,
                        size_t n, nghttp2_data_source *source, void *user)
{
    struct h2 *h = user;
    struct exchange *ex = source->ptr;
    (void)session;
    (void)frame;
    if (H2_OUT_BYTES - h->out_n < FRAME_HEAD_BYTES + n)
        return NGHTTP2_ERR_WOULDBLOCK;
    if (outgoing_copy(&ex->out, h->out + h->out_n + FRAME_HEAD_BYTES, n) != n)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* the file has become shorter */
    memcpy(h->out + h->out_n, head, FRAME_HEAD_BYTES);
    h->out_n += FRAME_HEAD_BYTES + n;
    outgoing_skip(&ex->out, n);
    ex->stream.pace.moved_bytes += (int64_t)n;
    h2_guard_sent(&h->guard);
    return 0;
}

/* A response that did not wait for its request's end ends the request too (RFC 9113 §8.1). */
static int on_frame_send(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
    struct h2 *h = user;
    int32_t id = frame->hd.stream_id;
    bool ends = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    /* what a client makes the server take back costs it as much as what it takes back itself */
    if (frame->hd.type == NGHTTP2_RST_STREAM && frame->rst_stream.error_code != NGHTTP2_NO_ERROR)
        return judge(h, h2_guard_reset(&h->guard));
    if ((frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) || !ends ||
        nghttp2_session_get_stream_remote_close(session, id) != 0)
        return 0;
    return reset_stream(h, id, NGHTTP2_NO_ERROR);
}

/* ---- life ---- */

static void set_callbacks(nghttp2_session_callbacks *c)
{
    nghttp2_session_callbacks_set_send_callback(c, on_send);
    nghttp2_session_callbacks_set_send_data_callback(c, on_send_data);
    nghttp2_session_callbacks_set_on_frame_send_callback(c, on_frame_send);
    nghttp2_session_callbacks_set_on_begin_headers_callback(c, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(c, on_header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(c, on_invalid_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(c, on_frame_recv);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(c, on_data_chunk);
    nghttp2_session_callbacks_set_on_stream_close_callback(c, on_stream_close);
}

static int open_session(struct h2 *h)
{
    nghttp2_session_callbacks *callbacks = NULL;
    nghttp2_option *option = NULL;
    int failed = nghttp2_session_callbacks_new(&callbacks);
    if (!failed)
        failed = nghttp2_option_new(&option);
    if (!failed) {
        set_callbacks(callbacks);
        nghttp2_option_set_max_outbound_ack(option, H2_ACKS_MAX);
        nghttp2_option_set_no_closed_streams(option, 1);
        nghttp2_option_set_server_fallback_rfc7540_priorities(option, 0);
        /* with its own allocator: 1.52 frees twice when one of its allocations fails (an assertion in
         * nghttp2_outbound_item_free), so tests must not make them fail */
        failed = nghttp2_session_server_new2(&h->session, callbacks, h, option);
    }
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(option);
    return failed;
}

struct h2 *h2_new(const struct h2_host *host, const struct wire_limits *limits, int64_t now_ms)
{
    static const nghttp2_settings_entry SETTINGS[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, H2_STREAMS_MAX},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, WIRE_HEADER_MAX_BYTES},
        {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1}, /* trees of priorities are a burden only */
    };
    struct h2 *h = mem_alloc(sizeof *h);
    if (!h)
        return NULL;
    *h = (struct h2){.host = host, .limits = limits, .now_ms = now_ms};
    h2_guard_init(&h->guard, now_ms);
    if (open_session(h) != 0 ||
        nghttp2_submit_settings(h->session, NGHTTP2_FLAG_NONE, SETTINGS, COUNT_OF(SETTINGS)) != 0) {
        h2_free(h);
        return NULL;
    }
    return h;
}

void h2_free(struct h2 *h)
{
    if (!h)
        return;
    while (h->first)
        unlink_stream(h, h->first);
    nghttp2_session_del(h->session);
    mem_free(h);
}

void h2_receive(struct h2 *h, struct str bytes, int64_t now_ms, int64_t wall_ms)
{
    h->now_ms = now_ms;
    h->wall_ms = wall_ms;
    if (!h->deaf && judge(h, h2_guard_feed(&h->guard, bytes, now_ms)) != 0)
        h->broken = true;
    if (h->deaf || h->broken)
        return;
    ssize_t taken = nghttp2_session_mem_recv(h->session, (const uint8_t *)bytes.p, bytes.n);
    if (taken == NGHTTP2_ERR_FLOODED && calm_down(h) == 0)
        return;
    h->broken |= taken < 0;
}

size_t h2_send(struct h2 *h, char *to, int64_t now_ms)
{
    h->now_ms = now_ms;
    h->out = to;
    h->out_n = 0;
    if (nghttp2_session_send(h->session) != 0)
        h->broken = true;
    h->out = NULL;
    return h->out_n;
}

/* Until when what is under way must have moved. */
static int64_t deadline_of(const struct h2 *h, const struct h2_stream *s)
{
    const struct wire_limits *l = h->limits;
    if (!s->head_done)
        return s->pace.started_ms + l->header_timeout_ms;
    if (s->waits)
        return INT64_MAX;
    return pace_deadline_ms(s->pace, h->now_ms,
                            s->answered ? l->write_timeout_ms : l->body_timeout_ms,
                            l->rate_min_bytes_s);
}

size_t h2_expire(struct h2 *h, int64_t now_ms)
{
    size_t expired = 0;
    h->now_ms = now_ms;
    /* a reset takes its stream out of the list only when it is sent */
    for (struct exchange *ex = h->first; ex; ex = ex->stream.next) {
        if (deadline_of(h, &ex->stream) > now_ms)
            continue;
        expired++;
        if (!ex->stream.head_done) {
            (void)calm_down(h); /* half a header block cannot be reset */
            return expired;
        }
        (void)reset_stream(h, ex->stream.id, NGHTTP2_CANCEL);
        ex->stream.pace = (struct pace){.started_ms = now_ms}; /* once is enough */
    }
    return expired;
}

size_t h2_streams(const struct h2 *h)
{
    return h->streams_n;
}

bool h2_awaits_answer(const struct h2 *h)
{
    for (const struct exchange *ex = h->first; ex; ex = ex->stream.next)
        if (ex->stream.waits)
            return true;
    return false;
}

void h2_drain(struct h2 *h)
{
    int failed = 0;
    if (h->end == END_NOT_YET)
        failed = nghttp2_submit_shutdown_notice(h->session);
    else if (h->end == END_NOTICE)
        failed = nghttp2_submit_goaway(h->session, NGHTTP2_FLAG_NONE,
                                       nghttp2_session_get_last_proc_stream_id(h->session),
                                       NGHTTP2_NO_ERROR, NULL, 0);
    h->end = h->end == END_NOT_YET ? END_NOTICE : END_SAID;
    if (failed)
        h->broken = true;
}

bool h2_is_ending(const struct h2 *h)
{
    return h->end != END_NOT_YET;
}

bool h2_is_over(const struct h2 *h)
{
    return h->broken ||
           (!nghttp2_session_want_read(h->session) && !nghttp2_session_want_write(h->session));
}

bool h2_was_attacked(const struct h2 *h)
{
    return h->attacked;
}
