/* The store at scale: fills a new database with N articles, then times what pages ask of it.
 *
 *     store_bench FILE N      prints one line a measure; a FILE that is there from an earlier run
 *                             with the same N is only read
 *
 * Writing is timed by the clock, reading by processor time. Articles have some 300 words drawn so that few are common (as in any language), 4 tags of 5,000,
 * one topic of 500, two people of 300, 30 sections in a tree, and views over the last 30 days. */
#include "article/article_json.h"
#include "base/rand.h"
#include "store/store.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOW_MS INT64_C(1709254800000)

enum { SECTIONS = 30, TAGS = 5000, TOPICS = 500, PEOPLE = 300, WORDS = 300, VOCABULARY = 30000 };

static void stop(const char *what, const struct err *e)
{
    fprintf(stderr, "store_bench: %s: %s\n", what, e->text);
    exit(1);
}

static atomic_llong done_n;

static void count_done(void *ctx, enum rc rc, const struct store_result *result,
                       const struct err *e)
{
    (void)ctx;
    (void)result;
    if (rc)
        stop("command", e);
    atomic_fetch_add(&done_n, 1);
}

/* Small numbers are far more likely: the square of a uniform number. */
static uint64_t skewed(struct rand *rnd, uint64_t below)
{
    uint64_t x = rand_below(rnd, 1 << 20);
    return (x * x >> 20) * below >> 20;
}

static struct str section_slug(struct arena *a, uint64_t i)
{
    return str_format(a, "muc-%llu", (unsigned long long)i);
}

static void put_sections(struct store *st)
{
    struct err e = {0};
    struct arena a;
    arena_init(&a, 1 << 20);
    for (uint64_t i = 0; i < SECTIONS; i++) {
        struct store_command c = {.kind = STORE_PUT_SECTION};
        c.put_section.name = section_slug(&a, i);
        c.put_section.slug = c.put_section.name;
        c.put_section.parent_slug = i < 6 ? STR("") : section_slug(&a, i % 6);
        c.put_section.position = (int64_t)i;
        if (store_run(st, &c, NULL, &e))
            stop("section", &e);
    }
    arena_release(&a);
}

static struct str some(struct arena *a, struct rand *rnd, const char *word, uint64_t of)
{
    return str_format(a, "%s %llu", word, (unsigned long long)skewed(rnd, of));
}

static struct str words(struct arena *a, struct rand *rnd, size_t n)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "t%llu ", (unsigned long long)skewed(rnd, VOCABULARY));
    return buf_view(&b);
}

static struct store_command make_article(struct arena *a, struct rand *rnd, int64_t i, int64_t n)
{
    struct article *art = arena_alloc(a, sizeof *art);
    struct str *tags = arena_array(a, 4, sizeof *tags);
    struct str *topics = arena_array(a, 1, sizeof *topics);
    struct article_contributor *people = arena_array(a, 2, sizeof *people);
    struct article_block *block = arena_alloc(a, sizeof *block);
    struct buf body;
    for (size_t t = 0; t < 4; t++)
        tags[t] = some(a, rnd, "tag", TAGS);
    topics[0] = some(a, rnd, "topic", TOPICS);
    for (size_t p = 0; p < 2; p++)
        people[p].name = some(a, rnd, "person", PEOPLE);
    *block = (struct article_block){.type = BLOCK_PARAGRAPH, .text = words(a, rnd, WORDS)};
    *art = (struct article){.title = words(a, rnd, 12),
                            .lead = words(a, rnd, 40),
                            .language = STR("vi"),
                            .published_ms = NOW_MS - (n - i) * 600000,
                            .updated_ms = CLOCK_NONE,
                            .provenance_captured_ms = CLOCK_NONE,
                            .tags = {tags, 4},
                            .topics = {topics, 1},
                            .contributors = people,
                            .contributors_n = 2,
                            .blocks = block,
                            .blocks_n = 1,
                            .featured = i % 50 == 0,
                            .sponsor = i % 500 == 0 ? STR("Hãng") : STR("")};
    buf_init(&body, a);
    article_json_write(&body, art);
    struct str *key = arena_alloc(a, sizeof *key);
    *key = str_format(a, "k%lld", (long long)i);
    struct store_command c = {.kind = STORE_PUT_ARTICLE};
    c.put_article = (struct store_put_article){
        .article = art,
        .body_json = buf_view(&body),
        .import_keys = {key, 1},
        .section_slug = section_slug(a, rand_below(rnd, SECTIONS)),
        .slug = STR("mot-bai-viet-de-do-toc-do"),
        .excerpt = art->lead,
        .search_exact = block->text,
        .search_folded = block->text,
        .search_title_exact = art->title,
        .search_title_folded = art->title,
        .now_ms = NOW_MS,
    };
    return c;
}

static void put_articles(struct store *st, int64_t n)
{
    struct rand rnd = {1};
    int64_t start_ms = clock_mono_now();
    for (int64_t i = 0; i < n; i++) {
        struct arena a;
        arena_init(&a, 1 << 22);
        struct store_command c = make_article(&a, &rnd, i, n);
        enum rc rc = RC_BUSY;
        for (rc = store_submit(st, &c, count_done, NULL); rc == RC_BUSY;
             rc = store_submit(st, &c, count_done, NULL))
            usleep(1000);
        arena_release(&a);
    }
    while (atomic_load(&done_n) < n)
        usleep(1000);
    double seconds = (double)(clock_mono_now() - start_ms) / 1000;
    printf("articles in, queued          %8.0f /s  (%lld in %.1f s)\n", (double)n / seconds,
           (long long)n, seconds);
}

/* One view of each of 300 articles on each of 30 days: 9,000 rows of article_day. */
static void put_views(struct store *st, int64_t n)
{
    enum { PER_DAY = 300, DAYS = 30 };
    struct rand rnd = {2};
    struct err e = {0};
    struct store_view_delta *deltas = calloc(PER_DAY, sizeof *deltas);
    for (int64_t day = 0; day < DAYS && deltas; day++) {
        for (size_t i = 0; i < PER_DAY; i++)
            deltas[i] =
                (struct store_view_delta){(int64_t)skewed(&rnd, (uint64_t)n) + 1,
                                          clock_day(NOW_MS) - day, (int64_t)rand_below(&rnd, 100)};
        struct store_command c = {.kind = STORE_FLUSH};
        c.flush = (struct store_flush){
            .views = deltas, .views_n = PER_DAY, .forget_visitors_before_ms = CLOCK_NONE};
        int64_t start_ms = clock_mono_now();
        if (store_run(st, &c, NULL, &e))
            stop("flush", &e);
        if (day == DAYS - 1)
            printf("flush of 300 counters        %8lld ms\n",
                   (long long)(clock_mono_now() - start_ms));
    }
    free(deltas);
}

static void put_reactions(struct store *st, int64_t n)
{
    enum { REACTIONS = 500 };
    struct err e = {0};
    int64_t start_ms = clock_mono_now();
    for (int i = 0; i < REACTIONS; i++) {
        struct store_command c = {.kind = STORE_REACT};
        c.react =
            (struct store_react){.article_id = n, .reaction = REACTION_LIKE, .now_ms = NOW_MS};
        c.react.reader.bytes[0] = (unsigned char)i;
        c.react.reader.bytes[1] = (unsigned char)(i >> 8);
        if (store_run(st, &c, NULL, &e))
            stop("reaction", &e);
    }
    printf("reactions, one waits for one %8.0f /s\n",
           REACTIONS * 1000.0 / (double)(clock_mono_now() - start_ms + 1));
}

struct bench {
    struct store_reader *r;
    int64_t n;
};

/* Processor time of this thread: reads wait for nobody, so other work on the machine is left out. */
static int64_t cpu_us(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void print_time(const char *name, int64_t start_us, int rounds, size_t rows)
{
    double ms = (double)(cpu_us() - start_us) / 1000 / rounds;
    printf("%-30s %8.3f ms  (%zu rows)\n", name, ms, rows);
}

static void time_list(struct bench *b, const char *name, struct store_list_query q)
{
    enum { ROUNDS = 50 };
    struct err e = {0};
    struct store_card *cards = NULL;
    size_t n = 0;
    int64_t count = 0;
    q.now_ms = NOW_MS;
    q.limit = q.limit ? q.limit : 20;
    int64_t start_us = cpu_us();
    for (int i = 0; i < ROUNDS; i++) {
        struct arena a;
        arena_init(&a, 1 << 24);
        if (store_list(b->r, &a, q, &cards, &n, &e))
            stop(name, &e);
        arena_release(&a);
    }
    print_time(name, start_us, ROUNDS, n);
    start_us = cpu_us();
    for (int i = 0; i < 5; i++)
        if (store_list_count(b->r, q, &count, &e))
            stop(name, &e);
    print_time("    its count", start_us, 5, (size_t)count);
}

static void time_search(struct bench *b, const char *name, const char *one, const char *two)
{
    enum { ROUNDS = 10 };
    struct err e = {0};
    struct str terms[] = {str_view(one), str_view(two)};
    struct store_search_query q = {.folded = {terms, two ? 2 : 1}, .now_ms = NOW_MS, .limit = 20};
    int64_t total = 0;
    int64_t start_us = cpu_us();
    for (int i = 0; i < ROUNDS; i++) {
        struct arena a;
        struct store_card *cards = NULL;
        size_t n = 0;
        arena_init(&a, 1 << 24);
        if (store_search(b->r, &a, q, &cards, &n, &total, &e))
            stop(name, &e);
        arena_release(&a);
    }
    print_time(name, start_us, ROUNDS, (size_t)total);
}

static void time_article(struct bench *b)
{
    enum { ROUNDS = 1000 };
    struct err e = {0};
    struct rand rnd = {3};
    int64_t start_us = cpu_us();
    for (int i = 0; i < ROUNDS; i++) {
        struct arena a;
        struct store_article art;
        arena_init(&a, 1 << 24);
        int64_t id = 1 + (int64_t)rand_below(&rnd, (uint64_t)b->n);
        if (store_article_by_id(b->r, &a, id, &art, &e))
            stop("article", &e);
        arena_release(&a);
    }
    print_time("article by id", start_us, ROUNDS, 1);
}

static void time_rest(struct bench *b)
{
    struct err e = {0};
    struct arena a;
    struct store_totals totals;
    struct store_article_counts *counts = NULL;
    struct store_change *changes = NULL;
    struct store_card *cards = NULL;
    size_t *owner = NULL;
    size_t n = 0;
    int64_t last = 0;
    int64_t ids[SECTIONS];
    for (size_t i = 0; i < SECTIONS; i++)
        ids[i] = (int64_t)i + 1;
    arena_init(&a, SIZE_MAX / 2);
    int64_t start_us = cpu_us();
    for (int i = 0; i < 20; i++)
        if (store_list_sections(b->r, &a, ids, 12, 5, NOW_MS, &cards, &owner, &n, &e))
            stop("sections", &e);
    print_time("12 section blocks of 5", start_us, 20, n);
    start_us = cpu_us();
    for (int i = 0; i < 5; i++)
        if (store_totals(b->r, NOW_MS, &totals, &e))
            stop("totals", &e);
    print_time("totals", start_us, 5, 1);
    start_us = cpu_us();
    if (store_counts(b->r, &a, 0, INT64_MAX, &counts, &n, &e))
        stop("counts", &e);
    print_time("counters of all articles", start_us, 1, n);
    if (store_changes(b->r, &a, 0, 1, &changes, &n, &last, &e))
        stop("changes", &e);
    start_us = cpu_us();
    for (int i = 0; i < 10000; i++)
        if (store_changes(b->r, &a, last, 100, &changes, &n, &last, &e))
            stop("changes", &e);
    print_time("changes, none", start_us, 10000, n);
    arena_release(&a);
}

static void time_reads(struct store *st, int64_t articles)
{
    struct err e = {0};
    struct bench b = {.n = articles};
    int64_t today = clock_day(NOW_MS);
    if (store_reader_open(st, &b.r, &e))
        stop("reader", &e);
    time_article(&b);
    time_list(&b, "newest", (struct store_list_query){.kind = STORE_LIST_NEWEST});
    time_list(&b, "newest, at the end",
              (struct store_list_query){.kind = STORE_LIST_NEWEST, .offset = articles - 1000});
    time_list(&b, "section", (struct store_list_query){.kind = STORE_LIST_SECTION, .key = 1});
    time_list(&b, "section, page 100",
              (struct store_list_query){.kind = STORE_LIST_SECTION, .key = 1, .offset = 2000});
    time_list(&b, "tag", (struct store_list_query){.kind = STORE_LIST_TAG, .key = 1});
    time_list(&b, "featured", (struct store_list_query){.kind = STORE_LIST_FEATURED});
    time_list(&b, "sponsored", (struct store_list_query){.kind = STORE_LIST_SPONSORED});
    time_list(&b, "most read, day",
              (struct store_list_query){.kind = STORE_LIST_MOST_READ, .from_day = today});
    time_list(&b, "most read, month",
              (struct store_list_query){.kind = STORE_LIST_MOST_READ, .from_day = today - 30});
    time_list(
        &b, "most read of a section, month",
        (struct store_list_query){.kind = STORE_LIST_MOST_READ, .key = 1, .from_day = today - 30});
    time_list(&b, "related",
              (struct store_list_query){.kind = STORE_LIST_RELATED, .key = articles, .limit = 6});
    time_list(&b, "same topic",
              (struct store_list_query){.kind = STORE_LIST_SAME_TOPIC, .key = articles});
    time_list(&b, "same author",
              (struct store_list_query){.kind = STORE_LIST_SAME_AUTHOR, .key = articles});
    time_list(&b, "same section",
              (struct store_list_query){.kind = STORE_LIST_SAME_SECTION, .key = articles});
    time_search(&b, "search, a rare word", "t29990", NULL);
    time_search(&b, "search, a middling word", "t3000", NULL);
    time_search(&b, "search, a common word", "t1", NULL);
    time_search(&b, "search, two words", "t1", "t20");
    time_rest(&b);
    store_reader_close(b.r);
}

int main(int argc, char **argv)
{
    struct err e = {0};
    struct store *st = NULL;
    int64_t n = 0;
    if (argc != 3 || !str_to_int(str_view(argv[2]), &n) || n < 1001) {
        fputs("usage: store_bench FILE N    N is over 1000\n", stderr);
        return 2;
    }
    bool there = access(argv[1], F_OK) == 0;
    if (!hash_start() || store_open(argv[1], (struct store_options){.create = !there}, &st, &e))
        stop("open", &e);
    if (!there) {
        put_sections(st);
        put_articles(st, n);
        put_views(st, n);
        put_reactions(st, n);
    }
    time_reads(st, n);
    store_close(st);
    return 0;
}
