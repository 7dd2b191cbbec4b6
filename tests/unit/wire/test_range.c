/* Byte ranges (RFC 9110 §14) and If-Range. */
#include "tests/test.h"

#include "wire/range.h"

struct range_case {
    const char *value;
    int64_t size;
    enum range_answer answer;
    int64_t first;
    int64_t n;
};

static const struct range_case CASES[] = {
    {"bytes=0-0", 10, RANGE_PART, 0, 1},
    {"bytes=2-5", 10, RANGE_PART, 2, 4},
    {"bytes=2-", 10, RANGE_PART, 2, 8},
    {"bytes=9-9", 10, RANGE_PART, 9, 1},
    {"bytes=5-100", 10, RANGE_PART, 5, 5},
    {"bytes=0-99999999999999999999", 10, RANGE_PART, 0, 10},
    {"bytes=-3", 10, RANGE_PART, 7, 3},
    {"bytes=-100", 10, RANGE_PART, 0, 10},
    {"Bytes= 2-5 ", 10, RANGE_PART, 2, 4},
    {"bytes=10-", 10, RANGE_OUTSIDE, 0, 0},
    {"bytes=10-20", 10, RANGE_OUTSIDE, 0, 0},
    {"bytes=99999999999999999999-", 10, RANGE_OUTSIDE, 0, 0},
    {"bytes=-0", 10, RANGE_OUTSIDE, 0, 0},
    {"bytes=0-", 0, RANGE_OUTSIDE, 0, 0},
    {"bytes=-1", 0, RANGE_OUTSIDE, 0, 0},
    {"bytes=5-2", 10, RANGE_WHOLE, 0, 0},
    {"bytes=", 10, RANGE_WHOLE, 0, 0},
    {"bytes=-", 10, RANGE_WHOLE, 0, 0},
    {"bytes=--1", 10, RANGE_WHOLE, 0, 0},
    {"bytes=1", 10, RANGE_WHOLE, 0, 0},
    {"bytes=a-b", 10, RANGE_WHOLE, 0, 0},
    {"bytes=1-b", 10, RANGE_WHOLE, 0, 0},
    {"bytes=0-1,3-4", 10, RANGE_WHOLE, 0, 0},
    {"bytes=1 -2", 10, RANGE_WHOLE, 0, 0},
    {"lines=1-2", 10, RANGE_WHOLE, 0, 0},
    {"bytes", 10, RANGE_WHOLE, 0, 0},
    {"", 10, RANGE_WHOLE, 0, 0},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct range r = {0, 0};
        enum range_answer answer = range_parse(str_view(CASES[i].value), CASES[i].size, &r);
        if (answer != CASES[i].answer || r.first != CASES[i].first || r.n != CASES[i].n)
            fail_msg("%s: %d, %lld bytes from %lld", CASES[i].value, (int)answer, (long long)r.n,
                     (long long)r.first);
    }
}

static enum range_answer ask(struct wire_request req, struct str condition, struct str validator)
{
    struct wire_field fields[] = {{STR("range"), STR("bytes=0-1")}, {STR("If-Range"), condition}};
    struct wire_response res;
    struct range r;
    req.fields = fields;
    req.fields_n = condition.n ? 2 : 1;
    wire_response_init(&res, 200);
    res.file_fd = 0; /* some file; nothing reads it here */
    res.file_size_bytes = 10;
    wire_header_add(&res, STR("etag"), STR("\"v1\""));
    wire_header_add(&res, STR("Last-Modified"), validator);
    return range_of(&req, &res, &r);
}

static void conditions(void **state)
{
    (void)state;
    struct str date = STR("Fri, 29 Sep 2023 15:19:00 GMT");
    struct wire_request get = {.method = WIRE_GET};
    assert_int_equal(ask(get, STR(""), date), RANGE_PART);
    assert_int_equal(ask(get, STR("\"v1\""), date), RANGE_PART);
    assert_int_equal(ask(get, STR("\"v2\""), date), RANGE_WHOLE);
    assert_int_equal(ask(get, STR("W/\"v1\""), date), RANGE_WHOLE);
    assert_int_equal(ask(get, date, date), RANGE_PART);
    assert_int_equal(ask(get, date, STR("Fri, 29 Sep 2023 15:19:01 GMT")), RANGE_WHOLE);
    assert_int_equal(ask((struct wire_request){.method = WIRE_HEAD}, STR(""), date), RANGE_WHOLE);
    assert_int_equal(ask((struct wire_request){.method = WIRE_POST}, STR(""), date), RANGE_WHOLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(conditions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
