#include "text/gazetteer.h"

#include "text/gazetteer_table.h"

struct gaz_path gaz_root(void)
{
    return (struct gaz_path){.hash = 0};
}

bool gaz_step(struct gaz_path *path, uint64_t key)
{
    uint64_t hash = gaz_hash(path->hash, key);
    size_t mask = gaz_slots_n - 1;
    for (size_t at = hash & mask; gaz_slots[at].hash != 0; at = (at + 1) & mask) {
        if (gaz_slots[at].hash != hash)
            continue;
        uint32_t values = gaz_slots[at].values;
        path->hash = hash;
        path->values = values ? &gaz_values[values - 1] : NULL;
        return true;
    }
    return false;
}

struct str gaz_id(uint16_t id)
{
    ASSERT(id < gaz_ids_n);
    return str_view(gaz_ids[id]);
}

size_t gaz_ids_count(void)
{
    return gaz_ids_n;
}

struct str gaz_successor(uint16_t id)
{
    ASSERT(id < gaz_ids_n);
    return str_view(gaz_successors[id]);
}
