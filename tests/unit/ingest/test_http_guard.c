#include "tests/test.h"

#include "ingest/http_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static bool allows(const char *text, bool allow_loopback)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return http_guard_allows((const struct sockaddr *)&in, allow_loopback);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return http_guard_allows((const struct sockaddr *)&in6, allow_loopback);
}

static bool is_own(const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return http_guard_allows_private((const struct sockaddr *)&in);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return http_guard_allows_private((const struct sockaddr *)&in6);
}

static const char *const inner[] = {
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2001:10::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "3fff::1",
    "100::1",
};

static const char *const outer[] = {
    "1.1.1.1",        "9.255.255.255",    "11.0.0.1",        "100.63.255.255",       "100.128.0.1",
    "126.0.0.1",      "128.0.0.1",        "169.253.0.1",     "172.15.255.255",       "172.32.0.1",
    "168.63.129.17",  "192.0.1.1",        "192.167.1.1",     "192.169.1.1",          "198.17.0.1",
    "198.20.0.1",     "223.255.255.255",  "2606:4700::1111", "2001:4860:4860::8888", "2400:cb00::1",
    "::ffff:1.1.1.1", "64:ff9b::8.8.8.8", "2002:808:808::1",
};

static const char *const own[] = {
    "10.0.0.1", "127.0.0.1",        "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "::1",      "::ffff:127.0.0.1", "fc00::1",    "fd12:3456::1",
};

static const char *const never_own[] = {
    "0.0.0.0",     "100.64.0.1", "169.254.169.254", "172.32.0.1",
    "192.0.0.192", "224.0.0.1",  "168.63.129.16",   "::ffff:169.254.169.254",
    "fe80::1",     "ff02::1",    "fd00:ec2::254",   "::",
    "1.1.1.1",
};

static void only_the_public_internet_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(inner); i++)
        if (allows(inner[i], false))
            fail_msg("%s is allowed", inner[i]);
    for (size_t i = 0; i < COUNT_OF(outer); i++)
        if (!allows(outer[i], false))
            fail_msg("%s is refused", outer[i]);
}

static void the_operators_leave_is_for_loopback_alone(void **state)
{
    (void)state;
    assert_true(allows("127.0.0.1", true));
    assert_true(allows("::1", true));
    assert_true(allows("::ffff:127.0.0.1", true));
    assert_false(allows("10.0.0.1", true));
    assert_false(allows("169.254.169.254", true));
    assert_false(allows("64:ff9b::127.0.0.1", true));
    assert_false(allows("::", true));
    assert_false(allows("fe80::1", true));
}

static void the_owners_leave_is_for_own_networks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (!is_own(own[i]))
            fail_msg("%s is refused", own[i]);
    for (size_t i = 0; i < COUNT_OF(never_own); i++)
        if (is_own(never_own[i]))
            fail_msg("%s is allowed", never_own[i]);
}

static void other_families_are_refused(void **state)
{
    (void)state;
    struct sockaddr local = {.sa_family = AF_UNIX};
    assert_false(http_guard_allows(&local, true));
    assert_false(http_guard_allows_private(&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_public_internet_is_allowed),
        cmocka_unit_test(the_operators_leave_is_for_loopback_alone),
        cmocka_unit_test(the_owners_leave_is_for_own_networks),
        cmocka_unit_test(other_families_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
