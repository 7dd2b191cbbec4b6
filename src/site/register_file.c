#include "site/register_file.h"

#include "page/calendar_file.h"
#include "page/json_out.h"
#include "page/table_file.h"
#include "site/register_delegations.h"
#include "site/register_view.h"

#define JSON_LD_TYPE "application/ld+json"

/* What a file lists: records, or events. */
struct listed {
    struct job *j;
    struct register_route r;
    struct str title;
    struct store_entity *entities;
    size_t entities_n;
    struct store_event *events;
    size_t events_n;
    struct store_office *offices; /* of a person alone */
    size_t offices_n;
    struct store_party *parties; /* of the events */
    size_t parties_n;
    bool missing;
};

bool register_file_is(struct route route)
{
    struct register_route r;
    return register_route_read(route.rest, &r) && r.file != REGISTER_NO_FILE;
}

/* ---- reading ---- */

/* A calendar of persons has the events with a host or head by name; one of bodies and places has all. */
static enum rc read_events_of_kind(struct listed *l)
{
    struct job *j = l->j;
    struct store_event_query q = register_any_event(j, STORE_REGISTER_LIST_MAX);
    size_t kept = 0;
    enum rc rc = store_events(j->reader, j->arena, q, &l->events, &l->events_n, j->err);
    for (size_t i = 0; !rc && i < l->events_n; i++) {
        const struct store_event *e = &l->events[i];
        if (l->r.kind != FACTS_PERSON || e->host.id || e->head.id)
            l->events[kept++] = *e;
    }
    l->events_n = rc ? 0 : kept;
    return rc;
}

static enum rc read_entities(struct listed *l)
{
    struct job *j = l->j;
    struct store_entity_query q = {.kind = l->r.kind,
                                   .country = STR(""),
                                   .folded = STR(""),
                                   .now_ms = j->now_ms,
                                   .limit = STORE_REGISTER_LIST_MAX};
    l->title = register_kind_title(j->state->words, l->r.kind);
    if (l->r.file == REGISTER_ICS)
        return read_events_of_kind(l);
    return store_entities(j->reader, j->arena, q, &l->entities, &l->entities_n, j->err);
}

/* A record and the events it took part in. */
static enum rc read_entity(struct listed *l)
{
    struct job *j = l->j;
    struct store_event_query q = register_any_event(j, STORE_REGISTER_LIST_MAX);
    struct store_entity *e = arena_alloc(j->arena, sizeof *e);
    int64_t *ids = NULL;
    enum rc rc =
        e ? store_entity_by_slug(j->reader, j->arena, l->r.kind, l->r.slug, e, j->err) : RC_NOMEM;
    l->missing = rc == RC_NOTFOUND || (!rc && e->verdict.kind == VERDICT_REJECTED);
    if (rc || l->missing)
        return l->missing ? RC_OK : rc;
    rc = store_members(j->reader, j->arena, e, &ids, &q.one_n, j->err);
    q.one = ids;
    q.both = true;
    l->title = e->name;
    l->entities = e;
    l->entities_n = e->articles > 0;
    if (!rc)
        rc = store_events(j->reader, j->arena, q, &l->events, &l->events_n, j->err);
    if (!rc && e->kind == FACTS_PERSON)
        rc = store_offices(j->reader, j->arena, e->id, j->now_ms, STORE_REGISTER_LIST_MAX,
                           &l->offices, &l->offices_n, j->err);
    if (!rc)
        rc = register_keep_sealed(j,
                                  (struct register_rows){l->offices, sizeof *l->offices,
                                                         offsetof(struct store_office, first)},
                                  &l->offices_n);
    l->missing = l->events_n + l->offices_n + (size_t)e->articles == 0;
    return rc;
}

static enum rc read_events(struct listed *l)
{
    struct job *j = l->j;
    struct store_event_query q = register_any_event(j, STORE_REGISTER_LIST_MAX);
    q.agreements = l->r.agreement;
    l->title =
        l->r.agreement ? j->state->words->register_agreements : j->state->words->register_events;
    return store_events(j->reader, j->arena, q, &l->events, &l->events_n, j->err);
}

static enum rc read_event(struct listed *l)
{
    struct job *j = l->j;
    struct store_report *reports = NULL;
    size_t n = 0;
    l->events = arena_alloc(j->arena, sizeof *l->events);
    enum rc rc = l->events ? store_event_by_slug(j->reader, j->arena, l->r.agreement, l->r.slug,
                                                 l->events, j->err)
                           : RC_NOMEM;
    if (!rc)
        rc = store_reports(j->reader, j->arena, l->events->id, j->now_ms, 1, &reports, &n, j->err);
    if (!rc)
        rc = register_keep_sealed(
            j, (struct register_rows){reports, sizeof *reports, offsetof(struct store_report, at)},
            &n);
    l->missing =
        rc == RC_NOTFOUND || (!rc && (n == 0 || l->events->verdict.kind == VERDICT_REJECTED));
    if (rc || l->missing)
        return l->missing ? RC_OK : rc;
    l->title = l->events->title;
    l->events_n = 1;
    return RC_OK;
}

static enum rc read_relation(struct listed *l)
{
    struct job *j = l->j;
    struct store_entity one;
    struct store_entity other;
    enum rc rc = store_entity_by_slug(j->reader, j->arena, l->r.kind, l->r.slug, &one, j->err);
    if (!rc)
        rc = store_entity_by_slug(j->reader, j->arena, l->r.other_kind, l->r.other_slug, &other,
                                  j->err);
    l->missing = rc == RC_NOTFOUND;
    if (rc)
        return l->missing ? RC_OK : rc;
    l->title = str_format(j->arena, "%.*s – %.*s", STR_ARG(one.name), STR_ARG(other.name));
    return register_relation_events(j, &one, &other, STORE_REGISTER_LIST_MAX, &l->events,
                                    &l->events_n);
}

static enum rc read_listed(struct listed *l)
{
    switch (l->r.page) {
    case REGISTER_ENTITIES: return read_entities(l);
    case REGISTER_ENTITY: return read_entity(l);
    case REGISTER_EVENTS: return read_events(l);
    case REGISTER_EVENT: return read_event(l);
    case REGISTER_RELATION: return read_relation(l);
    case REGISTER_HOME:
    case REGISTER_CHOICE:
    case REGISTER_CALENDAR:
    case REGISTER_DELEGATIONS:
    case REGISTER_MAP:
    case REGISTER_NETWORK: break;
    }
    l->missing = true;
    return RC_OK;
}

/* Tables and JSON-LD say who agreed; a calendar does not. */
static enum rc read_parties(struct listed *l)
{
    struct job *j = l->j;
    int64_t *ids = arena_array(j->arena, l->events_n + 1, sizeof *ids);
    if (!ids)
        return RC_NOMEM;
    for (size_t i = 0; i < l->events_n; i++)
        ids[i] = l->events[i].id;
    struct store_parties_query q = {.events = ids, .n = l->events_n, .now_ms = j->now_ms};
    return store_parties(j->reader, j->arena, q, &l->parties, &l->parties_n, j->err);
}

/* ---- CSV ---- */

static struct str event_url(struct job *j, const struct store_event *e)
{
    return job_absolute(j, register_event_path(j->arena, e->is_agreement, e->slug));
}

static struct str entity_url(struct job *j, const struct store_entity *e)
{
    return job_absolute(j, register_entity_path(j->arena, e->kind, e->slug));
}

/* The first party of the event or of a later one: they are in the order of the ids. */
static size_t first_party(const struct listed *l, int64_t event_id)
{
    size_t from = 0;
    size_t to = l->parties_n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (l->parties[middle].event_id < event_id)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* "UBND thành phố Hà Nội; chính quyền thành phố Quảng Châu" */
static struct str parties_of(const struct listed *l, const struct store_event *e)
{
    struct str text = STR("");
    for (size_t i = first_party(l, e->id); i < l->parties_n && l->parties[i].event_id == e->id; i++)
        text = str_format(l->j->arena, "%.*s%s%.*s", STR_ARG(text), text.n ? "; " : "",
                          STR_ARG(l->parties[i].name));
    return text;
}

/* "2023–2028" */
static struct str period_of(struct arena *a, const struct store_event *e)
{
    bool both = e->period_from.n && e->period_to.n;
    return str_format(a, "%.*s%s%.*s", STR_ARG(e->period_from), both ? "–" : "",
                      STR_ARG(e->period_to));
}

static struct str state_of(const struct words *t, const struct store_event *e)
{
    if (e->is_agreement)
        return e->planned ? t->register_proposed : t->register_signed;
    return e->planned ? t->register_planned : STR("");
}

enum { EVENT_COLUMNS = 13, ENTITY_COLUMNS = 5 };

static void fill_event_row(const struct listed *l, const struct store_event *e, struct str *cells)
{
    struct job *j = l->j;
    bool counted = e->is_agreement && e->count > 0;
    const struct str values[EVENT_COLUMNS] = {
        register_event_kind(j, e),
        e->title,
        e->date,
        e->until,
        e->host.name,
        e->head.name,
        e->guest,
        e->place,
        parties_of(l, e),
        period_of(j->arena, e),
        counted ? str_format(j->arena, "%lld", (long long)e->count) : STR(""),
        state_of(j->state->words, e),
        event_url(j, e),
    };
    for (size_t i = 0; i < EVENT_COLUMNS; i++)
        cells[i] = values[i];
}

static struct str events_csv(struct job *j, const struct listed *l)
{
    const struct words *t = j->state->words;
    struct str *cells = arena_array(j->arena, (l->events_n + 1) * EVENT_COLUMNS, sizeof *cells);
    const struct str heads[EVENT_COLUMNS] = {
        t->register_kind,    t->register_event_name, t->register_from_date,  t->register_until_date,
        t->register_host,    t->register_head,       t->register_delegation, t->register_place,
        t->register_parties, t->register_period,     t->register_count,      t->register_state,
        STR("URL")};
    if (!cells)
        return STR("");
    for (size_t i = 0; i < EVENT_COLUMNS; i++)
        cells[i] = heads[i];
    for (size_t i = 0; i < l->events_n; i++)
        fill_event_row(l, &l->events[i], &cells[(i + 1) * EVENT_COLUMNS]);
    struct table_file table = {l->title, cells, EVENT_COLUMNS, l->events_n + 1};
    return table_csv(j->arena, &table);
}

static struct str entities_csv(struct job *j, const struct listed *l)
{
    const struct words *t = j->state->words;
    struct str *cells = arena_array(j->arena, (l->entities_n + 1) * ENTITY_COLUMNS, sizeof *cells);
    const struct str heads[ENTITY_COLUMNS] = {t->register_filter_name, t->register_kind,
                                              t->register_filter_country, t->articles, STR("URL")};
    if (!cells)
        return STR("");
    for (size_t i = 0; i < ENTITY_COLUMNS; i++)
        cells[i] = heads[i];
    for (size_t i = 0; i < l->entities_n; i++) {
        const struct store_entity *e = &l->entities[i];
        struct str *row = &cells[(i + 1) * ENTITY_COLUMNS];
        row[0] = e->name;
        row[1] = register_kind_title(t, e->kind);
        row[2] = e->country;
        row[3] = str_format(j->arena, "%lld", (long long)e->articles);
        row[4] = entity_url(j, e);
    }
    struct table_file table = {l->title, cells, ENTITY_COLUMNS, l->entities_n + 1};
    return table_csv(j->arena, &table);
}

/* ---- iCalendar ---- */

/* "https://example.vn:8080" → "example.vn" */
static struct str host_of(struct str origin)
{
    struct str host = str_from(origin, str_find(origin, STR("://")) + 3);
    return str_first(host, str_find_byte(host, ':'));
}

static struct str events_ics(struct job *j, const struct listed *l)
{
    struct calendar_event *events = arena_array(j->arena, l->events_n + 1, sizeof *events);
    size_t n = 0;
    for (size_t i = 0; events && i < l->events_n; i++) {
        const struct store_event *e = &l->events[i];
        if (e->precision != FACTS_DAY)
            continue; /* a calendar has days */
        events[n++] = (struct calendar_event){
            .uid = str_format(j->arena, "ho-so-%lld@%.*s", (long long)e->id,
                              STR_ARG(host_of(j->state->view.origin))),
            .title = e->title,
            .place = e->place,
            .text = e->guest,
            .url = event_url(j, e),
            .first_day = e->day,
            .last_day = e->until_day,
            .planned = e->planned,
        };
    }
    return events ? calendar_file(j->arena, l->title, events, n, j->now_ms) : STR("");
}

/* ---- JSON-LD ---- */

static void ld_person(struct json_out *o, struct job *j, const char *key,
                      const struct store_entity *e)
{
    if (!e->id)
        return;
    json_out_key(o, key);
    json_out_open(o, '{');
    json_out_pair(o, "@type", STR("Person"));
    json_out_pair(o, "name", e->name);
    json_out_pair(o, "url", job_absolute(j, register_entity_path(j->arena, FACTS_PERSON, e->slug)));
    json_out_close(o, '}');
}

/* A date that ISO 8601 knows: not one without its year. */
static struct str iso_date(struct str date)
{
    return str_starts(date, STR("--")) ? STR("") : date;
}

/* Who agreed, and for which years: schema.org's "2023/2028". */
static void ld_agreement(struct json_out *o, const struct listed *l, const struct store_event *e)
{
    struct arena *a = l->j->arena;
    json_out_pair(o, "genre", register_event_kind(l->j, e));
    json_out_pair(o, "dateCreated", iso_date(e->date));
    json_out_pair(o, "creativeWorkStatus", e->planned ? STR("proposed") : STR("signed"));
    if (e->period_from.n && e->period_to.n)
        json_out_pair(o, "temporalCoverage",
                      str_format(a, "%.*s/%.*s", STR_ARG(e->period_from), STR_ARG(e->period_to)));
    size_t i = first_party(l, e->id);
    if (i == l->parties_n || l->parties[i].event_id != e->id)
        return;
    json_out_key(o, "contributor");
    json_out_open(o, '[');
    for (; i < l->parties_n && l->parties[i].event_id == e->id; i++) {
        json_out_open(o, '{');
        json_out_pair(o, "@type", STR("Organization"));
        json_out_pair(o, "name", l->parties[i].name);
        json_out_close(o, '}');
    }
    json_out_close(o, ']');
}

static void ld_event(struct json_out *o, const struct listed *l, const struct store_event *e)
{
    struct job *j = l->j;
    json_out_open(o, '{');
    json_out_pair(o, "@type", e->is_agreement ? STR("CreativeWork") : STR("Event"));
    json_out_pair(o, "@id", event_url(j, e));
    json_out_pair(o, "name", e->title);
    if (e->is_agreement) {
        ld_agreement(o, l, e);
    } else {
        json_out_pair(o, "additionalType", event_kind_word(e->kind));
        json_out_pair(o, "startDate", iso_date(e->date));
        json_out_pair(o, "endDate", iso_date(e->until));
        if (e->place.n) {
            json_out_key(o, "location");
            json_out_open(o, '{');
            json_out_pair(o, "@type", STR("Place"));
            json_out_pair(o, "name", e->place);
            json_out_close(o, '}');
        }
        ld_person(o, j, "organizer", &e->host);
        ld_person(o, j, "attendee", &e->head);
    }
    json_out_pair(o, "url", event_url(j, e));
    json_out_close(o, '}');
}

static const char *ld_type(enum facts_kind kind)
{
    switch (kind) {
    case FACTS_PERSON: return "Person";
    case FACTS_ORGANIZATION: return "GovernmentOrganization";
    case FACTS_COUNTRY: return "Country";
    case FACTS_PLACE: return "Place";
    case FACTS_KIND_COUNT: break;
    }
    return "Thing";
}

static void ld_entity(struct json_out *o, struct job *j, const struct listed *l, size_t i)
{
    const struct store_entity *e = &l->entities[i];
    json_out_open(o, '{');
    json_out_pair(o, "@type", str_view(ld_type(e->kind)));
    json_out_pair(o, "@id", entity_url(j, e));
    json_out_pair(o, "name", e->name);
    if (l->offices_n) {
        json_out_key(o, "jobTitle");
        json_out_open(o, '[');
        for (size_t k = 0; k < l->offices_n; k++)
            json_out_text(o, l->offices[k].name);
        json_out_close(o, ']');
    }
    json_out_pair(o, "url", entity_url(j, e));
    json_out_close(o, '}');
}

static struct str listed_ld(struct job *j, const struct listed *l)
{
    struct buf b;
    struct json_out o = {.b = &b};
    buf_init(&b, j->arena);
    json_out_open(&o, '{');
    json_out_pair(&o, "@context", STR("https://schema.org"));
    json_out_key(&o, "@graph");
    json_out_open(&o, '[');
    for (size_t i = 0; i < l->entities_n; i++)
        ld_entity(&o, j, l, i);
    for (size_t i = 0; i < l->events_n; i++)
        ld_event(&o, l, &l->events[i]);
    json_out_close(&o, ']');
    json_out_close(&o, '}');
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

/* ---- a year's delegations ---- */

static struct table_file delegation_table(struct job *j, const struct register_row *rows, size_t n,
                                          bool outward)
{
    const struct words *t = j->state->words;
    struct table_file table = {.title = outward ? t->register_delegations_out
                                                : t->register_delegations_in,
                               .columns_n = REGISTER_COLUMNS + 1};
    struct str *cells = arena_array(j->arena, (n + 1) * table.columns_n, sizeof *cells);
    if (!cells)
        return table;
    for (size_t c = 0; c < REGISTER_COLUMNS; c++)
        cells[c] = register_column_title(t, c);
    cells[REGISTER_COLUMNS] = STR("URL");
    table.rows_n = 1;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].outward != outward)
            continue;
        struct str *row = &cells[table.rows_n * table.columns_n];
        row[0] = str_format(j->arena, "%zu", table.rows_n++);
        for (size_t c = 1; c < REGISTER_COLUMNS; c++)
            row[c] = rows[i].cells[c];
        row[REGISTER_COLUMNS] = job_absolute(j, rows[i].path);
    }
    table.cells = cells;
    return table;
}

/* Both tables as one: a first column says which way. */
static struct str delegations_csv(struct job *j, const struct table_file *tables, size_t n)
{
    size_t columns = tables[0].columns_n + 1;
    size_t most = 1;
    for (size_t i = 0; i < n; i++)
        most += tables[i].rows_n;
    struct str *cells = arena_array(j->arena, most * columns, sizeof *cells);
    size_t rows = 0;
    for (size_t i = 0; cells && i < n; i++)
        for (size_t k = i == 0 ? 0 : 1; tables[i].cells && k < tables[i].rows_n; k++, rows++) {
            cells[rows * columns] = k ? tables[i].title : j->state->words->register_delegations;
            for (size_t c = 1; c < columns; c++)
                cells[rows * columns + c] = tables[i].cells[k * (columns - 1) + c - 1];
        }
    struct table_file whole = {j->state->words->register_delegations, cells, columns, rows};
    return cells ? table_csv(j->arena, &whole) : STR("");
}

static enum rc delegations_text(struct job *j, const struct register_route *r, struct str *out)
{
    struct register_row *rows = NULL;
    size_t n = 0;
    enum rc rc = register_delegations(j, r->year, &rows, &n);
    if (rc)
        return rc;
    struct table_file tables[] = {delegation_table(j, rows, n, false),
                                  delegation_table(j, rows, n, true)};
    if (r->file == REGISTER_XLSX) {
        *out = table_xlsx(j->arena, tables, COUNT_OF(tables), j->now_ms);
        return RC_OK;
    }
    *out = delegations_csv(j, tables, COUNT_OF(tables));
    return RC_OK;
}

/* ---- the file ---- */

static struct str file_type(enum register_file file)
{
    switch (file) {
    case REGISTER_CSV: return STR(TABLE_CSV_TYPE);
    case REGISTER_ICS: return STR(CALENDAR_FILE_TYPE);
    case REGISTER_JSONLD: return STR(JSON_LD_TYPE);
    case REGISTER_XLSX: return STR(TABLE_XLSX_TYPE);
    case REGISTER_NO_FILE: break;
    }
    return STR("text/plain");
}

static struct str listed_text(struct job *j, const struct listed *l)
{
    if (l->r.file == REGISTER_ICS)
        return events_ics(j, l);
    if (l->r.file == REGISTER_JSONLD)
        return listed_ld(j, l);
    return l->r.page == REGISTER_ENTITIES ? entities_csv(j, l) : events_csv(j, l);
}

static enum rc make_text(struct job *j, struct listed *l, struct str *text)
{
    if (l->r.page == REGISTER_DELEGATIONS)
        return delegations_text(j, &l->r, text);
    enum rc rc = read_listed(l);
    if (!rc && !l->missing && l->events_n && l->r.file != REGISTER_ICS)
        rc = read_parties(l);
    if (!rc && !l->missing)
        *text = listed_text(j, l);
    return rc;
}

enum rc register_file_make(struct job *j, struct route route, struct made *out)
{
    struct listed l = {.j = j};
    struct str text = {0};
    out->status = 404;
    if (!j->state->features.registry || !register_route_read(route.rest, &l.r))
        return RC_OK;
    job_tag(j, STR("register"));
    enum rc rc = make_text(j, &l, &text);
    if (rc || l.missing)
        return rc;
    if (text.n == 0)
        return fail(j->err, RC_LIMIT, "file larger than its limit");
    struct page_out page;
    page_out_init(&page, j->arena);
    page.plain = j->plain;
    page_put_literal(&page, text); /* made by floor page's own writers */
    out->page = page_finish(&page, file_type(l.r.file), j->tags.p, j->tags.n);
    out->status = 200;
    return out->page ? RC_OK : fail(j->err, RC_LIMIT, "file larger than its limit");
}
