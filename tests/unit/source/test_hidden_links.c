/* Links that no reader would find are left out and told; what only looks hidden stays. */
#include "tests/test.h"

#include "source/html_style.h"
#include "source/sanitize.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static size_t hidden_in(const char *markup, struct html *out)
{
    struct vec hidden = VEC(struct str, &a);
    struct err e = {""};
    if (sanitize_inline_told(&a, str_view(markup), out, &hidden, &e))
        fail_msg("%s: %s", markup, e.text);
    return hidden.n;
}

static void assert_left_out(const char *markup)
{
    struct html out;
    size_t n = hidden_in(markup, &out);
    if (n != 1 || str_contains(out.s, STR("an.example")))
        fail_msg("%s: %zu told, left \"%.*s\"", markup, n, STR_ARG(out.s));
}

static void hidden_links_are_left_out(void **state)
{
    (void)state;
    assert_left_out("x <a href='https://an.example/' style='display:none'>y</a>");
    assert_left_out(
        "<div style='DISPLAY : none !important'><b><a href='https://an.example/'>y</a></b></div>");
    assert_left_out("<div hidden><a href='https://an.example/'>y</a></div>");
    assert_left_out("<span style='visibility:hidden'><a href='https://an.example/'>y</a></span>");
    assert_left_out(
        "<div style='position:absolute;left:-9999px'><a href='https://an.example/'>y</a></div>");
    assert_left_out("<div style='text-indent:-9999em'><a href='https://an.example/'>y</a></div>");
    assert_left_out("<p style='font-size:0'><a href='https://an.example/'>y</a></p>");
    assert_left_out("<p style='font-size:1px'><a href='https://an.example/'>y</a></p>");
    assert_left_out("<p style='font:0/0 a'><a href='https://an.example/'>y</a></p>");
    assert_left_out(
        "<div style='width:0;height:0;overflow:hidden'><a href='https://an.example/'>y</a></div>");
    assert_left_out(
        "<div style='height:1px;overflow:hidden'><a href='https://an.example/'>y</a></div>");
    assert_left_out("<a style='opacity:0' href='https://an.example/'>y</a>");
    assert_left_out("<a style='opacity:.01' href='https://an.example/'>y</a>");
    assert_left_out("<div style='opacity:0'>x <a href='https://an.example/'>y</a></div>");
    assert_left_out("<a style='color:#FFF;background: white' href='https://an.example/'>y</a>");
    assert_left_out(
        "<a style='color: rgb(0, 0, 0);background-color:#000' href='https://an.example/'>y</a>");
    assert_left_out("<a style='color:transparent' href='https://an.example/'>y</a>");
    assert_left_out("<a style='color:rgba(1,2,3,0)' href='https://an.example/'>y</a>");
    assert_left_out("<a style='clip:rect(0,0,0,0)' href='https://an.example/'>y</a>");
    assert_left_out("<a style='clip-path:inset(50%)' href='https://an.example/'>y</a>");
    assert_left_out("<a style='transform:scale(0)' href='https://an.example/'>y</a>");
    assert_left_out("<a style='transform:translate(-9999px)' href='https://an.example/'>y</a>");
    assert_left_out("<a aria-hidden='true' href='https://an.example/'>y</a>");
    assert_left_out("<span aria-hidden=TRUE><a href='//an.example/'>y</a></span>");
    static const char *const STYLES[] = {"displ\\61 y:none",
                                         "display:/* x */none",
                                         "filter:opacity(0)",
                                         "filter: alpha(opacity=0)",
                                         "clip: rect( 0 0 0 0 )",
                                         "clip-path:polygon(0 0, 0px 0, 0 0)",
                                         "color:#ffffff00",
                                         "color:hsla(0,0%,0%,0)",
                                         "color:rgb(0 0 0 / 0)",
                                         "position:absolute;left:-200vw",
                                         "position:fixed;top:calc(-9999px)",
                                         "position:absolute;inset:-9999px auto auto",
                                         "margin:-9999px 0 0",
                                         "transform:ScaleX(0)",
                                         "transform:scale(.001)",
                                         "scale:0",
                                         "zoom:0.01",
                                         "transform:rotateY(90deg)",
                                         "content-visibility:hidden",
                                         "letter-spacing:-99px",
                                         "transform:translate3d(0,-2000px,0)"};
    for (size_t i = 0; i < COUNT_OF(STYLES); i++)
        assert_left_out(str_cstr(&a, str_format(&a,
                                                "<span style='%s'><a href='https://an.example/'>y"
                                                "</a></span>",
                                                STYLES[i])));
    assert_left_out("<marquee height=0 width=0><a href='https://an.example/'>y</a></marquee>");
    assert_left_out("<noscript><a href='https://an.example/'>y</a></noscript>");
}

static void what_would_run_is_told(void **state)
{
    struct html out;
    (void)state;
    assert_int_equal(hidden_in("<a href='javascript:alert(1)'>y</a>", &out), 1);
    assert_str_is(out.s, "<a>y</a>");
    assert_int_equal(hidden_in("<a href=' data:text/html,x'>y</a>", &out), 1);
    assert_false(str_contains(out.s, STR("data:")));
    assert_int_equal(hidden_in("<a href='javascript:void(0)'>y</a>", &out), 0);
}

static void what_is_seen_stays(void **state)
{
    static const char *const SEEN[] = {
        "<p style='color:#fff;background:#c00'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='opacity:.6'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='font-size:12px;line-height:1.5'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='width:100%;height:auto;overflow:hidden'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='text-indent:-20px'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='transform:translate(-10px)'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='transform:translate(-9px) scale(0.9)'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='transform:translateX(-100%)'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='transform:scaleX(-1)'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='margin:0 -50vw;color:#fff0f0'><a href=\"https://tin.example/\">y</a></p>",
        "<p style='zoom:1;filter:opacity(80%)'><a href=\"https://tin.example/\">y</a></p>",
        "<marquee height=30><a href=\"https://tin.example/\">y</a></marquee>",
        "<i style='display:none'></i><a href=\"https://tin.example/\">y</a>",
        "<i style='opacity:0'></i><a href=\"https://tin.example/\">y</a>",
        "<i style='opacity:0'>z</i><a href=\"https://tin.example/\">y</a>",
        "<i aria-hidden='true'>z</i><a href=\"https://tin.example/\">y</a>",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SEEN); i++) {
        struct html out;
        size_t n = hidden_in(SEEN[i], &out);
        if (n || !str_contains(out.s, STR("<a href=\"https://tin.example/\">y</a>")))
            fail_msg("%s: %zu told, left \"%.*s\"", SEEN[i], n, STR_ARG(out.s));
    }
    assert_false(html_style_conceals(STR("")));
    assert_false(html_style_conceals(STR(";;:;color;background:")));
    assert_false(html_style_conceals(STR("\\")));
    assert_false(html_style_conceals(STR("/*display:none")));
    assert_false(html_style_conceals(STR("transform:scale(;clip-path:polygon(1;filter:opacity(")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hidden_links_are_left_out),
        cmocka_unit_test(what_would_run_is_told),
        cmocka_unit_test(what_is_seen_stays),
    };
    return cmocka_run_group_tests(tests, start, end);
}
