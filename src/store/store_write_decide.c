/* What persons decide about records: merging, splitting, confirming, rejecting. Each decision is kept
 * as a rule or a verdict, and what stands is led anew; a later re-run finds the same rules. */
#include "store/store_write_register.h"

enum { REMATCHED_MAX = 500 }; /* events of one record that are compared anew at once */

static enum rc not_found(struct write *w, const struct store_decide *d, int64_t id)
{
    return fail(w->e, RC_NOTFOUND, "no %s %lld in the register", d->event ? "event" : "record",
                (long long)id);
}

/* ---- rules ---- */

static enum rc put_rule(struct write *w, const struct store_decide *d,
                        const struct register_way *way, int64_t to)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_RULE_PUT, w->e);
    stmt_bool(&q, way->is_event);
    stmt_int(&q, way->from);
    stmt_int(&q, way->article_id);
    stmt_text(&q, way->name);
    stmt_int(&q, to);
    stmt_text(&q, d->by);
    stmt_int(&q, d->now_ms);
    return stmt_run(&q);
}

/* ---- leading anew ---- */

struct origin {
    int64_t article_id;
    int64_t origin_id;
    int64_t row_id; /* of a report */
    struct str name;
};

static enum rc read_origins(struct write *w, bool event, int64_t id, struct vec *out)
{
    struct stmt q;
    stmt_start(&q, w->db, event ? SQL_REGISTER_EVENT_ORIGINS : SQL_REGISTER_ORIGINS, w->e);
    stmt_int(&q, id);
    while (stmt_next(&q)) {
        struct origin *o = vec_push(out);
        if (o && event)
            *o = (struct origin){.article_id = row_int(&q, REGISTER_EVENT_ORIGINS_article_id),
                                 .origin_id = row_int(&q, REGISTER_EVENT_ORIGINS_origin_id),
                                 .row_id = row_int(&q, REGISTER_EVENT_ORIGINS_id)};
        else if (o)
            *o = (struct origin){.article_id = row_int(&q, REGISTER_ORIGINS_article_id),
                                 .origin_id = row_int(&q, REGISTER_ORIGINS_origin_id),
                                 .name = row_text(&q, w->arena, REGISTER_ORIGINS_name)};
    }
    enum rc rc = stmt_end(&q);
    return !rc && arena_failed(w->arena) ? fail(w->e, RC_NOMEM, "out of memory") : rc;
}

static enum rc set_lead(struct write *w, enum statement id, const struct origin *o, int64_t to)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, o->article_id);
    stmt_int(&q, o->origin_id);
    stmt_int(&q, to);
    return stmt_run(&q);
}

static enum rc lead_one(struct write *w, bool event, const struct origin *o, int64_t *to)
{
    enum rc rc = register_lead(
        w,
        &(struct register_way){
            .is_event = event, .from = o->origin_id, .article_id = o->article_id, .name = o->name},
        to);
    if (rc)
        return rc;
    if (event) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_REGISTER_REPORT_LEAD, w->e);
        stmt_int(&q, o->row_id);
        stmt_int(&q, *to);
        return stmt_run(&q);
    }
    rc = set_lead(w, SQL_REGISTER_MENTION_LEAD, o, *to);
    if (!rc)
        rc = set_lead(w, SQL_REGISTER_OFFICE_LEAD, o, *to);
    return rc ? rc : set_lead(w, SQL_REGISTER_PART_LEAD, o, *to);
}

static enum rc note(struct write *w, struct vec *touched, int64_t id)
{
    for (size_t i = 0; i < touched->n; i++)
        if (*(int64_t *)vec_at(touched, i) == id)
            return RC_OK;
    int64_t *slot = vec_push(touched);
    if (!slot)
        return fail(w->e, RC_NOMEM, "out of memory");
    *slot = id;
    return RC_OK;
}

/* Leads everything that stands at the touched records by the rules as they are now. */
static enum rc lead_all(struct write *w, bool event, struct vec *touched)
{
    struct vec origins = VEC(struct origin, w->arena);
    enum rc rc = RC_OK;
    size_t n = touched->n;
    for (size_t i = 0; i < n && !rc; i++)
        rc = read_origins(w, event, *(int64_t *)vec_at(touched, i), &origins);
    for (size_t i = 0; i < origins.n && !rc; i++) {
        int64_t to = 0;
        rc = lead_one(w, event, vec_at(&origins, i), &to);
        if (!rc)
            rc = note(w, touched, to);
    }
    return rc;
}

static enum rc settle_records(struct write *w, const struct vec *touched)
{
    struct vec events = VEC(int64_t, w->arena);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < touched->n && !rc; i++) {
        int64_t id = *(int64_t *)vec_at(touched, i);
        rc = write_id(w, SQL_REGISTER_RECOUNT, id);
        if (!rc)
            rc = register_ids(w, SQL_REGISTER_EVENTS_OF_ENTITY, id, &events);
    }
    for (size_t i = 0; i < events.n && i < REMATCHED_MAX && !rc; i++)
        rc = register_rematch_event(w, *(int64_t *)vec_at(&events, i));
    for (size_t i = REMATCHED_MAX; i < events.n && !rc; i++)
        rc = register_settle_event(w, *(int64_t *)vec_at(&events, i));
    return rc;
}

static enum rc settle_events(struct write *w, const struct vec *touched)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < touched->n && !rc; i++)
        rc = register_settle_event(w, *(int64_t *)vec_at(touched, i));
    return rc;
}

static enum rc apply(struct write *w, const struct store_decide *d, struct vec *touched)
{
    enum rc rc = lead_all(w, d->event, touched);
    if (!rc)
        rc = d->event ? settle_events(w, touched) : settle_records(w, touched);
    w->result->changed = true;
    if (!rc)
        rc = change_add(w, "register", 0);
    return rc ? rc : change_add(w, "site", 0);
}

/* ---- merging ---- */

/* What a record is, as one that can be merged with another: kind; for events whether an agreement. */
static enum rc read_sort(struct write *w, const struct store_decide *d, int64_t id,
                         struct facts_entity *out)
{
    struct stmt q;
    stmt_start(&q, w->db, d->event ? SQL_REGISTER_EVENT_KIND : SQL_REGISTER_ENTITY_KIND, w->e);
    stmt_int(&q, id);
    bool found = stmt_next(&q);
    *out = (struct facts_entity){0};
    if (found && d->event) {
        bool agreement = row_bool(&q, REGISTER_EVENT_KIND_is_agreement);
        out->kind = agreement ? FACTS_COUNTRY : FACTS_PERSON; /* any two that differ */
    } else if (found) {
        out->kind = (enum facts_kind)row_int(&q, REGISTER_ENTITY_KIND_kind);
        out->name = row_text(&q, w->arena, REGISTER_ENTITY_KIND_name);
        out->code = row_text(&q, w->arena, REGISTER_ENTITY_KIND_code);
        out->country = row_text(&q, w->arena, REGISTER_ENTITY_KIND_country);
    }
    enum rc rc = stmt_end(&q);
    return rc || found ? rc : not_found(w, d, id);
}

static bool may_merge(enum facts_kind x, enum facts_kind y)
{
    bool places =
        (x == FACTS_COUNTRY || x == FACTS_PLACE) && (y == FACTS_COUNTRY || y == FACTS_PLACE);
    return x == y || places;
}

static enum rc merge(struct write *w, const struct store_decide *d)
{
    struct facts_entity from;
    struct facts_entity to;
    struct vec touched = VEC(int64_t, w->arena);
    int64_t end = 0;
    enum rc rc = read_sort(w, d, d->id, &from);
    if (!rc)
        rc = read_sort(w, d, d->to_id, &to);
    if (!rc)
        rc = register_lead(w, &(struct register_way){.is_event = d->event, .from = d->to_id}, &end);
    if (rc)
        return rc;
    if (d->event ? from.kind != to.kind : !may_merge(from.kind, to.kind))
        return fail(w->e, RC_INVALID, "records of two kinds are not one");
    if (end == d->id)
        return fail(w->e, RC_CONFLICT, "%lld is already part of %lld", (long long)d->to_id,
                    (long long)d->id);
    rc = put_rule(w, d, &(struct register_way){.is_event = d->event, .from = d->id}, d->to_id);
    if (!rc)
        rc = note(w, &touched, d->id);
    if (!rc)
        rc = note(w, &touched, d->to_id);
    w->result->id = end;
    return rc ? rc : apply(w, d, &touched);
}

/* Takes the rule of a merge away. */
static enum rc unmerge(struct write *w, const struct store_decide *d)
{
    struct vec touched = VEC(int64_t, w->arena);
    struct stmt q;
    int64_t end = 0;
    int64_t was = 0;
    bool found = false;
    enum rc rc =
        register_lead(w, &(struct register_way){.is_event = d->event, .from = d->id}, &end);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_RULE_REMOVE, w->e);
    stmt_bool(&q, d->event);
    stmt_int(&q, d->id);
    rc = stmt_run_int(&q, &was, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "%lld was not merged into another; name --article or --name",
                    (long long)d->id);
    rc = note(w, &touched, end);
    w->result->id = d->id;
    return rc ? rc : apply(w, d, &touched);
}

/* ---- splitting ---- */

static enum rc new_record(struct write *w, const struct store_decide *d, int64_t *out)
{
    struct facts_entity like;
    if (d->event)
        return register_copy_event(w, d->id, out);
    enum rc rc = read_sort(w, d, d->id, &like);
    if (d->name.n)
        like.name = d->name;
    return rc ? rc : register_new_entity(w, &like, out);
}

static enum rc split(struct write *w, const struct store_decide *d)
{
    struct vec touched = VEC(int64_t, w->arena);
    int64_t fresh = 0;
    if (d->article_ids_n == 0 && d->name.n == 0)
        return unmerge(w, d);
    if (d->event && d->article_ids_n == 0)
        return fail(w->e, RC_INVALID, "an event is split by --article");
    enum rc rc = new_record(w, d, &fresh);
    struct register_way way = {.is_event = d->event, .from = d->id, .name = STR("")};
    if (!rc && d->article_ids_n == 0) {
        way.name = d->name;
        rc = put_rule(w, d, &way, fresh);
    }
    for (size_t i = 0; i < d->article_ids_n && !rc; i++) {
        way.article_id = d->article_ids[i];
        rc = put_rule(w, d, &way, fresh);
    }
    if (!rc)
        rc = note(w, &touched, d->id);
    w->result->id = fresh;
    w->result->created = true;
    if (!rc)
        rc = apply(w, d, &touched);
    bool moved = false;
    for (size_t i = 0; i < touched.n; i++)
        moved = moved || *(int64_t *)vec_at(&touched, i) == fresh;
    return rc || moved ? rc
                       : fail(w->e, RC_NOTFOUND, "nothing of %lld stands there", (long long)d->id);
}

/* ---- verdicts ---- */

static int64_t verdict_of(enum store_decision_kind kind)
{
    enum { NONE, CONFIRMED, REJECTED }; /* store_verdict_kind */
    return kind == DECIDE_CONFIRM ? CONFIRMED : kind == DECIDE_REJECT ? REJECTED : NONE;
}

static enum rc judge_office(struct write *w, const struct store_decide *d)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_OFFICE_IS_HELD, w->e);
    stmt_int(&q, d->id);
    stmt_text(&q, d->office);
    bool held = stmt_next(&q);
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!held)
        return fail(w->e, RC_NOTFOUND, "%lld holds no office %.*s", (long long)d->id,
                    STR_ARG(d->office));
    stmt_start(&q, w->db, SQL_REGISTER_OFFICE_VERDICT_PUT, w->e);
    stmt_int(&q, d->id);
    stmt_text(&q, d->office);
    stmt_int(&q, verdict_of(d->kind));
    stmt_text(&q, d->by);
    stmt_int(&q, d->now_ms);
    return stmt_run(&q);
}

static enum rc judge_record(struct write *w, const struct store_decide *d)
{
    struct stmt q;
    stmt_start(&q, w->db, d->event ? SQL_REGISTER_EVENT_VERDICT : SQL_REGISTER_ENTITY_VERDICT,
               w->e);
    stmt_int(&q, d->id);
    stmt_int(&q, verdict_of(d->kind));
    stmt_text(&q, d->by);
    stmt_time(&q, d->kind == DECIDE_UNDECIDE ? CLOCK_NONE : d->now_ms);
    bool found = stmt_next(&q);
    enum rc rc = stmt_end(&q);
    return rc || found ? rc : not_found(w, d, d->id);
}

static enum rc judge(struct write *w, const struct store_decide *d)
{
    enum rc rc = d->office.n && !d->event ? judge_office(w, d) : judge_record(w, d);
    w->result->id = d->id;
    w->result->changed = true;
    if (!rc)
        rc = change_add(w, "register", 0);
    return rc ? rc : change_add(w, "site", 0);
}

enum rc write_decide(struct write *w, const struct store_decide *decide)
{
    switch (decide->kind) {
    case DECIDE_MERGE: return merge(w, decide);
    case DECIDE_SPLIT: return split(w, decide);
    case DECIDE_CONFIRM:
    case DECIDE_REJECT:
    case DECIDE_UNDECIDE: return judge(w, decide);
    }
    return fail(w->e, RC_INVALID, "unknown decision %d", (int)decide->kind);
}
