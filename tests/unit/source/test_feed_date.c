#include "tests/test.h"

#include "source/feed_date.h"

static const char *const the_same[] = {
    /* all are 2006-02-09T23:59:45Z */
    "Thu, 09 Feb 2006 23:59:45 +0000",
    "09 Feb 2006 23:59:45 +0000",
    "Thu, 9 Feb 2006 23:59:45 GMT",
    "Thu, 09 Feb 06 23:59:45 Z",
    "Thu, 09 Feb 2006 16:59:45 PDT",
    "Thu, 09 Feb 2006 16:59:45 G",
    "Fri, 10 Feb 2006 03:59:45 Q",
    "Thu, 09 Feb 2006 21:25:45 -0234",
    "tHu, 09 fEb 2006 23:59:45 z",
    "Thu(năm), 9(th) Feb(ruary) 2006 23:59:45 +0000(GMT)",
    "Thu, 09 (nested (comment) Mar)Feb(escaped comment\\) 2005) 2006()23:59:45 +0000",
    "\tThu , \t 09  Feb\t2006  23:59:45\t +0000",
    "Fri, 10 Feb 2006 06:59:45 +0700",
    "Fri, 10 Feb 2006 06:59:45 +07:00",
    "Fri, 10 Feb 2006 06:59:45 GMT+7",
    "Fri, 10 Feb 2006 06:59:45 GMT+0700 (Indochina Time)",
    "Friday, February 10, 2006 06:59:45 ICT",
    "Thu Feb  9 23:59:45 2006 GMT",
    "Thu Feb 09 23:59:45 UTC 2006",
    "2006-02-09T23:59:45Z",
    "2006-02-09t23:59:45.000z",
    "2006-02-10T06:59:45+07:00",
    "2006-02-10T06:59:45+0700",
    "2006-02-09 23:59:45 +0000",
    "20060209T235945Z",
    "2006-040T23:59:45Z",
    "10/02/2006 06:59:45 +0700",
    "10/02/2006 06:59:45 SA +0700",
    "2/9/2006 11:59:45 PM GMT",
    "Thứ Sáu, 10/02/2006 06:59:45 GMT+7",
    "10-02-2006 06:59:45 +7",
};

static void every_spelling_is_the_instant(void **state)
{
    (void)state;
    int64_t want = 0;
    assert_true(clock_parse_rfc3339(STR("2006-02-09T23:59:45Z"), &want));
    for (size_t i = 0; i < COUNT_OF(the_same); i++) {
        int64_t got = 0;
        if (!feed_date(str_view(the_same[i]), 0, &got))
            fail_msg("%s: no date", the_same[i]);
        if (got != want)
            fail_msg("%s: off by %lld s", the_same[i], (long long)(got - want) / 1000);
    }
}

static void parts_may_be_missing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2003", "2003-01-01T00:00:00Z"},
        {"2003-12", "2003-12-01T00:00:00Z"},
        {"2003-12-31", "2003-12-31T00:00:00Z"},
        {"2003-12-31T10:14Z", "2003-12-31T10:14:00Z"},
        {"20031231", "2003-12-31T00:00:00Z"},
        {"31 Dec 2003", "2003-12-31T00:00:00Z"},
        {"Thu, 01 Jan 2004 19:48", "2004-01-01T19:48:00Z"},
        {"Fri, 09 Feb 96 23:59:45 +0000", "1996-02-09T23:59:45Z"},
        {"2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"},
        {"Sat, 31 Dec 2005 23:59:60 GMT", "2005-12-31T23:59:59Z"},
        {"1/12/2024", "2024-12-01T00:00:00Z"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t got = 0;
        int64_t want = 0;
        assert_true(clock_parse_rfc3339(str_view(cases[i][1]), &want));
        if (!feed_date(str_view(cases[i][0]), 0, &got) || got != want)
            fail_msg("%s", cases[i][0]);
    }
}

static void the_callers_zone_counts_where_none_is_named(void **state)
{
    (void)state;
    int64_t here = 0;
    int64_t named = 0;
    assert_true(feed_date(STR("2024-05-01 08:00:00"), 420, &here));
    assert_true(feed_date(STR("2024-05-01T01:00:00Z"), 420, &named));
    assert_int_equal(here, named);
}

static void what_is_no_date_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "   ",
        "hôm qua",
        "Sat, 31 Jun 2006 23:08:26 +1000",
        "2003-13-01",
        "32 Jan 2004",
        "2004-01-01T25:00:00Z",
        "12:30",
        "2004-01-01T10:61Z",
        "0",
        "-1",
        "99999999999999999999",
        "2004-01-01Tx",
        "(((((((((",
        "1 1 1 1 1",
    };
    int64_t at_ms = 0;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (feed_date(str_view(bad[i]), 0, &at_ms))
            fail_msg("\"%s\" is taken for a date", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_is_the_instant),
        cmocka_unit_test(parts_may_be_missing),
        cmocka_unit_test(the_callers_zone_counts_where_none_is_named),
        cmocka_unit_test(what_is_no_date_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
