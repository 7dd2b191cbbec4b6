/* loa fetch: the feeds of a site, polled. */
#include "app/args.h"
#include "app/conf_section.h"
#include "app/fetcher.h"
#include "app/head_way.h"
#include "app/protect.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/clock.h"
#include "base/log.h"
#include "ingest/raster_child.h"
#include "source/charset_load.h"

#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
    WATCH_EVERY_MS = 5000,
    NIGHT_FROM_HOUR = 1, /* originals are looked at again while few read */
    NIGHT_TO_HOUR = 5,
    NIGHT_BATCH = 200, /* at a time, so that feeds do not wait */
    CHECK_MAX = 5000,
    HEAD_EVERY_MS = 24 * 3600 * 1000,
    HEAD_AGAIN_MS = 3600 * 1000,
    WORK_ARENA_BYTES = 64 << 20, /* thousands of sources */
};

struct options {
    bool due;
    bool check;
    const char *watch;   /* the server's process */
    const char *sandbox; /* with watch: the server's own --sandbox */
    bool json;
};

struct told {
    const struct options *options;
    size_t failed;
};

static void told_feed(void *ctx, const struct store_feed *feed, bool error, struct str words)
{
    struct told *t = ctx;
    t->failed += error;
    if (error)
        (void)say_failure("fetch", "%.*s (%.*s): %.*s", STR_ARG(feed->name),
                          STR_ARG(feed->feed_url), STR_ARG(words));
    else if (!t->options->json && !t->options->watch)
        say("%.*s: %.*s\n", STR_ARG(feed->name), STR_ARG(words));
}

static void say_counts(const struct fetch_counts *c, bool json)
{
    if (json)
        say("{\"feeds\":%zu,\"failed\":%zu,\"created\":%zu,\"updated\":%zu,\"merged\":%zu,"
            "\"held\":%zu,\"withdrawn\":%zu,\"restored\":%zu}\n",
            c->feeds, c->failed, c->created, c->updated, c->merged, c->held, c->withdrawn,
            c->restored);
    else
        say("%zu nguồn, %zu lỗi: %zu bài mới, %zu sửa, %zu gộp, %zu giữ lại, %zu gỡ, %zu khôi phục\n",
            c->feeds, c->failed, c->created, c->updated, c->merged, c->held, c->withdrawn,
            c->restored);
}

/* Each rule has its own word; this one needs no entry to be broken. */
static void warn_of_press(struct fetcher *f)
{
    struct store_feed *feeds = NULL;
    struct str held = STR("");
    size_t n = 0;
    struct arena *a = &f->arena;
    if (store_setting(f->job.reader, a, STR(FETCH_AGREEMENT_SETTING), &held, NULL) ||
        !str_eq(held, STR("1")) || store_feeds(f->job.reader, a, &feeds, &n, NULL))
        return;
    struct str lacks = fetch_press_lacks(a, feeds, n);
    if (lacks.n)
        (void)say_failure("fetch", "warning: %.*s", STR_ARG(lacks));
}

static enum rc once(struct fetcher *f, const struct options *o, struct fetch_counts *counts,
                    struct err *e)
{
    enum rc rc = RC_OK;
    f->job.all = !o->due;
    if (!o->check)
        rc = fetch_feeds(&f->job, counts, e);
    if (!rc && !o->check)
        rc = fetch_subscribe(&f->job, e);
    if (!rc && o->check)
        rc = fetch_originals(&f->job, CHECK_MAX, counts, e);
    return rc ? rc : store_settle(f->job.store, e); /* before anything is said to be taken */
}

static bool is_night(int64_t now_ms)
{
    struct civil c = civil_from_instant(now_ms);
    return c.hour >= NIGHT_FROM_HOUR && c.hour < NIGHT_TO_HOUR;
}

static void told_way(void *ctx, const char *way, enum rc rc, const char *words)
{
    (void)ctx;
    if (rc)
        log_write(LOG_LEVEL_ERROR, "seal", "ALARM: the chain's head did not leave by %s: %s", way,
                  words);
}

/* Once a day, and at the start; what failed is tried again after an hour. *due_ms: when next. */
static void send_head(const char *site, struct fetcher *f, int64_t *due_ms)
{
    struct err e = {{0}};
    size_t ways = 0;
    int64_t now_ms = clock_wall_now();
    const struct head_way way = {
        .site = site, .reader = f->job.reader, .now_ms = now_ms, .told = told_way};
    if (now_ms < *due_ms && *due_ms - now_ms <= HEAD_EVERY_MS)
        return;
    enum rc rc = head_way_send(&way, &ways, &e);
    *due_ms = now_ms + (rc ? HEAD_AGAIN_MS : HEAD_EVERY_MS);
}

/* Nobody has been spoken to yet. What children will need is loaded first, for they cannot open it. */
static enum rc confine(const char *site, const struct options *o, struct err *e)
{
    struct protect p = {
        .event = "fetch", .folder = site, .calls = {.role = GUARD_FETCHER, .connects = true}};
    struct protect_state confined;
    enum rc rc = o->sandbox ? protect_mode_read(o->sandbox, &p.mode, e) : RC_OK;
    if (rc)
        return rc;
    charset_load();
    raster_child_prepare();
    return protect(&p, &confined, e);
}

static void rest(void)
{
    const struct timespec pause = {WATCH_EVERY_MS / 1000, 0};
    (void)nanosleep(&pause, NULL);
}

/* Something is to be asked or told: a source, or a way for the chain's head. */
static enum rc has_work(const char *site, struct store_reader *r, bool *out, struct err *e)
{
    static const struct str WAYS[] = {STR_INIT("mail"), STR_INIT("witness"), STR_INIT("timestamp")};
    struct arena a;
    struct store_feed *feeds = NULL;
    size_t n = 0;
    arena_init(&a, WORK_ARENA_BYTES);
    struct conf_section seals = {.a = &a, .folder = site, .name = STR("seals"), .e = e};
    enum rc rc = store_feeds(r, &a, &feeds, &n, e);
    if (!rc && n == 0)
        rc = conf_section_read(&seals);
    *out = n > 0;
    for (size_t i = 0; i < COUNT_OF(WAYS) && !rc && n == 0; i++)
        *out = *out || conf_value(&seals, WAYS[i]).n > 0;
    arena_release(&a);
    return rc;
}

/* Until then it need not carry what fetching wants. The store is closed again, because its thread would
 * not be confined. */
static enum rc wait_for_work(const char *site, struct err *e)
{
    struct folder folder = {0};
    bool there = false;
    enum rc rc = folder_open(site, &folder, e);
    while (!rc && !there) {
        rc = has_work(site, folder.reader, &there, e);
        if (!rc && !there)
            rest();
    }
    folder_close(&folder);
    return rc;
}

/* The server has opened the site; false: it has ended instead. */
static bool server_is_ready(int64_t server)
{
    char word = 0;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == server && read(STDIN_FILENO, &word, 1) == 1;
}

/* Beside the server, as a process of its own: ends with it, and disturbs no reader. */
static enum rc watch(const char *site, struct fetcher *f, struct err *e)
{
    enum rc rc = RC_OK;
    int64_t head_due_ms = 0;
    while (!rc) {
        send_head(site, f, &head_due_ms);
        struct fetch_counts counts = {0};
        rc = fetch_feeds(&f->job, &counts, e);
        if (!rc)
            rc = fetch_subscribe(&f->job, e);
        if (!rc && is_night(clock_wall_now()))
            rc = fetch_originals(&f->job, NIGHT_BATCH, &counts, e);
        if (!rc)
            rc = store_settle(f->job.store, e);
        rest();
    }
    return rc;
}

static enum rc prepare_watch(const char *site, const struct options *o, bool *ready, struct err *e)
{
    int64_t server = 0;
    enum rc rc = args_number("--watch", o->watch, 1, INT32_MAX, &server, e);
    *ready = !rc && server_is_ready(server);
    if (!rc && *ready)
        rc = wait_for_work(site, e);
    return rc || !*ready ? rc : confine(site, o, e);
}

static enum rc fetch_once(struct fetcher *f, const struct options *o, struct err *e)
{
    struct fetch_counts counts = {0};
    enum rc rc = once(f, o, &counts, e);
    if (!rc)
        warn_of_press(f);
    if (!rc)
        say_counts(&counts, o->json);
    return rc;
}

static enum rc fetch(const char *site, const struct options *o, struct told *told, struct err *e)
{
    struct folder folder = {0};
    struct fetcher f = {0};
    bool ready = true;
    enum rc rc = o->watch ? prepare_watch(site, o, &ready, e) : RC_OK;
    if (rc || !ready)
        return rc;
    /* its articles go in without waiting for the disk each; what is lost with the power is fetched again */
    rc = folder_open_with(site, (struct store_options){.bulk = true}, &folder, e);
    if (!rc)
        rc = fetcher_open(&f, site, &folder, e);
    f.job.told = told_feed;
    f.job.ctx = told;
    if (!rc)
        rc = o->watch ? watch(site, &f, e) : fetch_once(&f, o, e);
    fetcher_close(&f);
    folder_close(&folder);
    return rc;
}

int cmd_fetch(int argc, char **argv)
{
    struct options o = {0};
    struct err e = {""};
    const struct args_option options[] = {{"--due", .flag = &o.due},
                                          {"--check", .flag = &o.check},
                                          {"--watch", .text = &o.watch},
                                          {"--sandbox", .text = &o.sandbox},
                                          {"--json", .flag = &o.json}};
    struct args args = {
        .usage = "SITE [--due] [--check] [--json]\n",
        .details =
            "           hỏi mọi nguồn một lần (máy chủ tự làm theo lịch) · polls every source once\n"
            "--due      chỉ những nguồn đến hạn · only sources whose time has come\n"
            "--check    xem lại bản gốc của các bài đã đăng: gỡ ở đó thì gỡ ở đây\n"
            "           looks at the originals again: withdrawn there means withdrawn here\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    struct told told = {.options = &o};
    enum rc rc = fetch(args.places[0], &o, &told, &e);
    if (rc)
        return say_failure(args.verb, "%s", e.text[0] ? e.text : rc_words(rc));
    return told.failed ? EXIT_FAILED : EXIT_DONE;
}
