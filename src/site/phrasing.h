/* Questions whose answer an outside program phrases (the owner's setting), answered on a thread of
 * their own, so that no loop ever waits for it.
 *
 * The queue is short, who has waited long gets the plain answer, and after a failure nobody waits for
 * a while: an endpoint that is slow or down costs readers nothing but its words. */
#ifndef LOA_SITE_PHRASING_H
#define LOA_SITE_PHRASING_H

#include "site/site.h"

#include <pthread.h>

enum {
    PHRASING_QUEUE_MAX = 8,    /* questions that wait; others are answered plainly, at once */
    PHRASING_WAIT_MS = 3000,   /* in the queue; then the plain answer */
    PHRASING_PAUSE_MS = 30000, /* after a failure */
};

struct phrasing_entry {
    struct wire_deferred *deferred;
    int64_t since_ms;
};

/* Answers one question, phrased when may_phrase; called on phrasing's thread. */
typedef void phrasing_answer(void *ctx, struct wire_deferred *deferred, bool may_phrase);

/* lock guards queue, n and stopping. */
struct phrasing {
    struct ask_phraser phraser; /* ask NULL: there is none */
    phrasing_answer *answer;
    void *ctx;
    _Atomic int64_t until_ms; /* nobody is asked before; phraser.mono_ms */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct phrasing_entry queue[PHRASING_QUEUE_MAX];
    size_t n;
    bool stopping;
    bool started;
    pthread_t thread;
};

/* Starts the thread; without a phraser nothing. RC_NOMEM. */
enum rc phrasing_start(struct phrasing *p, const struct ask_phraser *phraser,
                       phrasing_answer *answer, void *ctx, struct err *e) MUST_USE;

/* Defers req and queues it; false: answer plainly now. Any loop. */
bool phrasing_take(struct phrasing *p, const struct wire_request *req);

/* The endpoint has failed: nobody waits for it for a while. */
void phrasing_failed(struct phrasing *p);

/* Answers what waits, plainly, and ends the thread. Harmless when there is none. */
void phrasing_stop(struct phrasing *p);

#endif
