/* Pages of the register in time: two parties, the calendar, a year's delegations. */
#include "site/make_register.h"
#include "site/register_delegations.h"

enum { WEEKDAYS = 7, MONTHS = 12 };

/* ---- two parties ---- */

static enum rc read_party(struct register_make *x, enum facts_kind kind, struct str slug,
                          struct store_entity *out, bool *found)
{
    enum rc rc = store_entity_by_slug(x->j->reader, x->a, kind, slug, out, x->j->err);
    *found = !rc && out->verdict.kind != VERDICT_REJECTED;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc register_relation_events(struct job *j, const struct store_entity *one,
                                 const struct store_entity *other, int64_t limit,
                                 struct store_event **out, size_t *out_n)
{
    struct store_event_query q = register_any_event(j, limit);
    int64_t *ones = NULL;
    int64_t *others = NULL;
    enum rc rc = store_members(j->reader, j->arena, one, &ones, &q.one_n, j->err);
    if (!rc)
        rc = store_members(j->reader, j->arena, other, &others, &q.other_n, j->err);
    q.one = ones;
    q.other = others;
    q.both = true;
    q.oldest_first = true;
    return rc ? rc : store_events(j->reader, j->arena, q, out, out_n, j->err);
}

static void add_split(struct register_make *x, const struct store_event *rows, size_t n)
{
    size_t dated = 0;
    struct store_event *sorted = arena_array(x->a, n, sizeof *sorted);
    if (!sorted)
        return;
    for (size_t i = 0; i < n; i++)
        if (rows[i].sort_day != FACTS_NO_DAY)
            sorted[dated++] = rows[i];
    size_t all = dated;
    for (size_t i = 0; i < n; i++)
        if (rows[i].sort_day == FACTS_NO_DAY)
            sorted[all++] = rows[i];
    register_event_panel(x, x->t->register_events, sorted, dated);
    register_event_panel(x, x->t->register_no_day, sorted + dated, n - dated);
}

enum rc register_make_relation(struct register_make *x)
{
    struct store_entity one;
    struct store_entity other;
    struct store_event *rows = NULL;
    size_t n = 0;
    bool found = false;
    enum rc rc = read_party(x, x->r.kind, x->r.slug, &one, &found);
    if (!rc && found)
        rc = read_party(x, x->r.other_kind, x->r.other_slug, &other, &found);
    if (rc || !found)
        return rc ? rc : register_missing(x);
    rc = register_relation_events(x->j, &one, &other, STORE_REGISTER_LIST_MAX, &rows, &n);
    if (rc)
        return rc;
    register_title(x, x->t->register_relation,
                   str_format(x->a, "%.*s – %.*s", STR_ARG(one.name), STR_ARG(other.name)));
    register_fact(x, x->t->register_parties, one.name,
                  register_entity_path(x->a, one.kind, one.slug));
    register_fact(x, x->t->register_parties, other.name,
                  register_entity_path(x->a, other.kind, other.slug));
    if (n == 0) {
        x->v->intro = x->t->register_relation_none;
        x->noindex = true;
    }
    add_split(x, rows, n);
    static const enum register_file files[] = {REGISTER_CSV, REGISTER_ICS, REGISTER_JSONLD};
    register_files(x, files, COUNT_OF(files));
    return RC_OK;
}

/* ---- the calendar ---- */

static struct str weekday_name(const struct words *t, int i)
{
    const struct str names[] = {t->register_weekday_1, t->register_weekday_2, t->register_weekday_3,
                                t->register_weekday_4, t->register_weekday_5, t->register_weekday_6,
                                t->register_weekday_7};
    return names[i];
}

/* The events that stand on a day; those known to the day alone. */
static void fill_day(struct register_make *x, int64_t day, const struct store_event *rows, size_t n,
                     struct view_day *out)
{
    struct vec links = VEC(struct view_link, x->a);
    for (size_t i = 0; i < n; i++) {
        bool on = rows[i].precision == FACTS_DAY && rows[i].day <= day && day <= rows[i].until_day;
        struct view_link *link = on ? vec_push(&links) : NULL;
        if (link)
            *link = (struct view_link){
                .title = rows[i].title,
                .url = register_event_path(x->a, rows[i].is_agreement, rows[i].slug)};
    }
    out->links = links.p;
    out->links_n = links.n;
}

static void add_month(struct register_make *x, const struct store_event *rows, size_t n)
{
    int64_t first = 0;
    int64_t last = 0;
    register_days(x->r.year, x->r.month, &first, &last);
    int64_t monday = clock_week_start(first);
    size_t weeks_n = (size_t)(last - monday) / WEEKDAYS + 1;
    struct view_week *weeks = arena_array(x->a, weeks_n, sizeof *weeks);
    struct view_day *days = arena_array(x->a, weeks_n * WEEKDAYS, sizeof *days);
    struct view_cell *heads = arena_array(x->a, WEEKDAYS, sizeof *heads);
    struct view_panel *panel =
        weeks && days && heads ? register_panel(x, x->t->register_calendar) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < weeks_n * WEEKDAYS; i++) {
        int64_t day = monday + (int64_t)i;
        if (day < first || day > last)
            continue;
        days[i].number = str_format(x->a, "%d", (int)(day - first) + 1);
        fill_day(x, day, rows, n, &days[i]);
    }
    for (size_t i = 0; i < weeks_n; i++)
        weeks[i] = (struct view_week){.days = &days[i * WEEKDAYS], .days_n = WEEKDAYS};
    for (int i = 0; i < WEEKDAYS; i++)
        heads[i].text = weekday_name(x->t, i);
    panel->is_month = true;
    panel->heads = heads;
    panel->heads_n = WEEKDAYS;
    panel->weeks = weeks;
    panel->weeks_n = weeks_n;
}

static void month_links(struct register_make *x, const struct store_event *rows, size_t n)
{
    struct view_entry *entries = arena_array(x->a, MONTHS, sizeof *entries);
    struct view_panel *panel = entries ? register_panel(x, x->t->register_calendar) : NULL;
    if (!panel)
        return;
    for (int month = 1; month <= MONTHS; month++) {
        int64_t first = 0;
        int64_t last = 0;
        int64_t count = 0;
        struct register_route to = {.page = REGISTER_CALENDAR, .year = x->r.year, .month = month};
        register_days(x->r.year, month, &first, &last);
        for (size_t i = 0; i < n; i++)
            count +=
                rows[i].day != FACTS_NO_DAY && rows[i].day <= last && rows[i].until_day >= first;
        entries[month - 1] = (struct view_entry){
            .title =
                words_with(x->a, x->t->register_month, str_format(x->a, "%d/%d", month, x->r.year)),
            .url = count ? register_path(x->a, &to) : STR(""),
            .count = count ? words_with(x->a, x->t->register_events_n, page_number(x->a, count))
                           : STR(""),
        };
    }
    panel->is_list = true;
    panel->entries = entries;
    panel->entries_n = MONTHS;
}

static void year_links(struct register_make *x, enum register_page page)
{
    int now = civil_from_instant(x->j->now_ms).year;
    struct view_entry *entries = arena_array(x->a, REGISTER_YEARS, sizeof *entries);
    struct view_panel *panel = entries ? register_panel(x, x->t->register_years) : NULL;
    if (!panel)
        return;
    for (int i = 0; i < REGISTER_YEARS; i++) {
        struct register_route to = {.page = page, .year = now - i};
        entries[i] = (struct view_entry){.title = str_format(x->a, "%d", now - i),
                                         .url = register_path(x->a, &to)};
    }
    panel->is_list = true;
    panel->entries = entries;
    panel->entries_n = REGISTER_YEARS;
}

static struct store_event *shown_in(struct register_make *x, struct store_event *rows, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (rows[i].day != FACTS_NO_DAY)
            rows[kept++] = rows[i];
    *n = kept;
    (void)x;
    return rows;
}

enum rc register_make_calendar(struct register_make *x)
{
    struct job *j = x->j;
    struct store_event_query q = register_any_event(j, STORE_REGISTER_LIST_MAX);
    struct store_event *rows = NULL;
    size_t n = 0;
    bool index = x->r.year == 0;
    if (index)
        x->r.year = civil_from_instant(j->now_ms).year;
    register_days(x->r.year, x->r.month, &q.from_day, &q.until_day);
    if (x->r.month)
        q.from_day -= REGISTER_LONGEST_DAYS; /* what began before and lasts */
    q.both = true;
    q.oldest_first = true;
    enum rc rc = store_events(j->reader, x->a, q, &rows, &n, j->err);
    if (rc)
        return rc;
    rows = shown_in(x, rows, &n);
    if (x->r.month)
        add_month(x, rows, n);
    else
        month_links(x, rows, n);
    if (!x->r.month)
        register_event_panel(x, x->t->register_events, rows, n);
    year_links(x, REGISTER_CALENDAR);
    struct str when =
        x->r.month ? words_with(x->a, x->t->register_month,
                                str_format(x->a, "%d/%d", x->r.month, x->r.year))
                   : words_with(x->a, x->t->register_year, str_format(x->a, "%d", x->r.year));
    register_title(x, x->t->register_,
                   str_format(x->a, "%.*s %.*s", STR_ARG(x->t->register_calendar), STR_ARG(when)));
    x->noindex = n == 0;
    if (index)
        x->r.year = 0;
    return RC_OK;
}

/* ---- delegations ---- */

static void add_table(struct register_make *x, bool outward, const struct register_row *rows,
                      size_t n)
{
    struct vec lines = VEC(struct view_entry_row, x->a);
    struct view_cell *heads = arena_array(x->a, REGISTER_COLUMNS, sizeof *heads);
    size_t number = 0;
    for (size_t i = 0; heads && i < n; i++) {
        if (rows[i].outward != outward)
            continue;
        struct view_link *cells = arena_array(x->a, REGISTER_COLUMNS, sizeof *cells);
        struct view_entry_row *line = cells ? vec_push(&lines) : NULL;
        if (!line)
            return;
        cells[0].title = str_format(x->a, "%zu", ++number);
        for (size_t c = 1; c < REGISTER_COLUMNS; c++)
            cells[c].title = rows[i].cells[c];
        cells[REGISTER_COLUMN_LINK].url = rows[i].path;
        *line = (struct view_entry_row){cells, REGISTER_COLUMNS};
    }
    struct view_panel *panel = lines.n ? register_panel(x, outward ? x->t->register_delegations_out
                                                                   : x->t->register_delegations_in)
                                       : NULL;
    if (!panel)
        return;
    for (size_t c = 0; c < REGISTER_COLUMNS; c++)
        heads[c].text = register_column_title(x->t, c);
    panel->is_table = true;
    panel->heads = heads;
    panel->heads_n = REGISTER_COLUMNS;
    panel->rows = lines.p;
    panel->rows_n = lines.n;
}

enum rc register_make_delegations(struct register_make *x)
{
    struct register_row *rows = NULL;
    size_t n = 0;
    enum rc rc = register_delegations(x->j, x->r.year, &rows, &n);
    if (rc)
        return rc;
    add_table(x, false, rows, n);
    add_table(x, true, rows, n);
    x->noindex = n == 0;
    if (x->r.year) {
        static const enum register_file files[] = {REGISTER_XLSX, REGISTER_CSV};
        register_files(x, files, COUNT_OF(files));
    } else if (n) {
        x->v->intro = x->t->register_undated;
    }
    year_links(x, REGISTER_DELEGATIONS);
    register_title(x, x->t->register_,
                   x->r.year ? words_with(x->a, x->t->register_delegations_year,
                                          str_format(x->a, "%d", x->r.year))
                             : x->t->register_delegations);
    return RC_OK;
}
