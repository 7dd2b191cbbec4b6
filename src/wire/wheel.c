#include "wire/wheel.h"

static struct wheel_node *ring_of(struct wheel *w, int64_t slot)
{
    return &w->slots[(size_t)slot % WHEEL_SLOTS];
}

/* The slot for a deadline, within those the wheel can tell apart. */
static int64_t slot_of(const struct wheel *w, int64_t deadline_ms)
{
    int64_t slot = deadline_ms / WHEEL_SLOT_MS;
    if (slot < w->slot)
        return w->slot;
    return slot < w->slot + WHEEL_SLOTS ? slot : w->slot + WHEEL_SLOTS - 1;
}

void wheel_init(struct wheel *w, int64_t now_ms)
{
    for (size_t i = 0; i < WHEEL_SLOTS; i++)
        w->slots[i].next = w->slots[i].prev = &w->slots[i];
    w->slot = now_ms / WHEEL_SLOT_MS;
}

void wheel_add(struct wheel *w, struct wheel_node *node, int64_t deadline_ms)
{
    node->deadline_ms = deadline_ms;
    node->slot = slot_of(w, deadline_ms);
    struct wheel_node *ring = ring_of(w, node->slot);
    node->next = ring;
    node->prev = ring->prev;
    ring->prev->next = node;
    ring->prev = node;
}

void wheel_remove(struct wheel_node *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    node->next = node->prev = node;
}

void wheel_move(struct wheel *w, struct wheel_node *node, int64_t deadline_ms)
{
    node->deadline_ms = deadline_ms;
    if (slot_of(w, deadline_ms) >= node->slot)
        return;
    wheel_remove(node);
    wheel_add(w, node, deadline_ms);
}

struct wheel_node *wheel_expire(struct wheel *w, int64_t now_ms)
{
    /* a slot comes up once all of its time has passed, so whatever belongs there has expired */
    while ((w->slot + 1) * WHEEL_SLOT_MS <= now_ms) {
        struct wheel_node *ring = ring_of(w, w->slot);
        while (ring->next != ring) {
            struct wheel_node *node = ring->next;
            wheel_remove(node);
            if (node->deadline_ms <= now_ms)
                return node;
            wheel_add(w, node, node->deadline_ms); /* a later slot: its deadline is after now_ms */
        }
        w->slot++;
    }
    return NULL;
}

void wheel_each(struct wheel *w, void (*visit)(void *ctx, struct wheel_node *node), void *ctx)
{
    for (size_t i = 0; i < WHEEL_SLOTS; i++) {
        struct wheel_node *ring = &w->slots[i];
        struct wheel_node *node = ring->next;
        while (node != ring) {
            struct wheel_node *next = node->next;
            visit(ctx, node);
            node = next;
        }
    }
}
