/* Documents by content, by address, and in markup. */
#include "tests/test.h"

#include "base/hash.h"
#include "source/document.h"
#include "source/document_link.h"
#include "source/ghost_body.h"
#include "source/html.h"
#include "source/markdown_code.h"
#include "source/markup.h"

#include <stdlib.h>

/* ---- files ---- */

struct bytes {
    char p[8192];
    size_t n;
};

static void put(struct bytes *b, const void *from, size_t n)
{
    assert_true(b->n + n <= sizeof b->p);
    memcpy(b->p + b->n, from, n);
    b->n += n;
}

static void put_le(struct bytes *b, uint32_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(b, (char[]){(char)(value >> (8 * i))}, 1);
}

/* A zip whose files are empty but the first. */
static struct str zip_of(struct bytes *b, const char *const *names, size_t n, const char *content)
{
    size_t at[16];
    *b = (struct bytes){.n = 0};
    for (size_t i = 0; i < n; i++) {
        size_t bytes = i ? 0 : strlen(content);
        at[i] = b->n;
        put(b, "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", 18);
        put_le(b, (uint32_t)bytes, 4);
        put_le(b, (uint32_t)bytes, 4);
        put_le(b, (uint32_t)strlen(names[i]), 2);
        put_le(b, 0, 2);
        put(b, names[i], strlen(names[i]));
        put(b, content, bytes);
    }
    uint32_t directory = (uint32_t)b->n;
    for (size_t i = 0; i < n; i++) {
        put(b, "PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 28);
        put_le(b, (uint32_t)strlen(names[i]), 2);
        put(b, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        put_le(b, (uint32_t)at[i], 4);
        put(b, names[i], strlen(names[i]));
    }
    put(b, "PK\x05\x06\0\0\0\0", 8);
    put_le(b, (uint32_t)n, 2);
    put_le(b, (uint32_t)n, 2);
    put_le(b, (uint32_t)b->n - directory - 4, 4);
    put_le(b, directory, 4);
    put_le(b, 0, 2);
    return (struct str){b->p, b->n};
}

/* A compound file: head, one sector of allocation table, a directory of two sectors. */
static struct str compound_of(struct bytes *b, const char *stream)
{
    *b = (struct bytes){.n = 0};
    put(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    memset(b->p + 8, 0, 2040);
    b->n = 2048;
    b->p[30] = 9;
    b->p[48] = 1; /* the directory begins in sector 1 */
    b->p[76] = 0; /* the table is sector 0 */
    memset(b->p + 512, 0xFF, 512);
    memcpy(b->p + 512 + 4, "\x02\0\0\0\xFE\xFF\xFF\xFF", 8); /* 1 -> 2 -> end */
    for (size_t i = 0; stream[i]; i++)
        b->p[1536 + 256 + 2 * i] = stream[i];
    return (struct str){b->p, b->n};
}

static void assert_document(struct str bytes, const char *extension)
{
    struct document d;
    struct err e = {""};
    if (document_read(bytes, &d, &e))
        fail_msg("%s: %s", extension, e.text);
    assert_str_is(d.extension, extension);
    assert_true(document_is_type(d.type));
    for (size_t n = 0; n < bytes.n; n++) { /* cut anywhere: any answer, no byte past the end */
        char *copy = malloc(n ? n : 1);
        memcpy(copy, bytes.p, n);
        (void)!document_read((struct str){copy, n}, &d, &e);
        free(copy);
    }
}

static void files_are_typed_by_content(void **state)
{
    (void)state;
    struct bytes b;
    assert_document(STR("%PDF-1.4\n%\xE2\xE3\n"), "pdf");
    assert_document(STR("{\\rtf1\\ansi Quyet dinh}"), "rtf");
    assert_document(compound_of(&b, "WordDocument"), "doc");
    assert_document(compound_of(&b, "Workbook"), "xls");
    assert_document(compound_of(&b, "Book"), "xls");
    assert_document(compound_of(&b, "PowerPoint Document"), "ppt");
    const char *word[] = {"[Content_Types].xml", "_rels/.rels", "word/document.xml"};
    assert_document(zip_of(&b, word, 3, "<Types/>"), "docx");
    const char *sheet[] = {"xl/workbook.xml", "[Content_Types].xml"};
    assert_document(zip_of(&b, sheet, 2, ""), "xlsx");
    const char *slides[] = {"[Content_Types].xml", "ppt/presentation.xml"};
    assert_document(zip_of(&b, slides, 2, ""), "pptx");
    const char *text[] = {"mimetype", "content.xml"};
    assert_document(zip_of(&b, text, 2, "application/vnd.oasis.opendocument.text"), "odt");
    assert_document(zip_of(&b, text, 2, "application/vnd.oasis.opendocument.spreadsheet"), "ods");
}

static void assert_refused(struct str bytes, const char *words)
{
    struct document d = {.type = STR("untouched")};
    struct err e = {""};
    assert_int_equal(document_read(bytes, &d, &e), RC_INVALID);
    if (!strstr(e.text, words))
        fail_msg("\"%s\" does not say \"%s\"", e.text, words);
    assert_str_is(d.type, "untouched");
}

static void other_files_are_refused_and_named(void **state)
{
    (void)state;
    struct bytes b;
    const char *names[] = {"a.txt", "virus.exe"};
    assert_refused(zip_of(&b, names, 2, "x"), "zip archive");
    const char *bare[] = {"word/document.xml"}; /* no package */
    assert_refused(zip_of(&b, bare, 1, ""), "zip archive");
    const char *odd[] = {"mimetype"};
    assert_refused(zip_of(&b, odd, 1, "text/html"), "zip archive");
    assert_refused(STR("Rar!\x1A\x07"), "RAR");
    assert_refused(STR("MZ\x90"), "a program");
    assert_refused(STR("<svg xmlns='http://www.w3.org/2000/svg'><script>"), "markup");
    assert_refused(STR("<!doctype html><script>"), "markup");
    assert_refused(STR(""), "empty");
    assert_refused(compound_of(&b, "Setup"), "something else");
}

/* A chain of sectors that is a circle ends. */
static void a_circle_of_sectors_ends(void **state)
{
    (void)state;
    struct bytes b;
    struct document d;
    struct str s = compound_of(&b, "Setup");
    memcpy(b.p + 512 + 8, "\x01\0\0\0", 4);
    assert_int_equal(document_read(s, &d, NULL), RC_INVALID);
}

/* ---- addresses ---- */

static void addresses_of_documents(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_true(document_link_is(STR("https://x.vn/uploads/a.PDF?v=1#p2")));
    assert_true(document_link_is(STR("a.docx")));
    assert_false(document_link_is(STR("https://x.vn/?f=a.pdf")));
    assert_false(document_link_is(STR("https://pdf.vn")));
    assert_false(document_link_is(STR(".pdf")));
    assert_str_is(
        document_link_of(
            &a, STR("https://docs.google.com/gview?embedded=true&url=https%3A%2F%2Fx.vn%2Fa.pdf")),
        "https://x.vn/a.pdf");
    assert_str_is(document_link_of(&a, STR("/pdfjs/viewer.html?file=/uploads/a%20b.pdf#page=2")),
                  "/uploads/a b.pdf");
    assert_str_is(document_link_of(&a, STR("https://x.vn/?url=https://y.vn/")), "");
    assert_str_is(
        document_link_name(&a, STR("https://x.vn/u/Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%2012.pdf?x")),
        "Quyết định 12.pdf");
    assert_str_is(document_link_name(&a, STR("https://x.vn/u/..%2F..%2Fetc%2Fa.pdf")), "a.pdf");
    assert_str_is(document_link_name(&a, STR("https://x.vn/")), "tài liệu");
    arena_release(&a);
}

/* ---- markup ---- */

static void bodies_give_their_documents(void **state)
{
    (void)state;
    struct arena a;
    struct doc d = {.title = STR("")};
    struct err e = {""};
    arena_init(&a, 64 << 20);
    struct str body = STR(
        "<p>Xem <a href='/uploads/qd-12.pdf'>Tải về</a> toàn văn.</p>"
        "<ul><li><a href='/uploads/phu-luc.docx'>Phụ lục 1</a></li></ul>"
        "<table><tr><td>1</td><td><a href='/uploads/qd-12.pdf'>Quyết định số 12/QĐ-UBND</a></td></tr>"
        "<tr><td>2</td><td><a href='bieu-mau.xls'>(tại đây)</a></td></tr></table>"
        "<iframe src='https://docs.google.com/viewer?url=https%3A%2F%2Fxa.vn%2Fkh.pdf'></iframe>"
        "<object data='/u/bao-cao.pdf'></object><a href='/tin/bai.html'>Bài khác</a>"
        "<a href='javascript:alert(1).pdf'>x</a>");
    assert_int_equal(html_body(&a, body, STR("https://xa.vn/tin/"), &d, &e), RC_OK);
    static const char *const WANTED[][2] = {
        {"https://xa.vn/uploads/qd-12.pdf", "Quyết định số 12/QĐ-UBND"},
        {"https://xa.vn/uploads/phu-luc.docx", "Phụ lục 1"},
        {"https://xa.vn/tin/bieu-mau.xls", ""},
        {"https://xa.vn/kh.pdf", ""},
        {"https://xa.vn/u/bao-cao.pdf", ""}};
    assert_int_equal(d.files_n, COUNT_OF(WANTED));
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        assert_str_is(d.files[i].url, WANTED[i][0]);
        assert_str_is(d.files[i].title, WANTED[i][1]);
    }
    arena_release(&a);
}

/* ---- site generators ---- */

static void assert_code(const char *markdown, const char *wanted, size_t notes_n)
{
    struct arena a;
    struct buf out;
    arena_init(&a, 1 << 20);
    struct vec notes = VEC(struct str, &a);
    buf_init(&out, &a);
    markdown_code(&a, str_view(markdown), &out, &notes);
    if (!str_contains(buf_view(&out), str_view(wanted)))
        fail_msg("%s: \"%s\" is not in \"%.*s\"", markdown, wanted, STR_ARG(buf_view(&out)));
    if (notes.n != notes_n)
        fail_msg("%s: %zu notes", markdown, notes.n);
    arena_release(&a);
}

static void shortcodes_keep_what_they_hold(void **state)
{
    (void)state;
    assert_code("{{< youtube abc >}}", "https://www.youtube.com/embed/abc", 0);
    assert_code("{{< youtube id=\"abc\" autoplay=\"true\" >}}", "embed/abc\"", 0);
    assert_code("{% include video id=\"v9\" provider=\"youtube\" %}", "embed/v9\"", 0);
    assert_code("{% include youtube.html id='v8' %}", "embed/v8\"", 0);
    assert_code("{{< figure src=\"/a.jpg\" caption=\"Cầu <mới>\" >}}",
                "Cầu &lt;mới&gt;</figcaption>", 0);
    assert_code("[bài]({{< relref \"khac.md\" >}})", "[bài](khac.md)", 0);
    assert_code("![]({{ \"/b.jpg\" | relative_url }})", "![](/b.jpg)", 0);
    assert_code("[x]({{ site.baseurl }}/a)", "[x](/a)", 0);
    assert_code("{{% note %}}Chữ bên trong.{{% /note %}}", "Chữ bên trong.", 1);
    assert_code("{{< nut url=\"https://x.vn/a\" text=\"Xem\" >}}",
                "<a href=\"https://x.vn/a\">Xem</a>", 1);
    assert_code("{% raw %}{ {% endraw %}", "{ ", 0);
    assert_code("```\n{{< giu >}}\n```\n", "{{< giu >}}", 0);
    assert_code("{{< không đóng", "{{< không đóng", 0);
    assert_code("Giá {5} và { x }", "Giá {5} và { x }", 0);
}

/* ---- Ghost ---- */

static void assert_card(const char *lexical, const char *wanted, size_t notes_n)
{
    struct arena a;
    struct buf out;
    arena_init(&a, 1 << 20);
    struct vec notes = VEC(struct str, &a);
    buf_init(&out, &a);
    struct str json = str_format(&a, "{\"root\":{\"children\":[%s]}}", lexical);
    assert_true(ghost_lexical(&a, json, &out, &notes));
    if (!str_contains(buf_view(&out), str_view(wanted)))
        fail_msg("%s: \"%s\" is not in \"%.*s\"", lexical, wanted, STR_ARG(buf_view(&out)));
    if (notes.n != notes_n)
        fail_msg("%s: %zu notes", lexical, notes.n);
    arena_release(&a);
}

static void cards_keep_what_they_hold(void **state)
{
    (void)state;
    assert_card("{\"type\":\"extended-text\",\"text\":\"chữ\",\"format\":1}",
                "<strong>chữ</strong>", 0);
    assert_card(
        "{\"type\":\"embed\",\"url\":\"https://youtu.be/x1\",\"html\":\"<i></i>\",\"caption\":\"Phim\"}",
        "embed/x1\"></iframe><figcaption>Phim", 0);
    assert_card(
        "{\"type\":\"embed\",\"url\":\"https://m.example/1\",\"html\":\"<blockquote>Lời</blockquote>\"}",
        "<blockquote>Lời</blockquote><p><a href=\"https://m.example/1\">", 0);
    assert_card(
        "{\"type\":\"bookmark\",\"url\":\"https://b.example/\",\"metadata\":{\"title\":\"Tên\",\"description\":"
        "\"Tả\"}}",
        "Tên</a></p><p>Tả</p>", 0);
    assert_card(
        "{\"type\":\"gallery\",\"images\":[{\"src\":\"a.jpg\"},{\"src\":\"b.jpg\"}],\"caption\":\"Bộ\"}",
        "b.jpg\"><figcaption>Bộ", 0);
    assert_card("{\"type\":\"moi\",\"html\":\"<b>Chữ</b>\"}", "<b>Chữ</b>", 1);
    assert_card("{\"type\":\"moi\"},{\"type\":\"email\",\"html\":\"x\"}", "", 2);
}

/* ---- addresses of pictures ---- */

static void relative_addresses_are_one_whoever_resolves_them(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_str_is(markup_address(&a, STR("https://x.vn/tin"), STR("../pictures/a.jpg")),
                  "https://x.vn/pictures/a.jpg");
    assert_str_is(markup_address(&a, STR("https://x.vn"), STR("/a.jpg")), "https://x.vn/a.jpg");
    assert_str_is(markup_address(&a, STR("https://x.vn"), STR("//y.vn/a.jpg")),
                  "https://y.vn/a.jpg");
    assert_str_is(markup_address(&a, STR(""), STR("../a.jpg")), "../a.jpg");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_typed_by_content),
        cmocka_unit_test(other_files_are_refused_and_named),
        cmocka_unit_test(a_circle_of_sectors_ends),
        cmocka_unit_test(addresses_of_documents),
        cmocka_unit_test(bodies_give_their_documents),
        cmocka_unit_test(shortcodes_keep_what_they_hold),
        cmocka_unit_test(cards_keep_what_they_hold),
        cmocka_unit_test(relative_addresses_are_one_whoever_resolves_them),
    };
    return hash_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
