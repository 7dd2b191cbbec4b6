#include "base/hash.h"

#include <sodium.h>
#include <string.h>

_Static_assert(HASH_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash key is 16 bytes");
_Static_assert(HASH_CONTENT_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");

bool hash_start(void)
{
    return sodium_init() >= 0;
}

uint64_t hash_sip(struct hash_key key, struct str s)
{
    unsigned char out[crypto_shorthash_BYTES];
    crypto_shorthash(out, (const unsigned char *)(s.n ? s.p : ""), s.n, key.bytes);
    uint64_t value = 0;
    memcpy(&value, out, sizeof value);
    return value;
}

static struct hash_content content(const unsigned char *key, size_t key_bytes, struct str s)
{
    struct hash_content h;
    crypto_generichash(h.bytes, sizeof h.bytes, (const unsigned char *)(s.n ? s.p : ""), s.n, key,
                       key_bytes);
    return h;
}

struct hash_content hash_content(struct str s)
{
    return content(NULL, 0, s);
}

struct hash_content hash_content_keyed(struct hash_key key, struct str s)
{
    return content(key.bytes, sizeof key.bytes, s);
}

struct str hash_hex(struct arena *a, const void *bytes, size_t n)
{
    size_t size = n * 2;
    char *hex = arena_alloc(a, size + 1);
    if (!hex)
        return STR("");
    sodium_bin2hex(hex, size + 1, bytes, n);
    return (struct str){hex, size};
}
