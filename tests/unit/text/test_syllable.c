#include "tests/test.h"

#include "base/buf.h"
#include "text/syllable.h"

/* The pieces of text separated by "|". */
static struct str pieces(struct arena *a, struct str text)
{
    struct buf b;
    struct syllable piece;
    size_t at = 0;
    buf_init(&b, a);
    while (syllable_next(text, &at, &piece)) {
        if (b.n)
            buf_add_byte(&b, '|');
        buf_add(&b, str_slice(text, piece.start, piece.end));
    }
    return buf_view(&b);
}

static void pieces_are_as_in_the_treebanks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pieces;
    } CASES[] = {
        {"Trời mưa, đường trơn.", "Trời|mưa|,|đường|trơn|."},
        {"(xem \"Sổ tay\")", "(|xem|\"|Sổ|tay|\"|)"},
        {"Thông tư 22/2023/TT-BTTTT.", "Thông|tư|22/2023/TT-BTTTT|."},
        {"39-CT/TW; 2554/QĐ-UB", "39-CT/TW|;|2554/QĐ-UB"},
        {"1.234,5 đồng, tăng 95%", "1.234,5|đồng|,|tăng|95%"},
        {"29.9.2023, 5/10/2000 14:30", "29.9.2023|,|5/10/2000|14:30"},
        {"23-3 và 1.500-2.000", "23-3|và|1.500-2.000"},
        {"TP.HCM, TP. HCM", "TP.HCM|,|TP.|HCM"},
        {"TP.Hồ Chí Minh", "TP.|Hồ|Chí|Minh"},
        {"ở TP.", "ở|TP|."},
        {"T.Ư, N.V.A. khai", "T.Ư|,|N.V.A.|khai"},
        {"GS.TS. Bình, ThS. An", "GS.TS.|Bình|,|ThS.|An"},
        {"Q.1 v.v. và v.v...", "Q.1|v.v.|và|v.v|..."},
        {"knock-out, GD-ĐT; R&D", "knock-out|,|GD-ĐT|;|R&D"},
        {"anh/chị, 5km/h", "anh|/|chị|,|5km|/|h"},
        {"rồi... thôi!!! --- hết", "rồi|...|thôi|!!!|---|hết"},
        {"xem https://a.vn/x?y=1, nhé", "xem|https://a.vn/x?y=1|,|nhé"},
        {"www.b.org.", "www.b.org|."},
        {"thư tới a_b@c.com.vn.", "thư|tới|a_b@c.com.vn|."},
        {"báo vidu.vn/tin (cũ)", "báo|vidu.vn/tin|(|cũ|)"},
        {"xong.Tôi về", "xong|.|Tôi|về"},
        {"giác_mạc của anh", "giác|mạc|của|anh"},
        {"__ a__b _c", "__|a|__|b|_|c"},
        {"“Đi” – về…", "“|Đi|”|–|về|…"},
        {"như trên./.", "như|trên|./."},
        {"ở lớp A./. Hết ./.", "ở|lớp|A|./.|Hết|./."},
        {"Nguyễn Văn A. Sau đó", "Nguyễn|Văn|A|.|Sau|đó"},
        {"Trần_Thị_B. UBND xã", "Trần|Thị|B|.|UBND|xã"},
        {"ông Lê Văn C. cho hay", "ông|Lê|Văn|C.|cho|hay"},
        {"Nguyễn V. Hùng, Ông Lê T. Hoa", "Nguyễn|V.|Hùng|,|Ông|Lê|T.|Hoa"},
        {"George Herbert W. Bush", "George|Herbert|W.|Bush"},
        {"", ""},
        {" \t\n", ""},
        {"a\xff\xfe b", "a|\xff|\xfe|b"},
        {"Nam\xe1 \xe1n\xe2n", "Nam|\xe1|\xe1|n|\xe2|n"},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_str_is(pieces(&a, str_view(CASES[i].text)), CASES[i].pieces);
    arena_release(&a);
}

static uint64_t key(const char *text)
{
    return syllable_form(str_view(text)).key;
}

static void spellings_of_a_syllable_have_one_key(void **state)
{
    (void)state;
    assert_true(key("hoà") == key("hòa"));
    assert_true(key("HOÀ") == key("hòa"));
    assert_true(key("Thuỷ") == key("thủy"));
    assert_true(key("kỹ") == key("kĩ"));
    assert_true(key("quý") == key("quí"));
    assert_true(key("Nguyễn") == key("nguye\xcc\x82\xcc\x83n"));
    assert_true(key("ỨC") == key("u\xcc\x9b\xcc\x81\x63"));
    assert_true(key("Đường") == key("đường"));
}

static void different_syllables_have_different_keys(void **state)
{
    (void)state;
    assert_false(key("hoa") == key("hoà"));
    assert_false(key("đa") == key("da"));
    assert_false(key("thúy") == key("thúi"));
    assert_false(key("ơ") == key("o"));
    assert_false(key("ăn") == key("ân"));
    assert_false(key("may") == key("mai"));
}

static enum syllable_case letters(const char *text)
{
    return syllable_form(str_view(text)).letters;
}

static void letters_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(letters("việt"), CASE_LOWER);
    assert_int_equal(letters("Việt"), CASE_TITLE);
    assert_int_equal(letters("Ư"), CASE_TITLE);
    assert_int_equal(letters("VIỆT"), CASE_UPPER);
    assert_int_equal(letters("AnAnA"), CASE_MIXED);
    assert_int_equal(letters("1.234"), CASE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_as_in_the_treebanks),
        cmocka_unit_test(spellings_of_a_syllable_have_one_key),
        cmocka_unit_test(different_syllables_have_different_keys),
        cmocka_unit_test(letters_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
