/* Growing arrays of one element type inside an arena.
 *
 * Sticky like buf: on a failed arena vec_push returns NULL and the vector keeps what it had; the
 * caller asks arena_failed once. Elements move when the vector grows: keep indexes, not pointers.
 *
 *     struct vec v = VEC(struct teaser, &arena);
 *     struct teaser *t = vec_push(&v);
 *     if (t)
 *         t->title = title;
 *     view->teasers = v.p;
 *     view->teasers_n = v.n;
 */
#ifndef LOA_BASE_VEC_H
#define LOA_BASE_VEC_H

#include "base/arena.h"

#include <stddef.h>

struct vec {
    void *p;
    size_t n; /* elements */
    size_t capacity;
    size_t width_bytes;
    struct arena *arena;
};

#define VEC(type, arena_pointer)                                                                   \
    ((struct vec){.width_bytes = sizeof(type), .arena = (arena_pointer)})

/* Appends one zeroed element and returns it, valid until the next push; NULL on a failed arena. */
void *vec_push(struct vec *v);

/* Makes room for n elements at once, so that pushing them moves none. A hint: on a failed arena the
 * next push says so. */
void vec_reserve(struct vec *v, size_t n);

/* The i-th element; i must be below n. Valid until the next push. */
void *vec_at(const struct vec *v, size_t i);

#endif
