/* The server over real sockets: what requests get, in which order, and from which thread. */
#include "server_fixture.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a.vn\r\n\r\n"

struct bench {
    struct server server;
    struct arena arena;
};

static int setup(void **state)
{
    struct bench *b = mem_alloc(sizeof *b);
    assert_non_null(b);
    assert_true(hash_start());
    arena_init(&b->arena, 64 << 20);
    server_start(&b->server, 2, (struct wire_limits){0});
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    server_stop(&b->server);
    arena_release(&b->arena);
    mem_free(b);
    return 0;
}

static void plain(void **state)
{
    struct bench *b = *state;
    struct reply r = client_ask(&b->server, &b->arena, STR(GET("/")));
    assert_int_equal(r.status, 200);
    assert_str_is(r.body, "hello");
    assert_str_is(reply_field(&r, "Content-Type"), "text/plain");
    assert_int_equal(reply_field(&r, "Date").n, sizeof "Fri, 29 Sep 2023 15:19:00 GMT" - 1);
    assert_str_is(reply_field(&r, "Connection"), "");
}

static void bodies_that_must_not_be(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    client_send(fd, STR("HEAD /big HTTP/1.1\r\nHost: a.vn\r\n\r\n" GET("/empty")
                            GET("/same") "HEAD /file HTTP/1.1\r\nHost: a.vn\r\n\r\n" GET("/")));
    struct reply r = client_read_as(fd, &b->arena, true);
    assert_str_is(reply_field(&r, "Content-Length"), "8388608");
    r = client_read(fd, &b->arena);
    assert_int_equal(r.status, 204);
    assert_str_is(reply_field(&r, "Content-Length"), "");
    r = client_read(fd, &b->arena);
    assert_int_equal(r.status, 304);
    r = client_read_as(fd, &b->arena, true);
    assert_str_is(reply_field(&r, "Content-Length"), "1000000");
    assert_str_is(client_read(fd, &b->arena).body, "hello");
    close(fd);
}

/* In order, though some answers come late and from other threads. */
static void pipelining(void **state)
{
    enum { REQUESTS = 200 };
    struct bench *b = *state;
    struct buf all;
    buf_init(&all, &b->arena);
    for (int i = 0; i < REQUESTS; i++) {
        if (i % 10 == 3)
            buf_addf(&all, "POST /later HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 4\r\n\r\n%04d",
                     i);
        else if (i % 10 == 7)
            buf_addf(&all,
                     "POST /echo HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\n%02d\r\n2;x\r\n%02d\r\n0\r\n\r\n",
                     i / 100, i % 100);
        else
            buf_addf(&all, "GET /echo?%04d HTTP/1.1\r\nHost: a.vn\r\n\r\n", i);
    }
    int fd = client_open(&b->server);
    client_send(fd, buf_view(&all));
    for (int i = 0; i < REQUESTS; i++) {
        struct reply r = client_read(fd, &b->arena);
        bool later = i % 10 == 3;
        assert_int_equal(r.status, later ? 201 : 200);
        assert_str_eq(r.body, str_format(&b->arena, "%s%04d", later ? "later " : "", i));
    }
    close(fd);
}

static void byte_by_byte(void **state)
{
    struct bench *b = *state;
    struct str request =
        STR("POST /echo?a= HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: chunked\r\n"
            "\r\n3\r\nxyz\r\n0\r\nT: u\r\n\r\n" GET("/"));
    int fd = client_open(&b->server);
    for (size_t i = 0; i < request.n; i++)
        client_send(fd, str_slice(request, i, i + 1));
    assert_str_is(client_read(fd, &b->arena).body, "a=xyz");
    assert_str_is(client_read(fd, &b->arena).body, "hello");
    close(fd);
}

static void expect_continue(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    client_send(fd, STR("POST /echo HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 3\r\n"
                        "Expect: 100-continue\r\n\r\n"));
    assert_int_equal(client_read(fd, &b->arena).status, 100);
    client_send(fd, STR("abc"));
    assert_str_is(client_read(fd, &b->arena).body, "abc");
    close(fd);
}

struct refusal {
    const char *request;
    int status;
};

/* Refusals that the parser's own tests do not show: sent whole, and then the connection ends. */
static void refusals(void **state)
{
    static const struct refusal CASES[] = {
        {"BAD\r\n\r\n", 400},
        {"GET /%2e%2e/ HTTP/1.1\r\nHost: a.vn\r\n\r\n", 400},
        {"GET /a HTTP/1.1\r\nHost: a.vn\r\nX : y\r\n\r\n" GET("/"), 400},
        {"POST / HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 70000\r\n\r\nxxxxxxxx", 413},
        {"POST / HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\nxx", 413},
        {"POST / HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: chunked\r\n\r\nzz", 400},
        {"POST / HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"OPTIONS * HTTP/1.1\r\nHost: a.vn\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a.vn\r\nExpect: x\r\nContent-Length: 3\r\n\r\n", 417},
        {GET("/inject"), 500},
        {GET("/greedy"), 503},
    };
    struct bench *b = *state;
    int done = atomic_load(&b->server.done);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int fd = client_open(&b->server);
        client_send(fd, str_view(CASES[i].request));
        struct reply r = client_read(fd, &b->arena);
        assert_int_equal(r.status, CASES[i].status);
        assert_true(str_starts(r.body, str_format(&b->arena, "%d ", CASES[i].status)));
        assert_str_is(reply_field(&r, "Connection"), "close");
        assert_str_is(reply_field(&r, "X-Content-Type-Options"), "nosniff");
        assert_str_is(reply_field(&r, "Location"), "");
        assert_true(client_at_end(fd));
        close(fd);
    }
    wait_for(&b->server.done, done + 2); /* what a handler gave is ended though it was not sent */
}

static void closing(void **state)
{
    static const char *const REQUESTS[] = {
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.vn\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.vn\r\nConnection: close\r\n\r\n" GET("/never"),
    };
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
        int fd = client_open(&b->server);
        client_send(fd, str_view(REQUESTS[i]));
        struct reply r = client_read(fd, &b->arena);
        assert_int_equal(r.status, 200);
        assert_str_is(reply_field(&r, "Connection"), "close");
        assert_true(client_at_end(fd));
        close(fd);
    }
}

/* A client may end its side and still wants its answers. */
/* The answer arrives also when the client has sent more, which nobody reads any more. */
static void more_after_the_last(void **state)
{
    struct bench *b = *state;
    for (int i = 0; i < 3; i++) {
        int fd = client_open(&b->server);
        client_send(fd, STR("GET /hold?1 HTTP/1.1\r\nHost: a.vn\r\nConnection: close\r\n\r\n"));
        struct wire_deferred *d = take_held(&b->server);
        client_send(fd, STR(GET("/")));
        answer_deferred(&b->server, d);
        struct reply r = client_read(fd, &b->arena);
        assert_int_equal(r.status, 200);
        assert_str_is(r.body, "held 1");
        close(fd);
    }
}

static void half_closed_client(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    client_send(fd, STR(GET("/") GET("/later") GET("/big")));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    assert_str_is(client_read(fd, &b->arena).body, "hello");
    assert_int_equal(client_read(fd, &b->arena).status, 201);
    assert_int_equal(client_read(fd, &b->arena).body.n, BIG_BYTES);
    assert_true(client_at_end(fd));
    close(fd);
}

static void ranges(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    client_send(fd, STR(GET("/file")));
    struct reply r = client_read(fd, &b->arena);
    assert_int_equal(r.body.n, FILE_BYTES);
    for (size_t i = 0; i < r.body.n; i++)
        assert_int_equal(r.body.p[i], file_byte(i));
    assert_str_is(reply_field(&r, "Accept-Ranges"), "bytes");
    client_send(fd, STR("GET /file HTTP/1.1\r\nHost: a.vn\r\nRange: bytes=999990-\r\n\r\n"));
    r = client_read(fd, &b->arena);
    assert_int_equal(r.status, 206);
    assert_str_is(reply_field(&r, "Content-Range"), "bytes 999990-999999/1000000");
    assert_int_equal(r.body.n, 10);
    assert_int_equal(r.body.p[0], file_byte(999990));
    client_send(fd, STR("GET /file HTTP/1.1\r\nHost: a.vn\r\nRange: bytes=1000000-\r\n\r\n"));
    r = client_read(fd, &b->arena);
    assert_int_equal(r.status, 416);
    assert_str_is(reply_field(&r, "Content-Range"), "bytes */1000000");
    client_send(fd, STR("GET /file HTTP/1.1\r\nHost: a.vn\r\nRange: bytes=0-1\r\n"
                        "If-Range: \"f0\"\r\n\r\n"));
    assert_int_equal(client_read(fd, &b->arena).status, 200);
    close(fd);
}

/* The same bytes in memory and in a file that stays the handler's. */
static void from_a_lent_file(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    int slow = client_open(&b->server);
    client_send(slow, STR(GET("/lent") GET("/lent") GET("/big") GET("/lent")));
    client_send(fd, STR("HEAD /lent HTTP/1.1\r\nHost: a.vn\r\n\r\n" GET("/lent")));
    struct reply r = client_read_as(fd, &b->arena, true);
    assert_str_is(reply_field(&r, "Content-Length"), "1000000");
    assert_str_is(reply_field(&r, "Accept-Ranges"), "");
    r = client_read(fd, &b->arena);
    assert_int_equal(r.body.n, FILE_BYTES);
    for (size_t i = 0; i < r.body.n; i++)
        assert_int_equal(r.body.p[i], file_byte(i));
    client_send(fd, STR("GET /lent HTTP/1.1\r\nHost: a.vn\r\nRange: bytes=0-9\r\n\r\n"));
    r = client_read(fd, &b->arena);
    assert_int_equal(r.status, 200);
    assert_int_equal(r.body.n, FILE_BYTES);
    assert_str_eq(client_read(slow, &b->arena).body, r.body);
    assert_str_eq(client_read(slow, &b->arena).body, r.body);
    assert_int_equal(client_read(slow, &b->arena).body.n, BIG_BYTES);
    assert_str_eq(client_read(slow, &b->arena).body, r.body);
    close(fd);
    close(slow);
}

static bool sent_the_ready_head(const struct reply *r)
{
    assert_int_equal(r->status, 200);
    assert_str_is(reply_field(r, "Content-Length"), "30000");
    return reply_field(r, "X-Ready").n > 0;
}

static void check_ready_body(const struct reply *r)
{
    assert_int_equal(r->body.n, READY_BYTES);
    for (size_t i = 0; i < r->body.n; i++)
        assert_int_equal(r->body.p[i], file_byte(i));
}

/* A head that stands in the file is sent from there, but only where it says what is to be said. */
static void with_a_ready_head(void **state)
{
    struct bench *b = *state;
    int fd = client_open(&b->server);
    client_send(fd, STR(GET("/ready") GET("/ready") "HEAD /ready HTTP/1.1\r\nHost: a.vn\r\n\r\n"));
    for (int i = 0; i < 2; i++) {
        struct reply r = client_read(fd, &b->arena);
        assert_true(sent_the_ready_head(&r));
        check_ready_body(&r);
    }
    struct reply r = client_read_as(fd, &b->arena, true);
    assert_false(sent_the_ready_head(&r));
    client_send(fd, STR(GET("/ready?close"))); /* more than what was written beforehand says */
    r = client_read(fd, &b->arena);
    assert_false(sent_the_ready_head(&r));
    assert_str_is(reply_field(&r, "Connection"), "close");
    check_ready_body(&r);
    assert_true(client_at_end(fd));
    close(fd);
    static const struct str LAST[] = {
        STR_INIT("GET /ready HTTP/1.0\r\nHost: a.vn\r\n\r\n"),
        STR_INIT("GET /ready HTTP/1.1\r\nHost: a.vn\r\nConnection: close\r\n\r\n"),
    };
    for (size_t i = 0; i < COUNT_OF(LAST); i++) { /* the handler knows that these are the last */
        fd = client_open(&b->server);
        client_send(fd, LAST[i]);
        r = client_read(fd, &b->arena);
        assert_true(sent_the_ready_head(&r));
        check_ready_body(&r);
        assert_true(client_at_end(fd));
        close(fd);
    }
}

static void who_asks(void **state)
{
    struct bench *b = *state;
    struct reply r = client_ask(&b->server, &b->arena, STR(GET("/who")));
    assert_str_is(r.body, "127.0.0.1");
    r = client_ask(&b->server, &b->arena,
                   STR("GET /who HTTP/1.1\r\nHost: a.vn\r\nX-Forwarded-For: 9.9.9.9, 1.2.3.4\r\n"
                       "X-Forwarded-Proto: https\r\n\r\n"));
    assert_str_is(r.body, "1.2.3.4 s");
    r = client_ask(&b->server, &b->arena,
                   STR("GET http://A.vn/host HTTP/1.1\r\nHost: a.vn\r\n\r\n"));
    assert_str_is(r.body, "a.vn");
    r = client_ask(&b->server, &b->arena,
                   STR("GET http://b.vn/host HTTP/1.1\r\nHost: a.vn\r\n\r\n"));
    assert_int_equal(r.status, 400);
}

/* What a trusted proxy says before the first request, in one piece and in many. */
static void proxied(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct str header = STR("PROXY TCP4 192.0.2.1 192.0.2.2 4660 443\r\n");
    struct str binary = STR("\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x14"
                            "\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x34\x01\xBB"
                            "\x20\x00\x05\x01\0\0\0\0");
    struct str local = STR("\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00");
    struct {
        struct str header;
        const char *who;
    } const CASES[] = {{header, "192.0.2.1"}, {binary, "192.0.2.1 s"}, {local, "127.0.0.1"}};
    server_start_with(&s, (struct wire_options){.listen = "127.0.0.1:0",
                                                .loops = 1,
                                                .trusted_proxies = "127.0.0.1",
                                                .proxy_protocol = true});
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        for (size_t step = 5; step < 100; step += 90) {
            int fd = client_open(&s);
            for (struct str rest = CASES[i].header; rest.n; rest = str_from(rest, step))
                client_send(fd, str_first(rest, step));
            client_send(fd, STR(GET("/who") GET("/who")));
            assert_str_is(client_read(fd, &b->arena).body, CASES[i].who);
            assert_str_is(client_read(fd, &b->arena).body, CASES[i].who);
            close(fd);
        }
    }
    int none = client_open(&s); /* from the proxy it must come */
    client_send(none, STR(GET("/who")));
    assert_true(client_at_end(none));
    close(none);
    int other = client_from(&s, "127.0.0.2"); /* from others it must not */
    client_send(other, header);
    assert_int_equal(client_read(other, &b->arena).status, 400);
    close(other);
    other = client_from(&s, "127.0.0.2");
    client_send(other, STR(GET("/who")));
    assert_str_is(client_read(other, &b->arena).body, "127.0.0.2");
    close(other);
    server_stop(&s);
}

/* A client that a proxy speaks for is counted by its own address, the proxy is not. */
static void proxied_share(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct str from = STR("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n");
    struct str from_other = STR("PROXY TCP4 192.0.2.9 192.0.2.2 1 2\r\n");
    int fds[3];
    server_start_with(&s, (struct wire_options){.listen = "127.0.0.1:0",
                                                .loops = 2,
                                                .trusted_proxies = "127.0.0.0/8",
                                                .proxy_protocol = true,
                                                .limits.connections_per_address_max = 2});
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_open(&s);
        client_send(fds[i], from);
        if (i < 2)
            client_send(fds[i], STR(GET("/")));
        assert_int_equal(client_read_as(fds[i], &b->arena, i == 2).status, i < 2 ? 200 : 503);
        if (i < 2)
            continue;
        int other = client_open(&s);
        client_send(other, from_other);
        client_send(other, STR(GET("/")));
        assert_int_equal(client_read(other, &b->arena).status, 200);
        close(other);
    }
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        close(fds[i]);
    server_stop(&s);
}

/* A socket that listens already, as systemd hands it over: all loops accept from it. */
static void inherited_socket(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listening, (const struct sockaddr *)&any, sizeof any), 0);
    struct wire_inherited handed = {.fd = listening};
    struct wire *none = NULL;
    struct err e = {""};
    const struct wire_options options = {.inherited = &handed, .inherited_n = 1, .loops = 2};
    assert_int_equal(wire_open(options, &none, &e), RC_INVALID); /* it does not listen */
    assert_int_equal(listen(listening, 16), 0);
    server_start_with(&s, options);
    for (int i = 0; i < 50; i++)
        assert_str_is(client_ask(&s, &b->arena, STR(GET("/"))).body, "hello");
    server_stop(&s);
    int fd = client_open(&s); /* it is still there for who comes next */
    close(fd);
    close(listening);
}

static void reset(int fd)
{
    struct linger hard = {.l_onoff = 1};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    close(fd);
}

/* Readers who leave: before their deferred answer, in the middle of a body, with and without a word.
 * Every response is ended once. */
static void leaving_midway(void **state)
{
    enum { READERS = 20 };
    struct bench *b = *state;
    struct server own; /* whose count no other test moves */
    struct server *s = &own;
    server_start(s, 2, (struct wire_limits){0});
    for (int i = 0; i < READERS; i++) {
        int waiting = client_open(s);
        client_send(waiting, STR(GET("/hold")));
        struct wire_deferred *d = take_held(s);
        if (i % 2)
            reset(waiting);
        else
            close(waiting);
        answer_deferred(s, d);
        int reading = client_open(s);
        client_send(reading, i % 3 ? STR(GET("/big")) : STR(GET("/file")));
        assert_int_equal(client_read_as(reading, &b->arena, true).status, 200);
        if (i % 2)
            close(reading);
        else
            reset(reading);
    }
    wait_for(&s->done, 2 * READERS);
    assert_int_equal(client_ask(s, &b->arena, STR(GET("/"))).status, 200);
    wait_for(&s->done, 2 * READERS + 1);
    assert_int_equal(atomic_load(&s->done), 2 * READERS + 1);
    server_stop(s);
}

/* One who does not read holds nobody up. */
static void slow_readers(void **state)
{
    enum { READERS = 20 };
    struct bench *b = *state;
    int slow[READERS];
    for (int i = 0; i < READERS; i++) {
        slow[i] = client_open(&b->server);
        client_send(slow[i], STR(GET("/big")));
    }
    for (int i = 0; i < 100; i++)
        assert_str_is(client_ask(&b->server, &b->arena, STR(GET("/"))).body, "hello");
    assert_int_equal(client_read(slow[0], &b->arena).body.n, BIG_BYTES);
    for (int i = 0; i < READERS; i++)
        close(slow[i]);
}

struct crowd {
    const struct server *server;
    int failures;
};

static void *ask_often(void *arg)
{
    struct crowd *crowd = arg;
    struct arena a;
    arena_init(&a, 16 << 20);
    for (int i = 0; i < 50; i++) {
        int fd = client_open(crowd->server);
        client_send(fd, STR("POST /later HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 2\r\n\r\nab" GET(
                            "/echo?1")));
        if (!str_eq(client_read(fd, &a).body, STR("later ab")) ||
            !str_eq(client_read(fd, &a).body, STR("1")))
            crowd->failures++;
        close(fd);
    }
    arena_release(&a);
    return NULL;
}

static void many_threads(void **state)
{
    enum { THREADS = 8 };
    struct bench *b = *state;
    pthread_t threads[THREADS];
    struct crowd crowds[THREADS];
    for (int i = 0; i < THREADS; i++) {
        crowds[i] = (struct crowd){&b->server, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &crowds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowds[i].failures, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(bodies_that_must_not_be),
        cmocka_unit_test(pipelining),
        cmocka_unit_test(byte_by_byte),
        cmocka_unit_test(expect_continue),
        cmocka_unit_test(refusals),
        cmocka_unit_test(closing),
        cmocka_unit_test(half_closed_client),
        cmocka_unit_test(more_after_the_last),
        cmocka_unit_test(ranges),
        cmocka_unit_test(from_a_lent_file),
        cmocka_unit_test(with_a_ready_head),
        cmocka_unit_test(who_asks),
        cmocka_unit_test(proxied),
        cmocka_unit_test(proxied_share),
        cmocka_unit_test(inherited_socket),
        cmocka_unit_test(leaving_midway),
        cmocka_unit_test(slow_readers),
        cmocka_unit_test(many_threads),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
