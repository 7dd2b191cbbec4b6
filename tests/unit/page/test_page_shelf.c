/* The pages of one thread: found without the cache while they stand, never after, freed with their last
 * loan; and with many threads, each with its shelf, over one cache. */
#include "tests/test.h"

#include "base/mem.h"
#include "page/page_cache.h"
#include "page/page_shelf.h"

#include <pthread.h>
#include <stdatomic.h>

#define FOR_EVER INT64_MAX

enum { ROOM_BYTES = 1 << 20, PLACES = 64 };

static struct page *page_of(int version, const char *tag)
{
    struct arena arena;
    struct page_out out;
    arena_init(&arena, 1 << 20);
    page_out_init(&out, &arena);
    page_put_digits(&out, version);
    struct str tags[] = {str_view(tag), STR("site")};
    struct page *p = page_finish(&out, STR("text/html"), tags, COUNT_OF(tags));
    arena_release(&arena);
    assert_non_null(p);
    return p;
}

static int64_t version_of(const struct page *p)
{
    struct page_segment s[1] = {{"", 0}};
    int64_t version = -1;
    (void)page_fill(p, NULL, s);
    assert_true(str_to_int((struct str){s[0].p, s[0].n}, &version));
    return version;
}

/* Lends the page of key as a loop does: from the shelf, from the cache, or made anew. *asked: not from
 * the shelf. */
static struct page_loan lend(struct page_shelf *s, struct page_cache *c, struct str key,
                             int64_t now_ms, bool *asked)
{
    struct page_loan loan;
    struct page *page = NULL;
    struct page_ticket ticket;
    *asked = !page_shelf_get(s, key, now_ms, &loan);
    if (!*asked)
        return loan;
    if (page_cache_get(c, key, now_ms, &page, &ticket) == PAGE_CACHE_MAKE) {
        page_unref(page);
        page = page_of(7, "article:1");
        page_cache_put(c, ticket, page, (struct page_term){.until_ms = now_ms + 1000});
    }
    return page_shelf_put(s, key, page, now_ms);
}

static bool asks(struct page_shelf *s, struct page_cache *c, const char *key, int64_t now_ms)
{
    bool asked = false;
    page_loan_end(lend(s, c, str_view(key), now_ms, &asked));
    return asked;
}

static void a_page_is_asked_for_once_while_it_stands(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page_shelf *s = page_shelf_new(PLACES);
    assert_true(asks(s, c, "/a", 0));
    assert_false(asks(s, c, "/a", 0));
    assert_false(asks(s, c, "/a", 999));
    assert_true(asks(s, c, "/a", 1000)); /* its time is over */
    assert_false(asks(s, c, "/a", 1000));
    page_cache_invalidate(c, STR("article:2"));
    assert_false(asks(s, c, "/a", 1000)); /* another's tag */
    page_cache_invalidate(c, STR("article:1"));
    assert_true(asks(s, c, "/a", 1000));
    assert_false(asks(s, c, "/a", 1000));
    page_cache_drop(c, STR("site"));
    assert_true(asks(s, c, "/a", 1000));
    page_shelf_free(s);
    page_cache_free(c);
}

/* While another makes the new one, the old one is served but not kept. */
static void a_page_that_does_not_stand_is_not_kept(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page_shelf *s = page_shelf_new(PLACES);
    struct page *old = NULL;
    struct page_ticket ticket;
    assert_true(asks(s, c, "/a", 0));
    page_cache_invalidate(c, STR("site"));
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &old, &ticket), PAGE_CACHE_MAKE);
    page_unref(old);
    assert_true(asks(s, c, "/a", 0));
    assert_true(asks(s, c, "/a", 0));
    page_cache_keep(c, ticket);
    page_shelf_free(s);
    page_cache_free(c);
}

static void a_lent_page_outlives_its_place(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page_shelf *s = page_shelf_new(PLACES);
    bool asked = false;
    struct page_loan first = lend(s, c, STR("/a"), 0, &asked);
    struct page_loan second = lend(s, c, STR("/a"), 0, &asked);
    assert_false(asked);
    page_cache_drop(c, STR("site"));
    page_shelf_sweep(s, 0);
    assert_int_equal(version_of(first.page), 7);
    page_loan_end(first);
    assert_int_equal(version_of(second.page), 7);
    page_loan_end(second);
    page_shelf_free(s);
    page_cache_free(c);
}

/* More pages than places: each is right, and the one that is asked for most stays. */
static void a_full_shelf_keeps_what_is_asked_for(void **state)
{
    (void)state;
    enum { OTHERS = 500 };
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    struct page_shelf *s = page_shelf_new(PLACES);
    int asked_again = 0;
    char key[16];
    for (int i = 0; i < OTHERS; i++) {
        (void)snprintf(key, sizeof key, "/%d", i);
        (void)asks(s, c, key, 0);
        for (int k = 0; k < 8; k++)
            asked_again += asks(s, c, "/hot", 0);
    }
    assert_int_equal(asked_again, 1);
    char path[PAGE_SHELF_KEY_BYTES_MAX + 2];
    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    assert_true(asks(s, c, path, 0));
    assert_true(asks(s, c, path, 0)); /* too long to be kept */
    page_shelf_free(s);
    page_cache_free(c);
}

/* The cache cannot see what is served from shelves but by page_note_use. */
static void what_shelves_serve_is_not_least_used(void **state)
{
    (void)state;
    enum { OTHERS = 200, ROOM = 16 << 10 };
    struct page_cache *c = page_cache_new(ROOM);
    struct page_shelf *s = page_shelf_new(4 * OTHERS);
    int asked_again = 0;
    char key[16];
    (void)asks(s, c, "/hot", 0);
    for (int i = 0; i < OTHERS; i++) {
        (void)snprintf(key, sizeof key, "/%d", i);
        (void)asks(s, c, key, 0);
        asked_again += asks(s, c, "/hot", 0);
    }
    assert_int_equal(asked_again, 0);
    assert_true(page_cache_counts(c).evicted > 0);
    assert_true(page_cache_counts(c).bytes <= ROOM);
    /* what the cache has let go of, the shelf lets go of */
    assert_true(asks(s, c, "/0", 0));
    page_shelf_free(s);
    page_cache_free(c);
}

static void no_memory_costs_a_look_in_the_cache(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(ROOM_BYTES);
    for (uint64_t k = 1; k <= 2; k++) {
        mem_fail_at(k);
        assert_null(page_shelf_new(PLACES));
    }
    mem_fail_at(0);
    struct page_shelf *s = page_shelf_new(PLACES);
    struct page_loan loan;
    struct page *page = NULL;
    struct page_ticket ticket;
    assert_true(asks(s, c, "/a", 0));
    page_shelf_free(s);
    s = page_shelf_new(PLACES);
    assert_int_equal(page_cache_get(c, STR("/a"), 0, &page, &ticket), PAGE_CACHE_HIT);
    mem_fail_at(1);
    loan = page_shelf_put(s, STR("/a"), page, 0);
    mem_fail_at(0);
    assert_null(loan.from);
    assert_int_equal(version_of(loan.page), 7);
    page_loan_end(loan);
    assert_false(page_shelf_get(s, STR("/a"), 0, &loan));
    page_shelf_free(s);
    page_cache_free(c);
}

/* ---- threads ---- */

enum { THREADS = 6, ROUNDS = 4000, KEYS = 5, LENT = 4 };

struct crowd {
    struct page_cache *cache;
    atomic_int version; /* of everything: what is made now shows it */
    atomic_int dropped; /* nobody may see an older version who asks from now on */
    atomic_int mistakes;
    pthread_mutex_t editor;
};

static void edit(struct crowd *crowd)
{
    (void)pthread_mutex_lock(&crowd->editor);
    int version = atomic_fetch_add(&crowd->version, 1) + 1;
    page_cache_drop(crowd->cache, STR("site"));
    atomic_store(&crowd->dropped, version);
    (void)pthread_mutex_unlock(&crowd->editor);
}

static struct page_loan read_one(struct crowd *crowd, struct page_shelf *shelf, int key)
{
    char path[16];
    char tag[32];
    int n = snprintf(path, sizeof path, "/%d", key);
    struct str address = {path, (size_t)n};
    struct page_loan loan;
    struct page *page = NULL;
    struct page_ticket ticket;
    int oldest = atomic_load(&crowd->dropped);
    if (!page_shelf_get(shelf, address, 0, &loan)) {
        if (page_cache_get(crowd->cache, address, 0, &page, &ticket) == PAGE_CACHE_MAKE) {
            page_unref(page);
            (void)snprintf(tag, sizeof tag, "article:%d", key);
            page = page_of(atomic_load(&crowd->version), tag);
            page_cache_put(crowd->cache, ticket, page, (struct page_term){.until_ms = FOR_EVER});
        }
        loan = page_shelf_put(shelf, address, page, 0);
    }
    if (version_of(loan.page) < oldest)
        atomic_fetch_add(&crowd->mistakes, 1);
    return loan;
}

static void *one_of_the_crowd(void *arg)
{
    struct crowd *crowd = arg;
    struct page_shelf *shelf = page_shelf_new(PLACES);
    struct page_loan lent[LENT] = {{0}};
    for (int i = 0; i < ROUNDS; i++) {
        page_loan_end(lent[i % LENT]);
        lent[i % LENT] = read_one(crowd, shelf, i % KEYS);
        if (i % 97 == 0)
            edit(crowd);
        if (i % 61 == 0)
            page_cache_invalidate(crowd->cache, STR("article:1"));
        if (i % 31 == 0)
            page_shelf_sweep(shelf, 0);
    }
    for (size_t i = 0; i < LENT; i++)
        page_loan_end(lent[i]);
    page_shelf_free(shelf);
    return NULL;
}

static void nobody_sees_what_was_dropped(void **state)
{
    (void)state;
    struct crowd crowd = {.cache = page_cache_new(ROOM_BYTES)};
    pthread_t threads[THREADS];
    assert_int_equal(pthread_mutex_init(&crowd.editor, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&crowd.mistakes), 0);
    pthread_mutex_destroy(&crowd.editor);
    page_cache_free(crowd.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_asked_for_once_while_it_stands),
        cmocka_unit_test(a_page_that_does_not_stand_is_not_kept),
        cmocka_unit_test(a_lent_page_outlives_its_place),
        cmocka_unit_test(a_full_shelf_keeps_what_is_asked_for),
        cmocka_unit_test(what_shelves_serve_is_not_least_used),
        cmocka_unit_test(no_memory_costs_a_look_in_the_cache),
        cmocka_unit_test(nobody_sees_what_was_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
