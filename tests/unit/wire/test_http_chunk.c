/* Chunked bodies: RFC 9112 §7.1 and what must not pass for one. */
#include "tests/test.h"

#include "wire/http_chunk.h"

enum { INCOMPLETE = -1 };

struct outcome {
    int status;
    size_t used;
};

/* Feeds pieces of piece_bytes; body must be released by the caller. */
static struct outcome feed(struct str bytes, size_t piece_bytes, struct buf *body)
{
    struct chunk_decoder d;
    struct outcome o = {INCOMPLETE, 0};
    chunk_init(&d);
    buf_init(body, NULL);
    while (o.used < bytes.n && o.status == INCOMPLETE) {
        size_t used = 0;
        enum http_state state =
            chunk_feed(&d, str_first(str_from(bytes, o.used), piece_bytes), body, &used);
        o.used += used;
        if (state != HTTP_MORE)
            o.status = d.status;
    }
    return o;
}

struct chunk_case {
    const char *why;
    struct str bytes;
    int status;
    struct str body;
};

static const struct chunk_case CASES[] = {
    {"one chunk", STR_INIT("3\r\nabc\r\n0\r\n\r\n"), 0, STR_INIT("abc")},
    {"empty body", STR_INIT("0\r\n\r\n"), 0, STR_INIT("")},
    {"two chunks", STR_INIT("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), 0, STR_INIT("abcde")},
    {"hexadecimal", STR_INIT("a\r\n0123456789\r\n00\r\n\r\n"), 0, STR_INIT("0123456789")},
    {"capitals", STR_INIT("A\r\n0123456789\r\n0\r\n\r\n"), 0, STR_INIT("0123456789")},
    {"data with CRLF", STR_INIT("4\r\n\r\n\r\n\r\n0\r\n\r\n"), 0, STR_INIT("\r\n\r\n")},
    {"extension", STR_INIT("1;a=b;c=\"d e\"\r\nx\r\n0\r\n\r\n"), 0, STR_INIT("x")},
    {"bad white space before ';'", STR_INIT("1 \t;a\r\nx\r\n0\r\n\r\n"), 0, STR_INIT("x")},
    {"trailers", STR_INIT("1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\n"), 0, STR_INIT("x")},
    {"unfinished", STR_INIT("3\r\nab"), INCOMPLETE, STR_INIT("ab")},
    {"no last empty line", STR_INIT("0\r\n"), INCOMPLETE, STR_INIT("")},
    {"no size", STR_INIT("\r\nabc"), 400, STR_INIT("")},
    {"space after the size", STR_INIT("3 \r\nabc"), 400, STR_INIT("")},
    {"space before the size", STR_INIT(" 3\r\nabc"), 400, STR_INIT("")},
    {"0x", STR_INIT("0x3\r\nabc"), 400, STR_INIT("")},
    {"minus", STR_INIT("-3\r\nabc"), 400, STR_INIT("")},
    {"plus", STR_INIT("+3\r\nabc"), 400, STR_INIT("")},
    {"underscore", STR_INIT("1_0\r\nabc"), 400, STR_INIT("")},
    {"bare LF after the size", STR_INIT("3\nabc"), 400, STR_INIT("")},
    {"bare LF after an extension", STR_INIT("3;a\nabc"), 400, STR_INIT("")},
    {"bare CR in an extension", STR_INIT("3;a\rb\r\nabc"), 400, STR_INIT("")},
    {"bare LF after the data", STR_INIT("3\r\nabc\n0\r\n\r\n"), 400, STR_INIT("abc")},
    {"longer than its size", STR_INIT("3\r\nabcd\r\n0\r\n\r\n"), 400, STR_INIT("abc")},
    {"shorter than its size", STR_INIT("5\r\nabc\r\n0\r\n\r\n"), 400, STR_INIT("abc\r\n")},
    {"too many digits", STR_INIT("000000003\r\nabc"), 400, STR_INIT("")},
    {"overflow", STR_INIT("FFFFFFFFFFFFFFFFF\r\n"), 400, STR_INIT("")},
    {"over the limit", STR_INIT("10001\r\n"), 413, STR_INIT("")},
    {"over the limit in sum", STR_INIT("1\r\nx\r\n10000\r\n"), 413, STR_INIT("x")},
    {"trailer without a name", STR_INIT("0\r\n: b\r\n\r\n"), 400, STR_INIT("")},
    {"folded trailer", STR_INIT("0\r\nA: b\r\n c\r\n\r\n"), 400, STR_INIT("")},
    {"space before a trailer's colon", STR_INIT("0\r\nA : b\r\n\r\n"), 400, STR_INIT("")},
    {"NUL in a trailer", STR_INIT("0\r\nA: \0\r\n\r\n"), 400, STR_INIT("")},
    {"bare LF at the end", STR_INIT("0\r\n\n"), 400, STR_INIT("")},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        for (size_t piece = 1; piece <= CASES[i].bytes.n; piece++) {
            struct buf body;
            struct outcome o = feed(CASES[i].bytes, piece, &body);
            if (o.status != CASES[i].status || !str_eq(buf_view(&body), CASES[i].body))
                fail_msg("%s: %d, body of %zu bytes (pieces of %zu)", CASES[i].why, o.status,
                         body.n, piece);
            buf_release(&body);
        }
    }
}

static void what_follows_is_left(void **state)
{
    (void)state;
    struct buf body;
    struct outcome o = feed(STR("1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n"), 100, &body);
    assert_int_equal(o.status, 0);
    assert_int_equal(o.used, 11);
    buf_release(&body);
}

/* Extensions and trailers have a limit of their own: they carry nothing, at any length. */
static void overhead_is_bounded(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    char *filler = arena_alloc(&a, CHUNK_OVERHEAD_MAX_BYTES + 1);
    memset(filler, 'a', CHUNK_OVERHEAD_MAX_BYTES + 1);
    for (int over = 0; over < 2; over++) {
        int n = CHUNK_OVERHEAD_MAX_BYTES + over;
        struct buf body;
        struct str bytes = str_format(&a, "1;%.*s\r\nx\r\n0\r\n\r\n", n, filler);
        assert_int_equal(feed(bytes, 1000, &body).status, over ? 431 : 0);
        buf_release(&body);
        bytes = str_format(&a, "0\r\nA:%.*s\r\n\r\n", n - 1, filler);
        assert_int_equal(feed(bytes, 1000, &body).status, over ? 431 : 0);
        buf_release(&body);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(what_follows_is_left),
        cmocka_unit_test(overhead_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
