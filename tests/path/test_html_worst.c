/* The worst pages we could think of: each must end or be refused by a named limit, and twice the input must
 * cost about twice the processor time. */
#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/html.h"

#include <time.h>

#define PROSE                                                                                                                       \
    "<p>Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm người dân cùng dự " \
    "và góp ý kiến về kinh phí, thời gian làm, cách góp công.</p>"

static const char *const UNITS[] = {
    "<p>a",
    "<p><b>a",
    PROSE,
    "<div class=related><a href=/x>Một hai ba bốn năm sáu bảy tám chín</a></div>",
    "<a href=/x1>Một hai ba bốn năm sáu bảy tám chín</a>",
    "<table><tr><td>x</td></tr></table>",
    "<ul><li><a href=x>y</a></ul>",
    "<div><div><p>x</p></div></div>",
    "<br><br>x",
    "<img src=a.jpg>",
    "<h1>Một hai ba bốn năm sáu bảy tám chín</h1>",
    "<span class=date>29/09/2023 22:19</span>",
    "<meta name=author content='Lan Chi'>",
    "<div class=author>Lan Chi</div>",
    "<figure><img src=a.jpg><figcaption>x</figcaption></figure>",
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script>",
    "<!-- x -->",
    "<svg><path d=x></svg>",
    "<body a=b>",
    "<div style='display:none'>x</div>",
    "&nbsp;&amp;&#225;",
    "<a\n\n",
    "<div class='breadcrumb tags author date source'>x</div>",
    "<span class=category>Tin xa</span> A &gt; B &gt; C <a href=/m>Tin gần</a>",
    "<ul><li><a href=/x2>Một hai ba bốn năm sáu bảy tám chín</a> (29/09/2023)</ul><b>Các tin khác</b><i></i><i></i>",
};

static double cost(const char *unit, size_t bytes, enum rc *rc)
{
    struct buf b;
    struct arena a;
    struct doc doc;
    struct err e = {""};
    struct html_page_hints hints = {.captured_ms = CLOCK_NONE};
    buf_init(&b, NULL);
    buf_add(&b, STR("<title>Họp thôn Ba</title><h1>Họp thôn Ba</h1>" PROSE));
    while (b.n < bytes)
        buf_add(&b, str_view(unit));
    arena_init(&a, html_memory_bytes(HTML_MAX_BYTES));
    clock_t start = clock();
    *rc = html_read(&a, buf_view(&b), &hints, &doc, &e);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    arena_release(&a);
    buf_release(&b);
    return seconds;
}

static void double_input_costs_double(void **state)
{
    (void)state;
    enum { BYTES = 200000 };
    const double twice =
        4; /* 2, and what a busy machine adds; quadratic cost would be 16 at four times */
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        enum rc rc = RC_OK;
        double once = cost(UNITS[i], BYTES, &rc);
        double four = cost(UNITS[i], 4 * BYTES, &rc);
        if (four > 0.3 && four > once * 2 * twice)
            fail_msg("%.40s: %.3f s, four times as much %.3f s", UNITS[i], once, four);
        assert_true(rc == RC_OK || rc == RC_LIMIT || rc == RC_NOMEM || rc == RC_INVALID);
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
