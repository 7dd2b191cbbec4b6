/* The loops' counters: each written by its own thread, read and summed by any. */
#ifndef LOA_WIRE_COUNTERS_H
#define LOA_WIRE_COUNTERS_H

#include "wire/wire.h"

#include <stdatomic.h>

enum counter {
#define COUNTER_NAME(name) COUNTER_##name,
    WIRE_COUNTERS(COUNTER_NAME)
#undef COUNTER_NAME
        COUNTER_COUNT
};

struct counters {
    char before[64]; /* cache lines of their own */
    _Atomic uint64_t values[COUNTER_COUNT];
    char after[64];
};

/* One writer: no other core waits for it. */
static inline void counters_add(struct counters *c, enum counter which, uint64_t n)
{
    uint64_t now = atomic_load_explicit(&c->values[which], memory_order_relaxed);
    atomic_store_explicit(&c->values[which], now + n, memory_order_relaxed);
}

#endif
