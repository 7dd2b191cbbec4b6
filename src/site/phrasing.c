#include "site/phrasing.h"

#include <stdatomic.h>
#include <string.h>

static bool next(struct phrasing *p, struct phrasing_entry *out, bool *plain)
{
    pthread_mutex_lock(&p->lock);
    while (p->n == 0 && !p->stopping)
        pthread_cond_wait(&p->wake, &p->lock);
    bool there = p->n > 0;
    if (there) {
        *out = p->queue[0];
        memmove(p->queue, p->queue + 1, (p->n - 1) * sizeof *p->queue);
        p->n--;
    }
    *plain = p->stopping;
    pthread_mutex_unlock(&p->lock);
    return there;
}

static void *phrasing_main(void *arg)
{
    struct phrasing *p = arg;
    struct phrasing_entry entry;
    bool plain = false;
    while (next(p, &entry, &plain)) {
        int64_t now_ms = p->phraser.mono_ms();
        bool late = now_ms - entry.since_ms > PHRASING_WAIT_MS;
        bool paused = now_ms < atomic_load(&p->until_ms);
        p->answer(p->ctx, entry.deferred, !plain && !late && !paused);
    }
    return NULL;
}

enum rc phrasing_start(struct phrasing *p, const struct ask_phraser *phraser,
                       phrasing_answer *answer, void *ctx, struct err *e)
{
    if (!phraser)
        return RC_OK;
    p->phraser = *phraser;
    p->answer = answer;
    p->ctx = ctx;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    p->started = pthread_create(&p->thread, NULL, phrasing_main, p) == 0;
    return p->started ? RC_OK : fail(e, RC_NOMEM, "cannot start the thread that phrases answers");
}

bool phrasing_take(struct phrasing *p, const struct wire_request *req)
{
    if (!p->started)
        return false;
    int64_t now_ms = p->phraser.mono_ms();
    if (now_ms < atomic_load(&p->until_ms))
        return false;
    pthread_mutex_lock(&p->lock);
    bool room = p->n < PHRASING_QUEUE_MAX && !p->stopping;
    if (room)
        p->queue[p->n++] = (struct phrasing_entry){.deferred = wire_defer(req), .since_ms = now_ms};
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    return room;
}

void phrasing_failed(struct phrasing *p)
{
    atomic_store(&p->until_ms, p->phraser.mono_ms() + PHRASING_PAUSE_MS);
}

void phrasing_stop(struct phrasing *p)
{
    if (!p->started)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    p->started = false;
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
}
