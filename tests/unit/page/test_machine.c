/* Feeds, sitemaps, robots, OpenSearch, JSON-LD: read back by parsers, and compared with golden files. */
#include "golden.h"

#include "base/clock.h"
#include "page/feed.h"
#include "page/json_ld.h"
#include "page/sitemap.h"
#include "page/xml.h"

#include <expat.h>
#include <jansson.h>

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static int64_t at(const char *rfc3339)
{
    int64_t ms = 0;
    assert_true(clock_parse_rfc3339(str_view(rfc3339), &ms));
    return ms;
}

/* ---- a tiny XML reader: the texts of the elements of one name, one a line ---- */

struct reading {
    const char *element;
    int inside;
    int found;
    struct buf texts;
};

static void on_open(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = user;
    (void)attributes;
    r->inside += strcmp(name, r->element) == 0;
}

static void on_close(void *user, const XML_Char *name)
{
    struct reading *r = user;
    if (strcmp(name, r->element) != 0)
        return;
    r->inside--;
    r->found++;
    buf_add_byte(&r->texts, '\n');
}

static void on_text(void *user, const XML_Char *text, int n)
{
    struct reading *r = user;
    if (r->inside)
        buf_add(&r->texts, (struct str){text, (size_t)n});
}

/* Fails unless xml is well-formed. */
static struct str texts_of(struct str xml, const char *element, int *found)
{
    struct reading r = {.element = element};
    buf_init(&r.texts, &arena);
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, &r);
    XML_SetElementHandler(parser, on_open, on_close);
    XML_SetCharacterDataHandler(parser, on_text);
    bool good = XML_Parse(parser, xml.p, (int)xml.n, 1) == XML_STATUS_OK;
    if (!good)
        print_error("line %lu: %s\n", (unsigned long)XML_GetCurrentLineNumber(parser),
                    XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    assert_true(good);
    if (found)
        *found = r.found;
    return buf_view(&r.texts);
}

static json_t *parsed(struct str text)
{
    json_error_t error;
    json_t *json = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!json)
        fail_msg("%s", error.text);
    return json;
}

/* ---- feeds ---- */

static const struct str TAGS[] = {STR_INIT("chợ & phố"), STR_INIT("du lịch")};

static struct feed sample_feed(struct feed_item items[2])
{
    items[0] = (struct feed_item){
        .id = STR("tag:loa.example,2025:42"),
        .url = STR("https://loa.example/van-hoa/le-hoi-42.html"),
        .title = STR("Lễ hội “Đèn & Sông” <khai mạc>"),
        .author = STR("Nguyễn Thị An, Trần Bình"),
        .section = STR("Văn hóa"),
        .summary = STR("Tối 1/10, lễ hội khai mạc."),
        .content = html_from_store(STR("<p>Tối 1/10, <b>lễ hội</b> &amp; chợ đêm ]]></p>")),
        .published_ms = at("2025-10-01T19:30:00+07:00"),
        .updated_ms = at("2025-10-01T21:00:00+07:00"),
        .picture_url = STR("https://loa.example/media/a.jpg?w=1&h=2"),
        .picture_type = STR("image/jpeg"),
        .picture_bytes = 51234,
        .picture_title = STR("Đèn trên sông"),
        .tags = TAGS,
        .tags_n = COUNT_OF(TAGS),
    };
    items[1] = (struct feed_item){
        .id = STR("tag:loa.example,2025:41"),
        .url = STR("https://loa.example/thoi-su/hop-bao-41.html"),
        .title = STR("Họp báo"),
        .summary = STR("Chiều 30/9, họp báo."),
        .published_ms = at("2025-09-30T15:00:00+07:00"),
        .updated_ms = CLOCK_NONE,
        .source_name = STR("Báo Sông Ngân"),
        .source_url = STR("https://bao.example/41"),
    };
    return (struct feed){
        .title = STR("Loa: Tin mới"),
        .description = STR("Tin mới của Loa"),
        .home_url = STR("https://loa.example/tin-moi"),
        .self_url = STR("https://loa.example/tin-moi.rss"),
        .site_name = STR("Loa"),
        .language = STR("vi"),
        .icon_url = STR("https://loa.example/icon.png"),
        .copyright = STR("© Loa"),
        .updated_ms = at("2025-10-01T21:00:00+07:00"),
        .items = items,
        .items_n = 2,
    };
}

static void test_rss(void **state)
{
    (void)state;
    struct feed_item items[2];
    struct feed feed = sample_feed(items);
    struct str rss = feed_rss(&arena, &feed);
    int found = 0;
    (void)texts_of(rss, "item", &found);
    assert_int_equal(found, 2);
    assert_str_is(texts_of(rss, "title", NULL),
                  "Loa: Tin mới\nLoa: Tin mới\nLễ hội “Đèn & Sông” <khai mạc>\nHọp báo\n");
    assert_str_is(texts_of(rss, "pubDate", NULL),
                  "Wed, 01 Oct 2025 19:30:00 +0700\nTue, 30 Sep 2025 15:00:00 +0700\n");
    assert_str_is(texts_of(rss, "content:encoded", NULL),
                  "<p>Tối 1/10, <b>lễ hội</b> &amp; chợ đêm ]]></p>\n");
    assert_golden(rss, "feed.rss");
}

static void test_atom(void **state)
{
    (void)state;
    struct feed_item items[2];
    struct feed feed = sample_feed(items);
    struct str atom = feed_atom(&arena, &feed);
    int found = 0;
    (void)texts_of(atom, "entry", &found);
    assert_int_equal(found, 2);
    assert_str_is(texts_of(atom, "updated", NULL),
                  "2025-10-01T21:00:00+07:00\n2025-10-01T21:00:00+07:00\n"
                  "2025-09-30T15:00:00+07:00\n");
    assert_golden(atom, "feed.atom");
}

static void test_json_feed(void **state)
{
    (void)state;
    struct feed_item items[2];
    struct feed feed = sample_feed(items);
    struct str text = feed_json(&arena, &feed);
    json_t *json = parsed(text);
    json_t *list = json_object_get(json, "items");
    assert_int_equal(json_array_size(list), 2);
    json_t *first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(first, "title")),
                        "Lễ hội “Đèn & Sông” <khai mạc>");
    assert_null(json_object_get(first, "content_text"));
    assert_non_null(json_object_get(json_array_get(list, 1), "content_text"));
    json_decref(json);
    assert_golden(text, "feed.json");
}

static void test_empty_feed_is_still_one(void **state)
{
    (void)state;
    struct feed feed = {.title = STR("Loa"),
                        .home_url = STR("https://loa.example/"),
                        .self_url = STR("https://loa.example/rss"),
                        .language = STR("vi"),
                        .updated_ms = CLOCK_NONE};
    (void)texts_of(feed_rss(&arena, &feed), "title", NULL);
    assert_str_is(texts_of(feed_atom(&arena, &feed), "updated", NULL),
                  "1970-01-01T07:00:00+07:00\n");
    json_t *json = parsed(feed_json(&arena, &feed));
    assert_int_equal(json_array_size(json_object_get(json, "items")), 0);
    json_decref(json);
}

/* Every byte that may come out of a store must still give XML. */
static void test_any_text_is_well_formed(void **state)
{
    (void)state;
    char text[256 + 12];
    for (int i = 0; i < 256; i++)
        text[i] = (char)(unsigned char)i;
    memcpy(text + 256, "\xEF\xBF\xBE\xEF\xBF\xBF\xED\xA0\x80]]>", 12);
    struct feed_item items[2];
    struct feed feed = sample_feed(items);
    items[0].title = (struct str){text, sizeof text};
    items[0].picture_title = items[0].title;
    items[0].url = items[0].title;
    items[1].content = html_from_store(items[0].title);
    (void)texts_of(feed_rss(&arena, &feed), "title", NULL);
    (void)texts_of(feed_atom(&arena, &feed), "title", NULL);
    json_t *json = parsed(feed_json(&arena, &feed));
    json_decref(json);
    struct buf b;
    buf_init(&b, &arena);
    xml_text(&b, STR("a\x01"
                     "b\x7F"
                     "c\xC2\x85"
                     "d\te\n\r\xFF\xEF\xBF\xBE"));
    assert_str_is(buf_view(&b), "abcd\te\n\xEF\xBF\xBD");
}

static void test_failed_arena_gives_nothing(void **state)
{
    (void)state;
    struct feed_item items[2];
    struct feed feed = sample_feed(items);
    struct arena small;
    arena_init(&small, 600);
    assert_int_equal(feed_rss(&small, &feed).n, 0);
    assert_int_equal(feed_atom(&small, &feed).n, 0);
    assert_int_equal(feed_json(&small, &feed).n, 0);
    arena_release(&small);
}

/* ---- for search engines ---- */

static void test_sitemap(void **state)
{
    (void)state;
    struct sitemap_url urls[] = {
        {STR("https://loa.example/a-1.html?x=1&y=2"), at("2025-10-01T19:30:00+07:00"),
         STR("https://loa.example/media/a.jpg")},
        {STR("https://loa.example/b-2.html"), CLOCK_NONE, STR("")},
    };
    struct str page = sitemap_page(&arena, urls, COUNT_OF(urls));
    assert_str_is(texts_of(page, "loc", NULL),
                  "https://loa.example/a-1.html?x=1&y=2\nhttps://loa.example/b-2.html\n");
    assert_golden(page, "sitemap.xml");
    struct str index = sitemap_index(&arena, urls, COUNT_OF(urls));
    assert_str_is(texts_of(index, "lastmod", NULL), "2025-10-01T19:30:00+07:00\n");
    assert_golden(index, "sitemap_index.xml");
}

static void test_sitemap_keeps_its_limit(void **state)
{
    (void)state;
    enum { MANY = SITEMAP_URLS_MAX + 1 };
    struct sitemap_url *urls = arena_array(&arena, MANY, sizeof *urls);
    for (int i = 0; i < MANY; i++)
        urls[i] = (struct sitemap_url){STR("https://loa.example/"), CLOCK_NONE, STR("")};
    int found = 0;
    (void)texts_of(sitemap_page(&arena, urls, MANY), "url", &found);
    assert_int_equal(found, SITEMAP_URLS_MAX);
}

static void test_news_of_two_days(void **state)
{
    (void)state;
    int64_t now = at("2025-10-03T12:00:00+07:00");
    struct sitemap_news_item items[] = {
        {STR("https://loa.example/future"), STR("Mai"), now + 1},
        {STR("https://loa.example/now"), STR("Nay & <nay>"), now},
        {STR("https://loa.example/edge"), STR("Hai ngày"), now - 2 * CLOCK_DAY_MS},
        {STR("https://loa.example/old"), STR("Cũ"), now - 2 * CLOCK_DAY_MS - 1},
    };
    struct str news = sitemap_news(&arena, STR("Loa"), STR("vi"), items, COUNT_OF(items), now);
    assert_str_is(texts_of(news, "news:title", NULL), "Nay & <nay>\nHai ngày\n");
    assert_golden(news, "sitemap_news.xml");
}

static void test_robots(void **state)
{
    (void)state;
    struct str hidden[] = {STR("/tim-kiem"), STR("/qc/\nDisallow: /")};
    struct str maps[] = {STR("https://loa.example/sitemap.xml")};
    struct robots r = {.hidden = hidden, .hidden_n = 2, .sitemaps = maps, .sitemaps_n = 1};
    assert_str_is(robots_txt(&arena, &r),
                  "User-agent: *\nDisallow: /tim-kiem\nDisallow: /qc/Disallow: /\n"
                  "Sitemap: https://loa.example/sitemap.xml\n");
    r.closed = true;
    assert_str_is(robots_txt(&arena, &r), "User-agent: *\nDisallow: /\n");
    assert_str_is(robots_txt(&arena, &(struct robots){0}), "User-agent: *\nAllow: /\n");
}

static void test_opensearch(void **state)
{
    (void)state;
    struct opensearch o = {
        .name = STR("Cổng thông tin điện tử phường Sông Ngân"),
        .search_url = STR("https://loa.example/tim-kiem?x=1&q="),
        .icon_url = STR("https://loa.example/icon.svg"),
        .language = STR("vi"),
    };
    struct str xml = opensearch_xml(&arena, &o);
    assert_str_is(texts_of(xml, "ShortName", NULL), "Cổng thông tin đ\n");
    assert_golden(xml, "opensearch.xml");
}

/* ---- JSON-LD ---- */

static void test_json_ld(void **state)
{
    (void)state;
    struct str pictures[] = {STR("https://loa.example/media/a.jpg")};
    struct ld_person people[] = {{STR("Nguyễn Thị An"), STR("https://loa.example/tac-gia/an")},
                                 {STR("Trần Bình"), STR("")}};
    struct ld_crumb crumbs[] = {{STR("Trang chủ"), STR("https://loa.example/")},
                                {STR("Văn hóa"), STR("https://loa.example/van-hoa")}};
    struct ld_article article = {
        .url = STR("https://loa.example/van-hoa/le-hoi-42.html"),
        .title = STR("Lễ hội </script><script>alert(1)</script> “Đèn”"),
        .description = STR("Tối 1/10."),
        .section = STR("Văn hóa"),
        .pictures = pictures,
        .pictures_n = 1,
        .authors = people,
        .authors_n = 2,
        .published_ms = at("2025-10-01T19:30:00+07:00"),
        .updated_ms = CLOCK_NONE,
    };
    struct ld_page page = {
        .site_name = STR("Loa"),
        .origin = STR("https://loa.example"),
        .language = STR("vi"),
        .logo_url = STR("https://loa.example/logo.png"),
        .search_url = STR("https://loa.example/tim-kiem?q="),
        .crumbs = crumbs,
        .crumbs_n = 2,
        .article = &article,
    };
    struct str text = json_ld(&arena, &page).s;
    assert_false(str_contains(text, STR("<")));
    assert_false(str_contains(text, STR(">")));
    json_t *json = parsed(text);
    json_t *graph = json_object_get(json, "@graph");
    assert_int_equal(json_array_size(graph), 4);
    json_t *news = json_array_get(graph, 3);
    assert_string_equal(json_string_value(json_object_get(news, "@type")), "NewsArticle");
    assert_string_equal(json_string_value(json_object_get(news, "headline")),
                        "Lễ hội </script><script>alert(1)</script> “Đèn”");
    assert_string_equal(json_string_value(json_object_get(news, "dateModified")),
                        "2025-10-01T19:30:00+07:00");
    json_decref(json);
    assert_golden(text, "article.jsonld");
}

static void test_json_ld_of_a_list(void **state)
{
    (void)state;
    struct ld_page page = {.site_name = STR("Loa"), .origin = STR("https://loa.example")};
    json_t *json = parsed(json_ld(&arena, &page).s);
    assert_int_equal(json_array_size(json_object_get(json, "@graph")), 2);
    json_decref(json);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rss, begin, end),
        cmocka_unit_test_setup_teardown(test_atom, begin, end),
        cmocka_unit_test_setup_teardown(test_json_feed, begin, end),
        cmocka_unit_test_setup_teardown(test_empty_feed_is_still_one, begin, end),
        cmocka_unit_test_setup_teardown(test_any_text_is_well_formed, begin, end),
        cmocka_unit_test_setup_teardown(test_failed_arena_gives_nothing, begin, end),
        cmocka_unit_test_setup_teardown(test_sitemap, begin, end),
        cmocka_unit_test_setup_teardown(test_sitemap_keeps_its_limit, begin, end),
        cmocka_unit_test_setup_teardown(test_news_of_two_days, begin, end),
        cmocka_unit_test_setup_teardown(test_robots, begin, end),
        cmocka_unit_test_setup_teardown(test_opensearch, begin, end),
        cmocka_unit_test_setup_teardown(test_json_ld, begin, end),
        cmocka_unit_test_setup_teardown(test_json_ld_of_a_list, begin, end),
    };
    golden_folder = argc > 1 ? argv[1] : "golden";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
