/* What mixed events cost until they are on the disk: views, reactions and comments of many readers, through
 * floor live and the store's one writer, at synchronous=FULL.
 *
 *     events_bench DB SECONDS [EVENTS_A_SECOND [FLUSH_MS]]      100,000 a second, flushed each 100 ms
 *
 * DB is the loa.db of a site that nobody serves, with articles in it; the events stay in it. Of them 90 % are
 * views, 8 % reactions of as many readers, 2 % comments; articles are drawn by Zipf's law (s = 1). What they
 * are is drawn before the clock runs. Costs are processor time of the whole process but for the drawing, so
 * that other work on the machine hardly shows; waiting is by the clock, and does show it. At the end all
 * figures are read back from the disk and compared: exit 1 when anything that was taken is missing. */
#include "base/clock.h"
#include "base/mem.h"
#include "base/rand.h"
#include "live/live.h"
#include "store/store.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    EVENTS_DEFAULT = 100000,
    FLUSH_MS_DEFAULT = 100,
    STEP_MS =
        10, /* events come in steps: a submit each microsecond would be the bench's own cost */
    DRAWN = 1 << 20,     /* articles drawn beforehand, used in turn */
    WAITS_MAX = 4 << 20, /* answers whose waiting is kept */
    FLUSH_ARENA_BYTES = 64 << 20,
    COUNTS_A_TIME = 10000,
};

static void stop(const char *what, const struct err *e)
{
    (void)fprintf(stderr, "events_bench: %s: %s\n", what, e ? e->text : "");
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Waiting times in ms; guarded by the bench's lock. */
struct waits {
    float *ms;
    size_t n;
};

struct bench {
    struct store *store;
    struct store_reader *reader;
    struct live *live;
    int64_t *ids; /* of articles that take comments */
    size_t ids_n;
    uint32_t *drawn; /* places in ids */
    size_t next;
    int64_t now_ms;
    pthread_mutex_t lock; /* guards the rest */
    struct waits events;  /* reactions and comments */
    struct waits flushes;
    struct waits flush_cpu; /* of the writer, from one flush's answer to the next's */
    double writer_cpu_s;
    int64_t reactions; /* taken by the queue */
    int64_t comments;
    int64_t refused; /* told so: the queue was full */
    int64_t failed;
    int64_t open; /* submitted, not answered */
};

struct event {
    struct bench *bench;
    double from_s;
    bool flush;
    struct arena arena; /* of a flush, with its deltas */
    struct live_deltas deltas;
};

static void keep(struct waits *w, double ms)
{
    if (w->n < WAITS_MAX)
        w->ms[w->n++] = (float)ms;
}

/* What a flush took goes into the next one. */
static void give_back(struct event *event)
{
    if (!event->flush)
        return;
    live_give_back(event->bench->live, &event->deltas);
    arena_release(&event->arena);
}

/* On the writer thread. */
static void answered(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct event *event = ctx;
    struct bench *b = event->bench;
    double now_s = seconds(CLOCK_MONOTONIC);
    (void)result;
    (void)e;
    pthread_mutex_lock(&b->lock);
    keep(event->flush ? &b->flushes : &b->events, (now_s - event->from_s) * 1e3);
    if (event->flush) {
        double cpu_s = seconds(CLOCK_THREAD_CPUTIME_ID);
        keep(&b->flush_cpu, (cpu_s - b->writer_cpu_s) * 1e3);
        b->writer_cpu_s = cpu_s;
    }
    b->failed += rc != RC_OK && !event->flush;
    b->open--;
    pthread_mutex_unlock(&b->lock);
    if (event->flush && !rc)
        arena_release(&event->arena);
    else
        give_back(event);
    mem_free(event);
}

static bool submit(struct bench *b, const struct store_command *c, struct event *event)
{
    pthread_mutex_lock(&b->lock);
    b->open++;
    pthread_mutex_unlock(&b->lock);
    event->from_s = seconds(CLOCK_MONOTONIC);
    enum rc rc = store_submit(b->store, c, answered, event);
    if (!rc)
        return true;
    pthread_mutex_lock(&b->lock);
    b->open--;
    pthread_mutex_unlock(&b->lock);
    give_back(event);
    mem_free(event);
    return false;
}

static struct event *event_new(struct bench *b, bool flush)
{
    struct event *event = mem_alloc(sizeof *event);
    if (!event)
        stop("memory", NULL);
    event->bench = b;
    event->flush = flush;
    return event;
}

static int64_t next_article(struct bench *b)
{
    return b->ids[b->drawn[b->next++ % DRAWN]];
}

/* ---- the events ---- */

static void react(struct bench *b, uint64_t number)
{
    struct store_command c = {.kind = STORE_REACT};
    c.react = (struct store_react){.article_id = next_article(b),
                                   .reaction = (enum store_reaction)(number % STORE_REACTION_COUNT),
                                   .now_ms = b->now_ms};
    char text[32];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    c.react.reader = hash_content(str_view(text)); /* as scattered as those of real readers */
    bool taken = submit(b, &c, event_new(b, false));
    b->reactions += taken;
    b->refused += !taken;
}

static void comment(struct bench *b, uint64_t number)
{
    struct store_command c = {.kind = STORE_ADD_COMMENT};
    c.add_comment = (struct store_add_comment){
        .article_id = next_article(b),
        .name = STR("Bạn đọc"),
        .text = STR("Mong tuyến đường sớm thông xe để bà con đi lại đỡ vất vả trong mùa mưa tới."),
        .created_ms = b->now_ms,
        .state = STORE_COMMENT_APPROVED};
    char text[32];
    (void)snprintf(text, sizeof text, "comment %llu", (unsigned long long)number);
    c.add_comment.sender = hash_content(str_view(text));
    bool taken = submit(b, &c, event_new(b, false));
    b->comments += taken;
    b->refused += !taken;
}

/* As site/keeper.c does it. */
static bool flush(struct bench *b, bool all)
{
    struct event *event = event_new(b, true);
    struct store_command c = {.kind = STORE_FLUSH};
    arena_init(&event->arena, FLUSH_ARENA_BYTES);
    if (live_take(b->live, &event->arena, &event->deltas))
        stop("take", NULL);
    struct live_deltas d = event->deltas;
    c.flush.views = arena_array(&event->arena, d.views_n, sizeof *c.flush.views);
    c.flush.days = arena_alloc(&event->arena, sizeof *c.flush.days);
    if (!c.flush.views || !c.flush.days)
        stop("memory", NULL);
    for (size_t i = 0; i < d.views_n; i++)
        c.flush.views[i] =
            (struct store_view_delta){d.views[i].article_id, d.day, d.views[i].views};
    c.flush.days[0] = (struct store_day){d.day, d.visits, d.page_views, d.robot_views};
    c.flush.views_n = d.views_n;
    c.flush.all_views = all;
    c.flush.days_n = 1;
    c.flush.forget_visitors_before_ms = b->now_ms - LIVE_VISIT_MS;
    return submit(b, &c, event);
}

/* ---- what is there before and after ---- */

struct sums {
    int64_t articles;
    int64_t views;
    int64_t comments;
    int64_t reactions;
};

static void count(struct bench *b, struct sums *out, bool load)
{
    struct err e = {{0}};
    size_t n = COUNTS_A_TIME;
    int64_t after = 0;
    *out = (struct sums){0};
    while (n == COUNTS_A_TIME) {
        struct arena a;
        struct store_article_counts *counts = NULL;
        arena_init(&a, FLUSH_ARENA_BYTES);
        if (store_counts(b->reader, &a, after, COUNTS_A_TIME, &counts, &n, &e))
            stop("counts", &e);
        for (size_t i = 0; i < n; i++) {
            after = counts[i].article_id;
            if (load)
                b->ids[b->ids_n++] = after;
            out->articles++;
            out->views += counts[i].views;
            out->comments += counts[i].comments;
            for (size_t k = 0; k < STORE_REACTION_COUNT; k++)
                out->reactions += counts[i].reactions[k];
        }
        arena_release(&a);
    }
}

/* Rank r comes up as often as 1/r; ranks are spread over the ids, as fame is over the years. */
static void draw(struct bench *b)
{
    struct rand r = {1};
    double sum = 0;
    double *until = calloc(b->ids_n, sizeof *until);
    b->drawn = calloc(DRAWN, sizeof *b->drawn);
    if (!until || !b->drawn)
        stop("memory", NULL);
    for (size_t i = 0; i < b->ids_n; i++)
        until[i] = sum += 1.0 / (double)(i + 1);
    for (size_t i = 0; i < DRAWN; i++) {
        double x = (double)rand_below(&r, UINT64_C(1) << 53) / (double)(UINT64_C(1) << 53) * sum;
        size_t low = 0;
        size_t high = b->ids_n - 1;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (until[middle] < x)
                low = middle + 1;
            else
                high = middle;
        }
        b->drawn[i] = (uint32_t)((low * UINT64_C(7919)) % b->ids_n);
    }
    free(until);
}

/* ---- the run ---- */

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_waits(const char *name, struct waits *w)
{
    if (w->n == 0)
        return;
    qsort(w->ms, w->n, sizeof *w->ms, by_size);
    printf("%-34s median %8.2f ms, 99 %% %8.2f ms, most %8.2f ms (%zu)\n", name,
           (double)w->ms[w->n / 2], (double)w->ms[w->n * 99 / 100], (double)w->ms[w->n - 1], w->n);
}

static void sleep_until(double at_s)
{
    double left_s = at_s - seconds(CLOCK_MONOTONIC);
    if (left_s > 0)
        (void)usleep((useconds_t)(left_s * 1e6));
}

struct plan {
    int64_t steps;
    int64_t views; /* a step */
    int64_t reactions;
    int64_t comments;
    int64_t steps_a_flush;
};

static void run(struct bench *b, struct plan p)
{
    uint64_t number = (uint64_t)b->now_ms * 1000;
    double from_s = seconds(CLOCK_MONOTONIC);
    for (int64_t step = 0; step < p.steps; step++) {
        for (int64_t i = 0; i < p.views; i++)
            live_view(b->live, next_article(b));
        for (int64_t i = 0; i < p.reactions; i++)
            react(b, ++number);
        for (int64_t i = 0; i < p.comments; i++)
            comment(b, ++number);
        if ((step + 1) % p.steps_a_flush == 0)
            (void)flush(b, false);
        sleep_until(from_s + (double)(step + 1) * STEP_MS / 1e3);
    }
    while (!flush(b, true))
        (void)usleep(1000);
    int64_t open = 1;
    while (open) {
        (void)usleep(1000);
        pthread_mutex_lock(&b->lock);
        open = b->open;
        pthread_mutex_unlock(&b->lock);
    }
}

static void open_all(struct bench *b, const char *path, struct sums *before)
{
    struct err e = {{0}};
    struct live_start start = {0};
    struct store_totals totals;
    b->now_ms = clock_wall_now();
    start.now_ms = b->now_ms;
    if (!hash_start() || store_open(path, (struct store_options){0}, &b->store, &e) ||
        store_reader_open(b->store, &b->reader, &e))
        stop(path, &e);
    if (store_totals(b->reader, b->now_ms, &totals, &e) || totals.articles == 0)
        stop("no articles", &e);
    b->ids = calloc((size_t)totals.max_article_id + 1, sizeof *b->ids);
    b->events.ms = calloc(WAITS_MAX, sizeof(float));
    b->flushes.ms = calloc(WAITS_MAX, sizeof(float));
    b->flush_cpu.ms = calloc(WAITS_MAX, sizeof(float));
    if (!b->ids || !b->events.ms || !b->flushes.ms || !b->flush_cpu.ms)
        stop("memory", NULL);
    count(b, before, true);
    if (live_new(start, &b->live, &e))
        stop("live", &e);
    draw(b);
}

static bool same(const char *what, int64_t is, int64_t wanted)
{
    printf("%-34s %lld of %lld on the disk\n", what, (long long)is, (long long)wanted);
    return is == wanted;
}

int main(int argc, char **argv)
{
    static struct bench b = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct sums before;
    struct sums after;
    int64_t run_s = 0;
    int64_t rate = EVENTS_DEFAULT;
    int64_t flush_ms = FLUSH_MS_DEFAULT;
    bool ok = argc >= 3 && argc <= 5 && str_to_int(str_view(argv[2]), &run_s) && run_s > 0;
    ok = ok && (argc < 4 || str_to_int(str_view(argv[3]), &rate));
    ok = ok && (argc < 5 || str_to_int(str_view(argv[4]), &flush_ms));
    if (!ok || rate < 10000 || flush_ms < STEP_MS) {
        (void)fputs("usage: events_bench DB SECONDS [EVENTS_A_SECOND [FLUSH_MS]]\n", stderr);
        return 2;
    }
    open_all(&b, argv[1], &before);
    int64_t a_step = rate * STEP_MS / 1000;
    struct plan plan = {.steps = run_s * 1000 / STEP_MS,
                        .views = a_step * 90 / 100,
                        .reactions = a_step * 8 / 100,
                        .comments = a_step * 2 / 100,
                        .steps_a_flush = flush_ms / STEP_MS};
    double cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
    double from_s = seconds(CLOCK_MONOTONIC);
    run(&b, plan);
    cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;
    double took_s = seconds(CLOCK_MONOTONIC) - from_s;
    double events = (double)(plan.steps * (plan.views + plan.reactions + plan.comments));
    printf(
        "%.0f events in %.1f s: %.2f s of a core, %.2f us an event; at %lld a second %.1f %% of a core\n",
        events, took_s, cpu_s, cpu_s * 1e6 / events, (long long)rate,
        cpu_s * 100 * (double)rate / events);
    print_waits("reactions, comments: until answered", &b.events);
    print_waits("flush: until committed", &b.flushes);
    print_waits("flush: writer's processor time", &b.flush_cpu);
    count(&b, &after, false);
    ok = same("views", after.views - before.views, plan.steps * plan.views);
    ok = same("reactions", after.reactions - before.reactions, b.reactions) && ok;
    ok = same("comments", after.comments - before.comments, b.comments) && ok;
    printf("%lld refused, %lld failed\n", (long long)b.refused, (long long)b.failed);
    store_reader_close(b.reader);
    store_close(b.store);
    live_free(b.live);
    return ok && b.failed == 0 ? 0 : 1;
}
