/* Finding the record a name means, across articles. */
#include "article/slug.h"
#include "register/identity.h"
#include "store/store_write_register.h"

/* ---- rules ---- */

enum rc register_lead(struct write *w, const struct register_way *way, int64_t *out)
{
    int64_t at = way->from;
    for (int step = 0; step < REGISTER_STEPS_MAX; step++) {
        struct stmt q;
        bool found = false;
        int64_t next = 0;
        stmt_start(&q, w->db, SQL_REGISTER_LED_TO, w->e);
        stmt_bool(&q, way->is_event);
        stmt_int(&q, at);
        stmt_int(&q, way->article_id);
        stmt_text(&q, way->name);
        enum rc rc = stmt_run_int(&q, &next, &found);
        if (rc)
            return rc;
        if (!found)
            break;
        at = next;
    }
    *out = at;
    return RC_OK;
}

/* ---- candidates ---- */

struct candidate {
    int64_t id;
    struct str name;
};

static enum rc read_candidates(struct write *w, enum facts_kind kind, struct str key,
                               struct vec *out)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_CANDIDATES, w->e);
    stmt_int(&q, kind);
    stmt_text(&q, key);
    stmt_int(&q, REGISTER_CANDIDATES_MAX);
    while (stmt_next(&q)) {
        struct candidate *c = vec_push(out);
        if (c)
            *c = (struct candidate){row_int(&q, REGISTER_CANDIDATES_entity_id),
                                    row_text(&q, w->arena, REGISTER_CANDIDATES_name)};
    }
    return stmt_end(&q);
}

/* What articles have said so far of the record that a candidate leads to. */
struct holder {
    int64_t candidate;
    struct str offices[SAME_OFFICES_MAX];
    size_t n;
};

static enum rc read_holder(struct write *w, int64_t candidate, struct holder *out)
{
    struct stmt q;
    int64_t record = 0;
    enum rc rc = register_lead(w, &(struct register_way){.from = candidate}, &record);
    if (rc)
        return rc;
    out->candidate = candidate;
    out->n = 0;
    stmt_start(&q, w->db, SQL_REGISTER_HELD, w->e);
    stmt_int(&q, record);
    stmt_int(&q, SAME_OFFICES_MAX);
    while (stmt_next(&q) && out->n < SAME_OFFICES_MAX)
        out->offices[out->n++] = row_text(&q, w->arena, REGISTER_HELD_name);
    return stmt_end(&q);
}

static size_t own_offices(const struct facts *f, size_t i, struct str *offices)
{
    size_t n = 0;
    for (size_t k = 0; k < f->offices_n && n < SAME_OFFICES_MAX; k++)
        if (f->offices[k].person == i)
            offices[n++] = f->offices[k].name;
    return n;
}

/* How much speaks for a record of this name being the person; 0 = it is another. */
static int weigh(struct arena *a, const struct facts *f, size_t i, struct str name,
                 const struct holder *holder)
{
    struct str own[SAME_OFFICES_MAX];
    const struct facts_entity *e = &f->entities[i];
    struct same_person there = {.name = name, .offices = holder->offices, .offices_n = holder->n};
    int best = 0;
    for (size_t k = 0; k < e->names.n; k++) {
        struct same_person here = {.name = e->names.v[k],
                                   .offices = own,
                                   .offices_n = own_offices(f, i, own),
                                   .country = e->country};
        int now = same_person(a, &here, &there);
        best = now > best ? now : best;
    }
    return best;
}

/* The best of the candidates; the oldest of equals. A record's names follow one another. */
static enum rc choose_person(struct write *w, const struct facts *f, size_t i,
                             const struct vec *candidates, int64_t *out)
{
    struct holder holder = {0};
    int best = 0;
    for (size_t k = 0; k < candidates->n; k++) {
        const struct candidate *c = vec_at(candidates, k);
        enum rc rc = c->id == holder.candidate ? RC_OK : read_holder(w, c->id, &holder);
        if (rc)
            return rc;
        int score = weigh(w->arena, f, i, c->name, &holder);
        if (score > best || (score == best && best && c->id < *out)) {
            best = score;
            *out = c->id;
        }
    }
    return arena_failed(w->arena) ? fail(w->e, RC_NOMEM, "out of memory") : RC_OK;
}

static enum rc find(struct write *w, const struct facts *f, size_t i, int64_t *out)
{
    const struct facts_entity *e = &f->entities[i];
    struct vec candidates = VEC(struct candidate, w->arena);
    enum rc rc = RC_OK;
    for (size_t k = 0; k < e->names.n && !rc; k++) {
        struct str keys[FACTS_KEYS_MAX];
        size_t n = facts_keys(w->arena, e->kind, e->names.v[k], keys);
        for (size_t j = 0; j < n && !rc; j++)
            rc = read_candidates(w, e->kind, keys[j], &candidates);
    }
    if (!rc && arena_failed(w->arena))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    if (rc || candidates.n == 0)
        return rc;
    if (e->kind == FACTS_PERSON)
        return choose_person(w, f, i, &candidates, out);
    *out = ((struct candidate *)vec_at(&candidates, 0))->id; /* equal keys are one body or place */
    return RC_OK;
}

/* ---- records ---- */

static enum rc slug_of(struct write *w, const struct facts_entity *e, struct str *out)
{
    struct str plain = slug_from_title(w->arena, e->name);
    struct str slug = plain;
    for (int n = 2; n < REGISTER_SLUGS_MAX; n++) {
        struct stmt q;
        bool used = false;
        int64_t id = 0;
        if (arena_failed(w->arena))
            return fail(w->e, RC_NOMEM, "out of memory");
        stmt_start(&q, w->db, SQL_REGISTER_ENTITY_SLUG_USED, w->e);
        stmt_int(&q, e->kind);
        stmt_text(&q, slug);
        enum rc rc = stmt_run_int(&q, &id, &used);
        if (rc || !used) {
            *out = slug;
            return rc;
        }
        slug = str_format(w->arena, "%.*s-%d", STR_ARG(plain), n);
    }
    return fail(w->e, RC_LIMIT, "%d records are called %.*s", (int)REGISTER_SLUGS_MAX,
                STR_ARG(e->name));
}

enum rc register_new_entity(struct write *w, const struct facts_entity *e, int64_t *out)
{
    struct str slug = {0};
    struct stmt q;
    enum rc rc = slug_of(w, e, &slug);
    if (rc)
        return rc;
    struct str folded = same_fold(w->arena, e->name);
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    stmt_start(&q, w->db, SQL_REGISTER_ENTITY_INSERT, w->e);
    stmt_int(&q, e->kind);
    stmt_text(&q, e->name);
    stmt_text(&q, folded);
    stmt_text(&q, slug);
    stmt_text(&q, e->code);
    stmt_text(&q, e->country);
    return stmt_run_int(&q, out, NULL);
}

static enum rc add_names(struct write *w, const struct facts_entity *e, int64_t id)
{
    enum rc rc = RC_OK;
    for (size_t k = 0; k < e->names.n && !rc; k++) {
        struct str keys[FACTS_KEYS_MAX];
        size_t n = facts_keys(w->arena, e->kind, e->names.v[k], keys);
        for (size_t j = 0; j < n && !rc; j++) {
            struct stmt q;
            if (arena_failed(w->arena))
                return fail(w->e, RC_NOMEM, "out of memory");
            stmt_start(&q, w->db, SQL_REGISTER_NAME_PUT, w->e);
            stmt_int(&q, e->kind);
            stmt_text(&q, keys[j]);
            stmt_int(&q, id);
            stmt_text(&q, e->names.v[k]);
            stmt_int(&q, str_eq(e->names.v[k], e->name));
            rc = stmt_run(&q);
        }
    }
    return rc;
}

enum rc register_find_entity(struct write *w, const struct facts *f, size_t i, int64_t *out)
{
    const struct facts_entity *e = &f->entities[i];
    int64_t id = 0;
    enum rc rc = find(w, f, i, &id);
    if (!rc && !id)
        rc = register_new_entity(w, e, &id);
    if (!rc)
        rc = add_names(w, e, id);
    if (!rc)
        *out = id;
    return rc;
}

enum rc register_rename(struct write *w, int64_t entity_id)
{
    struct stmt q;
    struct str best = {0};
    stmt_start(&q, w->db, SQL_REGISTER_NAME_BEST, w->e);
    stmt_int(&q, entity_id);
    if (stmt_next(&q))
        best = row_text(&q, w->arena, REGISTER_NAME_BEST_name);
    enum rc rc = stmt_end(&q);
    if (rc || best.n == 0)
        return rc;
    struct str folded = same_fold(w->arena, best);
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    stmt_start(&q, w->db, SQL_REGISTER_ENTITY_RENAME, w->e);
    stmt_int(&q, entity_id);
    stmt_text(&q, best);
    stmt_text(&q, folded);
    return stmt_run(&q);
}
