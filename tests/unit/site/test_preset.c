#include "tests/test.h"

#include "site/ini_file.h"
#include "site/layout.h"
#include "site/theme.h"

static struct arena arena;
static struct err e;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 8 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct ini ini_of(const char *text)
{
    struct ini ini;
    assert_int_equal(ini_read(&arena, STR("t.ini"), str_view(text), &ini, &e), RC_OK);
    return ini;
}

static void reads_configuration(void **state)
{
    (void)state;
    struct ini ini = ini_of("; lời đầu\n[site]\nname = Cổng Sông Ngân\nname = Báo Sông Ngân\n"
                            "[contact]\nĐịa chỉ = 1 Bến Đò; phường 2\n");
    assert_str_is(ini_value(&ini, STR("site"), STR("name")), "Báo Sông Ngân");
    assert_str_is(ini_value(&ini, STR("site"), STR("none")), "");
    assert_true(str_starts(ini_value(&ini, STR("contact"), STR("Địa chỉ")), STR("1 Bến Đò")));
    struct str rest = STR(" a , ,b,");
    struct str item;
    assert_true(ini_next_item(&rest, &item));
    assert_str_is(item, "a");
    assert_true(ini_next_item(&rest, &item));
    assert_str_is(item, "b");
    assert_false(ini_next_item(&rest, &item));
    assert_true(ini_yes(STR("có"), false));
    assert_false(ini_yes(STR("không"), true));
    assert_true(ini_yes(STR("?"), true));
}

static void names_what_does_not_count(void **state)
{
    (void)state;
    struct ini ini = ini_of("[server]\nlisten = :80\n# listen = :81\n[site]\nlisten = x\n"
                            "[server]\nhsts = 1\nlisten = :82\nlisten =\n");
    const struct ini_entry *last = NULL;
    size_t at = 0;
    const struct ini_entry *entry = ini_next_overridden(&ini, &at, &last);
    assert_int_equal(entry->line, 2);
    assert_int_equal(last->line, 9);
    entry = ini_next_overridden(&ini, &at, &last);
    assert_int_equal(entry->line, 8);
    assert_int_equal(last->line, 9);
    assert_null(ini_next_overridden(&ini, &at, &last));
}

static void takes_long_values_whole(void **state)
{
    (void)state;
    char text[1500] = "[site]\nsample_note = ";
    size_t head = strlen(text);
    memset(text + head, 'x', 1000);
    memcpy(text + head + 1000, " ; # y", 7);
    struct ini ini = ini_of(text);
    assert_int_equal(ini_value(&ini, STR("site"), STR("sample_note")).n, 1006);
}

static void a_bad_line_is_named(void **state)
{
    (void)state;
    struct ini ini;
    assert_int_equal(
        ini_read(&arena, STR("loa.conf"), STR("[site]\nname = x\nlinh tinh\n"), &ini, &e),
        RC_INVALID);
    assert_non_null(strstr(e.text, "loa.conf, line 3"));
    assert_int_equal(ini_read_file(&arena, "/nowhere/loa.conf", &ini, &e), RC_NOTFOUND);
}

static void reads_a_layout(void **state)
{
    (void)state;
    struct ini ini = ini_of("[layout]\n"
                            "home.side = most-read:10, slot:side, statistics\n"
                            "home.main = featured:5:lead, section:thoi-su:4:grid\n"
                            "article.inside = related:3@2, slot:inline@5\n");
    static struct layout l;
    assert_int_equal(layout_read(&ini, &l, &e), RC_OK);
    assert_int_equal(l.items_n[REGION_HOME_SIDE], 3);
    assert_int_equal(l.items[REGION_HOME_SIDE][0].block, LAYOUT_MOST_READ);
    assert_int_equal(l.items[REGION_HOME_SIDE][0].limit, 10);
    assert_str_is(l.items[REGION_HOME_SIDE][1].option, "side");
    assert_int_equal(l.items[REGION_HOME_MAIN][0].shape, SHAPE_LEAD);
    assert_str_is(l.items[REGION_HOME_MAIN][1].option, "thoi-su");
    assert_int_equal(l.items[REGION_HOME_MAIN][1].limit, 4);
    assert_int_equal(l.items[REGION_HOME_MAIN][1].shape, SHAPE_GRID);
    assert_int_equal(l.items[REGION_ARTICLE_INSIDE][0].after_paragraph, 2);
    assert_int_equal(l.items_n[REGION_LIST_SIDE], 0);
}

static void a_bad_layout_names_key_and_item(void **state)
{
    (void)state;
    static struct layout l;
    const char *bad[] = {"most-reed:3", "slot",      "section",      "newest:41",
                         "newest:-1",   "related@x", "newest:5:huge"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct str text = str_format(&arena, "[layout]\nhome.side = newest, %s\n", bad[i]);
        struct ini ini = ini_of(str_cstr(&arena, text));
        assert_int_equal(layout_read(&ini, &l, &e), RC_INVALID);
        assert_non_null(strstr(e.text, "home.side"));
        assert_non_null(strstr(e.text, bad[i]));
    }
}

static void theme_holds_values_only(void **state)
{
    (void)state;
    struct ini ini =
        ini_of("[theme]\naccent = #0b4f94\nradius = 4px\n[theme-dark]\naccent = #fff\n");
    struct str css;
    assert_int_equal(theme_make(&arena, &ini, &css, &e), RC_OK);
    assert_true(str_contains(css, STR("--accent:#0b4f94;--radius:4px;")));
    assert_true(str_contains(css, STR("[data-theme=dark]{color-scheme:dark;--accent:#fff;")));
    const char *bad[] = {"red;} body{display:none", "</style>", "url(https://evil)", "a\\b"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct ini_entry entry = {
            .section = STR("theme"), .key = STR("accent"), .value = str_view(bad[i])};
        struct ini hostile = {.name = STR("t.ini"), .entries = &entry, .entries_n = 1};
        assert_int_equal(theme_make(&arena, &hostile, &css, &e), RC_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_configuration),
        cmocka_unit_test(names_what_does_not_count),
        cmocka_unit_test(takes_long_values_whole),
        cmocka_unit_test(a_bad_line_is_named),
        cmocka_unit_test(reads_a_layout),
        cmocka_unit_test(a_bad_layout_names_key_and_item),
        cmocka_unit_test(theme_holds_values_only),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
