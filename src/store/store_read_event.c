/* The register's events and agreements, read. */
#include "store/store_read_register.h"

enum { UNDER_MAX = 200 }; /* of one visit */

static void row_event(const struct stmt *q, struct arena *a, struct store_event *out)
{
    static const int verdict[] = {REGISTER_EVENT_BY_ID_verdict, REGISTER_EVENT_BY_ID_verdict_by,
                                  REGISTER_EVENT_BY_ID_verdict_ms};
    *out = (struct store_event){
        .id = row_int(q, REGISTER_EVENT_BY_ID_id),
        .is_agreement = row_bool(q, REGISTER_EVENT_BY_ID_is_agreement),
        .kind = (enum event_kind)row_int(q, REGISTER_EVENT_BY_ID_kind),
        .slug = row_text(q, a, REGISTER_EVENT_BY_ID_slug),
        .title = row_text(q, a, REGISTER_EVENT_BY_ID_title),
        .word = row_text(q, a, REGISTER_EVENT_BY_ID_word),
        .date = row_text(q, a, REGISTER_EVENT_BY_ID_date),
        .until = row_text(q, a, REGISTER_EVENT_BY_ID_until),
        .precision = (enum facts_precision)row_int(q, REGISTER_EVENT_BY_ID_date_precision),
        .day = row_day(q, REGISTER_EVENT_BY_ID_day),
        .until_day = row_day(q, REGISTER_EVENT_BY_ID_until_day),
        .sort_day = row_day(q, REGISTER_EVENT_BY_ID_sort_day),
        .period_from = row_text(q, a, REGISTER_EVENT_BY_ID_period_from),
        .period_to = row_text(q, a, REGISTER_EVENT_BY_ID_period_to),
        .count = row_int(q, REGISTER_EVENT_BY_ID_amount),
        .planned = row_bool(q, REGISTER_EVENT_BY_ID_planned),
        .guest = row_text(q, a, REGISTER_EVENT_BY_ID_guest),
        .place = row_text(q, a, REGISTER_EVENT_BY_ID_place),
        .under_id = row_int(q, REGISTER_EVENT_BY_ID_under_id),
        .reports = row_int(q, REGISTER_EVENT_BY_ID_reports),
        .verdict = row_verdict(q, a, verdict),
    };
    out->host.name = row_text(q, a, REGISTER_EVENT_BY_ID_host_name);
    out->host.slug = row_text(q, a, REGISTER_EVENT_BY_ID_host_slug);
    out->host.id = out->host.slug.n ? row_int(q, REGISTER_EVENT_BY_ID_host_id) : 0;
    out->head.name = row_text(q, a, REGISTER_EVENT_BY_ID_head_name);
    out->head.slug = row_text(q, a, REGISTER_EVENT_BY_ID_head_slug);
    out->head.id = out->head.slug.n ? row_int(q, REGISTER_EVENT_BY_ID_head_id) : 0;
}

/* ---- lists ---- */

static void bind_day(struct stmt *q, int64_t day)
{
    stmt_time(q, day == FACTS_NO_DAY ? CLOCK_NONE : day);
}

static void bind_filter(struct stmt *q, const struct store_event_query *ask)
{
    enum { BOTH = 2 };
    stmt_int(q, ask->both ? BOTH : ask->agreements);
    stmt_int(q, ask->kind);
    bind_day(q, ask->from_day);
    bind_day(q, ask->until_day);
    stmt_int(q, ask->now_ms);
}

static void bind_parties(struct stmt *q, struct arena *a, const struct store_event_query *ask)
{
    enum { EVERY_ROLE = (1 << FACTS_ROLE_COUNT) - 1 };
    stmt_text(q, read_ids_as_json(a, ask->one, ask->one_n));
    stmt_int(q, ask->roles ? (int64_t)(ask->roles & EVERY_ROLE) : EVERY_ROLE);
    stmt_text(q, ask->other_n ? read_ids_as_json(a, ask->other, ask->other_n) : STR("[]"));
}

static enum rc take_events(struct stmt *q, struct arena *a, struct store_event **out, size_t *out_n)
{
    struct vec rows = VEC(struct store_event, a);
    while (stmt_next(q)) {
        struct store_event *row = vec_push(&rows);
        if (row)
            row_event(q, a, row);
    }
    enum rc rc = read_result(stmt_end(q), a, q->e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

enum rc store_events(struct store_reader *r, struct arena *a, struct store_event_query ask,
                     struct store_event **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    enum rc rc = read_list_limit(ask.limit, ask.offset, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, ask.one_n ? SQL_REGISTER_EVENTS_OF : SQL_REGISTER_EVENTS, e);
    bind_filter(&q, &ask);
    if (ask.one_n)
        bind_parties(&q, a, &ask);
    stmt_bool(&q, ask.oldest_first);
    stmt_int(&q, ask.limit);
    stmt_int(&q, ask.offset);
    return take_events(&q, a, out, out_n);
}

enum rc store_events_count(struct store_reader *r, struct arena *a, struct store_event_query ask,
                           int64_t *out, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, ask.one_n ? SQL_REGISTER_EVENTS_OF_COUNT : SQL_REGISTER_EVENTS_COUNT, e);
    bind_filter(&q, &ask);
    if (ask.one_n)
        bind_parties(&q, a, &ask);
    return stmt_run_int(&q, out, NULL);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_events_under(struct store_reader *r, struct arena *a, int64_t event_id,
                           int64_t now_ms, struct store_event **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_EVENTS_UNDER, e);
    stmt_int(&q, event_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, UNDER_MAX);
    return take_events(&q, a, out, out_n);
}

enum rc store_delegations(struct store_reader *r, struct arena *a, struct store_event_query ask,
                          struct store_delegation **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_delegation, a);
    struct stmt q;
    enum rc rc = read_list_limit(ask.limit, 0, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_REGISTER_DELEGATIONS, e);
    bind_day(&q, ask.from_day);
    bind_day(&q, ask.until_day);
    stmt_int(&q, ask.now_ms);
    stmt_int(&q, ask.limit);
    while (stmt_next(&q)) {
        struct store_delegation *row = vec_push(&rows);
        if (!row)
            break;
        row_event(&q, a, &row->event);
        row->place_countries = row_text(&q, a, REGISTER_DELEGATIONS_place_countries);
        row->side_countries = row_text(&q, a, REGISTER_DELEGATIONS_side_countries);
        row->fields = row_text(&q, a, REGISTER_DELEGATIONS_fields);
        row->occasion = row_text(&q, a, REGISTER_DELEGATIONS_occasion);
    }
    rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* ---- one ---- */

static enum rc take_event(struct stmt *q, struct arena *a, struct store_event *out)
{
    struct store_event row = {0};
    if (stmt_next(q))
        row_event(q, a, &row);
    enum rc rc = read_result(stmt_end(q), a, q->e);
    if (rc)
        return rc;
    if (row.id == 0)
        return fail(q->e, RC_NOTFOUND, "no such event in the register");
    *out = row;
    return RC_OK;
}

enum rc store_event_by_id(struct store_reader *r, struct arena *a, int64_t id,
                          struct store_event *out, struct err *e)
{
    struct stmt q;
    enum rc rc = read_lead(r, true, &id, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_REGISTER_EVENT_BY_ID, e);
    stmt_int(&q, id);
    return take_event(&q, a, out);
}

/* NOLINTNEXTLINE(readability-function-size): a lookup's parameters */
enum rc store_event_by_slug(struct store_reader *r, struct arena *a, bool agreement,
                            struct str slug, struct store_event *out, struct err *e)
{
    struct stmt q;
    struct store_event row = {0};
    stmt_start(&q, &r->db, SQL_REGISTER_EVENT_BY_SLUG, e);
    stmt_bool(&q, agreement);
    stmt_text(&q, slug);
    enum rc rc = take_event(&q, a, &row);
    int64_t led = rc ? 0 : row.id;
    if (!rc)
        rc = read_lead(r, true, &led, e);
    if (!rc && led != row.id)
        return store_event_by_id(r, a, led, out, e);
    if (!rc)
        *out = row;
    return rc;
}

/* ---- evidence ---- */

static void row_report(const struct stmt *q, struct arena *a, struct store_report *out)
{
    *out = (struct store_report){
        .id = row_int(q, REGISTER_REPORTS_id),
        .kind = (enum event_kind)row_int(q, REGISTER_REPORTS_kind),
        .title = row_text(q, a, REGISTER_REPORTS_title),
        .date = row_text(q, a, REGISTER_REPORTS_date),
        .until = row_text(q, a, REGISTER_REPORTS_until),
        .guest = row_text(q, a, REGISTER_REPORTS_guest),
        .place = row_text(q, a, REGISTER_REPORTS_place),
        .occasion = row_text(q, a, REGISTER_REPORTS_occasion),
        .invited_by = row_text(q, a, REGISTER_REPORTS_invited_by),
        .fields = row_text(q, a, REGISTER_REPORTS_fields),
        .planned = row_bool(q, REGISTER_REPORTS_planned),
        .host_id = row_int(q, REGISTER_REPORTS_host_id),
        .host = row_text(q, a, REGISTER_REPORTS_host_name),
        .head_id = row_int(q, REGISTER_REPORTS_head_id),
        .head = row_text(q, a, REGISTER_REPORTS_head_name),
    };
    row_evidence(q, a, &(struct evidence_columns){REGISTER_REPORTS_article_id}, &out->at);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_reports(struct store_reader *r, struct arena *a, int64_t event_id, int64_t now_ms,
                      int64_t limit, struct store_report **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_report, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_REPORTS, e);
    stmt_int(&q, event_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_report *row = vec_push(&rows);
        if (row)
            row_report(&q, a, row);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

enum rc store_parties(struct store_reader *r, struct arena *a, struct store_parties_query ask,
                      struct store_party **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_party, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_PARTIES, e);
    stmt_text(&q, ask.n ? read_ids_as_json(a, ask.events, ask.n) : STR("[]"));
    stmt_int(&q, ask.now_ms);
    stmt_int(&q, STORE_PARTIES_MAX);
    while (stmt_next(&q)) {
        struct store_party *row = vec_push(&rows);
        if (!row)
            break;
        row->event_id = row_int(&q, REGISTER_PARTIES_event_id);
        row->name = row_text(&q, a, REGISTER_PARTIES_name);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_parts(struct store_reader *r, struct arena *a, int64_t event_id, int64_t now_ms,
                    int64_t limit, struct store_part **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_part, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_PARTS, e);
    stmt_int(&q, event_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_part *row = vec_push(&rows);
        if (!row)
            break;
        row->role = (enum facts_role)row_int(&q, REGISTER_PARTS_role);
        row->text = row_text(&q, a, REGISTER_PARTS_text);
        row->entity.id = row_int(&q, REGISTER_PARTS_id);
        row->entity.kind = (enum facts_kind)row_int(&q, REGISTER_PARTS_kind);
        row->entity.name = row_text(&q, a, REGISTER_PARTS_name);
        row->entity.slug = row_text(&q, a, REGISTER_PARTS_slug);
        row->entity.code = row_text(&q, a, REGISTER_PARTS_code);
        row->entity.country = row_text(&q, a, REGISTER_PARTS_country);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}
