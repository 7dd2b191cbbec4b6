#include "site/make_register.h"

/* ---- what the kinds share ---- */

struct view_panel *register_panel(struct register_make *x, struct str title)
{
    struct view_panel *panel = vec_push(&x->panels);
    if (!panel)
        return NULL;
    panel->title = title;
    panel->anchor = str_format(x->a, "muc-%zu", x->panels.n);
    return panel;
}

void register_quiet(struct register_make *x)
{
    struct view_panel *last = x->panels.n ? vec_at(&x->panels, x->panels.n - 1) : NULL;
    if (last)
        last->quiet = true;
}

void register_event_panel(struct register_make *x, struct str title,
                          const struct store_event *events, size_t n)
{
    struct view_entry *entries = n ? arena_array(x->a, n, sizeof *entries) : NULL;
    struct view_panel *panel = entries ? register_panel(x, title) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < n; i++)
        entries[i] = register_event_entry(x->j, &events[i]);
    panel->is_timeline = true;
    panel->entries = entries;
    panel->entries_n = n;
}

void register_entity_panel(struct register_make *x, struct str title,
                           const struct store_entity *rows, size_t n)
{
    struct view_entry *entries = n ? arena_array(x->a, n, sizeof *entries) : NULL;
    struct view_panel *panel = entries ? register_panel(x, title) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < n; i++)
        entries[i] = register_entity_entry(x->j, &rows[i]);
    panel->is_list = true;
    panel->entries = entries;
    panel->entries_n = n;
}

void register_fact(struct register_make *x, struct str label, struct str text, struct str url)
{
    struct view_fact *last = x->facts.n ? vec_at(&x->facts, x->facts.n - 1) : NULL;
    if (text.n == 0)
        return;
    bool more = last && str_eq(last->label, label);
    size_t n = more ? last->values_n : 0;
    struct view_link *values = arena_array(x->a, n + 1, sizeof *values);
    struct view_fact *fact = !values ? NULL : more ? last : vec_push(&x->facts);
    if (!fact)
        return;
    for (size_t i = 0; i < n; i++)
        values[i] = fact->values[i];
    values[n] = (struct view_link){.title = text, .url = url};
    fact->label = label;
    fact->values = values;
    fact->values_n = n + 1;
}

void register_title(struct register_make *x, struct str label, struct str title)
{
    x->v->label = label;
    x->v->title = title;
}

struct str register_times(struct register_make *x, int64_t n)
{
    return words_with(x->a, x->t->register_times, page_number(x->a, n));
}

static struct str file_title(enum register_file file)
{
    switch (file) {
    case REGISTER_CSV: return STR("CSV");
    case REGISTER_ICS: return STR("iCalendar");
    case REGISTER_JSONLD: return STR("JSON-LD");
    case REGISTER_XLSX: return STR("XLSX");
    case REGISTER_NO_FILE: break;
    }
    return STR("");
}

void register_files(struct register_make *x, const enum register_file *files, size_t n)
{
    struct view_link *links = arena_array(x->a, n, sizeof *links);
    struct register_route r = x->r;
    for (size_t i = 0; links && i < n; i++) {
        r.file = files[i];
        links[i] =
            (struct view_link){.title = file_title(files[i]), .url = register_path(x->a, &r)};
    }
    x->v->files = links;
    x->v->files_n = links ? n : 0;
}

enum rc register_missing(struct register_make *x)
{
    make_missing(x->m, 404);
    return RC_OK;
}

/* ---- the frame ---- */

static void add_tab(struct register_make *x, struct vec *tabs, struct str title,
                    struct register_route to)
{
    struct view_link *link = vec_push(tabs);
    if (!link)
        return;
    link->title = title;
    link->url = register_path(x->a, &to);
    struct register_route here = x->r;
    here.file = REGISTER_NO_FILE;
    link->current = str_eq(link->url, register_path(x->a, &here));
}

static void add_tabs(struct register_make *x)
{
    struct vec tabs = VEC(struct view_link, x->a);
    const struct words *t = x->t;
    for (int k = 0; k < FACTS_KIND_COUNT; k++)
        add_tab(x, &tabs, register_kind_title(t, (enum facts_kind)k),
                (struct register_route){.page = REGISTER_ENTITIES, .kind = (enum facts_kind)k});
    add_tab(x, &tabs, t->register_events, (struct register_route){.page = REGISTER_EVENTS});
    add_tab(x, &tabs, t->register_agreements,
            (struct register_route){.page = REGISTER_EVENTS, .agreement = true});
    add_tab(x, &tabs, t->register_relation, (struct register_route){.page = REGISTER_CHOICE});
    add_tab(x, &tabs, t->register_delegations,
            (struct register_route){.page = REGISTER_DELEGATIONS});
    add_tab(x, &tabs, t->register_calendar, (struct register_route){.page = REGISTER_CALENDAR});
    add_tab(x, &tabs, t->register_map, (struct register_route){.page = REGISTER_MAP});
    add_tab(x, &tabs, t->register_network, (struct register_route){.page = REGISTER_NETWORK});
    x->v->tabs = tabs.p;
    x->v->tabs_n = tabs.n;
}

static enum rc make_page_of(struct register_make *x)
{
    switch (x->r.page) {
    case REGISTER_HOME: return register_make_home(x);
    case REGISTER_ENTITIES: return register_make_entities(x);
    case REGISTER_ENTITY: return register_make_entity(x);
    case REGISTER_EVENTS: return register_make_events(x);
    case REGISTER_EVENT: return register_make_event(x);
    case REGISTER_CHOICE: return register_make_choice(x);
    case REGISTER_RELATION: return register_make_relation(x);
    case REGISTER_CALENDAR: return register_make_calendar(x);
    case REGISTER_DELEGATIONS: return register_make_delegations(x);
    case REGISTER_MAP: return register_make_map(x);
    case REGISTER_NETWORK: return register_make_network(x);
    }
    return register_missing(x);
}

static void finish(struct register_make *x)
{
    struct make *m = x->m;
    x->v->facts = x->facts.p;
    x->v->facts_n = x->facts.n;
    x->v->panels = x->panels.p;
    x->v->panels_n = x->panels.n;
    x->v->is_empty = x->panels.n == 0 && x->facts.n == 0 && !x->v->choice;
    add_tabs(x);
    make_crumb(m, x->t->register_, route_list_path(x->a, ROUTE_REGISTER, STR(""), 1));
    if (x->r.page != REGISTER_HOME)
        make_crumb(m, x->v->title, m->path);
    make_head(m, x->v->title, x->v->intro.n ? x->v->intro : x->t->register_intro);
    m->head.noindex = x->noindex;
    m->regions = (struct make_regions){.none = true};
    m->page.kind = STR("register");
    m->page.record = x->v;
}

enum rc make_register(struct make *m)
{
    struct register_make x = {.m = m,
                              .j = m->job,
                              .a = m->job->arena,
                              .t = m->job->state->words,
                              .facts = VEC(struct view_fact, m->job->arena),
                              .panels = VEC(struct view_panel, m->job->arena)};
    x.v = arena_alloc(x.a, sizeof *x.v);
    if (!x.v)
        return RC_NOMEM;
    if (!m->job->state->features.registry || !register_route_read(m->route.rest, &x.r))
        return register_missing(&x);
    job_tag(m->job, STR("register"));
    job_tag(m->job, STR("site"));
    m->path = register_path(x.a, &x.r);
    enum rc rc = make_page_of(&x);
    if (!rc && m->status == 200)
        finish(&x);
    return rc;
}
