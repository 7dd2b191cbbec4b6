/* Keeping the search index: an article's terms, and the index built anew beside the one in use.
 *
 * Terms are gathered in memory while commands run, and become a segment before their commit
 * (search_group_end), so that what is committed is found, and a group of many is one segment. Terms
 * of an index that is being built are gathered over many commits: without its end it is worth
 * nothing anyway.
 *
 * The store adds terms of its own to those of floor text: "=" (every article), "=s7" (its section),
 * "=y2024" and "=m202406" (its year and month), so that a filter narrows the search like a word. */
#include "store/store_search.h"

#include "base/clock.h"

enum { OWN_TERMS = 4, BATCH_FULL = POSTINGS_BATCH_MAX / 2 };

/* ---- an article's terms ---- */

static enum rc add_terms(struct write *w, struct postings_batch *batch, int64_t doc,
                         const uint64_t *terms, size_t n)
{
    enum rc rc = RC_OK;
    if (postings_batch_add(batch, doc, terms, n, &rc))
        return RC_OK;
    return rc ? fail(w->e, rc, "out of memory")
              : fail(w->e, RC_LIMIT, "the article has too many words to be indexed");
}

static enum rc add_doc(struct write *w, struct postings_batch *batch, int64_t doc,
                       const struct search_put *put)
{
    uint64_t own[2 * OWN_TERMS];
    size_t n = 0;
    own[n++] = search_own_term("=");
    own[n++] = search_own_term("=s%lld", (long long)put->section_id);
    if (put->listed_ms != CLOCK_NONE) {
        struct civil day = civil_from_instant(put->listed_ms);
        own[n++] = search_own_term("=y%d", day.year);
        own[n++] = search_own_term("=m%d", day.year * 100 + day.month);
    }
    for (size_t i = 0; i < n; i++)
        own[n + i] = own[i] | 1;
    enum rc rc = add_terms(w, batch, doc, own, 2 * n);
    return rc ? rc : add_terms(w, batch, doc, put->terms.keys, put->terms.n);
}

static enum rc now(struct write *w, int64_t *index_no)
{
    bool whole = false;
    if (w->search->now_index == 0) {
        enum rc rc = search_index_now(w->db, &w->search->now_index, &whole, w->e);
        if (rc)
            return rc;
    }
    *index_no = w->search->now_index;
    return RC_OK;
}

static enum rc forget(struct write *w, int64_t index_no, int64_t article_id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SEARCH_FORGET, w->e);
    stmt_int(&q, article_id);
    stmt_int(&q, index_no);
    return stmt_run(&q);
}

enum rc write_search(struct write *w, const struct search_put *put)
{
    struct stmt q;
    int64_t doc = 0;
    int64_t index_no = 0;
    enum rc rc = now(w, &index_no);
    if (!rc)
        rc = forget(w, index_no, put->article_id);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_DOC_INSERT, w->e);
    stmt_int(&q, index_no);
    stmt_int(&q, put->article_id);
    stmt_int(&q, put->section_id);
    stmt_time(&q, put->listed_ms);
    rc = stmt_run_int(&q, &doc, NULL);
    if (!rc)
        rc = add_doc(w, &w->search->now, doc, put);
    return rc ? rc : write_id(w, SQL_SEARCH_NOTE, put->article_id);
}

enum rc write_search_listed(struct write *w, int64_t article_id, int64_t listed_ms)
{
    struct stmt q;
    int64_t index_no = 0;
    enum rc rc = now(w, &index_no);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_LIST, w->e);
    stmt_int(&q, article_id);
    stmt_time(&q, listed_ms);
    stmt_int(&q, index_no);
    rc = stmt_run(&q);
    return rc ? rc : write_id(w, SQL_SEARCH_NOTE, article_id);
}

/* ---- groups ---- */

void search_group_begin(struct search_writer *s)
{
    s->now_index = 0;
    s->next_known = false;
    s->next_n = s->next.n;
    s->next_written = false;
    s->bytes = 0;
}

void search_job_begin(const struct search_writer *s, struct search_mark *mark)
{
    *mark = (struct search_mark){s->now.n, s->next.n};
}

void search_job_undo(struct search_writer *s, const struct search_mark *mark)
{
    postings_batch_undo(&s->now, mark->now_n);
    postings_batch_undo(&s->next, mark->next_n);
}

void search_group_undo(struct search_writer *s)
{
    postings_batch_undo(&s->now, 0);
    if (s->next_written)
        s->next_index = 0; /* its segment is undone, its terms are gone */
    postings_batch_undo(&s->next, s->next_written ? 0 : s->next_n);
}

static enum rc write_now(struct db *db, struct search_writer *s, struct err *e)
{
    uint64_t bytes = 0;
    bool whole = false;
    enum rc rc = s->now_index ? RC_OK : search_index_now(db, &s->now_index, &whole, e);
    if (!rc)
        rc = search_write_segment(db, &s->now, s->now_index, &bytes, e);
    s->bytes += bytes;
    return rc;
}

static enum rc write_next(struct db *db, struct search_writer *s, struct err *e)
{
    s->next_written = true;
    return search_write_segment(db, &s->next, s->next_index, NULL, e);
}

enum rc search_job_end(struct db *db, struct search_writer *s, struct err *e)
{
    enum rc rc = RC_OK;
    if (s->now.n >= BATCH_FULL)
        rc = write_now(db, s, e);
    if (!rc &&
        (s->next.n >= BATCH_FULL ||
         s->next.last_doc - s->next.first_doc >= POSTINGS_BATCH_DOCS / 2) &&
        s->next.n)
        rc = write_next(db, s, e);
    return rc;
}

/* Some of the work that segments make is done by those who make them, so that it never piles up. A
 * damaged index is left as it is: it is to be built anew, and articles are published meanwhile. */
static enum rc tidy(struct db *db, struct search_merge merge, struct err *e)
{
    struct engine *engine = db->engine;
    bool more = false;
    enum rc rc = engine->ops->savepoint(engine, e);
    if (rc)
        return rc;
    rc = search_merge_step(db, merge, &more, e);
    if (!rc)
        rc = search_drop_step(db, &more, e);
    if (rc == RC_CORRUPT)
        return engine->ops->savepoint_undo(engine, e);
    return rc ? rc : engine->ops->savepoint_keep(engine, e);
}

enum rc search_group_end(struct db *db, struct search_writer *s, struct err *e)
{
    enum { TIMES_OWN_BYTES = 8 };
    enum rc rc = s->now.n ? write_now(db, s, e) : RC_OK;
    if (rc || s->bytes == 0)
        return rc;
    return tidy(db,
                (struct search_merge){
                    .index_no = s->now_index,
                    .budget_bytes = MERGE_STEP_BYTES + TIMES_OWN_BYTES * s->bytes,
                },
                e);
}

void search_writer_release(struct search_writer *s)
{
    postings_batch_release(&s->now);
    postings_batch_release(&s->next);
}

/* ---- anew ---- */

static enum rc run_plain(struct write *w, enum statement id)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    return stmt_run(&q);
}

static enum rc start(struct write *w)
{
    struct search_writer *s = w->search;
    struct stmt q;
    enum rc rc = run_plain(w, SQL_SEARCH_BUILD_GIVE_UP_SEGMENTS);
    if (!rc)
        rc = run_plain(w, SQL_SEARCH_BUILD_GIVE_UP);
    if (!rc)
        rc = run_plain(w, SQL_SEARCH_REDO_CLEAR);
    if (rc)
        return rc;
    postings_batch_undo(&s->next, 0);
    s->next_index = 0;
    s->next_known = false;
    stmt_start(&q, w->db, SQL_SEARCH_BUILD_START, w->e);
    return stmt_run_int(&q, &s->next_index, NULL);
}

/* That nobody else has begun anew, or taken the store's memory of it away. */
static enum rc check_building(struct write *w)
{
    struct search_writer *s = w->search;
    struct stmt q;
    int64_t n = 0;
    enum rc rc = RC_OK;
    if (s->next_known)
        return RC_OK;
    if (s->next_index) {
        stmt_start(&q, w->db, SQL_SEARCH_BUILDING, w->e);
        stmt_int(&q, s->next_index);
        rc = stmt_run_int(&q, &n, NULL);
    }
    if (!rc && n == 0)
        rc = fail(w->e, RC_CONFLICT, "no index is being built here");
    s->next_known = rc == RC_OK;
    return rc;
}

/* The section and time of now, not of when the terms were made. */
static enum rc next_doc(struct write *w, struct search_put *put, int64_t *doc)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SEARCH_NEXT_DOC_INSERT, w->e);
    stmt_int(&q, w->search->next_index);
    stmt_int(&q, put->article_id);
    *doc = 0;
    if (stmt_next(&q)) {
        *doc = row_int(&q, SEARCH_NEXT_DOC_INSERT_doc);
        put->listed_ms = row_time(&q, SEARCH_NEXT_DOC_INSERT_listed_ms);
        put->section_id = row_int(&q, SEARCH_NEXT_DOC_INSERT_section_id);
    }
    return stmt_run(&q);
}

static enum rc put_next(struct write *w, const struct store_reindex *in)
{
    struct search_put put = {.article_id = in->article_id, .terms = in->search};
    struct stmt q;
    int64_t doc = 0;
    enum rc rc = check_building(w);
    if (!rc && in->again)
        rc = forget(w, w->search->next_index, in->article_id);
    if (!rc)
        rc = next_doc(w, &put, &doc);
    if (rc || doc == 0)
        return rc;
    rc = add_doc(w, &w->search->next, doc, &put);
    if (rc || !in->again)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_REDO_DONE, w->e);
    stmt_int(&q, in->article_id);
    stmt_int(&q, in->revision);
    return stmt_run(&q);
}

static enum rc merge(struct write *w)
{
    struct search_writer *s = w->search;
    bool more = false;
    bool dropped = false;
    enum rc rc = check_building(w);
    if (!rc && s->next.n)
        rc = write_next(w->db, s, w->e);
    if (!rc)
        rc = search_merge_step(w->db, (struct search_merge){s->next_index, MERGE_BUILD_BYTES, true},
                               &more, w->e);
    if (!rc) /* what was merged makes room for what comes: the file need not grow */
        rc = search_drop_step(w->db, &dropped, w->e);
    w->result->changed = more;
    return rc;
}

static enum rc ask(struct write *w, enum statement id, int64_t *n)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    return stmt_run_int(&q, n, NULL);
}

static enum rc put_into_use(struct write *w, int64_t index_no)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SEARCH_BUILD_END, w->e);
    stmt_int(&q, index_no);
    stmt_int(&q, SEARCH_FORMAT);
    return stmt_run(&q);
}

static enum rc end(struct write *w)
{
    struct search_writer *s = w->search;
    int64_t redo = 0;
    enum rc rc = check_building(w);
    if (!rc)
        rc = ask(w, SQL_SEARCH_REDO_COUNT, &redo);
    if (!rc && redo > 0)
        rc = fail(w->e, RC_BUSY, "%lld articles have changed meanwhile", (long long)redo);
    if (!rc &&
        s->now.n) /* of the index that goes: its articles are in redo, or it is not changed */
        rc = write_now(w->db, s, w->e);
    if (!rc && s->next.n)
        rc = write_next(w->db, s, w->e);
    if (!rc)
        rc = write_id(w, SQL_SEARCH_BUILD_DROP_SEGMENTS, s->next_index);
    if (!rc)
        rc = put_into_use(w, s->next_index);
    s->now_index = 0;
    s->next_known = false;
    return rc;
}

static enum rc clear(struct write *w)
{
    bool more = false;
    enum rc rc = search_drop_step(w->db, &more, w->e);
    w->result->changed = more;
    return rc;
}

enum rc write_reindex(struct write *w, const struct store_reindex *reindex)
{
    switch (reindex->step) {
    case STORE_REINDEX_START: return start(w);
    case STORE_REINDEX_PUT: return put_next(w, reindex);
    case STORE_REINDEX_MERGE: return merge(w);
    case STORE_REINDEX_END: return end(w);
    case STORE_REINDEX_CLEAR: return clear(w);
    }
    return fail(w->e, RC_INVALID, "unknown step %d", (int)reindex->step);
}
