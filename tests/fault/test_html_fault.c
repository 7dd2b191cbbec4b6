/* Every allocation of reading a page fails once: no crash, no leak, and either the document or a clean
 * error that says why. jansson's own are left alone, as in exports-fault: no page here has JSON-LD. */
#include "tests/test.h"

#include "base/hash.h"
#include "base/mem.h"
#include "source/html.h"
#include "source/sanitize.h"

#define PROSE                                                                                                                  \
    "<p>Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm người dân cùng " \
    "dự và góp ý kiến về kinh phí, thời gian làm, cách góp công.</p>"

static const char PAGE[] =
    "<!DOCTYPE html><html lang=vi><title>Họp thôn - Báo Làng</title><meta name=author content='Lan Chi'>"
    "<body><div class=nav><a href=/a>Trang chủ</a> / <a href=/b>Xã hội</a></div><h1>Họp thôn</h1>"
    "<div class=date>29/09/2023 22:19</div><figure><img src=/a.jpg><figcaption>Ảnh: Minh</figcaption>"
    "</figure><div id=body><p>(LÀNG) - <b>Đầu</b> dòng</p>" PROSE PROSE PROSE
    "<table><tr><th>a<th>b<tr><td>1<td>2</table><ul><li>x, y<li>z</ul><a href=q.pdf>Quyết định</a>"
    "<p style='text-align:right'>Lan Chi - Phòng Tin</p></div><p>Từ khóa: <a href=/t>đường</a></p>"
    "<iframe src=//www.youtube.com/embed/x></iframe><amp-youtube data-videoid=y></amp-youtube>";
static const char SAVED[] =
    "From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nDate: Fri, 29 Sep 2023 22:19:00 +0700\r\n"
    "Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n<h1>H=E1=BB=8Dp</h1><p>Hai c=C3=A2u. Ba "
    "c=C3=A2u.</p>\r\n--b--\r\n";
static const char OLD[] = "<meta charset=windows-1258><h1>H\xF4m nay</h1><p>M\xF4\xF2t hai ba.</p>";

enum { ALLOCATIONS_MAX = 5000 };

static void fail_each(struct str page)
{
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct arena a;
        struct doc d;
        struct err e = {""};
        struct html_page_hints hints = {.captured_ms = CLOCK_NONE};
        arena_init(&a, 64 << 20);
        mem_fail_at(k);
        enum rc rc = html_read(&a, page, &hints, &d, &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        if (rc && rc != RC_NOMEM)
            fail_msg("%llu: %d %s", (unsigned long long)k, rc, e.text);
        assert_true(rc == RC_OK || fired);
        arena_release(&a);
        if (!fired)
            return;
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

static void pages(void **state)
{
    (void)state;
    fail_each(str_view(PAGE));
    fail_each(str_view(SAVED));
    fail_each(str_view(OLD));
}

static void bodies(void **state)
{
    (void)state;
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct arena a;
        struct doc_block *blocks = NULL;
        size_t n = 0;
        struct html clean = html_from_store(STR(""));
        struct err e = {""};
        arena_init(&a, 64 << 20);
        mem_fail_at(k);
        enum rc rc = html_blocks(&a, str_view(PAGE), STR("https://a.vn/b"), &blocks, &n, &e);
        enum rc inline_rc =
            rc ? rc : sanitize_inline(&a, STR("<b>a</b> <a href=/x>y</a>"), &clean, &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(inline_rc == RC_OK || (inline_rc == RC_NOMEM && e.text[0] && fired));
        arena_release(&a);
        if (!fired)
            return;
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),
        cmocka_unit_test(bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
