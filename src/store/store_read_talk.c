/* Reading comments and the moderation queue. */
#include "store/store_internal.h"

#include "base/vec.h"

static enum rc comments_out(enum rc rc, const struct vec *comments, struct store_comment **out,
                            size_t *out_n, struct err *e)
{
    rc = read_result(rc, comments->arena, e);
    if (rc)
        return rc;
    *out = comments->p;
    *out_n = comments->n;
    return RC_OK;
}

/* Both statements begin with the same columns. */
static struct store_comment row_comment(const struct stmt *q, struct arena *a)
{
    _Static_assert((int)COMMENTS_SHOWN_state == (int)COMMENTS_QUEUE_state,
                   "the queue begins as the shown comments do");
    return (struct store_comment){
        .id = row_int(q, COMMENTS_SHOWN_id),
        .article_id = row_int(q, COMMENTS_SHOWN_article_id),
        .parent_id = row_int(q, COMMENTS_SHOWN_parent_id),
        .name = row_text(q, a, COMMENTS_SHOWN_name),
        .text = row_text(q, a, COMMENTS_SHOWN_text),
        .created_ms = row_time(q, COMMENTS_SHOWN_created_ms),
        .state = (enum store_comment_state)row_int(q, COMMENTS_SHOWN_state),
        .article_title = STR(""),
        .sender = STR(""),
    };
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_comments(struct store_reader *r, struct arena *a, int64_t article_id, int64_t limit,
                       struct store_comment **out, size_t *out_n, struct err *e)
{
    struct vec comments = VEC(struct store_comment, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_COMMENTS_SHOWN, e);
    stmt_int(&q, article_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_comment *comment = row_comment_sealed(r, &q) ? vec_push(&comments) : NULL;
        if (comment)
            *comment = row_comment(&q, a);
    }
    return comments_out(stmt_end(&q), &comments, out, out_n, e);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_comment_queue(struct store_reader *r, struct arena *a, enum store_comment_state state,
                            int64_t limit, struct store_comment **out, size_t *out_n, struct err *e)
{
    struct vec comments = VEC(struct store_comment, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_COMMENTS_QUEUE, e);
    stmt_int(&q, (int64_t)state);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_comment *comment = vec_push(&comments);
        struct hash_content sender = {0};
        if (!comment)
            break;
        *comment = row_comment(&q, a);
        comment->article_title = row_text(&q, a, COMMENTS_QUEUE_article_title);
        if (row_hash(&q, COMMENTS_QUEUE_sender, &sender))
            comment->sender = hash_hex(a, sender.bytes, sizeof sender.bytes);
    }
    return comments_out(stmt_end(&q), &comments, out, out_n, e);
}
