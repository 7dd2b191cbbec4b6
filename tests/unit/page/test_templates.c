/* The real templates on the least and on the worst view: nothing set, and hostile texts. */
#include "tests/test.h"

#include "page/templates.h"

enum { ARENA_BYTES = 8 << 20 };

static struct arena arena;
static struct page_out out;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, ARENA_BYTES);
    page_out_init(&out, &arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Every pointer NULL: a page that is not filled must not crash the server. */
static void test_empty_view(void **state)
{
    (void)state;
    template_page(&out, &(struct view_page){0});
    assert_false(page_out_failed(&out));
    assert_int_equal(out.holes_n, 0);
    assert_true(str_starts(buf_view(&out.text), STR("<!DOCTYPE html>")));
}

#define HOSTILE STR("\"'><script>alert(1)</script>")

static void test_hostile_texts(void **state)
{
    (void)state;
    struct view_link link = {.title = HOSTILE, .url = STR("javascript:alert(1)"), .current = false};
    struct view_comment comment = {.id = STR("1"), .name = HOSTILE, .text = HOSTILE};
    struct view_article article = {
        .title = HOSTILE,
        .lead = HOSTILE,
        .kicker = HOSTILE,
        .source_name = HOSTILE,
        .source_url = STR(" java\tscript:alert(1)"),
        .tags = &link,
        .tags_n = 1,
        .takes_comments = true,
        .comments = &comment,
        .comments_n = 1,
        .comment_count = {HOLE_COMMENTS, 1, 0},
    };
    struct view_site site = {.name = HOSTILE, .slogan = HOSTILE, .language = HOSTILE};
    struct view_head head = {.title = HOSTILE, .description = HOSTILE, .og_title = HOSTILE};
    struct view_search search = {.query = HOSTILE, .asked = true};
    struct view_page page = {.t = words_of(STR("vi")),
                             .site = &site,
                             .head = &head,
                             .article = &article,
                             .search = &search,
                             .breadcrumb = &link,
                             .breadcrumb_n = 1};
    template_page(&out, &page);
    struct str text = buf_view(&out.text);
    assert_false(page_out_failed(&out));
    assert_true(out.holes_n > 0);
    assert_true(str_contains(text, STR("&quot;&#39;&gt;&lt;script&gt;alert(1)")));
    assert_false(str_contains(text, STR("<script>alert")));
    assert_false(str_contains(text, STR("script:alert")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty_view, begin, end),
        cmocka_unit_test_setup_teardown(test_hostile_texts, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
