#include "base/totp.h"

#include "base/buf.h"
#include "base/hmac.h"

enum { CODES = 1000000 };

uint32_t totp_code(const struct totp_secret *secret, int64_t step)
{
    unsigned char counter[8];
    unsigned char digest[HMAC_SHA1_BYTES];
    for (size_t i = 0; i < sizeof counter; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    hmac_sha1_bytes((struct str){(const char *)secret->bytes, sizeof secret->bytes},
                    (struct str){(const char *)counter, sizeof counter}, digest);
    size_t at = digest[HMAC_SHA1_BYTES - 1] & 15; /* RFC 4226 §5.3 */
    uint32_t word = (uint32_t)(digest[at] & 127) << 24 | (uint32_t)digest[at + 1] << 16 |
                    (uint32_t)digest[at + 2] << 8 | digest[at + 3];
    return word % CODES;
}

/* The number that was typed; CODES, which is no code, when it is not six digits. */
static uint32_t read_code(struct str typed)
{
    uint32_t code = 0;
    size_t digits = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] == ' ')
            continue;
        if (!byte_is_digit(typed.p[i]) || ++digits > TOTP_DIGITS)
            return CODES;
        code = code * 10 + (uint32_t)(typed.p[i] - '0');
    }
    return digits == TOTP_DIGITS ? code : CODES;
}

bool totp_check(const struct totp_secret *secret, struct str typed, int64_t now_ms,
                int64_t used_step, int64_t *step)
{
    uint32_t code = read_code(typed);
    int64_t now = now_ms / TOTP_STEP_MS;
    int64_t found = 0;
    bool right = false;
    for (int64_t at = now - TOTP_DRIFT_STEPS; at <= now + TOTP_DRIFT_STEPS; at++) {
        bool same = (totp_code(secret, at) ^ code) == 0;
        bool counts = same & (at > used_step);
        found = counts ? at : found;
        right |= counts;
    }
    if (right)
        *step = found;
    return right;
}

static void add_base32(struct buf *b, const struct totp_secret *secret, bool grouped)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    unsigned have = 0;
    size_t made = 0;
    for (size_t i = 0; i < sizeof secret->bytes; i++) {
        bits = bits << 8 | secret->bytes[i];
        for (have += 8; have >= 5; made++) {
            have -= 5;
            if (grouped && made && made % 4 == 0)
                buf_add_byte(b, ' ');
            buf_add_byte(b, letters[bits >> have & 31]);
        }
    }
}
_Static_assert(TOTP_SECRET_BYTES % 5 == 0, "no letter is left over");

struct str totp_key_text(struct arena *a, const struct totp_secret *secret)
{
    struct buf b;
    buf_init(&b, a);
    add_base32(&b, secret, true);
    return buf_view(&b);
}

struct str totp_uri(struct arena *a, const struct totp_secret *secret, struct str issuer,
                    struct str name)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("otpauth://totp/"));
    buf_add_url_encoded(&b, issuer);
    buf_add_byte(&b, ':');
    buf_add_url_encoded(&b, name);
    buf_add(&b, STR("?secret="));
    add_base32(&b, secret, false);
    buf_add(&b, STR("&issuer="));
    buf_add_url_encoded(&b, issuer);
    return buf_view(&b);
}
