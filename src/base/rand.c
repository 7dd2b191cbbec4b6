#include "base/rand.h"

#include "base/err.h"

#include <sodium.h>

void rand_bytes(void *p, size_t n)
{
    randombytes_buf(p, n);
}

uint64_t rand_next(struct rand *r)
{
    r->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = r->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t rand_below(struct rand *r, uint64_t below)
{
    ASSERT(below > 0);
    uint64_t limit = UINT64_MAX - UINT64_MAX % below;
    uint64_t value = rand_next(r);
    while (value >= limit)
        value = rand_next(r);
    return value % below;
}
