/* The worst texts for analysis_make: one sentence without end, one name a thousand times, brackets and commas that
 * keep a list open. Four times the input must cost about four times the memory, and far from the sixteen times the
 * time of a quadratic walk (user time, the best of some runs: the machine has other work). */
#include "tests/test.h"

#include "base/buf.h"
#include "register/analysis.h"

#include <sys/resource.h>

enum { BYTES = 1 << 15, ARENA_BYTES = 1 << 30, RUNS = 3, LEAST_US = 40000 };

static const char *const UNITS[] = {
    "thăm ",
    "tiếp ông Lê Văn Minh, ",
    "Thủ tướng ",
    "Bí thư Thành ủy Hà Nội, ",
    "Nguyễn Văn An ",
    "ông An ",
    "Đoàn đại biểu ",
    "Ủy ban ",
    "Hội Hội Hội hội ",
    "A. B. C-D ",
    "Trump ",
    "(PT) ",
    "ký Hiệp định của hai nước ",
    "lĩnh vực giáo dục, ",
    "từ ngày 1 đến ",
    "29-31/5 ",
    "giữa Việt Nam và ",
    "ký: Hiệp định về A; ",
    "được ông An ký ",
    "hãng Xyza ",
    "Hội Abcd (ABCD) ",
    "làm việc với FTSE Xyza, ",
    "tại trụ sở ",
    "theo lời mời của ",
    "các đồng chí: ",
    "các Ủy viên: ông An ",
    "doanh nghiệp như Abcd, ",
    "Bộ Y tế, Giáo dục, ",
    "Ủy ban về Y tế và ",
    "ông Xyza, Chủ tịch, Giám đốc ",
    "Thủ tướng Lê Văn Minh thăm Lào. ",
    "\n",
    "\xff",
};

struct cost {
    int64_t us;
    size_t bytes;
};

static int64_t user_us(void)
{
    struct rusage use;
    assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
    return (int64_t)use.ru_utime.tv_sec * 1000000 + use.ru_utime.tv_usec;
}

static struct cost cost_of(const char *unit, size_t n)
{
    struct buf b;
    struct cost best = {INT64_MAX, 0};
    buf_init(&b, NULL);
    while (b.n + strlen(unit) <= n)
        buf_add(&b, str_view(unit));
    for (int i = 0; i < RUNS; i++) {
        struct arena a;
        struct analysis x;
        struct err e = {""};
        arena_init(&a, ARENA_BYTES);
        int64_t start = user_us();
        assert_int_equal(analysis_make(&a, buf_view(&b), CLOCK_NONE, &x, &e), RC_OK);
        int64_t us = user_us() - start;
        best.us = us < best.us ? us : best.us;
        best.bytes = a.used_bytes;
        arena_release(&a);
    }
    buf_release(&b);
    return best;
}

static void more_input_costs_as_much_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        struct cost one = cost_of(UNITS[i], BYTES);
        struct cost four = cost_of(UNITS[i], (size_t)4 * BYTES);
        if (four.bytes > one.bytes * 5)
            fail_msg("%s: %zu bytes, four times the input %zu", UNITS[i], one.bytes, four.bytes);
        if (four.us > LEAST_US && four.us > one.us * 9)
            fail_msg("%s: %d us, four times the input %d us", UNITS[i], (int)one.us, (int)four.us);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(more_input_costs_as_much_more)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
