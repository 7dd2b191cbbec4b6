#include "base/map.h"

#include "base/rand.h"

#include <string.h>

struct map_slot {
    struct str key;
    uint64_t hash;
    void *value;
    bool used;
};

enum { MAP_FIRST = 16 };

void map_init(struct map *m, struct arena *a)
{
    *m = (struct map){.arena = a};
    rand_bytes(m->key.bytes, sizeof m->key.bytes);
}

static struct map_slot *find(const struct map *m, struct str key, uint64_t hash)
{
    size_t mask = m->capacity - 1;
    size_t i = (size_t)hash & mask;
    while (m->slots[i].used && (m->slots[i].hash != hash || !str_eq(m->slots[i].key, key)))
        i = (i + 1) & mask;
    return &m->slots[i];
}

static bool grow(struct map *m)
{
    struct map old = *m;
    size_t capacity = old.capacity ? old.capacity * 2 : MAP_FIRST;
    struct map_slot *slots = arena_array(m->arena, capacity, sizeof *slots);
    if (!slots)
        return false;
    m->slots = slots;
    m->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].used)
            *find(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
    return true;
}

bool map_set(struct map *m, struct str key, void *value)
{
    bool full = m->n + 1 > m->capacity - m->capacity / 4;
    if (full && !grow(m))
        return false;
    uint64_t hash = hash_sip(m->key, key);
    struct map_slot *slot = find(m, key, hash);
    if (!slot->used)
        m->n++;
    *slot = (struct map_slot){.key = key, .hash = hash, .value = value, .used = true};
    return true;
}

bool map_get(const struct map *m, struct str key, void **value)
{
    if (m->capacity == 0)
        return false;
    const struct map_slot *slot = find(m, key, hash_sip(m->key, key));
    if (slot->used && value)
        *value = slot->value;
    return slot->used;
}
