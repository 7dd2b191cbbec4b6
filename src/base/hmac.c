#include "base/hmac.h"

#include "base/hash.h"
#include "base/hex.h"

#include <sodium.h>
#include <string.h>

enum { SHA1_BYTES = HMAC_SHA1_BYTES, BLOCK_BYTES = 64, DIGEST_MAX_BYTES = 64 };

/* ---- SHA-1 (FIPS 180-4 §6.1) ---- */

struct sha1 {
    uint32_t state[5];
    unsigned char block[BLOCK_BYTES];
    uint64_t bytes;
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t round_word(unsigned t, const uint32_t v[5])
{
    if (t < 20)
        return ((v[1] & v[2]) | (~v[1] & v[3])) + UINT32_C(0x5a827999);
    if (t < 40)
        return (v[1] ^ v[2] ^ v[3]) + UINT32_C(0x6ed9eba1);
    if (t < 60)
        return ((v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3])) + UINT32_C(0x8f1bbcdc);
    return (v[1] ^ v[2] ^ v[3]) + UINT32_C(0xca62c1d6);
}

static void take_block(struct sha1 *s)
{
    uint32_t w[80];
    uint32_t v[5];
    for (size_t t = 0; t < 16; t++)
        w[t] = (uint32_t)s->block[4 * t] << 24 | (uint32_t)s->block[4 * t + 1] << 16 |
               (uint32_t)s->block[4 * t + 2] << 8 | s->block[4 * t + 3];
    for (size_t t = 16; t < 80; t++)
        w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    memcpy(v, s->state, sizeof v);
    for (unsigned t = 0; t < 80; t++) {
        uint32_t next = rotate(v[0], 5) + round_word(t, v) + v[4] + w[t];
        v[4] = v[3];
        v[3] = v[2];
        v[2] = rotate(v[1], 30);
        v[1] = v[0];
        v[0] = next;
    }
    for (size_t i = 0; i < 5; i++)
        s->state[i] += v[i];
}

static void sha1_start(struct sha1 *s)
{
    *s = (struct sha1){.state = {UINT32_C(0x67452301), UINT32_C(0xefcdab89), UINT32_C(0x98badcfe),
                                 UINT32_C(0x10325476), UINT32_C(0xc3d2e1f0)}};
}

static void sha1_add(struct sha1 *s, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s->block[s->bytes++ % BLOCK_BYTES] = p[i];
        if (s->bytes % BLOCK_BYTES == 0)
            take_block(s);
    }
}

static void sha1_end(struct sha1 *s, unsigned char out[SHA1_BYTES])
{
    static const unsigned char one = 0x80;
    static const unsigned char zero = 0;
    uint64_t bits = s->bytes * 8;
    unsigned char length[8];
    for (size_t i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    sha1_add(s, &one, 1);
    while (s->bytes % BLOCK_BYTES != BLOCK_BYTES - 8)
        sha1_add(s, &zero, 1);
    sha1_add(s, length, sizeof length);
    for (size_t i = 0; i < SHA1_BYTES; i++)
        out[i] = (unsigned char)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.n ? s.p : "");
}

void hmac_sha1_bytes(struct str key, struct str message, unsigned char out[HMAC_SHA1_BYTES])
{
    unsigned char pad[BLOCK_BYTES] = {0};
    unsigned char inner[SHA1_BYTES];
    struct sha1 s;
    if (key.n > BLOCK_BYTES) {
        sha1_start(&s);
        sha1_add(&s, bytes_of(key), key.n);
        sha1_end(&s, pad);
    } else if (key.n) {
        memcpy(pad, key.p, key.n);
    }
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        pad[i] ^= 0x36;
    sha1_start(&s);
    sha1_add(&s, pad, sizeof pad);
    sha1_add(&s, bytes_of(message), message.n);
    sha1_end(&s, inner);
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    sha1_start(&s);
    sha1_add(&s, pad, sizeof pad);
    sha1_add(&s, inner, sizeof inner);
    sha1_end(&s, out);
}

/* ---- signatures ---- */

static void hmac256(struct str key, struct str message, unsigned char *out)
{
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, bytes_of(key), key.n);
    crypto_auth_hmacsha256_update(&s, bytes_of(message), message.n);
    crypto_auth_hmacsha256_final(&s, out);
}

static void hmac512(struct str key, struct str message, unsigned char *out)
{
    crypto_auth_hmacsha512_state s;
    crypto_auth_hmacsha512_init(&s, bytes_of(key), key.n);
    crypto_auth_hmacsha512_update(&s, bytes_of(message), message.n);
    crypto_auth_hmacsha512_final(&s, out);
}

bool hmac_valid(struct str key, struct str message, struct str signature)
{
    unsigned char want[DIGEST_MAX_BYTES] = {0};
    unsigned char got[DIGEST_MAX_BYTES] = {0};
    size_t equals = str_find_byte(signature, '=');
    struct str method = str_first(signature, equals);
    size_t n = 0;
    if (str_eq_nocase(method, STR("sha1"))) {
        hmac_sha1_bytes(key, message, want);
        n = SHA1_BYTES;
    } else if (str_eq_nocase(method, STR("sha256"))) {
        hmac256(key, message, want);
        n = crypto_auth_hmacsha256_BYTES;
    } else if (str_eq_nocase(method, STR("sha512"))) {
        hmac512(key, message, want);
        n = crypto_auth_hmacsha512_BYTES;
    }
    if (!n || !hex_read(str_trim(str_from(signature, equals + 1)), got, n))
        return false;
    return sodium_memcmp(want, got, n) == 0;
}

struct str hmac_sha1(struct arena *a, struct str key, struct str message)
{
    unsigned char digest[SHA1_BYTES];
    hmac_sha1_bytes(key, message, digest);
    return str_concat(a, STR("sha1="), hash_hex(a, digest, sizeof digest));
}
