/* A heap for a parser that frees as it goes and cannot be told that there is no memory left.
 *
 * What is freed is handed out again for the same size; all of it goes back at html_heap_release. When
 * there is none left, html_heap_take leaves by longjmp to heap.full, set by the caller before: nothing
 * is lost, for nothing lies elsewhere. The functions fit gumbo's allocator. Not shared by threads. */
#ifndef LOA_SOURCE_HTML_HEAP_H
#define LOA_SOURCE_HTML_HEAP_H

#include "base/arena.h"

#include <setjmp.h>

enum {
    HEAP_STEP_BYTES = 16,
    HEAP_SMALL_BYTES = 1024, /* below, a class a step; above, one a doubling */
    HEAP_CLASSES = HEAP_SMALL_BYTES / HEAP_STEP_BYTES + 40,
};

struct html_heap {
    struct arena arena;
    void *free[HEAP_CLASSES];
    jmp_buf full;
};

/* limit_bytes bounds what is open at one time. */
void html_heap_init(struct html_heap *heap, size_t limit_bytes);
void html_heap_release(struct html_heap *heap);

void *html_heap_take(void *heap, size_t size_bytes);
/* NULL is harmless. */
void html_heap_give(void *heap, void *memory);

#endif
