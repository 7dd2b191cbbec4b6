/* Many commands, submitted without waiting for each: the writer works, and commits them in groups,
 * while the next ones are made.
 *
 * A batch belongs to one thread and stays where it was initialised until it is released. The first
 * failure is kept; what was submitted before it, and after, is done all the same. */
#ifndef LOA_STORE_STORE_BATCH_H
#define LOA_STORE_STORE_BATCH_H

#include "store/store.h"

#include <pthread.h>

enum {
    STORE_BATCH_WAITING_MAX = 1000, /* unanswered ones: a quarter of the writer's queue, so that
                                       readers' commands fit */
};

struct store_batch;

/* What became of one command; the caller's until the batch has been waited for. */
struct store_answer {
    struct store_batch *batch;
    int64_t id; /* the command's result; 0 when it failed */
};

struct store_batch {
    struct store *store;
    pthread_mutex_t mutex; /* guards the rest, and the answers */
    pthread_cond_t wake;
    size_t waiting;
    enum rc rc; /* the first failure */
    struct err err;
    struct store_answer nobody; /* of commands without an answer */
};

void store_batch_init(struct store_batch *b, struct store *st);
/* Waits for every answer first. */
void store_batch_release(struct store_batch *b);

/* Submits a copy of c; *answer (may be NULL) is written by the time the batch has been waited for.
 * Waits while STORE_BATCH_WAITING_MAX are unanswered. RC_BUSY, RC_NOMEM: c was not submitted; else
 * the first failure of an earlier command, when one is known already. */
enum rc store_batch_submit(struct store_batch *b, const struct store_command *c,
                           struct store_answer *answer, struct err *e) MUST_USE;

/* Waits until at most `most` are unanswered (0: for all). The first failure of all, told again by
 * every call. */
enum rc store_batch_wait(struct store_batch *b, size_t most, struct err *e) MUST_USE;

#endif
