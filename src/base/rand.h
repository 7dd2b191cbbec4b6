/* Randomness: from the system for keys and ids, from a seed for choices that tests repeat. */
#ifndef LOA_BASE_RAND_H
#define LOA_BASE_RAND_H

#include <stddef.h>
#include <stdint.h>

/* Fills p with n unpredictable bytes. hash_start must have run. Any thread. */
void rand_bytes(void *p, size_t n);

/* A repeatable generator (SplitMix64, Steele et al. 2014); not for secrets. */
struct rand {
    uint64_t state;
};

uint64_t rand_next(struct rand *r);

/* A number from 0 to below - 1; below must not be 0. */
uint64_t rand_below(struct rand *r, uint64_t below);

#endif
