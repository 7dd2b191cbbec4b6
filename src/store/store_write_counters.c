/* Counters: deltas of views, visits, impressions and clicks are added; nothing ever goes down. */
#include "store/store_internal.h"

#include "base/buf.h"
#include "base/vec.h"

#include <stdlib.h>

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

/* ---- the log of views ---- */

static void add_number(struct buf *b, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        buf_add_byte(b, (char)(n | 0x80));
    buf_add_byte(b, (char)n);
}

/* The next number of *rest; false at its end, or when it is damaged. */
static bool take_number(struct str *rest, int64_t *out)
{
    uint64_t n = 0;
    for (unsigned shift = 0; rest->n && shift < 63; shift += 7) {
        unsigned char byte = (unsigned char)rest->p[0];
        *rest = str_from(*rest, 1);
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *out = (int64_t)n;
            return true;
        }
    }
    return false;
}

/* All of one day, and no article below the one before. */
static bool can_be_logged(const struct store_flush *flush)
{
    bool can = !flush->all_views && flush->views_n >= STORE_VIEWS_LOGGED_MIN;
    for (size_t i = 1; can && i < flush->views_n; i++)
        can = flush->views[i].day == flush->views[0].day &&
              flush->views[i].article_id > flush->views[i - 1].article_id;
    return can && flush->views[0].article_id >= 0;
}

static enum rc log_views(struct write *w, const struct store_flush *flush)
{
    struct stmt q;
    struct buf b;
    int64_t before = 0;
    buf_init(&b, w->arena);
    for (size_t i = 0; i < flush->views_n; i++) {
        add_number(&b, (uint64_t)(flush->views[i].article_id - before));
        add_number(&b, (uint64_t)flush->views[i].views);
        before = flush->views[i].article_id;
    }
    if (buf_failed(&b))
        return fail(w->e, RC_NOMEM, "out of memory");
    stmt_start(&q, w->db, SQL_VIEW_LOG_ADD, w->e);
    stmt_int(&q, flush->views[0].day);
    stmt_bytes(&q, buf_view(&b));
    return stmt_run(&q);
}

/* Adds the pairs of one row. What follows damage is lost: views are no promise, and nobody who waits for
 * them would ever get them. */
static void read_logged(int64_t day, struct str counts, struct vec *out)
{
    struct store_view_delta delta = {.day = day};
    int64_t more = 0;
    while (take_number(&counts, &more) && take_number(&counts, &delta.views) &&
           !__builtin_add_overflow(delta.article_id, more, &delta.article_id)) {
        struct store_view_delta *slot = vec_push(out);
        if (slot)
            *slot = delta;
    }
}

static int by_day_and_article(const void *a, const void *b)
{
    const struct store_view_delta *x = a;
    const struct store_view_delta *y = b;
    int by_day = (x->day > y->day) - (x->day < y->day);
    return by_day ? by_day : (x->article_id > y->article_id) - (x->article_id < y->article_id);
}

/* Brings the sums of sorted deltas into the counters. */
static enum rc add_sums(struct write *w, const struct store_view_delta *deltas, size_t n)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && rc == RC_OK;) {
        struct store_view_delta sum = deltas[i++];
        while (i < n && by_day_and_article(&deltas[i], &sum) == 0)
            if (__builtin_add_overflow(sum.views, deltas[i++].views, &sum.views))
                sum.views = 0; /* damage: nothing is read so often */
        rc = add_views(w, &sum);
    }
    return rc;
}

static enum rc empty_log(struct write *w)
{
    struct stmt q;
    struct vec deltas = VEC(struct store_view_delta, w->arena);
    stmt_start(&q, w->db, SQL_VIEW_LOG_ALL, w->e);
    while (stmt_next(&q))
        read_logged(row_int(&q, VIEW_LOG_ALL_day), row_bytes(&q, VIEW_LOG_ALL_counts), &deltas);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK && arena_failed(w->arena))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    if (rc || deltas.n == 0)
        return rc;
    qsort(deltas.p, deltas.n, sizeof(struct store_view_delta), by_day_and_article);
    rc = add_sums(w, deltas.p, deltas.n);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_VIEW_LOG_CLEAR, w->e);
    return stmt_run(&q);
}

/* The views of a flush, and, when it is time, those of the flushes before. */
static enum rc flush_views(struct write *w, const struct store_flush *flush)
{
    struct stmt q;
    int64_t rows = 0;
    enum rc rc = RC_OK;
    bool logged = can_be_logged(flush);
    if (logged)
        rc = log_views(w, flush);
    for (size_t i = 0; !logged && i < flush->views_n && rc == RC_OK; i++)
        rc = add_views(w, &flush->views[i]);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_VIEW_LOG_ROWS, w->e);
    rc = stmt_run_int(&q, &rows, NULL);
    bool due = rows >= STORE_VIEW_LOG_ROWS || (rows && (flush->all_views || !logged));
    return rc || !due ? rc : empty_log(w);
}

/* ---- the rest ---- */

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
    if (!flush_valid(flush))
        return fail(w->e, RC_INVALID, "counters only grow, on days of the calendar");
    enum rc rc = flush_views(w, flush);
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
