#include "base/hash.h"
#include "base/hex.h"
#include "base/sign.h"
#include "tests/test.h"

static void read_hex(const char *hex, unsigned char *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
}

/* RFC 8032 §7.1, tests 1 to 3. */
static const struct {
    const char *seed;
    const char *public_key;
    const char *message;
    size_t message_n;
    const char *signature;
} vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", 0,
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
     "25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", 1,
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
     "87b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", 2,
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
     "a7c15e9716ed28dc027beceea1ec40a"},
};

static void rfc_8032(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct sign_seed seed;
        struct sign_public key;
        struct sign_signature want;
        unsigned char bytes[8];
        read_hex(vectors[i].seed, seed.bytes, sizeof seed.bytes);
        read_hex(vectors[i].public_key, key.bytes, sizeof key.bytes);
        read_hex(vectors[i].signature, want.bytes, sizeof want.bytes);
        read_hex(vectors[i].message, bytes, vectors[i].message_n);
        struct str message = {(const char *)bytes, vectors[i].message_n};
        struct sign_secret secret = sign_secret_of(&seed);
        struct sign_signature got = sign_message(&secret, message);
        assert_memory_equal(secret.public_key.bytes, key.bytes, sizeof key.bytes);
        assert_true(sign_public_eq(&secret.public_key, &key));
        assert_memory_equal(got.bytes, want.bytes, sizeof want.bytes);
        assert_true(sign_holds(&key, message, &want));
        assert_false(sign_holds(&key, STR("khác"), &want));
        want.bytes[i] ^= 1;
        assert_false(sign_holds(&key, message, &want));
    }
}

/* BLAKE2b with 32 bytes of output, of "" and "abc", as RFC 7693's appendix gives the algorithm. */
static void rfc_7693(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 12);
    struct hash_content none = hash_content(STR(""));
    struct hash_content abc = hash_content(STR("abc"));
    assert_str_is(hash_hex(&a, none.bytes, sizeof none.bytes),
                  "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert_str_is(hash_hex(&a, abc.bytes, sizeof abc.bytes),
                  "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    arena_release(&a);
}

static void seeds_differ_and_are_forgotten(void **state)
{
    (void)state;
    struct sign_seed one = sign_seed_make();
    struct sign_seed other = sign_seed_make();
    static const struct sign_seed none;
    assert_memory_not_equal(one.bytes, other.bytes, sizeof one.bytes);
    sign_forget(&one, sizeof one);
    assert_memory_equal(one.bytes, none.bytes, sizeof one.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_8032),
        cmocka_unit_test(rfc_7693),
        cmocka_unit_test(seeds_differ_and_are_forgotten),
    };
    return hash_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
