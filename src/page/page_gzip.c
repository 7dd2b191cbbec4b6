#include "page/page_gzip.h"

#include "base/mem.h"

#define ZLIB_CONST /* input is not written to */
#include <limits.h>
#include <string.h>
#include <zlib.h>

enum {
    LEVEL = 9,        /* once a page: 0.8 ms for 50 KB */
    RAW_WINDOW = -15, /* 32 KB, no wrapper */
    MEMORY = 9,
    FILLER_BYTES = 16,
};

/* No compression method but deflate, no flags, no time, slowest, Unix (RFC 1952, 2.3). */
static const unsigned char HEAD[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3};

/* What the compressor sees in a hole: bytes that stand in no UTF-8 (RFC 3629), so nothing matches. */
static const unsigned char FILLER[FILLER_BYTES] = {0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF,
                                                   0xF8, 0xFA, 0xFC, 0xFE, 0xF9, 0xFB, 0xFD, 0xFF};

/* The text before a hole, or after the last. */
struct piece {
    const unsigned char *p; /* deflated; up to where the next hole's LEN stands */
    size_t n;
    uint32_t crc;  /* of its plain bytes */
    uLong combine; /* crc32_combine_gen of their number */
};

/* One block of memory: this, the pieces, their bytes. */
struct page_gzip {
    size_t pieces_n;
    size_t plain_bytes;
    size_t memory_bytes;
    struct piece pieces[];
};

/* ---- compressing ---- */

struct packer {
    z_stream z;
    struct buf out;
    bool failed;
};

/* What deflate has now goes behind out. */
static void run(struct packer *p, int flush)
{
    unsigned char room[4096];
    do {
        p->z.next_out = room;
        p->z.avail_out = sizeof room;
        int rc = deflate(&p->z, flush);
        p->failed |= rc == Z_STREAM_ERROR;
        buf_add(&p->out, (struct str){(char *)room, sizeof room - p->z.avail_out});
    } while (p->z.avail_out == 0 && !p->failed);
}

/* Ends the piece where a stored block's LEN is to stand: a flush ends with a stored block of no
 * bytes, whose LEN and NLEN are taken away again. zlib does not flush the same twice; then it stands
 * at a byte, and three bits of a stored block are a byte of zeros. */
static void open_hole(struct packer *p, size_t width)
{
    size_t before = p->out.n;
    run(p, width ? Z_SYNC_FLUSH : Z_FULL_FLUSH);
    if (p->out.n == before)
        buf_add_byte(&p->out, 0);
    else
        p->out.n -= PAGE_GZIP_FRAME_BYTES;
    /* the window moves on over the hole */
    if (width)
        p->failed |= deflateSetDictionary(&p->z, FILLER, (uInt)width) != Z_OK;
}

static void pack(struct packer *p, struct page_gzip *z, struct str text,
                 const struct page_hole *holes)
{
    size_t from = 0;
    for (size_t i = 0; i < z->pieces_n; i++) {
        bool last = i + 1 == z->pieces_n;
        struct str part = last ? str_from(text, from) : str_slice(text, from, holes[i].at);
        size_t before = i ? p->out.n : 0; /* the head belongs to the first */
        p->z.next_in = (const Bytef *)part.p;
        p->z.avail_in = (uInt)part.n;
        if (last)
            run(p, Z_FINISH);
        else
            open_hole(p, page_hole_width(holes[i].hole));
        z->pieces[i] = (struct piece){.n = p->out.n - before,
                                      .crc = (uint32_t)crc32_z(0, (const Bytef *)part.p, part.n),
                                      .combine = crc32_combine_gen((z_off_t)part.n)};
        from += part.n;
    }
}

static void *heap_alloc(void *opaque, unsigned items, unsigned size_bytes)
{
    (void)opaque;
    return mem_alloc((size_t)items * size_bytes);
}

static void heap_free(void *opaque, void *p)
{
    (void)opaque;
    mem_free(p);
}

/* draft with room for its bytes behind the pieces; NULL when memory is out, draft then stays. */
static struct page_gzip *place(struct page_gzip *draft, struct str bytes)
{
    size_t head_bytes = sizeof *draft + draft->pieces_n * sizeof(struct piece);
    struct page_gzip *z = mem_resize(draft, head_bytes + bytes.n);
    if (!z)
        return NULL;
    unsigned char *at = (unsigned char *)z + head_bytes;
    memcpy(at, bytes.p, bytes.n);
    z->memory_bytes = head_bytes + bytes.n;
    for (size_t i = 0; i < z->pieces_n; i++) {
        z->pieces[i].p = at;
        at += z->pieces[i].n;
    }
    return z;
}

struct page_gzip *page_gzip_new(struct str text, const struct page_hole *holes, size_t holes_n)
{
    struct packer p = {.z = {.zalloc = heap_alloc, .zfree = heap_free}};
    struct page_gzip *draft = mem_alloc(sizeof *draft + (holes_n + 1) * sizeof(struct piece));
    struct page_gzip *whole = NULL;
    buf_init(&p.out, NULL);
    if (!draft || text.n > INT_MAX ||
        deflateInit2(&p.z, LEVEL, Z_DEFLATED, RAW_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        goto out;
    draft->pieces_n = holes_n + 1;
    draft->plain_bytes = text.n;
    buf_add(&p.out, (struct str){(const char *)HEAD, sizeof HEAD});
    pack(&p, draft, text, holes);
    (void)deflateEnd(&p.z);
    if (!p.failed && !buf_failed(&p.out))
        whole = place(draft, buf_view(&p.out));
    if (whole)
        draft = NULL;
out:
    buf_release(&p.out);
    mem_free(draft);
    return whole;
}

void page_gzip_free(struct page_gzip *z)
{
    mem_free(z);
}

size_t page_gzip_memory_bytes(const struct page_gzip *z)
{
    return z->memory_bytes;
}

/* ---- filling ---- */

static unsigned char *put_le(unsigned char *at, uint32_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *at++ = (unsigned char)(n >> (8 * i));
    return at;
}

size_t page_gzip_room(const struct page_gzip *z, const struct str *values)
{
    size_t bytes = PAGE_GZIP_TAIL_BYTES;
    for (size_t i = 0; i + 1 < z->pieces_n; i++)
        bytes += PAGE_GZIP_FRAME_BYTES + values[i].n;
    return bytes;
}

size_t page_gzip_fill(const struct page_gzip *z, const struct str *values, unsigned char *room,
                      struct page_segment *segments)
{
    uint32_t crc = 0;
    size_t total = z->plain_bytes;
    size_t n = 0;
    for (size_t i = 0; i < z->pieces_n; i++) {
        const struct piece *piece = &z->pieces[i];
        segments[n++] = (struct page_segment){(const char *)piece->p, piece->n};
        crc = (uint32_t)crc32_combine_op(crc, piece->crc, piece->combine);
        if (i + 1 == z->pieces_n)
            break;
        unsigned char *from = room;
        struct str value = values[i];
        room = put_le(room, (uint32_t)value.n, 2);
        room = put_le(room, ~(uint32_t)value.n, 2);
        if (value.n)
            memcpy(room, value.p, value.n);
        room += value.n;
        segments[n++] = (struct page_segment){(char *)from, (size_t)(room - from)};
        crc = (uint32_t)crc32_z(crc, (const Bytef *)value.p, value.n);
        total += value.n;
    }
    segments[n++] = (struct page_segment){(char *)room, PAGE_GZIP_TAIL_BYTES};
    room = put_le(room, crc, 4);
    (void)put_le(room, (uint32_t)total, 4);
    return n;
}
