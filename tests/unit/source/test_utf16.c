/* UTF-16 is read as UTF-8, in whatever pieces it comes. */
#include "tests/test.h"

#include "source/utf16.h"

#define UNITS(text) ((struct str){(text), sizeof(text) - 1})

static void orders_are_told_by_mark_and_by_content(void **state)
{
    (void)state;
    assert_int_equal(utf16_order_of(UNITS("\xFF\xFE<\0")), UTF16_LITTLE);
    assert_int_equal(utf16_order_of(UNITS("\xFE\xFF\0<")), UTF16_BIG);
    assert_int_equal(utf16_order_of(UNITS("\xFF\xFE\0\0<\0\0\0")), UTF16_NONE); /* UTF-32 */
    assert_int_equal(utf16_order_of(UNITS("I\0N\0S\0E\0R\0T\0 \0a\0;\0")), UTF16_LITTLE);
    assert_int_equal(utf16_order_of(UNITS("\0I\0N\0S\0E\0R\0T\0 \0a\0;")), UTF16_BIG);
    assert_int_equal(utf16_order_of(STR("INSERT INTO a VALUES (1);")), UTF16_NONE);
    assert_int_equal(utf16_order_of(UNITS("a\0\0\0b\0\0\0c\0\0\0d\0\0\0e\0\0\0")), UTF16_NONE);
    assert_int_equal(utf16_order_of(STR("")), UTF16_NONE);
}

static void any_pieces_give_the_same(void **state)
{
    (void)state;
    static const char TEXT[] = "\xFF\xFEX\0\xE3\0 \0=\xD8\0\xDE!\0\xE1\x1E";
    for (size_t piece = 1; piece < sizeof TEXT; piece++) {
        struct utf16 u = {.order = UTF16_LITTLE};
        struct str rest = UNITS(TEXT);
        struct buf out;
        buf_init(&out, NULL);
        while (rest.n) {
            utf16_push(&u, str_first(rest, piece), &out);
            rest = str_from(rest, piece);
        }
        utf16_end(&u, &out);
        assert_str_is(buf_view(&out), "Xã 😀!ỡ");
        buf_release(&out);
    }
}

static void halves_become_marks_of_damage(void **state)
{
    (void)state;
    struct utf16 u = {.order = UTF16_BIG};
    struct buf out;
    buf_init(&out, NULL);
    utf16_push(&u, UNITS("\xD8\x3D\0a\xDC\0\0b\xD8\x3D\0"), &out);
    utf16_end(&u, &out);
    assert_str_is(buf_view(&out), "\xEF\xBF\xBD"
                                  "a\xEF\xBF\xBD"
                                  "b\xEF\xBF\xBD");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_told_by_mark_and_by_content),
        cmocka_unit_test(any_pieces_give_the_same),
        cmocka_unit_test(halves_become_marks_of_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
