/* Finding the event a report tells of, and what several reports agree on. */
#include "article/slug.h"
#include "store/store_write_register.h"

enum { NEAR_DAYS_MAX = 400 }; /* between two reports of one event: an agreement, a milestone */

/* An event as it stands, with what it is compared by. */
struct event_row {
    int64_t id;
    struct same_event same;
};

/* The events a report is compared with. */
struct lookup {
    struct write *w;
    struct vec ids; /* int64_t */
    bool is_agreement;
    int64_t near_day;
};

static int64_t read_day(const struct stmt *q, int column)
{
    int64_t day = row_time(q, column);
    return day == CLOCK_NONE ? FACTS_NO_DAY : day;
}

/* A key that lookup_key made of a delegation or a name says nothing of parties. */
static struct str own_key(struct str key)
{
    return str_starts(key, STR("#")) ? STR("") : key;
}

static enum rc read_match(struct write *w, int64_t id, struct event_row *out)
{
    struct stmt q;
    struct event_row e = {0};
    struct arena *a = w->arena;
    stmt_start(&q, w->db, SQL_REGISTER_MATCH, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        e.id = row_int(&q, REGISTER_MATCH_event_id);
        e.same = (struct same_event){
            .is_agreement = row_bool(&q, REGISTER_MATCH_is_agreement),
            .kind = (enum event_kind)row_int(&q, REGISTER_MATCH_kind),
            .host = row_int(&q, REGISTER_MATCH_host_id),
            .head = row_int(&q, REGISTER_MATCH_head_id),
            .precision = (enum facts_precision)row_int(&q, REGISTER_MATCH_date_precision),
            .day = read_day(&q, REGISTER_MATCH_day),
            .until_day = read_day(&q, REGISTER_MATCH_until_day),
            .near_day = read_day(&q, REGISTER_MATCH_near_day),
            .guest = row_text(&q, a, REGISTER_MATCH_guest),
            .place = row_text(&q, a, REGISTER_MATCH_place),
            .name = row_text(&q, a, REGISTER_MATCH_title),
            .match_key = own_key(row_text(&q, a, REGISTER_MATCH_match_key)),
            .period = row_text(&q, a, REGISTER_MATCH_period),
            .count = row_int(&q, REGISTER_MATCH_amount),
        };
    }
    enum rc rc = stmt_end(&q);
    if (!rc && arena_failed(a))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    if (!rc)
        *out = e;
    return rc;
}

static struct same_event same_of(struct arena *a, const struct facts_event *e,
                                 const struct register_found *found)
{
    return (struct same_event){
        .is_agreement = e->is_agreement,
        .kind = e->kind,
        .host = found->host,
        .head = found->head,
        .precision = e->precision,
        .day = e->day,
        .until_day = e->until_day,
        .near_day = e->near_day,
        .guest = same_fold(a, e->guest),
        .place = same_fold(a, e->place),
        .name = same_fold(a, e->title),
        .match_key = e->match_key,
        .period = str_format(a, "%.*s%.*s", STR_ARG(e->period_from), STR_ARG(e->period_to)),
        .count = e->count,
    };
}

/* ---- candidates ---- */

static void bind_window(struct stmt *q, const struct lookup *l)
{
    bool known = l->near_day != FACTS_NO_DAY;
    stmt_bool(q, l->is_agreement);
    stmt_int(q, known ? l->near_day - NEAR_DAYS_MAX : INT64_MIN);
    stmt_int(q, known ? l->near_day + NEAR_DAYS_MAX : INT64_MAX);
    stmt_int(q, REGISTER_CANDIDATES_MAX);
}

static enum rc take_ids(struct lookup *l, struct stmt *q)
{
    while (stmt_next(q)) {
        int64_t *slot = vec_push(&l->ids);
        if (slot)
            *slot = row_int(q, 0);
    }
    return stmt_end(q);
}

static enum rc by_person(struct lookup *l, int64_t person)
{
    static const enum statement statements[] = {SQL_REGISTER_EVENT_BY_HOST,
                                                SQL_REGISTER_EVENT_BY_HEAD};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(statements) && person && !rc; i++) {
        struct stmt q;
        stmt_start(&q, l->w->db, statements[i], l->w->e);
        stmt_int(&q, person);
        bind_window(&q, l);
        rc = take_ids(l, &q);
    }
    return rc;
}

static enum rc by_key(struct lookup *l, struct str key)
{
    struct stmt q;
    if (key.n == 0)
        return RC_OK;
    stmt_start(&q, l->w->db, SQL_REGISTER_EVENT_BY_KEY, l->w->e);
    stmt_text(&q, key);
    bind_window(&q, l);
    return take_ids(l, &q);
}

/* What finds an event that has neither persons nor parties: the delegation, or its name. */
static struct str lookup_key(struct arena *a, const struct same_event *e)
{
    if (e->match_key.n)
        return e->match_key;
    if (e->is_agreement)
        return str_concat(a, STR("#"), e->name);
    return e->guest.n ? str_concat(a, STR("#"), e->guest) : STR("");
}

static bool is_among(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* The first candidate that is the same event; 0: none. */
static enum rc find(struct write *w, const struct same_event *e, struct register_found *found)
{
    struct lookup l = {.w = w,
                       .ids = VEC(int64_t, w->arena),
                       .is_agreement = e->is_agreement,
                       .near_day = e->near_day};
    enum rc rc = by_person(&l, found->host);
    if (!rc)
        rc = by_person(&l, found->head);
    if (!rc)
        rc = by_key(&l, lookup_key(w->arena, e));
    if (!rc && arena_failed(w->arena))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    found->id = 0;
    for (size_t i = 0; i < l.ids.n && !rc && !found->id; i++) {
        struct event_row row;
        int64_t id = *(int64_t *)vec_at(&l.ids, i);
        if (is_among(found->events, found->events_n, id))
            continue;
        rc = read_match(w, id, &row);
        if (!rc && row.id && same_event(e, &row.same))
            found->id = id;
    }
    return rc;
}

/* ---- new ones ---- */

static enum rc slug_of(struct write *w, bool is_agreement, struct str title, struct str *out)
{
    struct str plain = slug_from_title(w->arena, title);
    struct str slug = plain;
    for (int n = 2; n < REGISTER_SLUGS_MAX; n++) {
        struct stmt q;
        bool used = false;
        int64_t id = 0;
        if (arena_failed(w->arena))
            return fail(w->e, RC_NOMEM, "out of memory");
        stmt_start(&q, w->db, SQL_REGISTER_EVENT_SLUG_USED, w->e);
        stmt_bool(&q, is_agreement);
        stmt_text(&q, slug);
        enum rc rc = stmt_run_int(&q, &id, &used);
        if (rc || !used) {
            *out = slug;
            return rc;
        }
        slug = str_format(w->arena, "%.*s-%d", STR_ARG(plain), n);
    }
    return fail(w->e, RC_LIMIT, "%d events are called %.*s", (int)REGISTER_SLUGS_MAX,
                STR_ARG(title));
}

/* What insert and settle have in common, in the order of both. */
static void bind_event(struct stmt *q, const struct facts_event *e,
                       const struct register_found *found)
{
    const struct str texts[] = {e->title, e->word, e->date, e->until};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        stmt_text(q, texts[i]);
    stmt_int(q, e->precision);
    register_bind_day(q, e->day);
    register_bind_day(q, e->until_day);
    register_bind_day(q, e->near_day);
    stmt_text(q, e->period_from);
    stmt_text(q, e->period_to);
    stmt_int(q, e->count);
    stmt_bool(q, e->planned);
    stmt_id(q, found->host);
    stmt_id(q, found->head);
    stmt_text(q, e->guest);
    stmt_text(q, e->place);
}

/* By what the event is found again. */
static enum rc put_match(struct write *w, int64_t event_id, const struct same_event *same)
{
    struct stmt q;
    struct str key = lookup_key(w->arena, same);
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    stmt_start(&q, w->db, SQL_REGISTER_MATCH_PUT, w->e);
    stmt_int(&q, event_id);
    stmt_bool(&q, same->is_agreement);
    stmt_int(&q, same->kind);
    stmt_text(&q, same->name);
    stmt_int(&q, same->precision);
    register_bind_day(&q, same->day);
    register_bind_day(&q, same->until_day);
    register_bind_day(&q, same->near_day);
    stmt_text(&q, same->period);
    stmt_int(&q, same->count);
    stmt_id(&q, same->host);
    stmt_id(&q, same->head);
    stmt_text(&q, same->guest);
    stmt_text(&q, same->place);
    stmt_text(&q, key);
    return stmt_run(&q);
}

static enum rc insert(struct write *w, const struct facts_event *e,
                      const struct register_found *found, int64_t *out)
{
    struct stmt q;
    struct str slug = {0};
    enum rc rc = slug_of(w, e->is_agreement, e->title, &slug);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_EVENT_INSERT, w->e);
    stmt_bool(&q, e->is_agreement);
    stmt_int(&q, e->kind);
    stmt_text(&q, slug);
    bind_event(&q, e, found);
    return stmt_run_int(&q, out, NULL);
}

/* The event this article told of in the same words; 0: none. Two sentences alike are two events. */
static int64_t known_before(const struct facts_event *e, const struct register_found *found)
{
    for (size_t i = 0; found->was && i < found->was->n; i++) {
        const struct register_was *was = vec_at(found->was, i);
        if (was->kind == e->kind && str_eq(was->title, e->title) &&
            !is_among(found->events, found->events_n, was->id))
            return was->id;
    }
    return 0;
}

enum rc register_find_event(struct write *w, const struct facts_event *e,
                            struct register_found *found)
{
    struct same_event same = same_of(w->arena, e, found);
    enum rc rc = find(w, &same, found);
    if (!rc && !found->id)
        found->id = known_before(e, found);
    if (rc || found->id)
        return rc;
    rc = insert(w, e, found, &found->id);
    return rc ? rc : put_match(w, found->id, &same);
}

enum rc register_copy_event(struct write *w, int64_t event_id, int64_t *out)
{
    struct stmt q;
    const struct str none = STR("");
    struct facts_event e = {
        .title = none, .day = FACTS_NO_DAY, .until_day = FACTS_NO_DAY, .near_day = FACTS_NO_DAY};
    stmt_start(&q, w->db, SQL_REGISTER_EVENT_KIND, w->e);
    stmt_int(&q, event_id);
    bool found = stmt_next(&q);
    if (found) {
        e.title = row_text(&q, w->arena, REGISTER_EVENT_KIND_title);
        e.is_agreement = row_bool(&q, REGISTER_EVENT_KIND_is_agreement);
        e.kind = (enum event_kind)row_int(&q, REGISTER_EVENT_KIND_kind);
    }
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "no event %lld", (long long)event_id);
    e.word = e.date = e.until = e.period_from = e.period_to = e.guest = e.place = e.match_key =
        none;
    return insert(w, &e, &(struct register_found){0}, out);
}

/* ---- what reports agree on ---- */

/* The report that speaks for an event, if there is one. */
struct best {
    bool any;
    struct facts_event event;
    struct register_found who;
};

/* The columns of both statements
 * are those of {report}. */
static enum rc read_best(struct write *w, enum statement id, int64_t event_id, struct best *out)
{
    struct stmt q;
    struct arena *a = w->arena;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, event_id);
    *out = (struct best){.any = stmt_next(&q)};
    if (out->any) {
        out->event = (struct facts_event){
            .is_agreement = row_bool(&q, REGISTER_REPORT_BEST_is_agreement),
            .kind = (enum event_kind)row_int(&q, REGISTER_REPORT_BEST_kind),
            .title = row_text(&q, a, REGISTER_REPORT_BEST_title),
            .word = row_text(&q, a, REGISTER_REPORT_BEST_word),
            .date = row_text(&q, a, REGISTER_REPORT_BEST_date),
            .until = row_text(&q, a, REGISTER_REPORT_BEST_until),
            .precision = (enum facts_precision)row_int(&q, REGISTER_REPORT_BEST_date_precision),
            .day = read_day(&q, REGISTER_REPORT_BEST_day),
            .until_day = read_day(&q, REGISTER_REPORT_BEST_until_day),
            .near_day = read_day(&q, REGISTER_REPORT_BEST_near_day),
            .period_from = row_text(&q, a, REGISTER_REPORT_BEST_period_from),
            .period_to = row_text(&q, a, REGISTER_REPORT_BEST_period_to),
            .count = row_int(&q, REGISTER_REPORT_BEST_amount),
            .planned = row_bool(&q, REGISTER_REPORT_BEST_planned),
            .guest = row_text(&q, a, REGISTER_REPORT_BEST_guest),
            .place = row_text(&q, a, REGISTER_REPORT_BEST_place),
            .match_key = row_text(&q, a, REGISTER_REPORT_BEST_match_key),
        };
        out->who.host = row_int(&q, REGISTER_REPORT_BEST_host_id);
        out->who.head = row_int(&q, REGISTER_REPORT_BEST_head_id);
    }
    enum rc rc = stmt_end(&q);
    return !rc && arena_failed(a) ? fail(w->e, RC_NOMEM, "out of memory") : rc;
}

static enum rc count_reports(struct write *w, int64_t event_id, int64_t *out)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_REPORT_COUNT, w->e);
    stmt_int(&q, event_id);
    return stmt_run_int(&q, out, NULL);
}

/* What led here by itself, for finding it again. */
static enum rc settle_match(struct write *w, int64_t event_id)
{
    struct best own;
    enum rc rc = read_best(w, SQL_REGISTER_REPORT_OWN, event_id, &own);
    if (rc || !own.any)
        return rc;
    struct same_event same = same_of(w->arena, &own.event, &own.who);
    return put_match(w, event_id, &same);
}

enum rc register_settle_event(struct write *w, int64_t event_id)
{
    struct stmt q;
    struct best best;
    int64_t reports = 0;
    enum rc rc = count_reports(w, event_id, &reports);
    if (!rc)
        rc = settle_match(w, event_id);
    if (!rc)
        rc = read_best(w, SQL_REGISTER_REPORT_BEST, event_id, &best);
    if (rc || !best.any)
        return rc ? rc : write_id(w, SQL_REGISTER_EVENT_UNREPORTED, event_id);
    stmt_start(&q, w->db, SQL_REGISTER_EVENT_SETTLE, w->e);
    stmt_int(&q, event_id);
    stmt_int(&q, best.event.kind);
    bind_event(&q, &best.event, &best.who);
    stmt_int(&q, reports);
    return stmt_run(&q);
}

enum rc register_rematch_event(struct write *w, int64_t event_id)
{
    struct event_row row;
    struct stmt q;
    enum rc rc = register_settle_event(w, event_id);
    if (!rc)
        rc = read_match(w, event_id, &row);
    if (rc || !row.id)
        return rc;
    struct register_found found = {
        .host = row.same.host, .head = row.same.head, .events = &event_id, .events_n = 1};
    rc = find(w, &row.same, &found);
    if (rc || !found.id)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_REPORTS_MOVE, w->e);
    stmt_int(&q, event_id);
    stmt_int(&q, found.id);
    rc = stmt_run(&q);
    if (!rc)
        rc = write_id(w, SQL_REGISTER_MATCH_FORGET, event_id);
    if (!rc)
        rc = register_settle_event(w, event_id);
    return rc ? rc : register_settle_event(w, found.id);
}
