/* HTTP/2 over real sockets: bodies, late answers, time, attacks, the end; by TLS too. */
#include "h2_client.h"
#include "tls_client.h"

#include <stdlib.h>

#define AUTHORITY                                                                                  \
    "\x01\x04"                                                                                     \
    "a.vn"
#define GET_PATH(length, path) STR_INIT("\x82\x86\x04" length path AUTHORITY)
#define POST_PATH(length, path) STR_INIT("\x83\x86\x04" length path AUTHORITY)

enum { SHORT_MS = 200 };

/* A window of 2^31 - 1 for each stream and for the connection. */
static const struct frame LARGE_WINDOWS[] = {
    {F_SETTINGS, 0, 0, STR_INIT("\0\4\x7F\xFF\xFF\xFF"), 0, 0, 0},
    {F_WINDOW_UPDATE, 0, 0, STR_INIT("\x7F\xFE\0\0"), 0, 0, 0},
};
static const struct frame NO_WINDOW = {F_SETTINGS, 0, 0, STR_INIT("\0\4\0\0\0\0"), 0, 0, 0};

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 256 << 20);
    return hash_start() ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static int h2_open(const struct server *s)
{
    int fd = client_open(s);
    client_send(fd, STR(PREFACE "\0\0\0\x04\0\0\0\0\0"));
    return fd;
}

static void h2_put(int fd, const struct frame *frames, size_t n)
{
    struct buf b;
    buf_init(&b, NULL);
    for (size_t i = 0; i < n; i++)
        put_frame(&b, &frames[i]);
    send_all(fd, buf_view(&b));
    buf_release(&b);
}

static void h2_put_one(int fd, struct frame f)
{
    h2_put(fd, &f, 1);
}

/* All that comes until the server ends the connection, in short. */
static struct str h2_rest(int fd, bool bodies)
{
    struct buf in;
    struct buf shown;
    buf_init(&in, NULL);
    buf_init(&shown, &arena);
    read_until_end(fd, &in);
    show_frames(buf_view(&in), bodies, &shown);
    buf_release(&in);
    close(fd);
    return buf_view(&shown);
}

/* The same after the client has ended its side. */
static struct str h2_finish(int fd, bool bodies)
{
    (void)shutdown(fd, SHUT_WR);
    return h2_rest(fd, bodies);
}

static struct str ask(const struct server *s, struct frame f)
{
    int fd = h2_open(s);
    h2_put_one(fd, f);
    return h2_finish(fd, true);
}

static void assert_contains(struct str s, const char *part)
{
    if (!str_contains(s, str_view(part)))
        fail_msg("\"%s\" is not in \"%.*s\"", part,
                 STR_ARG(str_from(s, s.n > 500 ? s.n - 500 : 0)));
}

static void answers(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 2, (struct wire_limits){0});
    struct {
        struct str block;
        const char *want;
    } const CASES[] = {
        {GET_PATH("\x06", "/plain"), "1:200 1=plain 1. "},
        {GET_PATH("\x05", "/host"), "1:200 1=a.vn 1. "},
        {GET_PATH("\x04", "/who"), "1:200 1=127.0.0.1 1. "},
        {GET_PATH("\x0C", "/echo?a=b%20"), "1:200 1=a=b%20 1. "},
        {GET_PATH("\x06", "/empty"), "1:204 1. "},
        {GET_PATH("\x05", "/same"), "1:304 1. "},
        {GET_PATH("\x07", "/inject"), "1:500 1=500 "},
        {GET_PATH("\x07", "/greedy"), "1:503 1=503 "},
        {STR_INIT("\x02\x04"
                  "HEAD\x86\x04\x04/big" AUTHORITY),
         "1:200 1. "},
        {STR_INIT("\x82\x86\x04\x07/cookie" AUTHORITY "\x00\x06"
                  "cookie\x03"
                  "a=1\x00\x06"
                  "cookie\x03"
                  "b=2\x00\x01x\x01y\x00\x06"
                  "cookie\x03"
                  "c=3"),
         "1:200 1=a=1; b=2; c=3 1. "},
        {STR_INIT("\x82\x86\x04\x05/file" AUTHORITY "\x00\x05range\x0A"
                  "bytes=0-22"),
         "1:206 1=abcdefghijklmnopqrstuvw 1. "},
        {STR_INIT("\x82\x86\x04\x05/file" AUTHORITY "\x00\x05range\x0E"
                  "bytes=1000000-"),
         "1:416 1=416 "},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_contains(ask(&s, (struct frame){F_HEADERS, WHOLE, 1, CASES[i].block, 0, 0, 0}),
                        CASES[i].want);
    int fd = h2_open(&s);
    const struct frame posts[] = {
        {F_HEADERS, END_HEADERS, 1, POST_PATH("\x05", "/echo"), 0, 0, 0},
        {F_HEADERS, END_HEADERS, 3, POST_PATH("\x06", "/later"), 0, 0, 0},
        {F_DATA, 0, 1, STR_INIT("ab"), 0, 0, 0},
        {F_DATA, END_STREAM, 3, STR_INIT("xy"), 0, 0, 0},
        {F_DATA, END_STREAM, 1, STR_INIT("c"), 0, 0, 0},
    };
    h2_put(fd, posts, COUNT_OF(posts));
    struct str said = h2_finish(fd, true);
    assert_contains(said, "1:200 ");
    assert_contains(said, "1=abc ");
    assert_contains(said, "3:201 ");
    assert_contains(said, "3=later xy ");
    server_stop(&s);
    assert_true(s.counters.h2_connections >= COUNT_OF(CASES));
    assert_int_equal(s.counters.h2_attacks, 0);
}

static int64_t body_bytes(struct str all, uint32_t stream, bool is_file)
{
    int64_t n = 0;
    while (all.n >= 9) {
        const unsigned char *p = (const unsigned char *)all.p;
        size_t length = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
        bool mine = p[3] == F_DATA && number32(str_from(all, 5)) == stream;
        for (size_t i = 0; mine && is_file && i < length; i++)
            assert_int_equal(all.p[9 + i], file_byte((size_t)n + i));
        n += mine ? (int64_t)length : 0;
        all = str_from(all, 9 + length);
    }
    return n;
}

/* Two at once, from memory and from a file, more than a window and than the kernel holds. */
static void large_bodies(void **state)
{
    (void)state;
    struct server s;
    struct buf in;
    server_start(&s, 1, (struct wire_limits){0});
    int fd = h2_open(&s);
    h2_put(fd, LARGE_WINDOWS, COUNT_OF(LARGE_WINDOWS));
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x04", "/big"), 0, 0, 0});
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 3, GET_PATH("\x05", "/file"), 0, 0, 0});
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 5, GET_PATH("\x05", "/lent"), 0, 0, 0});
    (void)shutdown(fd, SHUT_WR);
    buf_init(&in, NULL);
    read_until_end(fd, &in);
    assert_int_equal(body_bytes(buf_view(&in), 1, false), BIG_BYTES);
    assert_int_equal(body_bytes(buf_view(&in), 3, true), FILE_BYTES);
    assert_int_equal(body_bytes(buf_view(&in), 5, false), FILE_BYTES);
    buf_release(&in);
    close(fd);
    server_stop(&s);
    assert_int_equal(atomic_load(&s.done), 3);
}

/* Answers for streams and connections that have gone find nobody, and break nothing. */
static void late_answers(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    const struct frame hold = {F_HEADERS, WHOLE, 1, GET_PATH("\x07", "/hold?1"), 0, 0, 0};
    const struct frame reset = {F_RST_STREAM, 0, 1, STR_INIT("\0\0\0\x08"), 0, 0, 0};
    int fd = h2_open(&s);
    h2_put_one(fd, hold);
    struct wire_deferred *d = take_held(&s);
    answer_deferred(&s, d);
    wait_for(&s.done, 1);
    assert_contains(h2_finish(fd, true), "1:200 1=held 1 1. ");
    fd = h2_open(&s); /* the stream goes */
    h2_put_one(fd, hold);
    d = take_held(&s);
    h2_put_one(fd, reset);
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 3, GET_PATH("\x06", "/plain"), 0, 0, 0});
    wait_for(&s.handled, 3);
    answer_deferred(&s, d);
    wait_for(&s.done, 3);
    assert_contains(h2_finish(fd, true), "3=plain ");
    fd = h2_open(&s); /* the connection goes */
    h2_put_one(fd, hold);
    d = take_held(&s);
    struct linger hard = {.l_onoff = 1};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    close(fd);
    answer_deferred(&s, d);
    wait_for(&s.done, 4);
    server_stop(&s);
    assert_int_equal(atomic_load(&s.done), 4);
}

static void too_many_streams(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    int fd = h2_open(&s);
    h2_put_one(fd, NO_WINDOW); /* so that none ends */
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x06", "/plain"), 102, 2, 0});
    wait_for(&s.handled, 100);
    h2_put_one(fd, (struct frame){F_GOAWAY, 0, 0, STR_INIT("\0\0\0\0\0\0\0\x0B"), 0, 0, 0});
    poll(NULL, 0, 50);
    char piece[64 << 10];
    ssize_t n = recv(fd, piece, sizeof piece, 0);
    assert_true(n > 0);
    struct buf shown;
    buf_init(&shown, &arena);
    show_frames((struct str){piece, (size_t)n}, false, &shown);
    assert_contains(buf_view(&shown), "201!7 203!7 ");
    close(fd);
    server_stop(&s);
    assert_int_equal(atomic_load(&s.handled), 100);
}

/* CVE-2023-44487: asked and taken back; and CVE-2025-8671: made the server take it back. */
static void rapid_resets(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    for (int made_to = 0; made_to < 2; made_to++) {
        int fd = h2_open(&s);
        h2_put_one(fd, NO_WINDOW);
        struct str malformed = STR("\x82\x86\x84" AUTHORITY "\x00\x0A"
                                   "connection\x05"
                                   "close");
        struct frame taken_back = {F_HEADERS, WHOLE, 1, malformed, 400, 2, 0};
        if (made_to)
            h2_put_one(fd, taken_back);
        for (int32_t i = 0; !made_to && i < 400; i++) {
            const struct frame both[] = {
                {F_HEADERS, WHOLE, 2 * i + 1, GET_PATH("\x06", "/plain"), 0, 0, 0},
                {F_RST_STREAM, 0, 2 * i + 1, STR_INIT("\0\0\0\x08"), 0, 0, 0},
            };
            h2_put(fd, both, 2);
        }
        assert_contains(h2_finish(fd, false), "G11 ");
    }
    server_stop(&s);
    assert_int_equal(s.counters.h2_attacks, 2);
    assert_true(atomic_load(&s.handled) < 400);
}

static void put_field(struct buf *b, char first, const char *name, size_t value_n)
{
    size_t rest = value_n - 127;
    buf_add_byte(b, first); /* 0x40: kept in the table; 0x00: not */
    buf_add_byte(b, (char)strlen(name));
    buf_add(b, str_view(name));
    buf_add_byte(b, 0x7F); /* a length of 127 and more (RFC 7541 §5.1) */
    while (rest > 127) {
        buf_add_byte(b, (char)(rest % 128 + 128));
        rest /= 128;
    }
    buf_add_byte(b, (char)rest);
    for (size_t i = 0; i < value_n; i++)
        buf_add_byte(b, 'v');
}

/* One entry of the table, named again and again: a few bytes that are megabytes. */
static void header_bombs(void **state)
{
    (void)state;
    struct {
        size_t times;
        const char *want;
    } const CASES[] = {{2, "1:200 "}, {6, "1:431 "}, {60, "1:431 "}, {8000, "G11"}};
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct buf block;
        buf_init(&block, NULL);
        buf_add(&block, STR("\x82\x86\x84" AUTHORITY));
        put_field(&block, 0x40, "bomb", i == 2 ? 200 : 3000);
        for (size_t k = 1; k < CASES[i].times + (i == 2) * 20; k++)
            buf_add_byte(&block, (char)0xBE); /* the first entry of the table */
        assert_contains(ask(&s, (struct frame){F_HEADERS, WHOLE, 1, buf_view(&block), 0, 0, 0}),
                        CASES[i].want);
        buf_release(&block);
    }
    server_stop(&s);
}

/* What takes too long: half a header block, a body, a response nobody makes room for, silence. */
static void time_outs(void **state)
{
    (void)state;
    struct server s;
    const struct wire_limits limits = {.header_timeout_ms = SHORT_MS,
                                       .body_timeout_ms = SHORT_MS,
                                       .write_timeout_ms = SHORT_MS,
                                       .idle_timeout_ms = 10 * SHORT_MS};
    server_start(&s, 1, limits);
    int fd = h2_open(&s);
    h2_put_one(fd, (struct frame){F_HEADERS, END_STREAM, 1, GET_PATH("\x06", "/plain"), 0, 0, 0});
    assert_contains(h2_rest(fd, false), "G11 ");
    fd = h2_open(&s);
    h2_put_one(fd, (struct frame){F_HEADERS, END_HEADERS, 1, POST_PATH("\x05", "/echo"), 0, 0, 0});
    h2_put_one(fd, (struct frame){F_DATA, 0, 1, STR_INIT("a"), 0, 0, 0});
    assert_contains(h2_rest(fd, false), "1!8 G0 ");
    fd = h2_open(&s); /* a window that stays shut (CVE-2019-9517 and its like) */
    h2_put_one(fd, NO_WINDOW);
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x04", "/big"), 10, 2, 0});
    assert_contains(h2_rest(fd, false), "19!8 ");
    fd = h2_open(&s); /* a window that is open, and a socket that nobody reads */
    h2_put(fd, LARGE_WINDOWS, COUNT_OF(LARGE_WINDOWS));
    h2_put_one(fd, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x04", "/big"), 0, 0, 0});
    wait_for(&s.done, 11);
    close(fd);
    fd = h2_open(&s);
    assert_contains(h2_rest(fd, false), "G0 ");
    server_stop(&s);
    assert_true(s.counters.timeouts >= 12);
}

/* SIGTERM: what is under way is finished, and so is what the notice crosses on its way. */
static void draining(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){.drain_idle_ms = 3000});
    int idle = h2_open(&s);
    int busy = h2_open(&s);
    h2_put_one(busy, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x07", "/hold?1"), 0, 0, 0});
    struct wire_deferred *d = take_held(&s);
    wire_stop(s.wire);
    h2_put_one(idle, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x06", "/plain"), 0, 0, 0});
    assert_contains(h2_rest(idle, true), "1=plain ");
    answer_deferred(&s, d);
    struct str said = h2_rest(busy, true);
    assert_contains(said, "G0 ");
    assert_contains(said, "1=held 1 ");
    server_join(&s);
    pthread_mutex_destroy(&s.lock);
}

/* Whichever allocation fails, the client gets an answer or an end, and the next one is served. */
static void failing_allocations(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1,
                 (struct wire_limits){.header_timeout_ms = SHORT_MS,
                                      .body_timeout_ms = SHORT_MS,
                                      .idle_timeout_ms = SHORT_MS});
    uint64_t k = 1;
    for (bool fired = true; fired; k++) {
        struct buf in;
        struct buf out;
        buf_init(&in, &arena);
        buf_init(&out, &arena);
        buf_add(&out, STR(PREFACE "\0\0\0\x04\0\0\0\0\0"));
        put_frame(&out,
                  &(struct frame){F_HEADERS, END_HEADERS, 1, POST_PATH("\x05", "/echo"), 0, 0, 0});
        put_frame(&out, &(struct frame){F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0});
        assert_non_null(
            arena_alloc(&arena, 1 << 20)); /* what follows needs no more from the heap */
        int fd = client_open(&s);
        mem_fail_at(k);
        send_all(fd, buf_view(&out));
        (void)shutdown(fd, SHUT_WR);
        char piece[4096];
        ssize_t n = 0;
        while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
            ;
        assert_true(n == 0 || errno == ECONNRESET);
        fired = mem_fault_fired();
        mem_fail_at(0);
        close(fd);
        arena_clear(&arena, 64 << 20);
        assert_true(k < 1000);
    }
    assert_true(k > 3); /* the library's own are not among them (h2.c says why) */
    assert_contains(
        ask(&s, (struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x06", "/plain"), 0, 0, 0}),
        "1=plain ");
    server_stop(&s);
}

/* ALPN, and the whole way by TLS. */
static void by_tls(void **state)
{
    (void)state;
    struct server s;
    struct pair pair;
    char folder[] = "/tmp/loa-h2-XXXXXX";
    assert_non_null(mkdtemp(folder));
    make_pair(&pair, folder, "first", "DNS:a.vn");
    const struct wire_certificate certificate = {pair.certificate, pair.key};
    server_start_with(&s, (struct wire_options){.listen_tls = "127.0.0.1:0",
                                                .loops = 2,
                                                .certificates = &certificate,
                                                .certificates_n = 1,
                                                .hsts_s = 600});
    struct tls_client c;
    struct buf out;
    struct buf shown;
    buf_init(&out, &arena);
    buf_init(&shown, &arena);
    assert_true(tls_client_open(&c, &s, (struct tls_wish){.protocols = STR("\x08http/1.1\x02h2")}));
    buf_add(&out, STR(PREFACE "\0\0\0\x04\0\0\0\0\0"));
    for (size_t i = 0; i < COUNT_OF(LARGE_WINDOWS); i++)
        put_frame(&out, &LARGE_WINDOWS[i]);
    put_frame(&out, &(struct frame){F_HEADERS, WHOLE, 1, GET_PATH("\x04", "/who"), 0, 0, 0});
    put_frame(&out, &(struct frame){F_HEADERS, WHOLE, 3, GET_PATH("\x05", "/file"), 0, 0, 0});
    put_frame(&out, &(struct frame){F_HEADERS, WHOLE, 5, GET_PATH("\x04", "/big"), 0, 0, 0});
    tls_client_send(&c, buf_view(&out));
    wait_for(&s.handled, 3);
    wire_stop(s.wire);
    struct str all = tls_client_read_all(&c, &arena);
    show_frames(all, false, &shown);
    assert_contains(buf_view(&shown), "1:200 ");
    assert_int_equal(body_bytes(all, 1, false), (int64_t)strlen("127.0.0.1 s"));
    assert_int_equal(body_bytes(all, 3, true), FILE_BYTES);
    assert_int_equal(body_bytes(all, 5, false), BIG_BYTES);
    tls_client_close(&c);
    server_join(&s);
    pthread_mutex_destroy(&s.lock);
    (void)unlink(pair.certificate);
    (void)unlink(pair.key);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(large_bodies),
        cmocka_unit_test(late_answers),
        cmocka_unit_test(too_many_streams),
        cmocka_unit_test(rapid_resets),
        cmocka_unit_test(header_bombs),
        cmocka_unit_test(time_outs),
        cmocka_unit_test(draining),
        cmocka_unit_test(failing_allocations),
        cmocka_unit_test(by_tls),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
