/* loa serve: the site, to its readers. One process a folder. */
#include "app/args.h"
#include "app/folder.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/clock.h"
#include "base/log.h"
#include "site/ini_file.h"
#include "site/site.h"
#include "wire/wire.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#define LISTEN_DEFAULT "127.0.0.1:8080"

enum { SERVE_ARENA_MAX_BYTES = 4 << 20 };

struct serve {
    struct arena arena;
    const char *folder;
    char *site_arg; /* the same, for the fetcher */
    const char *listen;
    const char *proxies;
    struct str origin; /* "http://ADDRESS", for a site whose loa.conf names none */
    bool origin_named; /* by loa.conf */
    int lock_fd;       /* -1: not locked */
    pid_t fetcher;     /* `loa fetch --watch`; 0: none */
    size_t loops;
    struct wire *wire;
    struct site *site;
    struct err e;
};

/* ---- the wire's callbacks: the wire is opened first, because the site wants its address ---- */

static enum wire_answer handle(void *ctx, size_t loop_index, const struct wire_request *req,
                               struct wire_response *res)
{
    const struct serve *s = ctx;
    return site_handle(s->site, loop_index, req, res);
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

/* listen and trusted_proxies of loa.conf, where the command line is silent. */
static enum rc read_conf(struct serve *s, const char *listen)
{
    struct ini conf;
    const char *path = folder_path(&s->arena, s->folder, FOLDER_CONF);
    enum rc rc = ini_read_file(&s->arena, path, &conf, &s->e);
    if (rc)
        return rc;
    struct str own = ini_value(&conf, STR("server"), STR("listen"));
    s->listen = listen ? listen : own.n ? str_cstr(&s->arena, own) : LISTEN_DEFAULT;
    s->origin_named = ini_value(&conf, STR("site"), STR("origin")).n > 0;
    s->proxies = str_cstr(&s->arena, ini_value(&conf, STR("server"), STR("trusted_proxies")));
    return RC_OK;
}

static size_t count_loops(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > SITE_LOOPS_MAX ? SITE_LOOPS_MAX : (size_t)cores;
}

/* The address a browser on this machine can open: a server on all addresses is on localhost too. */
static struct str local_origin(struct arena *a, struct str address)
{
    struct str port = str_from(address, str_find_last_byte(address, ':'));
    bool all = str_starts(address, STR("0.0.0.0:")) || str_starts(address, STR("[::]:"));
    return all ? str_format(a, "http://localhost%.*s", STR_ARG(port))
               : str_concat(a, STR("http://"), address);
}

static enum rc open_all(struct serve *s)
{
    s->loops = count_loops();
    const struct wire_options wire = {.listen = s->listen,
                                      .loops = s->loops,
                                      .trusted_proxies = s->proxies,
                                      .handler = handle,
                                      .ctx = s,
                                      .tick = tick};
    enum rc rc = wire_open(wire, &s->wire, &s->e);
    if (rc)
        return rc;
    s->origin = local_origin(&s->arena, wire_address(s->wire, &s->arena));
    const struct site_options site = {.folder = s->folder,
                                      .origin = str_cstr(&s->arena, s->origin),
                                      .loops = s->loops,
                                      .now_ms = clock_wall_now()};
    return site_open(site, &s->site, &s->e);
}

/* Feeds are polled in a process of their own, so that nothing they bring can disturb a reader. It gets
 * an empty signal mask and default actions. */
static void start_fetcher(struct serve *s)
{
    char loa[] = "loa";
    char fetch[] = "fetch";
    char watch[] = "--watch";
    char own_pid[24];
    (void)snprintf(own_pid, sizeof own_pid, "%ld", (long)getpid());
    char *const args[] = {loa, fetch, s->site_arg, watch, own_pid, NULL};
    posix_spawnattr_t attr;
    sigset_t none;
    sigset_t all = handled_signals();
    sigemptyset(&none);
    sigaddset(&all, SIGPIPE);
    if (posix_spawnattr_init(&attr) != 0)
        return;
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setsigdefault(&attr, &all);
    if (posix_spawn(&s->fetcher, "/proc/self/exe", NULL, &attr, args, environ) != 0) {
        s->fetcher = 0;
        log_write(LOG_LEVEL_WARN, "serve", "feeds are not polled: cannot start loa fetch");
    }
    (void)posix_spawnattr_destroy(&attr);
}

static void stop_fetcher(struct serve *s)
{
    if (!s->fetcher)
        return;
    (void)kill(s->fetcher, SIGTERM);
    (void)waitpid(s->fetcher, NULL, 0);
    s->fetcher = 0;
}

/* Runs until a signal ends it. The signals are blocked in every thread but the one that waits. */
static enum rc run(struct serve *s)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_signals, s) != 0)
        return fail(&s->e, RC_IO, "cannot start the thread that waits for signals");
    struct str name = site_name(s->site);
    say("Loa đang phục vụ %.*s tại %.*s\n", STR_ARG(name), STR_ARG(s->origin));
    (void)fflush(stdout);
    if (!s->origin_named && str_starts(s->origin, STR("http://localhost:")))
        (void)say_failure("serve",
                          "warning: links in feeds and sitemaps begin with %.*s; set "
                          "origin = https://… under [site] in loa.conf",
                          STR_ARG(s->origin));
    start_fetcher(s);
    enum rc rc = wire_run(s->wire, &s->e);
    stop_fetcher(s);
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
        rc = read_conf(s, listen);
    if (!rc)
        rc = lock_folder(s);
    if (!rc)
        rc = open_all(s);
    return rc ? rc : run(s);
}

int cmd_serve(int argc, char **argv)
{
    const char *listen = NULL;
    const struct args_option options[] = {{"--listen", .text = &listen}};
    struct args args = {
        .usage = "SITE [--listen ADDRESS:PORT]\n",
        .details =
            "--listen   mặc định theo loa.conf [server] listen, nếu không thì " LISTEN_DEFAULT "\n"
            "           default: loa.conf's, else " LISTEN_DEFAULT "; port 0: any\n"
            "SIGTERM    trả lời xong các yêu cầu đang chạy rồi dừng · finishes what is under way\n"
            "SIGHUP     đọc lại loa.conf và preset.ini · reads them again\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    struct serve s = {.folder = args.places[0], .site_arg = args.places[0], .lock_fd = -1};
    const sigset_t set = handled_signals();
    arena_init(&s.arena, SERVE_ARENA_MAX_BYTES);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread, which all inherit it */
    enum rc rc = serve(&s, listen);
    wire_close(s.wire);
    site_close(s.site, clock_wall_now());
    if (s.lock_fd >= 0)
        close(s.lock_fd);
    if (rc == RC_INVALID && listen && !s.wire && s.lock_fd >= 0)
        exit_code = say_misuse(args.verb, "%s", s.e.text); /* wire_open did not like --listen */
    else if (rc)
        exit_code = say_failure(args.verb, "%s", s.e.text[0] ? s.e.text : rc_words(rc));
    arena_release(&s.arena);
    return exit_code;
}
