#include "base/arena.h"

#include "base/mem.h"

#include <stdint.h>
#include <string.h>

enum {
    CHUNK_MIN_BYTES = 4096,         /* first chunk: a small request fits in one */
    CHUNK_DOUBLED_BYTES = 64 << 10, /* chunks double up to this, */
    CHUNK_SHARE =
        8, /* then they are an eighth of what is in use: little stands empty, and what was given back fits */
    CHUNK_MAX_BYTES = 1 << 20,
    LARGE_BYTES = 16 << 10, /* that does not fit gets a chunk of its own, and the newest goes on */
    ALIGN_BYTES = 16,       /* max_align_t on every platform Debian has */
};

struct arena_chunk {
    struct arena_chunk *next;
    size_t size_bytes;
    size_t used_bytes;
    size_t dirty_bytes; /* of data, from the unit of work before; what follows is still zero */
    unsigned char data[];
};

void arena_init(struct arena *a, size_t limit_bytes)
{
    *a = (struct arena){.limit_bytes = limit_bytes};
}

void arena_release(struct arena *a)
{
    struct arena_chunk *chunk = a->chunk;
    while (chunk) {
        struct arena_chunk *next = chunk->next;
        mem_free(chunk);
        chunk = next;
    }
    arena_init(a, a->limit_bytes);
}

void arena_clear(struct arena *a, size_t keep_bytes)
{
    struct arena_chunk *kept =
        a->chunk; /* the newest is the largest, but for a single large need */
    if (!kept || kept->size_bytes > keep_bytes) {
        arena_release(a);
        return;
    }
    a->chunk = kept->next;
    arena_release(a);
    kept->next = NULL;
    if (kept->dirty_bytes < kept->used_bytes)
        kept->dirty_bytes = kept->used_bytes;
    kept->used_bytes = 0;
    a->chunk = kept;
}

static struct arena_chunk *chunk_new(size_t size_bytes)
{
    size_t total = 0;
    if (!size_add(size_bytes, sizeof(struct arena_chunk), &total))
        return NULL;
    struct arena_chunk *chunk = mem_alloc(total);
    if (chunk)
        chunk->size_bytes = size_bytes;
    return chunk;
}

/* Behind the newest, whose rest would stand empty. */
static struct arena_chunk *chunk_apart(struct arena *a, size_t need_bytes)
{
    struct arena_chunk *chunk = chunk_new(need_bytes);
    if (!chunk)
        return NULL;
    chunk->next = a->chunk->next;
    a->chunk->next = chunk;
    return chunk;
}

static struct arena_chunk *chunk_add(struct arena *a, size_t need_bytes)
{
    size_t size = a->chunk ? a->chunk->size_bytes * 2 : CHUNK_MIN_BYTES;
    if (size > CHUNK_DOUBLED_BYTES)
        size = CHUNK_DOUBLED_BYTES;
    if (size < a->used_bytes / CHUNK_SHARE)
        size = a->used_bytes / CHUNK_SHARE;
    if (size > CHUNK_MAX_BYTES)
        size = CHUNK_MAX_BYTES;
    if (size < need_bytes)
        size = need_bytes;
    struct arena_chunk *chunk = chunk_new(size);
    if (!chunk)
        return NULL;
    chunk->next = a->chunk;
    a->chunk = chunk;
    return chunk;
}

/* The newest chunk if need bytes fit into it, else a new one; NULL past the limit. */
static struct arena_chunk *chunk_with_room(struct arena *a, size_t need_bytes)
{
    if (need_bytes > a->limit_bytes - a->used_bytes)
        return NULL;
    struct arena_chunk *chunk = a->chunk;
    if (chunk && chunk->size_bytes - chunk->used_bytes >= need_bytes)
        return chunk;
    return chunk && need_bytes >= LARGE_BYTES ? chunk_apart(a, need_bytes)
                                              : chunk_add(a, need_bytes);
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
    size_t need = 0;
    if (a->failed || !size_add(size_bytes, ALIGN_BYTES - 1, &need)) {
        a->failed = true;
        return NULL;
    }
    need &= ~(size_t)(ALIGN_BYTES - 1);
    struct arena_chunk *chunk = chunk_with_room(a, need);
    if (!chunk) {
        a->failed = true;
        return NULL;
    }
    void *p = chunk->data + chunk->used_bytes;
    if (chunk->used_bytes < chunk->dirty_bytes)
        memset(p, 0, need);
    chunk->used_bytes += need;
    a->used_bytes += need;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size_bytes)
{
    size_t total = 0;
    if (!size_mul(count, size_bytes, &total))
        total = SIZE_MAX;
    return arena_alloc(a, total);
}

void *arena_copy(struct arena *a, const void *p, size_t count, size_t size_bytes)
{
    void *copy = arena_array(a, count, size_bytes);
    if (copy && count)
        memcpy(copy, p, count * size_bytes);
    return copy;
}

void *arena_grow(struct arena *a, const void *p, size_t old_bytes, size_t new_bytes)
{
    void *grown = arena_alloc(a, new_bytes);
    if (grown && old_bytes)
        memcpy(grown, p, old_bytes < new_bytes ? old_bytes : new_bytes);
    return grown;
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}
