/* Search at scale: fills a site's database from JSON lines, asks it the queries of a file, and prints
 * quality and time; one thread, one core.
 *
 *     search_bench fill DB < articles.jsonl       titles, leads and bodies; prints articles a second
 *     search_bench index DB                       builds the index anew; prints articles a second
 *     search_bench terms DB                       the terms alone, and how fast they are made
 *     search_bench ask DB [misses|results] < queries.tsv  kind TAB key of the article that is meant ("" =
 *                                                 none) TAB query; prints MRR@10 and times by kind;
 *                                                 results: what each query found too, to compare
 *
 * Time is the thread's processor time, so that a busy machine measures the same. It is that of finding and ranking the first ten, from the typed query to their cards: what a
 * page adds (snippets, markup) is not in it. The lists are in bench/search/run.py. */
#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "base/clock.h"
#include "base/hash.h"
#include "site/find.h"
#include "site/reindex.h"
#include "store/store.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KINDS_MAX = 32, TIMES_MAX = 200000, TOP = 10 };

static void stop(const char *what, const struct err *e)
{
    fprintf(stderr, "search_bench: %s: %s\n", what, e ? e->text : "");
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- fill ---- */

static atomic_llong done_n;
static struct term_reader word_reader;

static void count_done(void *ctx, enum rc rc, const struct store_result *result,
                       const struct err *e)
{
    (void)ctx;
    (void)result;
    if (rc)
        stop("put", e);
    atomic_fetch_add(&done_n, 1);
}

static struct str field(struct arena *a, const json_t *o, const char *name)
{
    const char *text = json_string_value(json_object_get(o, name));
    return str_copy(a, str_view(text));
}

static void put(struct store *st, struct arena *a, const json_t *o, int64_t n)
{
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = field(a, o, "body")};
    struct article art = {.title = field(a, o, "title"),
                          .lead = field(a, o, "lead"),
                          .language = STR("vi"),
                          .blocks = &block,
                          .blocks_n = block.text.n > 0,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    struct str author = field(a, o, "author");
    struct article_contributor person = {author, ROLE_AUTHOR};
    if (author.n && author.n < 60) {
        art.contributors = &person;
        art.contributors_n = 1;
    }
    if (art.title.n == 0)
        return;
    if (!clock_parse_rfc3339(field(a, o, "date"), &art.published_ms))
        art.published_ms = INT64_C(1100000000000) + n * 400000;
    struct buf body;
    struct terms terms;
    struct str key = field(a, o, "id");
    buf_init(&body, a);
    article_json_write(&body, &art);
    article_terms(a, &word_reader, &art, &terms);
    struct store_command c = {
        .kind = STORE_PUT_ARTICLE,
        .put_article = {.article = &art,
                        .body_json = buf_view(&body),
                        .import_keys = {&key, 1},
                        .section_slug = str_format(a, "muc-%d", (int)(n % 20)),
                        .slug = slug_from_title(a, art.title),
                        .excerpt = article_excerpt(a, &art, 220),
                        .search = {terms.keys, terms.n},
                        .now_ms = INT64_C(1790000000000)}};
    enum rc rc = RC_BUSY;
    while ((rc = store_submit(st, &c, count_done, NULL)) == RC_BUSY)
        usleep(1000);
    if (rc)
        stop("submit", NULL);
}

static void fill(struct store *st)
{
    char *line = NULL;
    size_t capacity = 0;
    int64_t n = 0;
    struct err e = {0};
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "muc-%d", i);
        struct store_command c = {.kind = STORE_PUT_SECTION};
        c.put_section = (struct store_put_section){str_view(name), str_view(name), STR(""), i};
        if (store_run(st, &c, NULL, &e))
            stop("section", &e);
    }
    double from = seconds(CLOCK_MONOTONIC);
    while (getline(&line, &capacity, stdin) > 0) {
        struct arena a;
        arena_init(&a, 64 << 20);
        json_t *o = json_loads(line, 0, NULL);
        if (o)
            put(st, &a, o, ++n);
        json_decref(o);
        arena_release(&a);
    }
    struct store_command last = {.kind = STORE_SET, .set = {STR("bench"), STR("done")}};
    while (store_run(st, &last, NULL, &e) == RC_BUSY)
        usleep(1000);
    double took = seconds(CLOCK_MONOTONIC) - from;
    printf("fill\t%lld articles\t%.1f s\t%.0f a second\n", (long long)n, took, (double)n / took);
    free(line);
}

/* ---- index ---- */

static void index_anew(struct store *st, struct store_reader *r)
{
    struct err e = {0};
    int64_t n = 0;
    double from = seconds(CLOCK_MONOTONIC);
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (reindex(st, r, (struct reindex_teller){NULL, NULL}, &n, &e))
        stop("reindex", &e);
    double took = seconds(CLOCK_MONOTONIC) - from;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("index\t%lld articles\t%.1f s (%.1f s of processor)\t%.0f a second\n", (long long)n,
           took, cpu, (double)n / cpu);
}

/* ---- terms ---- */

/* The terms alone, from Article JSON. */
static void time_terms(struct store_reader *r)
{
    struct store_source_place place = {0};
    struct err e = {0};
    int64_t n = 0;
    int64_t terms_n = 0;
    size_t got = 1;
    double took = 0;
    while (got) {
        struct arena a;
        struct store_source *sources = NULL;
        arena_init(&a, 1 << 30);
        if (store_sources(r, &a, &place, 256, &sources, &got, &e))
            stop("terms", &e);
        double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
        for (size_t i = 0; i < got; i++) {
            struct terms terms;
            if (article_terms_from_json(&a, &word_reader, sources[i].body_json, &terms))
                stop("terms", NULL);
            terms_n += (int64_t)terms.n;
        }
        took += seconds(CLOCK_PROCESS_CPUTIME_ID) - from;
        n += (int64_t)got;
        arena_release(&a);
    }
    printf("terms\t%lld articles\t%.1f s of processor\t%.0f a second\t%.0f terms each\n",
           (long long)n, took, (double)n / took, (double)terms_n / (double)n);
}

/* ---- ask ---- */

struct kind {
    char name[40];
    size_t n;
    size_t meant;
    double reciprocal;
    double *times;
};

static struct kind kinds[KINDS_MAX];
static size_t kinds_n;

static struct kind *kind_of(const char *name)
{
    for (size_t i = 0; i < kinds_n; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    if (kinds_n == KINDS_MAX)
        stop("too many kinds", NULL);
    struct kind *k = &kinds[kinds_n++];
    snprintf(k->name, sizeof k->name, "%s", name);
    k->times = calloc(TIMES_MAX, sizeof *k->times);
    if (!k->times)
        stop("memory", NULL);
    return k;
}

static double rank_of(const struct store_card *cards, size_t n, int64_t id, struct str title)
{
    for (size_t i = 0; i < n && i < TOP; i++)
        if (cards[i].id == id || str_eq(cards[i].title, title))
            return 1.0 / (double)(i + 1);
    return 0;
}

/* What is printed besides the figures. */
enum show { SHOW_NOTHING, SHOW_MISSES, SHOW_RESULTS };

static void show_results(const char *typed, const struct found *f, double ms)
{
    printf("result\t%s\t%lld\t%.*s\t%.*s\t", typed, (long long)f->total, STR_ARG(f->corrected),
           STR_ARG(f->suggested));
    for (size_t i = 0; i < f->ids_n; i++)
        printf(" %lld", (long long)f->ids[i]);
    printf("\t%.2f ms\n", ms);
}

static void ask(struct store_reader *r, const char *kind, const char *key, const char *typed,
                enum show shows)
{
    struct arena a;
    struct err e = {0};
    struct found found;
    struct store_card *cards = NULL;
    size_t n = 0;
    arena_init(&a, 256 << 20);
    struct find_place place = {.reader = r, .arena = &a, .now_ms = INT64_C(1790000000000)};
    struct find_ask ask = {.typed = str_view(typed), .limit = TOP};
    double from = seconds(CLOCK_THREAD_CPUTIME_ID);
    if (find_articles(&place, &ask, &found, &e) ||
        (found.ids_n && store_cards(r, &a, found.ids, found.ids_n, &cards, &n, &e)))
        stop(typed, &e);
    double took = seconds(CLOCK_THREAD_CPUTIME_ID) - from;
    struct kind *k = kind_of(kind);
    if (k->n < TIMES_MAX)
        k->times[k->n++] = took * 1000;
    int64_t id = 0;
    if (shows == SHOW_RESULTS)
        show_results(typed, &found, took * 1000);
    if (*key && store_article_by_import_key(r, str_view(key), &id, NULL) == RC_OK) {
        struct store_head *head = NULL;
        size_t head_n = 0;
        struct str title = STR("");
        if (store_heads(r, &a, &id, 1, &head, &head_n, NULL) == RC_OK && head_n)
            title = head[0].title;
        double rank = rank_of(cards, n, id, title);
        k->meant++;
        k->reciprocal += rank;
        if (shows == SHOW_MISSES && rank < 1)
            printf("miss\t%s\t%.2f\t%s\t(%.*s)\tcorrected: %.*s\tfirst: %.*s\n", kind, rank, typed,
                   STR_ARG(title), STR_ARG(found.corrected), STR_ARG(n ? cards[0].title : STR("")));
    }
    arena_release(&a);
}

static int by_time(const void *l, const void *r)
{
    double a = *(const double *)l;
    double b = *(const double *)r;
    return (a > b) - (a < b);
}

static void ask_all(struct store_reader *r, enum show shows)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t got = 0;
    while ((got = getline(&line, &capacity, stdin)) > 0) {
        if (line[got - 1] == '\n')
            line[got - 1] = '\0';
        char *key = strchr(line, '\t');
        char *typed = key ? strchr(key + 1, '\t') : NULL;
        if (!typed)
            continue;
        *key++ = '\0';
        *typed++ = '\0';
        ask(r, line, key, typed, shows);
    }
    for (size_t i = 0; i < kinds_n; i++) {
        struct kind *k = &kinds[i];
        qsort(k->times, k->n, sizeof *k->times, by_time);
        printf(
            "ask\t%-16s n=%zu\tMRR@10=%.4f\tp50=%.2f ms\tp90=%.2f ms\tp99=%.2f ms\tmax=%.2f ms\n",
            k->name, k->n, k->meant ? k->reciprocal / (double)k->meant : 0.0, k->times[k->n / 2],
            k->times[k->n * 9 / 10], k->times[k->n * 99 / 100], k->times[k->n - 1]);
        free(k->times);
    }
    free(line);
}

int main(int argc, char **argv)
{
    struct store *st = NULL;
    struct store_reader *r = NULL;
    struct err e = {0};
    if (argc < 3 || !hash_start())
        stop("usage: search_bench fill|index|ask DB", NULL);
    struct arena words;
    arena_init(&words, 1 << 20);
    term_reader_init(&word_reader, &words, TERM_READER_WORDS);
    bool fills = strcmp(argv[1], "fill") == 0;
    if (store_open(argv[2], (struct store_options){.create = fills}, &st, &e) ||
        store_reader_open(st, &r, &e))
        stop(argv[2], &e);
    if (fills)
        fill(st);
    else if (strcmp(argv[1], "index") == 0)
        index_anew(st, r);
    else if (strcmp(argv[1], "terms") == 0)
        time_terms(r);
    else
        ask_all(r, argc < 4                          ? SHOW_NOTHING
                   : strcmp(argv[3], "results") == 0 ? SHOW_RESULTS
                                                     : SHOW_MISSES);
    store_reader_close(r);
    store_close(st);
    return 0;
}
