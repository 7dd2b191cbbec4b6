#include "site/stories.h"

#include "article/article_json.h"
#include "store/store_story.h"

#include <pthread.h>

enum {
    SLICE_ARTICLES = 100,
    SLICE_ARENA_BYTES = 1 << 30,    /* the bodies of a hundred articles of the largest size */
    ARTICLE_ARENA_BYTES = 64 << 20, /* one of them parsed */
};

/* The commands of one slice that are not answered yet. */
struct slice {
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t wake;
    size_t waiting;
    enum rc rc; /* the first failure */
    struct err err;
};

static void put_done(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct slice *s = ctx;
    (void)result;
    pthread_mutex_lock(&s->mutex);
    s->waiting--;
    if (rc && !s->rc) {
        s->rc = rc;
        s->err = *e;
    }
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->mutex);
}

static enum rc wait_for_all(struct slice *s, struct err *e)
{
    pthread_mutex_lock(&s->mutex);
    while (s->waiting)
        pthread_cond_wait(&s->wake, &s->mutex);
    enum rc rc = s->rc;
    pthread_mutex_unlock(&s->mutex);
    return rc ? fail(e, rc, "%s", s->err.text) : RC_OK;
}

static enum rc submit(struct store *st, struct slice *s, const struct store_command *c)
{
    pthread_mutex_lock(&s->mutex);
    s->waiting++;
    pthread_mutex_unlock(&s->mutex);
    enum rc rc = store_submit(st, c, put_done, s);
    if (rc) {
        pthread_mutex_lock(&s->mutex);
        s->waiting--;
        pthread_mutex_unlock(&s->mutex);
    }
    return rc;
}

/* An article that does not parse is like none; `loa verify` names it. */
static enum rc put_one(struct store *st, struct slice *s, const struct store_source *source,
                       int64_t now_ms)
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
    enum rc rc = arena_failed(&a) ? RC_NOMEM : submit(st, s, &c);
    arena_release(&a);
    return rc;
}

static enum rc put_slice(struct store *st, const struct store_source *sources, size_t n,
                         int64_t now_ms, struct err *e)
{
    struct slice s = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++)
        rc = put_one(st, &s, &sources[i], now_ms);
    if (rc)
        rc = fail(e, rc, "articles cannot be compared: %s", rc_words(rc));
    enum rc waited = wait_for_all(&s, rc ? NULL : e);
    pthread_cond_destroy(&s.wake);
    pthread_mutex_destroy(&s.mutex);
    return rc ? rc : waited;
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
