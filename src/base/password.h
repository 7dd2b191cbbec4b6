/* Passwords at rest: Argon2id (RFC 9106) with its salt and costs in the text. Wraps libsodium.
 *
 * hash_start must have run. One hash costs PASSWORD_MEMORY_BYTES and some tenths of a second of one core:
 * twice the memory of libsodium's "interactive" limits and the passes of its "moderate" ones, because
 * Loa's desk never makes two at once (desk.h) and a small machine has 1 GB. */
#ifndef LOA_BASE_PASSWORD_H
#define LOA_BASE_PASSWORD_H

#include "base/str.h"

enum {
    PASSWORD_MADE_CHARS = 20, /* of 32 letters and digits: 100 bits */
    PASSWORD_MEMORY_BYTES = 128 << 20,
    PASSWORD_PASSES = 3,
};

/* A new password that can be read out and typed: no letter that looks like a digit. In a. */
struct str password_make(struct arena *a);

/* The text to keep instead of password, in a. RC_NOMEM. */
enum rc password_hash(struct arena *a, struct str password, struct str *out,
                      struct err *e) MUST_USE;

/* True if password is the one kept was made from. Takes as long for a wrong one as for a right one; for
 * "" and what is no such text no time at all: whoever must not tell gives password_decoy. */
bool password_matches(struct str kept, struct str password);

/* True for a text that other limits than today's have made: to be hashed anew when the password is known. */
bool password_outdated(struct str kept);

/* A text that nobody's password matches and that costs as much to check as any. */
struct str password_decoy(void);

#endif
