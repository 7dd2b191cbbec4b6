/* Taking connections from the listening sockets of one loop, also when the machine has run out of
 * something. Belongs to the loop's thread. */
#ifndef LOA_WIRE_ACCEPTOR_H
#define LOA_WIRE_ACCEPTOR_H

#include "wire/loop.h"

enum {
    ACCEPTS_MAX = 64,        /* of one round, so that those who are here are served too */
    ACCEPTS_LAST_MAX = 8192, /* of the last round, when the whole queue is taken */
};

/* Watches the loop's listening sockets. False with errno. */
bool acceptor_watch(struct loop *loop);

/* The listener that an event names, or NULL when it names something else. */
struct listener *acceptor_of(struct loop *loop, const void *named);

/* Takes up to max connections of one, or of all listeners. */
void acceptor_take(struct loop *loop, struct listener *l, int max);
void acceptor_take_all(struct loop *loop, int max);

/* Tries again after a pause for want of descriptors. */
void acceptor_resume(struct loop *loop);

void acceptor_close(struct loop *loop);

#endif
