#include "site/reindex.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "store/store_batch.h"

enum {
    SLICE_ARTICLES = 256,           /* a group of the writer's */
    SLICE_ARENA_BYTES = 1 << 30,    /* the bodies of a hundred articles of the largest size */
    ARTICLE_ARENA_BYTES = 64 << 20, /* one of them parsed, and its terms */
    ROUNDS_MAX = 1000000,           /* of merging, some MB each; of removing, some hundred rows */
    LATE_ROUNDS_MAX = 1000, /* slices of what changed meanwhile; a newsroom never writes so fast */
};

/* Where articles come from and how far it has come. */
struct reading {
    struct store *st;
    struct store_reader *r;
    struct term_reader *terms;
    struct store_batch batch; /* the writer indexes while the next slice is read */
};

/* An article that does not parse is indexed by nothing, and found by nothing; `loa verify` names it. */
static struct store_command command_of(struct arena *a, struct term_reader *reader,
                                       const struct store_source *source, bool again)
{
    struct terms terms;
    if (article_terms_from_json(a, reader, source->body_json, &terms))
        terms.n = 0;
    return (struct store_command){.kind = STORE_REINDEX,
                                  .reindex = {.step = STORE_REINDEX_PUT,
                                              .article_id = source->id,
                                              .revision = source->revision,
                                              .again = again,
                                              .search = {terms.keys, terms.n}}};
}

static enum rc put_slice(struct reading *g, const struct store_source *sources, size_t n,
                         bool again, struct err *e)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        struct arena a;
        arena_init(&a, ARTICLE_ARENA_BYTES);
        struct store_command c = command_of(&a, g->terms, &sources[i], again);
        rc = arena_failed(&a) ? fail(e, RC_NOMEM, "an article cannot be indexed: out of memory")
                              : store_batch_submit(&g->batch, &c, NULL, e);
        arena_release(&a);
    }
    return rc;
}

static enum rc run_step(struct store *st, enum store_reindex_step step, struct err *e)
{
    struct store_command c = {.kind = STORE_REINDEX, .reindex = {.step = step}};
    return store_run(st, &c, NULL, e);
}

/* One slice of what is left, or (place NULL) of what changed; *n articles. */
static enum rc slice(struct reading *g, struct store_source_place *place, size_t *n, struct err *e)
{
    struct arena a;
    struct store_source *sources = NULL;
    arena_init(&a, SLICE_ARENA_BYTES);
    enum rc rc = place ? store_sources(g->r, &a, place, SLICE_ARTICLES, &sources, n, e)
                       : store_sources_changed(g->r, &a, SLICE_ARTICLES, &sources, n, e);
    if (!rc)
        rc = put_slice(g, sources, *n, !place, e);
    arena_release(&a);
    return rc;
}

/* A step again and again until it changes nothing: others write in between. */
static enum rc repeat(struct store *st, enum store_reindex_step step, struct err *e)
{
    struct store_command c = {.kind = STORE_REINDEX, .reindex = {.step = step}};
    struct store_result result = {.changed = true};
    enum rc rc = RC_OK;
    for (int round = 0; result.changed && !rc && round < ROUNDS_MAX; round++)
        rc = store_run(st, &c, &result, e);
    return rc;
}

/* Puts what has changed meanwhile until nothing has, and changes the indexes over. */
static enum rc catch_up(struct reading *g, struct err *e)
{
    enum rc rc = RC_BUSY;
    for (int round = 0; round < LATE_ROUNDS_MAX && rc == RC_BUSY; round++) {
        size_t n = 0;
        rc = slice(g, NULL, &n, e);
        if (!rc)
            rc = store_batch_wait(&g->batch, 0, e);
        if (!rc && n)
            rc = RC_BUSY;
        else if (!rc)
            rc = run_step(g->st, STORE_REINDEX_END, e);
    }
    return rc;
}

static enum rc put_all(struct reading *g, struct reindex_teller tell, int64_t *articles,
                       struct err *e)
{
    struct store_source_place place = {0};
    size_t n = 1;
    enum rc rc = RC_OK;
    while (!rc && n) {
        n = 0;
        rc = slice(g, &place, &n, e);
        *articles += (int64_t)n;
        if (!rc && tell.told && !tell.told(tell.ctx, *articles))
            rc = fail(e, RC_BUSY, "stopped before the index was whole");
    }
    return rc;
}

static enum rc build(struct reading *g, struct reindex_teller tell, int64_t *done, struct err *e)
{
    enum rc rc = run_step(g->st, STORE_REINDEX_START, e);
    if (!rc)
        rc = put_all(g, tell, done, e);
    if (!rc)
        rc = store_batch_wait(&g->batch, 0, e);
    if (!rc)
        rc = repeat(g->st, STORE_REINDEX_MERGE, e);
    if (!rc)
        rc = catch_up(g, e);
    if (!rc)
        rc = repeat(g->st, STORE_REINDEX_CLEAR, e);
    return rc;
}

enum rc reindex(struct store *st, struct store_reader *r, struct reindex_teller tell,
                int64_t *articles, struct err *e)
{
    enum { READER_BYTES = 1 << 20 }; /* the words it keeps */
    struct arena a;
    struct term_reader terms;
    struct reading g = {.st = st, .r = r, .terms = &terms};
    int64_t done = 0;
    arena_init(&a, READER_BYTES);
    term_reader_init(&terms, &a, TERM_READER_WORDS);
    store_batch_init(&g.batch, st);
    enum rc rc = arena_failed(&a) ? fail(e, RC_NOMEM, "out of memory") : build(&g, tell, &done, e);
    store_batch_release(&g.batch);
    arena_release(&a);
    if (!rc)
        *articles = done;
    return rc;
}
