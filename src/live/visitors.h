/* The table of visitors that are on a visit: tag -> when last seen. Open addressing on the heap.
 *
 * Tags are already keyed hashes, so they are their own hash. Not locked: the owner locks. */
#ifndef LOA_LIVE_VISITORS_H
#define LOA_LIVE_VISITORS_H

#include "live/live.h"

struct visitor_slot;

struct visitors {
    struct visitor_slot *slots;
    size_t capacity; /* a power of two */
    size_t n;
};

/* False when memory is out. */
bool visitors_init(struct visitors *v);
void visitors_release(struct visitors *v);

/* When tag was last seen, CLOCK_NONE if it is not there. */
int64_t visitors_get(const struct visitors *v, uint64_t tag);

/* Sets when tag was seen and marks it changed. False when it is new and the table is full
 * (LIVE_VISITORS_MAX) or memory is out. */
bool visitors_put(struct visitors *v, uint64_t tag, int64_t seen_ms);

void visitors_remove(struct visitors *v, uint64_t tag);

/* Removes those not seen after before_ms. */
void visitors_forget(struct visitors *v, int64_t before_ms);

/* How many were seen after since_ms. */
size_t visitors_count_since(const struct visitors *v, int64_t since_ms);

/* Copies the changed ones to out (at most max) and clears their mark; with out NULL only counts. */
size_t visitors_changed(struct visitors *v, struct live_visitor *out, size_t max);

void visitors_mark_changed(struct visitors *v, uint64_t tag);

#endif
