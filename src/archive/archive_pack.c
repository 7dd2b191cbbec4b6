#include "archive/archive_pack.h"

#include "archive/archive_chunk.h"
#include "base/mem.h"

#include <string.h>
#include <zstd.h>

static const char magic[] = "loa-bak\n"; /* the line end shows a transfer that changes those */

struct packer {
    struct pack_sink sink;
    bool sealed;
    bool open; /* a segment is under way */
    struct archive_key seal;
    ZSTD_CCtx *zstd;
    crypto_secretstream_xchacha20poly1305_state stream;
    uint64_t written_bytes;
    uint64_t segment_from; /* written_bytes when the segment began */
    size_t held_n;
    char held[PACK_CHUNK_MAX_BYTES]; /* packed, not yet a chunk */
    struct chunk chunk;
};

void archive_key_make(struct archive_key *public_key, struct archive_key *secret_key)
{
    _Static_assert(ARCHIVE_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "X25519");
    _Static_assert(ARCHIVE_KEY_BYTES == crypto_box_SECRETKEYBYTES, "X25519");
    (void)crypto_box_keypair(public_key->bytes, secret_key->bytes); /* always 0 */
}

struct archive_key archive_key_public(const struct archive_key *secret_key)
{
    struct archive_key out;
    (void)crypto_scalarmult_base(out.bytes, secret_key->bytes); /* always 0 */
    return out;
}

void packer_head_write(const struct archive_head *head, unsigned char out[PACK_HEAD_BYTES])
{
    memset(out, 0, PACK_HEAD_BYTES);
    memcpy(out, magic, sizeof magic - 1);
    out[8] = ARCHIVE_VERSION;
    out[12] = head->sealed;
    if (head->sealed)
        memcpy(out + 16, head->public_key.bytes, ARCHIVE_KEY_BYTES);
}

static enum rc put_bytes(struct packer *p, struct str bytes, struct err *e)
{
    enum rc rc = p->sink.write(p->sink.ctx, bytes, e);
    if (!rc)
        p->written_bytes += bytes.n;
    return rc;
}

/* The chunk whose payload of n bytes is in p->chunk. */
static enum rc put_chunk(struct packer *p, enum chunk_kind kind, size_t n, struct err *e)
{
    chunk_head_set(&p->chunk, kind, n);
    enum rc rc = put_bytes(p, (struct str){(const char *)p->chunk.head, CHUNK_HEAD_BYTES + n}, e);
    if (!rc)
        chunk_chain(&p->chunk, n);
    return rc;
}

enum rc packer_new(struct pack_sink sink, const struct archive_key *seal,
                   const struct pack_place *resume, struct packer **out, struct err *e)
{
    unsigned char head[PACK_HEAD_BYTES];
    struct packer *p = mem_alloc(sizeof *p);
    if (p)
        p->zstd = ZSTD_createCCtx();
    if (!p || !p->zstd) {
        packer_free(p);
        return fail(e, RC_NOMEM, "out of memory");
    }
    p->sink = sink;
    p->sealed = seal != NULL;
    if (seal)
        p->seal = *seal;
    (void)ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, CHUNK_LEVEL);
    enum rc rc = RC_OK;
    if (resume) {
        p->written_bytes = resume->at_bytes;
        memcpy(p->chunk.chain, resume->chain.bytes, HASH_CONTENT_BYTES);
    } else {
        struct archive_head h = {.sealed = p->sealed, .public_key = p->seal};
        packer_head_write(&h, head);
        struct hash_content chain = hash_content((struct str){(const char *)head, sizeof head});
        memcpy(p->chunk.chain, chain.bytes, HASH_CONTENT_BYTES);
        rc = put_bytes(p, (struct str){(const char *)head, sizeof head}, e);
    }
    if (rc)
        packer_free(p);
    else
        *out = p;
    return rc;
}

void packer_free(struct packer *p)
{
    if (!p)
        return;
    (void)ZSTD_freeCCtx(p->zstd);
    sodium_memzero(&p->stream, sizeof p->stream);
    mem_free(p);
}

static enum rc begin_segment(struct packer *p, struct err *e)
{
    unsigned char key[CHUNK_KEY_BYTES];
    size_t n = 0;
    p->segment_from = p->written_bytes;
    (void)ZSTD_CCtx_reset(p->zstd, ZSTD_reset_session_only);
    if (p->sealed) {
        crypto_secretstream_xchacha20poly1305_keygen(key);
        int boxed = crypto_box_seal(p->chunk.payload, key, sizeof key, p->seal.bytes);
        (void)crypto_secretstream_xchacha20poly1305_init_push(
            &p->stream, p->chunk.payload + CHUNK_BOX_BYTES, key);
        sodium_memzero(key, sizeof key);
        if (boxed != 0)
            return fail(e, RC_INVALID, "the public key is none that can seal");
        n = CHUNK_START_BYTES;
    }
    p->open = true;
    return put_chunk(p, CHUNK_START, n, e);
}

/* What is held, as a chunk; last of its segment or not. */
static enum rc put_held(struct packer *p, bool last, struct err *e)
{
    unsigned long long n = p->held_n;
    if (p->sealed)
        (void)crypto_secretstream_xchacha20poly1305_push(
            &p->stream, p->chunk.payload, &n, (const unsigned char *)p->held, p->held_n, NULL, 0,
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    else
        memcpy(p->chunk.payload, p->held, p->held_n);
    p->held_n = 0;
    return put_chunk(p, CHUNK_DATA, (size_t)n, e);
}

/* One step of zstd; *left is what it still wants to give. */
static enum rc squeeze(struct packer *p, ZSTD_inBuffer *in, bool last, size_t *left, struct err *e)
{
    ZSTD_outBuffer out = {p->held, sizeof p->held, p->held_n};
    *left = ZSTD_compressStream2(p->zstd, &out, in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(*left))
        return fail(e, RC_NOMEM, "cannot pack: %s", ZSTD_getErrorName(*left));
    p->held_n = out.pos;
    return p->held_n == sizeof p->held ? put_held(p, false, e) : RC_OK;
}

enum rc packer_put(struct packer *p, struct str bytes, struct err *e)
{
    enum rc rc = p->open ? RC_OK : begin_segment(p, e);
    ZSTD_inBuffer in = {bytes.p, bytes.n, 0};
    size_t left = 0;
    while (!rc && in.pos < in.size)
        rc = squeeze(p, &in, false, &left, e);
    return rc;
}

enum rc packer_end_segment(struct packer *p, bool last, struct err *e)
{
    enum rc rc = p->open ? RC_OK : begin_segment(p, e);
    ZSTD_inBuffer in = {"", 0, 0};
    size_t left = 1;
    while (!rc && left)
        rc = squeeze(p, &in, true, &left, e);
    if (!rc)
        rc = put_held(p, true, e);
    if (rc)
        return rc;
    p->open = false;
    memcpy(p->chunk.payload, p->chunk.chain, HASH_CONTENT_BYTES);
    return put_chunk(p, last ? CHUNK_ARCHIVE_END : CHUNK_SEGMENT_END, HASH_CONTENT_BYTES, e);
}

struct pack_place packer_place(const struct packer *p)
{
    struct pack_place place = {.at_bytes = p->written_bytes};
    memcpy(place.chain.bytes, p->chunk.chain, HASH_CONTENT_BYTES);
    return place;
}

uint64_t packer_segment_bytes(const struct packer *p)
{
    return p->open ? p->written_bytes - p->segment_from : 0;
}
