/* What differs between two visitors' looks, and what only takes turns. */
#include "tests/test.h"

#include "app/shown.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 16 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void look(struct shown *s, const char *one, const char *two)
{
    shown_look(s);
    shown_add(s, str_view(one));
    shown_add(s, str_view(two));
}

static void what_takes_turns_is_not_steady(void **state)
{
    struct shown x;
    struct shown y;
    size_t i = 0;
    (void)state;
    shown_init(&x, &a);
    shown_init(&y, &a);
    look(&x, "tin", "quảng cáo 1");
    look(&x, "tin", "quảng cáo 2");
    look(&y, "tin", "quảng cáo 2");
    look(&y, "cược", "cược");
    assert_true(shown_is_steady(&x, shown_find(&x, STR("tin"))));
    assert_false(shown_is_steady(&x, shown_find(&x, STR("quảng cáo 2"))));
    assert_int_equal(shown_find(&y, STR("cược"))->looks, 1); /* twice on one page is one look */
    assert_null(shown_find(&y, STR("quảng cáo 1")));
    assert_str_is(shown_next_missing(&x, &y, &i)->text, "quảng cáo 1");
    assert_null(shown_next_missing(&x, &y, &i));
    i = 0;
    assert_str_is(shown_next_missing(&y, &x, &i)->text, "cược");
    assert_null(shown_next_missing(&y, &x, &i));
}

static void assert_plain(const char *address, const char *want)
{
    assert_str_is(shown_without_tokens(&a, str_view(address)), want);
}

static void tokens_are_no_difference(void **state)
{
    (void)state;
    assert_plain("/tin", "/tin");
    assert_plain("/tin?", "/tin?");
    assert_plain("/tin?trang=2", "/tin?trang=2");
    assert_plain("/b?phien=8f3ac01b99d2e4aa&x=1", "/b?phien=*&x=1");
    assert_plain("/b?8f3ac01b99d2e4aa", "/b?8f3ac01b99d2e4aa");
    assert_plain("/b?q=cau-song-que-thong-xe", "/b?q=cau-song-que-thong-xe");
    assert_plain("https://8f3ac01b99d2e4aa.example/?q=https://k1.example/22",
                 "https://8f3ac01b99d2e4aa.example/"
                 "?q=https://k1.example/22");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_takes_turns_is_not_steady),
        cmocka_unit_test(tokens_are_no_difference),
    };
    return cmocka_run_group_tests(tests, start, end);
}
