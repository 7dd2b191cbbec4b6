/* The stored form of text, and the forms words are compared by. */
#include "tests/test.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/norm_spelling.h"
#include "text/norm_word.h"
#include "text/query.h"
#include "text/token.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 1 << 22);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

struct pair {
    const char *from, *to;
};

static void check_norm(const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_str_is(norm_text(&a, str_view(pairs[i].from)), pairs[i].to);
        assert_str_is(norm_text(&a, str_view(pairs[i].to)), pairs[i].to);
    }
}

static void what_is_right_stays(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "",
        "plain\tASCII\r\n\x01",
        "Uỷ ban và Ủy ban cùng họp; hoà hay hòa, kỹ hay kĩ đều để nguyên.",
        "“Loa” – 5.000 ₫, 25 °C, 3 m², 10 µm, ½",
        "Sigurður Ægisson, Dvořák, Łódź, İstanbul",
        "Москва, Афины, Αθήνα, 東京, 서울, हिन्दी",
        "IFNα, Aβ, PPARγ, кВт",
        "👩‍👩‍👧 ❤️‍🔥 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
        "क्‍ष",
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_str_is(norm_text(&a, str_view(TEXTS[i])), TEXTS[i]);
}

static void marks_compose_in_any_order(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"Vie\xcc\xa3\xcc\x82t", "Việt"},
        {"Vie\xcc\x82\xcc\xa3t", "Việt"},
        {"ti\xc3\xaa\xcc\x81ng", "tiếng"},
        {"tie\xcc\x81\xcc\x82ng", "tiếng"}, /* the tone first */
        {"ti\xc3\xa9\xcc\x82ng", "tiếng"},
        {"ba\xcc\x81\xcc\x86n", "bắn"},
        {"u\xcc\x81\xcc\x9b", "ứ"},
        {"o\xcc\x9b\xcc\xa3", "ợ"},
        {"a\xcc\x81\xcc\x81", "á"},
        {"a\xcd\x81", "á"},                 /* U+0341, the old code of the acute */
        {"u\xcc\x81\xcc\x82", "ú\xcc\x82"}, /* no letter of Vietnamese: order kept */
    };
    check_norm(PAIRS, COUNT_OF(PAIRS));
}

static void crossed_d_is_one_letter(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"Ð\xc3\xa0 Nẵng", "Đà Nẵng"},
        {"Ðoàn, ðội", "Đoàn, đội"},
        {"Ɖặng", "Đặng"},
        {"d\xcc\xb5i, D\xcc\xb5i", "đi, Đi"},
        {"Guðmundur, bæði", "Guðmundur, bæði"},
        {"(ðến", "(đến"},
    };
    check_norm(PAIRS, COUNT_OF(PAIRS));
    assert_str_is(text_fold(&a, STR("Ðà Nẵng")), "da nang");
}

static void invisible_characters_go(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"\xef\xbb\xbfHà Nội", "Hà Nội"},
        {"thành\u00a0phố\u2009Huế\u3000", "thành phố Huế "},
        {"xu\u00adân", "xuân"},
        {"\u200bHà\u200b Nội\u200b", "Hà Nội"},
        {"Hà\u200bNội", "Hà Nội"}, /* two syllables that are none together */
        {"xu\u200bất kh\u200b\u200bẩu", "xuất khẩu"},
        {"lo\u200bngại", "lo ngại"},
        {"Face\u200bbook 2\u200b024", "Facebook 2024"},
        {"Covid\u200b19", "Covid 19"},
        {"ngh\u200ci\u00adêng\ufeff", "nghiêng"},
        {"b\u2060ạ\u200dc", "bạc"},
        {"\u202Egnour\u202c \u2066x\u2069\u200e", "gnour x"},
        {"a\u200d\u0301", "á"},
        {"dòng một\u2028dòng hai", "dòng một\ndòng hai"},
        {"tin\U000E0054\U000E0049", "tin"},
        {"😀\u200d\u200d😀\u200d", "😀\u200d😀"},
    };
    check_norm(PAIRS, COUNT_OF(PAIRS));
}

static void other_shapes_become_latin(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"Ｖｉｅｔ　Ｎａｍ　２０２５！", "Viet Nam 2025!"},
        {"СOVID-19", "COVID-19"}, /* Cyrillic С */
        {"cоvіd", "covid"},       /* Cyrillic о, і */
        {"tоа\xcc\x80n", "toàn"}, /* Cyrillic о, а with a grave */
        {"ΑI", "AI"},             /* Greek Α */
        {"ΑВ", "ΑВ"},             /* no Latin letter beside them */
        {"Жанна d", "Жанна d"},   /* two words */
        {"xВж", "xВж"},           /* ж has no look-alike */
    };
    check_norm(PAIRS, COUNT_OF(PAIRS));
}

static void bad_bytes_and_piles_of_marks(void **state)
{
    (void)state;
    assert_str_is(norm_text(&a, STR("x\xff\xc3")), "x\xef\xbf\xbd\xef\xbf\xbd");
    char text[2 * 1000 + 1] = "z";
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 1 + 2 * i, i % 2 ? "\xcc\x95" : "\xcc\x96", 2); /* above, below */
    struct str norm = norm_text(&a, (struct str){text, sizeof text});
    assert_int_equal(utf8_count_cp(norm), 1 + NORM_MARKS_MAX);
    struct arena none;
    arena_init(&none, 8);
    assert_int_equal(norm_text(&none, STR("đường dài hơn")).n, 0);
    assert_true(arena_failed(&none));
    arena_release(&none);
}

static void every_letter_is_its_parts(void **state)
{
    (void)state;
    static const char LETTERS[] = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợ"
                                  "pqrstuùúủũụưừứửữựvxyỳýỷỹỵ";
    struct str rest = str_view(LETTERS);
    size_t n = 0;
    for (; rest.n; n++) {
        uint32_t lower = utf8_next(&rest);
        uint32_t cps[] = {lower, utf8_upper_cp(lower)};
        for (size_t i = 0; i < COUNT_OF(cps); i++) {
            struct spelling_letter letter = spelling_letter_of(cps[i]);
            assert_int_equal(spelling_letter_cp(letter), cps[i]);
            assert_int_equal(letter.upper, i == 1);
            char out[4];
            struct str one = {out, utf8_put(cps[i], out)};
            assert_str_eq(norm_text(&a, utf8_nfd(&a, one)), one);
        }
    }
    assert_int_equal(n, 89); /* 29 letters, and 12 vowels with 5 tones each */
    assert_int_equal(spelling_letter_of(0x10FFFF).base, 0x10FFFF);
    assert_false(spelling_is_vowel('b'));
}

static void both_tone_places_are_one(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"hòa", "hoà"},
        {"HÓA", "HOÁ"},
        {"khỏe", "khoẻ"},
        {"ủy", "uỷ"},
        {"thúy", "thuý"},
        {"Ngụy", "Nguỵ"},
        {"tõa", "toã"},
        /* agree */
        {"hoàn", "hoàn"},
        {"huỳnh", "huỳnh"},
        {"quà", "quà"},
        {"quý", "quý"},
        {"già", "già"},
        {"gìn", "gìn"},
        {"giếng", "giếng"},
        {"của", "của"},
        {"mía", "mía"},
        {"thuở", "thuở"},
        {"ngoài", "ngoài"},
        {"khuỷu", "khuỷu"},
        {"lửa", "lửa"},
        {"được", "được"},
        {"thúi", "thúi"},
        {"khuya", "khuya"},
        {"soóc", "soóc"},
        {"nghiêng", "nghiêng"},
        /* typed in the wrong place */
        {"hòan", "hoàn"},
        {"qúa", "quá"},
        {"qủa", "quả"},
        {"gía", "giá"},
        {"cuả", "của"},
        {"đựơc", "được"},
        {"ngòai", "ngoài"},
        {"qúy", "quý"},
        /* no Vietnamese syllables */
        {"José", "José"},
        {"café", "café"},
        {"óà", "óà"},
        {"", ""},
        {"hòa bình", "hòa bình"},
        {"Pelé", "Pelé"},
        {"nghiêngng", "nghiêngng"},
        {"\xff", "\xff"},
    };
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        assert_str_is(norm_tone_place(&a, str_view(PAIRS[i].from)), PAIRS[i].to);
}

static void i_and_y_are_one_where_they_sound_alike(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"kỹ", "kĩ"},
        {"sỹ", "sĩ"},
        {"Lý", "Lí"},
        {"MỸ", "MĨ"},
        {"ty", "ti"},
        {"hy", "hi"},
        {"quý", "quí"},
        {"kĩ", "kĩ"},
        {"qui", "qui"},
        /* other words */
        {"tay", "tay"},
        {"thúy", "thúy"},
        {"uỷ", "uỷ"},
        {"ý", "ý"},
        {"Vy", "Vy"},
        {"quynh", "quynh"},
        {"thy", "thy"},
        {"yên", "yên"},
        {"tuy", "tuy"},
        {"sky", "sky"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        assert_str_is(norm_i_for_y(&a, str_view(PAIRS[i].from)), PAIRS[i].to);
}

static bool is_strict(const char *word)
{
    struct spelling s;
    return spelling_read_text(str_view(word), &s) && spelling_is_strict(&s);
}

static void spelling_knows_what_is_a_syllable(void **state)
{
    (void)state;
    static const char *const YES[] = {"người", "nghĩ",  "ghế", "gì",   "giếng", "quốc", "quýt",
                                      "yêu",   "khuya", "ở",   "ký",   "các",   "hoà",  "hòa",
                                      "oẳn",   "uống",  "ích", "thuở", "cầm",   "xoong"};
    static const char *const NO[] = {"",     "b",   "cíu",  "ngiêng", "ghà",  "kà",
                                     "cac",  "mòc", "ộtộ",  "she",    "yầu",  "xyz",
                                     "tyên", "gé",  "hồan", "nghat",  "quầp", "họcc"};
    for (size_t i = 0; i < COUNT_OF(YES); i++)
        if (!is_strict(YES[i]))
            fail_msg("%s is a syllable", YES[i]);
    for (size_t i = 0; i < COUNT_OF(NO); i++)
        if (is_strict(NO[i]))
            fail_msg("%s is no syllable", NO[i]);
}

static void search_sees_through_spelling(void **state)
{
    (void)state;
    assert_str_is(text_index_tokens(&a, STR("Ðà\u00a0Nẵng, hòan thành, СOVID"), false),
                  "đà nẵng hoàn thành covid");
    struct query q = query_read(&a, STR("Ｈòa\u200b ð\xc3\xaam"));
    assert_int_equal(q.words_n, 2);
    assert_str_is(q.words[0].exact, "hoà");
    assert_str_is(q.words[1].exact, "đêm");
}

static void folding_twice_is_folding_once(void **state)
{
    static const char *const texts[] = {"\u04D1\u0256", "\u0430\u0256\u0301", "\u0110\u04D1m",
                                        "Đảng ủy", "\u0435\u0111\u0456"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct str once = text_fold(&a, str_view(texts[i]));
        assert_true(str_eq(text_fold(&a, once), once));
    }
    assert_true(str_eq(text_fold(&a, str_view("\u04D1\u0256")), STR("ad")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_stays),
        cmocka_unit_test(marks_compose_in_any_order),
        cmocka_unit_test(crossed_d_is_one_letter),
        cmocka_unit_test(invisible_characters_go),
        cmocka_unit_test(other_shapes_become_latin),
        cmocka_unit_test(bad_bytes_and_piles_of_marks),
        cmocka_unit_test(every_letter_is_its_parts),
        cmocka_unit_test(both_tone_places_are_one),
        cmocka_unit_test(i_and_y_are_one_where_they_sound_alike),
        cmocka_unit_test(spelling_knows_what_is_a_syllable),
        cmocka_unit_test(search_sees_through_spelling),
        cmocka_unit_test(folding_twice_is_folding_once),
    };
    return cmocka_run_group_tests(tests, start, end);
}
