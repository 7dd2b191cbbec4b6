/* Every allocation of reading an export fails once: no crash, no leak, and either the documents or a
 * clean error that says why. jansson's own are left alone: it reads behind a NULL (2.14, json_loadb of a
 * string in a nested object), which no caller can prevent. */
#include "tests/test.h"
#include "tests/unit/source/export_feed.h"

#include "base/hash.h"
#include "base/mem.h"

static const char WXR[] =
    "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"c:rss/1.0/modules/content/\">"
    "<channel><wp:category><wp:category_nicename>a</wp:category_nicename><wp:cat_name>A"
    "</wp:cat_name></wp:category><item><title>Một</title><content:encoded><![CDATA[Chữ [gallery "
    "ids=\"3\"]\n\nhai]]></content:encoded><wp:post_id>2</wp:post_id><category domain=\"category\" "
    "nicename=\"a\">A</category><wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Lời"
    "</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item><item>"
    "<wp:post_id>3</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://x.vn/a.jpg"
    "</wp:attachment_url></item></channel></rss>";
static const char GHOST[] =
    "{\"data\":{\"posts\":[{\"id\":\"1\",\"title\":\"Một\",\"html\":\"<p>Chữ</p>\"}],\"tags\":[{\"id\":"
    "\"t\",\"name\":\"a\"}],\"posts_tags\":[{\"post_id\":\"1\",\"tag_id\":\"t\"}]}}";
static const char NUKEVIET[] =
    "CREATE TABLE nv4_vi_news_rows (id int, catid int, title text, alias text, hometext text);\n"
    "INSERT INTO nv4_vi_news_detail (id, bodyhtml) VALUES (1, '<p>Chữ</p>');\n"
    "INSERT INTO nv4_vi_news_rows VALUES (1, 1, 'Một', 'Mot', 'Sa-pô');\n"
    "INSERT INTO nv4_vi_news_cat (catid, title, alias) VALUES (1, 'Tin', 'Tin');\n";
static const char NINJS[] =
    "{\"uri\":\"https://x.vn/1\",\"headlines\":[{\"value\":\"Một\"}],"
    "\"bodies\":[{\"contenttype\":\"text/html\",\"value\":\"<p>Chữ</p>\"}]}";
static const char NEWSML[] =
    "<newsItem guid=\"g\"><contentMeta><headline>Một</headline><subject><name>a</name></subject>"
    "</contentMeta><contentSet><inlineXML><html><body><p>Chữ</p></body></html></inlineXML>"
    "</contentSet></newsItem>";

struct seen {
    size_t found;
    size_t refused;
};

static bool found(void *ctx, const struct doc *d, struct arena *a, size_t place)
{
    struct seen *s = ctx;
    (void)a;
    (void)place;
    assert_true(d->title.n > 0);
    s->found++;
    return true;
}

static bool refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct seen *s = ctx;
    (void)place;
    assert_true(rc != RC_OK && cause[0]);
    s->refused++;
    return true;
}

static void fail_each(const struct source_format *format, const char *input, bool twice)
{
    enum { ALLOCATIONS_MAX = 20000 };
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct seen seen = {0};
        struct err e = {""};
        struct export_feed feed = {
            format, {.found = found, .refused = refused, .ctx = &seen}, 64, twice};
        mem_fail_at(k);
        enum rc rc = export_feed(&feed, str_view(input), &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(rc == RC_OK || e.text[0]);
        if (!fired) {
            assert_int_equal(rc, RC_OK);
            assert_int_equal(seen.found, 1);
            return;
        }
        assert_true(seen.found <= 1);
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

static void every_format(void **state)
{
    (void)state;
    fail_each(&format_wxr, WXR, true);
    fail_each(&format_wxr, WXR, false);
    fail_each(&format_ghost, GHOST, true);
    fail_each(&format_ghost, GHOST, false);
    fail_each(&format_nukeviet, NUKEVIET, true);
    fail_each(&format_nukeviet, NUKEVIET, false);
    fail_each(&format_ninjs, NINJS, false);
    fail_each(&format_newsml, NEWSML, false);
}

static void markdown(void **state)
{
    (void)state;
    enum { ALLOCATIONS_MAX = 20000 };
    static const char FILE_TEXT[] = "---\ntitle: Một\ntags: [a, 'b']\n---\n# Đầu\n\nChữ **đậm**.\n";
    struct source_origin origin = {.path = STR("a.md")};
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct arena a;
        struct doc d;
        struct err e = {""};
        arena_init(&a, 64 << 20);
        mem_fail_at(k);
        enum rc rc = format_markdown.read(&a, str_view(FILE_TEXT), &origin, &d, &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        arena_release(&a);
        assert_true(rc == RC_OK || e.text[0]);
        if (!fired) {
            assert_int_equal(rc, RC_OK);
            return;
        }
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format),
        cmocka_unit_test(markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
