/* Old Vietnamese fonts and character sets through every format that comes in. The texts are Loa's own. */
#include "tests/test.h"

#include "article/article_json.h"
#include "ingest/legacy_article.h"
#include "ingest/legacy_stream.h"
#include "ingest/reader.h"
#include "tests/unit/text/legacy_encode.h"
#include "text/legacy_table.h"

#define TITLE "Khánh thành cầu mới qua sông"
#define FIRST "Sáng nay, người dân hai xã được đi lại thuận tiện hơn nhờ chiếc cầu mới."
#define SECOND "Đơn vị thi công nói những hộ ở gần bờ được đền bù theo giá thị trường."
#define MARKUP "<p>" FIRST "</p><p>" SECOND "</p>"

static struct arena a;
static struct legacy_code codes[LEGACY_COUNT];

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    for (enum legacy_charset c = LEGACY_TCVN3; c < LEGACY_COUNT; c++)
        legacy_code_init(&codes[c], c);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

/* How Unicode text looks that was typed in charset's font and stored as UTF-8. */
static struct str typed(enum legacy_charset charset, const char *text)
{
    struct str bytes = legacy_encode(&a, &codes[charset], str_view(text));
    char *out = arena_alloc(&a, bytes.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n += utf8_put(legacy_cp1252((unsigned char)bytes.p[i]), out + n);
    return (struct str){out, n};
}

/* ---- whole files ---- */

static const struct {
    const char *format, *file;
} FILES[] = {
    {"capture", TITLE "\n\n" FIRST "\n\n" SECOND "\n"},
    {"markdown", "---\ntitle: " TITLE "\n---\n\n" FIRST "\n\n" SECOND "\n"},
    {"html", "<html><body><h1>" TITLE "</h1>" MARKUP "</body></html>"},
    {"article-json",
     "{\"title\":\"" TITLE "\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"" FIRST
     "\"},{\"type\":\"paragraph\",\"text\":\"" SECOND "\"}]}"},
    {"feed", "<rss version=\"2.0\"><channel><title>x</title><item><title>" TITLE "</title><link>"
             "http://a.vn/1</link><description><![CDATA[" MARKUP "]]></description></item>"
             "</channel></rss>"},
    {"feed",
     "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">"
     "<id>a</id><title>x</title><entry><id>b</id><title>" TITLE "</title><content "
     "type=\"html\"><![CDATA[" MARKUP "]]></content></entry></feed>"},
    {"feed", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"x\",\"items\":[{\"id\":"
             "\"1\",\"title\":\"" TITLE "\",\"content_html\":\"" MARKUP "\"}]}"},
    {"wxr", "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/"
            "modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>"
            "<wp:wxr_version>1.2</wp:wxr_version><item><title>" TITLE "</title><content:encoded>"
            "<![CDATA[" MARKUP "]]></content:encoded><wp:post_id>5</wp:post_id><wp:status>publish"
            "</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"},
    {"newsml-g2",
     "<?xml version=\"1.0\"?><newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" "
     "guid=\"urn:a\" version=\"1\"><itemMeta><itemClass qcode=\"ninat:text\"/></itemMeta>"
     "<contentMeta><headline>" TITLE "</headline></contentMeta><contentSet><inlineXML "
     "contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\">"
     "<body>" MARKUP "</body></html></inlineXML></contentSet></newsItem>"},
    {"ninjs", "{\"uri\":\"urn:a\",\"type\":\"text\",\"headline\":\"" TITLE
              "\",\"body_html\":\"" MARKUP "\",\"versioncreated\":\"2020-01-01T00:00:00Z\"}"},
    {"ghost",
     "{\"db\":[{\"meta\":{\"exported_on\":1,\"version\":\"5.0\"},\"data\":{\"posts\":[{\"id\":"
     "\"1\",\"title\":\"" TITLE "\",\"slug\":\"a\",\"html\":\"" MARKUP
     "\",\"status\":\"published\",\"type\":\"post\"}]}}]}"},
    {"nukeviet",
     "INSERT INTO `nv4_vi_news_rows` (`id`,`catid`,`listcatid`,`status`,`publtime`,`title`,`alias`,"
     "`hometext`) VALUES (1,1,'1',1,0,'" TITLE "','a','" FIRST "');\n"
     "INSERT INTO `nv4_vi_news_detail` (`id`,`bodyhtml`) VALUES (1,'" MARKUP "');\n"},
};

struct seen {
    const char *format;
    const char *what;
    size_t n;
};

static bool look_at(void *ctx, const struct reader_item *item, enum rc rc,
                    struct reader_place place, const struct err *e)
{
    struct seen *seen = ctx;
    (void)place;
    seen->n++;
    if (rc)
        fail_msg("%s, %s: %s", seen->format, seen->what, e->text);
    assert_str_is(item->article.provenance_format, seen->format);
    assert_str_is(item->article.title, TITLE);
    struct str text = article_plain_text(item->a, &item->article);
    if (!str_contains(text, STR(FIRST)) || !str_contains(text, STR(SECOND)))
        fail_msg("%s, %s: %.*s", seen->format, seen->what, STR_ARG(text));
    return true;
}

static void read_file(size_t file, struct str bytes, const char *what)
{
    struct seen seen = {FILES[file].format, what, 0};
    (void)reader_run(bytes, (struct origin){.path = STR("x"), .captured_ms = CLOCK_NONE},
                     (struct reader_listener){.found = look_at, .ctx = &seen});
    if (seen.n != 1)
        fail_msg("%s, %s: %zu articles", seen.format, what, seen.n);
}

static void typed_text_is_unicode_in_every_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        read_file(i, str_view(FILES[i].file), "Unicode");
        read_file(i, typed(LEGACY_TCVN3, FILES[i].file), "TCVN3 typed");
        read_file(i, typed(LEGACY_VNI, FILES[i].file), "VNI typed");
        read_file(i, typed(LEGACY_CP1258, FILES[i].file), "windows-1258 typed");
    }
}

static void bytes_are_unicode_in_every_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FILES); i++)
        for (enum legacy_charset c = LEGACY_TCVN3; c <= LEGACY_CP1258; c++)
            read_file(i, legacy_encode(&a, &codes[c], str_view(FILES[i].file)), legacy_words(c));
}

/* ---- fields ---- */

static struct str texts[] = {STR_INIT("x"), STR_INIT("y")};

static void fields_follow_the_body(void **state)
{
    (void)state;
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = typed(LEGACY_TCVN3, FIRST)};
    block.html =
        html_from_store(typed(LEGACY_TCVN3, "Sáng nay, <a href=\"/ng/HaI\">người dân</a>"));
    block.caption = typed(LEGACY_TCVN3, "Ảnh");
    texts[0] = typed(LEGACY_TCVN3, "cầu");
    texts[1] = STR("người dân"); /* set anew */
    struct article art = {.title = typed(LEGACY_TCVN3, "Cầu mới"),
                          .section = typed(LEGACY_TCVN3, "Giao thông"), /* « is the letter */
                          .site_name = STR("© Báo tỉnh"),
                          .source_name = STR("Báo Khánh Hòa và Đời sống"),
                          .url = STR("http://a.vn/têp"),
                          .tags = {texts, 2},
                          .blocks = &block,
                          .blocks_n = 1};
    assert_int_equal(legacy_mend_article(&a, &art), LEGACY_TCVN3);
    assert_str_is(art.title, "Cầu mới");
    assert_str_is(art.section, "Giao thông");
    assert_str_is(art.site_name, "© Báo tỉnh");
    assert_str_is(art.source_name, "Báo Khánh Hòa và Đời sống");
    assert_str_is(art.url, "http://a.vn/têp");
    assert_str_is(art.tags.items[0], "cầu");
    assert_str_is(art.tags.items[1], "người dân");
    assert_str_is(art.blocks[0].html.s, "Sáng nay, <a href=\"/ng/HaI\">người dân</a>");
    assert_true(texts[0].p != art.tags.items[0].p); /* the list it came with is as it was */
}

static void other_text_stays(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "Người dân góp ý về giờ mở cửa thư viện, chỗ đọc cho trẻ nhỏ và lối đi.",
        "Là em, là ta, và cô bé ở bên hồ.",
        "À Paris, la mairie a présenté son projet après dix années d’études à l’hôtel de ville.",
        "The naïve café owner in São Paulo paid 50 £ – 60 € to José and Zoë, he said.",
        "Größere Städte müssen für die Brücke über die Isar künftig größere Beiträge zahlen.",
        "Le gérant: « D’où vient l’été ? » M’Bappé, n° 7, l’a dit à D’Artagnan, à M’ et à L’.",
        "if (a[i] != b) { return x ¬ y; } /* § 5, µs ± 3 × 2 ÷ ø */",
        "Lê Hoà, Hà Anh, Trà My, bà Tám, cô Ba và em bé",
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct article_block block = {.type = BLOCK_PARAGRAPH, .text = str_view(TEXTS[i])};
        struct article art = {.title = str_view(TEXTS[i]), .blocks = &block, .blocks_n = 1};
        enum legacy_charset charset = legacy_mend_article(&a, &art);
        if (charset != LEGACY_NONE)
            fail_msg("%s is taken for %s", TEXTS[i], legacy_words(charset));
        assert_str_is(art.title, TEXTS[i]);
        assert_str_is(legacy_page_text(&a, str_view(TEXTS[i])), TEXTS[i]);
    }
}

static void comments_and_places_follow(void **state)
{
    (void)state;
    struct doc_comment comments[] = {
        {.name = typed(LEGACY_VNI, "Hồng"), .text = typed(LEGACY_VNI, "Mừng quá")},
        {.name = STR("Ẩn danh"), .text = STR("Ừ, đẹp thật")},
    };
    struct str steps[] = {typed(LEGACY_VNI, "Đời sống"), STR("Kinh tế")};
    struct doc doc = {.comments = comments, .comments_n = 2};
    const struct doc *own = legacy_mend_comments(&a, &doc, LEGACY_VNI);
    assert_str_is(own->comments[0].name, "Hồng");
    assert_str_is(own->comments[0].text, "Mừng quá");
    assert_str_is(own->comments[1].text, "Ừ, đẹp thật");
    assert_ptr_equal(legacy_mend_comments(&a, &doc, LEGACY_NONE), &doc);
    struct doc_place place = {.name = steps[0], .steps = steps, .steps_n = 2};
    struct doc_place mended = legacy_mend_place(&a, &place, LEGACY_VNI);
    assert_str_is(mended.name, "Đời sống");
    assert_str_is(mended.steps[0], "Đời sống");
    assert_str_is(mended.steps[1], "Kinh tế");
}

/* ---- streams ---- */

static void keep_piece(void *ctx, struct str piece)
{
    buf_add(ctx, piece);
}

static struct str streamed(struct str bytes, size_t piece_bytes)
{
    struct legacy_stream s;
    struct buf out;
    buf_init(&out, &a);
    legacy_stream_init(&s, bytes, keep_piece, &out);
    for (struct str rest = bytes; rest.n; rest = str_from(rest, piece_bytes))
        legacy_stream_push(&s, str_first(rest, piece_bytes));
    legacy_stream_end(&s);
    assert_false(legacy_stream_failed(&s));
    legacy_stream_release(&s);
    return buf_view(&out);
}

static void pieces_of_any_size_give_the_same(void **state)
{
    (void)state;
    static const size_t SIZES[] = {1, 2, 3, 7, 64, 1000, 1 << 20};
    for (enum legacy_charset c = LEGACY_TCVN3; c <= LEGACY_CP1258; c++) {
        struct buf file;
        struct buf want;
        buf_init(&file, &a);
        buf_init(&want, &a);
        for (int i = 0; i < 400; i++) { /* past what recognition looks at; ASCII and UTF-8 first */
            bool unicode = i < 3 || i % 50 == 0;
            const char *row = i < 200 ? "(1, '" FIRST "'),\n" : "(2, '" SECOND "'),\n";
            buf_add(&file, unicode ? str_view(row) : legacy_encode(&a, &codes[c], str_view(row)));
            buf_add(&want, str_view(row));
        }
        for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
            struct str got = streamed(buf_view(&file), SIZES[i]);
            size_t at = 0;
            while (at < got.n && at < want.n && got.p[at] == want.p[at])
                at++;
            if (!str_eq(got, buf_view(&want)))
                fail_msg("%s in pieces of %zu, byte %zu: %.*s", legacy_words(c), SIZES[i], at,
                         STR_ARG(str_slice(got, at, at + 40)));
        }
    }
}

static void other_bytes_pass(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "plain ASCII, and no end of line",
        "Hà Nội, “quê hương” 🎉",
        "un caf\xe9 \xe0 Lyon, d\xe9j\xe0 vu",
        "Hà Nội \xff\xfe và \xe0",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>Thµnh</a>",
        "\xc3",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        assert_str_is(streamed(str_view(TEXTS[i]), 1), TEXTS[i]);
        assert_str_is(streamed(str_view(TEXTS[i]), 4096), TEXTS[i]);
    }
    struct str declared = legacy_encode(
        &a, &codes[LEGACY_TCVN3], STR("<?xml version=\"1.0\" encoding=\"windows-1252\"?>" MARKUP));
    assert_str_eq(streamed(declared, 4096),
                  declared); /* its reader decodes that, then it is typed text */
}

static void a_file_without_white_space_ends(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, &a);
    buf_add(&file, legacy_encode(&a, &codes[LEGACY_TCVN3], STR(FIRST " " SECOND " ")));
    while (file.n < 3 * (size_t)LEGACY_STREAM_HELD_BYTES)
        buf_add(&file, STR("\xb5\xb6\xb7\xb8"));
    struct str got = streamed(buf_view(&file), 1 << 16);
    assert_true(str_starts(got, STR(FIRST)));
    assert_true(utf8_valid(got, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_text_is_unicode_in_every_format),
        cmocka_unit_test(bytes_are_unicode_in_every_format),
        cmocka_unit_test(fields_follow_the_body),
        cmocka_unit_test(other_text_stays),
        cmocka_unit_test(comments_and_places_follow),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
        cmocka_unit_test(other_bytes_pass),
        cmocka_unit_test(a_file_without_white_space_ends),
    };
    return cmocka_run_group_tests(tests, start, end);
}
