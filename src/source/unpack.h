/* Unpacking as a stream: gzip, zlib and bare deflate, zstd, Brotli. Wraps zlib, libzstd, libbrotlidec.
 *
 * Packed bytes are given, unpacked pieces are taken, in constant memory (at most a window of
 * 128 MiB, which only zstd's --ultra asks for; 32 KiB for gzip). Members of gzip and frames of zstd
 * follow each other. Not shared between threads. */
#ifndef LOA_SOURCE_UNPACK_H
#define LOA_SOURCE_UNPACK_H

#include "base/str.h"

enum {
    UNPACK_PIECE_BYTES = 64 << 10,      /* at most, of one take */
    UNPACK_DICTIONARY_BYTES = 16 << 20, /* of a .warc.zst; they are 100 KB */
    UNPACK_RATIO_MAX = 1100, /* unpacked by packed: above deflate's highest, 1032; a zstd bomb
                                has a million */
};
/* Below this much, the ratio does not matter: it costs seconds, and no memory. */
#define UNPACK_FREE_BYTES (UINT64_C(8) << 30)

enum unpack_kind {
    UNPACK_GZIP,    /* members one after the other (RFC 1952) */
    UNPACK_DEFLATE, /* zlib (RFC 1950), or bare deflate, which some servers call by that name */
    UNPACK_RAW,     /* bare deflate, of zip */
    UNPACK_ZSTD,    /* frames one after the other; a dictionary in front (.warc.zst) is used */
    UNPACK_BROTLI,
};

struct unpack;

/* RC_NOMEM. The caller frees *out. max_bytes: of what is unpacked. */
enum rc unpack_new(enum unpack_kind kind, uint64_t max_bytes, struct unpack **out,
                   struct err *e) MUST_USE;
void unpack_free(struct unpack *u);

/* Hands over packed bytes, borrowed until all has been taken or the next call of give. */
void unpack_give(struct unpack *u, struct str packed);

/* The next unpacked piece, in u until its next call. Empty: u wants more, or its end was reached.
 * RC_CORRUPT (no such data: *e says why), RC_LIMIT (max_bytes, UNPACK_RATIO_MAX), RC_NOMEM. After a
 * failure only unpack_again and unpack_free are allowed. */
enum rc unpack_take(struct unpack *u, struct str *piece, struct err *e) MUST_USE;

/* What was given and not used. After the one stream of deflate or Brotli: what follows it. */
struct str unpack_rest(const struct unpack *u);

/* True where the data may end: at its start, and after a whole member, frame or stream. */
bool unpack_may_end(const struct unpack *u);

/* Begins again at a member or frame whose first byte is the next one given. Forgets the rest. */
void unpack_again(struct unpack *u);

/* True where a member or frame of gzip or zstd may begin; for finding one behind a broken one. */
bool unpack_begins(enum unpack_kind kind, struct str bytes);

/* The kind of compression that bytes begin with; false: none (deflate and Brotli have no sign). */
bool unpack_recognise(struct str bytes, enum unpack_kind *kind);

#endif
