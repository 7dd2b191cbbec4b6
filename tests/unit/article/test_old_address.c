/* One spelling for each old address, however it is written. */
#include "tests/test.h"

#include "article/old_address.h"
#include "base/buf.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 16 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void assert_spelled(const char *url, const char *path)
{
    struct str spelled = old_address_read(&a, str_view(url)).path;
    if (!str_eq(spelled, str_view(path)))
        fail_msg("%s: \"%.*s\", not \"%s\"", url, STR_ARG(spelled), path);
}

static void spellings_are_one(void **state)
{
    (void)state;
    assert_spelled("https://bao.example/?p=123", "/?p=123");
    assert_spelled("HTTP://WWW.Bao.Example:80/?p=123#binh-luan", "/?p=123");
    assert_spelled("/?utm_source=zalo&p=123&fbclid=x&UTM_medium=y", "/?p=123");
    assert_spelled("https://bao.example/index.php?p=123", "/?p=123");
    assert_spelled("/index.php?language=vi&nv=news&op=tin/a-1", "/?language=vi&nv=news&op=tin/a-1");
    assert_spelled("/index.php?op=tin%2Fa-1&amp;nv=news&language=vi",
                   "/?language=vi&nv=news&op=tin/a-1");
    assert_spelled("/news/tin/abc-123.html", "/news/tin/abc-123.html");
    assert_spelled("https://bao.example//2024/05//bai/", "/2024/05/bai");
    assert_spelled("https://bao.example/2024/05/bai/index.html", "/2024/05/bai");
    assert_spelled("/tin-t%E1%BB%A9c/b%c3%a0i.html", "/tin-tức/bài.html");
    assert_spelled("/tin-tu\xCC\x9B\xCC\x81"
                   "c/ba\xCC\x80i.html",
                   "/tin-tức/bài.html"); /* NFD */
    assert_spelled("/ti%cc%82m?q=a+b", "/tîm?q=a b");
    assert_spelled("/a%zz%4", "/a%zz%4");
    assert_spelled("/Bai-Viet.aspx?ID=7", "/Bai-Viet.aspx?ID=7");
    assert_spelled("/a?x=%26y", "/a?x=%26y");
}

static void assert_written_back(const char *url)
{
    struct old_address from = old_address_read(&a, str_view(url));
    struct old_address again = old_address_read(&a, old_address_write(&a, from));
    assert_true(from.path.n > 0);
    assert_str_eq(again.path, from.path);
    assert_str_eq(again.host, from.host);
}

static void written_addresses_read_the_same(void **state)
{
    (void)state;
    assert_written_back("https://bao.example/tin-t%E1%BB%A9c/b%c3%a0i.html");
    assert_written_back("/tin/50%25-giam.html");
    assert_written_back("/tin/%23-hai.html?q=a+b&c=%2B1&d=100%25");
    assert_written_back("https://bao.example/a?x=%26y&b=1");
    assert_written_back("https://bao.example:8080/a%20b");
    assert_str_is(old_address_write(&a, old_address_read(&a, STR("/a%20b?c=%2B"))), "/a%20b?c=%2B");
}

static void some_have_none(void **state)
{
    (void)state;
    assert_spelled("https://bao.example", "");
    assert_spelled("https://bao.example/", "");
    assert_spelled("https://bao.example/?utm_source=x", "");
    assert_spelled("mailto:a@b.example", "");
    assert_spelled("javascript:alert(1)", "");
    struct buf longest;
    buf_init(&longest, &a);
    buf_add_byte(&longest, '/');
    while (longest.n <= OLD_ADDRESS_MAX_BYTES)
        buf_add(&longest, STR("dài-"));
    assert_int_equal(old_address_read(&a, buf_view(&longest)).path.n, 0);
    buf_clear(&longest);
    buf_add(&longest, STR("/?"));
    for (size_t i = 0; i <= OLD_ADDRESS_PARAMETERS_MAX; i++)
        buf_addf(&longest, "p%zu=1&", i);
    assert_int_equal(old_address_read(&a, buf_view(&longest)).path.n, 0);
}

static struct old_address of_request(const char *host, const char *path, const char *query)
{
    return old_address_of_request(
        &a, (struct old_address_request){str_view(host), str_view(path), str_view(query)});
}

static void a_request_is_spelled_alike(void **state)
{
    (void)state;
    assert_str_is(of_request("", "/tin-tức/bài.html/", "utm_id=3").path, "/tin-tức/bài.html");
    assert_str_is(of_request("", "/", "b=2&a=%C3%A0").path, "/?a=à&b=2");
    assert_int_equal(of_request("", "/", "").path.n, 0);
}

static void hosts_are_spelled_alike(void **state)
{
    (void)state;
    assert_str_is(of_request("WWW.Bao.Example:8080", "/a", "").host, "bao.example");
    assert_str_is(old_address_read(&a, STR("https://u@www.BAO.example:443/a")).host, "bao.example");
    assert_str_is(of_request("[::1]:80", "/a", "").host, "[::1]");
    assert_str_is(of_request("[::1]", "/a", "").host, "[::1]");
    assert_str_is(old_address_read(&a, STR("/a")).host, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_are_one),
        cmocka_unit_test(written_addresses_read_the_same),
        cmocka_unit_test(some_have_none),
        cmocka_unit_test(a_request_is_spelled_alike),
        cmocka_unit_test(hosts_are_spelled_alike),
    };
    return cmocka_run_group_tests(tests, start, end);
}
