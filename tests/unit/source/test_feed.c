#include "tests/test.h"

#include "base/hash.h"
#include "base/mem.h"
#include "source/feed.h"
#include "source/recognise.h"

enum { SHOWN_MAX = 4096 };

/* What a feed gave, a line an item: "title|link|id|published|authors|lead|blocks…". */
struct shown {
    char text[SHOWN_MAX];
    size_t n;
    size_t items_n;
};

static void show(struct shown *s, struct str part, char end)
{
    for (size_t i = 0; i < part.n && s->n + 2 < SHOWN_MAX; i++)
        s->text[s->n++] = part.p[i];
    s->text[s->n++] = end;
    s->text[s->n] = '\0';
}

static bool found(void *ctx, const struct feed *feed, const struct feed_item *item, struct arena *a,
                  size_t line)
{
    struct shown *s = ctx;
    struct doc d;
    struct err e;
    (void)line;
    if (feed_doc(a, feed, item, &d, &e))
        return true;
    s->items_n++;
    show(s, d.title, '|');
    show(s, d.url, '|');
    show(s, d.guid, '|');
    show(s, clock_rfc3339(a, d.published_ms), '|');
    for (size_t i = 0; i < d.people_n; i++)
        show(s, d.people[i].name, ',');
    show(s, STR(""), '|');
    show(s, d.lead, '|');
    for (size_t i = 0; i < d.blocks_n; i++) {
        show(s, d.blocks[i].text, ';');
        show(s, d.blocks[i].src, ';');
    }
    show(s, d.source_name, '\n');
    return true;
}

static bool refused(void *ctx, size_t line, enum rc rc, const char *cause)
{
    (void)ctx;
    (void)line;
    (void)rc;
    (void)cause;
    return true;
}

static enum rc read_feed(struct str bytes, struct shown *s, struct err *e)
{
    struct feed_reader *r = NULL;
    struct feed_sink sink = {found, refused, s};
    struct feed_options options = {.url = STR("https://bao.vn/rss/moi"), .zone_min = 420};
    *s = (struct shown){.n = 0};
    enum rc rc = feed_new(&options, &sink, &r, e);
    if (!rc)
        rc = feed_push(r, bytes, e);
    if (!rc)
        rc = feed_end(r, e);
    feed_free(r);
    return rc;
}

static const struct str rss = STR_INIT(
    "<?xml version=\"1.0\"?><rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">"
    "<channel><title>Báo Sông Ngân</title><link>https://bao.vn/</link>"
    "<managingEditor>tb@bao.vn (Trần Bích)</managingEditor>"
    "<item><title>Chợ nổi &amp;amp; bến mới</title><link>/cho-noi.html?a=1&b=2</link>"
    "<guid isPermaLink=\"false\">bai-7</guid><pubDate>Wed, 01 May 2024 08:00:00 +0700</pubDate>"
    "<author>an@bao.vn (Nguyễn An)</author>"
    "<description><![CDATA[<img src=\"/a.jpg\"/>Sáng nay chợ nổi mở cửa.]]></description></item>"
    "<item><title>Bài đầy đủ</title><guid>https://bao.vn/2</guid>"
    "<description>Mở cửa.</description>"
    "<content:encoded><![CDATA[<p>Đoạn một.</p><p>Đoạn <b>hai</b>.</p>]]></content:encoded>"
    "<enclosure url=\"/b.jpg\" type=\"image/jpeg\"/></item></channel></rss>");

static void rss_items_become_documents(void **state)
{
    (void)state;
    struct shown s;
    struct err e = {""};
    assert_int_equal(read_feed(rss, &s, &e), RC_OK);
    assert_string_equal(
        s.text,
        "Chợ nổi & bến mới|https://bao.vn/cho-noi.html?a=1&b=2|bai-7|2024-05-01T08:00:00+07:00|"
        "Nguyễn An,|Sáng nay chợ nổi mở cửa.|;https://bao.vn/a.jpg;Báo Sông Ngân\n"
        "Bài đầy đủ|https://bao.vn/2|https://bao.vn/2||Trần Bích,|Mở cửa.|;https://bao.vn/b.jpg;"
        "Đoạn một.;;Đoạn hai.;;Báo Sông Ngân\n");
}

static void atom_and_json_say_the_same(void **state)
{
    (void)state;
    struct shown atom;
    struct shown json;
    struct err e = {""};
    assert_int_equal(
        read_feed(
            STR("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://bao.vn/\">"
                "<title>Báo</title><entry><id>tag:7</id><title type=\"html\">Một &lt;b>tin&lt;/b>"
                "</title><link rel=\"alternate\" href=\"x/7\"/>"
                "<published>2024-05-01T01:00:00Z</published><author><name>An</name></author>"
                "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Thân &lt; "
                "bài</p></div></content></entry></feed>"),
            &atom, &e),
        RC_OK);
    assert_int_equal(
        read_feed(
            STR("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Báo\",\"items\":[{"
                "\"id\":\"tag:7\",\"title\":\"Một tin\",\"url\":\"https://bao.vn/x/7\","
                "\"date_published\":\"2024-05-01T08:00:00+07:00\",\"authors\":[{\"name\":\"An\"}],"
                "\"content_html\":\"<p>Thân &lt; bài</p>\"}]}"),
            &json, &e),
        RC_OK);
    assert_string_equal(atom.text,
                        "Một tin|https://bao.vn/x/7|tag:7|2024-05-01T08:00:00+07:00|An,||"
                        "Thân < bài;;Báo\n");
    assert_string_equal(json.text, atom.text);
}

/* "src credit;" of each picture and film of the only item. */
static bool found_credits(void *ctx, const struct feed *feed, const struct feed_item *item,
                          struct arena *a, size_t line)
{
    struct shown *s = ctx;
    struct doc d;
    (void)line;
    if (feed_doc(a, feed, item, &d, NULL))
        return true;
    for (size_t i = 0; i < d.blocks_n; i++) {
        if (!d.blocks[i].src.n)
            continue;
        show(s, d.blocks[i].src, ' ');
        show(s, d.blocks[i].credit, ';');
    }
    return true;
}

static void credits_are(const char *media, const char *want)
{
    struct shown s = {.n = 0};
    struct feed_reader *r = NULL;
    struct feed_sink sink = {found_credits, refused, &s};
    struct feed_options options = {.zone_min = 420};
    char text[2000];
    snprintf(text, sizeof text,
             "<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>T</title>%s"
             "</item></channel></rss>",
             media);
    assert_int_equal(feed_new(&options, &sink, &r, NULL), RC_OK);
    assert_int_equal(feed_push(r, str_view(text), NULL), RC_OK);
    assert_int_equal(feed_end(r, NULL), RC_OK);
    assert_string_equal(s.text, want);
    feed_free(r);
}

static void a_credit_goes_to_its_pictures(void **state)
{
    (void)state;
    credits_are("<media:content url='/a.jpg' medium='image'><media:credit>Lê Na</media:credit>"
                "<media:credit role='publishing company'>TTXVN</media:credit></media:content>"
                "<media:content url='/b.jpg' medium='image'/>",
                "/a.jpg Lê Na, TTXVN;/b.jpg ;");
    credits_are("<media:group><media:content url='/a.jpg' medium='image'/>"
                "<media:credit role='photographer'>Lê Na</media:credit></media:group>"
                "<media:content url='/b.jpg' medium='image'/>",
                "/a.jpg Lê Na;/b.jpg ;");
    credits_are("<media:credit>Chung</media:credit><media:content url='/a.jpg' medium='image'>"
                "<media:credit>Riêng</media:credit></media:content>"
                "<media:content url='/b.jpg' type='image/jpeg'/>",
                "/a.jpg Riêng;/b.jpg Chung;");
    credits_are("<description>&lt;p>Chữ&lt;/p>&lt;img src='/a.jpg'></description><media:content "
                "url='/a.jpg' medium='image'><media:credit>Lê Na</media:credit></media:content>",
                "/a.jpg Lê Na;");
}

static void of_a_group_one_is_shown(void **state)
{
    (void)state;
    credits_are("<media:group><media:content url='/s.jpg' medium='image' width='200'/>"
                "<media:content url='/l.jpg' medium='image' width='1200'/></media:group>",
                "/l.jpg ;");
    credits_are("<media:group><media:content url='/s.jpg' medium='image' isDefault='true'/>"
                "<media:content url='/l.jpg' medium='image' width='1200'/>"
                "<media:thumbnail url='/t.jpg'/></media:group>",
                "/s.jpg ;");
    credits_are("<media:content url='/l.jpg' medium='image'><media:thumbnail url='/t.jpg'/>"
                "</media:content>",
                "/l.jpg ;");
    credits_are("<media:group><media:thumbnail url='/t.jpg'/><media:credit>Lê Na</media:credit>"
                "</media:group>",
                "/t.jpg Lê Na;");
}

static void character_sets_are_read(void **state)
{
    (void)state;
    struct shown s;
    struct err e = {""};
    assert_int_equal(
        read_feed(STR("\xff\xfe<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\xbe\x1e"
                      "<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>\0"),
                  &s, &e),
        RC_OK);
    assert_true(str_starts(str_view(s.text), STR("ế")) || str_starts(str_view(s.text), STR("Ế")));
    assert_int_equal(
        read_feed(STR("<?xml version=\"1.0\" encoding=\"windows-1258\"?><rss><item><title>"
                      "Ti\xea\xecng Vi\xea\xf2t</title></item></rss>"),
                  &s, &e),
        RC_OK);
    assert_true(str_starts(str_view(s.text), STR("Tiếng Việt|")));
}

/* The note of a feed with that declaration and title; *title is what was read. */
static struct str note_of(const char *charset, const char *bytes, char *title)
{
    char text[400];
    struct err e = {""};
    static char note[200];
    struct feed_reader *r = NULL;
    struct shown s = {.n = 0};
    struct feed_sink sink = {found, refused, &s};
    struct feed_options options = {.zone_min = 420};
    snprintf(text, sizeof text,
             "<?xml version='1.0' encoding='%s'?><rss version='2.0'><channel><title>%s</title>"
             "</channel></rss>",
             charset, bytes);
    assert_int_equal(feed_new(&options, &sink, &r, &e), RC_OK);
    assert_int_equal(feed_push(r, str_view(text), &e), RC_OK);
    assert_int_equal(feed_end(r, &e), RC_OK);
    snprintf(title, 100, "%.*s", STR_ARG(feed_about(r)->title.s));
    snprintf(note, sizeof note, "%.*s", STR_ARG(feed_about(r)->note));
    feed_free(r);
    return str_view(note);
}

static void a_feed_that_is_not_ascii_as_it_says_is_told(void **state)
{
    (void)state;
    char title[100];
    struct str note = note_of("us-ascii", "\xA3 5", title);
    assert_string_equal(title, "£ 5");
    assert_true(note.n > 0);
    note = note_of("US-ASCII", "Báo làng", title);
    assert_string_equal(title, "Báo làng");
    assert_true(note.n > 0);
    note = note_of("us-ascii", "Bao lang", title);
    assert_string_equal(title, "Bao lang");
    assert_int_equal(note.n, 0);
}

static void what_is_no_feed_is_told(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        const char *says;
    } cases[] = {
        {STR_INIT(""), "empty"},
        {STR_INIT("  \n"), "empty"},
        {STR_INIT("hello"), "no feed"},
        {STR_INIT("<html><body>404</body></html>"), "no feed"},
        {STR_INIT("{\"a\":1}"), "no JSON Feed"},
        {STR_INIT("{\"a\":"), "not well-formed JSON"},
        {STR_INIT("<rss><channel><item><title>x</title></item>"), "line 1"},
        {STR_INIT("<rss>\n<a></b></rss>"), "line 2"},
    };
    struct shown s;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {""};
        assert_int_equal(read_feed(cases[i].bytes, &s, &e), RC_INVALID);
        if (!str_contains(str_view(e.text), str_view(cases[i].says)))
            fail_msg("%s does not say %s", e.text, cases[i].says);
    }
    assert_int_equal(read_feed(cases[6].bytes, &s, &(struct err){""}), RC_INVALID);
    assert_int_equal(s.items_n, 1); /* what stood before the end is given */
}

/* Billions of laughs: expat ends it, or the limit of an element does. */
static void entities_cannot_grow_without_end(void **state)
{
    (void)state;
    struct shown s;
    struct err e = {""};
    static const struct str bomb = STR_INIT(
        "<!DOCTYPE rss [<!ENTITY a \"0123456789012345678901234567890123456789\">"
        "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
        "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"
        "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\"><!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">]>"
        "<rss><item><title>&g;</title></item></rss>");
    assert_int_equal(read_feed(bomb, &s, &e), RC_INVALID);
    assert_int_equal(read_feed(STR("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                                   "<rss><item><title>a&x;b</title></item></rss>"),
                               &s, &e),
                     RC_OK);
    assert_true(str_starts(str_view(s.text), STR("a&x;b|")) ||
                str_starts(str_view(s.text), STR("ab|")));
}

static void feeds_are_recognised(void **state)
{
    (void)state;
    assert_true(feed_recognise(rss));
    assert_true(feed_recognise(STR("\xEF\xBB\xBF\n<!-- x --><?a?><feed/>")));
    assert_true(feed_recognise(STR("<rdf:RDF>")));
    assert_false(feed_recognise(STR("<html>")));
    assert_false(feed_recognise(STR("<!DOCTYPE html><html>rss</html>")));
    assert_false(feed_recognise(STR("")));
    assert_string_equal(recognise(rss)->name, "feed");
}

static void any_failed_allocation_is_survived(void **state)
{
    (void)state;
    struct shown s;
    for (uint64_t k = 1; k < 10000; k++) {
        struct err e = {""};
        mem_fail_at(k);
        enum rc rc = read_feed(rss, &s, &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        if (!fired)
            return;
        assert_true(rc == RC_OK || e.text[0]);
    }
    fail_msg("it never ends");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rss_items_become_documents),
        cmocka_unit_test(atom_and_json_say_the_same),
        cmocka_unit_test(a_credit_goes_to_its_pictures),
        cmocka_unit_test(of_a_group_one_is_shown),
        cmocka_unit_test(character_sets_are_read),
        cmocka_unit_test(a_feed_that_is_not_ascii_as_it_says_is_told),
        cmocka_unit_test(what_is_no_feed_is_told),
        cmocka_unit_test(entities_cannot_grow_without_end),
        cmocka_unit_test(feeds_are_recognised),
        cmocka_unit_test(any_failed_allocation_is_survived),
    };
    return hash_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
