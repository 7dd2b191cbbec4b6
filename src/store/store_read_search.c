/* Full-text search: the docs of each segment, newest segment first, that have all terms and are not
 * forgotten (store_read_match.c finds them; docs/decisions/0010-search-index.md). */
#include "store/store_search.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"
#include "store/store_match.h"

enum {
    SPANS_MAX = 36, /* months, else years; longer spans are compared doc by doc */
    DOCS_MAX = STORE_HITS_MAX,
};

enum rc store_read_begin(struct store_reader *r, struct err *e)
{
    return r->db.engine->ops->begin(r->db.engine, ENGINE_READ, e);
}

void store_read_end(struct store_reader *r)
{
    index_cache_clear(&r->cache);
    r->db.engine->ops->rollback(r->db.engine);
}

static uint64_t less_of(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* ---- what is asked ---- */

/* The terms of a search, the store's own among them. */
struct asked {
    uint64_t *all;
    size_t all_n;
    uint64_t *sections; /* any of them */
    size_t sections_n;
    uint64_t spans[SPANS_MAX]; /* months or years; any of them */
    size_t spans_n;
    uint64_t head; /* or-ed to every term */
};

/* Terms of the store's own, of which one must be there. */
struct filter {
    struct match_group group;
    const uint64_t *terms;
};

/* A search under way. */
struct search {
    struct store_reader *r;
    struct arena *arena; /* scratch, the caller's */
    const struct store_search_query *q;
    struct asked asked;
    struct matching matching;
    struct match_group *words; /* one for each of q->any */
    struct filter filters[2];  /* sections, spans */
    size_t filters_n;
    int64_t skip;  /* of q->offset */
    int64_t *docs; /* matched, newest first; room for DOCS_MAX */
    size_t docs_n;
    struct vec *hits;
    struct err *e;
};

/* The span's months or, when they are many, years; the exact instants are compared doc by doc. */
static void ask_span(struct asked *asked, struct civil from, struct civil last)
{
    int months = (last.year - from.year) * 12 + last.month - from.month + 1;
    int years = last.year - from.year + 1;
    if (months < 1 || years > SPANS_MAX)
        return;
    for (int i = 0; months <= SPANS_MAX && i < months; i++) {
        int month = from.month - 1 + i;
        asked->spans[asked->spans_n++] =
            search_own_term("=m%d", (from.year + month / 12) * 100 + month % 12 + 1);
    }
    for (int i = 0; months > SPANS_MAX && i < years; i++)
        asked->spans[asked->spans_n++] = search_own_term("=y%d", from.year + i);
}

/* Without a beginning it begins with the oldest article, without an end it ends now. */
static enum rc find_span(struct search *s)
{
    const struct store_search_query *q = s->q;
    int64_t from_ms = q->from_ms;
    bool ends = q->until_ms != CLOCK_NONE && q->until_ms <= q->now_ms;
    int64_t last_ms = ends ? q->until_ms - 1 : q->now_ms;
    struct stmt oldest;
    enum rc rc = RC_OK;
    if (from_ms == CLOCK_NONE && !ends)
        return RC_OK;
    if (from_ms == CLOCK_NONE) {
        stmt_start(&oldest, &s->r->db, SQL_SEARCH_OLDEST, s->e);
        rc = stmt_run_int(&oldest, &from_ms, NULL);
    }
    if (!rc && from_ms != CLOCK_NONE && from_ms <= last_ms)
        ask_span(&s->asked, civil_from_instant(from_ms), civil_from_instant(last_ms));
    return rc;
}

static bool ask_all(struct arena *a, struct asked *asked, const struct store_search_query *q)
{
    *asked = (struct asked){.head = q->head};
    asked->all = arena_array(a, q->all.n + 1, sizeof *asked->all);
    asked->sections = arena_array(a, q->section_ids_n, sizeof *asked->sections);
    if (!asked->all || !asked->sections)
        return false;
    for (size_t i = 0; i < q->all.n; i++)
        asked->all[asked->all_n++] = q->all.keys[i];
    for (size_t i = 0; i < q->section_ids_n; i++)
        asked->sections[asked->sections_n++] =
            search_own_term("=s%lld", (long long)q->section_ids[i]);
    if (asked->all_n == 0 && q->any_n == 0)
        asked->all[asked->all_n++] = search_own_term("=");
    return true;
}

/* ---- reading ---- */

static bool make_group(struct arena *a, struct match_group *group, size_t n)
{
    group->lists = arena_array(a, n, sizeof *group->lists);
    group->n = n;
    return !arena_failed(a);
}

/* Opens the lists of words of which one must be there. A segment mostly has one
 * of them: then that is as good as asked for, and is put with the others. */
static enum rc open_words(struct search *s, struct match_group *group,
                          const struct store_terms *terms, bool *there)
{
    struct matching *m = &s->matching;
    size_t n = 0;
    for (size_t i = 0; i < terms->n; i++) {
        struct match_list list = group->lists[i];
        enum rc rc = match_list_open(m, &list, terms->keys[i] | s->asked.head);
        if (rc)
            return rc;
        group->lists[i] = group->lists[n]; /* those that there are come first */
        group->lists[list.n ? n : i] = list;
        n += list.n > 0;
    }
    *there = n > 0;
    if (n == 1) {
        struct match_list *last = &m->all.lists[m->all.n++];
        struct match_list spare = *last;
        *last = group->lists[0];
        group->lists[0] = spare;
    } else if (n > 1) {
        m->any[m->any_n++] = (struct match_group){group->lists, n};
    }
    return RC_OK;
}

/* What must not be there must not be anywhere, whether or not the head is searched. */
static enum rc open_group(struct search *s, struct match_group *group, const uint64_t *terms)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < group->n && !rc; i++)
        rc = match_list_open(&s->matching, &group->lists[i], terms[i]);
    return rc;
}

/* Stops at the first term that is not there: then nothing matches. */
static enum rc open_all(struct search *s, bool *there)
{
    struct matching *m = &s->matching;
    enum rc rc = RC_OK;
    *there = true;
    m->all.n = s->asked.all_n;
    m->any_n = 0;
    for (size_t i = 0; i < m->all.n && !rc && *there; i++) {
        rc = match_list_open(m, &m->all.lists[i], s->asked.all[i] | s->asked.head);
        *there = m->all.lists[i].n > 0;
    }
    for (size_t i = 0; i < s->q->any_n && !rc && *there; i++)
        rc = open_words(s, &s->words[i], &s->q->any[i], there);
    for (size_t i = 0; i < s->filters_n && !rc && *there; i++) {
        m->any[m->any_n] = s->filters[i].group;
        rc = open_group(s, &m->any[m->any_n++], s->filters[i].terms);
    }
    for (size_t i = 0; i < m->none_n && !rc && *there; i++)
        rc = open_group(s, &m->none[i], s->q->none[i].keys);
    match_order(m);
    return rc;
}

static void add_filter(struct search *s, const uint64_t *terms, size_t n)
{
    struct filter *f = &s->filters[s->filters_n];
    f->terms = terms;
    if (n && make_group(s->arena, &f->group, n))
        s->filters_n++;
}

static bool make_matching(struct search *s)
{
    struct matching *m = &s->matching;
    *m = (struct matching){.db = &s->r->db,
                           .cache = &s->r->cache,
                           .arena = s->arena,
                           .rows_max = s->q->work_left ? less_of(*s->q->work_left, MATCH_ROWS_MAX)
                                                       : MATCH_ROWS_MAX,
                           .none_n = s->q->none_n,
                           .e = s->e};
    m->cut = m->rows_max == 0;
    m->any = arena_array(s->arena, COUNT_OF(s->filters) + s->q->any_n, sizeof *m->any);
    m->none = arena_array(s->arena, m->none_n, sizeof *m->none);
    s->words = arena_array(s->arena, s->q->any_n, sizeof *s->words);
    if (!m->any || !m->none || !s->words ||
        !make_group(s->arena, &m->all, s->asked.all_n + s->q->any_n))
        return false;
    for (size_t i = 0; i < s->q->any_n; i++)
        make_group(s->arena, &s->words[i], s->q->any[i].n);
    add_filter(s, s->asked.sections, s->asked.sections_n);
    add_filter(s, s->asked.spans, s->asked.spans_n);
    for (size_t i = 0; i < m->none_n; i++)
        make_group(s->arena, &m->none[i], s->q->none[i].n);
    s->docs = arena_array(s->arena, DOCS_MAX, sizeof *s->docs);
    return !arena_failed(s->arena);
}

static bool is_wanted(const struct search *s, int64_t listed_ms)
{
    return listed_ms != CLOCK_NONE && listed_ms <= s->q->now_ms &&
           (s->q->from_ms == CLOCK_NONE || listed_ms >= s->q->from_ms) &&
           (s->q->until_ms == CLOCK_NONE || listed_ms < s->q->until_ms);
}

static bool is_full(const struct search *s)
{
    return (int64_t)s->hits->n >= s->q->limit || arena_failed(s->hits->arena);
}

/* Reads those of the docs that were matched which nobody has asked for in this state. */
static enum rc read_docs(struct search *s)
{
    struct index_cache *cache = &s->r->cache;
    int64_t *unknown = arena_array(s->arena, s->docs_n, sizeof *unknown);
    size_t n = 0;
    struct stmt q;
    if (!unknown || !index_cache_make_room(cache, s->docs_n))
        return fail(s->e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < s->docs_n; i++)
        if (!index_cache_doc(cache, s->docs[i]))
            unknown[n++] = s->docs[i];
    for (size_t i = 0; i < n; i++)
        index_cache_keep(cache, (struct index_doc){.doc = unknown[i]});
    if (n == 0)
        return RC_OK;
    stmt_start(&q, &s->r->db, SQL_SEARCH_DOCS, s->e);
    stmt_text(&q, read_ids_as_json(s->arena, unknown, n));
    while (stmt_next(&q))
        index_cache_keep(cache,
                         (struct index_doc){.doc = row_int(&q, SEARCH_DOCS_doc),
                                            .article_id = row_int(&q, SEARCH_DOCS_article_id),
                                            .section_id = row_int(&q, SEARCH_DOCS_section_id),
                                            .listed_ms = row_time(&q, SEARCH_DOCS_listed_ms)});
    return stmt_end(&q);
}

/* Adds the articles of the docs that were matched, but those that are forgotten, not listed or
 * outside the span. */
static enum rc add_hits(struct search *s)
{
    enum rc rc = s->docs_n ? read_docs(s) : RC_OK;
    for (size_t i = 0; i < s->docs_n && !rc && !is_full(s); i++) {
        const struct index_doc *doc = index_cache_doc(&s->r->cache, s->docs[i]);
        bool wanted = doc && doc->article_id && is_wanted(s, doc->listed_ms);
        if (wanted && s->skip > 0) {
            s->skip--;
            continue;
        }
        struct store_hit *kept = wanted ? vec_push(s->hits) : NULL;
        if (kept)
            *kept = (struct store_hit){.article_id = doc->article_id,
                                       .section_id = doc->section_id,
                                       .listed_ms = doc->listed_ms,
                                       .doc = doc->doc};
    }
    s->docs_n = 0;
    return rc;
}

/* So many docs are matched before their articles are read: what is wanted, when few are forgotten. */
static size_t docs_wanted(const struct search *s)
{
    int64_t more = s->q->limit - (int64_t)s->hits->n + s->skip;
    return more < DOCS_MAX ? (size_t)more : DOCS_MAX;
}

static enum rc search_segment(struct search *s, const struct segment *segment)
{
    bool there = false;
    int64_t doc = segment->last_doc - segment->first_doc;
    s->matching.segment = segment->segment;
    enum rc rc = open_all(s, &there);
    while (!rc && there && doc >= 0 && !is_full(s)) {
        rc = match_next(&s->matching, &doc);
        if (rc || doc < 0)
            break;
        s->docs[s->docs_n++] = segment->first_doc + doc--;
        if (s->docs_n >= docs_wanted(s))
            rc = add_hits(s);
    }
    return rc;
}

static enum rc search_index(struct search *s)
{
    struct segment *segments = NULL;
    size_t n = 0;
    int64_t index_no = 0;
    bool whole = false;
    if (!ask_all(s->arena, &s->asked, s->q))
        return fail(s->e, RC_NOMEM, "out of memory");
    enum rc rc = find_span(s);
    if (!rc && !make_matching(s))
        rc = fail(s->e, RC_NOMEM, "out of memory");
    if (!rc)
        rc = search_index_now(&s->r->db, &index_no, &whole, s->e);
    if (!rc && !whole && s->q->building)
        *s->q->building = true;
    if (!rc)
        rc = search_segments(&s->r->db, s->arena, index_no, &segments, &n, s->e);
    for (size_t i = 0; i < n && !rc && !is_full(s) && !s->matching.cut; i++)
        if (segments[i].state == SEGMENT_IN_USE)
            rc = search_segment(s, &segments[i]);
    return rc ? rc : add_hits(s);
}

static enum rc check_limits(const struct store_search_query *q, struct err *e)
{
    size_t terms = q->all.n;
    for (size_t i = 0; i < q->none_n; i++)
        terms += q->none[i].n;
    for (size_t i = 0; i < q->any_n; i++)
        terms += q->any[i].n;
    if (q->limit < 1 || q->limit > STORE_HITS_MAX || q->offset < 0)
        return fail(e, RC_LIMIT, "a search gives 1 to %d articles", (int)STORE_HITS_MAX);
    if (terms > STORE_SEARCH_TERMS_MAX || q->section_ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "a search has at most %d words", (int)STORE_SEARCH_TERMS_MAX);
    return RC_OK;
}

enum rc store_search(struct store_reader *r, struct arena *a, struct store_search_query q,
                     struct store_hit **out, size_t *out_n, struct err *e)
{
    enum {
        SCRATCH_BYTES = 32 << 20
    }; /* 36 KB for each of the terms, sections and months that the cache has no room for */
    struct vec hits = VEC(struct store_hit, a);
    struct arena scratch;
    struct search s = {.r = r, .arena = &scratch, .q = &q, .skip = q.offset, .hits = &hits, .e = e};
    bool inside = r->db.engine->ops->in_transaction(r->db.engine);
    enum rc rc = check_limits(&q, e);
    if (rc)
        return rc;
    arena_init(&scratch, SCRATCH_BYTES);
    if (!inside)
        rc = store_read_begin(r, e); /* segments and their rows are of one state */
    if (!rc) {
        rc = search_index(&s);
        if (!inside)
            store_read_end(r);
    }
    arena_release(&scratch);
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    if (q.work_left)
        *q.work_left -= less_of(*q.work_left, match_work(&s.matching));
    if (q.cut)
        *q.cut = *q.cut || s.matching.cut;
    *out = hits.p;
    *out_n = hits.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_heads(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                    struct store_head **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    size_t n = 0;
    struct store_head *heads = arena_array(a, ids_n, sizeof *heads);
    if (ids_n > STORE_HITS_MAX)
        return fail(e, RC_LIMIT, "at most %d articles", (int)STORE_HITS_MAX);
    if (!heads)
        return fail(e, RC_NOMEM, "out of memory");
    stmt_start(&q, &r->db, SQL_SEARCH_HEADS, e);
    stmt_text(&q, read_ids_as_json(a, ids, ids_n));
    while (stmt_next(&q)) {
        int64_t place = row_int(&q, SEARCH_HEADS_place);
        if (place >= 0 && (size_t)place < ids_n)
            heads[place] = (struct store_head){.id = row_int(&q, SEARCH_HEADS_id),
                                               .title = row_text(&q, a, SEARCH_HEADS_title),
                                               .excerpt = row_text(&q, a, SEARCH_HEADS_excerpt)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < ids_n; i++)
        if (heads[i].id)
            heads[n++] = heads[i];
    *out = heads;
    *out_n = n;
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
    while (stmt_next(&q))
        (void)row_card_listed(r, &q, &cards);
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
    size_t n = 0;
    struct store_source *bodies = arena_array(a, ids_n, sizeof *bodies);
    if (ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "at most %d articles", (int)STORE_LIST_MAX);
    if (!bodies)
        return fail(e, RC_NOMEM, "out of memory");
    stmt_start(&q, &r->db, SQL_SEARCH_BODIES, e);
    stmt_text(&q, read_ids_as_json(a, ids, ids_n));
    while (stmt_next(&q)) {
        int64_t place = row_int(&q, SEARCH_BODIES_place);
        if (place >= 0 && (size_t)place < ids_n && row_body_sealed(r, &q))
            bodies[place] = (struct store_source){.id = row_int(&q, SEARCH_BODIES_id),
                                                  .listed_ms = CLOCK_NONE,
                                                  .body_json = row_text(&q, a, SEARCH_BODIES_body)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < ids_n; i++)
        if (bodies[i].id)
            bodies[n++] = bodies[i];
    *out = bodies;
    *out_n = n;
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

/* True when the own term of every article is there for doc, in the head and in all. */
static enum rc has_own_term(struct store_reader *r, struct arena *a, int64_t index_no, int64_t doc,
                            bool *has, struct err *e)
{
    struct db *db = &r->db;
    struct segment *segments = NULL;
    struct match_group group;
    size_t n = 0;
    enum rc rc = search_segments(db, a, index_no, &segments, &n, e);
    *has = false;
    if (rc || !make_group(a, &group, 1))
        return read_result(rc, a, e);
    for (size_t i = 0; i < n && !rc && !*has; i++) {
        const struct segment *s = &segments[i];
        if (s->state != SEGMENT_IN_USE || doc < s->first_doc || doc > s->last_doc)
            continue;
        struct matching m = {.db = db,
                             .cache = &r->cache,
                             .arena = a,
                             .segment = s->segment,
                             .all = group,
                             .rows_max = MATCH_ROWS_MAX,
                             .e = e};
        *has = true;
        for (uint64_t head = 0; head < 2 && !rc && *has; head++) {
            int64_t found = doc - s->first_doc;
            rc = match_list_open(&m, &group.lists[0], search_own_term("=") | head);
            if (!rc)
                rc = match_next(&m, &found);
            *has = found == doc - s->first_doc;
        }
    }
    return rc;
}

/* An index without docs answers when there are no articles. */
static enum rc check_empty(struct store_reader *r, bool *answers, struct err *e)
{
    struct stmt q;
    int64_t any = 0;
    stmt_start(&q, &r->db, SQL_SEARCH_ANY_ARTICLE, e);
    enum rc rc = stmt_run_int(&q, &any, NULL);
    if (!rc)
        *answers = any == 0;
    return rc;
}

/* Whether the newest doc is found. */
static enum rc check_newest(struct store_reader *r, int64_t index_no, bool *answers, struct err *e)
{
    enum { SCRATCH_BYTES = 1 << 20 };
    struct arena scratch;
    struct stmt q;
    int64_t newest = 0;
    bool any = false;
    stmt_start(&q, &r->db, SQL_SEARCH_NEWEST, e);
    stmt_int(&q, index_no);
    enum rc rc = stmt_run_int(&q, &newest, &any);
    if (rc || !any)
        return rc ? rc : check_empty(r, answers, e);
    arena_init(&scratch, SCRATCH_BYTES);
    rc = has_own_term(r, &scratch, index_no, newest, answers, e);
    arena_release(&scratch);
    return rc;
}

static enum rc check_index(struct store_reader *r, bool count, bool *good, struct err *e)
{
    struct stmt q;
    int64_t index_no = 0;
    bool whole = false;
    bool answers = false;
    enum rc rc = search_index_now(&r->db, &index_no, &whole, e);
    if (!rc)
        rc = check_newest(r, index_no, &answers, e);
    if (!rc && count && answers && whole) {
        stmt_start(&q, &r->db, SQL_SEARCH_STATE, e);
        stmt_int(&q, index_no);
        if (stmt_next(&q))
            answers = row_int(&q, SEARCH_STATE_articles) == row_int(&q, SEARCH_STATE_docs) &&
                      row_int(&q, SEARCH_STATE_docs) == row_int(&q, SEARCH_STATE_listed);
        rc = stmt_end(&q);
    }
    if (!rc && count && answers && whole) {
        int64_t torn = 0;
        stmt_start(&q, &r->db, SQL_SEARCH_SEGMENTS_TORN, e);
        stmt_int(&q, index_no);
        rc = stmt_run_int(&q, &torn, NULL);
        answers = torn == 0;
    }
    if (!rc)
        *good = answers && whole;
    return rc;
}

/* One state for all of it: a merge may end between two statements. */
static enum rc check_in_one(struct store_reader *r, bool count, bool *good, struct err *e)
{
    bool inside = r->db.engine->ops->in_transaction(r->db.engine);
    enum rc rc = inside ? RC_OK : store_read_begin(r, e);
    if (rc)
        return rc;
    rc = check_index(r, count, good, e);
    if (!inside)
        store_read_end(r);
    return rc;
}

enum rc store_search_answers(struct store_reader *r, bool *answers, struct err *e)
{
    return check_in_one(r, false, answers, e);
}

enum rc store_search_whole(struct store_reader *r, bool *whole, struct err *e)
{
    return check_in_one(r, true, whole, e);
}
