#include "store/store_batch.h"

void store_batch_init(struct store_batch *b, struct store *st)
{
    *b = (struct store_batch){.store = st,
                              .mutex = PTHREAD_MUTEX_INITIALIZER,
                              .wake = PTHREAD_COND_INITIALIZER,
                              .nobody = {.batch = b}};
}

/* Returns the first failure that is known. */
static enum rc wait_until(struct store_batch *b, size_t most)
{
    pthread_mutex_lock(&b->mutex);
    while (b->waiting > most)
        pthread_cond_wait(&b->wake, &b->mutex);
    enum rc rc = b->rc;
    pthread_mutex_unlock(&b->mutex);
    return rc;
}

void store_batch_release(struct store_batch *b)
{
    wait_until(b, 0);
    pthread_cond_destroy(&b->wake);
    pthread_mutex_destroy(&b->mutex);
}

static void answered(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct store_answer *answer = ctx;
    struct store_batch *b = answer->batch;
    pthread_mutex_lock(&b->mutex);
    if (!rc)
        answer->id = result->id;
    else if (!b->rc) {
        b->rc = rc;
        b->err = *e;
    }
    b->waiting--;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->mutex);
}

static void count_waiting(struct store_batch *b, bool more)
{
    pthread_mutex_lock(&b->mutex);
    b->waiting += more ? 1 : (size_t)-1;
    pthread_mutex_unlock(&b->mutex);
}

enum rc store_batch_submit(struct store_batch *b, const struct store_command *c,
                           struct store_answer *answer, struct err *e)
{
    struct store_answer *to = answer ? answer : &b->nobody;
    if (answer)
        *answer = (struct store_answer){.batch = b};
    count_waiting(b, true);
    enum rc rc = store_submit(b->store, c, answered, to);
    if (rc) {
        count_waiting(b, false);
        return fail(e, rc, "a command cannot be submitted: %s", rc_words(rc));
    }
    return store_batch_wait(b, STORE_BATCH_WAITING_MAX, e);
}

enum rc store_batch_wait(struct store_batch *b, size_t most, struct err *e)
{
    enum rc rc = wait_until(b, most);
    return rc ? fail(e, rc, "%s", b->err.text) : RC_OK;
}
