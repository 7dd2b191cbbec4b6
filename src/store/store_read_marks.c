/* Which of some terms the docs that were found have: each list is gone through once, and only the rows
 * are read that one of the docs would stand in. */
#include "store/store_search.h"

#include "store/store_match.h"

#include <stdlib.h>

enum { GROUPS_MAX = 32 }; /* bits of a mark */

/* A doc, and which of the caller's it is. */
struct marked {
    int64_t doc;
    size_t at;
};

struct marking {
    struct matching matching;
    const struct segment *segment;
    const struct marked *docs; /* newest first */
    size_t docs_n;
    uint32_t *bits;
    uint32_t
        *own; /* what a list that the cache has no room for is read into, one after the other */
};

static int newest_first(const void *left, const void *right)
{
    const struct marked *l = left;
    const struct marked *r = right;
    return (l->doc < r->doc) - (l->doc > r->doc);
}

static bool is_used_up(struct matching *m)
{
    m->cut = m->cut || match_work(m) >= m->rows_max;
    return m->cut;
}

/* Marks the docs of the segment that have term. */
static enum rc mark_term(struct marking *k, uint64_t term, uint32_t bit)
{
    struct matching *m = &k->matching;
    struct match_list list = {.term = term, .own = k->own};
    enum rc rc = is_used_up(m) ? RC_OK : match_list_open(m, &list, term);
    for (size_t i = 0; i < k->docs_n && !rc && list.n && !is_used_up(m); i++) {
        int64_t doc = k->docs[i].doc - k->segment->first_doc;
        int64_t found = -1;
        if (doc < 0 || k->docs[i].doc > k->segment->last_doc)
            continue;
        rc = match_seek(m, &list, doc, &found);
        if (!rc && found == doc)
            k->bits[k->docs[i].at] |= bit;
    }
    k->own = list.own;
    return rc;
}

static enum rc mark_segment(struct marking *k, const struct store_marks *q)
{
    enum rc rc = RC_OK;
    k->matching.segment = k->segment->segment;
    for (size_t g = 0; g < q->groups_n; g++)
        for (size_t i = 0; i < q->groups[g].n && !rc; i++)
            rc = mark_term(k, q->groups[g].keys[i], UINT32_C(1) << g);
    return rc;
}

static enum rc mark_all(struct store_reader *r, struct arena *a, const struct store_marks *q,
                        uint32_t *bits, struct err *e)
{
    struct segment *segments = NULL;
    size_t n = 0;
    int64_t index_no = 0;
    bool whole = false;
    uint64_t rows = *q->work_left < MATCH_ROWS_MAX ? *q->work_left : MATCH_ROWS_MAX;
    struct marked *docs = arena_array(a, q->docs_n, sizeof *docs);
    struct marking k = {
        .matching = {.db = &r->db, .cache = &r->cache, .arena = a, .rows_max = rows, .e = e},
        .docs = docs,
        .docs_n = q->docs_n,
        .bits = bits};
    if (!docs)
        return fail(e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < q->docs_n; i++)
        docs[i] = (struct marked){q->docs[i], i};
    qsort(docs, q->docs_n, sizeof *docs, newest_first);
    enum rc rc = search_index_now(&r->db, &index_no, &whole, e);
    if (!rc)
        rc = search_segments(&r->db, a, index_no, &segments, &n, e);
    for (size_t i = 0; i < n && !rc; i++) {
        k.segment = &segments[i];
        if (segments[i].state == SEGMENT_IN_USE)
            rc = mark_segment(&k, q);
    }
    uint64_t work = match_work(&k.matching);
    *q->work_left -= work < *q->work_left ? work : *q->work_left;
    return rc;
}

enum rc store_search_marks(struct store_reader *r, struct store_marks q, uint32_t *bits,
                           struct err *e)
{
    enum { SCRATCH_BYTES = 1 << 20 }; /* SEGMENTS_MAX segments, STORE_HITS_MAX docs, one list */
    struct arena scratch;
    if (q.docs_n > STORE_HITS_MAX || q.groups_n > GROUPS_MAX)
        return fail(e, RC_LIMIT, "at most %d articles and %d groups", (int)STORE_HITS_MAX,
                    (int)GROUPS_MAX);
    for (size_t i = 0; i < q.docs_n; i++)
        bits[i] = 0;
    if (q.docs_n == 0 || q.groups_n == 0)
        return RC_OK;
    bool inside = r->db.engine->ops->in_transaction(r->db.engine);
    enum rc rc = inside ? RC_OK : store_read_begin(r, e);
    arena_init(&scratch, SCRATCH_BYTES);
    if (!rc)
        rc = mark_all(r, &scratch, &q, bits, e);
    if (!inside)
        store_read_end(r);
    arena_release(&scratch);
    return rc;
}
