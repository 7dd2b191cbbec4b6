/* tools/embed's style minifier: what may go, what must stay, and how addresses are rewritten. */
#include "tests/test.h"

#include "tools/embed.h"

static struct arena arena;

static enum rc embed_css(const char *css, struct str *out, struct err *e)
{
    static struct asset others[] = {
        {.name = STR_INIT("a.woff2"), .url = STR_INIT("/tinh/a.1.woff2")},
        {.name = STR_INIT("b.svg"), .url = STR_INIT("/tinh/b.2.svg")}};
    struct vec assets = {.p = others, .n = 2, .width_bytes = sizeof *others, .arena = &arena};
    struct asset style = {.path = STR("s.css"), .name = STR("s.css"), .bytes = str_view(css)};
    enum rc rc = css_embed(&style, &assets, e);
    *out = style.bytes;
    return rc;
}

static void test_minified(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"a { color : red ; }\n\nb{}", "a{color :red}b{}"},
        {"/* x */ a /* y */ b , c {\n  margin: 0 auto;\n  padding : calc(1px + 2px) }",
         "a b,c{margin:0 auto;padding :calc(1px + 2px)}"},
        {"a :hover{} a:hover{} a > b{}", "a :hover{}a:hover{}a > b{}"},
        {"@media (min-width: 40em) and (max-width: 60em) { a { x: y } }",
         "@media (min-width:40em) and (max-width:60em){a{x:y}}"},
        {"a{content:\"  /* no */ ; } \\\" \"}", "a{content:\"  /* no */ ; } \\\" \"}"},
        {"a{b:url( 'b.svg' )}c{d:url(b.svg)}", "a{b:url(/tinh/b.2.svg)}c{d:url(/tinh/b.2.svg)}"},
        {"a{b:url(data:image/png;base64,AA==)}c{d:url(/x.png) url(#y)}",
         "a{b:url(data:image/png;base64,AA==)}c{d:url(/x.png) url(#y)}"},
        {"@font-face{src:url(a.woff2) format(\"woff2\")} @font-face {src:url(no.woff2)} a{}",
         "@font-face{src:url(/tinh/a.1.woff2) format(\"woff2\")}a{}"},
        {"a{} /* not closed", "a{}"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct str out;
        assert_int_equal(embed_css(CASES[i][0], &out, NULL), RC_OK);
        assert_str_is(out, CASES[i][1]);
    }
}

static void test_unknown_address_is_refused(void **state)
{
    (void)state;
    struct err e = {""};
    struct str out;
    assert_int_equal(embed_css("a{}\n\nb{c:url(no.svg)}", &out, &e), RC_INVALID);
    assert_string_equal(e.text, "s.css:3: url(no.svg): no such static file");
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_minified, begin, end),
        cmocka_unit_test_setup_teardown(test_unknown_address_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
