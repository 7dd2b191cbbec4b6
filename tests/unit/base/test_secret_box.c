/* Locked secrets open with their key, for whom they were locked, and not otherwise. */
#include "tests/test.h"

#include "base/hash.h"
#include "base/secret_box.h"

enum { SECRET_BYTES = 20, LOCKED_BYTES = SECRET_BYTES + SECRET_BOX_EXTRA_BYTES };

static const struct str secret = STR_INIT("01234567890123456789");
static const struct str site = STR_INIT("khóa của trang, ba mươi hai byte trở lên");

static struct str locked_of(unsigned char *room)
{
    struct secret_box_key key = secret_box_key_of(site, STR("thử"));
    secret_box_close(&key, STR("account 1"), secret, room);
    return (struct str){(const char *)room, LOCKED_BYTES};
}

static bool opens(struct str site_key, struct str purpose, struct str about, struct str locked)
{
    char out[SECRET_BYTES];
    struct secret_box_key key = secret_box_key_of(site_key, purpose);
    bool open = secret_box_open(&key, about, locked, out, sizeof out);
    assert_int_equal(open, memcmp(out, secret.p, sizeof out) == 0);
    return open;
}

static void it_opens_for_its_owner_alone(void **state)
{
    (void)state;
    unsigned char room[LOCKED_BYTES];
    struct str locked = locked_of(room);
    assert_true(opens(site, STR("thử"), STR("account 1"), locked));
    assert_false(opens(site, STR("thử"), STR("account 2"), locked));
    assert_false(opens(site, STR("khác"), STR("account 1"), locked));
    assert_false(
        opens(STR("một khóa khác cũng đủ ba mươi hai byte"), STR("thử"), STR("account 1"), locked));
}

static void what_was_changed_does_not_open(void **state)
{
    (void)state;
    unsigned char room[LOCKED_BYTES];
    struct str locked = locked_of(room);
    for (size_t i = 0; i < sizeof room; i++) {
        room[i] ^= 1;
        assert_false(opens(site, STR("thử"), STR("account 1"), locked));
        room[i] ^= 1;
    }
    for (size_t n = 0; n < locked.n; n++)
        assert_false(opens(site, STR("thử"), STR("account 1"), str_first(locked, n)));
}

static void two_are_not_alike(void **state)
{
    (void)state;
    unsigned char one[LOCKED_BYTES];
    unsigned char other[LOCKED_BYTES];
    assert_false(str_eq(locked_of(one), locked_of(other)));
    assert_false(str_contains(locked_of(one), secret));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_for_its_owner_alone),
        cmocka_unit_test(what_was_changed_does_not_open),
        cmocka_unit_test(two_are_not_alike),
    };
    return hash_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
