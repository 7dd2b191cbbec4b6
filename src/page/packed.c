#include "page/packed.h"

#include "base/mem.h"

#include <brotli/encode.h>
#include <setjmp.h>
#include <stddef.h>
#include <string.h>
#include <zstd.h>

/* ---- brotli ---- */

/* No window is larger than the text: it is memory that is cleared for nothing. */
static uint32_t brotli_window(size_t bytes)
{
    enum { SMALL_BITS = 16 };
    uint32_t bits = SMALL_BITS;
    while (bits < BROTLI_DEFAULT_WINDOW && (size_t)1 << bits < bytes)
        bits++;
    return bits;
}

/* What the encoder holds. It calls exit() when it is given no memory (enc/memory.c), and would end a server
 * without a word: brotli_take leaves it by longjmp instead. Its state lives here alone, and goes with it. */
struct brotli_heap {
    jmp_buf full;
    struct brotli_block *first;
};

struct brotli_block {
    struct brotli_block *next;
    struct brotli_block *before;
    max_align_t bytes[];
};

static void *brotli_take(void *opaque, size_t size_bytes)
{
    struct brotli_heap *heap = opaque;
    struct brotli_block *block = NULL;
    size_t all = 0;
    if (size_add(sizeof *block, size_bytes, &all))
        block = mem_resize(NULL, all);
    if (!block)
        longjmp(heap->full, 1);
    block->before = NULL;
    block->next = heap->first;
    if (heap->first)
        heap->first->before = block;
    heap->first = block;
    return block->bytes;
}

static void brotli_give(void *opaque, void *p)
{
    struct brotli_heap *heap = opaque;
    if (!p)
        return;
    struct brotli_block *block =
        (void *)((char *)p - offsetof(struct brotli_block, bytes)); /* as brotli_take made it */
    if (block->before)
        block->before->next = block->next;
    else
        heap->first = block->next;
    if (block->next)
        block->next->before = block->before;
    mem_free(block);
}

/* *n: the room, then what was written; 0 when it is not enough. Leaves by heap->full. */
static void run_brotli(struct brotli_heap *heap, struct str text, char *to, size_t *n)
{
    const uint8_t *in = (const uint8_t *)text.p;
    uint8_t *out = (uint8_t *)to;
    size_t in_n = text.n;
    size_t room = *n;
    BrotliEncoderState *state = BrotliEncoderCreateInstance(brotli_take, brotli_give, heap);
    bool done = BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, PACKED_BROTLI_LEVEL) &&
                BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, brotli_window(text.n)) &&
                BrotliEncoderSetParameter(state, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT) &&
                BrotliEncoderSetParameter(state, BROTLI_PARAM_SIZE_HINT, (uint32_t)text.n) &&
                BrotliEncoderCompressStream(state, BROTLI_OPERATION_FINISH, &in_n, &in, &room, &out,
                                            NULL) &&
                BrotliEncoderIsFinished(state);
    *n = done ? *n - room : 0;
    BrotliEncoderDestroyInstance(state);
}

/* False without memory. text.n <= PACKED_MAX_BYTES. */
static bool try_brotli(struct brotli_heap *heap, struct str text, char *to, size_t *n)
{
    if (setjmp(heap->full))
        return false;
    run_brotli(heap, text, to, n);
    return true;
}

static bool pack_brotli(struct str text, char *to, size_t *n)
{
    struct brotli_heap heap = {.first = NULL};
    bool had_memory = try_brotli(&heap, text, to, n);
    while (heap.first)
        brotli_give(&heap, heap.first->bytes);
    return had_memory;
}

/* ---- both ---- */

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
    size_t brotli_n = room;
    bool kept = pack_brotli(text, work, &brotli_n) && keep(work, brotli_n, text, &out->brotli) &&
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
