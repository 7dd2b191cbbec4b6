#include "base/password.h"

#include "base/rand.h"

#include <sodium.h>
#include <string.h>

static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
_Static_assert(sizeof letters - 1 == 32, "one letter for five bits");

struct str password_make(struct arena *a)
{
    unsigned char random[PASSWORD_MADE_CHARS];
    char *made = arena_alloc(a, sizeof random);
    if (!made)
        return STR("");
    rand_bytes(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        made[i] = letters[random[i] % 32];
    return (struct str){made, sizeof random};
}

enum rc password_hash(struct arena *a, struct str password, struct str *out, struct err *e)
{
    char kept[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(kept, password.n ? password.p : "", password.n, PASSWORD_PASSES,
                              PASSWORD_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(e, RC_NOMEM, "out of memory for hashing a password");
    struct str copy = str_copy(a, str_view(kept));
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *out = copy;
    return RC_OK;
}

/* kept as libsodium wants it; false for what cannot be one. */
static bool copy_kept(struct str kept, char text[crypto_pwhash_STRBYTES])
{
    if (kept.n == 0 || kept.n >= crypto_pwhash_STRBYTES)
        return false;
    memset(text, 0, crypto_pwhash_STRBYTES);
    memcpy(text, kept.p, kept.n);
    return true;
}

bool password_matches(struct str kept, struct str password)
{
    char text[crypto_pwhash_STRBYTES];
    return copy_kept(kept, text) &&
           crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
}

bool password_outdated(struct str kept)
{
    char text[crypto_pwhash_STRBYTES];
    return !copy_kept(kept, text) ||
           crypto_pwhash_str_needs_rehash(text, PASSWORD_PASSES, PASSWORD_MEMORY_BYTES) != 0;
}

/* The salt and the hash are zeros: no password is known that gives them. The costs are those of
 * password.h, which a test holds. */
struct str password_decoy(void)
{
    return STR("$argon2id$v=19$m=131072,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}
