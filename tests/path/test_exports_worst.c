/* The worst exports we could think of: each must end, and twice the input must cost about twice the
 * processor time. */
#include "tests/test.h"
#include "tests/unit/source/export_feed.h"

#include "base/buf.h"
#include "base/hash.h"

#include <time.h>

static bool found(void *ctx, const struct doc *d, struct arena *a, size_t place)
{
    size_t *n = ctx;
    (void)d;
    (void)a;
    (void)place;
    ++*n;
    return true;
}

static bool refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    (void)rc;
    (void)cause;
    return found(ctx, NULL, NULL, place);
}

struct worst {
    const struct source_format *format;
    const char *before;
    const char *unit; /* again and again */
    const char *after;
};

#define ITEM                                                                                       \
    "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"c:rss/1.0/modules/content/\"><channel><item><title>a</title>"
#define CONTENT ITEM "<content:encoded><![CDATA["
#define CONTENT_END "]]></content:encoded></item></channel></rss>"

static const struct worst WORST[] = {
    {&format_wxr, CONTENT, "[caption]", CONTENT_END},
    {&format_wxr, CONTENT, "[gallery ids=\"1,2\"]", CONTENT_END},
    {&format_wxr, CONTENT, "[a b=\"", CONTENT_END},
    {&format_wxr, CONTENT, "[/a", CONTENT_END},
    {&format_wxr, CONTENT, "\n\nchữ <b>x", CONTENT_END},
    {&format_wxr, CONTENT, "]] >", CONTENT_END},
    {&format_wxr, ITEM "<wp:status>", "&a<!-- -->", "</wp:status></item></channel></rss>"},
    {&format_wxr, ITEM, "<category domain=\"post_tag\">b</category>", "</item></channel></rss>"},
    {&format_wxr, ITEM, "<a>", ""},
    {&format_wxr, ITEM "<x y=\"", "aaaaaaaa", "\"/></item></channel></rss>"},
    {&format_ghost, "{\"posts\":[", "{\"title\":\"a\"},", "{}]}"},
    {&format_ghost, "{\"posts\":[{\"title\":\"a\",\"html\":\"", "<p>__GHOST_URL__</p>", "\"}]}"},
    {&format_ghost, "{\"posts_tags\":[", "{\"post_id\":\"1\",\"tag_id\":\"2\"},", "{}]}"},
    {&format_ghost, "{\"a\":\"", "\\\\\\\"", "\"}"},
    {&format_ninjs, "", "[", ""},
    {&format_ninjs, "", "{\"headline\":\"a\"}\n", ""},
    {&format_ninjs, "{\"headline\":\"a\",\"by\":\"", "A, B - C ", "\"}"},
    {&format_nukeviet, "INSERT INTO nv4_vi_news_tags_id (id,tid,keyword) VALUES ", "(1,2,'a'),",
     ""},
    {&format_nukeviet, "INSERT INTO nv4_vi_news_detail (id,bodyhtml) VALUES (1,'", "''\\'", "');"},
    {&format_nukeviet, "", "CREATE TABLE a (", ""},
    {&format_nukeviet, "INSERT INTO a_rows (id,title,hometext) VALUES ", "(1,'b','c'),", ""},
    {&format_newsml, "<newsItem><contentSet><inlineXML><nitf><body.content>", "<p>a</p>",
     "</body.content></nitf></inlineXML></contentSet></newsItem>"},
    {&format_newsml, "<newsItem><contentMeta>", "<subject><name>a</name></subject>",
     "</contentMeta></newsItem>"},
    {&format_newsml, "<newsMessage>", "<newsItem/>", "</newsMessage>"},
};

static double cost_s(const struct worst *w, size_t bytes)
{
    struct buf b;
    struct err e = {""};
    size_t n = 0;
    buf_init(&b, NULL);
    buf_add(&b, str_view(w->before));
    while (b.n < bytes)
        buf_add(&b, str_view(w->unit));
    buf_add(&b, str_view(w->after));
    struct export_feed feed = {
        w->format, {.found = found, .refused = refused, .ctx = &n}, 64 << 10, true};
    clock_t begin = clock();
    enum rc rc = export_feed(&feed, buf_view(&b), &e);
    double cost = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_true(rc == RC_OK || e.text[0]);
    buf_release(&b);
    return cost;
}

static void double_input_costs_double(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20 };
    for (size_t i = 0; i < COUNT_OF(WORST); i++) {
        double once = cost_s(&WORST[i], BYTES);
        double twice = cost_s(&WORST[i], (size_t)2 * BYTES);
        /* other programs share the caches: what is quadratic is far beyond */
        if (twice > once * 3 + 0.5)
            fail_msg("case %zu (%s): %.2f s, then %.2f s for double input", i, WORST[i].unit, once,
                     twice);
    }
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(double_input_costs_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
