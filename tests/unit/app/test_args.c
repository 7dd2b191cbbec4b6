#include "tests/test.h"

#include "app/args.h"
#include "app/say.h"
#include "base/clock.h"

static const char *text;
static bool flag;
static const struct args_option options[] = {
    {"--text", .text = &text},
    {"--flag", .flag = &flag},
};

/* Reads the words (up to NULL) as the arguments of a verb with one to two places. */
static bool read_words(struct args *args, char **words, int *exit_code)
{
    int n = 0;
    while (words[n])
        n++;
    text = NULL;
    flag = false;
    *args = (struct args){.usage = "SITE [ID]\n",
                          .details = "",
                          .options = options,
                          .options_n = COUNT_OF(options),
                          .places_min = 1,
                          .places_max = 2};
    return args_read(args, n, words, exit_code);
}

#define WORDS(...) ((char *[]){(char[]){"verb"}, __VA_ARGS__, NULL})
#define W(literal) ((char[]){literal})

static void options_stand_anywhere(void **state)
{
    (void)state;
    struct args args;
    int exit_code = -1;
    assert_true(read_words(&args, WORDS(W("--flag"), W("a"), W("--text=x=y"), W("-")), &exit_code));
    assert_int_equal(args.places_n, 2);
    assert_string_equal(args.places[0], "a");
    assert_string_equal(args.places[1], "-");
    assert_string_equal(text, "x=y");
    assert_true(flag);
    assert_true(read_words(&args, WORDS(W("--text"), W("--flag"), W("--"), W("--x")), &exit_code));
    assert_string_equal(text, "--flag");
    assert_false(flag);
    assert_string_equal(args.places[0], "--x");
}

static void misuse_is_two(void **state)
{
    (void)state;
    struct args args;
    int exit_code = -1;
    assert_false(read_words(&args, WORDS(W("--flag=1"), W("a")), &exit_code));
    assert_int_equal(exit_code, EXIT_MISUSE);
    assert_false(read_words(&args, WORDS(W("a"), W("--text")), &exit_code));
    assert_int_equal(exit_code, EXIT_MISUSE);
    assert_false(read_words(&args, WORDS(W("a"), W("--tex"), W("b")), &exit_code));
    assert_int_equal(exit_code, EXIT_MISUSE);
    assert_false(read_words(&args, WORDS(W("a"), W("b"), W("c")), &exit_code));
    assert_int_equal(exit_code, EXIT_MISUSE);
    assert_false(read_words(&args, WORDS(W("--flag")), &exit_code));
    assert_int_equal(exit_code, EXIT_MISUSE);
}

static int64_t instant(const char *typed)
{
    struct err e = {""};
    int64_t at_ms = -1;
    enum rc rc = args_instant("--from", typed, &at_ms, &e);
    assert_int_equal(rc == RC_OK, e.text[0] == '\0');
    return rc ? -1 : at_ms;
}

static void reads_times(void **state)
{
    (void)state;
    const int64_t evening = INT64_C(1795347000000); /* 2026-11-22T18:30:00+07:00 */
    assert_int_equal(instant("2026-11-22T18:30:00+07:00"), evening);
    assert_int_equal(instant("22/11/2026 18:30"), evening);
    assert_int_equal(instant("22/11/2026"), evening - INT64_C(66600000));
    assert_int_equal(instant("2/1/2026"), instant("2026-01-02"));
    assert_true(instant(NULL) == CLOCK_NONE);
    const char *const bad[] = {"",          "mai",        "31/02/2026",       "22/11",
                               "1/1/2026x", "22-11-2026", "22/11/2026 24:00", "22/11/2026 18"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(instant(bad[i]), -1);
}

static void reads_numbers(void **state)
{
    (void)state;
    struct err e = {""};
    int64_t n = 5;
    assert_int_equal(args_number("N", "7", 1, 9, &n, &e), RC_OK);
    assert_int_equal(n, 7);
    assert_int_equal(args_number("N", "10", 1, 9, &n, &e), RC_INVALID);
    assert_int_equal(args_number("N", "7x", 1, 9, &n, &e), RC_INVALID);
    assert_int_equal(args_number("N", "99999999999999999999", 1, INT64_MAX, &n, &e), RC_INVALID);
    assert_int_equal(n, 7);
}

static void text_is_kept_as_loa_keeps_it(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {""};
    struct str s;
    arena_init(&a, 4096);
    assert_int_equal(args_text(&a, "--name", "  Ba\xcc\x81o\n mới ", &s, &e), RC_OK);
    assert_str_is(s, "Báo mới");
    assert_int_equal(args_text(&a, "--name", "\xff", &s, &e), RC_INVALID);
    assert_int_equal(args_text(&a, "--name", NULL, &s, &e), RC_OK);
    assert_str_is(s, "");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(misuse_is_two),
        cmocka_unit_test(reads_times),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(text_is_kept_as_loa_keeps_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
