/* One spelling for each host, whose it is, and what it looks like. */
#include "tests/test.h"

#include "article/link_host.h"

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

static void assert_host(const char *url, const char *host, const char *domain)
{
    struct link_host h;
    if (!link_host_read(&a, str_view(url), &h))
        fail_msg("%s: not read", url);
    if (!str_eq(h.host, str_view(host)) || !str_eq(h.domain, str_view(domain)))
        fail_msg("%s: %.*s of %.*s, not %s of %s", url, STR_ARG(h.host), STR_ARG(h.domain), host,
                 domain);
}

static void hosts_have_one_spelling(void **state)
{
    (void)state;
    assert_host("https://WWW.Bao.VN/tin?x=1", "www.bao.vn", "bao.vn");
    assert_host("//bao.vn:8080", "bao.vn", "bao.vn");
    assert_host("http://bao.vn./", "bao.vn", "bao.vn");
    assert_host("https://bao%2Evn/", "bao.vn", "bao.vn");
    assert_host("https://ｂａｏ．ｖｎ/", "bao.vn", "bao.vn");
    assert_host("https://bao。vn/", "bao.vn", "bao.vn");
    assert_host("https://ba\xC2\xADo.vn/", "bao.vn", "bao.vn"); /* soft hyphen */
    assert_host("https://bücher.example/", "xn--bcher-kva.example", "xn--bcher-kva.example");
    assert_host("https://XN--BCHER-KVA.example/", "xn--bcher-kva.example", "xn--bcher-kva.example");
    assert_host("http://192.0.2.7/x", "192.0.2.7", "192.0.2.7");
    assert_host("http://[2001:db8::1]:80/", "[2001:db8::1]", "[2001:db8::1]");
}

static void a_domain_is_whose_it_is(void **state)
{
    (void)state;
    assert_str_is(link_domain_of(STR("a.b.tphcm.gov.vn")), "tphcm.gov.vn");
    assert_str_is(link_domain_of(STR("www.bao.com.vn")), "bao.com.vn");
    assert_str_is(link_domain_of(STR("tin.bao.net")), "bao.net");
    assert_str_is(link_domain_of(STR("nguoi.blogspot.com")), "nguoi.blogspot.com");
    assert_str_is(link_domain_of(STR("a.b.lang.example")), "lang.example");
    assert_str_is(link_domain_of(STR("localhost")), "localhost");
}

static void assert_broken(const char *url, enum link_host_fault fault)
{
    struct link_host h;
    assert_true(link_host_read(&a, str_view(url), &h));
    if (h.fault != fault)
        fail_msg("%s: fault %d, not %d", url, (int)h.fault, (int)fault);
}

static void broken_and_disguised_hosts_are_none(void **state)
{
    (void)state;
    assert_broken("https://", LINK_HOST_BROKEN);
    assert_broken("https://a..vn/", LINK_HOST_BROKEN);
    assert_broken("https://xn--99999999999/", LINK_HOST_BROKEN);
    assert_broken("http://3232235777/", LINK_HOST_BROKEN);
    assert_broken("http://0xC0.0250.1/", LINK_HOST_BROKEN);
    assert_broken("http://0300.168.1.1/", LINK_HOST_BROKEN);
    assert_broken("https://bao.vn<x>/", LINK_HOST_BROKEN);
    assert_broken("https://bao\xFF.vn/", LINK_HOST_BROKEN);
    assert_broken("https://b\xD0\xB0o.vn/", LINK_HOST_MIXED);                    /* Cyrillic а */
    assert_broken("https://xn--bo-7kc.vn/", LINK_HOST_MIXED);                    /* the same */
    assert_broken("https://báo-mới.vn/", LINK_HOST_SOUND);                       /* Vietnamese */
    assert_broken("https://\xD0\xBC\xD0\xB8\xD1\x80.example/", LINK_HOST_SOUND); /* мир */
    struct link_host h;
    assert_false(link_host_read(&a, STR("mailto:a@bao.vn"), &h));
    assert_false(link_host_read(&a, STR("javascript://bao.vn/%0aalert(1)"), &h));
    assert_false(link_host_read(&a, STR("/tin/bai.html"), &h));
}

static void assert_alike(const char *x, const char *y, bool alike)
{
    struct link_host hx;
    struct link_host hy;
    assert_true(link_host_read(&a, str_concat(&a, STR("//"), str_view(x)), &hx));
    assert_true(link_host_read(&a, str_concat(&a, STR("//"), str_view(y)), &hy));
    struct str sx = link_skeleton(&a, hx.host);
    struct str sy = link_skeleton(&a, hy.host);
    if (str_eq(sx, sy) != alike)
        fail_msg("%s (%.*s) and %s (%.*s)", x, STR_ARG(sx), y, STR_ARG(sy));
}

static void alike_hosts_have_one_skeleton(void **state)
{
    (void)state;
    assert_alike("vietnamnet.vn", "víetnamnet.vn", true);
    assert_alike("vietnamnet.vn", "vietnarnnet.vn", true); /* rn */
    assert_alike("google.com", "goog1e.com", true);
    assert_alike("google.com", "g\xCE\xBF\xCE\xBFgle.com", true);                    /* Greek ο */
    assert_alike("apple.com", "\xD0\xB0\xD1\x80\xD1\x80\xD3\x8F\xD0\xB5.com", true); /* аррӏе */
    assert_alike("coop.vn", "\xD1\x81\xD0\xBE\xD0\xBE\xD1\x80.vn", true);            /* соор */
    assert_alike("dantri.com.vn", "đantri.com.vn", true);
    assert_alike("dantri.com.vn", "dantri.net.vn", false);
    assert_alike("bao.vn", "bap.vn", false);
}

static void assert_names(const char *text, const char *domain)
{
    struct link_host h = {.domain = STR("")};
    struct str want = domain ? str_view(domain) : STR("");
    (void)link_text_names_host(&a, str_view(text), &h);
    if (!str_eq(h.domain, want))
        fail_msg("\"%s\" names \"%.*s\", not \"%.*s\"", text, STR_ARG(h.domain), STR_ARG(want));
}

static void texts_may_name_hosts(void **state)
{
    (void)state;
    assert_names("https://chinhphu.vn/tin", "chinhphu.vn");
    assert_names("xem tại www.chinhphu.vn.", "chinhphu.vn");
    assert_names("(ChinhPhu.vn)", "chinhphu.vn");
    assert_names("bao.com.vn/a?b", "bao.com.vn");
    assert_names("Nghị định 42/2022/NĐ-CP", NULL);
    assert_names("ngày 20.11.2026", NULL);
    assert_names("lan@bao.vn", NULL);
    assert_names("Node.js", NULL);
    assert_names("...", NULL);
    assert_names("", NULL);
}

static void assert_punycode(const char *unicode, const char *ascii)
{
    struct str out;
    assert_true(link_punycode_encode(&a, str_view(unicode), &out));
    assert_str_is(out, ascii);
    assert_true(link_punycode_decode(&a, str_view(ascii), &out));
    assert_str_is(out, unicode);
}

/* RFC 3492 §7.1 and others */
static void punycode_goes_both_ways(void **state)
{
    struct str out;
    (void)state;
    assert_punycode("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye");
    assert_punycode("tạisaohọkhôngthểchỉnóitiếngviệt",
                    "tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g");
    assert_punycode("bücher", "bcher-kva");
    assert_false(link_punycode_decode(&a, STR("a_!"), &out));
    assert_false(link_punycode_decode(&a, STR("99999999999999999999"), &out));
    assert_false(link_punycode_decode(
        &a, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_have_one_spelling),
        cmocka_unit_test(a_domain_is_whose_it_is),
        cmocka_unit_test(broken_and_disguised_hosts_are_none),
        cmocka_unit_test(alike_hosts_have_one_skeleton),
        cmocka_unit_test(texts_may_name_hosts),
        cmocka_unit_test(punycode_goes_both_ways),
    };
    return cmocka_run_group_tests(tests, start, end);
}
