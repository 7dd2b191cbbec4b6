#include "tests/test.h"

#include "base/clock.h"
#include "base/rand.h"

#include <unistd.h>

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static int64_t at(const char *text)
{
    int64_t ms = CLOCK_NONE;
    assert_true(clock_parse_rfc3339(str_view(text), &ms));
    return ms;
}

static void writes_every_form(void **state)
{
    (void)state;
    int64_t ms = at("2023-09-29T22:19:00+07:00");
    assert_true(ms == INT64_C(1696000740000));
    assert_str_is(clock_rfc3339(&arena, ms), "2023-09-29T22:19:00+07:00");
    assert_str_is(clock_vietnamese(&arena, ms), "29/09/2023 22:19");
    assert_str_is(clock_vietnamese_date(&arena, ms), "29/09/2023");
    assert_str_is(clock_http_date(&arena, ms), "Fri, 29 Sep 2023 15:19:00 GMT");
    assert_str_is(clock_rfc5322(&arena, ms), "Fri, 29 Sep 2023 22:19:00 +0700");
    assert_str_is(clock_vietnamese(&arena, CLOCK_NONE), "");
}

static void reads_offsets_and_refuses_nonsense(void **state)
{
    (void)state;
    assert_true(at("2023-09-29T15:19:00Z") == at("2023-09-29T22:19:00+07:00"));
    assert_true(at("2023-09-29 22:19") == at("2023-09-29T15:19:00.123Z"));
    assert_true(at("2023-09-29") == at("2023-09-29T00:00:00+07:00"));
    assert_true(at("2024-02-29T00:00:00-0330") == at("2024-02-29T03:30:00Z"));
    const char *bad[] = {"",
                         "2023-13-01",
                         "2023-02-29",
                         "2023-9-29",
                         "0000-01-01",
                         "2023-09-29T24:00",
                         "2023-09-29T10:60",
                         "2023-09-29T10:00x",
                         "-023-09-29",
                         "2023-09-29T10:00:00+25:00"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        int64_t ms = 5;
        assert_false(clock_parse_rfc3339(str_view(bad[i]), &ms));
        assert_true(ms == 5);
    }
}

static void http_dates_come_back(void **state)
{
    (void)state;
    struct rand r = {.state = 42};
    for (int i = 0; i < 1000; i++) {
        int64_t ms = (int64_t)rand_below(&r, 4000000000) * 1000;
        int64_t got = 0;
        assert_true(clock_parse_http_date(clock_http_date(&arena, ms), &got));
        assert_true(got == ms);
        assert_true(at(str_cstr(&arena, clock_rfc3339(&arena, ms))) == ms);
    }
    int64_t got = 0;
    assert_false(clock_parse_http_date(STR("Fri, 31 Feb 2023 15:19:00 GMT"), &got));
    assert_false(clock_parse_http_date(STR("yesterday"), &got));
}

static void days_and_weeks_are_those_of_viet_nam(void **state)
{
    (void)state;
    int64_t before = at("2026-11-22T23:59:59+07:00"); /* a Sunday */
    int64_t after = at("2026-11-23T00:00:00+07:00");
    assert_true(clock_day(after) == clock_day(before) + 1);
    assert_true(clock_day_start(clock_day(after)) == after);
    assert_int_equal(civil_from_instant(before).weekday, 7);
    assert_int_equal(civil_from_instant(after).weekday, 1);
    assert_true(clock_week_start(clock_day(after)) == clock_day(after));
    assert_true(clock_week_start(clock_day(before)) == clock_day(before) - 6);
    assert_true(clock_week_start(-1) <= -1 && clock_week_start(-1) > -8);
}

static void no_instant_overflows(void **state)
{
    (void)state;
    const int64_t far[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_C(-62135596800001)};
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        struct civil c = civil_from_instant(far[i]);
        assert_true(civil_exists(c.year, c.month, c.day));
        assert_int_equal(clock_http_date(&arena, far[i]).n, 29);
        assert_int_equal(clock_rfc5322(&arena, far[i]).n, far[i] == CLOCK_NONE ? 0 : 31);
        assert_true(clock_day_start(clock_day(far[i])) != CLOCK_NONE);
    }
}

static void processor_time_is_of_the_process(void **state)
{
    (void)state;
    volatile unsigned spins = 0;
    int64_t before = clock_processor_us(getpid());
    while (clock_processor_us(getpid()) < before + 2000)
        spins++;
    assert_true(spins > 0);
    assert_int_equal(clock_processor_us(-1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_every_form),
        cmocka_unit_test(reads_offsets_and_refuses_nonsense),
        cmocka_unit_test(http_dates_come_back),
        cmocka_unit_test(no_instant_overflows),
        cmocka_unit_test(days_and_weeks_are_those_of_viet_nam),
        cmocka_unit_test(processor_time_is_of_the_process),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
