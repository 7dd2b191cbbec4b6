/* Connections by address. */
#include "tests/test.h"

#include "wire/address.h"

#include <arpa/inet.h>
#include <stdio.h>

static struct address_table table;

static struct in6_addr address(const char *text)
{
    struct in6_addr a;
    assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
    return a;
}

static int setup(void **state)
{
    (void)state;
    if (!hash_start())
        return -1;
    address_table_init(&table);
    return 0;
}

static void counts_and_leaves(void **state)
{
    (void)state;
    struct in6_addr a = address("::ffff:192.0.2.1");
    int first = address_enter(&table, &a, 2);
    int second = address_enter(&table, &a, 2);
    assert_true(first != ADDRESS_NONE && second == first);
    assert_int_equal(address_enter(&table, &a, 2), ADDRESS_NONE);
    assert_int_equal(address_enter(&table, &a, 2), ADDRESS_NONE); /* a refusal does not count */
    address_leave(&table, first);
    assert_int_equal(address_enter(&table, &a, 2), first);
    address_leave(&table, first);
    address_leave(&table, first);
    address_leave(&table, ADDRESS_NONE);
    assert_int_equal(atomic_load(&table.counts[first]), 0);
}

/* One subscriber's addresses are one; IPv4 addresses are each their own. */
static void networks(void **state)
{
    (void)state;
    struct in6_addr one = address("2001:db8:1:2::1");
    struct in6_addr same = address("2001:db8:1:2:ffff:1:2:3");
    int slot = address_enter(&table, &one, 1);
    assert_int_equal(address_enter(&table, &same, 1), ADDRESS_NONE);
    address_leave(&table, slot);
    int distinct = 0;
    char text[40];
    for (int i = 0; i < 100; i++) {
        (void)snprintf(text, sizeof text, i < 50 ? "::ffff:10.0.0.%d" : "2001:db8:1:%d::1", i);
        struct in6_addr other = address(text);
        distinct += address_enter(&table, &other, 1) != ADDRESS_NONE;
    }
    assert_true(distinct > 90); /* some may meet in a slot, whatever the key */
}

static void loopback(void **state)
{
    (void)state;
    struct in6_addr yes[] = {address("::1"), address("::ffff:127.9.9.9")};
    struct in6_addr no[] = {address("::"), address("::ffff:10.0.0.1"), address("2001:db8::1")};
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        assert_true(address_is_loopback(&yes[i]));
    for (size_t i = 0; i < COUNT_OF(no); i++)
        assert_false(address_is_loopback(&no[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_and_leaves),
        cmocka_unit_test(networks),
        cmocka_unit_test(loopback),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
