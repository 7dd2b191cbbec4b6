#include "base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static _Atomic uint64_t fault_countdown;
static _Atomic bool fault_fired;
static _Atomic uint64_t allocations;

static bool fault_now(void)
{
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    if (atomic_load_explicit(&fault_countdown, memory_order_relaxed) == 0)
        return false;
    if (atomic_fetch_sub(&fault_countdown, 1) != 1)
        return false;
    atomic_store(&fault_fired, true);
    return true;
}

void *mem_alloc(size_t size_bytes)
{
    if (fault_now())
        return NULL;
    return calloc(1, size_bytes ? size_bytes : 1);
}

void *mem_resize(void *p, size_t size_bytes)
{
    if (fault_now())
        return NULL;
    return realloc(p, size_bytes ? size_bytes : 1);
}

void mem_free(void *p)
{
    free(p);
}

void mem_fail_at(uint64_t k)
{
    atomic_store(&fault_fired, false);
    atomic_store(&fault_countdown, k);
}

bool mem_fault_fired(void)
{
    return atomic_load(&fault_fired);
}

uint64_t mem_allocations(void)
{
    return atomic_load_explicit(&allocations, memory_order_relaxed);
}

bool size_add(size_t a, size_t b, size_t *out)
{
    size_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

bool size_mul(size_t a, size_t b, size_t *out)
{
    size_t product = 0;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out = product;
    return true;
}
