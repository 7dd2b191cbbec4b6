/* Lines cut at a width become one; all others stay. */
#include "tests/test.h"

#include "text/wrap.h"

#define LONG "Hai bên đã trao đổi các biện pháp mở rộng hợp tác"

static void check(struct str text, const char *want)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct str got = text_unwrap(&a, text);
    assert_int_equal(got.n, text.n);
    assert_str_is(got, want);
    arena_release(&a);
}

static void long_lines_go_on(void **state)
{
    (void)state;
    check(STR(LONG "\ntrong nông nghiệp, y tế, giáo dục và nhiều lĩnh vực,\nđặc biệt là du lịch."),
          LONG " trong nông nghiệp, y tế, giáo dục và nhiều lĩnh vực, đặc biệt là du lịch.");
}

static void other_lines_stay(void **state)
{
    (void)state;
    check(STR(LONG "\nHai nước"), LONG "\nHai nước");
    check(STR(LONG ".\nhai nước"), LONG ".\nhai nước");
    check(STR(LONG "\n\nhai nước"), LONG "\n\nhai nước");
    check(STR(LONG "\na) y tế"), LONG "\na) y tế");
    check(STR(LONG "\n21/10"), LONG "\n21/10");
    check(STR("du lịch\nhà nội\nẩm thực"), "du lịch\nhà nội\nẩm thực");
    check(STR("\nhai\n"), "\nhai\n");
    check(STR(""), "");
}

/* Any bytes, and no memory: the text as it is. */
static void broken_text_is_taken(void **state)
{
    (void)state;
    check(STR(LONG "\n\xFF\xC3"), LONG "\n\xFF\xC3");
    struct arena a;
    struct str text = STR(LONG "\nhai nước");
    arena_init(&a, 8);
    assert_str_eq(text_unwrap(&a, text), text);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_lines_go_on),
        cmocka_unit_test(other_lines_stay),
        cmocka_unit_test(broken_text_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
