/* What a loop remembers of its readers: counted as live_seen would count them, robots apart. */
#include "tests/test.h"

#include "base/clock.h"
#include "base/mem.h"
#include "live/audience.h"

#define NOW INT64_C(1795000000000) /* November 2026 */

static const struct str browser = STR_INIT("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
static const struct str crawler = STR_INIT("Mozilla/5.0 (compatible; Vidubot/1.0)");

static struct live *start(struct audience *a)
{
    struct live *l = NULL;
    struct live_start s = {.now_ms = NOW, .key = {{1}}};
    assert_int_equal(live_new(s, &l, NULL), RC_OK);
    assert_true(audience_init(a, l, (struct hash_key){{2}}));
    return l;
}

static void end(struct audience *a)
{
    live_free(a->live);
    audience_release(a);
}

static void counts_each_reader_once(void **state)
{
    (void)state;
    struct audience a;
    struct live *l = start(&a);
    for (int i = 0; i < 1000; i++)
        assert_true(audience_person(&a, STR("10.0.0.1"), browser, NOW + i * 10));
    assert_true(audience_person(&a, STR("10.0.0.2"), browser, NOW));
    assert_false(audience_person(&a, STR("10.0.0.3"), crawler, NOW));
    assert_false(audience_person(&a, STR("10.0.0.3"), crawler, NOW));
    assert_int_equal(live_site_numbers(l).online, 2);
    assert_int_equal(live_site_numbers(l).today, 2);
    end(&a);
}

/* Whoever stays keeps being seen: else they would be off line after LIVE_ONLINE_MS. */
static void a_reader_who_stays_is_seen_again(void **state)
{
    (void)state;
    struct audience a;
    struct live *l = start(&a);
    int64_t now = NOW;
    for (; now < NOW + 2 * LIVE_ONLINE_MS; now += 1000)
        assert_true(audience_person(&a, STR("10.0.0.1"), browser, now));
    live_tick(l, now, (struct hash_key){{3}});
    assert_int_equal(live_site_numbers(l).online, 1);
    assert_int_equal(live_site_numbers(l).today, 1);
    now += LIVE_VISIT_MS + 1000;
    live_tick(l, now, (struct hash_key){{3}});
    assert_true(audience_person(&a, STR("10.0.0.1"), browser, now));
    assert_int_equal(live_site_numbers(l).today, 2); /* a new visit */
    end(&a);
}

static void a_clock_set_back_hides_nobody(void **state)
{
    (void)state;
    struct audience a;
    struct live *l = start(&a);
    int64_t now = NOW - 2 * LIVE_CLOCK_BACK_MS;
    assert_true(audience_person(&a, STR("10.0.0.1"), browser, NOW));
    live_tick(l, now, (struct hash_key){{3}});
    assert_true(audience_person(&a, STR("10.0.0.1"), browser, now));
    live_tick(l, now + 1, (struct hash_key){{3}});
    assert_int_equal(live_site_numbers(l).online, 1);
    end(&a);
}

/* More readers than places: each is still counted once. */
static void a_crowd_is_counted_one_by_one(void **state)
{
    (void)state;
    enum { CROWD = 3 * AUDIENCE_PLACES };
    struct audience a;
    struct live *l = start(&a);
    char address[32];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < CROWD; i++) {
            int n =
                snprintf(address, sizeof address, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
            struct str text = {address, (size_t)n};
            assert_true(audience_person(&a, text, browser, NOW + round));
        }
    }
    assert_int_equal(live_site_numbers(l).today, CROWD);
    end(&a);
}

static void says_when_there_is_no_memory(void **state)
{
    (void)state;
    struct audience a;
    mem_fail_at(1);
    bool made = audience_init(&a, NULL, (struct hash_key){{2}});
    mem_fail_at(0);
    assert_false(made);
    audience_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_each_reader_once),
        cmocka_unit_test(a_reader_who_stays_is_seen_again),
        cmocka_unit_test(a_clock_set_back_hides_nobody),
        cmocka_unit_test(a_crowd_is_counted_one_by_one),
        cmocka_unit_test(says_when_there_is_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
