/* A hash table from text to a pointer, inside an arena.
 *
 * Keys are borrowed and must outlive the map. SipHash under a key of the process, so that outside
 * text cannot make chains long (style.md, trap 6). Not shared between threads. Grows without
 * limit but the arena's; sticky like vec. */
#ifndef LOA_BASE_MAP_H
#define LOA_BASE_MAP_H

#include "base/hash.h"

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t n;        /* keys */
    struct hash_key key;
    struct arena *arena;
};

/* An empty map that grows in a. */
void map_init(struct map *m, struct arena *a);

/* Sets key's value (which may be NULL) and returns true; false on a failed arena. */
bool map_set(struct map *m, struct str key, void *value);

/* True if key is there; then *value (may be NULL) is its value. */
bool map_get(const struct map *m, struct str key, void **value);

#endif
