/* Hashes: SipHash-2-4 for tables and short keyed tags, BLAKE2b for content. Wraps libsodium.
 *
 * hash_start must have run once in the process before any other function here or in rand.h. */
#ifndef LOA_BASE_HASH_H
#define LOA_BASE_HASH_H

#include "base/str.h"

enum { HASH_KEY_BYTES = 16, HASH_CONTENT_BYTES = 32 };

struct hash_key {
    unsigned char bytes[HASH_KEY_BYTES];
};

struct hash_content {
    unsigned char bytes[HASH_CONTENT_BYTES];
};

/* Prepares libsodium; harmless twice and from several threads. False only when the system gives
 * no randomness. */
bool hash_start(void);

/* SipHash-2-4 (Aumasson, Bernstein 2012) of s under key. Any thread. */
uint64_t hash_sip(struct hash_key key, struct str s);

/* BLAKE2b-256 (RFC 7693) of s; hash_content_keyed with a key of 16 bytes. Any thread. */
struct hash_content hash_content(struct str s);
struct hash_content hash_content_keyed(struct hash_key key, struct str s);

/* Lower-case hexadecimal of n bytes, in a. */
struct str hash_hex(struct arena *a, const void *bytes, size_t n);

#endif
