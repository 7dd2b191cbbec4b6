/* What every test program includes: cmocka with its four headers, and asserts for Loa's own types. */
#ifndef LOA_TESTS_TEST_H
#define LOA_TESTS_TEST_H

/* cmocka wants these four, in this order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka's fail() would hide base/err.h's; fail_msg("…") does the same and says why */
#undef fail
#undef fail_msg
#define fail_msg(...)                                                                              \
    do {                                                                                           \
        print_error("ERROR: " __VA_ARGS__);                                                        \
        print_error("\n");                                                                         \
        _fail(__FILE__, __LINE__);                                                                 \
    } while (0)

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Fails, showing both texts, unless got and want have the same bytes. */
static inline void test_str_eq(struct str got, struct str want, const char *file, int line)
{
    if (got.n == want.n && (got.n == 0 || memcmp(got.p, want.p, got.n) == 0))
        return;
    print_error("got  (%zu bytes): \"%.*s\"\nwant (%zu bytes): \"%.*s\"\n", got.n, (int)got.n,
                got.n ? got.p : "", want.n, (int)want.n, want.n ? want.p : "");
    _fail(file, line);
}

/* two struct str have the same bytes */
#define assert_str_eq(got, want) test_str_eq((got), (want), __FILE__, __LINE__)
/* a struct str has the bytes of a string literal or NUL-terminated text */
#define assert_str_is(got, text)                                                                   \
    test_str_eq((got), (struct str){(text), strlen(text)}, __FILE__, __LINE__)

#endif
