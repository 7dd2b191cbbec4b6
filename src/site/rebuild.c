#include "site/rebuild.h"

#include "base/log.h"
#include "site/reindex.h"

#include <stdatomic.h>

void rebuild_init(struct rebuild *b, struct store *store)
{
    b->store = store;
    atomic_store(&b->asked, true);
}

void rebuild_ask(struct rebuild *b)
{
    atomic_store(&b->damaged, true);
    atomic_store(&b->asked, true);
}

static bool goes_on(void *ctx, int64_t articles)
{
    struct rebuild *b = ctx;
    (void)articles;
    return !atomic_load(&b->stopping);
}

/* Whether another index is wanted; one that cannot be read is none. */
static enum rc is_wanted(struct rebuild *b, struct store_reader *r, bool *wanted, struct err *e)
{
    bool whole = false;
    enum rc rc = RC_OK;
    if (!atomic_exchange(&b->damaged, false))
        rc = store_search_whole(r, &whole, e);
    *wanted = !whole;
    return rc == RC_CORRUPT ? RC_OK : rc;
}

static enum rc build(struct rebuild *b, struct store_reader *r, struct err *e)
{
    int64_t articles = 0;
    log_write(LOG_LEVEL_INFO, "search", "the index is being built anew");
    enum rc rc = reindex(b->store, r, (struct reindex_teller){goes_on, b}, &articles, e);
    if (!rc)
        log_write(LOG_LEVEL_INFO, "search", "the index is whole: %lld articles",
                  (long long)articles);
    return rc;
}

static void *rebuild_main(void *arg)
{
    struct rebuild *b = arg;
    struct store_reader *r = NULL;
    struct err e = {{0}};
    bool wanted = false;
    enum rc rc = store_reader_open(b->store, &r, &e);
    if (!rc)
        rc = is_wanted(b, r, &wanted, &e);
    if (!rc && wanted)
        rc = build(b, r, &e);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "search", "the index was not built: %s", e.text);
    store_reader_close(r);
    atomic_store(&b->asked, false); /* what searches found meanwhile was the old one */
    atomic_store(&b->running, false);
    return NULL;
}

static void join(struct rebuild *b)
{
    if (b->started)
        pthread_join(b->thread, NULL);
    b->started = false;
}

void rebuild_tick(struct rebuild *b)
{
    if (atomic_load(&b->running))
        return;
    join(b);
    if (!atomic_load(&b->asked))
        return;
    atomic_store(&b->running, true);
    b->started = pthread_create(&b->thread, NULL, rebuild_main, b) == 0;
    if (!b->started)
        atomic_store(&b->running, false); /* at the next tick */
}

void rebuild_end(struct rebuild *b)
{
    atomic_store(&b->stopping, true);
    join(b);
}
