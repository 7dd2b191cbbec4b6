/* One-time passwords by the clock (RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as every
 * authenticator application has them. Pure functions; any thread. */
#ifndef LOA_BASE_TOTP_H
#define LOA_BASE_TOTP_H

#include "base/str.h"

enum {
    TOTP_SECRET_BYTES = 20, /* RFC 4226 §4: as long as the hash */
    TOTP_STEP_MS = 30000,
    TOTP_DIGITS = 6,
    TOTP_DRIFT_STEPS = 1, /* either way: a telephone's clock is a few seconds wrong */
};

struct totp_secret {
    unsigned char bytes[TOTP_SECRET_BYTES];
};

/* The code of a step (milliseconds since 1970 / TOTP_STEP_MS): below one million. */
uint32_t totp_code(const struct totp_secret *secret, int64_t step);

/* True when typed (spaces in it are passed over) is the code of now_ms or of a step beside it, and that
 * step is later than used_step: no code counts twice (RFC 6238 §5.2). *step is the one it was. Takes as
 * long for a wrong code as for a right one. */
bool totp_check(const struct totp_secret *secret, struct str typed, int64_t now_ms,
                int64_t used_step, int64_t *step);

/* The secret as applications take it by hand: base 32 (RFC 4648 §6) in groups of four, in a. */
struct str totp_key_text(struct arena *a, const struct totp_secret *secret);

/* otpauth://totp/ISSUER:NAME?secret=…&issuer=… (the application's "Key Uri Format"), in a. */
struct str totp_uri(struct arena *a, const struct totp_secret *secret, struct str issuer,
                    struct str name);

#endif
