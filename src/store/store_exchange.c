/* Comments of other systems in; articles and comments out. */
#include "store/store_internal.h"

#include "base/utf8.h"
#include "base/vec.h"

/* ---- in ---- */

static enum rc find_origin(struct write *w, int64_t article_id, struct str key, int64_t *id)
{
    struct stmt q;
    *id = 0;
    stmt_start(&q, w->db, SQL_COMMENT_ORIGIN, w->e);
    stmt_int(&q, article_id);
    stmt_text(&q, key);
    return stmt_run_int(&q, id, NULL);
}

/* The comment that an answer to key stands under; 0: none. */
static enum rc find_thread(struct write *w, int64_t article_id, struct str key, int64_t *id)
{
    int64_t parent = 0;
    *id = 0;
    enum rc rc = key.n ? find_origin(w, article_id, key, &parent) : RC_OK;
    if (rc || !parent)
        return rc;
    struct stmt q;
    stmt_start(&q, w->db, SQL_COMMENT_BY_ID, w->e);
    stmt_int(&q, parent);
    if (stmt_next(&q) && row_int(&q, COMMENT_BY_ID_state) == STORE_COMMENT_APPROVED) {
        int64_t above = row_int(&q, COMMENT_BY_ID_parent_id);
        *id = above ? above : parent;
    }
    return stmt_end(&q);
}

static enum rc insert_comment(struct write *w, int64_t article_id,
                              const struct store_foreign_comment *c, int64_t parent_id)
{
    struct stmt q;
    int64_t id = 0;
    struct str name = utf8_first_cp(str_trim(c->name), STORE_NAME_MAX_CP);
    /* nobody of this site: its sender is itself, so that a ban hits no other one */
    struct hash_content sender = hash_content(
        str_format(w->arena, "import\n%lld\n%.*s", (long long)article_id, STR_ARG(c->key)));
    enum rc rc = write_comment_row(
        w,
        &(struct store_add_comment){.article_id = article_id,
                                    .parent_id = parent_id,
                                    .name = name.n ? name : STR("Bạn đọc"),
                                    .text = c->text,
                                    .created_ms = c->created_ms == CLOCK_NONE ? 0 : c->created_ms,
                                    .sender = sender,
                                    .state = c->approved ? STORE_COMMENT_APPROVED
                                                         : STORE_COMMENT_PENDING},
        &id);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_COMMENT_ORIGIN_INSERT, w->e);
    stmt_int(&q, article_id);
    stmt_text(&q, c->key);
    stmt_int(&q, id);
    return stmt_run(&q);
}

static bool is_sound(const struct store_foreign_comment *c)
{
    return c->key.n && str_trim(c->text).n && utf8_valid(c->text, NULL) &&
           utf8_valid(c->name, NULL) && utf8_count_cp(c->text) <= STORE_COMMENT_MAX_CP;
}

static enum rc import_one(struct write *w, int64_t article_id,
                          const struct store_foreign_comment *c)
{
    int64_t known = 0;
    int64_t parent = 0;
    if (!is_sound(c))
        return RC_OK;
    enum rc rc = find_origin(w, article_id, c->key, &known);
    if (rc || known)
        return rc;
    rc = find_thread(w, article_id, c->parent, &parent);
    if (rc == RC_OK)
        rc = insert_comment(w, article_id, c, parent);
    w->result->id++;
    return rc;
}

enum rc write_import_comments(struct write *w, const struct store_import_comments *in)
{
    struct article_state article = {0};
    enum rc rc = write_article_state(w, in->article_id, &article);
    if (rc)
        return rc;
    if (!article.id)
        return fail(w->e, RC_NOTFOUND, "no article %lld", (long long)in->article_id);
    if (in->comments_n > STORE_IMPORT_COMMENTS_MAX)
        return fail(w->e, RC_LIMIT, "more than %d comments at once", STORE_IMPORT_COMMENTS_MAX);
    w->result->id = 0;
    for (size_t i = 0; i < in->comments_n && rc == RC_OK; i++)
        rc = import_one(w, in->article_id, &in->comments[i]);
    w->result->changed = w->result->id > 0;
    w->result->created = w->result->changed;
    return rc || !w->result->changed ? rc : write_settle_comments(w, in->article_id);
}

/* ---- out ---- */

enum rc store_comments_all(struct store_reader *r, struct arena *a, struct store_comments_query q,
                           struct store_comment **out, size_t *out_n, struct err *e)
{
    struct vec comments = VEC(struct store_comment, a);
    struct stmt s;
    if (q.limit < 1 || q.limit > STORE_EXPORT_PAGE_MAX)
        return fail(e, RC_LIMIT, "at most %d comments at once", STORE_EXPORT_PAGE_MAX);
    stmt_start(&s, &r->db, SQL_COMMENTS_OF_ARTICLE, e);
    stmt_int(&s, q.article_id);
    stmt_int(&s, q.after_id);
    stmt_int(&s, q.limit);
    while (stmt_next(&s)) {
        struct store_comment *comment = vec_push(&comments);
        if (!comment)
            break;
        *comment = (struct store_comment){
            .id = row_int(&s, COMMENTS_OF_ARTICLE_id),
            .article_id = row_int(&s, COMMENTS_OF_ARTICLE_article_id),
            .parent_id = row_int(&s, COMMENTS_OF_ARTICLE_parent_id),
            .name = row_text(&s, a, COMMENTS_OF_ARTICLE_name),
            .text = row_text(&s, a, COMMENTS_OF_ARTICLE_text),
            .created_ms = row_time(&s, COMMENTS_OF_ARTICLE_created_ms),
            .state = (enum store_comment_state)row_int(&s, COMMENTS_OF_ARTICLE_state),
        };
    }
    enum rc rc = read_result(stmt_end(&s), a, e);
    if (rc)
        return rc;
    *out = comments.p;
    *out_n = comments.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_exchange.h */
enum rc store_article_ids(struct store_reader *r, struct arena *a, int64_t after_id, int64_t limit,
                          int64_t **out, size_t *out_n, struct err *e)
{
    struct vec ids = VEC(int64_t, a);
    struct stmt s;
    if (limit < 1 || limit > STORE_EXPORT_PAGE_MAX)
        return fail(e, RC_LIMIT, "at most %d articles at once", STORE_EXPORT_PAGE_MAX);
    stmt_start(&s, &r->db, SQL_ARTICLES_AFTER, e);
    stmt_int(&s, after_id);
    stmt_int(&s, limit);
    while (stmt_next(&s)) {
        int64_t *id = vec_push(&ids);
        if (id)
            *id = row_int(&s, ARTICLES_AFTER_id);
    }
    enum rc rc = read_result(stmt_end(&s), a, e);
    if (rc)
        return rc;
    *out = ids.p;
    *out_n = ids.n;
    return RC_OK;
}
