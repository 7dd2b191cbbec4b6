/* The domains that wait: a second person approves or refuses, as `loa link` does, and it is noted in the audit. */
#include "base/clock.h"
#include "desk/desk_internal.h"
#include "page/words.h"

enum {
    LINKS_READ = 20,
    LINKS_SHOWN = 3
}; /* of a domain: what stands among the first of its rows */

static enum rc title_of(struct visit *v, int64_t article_id, struct str *out)
{
    struct store_head *head = NULL;
    size_t n = 0;
    enum rc rc = store_heads(v->reader, v->a, &article_id, 1, &head, &n, &v->e);
    *out = !rc && n ? head->title : STR("");
    return rc;
}

/* What leads there, and from where, so that whoever approves need not do it blind. */
static enum rc fill_standing(struct visit *v, struct view_desk_domain *view)
{
    struct store_link_row *rows = NULL;
    size_t n = 0;
    const struct store_link_rows_query q = {.domain = view->domain, .limit = LINKS_READ};
    enum rc rc = store_link_rows(v->reader, v->a, q, &rows, &n, &v->e);
    struct view_desk_link *links = rc ? NULL : arena_array(v->a, LINKS_SHOWN, sizeof *links);
    if (!links)
        return rc ? rc : RC_NOMEM;
    for (size_t i = 0; i < n && view->standing_n < LINKS_SHOWN && !rc; i++) {
        struct view_desk_link *link = &links[view->standing_n];
        if (rows[i].last_revision)
            continue;
        link->url = rows[i].url;
        if (rows[i].holder == STORE_LINKS_ARTICLE)
            rc = title_of(v, rows[i].object_id, &link->title);
        view->standing_n++;
    }
    view->standing = links;
    return rc;
}

static struct view_desk_domain domain_view(struct visit *v, const struct store_link_domain *d)
{
    return (struct view_desk_domain){
        .domain = d->domain,
        .who = d->origin.who,
        .what = d->origin.what,
        .time = clock_vietnamese(v->a, d->first_ms),
        .time_rfc3339 = clock_rfc3339(v->a, d->first_ms),
        .links =
            words_with(v->a, v->state->words->desk_link_standing, page_number(v->a, d->standing)),
        .own = store_link_brought_by(d->origin.who, v->account.name),
    };
}

static enum rc fill_waiting(struct visit *v, struct view_desk_links *view)
{
    struct store_link_domain *waiting = NULL;
    size_t n = 0;
    const struct store_link_domains_query q = {
        .state = STORE_LINK_WAITING, .after = STR(""), .limit = DESK_LINKS_MAX + 1};
    enum rc rc = store_link_domains(v->reader, v->a, q, &waiting, &n, &v->e);
    struct view_desk_domain *rows = rc ? NULL : arena_array(v->a, n, sizeof *rows);
    if (!rows)
        return rc ? rc : RC_NOMEM;
    view->more = n > DESK_LINKS_MAX;
    view->domains_n = view->more ? DESK_LINKS_MAX : n;
    for (size_t i = 0; i < view->domains_n && !rc; i++) {
        rows[i] = domain_view(v, &waiting[i]);
        rows[i].number = (int64_t)i + 1;
        rc = fill_standing(v, &rows[i]);
    }
    view->domains = rows;
    return rc;
}

static void show(struct visit *v, int status, struct str notice, struct str fault)
{
    struct view_desk_links links = {0};
    enum rc rc = fill_waiting(v, &links);
    if (rc) {
        visit_failed(v, rc);
        return;
    }
    struct view_desk view = {
        .title = v->state->words->desk_links, .notice = notice, .fault = fault, .links = &links};
    visit_show(v, status, &view);
}

void links_page(struct visit *v)
{
    if (visit_may(v, role_may_link(v->account.role)))
        show(v, 200, STR(""), STR(""));
}

void links_send(struct visit *v)
{
    const struct words *t = v->state->words;
    struct str domain = visit_form(v, STR("ten_mien"));
    struct str work = visit_form(v, STR("viec"));
    bool approve = str_eq(work, STR("duyet"));
    const struct store_command c = {
        .kind = STORE_DECIDE_LINKS,
        .decide_links = {.domains = &domain,
                         .domains_n = 1,
                         .state = approve ? STORE_LINK_APPROVED : STORE_LINK_REFUSED,
                         .by = v->account.name,
                         .account = visit_by(v),
                         .now_ms = v->req->now_ms}};
    if (!visit_may(v, role_may_link(v->account.role)))
        return;
    if ((!approve && !str_eq(work, STR("tu-choi"))) || !domain.n) {
        show(v, 403, STR(""), t->bad_request_text);
        return;
    }
    enum rc rc = visit_store(v, &c, NULL);
    if (rc == RC_NOTFOUND)
        show(v, 404, STR(""), t->desk_link_missing);
    else if (rc == RC_DENIED)
        show(v, 403, STR(""), t->desk_link_own);
    else if (rc)
        visit_failed(v, rc);
    else
        show(v, 200, approve ? t->desk_link_approved : t->desk_link_refused, STR(""));
}
