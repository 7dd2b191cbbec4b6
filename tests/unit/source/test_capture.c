#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/capture.h"
#include "source/formats.h"

#define FIRST                                                                                                                    \
    "Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm người dân cùng dự " \
    "và góp ý kiến về kinh phí, thời gian làm."
#define SECOND                                                                                                            \
    "Theo phương án được chọn, đường rộng bốn mét, dài chín trăm mét, làm trong ba tháng và do " \
    "chính người dân giám sát từng ngày."
#define TITLE "Hội đồng thôn họp bàn việc sửa đường vào xóm"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static struct doc read_ok(const char *text)
{
    struct doc doc = {0};
    struct err e = {""};
    if (capture_read(&a, str_view(text), &doc, &e))
        fail_msg("%s", e.text);
    return doc;
}

static void assert_block(const struct doc *doc, size_t i, enum doc_block_type type,
                         const char *text)
{
    assert_true(i < doc->blocks_n);
    assert_int_equal(doc->blocks[i].type, type);
    assert_str_is(type == DOC_FIGURE ? doc->blocks[i].caption : doc->blocks[i].text, text);
}

static void breadcrumb_without_the_title_cut_short(void **state)
{
    (void)state;
    struct doc doc = read_ok("Trang chủTin tứcXã hộiHội đồng thôn họp bàn...\n\n" TITLE "\n\n" FIRST
                             "\n\n" SECOND "\n");
    assert_str_is(doc.title, TITLE);
    assert_int_equal(doc.breadcrumb_n, 3);
    assert_str_is(doc.section, "Xã hội");
    assert_int_equal(doc.blocks_n, 2);
    assert_str_is(doc.language, "vi");
}

static void dateline_is_parted_from_the_text(void **state)
{
    (void)state;
    static const struct {
        const char *before, *mark;
    } CASES[] = {
        {"(Thonxa.vn) - ", "Thonxa.vn"},
        {"(Thonxa.vn) – ", "Thonxa.vn"},
        {"TXO - ", "TXO"},
        {"TXV.VN - ", "TXV.VN"},
        {"Thôn Xa (TXV) - ", "Thôn Xa (TXV)"},
        {"Dân trí - ", "Dân trí"},
        {"Baothon.vn. ", "Baothon.vn"},
        {"Thonxaonline - ", "Thonxaonline"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct str text = str_format(&a, TITLE "\n\n%s" FIRST "\n\n" SECOND "\n", CASES[i].before);
        struct doc doc = read_ok(str_cstr(&a, text));
        assert_str_is(doc.dateline, CASES[i].mark);
        assert_block(&doc, 0, DOC_PARAGRAPH, FIRST);
    }
    struct doc doc = read_ok(TITLE "\n\nThôn Xa - xóm Gần: " FIRST "\n\n" SECOND "\n");
    assert_str_is(doc.dateline, "");
}

static void a_paragraph_said_again_is_the_lead(void **state)
{
    (void)state;
    struct doc doc = read_ok(TITLE "\n\nTXO - " SECOND "\n" FIRST "\n\n" SECOND "\n");
    assert_str_is(doc.lead, SECOND);
    assert_str_is(doc.dateline, "TXO");
    assert_int_equal(doc.blocks_n, 2);
}

static void a_box_inside_the_body_is_related(void **state)
{
    (void)state;
    struct doc doc =
        read_ok(TITLE "\n" FIRST "\nTin liên quan\nThôn bên cạnh làm xong cầu qua mương\n"
                      "Xóm trên khởi công nhà văn hóa mới\n" SECOND "\n" SECOND
                      " Việc này đã được ghi vào hương ước của thôn từ năm ngoái.\nLê Na\n");
    assert_str_is(doc.lead, FIRST);
    assert_int_equal(doc.blocks[0].type, DOC_RELATED);
    assert_int_equal(doc.blocks[0].links_n, 2);
    assert_int_equal(doc.people_n, 1);
    assert_int_equal(doc.teasers_n, 0);
}

static void boxes_below_give_teasers(void **state)
{
    (void)state;
    struct doc doc = read_ok(
        TITLE
        "\n\n" FIRST "\n\n" SECOND
        "\n\nLê Na\n\nĐừng bỏ lỡ\n\nThôn bên cạnh làm xong cầu qua mương\n\n"
        "26 Feb, 08:54 PM\n\nSau bốn tháng thi công, cây cầu bê tông dài mười hai mét đã cho người "
        "và xe thô sơ qua lại.\n\nĐọc nhiều\n\n1. Xóm trên khởi công nhà văn hóa mới\n\n"
        "© Bản tin thôn Xa\n");
    assert_int_equal(doc.teasers_n, 2);
    assert_str_is(doc.teasers[0].block, "Đừng bỏ lỡ");
    assert_str_is(doc.teasers[0].time, "26 Feb, 08:54 PM");
    assert_true(doc.teasers[0].excerpt.n > 40);
    assert_str_is(doc.teasers[1].title, "Xóm trên khởi công nhà văn hóa mới");
    assert_str_is(doc.copyright, "© Bản tin thôn Xa");
    assert_int_equal(doc.blocks_n, 2);
}

static void pictures_have_their_captions(void **state)
{
    (void)state;
    struct doc doc = read_ok(
        TITLE "\n\n" FIRST "\n\nhop-thon.jpg\nNgười dân góp ý kiến tại cuộc họp\n\n"
              "![cổng làng](cong.png) |\nCổng làng nhìn từ đường lớn. Ảnh: Văn Tư\n\n" SECOND
              "\n\nTin, ảnh: Lê Na\n");
    assert_block(&doc, 1, DOC_FIGURE, "Người dân góp ý kiến tại cuộc họp");
    assert_str_is(doc.blocks[1].src, "hop-thon.jpg");
    assert_block(&doc, 2, DOC_FIGURE, "Cổng làng nhìn từ đường lớn. Ảnh: Văn Tư");
    assert_str_is(doc.blocks[2].src, "cong.png");
    assert_str_is(doc.blocks[2].alt, "cổng làng");
    assert_str_is(doc.blocks[2].credit, "Văn Tư");
    assert_int_equal(doc.people_n, 2);
}

static void lists_headings_tags_source(void **state)
{
    (void)state;
    struct doc doc = read_ok(
        TITLE "\n05/03/2024 10:11 GMT+7\n" FIRST "\n## Ai giám sát\n" SECOND
              "\n• Tổ một giám sát vật liệu\n• Tổ hai giám sát ngày công\n\nTheo Bản tin huyện\n"
              "Từ khóa: đường, thôn Xa\nBình luận (2)\n");
    assert_block(&doc, 1, DOC_HEADING, "Ai giám sát");
    assert_int_equal(doc.blocks[3].type, DOC_LIST);
    assert_int_equal(doc.blocks[3].items.items_n, 2);
    assert_int_equal(doc.tags_n, 2);
    assert_str_is(doc.source_name, "Bản tin huyện");
    assert_str_is(clock_rfc3339(&a, doc.published_ms), "2024-03-05T10:11:00+07:00");
}

static void assert_refused(struct str text, enum rc want, const char *part)
{
    struct doc doc;
    struct err e = {""};
    assert_int_equal(capture_read(&a, text, &doc, &e), want);
    assert_non_null(strstr(e.text, part));
}

static void pages_without_article_are_refused(void **state)
{
    (void)state;
    assert_refused(STR("Trang chủ\nTin tức\nLiên hệ\n"), RC_INVALID, "no article");
    assert_refused(STR(FIRST), RC_INVALID, "no article");
    struct buf b;
    buf_init(&b, &a);
    for (int i = 0; i < 100002; i++)
        buf_add(&b, STR("a\n"));
    struct arena wide;
    struct arena tight;
    struct doc doc;
    struct err e = {""};
    arena_init(&wide, CAPTURE_ARENA_BYTES);
    assert_int_equal(capture_read(&wide, buf_view(&b), &doc, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "lines"));
    arena_release(&wide);
    arena_init(&tight, 200);
    assert_int_equal(capture_read(&tight, STR(TITLE "\n" FIRST), &doc, &e), RC_NOMEM);
    arena_release(&tight);
}

/* A folder of captures may hold a script, a licence: they are no articles. */
static void stray_texts_are_refused(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "#!/bin/sh\nHọp thôn\n\nSáng 5/8/2024, thôn họp bàn việc làm đường mới vào xóm Đình.\n",
        "import os\n\ndef main():\n    print(os.name)\n    return 0\n",
        "GNU GENERAL PUBLIC LICENSE\n\nVersion 3, 29 June 2007\n\nEveryone may copy and share this text.\n",
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct arena own;
        struct doc d;
        struct err e = {""};
        const struct source_origin origin = {.path = STR("a"), .captured_ms = CLOCK_NONE};
        arena_init(&own, 16 << 20);
        assert_int_equal(format_capture.read(&own, str_view(TEXTS[i]), &origin, &d, &e),
                         RC_INVALID);
        assert_true(str_starts(str_view(e.text), STR("no article")));
        arena_release(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breadcrumb_without_the_title_cut_short),
        cmocka_unit_test(dateline_is_parted_from_the_text),
        cmocka_unit_test(a_paragraph_said_again_is_the_lead),
        cmocka_unit_test(a_box_inside_the_body_is_related),
        cmocka_unit_test(boxes_below_give_teasers),
        cmocka_unit_test(pictures_have_their_captions),
        cmocka_unit_test(lists_headings_tags_source),
        cmocka_unit_test(pages_without_article_are_refused),
        cmocka_unit_test(stray_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, start, end);
}
