/* Which renditions a stored picture has, told by its name. */
#include "tests/test.h"

#include "article/rendition.h"
#include "base/arena.h"

static const char PATH[] = "3f/9a0c-1200.jpg";

static void widths_follow_the_name(void **state)
{
    (void)state;
    int w[RENDITION_RUNGS_MAX];
    assert_int_equal(rendition_widths(str_view(PATH), w), 4);
    assert_int_equal(w[0], 320);
    assert_int_equal(w[3], 1200);
    assert_int_equal(rendition_widths(STR("3f/9a0c-1600.png"), w), 5);
    assert_int_equal(rendition_widths(STR("3f/9a0c-320.jpg"), w), 1);
}

static void other_media_have_one_form(void **state)
{
    (void)state;
    int w[RENDITION_RUNGS_MAX];
    const char *none[] = {"3f/9a.webp",
                          "3f/9a.mp4",
                          "3f/9a-.jpg",
                          "3f/9a-0.jpg",
                          "3f/9a-x5.jpg",
                          "3f/9a-1601.jpg",
                          "3f/9a-99999999999999999999.jpg",
                          "",
                          "-7",
                          "9-7.avif"};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_int_equal(rendition_widths(str_view(none[i]), w), 0);
}

static void a_rendition_leads_to_its_picture(void **state)
{
    (void)state;
    struct arena a;
    struct str master;
    struct str type;
    arena_init(&a, 1 << 16);
    struct str path = str_view(PATH);
    assert_str_is(rendition_path(&a, path, 640, RENDITION_WEBP), "3f/9a0c-1200.jpg.640.webp");
    assert_str_eq(rendition_path(&a, path, 1200, RENDITION_JPEG), path);
    assert_true(rendition_master(STR("3f/9a0c-1200.jpg.640.webp"), &master, &type));
    assert_str_eq(master, path);
    assert_str_is(type, "image/webp");
    assert_true(rendition_master(STR("3f/9a0c-1200.jpg.1200.avif"), &master, &type));
    assert_true(rendition_master(STR("3f/9a0c-1200.jpg.320.jpg"), &master, &type));
    arena_release(&a);
}

static void what_was_not_made_is_no_rendition(void **state)
{
    (void)state;
    struct str master;
    struct str type;
    const char *none[] = {"3f/9a0c-1200.jpg",
                          "3f/9a0c-1200.jpg.641.webp",
                          "3f/9a0c-1200.jpg.1280.webp",
                          "3f/9a0c-1200.jpg.1200.jpg",
                          "3f/9a0c-1200.jpg.640.png",
                          "3f/9a0c.webp.640.avif",
                          ".640.avif",
                          "640.avif",
                          ""};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(rendition_master(str_view(none[i]), &master, &type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_follow_the_name),
        cmocka_unit_test(other_media_have_one_form),
        cmocka_unit_test(a_rendition_leads_to_its_picture),
        cmocka_unit_test(what_was_not_made_is_no_rendition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
