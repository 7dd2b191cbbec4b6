#include "source/nukeviet_page.h"

#include "source/markup.h"

bool nukeviet_page_wants(const struct nukeviet_tables *t, struct str table)
{
    struct str language;
    struct str data;
    return nukeviet_split(t, table, &language, &data);
}

static bool has_column(const struct sql_row *row, struct str name)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_eq(row->columns[i], name))
            return true;
    return false;
}

bool nukeviet_page_is(const struct sql_row *row)
{
    static const struct str COLUMNS[] = {STR_INIT("title"), STR_INIT("alias"), STR_INIT("bodytext"),
                                         STR_INIT("add_time"), STR_INIT("status")};
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++)
        if (!has_column(row, COLUMNS[i]))
            return false;
    return !has_column(row, STR("hometext"));
}

static void set_picture(struct arena *a, struct str upload, const struct sql_row *row,
                        struct doc *d)
{
    struct str image = str_trim(sql_value(row, STR("image")));
    bool elsewhere = str_starts(image, STR("http")) || str_starts(image, STR("/"));
    struct doc_block figure = {
        .type = DOC_FIGURE,
        .src = elsewhere ? str_copy(a, image)
                         : str_format(a, "uploads/%.*s/%.*s", STR_ARG(upload), STR_ARG(image)),
        .alt = markup_text(a, sql_value(row, STR("imagealt")))};
    if (image.n)
        markup_lead_picture(a, d, &figure);
}

static void set_addresses(struct arena *a, const struct nukeviet_tables *t, struct str module,
                          const struct sql_row *row, struct doc *d)
{
    struct vec old = VEC(struct str, a);
    struct str language = d->language;
    struct str alias = sql_value(row, STR("alias"));
    d->guid = str_format(a, "nukeviet:%.*s:%.*s:page:%.*s", STR_ARG(t->domain), STR_ARG(row->table),
                         STR_ARG(alias));
    for (int named = 0; named <= 1 && alias.n; named++) {
        struct str way = named ? str_format(a, "/%.*s/%.*s/%.*s", STR_ARG(language),
                                            STR_ARG(module), STR_ARG(alias))
                               : str_format(a, "/%.*s/%.*s", STR_ARG(module), STR_ARG(alias));
        markup_add_text(&old, str_concat(a, way, STR(".html")));
        markup_add_text(&old, str_concat(a, way, STR("/")));
    }
    markup_add_text(&old, str_format(a, "/index.php?language=%.*s&nv=%.*s&op=%.*s",
                                     STR_ARG(language), STR_ARG(module), STR_ARG(alias)));
    if (t->domain.n && alias.n)
        d->url = str_format(a, "https://%.*s/%.*s/%.*s/%.*s.html", STR_ARG(t->domain),
                            STR_ARG(language), STR_ARG(module), STR_ARG(alias));
    d->old_urls = old.p;
    d->old_urls_n = old.n;
}

enum rc nukeviet_page_doc(struct arena *a, const struct nukeviet_tables *t,
                          const struct sql_row *row, struct doc *out, struct err *e)
{
    struct nukeviet_module m = {.prefix = row->table};
    struct doc d = {.title = markup_text(a, sql_value(row, STR("title"))),
                    .lead = markup_text(a, sql_value(row, STR("description")))};
    (void)nukeviet_split(t, row->table, &m.language, &m.data);
    struct nukeviet_name name = nukeviet_name_of(a, t, &m);
    enum rc rc = markup_body(a, sql_value(row, STR("bodytext")), STR(""), &d, e);
    if (rc)
        return rc;
    bool shown = sql_number(row, STR("status")) == 1;
    int64_t updated = nukeviet_time(sql_value(row, STR("edit_time")));
    d.language = str_copy(a, m.language);
    d.state = shown ? DOC_PUBLISHED : DOC_DRAFT;
    d.status = shown ? STR("published") : STR("suspended");
    d.published_ms = nukeviet_time(sql_value(row, STR("add_time")));
    d.updated_ms = updated > d.published_ms ? updated : CLOCK_NONE;
    int64_t hits = sql_number(row, STR("hitstotal"));
    d.views = hits > 0 ? hits : 0;
    set_picture(a, name.upload, row, &d);
    set_addresses(a, t, name.title, row, &d);
    markup_title(a, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the page needs more memory than its limit");
    *out = d;
    return RC_OK;
}
