/* Which names are one. */
#include "tests/test.h"

#include "register/identity.h"

enum { ARENA_BYTES = 1 << 20 };

static void spellings_are_one(void **state)
{
    (void)state;
    static const char *const SAME[][2] = {
        {"An-bec-tô A-na-gia Gu-tia-rết", "Alberto Anaya Gutiérrez"},
        {"Hô-xê Gôn-xa-lét", "José González"},
        {"A. Cô-bi-a-cốp", "A. Kobyakov"},
        {"Phi-đen Ca-xtơ-rô", "Fidel Castro"},
        {"Vla-đi-mia Pu-tin", "Vladimir Putin"},
        {"Mi-ghen Đi-át Ca-nen", "Miguel Diaz Canel"},
        {"Nguyễn Thúy Hòa", "Nguyễn Thuý Hoà"},
        {"Anaya Gutiérrez", "Alberto Anaya Gutiérrez"},
        {"V. Gô-lu-bép", "Vladimir Golubev"},
        {"P.Bosch", "Pedro Bosch"},
        {"V.Xê-ma-scô", "Semashko"},
        {"Jaroslav Novák", "Jaroslav Novak"},
        {"Khin Winn Thann", "Khin Win Than"},
    };
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(SAME); i++) {
        if (!identity_same_name(&a, str_view(SAME[i][0]), str_view(SAME[i][1])))
            fail_msg("%s is not %s", SAME[i][0], SAME[i][1]);
        assert_true(identity_same_name(&a, str_view(SAME[i][1]), str_view(SAME[i][0])));
    }
    arena_release(&a);
}

static void others_are_not(void **state)
{
    (void)state;
    static const char *const OTHER[][2] = {
        {"An-bec-tô A-na-gia Gu-tia-rết", "Roberto Amaya Gutiérrez"},
        {"Nguyễn Văn An", "Nguyễn Văn Ân"},
        {"Nguyễn Văn An", "Trần Văn An"},
        {"Vla-đi-mia Pu-tin", "Vladimir Semashko"},
        {"Hô-xê Gôn-xa-lét", "Hans Müller"},
        {"Castro", "Raul Castro"},
        {"V.Ri-ba-cốp", "Robert H. McCooey Jr"},
        {"V.Gô-sin", "John McCain"},
        {"V.Gô-sin", "Boris Johnson"},
        {"M.Bosch", "Pedro Bosch"},
        {"Trần Văn Hà", "Trần Văn Hả"},
    };
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(OTHER); i++)
        if (identity_same_name(&a, str_view(OTHER[i][0]), str_view(OTHER[i][1])))
            fail_msg("%s is %s", OTHER[i][0], OTHER[i][1]);
    arena_release(&a);
}

static void keys_meet(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    assert_str_eq(identity_name_key(&a, STR("An-bec-tô A-na-gia Gu-tia-rết")),
                  identity_name_key(&a, STR("Alberto Anaya Gutierrez")));
    assert_str_eq(identity_name_key(&a, STR("Nguyễn Thúy Hòa")),
                  identity_name_key(&a, STR("Nguyễn Thuý Hoà")));
    arena_release(&a);
}

static void places_have_one_id(void **state)
{
    (void)state;
    assert_str_is(identity_place(STR("Mê-hi-cô")), "MX");
    assert_str_is(identity_place(STR("Mexico")), "MX");
    assert_str_eq(identity_place(STR("La Habana")), identity_place(STR("Havana")));
    assert_str_is(identity_place(STR("Nơi Không Có")), "");
    assert_str_is(identity_place_now(STR("Hải Dương")), "VN-Hải Phòng");
    assert_str_is(identity_place_now(STR("Hải Phòng")), "VN-Hải Phòng");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_are_one),
        cmocka_unit_test(others_are_not),
        cmocka_unit_test(keys_meet),
        cmocka_unit_test(places_have_one_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
