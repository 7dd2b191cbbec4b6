#include "app/metrics.h"

#include "base/buf.h"
#include "base/clock.h"
#include "site/numbers.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    FLUSH_LATE_MS =
        60000, /* counters reach the disk every second; a backup or an import may hold them */
    QUEUE_LONG = STORE_QUEUE_MAX / 2,
};

static const int64_t bucket_us[METRICS_BUCKETS - 1] = {100,   250,    500,    1000,   5000,
                                                       25000, 100000, 500000, 2500000};

/* One writer: no other core waits for it. */
static void add(_Atomic uint64_t *counter, uint64_t n)
{
    uint64_t now = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, now + n, memory_order_relaxed);
}

void metrics_count(struct metrics *m, size_t loop_index, int status, int64_t took_us)
{
    struct metrics_loop *loop = &m->loops[loop_index];
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS - 1 && took_us > bucket_us[bucket])
        bucket++;
    int class = status / 100;
    add(&loop->classes[class > 0 && class < METRICS_CLASSES ? class : 0], 1);
    add(&loop->buckets[bucket], 1);
    add(&loop->sum_us, took_us > 0 ? (uint64_t)took_us : 0);
}

/* ---- who may ask ---- */

/* A proxy on this machine that is not named in trusted_proxies lends its address to everybody: what
 * says that it came from elsewhere did. */
static bool is_local(const struct wire_request *req)
{
    static const struct str traces[] = {STR_INIT("Forwarded"), STR_INIT("X-Forwarded-For"),
                                        STR_INIT("X-Real-IP"), STR_INIT("Via")};
    for (size_t i = 0; i < COUNT_OF(traces); i++)
        if (wire_field(req, traces[i]).n)
            return false;
    return str_starts(req->remote, STR("127.")) || str_eq(req->remote, STR("::1")) ||
           str_starts(req->remote, STR("::ffff:127."));
}

/* In a time that does not tell how much of it was right. */
static bool has_token(const struct metrics *m, const struct wire_request *req)
{
    struct str given = wire_field(req, STR("Authorization"));
    if (m->token.n == 0 || given.n <= 7 || !str_eq_nocase(str_first(given, 7), STR("Bearer ")))
        return false;
    struct hash_content wanted = hash_content(m->token);
    struct hash_content got = hash_content(str_from(given, 7));
    unsigned difference = 0;
    for (size_t i = 0; i < HASH_CONTENT_BYTES; i++)
        difference |= wanted.bytes[i] ^ got.bytes[i];
    return difference == 0;
}

/* ---- figures ---- */

struct figure {
    const char *name;
    const char *kind; /* counter or gauge */
    const char *help;
    uint64_t value;
};

static void put_figures(struct buf *b, const struct figure *figures, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_addf(b, "# HELP loa_%s %s\n# TYPE loa_%s %s\nloa_%s %" PRIu64 "\n", figures[i].name,
                 figures[i].help, figures[i].name, figures[i].kind, figures[i].name,
                 figures[i].value);
}

static uint64_t sum_class(const struct metrics *m, const struct site_numbers *n, size_t class)
{
    uint64_t sum = n->deferred[class];
    for (size_t i = 0; i < m->loops_n; i++)
        sum += atomic_load_explicit(&m->loops[i].classes[class], memory_order_relaxed);
    return sum;
}

static void put_requests(struct buf *b, const struct metrics *m, const struct site_numbers *n)
{
    buf_add(b, STR("# HELP loa_requests_total Answers of the site, by class of the status.\n"
                   "# TYPE loa_requests_total counter\n"));
    for (size_t class = 1; class < METRICS_CLASSES; class ++)
        buf_addf(b, "loa_requests_total{class=\"%zuxx\"} %" PRIu64 "\n", class,
                 sum_class(m, n, class));
}

static void put_times(struct buf *b, const struct metrics *m)
{
    uint64_t below = 0;
    uint64_t sum_us = 0;
    buf_add(b, STR("# HELP loa_answer_seconds Making an answer, those that wait for a commit left "
                   "out.\n# TYPE loa_answer_seconds histogram\n"));
    for (size_t k = 0; k < METRICS_BUCKETS; k++) {
        for (size_t i = 0; i < m->loops_n; i++)
            below += atomic_load_explicit(&m->loops[i].buckets[k], memory_order_relaxed);
        if (k < METRICS_BUCKETS - 1)
            buf_addf(b, "loa_answer_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                     (double)bucket_us[k] / 1e6, below);
    }
    for (size_t i = 0; i < m->loops_n; i++)
        sum_us += atomic_load_explicit(&m->loops[i].sum_us, memory_order_relaxed);
    buf_addf(b,
             "loa_answer_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\nloa_answer_seconds_sum %.6f\n"
             "loa_answer_seconds_count %" PRIu64 "\n",
             below, (double)sum_us / 1e6, below);
}

static void put_wire(struct buf *b, const struct metrics *m)
{
    struct wire_counters c;
    wire_counters_read(m->wire, &c);
#define WIRE_FIGURE(name)                                                                          \
    buf_addf(b, "# TYPE loa_wire_" #name "_total counter\nloa_wire_" #name "_total %" PRIu64 "\n", \
             c.name);
    WIRE_COUNTERS(WIRE_FIGURE)
#undef WIRE_FIGURE
}

static void put_site(struct buf *b, const struct site_numbers *n)
{
    const struct figure figures[] = {
        {"cache_hits_total", "counter", "Pages answered from the cache.", n->cache.hits},
        {"cache_made_total", "counter", "Pages made anew.", n->cache.made},
        {"cache_waited_total", "counter", "Readers that waited for a page.", n->cache.waited},
        {"cache_evicted_total", "counter", "Pages dropped for room.", n->cache.evicted},
        {"cache_pages", "gauge", "Pages in the cache.", n->cache.pages},
        {"cache_bytes", "gauge", "Bytes of those pages.", n->cache.bytes},
        {"articles", "gauge", "Articles that are published.", (uint64_t)n->articles},
        {"store_queue", "gauge", "Commands that wait to be written.", n->queued},
        {"store_commits_total", "counter", "Groups of commands committed.", n->commits},
        {"flushed_timestamp_seconds", "gauge", "When the counters last reached the disk.",
         (uint64_t)(n->flushed_ms / 1000)},
        {"online", "gauge", "Visitors of the last five minutes.", (uint64_t)n->live.online},
        {"visits_today", "gauge", "Visits of this day.", (uint64_t)n->live.today},
    };
    put_figures(b, figures, COUNT_OF(figures));
}

/* Whether what the start says in the log holds: an alarm belongs on a 0. */
static void put_confined(struct buf *b, struct protect_state confined)
{
    const struct figure figures[] = {
        {"sandbox_files", "gauge", "Version of Landlock that confines it to its folder; 0: none.",
         (uint64_t)confined.files},
        {"sandbox_calls", "gauge", "Whether seccomp confines its system calls.", confined.calls},
    };
    put_figures(b, figures, COUNT_OF(figures));
}

static uint64_t resident_bytes(void)
{
    char text[128];
    FILE *f = fopen("/proc/self/statm", "re");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    struct str rest = {text, n};
    struct str word = STR("");
    int64_t pages = 0;
    if (f)
        (void)fclose(f);
    for (int i = 0; i < 2; i++) /* the second figure */
        (void)str_next(&rest, ' ', &word);
    long page_bytes = sysconf(_SC_PAGESIZE);
    return str_to_int(word, &pages) && pages > 0 && page_bytes > 0
               ? (uint64_t)pages * (uint64_t)page_bytes
               : 0;
}

static uint64_t open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    uint64_t n = 0;
    while (dir && readdir(dir)) /* NOLINT(concurrency-mt-unsafe): its own DIR */
        n++;
    if (dir)
        closedir(dir);
    return n > 3 ? n - 3 : 0; /* ".", "..", and the folder itself */
}

static void put_process(struct buf *b, const struct metrics *m)
{
    struct rlimit files = {0};
    struct rusage used = {0};
    (void)getrlimit(RLIMIT_NOFILE, &files); /* neither can fail with valid arguments */
    (void)getrusage(RUSAGE_SELF, &used);
    buf_addf(b,
             "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %" PRIu64
             "\n# TYPE process_open_fds gauge\nprocess_open_fds %" PRIu64
             "\n# TYPE process_max_fds gauge\nprocess_max_fds %" PRIu64
             "\n# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %.2f"
             "\n# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %" PRId64 "\n",
             resident_bytes(), open_files(), (uint64_t)files.rlim_cur,
             (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
             m->started_ms / 1000);
}

static void put_all(struct buf *b, const struct metrics *m, const struct site_numbers *n)
{
    put_requests(b, m, n);
    put_times(b, m);
    put_wire(b, m);
    put_site(b, n);
    put_confined(b, m->confined);
    put_process(b, m);
}

/* What is wrong, a line each; nothing when all is well. */
static void put_troubles(struct buf *b, const struct site_numbers *n, enum rc rc, int64_t now_ms)
{
    if (rc)
        buf_addf(b, "store: cannot be read: %s\n", rc_words(rc));
    if (n->queued > QUEUE_LONG)
        buf_addf(b, "store: %" PRIu64 " commands wait\n", n->queued);
    if (now_ms - n->flushed_ms > FLUSH_LATE_MS)
        buf_addf(b, "store: nothing reached the disk for %" PRId64 " s\n",
                 (now_ms - n->flushed_ms) / 1000);
}

/* ---- answering ---- */

static void answer(const struct wire_request *req, struct wire_response *res, int status,
                   const struct buf *b)
{
    wire_response_init(res, status);
    res->content_type = STR("text/plain; version=0.0.4; charset=utf-8");
    wire_header_add(res, STR("Cache-Control"), STR("no-store"));
    wire_header_add(res, STR("X-Content-Type-Options"), STR("nosniff"));
    wire_body_set(res, req->arena, buf_view(b));
}

bool metrics_answer(const struct metrics *m, size_t loop_index, const struct wire_request *req,
                    struct wire_response *res)
{
    bool health = str_eq(req->path, STR("/healthz"));
    bool reads = req->method == WIRE_GET || req->method == WIRE_HEAD;
    if ((!health && !str_eq(req->path, STR("/metrics"))) || !reads)
        return false;
    if (!is_local(req) && !has_token(m, req))
        return false;
    struct site_numbers n;
    struct buf b;
    buf_init(&b, req->arena);
    enum rc rc = site_numbers_read(m->site, loop_index, req->now_ms, &n);
    if (!health)
        put_all(&b, m, &n);
    else
        put_troubles(&b, &n, rc, req->now_ms);
    bool well = !health || b.n == 0;
    if (health && well)
        buf_add(&b, STR("ok\n"));
    answer(req, res, buf_failed(&b) || !well ? 503 : 200, &b);
    return true;
}
