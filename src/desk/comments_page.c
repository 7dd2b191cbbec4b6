/* The comments that wait: approve or refuse, as `loa comment` does, and noted in the audit. */
#include "base/clock.h"
#include "desk/desk_internal.h"

static enum rc fill_queue(struct visit *v, struct view_desk_queue *view)
{
    struct store_comment *waiting = NULL;
    size_t n = 0;
    enum rc rc = store_comment_queue(v->reader, v->a, STORE_COMMENT_PENDING, DESK_COMMENTS_MAX + 1,
                                     &waiting, &n, &v->e);
    struct view_desk_comment *rows = rc ? NULL : arena_array(v->a, n, sizeof *rows);
    if (!rows)
        return rc ? rc : RC_NOMEM;
    view->more = n > DESK_COMMENTS_MAX;
    view->comments_n = view->more ? DESK_COMMENTS_MAX : n;
    for (size_t i = 0; i < view->comments_n; i++)
        rows[i] = (struct view_desk_comment){
            .id = waiting[i].id,
            .name = waiting[i].name,
            .text = waiting[i].text,
            .article = waiting[i].article_title,
            .time = clock_vietnamese(v->a, waiting[i].created_ms),
            .time_rfc3339 = clock_rfc3339(v->a, waiting[i].created_ms),
        };
    view->comments = rows;
    return RC_OK;
}

static void show(struct visit *v, int status, struct str notice, struct str fault)
{
    struct view_desk_queue queue = {0};
    enum rc rc = fill_queue(v, &queue);
    if (rc) {
        visit_failed(v, rc);
        return;
    }
    struct view_desk view = {
        .title = v->state->words->desk_comments, .notice = notice, .fault = fault, .queue = &queue};
    visit_show(v, status, &view);
}

void comments_page(struct visit *v)
{
    if (visit_may(v, role_may_moderate(v->account.role)))
        show(v, 200, STR(""), STR(""));
}

void comments_send(struct visit *v)
{
    const struct words *t = v->state->words;
    struct str work = visit_form(v, STR("viec"));
    bool approve = str_eq(work, STR("duyet"));
    struct store_command c = {
        .kind = STORE_MODERATE,
        .moderate = {.state = approve ? STORE_COMMENT_APPROVED : STORE_COMMENT_REJECTED,
                     .by = visit_by(v),
                     .now_ms = v->req->now_ms}};
    if (!visit_may(v, role_may_moderate(v->account.role)))
        return;
    if ((!approve && !str_eq(work, STR("tu-choi"))) ||
        !str_to_int(visit_form(v, STR("so")), &c.moderate.comment_id)) {
        show(v, 403, STR(""), t->bad_request_text);
        return;
    }
    enum rc rc = visit_store(v, &c, NULL);
    if (rc == RC_NOTFOUND)
        show(v, 404, STR(""), t->desk_comment_missing);
    else if (rc == RC_CONFLICT)
        show(v, 409, STR(""), t->desk_comment_parent);
    else if (rc)
        visit_failed(v, rc);
    else
        show(v, 200, approve ? t->desk_approved : t->desk_refused, STR(""));
}
