/* The search index built anew by a running server, on a thread of its own: when a search finds it
 * damaged, or when it is not whole at start (a crash, an older Loa, a restored backup).
 *
 * Functions say which thread may call them. */
#ifndef LOA_SITE_REBUILD_H
#define LOA_SITE_REBUILD_H

#include "store/store.h"

#include <pthread.h>

struct rebuild {
    struct store *store;   /* set before the loops run */
    _Atomic bool asked;    /* somebody wants it, or wants to know whether it is whole */
    _Atomic bool damaged;  /* somebody found it so: nothing to look for */
    _Atomic bool stopping; /* the server ends: give up */
    _Atomic bool running;
    bool started; /* thread is there and not joined; loop 0 alone */
    pthread_t thread;
};

/* The thread will look whether the index knows as many articles as there are, and build another if
 * not. That counts rows: at a million articles it takes longer than a site may take to open. Before
 * the loops run. */
void rebuild_init(struct rebuild *b, struct store *store);
/* The index is damaged. Any thread. */
void rebuild_ask(struct rebuild *b);
/* Begins when it was asked for and none runs. Loop 0. */
void rebuild_tick(struct rebuild *b);
/* Gives up what runs and waits for its end. After the loops. Harmless on zeros. */
void rebuild_end(struct rebuild *b);

#endif
