#include "tests/test.h"

#include "ingest/robots.h"

enum { ARENA_BYTES = 4 << 20 };

static bool allowed(const char *file, const char *path)
{
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    struct robots robots = robots_parse(&a, str_view(file), STR("Loa"));
    struct str url = str_format(&a, "https://bao.vn%s", path);
    bool yes = robots_allow(&a, &robots, url);
    arena_release(&a);
    return yes;
}

/* RFC 9309 §2.2.1 and §5.1 */
static void the_group_of_the_robot_counts(void **state)
{
    (void)state;
    static const char file[] =
        "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n"
        "User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\n"
        "User-Agent: LOA/2.0\nUser-Agent: quux\nDisallow: /chi-loa\n";
    assert_false(allowed(file, "/chi-loa/1"));
    assert_true(allowed(file, "/example/x"));
    assert_true(allowed(file, "/a.gif"));
    assert_true(allowed("User-agent: loabot\nDisallow: /\n", "/x"));
    assert_false(allowed("User-agent: a\nDisallow: /b\nUser-agent: loa\nDisallow: /c\n"
                         "User-agent: loa\nDisallow: /d\n",
                         "/c"));
    assert_false(allowed("User-agent: loa\nDisallow: /c\n\nUser-agent: loa\nDisallow: /d\n", "/d"));
    assert_true(allowed("User-agent: loa\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/d"));
    assert_false(allowed("\xEF\xBB\xBFuser-agent:*\rdisallow:/a#x\r", "/a"));
}

static void the_longest_rule_wins(void **state)
{
    (void)state;
    static const char file[] =
        "User-agent: *\nDisallow: /example/page/\nAllow: /example/page/disallowed.gif\n"
        "Allow: /p\nDisallow: /\nDisallow: /same\nAllow: /same\n";
    assert_true(allowed(file, "/example/page/disallowed.gif"));
    assert_false(allowed(file, "/example/page/x"));
    assert_true(allowed(file, "/page"));
    assert_true(allowed(file, "/same"));
    assert_false(allowed(file, "/x"));
    assert_true(allowed(file, "/robots.txt"));
}

static void stars_and_ends(void **state)
{
    (void)state;
    static const char file[] =
        "User-agent: *\nDisallow: /*.php$\nDisallow: /a*b*c\nDisallow: *?in=\n"
        "Disallow: /het$\nDisallow: /x*y$\n";
    assert_false(allowed(file, "/tin.php"));
    assert_true(allowed(file, "/tin.php?x"));
    assert_false(allowed(file, "/a1b2c3"));
    assert_true(allowed(file, "/a1c2b3"));
    assert_false(allowed(file, "/tin?in=1"));
    assert_false(allowed(file, "/het"));
    assert_true(allowed(file, "/het/"));
    assert_false(allowed(file, "/xyzy"));
    assert_true(allowed(file, "/xyz"));
    assert_false(allowed("User-agent: *\nDisallow: /\n", ""));
}

/* RFC 9309 §2.2.2 */
static void spellings_are_one(void **state)
{
    (void)state;
    static const char file[] =
        "User-agent: *\nDisallow: /foo/bar/ツ\nDisallow: /%7Ex\nDisallow: /b%2fc\n"
        "Disallow: /tin/đối-ngoại\n";
    assert_false(allowed(file, "/foo/bar/%E3%83%84"));
    assert_false(allowed(file, "/foo/bar/ツ"));
    assert_false(allowed(file, "/~x"));
    assert_false(allowed(file, "/b%2Fc"));
    assert_true(allowed(file, "/b/c"));
    assert_false(allowed(file, "/tin/%C4%91%E1%BB%91i-ngo%E1%BA%A1i/1"));
}

static void no_file_forbids_nothing(void **state)
{
    (void)state;
    assert_true(allowed("", "/x"));
    assert_true(allowed("<html><body>404</body></html>", "/x"));
    assert_true(allowed("User-agent: *\nDisallow:\n", "/x"));
    assert_true(allowed("Disallow: /\n", "/x"));
}

static void the_delay_is_read_and_cut(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    assert_int_equal(robots_parse(&a, STR("user-agent: *\ncrawl-delay: 2.5"), STR("Loa")).delay_ms,
                     2000);
    assert_int_equal(
        robots_parse(&a, STR("user-agent: *\ncrawl-delay: 999999999999"), STR("Loa")).delay_ms,
        ROBOTS_DELAY_MAX_MS);
    assert_int_equal(robots_parse(&a, STR("user-agent: *\ncrawl-delay: -1"), STR("Loa")).delay_ms,
                     0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_group_of_the_robot_counts),
        cmocka_unit_test(the_longest_rule_wins),
        cmocka_unit_test(stars_and_ends),
        cmocka_unit_test(spellings_are_one),
        cmocka_unit_test(no_file_forbids_nothing),
        cmocka_unit_test(the_delay_is_read_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
