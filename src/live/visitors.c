#include "live/visitors.h"

#include "base/clock.h"
#include "base/mem.h"

struct visitor_slot {
    uint64_t tag;
    int64_t seen_ms;
    bool used;
    bool changed;
};

enum { FIRST_SLOTS = 1024 };

bool visitors_init(struct visitors *v)
{
    *v = (struct visitors){.capacity = FIRST_SLOTS};
    v->slots = mem_alloc(FIRST_SLOTS * sizeof *v->slots);
    return v->slots != NULL;
}

void visitors_release(struct visitors *v)
{
    mem_free(v->slots);
    *v = (struct visitors){0};
}

static struct visitor_slot *find(const struct visitors *v, uint64_t tag)
{
    size_t mask = v->capacity - 1;
    size_t i = (size_t)tag & mask;
    while (v->slots[i].used && v->slots[i].tag != tag)
        i = (i + 1) & mask;
    return &v->slots[i];
}

/* Moves every kept slot (seen after before_ms) into a table of capacity slots. */
static bool rebuild(struct visitors *v, size_t capacity, int64_t before_ms)
{
    struct visitors fresh = {.capacity = capacity};
    fresh.slots = mem_alloc(capacity * sizeof *fresh.slots);
    if (!fresh.slots)
        return false;
    for (size_t i = 0; i < v->capacity; i++)
        if (v->slots[i].used && v->slots[i].seen_ms > before_ms) {
            *find(&fresh, v->slots[i].tag) = v->slots[i];
            fresh.n++;
        }
    visitors_release(v);
    *v = fresh;
    return true;
}

int64_t visitors_get(const struct visitors *v, uint64_t tag)
{
    const struct visitor_slot *slot = find(v, tag);
    return slot->used ? slot->seen_ms : CLOCK_NONE;
}

bool visitors_put(struct visitors *v, uint64_t tag, int64_t seen_ms)
{
    struct visitor_slot *slot = find(v, tag);
    if (!slot->used) {
        bool crowded = v->n + 1 > v->capacity / 2;
        if (v->n >= LIVE_VISITORS_MAX || (crowded && !rebuild(v, v->capacity * 2, INT64_MIN)))
            return false;
        slot = find(v, tag);
        v->n++;
    }
    *slot = (struct visitor_slot){.tag = tag, .seen_ms = seen_ms, .used = true, .changed = true};
    return true;
}

void visitors_remove(struct visitors *v, uint64_t tag)
{
    size_t mask = v->capacity - 1;
    struct visitor_slot *hole = find(v, tag);
    if (!hole->used)
        return;
    /* Backward-shift deletion (Knuth, TAOCP 3, 6.4, Algorithm R): close the gap in the chain. */
    size_t gap = (size_t)(hole - v->slots);
    for (size_t i = (gap + 1) & mask; v->slots[i].used; i = (i + 1) & mask) {
        size_t home = (size_t)v->slots[i].tag & mask;
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            v->slots[gap] = v->slots[i];
            gap = i;
        }
    }
    v->slots[gap] = (struct visitor_slot){0};
    v->n--;
}

void visitors_forget(struct visitors *v, int64_t before_ms)
{
    size_t stale = 0;
    for (size_t i = 0; i < v->capacity; i++)
        stale += v->slots[i].used && v->slots[i].seen_ms <= before_ms;
    if (stale == 0)
        return;
    size_t capacity = FIRST_SLOTS;
    while (capacity < (v->n - stale) * 4)
        capacity *= 2;
    rebuild(v, capacity, before_ms); /* out of memory: they stay until the next call */
}

size_t visitors_count_since(const struct visitors *v, int64_t since_ms)
{
    size_t n = 0;
    for (size_t i = 0; i < v->capacity; i++)
        n += v->slots[i].used && v->slots[i].seen_ms > since_ms;
    return n;
}

size_t visitors_changed(struct visitors *v, struct live_visitor *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < v->capacity; i++) {
        if (!v->slots[i].used || !v->slots[i].changed)
            continue;
        if (out && n < max) {
            out[n] = (struct live_visitor){v->slots[i].tag, v->slots[i].seen_ms};
            v->slots[i].changed = false;
        }
        n++;
    }
    return out && n > max ? max : n;
}

void visitors_mark_changed(struct visitors *v, uint64_t tag)
{
    struct visitor_slot *slot = find(v, tag);
    if (slot->used)
        slot->changed = true;
}
