/* A server in the test's own process on a free loopback port, and a client made of a raw socket.
 *
 * Whatever a test waits for has a bound of WAIT_MS, which only a failure reaches. */
#ifndef LOA_TESTS_WIRE_SERVER_FIXTURE_H
#define LOA_TESTS_WIRE_SERVER_FIXTURE_H

#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "wire/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WAIT_MS = 20000,
    BIG_BYTES = 8 << 20, /* more than the kernel buffers of both ends */
    FILE_BYTES = 1000000,
    HELD_MAX = 64,
};

struct server {
    struct wire *wire;
    pthread_t thread;
    uint16_t port;
    uint16_t tls_port;
    enum rc rc;                    /* of wire_run; after the thread has ended */
    struct wire_counters counters; /* likewise */
    atomic_int handled;
    atomic_int done;
    atomic_int ticks;
    int same_fd;  /* FILE_BYTES of file_byte */
    int ready_fd; /* READY_AT bytes of something else, READY_HEAD, READY_BYTES of file_byte */
    pthread_mutex_t lock;
    struct wire_deferred *held[HELD_MAX]; /* guarded by lock, as held_n */
    size_t held_n;
};

static char big_body[BIG_BYTES];

static inline char file_byte(size_t at)
{
    return (char)('a' + at % 23);
}

static inline int file_open(void)
{
    char block[1000];
    int fd = memfd_create("loa-test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    for (size_t at = 0; at < FILE_BYTES; at += sizeof block) {
        for (size_t i = 0; i < sizeof block; i++)
            block[i] = file_byte(at + i);
        assert_int_equal(write(fd, block, sizeof block), sizeof block);
    }
    return fd;
}

enum { READY_AT = 100, READY_BYTES = 30000 };

#define READY_HEAD "HTTP/1.1 200 OK\r\nX-Ready: 1\r\nContent-Length: 30000\r\n\r\n"

static inline int ready_open(void)
{
    static const char BEFORE[READY_AT] = "HTTP/1.1 500 ";
    static char body[READY_BYTES];
    int fd = memfd_create("loa-test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = file_byte(i);
    assert_int_equal(write(fd, BEFORE, sizeof BEFORE), sizeof BEFORE);
    assert_int_equal(write(fd, READY_HEAD, sizeof READY_HEAD - 1), sizeof READY_HEAD - 1);
    assert_int_equal(write(fd, body, sizeof body), sizeof body);
    return fd;
}

static inline void count_done(void *ctx)
{
    struct server *s = ctx;
    atomic_fetch_add(&s->done, 1);
}

static inline void hold(struct server *s, const struct wire_request *req)
{
    pthread_mutex_lock(&s->lock);
    ASSERT(s->held_n < HELD_MAX);
    s->held[s->held_n++] = wire_defer(req);
    pthread_mutex_unlock(&s->lock);
}

static inline void answer_deferred(struct server *s, struct wire_deferred *d)
{
    const struct wire_request *req = wire_deferred_request(d);
    struct wire_response res;
    wire_response_init(&res, 200);
    wire_body_set(&res, req->arena, str_concat(req->arena, STR("held "), req->query));
    res.done = count_done;
    res.done_ctx = s;
    wire_deferred_send(d, &res);
}

/* What a store's writer thread does. */
static inline void *answer_from_thread(void *arg)
{
    struct wire_deferred *d = arg;
    struct wire_response res;
    const struct wire_request *req = wire_deferred_request(d);
    wire_response_init(&res, 201);
    wire_body_set(&res, req->arena, str_concat(req->arena, STR("later "), req->body));
    wire_deferred_send(d, &res);
    return NULL;
}

static inline enum wire_answer defer_to_thread(const struct wire_request *req)
{
    pthread_t thread;
    struct wire_deferred *d = wire_defer(req);
    ASSERT(pthread_create(&thread, NULL, answer_from_thread, d) == 0);
    pthread_detach(thread);
    return WIRE_DEFERRED;
}

static inline enum wire_answer handle_path(struct server *s, const struct wire_request *req,
                                           struct wire_response *res)
{
    struct arena *a = req->arena;
    if (str_eq(req->path, STR("/echo"))) {
        wire_body_set(res, a, str_concat(a, req->query, req->body));
    } else if (str_eq(req->path, STR("/file"))) {
        res->file_fd = file_open();
        res->file_size_bytes = FILE_BYTES;
        wire_header_add(res, STR("ETag"), STR("\"f1\""));
    } else if (str_eq(req->path, STR("/big"))) {
        wire_body_set(res, a, (struct str){big_body, sizeof big_body});
    } else if (str_eq(req->path, STR("/lent"))) { /* other bytes, to tell which were sent */
        wire_body_set(res, a, (struct str){big_body, FILE_BYTES});
        res->same_fd = s->same_fd;
    } else if (str_eq(req->path, STR("/ready"))) {
        res->close = str_eq(req->query, STR("close"));
        wire_body_set(res, a, (struct str){big_body, READY_BYTES});
        res->same_fd = s->ready_fd;
        res->head_bytes = sizeof READY_HEAD - 1;
        res->same_at_bytes = READY_AT + (int64_t)res->head_bytes;
    } else if (str_eq(req->path, STR("/empty"))) {
        res->status = 204;
        wire_body_set(res, a, STR("never sent"));
    } else if (str_eq(req->path, STR("/same"))) {
        res->status = 304;
        wire_body_set(res, a, STR("never sent"));
    } else if (str_eq(req->path, STR("/inject"))) {
        wire_header_add(res, STR("Location"), STR("/\r\nSet-Cookie: x"));
    } else if (str_eq(req->path, STR("/greedy"))) {
        ASSERT(!arena_alloc(a, WIRE_ARENA_MAX_BYTES + 1));
    } else if (str_eq(req->path, STR("/who"))) {
        wire_body_set(res, a, str_concat(a, req->remote, req->secure ? STR(" s") : STR("")));
    } else if (str_eq(req->path, STR("/host"))) {
        wire_body_set(res, a, wire_field(req, STR("host")));
    } else if (str_eq(req->path, STR("/cookie"))) {
        wire_body_set(res, a, wire_field(req, STR("Cookie")));
    } else if (str_eq(req->path, STR("/later"))) {
        return defer_to_thread(req);
    } else if (str_eq(req->path, STR("/hold"))) {
        hold(s, req);
        return WIRE_DEFERRED;
    } else if (str_eq(req->path, STR("/plain"))) {
        wire_header_add(res, STR("ETag"), str_concat(a, STR("\"p"), STR("\"")));
        wire_body_set(res, a, STR("plain"));
    } else {
        wire_body_set(res, a, STR("hello"));
    }
    return WIRE_ANSWERED;
}

static inline enum wire_answer handler(void *ctx, size_t loop_index, const struct wire_request *req,
                                       struct wire_response *res)
{
    struct server *s = ctx;
    (void)loop_index;
    wire_response_init(res, 200);
    res->content_type = STR("text/plain");
    enum wire_answer answer = handle_path(s, req, res);
    if (answer == WIRE_ANSWERED) {
        res->done = count_done;
        res->done_ctx = s;
    }
    atomic_fetch_add(&s->handled, 1);
    return answer;
}

static inline void count_tick(void *ctx, size_t loop_index, int64_t now_ms)
{
    struct server *s = ctx;
    (void)loop_index;
    (void)now_ms;
    atomic_fetch_add(&s->ticks, 1);
}

static inline void *server_run(void *arg)
{
    struct server *s = arg;
    struct err e;
    s->rc = wire_run(s->wire, &e);
    return NULL;
}

static inline uint16_t port_of_address(struct str address)
{
    int64_t port = 0;
    if (address.n == 0)
        return 0;
    assert_true(str_to_int(str_from(address, str_find_last_byte(address, ':') + 1), &port));
    return (uint16_t)port;
}

/* Of the plain listener, or of the one for TLS. */
static inline uint16_t port_of_wire(const struct wire *w, bool tls)
{
    struct arena a;
    arena_init(&a, 1 << 12);
    uint16_t port = port_of_address(tls ? wire_address_tls(w, &a) : wire_address(w, &a));
    arena_release(&a);
    return port;
}

static inline void server_start_with(struct server *s, struct wire_options options)
{
    *s = (struct server){.same_fd = file_open(), .ready_fd = ready_open()};
    pthread_mutex_init(&s->lock, NULL);
    options.handler = handler;
    options.ctx = s;
    options.tick = count_tick;
    struct err e = {""};
    if (wire_open(options, &s->wire, &e) != RC_OK)
        fail_msg("%s", e.text);
    s->port = port_of_wire(s->wire, false);
    s->tls_port = port_of_wire(s->wire, true);
    assert_int_equal(pthread_create(&s->thread, NULL, server_run, s), 0);
}

static inline void server_start(struct server *s, size_t loops, struct wire_limits limits)
{
    server_start_with(s, (struct wire_options){.listen = "127.0.0.1:0",
                                               .loops = loops,
                                               .trusted_proxies = "127.0.0.1",
                                               .limits = limits});
}

static inline void server_join(struct server *s)
{
    pthread_join(s->thread, NULL);
    assert_int_equal(s->rc, RC_OK);
    wire_counters_read(s->wire, &s->counters);
    wire_close(s->wire);
    close(s->same_fd);
    close(s->ready_fd);
}

static inline void server_stop(struct server *s)
{
    wire_stop(s->wire);
    server_join(s);
    pthread_mutex_destroy(&s->lock);
}

/* Waits until *counter is at least want. */
static inline void wait_for(atomic_int *counter, int want)
{
    for (int waited = 0; atomic_load(counter) < want; waited++) {
        if (waited > WAIT_MS)
            fail_msg("waited in vain for %d, have %d", want, atomic_load(counter));
        poll(NULL, 0, 1);
    }
}

static inline struct wire_deferred *take_held(struct server *s)
{
    struct wire_deferred *d = NULL;
    for (int waited = 0; !d; waited++) {
        assert_true(waited <= WAIT_MS);
        pthread_mutex_lock(&s->lock);
        if (s->held_n)
            d = s->held[--s->held_n];
        pthread_mutex_unlock(&s->lock);
        if (!d)
            poll(NULL, 0, 1);
    }
    return d;
}

/* -- the client ------------------------------------------------------------------------------- */

static inline int client_socket(void)
{
    struct timeval wait = {.tv_sec = WAIT_MS / 1000};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait), 0);
    return fd;
}

static inline void client_connect(int fd, const struct server *s)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(s->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
}

static inline int client_open(const struct server *s)
{
    int fd = client_socket();
    client_connect(fd, s);
    return fd;
}

/* From another address of this machine. */
static inline int client_from(const struct server *s, const char *address)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    int fd = client_socket();
    assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&from, sizeof from), 0);
    client_connect(fd, s);
    return fd;
}

static inline void client_send(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        assert_true(n > 0);
        bytes = str_from(bytes, (size_t)n);
    }
}

/* True if the server has ended the connection, in whatever way, with nothing more to read. */
static inline bool client_at_end(int fd)
{
    char byte;
    ssize_t n = recv(fd, &byte, 1, 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
}

struct reply {
    int status;
    struct str head;
    struct str body;
};

static inline struct str reply_field(const struct reply *r, const char *name)
{
    struct str rest = r->head;
    struct str line = STR("");
    while (str_next_line(&rest, &line)) {
        size_t colon = str_find_byte(line, ':');
        if (colon < line.n && str_eq_nocase(str_first(line, colon), str_view(name)))
            return str_trim(str_from(line, colon + 1));
    }
    return STR("");
}

/* Reads one response into a; the body too unless bodiless. A 100 is a response of its own. */
static inline struct reply client_read_as(int fd, struct arena *a, bool bodiless)
{
    struct reply r = {0};
    struct buf b;
    int64_t status = 0;
    int64_t length = 0;
    buf_init(&b, a);
    while (!str_ends(buf_view(&b), STR("\r\n\r\n"))) {
        char byte;
        if (recv(fd, &byte, 1, 0) != 1)
            fail_msg("no whole head: \"%.*s\"", STR_ARG(buf_view(&b)));
        buf_add_byte(&b, byte);
    }
    r.head = str_copy(a, buf_view(&b));
    assert_true(str_starts(r.head, STR("HTTP/1.1 ")));
    assert_true(str_to_int(str_slice(r.head, 9, 12), &status));
    r.status = (int)status;
    struct str announced = reply_field(&r, "Content-Length");
    if (bodiless || announced.n == 0)
        return r;
    assert_true(str_to_int(announced, &length));
    char *body = arena_alloc(a, (size_t)length);
    assert_non_null(body);
    for (size_t got = 0; got < (size_t)length;) {
        ssize_t n = recv(fd, body + got, (size_t)length - got, 0);
        assert_true(n > 0);
        got += (size_t)n;
    }
    r.body = (struct str){body, (size_t)length};
    return r;
}

static inline struct reply client_read(int fd, struct arena *a)
{
    return client_read_as(fd, a, false);
}

/* One request on a connection of its own. */
static inline struct reply client_ask(const struct server *s, struct arena *a, struct str request)
{
    int fd = client_open(s);
    client_send(fd, request);
    struct reply r = client_read(fd, a);
    close(fd);
    return r;
}

#endif
