/* Response heads, the wire's own words, and sending in pieces of any size. */
#include "tests/test.h"

#include "wire/outgoing.h"
#include "wire/response.h"
#include "wire/status.h"

static struct str head_of(struct buf *b, const struct wire_response *res,
                          struct response_frame frame)
{
    frame.date = STR("D");
    buf_clear(b);
    response_head_write(b, res, &frame);
    return buf_view(b);
}

#define SHARED_FIELDS(X)                                                                           \
    X("X-One", "1")                                                                                \
    X("X-Two", "a; b")

static const struct wire_fixed shared = WIRE_FIXED(SHARED_FIELDS);

static void numbers(void **state)
{
    char room[RESPONSE_NUMBER_BYTES];
    (void)state;
    assert_str_is(response_number(room, 0), "0");
    assert_str_is(response_number(room, 200), "200");
    assert_str_is(response_number(room, INT64_MAX), "9223372036854775807");
}

/* What may be written beforehand is what the wire writes. */
static void heads_beforehand(void **state)
{
    (void)state;
    struct wire_response res;
    struct arena a;
    struct buf b;
    struct buf ready;
    arena_init(&a, 1 << 16);
    buf_init(&b, NULL);
    buf_init(&ready, NULL);
    struct wire_request req = {.arena = &a, .now_ms = INT64_C(1795000000000)};
    struct wire_segment body[] = {{"xin ", 4}, {"ch\xC3\xA0o", 5}};
    wire_response_init(&res, 200);
    res.content_type = STR("text/html");
    res.fixed = &shared;
    wire_header_add(&res, STR("ETag"), STR("\"1\""));
    res.segments = body;
    res.segments_n = COUNT_OF(body);
    response_head_write(
        &b, &res,
        &(struct response_frame){.date = STR("Wed, 18 Nov 2026 11:06:40 GMT"), .body_bytes = 9});
    wire_head_write(&ready, &req, &res);
    assert_str_eq(buf_view(&ready), buf_view(&b));
    assert_false(str_contains(buf_view(&ready), STR("Connection")));
    buf_clear(&ready);
    req.last = true;
    wire_head_write(&ready, &req, &res);
    assert_true(str_contains(buf_view(&ready), STR("\r\nConnection: close\r\n")));
    buf_clear(&ready);
    res.status = 404;
    wire_head_write(&ready, &req, &res);
    res.status = 200;
    res.file_fd = 0;
    wire_head_write(&ready, &req, &res);
    res.file_fd = -1;
    wire_header_add(&res, STR("Location"), STR("/\r\nX: 1"));
    wire_head_write(&ready, &req, &res);
    assert_int_equal(ready.n, 0);
    buf_release(&ready);
    buf_release(&b);
    arena_release(&a);
}

static void shared_fields_stand_before_the_others(void **state)
{
    (void)state;
    struct wire_response res;
    struct wire_fixed many = {.fields_n = RESPONSE_FIXED_MAX + 1};
    struct buf b;
    buf_init(&b, NULL);
    wire_response_init(&res, 204);
    res.fixed = &shared;
    wire_header_add(&res, STR("ETag"), STR("\"1\""));
    assert_true(response_valid(&res));
    assert_int_equal(shared.fields_n, 2);
    assert_str_eq(shared.fields[1].value, STR("a; b"));
    assert_str_is(head_of(&b, &res, (struct response_frame){0}),
                  "HTTP/1.1 204 No Content\r\nDate: D\r\nX-One: 1\r\nX-Two: a; b\r\n"
                  "ETag: \"1\"\r\n\r\n");
    res.fixed = &many;
    assert_false(response_valid(&res));
    buf_release(&b);
}

static void heads(void **state)
{
    (void)state;
    struct wire_response res;
    struct buf b;
    buf_init(&b, NULL);
    wire_response_init(&res, 200);
    res.content_type = STR("text/html");
    wire_header_add(&res, STR("ETag"), STR("\"1\""));
    assert_str_is(head_of(&b, &res, (struct response_frame){.body_bytes = 12}),
                  "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/html\r\nContent-Length: 12\r\n"
                  "ETag: \"1\"\r\n\r\n");
    res.status = 304;
    assert_str_is(head_of(&b, &res, (struct response_frame){.close = true}),
                  "HTTP/1.1 304 Not Modified\r\nDate: D\r\nContent-Type: text/html\r\n"
                  "Connection: close\r\nETag: \"1\"\r\n\r\n");
    wire_response_init(&res, 204);
    assert_str_is(head_of(&b, &res, (struct response_frame){0}),
                  "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
    wire_response_init(&res, 299); /* no phrase: the space stays (RFC 9112 §4) */
    assert_str_is(head_of(&b, &res, (struct response_frame){0}),
                  "HTTP/1.1 299 \r\nDate: D\r\nContent-Length: 0\r\n\r\n");
    wire_response_init(&res, 200);
    res.file_fd = 0;
    res.file_size_bytes = 10;
    assert_str_is(
        head_of(&b, &res, (struct response_frame){.body_bytes = 3, .part = true, .range = {2, 3}}),
        "HTTP/1.1 206 Partial Content\r\nDate: D\r\nContent-Length: 3\r\n"
        "Content-Range: bytes 2-4/10\r\nAccept-Ranges: bytes\r\n\r\n");
    buf_release(&b);
}

static bool valid_with(struct str name, struct str value)
{
    struct wire_response res;
    wire_response_init(&res, 200);
    wire_header_add(&res, name, value);
    return response_valid(&res);
}

static void header_injection_is_refused(void **state)
{
    (void)state;
    assert_true(valid_with(STR("Location"), STR("/a b")));
    assert_false(valid_with(STR("Location"), STR("/\r\nSet-Cookie: x")));
    assert_false(valid_with(STR("Location"), STR("/\n")));
    assert_false(valid_with(STR("Location"), STR("/\0")));
    assert_false(valid_with(STR("Lo cation"), STR("/")));
    assert_false(valid_with(STR(""), STR("/")));
    assert_false(valid_with(STR("content-length"), STR("5")));
    assert_false(valid_with(STR("Transfer-Encoding"), STR("chunked")));
    struct wire_response res;
    wire_response_init(&res, 100);
    assert_false(response_valid(&res));
    wire_response_init(&res, 200);
    res.content_type = STR("a\r\nb");
    assert_false(response_valid(&res));
}

static void own_words(void **state)
{
    (void)state;
    assert_str_is(status_body(400), "400 Yêu cầu không hợp lệ\n");
    assert_str_eq(status_body(299), status_body(500));
    assert_str_is(status_reason(505), "HTTP Version Not Supported");
}

static void count(void *ctx)
{
    ++*(int *)ctx;
}

/* However much each call of the kernel takes, the bytes are the same and done is called once. */
static void sending_in_pieces(void **state)
{
    (void)state;
    static const struct wire_segment SEGMENTS[] = {{"abc", 3}, {"", 0}, {"defgh", 5}, {"", 0}};
    for (size_t piece = 1; piece <= 12; piece++) {
        struct outgoing o;
        struct wire_response res;
        struct response_frame frame = {.body_bytes = 8};
        int done = 0;
        char got[16];
        size_t n = 0;
        wire_response_init(&res, 200);
        res.segments = SEGMENTS;
        res.segments_n = COUNT_OF(SEGMENTS);
        res.done = count;
        res.done_ctx = &done;
        outgoing_init(&o);
        buf_add(&o.head, STR("HEAD"));
        outgoing_take(&o, &res, true, &frame);
        struct iovec iov[8];
        while (outgoing_iov(&o, iov, COUNT_OF(iov)) > 0) {
            size_t take = iov[0].iov_len < piece ? iov[0].iov_len : piece;
            memcpy(got + n, iov[0].iov_base, take);
            n += take;
            outgoing_advance(&o, take);
        }
        assert_str_is(((struct str){got, n}), "HEADabcdefgh");
        assert_int_equal(done, 0);
        outgoing_release(&o);
        outgoing_release(&o);
        assert_int_equal(done, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads),
        cmocka_unit_test(numbers),
        cmocka_unit_test(heads_beforehand),
        cmocka_unit_test(shared_fields_stand_before_the_others),
        cmocka_unit_test(header_injection_is_refused),
        cmocka_unit_test(own_words),
        cmocka_unit_test(sending_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
