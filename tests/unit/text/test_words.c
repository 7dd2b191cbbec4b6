#include "tests/test.h"

#include "base/hash.h"
#include "text/fold.h"
#include "text/token.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 1 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void folding_takes_case_and_marks(void **state)
{
    (void)state;
    assert_str_is(text_fold(&a, STR("Đoàn ĐẠI biểu")), "doan dai bieu");
    assert_str_is(text_fold(&a, STR("a\xcc\x81 o\xcc\x82\xcc\xa3 Ưu")), "a o uu");
    assert_str_is(text_fold(&a, STR("Plain 12")), "plain 12");
    assert_str_is(text_fold(&a, STR("x\xff")), "x\xef\xbf\xbd");
    assert_str_is(text_lower(&a, STR("HOÀ Bình")), "hoà bình");
    assert_str_is(text_lower(&a, STR("ABC")), "abc");
    assert_true(text_has_marks(STR("đi")));
    assert_true(text_has_marks(STR("a\xcc\x81")));
    assert_false(text_has_marks(STR("di 12/3")));
}

static void tokens_are_words_and_document_numbers(void **state)
{
    (void)state;
    assert_str_is(text_index_tokens(&a, STR("Thông tư 22/2023/TT-BTTTT, ngày 5/8/2024."), false),
                  "thông tư 22/2023/tt-btttt ngày 5 8 2024");
    assert_str_is(text_index_tokens(&a, STR("Nghị quyết 39-CT/TW"), true), "nghi quyet 39-ct/tw");
    assert_str_is(text_index_tokens(&a, STR("24/7 - 10/abc 3/"), false), "24 7 10 abc 3");
    assert_str_is(text_index_tokens(&a, STR(""), false), "");
    assert_str_is(text_index_tokens(&a, STR("…!?"), false), "");
}

static void both_tone_places_are_one_token(void **state)
{
    (void)state;
    assert_str_is(text_index_tokens(&a, STR("hòa HOÀ thúy thuý khỏe hoàn"), false),
                  "hoà hoà thuý thuý khoẻ hoàn");
}

static void long_runs_are_cut_at_a_character(void **state)
{
    (void)state;
    struct buf {
        char p[300];
    } b;
    for (size_t i = 0; i + 2 <= sizeof b.p; i += 2)
        memcpy(b.p + i, "đ", 2);
    struct str token = text_index_tokens(&a, (struct str){b.p, sizeof b.p}, false);
    assert_int_equal(token.n, TOKEN_MAX_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding_takes_case_and_marks),
        cmocka_unit_test(tokens_are_words_and_document_numbers),
        cmocka_unit_test(both_tone_places_are_one_token),
        cmocka_unit_test(long_runs_are_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, start, end);
}
