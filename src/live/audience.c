#include "live/audience.h"

#include "base/mem.h"
#include "live/robot.h"

#include <string.h>

struct audience_place {
    uint64_t tag; /* 0: free */
    int64_t seen_ms;
    bool robot;
};

enum { ADDRESS_BYTES = 64, TEXT_BYTES = 512 }; /* longer names are cut: the cost is bounded */

bool audience_init(struct audience *a, struct live *l, struct hash_key key)
{
    *a = (struct audience){.live = l, .key = key};
    a->places = mem_alloc(AUDIENCE_PLACES * sizeof *a->places);
    return a->places != NULL;
}

void audience_release(struct audience *a)
{
    mem_free(a->places);
    a->places = NULL;
}

static uint64_t tag_of(const struct audience *a, struct str address, struct str agent)
{
    char text[TEXT_BYTES];
    struct str front = str_first(address, ADDRESS_BYTES);
    struct str back = str_first(agent, TEXT_BYTES - ADDRESS_BYTES - 1);
    if (front.n)
        memcpy(text, front.p, front.n);
    text[front.n] = '\0';
    if (back.n)
        memcpy(text + front.n + 1, back.p, back.n);
    uint64_t tag = hash_sip(a->key, (struct str){text, front.n + 1 + back.n});
    return tag ? tag : 1;
}

bool audience_person(struct audience *a, struct str address, struct str agent, int64_t now_ms)
{
    uint64_t tag = tag_of(a, address, agent);
    struct audience_place *place = &a->places[tag % AUDIENCE_PLACES];
    bool known = place->tag == tag;
    if (!known)
        *place = (struct audience_place){.tag = tag, .robot = robot_by_agent(agent)};
    if (place->robot)
        return false;
    if (!known || now_ms < place->seen_ms || now_ms - place->seen_ms >= AUDIENCE_FRESH_MS) {
        place->seen_ms = now_ms;
        live_seen(a->live, address, agent, now_ms);
    }
    return true;
}
