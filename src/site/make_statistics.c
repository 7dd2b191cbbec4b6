#include "site/make.h"

#include "base/clock.h"

/* The drawing (view.h): bars stand on y = 200 between x = 48 and 744, the highest reaches y = 20. */
enum {
    PLOT_LEFT = 48,
    PLOT_RIGHT = 700,
    PLOT_BASE = 200,
    PLOT_HIGH = 180,
    LABEL_STEP = 70, /* between two labels, so that they do not touch */
    DAYS_SHOWN = 30,
    MONTHS_SHOWN = 24,
    TOP_SHOWN = 10,
    TOP_DAYS = 30,
};

enum figure { FIGURE_VISITS, FIGURE_VIEWS };

struct plot {
    struct make *make;
    const struct store_day *days;
    size_t n;
    enum figure figure;
    bool months; /* day is year*100+month */
};

static int64_t figure_of(const struct store_day *d, enum figure figure)
{
    return figure == FIGURE_VISITS ? d->visits : d->views;
}

static struct str day_label(struct arena *a, int64_t day, bool with_year)
{
    struct str date = clock_vietnamese_date(a, clock_day_start(day));
    return with_year ? date : str_first(date, 5);
}

static struct str bar_label(struct arena *a, const struct plot *p, const struct store_day *d)
{
    if (p->months)
        return str_format(a, "%02d/%04d", (int)(d->day % 100), (int)(d->day / 100));
    return day_label(a, d->day, false);
}

static void draw_bars(const struct plot *p, int64_t max, struct view_bar *bars)
{
    struct arena *a = p->make->job->arena;
    double step = (double)(PLOT_RIGHT - PLOT_LEFT) / (double)p->n;
    double labelled_to = -LABEL_STEP;
    for (size_t i = 0; i < p->n; i++) {
        int64_t value = figure_of(&p->days[i], p->figure);
        double height = max ? (double)value * PLOT_HIGH / (double)max : 0;
        double x = PLOT_LEFT + (double)i * step;
        bars[i] = (struct view_bar){
            .label = bar_label(a, p, &p->days[i]),
            .value = page_number(a, value),
            .height = str_format(a, "%.1f", height),
            .y = str_format(a, "%.1f", PLOT_BASE - height),
            .x = str_format(a, "%.1f", x),
            .width = str_format(a, "%.1f", step * 0.8),
            .labelled = x - labelled_to >= LABEL_STEP,
        };
        if (bars[i].labelled)
            labelled_to = x;
    }
}

static bool draw(const struct plot *p, struct str title, struct view_chart *chart)
{
    struct arena *a = p->make->job->arena;
    const struct words *t = p->make->job->state->words;
    int64_t max = 0;
    size_t highest = 0;
    for (size_t i = 0; i < p->n; i++)
        if (figure_of(&p->days[i], p->figure) > max) {
            max = figure_of(&p->days[i], p->figure);
            highest = i;
        }
    struct view_bar *bars = arena_array(a, p->n, sizeof *bars);
    if (!bars || p->n == 0)
        return false;
    draw_bars(p, max, bars);
    struct str peak = str_format(a, "%.*s (%.*s)", STR_ARG(page_number(a, max)),
                                 STR_ARG(bar_label(a, p, &p->days[highest])));
    *chart = (struct view_chart){
        .title = title,
        .summary = words_with(a, t->chart_summary, peak),
        .max = page_number(a, max),
        .unit = p->figure == FIGURE_VISITS ? t->visits_unit : t->views_unit,
        .bars = bars,
        .bars_n = p->n,
    };
    return true;
}

/* The days from..to with zeros where the store has nothing. */
static const struct store_day *without_gaps(struct arena *a, const struct store_day *days, size_t n,
                                            int64_t from, int64_t to)
{
    size_t count = (size_t)(to - from + 1);
    struct store_day *all = arena_array(a, count, sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i].day = from + (int64_t)i;
    for (size_t i = 0; all && i < n; i++)
        if (days[i].day >= from && days[i].day <= to)
            all[days[i].day - from] = days[i];
    return all;
}

static enum rc fill_charts(struct make *m, struct view_statistics *view)
{
    struct job *j = m->job;
    const struct words *t = j->state->words;
    int64_t today = clock_day(j->now_ms);
    struct store_day *days = NULL;
    struct store_day *months = NULL;
    size_t days_n = 0;
    size_t months_n = 0;
    enum rc rc =
        store_days(j->reader, j->arena, today - DAYS_SHOWN + 1, today, &days, &days_n, j->err);
    if (!rc)
        rc = store_months(j->reader, j->arena, &months, &months_n, j->err);
    if (rc)
        return rc;
    if (months_n > MONTHS_SHOWN) {
        months += months_n - MONTHS_SHOWN;
        months_n = MONTHS_SHOWN;
    }
    const struct store_day *shown =
        without_gaps(j->arena, days, days_n, today - DAYS_SHOWN + 1, today);
    struct view_chart *charts = arena_array(j->arena, 4, sizeof *charts);
    if (!shown || !charts)
        return RC_NOMEM;
    struct plot plots[] = {
        {m, shown, DAYS_SHOWN, FIGURE_VISITS, false},
        {m, shown, DAYS_SHOWN, FIGURE_VIEWS, false},
        {m, months, months_n, FIGURE_VISITS, true},
        {m, months, months_n, FIGURE_VIEWS, true},
    };
    const struct str titles[] = {t->visits_by_day, t->views_by_day, t->visits_by_month,
                                 t->views_by_month};
    for (size_t i = 0; i < COUNT_OF(plots); i++)
        view->charts_n += draw(&plots[i], titles[i], &charts[view->charts_n]);
    view->charts = charts;
    return RC_OK;
}

static enum rc fill_totals(struct make *m, struct view_statistics *view)
{
    struct job *j = m->job;
    const struct words *t = j->state->words;
    struct store_day sum;
    struct store_day *first = NULL;
    size_t first_n = 0;
    struct store_totals totals;
    enum rc rc = store_days_total(j->reader, &sum, j->err);
    if (!rc)
        rc = store_totals(j->reader, j->now_ms, &totals, j->err);
    if (!rc)
        rc = store_days(j->reader, j->arena, 0, clock_day(j->now_ms), &first, &first_n, j->err);
    struct view_figure *figures = arena_array(j->arena, 3, sizeof *figures);
    if (rc || !figures)
        return rc ? rc : RC_NOMEM;
    figures[0] = (struct view_figure){t->views, page_number(j->arena, sum.views), STR("")};
    figures[1] =
        (struct view_figure){t->robot_views, page_number(j->arena, sum.robot_views), STR("")};
    figures[2] = (struct view_figure){t->published_articles, page_number(j->arena, totals.articles),
                                      STR("")};
    view->totals = figures;
    view->totals_n = 3;
    if (first_n)
        view->since = day_label(j->arena, first[0].day, true);
    return RC_OK;
}

static enum rc fill_tops(struct make *m, struct view_statistics *view)
{
    struct job *j = m->job;
    int64_t from_day = clock_day(j->now_ms) - TOP_DAYS + 1;
    struct store_list_query q = {.kind = STORE_LIST_MOST_READ, .from_day = from_day};
    struct view_card *cards = NULL;
    enum rc rc = job_ranking(j, q, TOP_SHOWN, 0, &cards, &view->top_articles_n);
    view->top_articles = cards;
    struct store_label *labels = NULL;
    size_t n = 0;
    if (!rc)
        rc = store_section_views(j->reader, j->arena, from_day, TOP_SHOWN, &labels, &n, j->err);
    struct view_figure *figures = arena_array(j->arena, n, sizeof *figures);
    if (rc || !figures)
        return rc ? rc : RC_NOMEM;
    view->top_sections = figures;
    for (size_t i = 0; i < n; i++) {
        const struct store_section *section = state_section_by_id(j->state, labels[i].id);
        if (section) /* as it was sealed (state.h) */
            figures[view->top_sections_n++] =
                (struct view_figure){section->name, page_number(j->arena, labels[i].articles),
                                     route_section_path(j->arena, section->slug, 1)};
    }
    return RC_OK;
}

enum rc make_statistics(struct make *m)
{
    struct view_statistics *view = arena_alloc(m->job->arena, sizeof *view);
    if (!view)
        return RC_NOMEM;
    job_tag(m->job, STR("ranking"));
    enum rc rc = fill_charts(m, view);
    if (!rc)
        rc = fill_totals(m, view);
    if (!rc)
        rc = fill_tops(m, view);
    if (rc)
        return rc;
    const struct words *t = m->job->state->words;
    m->path = STR("/thong-ke/");
    m->page.kind = STR("statistics");
    m->page.statistics = view;
    make_crumb(m, t->access_statistics, m->path);
    make_head(m, t->access_statistics, t->access_statistics);
    return RC_OK;
}
