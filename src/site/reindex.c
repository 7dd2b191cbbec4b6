#include "site/reindex.h"

#include "article/article_json.h"
#include "article/article_terms.h"

#include <pthread.h>

enum {
    SLICE_ARTICLES = 100,
    WAITING_MAX =
        1000, /* submitted articles: a quarter of the queue, so that readers' commands fit */
    SLICE_ARENA_BYTES = 1 << 30,    /* the bodies of a hundred articles of the largest size */
    ARTICLE_ARENA_BYTES = 64 << 20, /* one of them parsed, and its terms */
    MERGE_ROUNDS_MAX = 10000,       /* of 8 MB */
    LATE_ROUNDS_MAX = 1000, /* slices of what changed meanwhile; a newsroom never writes so fast */
};

/* What has been submitted and not answered yet: the writer indexes while the next slice is read. */
struct pending {
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t wake;
    size_t waiting;
    enum rc rc; /* the first failure */
    struct err err;
};

static void put_done(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct pending *p = ctx;
    (void)result;
    pthread_mutex_lock(&p->mutex);
    p->waiting--;
    if (rc && !p->rc) {
        p->rc = rc;
        p->err = *e;
    }
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->mutex);
}

static void count_waiting(struct pending *p, bool more)
{
    pthread_mutex_lock(&p->mutex);
    p->waiting += more ? 1 : (size_t)-1;
    pthread_mutex_unlock(&p->mutex);
}

/* Until no more than most are waiting; the first failure of all. */
static enum rc wait_for(struct pending *p, size_t most, struct err *e)
{
    pthread_mutex_lock(&p->mutex);
    while (p->waiting > most)
        pthread_cond_wait(&p->wake, &p->mutex);
    enum rc rc = p->rc;
    pthread_mutex_unlock(&p->mutex);
    return rc ? fail(e, rc, "%s", p->err.text) : RC_OK;
}

/* An article that does not parse is indexed by nothing, and found by nothing; `loa verify` names it. */
static struct store_command command_of(struct arena *a, const struct store_source *source)
{
    struct article art;
    struct terms terms;
    terms_init(&terms, a);
    if (article_json_read(a, source->body_json, (struct article_json_options){0}, &art, NULL) ==
        RC_OK)
        article_terms(a, &art, &terms);
    return (struct store_command){.kind = STORE_REINDEX,
                                  .reindex = {.step = STORE_REINDEX_PUT,
                                              .article_id = source->id,
                                              .revision = source->revision,
                                              .search_head = terms_head(&terms),
                                              .search_all = terms_all(&terms)}};
}

static enum rc put_slice(struct store *st, struct pending *p, const struct store_source *sources,
                         size_t n, struct err *e)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        struct arena a;
        arena_init(&a, ARTICLE_ARENA_BYTES);
        struct store_command c = command_of(&a, &sources[i]);
        if (arena_failed(&a))
            rc = RC_NOMEM;
        count_waiting(p, true);
        if (!rc)
            rc = store_submit(st, &c, put_done, p);
        if (rc)
            count_waiting(p, false);
        arena_release(&a);
    }
    if (rc)
        return fail(e, rc, "the index cannot be built: %s", rc_words(rc));
    return wait_for(p, WAITING_MAX, e);
}

static enum rc run_step(struct store *st, enum store_reindex_step step, struct err *e)
{
    struct store_command c = {.kind = STORE_REINDEX, .reindex = {.step = step}};
    return store_run(st, &c, NULL, e);
}

/* One slice of what is left, or of what changed; *n articles. */
static enum rc slice(struct store *st, struct store_reader *r, struct store_source_place *place,
                     struct pending *p, size_t *n, struct err *e)
{
    struct arena a;
    struct store_source *sources = NULL;
    arena_init(&a, SLICE_ARENA_BYTES);
    enum rc rc = place ? store_sources(r, &a, place, SLICE_ARTICLES, &sources, n, e)
                       : store_sources_changed(r, &a, SLICE_ARTICLES, &sources, n, e);
    if (!rc)
        rc = put_slice(st, p, sources, *n, e);
    arena_release(&a);
    return rc;
}

/* One list a term instead of one a slice: a search opens each. */
static enum rc merge(struct store *st, struct err *e)
{
    enum rc rc = RC_OK;
    bool more = true;
    for (int64_t round = 0; more && !rc && round < MERGE_ROUNDS_MAX; round++) {
        struct store_command c = {.kind = STORE_REINDEX,
                                  .reindex = {.step = STORE_REINDEX_MERGE, .revision = round}};
        struct store_result result = {0};
        rc = store_run(st, &c, &result, e);
        more = result.changed;
    }
    return rc;
}

/* Puts what has changed meanwhile until nothing has, and changes the indexes over. */
static enum rc catch_up(struct store *st, struct store_reader *r, struct pending *p, struct err *e)
{
    enum rc rc = RC_BUSY;
    for (int round = 0; round < LATE_ROUNDS_MAX && rc == RC_BUSY; round++) {
        size_t n = 0;
        rc = slice(st, r, NULL, p, &n, e);
        if (!rc)
            rc = wait_for(p, 0, e);
        if (!rc && n)
            rc = RC_BUSY;
        else if (!rc)
            rc = run_step(st, STORE_REINDEX_END, e);
    }
    return rc;
}

static enum rc put_all(struct store *st, struct store_reader *r, struct pending *p,
                       struct reindex_teller tell, int64_t *articles, struct err *e)
{
    struct store_source_place place = {0};
    size_t n = 1;
    enum rc rc = RC_OK;
    while (!rc && n) {
        n = 0;
        rc = slice(st, r, &place, p, &n, e);
        *articles += (int64_t)n;
        if (!rc && tell.told && !tell.told(tell.ctx, *articles))
            rc = fail(e, RC_BUSY, "stopped before the index was whole");
    }
    return rc;
}

enum rc reindex(struct store *st, struct store_reader *r, struct reindex_teller tell,
                int64_t *articles, struct err *e)
{
    struct pending p = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    int64_t done = 0;
    enum rc rc = run_step(st, STORE_REINDEX_START, e);
    if (!rc)
        rc = put_all(st, r, &p, tell, &done, e);
    enum rc waited = wait_for(&p, 0, rc ? NULL : e); /* the answers come here: before p goes */
    if (!rc)
        rc = waited;
    if (!rc)
        rc = merge(st, e);
    if (!rc)
        rc = catch_up(st, r, &p, e);
    (void)wait_for(&p, 0, NULL);
    pthread_cond_destroy(&p.wake);
    pthread_mutex_destroy(&p.mutex);
    if (!rc)
        *articles = done;
    return rc;
}
