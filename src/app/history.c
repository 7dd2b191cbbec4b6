#include "app/history.h"

#include "base/clock.h"
#include "base/vec.h"

enum { FIELDS_MAX = 5 };

struct reading {
    const struct history_reader *r;
    struct vec days;  /* struct store_day */
    struct vec views; /* struct store_view_delta */
};

static size_t split(struct str line, struct str fields[FIELDS_MAX])
{
    size_t n = 0;
    struct str part;
    while (n < FIELDS_MAX && str_next(&line, '\t', &part))
        fields[n++] = str_trim(part);
    return n;
}

static enum rc read_day(const struct reading *read, struct str text, int64_t *day, struct err *e)
{
    int64_t at_ms = 0;
    if (text.n != STR("2026-05-01").n || !clock_parse_rfc3339(text, &at_ms))
        return fail(e, RC_INVALID, "\"%.*s\" is not a day such as 2026-05-01", STR_ARG(text));
    if (clock_day(at_ms) > read->r->today)
        return fail(e, RC_INVALID, "%.*s has not come yet", STR_ARG(text));
    *day = clock_day(at_ms);
    return RC_OK;
}

static enum rc read_figure(struct str text, int64_t *figure, struct err *e)
{
    int64_t value = 0;
    if (!str_to_int(text, &value) || value < 0)
        return fail(e, RC_INVALID, "\"%.*s\" is not a count", STR_ARG(text));
    if (value > HISTORY_FIGURE_MAX)
        return fail(e, RC_INVALID, "%.*s cannot be one day's count", STR_ARG(text));
    *figure = value;
    return RC_OK;
}

static enum rc read_article_line(struct reading *read, const struct str *fields, struct err *e)
{
    struct store_view_delta delta = {0};
    enum rc rc = read_day(read, fields[2], &delta.day, e);
    if (!rc)
        rc = read_figure(fields[3], &delta.views, e);
    if (!rc)
        rc = read->r->article(read->r->ctx, fields[1], &delta.article_id, e);
    struct store_view_delta *kept = rc ? NULL : vec_push(&read->views);
    if (kept)
        *kept = delta;
    return rc;
}

static enum rc read_day_line(struct reading *read, const struct str *fields, size_t n,
                             struct err *e)
{
    struct store_day day = {0};
    enum rc rc = read_day(read, fields[0], &day.day, e);
    if (!rc)
        rc = read_figure(fields[1], &day.visits, e);
    if (!rc)
        rc = read_figure(fields[2], &day.views, e);
    if (!rc && n == 4)
        rc = read_figure(fields[3], &day.robot_views, e);
    struct store_day *kept = rc ? NULL : vec_push(&read->days);
    if (kept)
        *kept = day;
    return rc;
}

static enum rc read_line(struct reading *read, struct str line, struct err *e)
{
    struct str fields[FIELDS_MAX];
    size_t n = split(line, fields);
    bool article = n > 0 && str_eq(fields[0], STR("article"));
    if (article && n == 4)
        return read_article_line(read, fields, e);
    if (!article && (n == 3 || n == 4))
        return read_day_line(read, fields, n, e);
    return fail(e, RC_INVALID,
                "wants DAY, visits, views [, views by robots] or \"article\", "
                "ARTICLE, DAY, views, with tabs between them");
}

enum rc history_read(const struct history_reader *r, struct str text, struct store_flush *out,
                     struct err *e)
{
    struct reading read = {r, VEC(struct store_day, r->arena),
                           VEC(struct store_view_delta, r->arena)};
    struct str line;
    size_t line_n = 0;
    size_t troubles = 0;
    while (str_next_line(&text, &line)) {
        struct err cause = {""};
        if (++line_n > HISTORY_LINES_MAX)
            return fail(e, RC_LIMIT, "more than %d lines", HISTORY_LINES_MAX);
        if (str_trim(line).n == 0 || line.p[0] == '#')
            continue;
        enum rc rc = read_line(&read, line, &cause);
        if (rc && rc != RC_INVALID && rc != RC_NOTFOUND)
            return fail(e, rc, "%s", cause.text);
        if (rc && troubles++ < HISTORY_TROUBLES_MAX)
            r->trouble(r->ctx, line_n, &cause);
    }
    if (arena_failed(r->arena))
        return fail(e, RC_NOMEM, "out of memory");
    if (troubles)
        return fail(e, RC_INVALID, "%zu lines cannot be taken, so nothing was", troubles);
    *out = (struct store_flush){.days = read.days.p,
                                .days_n = read.days.n,
                                .views = read.views.p,
                                .views_n = read.views.n,
                                .forget_visitors_before_ms = CLOCK_NONE};
    return RC_OK;
}
