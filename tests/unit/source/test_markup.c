#include "tests/test.h"

#include "base/hash.h"
#include "source/sanitize.h"

static void assert_clean(const char *markup, const char *want)
{
    struct arena a;
    struct html out = {STR("")};
    struct err e = {""};
    arena_init(&a, 1 << 20);
    assert_int_equal(sanitize_inline(&a, str_view(markup), &out, &e), RC_OK);
    assert_str_is(out.s, want);
    arena_release(&a);
}

static void allowed_markup_stays(void **state)
{
    (void)state;
    assert_clean("", "");
    assert_clean("<strong>a</strong> <EM>b</EM><br/>c", "<strong>a</strong> <em>b</em><br>c");
    assert_clean("H<sub>2</sub>O x<sup>2</sup> <code>f</code>",
                 "H<sub>2</sub>O x<sup>2</sup> <code>f</code>");
    assert_clean("<a href=\"https://a.vn/?x=1&y=2\" onclick=\"x()\" style=\"y\">đây</a>",
                 "<a href=\"https://a.vn/?x=1&amp;y=2\">đây</a>");
    assert_clean("<a href='/tin/1.html'>b</a> <a href=mailto:a@b.vn>c</a>",
                 "<a href=\"/tin/1.html\">b</a> <a href=\"mailto:a@b.vn\">c</a>");
    assert_clean("<a href=\"tel:0225 3\">a</a> <a href=\"TEL:+842253\">b</a>",
                 "<a>a</a> <a href=\"TEL:+842253\">b</a>");
    assert_clean("1 < 2 & 3", "1 &lt; 2 &amp; 3");
}

static void the_rest_is_unwrapped_or_dropped(void **state)
{
    (void)state;
    assert_clean("<p>a</p><div>b <span class=x>c</span></div>", "a b c ");
    assert_clean("a<script>alert(1)</script><style>b{}</style>c", "ac");
    assert_clean("<svg><a href=x>1</a></svg><iframe src=x>y</iframe><img src=x onerror=y>z", "z");
    assert_clean("<a href=\"javascript:alert(1)\">x</a>", "<a>x</a>");
    assert_clean("<a href=\" java\nscript:alert(1)\">x</a>", "<a>x</a>");
    assert_clean("<a href=\"data:text/html,x\">x</a><a href=\"//evil.vn\">y</a>",
                 "<a>x</a><a>y</a>");
    assert_clean("<!-- c --><b>x", "<b>x</b>");
    assert_clean("<template><b>x</b></template>y", "y");
}

static void schemes(void **state)
{
    (void)state;
    assert_true(sanitize_href_allowed(STR("HTTPS://a.vn")));
    assert_true(sanitize_href_allowed(STR("a/b?c=d:e")));
    assert_true(sanitize_href_allowed(STR("#x")));
    assert_false(sanitize_href_allowed(STR("")));
    assert_false(sanitize_href_allowed(STR(":x")));
    assert_false(sanitize_href_allowed(STR("\\\\evil")));
    assert_false(sanitize_href_allowed(STR("vbscript:x")));
}

static void limits(void **state)
{
    (void)state;
    static char big[SANITIZE_MAX_BYTES + 1];
    struct arena a;
    struct html out;
    struct err e = {""};
    memset(big, 'x', sizeof big);
    arena_init(&a, 1 << 20);
    assert_int_equal(sanitize_inline(&a, (struct str){big, sizeof big}, &out, &e), RC_LIMIT);
    assert_int_equal(sanitize_inline(&a, STR("a\xff"), &out, &e), RC_INVALID);
    arena_release(&a);
    arena_init(&a, 4);
    assert_int_equal(sanitize_inline(&a, STR("a long text"), &out, &e), RC_NOMEM);
    arena_release(&a);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_markup_stays),
        cmocka_unit_test(the_rest_is_unwrapped_or_dropped),
        cmocka_unit_test(schemes),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
