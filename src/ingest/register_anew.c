#include "ingest/register_anew.h"

#include "article/article_json.h"
#include "ingest/article_facts.h"

enum {
    SLICE_ARTICLES = 100,
    SLICE_ARENA_BYTES = 1 << 30,    /* the bodies of a hundred articles of the largest size */
    ARTICLE_ARENA_BYTES = 64 << 20, /* one of them parsed, and its facts */
};

static enum rc put_one(struct store *st, const struct store_source *source, int64_t now_ms,
                       struct err *e)
{
    struct arena a;
    struct article art;
    struct store_command c = {
        .kind = STORE_PUT_REGISTER,
        .put_register = {.article_id = source->id, .revision = source->revision, .now_ms = now_ms}};
    enum rc rc = RC_OK;
    arena_init(&a, ARTICLE_ARENA_BYTES);
    if (!article_json_read(&a, source->body_json, (struct article_json_options){0}, &art, NULL))
        rc = article_facts(&a, &art, &c.put_register.facts, e);
    if (!rc)
        rc = store_run(st, &c, NULL, e);
    arena_release(&a);
    return rc;
}

static enum rc slice(struct store *st, struct store_reader *r, struct store_source_place *place,
                     int64_t now_ms, size_t *n, struct err *e)
{
    struct arena a;
    struct store_source *sources = NULL;
    arena_init(&a, SLICE_ARENA_BYTES);
    enum rc rc = store_sources(r, &a, place, SLICE_ARTICLES, &sources, n, e);
    for (size_t i = 0; i < *n && !rc; i++)
        rc = put_one(st, &sources[i], now_ms, e);
    arena_release(&a);
    return rc;
}

enum rc register_anew(struct store *st, struct store_reader *r, int64_t now_ms,
                      struct register_teller tell, int64_t *articles, struct err *e)
{
    struct store_source_place place = {0};
    int64_t done = 0;
    size_t n = 1;
    enum rc rc = RC_OK;
    while (!rc && n) {
        n = 0;
        rc = slice(st, r, &place, now_ms, &n, e);
        done += (int64_t)n;
        if (!rc && tell.told && !tell.told(tell.ctx, done))
            rc = fail(e, RC_BUSY, "stopped before all were read");
    }
    if (!rc)
        rc = store_run(st, &(struct store_command){.kind = STORE_PRUNE_REGISTER}, NULL, e);
    if (!rc)
        *articles = done;
    return rc;
}
