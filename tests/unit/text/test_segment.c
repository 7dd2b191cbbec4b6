#include "tests/test.h"

#include "text/segment.h"
#include "text/segment_feature.h"

enum { MODEL_BYTES = SEGMENT_MODEL_HEADER_BYTES + 4 + 256 + 1024 };

/* The smallest model: 2^8 weights, 2^8 slots, a note of 4 bytes. */
static struct str small_model(char bytes[MODEL_BYTES])
{
    memset(bytes, 0, MODEL_BYTES);
    memcpy(bytes, "LoaSegm1\x08\0\0\0\x08\0\0\0\x04\0\0\0note", 24);
    return (struct str){bytes, MODEL_BYTES};
}

static void a_model_is_read(void **state)
{
    (void)state;
    char bytes[MODEL_BYTES];
    struct segmenter m;
    struct err e = {""};
    assert_int_equal(segmenter_view(&m, small_model(bytes), &e), RC_OK);
    assert_str_is(m.note, "note");
    assert_int_equal(segmenter_look_up(&m, 0x1234567890), 0);
}

static void what_is_no_model_is_refused(void **state)
{
    (void)state;
    char bytes[MODEL_BYTES];
    struct segmenter m = {.weight_bits = 77};
    struct err e = {""};
    struct str good = small_model(bytes);
    for (size_t n = 0; n < good.n; n++)
        assert_int_equal(segmenter_view(&m, str_first(good, n), &e), RC_CORRUPT);
    for (size_t i = 0; i < 20; i++) {
        bytes[i] ^= 0x55;
        assert_int_equal(segmenter_view(&m, good, &e), RC_CORRUPT);
        assert_true(e.text[0]);
        bytes[i] ^= 0x55;
    }
    assert_int_equal(m.weight_bits, 77);
}

static void a_full_lexicon_is_searched_in_bounds(void **state)
{
    (void)state;
    char bytes[MODEL_BYTES];
    struct segmenter m;
    struct str model = small_model(bytes);
    memset(bytes + MODEL_BYTES - 1024, 0x7F, 1024);
    assert_int_equal(segmenter_view(&m, model, NULL), RC_OK);
    assert_int_equal(segmenter_look_up(&m, UINT64_MAX), 0);
    assert_int_equal(segmenter_look_up(&m, UINT64_C(0xFF00000000) << 8 | 0x7F7F), 0x7F7F);
}

static struct str printed(struct buf *out, const char *text)
{
    struct segmenter m = segmenter_built_in();
    buf_clear(out);
    segment_print(&m, str_view(text), out);
    return buf_view(out);
}

/* Classes of what went wrong, each with more than one member. */
static void classes_of_words_are_right(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } CASES[] = {
        /* what follows a code of letters and digits is no part of it */
        {"Trận U23 Việt Nam - U23 Thái Lan", "Trận U23 Việt_Nam - U23 Thái_Lan"},
        {"Airbus A320 Vietjet", "Airbus A320 Vietjet"},
        /* words of three syllables, as written and with capitals */
        {"Các hợp tác xã họp", "Các hợp_tác_xã họp"},
        {"Hợp tác xã họp", "Hợp_tác_xã họp"},
        {"HỢP TÁC XÃ HỌP", "HỢP_TÁC_XÃ HỌP"},
        /* two words that share a syllable are not one */
        {"Các em học sinh học bài.", "Các em học_sinh học bài ."},
        {"Sinh viên học sinh học.", "Sinh_viên học_sinh học ."},
        /* bytes that are no text leave the words beside them as they are */
        {"\xff nhân dân\xfe đi", "\xff nhân_dân \xfe đi"},
    };
    struct segmenter m = segmenter_built_in();
    struct buf out;
    buf_init(&out, NULL);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        buf_clear(&out);
        segment_print(&m, str_view(CASES[i].text), &out);
        assert_str_is(buf_view(&out), CASES[i].words);
    }
    buf_release(&out);
}

static void words_are_joined(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, NULL);
    assert_str_is(printed(&out, "Học sinh đi học bằng xe đạp."), "Học_sinh đi học bằng xe_đạp .");
    assert_str_is(printed(&out, "Ông Nguyễn Văn Bình là chủ tịch thành phố Hà Nội."),
                  "Ông Nguyễn_Văn_Bình là chủ_tịch thành_phố Hà_Nội .");
    assert_str_is(printed(&out, "Kinh tế, xã hội"), "Kinh_tế , xã_hội");
    assert_str_is(printed(&out, "Trời mưa lác đác, cỏ ướt lung linh."),
                  "Trời mưa lác_đác , cỏ ướt lung_linh .");
    assert_str_is(printed(&out, ""), "");
    assert_str_is(printed(&out, " \n "), "");
    buf_release(&out);
}

/* Joins that are likely one by one do not make a word that nobody knows. */
static void no_word_is_endless(void **state)
{
    (void)state;
    struct buf out;
    struct arena a;
    struct segment_words words;
    struct segmenter m = segmenter_built_in();
    struct str text = STR("Học sinh học sinh học sinh học sinh học, nhà văn nhà văn nhà văn.");
    buf_init(&out, NULL);
    arena_init(&a, 1 << 20);
    segment_words(&m, &a, text, &words);
    for (size_t i = 0; i < words.n; i++) {
        size_t spaces = 0;
        for (size_t k = words.v[i].start; k < words.v[i].end; k++)
            spaces += text.p[k] == ' ';
        assert_true(spaces < SEGMENT_SPAN_MAX);
    }
    assert_str_is(printed(&out, "Bà Nguyễn Hoàng Thị Thu Hà ở Huế"),
                  "Bà Nguyễn_Hoàng_Thị_Thu_Hà ở Huế"); /* a name is as long as it is */
    arena_release(&a);
    buf_release(&out);
}

static void capitals_are_read_too(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, NULL);
    assert_str_is(printed(&out, "HỌC SINH ĐI HỌC BẰNG XE ĐẠP"), "HỌC_SINH ĐI HỌC BẰNG XE_ĐẠP");
    assert_str_is(printed(&out, "NGUYỄN THỊ THU HIỀN"), "NGUYỄN_THỊ_THU_HIỀN");
    assert_str_is(printed(&out, "Ông LÊ VĂN BÌNH nói"), "Ông LÊ_VĂN_BÌNH nói");
    buf_release(&out);
}

static void words_are_ranges_of_the_text(void **state)
{
    (void)state;
    struct arena a;
    struct segmenter m = segmenter_built_in();
    struct segment_words words;
    arena_init(&a, 1 << 16);
    segment_words(&m, &a, STR("  Kinh  tế."), &words);
    assert_int_equal(words.n, 2);
    assert_int_equal(words.v[0].start, 2);
    assert_int_equal(words.v[0].end, 12);
    assert_int_equal(words.v[1].start, 12);
    assert_int_equal(words.v[1].end, 13);
    arena_release(&a);
}

static void a_full_arena_gives_no_words(void **state)
{
    (void)state;
    struct arena a;
    struct segmenter m = segmenter_built_in();
    struct segment_words words;
    arena_init(&a, 64);
    segment_words(&m, &a, STR("một hai ba bốn năm sáu bảy tám chín mười"), &words);
    assert_true(arena_failed(&a));
    assert_int_equal(words.n, 0);
    arena_release(&a);
}

static void the_model_names_its_origin(void **state)
{
    (void)state;
    assert_true(str_contains(segmenter_built_in().note, STR("CC BY-SA 4.0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_is_read),
        cmocka_unit_test(what_is_no_model_is_refused),
        cmocka_unit_test(a_full_lexicon_is_searched_in_bounds),
        cmocka_unit_test(classes_of_words_are_right),
        cmocka_unit_test(words_are_joined),
        cmocka_unit_test(no_word_is_endless),
        cmocka_unit_test(capitals_are_read_too),
        cmocka_unit_test(words_are_ranges_of_the_text),
        cmocka_unit_test(a_full_arena_gives_no_words),
        cmocka_unit_test(the_model_names_its_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
