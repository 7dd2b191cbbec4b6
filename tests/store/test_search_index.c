/* The search index through the store: against a model that keeps everything in arrays, while groups
 * become segments, segments merge, articles change and go, and an index is built beside it. */
#include "base/hash_term.h"
#include "tests/prop.h"
#include "tests/store/store_fixture.h"

#include <unistd.h>

enum { ARTICLES = 120, WORDS = 12, STEPS = 700, ASKED = 40 };

static struct site site;

struct model_article {
    int64_t id;
    uint32_t words; /* bit i: it has word i */
    uint32_t head;
    bool withdrawn;
    char key[8];
};

static struct model_article model[ARTICLES];

static const char *text_of_words(struct arena *a, uint32_t words)
{
    struct buf b;
    buf_init(&b, a);
    for (int i = 0; i < WORDS; i++)
        if (words >> i & 1)
            buf_addf(&b, "%sw%d", b.n ? " " : "", i);
    return str_cstr(a, buf_view(&b));
}

static void put_article(struct prop *p, struct model_article *m)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    m->words = (uint32_t)prop_below(p, 1 << WORDS) & (uint32_t)prop_below(p, 1 << WORDS);
    m->head = m->words & (uint32_t)prop_below(p, 1 << WORDS);
    struct story story = {.key = m->key,
                          .words = text_of_words(&a, m->words),
                          .words_head = text_of_words(&a, m->head)};
    m->id = run_ok(&site, story_command(&a, &story)).id;
    arena_release(&a);
}

static void withdraw(struct model_article *m, bool withdrawn)
{
    run_ok(&site,
           (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {m->id, withdrawn, NOW_MS}});
    m->withdrawn = withdrawn;
}

static bool among(const struct store_hit *hits, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (hits[i].article_id == id)
            return true;
    return false;
}

static void ask(struct prop *p)
{
    uint32_t wanted = (uint32_t)(1U << prop_below(p, WORDS) | 1U << prop_below(p, WORDS));
    uint32_t none = (uint32_t)(1U << prop_below(p, WORDS));
    uint32_t any[2];
    struct store_terms any_terms[2];
    struct store_hit *hits = NULL;
    struct arena a;
    struct err e = {0};
    size_t n = 0;
    size_t expected = 0;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(any); i++) {
        any[i] = (uint32_t)(1U << prop_below(p, WORDS) | 1U << prop_below(p, WORDS));
        any_terms[i] = terms_of(&a, text_of_words(&a, any[i]), NULL);
    }
    bool all_too = prop_below(p, 3);
    wanted = all_too ? wanted : 0;
    struct store_terms not = terms_of(&a, text_of_words(&a, none), NULL);
    bool head = prop_below(p, 2);
    struct store_search_query q = {.head = head,
                                   .all = terms_of(&a, text_of_words(&a, wanted), NULL),
                                   .any = any_terms,
                                   .any_n = prop_below(p, COUNT_OF(any) + 1),
                                   .none = &not,
                                   .none_n = prop_below(p, 2),
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = ARTICLES};
    if (store_search(site.r, &a, q, &hits, &n, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < ARTICLES; i++) {
        const struct model_article *m = &model[i];
        uint32_t has = head ? m->head : m->words;
        bool found = m->id && !m->withdrawn && (has & wanted) == wanted &&
                     !(q.none_n && (m->words & none) == none);
        for (size_t k = 0; k < q.any_n; k++)
            found = found && (has & any[k]);
        expected += found;
        if (found != (m->id && among(hits, n, m->id)))
            fail_msg("article %zu, words %x, asked %x without %x", i, has, wanted, none);
    }
    assert_int_equal(n, expected);
    arena_release(&a);
}

/* Which of all articles that stand in the index have one of two groups of words, some in their heads. */
static void ask_marks(struct prop *p)
{
    uint32_t groups[2];
    struct store_terms terms[2];
    struct store_hit *hits = NULL;
    int64_t docs[ARTICLES];
    uint32_t bits[ARTICLES];
    struct arena a;
    struct err e = {0};
    size_t n = 0;
    uint64_t work_left = 10000;
    bool head = prop_below(p, 2);
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        groups[i] = (uint32_t)(1U << prop_below(p, WORDS) | 1U << prop_below(p, WORDS));
        const char *words = text_of_words(&a, groups[i]);
        terms[i] = terms_of(&a, words, NULL);
        uint64_t *keys = arena_array(&a, terms[i].n, sizeof *keys);
        for (size_t k = 0; k < terms[i].n; k++)
            keys[k] = terms[i].keys[k] | (uint64_t)head;
        terms[i].keys = keys;
    }
    struct store_search_query all = {
        .from_ms = CLOCK_NONE, .until_ms = CLOCK_NONE, .now_ms = NOW_MS, .limit = ARTICLES};
    if (store_search(site.r, &a, all, &hits, &n, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < n; i++)
        docs[i] = hits[n - 1 - i].doc; /* in any order */
    struct store_marks q = {docs, n, terms, COUNT_OF(terms), &work_left};
    assert_int_equal(store_search_marks(site.r, q, bits, &e), RC_OK);
    for (size_t i = 0; i < n; i++)
        for (size_t m = 0; m < ARTICLES; m++) {
            uint32_t has = head ? model[m].head : model[m].words;
            uint32_t expected = (has & groups[0] ? 1 : 0) | (has & groups[1] ? 2 : 0);
            if (model[m].id == hits[n - 1 - i].article_id && bits[i] != expected)
                fail_msg("article %zu, words %x, marked %x", m, has, bits[i]);
        }
    assert_true(n == 0 || work_left < 10000);
    arena_release(&a);
}

/* Takes all the room that the reader has for rows: each is read for its list alone then. */
static void fill_cache(void)
{
    uint32_t *docs = NULL;
    for (size_t n = INDEX_CACHE_BYTES / 8; n > 0; n /= 2)
        while (index_cache_row(&site.r->cache, n, &docs)) {
        }
}

/* Several searches of one state, with room to keep what they read and without. */
static void ask_in_one_state(struct prop *p)
{
    assert_int_equal(store_read_begin(site.r, NULL), RC_OK);
    if (prop_below(p, 4) == 0)
        fill_cache();
    for (int i = 0; i < 3; i++)
        ask(p);
    ask_marks(p);
    store_read_end(site.r);
}

static void step(enum store_reindex_step step, bool until_done)
{
    struct store_command c = {.kind = STORE_REINDEX, .reindex = {.step = step}};
    while (run_ok(&site, c).changed && until_done) {
    }
}

/* Puts what the model has, as site/reindex.c does from the articles. */
static void put_sources(bool changed)
{
    struct store_source_place place = {0};
    struct store_source *sources = NULL;
    size_t n = 1;
    while (n) {
        struct arena a;
        arena_init(&a, 16 << 20);
        enum rc rc = changed ? store_sources_changed(site.r, &a, 50, &sources, &n, NULL)
                             : store_sources(site.r, &a, &place, 50, &sources, &n, NULL);
        assert_int_equal(rc, RC_OK);
        for (size_t i = 0; i < n; i++)
            for (size_t m = 0; m < ARTICLES; m++)
                if (model[m].id == sources[i].id)
                    run_ok(&site,
                           (struct store_command){
                               .kind = STORE_REINDEX,
                               .reindex = {.step = STORE_REINDEX_PUT,
                                           .article_id = sources[i].id,
                                           .revision = sources[i].revision,
                                           .again = changed,
                                           .search = terms_of(&a, text_of_words(&a, model[m].words),
                                                              text_of_words(&a, model[m].head))}});
        arena_release(&a);
    }
}

static void change_some(struct prop *p, int steps)
{
    for (int i = 0; i < steps; i++) {
        struct model_article *m = &model[prop_below(p, ARTICLES)];
        if (!m->id || prop_below(p, 3))
            put_article(p, m);
        else
            withdraw(m, !m->withdrawn);
        if (i % (STEPS / ASKED) == 0)
            ask_in_one_state(p);
    }
}

static int64_t count_rows(const char *text)
{
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    bool row = false;
    assert_int_equal(engine_sqlite_open(site.path, (struct engine_open){0}, &db, &e), RC_OK);
    assert_int_equal(db->ops->prepare(db, text, &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    int64_t n = db->ops->column_int(db, stmt, 0);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
    return n;
}

static void the_index_says_what_the_model_says(void **state)
{
    (void)state;
    struct prop p = {UINT64_C(20261123), PROP_SIZE_MAX};
    bool whole = false;
    for (size_t i = 0; i < ARTICLES; i++)
        snprintf(model[i].key, sizeof model[i].key, "k%zu", i);
    change_some(&p, STEPS);
    /* segments of one doc merge: a search never opens many */
    assert_in_range(count_rows("SELECT count(*) FROM search_segment WHERE state = 0"), 1, 40);
    assert_int_equal(count_rows("SELECT count(*) FROM search_index"), 1);
    step(STORE_REINDEX_START, false);
    put_sources(false);
    change_some(&p, STEPS / 4);
    step(STORE_REINDEX_MERGE, true);
    change_some(&p, STEPS / 4);
    put_sources(true);
    step(STORE_REINDEX_END, false);
    for (int i = 0; i < ASKED; i++)
        ask(&p);
    step(STORE_REINDEX_CLEAR, true);
    assert_int_equal(count_rows("SELECT count(*) FROM search_segment WHERE state = 2"), 0);
    assert_int_equal(count_rows("SELECT count(*) FROM search_index"), 1);
    assert_int_equal(store_search_whole(site.r, &whole, NULL), RC_OK);
    assert_true(whole);
    change_some(&p, STEPS);
}

/* Building an index syncs nothing; what others write is as safe as ever, between its groups too. */
static void only_a_build_is_relaxed(void **state)
{
    (void)state;
    struct prop p = {5, PROP_SIZE_MAX};
    put_article(&p, &model[0]);
    assert_false(site.st->relaxed);
    step(STORE_REINDEX_START, false);
    assert_true(site.st->relaxed);
    put_article(&p, &model[1]);
    assert_false(site.st->relaxed);
    step(STORE_REINDEX_MERGE, true);
    assert_true(site.st->relaxed);
}

/* Another process, or this one later, begins anew: who was building hears of it. */
static void an_overtaken_build_ends(void **state)
{
    (void)state;
    struct store *other = NULL;
    struct store_command start = {.kind = STORE_REINDEX, .reindex = {.step = STORE_REINDEX_START}};
    struct store_command end = {.kind = STORE_REINDEX, .reindex = {.step = STORE_REINDEX_END}};
    assert_int_equal(store_open(site.path, (struct store_options){0}, &other, NULL), RC_OK);
    run_ok(&site, start);
    assert_int_equal(store_run(other, &start, NULL, NULL), RC_OK);
    run_rc(&site, end, RC_CONFLICT);
    run_rc(&site,
           (struct store_command){.kind = STORE_REINDEX,
                                  .reindex = {.step = STORE_REINDEX_PUT, .article_id = 1}},
           RC_CONFLICT);
    store_close(other);
}

/* Who has read as much as one question may is told so, and gets what was found until then. */
static void too_much_work_is_cut_short(void **state)
{
    (void)state;
    struct prop p = {9, PROP_SIZE_MAX};
    struct store_hit *hits = NULL;
    size_t all = 0;
    size_t some = 0;
    uint64_t work_left = 1000;
    bool cut = false;
    change_some(&p, STEPS / 4);
    struct store_search_query q = {.all = terms_of(&site.arena, "w1 w2", NULL),
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = ARTICLES,
                                   .work_left = &work_left,
                                   .cut = &cut};
    assert_int_equal(store_search(site.r, &site.arena, q, &hits, &all, NULL), RC_OK);
    assert_true(!cut && all > 0 && work_left < 1000);
    uint64_t work = 1000 - work_left;
    for (uint64_t most = 0; most < work; most++) {
        work_left = most;
        cut = false;
        assert_int_equal(store_search(site.r, &site.arena, q, &hits, &some, NULL), RC_OK);
        assert_true(cut && some <= all && work_left == 0);
    }
}

/* Marks are no more than that: when the work is used up there are none, and nothing fails. */
static void marks_are_bounded(void **state)
{
    (void)state;
    struct prop p = {11, PROP_SIZE_MAX};
    struct store_hit *hits = NULL;
    struct store_terms words = terms_of(&site.arena, "w1", NULL);
    struct store_terms many[33] = {{0}};
    uint64_t work_left = 0;
    uint32_t bits = 7;
    size_t n = 0;
    change_some(&p, STEPS / 4);
    struct store_search_query q = {
        .all = words, .from_ms = CLOCK_NONE, .until_ms = CLOCK_NONE, .now_ms = NOW_MS, .limit = 1};
    assert_int_equal(store_search(site.r, &site.arena, q, &hits, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    struct store_marks marks = {&hits[0].doc, 1, &words, 1, &work_left};
    assert_int_equal(store_search_marks(site.r, marks, &bits, NULL), RC_OK);
    assert_true(bits == 0 && work_left == 0);
    work_left = 10;
    assert_int_equal(store_search_marks(site.r, marks, &bits, NULL), RC_OK);
    assert_int_equal(bits, 1);
    assert_in_range(work_left, 0, 9);
    marks.groups = many;
    marks.groups_n = COUNT_OF(many);
    assert_int_equal(store_search_marks(site.r, marks, &bits, NULL), RC_LIMIT);
}

/* A damaged index is told to who searches, and stops nobody who publishes. */
static void damage_is_told_and_harms_no_put(void **state)
{
    (void)state;
    struct prop p = {7, PROP_SIZE_MAX};
    struct store_hit *hits = NULL;
    struct err e = {0};
    size_t n = 0;
    struct store_search_query q = {.all = terms_of(&site.arena, "w1", NULL),
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = ARTICLES};
    change_some(&p, STEPS / 10);
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    bool row = false;
    assert_int_equal(engine_sqlite_open(site.path, (struct engine_open){0}, &db, &e), RC_OK);
    assert_int_equal(
        db->ops->prepare(db, "UPDATE search_part SET postings = zeroblob(99)", &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
    assert_int_equal(store_search(site.r, &site.arena, q, &hits, &n, &e), RC_CORRUPT);
    for (size_t i = 0; i < ARTICLES; i++)
        put_article(&p, &model[i]);
}

static int begin(void **state)
{
    (void)state;
    memset(model, 0, sizeof model);
    site_open(&site, 0);
    put_section(&site, "tin", "", 1);
    for (size_t i = 0; i < ARTICLES; i++)
        snprintf(model[i].key, sizeof model[i].key, "k%zu", i);
    return 0;
}

static int end(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_index_says_what_the_model_says),
        T(only_a_build_is_relaxed),
        T(an_overtaken_build_ends),
        T(too_much_work_is_cut_short),
        T(marks_are_bounded),
        T(damage_is_told_and_harms_no_put),
    };
    return cmocka_run_group_tests_name("search index", tests, NULL, NULL);
}
