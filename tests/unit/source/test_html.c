#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/datetime.h"
#include "source/html.h"
#include "source/html_scan.h"
#include "source/html_url.h"
#include "source/mhtml.h"

#define PROSE                                                                                                                       \
    "<p>Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm người dân cùng dự " \
    "và góp ý kiến về kinh phí, thời gian làm, cách góp công.</p>"

static enum rc read(struct arena *a, struct str page, struct doc *doc, struct err *e)
{
    struct html_page_hints hints = {.captured_ms = CLOCK_NONE};
    return html_read(a, page, &hints, doc, e);
}

static void parts_of_a_saved_page_are_found(void **state)
{
    (void)state;
    struct arena a;
    struct str part = STR("");
    struct str file =
        STR("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"X\"\n\n--X\n"
            "Content-Type: text/html\n\n<img src=\"cid:a@x\">\n--X\nContent-Type: image/png\n"
            "Content-ID: <a@x>\nContent-Transfer-Encoding: base64\n\nQUJD\n--X\n"
            "Content-Type: image/png\nContent-Location: https://x.example/b.png\n\nDEF\n--X--\n");
    arena_init(&a, 1 << 20);
    assert_str_is(mhtml_with_addresses(&a, STR("<img src=\"cid:a@x\"><p>Axcid: 1")),
                  "<img src=\"https://cid.invalid/a@x\"><p>Axcid: 1");
    assert_true(mhtml_part(&a, file, STR("https://cid.invalid/a@x"), &part));
    assert_str_is(part, "ABC");
    assert_true(mhtml_part(&a, file, STR("https://x.example/b.png"), &part));
    assert_true(str_starts(part, STR("DEF")));
    assert_false(mhtml_part(&a, file, STR("https://x.example/c.png"), &part));
    assert_false(mhtml_part(&a, file, STR("https://cid.invalid/"), &part));
    assert_false(mhtml_part(&a, STR("x"), STR("https://x.example/c.png"), &part));
    arena_release(&a);
}

static void charsets(void **state)
{
    (void)state;
    static const struct {
        const char *page;
        const char *title;
    } CASES[] = {
        {"<h1>Xã hội</h1>" PROSE, "Xã hội"},
        {"\xEF\xBB\xBF<h1>Xã hội</h1>" PROSE, "Xã hội"},
        {"<meta charset=gb2312><h1>Xã hội</h1>" PROSE, "Xã hội"}, /* saved anew as UTF-8 */
        {"<meta charset=iso-8859-1><h1>Caf\xe9 \x93no\x94</h1><p>x", "Café “no”"},
        {"<meta charset=windows-1258><h1>Ti\xea\xecng</h1><p>x", "Tiếng"},
        {"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><h1>\x93\xfa\x96"
         "{</h1><p>x",
         "日本"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena a;
        struct doc doc;
        struct err e = {""};
        arena_init(&a, 64 << 20);
        assert_int_equal(read(&a, str_view(CASES[i].page), &doc, &e), RC_OK);
        assert_str_is(doc.title, CASES[i].title);
        arena_release(&a);
    }
}

static void limits_are_named(void **state)
{
    (void)state;
    struct arena a;
    struct doc doc;
    struct err e = {""};
    struct buf deep;
    arena_init(&a, 64 << 20);
    buf_init(&deep, &a);
    for (int i = 0; i <= HTML_DEPTH_MAX; i++)
        buf_add(&deep, STR("<div>"));
    assert_int_equal(read(&a, buf_view(&deep), &doc, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "512 deep"));
    assert_int_equal(read(&a, STR(""), &doc, &e), RC_INVALID);
    assert_int_equal(read(&a, STR("<p></p>"), &doc, &e), RC_INVALID);
    arena_release(&a);
}

static void addresses(void **state)
{
    (void)state;
    static const char *const CASES[][3] = {
        {"https://a.vn/b/c.html", "d.jpg", "https://a.vn/b/d.jpg"},
        {"https://a.vn/b/c.html", "../d.jpg?x=../1", "https://a.vn/d.jpg?x=../1"},
        {"https://a.vn/b/c.html", "/d", "https://a.vn/d"},
        {"https://a.vn/b?q=1", "?p=2", "https://a.vn/b?p=2"},
        {"https://a.vn/b", "//c.vn/d", "https://c.vn/d"},
        {"https://a.vn", "d e.jpg", "https://a.vn/d%20e.jpg"},
        {"", "/d", "/d"},
        {"", "//c.vn/d", "https://c.vn/d"},
        {"https://a.vn/", "java\nscript:x", ""},
        {"https://a.vn/", "data:image/png;base64,x", ""},
        {"https://a.vn/x/", "../../../y", "https://a.vn/y"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena a;
        arena_init(&a, 1 << 16);
        assert_str_is(html_url_resolve(&a, str_view(CASES[i][0]), str_view(CASES[i][1])),
                      CASES[i][2]);
        arena_release(&a);
    }
}

static void times(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"2 giờ trước", "2026-03-07T08:00:00+07:00"},
        {"cách đây 3 ngày", "2026-03-04T10:00:00+07:00"},
        {"Hôm qua, 14:30", "2026-03-06T14:30:00+07:00"},
        {"26 Feb, 08:54 PM", "2026-02-26T20:54:00+07:00"},
        {"Von A, 19. Oktober 2019", "2019-10-19T00:00:00+07:00"},
        {"1. März 2021, 14:05", "2021-03-01T14:05:00+07:00"},
        {"le 14 août 2020", "2020-08-14T00:00:00+07:00"},
        {"30 de septiembre de 2020", "2020-09-30T00:00:00+07:00"},
        {"20 Dec", "2025-12-20T00:00:00+07:00"},
        {"Thứ Hai, ngày 5-8-2024", "2024-08-05T00:00:00+07:00"},
        {"29/09/2023 22:19", "2023-09-29T22:19:00+07:00"},
        {"10/14/2025 7:05:00 PM", "2025-10-14T19:05:00+07:00"},
    };
    int64_t captured_ms = 0;
    assert_true(clock_parse_rfc3339(STR("2026-03-07T10:00:00+07:00"), &captured_ms));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena a;
        struct datetime when;
        arena_init(&a, 1 << 16);
        assert_true(datetime_find_near(&a, str_view(CASES[i][0]), captured_ms, &when));
        assert_str_is(clock_rfc3339(&a, when.at_ms), CASES[i][1]);
        arena_release(&a);
    }
}

static void times_of_programs(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"2016-01-05T10:00:00+0700", "2016-01-05T10:00:00+07:00"},
        {"2016-01-05T03:00:00.123Z", "2016-01-05T10:00:00+07:00"},
        {"2016-01-05 10:00", "2016-01-05T10:00:00+07:00"},
        {"20160105T030000Z", "2016-01-05T10:00:00+07:00"},
        {"Tue, 05 Jan 2016 03:00:00 GMT", "2016-01-05T10:00:00+07:00"},
        {"1451962800", "2016-01-05T10:00:00+07:00"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena a;
        int64_t at_ms = 0;
        arena_init(&a, 1 << 16);
        assert_true(datetime_machine(&a, str_view(CASES[i][0]), &at_ms));
        assert_str_is(clock_rfc3339(&a, at_ms), CASES[i][1]);
        assert_false(datetime_machine(&a, STR("2016-13-05T10:00:00Z"), &at_ms));
        arena_release(&a);
    }
}

static void bodies(void **state)
{
    (void)state;
    struct arena a;
    struct doc_block *b = NULL;
    size_t n = 0;
    struct err e = {""};
    arena_init(&a, 1 << 20);
    assert_int_equal(
        html_blocks(
            &a,
            STR("Một<br><br>hai <h2>Đầu</h2><table><tr><td>1</td> <td>2</td> </tr> <tr><td>3"
                "</td><td>4</td></tr></table><ol><li>x<li>y</ol><p style=\"text-align:center\">"
                "<img data-src=a.jpg src=blank.gif></p><p style=\"text-align:center\">Chú "
                "thích. Ảnh: Lan Chi</p>"),
            STR("https://a.vn/t/"), &b, &n, &e),
        RC_OK);
    assert_int_equal(n, 6);
    assert_str_is(b[0].text, "Một");
    assert_str_is(b[1].text, "hai");
    assert_int_equal(b[2].type, DOC_HEADING);
    assert_int_equal(b[3].rows_n, 2);
    assert_str_is(b[3].rows[1].items[0], "3");
    assert_false(b[3].has_head);
    assert_int_equal(b[4].items.items_n, 2);
    assert_true(b[4].is_ordered);
    assert_str_is(b[5].src, "https://a.vn/t/a.jpg");
    assert_str_is(b[5].caption, "Chú thích. Ảnh: Lan Chi");
    assert_str_is(b[5].credit, "Lan Chi");
    arena_release(&a);
}

/* Lists are numbered, columns named, where the page says so; what counts otherwise has its numbers in words. */
static void orders_and_heads(void **state)
{
    (void)state;
    struct arena a;
    struct doc_block *b = NULL;
    size_t n = 0;
    struct err e = {""};
    arena_init(&a, 1 << 20);
    assert_int_equal(
        html_blocks(&a,
                    STR("<ul><li>x<li>y</ul><p>Giữa</p><ol start=3><li>ba<li>bốn</ol><p>Giữa</p>"
                        "<ol><li>một<ul><li>a</ul><li>hai</ol>"
                        "<table border=1><tr><th>Thôn<th>Hộ<tr><td>Đông<td>9</table><p>Giữa</p>"
                        "<table border=1><tr><th>Thôn<td>Đông<tr><th>Hộ<td>9</table>"),
                    STR(""), &b, &n, &e),
        RC_OK);
    assert_int_equal(n, 8);
    assert_false(b[0].is_ordered);
    assert_false(b[2].is_ordered);
    assert_str_is(b[2].items.items[0], "3. ba");
    assert_false(b[4].is_ordered);
    assert_str_is(b[4].items.items[2], "2. hai");
    assert_true(b[5].has_head);
    assert_false(b[7].has_head);
    arena_release(&a);
}

/* What another site shows in a frame stays as a link; what counts or advertises does not. */
static void frames_become_links(void **state)
{
    (void)state;
    struct arena a;
    struct doc_block *b = NULL;
    size_t n = 0;
    struct err e = {""};
    arena_init(&a, 1 << 20);
    assert_int_equal(
        html_blocks(
            &a,
            STR("<p>Đường đến:</p><iframe src=\"https://maps.example/embed?pb=1\" title=\"Bản đồ\"></iframe>"
                "<iframe src=\"https://dem.example/x\" width=1 height=1></iframe>"
                "<iframe src=\"javascript:alert(1)\"></iframe><iframe srcdoc=\"<p>x\"></iframe>"
                "<iframe src=\"https://ad.doubleclick.example/y\"></iframe>"),
            STR(""), &b, &n, &e),
        RC_OK);
    assert_int_equal(n, 2);
    assert_str_is(b[1].text, "Bản đồ");
    assert_str_is(b[1].html.s, "<a href=\"https://maps.example/embed?pb=1\">Bản đồ</a>");
    arena_release(&a);
}

/* A server's "there is none" is no article; one that only begins so is. */
static void error_pages_are_refused(void **state)
{
    (void)state;
    struct arena a;
    struct doc doc;
    struct err e = {""};
    arena_init(&a, 32 << 20);
    assert_int_equal(
        read(&a, STR("<title>404 - Không tìm thấy trang</title><h1>404</h1>" PROSE), &doc, &e),
        RC_INVALID);
    assert_non_null(strstr(e.text, "no article"));
    assert_int_equal(
        read(&a, STR("<title>404 hộ dân về nhà mới</title><h1>404 hộ dân về nhà mới</h1>" PROSE),
             &doc, &e),
        RC_OK);
    assert_str_is(doc.title, "404 hộ dân về nhà mới");
    arena_release(&a);
}

static void a_full_arena_is_no_crash(void **state)
{
    (void)state;
    static const struct str PAGE =
        STR_INIT("<title>x</title><h1>Họp thôn</h1>" PROSE PROSE "<ul><li>a<li>b</ul>" PROSE);
    for (size_t limit = 0; limit < 400000; limit += 1777) {
        struct arena a;
        struct doc doc;
        struct err e = {""};
        arena_init(&a, limit);
        enum rc rc = read(&a, PAGE, &doc, &e);
        assert_true(rc == RC_OK || rc == RC_NOMEM || rc == RC_INVALID);
        arena_release(&a);
    }
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_a_saved_page_are_found),
        cmocka_unit_test(charsets),
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(addresses),
        cmocka_unit_test(times),
        cmocka_unit_test(times_of_programs),
        cmocka_unit_test(bodies),
        cmocka_unit_test(orders_and_heads),
        cmocka_unit_test(frames_become_links),
        cmocka_unit_test(error_pages_are_refused),
        cmocka_unit_test(a_full_arena_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
