/* What one thread remembers of its readers, so that the next page of the same reader costs a lookup
 * in its own memory: whether the name is a robot's, and when floor live last heard of them.
 *
 * A table of fixed size in front of live_seen and robot_by_agent; who falls on a place that is taken
 * takes it over. Readers are told apart by a keyed hash (hash_sip) of address and browser name, neither
 * of which is kept. Belongs to one thread. */
#ifndef LOA_LIVE_AUDIENCE_H
#define LOA_LIVE_AUDIENCE_H

#include "live/live.h"

enum {
    AUDIENCE_PLACES = 4096,  /* 96 KB */
    AUDIENCE_FRESH_MS = 500, /* who was seen since is not told to floor live again */
};

struct audience_place;

struct audience {
    struct live *live;
    struct hash_key key;
    struct audience_place *places;
};

/* key: of this table alone, random. False: no memory; audience_release is harmless then. */
bool audience_init(struct audience *a, struct live *l, struct hash_key key);
void audience_release(struct audience *a);

/* A page goes to this reader. True for a person, of whom floor live has been told (live_seen); false for
 * a robot. */
bool audience_person(struct audience *a, struct str address, struct str agent, int64_t now_ms);

#endif
