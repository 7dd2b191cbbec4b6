#include "base/secret_box.h"

#include "base/rand.h"

#include <sodium.h>
#include <string.h>

enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
_Static_assert(SECRET_BOX_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "as libsodium");
_Static_assert(SECRET_BOX_EXTRA_BYTES == NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "as libsodium");

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.n ? s.p : "");
}

struct secret_box_key secret_box_key_of(struct str secret, struct str purpose)
{
    struct secret_box_key key;
    ASSERT(secret.n >= crypto_generichash_KEYBYTES && secret.n <= crypto_generichash_KEYBYTES_MAX);
    (void)crypto_generichash(key.bytes, sizeof key.bytes, bytes_of(purpose), purpose.n,
                             bytes_of(secret), secret.n);
    return key;
}

void secret_box_close(const struct secret_box_key *key, struct str about, struct str bytes,
                      unsigned char *out)
{
    rand_bytes(out, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, bytes_of(bytes),
                                                     bytes.n, bytes_of(about), about.n, NULL, out,
                                                     key->bytes);
}

bool secret_box_open(const struct secret_box_key *key, struct str about, struct str locked,
                     void *out, size_t n)
{
    memset(out, 0, n);
    if (locked.n != n + SECRET_BOX_EXTRA_BYTES)
        return false;
    const unsigned char *nonce = bytes_of(locked);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, nonce + NONCE_BYTES,
                                                   locked.n - NONCE_BYTES, bytes_of(about), about.n,
                                                   nonce, key->bytes) == 0)
        return true;
    memset(out, 0, n);
    return false;
}
