#include "archive/archive_chunk.h"
#include "base/mem.h"

#include <string.h>
#include <zstd.h>

enum { WINDOW_LOG_MAX = 27 }; /* 128 MiB: what zstd's own decoder takes */

struct unpacker {
    struct archive_source source;
    struct archive_head head;
    bool opens; /* the content is read, not only checked */
    bool last;  /* the stream's own mark: no data follows in this segment */
    bool frame_ended;
    bool inside; /* a segment */
    struct archive_key secret;
    ZSTD_DCtx *zstd;
    crypto_secretstream_xchacha20poly1305_state stream;
    uint64_t read_bytes;
    ZSTD_inBuffer in; /* of packed */
    unsigned char packed[PACK_CHUNK_MAX_BYTES];
    struct chunk chunk;
};

static enum rc damaged(const struct unpacker *u, const char *what, struct err *e)
{
    return fail(e, RC_CORRUPT, "is damaged before byte %llu: %s", (unsigned long long)u->read_bytes,
                what);
}

/* Exactly n bytes, or fewer at the end. */
static enum rc read_up_to(const struct archive_source *s, void *to, size_t n, size_t *got,
                          struct err *e)
{
    unsigned char *p = to;
    size_t have = 0;
    size_t more = 1;
    enum rc rc = RC_OK;
    while (!rc && more && have < n) {
        rc = s->read(s->ctx, p + have, n - have, &more, e);
        have += rc ? 0 : more;
    }
    *got = have;
    return rc;
}

static enum rc read_exactly(struct unpacker *u, void *to, size_t n, struct err *e)
{
    size_t got = 0;
    enum rc rc = read_up_to(&u->source, to, n, &got, e);
    u->read_bytes += got;
    if (!rc && got < n)
        return fail(e, RC_CORRUPT, "is cut short at byte %llu", (unsigned long long)u->read_bytes);
    return rc;
}

enum rc archive_read_head(const struct archive_source *source, struct archive_head *out,
                          struct err *e)
{
    unsigned char bytes[PACK_HEAD_BYTES];
    unsigned char wanted[PACK_HEAD_BYTES];
    size_t got = 0;
    enum rc rc = read_up_to(source, bytes, sizeof bytes, &got, e);
    if (rc)
        return rc;
    struct archive_head h = {0};
    packer_head_write(&h, wanted);
    if (got < sizeof bytes || memcmp(bytes, wanted, 8) != 0)
        return fail(e, RC_CORRUPT, "is no backup of Loa");
    if (bytes[8] > ARCHIVE_VERSION || bytes[9])
        return fail(e, RC_CONFLICT, "was made by a newer Loa (backup format %d, this one knows %d)",
                    bytes[8] | bytes[9] << 8, ARCHIVE_VERSION);
    h.sealed = bytes[12] == 1;
    memcpy(h.public_key.bytes, bytes + 16, ARCHIVE_KEY_BYTES);
    packer_head_write(&h, wanted);
    if (memcmp(bytes, wanted, sizeof bytes) != 0)
        return fail(e, RC_CORRUPT, "is damaged in its first %d bytes", PACK_HEAD_BYTES);
    *out = h;
    return RC_OK;
}

enum rc unpacker_new(const struct archive_source *source, const struct archive_head *head,
                     const struct archive_key *secret, struct unpacker **out, struct err *e)
{
    unsigned char bytes[PACK_HEAD_BYTES];
    if (head->sealed && secret) {
        struct archive_key own = archive_key_public(secret);
        if (memcmp(own.bytes, head->public_key.bytes, sizeof own.bytes) != 0)
            return fail(e, RC_DENIED, "is sealed to another key");
    }
    struct unpacker *u = mem_alloc(sizeof *u);
    if (u)
        u->zstd = ZSTD_createDCtx();
    if (!u || !u->zstd) {
        unpacker_free(u);
        return fail(e, RC_NOMEM, "out of memory");
    }
    (void)ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    u->source = *source;
    u->head = *head;
    u->opens = !head->sealed || secret;
    if (secret)
        u->secret = *secret;
    u->read_bytes = PACK_HEAD_BYTES;
    packer_head_write(head, bytes);
    struct hash_content chain = hash_content((struct str){(const char *)bytes, sizeof bytes});
    memcpy(u->chunk.chain, chain.bytes, HASH_CONTENT_BYTES);
    *out = u;
    return RC_OK;
}

void unpacker_free(struct unpacker *u)
{
    if (!u)
        return;
    (void)ZSTD_freeDCtx(u->zstd);
    sodium_memzero(&u->stream, sizeof u->stream);
    sodium_memzero(&u->secret, sizeof u->secret);
    mem_free(u);
}

/* The next chunk's head and payload. */
static enum rc next_chunk(struct unpacker *u, size_t *n, struct err *e)
{
    enum rc rc = read_exactly(u, u->chunk.head, CHUNK_HEAD_BYTES, e);
    if (rc)
        return rc;
    *n = chunk_length(&u->chunk);
    if (*n > CHUNK_PAYLOAD_MAX_BYTES)
        return damaged(u, "a length that cannot be", e);
    return read_exactly(u, u->chunk.payload, *n, e);
}

static enum rc open_stream(struct unpacker *u, struct err *e)
{
    unsigned char key[CHUNK_KEY_BYTES];
    if (crypto_box_seal_open(key, u->chunk.payload, CHUNK_BOX_BYTES, u->head.public_key.bytes,
                             u->secret.bytes) != 0)
        return damaged(u, "the key of a part cannot be opened", e);
    int bad = crypto_secretstream_xchacha20poly1305_init_pull(
        &u->stream, u->chunk.payload + CHUNK_BOX_BYTES, key);
    sodium_memzero(key, sizeof key);
    return bad ? damaged(u, "the key of a part cannot be used", e) : RC_OK;
}

/* Nothing follows the end. */
static enum rc check_end(struct unpacker *u, struct err *e)
{
    unsigned char byte;
    size_t got = 0;
    enum rc rc = read_up_to(&u->source, &byte, 1, &got, e);
    return !rc && got ? damaged(u, "it goes on behind its end", e) : rc;
}

enum rc unpacker_segment(struct unpacker *u, bool *more, struct err *e)
{
    size_t n = 0;
    *more = u->chunk.head[0] != CHUNK_ARCHIVE_END;
    if (!*more)
        return check_end(u, e);
    enum rc rc = next_chunk(u, &n, e);
    if (rc)
        return rc;
    if (u->chunk.head[0] != CHUNK_START || n != (u->head.sealed ? CHUNK_START_BYTES : 0))
        return damaged(u, "a part does not begin", e);
    if (u->head.sealed && u->opens)
        rc = open_stream(u, e);
    chunk_chain(&u->chunk, n);
    (void)ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
    u->in = (ZSTD_inBuffer){u->packed, 0, 0};
    u->inside = true;
    u->last = false;
    u->frame_ended = false;
    return rc;
}

/* The payload's n bytes, opened, become what zstd reads. */
static enum rc take_data(struct unpacker *u, size_t n, struct err *e)
{
    unsigned long long plain_n = n;
    unsigned char tag = 0;
    if (u->last)
        return damaged(u, "a part goes on behind its end", e);
    if (!u->head.sealed && n > sizeof u->packed)
        return damaged(u, "a length that cannot be", e);
    if (!u->head.sealed)
        memcpy(u->packed, u->chunk.payload, n);
    else if (crypto_secretstream_xchacha20poly1305_pull(&u->stream, u->packed, &plain_n, &tag,
                                                        u->chunk.payload, n, NULL, 0) != 0)
        return damaged(u, "a checksum is wrong", e);
    if (u->frame_ended && plain_n)
        return damaged(u, "a part goes on behind its end", e);
    u->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    u->in = (ZSTD_inBuffer){u->packed, (size_t)plain_n, 0};
    return RC_OK;
}

static enum rc end_segment(struct unpacker *u, size_t n, struct err *e)
{
    if (n != HASH_CONTENT_BYTES || memcmp(u->chunk.payload, u->chunk.chain, n) != 0)
        return damaged(u, "a checksum is wrong", e);
    if (u->opens && (!u->frame_ended || (u->head.sealed && !u->last)))
        return damaged(u, "a part ends too early", e);
    u->inside = false;
    return RC_OK;
}

/* Reads chunks until there are packed bytes or the segment has ended. */
static enum rc refill(struct unpacker *u, struct err *e)
{
    size_t n = 0;
    enum rc rc = next_chunk(u, &n, e);
    if (rc)
        return rc;
    switch (u->chunk.head[0]) {
    case CHUNK_DATA: rc = u->opens ? take_data(u, n, e) : RC_OK; break;
    case CHUNK_SEGMENT_END:
    case CHUNK_ARCHIVE_END: rc = end_segment(u, n, e); break;
    default: rc = damaged(u, "a part of no known kind", e);
    }
    chunk_chain(&u->chunk, n);
    return rc;
}

/* Unpacks into p what there is. */
static enum rc squeeze_out(struct unpacker *u, void *p, size_t n, size_t *got, struct err *e)
{
    ZSTD_outBuffer out = {p, n, 0};
    size_t left = ZSTD_decompressStream(u->zstd, &out, &u->in);
    if (ZSTD_isError(left))
        return damaged(u, ZSTD_getErrorName(left), e);
    u->frame_ended = left == 0;
    if (u->frame_ended && u->in.pos < u->in.size)
        return damaged(u, "a part goes on behind its end", e);
    *got = out.pos;
    return RC_OK;
}

enum rc unpacker_read(struct unpacker *u, void *p, size_t n, size_t *got, struct err *e)
{
    enum rc rc = RC_OK;
    *got = 0;
    while (!rc && u->inside && *got == 0) {
        /* also without new bytes: zstd may hold some that found no room */
        if (u->opens && !u->frame_ended)
            rc = squeeze_out(u, p, n, got, e);
        if (!rc && *got == 0)
            rc = refill(u, e);
    }
    return rc;
}

uint64_t unpacker_packed_bytes(const struct unpacker *u)
{
    return u->read_bytes;
}
