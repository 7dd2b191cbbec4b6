/* Keeping the search index: an article's terms, and the index built anew beside the one in use.
 *
 * The store adds terms of its own to those of floor text: "=" (every article), "=s7" (its section),
 * "=y2024" and "=m202406" (its year and month), so that a filter narrows the search like a word. */
#include "store/store_internal.h"

#include "base/buf.h"
#include "base/clock.h"

static struct str with_own_terms(struct arena *a, struct str terms, int64_t section_id,
                                 int64_t listed_ms)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "= =s%lld ", (long long)section_id);
    if (listed_ms != CLOCK_NONE) {
        struct civil day = civil_from_instant(listed_ms);
        buf_addf(&b, "=y%04d =m%04d%02d ", day.year, day.year, day.month);
    }
    buf_add(&b, terms);
    return buf_view(&b);
}

static enum rc insert_terms(struct write *w, enum statement insert, int64_t doc, struct str terms)
{
    struct stmt q;
    stmt_start(&q, w->db, insert, w->e);
    stmt_int(&q, doc);
    stmt_text(&q, terms);
    return stmt_run(&q);
}

static enum rc out_of_memory(struct write *w)
{
    return fail(w->e, RC_NOMEM, "out of memory");
}

static enum rc note_for_build(struct write *w, int64_t article_id)
{
    return write_id(w, SQL_SEARCH_NOTE, article_id);
}

enum rc write_search(struct write *w, const struct search_put *put)
{
    struct stmt q;
    int64_t doc = 0;
    struct str head = with_own_terms(w->arena, put->head, put->section_id, put->listed_ms);
    struct str all = with_own_terms(w->arena, put->all, put->section_id, put->listed_ms);
    if (arena_failed(w->arena))
        return out_of_memory(w);
    enum rc rc = write_id(w, SQL_SEARCH_FORGET, put->article_id);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_DOC_INSERT, w->e);
    stmt_int(&q, put->article_id);
    stmt_int(&q, put->section_id);
    stmt_time(&q, put->listed_ms);
    rc = stmt_run_int(&q, &doc, NULL);
    if (rc == RC_OK)
        rc = insert_terms(w, SQL_SEARCH_HEAD_INSERT, doc, head);
    if (rc == RC_OK)
        rc = insert_terms(w, SQL_SEARCH_ALL_INSERT, doc, all);
    return rc ? rc : note_for_build(w, put->article_id);
}

enum rc write_search_listed(struct write *w, int64_t article_id, int64_t listed_ms)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SEARCH_LIST, w->e);
    stmt_int(&q, article_id);
    stmt_time(&q, listed_ms);
    enum rc rc = stmt_run(&q);
    return rc ? rc : note_for_build(w, article_id);
}

/* ---- anew ---- */

/* What changes tables is not prepared ahead: it would not prepare against what it makes. A damaged
 * index is dropped, never read. */
static enum rc run_texts(struct write *w, const char *const *texts, size_t n)
{
    struct engine *db = w->db->engine;
    for (size_t i = 0; i < n; i++) {
        struct engine_stmt *stmt = NULL;
        bool row = false;
        enum rc rc = db->ops->prepare(db, texts[i], &stmt, w->e);
        if (rc)
            return rc;
        rc = db->ops->step(db, stmt, &row, w->e);
        db->ops->finalize(db, stmt);
        if (rc)
            return rc;
    }
    return RC_OK;
}

#define TERMS_TABLE(name)                                                                          \
    "CREATE VIRTUAL TABLE " name " USING fts5 (terms, content = '', detail = none, columnsize = "  \
    "0, tokenize = \"ascii tokenchars '-/._&=:'\")"
#define DOC_TABLE(name)                                                                            \
    "CREATE TABLE " name " (doc INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL "   \
    "UNIQUE, section_id INTEGER NOT NULL, listed_ms INTEGER) STRICT"

static enum rc start(struct write *w)
{
    static const char *const TEXTS[] = {
        "DROP TABLE IF EXISTS search_next_head",
        "DROP TABLE IF EXISTS search_next_all",
        "DROP TABLE IF EXISTS search_next_doc",
        TERMS_TABLE("search_next_head"),
        TERMS_TABLE("search_next_all"),
        DOC_TABLE("search_next_doc"),
        "DELETE FROM search_redo",
    };
    enum rc rc = run_texts(w, TEXTS, COUNT_OF(TEXTS));
    struct stmt q;
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_BUILD_START, w->e);
    return stmt_run(&q);
}

/* The section and time of now, not of when the terms were made. */
static enum rc next_doc(struct write *w, struct search_put *put, int64_t *doc)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SEARCH_NEXT_DOC_INSERT, w->e);
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
    struct search_put put = {.article_id = in->article_id};
    struct stmt q;
    int64_t doc = 0;
    enum rc rc = write_id(w, SQL_SEARCH_NEXT_FORGET, in->article_id);
    if (rc == RC_OK)
        rc = next_doc(w, &put, &doc);
    if (rc || doc == 0)
        return rc;
    struct str head = with_own_terms(w->arena, in->search_head, put.section_id, put.listed_ms);
    struct str all = with_own_terms(w->arena, in->search_all, put.section_id, put.listed_ms);
    if (arena_failed(w->arena))
        return out_of_memory(w);
    rc = insert_terms(w, SQL_SEARCH_NEXT_HEAD_INSERT, doc, head);
    if (rc == RC_OK)
        rc = insert_terms(w, SQL_SEARCH_NEXT_ALL_INSERT, doc, all);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_REDO_DONE, w->e);
    stmt_int(&q, in->article_id);
    stmt_int(&q, in->revision);
    return stmt_run(&q);
}

static enum rc ask(struct write *w, enum statement id, int64_t *n)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    return stmt_run_int(&q, n, NULL);
}

/* FTS5 says that there is no more to merge by changing less than two rows. pages: below 0 the first
 * time. */
static enum rc merge_table(struct write *w, enum statement merge, int64_t pages, bool *more)
{
    int64_t before = 0;
    int64_t after = 0;
    enum rc rc = ask(w, SQL_SEARCH_CHANGES, &before);
    if (rc == RC_OK)
        rc = write_id(w, merge, pages);
    if (rc == RC_OK)
        rc = ask(w, SQL_SEARCH_CHANGES, &after);
    *more = *more || after - before >= 2;
    return rc;
}

static enum rc merge(struct write *w, bool first)
{
    enum { PAGES = 2000 }; /* some 8 MB: a tenth of a second */
    bool more = false;
    int64_t pages = first ? -PAGES : PAGES;
    enum rc rc = merge_table(w, SQL_SEARCH_MERGE_HEAD, pages, &more);
    if (rc == RC_OK)
        rc = merge_table(w, SQL_SEARCH_MERGE_ALL, pages, &more);
    w->result->changed = more;
    return rc;
}

static enum rc end(struct write *w)
{
    static const char *const TEXTS[] = {
        "DROP TABLE search_head",
        "DROP TABLE search_all",
        "DROP TABLE search_doc",
        "ALTER TABLE search_next_head RENAME TO search_head",
        "ALTER TABLE search_next_all RENAME TO search_all",
        "ALTER TABLE search_next_doc RENAME TO search_doc",
        TERMS_TABLE("search_next_head"),
        TERMS_TABLE("search_next_all"),
        DOC_TABLE("search_next_doc"),
    };
    int64_t building = 0;
    int64_t redo = 0;
    struct stmt q;
    enum rc rc = ask(w, SQL_SEARCH_BUILDING, &building);
    if (rc == RC_OK)
        rc = ask(w, SQL_SEARCH_REDO_COUNT, &redo);
    if (rc == RC_OK && building == 0)
        rc = fail(w->e, RC_CONFLICT, "no index is being built");
    if (rc == RC_OK && redo > 0)
        rc = fail(w->e, RC_BUSY, "%lld articles have changed meanwhile", (long long)redo);
    if (rc == RC_OK)
        rc = run_texts(w, TEXTS, COUNT_OF(TEXTS));
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SEARCH_BUILD_END, w->e);
    return stmt_run(&q);
}

enum rc write_reindex(struct write *w, const struct store_reindex *reindex)
{
    switch (reindex->step) {
    case STORE_REINDEX_START: return start(w);
    case STORE_REINDEX_PUT: return put_next(w, reindex);
    case STORE_REINDEX_MERGE: return merge(w, reindex->revision == 0);
    case STORE_REINDEX_END: return end(w);
    }
    return fail(w->e, RC_INVALID, "unknown step %d", (int)reindex->step);
}
