#include "tests/test.h"

#include "base/mem.h"
#include "page/page_cache.h"

#include <pthread.h>
#include <stdatomic.h>

enum { ROOM_BYTES = 1 << 20 };

static struct page *page_of(const char *text, const char *tag)
{
    struct arena arena;
    struct page_out out;
    arena_init(&arena, 1 << 20);
    page_out_init(&out, &arena);
    page_put_literal(&out, str_view(text));
    struct str tags[] = {str_view(tag), STR("site")};
    struct page *p = page_finish(&out, STR("text/html"), tags, COUNT_OF(tags));
    arena_release(&arena);
    assert_non_null(p);
    return p;
}

static bool page_says(const struct page *p, const char *text)
{
    struct page_segment s[1] = {{"", 0}};
    (void)page_fill(p, NULL, s);
    return str_eq((struct str){s[0].p, s[0].n}, str_view(text));
}

/* Makes key anew, as a reader who found nothing fresh does. */
static void make(struct page_cache *c, const char *key, const char *text, const char *tag)
{
    struct page *old = NULL;
    struct page_ticket ticket;
    assert_int_equal(page_cache_get(c, str_view(key), 0, &old, &ticket), PAGE_CACHE_MAKE);
    struct page *made = page_of(text, tag);
    page_cache_put(c, ticket, made, (struct page_term){.until_ms = INT64_MAX});
    page_unref(made);
    page_unref(old);
}

/* What a reader sees without making anything: the text is there and fresh. */
static bool shows(struct page_cache *c, const char *key, const char *text)
{
    struct page *p = NULL;
    struct page_ticket ticket;
    bool hit = page_cache_get(c, str_view(key), 0, &p, &ticket) == PAGE_CACHE_HIT;
    bool right = hit && page_says(p, text);
    if (!hit)
        page_cache_keep(c, ticket);
    page_unref(p);
    return right;
}

static void test_kept_until_its_tag_changes(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    make(c, "/a", "A", "article:1");
    make(c, "/b", "B", "article:2");
    assert_true(shows(c, "/a", "A"));
    page_cache_invalidate(c, STR("article:1"));
    assert_false(shows(c, "/a", "A"));
    assert_true(shows(c, "/b", "B"));
    make(c, "/a", "A2", "article:1");
    assert_true(shows(c, "/a", "A2"));
    page_cache_invalidate(c, STR("site"));
    assert_false(shows(c, "/a", "A2"));
    assert_false(shows(c, "/b", "B"));
    assert_int_equal(page_cache_counts(c).pages, 2);
    page_cache_free(c);
}

static void test_old_page_stands_until_the_new_one(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    make(c, "/a", "old", "article:1");
    page_cache_invalidate(c, STR("article:1"));
    struct page *mine = NULL;
    struct page *other = NULL;
    struct page_ticket ticket;
    struct page_ticket unused;
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &mine, &ticket), PAGE_CACHE_MAKE);
    assert_true(page_says(mine, "old"));
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &other, &unused), PAGE_CACHE_HIT);
    assert_true(page_says(other, "old"));
    page_cache_keep(c, ticket); /* it failed: the next one tries again */
    page_unref(mine);
    page_unref(other);
    make(c, "/a", "new", "article:1");
    assert_true(shows(c, "/a", "new"));
    page_cache_free(c);
}

static void test_forgotten_page_is_gone(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    make(c, "/a", "withdrawn", "article:1");
    page_cache_invalidate(c, STR("article:1"));
    struct page *p = NULL;
    struct page_ticket ticket;
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &p, &ticket), PAGE_CACHE_MAKE);
    page_unref(p);
    page_cache_forget(c, ticket);
    assert_int_equal(page_cache_counts(c).pages, 0);
    assert_int_equal(page_cache_counts(c).bytes, 0);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &p, &ticket), PAGE_CACHE_MAKE);
    assert_null(p);
    page_cache_keep(c, ticket);
    page_cache_free(c);
}

/* A takedown: neither while the new page is being made nor when that fails is the old one shown. */
static void test_dropped_page_is_never_shown_again(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page *old = NULL;
    struct page_ticket ticket;
    make(c, "/a", "A", "article:1");
    make(c, "/b", "B", "article:2");
    page_cache_drop(c, STR("article:1"));
    assert_true(shows(c, "/b", "B"));
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    assert_null(old);
    page_cache_keep(c, ticket);
    make(c, "/a", "A2", "article:1");
    page_cache_invalidate(c, STR("article:1"));
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    assert_non_null(old); /* being made; now it is dropped */
    page_unref(old);
    page_cache_drop(c, STR("article:1"));
    page_cache_keep(c, ticket);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    assert_null(old);
    page_cache_keep(c, ticket);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    page_cache_drop(c, STR("article:1")); /* what is being made was read before */
    struct page *made = page_of("A3", "article:1");
    page_cache_put(c, ticket, made, (struct page_term){.until_ms = INT64_MAX});
    page_unref(made);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    assert_null(old);
    page_cache_keep(c, ticket);
    assert_int_equal(page_cache_counts(c).pages, 1);
    page_cache_free(c);
}

static void test_page_expires(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page *p = NULL;
    struct page_ticket ticket;
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &p, &ticket), PAGE_CACHE_MAKE);
    struct page *made = page_of("A", "x");
    page_cache_put(c, ticket, made, (struct page_term){.until_ms = 1000});
    page_unref(made);
    assert_int_equal(page_cache_get(c, STR("/a"), 999, &p, &ticket), PAGE_CACHE_HIT);
    page_unref(p);
    assert_int_equal(page_cache_get(c, STR("/a"), 1000, &p, &ticket), PAGE_CACHE_MAKE);
    assert_true(page_says(p, "A"));
    page_unref(p);
    page_cache_keep(c, ticket);
    page_cache_free(c);
}

/* Makes key at now_ms, when it must be due. */
static void make_at(struct page_cache *c, const char *key, int64_t now_ms, bool patient)
{
    struct page *old = NULL;
    struct page_ticket ticket;
    assert_int_equal(page_cache_get(c, str_view(key), now_ms, &old, &ticket), PAGE_CACHE_MAKE);
    struct page *made = page_of("A", "site");
    page_cache_put(
        c, ticket, made,
        (struct page_term){.made_ms = now_ms, .until_ms = INT64_MAX, .patient = patient});
    page_unref(made);
    page_unref(old);
}

static bool stands_at(struct page_cache *c, const char *key, int64_t now_ms)
{
    struct page *p = NULL;
    struct page_ticket ticket;
    bool hit = page_cache_get(c, str_view(key), now_ms, &p, &ticket) == PAGE_CACHE_HIT;
    if (!hit)
        page_cache_keep(c, ticket);
    page_unref(p);
    return hit;
}

static void make_many(struct page_cache *c, int64_t now_ms)
{
    char key[] = "/0";
    for (int i = 0; i < PAGE_BUSY_MAKINGS; i++) {
        key[1] = (char)('0' + i % 10);
        make_at(c, key, now_ms, false);
        page_cache_invalidate(c, STR("site"));
    }
}

/* At once, but while many pages are made and it was made anew: then PAGE_PATIENCE_MS after that. */
static void test_patient_page_waits_under_load(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    for (int64_t now_ms = 1000; now_ms < 2000;
         now_ms += 100) { /* however often, when it is quiet */
        make_at(c, "/a", now_ms, true);
        page_cache_invalidate_soon(c, STR("site"));
        assert_false(stands_at(c, "/a", now_ms));
    }
    make_many(c, 2000);
    make_at(c, "/new", 3998, true);
    make_at(c, "/a", 3999, true);
    make_at(c, "/b", 3999, false);
    page_cache_invalidate_soon(c, STR("site"));
    page_cache_invalidate_soon(c, STR("site")); /* again: no longer for that */
    assert_false(stands_at(c, "/b", 3999));
    assert_false(stands_at(c, "/new", 3999));
    assert_true(stands_at(c, "/a", 3999 + PAGE_PATIENCE_MS - 1));
    make_at(c, "/a", 3999 + PAGE_PATIENCE_MS, true); /* it was quiet */
    page_cache_invalidate_soon(c, STR("site"));
    assert_false(stands_at(c, "/a", 3999 + PAGE_PATIENCE_MS));
    make_many(c, 10000);
    make_at(c, "/a", 10500, true);
    page_cache_invalidate(c, STR("site")); /* what is not of the lists never waits */
    assert_false(stands_at(c, "/a", 10500));
    page_cache_free(c);
}

/* What is invalidated while the page is being made must not be lost. */
static void test_invalidated_while_making(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    for (int others = 0; others < 600; others += 599) {
        struct page *old = NULL;
        struct page_ticket ticket;
        assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
        page_unref(old);
        page_cache_invalidate(c, STR("article:1"));
        for (int i = 0; i < others; i++)
            page_cache_invalidate(c, STR("article:7"));
        struct page *made = page_of("half old", "article:1");
        page_cache_put(c, ticket, made, (struct page_term){.until_ms = INT64_MAX});
        page_unref(made);
        assert_false(shows(c, "/a", "half old"));
    }
    make(c, "/b", "B", "article:2");
    assert_true(shows(c, "/b", "B"));
    page_cache_free(c);
}

static void test_least_recently_used_go(void **state)
{
    (void)state;
    static char big[40000];
    memset(big, 'x', sizeof big - 1);
    struct page_cache *c = page_cache_new(3 * sizeof big);
    make(c, "/1", big, "t");
    make(c, "/2", big, "t");
    assert_true(shows(c, "/1", big));
    make(c, "/3", big, "t");
    assert_true(shows(c, "/1", big));
    assert_false(shows(c, "/2", big));
    assert_true(shows(c, "/3", big));
    struct page_cache_counts counts = page_cache_counts(c);
    assert_int_equal(counts.pages, 2);
    assert_int_equal(counts.evicted, 1);
    assert_true(counts.bytes <= 3 * sizeof big);
    page_cache_free(c);
}

static void test_page_over_the_limit_drives_nobody_out(void **state)
{
    (void)state;
    static char big[40000];
    memset(big, 'x', sizeof big - 1);
    struct page_cache *c = page_cache_new(20000);
    make(c, "/small", "s", "t");
    make(c, "/big", big, "t");
    assert_false(shows(c, "/big", big));
    assert_true(shows(c, "/small", "s"));
    page_cache_free(c);
}

static void test_long_address_is_not_kept(void **state)
{
    (void)state;
    static char key[PAGE_CACHE_KEY_BYTES_MAX + 2];
    memset(key, 'k', sizeof key - 1);
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    make(c, key, "A", "t");
    make(c, key, "A", "t");
    assert_int_equal(page_cache_counts(c).pages, 0);
    page_cache_free(c);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (uint64_t k = 1; k <= 2; k++) {
        mem_fail_at(k);
        assert_null(page_cache_new(ROOM_BYTES));
    }
    mem_fail_at(0);
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page *p = NULL;
    struct page_ticket ticket;
    mem_fail_at(1);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &p, &ticket), PAGE_CACHE_MAKE);
    mem_fail_at(0);
    assert_null(ticket.entry);
    struct page *made = page_of("A", "t");
    page_cache_put(c, ticket, made, (struct page_term){.until_ms = INT64_MAX});
    page_cache_keep(c, ticket);
    page_cache_forget(c, ticket);
    page_unref(made);
    page_cache_free(c);
}

static void test_replaced_while_it_stands(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page *old = NULL;
    struct page *last = NULL;
    struct page_ticket ticket;
    make(c, "/a", "A1", "article:1");
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_HIT);
    struct page *better = page_of("a1", "article:1");
    page_cache_replace(c, STR("/b"), old, better);
    assert_true(shows(c, "/a", "A1"));
    page_cache_replace(c, STR("/a"), old, better);
    assert_true(shows(c, "/a", "a1"));
    assert_true(!page_stands(old, 0) && page_stands(better, 0));
    assert_int_equal(page_cache_counts(c).pages, 1);
    page_cache_replace(c, STR("/a"), old, old); /* it stands there no longer */
    assert_true(shows(c, "/a", "a1"));
    page_cache_invalidate(c, STR("article:1"));
    struct page *late = page_of("late", "article:1");
    page_cache_replace(c, STR("/a"), better, late); /* what was invalidated does not come back */
    assert_false(page_stands(late, 0));
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &last, &ticket), PAGE_CACHE_MAKE);
    assert_true(page_says(last, "a1"));
    page_cache_keep(c, ticket);
    page_unref(old);
    page_unref(better);
    page_unref(late);
    page_unref(last);
    page_cache_free(c);
}

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 3000, KEYS = 7 };

struct crowd {
    struct page_cache *cache;
    atomic_int
        version; /* of everything; a reader must never see an older one than before he asked */
    atomic_int making[KEYS];
    atomic_int mistakes;
};

/* A page that says which version it was made from. */
static struct page *page_of_version(int key, int version)
{
    char text[32];
    char tag[32];
    (void)snprintf(text, sizeof text, "%d", version);
    (void)snprintf(tag, sizeof tag, "article:%d", key);
    return page_of(text, tag);
}

static void read_one(struct crowd *crowd, int key, int round)
{
    char path[16];
    (void)snprintf(path, sizeof path, "/%d", key);
    struct page *p = NULL;
    struct page_ticket ticket;
    if (page_cache_get(crowd->cache, str_view(path), 0, &p, &ticket) == PAGE_CACHE_MAKE) {
        if (atomic_fetch_add(&crowd->making[key], 1) != 0)
            atomic_fetch_add(&crowd->mistakes, 1); /* two made the same page at once */
        struct page *made = page_of_version(key, atomic_load(&crowd->version));
        atomic_fetch_sub(&crowd->making[key], 1);
        if (round % 11 == 0)
            page_cache_keep(crowd->cache, ticket);
        else if (round % 13 == 0)
            page_cache_forget(crowd->cache, ticket);
        else
            page_cache_put(crowd->cache, ticket, made, (struct page_term){.until_ms = INT64_MAX});
        page_unref(made);
    } else if (!p || page_size_bytes(p) == 0) {
        atomic_fetch_add(&crowd->mistakes, 1);
    }
    page_unref(p);
}

static void *one_of_the_crowd(void *arg)
{
    struct crowd *crowd = arg;
    for (int i = 0; i < ROUNDS; i++) {
        read_one(crowd, i % KEYS, i);
        if (i % 50 == 0) {
            atomic_fetch_add(&crowd->version, 1);
            page_cache_invalidate(crowd->cache, STR("site"));
        }
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    (void)state;
    struct crowd crowd = {.cache = page_cache_new(ROOM_BYTES)};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&crowd.mistakes), 0);
    /* all invalidations are over: what is fresh now is of the last version */
    for (int key = 0; key < KEYS; key++) {
        char path[16];
        char last[16];
        (void)snprintf(path, sizeof path, "/%d", key);
        (void)snprintf(last, sizeof last, "%d", atomic_load(&crowd.version));
        struct page *p = NULL;
        struct page_ticket ticket;
        if (page_cache_get(crowd.cache, str_view(path), 0, &p, &ticket) == PAGE_CACHE_HIT)
            assert_true(page_says(p, last));
        else
            page_cache_keep(crowd.cache, ticket);
        page_unref(p);
    }
    page_cache_free(crowd.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_until_its_tag_changes),
        cmocka_unit_test(test_old_page_stands_until_the_new_one),
        cmocka_unit_test(test_forgotten_page_is_gone),
        cmocka_unit_test(test_dropped_page_is_never_shown_again),
        cmocka_unit_test(test_page_expires),
        cmocka_unit_test(test_patient_page_waits_under_load),
        cmocka_unit_test(test_invalidated_while_making),
        cmocka_unit_test(test_least_recently_used_go),
        cmocka_unit_test(test_page_over_the_limit_drives_nobody_out),
        cmocka_unit_test(test_long_address_is_not_kept),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_replaced_while_it_stands),
        cmocka_unit_test(test_many_threads),
    };
    if (!hash_start())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
