#include "tests/test.h"

#include "base/hex.h"
#include "base/url.h"

enum { ARENA_BYTES = 1 << 20 };

/* RFC 3986 §5.4: the examples of the standard itself, and what pages write besides */
static void relative_addresses_are_resolved(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {" /tin mới ", "http://a/tin mới"},
    };
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str_is(url_resolve(&a, STR("http://a/b/c/d;p?q"), str_view(cases[i][0])),
                      cases[i][1]);
    assert_str_is(url_resolve(&a, STR(""), STR("../x")), "../x");
    assert_str_is(url_resolve(&a, STR("http://a"), STR("x")), "http://a/x");
    arena_release(&a);
}

static void one_address_has_one_spelling(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    assert_str_is(url_normal(&a, STR("HTTP://Báo.VN:80")), "http://báo.vn/");
    assert_str_is(url_normal(&a, STR("https://a.vn:443/x/../y?B=1#z")), "https://a.vn/y?B=1");
    assert_str_is(url_normal(&a, STR("https://u:p@A.vn:8080/")), "https://u:p@a.vn:8080/");
    assert_str_is(url_origin(&a, STR("https://u:p@A.vn:8080/x")), "https://a.vn:8080");
    assert_str_is(url_origin(&a, STR("http://[::1]:80/x")), "http://[::1]");
    assert_str_is(url_origin(&a, STR("/x")), "");
    arena_release(&a);
}

static void escapes_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *coded;
        const char *plain;
    } cases[] = {{"b%C3%A1o%20m%e1%bb%9bi", "báo mới"},
                 {"", ""},
                 {"100%", "100%"},
                 {"%4", "%4"},
                 {"%4g%g4%%41", "%4g%g4%A"},
                 {"a%00b", "a%00b"},
                 {"a+b%2Bc", "a+b+c"}};
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str_is(url_decoded(&a, str_view(cases[i].coded)), cases[i].plain);
    arena_release(&a);
}

static void bytes_are_read_from_their_digits(void **state)
{
    (void)state;
    unsigned char bytes[3] = {0};
    assert_true(hex_read(STR("00aFfF"), bytes, sizeof bytes));
    assert_memory_equal(bytes, "\x00\xAF\xFF", sizeof bytes);
    assert_false(hex_read(STR("00aFf"), bytes, sizeof bytes));
    assert_false(hex_read(STR("00aFfFF0"), bytes, sizeof bytes));
    assert_false(hex_read(STR("00aFfg"), bytes, sizeof bytes));
    assert_int_equal(hex_pair(STR("x7F"), 1), 0x7F);
    assert_int_equal(hex_pair(STR("x7"), 1), -1);
    assert_int_equal(hex_pair(STR("x7"), 9), -1);
}

static void only_http_is_the_web(void **state)
{
    (void)state;
    static const char *const good[] = {"http://a", "HTTPS://a.vn:8443/x", "http://[::1]:8080/"};
    static const char *const bad[] = {"",
                                      "a",
                                      "//a",
                                      "ftp://a/",
                                      "file:///etc/passwd",
                                      "http:///x",
                                      "http://a:0/",
                                      "http://a:65536/",
                                      "http://a:-1/",
                                      "http://a:x/",
                                      "javascript:alert(1)",
                                      "gopher://a/"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_true(url_is_web(str_view(good[i])));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(url_is_web(str_view(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_addresses_are_resolved),
        cmocka_unit_test(one_address_has_one_spelling),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(bytes_are_read_from_their_digits),
        cmocka_unit_test(only_http_is_the_web),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
