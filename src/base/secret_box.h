/* Small secrets at rest: XChaCha20-Poly1305 under a key made of another secret. Wraps libsodium.
 *
 * hash_start must have run. Values only; any thread. */
#ifndef LOA_BASE_SECRET_BOX_H
#define LOA_BASE_SECRET_BOX_H

#include "base/str.h"

enum {
    SECRET_BOX_KEY_BYTES = 32,
    SECRET_BOX_EXTRA_BYTES = 24 + 16, /* a random nonce and the tag */
};

struct secret_box_key {
    unsigned char bytes[SECRET_BOX_KEY_BYTES];
};

/* The key that a secret gives for one purpose; another purpose has another key, and none tells the
 * secret (BLAKE2b keyed with it). secret has 32 to 64 bytes. */
struct secret_box_key secret_box_key_of(struct str secret, struct str purpose);

/* Locks n bytes into out, which has room for n + SECRET_BOX_EXTRA_BYTES. They open only with the same
 * about: whose they are, so that nobody can put them in another's place. */
void secret_box_close(const struct secret_box_key *key, struct str about, struct str bytes,
                      unsigned char *out);

/* Opens what was locked into out, which has room for n bytes. False: another key, another about, or not
 * n bytes; out is then zeros. */
bool secret_box_open(const struct secret_box_key *key, struct str about, struct str locked,
                     void *out, size_t n);

#endif
