#include "wire/answer.h"

#include "base/clock.h"
#include "base/log.h"
#include "wire/redirect.h"

#include <stdio.h>

static struct str date_now(struct loop *loop)
{
    if (loop->date_s != loop->wall_ms / 1000 || loop->date.n == 0) {
        loop->date_s = loop->wall_ms / 1000;
        arena_clear(&loop->date_arena, SIZE_MAX);
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
static void apply_range(struct exchange *ex, struct answer *out)
{
    int64_t size = ex->response.file_size_bytes;
    switch (range_of(&ex->request, &ex->response, &out->frame.range)) {
    case RANGE_WHOLE: return;
    case RANGE_PART: out->frame.part = true; return;
    case RANGE_OUTSIDE: break;
    }
    int n = snprintf(out->unsatisfied, sizeof out->unsatisfied, "bytes */%lld", (long long)size);
    bool keep = !ex->response.close;
    exchange_discard_response(ex);
    exchange_refuse(ex, 416);
    ex->response.close = !keep;
    wire_header_add(&ex->response, STR("Content-Range"), (struct str){out->unsatisfied, (size_t)n});
}

void answer_prepare(struct loop *loop, struct exchange *ex, struct answer *out)
{
    *out = (struct answer){.frame = {.date = date_now(loop)}};
    check_response(ex);
    apply_range(ex, out);
    const struct wire_response *res = &ex->response;
    if (ex->request.secure)
        out->frame.hsts = loop->hsts;
    out->has_body = response_may_have_body(res->status) && ex->request.method != WIRE_HEAD;
    out->frame.body_bytes = out->frame.part ? out->frame.range.n : response_body_bytes(res);
}

enum wire_answer answer_ask(struct loop *loop, struct exchange *ex, const struct in6_addr *peer,
                            bool secure)
{
    struct wire_request *req = &ex->request;
    peer_describe(loop->trusted, peer, ex->remote, req);
    req->secure |= secure;
    wire_response_init(&ex->response, 500);
    loop_count(loop, COUNTER_requests, 1);
    if (loop->redirect_port && !req->secure && !redirect_exempt(req) &&
        redirect_to_https(req, loop->redirect_port, &ex->response))
        return WIRE_ANSWERED;
    return loop->handler(loop->ctx, loop->index, req, &ex->response);
}
