/* Segments of the search index: written from a batch, merged and removed in bounded steps. Each step
 * is part of a transaction; what it leaves is whole. */
#include "store/store_search.h"

#include "base/vec.h"

#include <stdarg.h>
#include <stdio.h>

uint64_t search_own_term(const char *format, ...)
{
    char text[32];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ASSERT(n > 0 && (size_t)n < sizeof text);
    return hash_term((struct str){text, (size_t)n});
}

enum rc search_segments(struct db *db, struct arena *a, int64_t index_no, struct segment **out,
                        size_t *out_n, struct err *e)
{
    struct vec segments = VEC(struct segment, a);
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_SEGMENTS, e);
    stmt_int(&q, index_no);
    while (segments.n < SEGMENTS_MAX && stmt_next(&q)) {
        struct segment *s = vec_push(&segments);
        if (s)
            *s = (struct segment){.segment = row_int(&q, SEARCH_SEGMENTS_segment),
                                  .state = row_int(&q, SEARCH_SEGMENTS_state),
                                  .first_doc = row_int(&q, SEARCH_SEGMENTS_first_doc),
                                  .last_doc = row_int(&q, SEARCH_SEGMENTS_last_doc),
                                  .next_term = row_int(&q, SEARCH_SEGMENTS_next_term)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = segments.p;
    *out_n = segments.n;
    return RC_OK;
}

enum rc search_index_now(struct db *db, int64_t *index_no, bool *whole, struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, db, SQL_SEARCH_INDEX_NOW, e);
    if (stmt_next(&q)) {
        *index_no = row_int(&q, SEARCH_INDEX_NOW_index_no);
        *whole = row_int(&q, SEARCH_INDEX_NOW_whole) == SEARCH_FORMAT;
        found = true;
    }
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    return found ? RC_OK : fail(e, RC_CORRUPT, "the search index is not there");
}

/* ---- writing ---- */

/* A segment being written. */
struct out {
    struct db *db;
    int64_t segment;
    int64_t rows;
    struct err *e;
    struct postings_writer writer;
};

static enum rc keep_row(void *ctx, int64_t position, struct str row)
{
    struct out *out = ctx;
    struct stmt q;
    stmt_start(&q, out->db, SQL_SEARCH_PART_INSERT, out->e);
    stmt_int(&q, out->segment);
    stmt_int(&q, position);
    stmt_bytes(&q, row);
    out->rows++;
    return stmt_run(&q);
}

/* What was written is counted, so that lost rows are missed (check_index of store_read_search.c). */
static enum rc count_rows(const struct out *out)
{
    struct stmt q;
    stmt_start(&q, out->db, SQL_SEARCH_PARTS_ADD, out->e);
    stmt_int(&q, out->segment);
    stmt_int(&q, out->rows);
    return stmt_run(&q);
}

static enum rc insert_segment(struct db *db, int64_t index_no, struct segment *s, struct err *e)
{
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_SEGMENT_INSERT, e);
    stmt_int(&q, index_no);
    stmt_int(&q, s->state);
    stmt_int(&q, s->first_doc);
    stmt_int(&q, s->last_doc);
    return stmt_run_int(&q, &s->segment, NULL);
}

enum rc search_write_segment(struct db *db, struct postings_batch *batch, int64_t index_no,
                             uint64_t *bytes, struct err *e)
{
    struct segment s = {
        .state = SEGMENT_IN_USE, .first_doc = batch->first_doc, .last_doc = batch->last_doc};
    struct out out = {.db = db, .e = e};
    enum rc rc = insert_segment(db, index_no, &s, e);
    if (rc)
        return rc;
    out.segment = s.segment;
    postings_start(&out.writer, keep_row, &out);
    rc = postings_batch_write(batch, &out.writer);
    if (rc == RC_NOMEM)
        return fail(e, rc, "out of memory");
    if (!rc)
        rc = count_rows(&out);
    if (!rc && bytes)
        *bytes = out.writer.bytes;
    return rc;
}

/* ---- which to merge ---- */

static int64_t docs_of(const struct segment *s, size_t n)
{
    return s[0].last_doc - s[n - 1].first_doc + 1; /* newest first */
}

/* How often SEGMENT_FAN divides it. */
static int size_class(int64_t docs)
{
    int class = 0;
    for (; docs >= SEGMENT_FAN; docs /= SEGMENT_FAN)
        class ++;
    return class;
}

struct run {
    size_t first; /* newest */
    size_t n;     /* 0: nothing to merge */
};

/* The newest segments that are of a class or below, when there are many and what they become is of
 * a higher one: so a doc is written again at most once a class. s holds only segments in use, newest
 * first; low classes go first, so that a long merge holds nothing up. */
static struct run run_of_class(const struct segment *s, size_t n)
{
    enum { CLASSES = 9 };
    for (int class = 0; class < CLASSES; class ++) {
        size_t run = 0;
        while (run < n && run < SEGMENT_FAN_MAX && size_class(docs_of(s + run, 1)) <= class)
            run++;
        if (run >= SEGMENT_FAN && docs_of(s, run) < POSTINGS_DOCS_MAX &&
            size_class(docs_of(s, run)) > class)
            return (struct run){0, run};
    }
    return (struct run){0};
}

/* The neighbours that are the fewest docs together. */
static struct run smallest_run(const struct segment *s, size_t n)
{
    struct run best = {0};
    size_t fan = n < SEGMENT_FAN_MAX ? n : SEGMENT_FAN_MAX;
    if (n <= SEGMENT_FEW)
        return best;
    for (size_t i = 0; i + fan <= n; i++)
        if (docs_of(s + i, fan) < POSTINGS_DOCS_MAX &&
            (best.n == 0 || docs_of(s + i, fan) < docs_of(s + best.first, fan)))
            best = (struct run){i, fan};
    return best;
}

/* ---- merging ---- */

/* One segment as it is read: rows are fetched a few at a time, because a statement runs once. */
struct source {
    int64_t segment;
    uint32_t base; /* its doc 0 in the target */
    struct arena arena;
    struct str *rows; /* fetched, opened */
    int64_t *positions;
    size_t rows_n;
    size_t at;
    int64_t next_position; /* to be fetched */
    struct str pack;       /* what is left of the row at */
    bool ended;
    uint64_t term;
    struct str list;
};

enum { FETCH_ROWS = 8, SOURCE_BYTES = (FETCH_ROWS + 1) * (POSTINGS_ROW_BYTES + 4096) };

static enum rc damaged(struct err *e)
{
    return fail(e, RC_CORRUPT, "the search index is damaged");
}

static enum rc fetch(struct db *db, struct source *s, struct err *e)
{
    struct stmt q;
    bool good = true;
    arena_release(&s->arena);
    s->rows = arena_array(&s->arena, FETCH_ROWS, sizeof *s->rows);
    s->positions = arena_array(&s->arena, FETCH_ROWS, sizeof *s->positions);
    s->rows_n = 0;
    s->at = 0;
    stmt_start(&q, db, SQL_SEARCH_PARTS_FROM, e);
    stmt_int(&q, s->segment);
    stmt_int(&q, s->next_position);
    stmt_int(&q, FETCH_ROWS);
    while (good && !arena_failed(&s->arena) && stmt_next(&q)) {
        int64_t position = row_int(&q, SEARCH_PARTS_FROM_position);
        struct str inside;
        good = postings_open(position, row_bytes(&q, SEARCH_PARTS_FROM_postings), &inside);
        s->positions[s->rows_n] = position;
        s->rows[s->rows_n] = good ? str_copy(&s->arena, inside) : STR("");
        s->rows_n++;
        s->next_position = position + 1;
    }
    enum rc rc = read_result(stmt_end(&q), &s->arena, e);
    if (!rc && !good)
        rc = damaged(e);
    s->ended = s->rows_n == 0;
    return rc;
}

/* The next list, or stretch of one. */
static enum rc advance(struct db *db, struct source *s, struct err *e)
{
    if (s->at < s->rows_n && s->pack.n == 0)
        s->at++; /* the row is done */
    if (!s->ended && s->at >= s->rows_n) {
        enum rc rc = fetch(db, s, e);
        if (rc)
            return rc;
    }
    if (s->ended)
        return RC_OK;
    bool first = s->pack.n == 0;
    if (first) {
        s->pack = s->rows[s->at];
        s->term = postings_term(s->positions[s->at]);
    }
    if (postings_part(s->positions[s->at])) {
        s->list = s->pack;
        s->pack = STR("");
    } else if (!postings_next_list(&s->pack, first, &s->term, &s->list)) {
        return damaged(e);
    }
    return RC_OK;
}

/* Where the row stands that term is in, or the first behind it. */
static enum rc seek(struct db *db, struct source *s, uint64_t term, struct err *e)
{
    struct stmt q;
    s->next_position = 0;
    if (term) {
        stmt_start(&q, db, SQL_SEARCH_PART_AT, e);
        stmt_int(&q, s->segment);
        stmt_int(&q, postings_position(term, 0));
        enum rc rc = stmt_run_int(&q, &s->next_position, NULL);
        if (rc)
            return rc;
    }
    enum rc rc = advance(db, s, e);
    while (!rc && !s->ended && s->term < term)
        rc = advance(db, s, e);
    return rc;
}

static enum rc copy_list(struct source *s, struct postings_writer *w, struct err *e)
{
    uint32_t docs[POSTINGS_ROW_DOCS];
    size_t n = 0;
    if (!postings_docs(s->list, docs, &n) || docs[n - 1] + s->base >= POSTINGS_DOCS_MAX)
        return damaged(e);
    for (size_t i = 0; i < n; i++)
        postings_put(w, s->term, s->base + docs[i]);
    return RC_OK;
}

/* Merges sources, oldest first, from term to as far as the budget goes; *term is then the next to be
 * merged, UINT64_MAX at the end. */
static enum rc merge_lists(struct out *out, struct source *sources, size_t n, uint64_t budget_bytes,
                           uint64_t *term)
{
    enum rc rc = RC_OK;
    while (!rc && !out->writer.rc) {
        uint64_t least = UINT64_MAX;
        for (size_t i = 0; i < n; i++)
            if (!sources[i].ended && sources[i].term < least)
                least = sources[i].term;
        *term = least;
        if (least == UINT64_MAX || out->writer.bytes >= budget_bytes)
            break;
        for (size_t i = 0; i < n; i++)
            while (!rc && !sources[i].ended && sources[i].term == least) {
                rc = copy_list(&sources[i], &out->writer, out->e);
                if (!rc)
                    rc = advance(out->db, &sources[i], out->e);
            }
    }
    enum rc ended = postings_end(&out->writer);
    return rc ? rc : ended;
}

static enum rc set_next_term(struct db *db, int64_t segment, uint64_t term, struct err *e)
{
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_SEGMENT_MERGING, e);
    stmt_int(&q, segment);
    stmt_int(&q, (int64_t)term);
    return stmt_run(&q);
}

/* The target comes into use, its sources leave. */
static enum rc end_merge(struct db *db, int64_t index_no, const struct segment *target,
                         struct err *e)
{
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_SEGMENTS_DROP, e);
    stmt_int(&q, index_no);
    stmt_int(&q, target->first_doc);
    stmt_int(&q, target->last_doc);
    enum rc rc = stmt_run(&q);
    if (rc)
        return rc;
    stmt_start(&q, db, SQL_SEARCH_SEGMENT_MERGED, e);
    stmt_int(&q, target->segment);
    return stmt_run(&q);
}

/* A step of merging segments, newest first, into a target. */
struct merging {
    struct arena *arena;
    const struct segment *target;
    const struct segment *segments;
    size_t n;
    uint64_t budget_bytes;
    uint64_t bytes; /* written */
    uint64_t term;  /* the next to be merged */
};

static enum rc merge_run(struct db *db, struct merging *m, struct err *e)
{
    struct source *sources = arena_array(m->arena, m->n, sizeof *sources);
    struct out *out = arena_alloc(m->arena, sizeof *out);
    enum rc rc = RC_OK;
    if (!sources || !out)
        return fail(e, RC_NOMEM, "out of memory");
    *out = (struct out){.db = db, .segment = m->target->segment, .e = e};
    postings_start(&out->writer, keep_row, out);
    for (size_t i = 0; i < m->n; i++)
        arena_init(&sources[i].arena, SOURCE_BYTES);
    for (size_t i = 0; i < m->n && !rc; i++) {
        const struct segment *from = &m->segments[m->n - 1 - i];
        sources[i].segment = from->segment;
        sources[i].base = (uint32_t)(from->first_doc - m->target->first_doc);
        rc = seek(db, &sources[i], (uint64_t)m->target->next_term, e);
    }
    if (!rc)
        rc = merge_lists(out, sources, m->n, m->budget_bytes, &m->term);
    if (!rc)
        rc = count_rows(out);
    for (size_t i = 0; i < m->n; i++)
        arena_release(&sources[i].arena);
    m->bytes = out->writer.bytes;
    return rc;
}

/* ---- a step ---- */

/* The index as a step sees it. */
struct picture {
    struct segment *all; /* newest first, and a target before its sources */
    size_t all_n;
    struct segment *free; /* in use and in no merge */
    size_t free_n;
};

static bool is_within(const struct segment *s, const struct segment *target)
{
    return s->first_doc >= target->first_doc && s->last_doc <= target->last_doc;
}

static enum rc look(struct db *db, struct arena *a, int64_t index_no, struct picture *out,
                    struct err *e)
{
    enum rc rc = search_segments(db, a, index_no, &out->all, &out->all_n, e);
    if (rc)
        return rc;
    out->free = arena_array(a, out->all_n, sizeof *out->free);
    out->free_n = 0;
    for (size_t i = 0; out->free && i < out->all_n; i++) {
        bool taken = out->all[i].state != SEGMENT_IN_USE;
        for (size_t k = 0; k < out->all_n; k++)
            taken = taken ||
                    (out->all[k].state == SEGMENT_MERGING && is_within(&out->all[i], &out->all[k]));
        if (!taken)
            out->free[out->free_n++] = out->all[i];
    }
    return out->free ? RC_OK : fail(e, RC_NOMEM, "out of memory");
}

/* The merge to go on with: a new one when there is reason for one, else the smallest under way.
 * *target with segment 0: none. */
static enum rc choose(struct db *db, struct search_merge merge, struct picture *p,
                      struct segment *target, struct err *e)
{
    *target = (struct segment){0};
    for (size_t i = 0; i < p->all_n; i++)
        if (p->all[i].state == SEGMENT_MERGING &&
            (!target->segment || docs_of(&p->all[i], 1) < docs_of(target, 1)))
            *target = p->all[i];
    if (merge.few && target->segment)
        return RC_OK;
    struct run run =
        merge.few ? smallest_run(p->free, p->free_n) : run_of_class(p->free, p->free_n);
    if (run.n == 0)
        return RC_OK;
    *target = (struct segment){.state = SEGMENT_MERGING,
                               .first_doc = p->free[run.first + run.n - 1].first_doc,
                               .last_doc = p->free[run.first].last_doc};
    return insert_segment(db, merge.index_no, target, e);
}

/* Those of the picture that target is made of, newest first, into m. */
static bool find_sources(struct arena *a, const struct picture *p, struct merging *m)
{
    struct segment *sources = arena_array(a, p->all_n, sizeof *sources);
    m->n = 0;
    for (size_t i = 0; sources && i < p->all_n; i++)
        if (p->all[i].state == SEGMENT_IN_USE && is_within(&p->all[i], m->target))
            sources[m->n++] = p->all[i];
    m->segments = sources;
    return sources != NULL;
}

static enum rc merge_target(struct db *db, int64_t index_no, struct merging *m, struct err *e)
{
    enum rc rc = merge_run(db, m, e);
    if (rc)
        return rc;
    return m->term == UINT64_MAX ? end_merge(db, index_no, m->target, e)
                                 : set_next_term(db, m->target->segment, m->term, e);
}

/* Goes on with one merge; *bytes written, *more: there was one. */
static enum rc merge_one(struct db *db, struct search_merge merge, uint64_t *bytes, bool *more,
                         struct err *e)
{
    enum { STEP_BYTES = 8 << 20 }; /* of the picture: SEGMENTS_MAX rows, three times */
    struct arena a;
    struct picture p = {0};
    struct segment target = {0};
    struct merging m = {.arena = &a, .target = &target, .budget_bytes = merge.budget_bytes};
    arena_init(&a, STEP_BYTES);
    enum rc rc = look(db, &a, merge.index_no, &p, e);
    if (!rc)
        rc = choose(db, merge, &p, &target, e);
    *more = !rc && target.segment != 0;
    if (*more && !find_sources(&a, &p, &m))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc && *more)
        rc = merge_target(db, merge.index_no, &m, e);
    *bytes = m.bytes;
    arena_release(&a);
    return rc;
}

enum rc search_merge_step(struct db *db, struct search_merge merge, bool *more, struct err *e)
{
    enum { MERGES_MAX = 16 }; /* small ones in one step */
    enum rc rc = RC_OK;
    *more = true;
    for (int i = 0; i < MERGES_MAX && *more && !rc; i++) {
        uint64_t bytes = 0;
        rc = merge_one(db, merge, &bytes, more, e);
        if (bytes >= merge.budget_bytes)
            break;
        merge.budget_bytes -= bytes;
    }
    return rc;
}

/* ---- removing ---- */

static enum rc changes_of(struct db *db, int64_t *n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_CHANGES, e);
    return stmt_run_int(&q, n, NULL);
}

/* Runs a removal of some rows, and, when there were none, that of what they belonged to. */
static enum rc drop_rows(struct db *db, enum statement some, enum statement owner, int64_t id,
                         struct err *e)
{
    int64_t before = 0;
    int64_t after = 0;
    struct stmt q;
    enum rc rc = changes_of(db, &before, e);
    if (rc)
        return rc;
    stmt_start(&q, db, some, e);
    stmt_int(&q, id);
    stmt_int(&q, DROP_STEP_ROWS);
    rc = stmt_run(&q);
    if (!rc)
        rc = changes_of(db, &after, e);
    if (rc || after - before == DROP_STEP_ROWS)
        return rc;
    stmt_start(&q, db, owner, e);
    stmt_int(&q, id);
    return stmt_run(&q);
}

static enum rc drop_count(struct db *db, int64_t segment, struct err *e)
{
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_DROP_COUNT, e);
    stmt_int(&q, segment);
    return stmt_run(&q);
}

static enum rc drop_one(struct db *db, bool *more, struct err *e)
{
    struct stmt q;
    int64_t id = 0;
    *more = false;
    stmt_start(&q, db, SQL_SEARCH_DROP_NEXT, e);
    enum rc rc = stmt_run_int(&q, &id, more);
    if (!rc && *more)
        rc = drop_count(db, id, e);
    if (rc || *more)
        return rc ? rc : drop_rows(db, SQL_SEARCH_DROP_PARTS, SQL_SEARCH_DROP_SEGMENT, id, e);
    stmt_start(&q, db, SQL_SEARCH_DROP_INDEX_NEXT, e);
    rc = stmt_run_int(&q, &id, more);
    if (rc || !*more)
        return rc;
    return drop_rows(db, SQL_SEARCH_DROP_DOCS, SQL_SEARCH_DROP_INDEX, id, e);
}

enum rc search_drop_step(struct db *db, bool *more, struct err *e)
{
    enum { OWNERS_MAX = 8 }; /* small segments in one step */
    enum rc rc = RC_OK;
    *more = true;
    for (int i = 0; i < OWNERS_MAX && *more && !rc; i++)
        rc = drop_one(db, more, e);
    return rc;
}
