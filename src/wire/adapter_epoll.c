/* The loops: one epoll set and its own listening sockets a thread (SO_REUSEPORT), nothing shared
 * between them but the counts of connections. Of the wire, only this file reads the clock. */
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rand.h"
#include "wire/acceptor.h"
#include "wire/conn.h"
#include "wire/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    LOOPS_MAX = 64,
    EVENTS_MAX = 256, /* of one round; more come with the next */
    TICK_MS = 100,
};

struct worker {
    struct loop loop;
    struct wire *wire;
    pthread_t thread;
    int64_t next_tick_ms;
};

/* Where it listens. */
struct place {
    struct listen_address address;
    int inherited_fd; /* -1: none */
    bool tls;
};

struct wire {
    struct peer_trusted trusted; /* immutable once open, as the next seven */
    struct wire_options options;
    struct place places[LISTENERS_MAX];
    size_t places_n;
    struct tls_ticket_key ticket_key;
    char hsts[40]; /* "max-age=" and an int64_t */
    size_t workers_n;
    atomic_bool stopping;      /* any thread */
    atomic_size_t connections; /* any thread, as addresses */
    struct address_table addresses;
    struct worker workers[]; /* each its own thread's, but for loop.mailbox */
};

/* -- calculating ----------------------------------------------------------------------------- */

static int64_t or_default(int64_t value, int64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static struct wire_limits limits_with_defaults(struct wire_limits l)
{
    return (struct wire_limits){
        .header_timeout_ms = or_default(l.header_timeout_ms, WIRE_HEADER_TIMEOUT_MS),
        .body_timeout_ms = or_default(l.body_timeout_ms, WIRE_BODY_TIMEOUT_MS),
        .idle_timeout_ms = or_default(l.idle_timeout_ms, WIRE_IDLE_TIMEOUT_MS),
        .write_timeout_ms = or_default(l.write_timeout_ms, WIRE_WRITE_TIMEOUT_MS),
        .drain_ms = or_default(l.drain_ms, WIRE_DRAIN_MS),
        .drain_idle_ms = or_default(l.drain_idle_ms, WIRE_DRAIN_IDLE_MS),
        .rate_min_bytes_s = or_default(l.rate_min_bytes_s, WIRE_RATE_MIN_BYTES_S),
        .connections_max = l.connections_max ? l.connections_max : WIRE_CONNECTIONS_MAX,
        .connections_per_address_max = l.connections_per_address_max,
    };
}

/* The port of https that plain requests are sent to; 0 when they are served. */
static uint16_t redirect_port(const struct wire *w)
{
    if (!w->options.redirect_to_https || w->options.redirect_port)
        return w->options.redirect_to_https ? w->options.redirect_port : 0;
    for (size_t i = 0; i < w->places_n; i++)
        if (w->places[i].tls)
            return listen_port(&w->places[i].address);
    return 0;
}

/* How long epoll may sleep. */
static int wait_ms(const struct worker *w)
{
    int64_t left = w->next_tick_ms - w->loop.now_ms;
    if (w->loop.ready || left <= 0)
        return 0;
    return left < TICK_MS ? (int)left : TICK_MS;
}

/* -- a round of a loop ----------------------------------------------------------------------- */

static void take_mail(struct loop *loop)
{
    struct exchange *ex = mailbox_take(loop->mailbox);
    while (ex) {
        struct exchange *next = ex->next;
        ex->next = NULL;
        conn_answer_deferred(loop, ex);
        ex = next;
    }
}

static void begin_drain(struct loop *loop)
{
    loop->draining = true;
    loop->drain_deadline_ms = loop->now_ms + loop->limits.drain_ms;
    acceptor_take_all(loop, ACCEPTS_LAST_MAX); /* who is in the queue would get a reset */
    acceptor_close(loop);
    conn_drain_all(loop);
}

static void read_clock(struct loop *loop)
{
    loop->now_ms = clock_mono_now();
    loop->wall_ms = clock_wall_now();
}

/* True if it was the mailbox, which is to be emptied. */
static bool dispatch(struct loop *loop, const struct epoll_event *event)
{
    struct listener *l = NULL;
    if (event->data.ptr == loop->mailbox)
        return true;
    l = acceptor_of(loop, event->data.ptr);
    if (l)
        acceptor_take(loop, l, ACCEPTS_MAX);
    else
        conn_event(event->data.ptr, event->events);
    return false;
}

static void tick(struct worker *w)
{
    struct loop *loop = &w->loop;
    if (loop->now_ms < w->next_tick_ms)
        return;
    w->next_tick_ms = loop->now_ms + TICK_MS;
    acceptor_resume(loop);
    if (w->wire->options.tick)
        w->wire->options.tick(w->wire->options.ctx, loop->index, loop->wall_ms);
}

static bool is_over(const struct loop *loop)
{
    return loop->draining && (loop->conns_n == 0 || loop->now_ms >= loop->drain_deadline_ms);
}

/* False when epoll itself fails. */
static bool loop_round(struct worker *w)
{
    struct epoll_event events[EVENTS_MAX];
    struct loop *loop = &w->loop;
    int n = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, wait_ms(w));
    if (n < 0 && errno != EINTR)
        return false;
    read_clock(loop);
    bool mail = false;
    for (int i = 0; i < n; i++)
        mail |= dispatch(loop, &events[i]);
    /* after the requests that have come, so that they are not taken for idle connections; before the
     * deferred answers, so that those given after wire_stop say Connection: close */
    if (!loop->draining && atomic_load(&w->wire->stopping))
        begin_drain(loop);
    if (mail)
        take_mail(loop);
    conn_run_ready(loop);
    conn_expire(loop);
    tick(w);
    conn_bury(loop);
    return true;
}

/* Ends what is left. Answers that are still to come are dropped by whoever sends them. */
static void loop_end(struct loop *loop)
{
    conn_close_all(loop);
    struct exchange *ex = mailbox_close(loop->mailbox);
    while (ex) {
        struct exchange *next = ex->next;
        exchange_free(ex);
        ex = next;
    }
    conn_run_ready(loop); /* moves closed ones out of the list */
    conn_bury(loop);
    conn_free_spare(loop);
    exchange_pool_release(&loop->pool);
}

static void *worker_run(void *arg)
{
    struct worker *w = arg;
    bool sound = true;
    read_clock(&w->loop);
    wheel_init(&w->loop.wheel, w->loop.now_ms);
    while (sound && !is_over(&w->loop))
        sound = loop_round(w);
    if (!sound) {
        log_write(LOG_LEVEL_ERROR, "wire", "epoll failed: error %d", errno);
        wire_stop(w->wire); /* better none, and a restart, than one that answers half of them */
    }
    loop_end(&w->loop);
    return sound ? NULL : w;
}

/* -- the server ------------------------------------------------------------------------------ */

static enum rc open_listeners(struct loop *loop, struct wire *wire, struct err *e)
{
    for (size_t i = 0; i < wire->places_n; i++) {
        struct place *place = &wire->places[i];
        struct listener *l = &loop->listeners[i];
        enum rc rc = place->inherited_fd >= 0
                         ? listen_inherit(place->inherited_fd, &place->address, &l->fd, e)
                         : listen_open(&place->address, &l->fd, e);
        if (rc)
            return rc;
        l->tls = place->tls;
        l->proxied = wire->options.proxy_protocol;
        loop->listeners_n++;
    }
    return RC_OK;
}

static bool has_tls(const struct wire *w)
{
    for (size_t i = 0; i < w->places_n; i++)
        if (w->places[i].tls)
            return true;
    return false;
}

static enum rc read_certificates(const struct wire *wire, struct loop *loop, struct err *e)
{
    const struct wire_options *o = &wire->options;
    return has_tls(wire)
               ? tls_site_new(o->certificates, o->certificates_n, &wire->ticket_key, &loop->tls, e)
               : RC_OK;
}

static enum rc loop_open(struct loop *loop, struct wire *wire, size_t index, struct err *e)
{
    *loop = (struct loop){
        .handler = wire->options.handler,
        .too_long = wire->options.too_long,
        .ctx = wire->options.ctx,
        .index = index,
        .trusted = &wire->trusted,
        .limits = limits_with_defaults(wire->options.limits),
        .connections = &wire->connections,
        .addresses = &wire->addresses,
        .hsts = str_view(wire->hsts),
        .reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC),
        .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
        .date = STR(""),
    };
    arena_init(&loop->date_arena, 4 << 10);
    enum rc rc = open_listeners(loop, wire, e);
    if (!rc)
        rc = read_certificates(wire, loop, e);
    loop->redirect_port = redirect_port(wire); /* now that port 0 is a real one */
    if (rc)
        return rc;
    loop->mailbox = mailbox_new();
    if (!loop->mailbox)
        return fail(e, RC_NOMEM, "no memory or descriptor for the server's loop %zu", index);
    struct epoll_event mail = {.events = EPOLLIN, .data.ptr = loop->mailbox};
    if (loop->epoll_fd < 0 || !acceptor_watch(loop) ||
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, mailbox_fd(loop->mailbox), &mail) != 0)
        return fail(e, RC_IO, "cannot watch the listening socket: error %d", errno);
    return RC_OK;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void loop_close(struct loop *loop)
{
    acceptor_close(loop);
    tls_site_unref(loop->tls);
    tls_site_unref(atomic_exchange(&loop->tls_next, NULL));
    close_fd(loop->reserve_fd);
    close_fd(loop->epoll_fd);
    arena_release(&loop->date_arena);
    if (loop->mailbox)
        mailbox_unref(loop->mailbox);
}

static size_t loops_wanted(size_t loops)
{
    long cores = loops ? (long)loops : sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1)
        cores = 1;
    return cores < LOOPS_MAX ? (size_t)cores : LOOPS_MAX;
}

static enum rc add_place(struct wire *w, const char *listen, bool tls, struct err *e)
{
    struct place place = {.inherited_fd = -1, .tls = tls};
    if (!listen || !listen[0])
        return RC_OK;
    enum rc rc = listen_parse(listen, &place.address, e);
    if (!rc)
        rc = listen_probe(&place.address, e);
    if (!rc)
        w->places[w->places_n++] = place;
    return rc;
}

static enum rc find_places(struct wire *w, struct err *e)
{
    const struct wire_options *o = &w->options;
    if (o->inherited_n > LISTENERS_MAX)
        return fail(e, RC_LIMIT, "more than %d listening sockets", LISTENERS_MAX);
    for (size_t i = 0; i < o->inherited_n; i++)
        w->places[w->places_n++] =
            (struct place){.inherited_fd = o->inherited[i].fd, .tls = o->inherited[i].tls};
    if (o->inherited_n)
        return RC_OK;
    enum rc rc = add_place(w, o->listen, false, e);
    if (!rc)
        rc = add_place(w, o->listen_tls, true, e);
    if (!rc && w->places_n == 0)
        rc = fail(e, RC_INVALID, "no address to listen on");
    return rc;
}

static enum rc wire_new(struct wire_options options, struct wire **out, struct err *e)
{
    size_t loops = loops_wanted(options.loops);
    struct wire *w = mem_alloc(sizeof *w + loops * sizeof w->workers[0]);
    if (!w)
        return fail(e, RC_NOMEM, "no memory for the server");
    w->options = options;
    address_table_init(&w->addresses);
    rand_bytes(w->ticket_key.bytes, sizeof w->ticket_key.bytes);
    if (options.hsts_s > 0)
        (void)snprintf(w->hsts, sizeof w->hsts, "max-age=%lld", (long long)options.hsts_s);
    enum rc rc = peer_trusted_read(options.trusted_proxies, &w->trusted, e);
    if (!rc)
        rc = find_places(w, e);
    for (; !rc && w->workers_n < loops; w->workers_n++) {
        w->workers[w->workers_n].wire = w;
        rc = loop_open(&w->workers[w->workers_n].loop, w, w->workers_n, e);
    }
    *out = w;
    return rc;
}

enum rc wire_open(struct wire_options options, struct wire **out, struct err *e)
{
    struct wire *w = NULL;
    if (!hash_start())
        return fail(e, RC_IO, "the system gives no randomness");
    enum rc rc = wire_new(options, &w, e);
    if (rc) {
        wire_close(w);
        return rc;
    }
    /* sendfile has no MSG_NOSIGNAL; a reader who leaves must not end the server */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
        wire_close(w);
        return fail(e, RC_IO, "cannot ignore SIGPIPE");
    }
    *out = w;
    return RC_OK;
}

static struct str address_of(const struct wire *w, bool tls, struct arena *a)
{
    for (size_t i = 0; i < w->places_n; i++)
        if (w->places[i].tls == tls)
            return listen_text(&w->places[i].address, a);
    return STR("");
}

struct str wire_address(const struct wire *w, struct arena *a)
{
    return address_of(w, false, a);
}

struct str wire_address_tls(const struct wire *w, struct arena *a)
{
    return address_of(w, true, a);
}

enum rc wire_reload_certificates(struct wire *w, const struct wire_certificate *certificates,
                                 size_t n, struct err *e)
{
    struct tls_site *sites[LOOPS_MAX] = {NULL};
    enum rc rc = has_tls(w) ? RC_OK : fail(e, RC_INVALID, "the server has no listen_tls");
    for (size_t i = 0; i < w->workers_n && !rc; i++)
        rc = tls_site_new(certificates, n, &w->ticket_key, &sites[i], e);
    for (size_t i = 0; i < w->workers_n; i++)
        if (rc)
            tls_site_unref(sites[i]);
        else /* what an earlier reload has put there and nobody has taken yet goes */
            tls_site_unref(atomic_exchange(&w->workers[i].loop.tls_next, sites[i]));
    return rc;
}

/* Starts the loops but the first, with signals left to the caller's thread. Returns how many run. */
static size_t start_workers(struct wire *w)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    size_t n = 1;
    while (n < w->workers_n &&
           pthread_create(&w->workers[n].thread, NULL, worker_run, &w->workers[n]) == 0)
        n++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return n;
}

enum rc wire_run(struct wire *w, struct err *e)
{
    size_t started = start_workers(w);
    if (started < w->workers_n)
        wire_stop(w);
    bool sound = worker_run(&w->workers[0]) == NULL;
    for (size_t i = 1; i < started; i++) {
        void *failed = NULL;
        pthread_join(w->workers[i].thread, &failed);
        sound = sound && !failed;
    }
    if (started < w->workers_n)
        return fail(e, RC_IO, "cannot start the server's threads");
    return sound ? RC_OK : fail(e, RC_IO, "a loop of the server has failed");
}

void wire_counters_read(const struct wire *w, struct wire_counters *out)
{
    *out = (struct wire_counters){0};
    for (size_t i = 0; i < w->workers_n; i++) {
        const struct counters *c = &w->workers[i].loop.counters;
#define COUNTER_SUM(name)                                                                          \
    out->name += atomic_load_explicit(&c->values[COUNTER_##name], memory_order_relaxed);
        WIRE_COUNTERS(COUNTER_SUM)
#undef COUNTER_SUM
    }
}

void wire_stop(struct wire *w)
{
    atomic_store(&w->stopping, true);
    for (size_t i = 0; i < w->workers_n; i++)
        mailbox_wake(w->workers[i].loop.mailbox);
}

void wire_close(struct wire *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->workers_n; i++)
        loop_close(&w->workers[i].loop);
    mem_free(w);
}
