/* The register's first page, its lists, and the form for two parties. */
#include "site/make_register.h"
#include "text/fold.h"

/* ---- filters ---- */

/* The list's own address with what is asked for behind it, for its pager. */
static struct str asked_path(struct register_make *x)
{
    const struct register_ask *ask = x->j->register_ask;
    struct str path = register_path(x->a, &x->r);
    struct buf b;
    if (!ask)
        return path;
    buf_init(&b, x->a);
    buf_add(&b, path);
    const struct {
        const char *name;
        struct str value;
    } fields[] = {
        {"q", ask->name}, {"loai", ask->kind}, {"nam", ask->year}, {"nuoc", ask->country}};
    char mark = '?';
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].value.n == 0)
            continue;
        buf_add_byte(&b, mark);
        buf_addf(&b, "%s=", fields[i].name);
        buf_add_url_encoded(&b, fields[i].value);
        mark = '&';
    }
    return buf_view(&b);
}

static bool is_asked(const struct register_make *x)
{
    const struct register_ask *ask = x->j->register_ask;
    return ask && ask->name.n + ask->kind.n + ask->year.n + ask->country.n > 0;
}

/* Page numbers of lists stand in the query alone. */
static void add_pager(struct register_make *x, int64_t total)
{
    struct str path = asked_path(x);
    if (!str_contains(path, STR("?")))
        path = str_concat(x->a, path, STR("?"));
    int64_t pages = (total + REGISTER_ROWS - 1) / REGISTER_ROWS;
    x->v->pager = make_pager(x->m, path, pages);
    x->noindex = is_asked(x) || x->m->route.page > 1;
}

static struct view_option *add_option(struct vec *options, struct str value, struct str title,
                                      struct str chosen)
{
    struct view_option *option = vec_push(options);
    if (option)
        *option = (struct view_option){value, title, str_eq(value, chosen)};
    return option;
}

static enum rc add_countries(struct register_make *x, struct view_register_filter *f)
{
    struct vec options = VEC(struct view_option, x->a);
    struct store_entity *rows = NULL;
    size_t n = 0;
    const struct register_ask *ask = x->j->register_ask;
    struct store_entity_query q = {.kind = FACTS_COUNTRY,
                                   .country = STR(""),
                                   .folded = STR(""),
                                   .now_ms = x->j->now_ms,
                                   .limit = REGISTER_OPTIONS};
    enum rc rc = store_entities(x->j->reader, x->a, q, &rows, &n, x->j->err);
    for (size_t i = 0; i < n && !rc; i++)
        if (rows[i].code.n)
            (void)add_option(&options, rows[i].code, rows[i].name, ask ? ask->country : STR(""));
    f->has_country = true;
    f->countries = options.p;
    f->countries_n = options.n;
    return rc;
}

static void add_kinds(struct register_make *x, struct view_register_filter *f)
{
    struct vec options = VEC(struct view_option, x->a);
    const struct register_ask *ask = x->j->register_ask;
    for (int k = 0; k < EVENT_KIND_COUNT; k++) {
        struct store_event of_kind = {.kind = (enum event_kind)k};
        (void)add_option(&options, event_kind_word(of_kind.kind),
                         register_event_kind(x->j, &of_kind), ask ? ask->kind : STR(""));
    }
    f->has_kind = true;
    f->kinds = options.p;
    f->kinds_n = options.n;
}

static void add_years(struct register_make *x, struct view_register_filter *f)
{
    struct vec options = VEC(struct view_option, x->a);
    const struct register_ask *ask = x->j->register_ask;
    int now = civil_from_instant(x->j->now_ms).year;
    for (int year = now; year > now - REGISTER_YEARS; year--) {
        struct str digits = str_format(x->a, "%d", year);
        (void)add_option(&options, digits, digits, ask ? ask->year : STR(""));
    }
    f->has_year = true;
    f->years = options.p;
    f->years_n = options.n;
}

/* ---- lists of records ---- */

enum rc register_make_entities(struct register_make *x)
{
    struct job *j = x->j;
    const struct register_ask *ask = j->register_ask;
    struct view_register_filter *filter = arena_alloc(x->a, sizeof *filter);
    struct store_entity_query q = {.kind = x->r.kind,
                                   .country = ask ? ask->country : STR(""),
                                   .folded = ask ? text_fold(x->a, ask->name) : STR(""),
                                   .now_ms = j->now_ms,
                                   .limit = REGISTER_ROWS,
                                   .offset = (x->m->route.page - 1) * REGISTER_ROWS};
    struct store_entity *rows = NULL;
    size_t n = 0;
    int64_t total = 0;
    if (!filter)
        return RC_NOMEM;
    enum rc rc = store_entities_count(j->reader, q, &total, j->err);
    if (!rc)
        rc = store_entities(j->reader, x->a, q, &rows, &n, j->err);
    if (!rc && (x->r.kind == FACTS_ORGANIZATION || x->r.kind == FACTS_PLACE))
        rc = add_countries(x, filter);
    if (rc)
        return rc;
    filter->action = register_path(x->a, &x->r);
    filter->has_name = true;
    filter->name = ask ? ask->name : STR("");
    x->v->filter = filter;
    register_title(x, x->t->register_, register_kind_title(x->t, x->r.kind));
    register_entity_panel(x, x->v->title, rows, n);
    register_quiet(x);
    add_pager(x, total);
    static const enum register_file files[] = {REGISTER_CSV, REGISTER_ICS, REGISTER_JSONLD};
    register_files(x, files, COUNT_OF(files));
    return RC_OK;
}

/* ---- lists of events ---- */

/* The kind a form's word names; -1 for none. */
static int64_t kind_of(struct str word)
{
    for (int k = 0; k < EVENT_KIND_COUNT; k++)
        if (str_eq(word, event_kind_word((enum event_kind)k)))
            return k;
    return -1;
}

static void ask_events(const struct register_make *x, struct store_event_query *q)
{
    const struct register_ask *ask = x->j->register_ask;
    int64_t year = 0;
    q->agreements = x->r.agreement;
    q->offset = (x->m->route.page - 1) * REGISTER_ROWS;
    if (!ask)
        return;
    if (!x->r.agreement)
        q->kind = kind_of(ask->kind);
    if (str_to_int(ask->year, &year) && year >= REGISTER_YEAR_MIN && year <= REGISTER_YEAR_MAX)
        register_days((int)year, 0, &q->from_day, &q->until_day);
}

enum rc register_make_events(struct register_make *x)
{
    struct job *j = x->j;
    struct store_event_query q = register_any_event(j, REGISTER_ROWS);
    struct view_register_filter *filter = arena_alloc(x->a, sizeof *filter);
    struct store_event *rows = NULL;
    size_t n = 0;
    int64_t total = 0;
    if (!filter)
        return RC_NOMEM;
    ask_events(x, &q);
    enum rc rc = store_events_count(j->reader, x->a, q, &total, j->err);
    if (!rc)
        rc = store_events(j->reader, x->a, q, &rows, &n, j->err);
    if (rc)
        return rc;
    filter->action = register_path(x->a, &x->r);
    if (!x->r.agreement)
        add_kinds(x, filter);
    add_years(x, filter);
    x->v->filter = filter;
    register_title(x, x->t->register_,
                   x->r.agreement ? x->t->register_agreements : x->t->register_events);
    register_event_panel(x, x->v->title, rows, n);
    register_quiet(x);
    add_pager(x, total);
    static const enum register_file files[] = {REGISTER_CSV, REGISTER_ICS, REGISTER_JSONLD};
    register_files(x, files, COUNT_OF(files));
    return RC_OK;
}

/* ---- the first page ---- */

static void more(struct register_make *x, struct register_route to, struct str title)
{
    struct view_panel *panel = x->panels.n ? vec_at(&x->panels, x->panels.n - 1) : NULL;
    if (!panel)
        return;
    panel->more = title;
    panel->more_url = register_path(x->a, &to);
}

enum rc register_make_home(struct register_make *x)
{
    enum { SHOWN = 10 };
    struct job *j = x->j;
    struct store_event_query q = register_any_event(j, SHOWN);
    struct store_event *events = NULL;
    size_t n = 0;
    enum rc rc = store_events(j->reader, x->a, q, &events, &n, j->err);
    if (rc)
        return rc;
    register_event_panel(x, x->t->register_events, events, n);
    if (n)
        more(x, (struct register_route){.page = REGISTER_EVENTS}, x->t->register_events);
    for (int k = 0; k < FACTS_KIND_COUNT && !rc; k++) {
        struct store_entity *rows = NULL;
        struct store_entity_query of = {.kind = (enum facts_kind)k,
                                        .country = STR(""),
                                        .folded = STR(""),
                                        .now_ms = j->now_ms,
                                        .limit = SHOWN};
        rc = store_entities(j->reader, x->a, of, &rows, &n, j->err);
        if (rc || n == 0)
            continue;
        struct str title = register_kind_title(x->t, (enum facts_kind)k);
        register_entity_panel(x, title, rows, n);
        more(x, (struct register_route){.page = REGISTER_ENTITIES, .kind = (enum facts_kind)k},
             title);
    }
    register_title(x, STR(""), x->t->register_);
    x->v->intro = x->t->register_intro;
    return rc;
}

/* ---- two parties ---- */

/* "dia-phuong/ha-noi": what an option of the form says. */
static bool read_party(struct str value, enum facts_kind *kind, struct str *slug)
{
    size_t slash = str_find_byte(value, '/');
    *slug = str_from(value, slash + 1);
    return slash < value.n && register_kind_of(str_first(value, slash), kind) && slug->n;
}

static void add_party_options(struct register_make *x, struct vec *options,
                              const struct store_entity *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str value = str_format(x->a, "%.*s/%.*s", STR_ARG(register_kind_word(rows[i].kind)),
                                      STR_ARG(rows[i].slug));
        (void)add_option(options, value, rows[i].name, STR(""));
    }
}

enum rc register_make_choice(struct register_make *x)
{
    enum { OF_A_KIND = 100 };
    static const enum facts_kind kinds[] = {FACTS_COUNTRY, FACTS_PLACE, FACTS_ORGANIZATION};
    struct job *j = x->j;
    const struct register_ask *ask = j->register_ask;
    struct register_route to = {.page = REGISTER_RELATION};
    struct view_register_choice *choice = arena_alloc(x->a, sizeof *choice);
    struct vec options = VEC(struct view_option, x->a);
    enum rc rc = choice ? RC_OK : RC_NOMEM;
    if (ask && read_party(ask->one, &to.kind, &to.slug) &&
        read_party(ask->other, &to.other_kind, &to.other_slug)) {
        struct register_route checked;
        struct str path = register_path(x->a, &to);
        if (!register_route_read(str_from(path, sizeof "/ho-so/" - 1), &checked))
            return register_missing(x);
        x->m->status = 301;
        x->m->location = path;
        return rc;
    }
    for (size_t i = 0; i < COUNT_OF(kinds) && !rc; i++) {
        struct store_entity *rows = NULL;
        size_t n = 0;
        struct store_entity_query q = {.kind = kinds[i],
                                       .country = STR(""),
                                       .folded = STR(""),
                                       .now_ms = j->now_ms,
                                       .limit = OF_A_KIND};
        rc = store_entities(j->reader, x->a, q, &rows, &n, j->err);
        if (!rc)
            add_party_options(x, &options, rows, n);
    }
    if (rc)
        return rc;
    *choice = (struct view_register_choice){.action = register_path(x->a, &x->r),
                                            .ones = options.p,
                                            .ones_n = options.n,
                                            .others = options.p,
                                            .others_n = options.n};
    x->v->choice = choice;
    register_title(x, x->t->register_, x->t->register_relation);
    x->noindex = ask != NULL;
    return RC_OK;
}
