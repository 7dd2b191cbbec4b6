/* Request targets and forms: what is decoded once, and what is refused. */
#include "tests/test.h"

#include "wire/target.h"
#include "wire/wire.h"

struct target_case {
    const char *raw;
    int status;
    const char *path;
    const char *query;
};

static const struct target_case TARGETS[] = {
    {"/", 0, "/", ""},
    {"/a/b.html?x=1&y=%20", 0, "/a/b.html", "x=1&y=%20"},
    {"/?", 0, "/", ""},
    {"/a?b?c", 0, "/a", "b?c"},
    {"/%C4%91o%C3%A0n", 0, "/đoàn", ""},
    {"/%c4%91", 0, "/đ", ""},
    {"/a%20b", 0, "/a b", ""},
    {"/a+b", 0, "/a+b", ""},
    {"/%2561", 0, "/%61", ""}, /* once, not twice */
    {"/a//b", 0, "/a//b", ""},
    {"/a%2Fb", 0, "/a/b", ""},
    {"/...", 0, "/...", ""},
    {"/.well-known/x", 0, "/.well-known/x", ""},
    {"/a..b/c.", 0, "/a..b/c.", ""},
    {"/..", 400, "", ""},
    {"/.", 400, "", ""},
    {"/a/../b", 400, "", ""},
    {"/a/./b", 400, "", ""},
    {"/a/..", 400, "", ""},
    {"/%2e%2e/etc/passwd", 400, "", ""},
    {"/%2E/x", 400, "", ""},
    {"/a/.%2e/b", 400, "", ""},
    {"/a%2f..%2fb", 400, "", ""},
    {"/%", 400, "", ""},
    {"/%4", 400, "", ""},
    {"/%zz", 400, "", ""},
    {"/%4g", 400, "", ""},
    {"/%00", 400, "", ""},
    {"/a%0d%0aSet-Cookie:x", 400, "", ""},
    {"/%7F", 400, "", ""},
    {"/%80", 400, "", ""},       /* not UTF-8 */
    {"/%C0%AF", 400, "", ""},    /* overlong '/' */
    {"/%ED%A0%80", 400, "", ""}, /* surrogate */
    {"/%C4", 400, "", ""},
    {"/ok?%00%zz../", 0, "/ok", "%00%zz../"}, /* the query is raw */
    {"http://a.vn/b?c", 0, "/b", "c"},
    {"HTTPS://a.vn:443", 0, "/", ""},
    {"http://a.vn?c", 0, "/", "c"},
    {"http://[::1]:8080/", 0, "/", ""},
    {"http:///b", 400, "", ""},
    {"http://u@a.vn/", 400, "", ""},
    {"ftp://a.vn/", 400, "", ""},
    {"http://a.vn/../b", 400, "", ""},
    {"*", 501, "", ""},
    {"a.vn:443", 501, "", ""},
    {"a", 501, "", ""},
    {"%2F", 501, "", ""},
};

static void targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TARGETS); i++) {
        struct arena a;
        struct target t;
        arena_init(&a, 1 << 16);
        int status = target_parse(&a, str_view(TARGETS[i].raw), &t);
        if (status != TARGETS[i].status)
            fail_msg("%s: %d, want %d", TARGETS[i].raw, status, TARGETS[i].status);
        if (status == 0) {
            assert_str_is(t.path, TARGETS[i].path);
            assert_str_is(t.query, TARGETS[i].query);
        }
        arena_release(&a);
    }
}

static void authority_of_the_absolute_form(void **state)
{
    (void)state;
    struct arena a;
    struct target t;
    arena_init(&a, 1 << 16);
    assert_int_equal(target_parse(&a, STR("http://b.vn:80/x"), &t), 0);
    assert_str_is(t.authority, "b.vn:80");
    assert_int_equal(target_parse(&a, STR("/x"), &t), 0);
    assert_str_is(t.authority, "");
    arena_release(&a);
}

static void decoding_without_memory_is_503(void **state)
{
    (void)state;
    struct arena a;
    struct target t;
    arena_init(&a, 0);
    assert_int_equal(target_parse(&a, STR("/a%20b"), &t), 503);
    arena_release(&a);
}

struct form_case {
    const char *form;
    const char *name;
    const char *value; /* NULL: absent */
};

static const struct form_case FORMS[] = {
    {"a=1&b=2", "b", "2"},
    {"a=1&a=2", "a", "1"},
    {"a", "a", ""},
    {"a=", "a", ""},
    {"=x", "", "x"},
    {"", "", NULL},
    {"&&a=1&&", "a", "1"},
    {"&&", "", NULL},
    {"a=1;b=2", "b", NULL},
    {"a=b=c", "a", "b=c"},
    {"q=ti%E1%BA%BFng+Vi%E1%BB%87t", "q", "tiếng Việt"},
    {"t%C3%AAn=x", "tên", "x"},
    {"a+b=c", "a b", "c"},
    {"a%3Db=c", "a=b", "c"},
    {"ab=1", "a", NULL},
    {"a=1", "ab", NULL},
    {"A=1", "a", NULL},
    {"a=%", "a", "%"},
    {"a=%4", "a", "%4"},
    {"a=%zz%41", "a", "%zzA"},
    {"a=%2B%2b", "a", "++"},
    {"a=%C4", "a", "\xEF\xBF\xBD"},
    {"a=x%80%80y", "a", "x\xEF\xBF\xBD\xEF\xBF\xBDy"},
    {"a=%C4%91%FF", "a", "đ\xEF\xBF\xBD"},
    {"a=%2541", "a", "%41"},
};

static void forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        struct arena a;
        bool found = false;
        arena_init(&a, 1 << 16);
        struct str value =
            wire_form_value(&a, str_view(FORMS[i].form), str_view(FORMS[i].name), &found);
        if (found != (FORMS[i].value != NULL))
            fail_msg("%s: %s found", FORMS[i].form, found ? "is" : "is not");
        assert_str_is(value, FORMS[i].value ? FORMS[i].value : "");
        assert_str_eq(wire_form_value(&a, str_view(FORMS[i].form), str_view(FORMS[i].name), NULL),
                      value);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets),
        cmocka_unit_test(authority_of_the_absolute_form),
        cmocka_unit_test(decoding_without_memory_is_503),
        cmocka_unit_test(forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
