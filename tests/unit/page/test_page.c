#include "tests/test.h"

#include "base/mem.h"
#include "page/page.h"

enum { ARENA_BYTES = 32 << 20 };

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

static struct str made(void)
{
    return page_out_html(&out).s;
}

static struct page *finish(void)
{
    return page_finish(&out, STR("text/html; charset=utf-8"), NULL, 0);
}

/* The page's bytes with the values in its holes. */
static struct str filled(const struct page *p, const struct str *values)
{
    struct page_segment *segments = arena_array(&arena, 2 * PAGE_HOLES_MAX + 1, sizeof *segments);
    struct buf b;
    buf_init(&b, &arena);
    size_t n = page_fill(p, values, segments);
    assert_true(n <= 2 * page_holes(p) + 1);
    for (size_t i = 0; i < n; i++) {
        assert_true(segments[i].n > 0);
        buf_add(&b, (struct str){segments[i].p, segments[i].n});
    }
    return buf_view(&b);
}

static void test_text_is_escaped(void **state)
{
    (void)state;
    page_put_text(&out, STR("\"Bác\" & <b>'cháu'</b>"));
    assert_str_is(made(), "&quot;Bác&quot; &amp; &lt;b&gt;&#39;cháu&#39;&lt;/b&gt;");
}

static void test_numbers_are_grouped(void **state)
{
    (void)state;
    static const int64_t VALUES[] = {0, 7, 999, 1000, 1234567, -1, -1234, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(VALUES); i++) {
        page_put_int(&out, VALUES[i]);
        page_put_literal(&out, STR(" "));
    }
    page_put_digits(&out, 1234567);
    assert_str_is(made(), "0 7 999 1.000 1.234.567 -1 -1.234 9.223.372.036.854.775.807 "
                          "-9.223.372.036.854.775.808 1234567");
}

static struct str url_of(struct str url)
{
    page_out_init(&out, &arena);
    page_put_url(&out, url);
    return made();
}

static void test_good_addresses_stay(void **state)
{
    (void)state;
    static const char *const GOOD[] = {
        "",        "/",       "/tin-1.html",  "./tin:1",     "?q=a:b",
        "#a:b",    "//x.vn/", "https://x.vn", "HTTP://x.vn", "mailto:a@x.vn",
        "tel:+84", "a/b:c",
    };
    for (size_t i = 0; i < COUNT_OF(GOOD); i++)
        assert_str_is(url_of(str_view(GOOD[i])), GOOD[i]);
    assert_str_is(url_of(STR("/tim?a=1&b=\"2\"")), "/tim?a=1&amp;b=&quot;2&quot;");
}

static void test_dangerous_addresses_go(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " \tjavascript:x",
        "java\nscript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "jav\tascript\n:x",
        "file:///etc/passwd",
        "blob:x",
        "httpsx:x",
        ":x",
        "javascriptjavascriptjavascript:x",
    };
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_str_is(url_of(str_view(BAD[i])), "#");
}

/* Values of every length from none to 20 digits and a banner's markup, in every combination of
 * places: at the start, side by side, at the end. */
static void test_holes_of_every_width(void **state)
{
    (void)state;
    static const char DIGITS[] = "12345678901234567890";
    page_put_hole(&out, (struct hole){HOLE_VIEWS, 42, 0});
    page_put_literal(&out, STR("<p>"));
    page_put_hole(&out, (struct hole){HOLE_ONLINE, 0, 0});
    page_put_hole(&out, (struct hole){HOLE_NONE, 0, 0});
    page_put_hole(&out, (struct hole){HOLE_TODAY, 0, 0});
    page_put_literal(&out, STR("</p>"));
    page_put_hole(&out, (struct hole){HOLE_SLOT, 3, 0});
    struct page *p = finish();
    assert_non_null(p);
    assert_int_equal(page_holes(p), 4);
    assert_int_equal(page_hole_at(p, 0).kind, HOLE_VIEWS);
    assert_int_equal(page_hole_at(p, 0).id, 42);
    assert_int_equal(page_hole_at(p, 3).kind, HOLE_SLOT);
    for (size_t a = 0; a < sizeof DIGITS; a++)
        for (size_t b = 0; b < sizeof DIGITS; b++) {
            struct str x = {DIGITS, a};
            struct str y = {DIGITS, b};
            struct str values[4] = {x, y, x, y};
            struct str want = str_format(&arena, "%.*s<p>%.*s%.*s</p>%.*s", STR_ARG(x), STR_ARG(y),
                                         STR_ARG(x), STR_ARG(y));
            assert_str_eq(filled(p, values), want);
        }
    page_unref(p);
}

static void test_page_without_holes_is_one_segment(void **state)
{
    (void)state;
    struct page_segment segment[1];
    page_put_literal(&out, STR("<p>Loa</p>"));
    struct page *p = finish();
    assert_int_equal(page_fill(p, NULL, segment), 1);
    assert_str_is(((struct str){segment[0].p, segment[0].n}), "<p>Loa</p>");
    page_unref(p);
}

static void test_page_owns_its_bytes(void **state)
{
    (void)state;
    struct str tags[] = {STR("site"), STR("article:42"), STR("site"), STR("article:4")};
    page_put_text(&out, str_copy(&arena, STR("tạm")));
    struct page *p = page_finish(&out, STR("text/html"), tags, COUNT_OF(tags));
    arena_release(&arena);
    arena_init(&arena, ARENA_BYTES);
    assert_str_is(filled(p, NULL), "tạm");
    assert_str_is(page_content_type(p), "text/html");
    assert_int_equal(page_tags(p), 3);
    assert_str_is(page_tag_at(p, 0), "article:4");
    assert_true(page_has_tag(p, STR("site")));
    assert_true(page_has_tag(p, STR("article:42")));
    assert_false(page_has_tag(p, STR("article:421")));
    assert_false(page_has_tag(p, STR("")));
    assert_ptr_equal(page_ref(p), p);
    page_unref(p);
    assert_int_equal(page_size_bytes(p), strlen("tạm"));
    page_unref(p);
    page_unref(NULL);
}

static struct hash_content hash_with_hole(struct hole hole, const char *before)
{
    page_out_init(&out, &arena);
    page_put_literal(&out, str_view(before));
    page_put_hole(&out, hole);
    page_put_literal(&out, str_view(&"ab"[strlen(before)]));
    struct page *p = finish();
    struct hash_content hash = page_hash(p);
    page_unref(p);
    return hash;
}

static bool same_hash(struct hash_content a, struct hash_content b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static void test_hash_covers_bytes_and_holes(void **state)
{
    (void)state;
    struct hash_content a = hash_with_hole((struct hole){HOLE_VIEWS, 1, 0}, "a");
    assert_true(same_hash(a, hash_with_hole((struct hole){HOLE_VIEWS, 1, 0}, "a")));
    assert_false(same_hash(a, hash_with_hole((struct hole){HOLE_VIEWS, 2, 0}, "a")));
    assert_false(same_hash(a, hash_with_hole((struct hole){HOLE_ONLINE, 1, 0}, "a")));
    assert_false(same_hash(a, hash_with_hole((struct hole){HOLE_VIEWS, 1, 0}, "ab")));
    assert_false(same_hash(a, hash_with_hole((struct hole){HOLE_NONE, 1, 0}, "a")));
}

static void test_limits(void **state)
{
    (void)state;
    for (int i = 0; i < PAGE_HOLES_MAX; i++)
        page_put_hole(&out, (struct hole){HOLE_VIEWS, i, 0});
    assert_false(page_out_failed(&out));
    page_put_hole(&out, (struct hole){HOLE_VIEWS, 0, 0});
    assert_true(page_out_failed(&out));
    assert_null(finish());

    page_out_init(&out, &arena);
    static char big[PAGE_MAX_BYTES];
    memset(big, 'x', sizeof big);
    page_put_literal(&out, (struct str){big, sizeof big});
    assert_false(page_out_failed(&out));
    page_put_literal(&out, STR("x"));
    assert_true(page_out_failed(&out));

    static struct str tags[PAGE_TAGS_MAX + 1];
    page_out_init(&out, &arena);
    assert_null(page_finish(&out, STR(""), tags, COUNT_OF(tags)));
}

static void test_part_with_a_hole_fails(void **state)
{
    (void)state;
    page_put_hole(&out, (struct hole){HOLE_VIEWS, 1, 0});
    assert_int_equal(page_out_html(&out).s.n, 0);
    assert_true(page_out_failed(&out));
}

static void test_full_arena_and_heap(void **state)
{
    (void)state;
    struct arena small;
    arena_init(&small, 64);
    page_out_init(&out, &small);
    page_put_hole(&out, (struct hole){HOLE_VIEWS, 1, 0});
    assert_true(page_out_failed(&out));
    assert_null(finish());
    arena_release(&small);

    page_out_init(&out, &arena);
    page_put_literal(&out, STR("x"));
    mem_fail_at(1);
    assert_null(finish());
    mem_fail_at(0);
}

static void a_blank_is_a_comment(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 12);
    assert_str_is(page_blank(&a, 10), "<!--   -->");
    assert_str_is(page_blank(&a, 7), "<!---->");
    assert_str_is(page_blank(&a, 6), "");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blank_is_a_comment),
        cmocka_unit_test_setup_teardown(test_text_is_escaped, begin, end),
        cmocka_unit_test_setup_teardown(test_numbers_are_grouped, begin, end),
        cmocka_unit_test_setup_teardown(test_good_addresses_stay, begin, end),
        cmocka_unit_test_setup_teardown(test_dangerous_addresses_go, begin, end),
        cmocka_unit_test_setup_teardown(test_holes_of_every_width, begin, end),
        cmocka_unit_test_setup_teardown(test_page_without_holes_is_one_segment, begin, end),
        cmocka_unit_test_setup_teardown(test_page_owns_its_bytes, begin, end),
        cmocka_unit_test_setup_teardown(test_hash_covers_bytes_and_holes, begin, end),
        cmocka_unit_test_setup_teardown(test_limits, begin, end),
        cmocka_unit_test_setup_teardown(test_part_with_a_hole_fails, begin, end),
        cmocka_unit_test_setup_teardown(test_full_arena_and_heap, begin, end),
    };
    if (!hash_start())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
