/* Passwords at rest: Argon2id (RFC 9106) with its salt and costs in the text. Wraps libsodium.
 *
 * hash_start must have run. One hash costs 64 MiB and some tens of milliseconds (libsodium's
 * "interactive" limits), so that an office's small machine can serve and check sign-ins at once. */
#ifndef LOA_BASE_PASSWORD_H
#define LOA_BASE_PASSWORD_H

#include "base/str.h"

enum { PASSWORD_MADE_CHARS = 20 }; /* of 32 letters and digits: 100 bits */

/* A new password that can be read out and typed: no letter that looks like a digit. In a. */
struct str password_make(struct arena *a);

/* The text to keep instead of password, in a. RC_NOMEM. */
enum rc password_hash(struct arena *a, struct str password, struct str *out,
                      struct err *e) MUST_USE;

/* True if password is the one kept was made from. */
bool password_matches(struct str kept, struct str password);

#endif
