#include "base/sign.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SIGN_SEED_BYTES == crypto_sign_SEEDBYTES, "Ed25519 seed");
_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");
_Static_assert(SIGN_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519 signature");
_Static_assert(sizeof((struct sign_secret *)0)->bytes == crypto_sign_SECRETKEYBYTES, "secret key");

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.n ? s.p : "");
}

struct sign_seed sign_seed_make(void)
{
    struct sign_seed seed;
    randombytes_buf(seed.bytes, sizeof seed.bytes);
    return seed;
}

struct sign_secret sign_secret_of(const struct sign_seed *seed)
{
    struct sign_secret secret;
    crypto_sign_seed_keypair(secret.public_key.bytes, secret.bytes, seed->bytes);
    return secret;
}

struct sign_signature sign_message(const struct sign_secret *secret, struct str message)
{
    struct sign_signature out;
    crypto_sign_detached(out.bytes, NULL, bytes_of(message), message.n, secret->bytes);
    return out;
}

bool sign_holds(const struct sign_public *key, struct str message,
                const struct sign_signature *signature)
{
    return crypto_sign_verify_detached(signature->bytes, bytes_of(message), message.n,
                                       key->bytes) == 0;
}

bool sign_public_eq(const struct sign_public *a, const struct sign_public *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0; /* public: timing tells nothing */
}

void sign_forget(void *p, size_t n)
{
    sodium_memzero(p, n);
}
