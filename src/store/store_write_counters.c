/* Counters: deltas of views, visits, impressions and clicks are added; nothing ever goes down. */
#include "store/store_internal.h"

static enum rc add_views(struct write *w, const struct store_view_delta *delta)
{
    struct stmt q;
    int64_t id = 0;
    bool found = delta->article_id == 0;
    enum rc rc = RC_OK;
    if (delta->article_id != 0) {
        stmt_start(&q, w->db, SQL_ARTICLE_VIEWS_ADD, w->e);
        stmt_int(&q, delta->article_id);
        stmt_int(&q, delta->views);
        rc = stmt_run_int(&q, &id, &found);
    }
    if (rc || !found)
        return rc;
    stmt_start(&q, w->db, SQL_ARTICLE_DAY_ADD, w->e);
    stmt_int(&q, delta->day);
    stmt_int(&q, delta->article_id);
    stmt_int(&q, delta->views);
    return stmt_run(&q);
}

static int64_t month_of(int64_t day)
{
    struct civil date = civil_from_instant(clock_day_start(day));
    return (int64_t)date.year * 100 + date.month;
}

static enum rc add_day(struct write *w, const struct store_day *day)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SITE_DAY_ADD, w->e);
    stmt_int(&q, day->day);
    stmt_int(&q, month_of(day->day));
    stmt_int(&q, day->visits);
    stmt_int(&q, day->views);
    stmt_int(&q, day->robot_views);
    return stmt_run(&q);
}

static enum rc add_creative(struct write *w, const struct store_creative_delta *delta)
{
    struct stmt q;
    int64_t id = 0;
    bool found = false;
    stmt_start(&q, w->db, SQL_CREATIVE_COUNT, w->e);
    stmt_int(&q, delta->creative_id);
    stmt_int(&q, delta->impressions);
    stmt_int(&q, delta->clicks);
    enum rc rc = stmt_run_int(&q, &id, &found);
    if (rc || !found)
        return rc;
    stmt_start(&q, w->db, SQL_CREATIVE_DAY_ADD, w->e);
    stmt_int(&q, delta->day);
    stmt_int(&q, delta->creative_id);
    stmt_int(&q, delta->impressions);
    stmt_int(&q, delta->clicks);
    return stmt_run(&q);
}

static enum rc put_visitor(struct write *w, const struct store_visitor *visitor)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_VISITOR_PUT, w->e);
    stmt_int(&q, (int64_t)visitor->tag); /* the same 64 bits; row_visitor turns them back */
    stmt_int(&q, visitor->seen_ms);
    return stmt_run(&q);
}

static bool day_in_calendar(int64_t day)
{
    enum { DAY_FIRST = -719162, DAY_LAST = 2932896 }; /* 0001-01-01, 9999-12-31: clock.h */
    return day >= DAY_FIRST && day <= DAY_LAST;
}

static bool flush_valid(const struct store_flush *flush)
{
    bool valid = true;
    for (size_t i = 0; i < flush->views_n; i++)
        valid &= flush->views[i].views >= 0 && day_in_calendar(flush->views[i].day);
    for (size_t i = 0; i < flush->days_n; i++)
        valid &= flush->days[i].visits >= 0 && flush->days[i].views >= 0 &&
                 flush->days[i].robot_views >= 0 && day_in_calendar(flush->days[i].day);
    for (size_t i = 0; i < flush->creatives_n; i++)
        valid &= flush->creatives[i].impressions >= 0 && flush->creatives[i].clicks >= 0 &&
                 day_in_calendar(flush->creatives[i].day);
    return valid;
}

enum rc write_flush(struct write *w, const struct store_flush *flush)
{
    enum rc rc = RC_OK;
    if (!flush_valid(flush))
        return fail(w->e, RC_INVALID, "counters only grow, on days of the calendar");
    for (size_t i = 0; i < flush->views_n && rc == RC_OK; i++)
        rc = add_views(w, &flush->views[i]);
    for (size_t i = 0; i < flush->days_n && rc == RC_OK; i++)
        rc = add_day(w, &flush->days[i]);
    for (size_t i = 0; i < flush->creatives_n && rc == RC_OK; i++)
        rc = add_creative(w, &flush->creatives[i]);
    for (size_t i = 0; i < flush->visitors_n && rc == RC_OK; i++)
        rc = put_visitor(w, &flush->visitors[i]);
    if (rc)
        return rc;
    struct stmt q;
    stmt_start(&q, w->db, SQL_VISITOR_FORGET, w->e);
    stmt_int(&q, flush->forget_visitors_before_ms);
    w->result->changed = true;
    return stmt_run(&q);
}
