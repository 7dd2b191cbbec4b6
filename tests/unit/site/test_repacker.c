/* Pages packed well behind the readers' backs. */
#include "tests/test.h"

#include "site/repacker.h"

#include <unistd.h>

enum { PAGES = 3 * REPACKER_QUEUE_MAX, WAIT_STEPS = 60000, WAIT_STEP_US = 1000 };

static struct page *page_of(int number)
{
    struct arena a;
    struct page_out out;
    arena_init(&a, 1 << 20);
    page_out_init(&out, &a);
    for (int i = 0; i < 200; i++) {
        page_put_literal(&out, STR("<li>Chuyến đò số "));
        page_put_int(&out, (int64_t)number * i * i);
        page_put_literal(&out, STR("</li>\n"));
    }
    struct page *p = page_finish(&out, STR("application/rss+xml"), NULL, 0);
    arena_release(&a);
    assert_non_null(p);
    return p;
}

static struct str key_of(int number, char room[16])
{
    int n = snprintf(room, 16, "/%d", number);
    return (struct str){room, (size_t)n};
}

static struct page *cached(struct page_cache *c, int number)
{
    char room[16];
    struct page *p = NULL;
    struct page_ticket ticket;
    if (page_cache_get(c, key_of(number, room), 0, &p, &ticket) == PAGE_CACHE_HIT)
        return p;
    p = page_of(number);
    page_cache_put(c, ticket, p, (struct page_term){.until_ms = INT64_MAX});
    return p;
}

static bool is_packed_well(struct page_cache *c, int number)
{
    struct page *p = cached(c, number);
    bool well = page_is_packed_well(p) && page_brotli(p).n > 0;
    page_unref(p);
    return well;
}

/* Asks like a reader until the page of that number is packed well. */
static bool comes(struct repacker *repacker, struct page_cache *c, int number)
{
    char room[16];
    for (int i = 0; i < WAIT_STEPS; i++) {
        if (is_packed_well(c, number))
            return true;
        struct page *p = cached(c, number);
        repacker_ask(repacker, key_of(number, room), p);
        page_unref(p);
        usleep(WAIT_STEP_US);
    }
    return false;
}

static void what_is_asked_for_is_packed_well(void **state)
{
    (void)state;
    struct page_cache *c = page_cache_new(8 << 20);
    struct repacker *repacker = repacker_new(c);
    assert_non_null(repacker);
    assert_false(is_packed_well(c, 1));
    assert_true(comes(repacker, c, 1));
    struct page *well = cached(c, 1);
    repacker_ask(repacker, STR("/1"), well); /* nothing more to do */
    assert_true(comes(repacker, c, 2));
    struct page *again = cached(c, 1);
    assert_ptr_equal(again, well);
    page_unref(again);
    page_unref(well);
    repacker_free(repacker);
    page_cache_free(c);
}

/* More than can wait, an address that is too long, and an end while some wait: no page is lost. */
static void what_is_too_much_is_passed_over(void **state)
{
    (void)state;
    static char name[PAGE_CACHE_KEY_BYTES_MAX + 1];
    char room[16];
    struct page_cache *c = page_cache_new(64 << 20);
    struct repacker *repacker = repacker_new(c);
    assert_non_null(repacker);
    for (int i = 0; i < PAGES; i++) {
        struct page *p = cached(c, i);
        repacker_ask(repacker, key_of(i, room), p);
        repacker_ask(repacker, (struct str){name, sizeof name}, p);
        page_unref(p);
    }
    repacker_free(repacker);
    repacker_free(NULL);
    assert_int_equal(page_cache_counts(c).pages, PAGES);
    page_cache_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_for_is_packed_well),
        cmocka_unit_test(what_is_too_much_is_passed_over),
    };
    if (!hash_start())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
