/* Old addresses and where they lead. */
#include "store/store_internal.h"

#include "base/vec.h"

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_redirect.h */
enum rc store_redirect_from(struct store_reader *r, struct arena *a, struct old_address from,
                            struct store_redirect *out, struct err *e)
{
    struct stmt q;
    struct store_redirect found = {.from = from};
    stmt_start(&q, &r->db, SQL_REDIRECT, e);
    stmt_text(&q, from.path);
    stmt_text(&q, from.host);
    bool is_there = stmt_next(&q);
    if (is_there) {
        found.article_id = row_int(&q, REDIRECT_article_id);
        found.target = row_text(&q, a, REDIRECT_target);
        found.section_slug = row_text(&q, a, REDIRECT_section_slug);
        found.slug = row_text(&q, a, REDIRECT_slug);
        found.listed_ms = row_time(&q, REDIRECT_listed_ms);
        found.withdrawn_ms = row_time(&q, REDIRECT_withdrawn_ms);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!is_there)
        return fail(e, RC_NOTFOUND, "no redirect of %.*s", STR_ARG(from.path));
    *out = found;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_redirect.h */
enum rc store_redirects(struct store_reader *r, struct arena *a, struct old_address after,
                        int64_t limit, struct store_redirect **out, size_t *out_n, struct err *e)
{
    enum { LIMIT_MAX = 1000 };
    struct vec rows = VEC(struct store_redirect, a);
    struct stmt q;
    if (limit < 1 || limit > LIMIT_MAX)
        return fail(e, RC_LIMIT, "at most %d redirects at once", LIMIT_MAX);
    stmt_start(&q, &r->db, SQL_REDIRECTS_AFTER, e);
    stmt_text(&q, after.path);
    stmt_text(&q, after.host);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_redirect *row = vec_push(&rows);
        if (!row)
            break;
        row->from.path = row_text(&q, a, REDIRECTS_AFTER_old_path);
        row->from.host = row_text(&q, a, REDIRECTS_AFTER_host);
        row->article_id = row_int(&q, REDIRECTS_AFTER_article_id);
        row->target = row_text(&q, a, REDIRECTS_AFTER_target);
        row->section_slug = row_text(&q, a, REDIRECTS_AFTER_section_slug);
        row->slug = row_text(&q, a, REDIRECTS_AFTER_slug);
        row->created_ms = row_time(&q, REDIRECTS_AFTER_created_ms);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* ---- commands ---- */

/* On any host: a circle may go through them all. */
static enum rc is_redirected(struct write *w, struct old_address from, bool *found)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REDIRECT, w->e);
    stmt_text(&q, from.path);
    stmt_text(&q, from.host);
    *found = stmt_next(&q);
    return stmt_end(&q);
}

enum rc write_add_redirects(struct write *w, const struct store_add_redirects *add)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < add->from_n && !rc; i++) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_REDIRECT_ADD, w->e);
        stmt_text(&q, add->from[i].path);
        stmt_text(&q, add->from[i].host);
        stmt_id(&q, add->article_id);
        stmt_int(&q, add->now_ms);
        w->result->changed |= stmt_next(&q);
        rc = stmt_end(&q);
    }
    w->result->id = add->article_id;
    return rc;
}

enum rc write_set_redirect(struct write *w, const struct store_set_redirect *set)
{
    struct stmt q;
    bool circle = false;
    bool known = false;
    if (set->from.path.n == 0 || set->target.n == 0)
        return fail(w->e, RC_INVALID, "a redirect needs two addresses");
    if (str_eq(set->from.path, set->target_from.path))
        return fail(w->e, RC_INVALID, "%.*s would lead to itself", STR_ARG(set->from.path));
    enum rc rc = RC_OK;
    if (set->target_from.path.n)
        rc = is_redirected(w, set->target_from, &circle);
    if (!rc && circle)
        rc = fail(w->e, RC_CONFLICT, "%.*s is itself redirected; name where that one leads",
                  STR_ARG(set->target));
    if (!rc)
        rc = is_redirected(w, set->from, &known);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REDIRECT_SET, w->e);
    stmt_text(&q, set->from.path);
    stmt_text(&q, set->from.host);
    stmt_text(&q, set->target);
    stmt_int(&q, set->now_ms);
    w->result->created = !known;
    w->result->changed = true;
    return stmt_run(&q);
}

enum rc write_remove_redirect(struct write *w, const struct store_remove_redirect *remove)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REDIRECT_REMOVE, w->e);
    stmt_text(&q, remove->from.path);
    stmt_text(&q, remove->from.host);
    bool found = stmt_next(&q);
    enum rc rc = stmt_end(&q);
    w->result->changed = found;
    return rc || found
               ? rc
               : fail(w->e, RC_NOTFOUND, "%.*s is not redirected", STR_ARG(remove->from.path));
}
