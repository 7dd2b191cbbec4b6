/* Signatures: Ed25519 (RFC 8032). Wraps libsodium.
 *
 * hash_start must have run. Values only; any thread. A struct sign_secret is wiped (sign_forget)
 * where it ends. */
#ifndef LOA_BASE_SIGN_H
#define LOA_BASE_SIGN_H

#include "base/str.h"

enum { SIGN_SEED_BYTES = 32, SIGN_PUBLIC_BYTES = 32, SIGN_SIGNATURE_BYTES = 64 };

struct sign_seed {
    unsigned char bytes[SIGN_SEED_BYTES]; /* RFC 8032's private key: what is kept */
};

struct sign_public {
    unsigned char bytes[SIGN_PUBLIC_BYTES];
};

/* A seed made ready for signing. */
struct sign_secret {
    unsigned char bytes[64];
    struct sign_public public_key;
};

struct sign_signature {
    unsigned char bytes[SIGN_SIGNATURE_BYTES];
};

/* An unpredictable seed. */
struct sign_seed sign_seed_make(void);

struct sign_secret sign_secret_of(const struct sign_seed *seed);

struct sign_signature sign_message(const struct sign_secret *secret, struct str message);

/* True when signature is message's under the key. About 60 microseconds for a short message. */
bool sign_holds(const struct sign_public *key, struct str message,
                const struct sign_signature *signature);

bool sign_public_eq(const struct sign_public *a, const struct sign_public *b);

/* Overwrites n bytes that held a secret, in a way the compiler does not leave out. */
void sign_forget(void *p, size_t n);

#endif
