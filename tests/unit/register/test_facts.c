/* Facts of one article: keys, days, sides; whether records are one; where places are. */
#include "register/geography.h"
#include "register/same.h"
#include "tests/test.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, SIZE_MAX / 2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct str key(enum facts_kind kind, const char *name)
{
    struct str keys[FACTS_KEYS_MAX];
    assert_true(facts_keys(&arena, kind, str_view(name), keys) > 0);
    return keys[0];
}

static void assert_one(enum facts_kind kind, const char *x, const char *y)
{
    if (!str_eq(key(kind, x), key(kind, y)))
        fail_msg("%s, %s: two keys", x, y);
}

static void assert_two(enum facts_kind kind, const char *x, const char *y)
{
    if (str_eq(key(kind, x), key(kind, y)))
        fail_msg("%s, %s: one key", x, y);
}

static void names_are_looked_up_by_one_key_in_all_spellings(void **state)
{
    (void)state;
    assert_one(FACTS_ORGANIZATION, "Đảng Lao động (PT) Mê-hi-cô", "Đảng Lao động Mexico");
    assert_one(FACTS_ORGANIZATION, "UBND thành phố Hà Nội", "Ủy ban nhân dân TP Hà Nội");
    assert_one(FACTS_ORGANIZATION, "Đảng CSVN", "Đảng Cộng sản Việt Nam");
    assert_one(FACTS_ORGANIZATION, "Thành ủy La Habana", "Thành ủy Havana");
    assert_one(FACTS_ORGANIZATION, "EU", "Liên minh châu Âu");
    assert_two(FACTS_ORGANIZATION, "Thành ủy Hà Nội", "Thành ủy Hải Phòng");
    assert_one(FACTS_COUNTRY, "Mê-hi-cô", "Mexico");
    assert_one(FACTS_PLACE, "thành phố Hà Nội", "Hà Nội");
    assert_one(FACTS_PLACE, "TP.HCM", "Thành phố Hồ Chí Minh");
    assert_one(FACTS_PERSON, "Ma-ri-ô Ê-xpi-nô-xa", "Mario Espinosa");
    assert_one(FACTS_PERSON, "Lê Văn Hòa", "LÊ VĂN HOÀ");
    assert_two(FACTS_PERSON, "Lê Văn Hòa", "Lê Văn Hoa");
}

static void dates_are_days_as_exactly_as_they_say(void **state)
{
    (void)state;
    int64_t first = 0;
    int64_t last = 0;
    assert_int_equal(facts_days(STR("2024-02-29"), &first, &last), FACTS_DAY);
    assert_int_equal(first, last);
    assert_int_equal(facts_days(STR("2024-02"), &first, &last), FACTS_MONTH);
    assert_int_equal(last - first, 28);
    assert_int_equal(facts_days(STR("2023-12"), &first, &last), FACTS_MONTH);
    assert_int_equal(last - first, 30);
    assert_int_equal(facts_days(STR("1997"), &first, &last), FACTS_YEAR);
    assert_int_equal(last - first, 364);
    assert_int_equal(facts_days(STR("--12-01"), &first, &last), FACTS_YEARLESS);
    assert_int_equal(first, FACTS_NO_DAY);
    assert_int_equal(facts_days(STR(""), &first, &last), FACTS_UNDATED);
    assert_int_equal(facts_days(STR("0000-13-99"), &first, &last), FACTS_UNDATED);
}

static int one_person(const char *x, const char *x_office, const char *y, const char *y_office)
{
    struct str x_held = str_view(x_office);
    struct str y_held = str_view(y_office);
    struct same_person one = {str_view(x), &x_held, x_held.n > 0, STR("")};
    struct same_person other = {str_view(y), &y_held, y_held.n > 0, STR("")};
    int ahead = same_person(&arena, &one, &other);
    assert_int_equal(ahead, same_person(&arena, &other, &one));
    return ahead;
}

static void offices_tell_namesakes_apart(void **state)
{
    (void)state;
    const char *name = "Lê Văn Khải";
    assert_true(one_person(name, "Bí thư Thành ủy Hải Phòng", name, ""));
    assert_true(one_person(name, "Bí thư Thành ủy Hải Phòng", name, "Bí thư Thành ủy"));
    assert_true(one_person(name, "Bí thư Tỉnh ủy Cà Mau", name, "Bộ trưởng Bộ Y tế"));
    assert_false(one_person(name, "Bí thư Tỉnh ủy Cà Mau", name, "Đại sứ Cuba"));
    assert_false(one_person(name, "Bộ trưởng Bộ Y tế", name, "Giám đốc Công ty Gỗ tỉnh Cà Mau"));
    assert_false(one_person(name, "Chủ tịch UBND xã Tân Lập, tỉnh Cà Mau", name,
                            "Hiệu trưởng Trường THPT tỉnh Lạng Sơn"));
    assert_false(one_person(name, "", "Lê Văn Khánh", ""));
    assert_true(one_person(name, "Thủ tướng Chính phủ nước Cộng hòa xã hội chủ nghĩa Việt Nam",
                           name, "Thủ tướng Chính phủ"));
    assert_true(one_person("Novak", "Tổng thống", "Petr Novak", "Tổng thống Séc"));
    assert_false(one_person("Novak", "Tổng thống", "Petr Novak", "Tổng Giám đốc Công ty Gỗ"));
    assert_false(one_person("Novak", "", "Petr Novak", "Tổng thống Séc"));
    assert_true(one_person("Mario Espinosa", "Tổng Bí thư Đảng Lao động Mexico",
                           "Ma-ri-ô Ê-xpi-nô-xa", "Tổng Bí thư Đảng Lao động Mê-hi-cô"));
}

static struct same_event reception(int64_t host, int64_t head, int64_t day)
{
    return (struct same_event){.kind = EVENT_RECEPTION,
                               .host = host,
                               .head = head,
                               .precision = day ? FACTS_DAY : FACTS_UNDATED,
                               .day = day ? day : FACTS_NO_DAY,
                               .until_day = day ? day : FACTS_NO_DAY,
                               .near_day = day ? day : 100,
                               .guest = STR(""),
                               .place = STR(""),
                               .name = STR(""),
                               .match_key = STR(""),
                               .period = STR("")};
}

static bool same(struct same_event x, struct same_event y)
{
    bool found = same_event(&x, &y);
    assert_int_equal(found, same_event(&y, &x));
    return found;
}

static void reports_of_one_event_meet(void **state)
{
    (void)state;
    struct same_event base = reception(1, 2, 100);
    struct same_event other = base;
    assert_true(same(base, base));
    assert_true(same(base, reception(1, 2, 101))); /* a slip, kept as a contradiction */
    assert_false(same(base, reception(1, 2, 102)));
    assert_true(same(base, reception(1, 2, 0)));
    assert_false(same(base, reception(1, 3, 100)));
    assert_false(same(base, reception(4, 2, 100)));
    assert_false(same(base, reception(1, 0, 100))); /* whom, is not said: it may be anybody */
    other.kind = EVENT_MEETING;
    assert_true(same(base, other));
    other.kind = EVENT_TALKS;
    assert_false(same(base, other));
    base.guest = STR("doan thanh uy la habana");
    other = base;
    other.head = 3;
    assert_true(same(base, other)); /* two heads of one delegation */
}

static void agreements_meet_by_parties_and_period(void **state)
{
    (void)state;
    struct same_event one = reception(0, 0, 100);
    one.is_agreement = true;
    one.name = STR("thoa thuan hop tac");
    one.match_key = STR("a|b");
    struct same_event other = one;
    assert_true(same(one, other));
    other.match_key = STR("a|c");
    assert_false(same(one, other));
    other = one;
    one.period = STR("20232028");
    other.period = STR("20182023");
    assert_false(same(one, other));
    other = one;
    other.count = 6;
    one.count = 2;
    assert_false(same(one, other));
}

static void places_are_found_with_their_countries(void **state)
{
    (void)state;
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    struct geography_point point;
    bool exact = false;
    size_t n = geography_find(STR("Bí thư Thành ủy Bắc Kinh, nước anh em Trung Quốc"), found);
    assert_int_equal(n, 2); /* "anh" is no country */
    assert_str_is(geography_country(found[0].code), "CN");
    assert_str_is(found[0].name, "Bắc Kinh");
    assert_true(geography_is_country(found[1].code));
    assert_str_is(geography_code(STR("thủ đô Hà Nội")), "VN-Hà Nội");
    assert_str_is(geography_code(STR("nơi nào đó")), "");
    assert_true(geography_point(geography_code(STR("Havana")), &point, &exact));
    assert_true(exact);
    assert_in_range(point.latitude, 2200, 2400);
    assert_true(point.longitude < -8000);
    assert_true(geography_point(STR("CU-nowhere"), &point, &exact));
    assert_false(exact);
    assert_false(geography_point(STR("sea-east"), &point, &exact));
}

static const struct facts_event *made(struct facts *f, const char *text)
{
    struct analysis an;
    struct err e = {0};
    if (analysis_make(&arena, str_view(text), INT64_C(1709254800000), &an, &e) ||
        facts_make(&arena, &an, str_view(text), INT64_C(1709254800000), f, &e))
        fail_msg("%s", e.text);
    assert_true(f->events_n > 0);
    return &f->events[0];
}

static bool has_side(const struct facts *f, const struct facts_event *e, const char *name)
{
    for (size_t i = 0; i < e->parts_n; i++)
        if (e->parts[i].role == PART_SIDE &&
            str_eq(f->entities[e->parts[i].entity].name, str_view(name)))
            return true;
    return false;
}

static void an_event_has_the_sides_its_people_act_for(void **state)
{
    (void)state;
    struct facts f;
    const struct facts_event *e =
        made(&f, "Sáng 27/2, đồng chí Lê Văn Khải, Bí thư Thành ủy Hải Phòng tiếp Đoàn đại biểu "
                 "Đảng Lao động Mexico do đồng chí Mario Espinosa, Tổng Bí thư Đảng Lao động "
                 "Mexico làm Trưởng đoàn.");
    assert_true(has_side(&f, e, "Hải Phòng"));
    assert_true(has_side(&f, e, "Đảng Cộng sản Việt Nam"));
    assert_true(has_side(&f, e, "Đảng Lao động Mexico"));
    assert_true(has_side(&f, e, "Mexico"));
    assert_str_is(e->title, "Lê Văn Khải tiếp Mario Espinosa");
    const struct facts *copy = facts_copy(&arena, &f);
    assert_non_null(copy);
    assert_int_equal(copy->events_n, f.events_n);
    assert_true(copy->events[0].title.p != e->title.p);
}

/* Of one side alone no verb is said that would tell who the other was. */
static void a_title_says_no_more_than_is_known(void **state)
{
    (void)state;
    struct facts f;
    assert_str_is(
        made(&f, "Chiều 28/8, Thủ tướng Lê Văn Khải gặp mặt kiều bào về thăm quê.")->title,
        "Cuộc gặp của Lê Văn Khải");
    assert_str_is(made(&f, "Tại Mexico, Thủ tướng Lê Văn Khải hội đàm với Tổng thống Mexico Mario "
                           "Espinosa trong chuyến thăm Mexico.")
                      ->title,
                  "Lê Văn Khải hội đàm với Mario Espinosa");
    const struct facts_event *signing = made(
        &f,
        "Chiều 28/8, Thị trưởng Lê Văn Khải và Thị trưởng Mario Espinosa ký Bản ghi nhớ hợp tác "
        "về cảng biển.");
    assert_str_is(signing->title, "Lễ ký kết Lê Văn Khải – Mario Espinosa");
}

static void forms_of_one_office(void **state)
{
    (void)state;
    struct str prime = STR("Thủ tướng");
    assert_true(same_office_said(&arena, prime, STR("Thủ tướng Chính phủ")));
    assert_true(same_office_said(&arena, prime, STR("Thủ tướng Việt Nam")));
    assert_true(same_office_said(
        &arena, prime, STR("Thủ tướng Chính phủ nước Cộng hòa xã hội chủ nghĩa Việt Nam")));
    assert_true(same_office_said(&arena, STR("Ngoại trưởng Nga"),
                                 STR("Bộ trưởng Bộ Ngoại giao Liên bang Nga")));
    assert_true(same_office_said(&arena, STR("Tổng thống"), STR("tân Tổng thống Mỹ")));
    assert_true(same_office_said(&arena, STR("Chủ tịch nước"), STR("Chủ tịch nước Việt Nam")));
    assert_false(same_office_said(&arena, prime, STR("Phó Thủ tướng")));
    assert_false(same_office_said(&arena, STR("Chủ tịch"), STR("Chủ tịch nước")));
    assert_false(same_office_said(&arena, STR("Tổng thống Nga"), STR("Tổng thống Mỹ")));
    assert_false(same_office_said(&arena, STR("Bộ trưởng Bộ Y tế"), STR("Bộ trưởng Bộ Nội vụ")));
}

static void an_office_and_its_full_form(void **state)
{
    (void)state;
    assert_true(same_office_in_full(STR("Bí thư Thành ủy"), STR("Bí thư Thành ủy Sông Ngân")));
    assert_true(
        same_office_in_full(STR("Phó Chủ tịch UBND"), STR("Phó Chủ tịch UBND tỉnh Hà Nam")));
    assert_true(same_office_in_full(STR("Tổng Bí thư Đảng Lao động"),
                                    STR("Tổng Bí thư Đảng Lao động Mexico (PT)")));
    assert_false(same_office_in_full(STR("Chủ tịch"), STR("Chủ tịch nước")));
    assert_false(same_office_in_full(STR("Phó Chủ tịch"), STR("Phó Chủ tịch Quốc hội")));
    assert_false(same_office_in_full(STR("Bí thư Thành ủy Hà"), STR("Bí thư Thành ủy Hải Phòng")));
    assert_false(
        same_office_in_full(STR("Bí thư Thành ủy Sông Ngân"), STR("Bí thư Thành ủy Sông Ngân")));
    assert_false(same_office_in_full(STR("Phó Chủ tịch UBND tỉnh"),
                                     STR("Phó Chủ tịch UBND tỉnh phụ trách Hà Nam")));
    assert_false(same_office_in_full(STR(""), STR("Bí thư")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_one_office),
        cmocka_unit_test(an_office_and_its_full_form),
        cmocka_unit_test(names_are_looked_up_by_one_key_in_all_spellings),
        cmocka_unit_test(dates_are_days_as_exactly_as_they_say),
        cmocka_unit_test(offices_tell_namesakes_apart),
        cmocka_unit_test(reports_of_one_event_meet),
        cmocka_unit_test(agreements_meet_by_parties_and_period),
        cmocka_unit_test(places_are_found_with_their_countries),
        cmocka_unit_test(an_event_has_the_sides_its_people_act_for),
        cmocka_unit_test(a_title_says_no_more_than_is_known),
    };
    return cmocka_run_group_tests_name("facts", tests, begin, end);
}
