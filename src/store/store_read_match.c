/* Matching in one segment of the search index: the docs that have all of some terms, newest first.
 *
 * A list is read a row at a time, the row that a doc would stand in: what common words have in
 * between is skipped. */
#include "store/store_search.h"

#include "store/store_match.h"

/* ---- lists ---- */

static enum rc damaged(struct err *e)
{
    return fail(e, RC_CORRUPT, "the search index is damaged");
}

/* The row at or before position; *inside is borrowed until stmt_end. */
static enum rc read_row(struct matching *m, struct stmt *q, int64_t *position, struct str *inside,
                        bool *found)
{
    stmt_start(q, m->db, SQL_SEARCH_PART_AT, m->e);
    m->db->queries--; /* a page's queries are counted; these rows are, too, in rows_read */
    stmt_int(q, m->segment);
    stmt_int(q, *position);
    *found = stmt_next(q);
    m->rows_read++;
    if (!*found)
        return q->rc;
    *position = row_int(q, SEARCH_PART_AT_position);
    if (!postings_open(*position, row_bytes(q, SEARCH_PART_AT_postings), inside))
        return damaged(m->e);
    return RC_OK;
}

/* The list of term in a pack; false: it has none. */
static bool list_in_pack(struct str pack, uint64_t first_term, uint64_t term, struct str *list)
{
    uint64_t at = first_term;
    for (bool first = true; postings_next_list(&pack, first, &at, list); first = false)
        if (at >= term)
            return at == term;
    return false;
}

static void use_row(struct match_list *l, const struct index_row *row)
{
    l->position = row->position;
    l->has_rows = postings_part(row->position) > 0;
    l->docs = row->docs;
    l->n = row->n;
    l->at = row->n;
}

/* Room for the docs of a list of so many bytes, each of which is a doc at most: in the cache, else the
 * list's own. NULL: out of memory. */
static uint32_t *make_room(struct matching *m, struct match_list *l, size_t bytes,
                           struct index_row **cached)
{
    uint32_t *docs = NULL;
    size_t n = bytes < POSTINGS_ROW_DOCS ? bytes : POSTINGS_ROW_DOCS;
    *cached = l->cached ? index_cache_row(m->cache, n, &docs) : NULL;
    if (*cached)
        return docs;
    if (!l->own)
        l->own = arena_array(m->arena, POSTINGS_ROW_DOCS, sizeof *l->own);
    return l->own;
}

/* Takes what row, which is of l when its position's term is or when it is a pack, has of l's docs. */
static enum rc decode(struct matching *m, struct match_list *l, struct index_row row,
                      struct str inside)
{
    struct index_row *kept = NULL;
    uint64_t term = postings_term(row.position);
    bool found = row.position >= 0;
    if (found && postings_part(row.position) > 0)
        found = term == l->term;
    else if (found)
        found = list_in_pack(inside, term, l->term, &inside);
    uint32_t *docs = make_room(m, l, found ? inside.n : 0, &kept);
    if (!docs)
        return fail(m->e, RC_NOMEM, "out of memory");
    if (found && !postings_docs(inside, docs, &row.n))
        return damaged(m->e);
    row.docs = docs;
    use_row(l, &row);
    if (kept) {
        *kept = row;
        index_list_add(l->cached, kept);
    }
    return RC_OK;
}

/* Loads the row of l that stands at or before position. */
static enum rc load(struct matching *m, struct match_list *l, int64_t position)
{
    struct stmt q;
    struct str inside = STR("");
    struct index_row row = {.position = position, .asked = position};
    bool found = false;
    const struct index_row *known = l->cached ? index_list_row(l->cached, position) : NULL;
    if (known) {
        use_row(l, known);
        return RC_OK;
    }
    l->n = 0;
    enum rc rc = read_row(m, &q, &row.position, &inside, &found);
    if (!found)
        row.position = INT64_MIN;
    if (!rc)
        rc = decode(m, l, row, inside);
    enum rc ended = stmt_end(&q);
    return rc ? rc : ended;
}

enum rc match_list_open(struct matching *m, struct match_list *l, uint64_t term)
{
    l->term = term;
    l->cached = index_cache_list(m->cache, m->segment, term);
    return load(m, l, postings_position(term, (1U << POSTINGS_PART_BITS) - 1));
}

/* Of a list's docs in memory the last that is not above doc, by steps that grow: most are short. */
static void step_down(struct match_list *l, uint32_t doc)
{
    size_t step = 1;
    size_t high = l->at; /* docs[high] and all behind are above doc */
    size_t low = high;
    while (low > 0 && l->docs[low - 1] > doc) {
        high = low - 1;
        low = high > step ? high - step : 0;
        step *= 2;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->docs[middle] > doc)
            high = middle;
        else
            low = middle + 1;
    }
    l->at = low;
}

enum rc match_seek(struct matching *m, struct match_list *l, int64_t doc, int64_t *found)
{
    m->seeks++;
    if (l->has_rows && l->n && l->docs[0] > doc) {
        enum rc rc = load(m, l, postings_position(l->term, postings_part_of((uint32_t)doc)));
        if (!rc && l->n && l->docs[0] > doc) /* its part begins behind doc: the one before */
            rc = load(m, l, l->position - 1);
        if (rc)
            return rc;
    }
    if (l->n)
        step_down(l, (uint32_t)doc);
    *found = l->n && l->at ? (int64_t)l->docs[l->at - 1] : -1;
    return RC_OK;
}

/* The last doc that is in any of the group's lists. */
static enum rc seek_any(struct matching *m, const struct match_group *group, int64_t doc,
                        int64_t *found)
{
    int64_t best = -1;
    for (size_t i = 0; i < group->n && best < doc; i++) {
        int64_t here = -1;
        enum rc rc = match_seek(m, &group->lists[i], doc, &here);
        if (rc)
            return rc;
        best = here > best ? here : best;
    }
    *found = best;
    return RC_OK;
}

/* True when doc has all of the group's terms. */
static enum rc has_all(struct matching *m, const struct match_group *group, int64_t doc, bool *has)
{
    *has = group->n > 0;
    for (size_t i = 0; i < group->n && *has; i++) {
        int64_t here = -1;
        enum rc rc = match_seek(m, &group->lists[i], doc, &here);
        if (rc)
            return rc;
        *has = here == doc;
    }
    return RC_OK;
}

/* ---- a match ---- */

/* Takes *doc down to where every list and one of each group may have it; -1: nowhere. Whenever it
 * goes down the rarest list is asked again first: its rows are few, those of common ones many. */
static enum rc settle(struct matching *m, int64_t *doc)
{
    size_t all = m->all.n + m->any_n;
    for (size_t i = 0; i < all && *doc >= 0;) {
        int64_t here = -1;
        enum rc rc = i < m->all.n ? match_seek(m, &m->all.lists[i], *doc, &here)
                                  : seek_any(m, &m->any[i - m->all.n], *doc, &here);
        if (rc)
            return rc;
        i = here == *doc || i == 0 ? i + 1 : 0;
        *doc = here;
        if (match_work(m) > m->rows_max) {
            m->cut = true;
            *doc = -1;
        }
    }
    return RC_OK;
}

enum rc match_next(struct matching *m, int64_t *doc)
{
    bool unwanted = true;
    enum rc rc = settle(m, doc);
    while (!rc && *doc >= 0 && unwanted) {
        unwanted = false;
        for (size_t i = 0; i < m->none_n && !unwanted && !rc; i++)
            rc = has_all(m, &m->none[i], *doc, &unwanted);
        if (!rc && unwanted) {
            --*doc;
            rc = settle(m, doc);
        }
    }
    return rc;
}

/* Rare lists first: they decide where to look in the others. */
void match_order(struct matching *m)
{
    for (size_t i = 1; i < m->all.n; i++) {
        struct match_list list = m->all.lists[i];
        size_t k = i;
        for (; k > 0 && match_density(&m->all.lists[k - 1]) > match_density(&list); k--)
            m->all.lists[k] = m->all.lists[k - 1];
        m->all.lists[k] = list;
    }
}
