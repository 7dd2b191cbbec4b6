#include "base/vec.h"

#include "base/err.h"
#include "base/mem.h"

#include <string.h>

enum { VEC_FIRST = 8 };

static bool grow_to(struct vec *v, size_t capacity)
{
    size_t bytes = 0;
    if (!size_mul(capacity, v->width_bytes, &bytes)) {
        v->arena->failed = true;
        return false;
    }
    void *p = arena_grow(v->arena, v->p, v->n * v->width_bytes, bytes);
    if (!p)
        return false;
    v->p = p;
    v->capacity = capacity;
    return true;
}

static bool grow(struct vec *v)
{
    size_t capacity = v->capacity ? v->capacity : VEC_FIRST / 2;
    if (!size_mul(capacity, 2, &capacity)) {
        v->arena->failed = true;
        return false;
    }
    return grow_to(v, capacity);
}

void vec_reserve(struct vec *v, size_t n)
{
    if (n > v->capacity)
        (void)grow_to(v, n);
}

void *vec_push(struct vec *v)
{
    if (v->n == v->capacity && !grow(v))
        return NULL;
    unsigned char *element = (unsigned char *)v->p + v->n * v->width_bytes;
    v->n++;
    return memset(element, 0, v->width_bytes);
}

void *vec_at(const struct vec *v, size_t i)
{
    ASSERT(i < v->n);
    return (unsigned char *)v->p + i * v->width_bytes;
}
