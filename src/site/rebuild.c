#include "site/rebuild.h"

#include "base/log.h"
#include "site/reindex.h"

#include <stdatomic.h>

enum rc rebuild_init(struct rebuild *b, struct store *store, struct store_reader *r, struct err *e)
{
    bool whole = true;
    b->store = store;
    enum rc rc = store_search_whole(r, &whole, e);
    if (rc == RC_CORRUPT)
        whole = false;
    else if (rc)
        return rc;
    atomic_store(&b->asked, !whole);
    return RC_OK;
}

void rebuild_ask(struct rebuild *b)
{
    atomic_store(&b->asked, true);
}

static bool goes_on(void *ctx, int64_t articles)
{
    struct rebuild *b = ctx;
    (void)articles;
    return !atomic_load(&b->stopping);
}

static void *rebuild_main(void *arg)
{
    struct rebuild *b = arg;
    struct store_reader *r = NULL;
    struct err e = {{0}};
    int64_t articles = 0;
    log_write(LOG_LEVEL_INFO, "search", "the index is being built anew");
    enum rc rc = store_reader_open(b->store, &r, &e);
    if (!rc)
        rc = reindex(b->store, r, (struct reindex_teller){goes_on, b}, &articles, &e);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "search", "the index was not built: %s", e.text);
    else
        log_write(LOG_LEVEL_INFO, "search", "the index is whole: %lld articles",
                  (long long)articles);
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
