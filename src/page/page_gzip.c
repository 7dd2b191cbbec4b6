#include "page/page_gzip.h"

#include "base/mem.h"

#define ZLIB_CONST /* input is not written to */
#include <limits.h>
#include <string.h>
#include <zlib.h>

enum {
    RAW_WINDOW = -15,  /* 32 KB, no wrapper */
    FILLER_BYTES = 16, /* at a time */
};

/* What deflateInit2 is told. Of article pages of 44 KB level 2 makes 13.7 KB in 0.39 ms of a busy core, level
 * 1 14.1 KB in 0.36, level 3 13.3 KB in 0.48; with more memory level 2 takes 0.43 for the same. */
static const struct {
    int level;
    int memory;
} EFFORTS[] = {
    [PAGE_GZIP_FAST] = {2, 8},
    [PAGE_GZIP_BEST] = {9, 9},
};

/* No compression method but deflate, no flags, no time, how it was made, Unix (RFC 1952, 2.3). */
static const unsigned char HEAD_FAST[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 3};
static const unsigned char HEAD_BEST[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3};

/* What the compressor sees in a hole: bytes that stand in no UTF-8 (RFC 3629), so nothing matches. */
static const unsigned char FILLER[FILLER_BYTES] = {0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF,
                                                   0xF8, 0xFA, 0xFC, 0xFE, 0xF9, 0xFB, 0xFD, 0xFF};

/* What fixed holes are taken to hold when the text's own checksum is reckoned: what numbers are padded
 * with. */
static const unsigned char BLANKS[FILLER_BYTES] = "                ";

/* The text before a hole, or after the last. */
struct piece {
    const unsigned char *p; /* deflated; up to where the next hole's LEN stands */
    size_t n;
    size_t width; /* of the hole behind it; 0 = any */
};

/* Text with the fixed holes in it, between two holes of any width. */
struct run {
    uint32_t crc; /* with blanks in the holes */
    struct crc_shift shift;
};

/* One block of memory: this, the pieces, the runs, the shifts of the fixed holes (by what follows in
 * their run), and the pieces' bytes. */
struct page_gzip {
    size_t pieces_n;
    size_t runs_n;
    size_t shifts_n;
    size_t plain_bytes;
    size_t memory_bytes;
    struct piece pieces[];
};

static struct run *runs_of(struct page_gzip *z)
{
    return (struct run *)(z->pieces + z->pieces_n);
}

static struct crc_shift *shifts_of(struct page_gzip *z)
{
    return (struct crc_shift *)(runs_of(z) + z->runs_n);
}

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
    for (size_t left = width; left;) {
        size_t n = left < sizeof FILLER ? left : sizeof FILLER;
        p->failed |= deflateSetDictionary(&p->z, FILLER, (uInt)n) != Z_OK;
        left -= n;
    }
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
                                      .width = last ? 0 : page_hole_width(holes[i].hole)};
        from += part.n;
    }
}

static uint32_t crc_of_blanks(uint32_t crc, size_t n)
{
    for (; n > sizeof BLANKS; n -= sizeof BLANKS)
        crc = (uint32_t)crc32_z(crc, BLANKS, sizeof BLANKS);
    return (uint32_t)crc32_z(crc, BLANKS, n);
}

/* The checksums of the runs, and the shifts. */
static void reckon(struct page_gzip *z, struct str text, const struct page_hole *holes)
{
    struct run *run = runs_of(z);
    size_t run_bytes = 0; /* up to the hole at hand */
    size_t from = 0;
    size_t fixed_at[PAGE_HOLES_MAX]; /* where in the run, behind the hole */
    size_t fixed_n = 0;
    struct crc_shift *shift = shifts_of(z);
    uint32_t crc = 0;
    for (size_t i = 0; i < z->pieces_n; i++) {
        bool last = i + 1 == z->pieces_n;
        struct str part = last ? str_from(text, from) : str_slice(text, from, holes[i].at);
        crc = (uint32_t)crc32_z(crc, (const Bytef *)part.p, part.n);
        run_bytes += part.n;
        from += part.n;
        if (z->pieces[i].width) {
            crc = crc_of_blanks(crc, z->pieces[i].width);
            run_bytes += z->pieces[i].width;
            fixed_at[fixed_n++] = run_bytes;
            continue;
        }
        for (size_t k = 0; k < fixed_n; k++)
            crc_shift_init(shift++, run_bytes - fixed_at[k]);
        run->crc = crc;
        crc_shift_init(&run->shift, run_bytes);
        run++;
        crc = 0;
        run_bytes = fixed_n = 0;
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

static size_t head_bytes(const struct page_gzip *z)
{
    return sizeof *z + z->pieces_n * sizeof(struct piece) + z->runs_n * sizeof(struct run) +
           z->shifts_n * sizeof(struct crc_shift);
}

/* draft with room for its bytes behind it; NULL when memory is out, draft then stays. */
static struct page_gzip *place(struct page_gzip *draft, struct str bytes)
{
    size_t head = head_bytes(draft);
    struct page_gzip *z = mem_resize(draft, head + bytes.n);
    if (!z)
        return NULL;
    unsigned char *at = (unsigned char *)z + head;
    memcpy(at, bytes.p, bytes.n);
    z->memory_bytes = head + bytes.n;
    for (size_t i = 0; i < z->pieces_n; i++) {
        z->pieces[i].p = at;
        at += z->pieces[i].n;
    }
    return z;
}

static struct page_gzip *draft_new(struct str text, const struct page_hole *holes, size_t holes_n)
{
    struct page_gzip sizes = {.pieces_n = holes_n + 1, .runs_n = 1, .plain_bytes = text.n};
    for (size_t i = 0; i < holes_n; i++)
        *(page_hole_width(holes[i].hole) ? &sizes.shifts_n : &sizes.runs_n) += 1;
    struct page_gzip *draft = mem_alloc(head_bytes(&sizes));
    if (draft)
        *draft = sizes;
    return draft;
}

struct page_gzip *page_gzip_new(struct str text, const struct page_hole *holes, size_t holes_n,
                                enum page_gzip_effort effort)
{
    bool best = effort == PAGE_GZIP_BEST;
    struct packer p = {.z = {.zalloc = heap_alloc, .zfree = heap_free}};
    struct page_gzip *draft = draft_new(text, holes, holes_n);
    struct page_gzip *whole = NULL;
    buf_init(&p.out, NULL);
    if (!draft || text.n > INT_MAX ||
        deflateInit2(&p.z, EFFORTS[effort].level, Z_DEFLATED, RAW_WINDOW, EFFORTS[effort].memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        goto out;
    buf_add(&p.out, (struct str){(const char *)(best ? HEAD_BEST : HEAD_FAST), sizeof HEAD_BEST});
    pack(&p, draft, text, holes);
    reckon(draft, text, holes);
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

static unsigned char *put_le32(unsigned char *at, uint32_t n)
{
    at[0] = (unsigned char)n;
    at[1] = (unsigned char)(n >> 8);
    at[2] = (unsigned char)(n >> 16);
    at[3] = (unsigned char)(n >> 24);
    return at + 4;
}

/* A stored block's LEN and NLEN, and the value. */
static unsigned char *put_value(unsigned char *at, struct str value)
{
    at = put_le32(at, (uint32_t)value.n | ~(uint32_t)value.n << 16);
    if (value.n)
        memcpy(at, value.p, value.n);
    return at + value.n;
}

/* The checksum crc of what stands before it, with the text that stands in a hole of any width. */
static uint32_t add_insert(uint32_t crc, struct str text, const struct page_insert *insert)
{
    if (insert)
        return crc_shifted(&insert->shift, crc) ^ insert->crc;
    return (uint32_t)crc32_z(crc, (const Bytef *)text.p, text.n);
}

static uint32_t add_run(uint32_t crc, const struct run *run, uint32_t difference)
{
    return crc_shifted(&run->shift, crc) ^ run->crc ^ difference;
}

size_t page_gzip_room(const struct page_gzip *z, const struct str *values)
{
    size_t bytes = PAGE_GZIP_TAIL_BYTES;
    for (size_t i = 0; i + 1 < z->pieces_n; i++)
        bytes += PAGE_GZIP_FRAME_BYTES + values[i].n;
    return bytes;
}

size_t page_gzip_fill(const struct page_gzip *z, struct page_gzip_values v, unsigned char *room,
                      struct page_segment *segments)
{
    const struct run *run = (const struct run *)(z->pieces + z->pieces_n);
    const struct crc_shift *shift = (const struct crc_shift *)(run + z->runs_n);
    uint32_t crc = 0;        /* of the runs before this one and what stands between */
    uint32_t difference = 0; /* what the values make of this run's checksum */
    size_t total = z->plain_bytes;
    size_t n = 0;
    for (size_t i = 0; i < z->pieces_n; i++) {
        const struct piece *piece = &z->pieces[i];
        segments[n++] = (struct page_segment){(const char *)piece->p, piece->n};
        if (i + 1 == z->pieces_n)
            break;
        unsigned char *from = room;
        struct str value = v.values[i];
        const struct page_insert *insert = v.inserts ? v.inserts[i] : NULL;
        room = put_value(room, value);
        segments[n++] = (struct page_segment){(char *)from, (size_t)(room - from)};
        total += value.n;
        if (piece->width) {
            difference ^=
                crc_shifted(shift++, insert ? insert->crc_of_blanks : crc_raw(value, BLANKS[0]));
            continue;
        }
        crc = add_insert(add_run(crc, run++, difference), value, insert);
        difference = 0;
    }
    segments[n++] = (struct page_segment){(char *)room, PAGE_GZIP_TAIL_BYTES};
    room = put_le32(room, add_run(crc, run, difference));
    (void)put_le32(room, (uint32_t)total);
    return n;
}

void page_insert_init(struct page_insert *i, struct str text)
{
    i->text = text;
    i->crc = (uint32_t)crc32_z(0, (const Bytef *)text.p, text.n);
    i->crc_of_blanks = crc_raw(text, BLANKS[0]);
    crc_shift_init(&i->shift, text.n);
}
