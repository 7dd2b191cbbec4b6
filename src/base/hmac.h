/* Keyed hashes of messages between servers (RFC 2104), in the form of WebSub: "sha256=<hex>". SHA-1
 * stands only inside HMAC, where it still holds (RFC 6194 §3.3); the others are libsodium's. */
#ifndef LOA_BASE_HMAC_H
#define LOA_BASE_HMAC_H

#include "base/str.h"

/* True if signature is message's under key: "sha1=…", "sha256=…" or "sha512=…". Takes as long for a
 * wrong one as for a right one. Any thread. */
bool hmac_valid(struct str key, struct str message, struct str signature);

enum { HMAC_SHA1_BYTES = 20 };

/* HMAC-SHA-1 itself, for one-time passwords (totp.h). */
void hmac_sha1_bytes(struct str key, struct str message, unsigned char out[HMAC_SHA1_BYTES]);

/* The signature "sha1=…" (for tests and hubs), in a. */
struct str hmac_sha1(struct arena *a, struct str key, struct str message);

#endif
