#include "wire/exchange.h"

#include "base/mem.h"
#include "wire/status.h"
#include "wire/target.h"

#include <string.h>

enum {
    IN_SMALL_BYTES = 4 << 10,                           /* what nearly every request fits in */
    IN_LARGE_BYTES = WIRE_HEADER_MAX_BYTES + (4 << 10), /* the longest head and room for its body */
    POOL_MAX = 32, /* exchanges kept for reuse: about 2 MB a loop at most */
    ARENA_KEEP_BYTES =
        64 << 10, /* of each: what a cached page needs, so that it allocates nothing */
};

struct exchange *exchange_take(struct exchange_pool *pool, struct mailbox *mailbox)
{
    struct exchange *ex = pool->first;
    if (ex) {
        pool->first = ex->next;
        pool->n--;
        ex->next = NULL;
        return ex;
    }
    ex = mem_alloc(sizeof *ex);
    if (!ex)
        return NULL;
    ex->mailbox = mailbox;
    http_head_init(&ex->head);
    buf_init(&ex->body, NULL);
    arena_init(&ex->arena, WIRE_ARENA_MAX_BYTES);
    wire_response_init(&ex->response, 500);
    outgoing_init(&ex->out);
    return ex;
}

void exchange_free(struct exchange *ex)
{
    exchange_discard_response(ex);
    outgoing_release(&ex->out);
    buf_release(&ex->body);
    arena_release(&ex->arena);
    mem_free(ex->in);
    mem_free(ex);
}

void exchange_give(struct exchange_pool *pool, struct exchange *ex)
{
    exchange_next(ex);
    if (pool->n >= POOL_MAX) {
        exchange_free(ex);
        return;
    }
    if (ex->in_capacity_bytes > IN_SMALL_BYTES) {
        mem_free(ex->in);
        ex->in = NULL;
        ex->in_capacity_bytes = 0;
    }
    ex->in_at = ex->in_n = 0;
    ex->conn = NULL;
    ex->next = pool->first;
    pool->first = ex;
    pool->n++;
}

void exchange_pool_release(struct exchange_pool *pool)
{
    while (pool->first) {
        struct exchange *ex = pool->first;
        pool->first = ex->next;
        exchange_free(ex);
    }
    pool->n = 0;
}

void exchange_next(struct exchange *ex)
{
    outgoing_clear(&ex->out);
    buf_release(&ex->body);
    arena_clear(&ex->arena, ARENA_KEEP_BYTES);
    if (ex->head.done)
        ex->in_at += ex->head.line_at;
    if (ex->in_at == ex->in_n)
        ex->in_at = ex->in_n = 0;
    http_head_init(&ex->head);
    ex->is_deferred = ex->of_stream = false;
    ex->keep = ex->linger = false;
}

struct str exchange_bytes(const struct exchange *ex)
{
    if (!ex->in)
        return STR("");
    return (struct str){ex->in + ex->in_at, ex->in_n - ex->in_at};
}

bool exchange_make_room(struct exchange *ex, size_t *room_bytes)
{
    if (ex->in_n == ex->in_capacity_bytes && ex->in_at > 0) {
        memmove(ex->in, ex->in + ex->in_at, ex->in_n - ex->in_at);
        ex->in_n -= ex->in_at;
        ex->in_at = 0;
    }
    if (ex->in_n == ex->in_capacity_bytes) {
        size_t capacity = ex->in ? IN_LARGE_BYTES : IN_SMALL_BYTES;
        ASSERT(capacity > ex->in_capacity_bytes); /* a longer head has been refused */
        char *in = mem_resize(ex->in, capacity);
        if (!in)
            return false;
        ex->in = in;
        ex->in_capacity_bytes = capacity;
    }
    *room_bytes = ex->in_capacity_bytes - ex->in_n;
    return true;
}

void exchange_drop_body_bytes(struct exchange *ex, size_t n)
{
    size_t to = ex->in_at + ex->head.line_at;
    ASSERT(n <= ex->in_n - to);
    if (n == 0)
        return;
    memmove(ex->in + to, ex->in + to + n, ex->in_n - to - n);
    ex->in_n -= n;
}

enum wire_method wire_method_of(struct str word)
{
    if (str_eq(word, STR("GET")))
        return WIRE_GET;
    if (str_eq(word, STR("HEAD")))
        return WIRE_HEAD;
    return str_eq(word, STR("POST")) ? WIRE_POST : WIRE_OTHER;
}

int exchange_build_request(struct exchange *ex, int64_t now_ms)
{
    struct str bytes = exchange_bytes(ex);
    const struct http_head *head = &ex->head;
    struct target target;
    int status = target_parse(&ex->arena, http_text(bytes, head->target), &target);
    if (status)
        return status;
    for (size_t i = 0; i < head->fields_n; i++)
        ex->fields[i] = (struct wire_field){http_text(bytes, head->fields[i].name),
                                            http_text(bytes, head->fields[i].value)};
    /* RFC 9112 §3.2: they must be identical. §3.2.2 would let the target win, but whoever routed the
     * request here by its Host has then decided about another site than the one that answers. */
    if (target.authority.n && ex->frame.host_at < head->fields_n &&
        !str_eq_nocase(ex->fields[ex->frame.host_at].value, target.authority))
        return 400;
    ex->deferred = (struct wire_deferred){ex};
    ex->request = (struct wire_request){
        .method = wire_method_of(http_text(bytes, head->method)),
        .method_word = http_text(bytes, head->method),
        .path = target.path,
        .query = target.query,
        .target = http_text(bytes, head->target),
        .fields = ex->fields,
        .fields_n = head->fields_n,
        .body = buf_view(&ex->body),
        .remote = STR(""),
        .last = !ex->frame.keep,
        .arena = &ex->arena,
        .now_ms = now_ms,
        .deferred = &ex->deferred,
    };
    return 0;
}

void exchange_refuse(struct exchange *ex, int status)
{
    struct wire_response *res = &ex->response;
    struct str body = status_body(status);
    wire_response_init(res, status);
    res->content_type = STR("text/plain; charset=utf-8");
    wire_header_add(res, STR("X-Content-Type-Options"), STR("nosniff"));
    wire_header_add(res, STR("Cache-Control"), STR("no-store"));
    ex->own_segment = (struct wire_segment){body.p, body.n};
    res->segments = &ex->own_segment;
    res->segments_n = 1;
    res->close = true;
}

void exchange_discard_response(struct exchange *ex)
{
    struct response_frame frame = {0};
    outgoing_clear(&ex->out); /* one that was on its way */
    outgoing_take(&ex->out, &ex->response, false, &frame);
    outgoing_clear(&ex->out);
    wire_response_init(&ex->response, 500);
}

struct wire_deferred *wire_defer(const struct wire_request *req)
{
    struct exchange *ex = req->deferred->exchange;
    ASSERT(!ex->is_deferred);
    ex->is_deferred = true;
    mailbox_ref(ex->mailbox);
    return req->deferred;
}

const struct wire_request *wire_deferred_request(const struct wire_deferred *d)
{
    return &d->exchange->request;
}

void wire_deferred_send(struct wire_deferred *d, const struct wire_response *res)
{
    struct exchange *ex = d->exchange;
    struct mailbox *mailbox = ex->mailbox; /* ex may be gone as soon as it has been posted */
    ex->response = *res;
    if (!mailbox_post(mailbox, ex))
        exchange_free(ex);
    mailbox_unref(mailbox);
}
