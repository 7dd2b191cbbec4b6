#include "desk/session_token.h"

#include "base/buf.h"
#include "base/hex.h"
#include "base/rand.h"

#include <sodium.h>

enum { RECOVERY_LETTERS = 16, RECOVERY_GROUP = 4 };

struct str session_token_make(struct arena *a)
{
    unsigned char bytes[TOKEN_BYTES];
    rand_bytes(bytes, sizeof bytes);
    return hash_hex(a, bytes, sizeof bytes);
}

bool session_token_valid(struct str token)
{
    for (size_t i = 0; i < token.n; i++)
        if (hex_value(token.p[i]) < 0 || (token.p[i] >= 'A' && token.p[i] <= 'F'))
            return false;
    return token.n == TOKEN_CHARS;
}

struct hash_content session_token_mark(struct arena *a, struct str token)
{
    return hash_content(str_concat(a, STR("loa session 1\n"), token));
}

struct str form_token_of(struct arena *a, struct str token)
{
    struct hash_content hash = hash_content(str_concat(a, STR("loa form 1\n"), token));
    return hash_hex(a, hash.bytes, sizeof hash.bytes);
}

bool form_token_holds(struct arena *a, struct str token, struct str typed)
{
    struct str want = form_token_of(a, token);
    return session_token_valid(token) && want.n == TOKEN_CHARS && typed.n == want.n &&
           sodium_memcmp(want.p, typed.p, want.n) == 0;
}

struct str recovery_make(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz123456789"; /* no i, l, o, 0 */
    unsigned char random[RECOVERY_LETTERS];
    struct buf b;
    _Static_assert(sizeof letters - 1 == 32, "one letter for five bits");
    rand_bytes(random, sizeof random);
    buf_init(&b, a);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % RECOVERY_GROUP == 0)
            buf_add_byte(&b, '-');
        buf_add_byte(&b, letters[random[i] % 32]);
    }
    return buf_view(&b);
}

struct hash_content recovery_mark(struct arena *a, int64_t account_id, struct str typed)
{
    struct str lower = str_lower_ascii(a, typed);
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "loa recovery 1\n%lld\n", (long long)account_id);
    for (size_t i = 0; i < lower.n; i++)
        if (lower.p[i] != ' ' && lower.p[i] != '-')
            buf_add_byte(&b, lower.p[i]);
    return hash_content(buf_view(&b));
}

void recovery_make_all(struct arena *a, struct store_change_account *c, struct str *shown)
{
    for (c->codes_n = 0; c->codes_n < STORE_CODES; c->codes_n++) {
        shown[c->codes_n] = recovery_make(a);
        c->codes[c->codes_n] = recovery_mark(a, c->account_id, shown[c->codes_n]);
    }
}
