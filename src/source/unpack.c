#include "source/unpack.h"

#include "base/mem.h"

#include <brotli/decode.h>
#include <limits.h>
#include <string.h>
#define ZLIB_CONST /* input is not written to */
#include <zlib.h>
#include <zstd.h>

enum { WINDOW_LOG_MAX = 27 }; /* zstd's own default for what it unpacks */

/* One step of a library: from in (moved past what was used) into out_p. */
struct step {
    struct str in;
    char *out_p;
    size_t out_n; /* written */
    bool ended;   /* a member, a frame or the stream is whole */
};

struct unpack {
    enum unpack_kind kind;
    uint64_t max_bytes;
    uint64_t packed_bytes;
    uint64_t unpacked_bytes;
    struct str given;
    bool inside;   /* of a member, a frame or the stream */
    bool ended;    /* deflate and Brotli: there is one stream */
    bool has_more; /* the library may hold output that found no room */
    z_stream z;
    bool has_z;
    bool is_first; /* nothing was unpacked yet */
    ZSTD_DCtx *zstd;
    BrotliDecoderState *brotli;
    struct {
        char *p; /* skippable frame in front of a .warc.zst */
        size_t n;
        size_t capacity;
        unsigned char head[8];
        size_t head_n;
    } dictionary;
    char piece[UNPACK_PIECE_BYTES];
};

/* ---- zlib: gzip, deflate ---- */

static voidpf z_alloc(voidpf opaque, uInt items, uInt size)
{
    size_t bytes = 0;
    (void)opaque;
    return size_mul(items, size, &bytes) ? mem_alloc(bytes) : NULL;
}

static void z_release(voidpf opaque, voidpf p)
{
    (void)opaque;
    mem_free(p);
}

static int window_bits(enum unpack_kind kind)
{
    enum { WINDOW = 15, GZIP = 16 };
    if (kind == UNPACK_GZIP)
        return WINDOW + GZIP;
    return kind == UNPACK_RAW ? -WINDOW : WINDOW;
}

/* RFC 1950: method 8, and the first two bytes are a multiple of 31. */
static bool is_zlib(struct str s)
{
    if (s.n < 2)
        return true;
    unsigned first = (unsigned char)s.p[0];
    unsigned second = (unsigned char)s.p[1];
    return (first & 0x0F) == 8 && (first * 256 + second) % 31 == 0;
}

static enum rc z_start(struct unpack *u, struct err *e)
{
    int bits = window_bits(u->kind);
    if (u->kind == UNPACK_DEFLATE && !is_zlib(u->given))
        bits = window_bits(UNPACK_RAW);
    int code = Z_OK;
    if (u->has_z)
        code = inflateReset2(&u->z, bits);
    else
        code = inflateInit2(&u->z, bits);
    u->has_z = u->has_z || code == Z_OK;
    return code == Z_OK ? RC_OK : fail(e, RC_NOMEM, "out of memory");
}

static enum rc z_step(struct unpack *u, struct step *s, struct err *e)
{
    if (!u->inside && z_start(u, e))
        return RC_NOMEM;
    uInt given = s->in.n > UINT_MAX ? UINT_MAX : (uInt)s->in.n;
    u->z.next_in = (const Bytef *)s->in.p;
    u->z.avail_in = given;
    u->z.next_out = (Bytef *)s->out_p;
    u->z.avail_out = UNPACK_PIECE_BYTES;
    int code = inflate(&u->z, Z_NO_FLUSH);
    s->in = str_from(s->in, given - u->z.avail_in);
    s->out_n = UNPACK_PIECE_BYTES - u->z.avail_out;
    s->ended = code == Z_STREAM_END;
    if (code == Z_MEM_ERROR)
        return fail(e, RC_NOMEM, "out of memory");
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return fail(e, RC_CORRUPT, "broken %s data (%s)",
                    u->kind == UNPACK_GZIP ? "gzip" : "deflate",
                    code == Z_NEED_DICT ? "it wants a dictionary"
                    : u->z.msg          ? u->z.msg
                                        : "no such stream");
    return RC_OK;
}

/* ---- zstd ---- */

/* The dictionary of the WARC-Zstandard specification stands in a skippable frame of this magic
 * number, 4 bytes little-endian, followed by its length; it may itself be a frame. */
static const unsigned char DICTIONARY_MAGIC[4] = {0x5D, 0x2A, 0x4D, 0x18};

static size_t le32(const unsigned char *p)
{
    return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

static enum rc use_dictionary(struct unpack *u, struct err *e)
{
    const char *bytes = u->dictionary.p;
    size_t n = u->dictionary.n;
    char *plain = NULL;
    enum rc rc = RC_OK;
    if (n >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0) {
        unsigned long long size = ZSTD_getFrameContentSize(bytes, n);
        if (size > UNPACK_DICTIONARY_BYTES) /* unknown and broken ones too */
            return fail(e, RC_CORRUPT, "broken zstd dictionary");
        plain = mem_alloc((size_t)size);
        if (!plain)
            return fail(e, RC_NOMEM, "out of memory");
        n = ZSTD_decompressDCtx(u->zstd, plain, (size_t)size, bytes, n);
        bytes = plain;
    }
    if (ZSTD_isError(n) || ZSTD_isError(ZSTD_DCtx_loadDictionary(u->zstd, bytes, n)))
        rc = fail(e, RC_CORRUPT, "broken zstd dictionary");
    mem_free(plain);
    return rc;
}

/* Takes the frame in front if it is a dictionary; true as long as it wants more of in. */
static bool take_dictionary(struct unpack *u, struct str *in, enum rc *rc, struct err *e)
{
    while (in->n && u->dictionary.head_n < sizeof u->dictionary.head) {
        if (u->dictionary.head_n < 4 &&
            (unsigned char)in->p[0] != DICTIONARY_MAGIC[u->dictionary.head_n])
            return false;
        u->dictionary.head[u->dictionary.head_n++] = (unsigned char)in->p[0];
        *in = str_from(*in, 1);
    }
    if (u->dictionary.head_n < sizeof u->dictionary.head)
        return true;
    if (!u->dictionary.p) {
        u->dictionary.capacity = le32(u->dictionary.head + 4);
        if (u->dictionary.capacity > UNPACK_DICTIONARY_BYTES) {
            *rc = fail(e, RC_LIMIT, "a zstd dictionary of %zu bytes, at most %d",
                       u->dictionary.capacity, UNPACK_DICTIONARY_BYTES);
            return true;
        }
        u->dictionary.p = mem_alloc(u->dictionary.capacity);
        if (!u->dictionary.p) {
            *rc = fail(e, RC_NOMEM, "out of memory");
            return true;
        }
    }
    struct str part = str_first(*in, u->dictionary.capacity - u->dictionary.n);
    if (part.n)
        memcpy(u->dictionary.p + u->dictionary.n, part.p, part.n);
    u->dictionary.n += part.n;
    *in = str_from(*in, part.n);
    if (u->dictionary.n < u->dictionary.capacity)
        return true;
    *rc = use_dictionary(u, e);
    return *rc != RC_OK;
}

static enum rc zstd_step(struct unpack *u, struct step *s, struct err *e)
{
    enum rc rc = RC_OK;
    if (!u->zstd) {
        u->zstd = ZSTD_createDCtx();
        if (!u->zstd)
            return fail(e, RC_NOMEM, "out of memory");
        (void)ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    }
    if (u->is_first && take_dictionary(u, &s->in, &rc, e))
        return rc;
    u->is_first = false;
    ZSTD_inBuffer in = {s->in.p, s->in.n, 0};
    ZSTD_outBuffer out = {s->out_p, UNPACK_PIECE_BYTES, 0};
    size_t code = ZSTD_decompressStream(u->zstd, &out, &in);
    s->in = str_from(s->in, in.pos);
    s->out_n = out.pos;
    if (ZSTD_isError(code))
        return fail(e, RC_CORRUPT, "broken zstd data (%s)", ZSTD_getErrorName(code));
    s->ended = code == 0;
    return RC_OK;
}

/* ---- Brotli ---- */

static void *brotli_alloc(void *opaque, size_t size)
{
    (void)opaque;
    return mem_alloc(size);
}

static void brotli_release(void *opaque, void *p)
{
    (void)opaque;
    mem_free(p);
}

static enum rc brotli_step(struct unpack *u, struct step *s, struct err *e)
{
    if (!u->brotli) {
        u->brotli = BrotliDecoderCreateInstance(brotli_alloc, brotli_release, NULL);
        if (!u->brotli)
            return fail(e, RC_NOMEM, "out of memory");
    }
    size_t in_n = s->in.n;
    const uint8_t *in_p = (const uint8_t *)s->in.p;
    size_t room = UNPACK_PIECE_BYTES;
    uint8_t *out_p = (uint8_t *)s->out_p;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(u->brotli, &in_n, &in_p, &room, &out_p, NULL);
    s->in = str_from(s->in, s->in.n - in_n);
    s->out_n = UNPACK_PIECE_BYTES - room;
    s->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    if (result == BROTLI_DECODER_RESULT_ERROR)
        return fail(e, RC_CORRUPT, "broken Brotli data (%s)",
                    BrotliDecoderErrorString(BrotliDecoderGetErrorCode(u->brotli)));
    return RC_OK;
}

/* ---- all of them ---- */

enum rc unpack_new(enum unpack_kind kind, uint64_t max_bytes, struct unpack **out, struct err *e)
{
    struct unpack *u = mem_alloc(sizeof *u);
    if (!u)
        return fail(e, RC_NOMEM, "out of memory");
    u->kind = kind;
    u->max_bytes = max_bytes;
    u->is_first = true;
    u->z.zalloc = z_alloc;
    u->z.zfree = z_release;
    *out = u;
    return RC_OK;
}

void unpack_free(struct unpack *u)
{
    if (!u)
        return;
    if (u->has_z)
        (void)inflateEnd(&u->z);
    ZSTD_freeDCtx(u->zstd);
    BrotliDecoderDestroyInstance(u->brotli);
    mem_free(u->dictionary.p);
    mem_free(u);
}

void unpack_give(struct unpack *u, struct str packed)
{
    u->given = packed;
}

struct str unpack_rest(const struct unpack *u)
{
    return u->given;
}

bool unpack_may_end(const struct unpack *u)
{
    return !u->inside;
}

void unpack_again(struct unpack *u)
{
    u->inside = false;
    u->has_more = false;
    u->given = STR("");
    if (u->zstd)
        (void)ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
}

static bool has_one_stream(enum unpack_kind kind)
{
    return kind == UNPACK_DEFLATE || kind == UNPACK_RAW || kind == UNPACK_BROTLI;
}

static enum rc step(struct unpack *u, struct step *s, struct err *e)
{
    switch (u->kind) {
    case UNPACK_GZIP:
    case UNPACK_DEFLATE:
    case UNPACK_RAW: return z_step(u, s, e);
    case UNPACK_ZSTD: return zstd_step(u, s, e);
    case UNPACK_BROTLI: return brotli_step(u, s, e);
    }
    ASSERT(false); /* a kind of enum unpack_kind */
}

static enum rc check_limits(const struct unpack *u, struct err *e)
{
    if (u->unpacked_bytes > u->max_bytes)
        return fail(e, RC_LIMIT, "unpacks to more than %llu bytes",
                    (unsigned long long)u->max_bytes);
    if (u->unpacked_bytes > UNPACK_FREE_BYTES &&
        u->unpacked_bytes / UNPACK_RATIO_MAX > u->packed_bytes)
        return fail(e, RC_LIMIT, "unpacks to more than %d times its size", UNPACK_RATIO_MAX);
    return RC_OK;
}

/* Tapes and disk images fill up the space behind the last member with zeros. */
static void skip_padding(struct unpack *u)
{
    while (u->kind == UNPACK_GZIP && !u->inside && u->unpacked_bytes && u->given.n &&
           u->given.p[0] == '\0')
        u->given = str_from(u->given, 1);
}

enum rc unpack_take(struct unpack *u, struct str *piece, struct err *e)
{
    *piece = STR("");
    skip_padding(u);
    while (!u->ended && piece->n == 0 && (u->given.n || u->has_more)) {
        struct step s = {.in = u->given, .out_p = u->piece};
        enum rc rc = step(u, &s, e);
        if (rc) { /* unpack_rest is behind what is broken, by one byte at least */
            bool moved = s.in.n < u->given.n;
            u->given = moved ? s.in : str_from(u->given, 1);
            return rc;
        }
        bool idle = s.in.n == u->given.n && s.out_n == 0 && !s.ended;
        u->packed_bytes += u->given.n - s.in.n;
        u->unpacked_bytes += s.out_n;
        u->given = s.in;
        u->inside = !s.ended;
        u->has_more = s.out_n == UNPACK_PIECE_BYTES && !s.ended;
        u->ended = s.ended && has_one_stream(u->kind);
        skip_padding(u);
        *piece = (struct str){u->piece, s.out_n};
        rc = check_limits(u, e);
        if (rc)
            return rc;
        if (idle)
            break; /* it wants more than it was given */
    }
    return RC_OK;
}

/* gzip: method 8 and no reserved flag, so that few other bytes look like it. */
bool unpack_begins(enum unpack_kind kind, struct str bytes)
{
    if (kind == UNPACK_GZIP)
        return bytes.n >= 4 && str_starts(bytes, STR("\x1f\x8b\x08")) && (bytes.p[3] & 0xE0) == 0;
    return kind == UNPACK_ZSTD && str_starts(bytes, STR("\x28\xb5\x2f\xfd"));
}

bool unpack_recognise(struct str bytes, enum unpack_kind *kind)
{
    if (str_starts(bytes, STR("\x1f\x8b\x08"))) {
        *kind = UNPACK_GZIP;
        return true;
    }
    bool frame = str_starts(bytes, STR("\x28\xb5\x2f\xfd"));
    bool skippable = bytes.n >= 4 && (bytes.p[0] & 0xF0) == 0x50 &&
                     str_starts(str_from(bytes, 1), STR("\x2A\x4D\x18"));
    *kind = UNPACK_ZSTD;
    return frame || skippable;
}
