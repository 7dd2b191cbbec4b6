/* What both directions of archive_pack.h share: a chunk in memory, behind the checksum it continues. */
#ifndef LOA_ARCHIVE_ARCHIVE_CHUNK_H
#define LOA_ARCHIVE_ARCHIVE_CHUNK_H

#include "archive/archive_pack.h"

#include <sodium.h>

enum {
    CHUNK_HEAD_BYTES = 5,
    CHUNK_KEY_BYTES = crypto_secretstream_xchacha20poly1305_KEYBYTES,
    CHUNK_BOX_BYTES = crypto_box_SEALBYTES + CHUNK_KEY_BYTES,
    CHUNK_START_BYTES = CHUNK_BOX_BYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    CHUNK_PAYLOAD_MAX_BYTES = PACK_CHUNK_MAX_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES,
    CHUNK_LEVEL = 3, /* of zstd: its own default; a higher one costs the machine that serves */
};

enum chunk_kind {
    CHUNK_START = 'S',
    CHUNK_DATA = 'D',
    CHUNK_SEGMENT_END = 'H',
    CHUNK_ARCHIVE_END = 'E',
};

/* One piece of memory, so that the checksum of chain and chunk is that of one text. */
struct chunk {
    unsigned char chain[HASH_CONTENT_BYTES];
    unsigned char head[CHUNK_HEAD_BYTES];
    unsigned char payload[CHUNK_PAYLOAD_MAX_BYTES];
};

/* Writes kind and length into the head. */
static inline void chunk_head_set(struct chunk *c, enum chunk_kind kind, size_t n)
{
    c->head[0] = (unsigned char)kind;
    for (int i = 0; i < 4; i++)
        c->head[1 + i] = (unsigned char)(n >> 8 * i);
}

static inline size_t chunk_length(const struct chunk *c)
{
    size_t n = 0;
    for (int i = 3; i >= 0; i--)
        n = n << 8 | c->head[1 + i];
    return n;
}

/* Moves the chain past the chunk, whose payload has n bytes. */
static inline void chunk_chain(struct chunk *c, size_t n)
{
    struct str all = {(const char *)c, HASH_CONTENT_BYTES + CHUNK_HEAD_BYTES + n};
    struct hash_content next = hash_content(all);
    for (size_t i = 0; i < HASH_CONTENT_BYTES; i++)
        c->chain[i] = next.bytes[i];
}

#endif
