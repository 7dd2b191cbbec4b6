/* Reading sections, labels and whole articles. */
#include "store/store_internal.h"

#include "article/article_json.h"
#include "base/vec.h"
#include "store/store_write_seal.h"

/* ---- sections ---- */

/* The order of a tree walk over rows that come sorted by parent, position: children of a parent
 * stand together, so a stack of their ranges is enough. Rows that hang on no root are left out. */
static void tree_order(const struct store_section *rows, size_t n, struct vec *out)
{
    struct range {
        size_t at;
        int64_t parent_id;
    } stack[STORE_SECTION_DEPTH_MAX + 2];
    size_t depth = 0;
    stack[depth++] = (struct range){0, 0};
    while (depth) {
        struct range *top = &stack[depth - 1];
        while (top->at < n && rows[top->at].parent_id < top->parent_id)
            top->at++;
        if (top->at >= n || rows[top->at].parent_id != top->parent_id) {
            depth--;
            continue;
        }
        struct store_section *section = vec_push(out);
        if (!section)
            return;
        *section = rows[top->at++];
        if (depth < COUNT_OF(stack))
            stack[depth++] = (struct range){0, section->id};
    }
}

enum rc store_sections(struct store_reader *r, struct arena *a, struct store_section **out,
                       size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_section, a);
    struct vec ordered = VEC(struct store_section, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_SECTIONS, e);
    while (stmt_next(&q)) {
        struct store_section *section = vec_push(&rows);
        if (!section)
            break;
        *section = (struct store_section){
            .id = row_int(&q, SECTIONS_id),
            .parent_id = row_int(&q, SECTIONS_parent_id),
            .name = row_text(&q, a, SECTIONS_name),
            .slug = row_text(&q, a, SECTIONS_slug),
            .position = row_int(&q, SECTIONS_position),
        };
    }
    enum rc rc = stmt_end(&q);
    tree_order(rows.p, rows.n, &ordered);
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    *out = ordered.p;
    *out_n = ordered.n;
    return RC_OK;
}

/* ---- labels ---- */

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_label_by_slug(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                            struct str slug, int64_t now_ms, struct store_label *out, struct err *e)
{
    struct stmt q;
    struct store_label label = {0};
    stmt_start(&q, &r->db, SQL_LABEL_BY_SLUG, e);
    stmt_int(&q, (int64_t)kind);
    stmt_text(&q, slug);
    stmt_int(&q, now_ms);
    if (stmt_next(&q) && row_label_sealed(r, &q, LABEL_BY_SLUG_id, LABEL_BY_SLUG_seal_seq))
        label = (struct store_label){
            .id = row_int(&q, LABEL_BY_SLUG_id),
            .name = row_text(&q, a, LABEL_BY_SLUG_name),
            .slug = row_text(&q, a, LABEL_BY_SLUG_slug),
            .articles = row_int(&q, LABEL_BY_SLUG_articles),
        };
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!label.id)
        return fail(e, RC_NOTFOUND, "no tag, topic or person %.*s", STR_ARG(slug));
    *out = label;
    return RC_OK;
}

/* Both statements have the same columns. */
static enum rc read_label_list(struct store_reader *r, struct stmt *q, struct arena *a,
                               struct store_label **out, size_t *out_n, struct err *e)
{
    struct vec labels = VEC(struct store_label, a);
    while (stmt_next(q)) {
        if (!row_label_sealed(r, q, LABELS_MOST_id, LABELS_MOST_seal_seq))
            continue;
        struct store_label *label = vec_push(&labels);
        if (label)
            *label = (struct store_label){
                .id = row_int(q, LABELS_MOST_id),
                .name = row_text(q, a, LABELS_MOST_name),
                .slug = row_text(q, a, LABELS_MOST_slug),
                .articles = row_int(q, LABELS_MOST_articles),
            };
    }
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc)
        return rc;
    *out = labels.p;
    *out_n = labels.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_labels(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                     int64_t now_ms, int64_t limit, struct store_label **out, size_t *out_n,
                     struct err *e)
{
    if (!read_limit_valid(limit, 0))
        return fail(e, RC_LIMIT, "a list has 1 to %d labels", (int)STORE_LIST_MAX);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_LABELS_MOST, e);
    stmt_int(&q, (int64_t)kind);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    return read_label_list(r, &q, a, out, out_n, e);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_labels_like(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                          struct str slug_begins, int64_t now_ms, int64_t limit,
                          struct store_label **out, size_t *out_n, struct err *e)
{
    if (!read_limit_valid(limit, 0))
        return fail(e, RC_LIMIT, "a list has 1 to %d labels", (int)STORE_LIST_MAX);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_LABELS_LIKE, e);
    stmt_int(&q, (int64_t)kind);
    stmt_text(&q, slug_begins);
    stmt_text(&q, str_concat(a, slug_begins, STR("\x7F")));
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    return read_label_list(r, &q, a, out, out_n, e);
}

/* ---- articles ---- */

static struct store_label row_article_label(const struct stmt *q, struct arena *a)
{
    return (struct store_label){
        .id = row_int(q, ARTICLE_LABELS_id),
        .name = row_text(q, a, ARTICLE_LABELS_name),
        .slug = row_text(q, a, ARTICLE_LABELS_slug),
    };
}

static void push_label(struct vec *labels, struct store_label label)
{
    struct store_label *slot = vec_push(labels);
    if (slot)
        *slot = label;
}

static bool push_credit(struct vec *people, struct store_label person, int64_t role)
{
    if (role < 0 || role >= ARTICLE_ROLE_COUNT)
        return false;
    struct store_person_credit *credit = vec_push(people);
    if (credit)
        *credit = (struct store_person_credit){person, (enum article_role)role};
    return true;
}

static enum rc read_labels(struct store_reader *r, struct arena *a, struct store_article *out,
                           struct err *e)
{
    struct vec tags = VEC(struct store_label, a);
    struct vec topics = VEC(struct store_label, a);
    struct vec people = VEC(struct store_person_credit, a);
    bool known = true;
    struct stmt q;
    stmt_start(&q, &r->db, SQL_ARTICLE_LABELS, e);
    stmt_int(&q, out->card.id);
    while (stmt_next(&q)) {
        if (!row_label_sealed(r, &q, ARTICLE_LABELS_id, ARTICLE_LABELS_seal_seq))
            continue;
        struct store_label label = row_article_label(&q, a);
        int64_t kind = row_int(&q, ARTICLE_LABELS_kind);
        if (kind == STORE_LABEL_TAG)
            push_label(&tags, label);
        else if (kind == STORE_LABEL_TOPIC)
            push_label(&topics, label);
        else
            known &= push_credit(&people, label, row_int(&q, ARTICLE_LABELS_role));
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!known)
        return fail(e, RC_CORRUPT, "article %lld: a role is damaged", (long long)out->card.id);
    out->tags = tags.p;
    out->tags_n = tags.n;
    out->topics = topics.p;
    out->topics_n = topics.n;
    out->people = people.p;
    out->people_n = people.n;
    return RC_OK;
}

/* Which article, and who asks for it. */
struct article_ask {
    int64_t id;
    bool reader;    /* a page of the site: it must be what was sealed */
    int64_t now_ms; /* of a reader, from whom it is hidden before its time */
};

/* What a reader may not see: RC_NOTFOUND, RC_DENIED. */
static enum rc check_shown(struct store_reader *r, const struct article_ask *ask,
                           const struct stmt *q, struct err *e)
{
    if (row_time(q, ARTICLE_BY_ID_order_ms) > ask->now_ms)
        return fail(e, RC_NOTFOUND, "article %lld waits for its time", (long long)ask->id);
    return row_article_verify(r, q, e);
}

static enum rc read_article(struct store_reader *r, struct arena *a, const struct article_ask *ask,
                            struct store_article *out, struct str *body, struct err *e)
{
    struct stmt q;
    enum rc shown = RC_OK;
    stmt_start(&q, &r->db, SQL_ARTICLE_BY_ID, e);
    stmt_int(&q, ask->id);
    bool found = stmt_next(&q);
    if (found && ask->reader)
        shown = check_shown(r, ask, &q, e);
    if (found && !shown) {
        bool withdrawn = row_time(&q, ARTICLE_BY_ID_withdrawn_ms) != CLOCK_NONE;
        row_card(&q, a, &out->card);
        out->state = withdrawn ? STORE_ARTICLE_WITHDRAWN : STORE_ARTICLE_PUBLISHED;
        out->section_id = row_int(&q, ARTICLE_BY_ID_section_id);
        out->revision = row_int(&q, ARTICLE_BY_ID_revision);
        *body = row_text(&q, a, ARTICLE_BY_ID_body);
    }
    enum rc rc = stmt_end(&q);
    rc = read_result(rc ? rc : shown, a, e);
    if (rc == RC_OK && !found)
        rc = fail(e, RC_NOTFOUND, "no article %lld", (long long)ask->id);
    return rc;
}

static enum rc parse_body(struct arena *a, struct str body, struct store_article *out,
                          struct err *e)
{
    struct article_json_options options = {.trusted_html = true};
    struct err cause = {0};
    enum rc rc = article_json_read(a, body, options, &out->article, &cause);
    if (rc == RC_NOMEM)
        return fail(e, rc, "%s", cause.text);
    if (rc)
        return fail(e, RC_CORRUPT, "article %lld, revision %lld: %s", (long long)out->card.id,
                    (long long)out->revision, cause.text);
    return RC_OK;
}

static enum rc ask_article(struct store_reader *r, struct arena *a, const struct article_ask *ask,
                           struct store_article *out, struct err *e)
{
    struct store_article article = {0};
    struct str body = {0};
    struct engine *db = r->db.engine;
    bool inside = db->ops->in_transaction(db);
    enum rc rc = inside ? RC_OK : db->ops->begin(db, ENGINE_READ, e); /* row, labels: one state */
    if (rc)
        return rc;
    rc = read_article(r, a, ask, &article, &body, e);
    if (rc == RC_OK)
        rc = read_labels(r, a, &article, e);
    if (!inside)
        db->ops->rollback(db); /* nothing was written, so this ends it as well as a commit */
    if (rc == RC_OK)
        rc = parse_body(a, body, &article, e);
    if (rc == RC_OK)
        *out = article;
    return rc;
}

enum rc store_article_by_id(struct store_reader *r, struct arena *a, int64_t id,
                            struct store_article *out, struct err *e)
{
    return ask_article(r, a, &(struct article_ask){.id = id}, out, e);
}

enum rc store_article_shown(struct store_reader *r, struct arena *a, struct store_shown_ask ask,
                            struct store_article *out, struct err *e)
{
    return ask_article(
        r, a, &(struct article_ask){.id = ask.id, .reader = true, .now_ms = ask.now_ms}, out, e);
}

enum rc store_article_by_import_key(struct store_reader *r, struct str key, int64_t *id,
                                    struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &r->db, SQL_ARTICLE_BY_IMPORT_KEY, e);
    stmt_text(&q, key);
    enum rc rc = stmt_run_int(&q, id, &found);
    if (rc == RC_OK && !found)
        rc = fail(e, RC_NOTFOUND, "nothing was imported as %.*s", STR_ARG(key));
    return rc;
}

enum rc store_import_keys(struct store_reader *r, struct arena *a, int64_t article_id,
                          struct article_texts *out, struct err *e)
{
    struct vec keys = VEC(struct str, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_IMPORT_KEYS_OF, e);
    stmt_int(&q, article_id);
    while (stmt_next(&q)) {
        struct str *key = vec_push(&keys);
        if (!key)
            break;
        *key = row_text(&q, a, IMPORT_KEYS_OF_key);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc == RC_OK)
        *out = (struct article_texts){keys.p, keys.n};
    return rc;
}
