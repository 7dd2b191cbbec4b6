/* What stands on the home page of a site whose sections are not the preset's, and that chose nothing yet. */
#include "tests/unit/site/archive_fixture.h"

#include "page/words.h"
#include "site/blocks.h"
#include "site/ini_file.h"

enum { ARTICLES = 5, CHOSEN = 2 };

static struct arena arena;
static struct state site;

static struct str title_of(int i)
{
    return str_format(&arena, "Bản tin số %d của phường", i);
}

static void put_articles(int chosen)
{
    for (int i = 1; i <= ARTICLES; i++) {
        struct article art = {.title = title_of(i),
                              .published_ms = NOW - (int64_t)(ARTICLES - i + 1) * 1000,
                              .featured = i == chosen};
        archive_put(&art, STR(""));
    }
}

/* The blocks of home.main as "word: title, title; word: …", titles by their number. */
static struct str home_of(const char *main_region)
{
    struct str text = str_format(&arena, "[layout]\nhome.main = %s\n", main_region);
    struct ini ini;
    struct job j;
    struct err e = {{0}};
    struct buf out;
    const struct view_block *blocks = NULL;
    size_t n = 0;
    site.words = words_of(STR("vi"));
    assert_int_equal(ini_read(&arena, STR("preset.ini"), text, &ini, &e), RC_OK);
    assert_int_equal(layout_read(&ini, &site.layout, &e), RC_OK);
    assert_int_equal(store_sections(reader, &arena, &site.sections, &site.sections_n, &e), RC_OK);
    job_init(&j, &site, reader, &arena, NOW, &e);
    assert_int_equal(blocks_fill(&j, REGION_HOME_MAIN, (struct blocks_place){0}, &blocks, &n),
                     RC_OK);
    buf_init(&out, &arena);
    for (size_t i = 0; i < n; i++) {
        buf_addf(&out, "%s%.*s:", i ? "; " : "", STR_ARG(blocks[i].title));
        for (size_t c = 0; c < blocks[i].cards_n; c++)
            for (int k = 1; k <= ARTICLES; k++)
                if (str_eq(blocks[i].cards[c].title, title_of(k)))
                    buf_addf(&out, " %d", k);
    }
    return buf_view(&out);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 8 << 20);
    archive_open();
    run((struct store_command){.kind = STORE_PUT_SECTION,
                               .put_section = {STR("Văn hóa"), STR("van-hoa"), STR(""), 2}});
    return 0;
}

static int end(void **state)
{
    (void)state;
    archive_close();
    arena_release(&arena);
    return 0;
}

static void a_lead_is_filled_up_with_the_newest(void **state)
{
    (void)state;
    put_articles(0);
    assert_str_is(home_of("featured:3:lead"), "Nổi bật: 5 4 3");
    assert_str_is(home_of("featured:3"), "");
}

static void what_the_newsroom_chose_comes_first(void **state)
{
    (void)state;
    put_articles(CHOSEN);
    assert_str_is(home_of("featured:3:lead"), "Nổi bật: 2 5 4");
    assert_str_is(home_of("featured:3"), "Nổi bật: 2");
}

static void own_sections_stand_in_for_those_the_site_has_not(void **state)
{
    (void)state;
    put_articles(0);
    assert_str_is(home_of("section:tin:2"), "Tin: 5 4");
    assert_str_is(home_of("section:khong-co:2"), "Tin: 5 4");
    assert_str_is(home_of("section:khong-co:2, section:cung-khong:2, sections:4"), "Tin: 5 4");
    assert_str_is(home_of("section:khong-co:2, section:tin:3"), "Tin: 5 4 3");
    assert_str_is(home_of("sections:4, section:khong-co:2"), "Tin: 5 4 3 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lead_is_filled_up_with_the_newest, begin, end),
        cmocka_unit_test_setup_teardown(what_the_newsroom_chose_comes_first, begin, end),
        cmocka_unit_test_setup_teardown(own_sections_stand_in_for_those_the_site_has_not, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
