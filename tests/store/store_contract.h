/* What the programs of the contract suite share: a site for each test, short ways to read it, and
 * running a list of tests on every engine. */
#ifndef LOA_TESTS_STORE_STORE_CONTRACT_H
#define LOA_TESTS_STORE_STORE_CONTRACT_H

#include "tests/store/store_fixture.h"

static inline struct site *site_of(void **state)
{
    return *state;
}

static struct site the_site;
static uint64_t fail_at_query; /* of the group that runs; UINT64_MAX: decorated, never fires */

static inline int open_site(void **state)
{
    site_open(&the_site, fail_at_query);
    put_section(&the_site, "tin", "", 1);
    *state = &the_site;
    return 0;
}

static inline int close_site(void **state)
{
    struct err e = {0};
    if (store_check(site_of(state)->st, &e) != RC_OK)
        print_error("%s\n", e.text);
    assert_string_equal(e.text, "");
    site_close(site_of(state));
    return 0;
}

/* ---- short ways to read ---- */

struct cards {
    struct store_card *p;
    size_t n;
};

static inline struct cards list(struct site *s, struct store_list_query q)
{
    struct cards cards = {0};
    struct err e = {0};
    if (q.now_ms == 0)
        q.now_ms = NOW_MS;
    if (q.limit == 0)
        q.limit = 100;
    if (store_list(s->r, &s->arena, q, &cards.p, &cards.n, &e) != RC_OK)
        fail_msg("list: %s", e.text);
    return cards;
}

static inline int64_t list_count(struct site *s, struct store_list_query q)
{
    int64_t n = -1;
    struct err e = {0};
    if (q.now_ms == 0)
        q.now_ms = NOW_MS;
    if (store_list_count(s->r, q, &n, &e) != RC_OK)
        fail_msg("count: %s", e.text);
    return n;
}

/* The list gives exactly these ids in this order, its count agrees, and so do its pages of one. */
static inline void want_ids(struct site *s, struct store_list_query q, const int64_t *ids, size_t n,
                            int line)
{
    struct cards cards = list(s, q);
    bool same = cards.n == n;
    for (size_t i = 0; i < n && same; i++)
        same = cards.p[i].id == ids[i];
    if (!same) {
        for (size_t i = 0; i < cards.n; i++)
            print_error("got %lld\n", (long long)cards.p[i].id);
        fail_msg("line %d: the list of kind %d is not as wanted", line, (int)q.kind);
    }
    assert_int_equal(list_count(s, q), n);
    for (size_t i = 0; i <= n; i++) {
        q.limit = 1;
        q.offset = (int64_t)i;
        struct cards page = list(s, q);
        assert_int_equal(page.n, i < n ? 1 : 0);
        if (i < n)
            assert_int_equal(page.p[0].id, ids[i]);
    }
}

#define WANT(s, query, ...)                                                                        \
    want_ids((s), (struct store_list_query)query, (const int64_t[]){__VA_ARGS__},                  \
             sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), __LINE__)
#define Q(...)                                                                                     \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define WANT_NONE(s, query) want_ids((s), (struct store_list_query)query, NULL, 0, __LINE__)

static inline struct store_article article(struct site *s, int64_t id)
{
    struct store_article art = {0};
    struct err e = {0};
    if (store_article_by_id(s->r, &s->arena, id, &art, &e) != RC_OK)
        fail_msg("article: %s", e.text);
    return art;
}

static inline struct store_article_counts counts(struct site *s, int64_t id)
{
    struct store_article_counts c = {0};
    assert_int_equal(store_counts_of(s->r, id, &c, NULL), RC_OK);
    return c;
}

static inline struct store_label label_of(struct site *s, enum store_label_kind kind,
                                          const char *slug)
{
    struct store_label label = {0};
    if (store_label_by_slug(s->r, &s->arena, kind, str_view(slug), NOW_MS, &label, NULL) != RC_OK)
        fail_msg("no label %s", slug);
    return label;
}

static inline int64_t label_id(struct site *s, enum store_label_kind kind, const char *slug)
{
    return label_of(s, kind, slug).id;
}

static inline int64_t last_seq(struct site *s)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t seq = 0;
    assert_int_equal(store_changes(s->r, &s->arena, 0, 1, &changes, &n, &seq, NULL), RC_OK);
    return seq;
}

static inline bool changed(struct site *s, struct store_reader *r, int64_t after, const char *tag)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t seq = 0;
    assert_int_equal(store_changes(r, &s->arena, after, 1000, &changes, &n, &seq, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(changes[i].tag, str_view(tag)))
            return true;
    return false;
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_site, close_site)

/* Runs a static array of tests on each engine; a main's result. */
#define RUN_ON_EVERY_ENGINE(tests)                                                                 \
    ((fail_at_query = 0, cmocka_run_group_tests_name("sqlite", tests, NULL, NULL)) ||              \
     (fail_at_query = UINT64_MAX,                                                                  \
      cmocka_run_group_tests_name("sqlite behind the fault decorator", tests, NULL, NULL)))

#endif
