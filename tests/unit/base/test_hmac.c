#include "tests/test.h"

#include "base/hmac.h"

static char long_key[80];

/* RFC 2202 §3 and RFC 4231 §4 */
static void published_vectors(void **state)
{
    (void)state;
    struct str jefe = STR("Jefe");
    struct str question = STR("what do ya want for nothing?");
    assert_true(hmac_valid(jefe, question, STR("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")));
    assert_true(
        hmac_valid(jefe, question,
                   STR("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
    assert_true(
        hmac_valid(jefe, question,
                   STR("SHA512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")));
    memset(long_key, 0xaa, sizeof long_key);
    assert_true(
        hmac_valid((struct str){long_key, 80},
                   STR("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"),
                   STR("sha1=e8e99d0f45237d786d6bbaa7965c7808bbff1a91")));
}

static void a_wrong_one_is_none(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 16);
    struct str good = hmac_sha1(&a, STR("k"), STR("m"));
    assert_true(hmac_valid(STR("k"), STR("m"), good));
    assert_false(hmac_valid(STR("k"), STR("n"), good));
    assert_false(hmac_valid(STR("l"), STR("m"), good));
    assert_false(hmac_valid(STR("k"), STR("m"), str_first(good, good.n - 1)));
    assert_false(hmac_valid(STR("k"), STR("m"), STR("")));
    assert_false(hmac_valid(STR("k"), STR("m"), STR("md5=00")));
    assert_false(hmac_valid(STR("k"), STR("m"), STR("sha1=")));
    assert_false(
        hmac_valid(STR("k"), STR("m"), STR("sha1=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(a_wrong_one_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
