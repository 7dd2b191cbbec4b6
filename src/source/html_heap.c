#include "source/html_heap.h"

#include <stdint.h>

/* Before every block; a free one has the next of its class instead. */
union header {
    size_t class;
    union header *next;
};

void html_heap_init(struct html_heap *heap, size_t limit_bytes)
{
    arena_init(&heap->arena, limit_bytes);
    for (size_t i = 0; i < HEAP_CLASSES; i++)
        heap->free[i] = NULL;
}

void html_heap_release(struct html_heap *heap)
{
    arena_release(&heap->arena);
}

/* The class of blocks that hold size bytes, and their size. */
static size_t class_of(size_t size, size_t *block)
{
    size_t class = (size + HEAP_STEP_BYTES - 1) / HEAP_STEP_BYTES;
    *block = class * HEAP_STEP_BYTES;
    if (*block <= HEAP_SMALL_BYTES)
        return class - 1;
    class = HEAP_SMALL_BYTES / HEAP_STEP_BYTES;
    for (*block = HEAP_SMALL_BYTES; *block < size; *block *= 2)
        class ++;
    return class - 1;
}

void *html_heap_take(void *of, size_t size_bytes)
{
    struct html_heap *heap = of;
    size_t block = 0;
    if (size_bytes > SIZE_MAX / 4)
        longjmp(heap->full, 1);
    size_t class = class_of(size_bytes + sizeof(union header), &block);
    union header *found = heap->free[class];
    if (found) {
        heap->free[class] = found[1].next;
        return found + 1;
    }
    found = arena_alloc(&heap->arena, block);
    if (!found)
        longjmp(heap->full, 1);
    found->class = class;
    return found + 1;
}

void html_heap_give(void *of, void *memory)
{
    struct html_heap *heap = of;
    if (!memory)
        return;
    union header *block = memory;
    size_t class = block[-1].class;
    block->next = heap->free[class];
    heap->free[class] = block - 1;
}
