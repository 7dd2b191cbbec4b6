/* loa serve: the site, to its readers. One process a folder. */
#include "app/activation.h"
#include "app/args.h"
#include "app/folder.h"
#include "app/metrics.h"
#include "app/phraser.h"
#include "app/protect.h"
#include "app/say.h"
#include "app/serve_conf.h"
#include "app/verb.h"
#include "app/witness.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "desk/desk.h"
#include "site/site.h"
#include "wire/wire.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SERVE_ARENA_MAX_BYTES = 4 << 20, RELOAD_ARENA_MAX_BYTES = 4 << 20 };

struct serve {
    struct arena arena;
    const char *folder;
    char *site_arg; /* the same, for the fetcher */
    struct serve_conf conf;
    struct wire_inherited inherited[ACTIVATION_MAX]; /* by systemd */
    size_t inherited_n;
    struct str origin; /* "http://ADDRESS", for a site whose loa.conf names none */
    int lock_fd;       /* -1: not locked */
    pid_t fetcher;     /* `loa fetch --watch`; 0: none */
    int fetcher_fd;    /* it begins when it reads a byte there; -1: none */
    enum protect_mode mode;
    struct protect_state confined;
    size_t loops;
    struct wire *wire;
    struct site *site;
    struct desk *desk;
    struct metrics *metrics;
    struct phraser phraser;
    struct witness witness;
    struct err e;
};

/* ---- the wire's callbacks: the wire is opened first, because the site wants its address ---- */

static enum wire_answer handle(void *ctx, size_t loop_index, const struct wire_request *req,
                               struct wire_response *res)
{
    struct serve *s = ctx;
    if (metrics_answer(s->metrics, loop_index, req, res) || witness_answer(&s->witness, req, res))
        return WIRE_ANSWERED;
    int64_t began_us = clock_mono_now_us();
    enum wire_answer said = WIRE_ANSWERED;
    if (!desk_handle(s->desk, req, res, &said))
        said = site_handle(s->site, loop_index, req, res);
    if (said == WIRE_ANSWERED)
        metrics_count(s->metrics, loop_index, res->status, clock_mono_now_us() - began_us);
    return said;
}

static void too_long(void *ctx, size_t loop_index, int status, const struct wire_request *req,
                     struct wire_response *res)
{
    const struct serve *s = ctx;
    site_refuse(s->site, loop_index, status, req, res);
}

static void tick(void *ctx, size_t loop_index, int64_t now_ms)
{
    const struct serve *s = ctx;
    site_tick(s->site, loop_index, now_ms);
}

/* ---- signals ---- */

static sigset_t handled_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

/* Connections that begin from now on get the certificates that the files now hold. */
static void reload_certificates(const struct serve *s)
{
    struct arena a;
    struct serve_conf conf;
    struct err e = {""};
    arena_init(&a, RELOAD_ARENA_MAX_BYTES);
    if (wire_address_tls(s->wire, &a).n == 0) {
        arena_release(&a);
        return;
    }
    enum rc rc = serve_conf_read(&a, s->folder, &conf, &e);
    if (!rc)
        rc = wire_reload_certificates(s->wire, conf.certificates, conf.certificates_n, &e);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "serve", "the old certificates stay: %s", e.text);
    arena_release(&a);
}

/* A thread of its own waits for signals, so that nothing runs inside a handler. Ends with the first
 * SIGTERM or SIGINT. */
static void *wait_for_signals(void *ctx)
{
    const struct serve *s = ctx;
    const sigset_t set = handled_signals();
    int got = 0;
    while (sigwait(&set, &got) == 0) {
        if (got != SIGHUP) {
            wire_stop(s->wire);
            return NULL;
        }
        log_write(LOG_LEVEL_INFO, "serve", "reading loa.conf and preset.ini again");
        site_reload(s->site);
        reload_certificates(s);
    }
    return NULL;
}

/* ---- start ---- */

static enum rc lock_folder(struct serve *s)
{
    const char *path = folder_path(&s->arena, s->folder, FOLDER_LOCK);
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (s->lock_fd < 0)
        return fail(&s->e, RC_IO, "%s: cannot be opened", path);
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(&s->e, RC_BUSY, "%s: another loa serve serves this site", s->folder);
    return RC_OK;
}

/* One for each core that this process may use: a container or taskset may leave it fewer than there
 * are. */
static size_t count_loops(void)
{
    cpu_set_t allowed;
    int cores = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
    return cores < 1 ? 1 : cores > SITE_LOOPS_MAX ? SITE_LOOPS_MAX : (size_t)cores;
}

/* The address a browser on this machine can open: a server on all addresses is on localhost too. */
static struct str local_origin(struct arena *a, struct str scheme, struct str address)
{
    struct str port = str_from(address, str_find_last_byte(address, ':'));
    bool all = str_starts(address, STR("0.0.0.0:")) || str_starts(address, STR("[::]:"));
    return all ? str_format(a, "%.*slocalhost%.*s", STR_ARG(scheme), STR_ARG(port))
               : str_concat(a, scheme, address);
}

static struct str own_origin(struct serve *s)
{
    struct str plain = wire_address(s->wire, &s->arena);
    if (plain.n && !s->conf.redirect_https)
        return local_origin(&s->arena, STR("http://"), plain);
    return local_origin(&s->arena, STR("https://"), wire_address_tls(s->wire, &s->arena));
}

/* Feeds are polled in a process of their own, so that nothing they bring can disturb a reader. It gets
 * an empty signal mask and default actions. It is started while this one still may start something, and
 * waits on its standard input for the word that the site is open. */
static bool spawn_fetcher(struct serve *s, int input)
{
    char loa[] = "loa";
    char fetch[] = "fetch";
    char watch[] = "--watch";
    char sandbox[] = "--sandbox";
    char own_pid[24];
    char mode[16];
    (void)snprintf(own_pid, sizeof own_pid, "%ld", (long)getpid());
    (void)snprintf(mode, sizeof mode, "%s", protect_mode_word(s->mode));
    char *const args[] = {loa, fetch, s->site_arg, watch, own_pid, sandbox, mode, NULL};
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t files;
    sigset_t none;
    sigset_t all = handled_signals();
    sigemptyset(&none);
    sigaddset(&all, SIGPIPE);
    if (posix_spawnattr_init(&attr) != 0 || posix_spawn_file_actions_init(&files) != 0)
        return false;
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setsigdefault(&attr, &all);
    bool started = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO) == 0 &&
                   posix_spawn(&s->fetcher, "/proc/self/exe", &files, &attr, args, environ) == 0;
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attr);
    return started;
}

static void start_fetcher(struct serve *s)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        log_write(LOG_LEVEL_WARN, "serve", "feeds are not polled: no descriptors left");
        return;
    }
    s->fetcher_fd = ends[1];
    if (!spawn_fetcher(s, ends[0])) {
        s->fetcher = 0;
        log_write(LOG_LEVEL_WARN, "serve", "feeds are not polled: cannot start loa fetch");
    }
    (void)close(ends[0]);
}

static void begin_fetching(const struct serve *s)
{
    if (s->fetcher && write(s->fetcher_fd, "", 1) != 1)
        log_write(LOG_LEVEL_WARN, "serve", "feeds are not polled: loa fetch has ended");
}

static void stop_fetcher(struct serve *s)
{
    if (s->fetcher_fd >= 0)
        (void)close(s->fetcher_fd);
    s->fetcher_fd = -1;
    if (!s->fetcher)
        return;
    (void)kill(s->fetcher, SIGTERM);
    (void)waitpid(s->fetcher, NULL, 0);
    s->fetcher = 0;
}

static enum rc open_wire(struct serve *s)
{
    s->loops = count_loops();
    const struct wire_options wire = {.listen = s->conf.listen,
                                      .listen_tls = s->conf.listen_tls,
                                      .inherited = s->inherited,
                                      .inherited_n = s->inherited_n,
                                      .proxy_protocol = s->conf.proxy_protocol,
                                      .certificates = s->conf.certificates,
                                      .certificates_n = s->conf.certificates_n,
                                      .redirect_to_https = s->conf.redirect_https,
                                      .hsts_s = s->conf.hsts_s,
                                      .limits = s->conf.limits,
                                      .loops = s->loops,
                                      .trusted_proxies = s->conf.proxies,
                                      .handler = handle,
                                      .ctx = s,
                                      .too_long = too_long,
                                      .tick = tick};
    return wire_open(wire, &s->wire, &s->e);
}

/* Between the sockets and keys that want root and the first byte of a reader: from here on the process
 * has its folder and what is open. */
static enum rc confine(struct serve *s)
{
    enum rc rc = protect_leave_root(s->mode, s->folder, s->lock_fd, &s->e);
    if (rc)
        return rc;
    /* SQLite spills large sorts and statements into files without a name, in /var/tmp unless told; the
     * fetcher inherits it */
    (void)setenv("SQLITE_TMPDIR", s->folder, 1); /* NOLINT(concurrency-mt-unsafe): no thread yet */
    start_fetcher(s);
    const struct protect p = {.mode = s->mode,
                              .event = "serve",
                              .folder = s->folder,
                              .certificates = s->conf.certificates,
                              .certificates_n = s->conf.certificates_n,
                              .calls = {.role = GUARD_SERVER,
                                        .connects = phraser_hook(&s->phraser) != NULL,
                                        .child = s->fetcher}};
    return protect(&p, &s->confined, &s->e);
}

static enum rc open_site(struct serve *s)
{
    s->origin = own_origin(s);
    const struct site_options site = {.folder = s->folder,
                                      .origin = str_cstr(&s->arena, s->origin),
                                      .loops = s->loops,
                                      .phraser = phraser_hook(&s->phraser),
                                      .now_ms = clock_wall_now()};
    enum rc rc = site_open(site, &s->site, &s->e);
    if (!rc)
        rc = desk_open(s->site, &s->desk, &s->e);
    s->metrics = mem_alloc(sizeof *s->metrics);
    if (!rc && !s->metrics)
        rc = fail(&s->e, RC_NOMEM, "out of memory");
    if (!rc) {
        s->metrics->site = s->site;
        s->metrics->wire = s->wire;
        s->metrics->token = s->conf.metrics_token;
        s->metrics->started_ms = site.now_ms;
        s->metrics->loops_n = s->loops;
        s->metrics->confined = s->confined;
    }
    return rc;
}

/* What the whole run has served, in one line of the log. */
static void log_counters(const struct serve *s)
{
    struct wire_counters c;
    wire_counters_read(s->wire, &c);
    log_write(LOG_LEVEL_INFO, "serve",
              "served: connections=%llu refused=%llu requests=%llu refused_requests=%llu "
              "timeouts=%llu bytes=%llu tls=%llu resumed=%llu tls_failures=%llu h2=%llu "
              "h2_attacks=%llu",
              (unsigned long long)c.connections, (unsigned long long)c.connections_refused,
              (unsigned long long)c.requests, (unsigned long long)c.requests_refused,
              (unsigned long long)c.timeouts, (unsigned long long)c.sent_bytes,
              (unsigned long long)c.tls_handshakes, (unsigned long long)c.tls_resumed,
              (unsigned long long)c.tls_failures, (unsigned long long)c.h2_connections,
              (unsigned long long)c.h2_attacks);
}

/* Runs until a signal ends it. The signals are blocked in every thread but the one that waits. */
static enum rc run(struct serve *s)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_signals, s) != 0)
        return fail(&s->e, RC_IO, "cannot start the thread that waits for signals");
    struct str name = site_name(s->site);
    struct str tls = wire_address_tls(s->wire, &s->arena);
    struct str also =
        str_starts(s->origin, STR("https://")) || tls.n == 0
            ? STR("")
            : str_concat(&s->arena, STR(" và "), local_origin(&s->arena, STR("https://"), tls));
    say("Loa đang phục vụ %.*s tại %.*s%.*s\n", STR_ARG(name), STR_ARG(s->origin), STR_ARG(also));
    (void)fflush(stdout);
    if (!s->conf.origin_named && str_contains(s->origin, STR("://localhost:")))
        (void)say_failure("serve",
                          "warning: links in feeds and sitemaps begin with %.*s; set "
                          "origin = https://… under [site] in loa.conf",
                          STR_ARG(s->origin));
    begin_fetching(s);
    enum rc rc = wire_run(s->wire, &s->e);
    phraser_stop(&s->phraser);
    site_stop_phrasing(s->site);
    desk_stop(s->desk);
    stop_fetcher(s);
    log_counters(s);
    /* the thread still waits when it was not a signal that ended the run; SIGTERM is blocked in it,
     * so sigwait takes it */
    (void)pthread_kill(thread, SIGTERM); /* NOLINT(bugprone-bad-signal-to-kill-thread) */
    pthread_join(thread, NULL);
    return rc;
}

static enum rc serve(struct serve *s, const char *listen)
{
    enum rc rc = folder_check(s->folder, &s->e);
    if (!rc)
        rc = serve_conf_read(&s->arena, s->folder, &s->conf, &s->e);
    if (!rc)
        rc = phraser_open(&s->phraser, s->folder, &s->e);
    if (!rc)
        rc = witness_open(&s->witness, &s->arena, s->folder, &s->e);
    if (!rc)
        rc = activation_take(s->inherited, &s->inherited_n, &s->e);
    if (!rc && listen)
        s->conf.listen = listen;
    if (!rc)
        rc = lock_folder(s);
    if (!rc)
        rc = open_wire(s);
    if (!rc)
        rc = confine(s);
    if (!rc)
        rc = open_site(s);
    return rc ? rc : run(s);
}

int cmd_serve(int argc, char **argv)
{
    const char *listen = NULL;
    const char *log = "text";
    const char *sandbox = "on";
    const struct args_option options[] = {
        {"--listen", .text = &listen}, {"--log", .text = &log}, {"--sandbox", .text = &sandbox}};
    struct args args = {
        .usage = "SITE [--listen ADDRESS:PORT] [--log text|json] [--sandbox on|required|off]\n",
        .details =
            "--listen   mặc định theo loa.conf [server] listen, nếu không thì " SERVE_LISTEN_DEFAULT
            "\n"
            "           default: loa.conf's, else " SERVE_LISTEN_DEFAULT "; port 0: any\n"
            "--log      json: nhật ký mỗi dòng một JSON, không có dữ liệu cá nhân\n"
            "           json: one JSON record a line; nothing of a person stands in the log\n"
            "--sandbox  on: chỉ mở được thư mục của trang, không chạy được gì, tới mức nhân hệ điều hành cho phép;\n"
            "           required: không đủ thì không phục vụ · opens its folder alone and starts nothing, as far\n"
            "           as the kernel can; required: refuses to serve where it cannot; off: for finding faults\n"
            "SIGTERM    trả lời xong các yêu cầu đang chạy rồi dừng · finishes what is under way\n"
            "SIGHUP     đọc lại loa.conf, preset.ini và chứng chỉ · reads them and certificates again\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    bool json = strcmp(log, "json") == 0;
    if (!json && strcmp(log, "text") != 0)
        return say_misuse(args.verb, "--log wants text or json, not \"%s\"", log);
    if (json)
        log_set_json(clock_wall_now);
    struct serve s = {
        .folder = args.places[0], .site_arg = args.places[0], .lock_fd = -1, .fetcher_fd = -1};
    if (protect_mode_read(sandbox, &s.mode, &s.e))
        return say_misuse(args.verb, "%s", s.e.text);
    const sigset_t set = handled_signals();
    arena_init(&s.arena, SERVE_ARENA_MAX_BYTES);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread, which all inherit it */
    enum rc rc = serve(&s, listen);
    stop_fetcher(&s);
    desk_stop(s.desk);
    wire_close(s.wire);
    desk_close(s.desk);
    site_close(s.site, clock_wall_now());
    phraser_close(&s.phraser);
    witness_close(&s.witness);
    mem_free(s.metrics);
    if (s.lock_fd >= 0)
        close(s.lock_fd);
    if (rc == RC_INVALID && listen && !s.wire && s.lock_fd >= 0)
        exit_code = say_misuse(args.verb, "%s", s.e.text); /* wire_open did not like --listen */
    else if (rc)
        exit_code = say_failure(args.verb, "%s", s.e.text[0] ? s.e.text : rc_words(rc));
    arena_release(&s.arena);
    return exit_code;
}
