/* Exports of other systems: what each fixture says, however its bytes were cut, once or twice read. */
#include "tests/test.h"
#include "tests/unit/source/export_feed.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/vec.h"
#include "source/sql_dump.h"
#include "source/xml_push.h"

enum { FILE_MAX_BYTES = 1 << 20 };

static char bytes_of_file[FILE_MAX_BYTES];

static struct str fixture(const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", EXPORT_FIXTURES, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes_of_file, 1, sizeof bytes_of_file, f);
    (void)fclose(f);
    return (struct str){bytes_of_file, n};
}

/* Everything that came, as one text. */
struct seen {
    struct buf text;
    size_t found;
    size_t refused;
};

static void add_blocks(struct buf *b, const struct doc *d)
{
    for (size_t i = 0; i < d->blocks_n; i++)
        buf_addf(b, " [%d %.*s %.*s %.*s]", (int)d->blocks[i].type, STR_ARG(d->blocks[i].src),
                 STR_ARG(d->blocks[i].text), STR_ARG(d->blocks[i].caption));
}

static bool found(void *ctx, const struct doc *d, struct arena *a, size_t place)
{
    struct seen *s = ctx;
    struct buf *b = &s->text;
    (void)a;
    (void)place;
    s->found++;
    buf_addf(b, "%s %.*s", d->state == DOC_DRAFT ? "draft" : "article", STR_ARG(d->title));
    buf_addf(b, "\n section %.*s lead %.*s at %lld", STR_ARG(d->section), STR_ARG(d->lead),
             (long long)d->published_ms);
    for (size_t i = 0; i < d->breadcrumb_n; i++)
        buf_addf(b, " > %.*s", STR_ARG(d->breadcrumb[i]));
    for (size_t i = 0; i < d->people_n; i++)
        buf_addf(b, "\n by %.*s", STR_ARG(d->people[i].name));
    for (size_t i = 0; i < d->tags_n; i++)
        buf_addf(b, "\n tag %.*s", STR_ARG(d->tags[i]));
    for (size_t i = 0; i < d->old_urls_n; i++)
        buf_addf(b, "\n old %.*s", STR_ARG(d->old_urls[i]));
    for (size_t i = 0; i < d->comments_n; i++)
        buf_addf(b, "\n comment %.*s %.*s %s: %.*s", STR_ARG(d->comments[i].key),
                 STR_ARG(d->comments[i].parent), d->comments[i].approved ? "shown" : "waits",
                 STR_ARG(d->comments[i].text));
    buf_add(b, STR("\n"));
    add_blocks(b, d);
    if (d->dateline.n)
        buf_addf(b, "\n place %.*s", STR_ARG(d->dateline));
    if (d->source_name.n)
        buf_addf(b, "\n from %.*s", STR_ARG(d->source_name));
    buf_add(b, STR("\n"));
    return true;
}

static bool refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct seen *s = ctx;
    s->refused++;
    assert_true(rc != RC_OK);
    buf_addf(&s->text, "refused %zu: %s\n", place, cause);
    return true;
}

static enum rc read_fixture(const struct source_format *format, struct str bytes, size_t piece,
                            bool twice, struct seen *s)
{
    struct err e = {""};
    *s = (struct seen){.found = 0};
    buf_init(&s->text, NULL);
    struct export_feed feed = {
        format, {.found = found, .refused = refused, .ctx = s}, piece, twice};
    enum rc rc = export_feed(&feed, bytes, &e);
    assert_true(rc == RC_OK || e.text[0]);
    return rc;
}

/* The same documents, in whatever pieces the bytes came. */
static void assert_cut_anyhow(const struct source_format *format, struct str bytes, bool twice)
{
    static const size_t PIECES[] = {1, 2, 7, 64, 4099};
    struct seen whole;
    assert_int_equal(read_fixture(format, bytes, bytes.n, twice, &whole), RC_OK);
    assert_true(whole.found > 0);
    for (size_t i = 0; i < COUNT_OF(PIECES); i++) {
        struct seen cut;
        assert_int_equal(read_fixture(format, bytes, PIECES[i], twice, &cut), RC_OK);
        assert_str_eq(buf_view(&cut.text), buf_view(&whole.text));
        buf_release(&cut.text);
    }
    buf_release(&whole.text);
}

static void assert_says(const struct seen *s, const char *words)
{
    if (!str_contains(buf_view(&s->text), str_view(words)))
        fail_msg("\"%s\" is not in:\n%.*s", words, STR_ARG(buf_view(&s->text)));
}

static void assert_silent(const struct seen *s, const char *words)
{
    if (str_contains(buf_view(&s->text), str_view(words)))
        fail_msg("\"%s\" is in:\n%.*s", words, STR_ARG(buf_view(&s->text)));
}

static void wordpress(void **state)
{
    (void)state;
    struct seen s;
    struct str bytes = fixture("wxr.xml");
    assert_cut_anyhow(&format_wxr, bytes, true);
    assert_cut_anyhow(&format_wxr, bytes, false);
    assert_int_equal(read_fixture(&format_wxr, bytes, 100, true, &s), RC_OK);
    assert_int_equal(s.found, 3);
    assert_int_equal(s.refused, 2); /* the custom type and the one in the bin, not the menu */
    assert_says(&s, "article Thông xe cầu mới – mừng lễ\n section Hạ tầng lead Cầu dài 320 mét. at "
                    "1714523400000 > Kinh tế > Hạ tầng\n by Hoàng Mai\n tag cầu\n tag lễ & hội");
    assert_says(&s, "old https://donglanh.example/?p=12");
    assert_says(&s, "old https://donglanh.example/cau-moi/");
    assert_says(&s, "comment 7  shown: Mừng quá!\nGần chợ hơn & an toàn.");
    assert_says(&s, "comment 8 7 waits: Cháu cảm ơn ạ.");
    assert_silent(&s, "mua thuốc");
    assert_silent(&s, "[…]");
    assert_says(&s, " [3 https://donglanh.example/wp-content/uploads/2024/05/cau.jpg  Cầu mới.");
    assert_says(&s, "/b.jpg  ]");
    assert_says(&s, "https://www.youtube.com/embed/aBcD1234");
    assert_says(&s, "Công trình [1] khởi công");
    assert_silent(&s, "contact-form");
    assert_says(&s, "draft Bản nháp về lúa");
    buf_release(&s.text);
}

/* Through a pipe the pictures behind the post are not known, and everything else is the same. */
static void wordpress_through_a_pipe(void **state)
{
    (void)state;
    struct seen s;
    assert_int_equal(read_fixture(&format_wxr, fixture("wxr.xml"), 100, false, &s), RC_OK);
    assert_int_equal(s.found, 3);
    assert_silent(&s, "cau.jpg");
    assert_says(&s, "/le.jpg"); /* the file that the picture links to */
    buf_release(&s.text);
}

static void ghost(void **state)
{
    (void)state;
    struct seen file;
    struct seen pipe;
    struct str bytes = fixture("ghost.json");
    assert_cut_anyhow(&format_ghost, bytes, true);
    assert_int_equal(read_fixture(&format_ghost, bytes, 100, true, &file), RC_OK);
    assert_int_equal(read_fixture(&format_ghost, bytes, 100, false, &pipe), RC_OK);
    assert_str_eq(buf_view(&pipe.text), buf_view(&file.text));
    assert_int_equal(file.found, 3);
    assert_says(&file, "by Lê Na\n by Hoàng Mai\n tag Đời sống\n tag nước sạch\n old /nuoc-sach/");
    assert_silent(&file, "anh-lon");
    assert_says(&file, "[0  Sáng nay, ba thôn đón nước sạch ] [1  Chín cây số ống ]");
    assert_says(&file, "[3 content/images/2024/ong.jpg  Đặt ống. Ảnh: Lê Na]");
    assert_says(&file, "[2  Nước trong lắm. ] [0  Cảm ơn mọi người. ] [0  Kỳ trước ]");
    assert_says(&file, "draft Cây đa đầu làng");
    assert_says(&file, "[0  Cây đa trăm tuổi đầu làng vẫn xanh. ]");
    assert_says(&file, "draft Dành cho hội viên"); /* paid for there: not open here */
    buf_release(&file.text);
    buf_release(&pipe.text);
}

static void nukeviet(void **state)
{
    (void)state;
    struct seen file;
    struct seen pipe;
    struct str bytes = fixture("nukeviet.sql");
    assert_cut_anyhow(&format_nukeviet, bytes, true);
    assert_cut_anyhow(&format_nukeviet, bytes, false);
    assert_int_equal(read_fixture(&format_nukeviet, bytes, 100, true, &file), RC_OK);
    assert_int_equal(read_fixture(&format_nukeviet, bytes, 100, false, &pipe), RC_OK);
    assert_int_equal(file.found, 3);
    assert_int_equal(pipe.found, 3);
    assert_int_equal(file.refused, 1); /* a text without its article is named */
    assert_says(&file, "article Được mùa lúa xuân \"kỷ lục\"\n section Nông nghiệp lead Năng suất "
                       "cao; bà con vui. at 1714521600000 > Kinh tế > Nông nghiệp\n by Lê Na\n tag "
                       "lúa\n tag vụ xuân");
    assert_says(&file, "old /tin-xa/Nong-nghiep/Duoc-mua-lua-xuan-5.html");
    assert_says(&file, "old /vi/tin-xa/Nong-nghiep/Duoc-mua-lua-xuan-5.html");
    assert_says(&file, "old /index.php?language=vi&nv=tin-xa&op=Nong-nghiep/Duoc-mua-lua-xuan-5\n");
    assert_says(&file, "comment 1  shown: Hay quá!\nCảm ơn.");
    assert_says(&file, "comment 2 1 waits: Đồng ý; rất 'hay'.");
    assert_says(&file, "[3 uploads/tin-xa/2024_05/dong-lua.jpg  Cánh đồng lúa]");
    assert_says(&file, "[3 uploads/tin-xa/2024_05/lua.jpg  ]");
    assert_says(&file, "draft Chờ duyệt");
    assert_says(&file, "article Bài chưa có nội dung");
    buf_release(&file.text);
    buf_release(&pipe.text);
}

static void ninjs(void **state)
{
    (void)state;
    struct seen s;
    struct str bytes = fixture("ninjs.json");
    assert_cut_anyhow(&format_ninjs, bytes, false);
    assert_int_equal(read_fixture(&format_ninjs, bytes, 100, false, &s), RC_OK);
    assert_int_equal(s.found, 2);
    assert_int_equal(s.refused, 1);
    assert_says(&s, "by Lê Na\n by Hoàng Mai\n tag hội chợ\n tag xuân");
    assert_says(&s,
                "[3 https://hang.example/lon.jpg  Cổng hội chợ] [0  Sáng nay khai mạc hội chợ. ]");
    assert_silent(&s, "bản chữ");
    assert_says(&s, "article Hoa đào nở sớm");
    assert_says(&s, "[3 https://hang.example/dao.jpg  Vườn đào xã Đồng Lành.]");
    buf_release(&s.text);
}

static void newsml(void **state)
{
    (void)state;
    struct seen s;
    struct str bytes = fixture("newsml.xml");
    assert_cut_anyhow(&format_newsml, bytes, false);
    assert_int_equal(read_fixture(&format_newsml, bytes, 100, false, &s), RC_OK);
    assert_int_equal(s.found, 3);
    assert_int_equal(s.refused, 0); /* the package orders what comes by itself */
    assert_says(&s, "article Khai mạc hội chợ xuân\n section  lead Hội chợ có 80 gian hàng. at "
                    "1711933200000\n by Lê Na\n tag hội chợ\n");
    assert_silent(&s, "phóng viên");
    assert_silent(&s, "fair");
    assert_says(&s, "[1  Gian hàng ] [3 https://hang.example/lon.jpg  Cổng hội chợ.]");
    assert_says(&s, "[3 https://hang.example/dao.jpg  Vườn đào.]");
    assert_says(&s, "[0  Đoạn một. ] [0  Đoạn hai. ]");
    buf_release(&s.text);
}

#define NEWSML_ITEM(guid, meta, content)                                                           \
    "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:" guid                     \
    "\" version=\"1\" xml:lang=\"vi\"><itemMeta><versionCreated>2025-08-01T07:00:00+07:00"         \
    "</versionCreated>" meta "</itemMeta>" content "</newsItem>"

/* One text in three forms, markup as data, an embargo without an end, a photographer in the line, renditions. */
static void newsml_in_several_forms(void **state)
{
    (void)state;
    struct seen s;
    static const char MESSAGE[] = "<?xml version=\"1.0\"?><newsMessage><itemSet>" NEWSML_ITEM(
        "1", "",
        "<contentMeta><creator><name>Lan Anh</name></creator>"
        "<by>Lan Anh - Ảnh: Minh Quân</by><headline>Mở bến xe</headline></contentMeta>"
        "<contentSet><inlineData contenttype=\"text/plain\">Bản chữ trơn.</inlineData>"
        "<inlineXML><nitf><body><body.content><p>Bến xe mở cửa.</p></body.content></body></nitf>"
        "</inlineXML><inlineXML><html xmlns=\"http://www.w3.org/1999/xhtml\"><body>"
        "<p>Bản xhtml.</p></body></html></inlineXML></contentSet>")
        NEWSML_ITEM(
            "2", "<embargoed/>",
            "<contentMeta><headline>Chờ lệnh</headline></contentMeta>"
            "<contentSet><inlineData contenttype=\"text/html\">&lt;p&gt;Chữ &lt;b&gt;đậm&lt;/b&gt; "
            "&amp;amp; nhạt.&lt;/p&gt;</inlineData></contentSet>")
            NEWSML_ITEM(
                "3", "<itemClass qcode=\"ninat:picture\"/>",
                "<contentMeta><headline>Bến xe mới</headline></contentMeta><contentSet>"
                "<remoteContent rendition=\"rnd:thumbnail\" href=\"https://x.example/t.jpg\"/>"
                "<remoteContent rendition=\"rnd:highRes\" href=\"https://x.example/h.jpg\"/>"
                "<remoteContent rendition=\"rnd:preview\" href=\"https://x.example/p.jpg\"/>"
                "<inlineData encoding=\"base64\" contenttype=\"image/jpeg\">AAAA</inlineData></contentSet>") "</itemSet></newsMessage>";
    assert_cut_anyhow(&format_newsml, str_view(MESSAGE), false);
    assert_int_equal(read_fixture(&format_newsml, str_view(MESSAGE), 100, false, &s), RC_OK);
    assert_int_equal(s.found, 3);
    assert_says(&s, "by Lan Anh\n by Minh Quân\n");
    assert_says(&s, "[0  Bến xe mở cửa. ]");
    assert_silent(&s, "Bản chữ trơn");
    assert_silent(&s, "Bản xhtml");
    assert_says(&s, "draft Chờ lệnh");
    assert_says(&s, "[0  Chữ đậm & nhạt. ]");
    assert_says(&s, "[3 https://x.example/h.jpg");
    assert_silent(&s, "t.jpg");
    assert_silent(&s, "AAAA");
    buf_release(&s.text);
}

static void co_authors_have_their_names(void **state)
{
    (void)state;
    struct seen s;
    static const char POSTS[] =
        "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>"
        "<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>lan</wp:author_login>"
        "<wp:author_display_name>Lan Anh</wp:author_display_name></wp:author>"
        "<wp:author><wp:author_login>vu-hai</wp:author_login><wp:author_display_name>Vũ Hải"
        "</wp:author_display_name></wp:author><item><title>Ba người viết</title><wp:post_id>1</wp:post_id>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        "<category domain=\"author\" nicename=\"cap-lan\">lan</category>"
        "<category domain=\"author\" nicename=\"cap-vu-hai\">hai@cu.example</category>"
        "<category domain=\"author\" nicename=\"cap-khach\">Khách Mời</category></item></channel></rss>";
    assert_int_equal(read_fixture(&format_wxr, str_view(POSTS), 100, true, &s), RC_OK);
    assert_says(&s, "by Lan Anh\n by Vũ Hải\n by Khách Mời\n");
    buf_release(&s.text);
}

static void ninjs_bylines_are_lines(void **state)
{
    (void)state;
    struct seen s;
    static const char ITEMS[] =
        "[{\"uri\":\"urn:1\",\"versioncreated\":\"2025-08-01T07:00:00Z\",\"headlines\":[{\"role\":\"sub\","
        "\"value\":\"Phụ đề\"},{\"role\":\"main\",\"value\":\"Chợ đêm\"}],\"bylines\":[{\"byline\":"
        "\"Lan Anh - Ảnh: Minh Quân\"}],\"bodies\":[{\"contentType\":\"text/plain\",\"value\":\"Chữ trơn.\"},"
        "{\"contentType\":\"text/html\",\"value\":\"<p>Chợ họp.</p>\"}]},"
        "{\"uri\":\"urn:2\",\"versioncreated\":\"2025-08-01T07:00:00Z\",\"headline\":\"Chợ phiên\",\"creators\":"
        "[{\"name\":\"Thu Hà\"}],\"by\":\"Thu Hà - Ảnh: Hữu Phước\",\"body_text\":\"Họp sớm.\"}]";
    assert_int_equal(read_fixture(&format_ninjs, str_view(ITEMS), 100, false, &s), RC_OK);
    assert_says(&s, "article Chợ đêm");
    assert_says(&s, "by Lan Anh\n by Minh Quân\n");
    assert_says(&s, "[0  Chợ họp. ]");
    assert_says(&s, "by Thu Hà\n by Hữu Phước\n");
    buf_release(&s.text);
}

static void markdown(void **state)
{
    (void)state;
    struct arena a;
    struct doc d;
    struct err e = {""};
    struct source_origin origin = {.path = STR("bai/2024-03-05-tet-trong-cay.md")};
    struct str bytes = fixture("2024-03-05-tet-trong-cay.md");
    arena_init(&a, 64 << 20);
    assert_true(format_markdown.is(bytes));
    assert_int_equal(format_markdown.read(&a, bytes, &origin, &d, &e), RC_OK);
    assert_str_is(d.title, "Tết trồng cây: ba nghìn cây xanh");
    assert_str_is(d.lead, "Ba nghìn cây xanh được trồng trong một buổi sáng.");
    assert_str_is(d.section, "Môi trường");
    assert_int_equal(d.tags_n, 2);
    assert_str_is(d.tags[1], "thanh niên");
    assert_int_equal(d.published_ms, INT64_C(1709602200000));
    assert_str_is(d.old_urls[0], "/tin/tet-trong-cay.html");
    assert_true(d.blocks_n >= 4);
    assert_str_is(d.blocks[1].html.s,
                  "Sáng nay, <em>đoàn thanh niên</em> trồng <strong>ba nghìn</strong> cây.");
    arena_release(&a);
}

/* ---- XML ---- */

static void keep_text(void *ctx, struct str text)
{
    buf_add(ctx, text);
}

static void pass_open(void *ctx, const struct xml_tag *tag)
{
    (void)ctx;
    (void)tag;
}

static void pass_close(void *ctx, struct xml_name name)
{
    (void)ctx;
    (void)name;
}

static enum rc parse(const char *xml, size_t piece, struct buf *text)
{
    struct err e = {""};
    struct str bytes = str_view(xml);
    struct xml_handler handler = {pass_open, pass_close, keep_text, text};
    struct xml_push *x = xml_push_new(&handler);
    enum rc rc = RC_OK;
    buf_clear(text);
    assert_non_null(x);
    while (bytes.n && !rc) {
        rc = xml_push_bytes(x, str_first(bytes, piece), &e);
        bytes = str_from(bytes, piece);
    }
    if (!rc)
        rc = xml_push_end(x, &e);
    assert_true(!rc || strstr(e.text, "line") != NULL);
    xml_push_free(x);
    return rc;
}

static void xml_that_people_write(void **state)
{
    (void)state;
    static const struct {
        const char *xml;
        const char *text;
    } CASES[] = {
        {"<a>x?a=1&b=2</a>", "x?a=1&b=2"},
        {"<a>R&D &amp; &#39;&nbsp;</a>", "R&D & '&nbsp;"},
        {"<a><![CDATA[a & b &amp; ]] >]]> c&d</a>", "a & b &amp; ]] > c&d"},
        {"<a>m\xC3\xA1i \xE1\xBB nh\xC0</a>", "mái \xEF\xBF\xBD\xEF\xBF\xBD nh\xEF\xBF\xBD"},
        {"<a>\x0B\x01ok&#8;&#xD800;</a>", "  ok&#8;&#xD800;"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x:a>b</x:a>", "b"},
    };
    struct buf text;
    buf_init(&text, NULL);
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        for (size_t piece = 1; piece < 40; piece++) {
            assert_int_equal(parse(CASES[i].xml, piece, &text), RC_OK);
            assert_str_is(buf_view(&text), CASES[i].text);
        }
    buf_release(&text);
}

static void xml_that_is_refused(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, NULL);
    assert_int_equal(parse("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 9, &text), RC_INVALID);
    assert_int_equal(
        parse("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a/>", 9, &text),
        RC_INVALID);
    assert_int_equal(parse("<a><b></a>", 3, &text), RC_INVALID);
    assert_int_equal(parse("<a>", 3, &text), RC_INVALID);
    struct buf deep;
    buf_init(&deep, NULL);
    for (int i = 0; i <= XML_PUSH_DEPTH_MAX; i++)
        buf_add(&deep, STR("<a>"));
    buf_add_byte(&deep, '\0');
    assert_int_equal(parse(deep.p, 4096, &text), RC_LIMIT);
    buf_release(&deep);
    buf_release(&text);
}

/* ---- SQL ---- */

static bool want_all(void *ctx, struct str table)
{
    (void)ctx;
    (void)table;
    return true;
}

static bool keep_row(void *ctx, const struct sql_row *row)
{
    buf_add(ctx, row->table);
    for (size_t i = 0; i < row->n; i++)
        buf_addf(ctx, "|%.*s=%.*s", STR_ARG(row->columns[i]), STR_ARG(row->values[i]));
    buf_add(ctx, STR("\n"));
    return true;
}

static bool no_long_row(void *ctx, struct str table)
{
    (void)ctx;
    (void)table;
    return false;
}

static void sql_as_dumps_write_it(void **state)
{
    (void)state;
    static const char DUMP[] =
        "-- it's a comment ; (\n# another '\n/* and 'one' */ /*!40101 SET x=1 */;\n"
        "CREATE TABLE IF NOT EXISTS `t` (\n `id` int(11) NOT NULL DEFAULT '1',\n `a b` enum('x','y(') "
        "COMMENT 'a, b',\n c text,\n PRIMARY KEY (`id`),\n KEY `k` (`c`(10))\n) ENGINE=MyISAM;\n"
        "INSERT INTO `t` VALUES (1,'it''s \\'so\\'','a\\nb\\\\'),(-2,NULL,\"d\"\"q\");\n"
        "insert ignore into db.`t` (c, id) values (_utf8'x;y)', 3.5), (0x4869, X'4A'),('',7) ON "
        "DUPLICATE KEY UPDATE c='z';\nREPLACE INTO t SET c='no';\nINSERT INTO t (c) SELECT 1;\n";
    static const char WANT[] = "t|id=1|a b=it's 'so'|c=a\nb\\\nt|id=-2|a b=|c=d\"q\n"
                               "t|c=x;y)|id=3.5\nt|c=Hi|id=J\nt|c=|id=7\n";
    for (size_t piece = 1; piece < 50; piece++) {
        struct buf rows;
        struct err e = {""};
        struct sql_dump *d = NULL;
        struct str bytes = str_view(DUMP);
        buf_init(&rows, NULL);
        struct sql_dump_handler handler = {want_all, keep_row, no_long_row, &rows};
        assert_int_equal(sql_dump_new(&handler, &d, &e), RC_OK);
        for (; bytes.n; bytes = str_from(bytes, piece))
            assert_int_equal(sql_dump_push(d, str_first(bytes, piece), &e), RC_OK);
        assert_int_equal(sql_dump_end(d, &e), RC_OK);
        assert_str_is(buf_view(&rows), WANT);
        sql_dump_free(d);
        buf_release(&rows);
    }
}

/* Two values of which each is half a character: neither may come as it is. */
static void sql_that_is_not_utf8(void **state)
{
    (void)state;
    struct buf rows;
    struct err e = {""};
    struct sql_dump *d = NULL;
    buf_init(&rows, NULL);
    struct sql_dump_handler handler = {want_all, keep_row, no_long_row, &rows};
    assert_int_equal(sql_dump_new(&handler, &d, &e), RC_OK);
    assert_int_equal(
        sql_dump_push(d, STR("INSERT INTO t (a,b) VALUES ('x\xE1','\xBB\x87y'),('ok','ệ');"), &e),
        RC_OK);
    assert_str_is(buf_view(&rows), "t|a=x\xEF\xBF\xBD|b=\xEF\xBF\xBD\xEF\xBF\xBDy\nt|a=ok|b=ệ\n");
    sql_dump_free(d);
    buf_release(&rows);
}

/* ---- what was lost once ---- */

static void read_text(const struct source_format *format, const char *text, struct seen *s)
{
    assert_true(format->is(str_view(text)));
    assert_int_equal(read_fixture(format, str_view(text), 64, true, s), RC_OK);
}

static void newsml_names_as_literals_and_packages(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_newsml,
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>"
        "<packageItem guid=\"p\"><itemMeta><provider literal=\"Không ai\"/></itemMeta></packageItem>"
        "<newsItem guid=\"a\"><itemMeta><provider literal=\"Hãng tin Bến\"/></itemMeta><contentMeta>"
        "<creator literal=\"Lê Na\"/><subject literal=\"lúa\"/><subject qcode=\"m:1\"><name>chè</name>"
        "</subject><headline>Một</headline></contentMeta><contentSet><inlineData>Thân</inlineData>"
        "</contentSet></newsItem><newsItem guid=\"b\"><contentMeta><headline>Hai</headline>"
        "</contentMeta></newsItem></itemSet></newsMessage>",
        &s);
    assert_int_equal(s.found, 2);
    assert_int_equal(s.refused, 0);
    assert_says(&s, "by Lê Na\n tag lúa\n tag chè\n");
    assert_says(&s, "from Hãng tin Bến");
    assert_says(&s, "article Hai");
    assert_silent(&s, "Không ai");
    buf_release(&s.text);
}

static void newsml_bylines_name_the_second_writer(void **state)
{
    (void)state;
    static const char ITEM[] =
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='tag:a.example,2024:1' "
        "version='1' standard='NewsML-G2' standardversion='2.30' xml:lang='vi'><itemMeta>"
        "<itemClass qcode='ninat:text'/><versionCreated>2024-06-01T07:00:00Z</versionCreated>"
        "</itemMeta><contentMeta><creator><name>Mai Chi</name></creator><by>%s</by>"
        "<headline>Tin</headline></contentMeta><contentSet><inlineXML "
        "contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body>"
        "<p>Đoạn.</p></body></html></inlineXML></contentSet></newsItem>";
    static const struct {
        const char *by;
        const char *said;
    } CASES[] = {{"Mai Chi và Hoài Nam", "by Mai Chi\n by Hoài Nam"},
                 {"Mai Chi, Cần Thơ", "by Mai Chi\n"}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct seen s;
        char text[1200];
        (void)snprintf(text, sizeof text, ITEM, CASES[i].by);
        read_text(&format_newsml, text, &s);
        assert_says(&s, CASES[i].said);
        assert_silent(&s, "by Cần Thơ");
        buf_release(&s.text);
    }
}

static void newsml_names_are_those_of_its_language(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_newsml,
        "<newsItem guid=\"a\"><contentMeta><located qcode=\"geo:1\"><name xml:lang=\"en\">Riverside"
        "</name><name xml:lang=\"vi-VN\">Ven Sông</name></located><creator><name xml:lang=\"fr\">"
        "Na Le</name><name>Lê Na</name></creator><language tag=\"vi\"/><subject><name "
        "xml:lang=\"en\">rice</name><name xml:lang=\"vi\">lúa</name></subject><subject><name "
        "xml:lang=\"en\">tea</name></subject><headline xml:lang=\"en\">One</headline><headline "
        "xml:lang=\"vi\">Một</headline></contentMeta><contentSet><inlineData>Thân</inlineData>"
        "</contentSet></newsItem>",
        &s);
    assert_says(&s, "article Một");
    assert_says(&s, "by Lê Na\n tag lúa\n tag tea\n");
    assert_says(&s, "place Ven Sông\n");
    assert_silent(&s, "Na Le");
    buf_release(&s.text);
}

static void a_package_alone_is_refused(void **state)
{
    (void)state;
    struct seen s;
    assert_int_equal(
        read_fixture(&format_newsml, STR("<packageItem guid=\"p\"></packageItem>"), 9, true, &s),
        RC_INVALID);
    assert_int_equal(s.found, 0);
    buf_release(&s.text);
}

static void ninjs_captions_people_and_parts(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_ninjs,
        "[{\"uri\":\"u:1\",\"type\":\"text\",\"versioncreated\":\"2024-01-02T03:04:05Z\",\"headline\":"
        "\"Một\",\"body_text\":\"Thân\",\"keyword\":[\"lúa\",{\"name\":\"gạo\"}],\"keywords\":"
        "\"lúa, nếp\",\"people\":[{\"name\":\"Bà Tư\",\"rel\":\"interviewee\"},{"
        "\"name\":\"Lê Na\",\"rel\":\"author\"}],\"associations\":{\"a\":{\"type\":\"picture\","
        "\"body_text\":\"Chú trong thân\",\"renditions\":{\"r\":{\"href\":\"https://x.example/a.jpg\"}}},"
        "\"b\":{\"type\":\"text\",\"headline\":\"Bài kèm\",\"body_text\":\"Thân kèm\"}}},"
        "{\"uri\":\"u:2\",\"type\":\"picture\",\"headlines\":[{\"value\":\"Ảnh\"}],\"bodies\":[{\"value\":"
        "\"Chú ảnh\"}],\"renditions\":[{\"href\":\"https://x.example/b.jpg\"}]}]",
        &s);
    assert_int_equal(s.found, 3);
    assert_says(&s, "by Lê Na\n");
    assert_silent(&s, "by Bà Tư");
    assert_says(&s, " tag lúa\n tag nếp\n tag gạo\n");
    assert_says(&s, "https://x.example/a.jpg  Chú trong thân]");
    assert_says(&s, "article Bài kèm");
    assert_says(&s, "[0  Thân kèm ]");
    assert_says(&s, "https://x.example/b.jpg  Chú ảnh]");
    assert_silent(&s, "[0  Chú ảnh ]"); /* it is the caption, and not told twice */
    buf_release(&s.text);
}

static void ghost_cards_and_lead_pictures(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_ghost,
        "{\"db\":[{\"data\":{\"posts\":[{\"id\":\"1\",\"title\":\"Một\",\"html\":\"<p>Cũ</p>\","
        "\"feature_image\":\"https://x.example/b.jpg\",\"feature_image_caption\":\"Chú nổi\",\"lexical\":\"{"
        "\\\"root\\\":{\\\"children\\\":[{\\\"type\\\":\\\"toggle\\\",\\\"heading\\\":\\\"Đầu\\\",\\\"content\\\":"
        "\\\"<p>Trong</p>\\\"},{\\\"type\\\":\\\"header\\\",\\\"header\\\":\\\"Thẻ\\\",\\\"subheader\\\":\\\"Phụ\\\"},"
        "{\\\"type\\\":\\\"gallery\\\",\\\"images\\\":[{\\\"src\\\":\\\"https://x.example/b.jpg\\\"},{\\\"src\\\":"
        "\\\"https://x.example/c.jpg\\\",\\\"caption\\\":\\\"Riêng\\\"}],\\\"caption\\\":\\\"Cả bộ\\\"}]}}\"}]}}]}",
        &s);
    assert_int_equal(s.found, 1);
    assert_says(&s, "[1  Đầu ] [0  Trong ] [1  Thẻ ] [0  Phụ ]");
    assert_says(&s, "[3 https://x.example/b.jpg  Chú nổi] [3 https://x.example/c.jpg  Riêng] [0  "
                    "Cả bộ ]");
    assert_silent(&s, "Cũ");
    buf_release(&s.text);
}

static void found_file(void *ctx, const struct doc_place *place)
{
    struct seen *s = ctx;
    if (place->kind == DOC_PLACE_FILE)
        buf_addf(&s->text, "file %.*s\n", STR_ARG(place->urls[0]));
}

/* The offset of most items is the site's, wherever in the file they stand. */
static void wordpress_times_without_gmt_and_drawings(void **state)
{
    (void)state;
    static const char FILE_TEXT[] =
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><wp:wxr_version>1.2"
        "</wp:wxr_version><item><title>Một</title><wp:post_type>post</wp:post_type><wp:status>publish"
        "</wp:status><wp:post_date>2024-03-05 08:30:00</wp:post_date><wp:post_date_gmt>0000-00-00 "
        "00:00:00</wp:post_date_gmt></item><item><title>Hai</title><wp:post_type>post</wp:post_type>"
        "<wp:status>publish</wp:status><wp:post_date>2024-03-06 08:30:00</wp:post_date>"
        "<wp:post_date_gmt>2024-03-06 08:30:00</wp:post_date_gmt></item><item><title>Ba</title>"
        "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:post_date>2024-03-07 "
        "08:30:00</wp:post_date><wp:post_date_gmt>2024-03-07 08:30:00</wp:post_date_gmt></item><item>"
        "<title>Lạc</title><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
        "<wp:post_date>2024-03-08 08:30:00</wp:post_date><wp:post_date_gmt>2024-03-08 01:30:00"
        "</wp:post_date_gmt></item><item><title>hình</title><wp:post_type>attachment</wp:post_type>"
        "<wp:post_parent>1</wp:post_parent><wp:attachment_url>https://x.vn/u/hinh.SVG"
        "</wp:attachment_url></item></channel></rss>";
    struct seen s = {.found = 0};
    struct err e = {""};
    buf_init(&s.text, NULL);
    struct export_feed feed = {&format_wxr,
                               {.found = found, .refused = refused, .place = found_file, .ctx = &s},
                               64,
                               true};
    assert_int_equal(export_feed(&feed, str_view(FILE_TEXT), &e), RC_OK);
    assert_int_equal(s.found, 4);
    assert_says(&s, "at 1709627400000"); /* 2024-03-05T08:30:00Z */
    assert_says(&s, "file https://x.vn/u/hinh.SVG");
    buf_release(&s.text);
}

static void wordpress_embeds_sounds_and_list_pages(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_wxr,
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
        "xmlns:content=\"c:rss/1.0/modules/content/\"><channel><item><title>Một</title>"
        "<content:encoded><![CDATA[Chữ\n\n[embed]https://x.example/bai/[/embed]\n\n[audio mp3=\"https://x.example/a.mp3\"]\n\nCuối]]></content:encoded><wp:post_id>2</wp:post_id></item><item><title>Mở</title>"
        "<wp:post_id>3</wp:post_id><wp:status>auto-draft</wp:status></item></channel></rss>",
        &s);
    assert_int_equal(s.found, 1); /* an editor that was opened is no article */
    assert_int_equal(s.refused, 0);
    assert_says(&s, "[0  https://x.example/bai/ ] [0  a.mp3 ] [0  Cuối ]");
    buf_release(&s.text);
}

static void nukeviet_pages_come_too(void **state)
{
    (void)state;
    struct seen s;
    static const char DUMP[] =
        "CREATE TABLE nv4_vi_gioi_thieu (id int, title text, alias text, image text, description text, "
        "bodytext text, status int, add_time int, edit_time int);\n"
        "CREATE TABLE nv4_vi_laws (id int, title text, alias text, bodytext text);\n"
        "INSERT INTO nv4_vi_gioi_thieu VALUES (1,'Về xã','ve-xa','a.jpg','Lời','<p>Chín thôn</p>',1,1600000000,0),"
        "(2,'Ẩn','an','','','<p>x</p>',0,1600000000,0);\n"
        "INSERT INTO nv4_vi_laws VALUES (1,'Luật','luat','<p>y</p>');\n"
        "INSERT INTO nv4_vi_modules (title, module_file, module_data, module_upload) VALUES "
        "('gioi-thieu','page','gioi_thieu','gt');\n";
    assert_cut_anyhow(&format_nukeviet, str_view(DUMP), true);
    read_text(&format_nukeviet, DUMP, &s);
    assert_int_equal(s.found, 2);
    assert_says(&s, "article Về xã\n section  lead Lời at 1600000000000");
    assert_says(&s, "old /vi/gioi-thieu/ve-xa.html");
    assert_says(&s, "[3 uploads/gt/a.jpg  ] [0  Chín thôn ]");
    assert_says(&s, "draft Ẩn");
    assert_silent(&s, "Luật");
    buf_release(&s.text);
}

/* A dump of one article whose tables begin so; the table that tells the prefix stands behind it. */
static void read_prefixed(const char *prefix, const char *language, const char *told,
                          struct seen *s)
{
    char start[64];
    char dump[1024];
    (void)snprintf(start, sizeof start, "%s_%s", prefix, language);
    (void)snprintf(
        dump, sizeof dump,
        "INSERT INTO %s_news_cat (catid, parentid, title, alias) VALUES (1,0,'Tin','tin');\n"
        "INSERT INTO %s_news_rows (id, catid, status, publtime, title, alias, hometext) VALUES "
        "(1,1,1,1700000000,'Tin xã','tin-xa','Lời');\n"
        "INSERT INTO %s_news_detail (id, bodyhtml) VALUES (1,'<p>Thân</p>');\n%s",
        start, start, start, told);
    read_text(&format_nukeviet, dump, s);
    assert_int_equal(s->found, 1);
}

/* A prefix of two letters, or one that begins so, is no language. */
static void nukeviet_prefixes_are_no_languages(void **state)
{
    (void)state;
    static const char SETTINGS[] =
        "INSERT INTO %s_config (lang, module, config_name) VALUES ('sys','global','x');\n";
    static const char MODULES[] =
        "INSERT INTO %s_%s_modules (title, module_data) VALUES ('news','news');\n";
    static const struct {
        const char *prefix;
        const char *language;
        const char *told; /* by this table; "" = none */
    } CASES[] = {{"nv", "vi", ""},         {"xa", "vi", ""},      {"my_site", "vi", ""},
                 {"xa_en", "vi", ""},      {"th", "en", ""},      {"nv4", "lo", ""},
                 {"vi", "en", SETTINGS},   {"vi", "en", MODULES}, {"nv4_de", "tl", SETTINGS},
                 {"nv4_de", "tl", MODULES}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct seen s;
        char told[200] = "";
        char wanted[100];
        const char *p = CASES[i].prefix;
        const char *l = CASES[i].language;
        if (CASES[i].told == SETTINGS)
            (void)snprintf(told, sizeof told, SETTINGS, p);
        if (CASES[i].told == MODULES)
            (void)snprintf(told, sizeof told, MODULES, p, l);
        read_prefixed(p, l, told, &s);
        (void)snprintf(wanted, sizeof wanted, "old /index.php?language=%s&nv=news&", l);
        assert_says(&s, wanted);
        buf_release(&s.text);
    }
}

/* The table of all comments names modules as the site's addresses do, not as their tables: also where
 * one module bears the name of another's tables. */
static void nukeviet_comments_follow_the_name_of_their_module(void **state)
{
    (void)state;
    static const char DUMP[] =
        "INSERT INTO nv4_vi_comment (cid,module,id,pid,content,post_time,post_name,status) VALUES "
        "(1,'tin-tuc',1,0,'Của tin tức',1700000000,'Lan',1),"
        "(2,'news',1,0,'Của sự kiện',1700000000,'Hoa',1);\n"
        "INSERT INTO nv4_vi_modules (title, module_data) VALUES ('tin-tuc','news'),"
        "('news','su_kien');\n"
        "INSERT INTO nv4_vi_news_rows (id,catid,status,publtime,title,alias,hometext) VALUES "
        "(1,1,1,1700000000,'Tin một','tin-mot','');\n"
        "INSERT INTO nv4_vi_su_kien_rows (id,catid,status,publtime,title,alias,hometext) VALUES "
        "(1,1,1,1700000000,'Sự kiện một','su-kien-mot','');\n"
        "INSERT INTO nv4_vi_news_detail (id, bodyhtml) VALUES (1,'<p>Thân tin</p>');\n"
        "INSERT INTO nv4_vi_su_kien_detail (id, bodyhtml) VALUES (1,'<p>Thân sự kiện</p>');\n";
    struct seen s;
    read_text(&format_nukeviet, DUMP, &s);
    struct str said = buf_view(&s.text);
    size_t event = str_find(said, STR("article Sự kiện một"));
    assert_int_equal(s.found, 2);
    assert_true(event < said.n);
    assert_true(str_contains(str_first(said, event), STR("Của tin tức")));
    assert_false(str_contains(str_first(said, event), STR("Của sự kiện")));
    assert_true(str_contains(str_from(said, event), STR("Của sự kiện")));
    buf_release(&s.text);
}

/* Pages of attachments: of the post, of no post but shown by it. */
static void wordpress_attachments_lead_to_their_article(void **state)
{
    (void)state;
    struct seen s;
    read_text(
        &format_wxr,
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
        "xmlns:content=\"c:rss/1.0/modules/content/\"><channel><link>https://x.example</link>"
        "<item><title>Một</title><content:encoded><![CDATA[<p>Chữ</p><img class=\"wp-image-8\" "
        "src=\"/b.jpg\">]]></content:encoded><wp:post_id>2</wp:post_id></item>"
        "<item><title>Ảnh</title><link>https://x.example/att-7/</link><wp:post_id>7</wp:post_id>"
        "<wp:post_parent>2</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        "<wp:attachment_url>https://x.example/a.jpg</wp:attachment_url></item>"
        "<item><title>Ảnh</title><link>https://x.example/att-8/</link><wp:post_id>8</wp:post_id>"
        "<wp:post_parent>0</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        "<wp:attachment_url>https://x.example/b.jpg</wp:attachment_url></item>"
        "<item><title>Ảnh</title><link>https://x.example/att-9/</link><wp:post_id>9</wp:post_id>"
        "<wp:post_parent>0</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        "<wp:attachment_url>https://x.example/c.jpg</wp:attachment_url></item>"
        "</channel></rss>",
        &s);
    assert_int_equal(s.found, 1);
    assert_says(&s, "old https://x.example/att-7/\n old https://x.example/?attachment_id=7\n");
    assert_says(&s, "old https://x.example/att-8/\n old https://x.example/?attachment_id=8\n");
    assert_silent(&s, "att-9");
    buf_release(&s.text);
}

/* ---- what Loa itself adds ---- */

static const char OWN_BODY[] = "<p>Sáng nay họp.</p>\n";

/* A post of Loa's whose body is html, with what stands in "_loa". */
static void read_own(const char *html, struct seen *s)
{
    struct buf b;
    struct arena a;
    struct hash_content hash = hash_content(str_view(OWN_BODY));
    arena_init(&a, 1 << 20);
    buf_init(&b, NULL);
    buf_addf(
        &b,
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
        "xmlns:content=\"c:rss/1.0/modules/content/\"><channel><language>vi</language><item>"
        "<title>Một</title><link>https://cu.example/tin/mot-1.html</link><wp:post_id>1</wp:post_id>"
        "<category domain=\"category\" nicename=\"tin-tuc\">Tin tức</category>"
        "<content:encoded><![CDATA[%s]]></content:encoded>"
        "<wp:postmeta><wp:meta_key>_loa</wp:meta_key><wp:meta_value><![CDATA["
        "{\"version\":2,\"tags\":[\"họp\"],\"old_urls\":[\"https://x.example/?p=9\"],\"body\":"
        "{\"hash\":\"%.*s\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"Sáng nay\",\"html\":"
        "\"<b onclick=x>Sáng</b><script>y()</script> nay\"},"
        "{\"type\":\"figure\",\"src\":\"javascript:z()\",\"caption\":\"Ảnh\"},{\"type\":\"gì\"},"
        "{\"type\":\"table\",\"rows\":[[\"a\",\"\"]]}]}}]]></wp:meta_value></wp:postmeta>"
        "</item></channel></rss>",
        html, STR_ARG(hash_hex(&a, hash.bytes, sizeof hash.bytes)));
    assert_int_equal(read_fixture(&format_wxr, buf_view(&b), 50, true, s), RC_OK);
    assert_int_equal(s->found, 1);
    buf_release(&b);
    arena_release(&a);
}

static void own_blocks_count_while_the_html_is_theirs(void **state)
{
    (void)state;
    struct seen s;
    read_own(OWN_BODY, &s);
    assert_says(&s, "section  lead");
    assert_says(&s, "tag họp");
    assert_says(&s, "old https://cu.example/tin/mot-1.html\n old https://x.example/?p=9\n");
    assert_silent(&s, "?p=1");
    assert_says(&s, "[0  Sáng nay ] [3   Ảnh] [5");
    assert_silent(&s, "javascript");
    buf_release(&s.text);
    read_own("<p>Chiều nay nghỉ.</p>", &s);
    assert_says(&s, "[0  Chiều nay nghỉ. ]");
    assert_silent(&s, "Ảnh");
    buf_release(&s.text);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newsml_names_as_literals_and_packages),
        cmocka_unit_test(newsml_bylines_name_the_second_writer),
        cmocka_unit_test(newsml_names_are_those_of_its_language),
        cmocka_unit_test(a_package_alone_is_refused),
        cmocka_unit_test(ninjs_captions_people_and_parts),
        cmocka_unit_test(ghost_cards_and_lead_pictures),
        cmocka_unit_test(wordpress_times_without_gmt_and_drawings),
        cmocka_unit_test(wordpress_embeds_sounds_and_list_pages),
        cmocka_unit_test(nukeviet_pages_come_too),
        cmocka_unit_test(nukeviet_prefixes_are_no_languages),
        cmocka_unit_test(nukeviet_comments_follow_the_name_of_their_module),
        cmocka_unit_test(wordpress_attachments_lead_to_their_article),
        cmocka_unit_test(own_blocks_count_while_the_html_is_theirs),
        cmocka_unit_test(wordpress),
        cmocka_unit_test(wordpress_through_a_pipe),
        cmocka_unit_test(ghost),
        cmocka_unit_test(nukeviet),
        cmocka_unit_test(ninjs),
        cmocka_unit_test(newsml),
        cmocka_unit_test(newsml_in_several_forms),
        cmocka_unit_test(co_authors_have_their_names),
        cmocka_unit_test(ninjs_bylines_are_lines),
        cmocka_unit_test(markdown),
        cmocka_unit_test(xml_that_people_write),
        cmocka_unit_test(xml_that_is_refused),
        cmocka_unit_test(sql_as_dumps_write_it),
        cmocka_unit_test(sql_that_is_not_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
