#include "tests/test.h"

#include "base/clock.h"
#include "live/live.h"
#include "live/rate.h"
#include "live/robot.h"

#include <pthread.h>

static const struct hash_key key_one = {{1}};
static const struct hash_key key_two = {{2}};
static const struct str agent = STR_INIT("Mozilla/5.0");

/* 2026-11-23 is a Monday. */
static int64_t at(const char *text)
{
    int64_t ms = 0;
    assert_true(clock_parse_rfc3339(str_view(text), &ms));
    return ms;
}

static struct live *start(const char *when)
{
    struct live *l = NULL;
    struct live_start s = {
        .now_ms = at(when), .key = key_one, .today = 10, .week = 20, .total = 30};
    assert_int_equal(live_new(s, &l, NULL), RC_OK);
    return l;
}

static void assert_numbers(const struct live *l, int64_t online, int64_t today, int64_t week,
                           int64_t total)
{
    struct live_site n = live_site_numbers(l);
    assert_int_equal(n.online, online);
    assert_int_equal(n.today, today);
    assert_int_equal(n.week, week);
    assert_int_equal(n.total, total);
}

static void a_visit_ends_after_thirty_idle_minutes(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    live_seen(l, STR("10.0.0.1"), agent, now);
    live_seen(l, STR("10.0.0.1"), agent, now + 1000);
    assert_numbers(l, 1, 11, 21, 31);
    live_seen(l, STR("10.0.0.2"), agent, now + 2000);
    assert_numbers(l, 2, 12, 22, 32);
    now += 29 * 60000;
    live_tick(l, now, key_two);
    assert_numbers(l, 0, 12, 22, 32); /* nobody in the last five minutes */
    live_seen(l, STR("10.0.0.1"), agent, now);
    assert_numbers(l, 1, 12, 22, 32); /* still the same visit */
    now += 31 * 60000;
    live_tick(l, now, key_two);
    live_seen(l, STR("10.0.0.1"), agent, now);
    assert_numbers(l, 1, 13, 23, 33); /* a new one */
    live_free(l);
}

static void online_counts_once_after_five_minutes_away(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    live_seen(l, STR("10.0.0.1"), agent, now);
    live_seen(l, STR("10.0.0.1"), agent, now + LIVE_ONLINE_MS + 1);
    live_tick(l, now + LIVE_ONLINE_MS + 2, key_two);
    assert_int_equal(live_site_numbers(l).online, 1);
    live_free(l);
}

static void the_key_changes_at_midnight_and_a_visit_goes_on(void **state)
{
    (void)state;
    struct live *l = start("2026-11-22T23:58:00+07:00"); /* Sunday */
    int64_t now = at("2026-11-22T23:58:00+07:00");
    live_seen(l, STR("10.0.0.1"), agent, now);
    assert_numbers(l, 1, 11, 21, 31);
    now = at("2026-11-23T00:01:00+07:00"); /* Monday: a new week */
    assert_true(live_tick(l, now, key_two));
    assert_false(live_tick(l, now + 1, key_two));
    live_seen(l, STR("10.0.0.1"), agent, now + 1000);
    assert_numbers(l, 1, 0, 0, 31); /* the visit belongs to Sunday; nobody is counted twice */
    live_seen(l, STR("10.0.0.9"), agent, now + 2000);
    assert_numbers(l, 2, 1, 1, 32);
    live_free(l);
}

static void a_clock_that_jumps_back_stands_still(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    live_seen(l, STR("a"), agent, now);
    live_seen(l, STR("a"), agent, now - 60000);
    assert_false(live_tick(l, now - 60000, key_two));
    assert_numbers(l, 1, 11, 21, 31);
    live_free(l);
}

static void a_clock_that_was_wrong_is_followed_back(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    live_seen(l, STR("a"), agent, now);
    assert_true(live_tick(l, now + 9 * CLOCK_DAY_MS, key_two)); /* somebody sets the clock wrong */
    assert_true(live_tick(l, now, key_one));                    /* and right again */
    live_set_visits(l, 10, 20, 30);
    assert_numbers(l, 0, 11, 21, 31); /* with the visit that is not in the store yet */
    live_seen(l, STR("b"), agent, now + 1);
    assert_numbers(l, 1, 12, 22, 32);
    live_free(l);
}

static void deltas_are_taken_once_and_can_be_given_back(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    struct arena a;
    struct live_deltas d;
    arena_init(&a, 1 << 20);
    live_view(l, 5);
    live_view(l, 5);
    live_view(l, 2000);
    live_view(l, 0);
    live_robot_view(l);
    live_seen(l, STR("a"), agent, at("2026-11-25T10:00:00+07:00"));
    assert_int_equal(live_take(l, &a, &d), RC_OK);
    assert_int_equal(d.views_n, 2);
    assert_int_equal(d.views[0].article_id, 5);
    assert_int_equal(d.views[0].views, 2);
    assert_int_equal(d.page_views, 4);
    assert_int_equal(d.visits, 1);
    assert_int_equal(d.robot_views, 1);
    assert_int_equal(d.visitors_n, 1);
    struct live_deltas none;
    assert_int_equal(live_take(l, &a, &none), RC_OK);
    assert_int_equal(none.views_n + none.visitors_n, 0);
    assert_int_equal(none.page_views + none.visits + none.robot_views, 0);
    live_give_back(l, &d);
    assert_int_equal(live_take(l, &a, &d), RC_OK);
    assert_int_equal(d.page_views, 4);
    assert_int_equal(d.views_n, 2);
    assert_int_equal(d.visitors_n, 1);
    assert_int_equal(live_article(l, 5).views, 2);
    arena_release(&a);
    live_free(l);
}

static void nothing_is_lost_when_memory_is_out(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    struct live_deltas d;
    for (int64_t id = 1; id <= 3000; id++)
        live_view(l, id);
    struct arena tiny;
    arena_init(&tiny, 600);
    assert_int_equal(live_take(l, &tiny, &d), RC_NOMEM);
    arena_release(&tiny);
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_int_equal(live_take(l, &a, &d), RC_OK);
    assert_int_equal(d.views_n, 3000);
    assert_int_equal(d.page_views, 3000);
    arena_release(&a);
    live_free(l);
}

static void visitors_of_a_stopped_server_go_on(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    struct arena a;
    struct live_deltas d;
    arena_init(&a, 1 << 20);
    live_seen(l, STR("a"), agent, now);
    assert_int_equal(live_take(l, &a, &d), RC_OK);
    live_free(l);
    l = start("2026-11-25T10:00:30+07:00");
    live_load_visitor(l, d.visitors[0].tag, d.visitors[0].seen_ms);
    assert_numbers(l, 1, 10, 20, 30);
    live_seen(l, STR("a"), agent, now + 31000);
    assert_numbers(l, 1, 10, 20, 30);
    arena_release(&a);
    live_free(l);
}

static void many_visitors_come_and_go(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    int64_t now = at("2026-11-25T10:00:00+07:00");
    struct arena a;
    arena_init(&a, 16 << 20);
    for (int i = 0; i < 20000; i++)
        live_seen(l, str_format(&a, "10.%d.%d.1", i / 250, i % 250), agent, now + i);
    assert_int_equal(live_site_numbers(l).online, 20000);
    live_tick(l, now + LIVE_VISIT_MS + 10000, key_two);
    assert_int_equal(live_site_numbers(l).online, 0);
    live_seen(l, STR("10.79.249.1"), agent, now + LIVE_VISIT_MS + 10000);
    assert_int_equal(live_site_numbers(l).today, 10 + 20000); /* that one's visit goes on */
    live_seen(l, STR("10.0.1.1"), agent, now + LIVE_VISIT_MS + 10000);
    assert_int_equal(live_site_numbers(l).today, 10 + 20001); /* this one's had ended */
    arena_release(&a);
    live_free(l);
}

static void tells_robots_from_people(void **state)
{
    (void)state;
    const char *robots[] = {
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/7.88.1",
        "Wget/1.21",
        "python-requests/2.31",
        "coccocbot-web/1.0 (+http://help.coccoc.com/searchengine)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0)",
        "Feedly/1.0",
        "Go-http-client/1.1",
        "  \t ",
        "zalo-share",
        "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) (compatible; bingbot/2.0)",
        "bo bot",
        "WORDPRESS/6.1; https://example.vn",
    };
    const char *people[] = {
        "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 13; SM-A536E) AppleWebKit/537.36 Mobile Zalo android",
        "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/120.0 Chrome/114 Safari",
        "Mozilla/5.0 wordpress",
        "b",
        "bo",
        "\xff\xfe\x7b",
    };
    for (size_t i = 0; i < COUNT_OF(robots); i++)
        assert_true(robot_by_agent(str_view(robots[i])));
    for (size_t i = 0; i < COUNT_OF(people); i++)
        assert_false(robot_by_agent(str_view(people[i])));
}

static void rates_refill(void **state)
{
    (void)state;
    struct rate *r = rate_new();
    struct rate_rule rule = {.burst = 3, .refill_ms = 1000};
    assert_non_null(r);
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(r, 77, rule, 5000));
    assert_false(rate_take(r, 77, rule, 5000));
    assert_true(rate_take(r, 78, rule, 5000)); /* somebody else */
    assert_false(rate_take(r, 77, rule, 5999));
    assert_true(rate_take(r, 77, rule, 6000));
    assert_false(rate_take(r, 77, rule, 6000));
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(r, 77, rule, 100000));
    assert_false(rate_take(r, 77, rule, 100000));
    rate_free(r);
}

enum { THREAD_VIEWS = 20000 };

static void *view_much(void *ctx)
{
    struct live *l = ctx;
    for (int i = 0; i < THREAD_VIEWS; i++) {
        live_view(l, i % 3000);
        if (i % 16 == 0)
            live_seen(l, STR("x"), agent, at("2026-11-25T10:00:00+07:00"));
    }
    return NULL;
}

static void threads_lose_no_view(void **state)
{
    (void)state;
    struct live *l = start("2026-11-25T10:00:00+07:00");
    pthread_t threads[4];
    int64_t taken = 0;
    struct live_deltas d;
    struct arena a;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, view_much, l), 0);
    for (int i = 0; i < 50; i++) {
        arena_init(&a, 4 << 20);
        assert_int_equal(live_take(l, &a, &d), RC_OK);
        taken += d.page_views;
        live_tick(l, at("2026-11-25T10:00:00+07:00"), key_two);
        arena_release(&a);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    arena_init(&a, 4 << 20);
    assert_int_equal(live_take(l, &a, &d), RC_OK);
    taken += d.page_views;
    arena_release(&a);
    assert_int_equal(taken, (int64_t)COUNT_OF(threads) * THREAD_VIEWS);
    live_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_ends_after_thirty_idle_minutes),
        cmocka_unit_test(online_counts_once_after_five_minutes_away),
        cmocka_unit_test(the_key_changes_at_midnight_and_a_visit_goes_on),
        cmocka_unit_test(a_clock_that_jumps_back_stands_still),
        cmocka_unit_test(a_clock_that_was_wrong_is_followed_back),
        cmocka_unit_test(deltas_are_taken_once_and_can_be_given_back),
        cmocka_unit_test(nothing_is_lost_when_memory_is_out),
        cmocka_unit_test(visitors_of_a_stopped_server_go_on),
        cmocka_unit_test(many_visitors_come_and_go),
        cmocka_unit_test(tells_robots_from_people),
        cmocka_unit_test(rates_refill),
        cmocka_unit_test(threads_lose_no_view),
    };
    return hash_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
