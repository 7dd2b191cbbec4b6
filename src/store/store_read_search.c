/* Full-text search: terms become a MATCH in which each is quoted, so that nothing a reader types is
 * ever an operator. A term that is not one token to the index's tokenizer would be a phrase, which
 * an index without positions refuses; such a term stands in no article and is not asked for. */
#include "store/store_internal.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"

enum { MONTHS_MAX = 24 }; /* longer spans are asked for by year: fewer lists to merge */

/* ---- the match ---- */

/* As the tokenizer of the index (schema/0001_search_sqlite.sql) sees it. */
static bool is_term_byte(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(byte) ||
           str_find_byte(STR("-/._&=:"), byte) < 7;
}

static bool is_term(struct str term)
{
    for (size_t i = 0; i < term.n; i++)
        if (!is_term_byte(term.p[i]))
            return false;
    return term.n > 0;
}

static void add_term(struct buf *out, const char *operator, struct str term)
{
    buf_add(out, str_view(operator));
    buf_add_byte(out, '"');
    buf_add(out, term);
    buf_add_byte(out, '"');
}

/* False when a term is none: then nothing matches. */
static bool add_all(struct buf *out, struct article_texts all)
{
    for (size_t i = 0; i < all.items_n; i++) {
        if (!is_term(all.items[i]))
            return false;
        add_term(out, out->n > 1 ? " AND " : "", all.items[i]);
    }
    if (all.items_n == 0)
        add_term(out, "", STR("="));
    return true;
}

static void add_sections(struct buf *out, const struct store_search_query *q)
{
    for (size_t i = 0; i < q->section_ids_n; i++)
        buf_addf(out, "%s\"=s%lld\"", i ? " OR " : " AND (", (long long)q->section_ids[i]);
    if (q->section_ids_n)
        buf_add_byte(out, ')');
}

/* The months or years from from_ms on; the exact instants are compared in the statement. */
static void add_span(struct buf *out, const struct store_search_query *q)
{
    if (q->from_ms == CLOCK_NONE && q->until_ms == CLOCK_NONE)
        return;
    int64_t last_ms =
        q->until_ms == CLOCK_NONE || q->until_ms > q->now_ms ? q->now_ms : q->until_ms;
    if (q->from_ms == CLOCK_NONE || q->from_ms > last_ms)
        return; /* "until" alone: newest first reads on until it is there */
    struct civil from = civil_from_instant(q->from_ms);
    struct civil last = civil_from_instant(last_ms);
    int months = (last.year - from.year) * 12 + last.month - from.month + 1;
    if (months < 1 || months > MONTHS_MAX)
        return;
    for (int i = 0; i < months; i++) {
        int month = from.month - 1 + i;
        buf_addf(out, "%s\"=m%04d%02d\"", i ? " OR " : " AND (", from.year + month / 12,
                 month % 12 + 1);
    }
    buf_add_byte(out, ')');
}

static void add_none(struct buf *out, struct article_texts none)
{
    bool any = false;
    for (size_t i = 0; i < none.items_n; i++) {
        struct str rest = none.items[i];
        struct str term;
        bool first = true;
        bool whole = rest.n > 0;
        for (struct str look = rest; str_next(&look, ' ', &term);)
            whole = whole && is_term(term);
        if (!whole)
            continue;
        buf_add(out, str_view(any ? " OR (" : " NOT (("));
        while (str_next(&rest, ' ', &term)) {
            add_term(out, first ? "" : " AND ", term);
            first = false;
        }
        buf_add_byte(out, ')');
        any = true;
    }
    if (any)
        buf_add_byte(out, ')');
}

/* False when nothing can match. */
static bool match_of(struct buf *out, const struct store_search_query *q)
{
    buf_add_byte(out, '(');
    if (!add_all(out, q->all))
        return false;
    add_sections(out, q);
    add_span(out, q);
    buf_add_byte(out, ')');
    add_none(out, q->none);
    return true;
}

/* ---- reading ---- */

static enum rc find(struct store_reader *r, const struct store_search_query *q, struct str match,
                    struct vec *hits, struct err *e)
{
    struct stmt run;
    int64_t until = q->now_ms + 1;
    if (q->until_ms != CLOCK_NONE && q->until_ms < until)
        until = q->until_ms;
    stmt_start(&run, &r->db, q->head ? SQL_SEARCH_FIND_HEAD : SQL_SEARCH_FIND_ALL, e);
    stmt_text(&run, match);
    stmt_int(&run, q->from_ms); /* CLOCK_NONE is before everything */
    stmt_int(&run, until);
    stmt_int(&run, q->limit);
    stmt_int(&run, q->offset);
    while (stmt_next(&run)) {
        struct store_hit *hit = vec_push(hits);
        if (hit)
            *hit = (struct store_hit){.article_id = row_int(&run, SEARCH_HIT_article_id),
                                      .section_id = row_int(&run, SEARCH_HIT_section_id),
                                      .listed_ms = row_int(&run, SEARCH_HIT_listed_ms)};
    }
    return stmt_end(&run);
}

enum rc store_search(struct store_reader *r, struct arena *a, struct store_search_query q,
                     struct store_hit **out, size_t *out_n, struct err *e)
{
    struct buf match;
    struct vec hits = VEC(struct store_hit, a);
    enum rc rc = RC_OK;
    if (q.limit < 1 || q.limit > STORE_HITS_MAX || q.offset < 0)
        return fail(e, RC_LIMIT, "a search gives 1 to %d articles", (int)STORE_HITS_MAX);
    if (q.all.items_n > STORE_SEARCH_TERMS_MAX || q.none.items_n > STORE_SEARCH_TERMS_MAX ||
        q.section_ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "a search has at most %d words", (int)STORE_SEARCH_TERMS_MAX);
    buf_init(&match, a);
    if (match_of(&match, &q) && !buf_failed(&match))
        rc = find(r, &q, buf_view(&match), &hits, e);
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    *out = hits.p;
    *out_n = hits.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_heads(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                    struct store_head **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec heads = VEC(struct store_head, a);
    if (ids_n > STORE_HITS_MAX)
        return fail(e, RC_LIMIT, "at most %d articles", (int)STORE_HITS_MAX);
    stmt_start(&q, &r->db, SQL_SEARCH_HEADS, e);
    stmt_text(&q, read_ids_as_json(a, ids, ids_n));
    while (stmt_next(&q)) {
        struct store_head *head = vec_push(&heads);
        if (head)
            *head = (struct store_head){.id = row_int(&q, SEARCH_HEADS_id),
                                        .title = row_text(&q, a, SEARCH_HEADS_title),
                                        .excerpt = row_text(&q, a, SEARCH_HEADS_excerpt)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = heads.p;
    *out_n = heads.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_cards(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                    struct store_card **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec cards = VEC(struct store_card, a);
    if (ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "at most %d articles", (int)STORE_LIST_MAX);
    stmt_start(&q, &r->db, SQL_SEARCH_CARDS, e);
    stmt_text(&q, read_ids_as_json(a, ids, ids_n));
    while (stmt_next(&q)) {
        struct store_card *card = vec_push(&cards);
        if (card)
            row_card(&q, a, card);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = cards.p;
    *out_n = cards.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_bodies(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                     struct store_source **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec bodies = VEC(struct store_source, a);
    if (ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "at most %d articles", (int)STORE_LIST_MAX);
    stmt_start(&q, &r->db, SQL_SEARCH_BODIES, e);
    stmt_text(&q, read_ids_as_json(a, ids, ids_n));
    while (stmt_next(&q)) {
        struct store_source *body = vec_push(&bodies);
        if (body)
            *body = (struct store_source){.id = row_int(&q, SEARCH_BODIES_id),
                                          .listed_ms = CLOCK_NONE,
                                          .body_json = row_text(&q, a, SEARCH_BODIES_body)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = bodies.p;
    *out_n = bodies.n;
    return RC_OK;
}

/* ---- what an index is made of ---- */

/* The three statements have the same columns. */
static enum rc read_sources(struct stmt *q, struct arena *a, struct store_source **out,
                            size_t *out_n, struct err *e)
{
    struct vec sources = VEC(struct store_source, a);
    while (stmt_next(q)) {
        struct store_source *source = vec_push(&sources);
        if (source)
            *source = (struct store_source){.id = row_int(q, SEARCH_SOURCES_id),
                                            .revision = row_int(q, SEARCH_SOURCES_revision),
                                            .listed_ms = row_time(q, SEARCH_SOURCES_listed_ms),
                                            .body_json = row_text(q, a, SEARCH_SOURCES_body)};
    }
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc)
        return rc;
    *out = sources.p;
    *out_n = sources.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): reader, arena, list, result and error */
static enum rc next_sources(struct store_reader *r, struct arena *a,
                            const struct store_source_place *place, int64_t limit,
                            struct store_source **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, place->listed ? SQL_SEARCH_SOURCES : SQL_SEARCH_SOURCES_WITHDRAWN, e);
    if (place->listed)
        stmt_int(&q, place->listed_ms);
    stmt_int(&q, place->id);
    stmt_int(&q, limit);
    return read_sources(&q, a, out, out_n, e);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_sources(struct store_reader *r, struct arena *a, struct store_source_place *place,
                      int64_t limit, struct store_source **out, size_t *out_n, struct err *e)
{
    enum rc rc = next_sources(r, a, place, limit, out, out_n, e);
    if (rc == RC_OK && *out_n == 0 && !place->listed) {
        *place = (struct store_source_place){.listed = true, .listed_ms = CLOCK_NONE};
        rc = next_sources(r, a, place, limit, out, out_n, e);
    }
    if (rc || *out_n == 0)
        return rc;
    place->id = (*out)[*out_n - 1].id;
    place->listed_ms = (*out)[*out_n - 1].listed_ms;
    return RC_OK;
}

enum rc store_sources_changed(struct store_reader *r, struct arena *a, int64_t limit,
                              struct store_source **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_SEARCH_SOURCES_REDO, e);
    stmt_int(&q, limit);
    return read_sources(&q, a, out, out_n, e);
}

enum rc store_search_answers(struct store_reader *r, bool *answers, struct err *e)
{
    struct stmt q;
    bool good = false;
    stmt_start(&q, &r->db, SQL_SEARCH_NEWEST, e);
    if (stmt_next(&q)) {
        int64_t newest = row_int(&q, SEARCH_NEWEST_newest);
        good = row_int(&q, SEARCH_NEWEST_head_newest) >= newest &&
               row_int(&q, SEARCH_NEWEST_all_newest) >= newest;
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *answers = good;
    return rc;
}

enum rc store_search_whole(struct store_reader *r, bool *whole, struct err *e)
{
    struct stmt q;
    bool same = false;
    bool answers = false;
    enum rc rc = store_search_answers(r, &answers, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_SEARCH_STATE, e);
    if (stmt_next(&q))
        same = row_int(&q, SEARCH_STATE_articles) == row_int(&q, SEARCH_STATE_docs);
    rc = stmt_end(&q);
    if (rc == RC_OK)
        *whole = same && answers;
    return rc;
}
