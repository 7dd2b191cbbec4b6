/* The worst texts for norm_text and the recogniser of old character sets: piles of marks, runs of what cannot be
 * seen, one word without end. Each must end at once, and twice the input must cost twice the memory. */
#include "tests/test.h"

#include "base/buf.h"
#include "text/fold.h"
#include "text/legacy.h"
#include "text/norm.h"

enum { BYTES = 1 << 18, ARENA_BYTES = 256 << 20 };

static const char *const UNITS[] = {
    "\xcc\x95\xcc\x96", /* marks above and below in turn: sorting them all would be quadratic */
    "a\xcc\x81\xe2\x80\x8d",        /* a joiner behind each */
    "\xcc\x96\xe2\x80\x8b\xcc\x95", /* marks that join when what is between them goes */
    "\xe2\x80\x8b",                 /* each looks for the next that is seen */
    "\xe2\x80\x8b\xcc\x95",
    "\xd0\x90",         /* one word of look-alikes */
    "a\xd0\xb6",        /* one word of two scripts */
    "\xf3\xa0\x81\xa7", /* tags */
    "\xff",
    "<a ",
    "<script",
    "&",
    "a\xf9",
    "\xb8",
    "H\xe9I ",
};

static size_t cost(const char *unit, size_t n)
{
    struct buf b;
    struct arena a;
    buf_init(&b, NULL);
    while (b.n + strlen(unit) <= n)
        buf_add(&b, str_view(unit));
    struct str text = buf_view(&b);
    arena_init(&a, ARENA_BYTES);
    (void)text_fold(&a, text);
    struct legacy_guess guess = legacy_recognise(text);
    (void)legacy_recognise_typed(text);
    (void)legacy_to_utf8(&a, LEGACY_TCVN3, text);
    (void)legacy_to_utf8(&a, guess.charset, text);
    assert_false(arena_failed(&a));
    size_t used = a.used_bytes;
    arena_release(&a);
    buf_release(&b);
    return used;
}

static void double_input_costs_double(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        size_t one = cost(UNITS[i], BYTES);
        size_t two = cost(UNITS[i], 2 * BYTES);
        if (two > one * 5 / 2)
            fail_msg("unit %zu: %zu bytes, twice the input %zu", i, one, two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(double_input_costs_double)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
