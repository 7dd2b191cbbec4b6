/* Deadlines of many connections: setting one costs a store, finding the expired ones their number.
 *
 * A timer wheel of WHEEL_SLOTS lists. A deadline that moves later leaves its node where it is; the
 * node moves on when its old slot comes up. Expiry is up to WHEEL_SLOT_MS late, never early. Nodes
 * are embedded in what they belong to. The time is an argument. Not shared between threads. */
#ifndef LOA_WIRE_WHEEL_H
#define LOA_WIRE_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WHEEL_SLOTS = 512, /* 10 s at once; later deadlines pass the far slot again */
    WHEEL_SLOT_MS = 20,
};

struct wheel_node {
    struct wheel_node *next; /* a ring through the slot's own node */
    struct wheel_node *prev;
    int64_t deadline_ms;
    int64_t slot; /* number since time 0, not modulo */
};

struct wheel {
    struct wheel_node slots[WHEEL_SLOTS];
    int64_t slot; /* the first that has not come up */
};

/* A deadline that does not come. */
static const int64_t WHEEL_NEVER_MS = INT64_MAX / 4;

void wheel_init(struct wheel *w, int64_t now_ms);

/* Puts a node that is in no wheel in; wheel_move changes its deadline, wheel_remove takes it out. */
void wheel_add(struct wheel *w, struct wheel_node *node, int64_t deadline_ms);
void wheel_move(struct wheel *w, struct wheel_node *node, int64_t deadline_ms);
void wheel_remove(struct wheel_node *node);

/* Takes one node whose deadline has passed out of the wheel; NULL when there is none. */
struct wheel_node *wheel_expire(struct wheel *w, int64_t now_ms);

/* Calls each node in the wheel once; visit may remove the node it is given, no other. */
void wheel_each(struct wheel *w, void (*visit)(void *ctx, struct wheel_node *node), void *ctx);

#endif
