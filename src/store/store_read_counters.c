/* Reading counters: of articles, days, months, sections, visitors. */
#include "store/store_internal.h"

#include "base/vec.h"

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_counts(struct store_reader *r, struct arena *a, int64_t after_id, int64_t limit,
                     struct store_article_counts **out, size_t *out_n, struct err *e)
{
    struct vec counts = VEC(struct store_article_counts, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_COUNTS_AFTER, e);
    stmt_int(&q, after_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_article_counts *slot = vec_push(&counts);
        if (!slot)
            break;
        row_counts(&q, slot);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = counts.p;
    *out_n = counts.n;
    return RC_OK;
}

enum rc store_counts_of(struct store_reader *r, int64_t article_id,
                        struct store_article_counts *out, struct err *e)
{
    struct stmt q;
    struct store_article_counts counts = {.article_id = article_id};
    stmt_start(&q, &r->db, SQL_COUNTS_OF, e);
    stmt_int(&q, article_id);
    if (stmt_next(&q))
        row_counts(&q, &counts);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = counts;
    return rc;
}

static struct store_day row_day(const struct stmt *q)
{
    return (struct store_day){row_int(q, DAY_day), row_int(q, DAY_visits), row_int(q, DAY_views),
                              row_int(q, DAY_robot_views)};
}

/* Reads the days of a started query to its end. */
static enum rc read_days(struct stmt *q, struct arena *a, struct store_day **out, size_t *out_n)
{
    struct vec days = VEC(struct store_day, a);
    while (stmt_next(q)) {
        struct store_day *slot = vec_push(&days);
        if (!slot)
            break;
        *slot = row_day(q);
    }
    enum rc rc = read_result(stmt_end(q), a, q->e);
    if (rc)
        return rc;
    *out = days.p;
    *out_n = days.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_days(struct store_reader *r, struct arena *a, int64_t from_day, int64_t to_day,
                   struct store_day **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_DAYS, e);
    stmt_int(&q, from_day);
    stmt_int(&q, to_day);
    return read_days(&q, a, out, out_n);
}

enum rc store_months(struct store_reader *r, struct arena *a, struct store_day **out, size_t *out_n,
                     struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_MONTHS, e);
    return read_days(&q, a, out, out_n);
}

enum rc store_days_total(struct store_reader *r, struct store_day *out, struct err *e)
{
    struct stmt q;
    struct store_day total = {0};
    stmt_start(&q, &r->db, SQL_DAYS_TOTAL, e);
    if (stmt_next(&q))
        total = row_day(&q);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = total;
    return rc;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_section_views(struct store_reader *r, struct arena *a, int64_t from_day,
                            int64_t limit, struct store_label **out, size_t *out_n, struct err *e)
{
    struct vec sections = VEC(struct store_label, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_SECTION_VIEWS, e);
    stmt_int(&q, from_day);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_label *slot = vec_push(&sections);
        if (!slot)
            break;
        *slot = (struct store_label){
            .id = row_int(&q, SECTION_VIEWS_id),
            .name = row_text(&q, a, SECTION_VIEWS_name),
            .slug = row_text(&q, a, SECTION_VIEWS_slug),
            .articles = row_int(&q, SECTION_VIEWS_views),
        };
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = sections.p;
    *out_n = sections.n;
    return RC_OK;
}

enum rc store_visitors(struct store_reader *r, struct arena *a, int64_t since_ms,
                       struct store_visitor **out, size_t *out_n, struct err *e)
{
    struct vec visitors = VEC(struct store_visitor, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_VISITORS_SINCE, e);
    stmt_int(&q, since_ms);
    while (stmt_next(&q)) {
        struct store_visitor *slot = vec_push(&visitors);
        if (!slot)
            break;
        *slot = (struct store_visitor){(uint64_t)row_int(&q, VISITORS_SINCE_tag),
                                       row_time(&q, VISITORS_SINCE_seen_ms)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = visitors.p;
    *out_n = visitors.n;
    return RC_OK;
}
