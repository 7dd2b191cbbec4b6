#include "store/store_story.h"

#include "base/vec.h"
#include "store/store_internal.h"

static void row_story(const struct stmt *q, struct arena *a, struct store_story *out)
{
    *out = (struct store_story){
        .id = row_int(q, STORY_id),
        .articles = row_int(q, STORY_articles),
        .sources = row_int(q, STORY_sources),
        .newest_ms = row_int(q, STORY_newest_ms),
        .title = row_text(q, a, STORY_title),
    };
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_stories(struct store_reader *r, struct arena *a, int64_t min_sources, int64_t limit,
                      int64_t offset, struct store_story **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec stories = VEC(struct store_story, a);
    if (!read_limit_valid(limit, offset))
        return fail(e, RC_LIMIT, "a list has 1 to %d stories", (int)STORE_LIST_MAX);
    stmt_start(&q, &r->db, SQL_STORIES, e);
    stmt_int(&q, min_sources);
    stmt_int(&q, limit);
    stmt_int(&q, offset);
    while (stmt_next(&q)) {
        struct store_story *story = vec_push(&stories);
        if (story)
            row_story(&q, a, story);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = stories.p;
    *out_n = stories.n;
    return RC_OK;
}

enum rc store_story_of(struct store_reader *r, struct arena *a, int64_t article_id,
                       struct store_story *out, struct err *e)
{
    struct stmt q;
    struct store_story story = {0};
    stmt_start(&q, &r->db, SQL_STORY_OF, e);
    stmt_int(&q, article_id);
    if (stmt_next(&q))
        row_story(&q, a, &story);
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (story.id == 0)
        return fail(e, RC_NOTFOUND, "article %lld is in no story", (long long)article_id);
    *out = story;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_near(struct store_reader *r, struct arena *a, int64_t article_id, int64_t limit,
                   struct store_near **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec near = VEC(struct store_near, a);
    stmt_start(&q, &r->db, SQL_STORY_NEAR, e);
    stmt_int(&q, article_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_near *one = vec_push(&near);
        if (one)
            *one =
                (struct store_near){row_int(&q, STORY_NEAR_near_id), row_int(&q, STORY_NEAR_alike)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = near.p;
    *out_n = near.n;
    return RC_OK;
}
