#include "site/register_delegations.h"

struct str register_column_title(const struct words *t, size_t column)
{
    const struct str titles[] = {t->register_number, t->register_date,     t->register_delegation,
                                 t->register_head,   t->register_host,     t->register_place,
                                 t->register_fields, t->register_occasion, t->register_kind};
    _Static_assert(sizeof titles / sizeof *titles == REGISTER_COLUMNS,
                   "every column has its title");
    return titles[column];
}

static struct register_row row_of(struct job *j, const struct store_delegation *d)
{
    const struct store_event *e = &d->event;
    struct register_row row = {.path = register_event_path(j->arena, false, e->slug)};
    const struct str cells[] = {STR(""),      register_date(j, e), e->guest.n ? e->guest : e->title,
                                e->head.name, e->host.name,        e->place,
                                d->fields,    d->occasion,         register_event_kind(j, e)};
    for (size_t i = 0; i < REGISTER_COLUMNS; i++)
        row.cells[i] = cells[i];
    return row;
}

enum rc register_delegations(struct job *j, int year, struct register_row **out, size_t *out_n)
{
    struct store_event_query q = register_any_event(j, STORE_REGISTER_LIST_MAX);
    struct store_delegation *found = NULL;
    size_t n = 0;
    size_t kept = 0;
    if (year)
        register_days(year, 0, &q.from_day, &q.until_day);
    enum rc rc = store_delegations(j->reader, j->arena, q, &found, &n, j->err);
    if (rc)
        return rc;
    struct register_row *rows = arena_array(j->arena, n + 1, sizeof *rows);
    if (!rows)
        return RC_NOMEM;
    for (size_t i = 0; i < n; i++) {
        bool outward = false;
        if (!register_is_outward(&found[i], &outward))
            continue;
        rows[kept] = row_of(j, &found[i]);
        rows[kept++].outward = outward;
    }
    *out = rows;
    *out_n = kept;
    return RC_OK;
}
