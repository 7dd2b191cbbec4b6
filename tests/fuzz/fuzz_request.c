/* A whole request as the connection reads it: head, framing, target, chunked body. Whatever the pieces
 * it comes in, the outcome is the same; what is accepted keeps wire.h's promises. */
#include "base/utf8.h"
#include "wire/http_chunk.h"
#include "wire/http_frame.h"
#include "wire/target.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 1 << 16 };

static enum http_state feed_head(struct http_head *h, struct str bytes, size_t step)
{
    enum http_state state = HTTP_MORE;
    http_head_init(h);
    for (size_t n = step; state == HTTP_MORE && n < bytes.n; n += step)
        state = http_head_feed(h, str_first(bytes, n));
    return state == HTTP_MORE ? http_head_feed(h, bytes) : state;
}

static enum http_state feed_body(struct str bytes, size_t step, struct buf *body, int *status)
{
    struct chunk_decoder d;
    enum http_state state = HTTP_MORE;
    chunk_init(&d);
    while (bytes.n && state == HTTP_MORE) {
        size_t used = 0;
        state = chunk_feed(&d, str_first(bytes, step), body, &used);
        ASSERT(used > 0 && used <= step);
        bytes = str_from(bytes, used);
    }
    ASSERT(body->n <= WIRE_BODY_MAX_BYTES);
    *status = d.status;
    return state;
}

static void check_target(struct str raw)
{
    struct arena a;
    struct target t;
    arena_init(&a, ARENA_BYTES);
    if (target_parse(&a, raw, &t) == 0) {
        ASSERT(t.path.n > 0 && t.path.p[0] == '/' && utf8_valid(t.path, NULL));
        ASSERT(!str_contains(t.path, STR("/../")) && !str_ends(t.path, STR("/..")));
        ASSERT(!memchr(t.path.p, '\0', t.path.n) && !memchr(t.path.p, '\r', t.path.n) &&
               !memchr(t.path.p, '\n', t.path.n));
    }
    arena_release(&a);
}

static void check_body(struct str bytes, size_t step)
{
    struct buf whole;
    struct buf pieces;
    int whole_status = 0;
    int pieces_status = 0;
    buf_init(&whole, NULL);
    buf_init(&pieces, NULL);
    enum http_state state = feed_body(bytes, bytes.n ? bytes.n : 1, &whole, &whole_status);
    ASSERT(feed_body(bytes, step, &pieces, &pieces_status) == state);
    ASSERT(whole_status == pieces_status && str_eq(buf_view(&whole), buf_view(&pieces)));
    buf_release(&whole);
    buf_release(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_head whole;
    struct http_head pieces;
    if (size < 1)
        return 0;
    size_t step = data[0] % 64 + (size_t)1;
    struct str bytes = {(const char *)data + 1, size - 1};
    enum http_state state = feed_head(&whole, bytes, bytes.n + 1);
    ASSERT(feed_head(&pieces, bytes, step) == state && whole.status == pieces.status);
    ASSERT((state == HTTP_REFUSED) == (whole.status != 0));
    if (state != HTTP_DONE)
        return 0;
    ASSERT(whole.line_at == pieces.line_at && whole.fields_n == pieces.fields_n);
    ASSERT(memcmp(whole.fields, pieces.fields, whole.fields_n * sizeof whole.fields[0]) == 0);
    struct http_frame frame;
    if (http_frame_read(&whole, bytes, &frame) != 0)
        return 0;
    ASSERT(frame.body_bytes <= WIRE_BODY_MAX_BYTES && !(frame.chunked && frame.body_bytes));
    check_target(http_text(bytes, whole.target));
    if (frame.chunked)
        check_body(str_from(bytes, whole.line_at), step);
    return 0;
}
