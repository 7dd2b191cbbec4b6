#include "page/packed.h"

#include "base/mem.h"

#include <brotli/encode.h>
#include <string.h>
#include <zstd.h>

/* No window is larger than the text: it is memory that is cleared for nothing. */
static int brotli_window(size_t bytes)
{
    enum { SMALL_BITS = 16 };
    int bits = SMALL_BITS;
    while (bits < BROTLI_DEFAULT_WINDOW && (size_t)1 << bits < bytes)
        bits++;
    return bits;
}

static size_t pack_brotli(struct str text, char *to, size_t room)
{
    size_t n = room;
    return BrotliEncoderCompress(PACKED_BROTLI_LEVEL, brotli_window(text.n), BROTLI_MODE_TEXT,
                                 text.n, (const uint8_t *)text.p, &n, (uint8_t *)to)
               ? n
               : 0;
}

static size_t pack_zstd(struct str text, char *to, size_t room)
{
    size_t n = ZSTD_compress(to, room, text.p, text.n, PACKED_ZSTD_LEVEL);
    return ZSTD_isError(n) ? 0 : n;
}

/* A copy of what was packed, on the heap; "" when it is no smaller. False without memory. */
static bool keep(const char *packed, size_t n, struct str text, struct str *out)
{
    *out = STR("");
    if (n == 0 || n >= text.n)
        return true;
    char *p = mem_alloc(n);
    if (!p)
        return false;
    memcpy(p, packed, n);
    *out = (struct str){p, n};
    return true;
}

bool packed_make(struct str text, struct packed *out)
{
    *out = (struct packed){STR(""), STR("")};
    if (text.n < PACKED_MIN_BYTES || text.n > PACKED_MAX_BYTES)
        return true;
    /* the zstd library wants its bound to be sure of an end; brotli's is the smaller */
    size_t room = ZSTD_compressBound(text.n);
    char *work = mem_alloc(room);
    if (!work)
        return false;
    bool kept = keep(work, pack_brotli(text, work, room), text, &out->brotli) &&
                keep(work, pack_zstd(text, work, room), text, &out->zstd);
    mem_free(work);
    if (!kept)
        packed_release(out);
    return kept;
}

static void release(struct str *s)
{
    char *p = NULL;
    memcpy(&p, &s->p, sizeof p); /* str has no way to own; keep() made these */
    if (s->n)
        mem_free(p);
    *s = STR("");
}

void packed_release(struct packed *p)
{
    release(&p->brotli);
    release(&p->zstd);
}

size_t packed_memory_bytes(const struct packed *p)
{
    return p->brotli.n + p->zstd.n;
}
