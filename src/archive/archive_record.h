/* The upper half of an archive: the unpacked stream is records of files.
 *
 *   'F' name length (2), size at most (8), changed (8), mode (4), name     begins a file
 *   'B' length (4), bytes                                                  some of its bytes
 *   'E' size (8), checksum (32)                                            ends it
 *   'Z' files (8), bytes (8)                                               ends the archive
 * Numbers are little endian. A file's checksum is a chain like the archive's: BLAKE2b-256 of (the one
 * before, from 32 zeros on; a record's bytes). */
#ifndef LOA_ARCHIVE_ARCHIVE_RECORD_H
#define LOA_ARCHIVE_ARCHIVE_RECORD_H

#include "base/hash.h"

enum {
    RECORD_PIECE_MAX_BYTES = 64 << 10,
    RECORD_FILE_BYTES = 22,
    RECORD_END_BYTES = 8 + HASH_CONTENT_BYTES,
    RECORD_TOTALS_BYTES = 16,
};

enum record_kind { RECORD_FILE = 'F', RECORD_BYTES = 'B', RECORD_END = 'E', RECORD_TOTALS = 'Z' };

/* A piece of a file behind the checksum it continues. */
struct record_piece {
    unsigned char chain[HASH_CONTENT_BYTES];
    unsigned char bytes[RECORD_PIECE_MAX_BYTES];
};

static inline void record_chain(struct record_piece *piece, size_t n)
{
    struct hash_content next =
        hash_content((struct str){(const char *)piece, HASH_CONTENT_BYTES + n});
    for (size_t i = 0; i < HASH_CONTENT_BYTES; i++)
        piece->chain[i] = next.bytes[i];
}

static inline void record_number(unsigned char *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

static inline uint64_t record_value(const unsigned char *from, size_t bytes)
{
    uint64_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | from[bytes];
    return value;
}

#endif
