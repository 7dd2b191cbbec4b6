/* Pages of one record: a person, body, country or place; an event or agreement. */
#include "site/make_register.h"

#include "register/same.h"

/* ---- records ---- */

static void add_verdict(struct register_make *x, const struct store_verdict *v)
{
    if (v->kind != VERDICT_CONFIRMED)
        return;
    struct str who = words_with(x->a, x->t->register_confirmed_by, v->by);
    x->v->notice = str_format(x->a, "%.*s · %.*s", STR_ARG(who),
                              STR_ARG(clock_vietnamese_date(x->a, v->at_ms)));
}

static enum rc add_names(struct register_make *x, const struct store_entity *e)
{
    struct article_texts names;
    enum rc rc = store_entity_names(x->j->reader, x->a, e->id, REGISTER_QUOTES, &names, x->j->err);
    for (size_t i = 0; !rc && i < names.items_n; i++)
        if (!str_eq(names.items[i], e->name))
            register_fact(x, x->t->register_names, names.items[i], STR(""));
    return rc;
}

/* "27/02/2024 – 29/09/2024": of the articles, so that a span says no more than they do. */
static struct str span(struct register_make *x, const struct store_office *o)
{
    if (o->from_day == FACTS_NO_DAY)
        return x->t->register_no_day;
    struct str from = clock_vietnamese_date(x->a, clock_day_start(o->from_day));
    if (o->from_day == o->until_day)
        return from;
    return str_format(x->a, "%.*s – %.*s", STR_ARG(from),
                      STR_ARG(clock_vietnamese_date(x->a, clock_day_start(o->until_day))));
}

static void widen_span(struct store_office *full, const struct store_office *brief)
{
    if (brief->from_day != FACTS_NO_DAY &&
        (full->from_day == FACTS_NO_DAY || brief->from_day < full->from_day))
        full->from_day = brief->from_day;
    if (brief->until_day != FACTS_NO_DAY &&
        (full->until_day == FACTS_NO_DAY || brief->until_day > full->until_day))
        full->until_day = brief->until_day;
    full->articles += brief->articles;
}

/* The one office that says rows[i] in full; n: none, or two that cannot both be meant. */
static size_t in_full(const struct store_office *rows, size_t n, size_t i)
{
    size_t found = n;
    for (size_t k = 0; k < n; k++) {
        if (!rows[k].articles || !same_office_in_full(rows[i].name, rows[k].name))
            continue;
        if (found < n)
            return n;
        found = k;
    }
    return found;
}

/* Forms of one office are one row, told in the words most articles use; unless somebody decided about one. */
static void join_forms(struct arena *a, struct store_office *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i && rows[i].verdict.kind == VERDICT_NONE; k++) {
            if (!rows[k].articles || !same_office_said(a, rows[i].name, rows[k].name))
                continue;
            widen_span(&rows[k], &rows[i]);
            rows[i].articles = 0; /* told by the other row */
            break;
        }
}

/* An office that some articles name without its place is one with it; unless somebody decided about it. How many
 * are left. */
static size_t join_offices(struct arena *a, struct store_office *rows, size_t n)
{
    size_t kept = 0;
    join_forms(a, rows, n);
    for (size_t i = 0; i < n; i++) {
        bool open = rows[i].articles && rows[i].verdict.kind == VERDICT_NONE;
        size_t full = open ? in_full(rows, n, i) : n;
        if (full == n)
            continue;
        widen_span(&rows[full], &rows[i]);
        rows[i].articles = 0; /* told by the other row */
    }
    for (size_t i = 0; i < n; i++)
        if (rows[i].articles)
            rows[kept++] = rows[i];
    return kept;
}

static enum rc add_offices(struct register_make *x, int64_t id)
{
    struct store_office *rows = NULL;
    size_t n = 0;
    enum rc rc =
        store_offices(x->j->reader, x->a, id, x->j->now_ms, REGISTER_INNER, &rows, &n, x->j->err);
    if (!rc)
        rc = register_keep_sealed(
            x->j, (struct register_rows){rows, sizeof *rows, offsetof(struct store_office, first)},
            &n);
    n = rc ? 0 : join_offices(x->a, rows, n);
    struct view_entry *entries = rc ? NULL : arena_array(x->a, n, sizeof *entries);
    struct view_evidence *evidence = rc ? NULL : arena_array(x->a, n, sizeof *evidence);
    struct view_panel *panel =
        n && entries && evidence ? register_panel(x, x->t->register_offices) : NULL;
    if (!panel)
        return rc;
    for (size_t i = 0; i < n; i++) {
        evidence[i] = register_evidence(x->j, &rows[i].first);
        entries[i] = (struct view_entry){
            .title = rows[i].name,
            .time = span(x, &rows[i]),
            .count = words_with(x->a, x->t->register_articles, page_number(x->a, rows[i].articles)),
            .confirmed = rows[i].verdict.kind == VERDICT_CONFIRMED,
            .evidence = &evidence[i],
            .evidence_n = 1,
        };
    }
    panel->is_offices = true;
    panel->entries = entries;
    panel->entries_n = n;
    return RC_OK;
}

static enum rc add_contacts(struct register_make *x, int64_t id)
{
    struct store_contact *rows = NULL;
    size_t n = 0;
    enum rc rc =
        store_contacts(x->j->reader, x->a, id, x->j->now_ms, REGISTER_INNER, &rows, &n, x->j->err);
    struct view_entry *entries = rc ? NULL : arena_array(x->a, n, sizeof *entries);
    struct view_panel *panel = n && entries ? register_panel(x, x->t->register_met) : NULL;
    if (!panel)
        return rc;
    for (size_t i = 0; i < n; i++) {
        entries[i] = register_entity_entry(x->j, &rows[i].person);
        entries[i].count = register_times(x, rows[i].events);
    }
    panel->is_list = true;
    panel->entries = entries;
    panel->entries_n = n;
    return RC_OK;
}

static enum rc add_events(struct register_make *x, const struct store_entity *e)
{
    struct job *j = x->j;
    struct store_event_query q = register_any_event(j, REGISTER_INNER);
    struct store_event *rows = NULL;
    int64_t *ids = NULL;
    size_t n = 0;
    enum rc rc = store_members(j->reader, x->a, e, &ids, &q.one_n, j->err);
    q.one = ids;
    if (!rc)
        rc = store_events(j->reader, x->a, q, &rows, &n, j->err);
    if (!rc)
        register_event_panel(x, x->t->register_events, rows, n);
    q.agreements = true;
    if (!rc)
        rc = store_events(j->reader, x->a, q, &rows, &n, j->err);
    if (!rc)
        register_event_panel(x, x->t->register_agreements, rows, n);
    return rc;
}

static enum rc add_mentions(struct register_make *x, int64_t id)
{
    struct store_evidence *rows = NULL;
    size_t n = 0;
    enum rc rc =
        store_mentions(x->j->reader, x->a, id, x->j->now_ms, REGISTER_QUOTES, &rows, &n, x->j->err);
    if (!rc)
        rc = register_keep_sealed(x->j, (struct register_rows){rows, sizeof *rows, 0}, &n);
    struct view_evidence *quotes = rc ? NULL : arena_array(x->a, n, sizeof *quotes);
    struct view_panel *panel = n && quotes ? register_panel(x, x->t->register_sources) : NULL;
    if (!panel)
        return rc;
    for (size_t i = 0; i < n; i++)
        quotes[i] = register_evidence(x->j, &rows[i]);
    panel->is_quotes = true;
    panel->evidence = quotes;
    panel->evidence_n = n;
    return RC_OK;
}

/* True when the page is another's address: then it is sent there. */
static bool is_moved(struct register_make *x, struct str path)
{
    if (str_eq(path, x->m->path))
        return false;
    x->m->status = 301;
    x->m->location = path;
    return true;
}

enum rc register_make_entity(struct register_make *x)
{
    struct store_entity e;
    enum rc rc = store_entity_by_slug(x->j->reader, x->a, x->r.kind, x->r.slug, &e, x->j->err);
    if (rc == RC_NOTFOUND || (!rc && e.verdict.kind == VERDICT_REJECTED))
        return register_missing(x);
    if (rc || is_moved(x, register_entity_path(x->a, e.kind, e.slug)))
        return rc;
    register_title(x, register_kind_title(x->t, e.kind), e.name);
    add_verdict(x, &e.verdict);
    rc = add_names(x, &e);
    if (!rc && e.kind == FACTS_PERSON)
        rc = add_offices(x, e.id);
    if (!rc && e.kind == FACTS_PERSON)
        rc = add_contacts(x, e.id);
    if (!rc)
        rc = add_events(x, &e);
    if (!rc)
        rc = add_mentions(x, e.id);
    if (rc)
        return rc;
    if (x->panels.n == 0) /* no article says anything of it any more, or not yet */
        return register_missing(x);
    static const enum register_file files[] = {REGISTER_CSV, REGISTER_ICS, REGISTER_JSONLD};
    register_files(x, files, COUNT_OF(files));
    return RC_OK;
}

/* ---- events ---- */

static struct str role_title(const struct words *t, enum facts_role role)
{
    switch (role) {
    case PART_HOST: return t->register_host;
    case PART_HEAD: return t->register_head;
    case PART_ATTENDEE: return t->register_attendees;
    case PART_PLACE: return t->register_place;
    case PART_PARTY: return t->register_parties;
    case PART_INVITER: return t->register_inviter;
    case PART_SIDE: return t->register_sides;
    case FACTS_ROLE_COUNT: break;
    }
    return STR("");
}

static enum rc add_parts(struct register_make *x, int64_t event_id)
{
    struct store_part *parts = NULL;
    size_t n = 0;
    enum rc rc = store_parts(x->j->reader, x->a, event_id, x->j->now_ms, REGISTER_INNER, &parts, &n,
                             x->j->err);
    for (size_t i = 0; !rc && i < n; i++) {
        const struct store_entity *e = &parts[i].entity;
        register_fact(x, role_title(x->t, parts[i].role), e->id ? e->name : parts[i].text,
                      e->id ? register_entity_path(x->a, e->kind, e->slug) : STR(""));
    }
    return rc;
}

/* What the reports say alike, each once. */
static void add_texts(struct register_make *x, const struct store_report *reports, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct store_report *r = &reports[i];
        bool said = false;
        for (size_t k = 0; k < i; k++)
            said = said || str_eq(reports[k].occasion, r->occasion);
        if (!said)
            register_fact(x, x->t->register_occasion, r->occasion, STR(""));
    }
    for (size_t i = 0; i < n; i++) {
        bool said = false;
        for (size_t k = 0; k < i; k++)
            said = said || str_eq(reports[k].fields, reports[i].fields);
        if (!said)
            register_fact(x, x->t->register_fields, reports[i].fields, STR(""));
    }
}

/* Adds a row of the different values the reports give, each with its articles; nothing when they
 * agree. */
static void add_conflict(struct register_make *x, struct vec *rows, struct str label,
                         const struct store_report *reports, size_t n, const struct str *values)
{
    size_t different = 0;
    struct str first = {0};
    for (size_t i = 0; i < n; i++) {
        if (values[i].n == 0)
            continue;
        if (first.n == 0)
            first = values[i];
        different += !str_eq(values[i], first);
    }
    struct view_link *links = different ? arena_array(x->a, n, sizeof *links) : NULL;
    struct view_fact *row = links ? vec_push(rows) : NULL;
    if (!row)
        return;
    *row = (struct view_fact){.label = label, .values = links};
    for (size_t i = 0; i < n; i++)
        if (values[i].n)
            links[row->values_n++] =
                (struct view_link){.title = str_format(x->a, "%.*s (%.*s)", STR_ARG(values[i]),
                                                       STR_ARG(reports[i].at.article_title)),
                                   .url = register_sentence_url(x->j, &reports[i].at)};
}

static void add_conflicts(struct register_make *x, const struct store_report *reports, size_t n)
{
    struct vec rows = VEC(struct view_fact, x->a);
    struct str *dates = arena_array(x->a, n, sizeof *dates);
    struct str *hosts = arena_array(x->a, n, sizeof *hosts);
    struct str *heads = arena_array(x->a, n, sizeof *heads);
    if (!dates || !hosts || !heads)
        return;
    for (size_t i = 0; i < n; i++) {
        dates[i] = reports[i].date.n ? register_date_text(x->j, reports[i].date, reports[i].until)
                                     : STR("");
        hosts[i] = reports[i].host;
        heads[i] = reports[i].head;
    }
    add_conflict(x, &rows, x->t->register_date, reports, n, dates);
    add_conflict(x, &rows, x->t->register_host, reports, n, hosts);
    add_conflict(x, &rows, x->t->register_head, reports, n, heads);
    struct view_panel *panel = rows.n ? register_panel(x, x->t->register_conflicts) : NULL;
    if (!panel)
        return;
    panel->is_conflict = true;
    panel->intro = x->t->register_conflicts_note;
    panel->facts = rows.p;
    panel->facts_n = rows.n;
}

static void add_quotes(struct register_make *x, const struct store_report *reports, size_t n)
{
    struct view_evidence *quotes = arena_array(x->a, n, sizeof *quotes);
    struct view_panel *panel = quotes ? register_panel(x, x->t->register_sources) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < n; i++)
        quotes[i] = register_evidence(x->j, &reports[i].at);
    panel->is_quotes = true;
    panel->evidence = quotes;
    panel->evidence_n = n;
}

static enum rc add_under(struct register_make *x, const struct store_event *e)
{
    struct job *j = x->j;
    struct store_event above;
    struct store_event *rows = NULL;
    size_t n = 0;
    enum rc rc = RC_OK;
    if (e->under_id)
        rc = store_event_by_id(j->reader, x->a, e->under_id, &above, j->err);
    if (!rc && e->under_id && above.reports && above.verdict.kind != VERDICT_REJECTED)
        register_fact(x, x->t->register_under, above.title,
                      register_event_path(x->a, above.is_agreement, above.slug));
    if (rc == RC_NOTFOUND)
        rc = RC_OK;
    if (!rc)
        rc = store_events_under(j->reader, x->a, e->id, j->now_ms, &rows, &n, j->err);
    if (!rc)
        register_event_panel(x, x->t->register_within, rows, n);
    return rc;
}

static void add_event_facts(struct register_make *x, const struct store_event *e)
{
    const struct words *t = x->t;
    register_fact(x, t->register_kind, register_event_kind(x->j, e), STR(""));
    register_fact(x, t->register_date, register_date(x->j, e), STR(""));
    if (e->planned)
        register_fact(x, t->register_state,
                      e->is_agreement ? t->register_proposed : t->register_planned, STR(""));
    else if (e->is_agreement)
        register_fact(x, t->register_state, t->register_signed, STR(""));
    if (e->period_from.n)
        register_fact(
            x, t->register_period,
            str_format(x->a, "%.*s – %.*s", STR_ARG(e->period_from), STR_ARG(e->period_to)),
            STR(""));
    if (e->count > 1)
        register_fact(x, t->register_count, page_number(x->a, e->count), STR(""));
    register_fact(x, t->register_delegation, e->guest, STR(""));
}

enum rc register_make_event(struct register_make *x)
{
    struct job *j = x->j;
    struct store_event e;
    struct store_report *reports = NULL;
    size_t n = 0;
    enum rc rc = store_event_by_slug(j->reader, x->a, x->r.agreement, x->r.slug, &e, j->err);
    if (rc == RC_NOTFOUND || (!rc && e.verdict.kind == VERDICT_REJECTED))
        return register_missing(x);
    if (rc || is_moved(x, register_event_path(x->a, e.is_agreement, e.slug)))
        return rc;
    rc = store_reports(j->reader, x->a, e.id, j->now_ms, REGISTER_INNER, &reports, &n, j->err);
    if (!rc)
        rc = register_keep_sealed(
            j, (struct register_rows){reports, sizeof *reports, offsetof(struct store_report, at)},
            &n);
    if (!rc && n == 0)
        return register_missing(x);
    register_title(x, e.is_agreement ? x->t->register_agreements : x->t->register_events, e.title);
    add_verdict(x, &e.verdict);
    add_event_facts(x, &e);
    if (!rc)
        rc = add_parts(x, e.id);
    if (rc)
        return rc;
    add_texts(x, reports, n);
    rc = add_under(x, &e);
    add_conflicts(x, reports, n);
    add_quotes(x, reports, n);
    static const enum register_file files[] = {REGISTER_ICS, REGISTER_JSONLD, REGISTER_CSV};
    register_files(x, files, COUNT_OF(files));
    return rc;
}
