#include "article/author_mark.h"

#include "base/hex.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_DIGITS = 2 * SIGN_PUBLIC_BYTES,
    SIGNATURE_DIGITS = 2 * SIGN_SIGNATURE_BYTES,
    SPKI_BYTES = 44, /* RFC 8410 §4: twelve bytes that never change, and the key */
};

struct str author_statement(const struct seal *s, char room[AUTHOR_STATEMENT_MAX_BYTES])
{
    struct seal plain = *s;
    char hex[2 * HASH_CONTENT_BYTES + 1];
    plain.name = STR("");
    struct hash_content detail = seal_detail(&plain);
    sodium_bin2hex(hex, sizeof hex, detail.bytes, sizeof detail.bytes);
    int n = snprintf(room, AUTHOR_STATEMENT_MAX_BYTES, "loa author 1\ndetail %s\n", hex);
    ASSERT(n > 0 && n < AUTHOR_STATEMENT_MAX_BYTES);
    return (struct str){room, (size_t)n};
}

struct str author_mark_name(struct arena *a, const struct author_mark *mark)
{
    struct str key = hash_hex(a, mark->key.bytes, sizeof mark->key.bytes);
    struct str signature = hash_hex(a, mark->signature.bytes, sizeof mark->signature.bytes);
    return str_format(a, "author %.*s %.*s", STR_ARG(key), STR_ARG(signature));
}

bool author_mark_read(struct str name, struct author_mark *out)
{
    const struct str word = STR("author ");
    struct str rest = str_starts(name, word) ? str_from(name, word.n) : STR("");
    return rest.n == KEY_DIGITS + 1 + SIGNATURE_DIGITS && rest.p[KEY_DIGITS] == ' ' &&
           hex_read(str_first(rest, KEY_DIGITS), out->key.bytes, sizeof out->key.bytes) &&
           hex_read(str_from(rest, KEY_DIGITS + 1), out->signature.bytes,
                    sizeof out->signature.bytes);
}

bool author_mark_holds(const struct seal *s, const struct author_mark *mark)
{
    char room[AUTHOR_STATEMENT_MAX_BYTES];
    return sign_holds(&mark->key, author_statement(s, room), &mark->signature);
}

/* ---- what openssl writes ---- */

/* The key behind RFC 8410's prefix in base64 between the PEM's two lines. */
static bool read_pem(struct str text, struct sign_public *out)
{
    static const unsigned char prefix[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                           0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    const struct str begin = STR("-----BEGIN PUBLIC KEY-----");
    unsigned char spki[SPKI_BYTES];
    size_t n = 0;
    const char *end = NULL;
    size_t at = str_find(text, begin);
    struct str body = at < text.n ? str_from(text, at + begin.n) : STR("");
    _Static_assert(sizeof prefix + SIGN_PUBLIC_BYTES == SPKI_BYTES, "nothing else");
    if (sodium_base642bin(spki, sizeof spki, body.n ? body.p : "", body.n, "\r\n", &n, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        n != sizeof spki || memcmp(spki, prefix, sizeof prefix) != 0)
        return false;
    memcpy(out->bytes, spki + sizeof prefix, sizeof out->bytes);
    return str_starts(str_from(body, (size_t)(end - body.p)), STR("-----END PUBLIC KEY-----"));
}

enum rc author_key_read(struct str text, struct sign_public *out, struct err *e)
{
    struct sign_public key;
    if (!hex_read(str_trim(text), key.bytes, sizeof key.bytes) && !read_pem(text, &key))
        return fail(
            e, RC_INVALID,
            "not a public key: 64 hexadecimal digits, or what openssl pkey -pubout writes of "
            "an Ed25519 key");
    *out = key;
    return RC_OK;
}

enum rc author_signature_read(struct str text, struct sign_signature *out, struct err *e)
{
    struct sign_signature signature;
    struct sign_public key;
    if (hex_read(str_trim(text), key.bytes, sizeof key.bytes) ||
        str_starts(str_trim(text), STR("-----BEGIN ")))
        return fail(e, RC_INVALID,
                    "is a key, not a signature: the file that openssl pkeyutl -sign writes");
    if (text.n == sizeof signature.bytes)
        memcpy(signature.bytes, text.p, text.n);
    else if (!hex_read(str_trim(text), signature.bytes, sizeof signature.bytes))
        return fail(e, RC_INVALID,
                    "not a signature: its 64 bytes as openssl pkeyutl -sign writes them, or their "
                    "hexadecimal digits");
    *out = signature;
    return RC_OK;
}
