#include "tests/test.h"

#include "base/hash.h"
#include "text/similarity.h"

#include <string.h>

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static struct str signature_of(const char *title, const char *lead, const char *body)
{
    struct signature_maker m;
    signature_init(&m, &a, similarity_model_built_in());
    signature_add_title(&m, str_view(title));
    signature_add_lead(&m, str_view(lead));
    signature_add_body(&m, str_view(body));
    return signature_bytes(&m);
}

static unsigned alike(struct str x, struct str y)
{
    struct signature s;
    struct signature t;
    assert_true(signature_view(&s, x));
    assert_true(signature_view(&t, y));
    assert_int_equal(similarity(&s, &t), similarity(&t, &s));
    return similarity(&s, &t);
}

static unsigned within(struct str x, struct str y)
{
    struct signature s;
    struct signature t;
    assert_true(signature_view(&s, x));
    assert_true(signature_view(&t, y));
    assert_int_equal(similarity_within(&s, &t), similarity_within(&t, &s));
    return similarity_within(&s, &t);
}

static bool is_copy(struct str x, struct str y)
{
    struct signature s;
    struct signature t;
    assert_true(signature_view(&s, x));
    assert_true(signature_view(&t, y));
    assert_int_equal(similarity_is_copy(&s, &t), similarity_is_copy(&t, &s));
    return similarity_is_copy(&s, &t);
}

static const char *const FIRE[] = {
    "Cháy xưởng gỗ ở Bình Lạc, ba công nhân được cứu",
    "Sáng 12/3, một xưởng gỗ tại thị trấn Bình Lạc bốc cháy dữ dội; ba công nhân mắc kẹt được đưa ra ngoài.",
    ("Lửa bùng lên lúc 6h15 từ kho chứa mùn cưa của Công ty Gỗ Hoàng Lâm. Cảnh sát điều 7 xe chữa cháy. "
     "Ông Trần Quốc Đạt, chủ xưởng, cho biết thiệt hại khoảng 4 tỉ đồng."),
};

static void the_same_event_is_alike_and_another_is_not(void **state)
{
    (void)state;
    struct str fire = signature_of(FIRE[0], FIRE[1], FIRE[2]);
    struct str too = signature_of(
        "Xưởng gỗ Hoàng Lâm cháy lớn, cứu được ba người mắc kẹt",
        "Vụ cháy xảy ra rạng sáng 12/3 ở thị trấn Bình Lạc.",
        "Bảy xe chữa cháy được điều đến dập lửa tại kho mùn cưa. Chủ xưởng Trần Quốc Đạt ước tính mất 4 tỉ đồng.");
    struct str other = signature_of("Giá cà phê tăng phiên thứ tư liên tiếp",
                                    "Sáng 12/3, cà phê Tây Nguyên được thu mua cao hơn hôm qua.",
                                    "Người trồng ở Cư Kuin chờ giá lên nữa mới bán ra.");
    assert_int_equal(alike(fire, fire), SIMILARITY_ONE);
    assert_in_range(alike(fire, too), 300, 900);
    assert_in_range(alike(fire, other), 0, 99);
}

/* Case, tone places, NFD and an earlier segmentation do not matter. */
static void spelling_does_not_matter(void **state)
{
    (void)state;
    struct str one = signature_of("", "hoà bình ở thuỷ điện sông đà", "");
    assert_int_equal(alike(one, signature_of("", "hòa bình ở thủy điện sông đà", "")),
                     SIMILARITY_ONE);
    assert_int_equal(
        alike(one,
              signature_of("", "hoa\xcc\x80 bi\xcc\x80nh ở thu\xcc\x89y điện sông đa\xcc\x80", "")),
        SIMILARITY_ONE);
    assert_int_equal(alike(one, signature_of("", "hoà_bình ở thuỷ_điện sông đà", "")),
                     SIMILARITY_ONE);
}

/* Small changes leave a copy. */
static void a_copy_with_small_changes_stays_close(void **state)
{
    (void)state;
    struct str fire = signature_of(FIRE[0], FIRE[1], FIRE[2]);
    struct str copy = signature_of(
        FIRE[0], FIRE[1],
        "Lửa bùng lên lúc 6h20 từ kho chứa mùn cưa của Công ty Gỗ Hoàng Lâm. Cảnh sát điều 7 xe chữa cháy. "
        "Ông Trần Quốc Đạt, chủ xưởng, nói thiệt hại khoảng 4 tỉ đồng. Theo Báo Mới.");
    assert_in_range(alike(fire, copy), SIMILARITY_COPY_MIN, SIMILARITY_ONE - 1);
    assert_true(is_copy(fire, copy));
}

/* What a feed gives of an article is a copy of it, though it says a third. */
static void a_head_is_a_copy_of_its_article(void **state)
{
    (void)state;
    static const char body[] =
        "Lửa bùng lên lúc 6h15 từ kho chứa mùn cưa của Công ty Gỗ Hoàng Lâm. Cảnh sát điều 7 xe chữa cháy. "
        "Ông Trần Quốc Đạt, chủ xưởng, cho biết thiệt hại khoảng 4 tỉ đồng. Bà Lê Thị Nhàn, hàng xóm, kể "
        "nghe tiếng nổ rồi thấy khói đen cuồn cuộn, mái tôn sập xuống. Nhiều hộ quanh đó ôm đồ chạy ra "
        "đường. Đến trưa, hiện trường được phong toả để khám nghiệm, điều tra nguyên nhân chập điện. Huyện "
        "hỗ trợ mỗi gia đình bị ảnh hưởng 5 triệu đồng và rà soát lại các cơ sở chế biến lâm sản.";
    struct str whole = signature_of(FIRE[0], FIRE[1], body);
    struct str head = signature_of(FIRE[0], FIRE[1], "");
    assert_in_range(within(head, whole), SIMILARITY_WITHIN_MIN, SIMILARITY_ONE);
    assert_true(alike(head, whole) < SIMILARITY_COPY_MIN);
    assert_true(is_copy(head, whole));
}

static void another_report_of_the_event_is_no_copy(void **state)
{
    (void)state;
    struct str fire = signature_of(FIRE[0], FIRE[1], FIRE[2]);
    struct str too = signature_of(
        "Xưởng gỗ Hoàng Lâm cháy lớn, cứu được ba người mắc kẹt",
        "Vụ cháy xảy ra rạng sáng 12/3 ở thị trấn Bình Lạc, làm hư hỏng nhiều máy cưa.", "");
    assert_true(alike(fire, too) > 200);
    assert_in_range(within(fire, too), 200, SIMILARITY_WITHIN_MIN - 1);
    assert_false(is_copy(fire, too));
}

/* A few words are in a long text by chance; nothing is a copy of nothing. */
static void too_little_is_no_copy(void **state)
{
    (void)state;
    struct str whole = signature_of(FIRE[0], FIRE[1], FIRE[2]);
    struct str few = signature_of("", "Xưởng gỗ Hoàng Lâm bốc cháy dữ dội", "");
    struct signature none = {0};
    assert_true(few.n > 3 && few.n < 3 + 3 * SIGNATURE_WITHIN_FEATURES_MIN);
    assert_false(is_copy(few, whole));
    assert_false(similarity_is_copy(&none, &none));
    assert_int_equal(similarity_within(&none, &none), 0);
}

static void names_weigh(void **state)
{
    (void)state;
    struct str named = signature_of("", "Nhà văn Lê Thị Mai Khuê nhận giải", "");
    struct str same = signature_of("", "Độc giả chúc mừng Lê Thị Mai Khuê", "");
    struct str small = signature_of("", "độc giả chúc mừng lê thị mai khuê", "");
    assert_true(alike(named, same) > alike(named, small));
}

static void nothing_said_is_no_signature(void **state)
{
    (void)state;
    struct signature s;
    assert_int_equal(signature_of("Tin buồn", "", "").n, 0);
    assert_int_equal(signature_of("", "", "").n, 0);
    assert_int_equal(signature_of("…!?", " ", "-- \n").n, 0);
    assert_false(signature_view(&s, STR("")));
    assert_int_equal(similarity(&s, &s), 0);
}

static void terms_are_the_heaviest(void **state)
{
    (void)state;
    struct signature s;
    struct signature_term terms[SIGNATURE_FEATURES_MAX];
    assert_true(signature_view(&s, signature_of(FIRE[0], FIRE[1], FIRE[2])));
    size_t n = signature_terms(&s, terms, SIGNATURE_FEATURES_MAX);
    assert_int_equal(n, s.n);
    for (size_t i = 1; i < n; i++)
        assert_true(terms[i].weight <= terms[i - 1].weight);
    assert_int_equal(signature_terms(&s, terms, 5), 5);
    assert_true(terms[0].term < 1U << SIGNATURE_TERM_BITS);
}

/* More text than the limits costs no more, and says no more. */
static void long_texts_are_read_to_a_limit(void **state)
{
    (void)state;
    struct buf {
        char p[4000];
    } text;
    for (size_t i = 0; i < sizeof text.p; i++)
        text.p[i] = i % 4 == 3 ? ' ' : (char)('a' + (i * 7 + i / 31) % 26);
    struct signature_maker m;
    signature_init(&m, &a, similarity_model_built_in());
    for (int i = 0; i < 100; i++)
        signature_add_body(&m, (struct str){text.p, sizeof text.p});
    assert_int_equal(m.body_left, 0);
    size_t used = a.used_bytes;
    char *large = arena_alloc(&a, 8 << 20);
    memset(large, '.', 8 << 20);
    memcpy(large, "a\xcc\x80", 3); /* to be normalised */
    signature_add_lead(&m, (struct str){large, 8 << 20});
    assert_true(a.used_bytes - used < 12 << 20);
    struct str long_one = signature_bytes(&m);
    assert_in_range(long_one.n, 4, SIGNATURE_BYTES_MAX);
}

static void other_bytes_are_no_signature(void **state)
{
    (void)state;
    struct signature s;
    assert_false(signature_view(&s, STR("\x02\x01\x00xyz"))); /* another version */
    assert_false(signature_view(&s, STR("\x01\x02\x00"
                                        "xyz")));
    assert_false(signature_view(&s, STR("\x01")));
    assert_true(signature_view(&s, STR("\x01\x01\x00"
                                       "xyz")));
}

static void damaged_models_are_refused(void **state)
{
    (void)state;
    struct similarity_model m;
    unsigned char bytes[SIMILARITY_MODEL_HEADER_BYTES + 64] = "LoaSimi1\x04\0\0\0\x80";
    struct str whole = {(const char *)bytes, sizeof bytes};
    assert_int_equal(similarity_model_view(&m, whole, NULL), RC_OK);
    assert_int_equal(similarity_rarity(&m, 0), 0);
    assert_int_equal(m.unknown, 0x80);
    assert_int_equal(similarity_model_view(&m, str_first(whole, whole.n - 1), NULL), RC_CORRUPT);
    bytes[8] = 31;
    assert_int_equal(similarity_model_view(&m, whole, NULL), RC_CORRUPT);
    bytes[8] = 4;
    bytes[12] = 0;
    assert_int_equal(similarity_model_view(&m, whole, NULL), RC_CORRUPT);
    /* every slot taken: looking ends */
    bytes[12] = 1;
    memset(bytes + SIMILARITY_MODEL_HEADER_BYTES, 0x77, 64);
    assert_int_equal(similarity_model_view(&m, whole, NULL), RC_OK);
    assert_int_equal(similarity_rarity(&m, UINT64_C(0x1234567890ABCDEF)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_event_is_alike_and_another_is_not),
        cmocka_unit_test(spelling_does_not_matter),
        cmocka_unit_test(a_copy_with_small_changes_stays_close),
        cmocka_unit_test(a_head_is_a_copy_of_its_article),
        cmocka_unit_test(another_report_of_the_event_is_no_copy),
        cmocka_unit_test(too_little_is_no_copy),
        cmocka_unit_test(names_weigh),
        cmocka_unit_test(nothing_said_is_no_signature),
        cmocka_unit_test(terms_are_the_heaviest),
        cmocka_unit_test(long_texts_are_read_to_a_limit),
        cmocka_unit_test(other_bytes_are_no_signature),
        cmocka_unit_test(damaged_models_are_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
