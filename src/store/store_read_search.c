/* Full-text search: tokens become a MATCH in which each is quoted, so that nothing a reader types
 * is ever an operator (SQLite, FTS5 §3.1: a doubled quote inside quotes is a quote). */
#include "store/store_internal.h"

#include "base/buf.h"
#include "base/vec.h"

static void add_term(struct buf *out, const char *columns, struct str term)
{
    buf_add(out, str_view(out->n ? " AND " : ""));
    buf_add(out, str_view(columns));
    buf_add(out, STR(" : \""));
    for (size_t i = 0; i < term.n; i++) {
        if (term.p[i] == '"')
            buf_add_byte(out, '"');
        if (term.p[i] != '\0') /* would end the text for SQLite */
            buf_add_byte(out, term.p[i]);
    }
    buf_add_byte(out, '"');
}

static void add_terms(struct buf *out, const char *columns, struct article_texts terms)
{
    for (size_t i = 0; i < terms.items_n; i++)
        if (terms.items[i].n)
            add_term(out, columns, terms.items[i]);
}

static enum rc find(struct store_reader *r, struct arena *a, const struct store_search_query *q,
                    struct str match, struct vec *cards, struct err *e)
{
    struct stmt run;
    stmt_start(&run, &r->db, SQL_SEARCH_FIND, e);
    stmt_text(&run, match);
    stmt_int(&run, q->now_ms);
    stmt_int(&run, q->limit);
    stmt_int(&run, q->offset);
    while (stmt_next(&run)) {
        struct store_card *card = vec_push(cards);
        if (card)
            row_card(&run, a, card);
    }
    return stmt_end(&run);
}

static enum rc count(struct store_reader *r, const struct store_search_query *q, struct str match,
                     int64_t *total, struct err *e)
{
    struct stmt run;
    stmt_start(&run, &r->db, SQL_SEARCH_TOTAL, e);
    stmt_text(&run, match);
    stmt_int(&run, q->now_ms);
    return stmt_run_int(&run, total, NULL);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_search(struct store_reader *r, struct arena *a, struct store_search_query q,
                     struct store_card **out, size_t *out_n, int64_t *total, struct err *e)
{
    if (!read_limit_valid(q.limit, q.offset))
        return fail(e, RC_LIMIT, "a list has 1 to %d articles", (int)STORE_LIST_MAX);
    if (q.exact.items_n > STORE_SEARCH_TERMS_MAX || q.folded.items_n > STORE_SEARCH_TERMS_MAX)
        return fail(e, RC_LIMIT, "a search has at most %d words", (int)STORE_SEARCH_TERMS_MAX);
    struct buf match;
    struct vec cards = VEC(struct store_card, a);
    int64_t found = 0;
    enum rc rc = RC_OK;
    buf_init(&match, a);
    add_terms(&match, "{title_exact body_exact}", q.exact);
    add_terms(&match, "{title_folded body_folded}", q.folded);
    if (match.n && !buf_failed(&match)) {
        rc = find(r, a, &q, buf_view(&match), &cards, e);
        if (rc == RC_OK)
            rc = count(r, &q, buf_view(&match), &found, e);
    }
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    *out = cards.p;
    *out_n = cards.n;
    *total = found;
    return RC_OK;
}
