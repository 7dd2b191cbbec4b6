#include "site/stories.h"

#include "article/article_json.h"
#include "store/store_batch.h"
#include "store/store_story.h"

enum {
    SLICE_ARTICLES = 100,
    SLICE_ARENA_BYTES = 1 << 30,    /* the bodies of a hundred articles of the largest size */
    ARTICLE_ARENA_BYTES = 64 << 20, /* one of them parsed */
};

/* An article that does not parse is like none; `loa verify` names it. */
static enum rc put_one(struct store_batch *batch, const struct store_source *source, int64_t now_ms,
                       struct err *e)
{
    struct arena a;
    struct article art;
    arena_init(&a, ARTICLE_ARENA_BYTES);
    if (article_json_read(&a, source->body_json, (struct article_json_options){0}, &art, NULL))
        art = (struct article){.title = STR("")};
    struct store_command c = {.kind = STORE_PUT_STORY,
                              .put_story = {.article_id = source->id,
                                            .source = article_source_key(&a, &art),
                                            .signature = article_signature(&a, &art),
                                            .now_ms = now_ms}};
    enum rc rc = arena_failed(&a)
                     ? fail(e, RC_NOMEM, "an article cannot be compared: out of memory")
                     : store_batch_submit(batch, &c, NULL, e);
    arena_release(&a);
    return rc;
}

static enum rc put_slice(struct store *st, const struct store_source *sources, size_t n,
                         int64_t now_ms, struct err *e)
{
    struct store_batch batch;
    enum rc rc = RC_OK;
    store_batch_init(&batch, st);
    for (size_t i = 0; i < n && !rc; i++)
        rc = put_one(&batch, &sources[i], now_ms, e);
    if (!rc)
        rc = store_batch_wait(&batch, 0, e);
    store_batch_release(&batch);
    return rc;
}

enum rc stories_anew(struct store *st, struct store_reader *r, int64_t now_ms,
                     struct reindex_teller tell, int64_t *articles, struct err *e)
{
    struct store_source_place place = {0};
    int64_t done = 0;
    size_t n = 1;
    enum rc rc = RC_OK;
    while (!rc && n) {
        struct arena a;
        struct store_source *sources = NULL;
        arena_init(&a, SLICE_ARENA_BYTES);
        n = 0;
        rc = store_sources(r, &a, &place, SLICE_ARTICLES, &sources, &n, e);
        if (!rc)
            rc = put_slice(st, sources, n, now_ms, e);
        arena_release(&a);
        done += (int64_t)n;
        if (!rc && tell.told && !tell.told(tell.ctx, done))
            rc = fail(e, RC_BUSY, "stopped before all were compared");
    }
    if (!rc)
        *articles = done;
    return rc;
}
