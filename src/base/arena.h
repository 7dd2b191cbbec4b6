/* Memory for one unit of work (a request, an imported page): many allocations, one release.
 *
 * An arena has a byte limit. Past it, or when the heap is empty, allocation returns NULL and the
 * arena is marked failed for good; str, buf and vec builders on it become no-ops, and the caller
 * asks arena_failed once at the end (style.md, rule 12).
 * Not shared between threads. */
#ifndef LOA_BASE_ARENA_H
#define LOA_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest first */
    size_t used_bytes;         /* handed out so far, alignment included */
    size_t limit_bytes;
    bool failed;
};

/* Starts an empty arena; allocates nothing yet. limit_bytes bounds the sum of all allocations. */
void arena_init(struct arena *a, size_t limit_bytes);

/* Frees everything the arena handed out; the arena is then as after arena_init. */
void arena_release(struct arena *a);

/* The same, but keeps one piece of memory of at most keep_bytes for the next unit of work: one that
 * needs no more than the last did allocates nothing. arena_release gives it back. */
void arena_clear(struct arena *a, size_t keep_bytes);

/* Returns size_bytes zeroed bytes aligned for any type, valid until arena_release; NULL when the
 * limit or the heap is exhausted (then arena_failed is true). size_bytes 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size_bytes);

/* The same for count elements of size_bytes each; overflow counts as over the limit. */
void *arena_array(struct arena *a, size_t count, size_t size_bytes);

/* A copy of the count elements at p, which may be NULL when there are none. NULL as arena_array. */
void *arena_copy(struct arena *a, const void *p, size_t count, size_t size_bytes);

/* Returns a larger copy of the last or any earlier allocation p of old_bytes; the old bytes stay
 * allocated until release. NULL as arena_alloc. Added bytes are zeroed. */
void *arena_grow(struct arena *a, const void *p, size_t old_bytes, size_t new_bytes);

/* True if any allocation of this arena has failed. */
bool arena_failed(const struct arena *a);

#endif
