#include "store/store_alike.h"

#include "base/vec.h"
#include "store/store_internal.h"

#include <stdlib.h>

enum {
    A_KEY_MAX = 64,     /* newest articles of a key that are looked at */
    COMPARED_MAX = 48,  /* by their whole signatures */
    WAITING_MAX = 4096, /* an aggregator's hour; what is scheduled for later is not looked at */
};

static int by_likeness(const void *a, const void *b)
{
    const struct store_near *x = a;
    const struct store_near *y = b;
    if (x->alike != y->alike)
        return x->alike < y->alike ? 1 : -1;
    return x->article_id < y->article_id ? -1 : x->article_id > y->article_id;
}

static void compare(const struct signature *own, unsigned min, int64_t id, struct str bytes,
                    struct vec *found)
{
    struct signature other;
    if (!signature_view(&other, bytes))
        return;
    unsigned alike = similarity(own, &other);
    struct store_near *near = alike >= min ? vec_push(found) : NULL;
    if (near)
        *near = (struct store_near){id, alike};
}

static enum rc compare_compared(struct store_reader *r, struct arena *a,
                                const struct store_alike_query *query, const struct signature *own,
                                struct vec *found, struct err *e)
{
    struct stmt q;
    struct str keys = story_keys(a, own, query->at_ms, true);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    stmt_start(&q, &r->db, SQL_ALIKE_COMPARED, e);
    stmt_text(&q, keys);
    stmt_int(&q, A_KEY_MAX);
    stmt_int(&q, COMPARED_MAX);
    while (stmt_next(&q))
        compare(own, query->min, row_int(&q, ALIKE_COMPARED_article_id),
                row_bytes(&q, ALIKE_COMPARED_signature), found);
    return stmt_end(&q);
}

static enum rc compare_waiting(struct store_reader *r, const struct store_alike_query *query,
                               const struct signature *own, struct vec *found, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_ALIKE_WAITING, e);
    stmt_int(&q, query->at_ms - CLOCK_DAY_MS);
    stmt_int(&q, WAITING_MAX);
    while (stmt_next(&q))
        compare(own, query->min, row_int(&q, ALIKE_WAITING_article_id),
                row_bytes(&q, ALIKE_WAITING_signature), found);
    return stmt_end(&q);
}

enum rc store_alike(struct store_reader *r, struct arena *a, struct store_alike_query q,
                    struct store_near **out, size_t *out_n, struct err *e)
{
    struct signature own;
    struct vec found = VEC(struct store_near, a);
    enum rc rc = RC_OK;
    if (q.limit == 0 || q.limit > STORE_ALIKE_MAX)
        return fail(e, RC_LIMIT, "1 to %d alike articles are given", (int)STORE_ALIKE_MAX);
    if (signature_view(&own, q.signature) && own.n) {
        rc = compare_compared(r, a, &q, &own, &found, e);
        if (!rc)
            rc = compare_waiting(r, &q, &own, &found, e);
    }
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    if (found.n)
        qsort(found.p, found.n, sizeof(struct store_near), by_likeness);
    *out = found.p;
    *out_n = found.n < q.limit ? found.n : q.limit;
    return RC_OK;
}
