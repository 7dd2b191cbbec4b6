/* The parts of reading a page that have an answer each: the heap lent to the parser, what its tree
 * keeps, lines around a text. */
#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/html.h"
#include "source/html_heap.h"
#include "source/html_line.h"
#include "source/html_media.h"
#include "source/html_tree.h"

static void what_is_given_back_is_taken_again(void **state)
{
    (void)state;
    struct html_heap heap;
    html_heap_init(&heap, 1 << 20);
    if (setjmp(heap.full))
        fail_msg("full");
    static const size_t SIZES[] = {0, 1, 8, 24, 100, 1000, 1017, 5000, 100000};
    for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
        char *first = html_heap_take(&heap, SIZES[i]);
        memset(first, 'x', SIZES[i]);
        html_heap_give(&heap, first);
        assert_ptr_equal(html_heap_take(&heap, SIZES[i]), first);
        assert_ptr_not_equal(html_heap_take(&heap, SIZES[i]), first);
    }
    html_heap_give(&heap, NULL);
    html_heap_release(&heap);
}

static void a_full_heap_leaves(void **state)
{
    (void)state;
    struct html_heap heap;
    volatile int taken = 0;
    html_heap_init(&heap, 4096);
    if (setjmp(heap.full) == 0)
        for (;; taken++)
            (void)html_heap_take(&heap, 100);
    assert_in_range(taken, 10, 40);
    if (setjmp(heap.full) == 0) {
        (void)html_heap_take(&heap, SIZE_MAX);
        fail_msg("no such block");
    }
    html_heap_release(&heap);
}

static struct html_tree parse(struct arena *a, const char *page)
{
    struct html_tree t;
    struct err e = {""};
    assert_int_equal(html_tree_parse(a, str_view(page), false, &t, &e), RC_OK);
    return t;
}

static void white_space_and_scripts_stay_out(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct html_tree t = parse(
        &a,
        "<body>\n <div onclick=x target=y data-a=1 data-role=2 style='color:red'>\n <p>a <b>b</b>"
        " <i>c</i>\n</p>\n <p>d</p> </div>");
    html_node body = html_find(&t, t.root, HTML_TAG_BODY);
    assert_str_is(html_text(&t, body), "a b c d");
    size_t texts = 0;
    for (html_node n = body; n; n = html_next(&t, body, n))
        texts += html_tag_of(&t, n) == HTML_TAG_TEXT;
    assert_int_equal(texts, 5); /* "a ", b, " ", c, d */
    html_node div = html_find(&t, t.root, HTML_TAG_DIV);
    assert_int_equal(html_at(&t, div)->attributes_n, 1);
    assert_str_is(html_attr(&t, div, "data-role"), "2");
    arena_release(&a);
}

/* The sanitizer takes elements away: what parted two of them must stay. */
static void a_fragment_keeps_its_white_space(void **state)
{
    (void)state;
    struct arena a;
    struct html_tree t;
    struct err e = {""};
    arena_init(&a, 1 << 20);
    assert_int_equal(html_tree_parse(&a, STR("<p>a</p> <p>b</p>"), true, &t, &e), RC_OK);
    size_t texts = 0;
    for (html_node n = t.root; n; n = html_next(&t, t.root, n))
        texts += html_tag_of(&t, n) == HTML_TAG_TEXT;
    assert_int_equal(texts, 3);
    arena_release(&a);
}

/* What the parser was not shown is there again, whatever else the page has. */
static void what_stands_for_text_comes_back(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    static const struct {
        const char *page;
        const char *text;
        const char *title; /* of the paragraph */
    } CASES[] = {
        {"<p title='một dòng dài'>đường làng mới &amp; cầu mới&hellip; xong cả</p>",
         "đường làng mới & cầu mới… xong cả", "một dòng dài"},
        {"<p title='dài &amp; dài hơn'>trước &ampsau liền nhau, rồi&#32;hết</p>",
         "trước &sau liền nhau, rồi hết", "dài & dài hơn"},
        {"<p title=trần-không-ngoặc>một\r\nhai dòng chữ dài\rba dòng</p>",
         "một hai dòng chữ dài ba dòng", "trần-không-ngoặc"},
        /* characters of the private planes, written and named */
        {"<p title='tên dài lắm'>\xF3\xB0\x80\x80 đứng trước chữ dài</p>",
         "\xF3\xB0\x80\x80 đứng trước chữ dài", "tên dài lắm"},
        {"<p title='tên dài lắm'>&#xF0000; và &#983041; không là chữ khác</p>",
         "\xF3\xB0\x80\x80 và \xF3\xB0\x80\x81 không là chữ khác", "tên dài lắm"},
        {"<p title='&#x0F0000;tên dài'>&#00983040; không là chữ khác</p>",
         "\xF3\xB0\x80\x80 không là chữ khác", "\xF3\xB0\x80\x80tên dài"},
        {"<p title='tên dài lắm'>chữ \xC2\xA0 dài \xF0\x9F\x8E\x89 và \xEF\xBC\x8C hết rồi</p>",
         "chữ dài \xF0\x9F\x8E\x89 và \xEF\xBC\x8C hết rồi", "tên dài lắm"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct html_tree t = parse(&a, CASES[i].page);
        html_node p = html_find(&t, t.root, HTML_TAG_P);
        assert_str_is(html_text(&t, p), CASES[i].text);
        assert_str_is(html_attr(&t, p, "title"), CASES[i].title);
    }
    struct html_tree t =
        parse(&a, "<script type='application/ld+json'>{\"a\": \"b &amp; c\"}</script>"
                  "<p hidden>không ai thấy</p><div id='S:1f' hidden>đến sau cùng</div>"
                  "<p style='display : none'>cũng không ai thấy</p>");
    assert_str_is(html_text(&t, html_find(&t, t.root, HTML_TAG_SCRIPT)), "{\"a\": \"b &amp; c\"}");
    assert_str_is(html_text(&t, html_find(&t, t.root, HTML_TAG_BODY)), "đến sau cùng");
    arena_release(&a);
}

/* More than one plane has room for. */
static void stands_for_many(void **state)
{
    (void)state;
    enum { MANY = 140000 };
    struct arena a;
    struct buf b;
    arena_init(&a, 256 << 20);
    buf_init(&b, NULL);
    for (int i = 0; i < MANY; i++)
        buf_addf(&b, "<p>đoạn số %06d</p>", i);
    buf_add_byte(&b, '\0');
    struct html_tree t = parse(&a, b.p);
    int at = 0;
    for (html_node p = html_find(&t, t.root, HTML_TAG_P); p; p = html_next_element(&t, p), at++)
        if (at % 997 == 0 || at > MANY - 3)
            assert_str_is(html_text(&t, p), str_cstr(&a, str_format(&a, "đoạn số %06d", at)));
    assert_int_equal(at, MANY);
    buf_release(&b);
    arena_release(&a);
}

static void amp_is_read(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct html_tree t =
        parse(&a, "<amp-img src=a.jpg></amp-img><amp-youtube data-videoid=x></amp-youtube>"
                  "<amp-ad>b</amp-ad><amp-unknown>c</amp-unknown>");
    assert_str_is(html_attr(&t, html_find(&t, t.root, HTML_TAG_IMG), "src"), "a.jpg");
    assert_str_is(html_attr(&t, html_find(&t, t.root, HTML_TAG_IFRAME), "src"),
                  "https://www.youtube.com/embed/x");
    assert_str_is(html_text(&t, t.root), "c");
    arena_release(&a);
}

static void films_of_scripts(void **state)
{
    (void)state;
    static const struct {
        const char *markup;
        const char *src; /* NULL: none */
    } CASES[] = {
        {"<div data-vid='v.example/2025/a.mp4'>b</div>", "https://v.example/2025/a.mp4"},
        {"<div data-video-src='https://v.example/a.webm?k=1'></div>",
         "https://v.example/a.webm?k=1"},
        {"<div data-vid='//v.example/a.m3u8'></div>", "https://v.example/a.m3u8"},
        {"<div data-video='/a/b.mp4'></div>", "https://p.example/a/b.mp4"},
        {"<div data-vid='12345'></div>", NULL},
        {"<div data-vid='v.example/a.mp4'><video src=b.mp4></video></div>", NULL},
        {"<div data-other='v.example/a.mp4'></div>", NULL},
    };
    struct arena a;
    struct html_video film;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct html_tree t = parse(&a, CASES[i].markup);
        bool is = html_video_of_script(&t, html_find(&t, t.root, HTML_TAG_DIV),
                                       STR("https://p.example/c/"), &film);
        assert_int_equal(is, CASES[i].src != NULL);
        if (is)
            assert_str_is(film.src, CASES[i].src);
    }
    arena_release(&a);
}

static void many_are_many(void **state)
{
    (void)state;
    enum { BREAKS = 70000 };
    struct arena a;
    struct buf b;
    struct err e = {""};
    struct html_tree t;
    arena_init(&a, 64 << 20);
    buf_init(&b, &a);
    for (size_t i = 0; i < BREAKS; i++)
        buf_add(&b, STR("<br>x"));
    assert_int_equal(html_tree_parse(&a, buf_view(&b), false, &t, &e), RC_OK);
    html_node body = html_find(&t, t.root, HTML_TAG_BODY);
    assert_int_equal(html_at(&t, body)->count.breaks, UINT16_MAX);
    html_cut(&t, html_find(&t, t.root, HTML_TAG_BR));
    assert_int_equal(html_at(&t, body)->count.breaks, UINT16_MAX);
    arena_release(&a);
}

static void lines_around(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool tools;
        bool around;
    } CASES[] = {
        {"Xem cỡ chữ: A- A A+", true, true},
        {"1.024 lượt xem", true, true},
        {"Lượt xem: 318", true, true},
        {"In trang | Gửi email", true, true},
        {"Lê Thu Trang | In trang | Chia sẻ", false, true},
        {"Viết bởi Lê Hồng Sơn", false, true},
        {"Chuyên mục: Tin tức", false, true},
        {"Lê Thu Trang", false, false},
        {"1.024", false, false},
        {"", false, false},
        {"In ấn là nghề của ông", false, false},
        {"Xem xét lại quy hoạch", false, false},
        {"Bình luận viên nói gì?", false, false},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        if (html_line_is_tools(&a, str_view(CASES[i].line)) != CASES[i].tools ||
            html_line_is_around(&a, str_view(CASES[i].line)) != CASES[i].around)
            fail_msg("%s", CASES[i].line);
    }
    arena_release(&a);
}

static void headings_of_comments(void **state)
{
    (void)state;
    static const char *const YES[] = {"Ý kiến bạn đọc (3)", "Bình luận (12)", "3 bình luận",
                                      "Gửi bình luận", "Leave a Reply"};
    static const char *const NO[] = {"Bình luận", "Bình luận của chuyên gia về giá lúa", "Ý kiến",
                                     "Ý kiến bạn đọc về dự án", ""};
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(YES); i++)
        if (!html_line_heads_comments(&a, str_view(YES[i])))
            fail_msg("%s", YES[i]);
    for (size_t i = 0; i < COUNT_OF(NO); i++)
        if (html_line_heads_comments(&a, str_view(NO[i])))
            fail_msg("%s", NO[i]);
    arena_release(&a);
}

static void places_and_marks(void **state)
{
    (void)state;
    static const char *const MARKS[][3] = {
        {"(HNMO) - Sáng 6/8, xe chạy.", "HNMO", "Sáng 6/8, xe chạy."},
        {"(Dân trí) – Sáng 6/8.", "Dân trí", "Sáng 6/8."},
        {"TĐO - Sáng 6/8.", "TĐO", "Sáng 6/8."},
        {"VOV.VN - Sáng 6/8.", "VOV.VN", "Sáng 6/8."},
        {"Sáng 6/8 - xe chạy.", "", ""},
        {"UBND tỉnh - nơi họp.", "", ""},
        {"(Xe chạy, người đi) - Sáng.", "", ""},
        {"WHO: dịch đã qua", "", ""},
        {"(HNMO) - ", "", ""},
    };
    struct arena a;
    size_t length = 0;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        struct str text = str_view(MARKS[i][0]);
        struct str mark = html_line_mark(text, &length);
        assert_str_is(mark, MARKS[i][1]);
        if (mark.n)
            assert_str_is(str_from(text, length), MARKS[i][2]);
    }
    assert_str_is(html_line_place(&a, STR("Hà Nội, ngày 15 tháng 7 năm 2023")), "Hà Nội");
    assert_str_is(html_line_place(&a, STR("Hà Nội, ngày 15/7/2023")), "Hà Nội");
    assert_str_is(html_line_place(&a, STR("Theo ông, ngày mai trời mưa")), "");
    assert_str_is(html_line_place(&a, STR("Hà Nội, ngày 15 tháng 7 năm 2023 trời mưa")), "");
    arena_release(&a);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_back_is_taken_again),
        cmocka_unit_test(a_full_heap_leaves),
        cmocka_unit_test(white_space_and_scripts_stay_out),
        cmocka_unit_test(a_fragment_keeps_its_white_space),
        cmocka_unit_test(what_stands_for_text_comes_back),
        cmocka_unit_test(stands_for_many),
        cmocka_unit_test(amp_is_read),
        cmocka_unit_test(films_of_scripts),
        cmocka_unit_test(many_are_many),
        cmocka_unit_test(lines_around),
        cmocka_unit_test(headings_of_comments),
        cmocka_unit_test(places_and_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
