/* The server at its limits: time, connections, descriptors, memory, and its own end. */
#include "server_fixture.h"

#include <stdlib.h>
#include <sys/resource.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a.vn\r\n\r\n"

enum { SHORT_MS = 100 };

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return hash_start() ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const char *const SLOW_STARTS[] = {
    "G",
    "GET / HTTP/1.1\r\nHost: a.vn\r\n",
    "POST / HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 5\r\n\r\nab",
    "POST / HTTP/1.1\r\nHost: a.vn\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "GET / HTTP/1.1\r\nHost: a.vn\r\nX: ",
};

/* Bytes that trickle in do not move the deadline (slowloris). */
static void slow_requests_get_408(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1,
                 (struct wire_limits){.header_timeout_ms = SHORT_MS, .body_timeout_ms = SHORT_MS});
    for (size_t i = 0; i < COUNT_OF(SLOW_STARTS); i++) {
        int fd = client_open(&s);
        struct pollfd answered = {.fd = fd, .events = POLLIN};
        client_send(fd, str_view(SLOW_STARTS[i]));
        bool trickles = i + 1 == COUNT_OF(SLOW_STARTS);
        for (int n = 0; trickles && n < WAIT_MS / 10 && poll(&answered, 1, 10) == 0; n++)
            client_send(fd, STR("x"));
        struct reply r = client_read(fd, &arena);
        assert_int_equal(r.status, 408);
        assert_true(str_starts(r.body, STR("408 Hết thời gian")));
        assert_true(client_at_end(fd));
        close(fd);
    }
    int silent = client_open(&s);
    assert_true(client_at_end(silent)); /* no request, no answer */
    close(silent);
    server_stop(&s);
}

static void idle_connections_end(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){.idle_timeout_ms = SHORT_MS});
    int fd = client_open(&s);
    client_send(fd, STR(GET("/")));
    assert_int_equal(client_read(fd, &arena).status, 200);
    assert_true(client_at_end(fd));
    close(fd);
    server_stop(&s);
}

static void unread_responses_end(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){.write_timeout_ms = SHORT_MS});
    int fd = client_open(&s);
    client_send(fd, STR(GET("/big")));
    wait_for(&s.done, 1);
    close(fd);
    server_stop(&s);
}

/* Who takes a little now and then, but less than the least rate, is given up too. */
static void slow_readers_end(void **state)
{
    (void)state;
    struct server s;
    int small = 4096;
    char piece[16];
    server_start(&s, 1,
                 (struct wire_limits){.write_timeout_ms = 300, .rate_min_bytes_s = 1000 << 20});
    int fd = client_socket();
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    client_connect(fd, &s);
    client_send(fd, STR(GET("/big")));
    for (int waited = 0; atomic_load(&s.done) == 0; waited++) {
        assert_true(waited < WAIT_MS / 10);
        assert_true(recv(fd, piece, sizeof piece, 0) >= 0 || errno == ECONNRESET);
        poll(NULL, 0, 10);
    }
    close(fd);
    server_stop(&s);
    struct wire_counters counted = s.counters;
    assert_int_equal(counted.timeouts, 1);
}

/* A body that comes by the byte keeps to the least rate or gets 408. */
static void slow_bodies_end(void **state)
{
    (void)state;
    struct server s;
    server_start(
        &s, 1, (struct wire_limits){.body_timeout_ms = 2 * SHORT_MS, .rate_min_bytes_s = 1000000});
    int fd = client_open(&s);
    struct pollfd answered = {.fd = fd, .events = POLLIN};
    client_send(fd, STR("POST /echo HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 60000\r\n\r\n"));
    for (int n = 0; n < WAIT_MS / 10 && poll(&answered, 1, 10) == 0; n++)
        client_send(fd, STR("x"));
    assert_int_equal(client_read(fd, &arena).status, 408);
    close(fd);
    server_stop(&s);
}

static void one_address_has_its_share(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 2, (struct wire_limits){.connections_per_address_max = 2});
    int fds[2];
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_from(&s, "127.0.0.2");
        client_send(fds[i], STR(GET("/")));
        assert_int_equal(client_read(fds[i], &arena).status, 200);
    }
    int third = client_from(&s, "127.0.0.2");
    assert_int_equal(client_read_as(third, &arena, true).status, 503);
    close(third);
    int other = client_from(&s, "127.0.0.3");
    client_send(other, STR(GET("/")));
    assert_int_equal(client_read(other, &arena).status, 200);
    close(other);
    close(fds[0]);
    /* the place is free once the loop has seen that the first has left */
    for (int tries = 0, status = 503; status == 503; tries++) {
        int fd = client_from(&s, "127.0.0.2");
        (void)send(fd, GET("/"), sizeof GET("/") - 1, MSG_NOSIGNAL);
        status = client_read_as(fd, &arena, true).status;
        close(fd);
        assert_true(tries < 1000);
    }
    close(fds[1]);
    server_stop(&s);
}

static void too_many_connections_get_503(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){.connections_max = 2});
    int first = client_open(&s);
    int second = client_open(&s);
    client_send(first, STR(GET("/")));
    client_send(second, STR(GET("/")));
    assert_int_equal(client_read(first, &arena).status, 200);
    assert_int_equal(client_read(second, &arena).status, 200);
    int third = client_open(&s);
    struct reply r = client_read(third, &arena);
    assert_int_equal(r.status, 503);
    assert_str_is(reply_field(&r, "Retry-After"), "5");
    close(third);
    close(first);
    /* the place is free once the loop has seen that the first has left */
    for (int tries = 0, status = 503; status == 503; tries++) {
        int fd = client_open(&s);
        (void)send(fd, GET("/"), sizeof GET("/") - 1, MSG_NOSIGNAL);
        status = client_read_as(fd, &arena, true).status;
        close(fd);
        assert_true(tries < 1000);
    }
    close(second);
    server_stop(&s);
}

static rlim_t descriptors_set(rlim_t want)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = want < limit.rlim_max ? want : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    return before;
}

/* EMFILE: the client hears 503, and the server goes on when descriptors are there again. */
static void no_descriptors_left(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    int fds[3];
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        fds[i] = client_socket();
    int lowest_free = dup(fds[0]);
    close(lowest_free);
    rlim_t before = descriptors_set((rlim_t)lowest_free);
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        client_connect(fds[i], &s);
        assert_int_equal(client_read_as(fds[i], &arena, true).status, 503);
    }
    descriptors_set(before);
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        close(fds[i]);
    assert_int_equal(client_ask(&s, &arena, STR(GET("/"))).status, 200);
    server_stop(&s);
}

static void a_thousand_connections(void **state)
{
    (void)state;
    enum { WANTED = 1000 };
    int fds[WANTED];
    rlim_t before = descriptors_set(3 * WANTED);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    int n = limit.rlim_cur >= 2 * WANTED + 100 ? WANTED : 100;
    struct server s;
    server_start(&s, 2, (struct wire_limits){0});
    for (int i = 0; i < n; i++)
        fds[i] = client_open(&s);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < n; i++)
            client_send(fds[i], STR(GET("/echo?x")));
        for (int i = 0; i < n; i++)
            assert_str_is(client_read(fds[i], &arena).body, "x");
        arena_release(&arena);
    }
    for (int i = 0; i < n; i++)
        close(fds[i]);
    server_stop(&s);
    descriptors_set(before);
}

/* Each is a struct and a descriptor to the server; who comes after them is answered as ever. */
static void ten_thousand_idle_connections(void **state)
{
    (void)state;
    enum { WANTED = 10000, OWN = 200 };
    static int fds[WANTED];
    rlim_t before = descriptors_set(2 * WANTED + OWN);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    int n = WANTED;
    if (limit.rlim_cur < 2 * WANTED + OWN) {
        n = ((int)limit.rlim_cur - OWN) / 2;
        print_message("only %d connections: RLIMIT_NOFILE\n", n);
    }
    struct server s;
    server_start(&s, 2, (struct wire_limits){.connections_max = WANTED + OWN});
    for (int i = 0; i < n; i++)
        fds[i] = client_open(&s);
    assert_int_equal(client_ask(&s, &arena, STR(GET("/"))).status, 200);
    client_send(fds[0], STR(GET("/echo?x")));
    assert_str_is(client_read(fds[0], &arena).body, "x");
    client_send(fds[n - 1], STR(GET("/echo?y")));
    assert_str_is(client_read(fds[n - 1], &arena).body, "y");
    for (int i = 0; i < n; i++)
        close(fds[i]);
    assert_int_equal(client_ask(&s, &arena, STR(GET("/"))).status, 200);
    server_stop(&s);
    arena_release(&arena);
    descriptors_set(before);
}

/* Stopping closes the idle, finishes what is under way, takes nobody new. */
static void draining(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 2, (struct wire_limits){0});
    int idle = client_open(&s);
    client_send(idle, STR(GET("/")));
    assert_int_equal(client_read(idle, &arena).status, 200);
    int busy = client_open(&s);
    client_send(busy, STR(GET("/hold?1") GET("/never")));
    struct wire_deferred *d = take_held(&s);
    wire_stop(s.wire);
    assert_true(client_at_end(idle));
    answer_deferred(&s, d);
    struct reply r = client_read(busy, &arena);
    assert_str_is(r.body, "held 1");
    assert_str_is(reply_field(&r, "Connection"), "close");
    assert_true(client_at_end(busy));
    close(busy);
    server_join(&s);
    int refused = client_socket();
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(s.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_not_equal(connect(refused, (const struct sockaddr *)&to, sizeof to), 0);
    close(refused);
    close(idle);
    pthread_mutex_destroy(&s.lock);
}

/* A client that goes from answer to request all the time: the server's end cuts none of its requests,
 * and tells it to go. */
static void draining_a_busy_client(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct server s;
        server_start(&s, 1, (struct wire_limits){.drain_idle_ms = WAIT_MS});
        int fd = client_open(&s);
        bool told = false;
        for (int i = 0; !told; i++) {
            assert_true(i < 100000);
            if (i == 3 + round)
                wire_stop(s.wire);
            client_send(fd, STR(GET("/echo?x")));
            struct reply r = client_read(fd, &arena);
            assert_str_is(r.body, "x");
            told = str_eq(reply_field(&r, "Connection"), STR("close"));
        }
        assert_true(client_at_end(fd));
        close(fd);
        server_join(&s);
        pthread_mutex_destroy(&s.lock);
        arena_clear(&arena, SIZE_MAX);
    }
}

/* What was in the queue of connections when the end came is answered too. */
static void draining_the_queue(void **state)
{
    (void)state;
    enum { QUEUED = 100 };
    struct server s;
    int fds[QUEUED];
    server_start(&s, 1, (struct wire_limits){0});
    for (size_t i = 0; i < QUEUED; i++) {
        fds[i] = client_open(&s);
        client_send(fds[i], STR(GET("/echo?q")));
    }
    wire_stop(s.wire);
    for (size_t i = 0; i < QUEUED; i++) {
        assert_str_is(client_read(fds[i], &arena).body, "q");
        close(fds[i]);
    }
    server_join(&s);
    pthread_mutex_destroy(&s.lock);
}

/* Nothing is allocated for a request once a connection has had its first few. LOA_REQUESTS sets how
 * many are counted. */
static void requests_allocate_nothing(void **state)
{
    (void)state;
    const char *wanted = getenv("LOA_REQUESTS");
    int64_t requests = 20000;
    struct server s;
    char reply[16 << 10];
    struct str batch = STR(GET("/plain") GET("/plain") GET("/plain") GET("/plain"));
    if (wanted)
        assert_true(str_to_int(str_view(wanted), &requests));
    server_start(&s, 1, (struct wire_limits){0});
    int fd = client_open(&s);
    uint64_t before = 0;
    int handled = 0;
    for (int64_t i = 0; i < requests + 8; i += 4) {
        if (i == 8) {
            before = mem_allocations();
            handled = atomic_load(&s.handled);
        }
        client_send(fd, batch);
        while (atomic_load(&s.handled) < i + 4)
            assert_true(recv(fd, reply, sizeof reply, 0) > 0);
    }
    assert_true(atomic_load(&s.handled) - handled >= requests);
    uint64_t allocated = mem_allocations() - before;
    print_message("%d requests, %llu allocations\n", atomic_load(&s.handled) - handled,
                  (unsigned long long)allocated);
    assert_true(allocated == 0);
    close(fd);
    server_stop(&s);
}

/* An answer that comes after everything has ended: nobody gets it, and nothing breaks. */
static void answer_after_the_end(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){.drain_ms = SHORT_MS});
    int fd = client_open(&s);
    client_send(fd, STR(GET("/hold")));
    struct wire_deferred *d = take_held(&s);
    server_stop(&s);
    assert_true(client_at_end(fd));
    answer_deferred(&s, d);
    assert_int_equal(atomic_load(&s.done), 1);
    close(fd);
}

/* Whichever allocation fails, the client gets an answer or an end, and the next one is served. */
static void failing_allocations(void **state)
{
    (void)state;
    struct server s;
    server_start(&s, 1, (struct wire_limits){0});
    uint64_t k = 1;
    for (bool fired = true; fired; k++) {
        mem_fail_at(k);
        int fd = client_open(&s);
        client_send(fd, STR("POST /echo?q HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 2\r\n\r\nab"));
        char byte;
        assert_true(recv(fd, &byte, 1, 0) >= 0 || errno == ECONNRESET); /* and not a time-out */
        fired = mem_fault_fired();
        mem_fail_at(0);
        close(fd);
        assert_true(k < 1000);
    }
    assert_true(k > 3); /* some did fail */
    int fd = client_open(&s);
    client_send(fd, STR(GET("/")));
    assert_int_equal(client_read(fd, &arena).status, 200);
    close(fd);
    server_stop(&s);
}

static enum rc open_at(const char *address, const char *trusted, struct err *e)
{
    struct wire *w = NULL;
    struct wire_options options = {
        .listen = address, .loops = 2, .trusted_proxies = trusted, .handler = handler};
    enum rc rc = wire_open(options, &w, e);
    if (!rc)
        wire_close(w); /* never ran */
    return rc;
}

static void opening(void **state)
{
    (void)state;
    struct server s;
    struct err e = {""};
    server_start(&s, 2, (struct wire_limits){0});
    const char *taken = str_cstr(&arena, str_format(&arena, "127.0.0.1:%u", (unsigned)s.port));
    assert_int_equal(open_at(taken, "", &e), RC_CONFLICT);
    assert_non_null(strstr(e.text, "already listens"));
    assert_int_equal(open_at("127.0.0.1", "", &e), RC_INVALID);
    assert_int_equal(open_at("192.0.2.1:0", "", &e), RC_INVALID);
    assert_int_equal(open_at("127.0.0.1:0", "x", &e), RC_INVALID);
    assert_int_equal(open_at(":0", "::1", &e), RC_OK);
    wait_for(&s.ticks, 3);
    server_stop(&s);
    wire_close(NULL);
}

static void opening_without_memory(void **state)
{
    (void)state;
    uint64_t k = 1;
    for (bool fired = true; fired; k++) {
        mem_fail_at(k);
        enum rc rc = open_at("127.0.0.1:0", "", NULL);
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_int_equal(rc, fired ? RC_NOMEM : RC_OK);
    }
    assert_true(k > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slow_requests_get_408),
        cmocka_unit_test(idle_connections_end),
        cmocka_unit_test(unread_responses_end),
        cmocka_unit_test(slow_readers_end),
        cmocka_unit_test(slow_bodies_end),
        cmocka_unit_test(one_address_has_its_share),
        cmocka_unit_test(too_many_connections_get_503),
        cmocka_unit_test(no_descriptors_left),
        cmocka_unit_test(a_thousand_connections),
        cmocka_unit_test(ten_thousand_idle_connections),
        cmocka_unit_test(draining),
        cmocka_unit_test(draining_a_busy_client),
        cmocka_unit_test(draining_the_queue),
        cmocka_unit_test(requests_allocate_nothing),
        cmocka_unit_test(answer_after_the_end),
        cmocka_unit_test(failing_allocations),
        cmocka_unit_test(opening),
        cmocka_unit_test(opening_without_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
