/* What a page makes a browser show, follow and load, as far as two visitors' pages are compared by it. */
#include "tests/test.h"

#include "source/page_parts.h"

static struct arena a;
static struct page_part *parts;
static size_t n;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void assert_part(size_t i, enum page_part_kind kind, const char *text)
{
    assert_true(i < n);
    assert_int_equal(parts[i].kind, kind);
    assert_str_is(parts[i].text, text);
}

static void read_page(const char *page)
{
    page_parts_read(&a, str_view(page), &parts, &n);
}

static void links_scripts_and_frames_are_parts(void **state)
{
    (void)state;
    read_page(
        "<!DOCTYPE html><a class=x HREF='/tin?a=1&amp;b=2'>Tin</a><area href=/b><form action=\"/gui\">"
        "<button formaction=/khac></button></form><script src=/a.js></script><script>x</script>"
        "<script type=\"application/ld+json\">{\"<a href=/no>\"}</script><iframe src=//k.example/>"
        "</iframe><object data=/o></object>");
    assert_int_equal(n, 9);
    assert_part(0, PAGE_LINK, "/tin?a=1&b=2");
    assert_part(1, PAGE_TEXT, "Tin");
    assert_part(2, PAGE_LINK, "/b");
    assert_part(3, PAGE_LINK, "/gui");
    assert_part(4, PAGE_LINK, "/khac");
    assert_part(5, PAGE_SCRIPT, "/a.js");
    assert_part(6, PAGE_SCRIPT, "");
    assert_part(7, PAGE_FRAME, "//k.example/");
    assert_part(8, PAGE_FRAME, "/o");
}

static void what_a_page_says_of_itself(void **state)
{
    (void)state;
    read_page(
        "<title>Cầu mới | Sông Quê</title><meta name=description content=\"Cầu đã xong\">"
        "<link rel=canonical href=\"https://songque.example/tin\"><link rel=stylesheet href=/a.css>"
        "<meta http-equiv=Refresh content=\"0; url=https://k.example/\"><meta name=viewport content=w>"
        "<base href=//k.example/>");
    assert_int_equal(n, 5);
    assert_part(0, PAGE_TITLE, "Cầu mới | Sông Quê");
    assert_part(1, PAGE_META, "description: Cầu đã xong");
    assert_part(2, PAGE_META, "canonical: https://songque.example/tin");
    assert_part(3, PAGE_MOVE, "0; url=https://k.example/");
    assert_part(4, PAGE_MOVE, "//k.example/");
}

static void live_numbers_are_left_out(void **state)
{
    (void)state;
    read_page("<p>Đang xem:\n 1.234 </p><b>12:05</b><i>9f8e7d6c5b4a39281706</i><p>covid19</p>");
    assert_int_equal(n, 2);
    assert_part(0, PAGE_TEXT, "Đang xem:");
    assert_part(1, PAGE_TEXT, "covid");
}

static void texts_that_nobody_sees_are_texts(void **state)
{
    (void)state;
    read_page(
        "<div style=\"display:none\">cược</div><!-- <a href=/c>chú</a> --><noscript>x</noscript>"
        "<style>a{content:'<a href=/s>'}</style><textarea><a href=/t></textarea>");
    assert_int_equal(n, 2);
    assert_part(0, PAGE_TEXT, "cược");
    assert_part(1, PAGE_TEXT, "x");
}

static void broken_pages_end(void **state)
{
    static const char *const pages[] = {
        "<",    "</",  "<a",          "<a href",   "<a href=",     "<a href=\"x",
        "<!--", "<!x", "<script>",    "<title>x",  "<a b='",       "&",
        "< a>", "</a", "<script></s", "<a / / =>", "<meta content"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        read_page(pages[i]);
    read_page("1 < 2 và <b>3");
    assert_int_equal(n, 1);
    assert_part(0, PAGE_TEXT, "và");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_scripts_and_frames_are_parts),
        cmocka_unit_test(what_a_page_says_of_itself),
        cmocka_unit_test(live_numbers_are_left_out),
        cmocka_unit_test(texts_that_nobody_sees_are_texts),
        cmocka_unit_test(broken_pages_end),
    };
    return cmocka_run_group_tests(tests, start, end);
}
