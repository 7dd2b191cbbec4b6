/* Where requests come from: the way, the page, the network, the browser. */
#include "tests/test.h"

#include "desk/origin.h"

static struct arena a;
static struct wire_field fields[3];

static int begin(void **state)
{
    (void)state;
    arena_init(&a, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

/* A request with a Host and one or two further fields (name NULL: none). */
static struct wire_request request_of(const char *host, const char *name, const char *value)
{
    fields[0] = (struct wire_field){STR("Host"), str_view(host)};
    fields[1] = (struct wire_field){str_view(name), str_view(value)};
    return (struct wire_request){
        .arena = &a, .fields = fields, .fields_n = name ? 2 : 1, .remote = STR("127.0.0.1")};
}

static void cookies_want_a_safe_way(void **state)
{
    (void)state;
    struct wire_request req = request_of("bao.vn", NULL, NULL);
    assert_false(origin_is_safe(&req));
    req.secure = true;
    assert_true(origin_is_safe(&req));
    static const char *const OWN[] = {"localhost", "localhost:8080", "127.0.0.1:80", "[::1]:8080",
                                      "LOCALHOST"};
    for (size_t i = 0; i < COUNT_OF(OWN); i++) {
        req = request_of(OWN[i], NULL, NULL);
        assert_true(origin_is_safe(&req));
        req.remote = STR("192.0.2.1");
        assert_false(origin_is_safe(&req));
        req.remote = STR("::1");
        assert_true(origin_is_safe(&req));
    }
    static const char *const PROXY[] = {"X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "Via",
                                        "X-Real-IP"};
    for (size_t i = 0; i < COUNT_OF(PROXY); i++) {
        req = request_of("localhost", PROXY[i], "1.1 x");
        assert_false(origin_is_safe(&req));
    }
}

static void forms_come_from_own_pages(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
        bool own;
    } CASES[] = {
        {NULL, NULL, true},
        {"Origin", "http://bao.vn", true},
        {"Origin", "HTTP://BAO.VN", true},
        {"Origin", "https://tin.vn", true}, /* the site's own: a proxy changed Host */
        {"Origin", "https://bao.vn", false},
        {"Origin", "http://bao.vn.evil.vn", false},
        {"Origin", "null", false},
        {"Sec-Fetch-Site", "same-origin", true},
        {"Sec-Fetch-Site", "same-site", false},
        {"Sec-Fetch-Site", "cross-site", false},
        {"Sec-Fetch-Site", "none", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct wire_request req = request_of("bao.vn", CASES[i].name, CASES[i].value);
        if (origin_is_own(&req, STR("https://tin.vn")) != CASES[i].own)
            fail_msg("%s: %s", CASES[i].name, CASES[i].value);
    }
}

static void networks_are_known_by_their_beginning(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"203.0.113.77", "203.0.113.0/24"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"::1", "::/64"},
        {"", ""},
        {"nowhere", "nowhere"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct wire_request req = {.arena = &a, .remote = str_view(CASES[i][0])};
        assert_str_is(origin_network(&req), CASES[i][1]);
    }
}

static void devices_are_called_as_people_do(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox, Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
         "Edge, Windows"},
        {"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
         "Mobile Safari/537.36",
         "Chrome, Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
         "Safari, iPhone"},
        {"curl/8.0", ""},
        {"<script>Firefox/1", "Firefox"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct wire_request req = request_of("x", "User-Agent", CASES[i][0]);
        assert_str_is(origin_agent(&req), CASES[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cookies_want_a_safe_way),
        cmocka_unit_test(forms_come_from_own_pages),
        cmocka_unit_test(networks_are_known_by_their_beginning),
        cmocka_unit_test(devices_are_called_as_people_do),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
