#include "tests/test.h"

#include "article/article_json.h"
#include "article/reserved.h"
#include "article/slug.h"
#include "base/hash.h"

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

static struct article read_ok(const char *json)
{
    struct article art = {0};
    struct err e = {""};
    enum rc rc = article_json_read(&a, str_view(json), (struct article_json_options){0}, &art, &e);
    if (rc)
        fail_msg("%s", e.text);
    return art;
}

static void lists_have_an_order_and_tables_a_head(void **state)
{
    (void)state;
    struct buf b;
    struct article art = read_ok(
        "{\"title\":\"a\",\"blocks\":[{\"type\":\"list\",\"items\":[\"x\"],\"ordered\":true},"
        "{\"type\":\"table\",\"rows\":[[\"y\"]],\"header\":true,\"ordered\":true},"
        "{\"type\":\"list\",\"items\":[\"z\"],\"ordered\":\"yes\"}]}");
    buf_init(&b, &a);
    article_json_write_blocks(&b, &art);
    assert_str_is(buf_view(&b), "[{\"type\":\"list\",\"items\":[\"x\"],\"ordered\":true},"
                                "{\"type\":\"table\",\"rows\":[[\"y\"]],\"header\":true},"
                                "{\"type\":\"list\",\"items\":[\"z\"]}]");
}

static void assert_refused(const char *json, enum rc want, const char *part)
{
    struct article art = {.title = STR("untouched")};
    struct err e = {""};
    enum rc rc = article_json_read(&a, str_view(json), (struct article_json_options){0}, &art, &e);
    assert_int_equal(rc, want);
    if (!strstr(e.text, part))
        fail_msg("\"%s\" does not name \"%s\"", e.text, part);
    assert_str_is(art.title, "untouched");
}

static void every_key_is_written(void **state)
{
    (void)state;
    struct buf b;
    struct article art = read_ok("{\"title\":\"  Một \\n bài \"}");
    buf_init(&b, &a);
    article_json_write(&b, &art);
    assert_str_is(buf_view(&b),
                  "{\"title\":\"Một bài\",\"kicker\":null,\"section\":null,\"breadcrumb\":[],"
                  "\"dateline\":null,\"lead\":null,\"language\":null,\"published\":null,"
                  "\"updated\":null,\"contributors\":[],\"blocks\":[],\"source\":null,\"url\":null,"
                  "\"tags\":[],\"topics\":[],\"teasers\":[],\"copyright\":null,"
                  "\"provenance\":null,\"featured\":false,\"comments\":\"open\","
                  "\"sponsored\":null}");
}

static void teasers_and_house_keys_are_read(void **state)
{
    (void)state;
    struct article art = read_ok(
        "{\"title\":\"t\",\"teasers\":[{\"block\":\"Đọc nhiều\",\"title\":\"x\",\"time\":\"9h\"}],"
        "\"featured\":true,\"comments\":\"closed\",\"sponsored\":{\"sponsor\":\"Xưởng Sen\"},"
        "\"source\":{\"name\":\"Báo A\",\"url\":null},\"updated\":\"2024-02-03 04:05\"}");
    assert_int_equal(art.teasers_n, 1);
    assert_str_is(art.teasers[0].time, "9h");
    assert_true(art.featured && art.comments_closed && article_is_aggregated(&art));
    assert_str_is(art.sponsor, "Xưởng Sen");
    assert_str_is(clock_rfc3339(&a, art.updated_ms), "2024-02-03T04:05:00+07:00");
}

static void documents_come_and_go(void **state)
{
    (void)state;
    struct buf b;
    static const char DOCUMENTS[] =
        "\"documents\":[{\"title\":\"Quyết định 12\",\"url\":\"media/ab/c.pdf\","
        "\"type\":\"application/pdf\",\"bytes\":120},"
        "{\"title\":\"Phụ lục\",\"url\":\"https://x.vn/b.doc\",\"type\":null,\"bytes\":null}]";
    struct article art = read_ok(str_cstr(&a, str_format(&a, "{\"title\":\"t\",%s}", DOCUMENTS)));
    assert_int_equal(art.documents_n, 2);
    assert_int_equal(art.documents[0].bytes, 120);
    buf_init(&b, &a);
    article_json_write(&b, &art);
    assert_true(str_contains(buf_view(&b), str_view(DOCUMENTS)));
    art = read_ok("{\"title\":\"t\",\"documents\":[{\"title\":\"ở đâu?\"},"
                  "{\"url\":\"a.pdf\",\"bytes\":-1}]}");
    assert_int_equal(art.documents_n, 1);
    assert_int_equal(art.documents[0].bytes, 0);
    assert_refused("{\"title\":\"a\",\"documents\":[1]}", RC_INVALID, "documents[0]");
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    assert_refused("", RC_INVALID, "line 1");
    assert_refused("{\"title\":\"a\",\n \"lead\" 3}", RC_INVALID, "line 2, column");
    assert_refused("[]", RC_INVALID, "must be a JSON object");
    assert_refused("{}", RC_INVALID, "title: missing");
    assert_refused("{\"title\":7}", RC_INVALID, "title: must be text");
    assert_refused("{\"title\":\"a\",\"published\":\"gestern\"}", RC_INVALID, "published");
    assert_refused("{\"title\":\"a\",\"tags\":\"b\"}", RC_INVALID, "tags: must be a list");
    assert_refused("{\"title\":\"a\",\"tags\":[1]}", RC_INVALID, "tags");
    assert_refused("{\"title\":\"a\",\"blocks\":[1]}", RC_INVALID, "blocks[0]: must be an object");
    assert_refused("{\"title\":\"a\",\"blocks\":[{\"type\":\"paragraph\"},{\"type\":\"x\"}]}",
                   RC_INVALID, "blocks[1].type");
    assert_refused("{\"title\":\"a\",\"blocks\":[{\"type\":\"paragraph\",\"html\":1}]}", RC_INVALID,
                   "blocks[0].html");
    assert_refused("{\"title\":\"a\",\"blocks\":[{\"type\":\"table\",\"rows\":[1]}]}", RC_INVALID,
                   "blocks[0].rows");
    assert_refused("{\"title\":\"a\",\"blocks\":[{\"type\":\"related\",\"items\":[1]}]}",
                   RC_INVALID, "blocks[0].items");
    assert_refused("{\"title\":\"a\",\"contributors\":[{\"name\":\"b\",\"role\":\"king\"}]}",
                   RC_INVALID, "contributors[0].role");
    assert_refused("{\"title\":\"a\",\"source\":1}", RC_INVALID, "source");
    assert_refused("{\"title\":\"a\",\"featured\":1}", RC_INVALID, "featured");
    assert_refused("{\"title\":\"a\",\"comments\":\"x\"}", RC_INVALID, "comments");
    assert_refused("{\"title\":\"a\\u0000b\"}", RC_INVALID, "not JSON");
}

static struct html shout(void *ctx, struct arena *arena, struct str markup)
{
    (void)ctx;
    return html_escape(arena, markup);
}

static void markup_comes_in_only_sanitized_or_trusted(void **state)
{
    (void)state;
    static const char JSON[] =
        "{\"title\":\"a\",\"blocks\":[{\"type\":\"quote\",\"text\":\"x\",\"html\":\"<b>x</b>\"}]}";
    struct article art;
    struct err e = {""};
    assert_str_is(read_ok(JSON).blocks[0].html.s, "");
    struct article_json_options trusted = {.trusted_html = true};
    assert_int_equal(article_json_read(&a, str_view(JSON), trusted, &art, &e), RC_OK);
    assert_str_is(art.blocks[0].html.s, "<b>x</b>");
    struct article_json_options cleaned = {.sanitize = shout};
    assert_int_equal(article_json_read(&a, str_view(JSON), cleaned, &art, &e), RC_OK);
    assert_str_is(art.blocks[0].html.s, "&lt;b&gt;x&lt;/b&gt;");
}

static void limits_are_kept(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    buf_add(&b, STR("{\"title\":\""));
    for (int i = 0; i <= ARTICLE_TITLE_MAX_CP; i++)
        buf_add(&b, STR("đ"));
    buf_add(&b, STR("\"}"));
    assert_refused(str_cstr(&a, buf_view(&b)), RC_LIMIT, "title");
    buf_clear(&b);
    buf_add(&b, STR("{\"title\":\"a\",\"tags\":[\"x\""));
    for (int i = 0; i < ARTICLE_LIST_MAX; i++)
        buf_add(&b, STR(",\"x\""));
    buf_add(&b, STR("]}"));
    assert_refused(str_cstr(&a, buf_view(&b)), RC_LIMIT, "tags");
    buf_clear(&b);
    while (b.n <= ARTICLE_TEXT_MAX_BYTES)
        buf_add(&b, STR("                                                                "));
    assert_refused(str_cstr(&a, buf_view(&b)), RC_LIMIT, "at most");
    struct article art = read_ok("{\"title\":\"a\"}");
    struct err e = {""};
    art.contributors_n = ARTICLE_LIST_MAX + 1;
    assert_int_equal(article_check(&art, &e), RC_LIMIT);
    art.contributors_n = 0;
    art.blocks_n = ARTICLE_BLOCKS_MAX + 1;
    assert_int_equal(article_check(&art, &e), RC_LIMIT);
    art.blocks_n = 0;
    art.teasers_n = ARTICLE_BLOCKS_MAX + 1;
    assert_int_equal(article_check(&art, &e), RC_LIMIT);
    art.teasers_n = 0;
    art.lead = STR("\xff");
    assert_int_equal(article_check(&art, &e), RC_INVALID);
}

static void plain_text_and_excerpt(void **state)
{
    (void)state;
    struct article art = read_ok(
        "{\"title\":\"Tít\",\"blocks\":[{\"type\":\"figure\",\"src\":\"a.jpg\",\"caption\":\"Cảnh\"},"
        "{\"type\":\"paragraph\",\"text\":\"Một hai ba, bốn năm\"},{\"type\":\"list\",\"items\":"
        "[\"m1\",\"m2\"]},{\"type\":\"table\",\"rows\":[[\"o\",\"\"]]},{\"type\":\"related\","
        "\"items\":[{\"title\":\"khác\"}]},{\"type\":\"video\",\"src\":\"v.mp4\"}],"
        "\"tags\":[\"thẻ\"],\"contributors\":[{\"name\":\"Lê Na\",\"role\":\"author\"}]}");
    assert_str_is(article_plain_text(&a, &art),
                  "Tít\nCảnh\nMột hai ba, bốn năm\nm1\nm2\no\nthẻ\nLê Na");
    assert_str_is(article_excerpt(&a, &art, 11), "Một hai ba…");
    assert_str_is(article_excerpt(&a, &art, 13), "Một hai ba…");
    assert_str_is(article_excerpt(&a, &art, 100), "Một hai ba, bốn năm");
    art.lead = STR("Lời dẫn");
    assert_str_is(article_excerpt(&a, &art, 100), "Lời dẫn");
    assert_str_is(article_lead_picture(&art)->src, "a.jpg");
    assert_str_is(article_lead_video(&art)->src, "v.mp4");
    art.blocks_n = 0;
    assert_null(article_lead_picture(&art));
}

static void slugs(void **state)
{
    (void)state;
    assert_str_is(slug_from_title(&a, STR("Đoàn đại biểu  tới thăm!")), "doan-dai-bieu-toi-tham");
    assert_str_is(slug_from_title(&a, STR("日本")), "bai");
    assert_str_is(slug_from_title(&a, STR("--A--")), "a");
    struct buf b;
    buf_init(&b, &a);
    for (int i = 0; i < 60; i++)
        buf_add(&b, STR("abcd "));
    struct str slug = slug_from_title(&a, buf_view(&b));
    assert_true(slug.n <= SLUG_MAX_BYTES && slug_valid(slug) && str_ends(slug, STR("-abcd")));
    assert_false(slug_valid(STR("")));
    assert_false(slug_valid(STR("-a")));
    assert_false(slug_valid(STR("a--b")));
    assert_false(slug_valid(STR("a-")));
    assert_false(slug_valid(STR("Đ")));
    assert_true(reserved_is(STR("tim-kiem")));
    assert_false(reserved_is(STR("thoi-su")));
}

static void addresses_that_run_are_none(void **state)
{
    (void)state;
    static const char JSON[] =
        "{\"title\":\"a\",\"source\":{\"name\":\"x\",\"url\":\"javascript:1\"},\"url\":\" JaVa\\tScript:1\","
        "\"blocks\":[{\"type\":\"figure\",\"src\":\"data:text/html,x\"},{\"type\":\"video\","
        "\"src\":\"/a.mp4\",\"poster\":\"vbscript:1\"},{\"type\":\"related\",\"items\":[{\"title\":\"t\","
        "\"url\":\"tin-1\"},{\"title\":\"t\",\"url\":\"HTTPS://a.vn/b:c\"},{\"title\":\"t\",\"url\":"
        "\"/a?b:c\"}]}],\"teasers\":[{\"title\":\"t\",\"url\":\"file:///etc/passwd\"}]}";
    struct article art;
    struct err e = {""};
    assert_int_equal(
        article_json_read(&a, str_view(JSON), (struct article_json_options){0}, &art, &e), RC_OK);
    assert_str_is(art.source_url, "");
    assert_str_is(art.url, "");
    assert_str_is(art.blocks[0].src, "");
    assert_str_is(art.blocks[1].src, "/a.mp4");
    assert_str_is(art.blocks[1].poster, "");
    assert_str_is(art.blocks[2].links[0].url, "tin-1");
    assert_str_is(art.blocks[2].links[1].url, "HTTPS://a.vn/b:c");
    assert_str_is(art.blocks[2].links[2].url, "/a?b:c");
    assert_str_is(art.teasers[0].url, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_written),
        cmocka_unit_test(lists_have_an_order_and_tables_a_head),
        cmocka_unit_test(teasers_and_house_keys_are_read),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(markup_comes_in_only_sanitized_or_trusted),
        cmocka_unit_test(documents_come_and_go),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(addresses_that_run_are_none),
        cmocka_unit_test(plain_text_and_excerpt),
        cmocka_unit_test(slugs),
    };
    return cmocka_run_group_tests(tests, start, end);
}
