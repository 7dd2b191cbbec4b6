/* Old addresses and where they lead. */
#include "store/store_write_seal.h"

#include "base/utf8.h"
#include "base/vec.h"

enum { LIMIT_MAX = 1000 }; /* rows of one reading */

/* ---- places ---- */

/* As a target a place is its word and the id of its row: "section:12", with "/feed" behind it where
 * its feed is meant. No address that is said by hand looks like that. */
static const struct {
    struct str word;
    int label; /* enum store_label_kind; -1 = none */
} PLACES[] = {
    [STORE_PLACE_NONE] = {STR_INIT(""), -1},
    [STORE_PLACE_HOME] = {STR_INIT("home"), -1},
    [STORE_PLACE_SECTION] = {STR_INIT("section:"), -1},
    [STORE_PLACE_TOPIC] = {STR_INIT("topic:"), STORE_LABEL_TOPIC},
    [STORE_PLACE_TAG] = {STR_INIT("tag:"), STORE_LABEL_TAG},
    [STORE_PLACE_AUTHOR] = {STR_INIT("author:"), STORE_LABEL_PERSON},
};

struct str store_redirect_name(struct arena *a, struct old_address from)
{
    return str_format(a, "%.*s %.*s", STR_ARG(from.host), STR_ARG(from.path));
}

static const struct str FEED = STR_INIT("/feed");

static struct str place_target(struct arena *a, enum store_place place, int64_t id, bool feed)
{
    struct str word = PLACES[place].word;
    struct str target =
        place == STORE_PLACE_HOME ? word : str_format(a, "%.*s%lld", STR_ARG(word), (long long)id);
    return feed ? str_concat(a, target, FEED) : target;
}

/* Takes a target that is a place apart; false for any other. */
static bool place_read(struct store_redirect *r, int64_t *id)
{
    struct str target = r->target;
    bool feed = str_ends(target, FEED);
    if (feed)
        target.n -= FEED.n;
    *id = 0;
    for (size_t i = STORE_PLACE_HOME; i < COUNT_OF(PLACES); i++) {
        bool home = i == STORE_PLACE_HOME;
        bool fits = home ? str_eq(target, PLACES[i].word)
                         : str_starts(target, PLACES[i].word) &&
                               str_to_int(str_from(target, PLACES[i].word.n), id);
        if (!fits)
            continue;
        r->place = (enum store_place)i;
        r->feed = feed;
        r->target = STR("");
        return true;
    }
    return false;
}

/* Fills in where a row without an article leads now. What is gone leads home. */
static enum rc resolve_place(struct store_reader *r, struct arena *a, struct store_redirect *found,
                             struct err *e)
{
    struct stmt q;
    int64_t id = 0;
    if (found->article_id || !place_read(found, &id) || found->place == STORE_PLACE_HOME)
        return RC_OK;
    int label = PLACES[found->place].label;
    stmt_start(&q, &r->db, label < 0 ? SQL_SECTION_SLUG_OF : SQL_LABEL_SLUG_OF, e);
    stmt_int(&q, id);
    if (label >= 0)
        stmt_int(&q, label);
    if (stmt_next(&q))
        found->slug = row_text(&q, a, label < 0 ? SECTION_SLUG_OF_slug : LABEL_SLUG_OF_slug);
    else
        found->place = STORE_PLACE_HOME;
    return stmt_end(&q);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_redirect.h */
enum rc store_redirect_from(struct store_reader *r, struct arena *a,
                            const struct store_redirect_ask *ask, struct store_redirect *out,
                            struct err *e)
{
    struct stmt q;
    struct store_redirect found = {.from = ask->from};
    struct str name = STR("");
    stmt_start(&q, &r->db, SQL_REDIRECT, e);
    stmt_text(&q, ask->from.path);
    stmt_text(&q, ask->from.host);
    for (size_t i = 0; i < STORE_REDIRECT_OTHERS; i++)
        stmt_text(&q, ask->others[i].n ? ask->others[i] : ask->from.path);
    bool is_there = stmt_next(&q);
    if (is_there) {
        name = store_redirect_name(a, (struct old_address){row_bytes(&q, REDIRECT_host),
                                                           row_bytes(&q, REDIRECT_old_path)});
        found.article_id = row_int(&q, REDIRECT_article_id);
        found.target = row_text(&q, a, REDIRECT_target);
        found.section_slug = row_text(&q, a, REDIRECT_section_slug);
        found.slug = row_text(&q, a, REDIRECT_slug);
        found.listed_ms = row_time(&q, REDIRECT_listed_ms);
        found.withdrawn_ms = row_time(&q, REDIRECT_withdrawn_ms);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (!rc && is_there)
        rc = store_named_row_verify(r, SEAL_REDIRECT, name, e);
    if (!rc && is_there)
        rc = resolve_place(r, a, &found, e);
    if (rc)
        return rc;
    if (!is_there)
        return fail(e, RC_NOTFOUND, "no redirect of %.*s", STR_ARG(ask->from.path));
    *out = found;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_redirect.h */
enum rc store_redirects(struct store_reader *r, struct arena *a, struct old_address after,
                        int64_t limit, struct store_redirect **out, size_t *out_n, struct err *e)
{
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
    for (size_t i = 0; i < rows.n && !rc; i++)
        rc = resolve_place(r, a, vec_at(&rows, i), e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_redirect.h */
enum rc store_redirects_of(struct store_reader *r, struct arena *a, int64_t article_id,
                           int64_t limit, struct old_address **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct old_address, a);
    struct stmt q;
    if (limit < 1 || limit > LIMIT_MAX)
        return fail(e, RC_LIMIT, "at most %d redirects at once", LIMIT_MAX);
    stmt_start(&q, &r->db, SQL_REDIRECTS_OF_ARTICLE, e);
    stmt_int(&q, article_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct old_address *row = vec_push(&rows);
        if (!row)
            break;
        *row = (struct old_address){row_text(&q, a, REDIRECTS_OF_ARTICLE_host),
                                    row_text(&q, a, REDIRECTS_OF_ARTICLE_old_path)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* ---- commands ---- */

/* What has become of the row, in the chain. */
static enum rc seal_redirect(struct write *w, struct old_address from, int64_t now_ms)
{
    struct str name = store_redirect_name(w->arena, from);
    if (!name.n)
        return fail(w->e, RC_NOMEM, "out of memory");
    return write_seal_now(w, (struct seal_object){.thing = SEAL_REDIRECT, .name = name}, now_ms);
}

/* On any host: a circle may go through them all. */
static enum rc is_redirected(struct write *w, struct old_address from, bool *found)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REDIRECT, w->e);
    stmt_text(&q, from.path);
    stmt_text(&q, from.host);
    for (size_t i = 0; i < STORE_REDIRECT_OTHERS; i++)
        stmt_text(&q, from.path);
    *found = stmt_next(&q);
    return stmt_end(&q);
}

/* Ends q, which gives a row where it has added or changed one. */
static enum rc end_adding(struct write *w, struct stmt *q, struct old_address from, int64_t now_ms)
{
    bool changed = stmt_next(q);
    enum rc rc = stmt_end(q);
    w->result->changed |= changed;
    return rc || !changed ? rc : seal_redirect(w, from, now_ms);
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
        rc = end_adding(w, &q, add->from[i], add->now_ms);
    }
    w->result->id = add->article_id;
    return rc;
}

/* The id of a place's row; *found says whether there is one. */
static enum rc find_place(struct write *w, const struct store_add_place_redirects *add, int64_t *id,
                          bool *found)
{
    struct stmt q;
    int label = PLACES[add->place].label;
    *found = false;
    if (add->place == STORE_PLACE_HOME)
        return RC_OK;
    stmt_start(&q, w->db, label < 0 ? SQL_SECTION_BY_SLUG : SQL_LABEL_BY_NAME, w->e);
    if (label >= 0)
        stmt_int(&q, label);
    stmt_text(&q, label < 0 ? add->slug : utf8_lower(w->arena, add->name));
    return stmt_run_int(&q, id, found);
}

enum rc write_add_place_redirects(struct write *w, const struct store_add_place_redirects *add)
{
    int64_t id = 0;
    bool found = false;
    struct str target = add->target;
    enum rc rc = add->place == STORE_PLACE_NONE ? RC_OK : find_place(w, add, &id, &found);
    if (add->place != STORE_PLACE_NONE)
        target = place_target(w->arena, found ? add->place : STORE_PLACE_HOME, id, add->feed);
    if (!rc && (arena_failed(w->arena) || target.n == 0))
        rc = fail(w->e, RC_INVALID, "a redirect needs two addresses");
    for (size_t i = 0; i < add->from_n && !rc; i++) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_REDIRECT_ADD_TARGET, w->e);
        stmt_text(&q, add->from[i].path);
        stmt_text(&q, add->from[i].host);
        stmt_text(&q, target);
        stmt_int(&q, add->now_ms);
        rc = end_adding(w, &q, add->from[i], add->now_ms);
    }
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
    rc = stmt_run(&q);
    return rc ? rc : seal_redirect(w, set->from, set->now_ms);
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
