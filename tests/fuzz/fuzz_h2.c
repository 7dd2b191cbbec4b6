/* An HTTP/2 session without a socket: whatever comes, in whatever pieces, what it holds stays bounded,
 * every exchange is given back once, and what it says is whole frames. */
#include "wire/h2.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SENDS_MAX = 4096 }; /* of one piece: the windows bound it far below */

struct host {
    struct exchange_pool pool;
    struct h2 *h2;
    size_t out;            /* exchanges that have not come back */
    struct exchange *held; /* deferred, one at a time */
};

static struct exchange *take(void *ctx)
{
    struct host *host = ctx;
    struct exchange *ex = exchange_take(&host->pool, NULL);
    host->out += ex != NULL;
    return ex;
}

static void give(void *ctx, struct exchange *ex)
{
    struct host *host = ctx;
    ASSERT(host->out > 0);
    host->out--;
    exchange_give(&host->pool, ex);
}

static void respond(struct host *host, struct exchange *ex)
{
    struct answer answer = {.frame = {.date = STR("x")}, .has_body = true};
    answer.frame.body_bytes = response_body_bytes(&ex->response);
    h2_respond(host->h2, ex, &answer);
}

static void request(void *ctx, struct exchange *ex)
{
    struct host *host = ctx;
    const struct wire_request *req = &ex->request;
    ASSERT(req->path.n > 0 && req->path.p[0] == '/' && !memchr(req->path.p, '\0', req->path.n));
    ASSERT(req->fields_n <= WIRE_FIELDS_MAX && req->body.n <= WIRE_BODY_MAX_BYTES);
    ASSERT(http_host_valid(wire_field(req, STR("Host"))));
    wire_response_init(&ex->response, 200);
    wire_body_set(&ex->response, req->arena, str_concat(req->arena, req->path, req->body));
    if (req->method == WIRE_POST && !host->held) {
        ex->conn = (struct conn *)host; /* somebody */
        ex->stream.waits = true;
        host->held = ex;
        return;
    }
    respond(host, ex);
}

static void refused(void *ctx, struct exchange *ex)
{
    respond(ctx, ex);
}

/* Answers what was deferred; its stream may have gone. */
static void release(struct host *host)
{
    struct exchange *ex = host->held;
    host->held = NULL;
    if (!ex)
        return;
    if (ex->conn) {
        ex->stream.waits = false;
        respond(host, ex);
        return;
    }
    exchange_discard_response(ex);
    give(host, ex);
}

static void drain_out(struct host *host, int64_t now_ms)
{
    char out[H2_OUT_BYTES];
    size_t n = 1;
    for (int i = 0; n && i < SENDS_MAX; i++) {
        n = h2_send(host->h2, out, now_ms);
        ASSERT(n <= sizeof out);
    }
    ASSERT(n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct wire_limits LIMITS = {.header_timeout_ms = 100,
                                              .body_timeout_ms = 100,
                                              .write_timeout_ms = 100,
                                              .rate_min_bytes_s = 100};
    struct host host = {0};
    const struct h2_host callbacks = {&host, take, give, request, refused};
    int64_t now_ms = 1000;
    if (size < 1)
        return 0;
    size_t step = data[0] % 128 + (size_t)1;
    struct str rest = {(const char *)data + 1, size - 1};
    host.h2 = h2_new(&callbacks, &LIMITS, now_ms);
    if (!host.h2)
        return 0;
    if (data[0] & 0x80)
        h2_receive(host.h2, STR("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), now_ms, now_ms);
    while (rest.n && !h2_is_over(host.h2)) {
        h2_receive(host.h2, str_first(rest, step), now_ms, now_ms);
        rest = str_from(rest, step);
        if (rest.n % 2)
            drain_out(&host, now_ms);
        if (rest.n % 3 == 0)
            release(&host);
        now_ms += 7;
        ASSERT(h2_streams(host.h2) <= host.out && host.out <= H2_STREAMS_MAX + 1);
    }
    (void)h2_expire(host.h2, now_ms + 1000000);
    h2_drain(host.h2);
    drain_out(&host, now_ms);
    h2_free(host.h2);
    release(&host);
    ASSERT(host.out == 0);
    exchange_pool_release(&host.pool);
    return 0;
}
