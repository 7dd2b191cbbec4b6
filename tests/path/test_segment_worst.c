/* The worst texts for sentences and words: one sign, one letter, one bracket without end. Four times the input may
 * cost four times the time, not sixteen; a line of 4 MiB is done. */
#include "tests/test.h"

#include <time.h>

#include "text/segment.h"
#include "text/sentence.h"

enum {
    SMALL_BYTES = 128 << 10,
    LINE_BYTES = 4 << 20,
    RUNS = 3,
    GROWTH_MAX = 9, /* between linear (4) and quadratic (16) */
};

static const char *const UNITS[] = {
    "a",    "a ",      "A.",       "A. ",  ". ",   ".",     "(",     "( ",    "(a. ",    "a.a.",
    "a-",   "@",       "a@",       "www.", "_",    "_a",    "\xff",  "…",     "…\"",     "\"",
    "Ông ", "http://", "1.",       "1, ",  "học ", ".\n",   "a\n",   "a.\" ", "Điều 1.", "'",
    "A&",   "./.",     "\xcc\x81", "x_",   "TP.",  "v.v. ", "TP.A.", "- - ",  "xe đạp",  "Nguyễn ",
};

/* Processor seconds to split text into sentences and words. */
static double seconds(struct str text)
{
    struct segmenter m = segmenter_built_in();
    struct str sentence;
    struct buf out;
    struct str rest = text;
    clock_t before = clock();
    buf_init(&out, NULL);
    while (sentence_next(&rest, &sentence))
        ;
    segment_print(&m, text, &out);
    assert_false(buf_failed(&out));
    buf_release(&out);
    return (double)(clock() - before) / CLOCKS_PER_SEC;
}

static void fill(struct buf *b, const char *unit, size_t n)
{
    buf_clear(b);
    while (b->n < n)
        buf_add(b, str_view(unit));
}

/* The least of RUNS runs, or of the first that took no more than enough: more of them cannot take longer. */
static double best_of(struct str text, double enough)
{
    double best = seconds(text);
    for (int i = 1; i < RUNS && best > enough; i++) {
        double again = seconds(text);
        best = again < best ? again : best;
    }
    return best;
}

static void time_grows_with_length(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL);
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        fill(&b, UNITS[i], SMALL_BYTES);
        double small = best_of(buf_view(&b), 0);
        double enough = GROWTH_MAX * small + 0.005;
        fill(&b, UNITS[i], 4 * SMALL_BYTES);
        double large = best_of(buf_view(&b), enough);
        if (large > enough)
            fail_msg("\"%s\": %.4f s, four times the input %.4f s", UNITS[i], small, large);
    }
    buf_release(&b);
}

static void a_line_of_four_mebibytes_is_done(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL);
    fill(&b, "Thành phố đón đoàn đại biểu cấp cao. ", LINE_BYTES);
    assert_true(seconds(buf_view(&b)) < 60);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_grows_with_length),
        cmocka_unit_test(a_line_of_four_mebibytes_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
