/* One connection: a state machine that reads requests, has them handled, and sends the responses,
 * one at a time and in order.
 *
 * Belongs to its loop and the loop's thread. A closed connection stays allocated in loop->dead until
 * conn_bury, so that events of the same round may still name it. */
#ifndef LOA_WIRE_CONN_H
#define LOA_WIRE_CONN_H

#include "wire/loop.h"

/* Takes over an accepted non-blocking socket, and tries to read from it at once. False, and the
 * socket stays the caller's, when its address has too many already, or without memory. */
bool conn_accept(struct loop *loop, const struct listener *l, int fd,
                 const struct sockaddr_storage *peer);

/* Events of epoll for it. */
void conn_event(struct conn *c, uint32_t events);

/* The response to its deferred request is in ex->response. The reader may have gone. */
void conn_answer_deferred(struct loop *loop, struct exchange *ex);

/* Runs the connections that were left with more to do. */
void conn_run_ready(struct loop *loop);

/* Ends those whose deadline has passed: 408, or just closed. */
void conn_expire(struct loop *loop);

/* Idle ones are closed unless a request comes at once (WIRE_DRAIN_IDLE_MS): the others close after
 * their response, which says so. */
void conn_drain_all(struct loop *loop);
void conn_close_all(struct loop *loop);

/* Puts away what has been closed, and frees what has been put away. */
void conn_bury(struct loop *loop);
void conn_free_spare(struct loop *loop);

/* Says 503 on a socket that gets no connection, and closes it. */
void conn_turn_away(int fd);

#endif
