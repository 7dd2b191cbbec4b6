/* What tools/gazc.c writes: an open hash table of paths, their values, the texts of ids. */
#ifndef LOA_TEXT_GAZETTEER_TABLE_H
#define LOA_TEXT_GAZETTEER_TABLE_H

#include "text/gazetteer.h"

struct gaz_slot {
    uint64_t hash;   /* of the path; 0: empty */
    uint32_t values; /* the first of its values, + 1; 0: no form ends here */
};

/* The hash of a path that goes on by key; never 0. Shared with the tool. */
static inline uint64_t gaz_hash(uint64_t path, uint64_t key)
{
    uint64_t h = (path ^ key) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ (h >> 29)) * UINT64_C(0xBF58476D1CE4E5B9);
    h ^= h >> 32;
    return h ? h : 1;
}

extern const struct gaz_slot gaz_slots[];
extern const size_t gaz_slots_n; /* a power of two */
extern const struct gaz_value gaz_values[];
extern const char *const gaz_ids[];
extern const char *const gaz_successors[]; /* of the same index; NULL: none */
extern const size_t gaz_ids_n;

#endif
