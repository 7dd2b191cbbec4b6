/* The lower half of an archive: a stream of bytes as chunks that are packed, checked and sealed.
 *
 * An archive is a head and then chunks: kind (1 byte), length (4, little endian), payload. Chunks
 * make segments; each segment is a zstd frame (and a secretstream under a key of its own) that can be
 * written without knowing those before but for their checksum, so that an interrupted run goes on.
 *   'S' begins a segment: sealed, the box with its key and the stream's head; else nothing
 *   'D' packed bytes, sealed with the tag that says whether more follow in this segment
 *   'H' ends a segment, 'E' the last one: the checksum of everything before it
 * The checksum is a chain: BLAKE2b-256 of (the one before, the chunk). */
#ifndef LOA_ARCHIVE_ARCHIVE_PACK_H
#define LOA_ARCHIVE_ARCHIVE_PACK_H

#include "archive/archive.h"
#include "base/hash.h"

enum {
    PACK_HEAD_BYTES = 48,
    PACK_CHUNK_MAX_BYTES = 256 << 10, /* packed; what is held in memory and checked at once */
};

struct pack_sink {
    enum rc (*write)(void *ctx, struct str bytes, struct err *e);
    void *ctx;
};

/* Where a segment ended: from here a later run may go on. */
struct pack_place {
    uint64_t at_bytes;
    struct hash_content chain;
};

struct packer;

/* seal may be NULL. resume NULL: the head is written; else the bytes before that place stand. */
enum rc packer_new(struct pack_sink sink, const struct archive_key *seal,
                   const struct pack_place *resume, struct packer **out, struct err *e) MUST_USE;
void packer_free(struct packer *p);

enum rc packer_put(struct packer *p, struct str bytes, struct err *e) MUST_USE;
/* Ends the segment under way; last: and the archive. */
enum rc packer_end_segment(struct packer *p, bool last, struct err *e) MUST_USE;
/* Bytes written, those before a resume included; and of the segment under way. */
struct pack_place packer_place(const struct packer *p);
uint64_t packer_segment_bytes(const struct packer *p);

struct unpacker;

/* secret may be NULL: then a sealed archive gives no bytes. */
enum rc unpacker_new(const struct archive_source *source, const struct archive_head *head,
                     const struct archive_key *secret, struct unpacker **out,
                     struct err *e) MUST_USE;
void unpacker_free(struct unpacker *u);

/* Begins the next segment, when the one before has given all; *more false: the archive has ended, and
 * nothing follows. */
enum rc unpacker_segment(struct unpacker *u, bool *more, struct err *e) MUST_USE;
/* Up to n unpacked bytes of the segment; *got 0: it has ended, and its checksum was right. */
enum rc unpacker_read(struct unpacker *u, void *p, size_t n, size_t *got, struct err *e) MUST_USE;
uint64_t unpacker_packed_bytes(const struct unpacker *u);

/* The head as bytes: what the chain begins with. */
void packer_head_write(const struct archive_head *head, unsigned char out[PACK_HEAD_BYTES]);

#endif
