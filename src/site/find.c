#include "site/find_internal.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "base/clock.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/terms.h"

#include <stdlib.h>
#include <string.h>

/* ---- which to rank ---- */

static int newest_first(const void *left, const void *right)
{
    const struct store_hit *l = left;
    const struct store_hit *r = right;
    if (l->listed_ms != r->listed_ms)
        return l->listed_ms > r->listed_ms ? -1 : 1;
    return (l->article_id < r->article_id) - (l->article_id > r->article_id);
}

static bool has_hit(const struct vec *hits, int64_t id)
{
    for (size_t i = 0; i < hits->n; i++)
        if (((const struct store_hit *)vec_at(hits, i))->article_id == id)
            return true;
    return false;
}

static void add_hits(struct vec *to, const struct store_hit *hits, size_t n, size_t most)
{
    for (size_t i = 0; i < n && to->n < most; i++) {
        struct store_hit *hit = has_hit(to, hits[i].article_id) ? NULL : vec_push(to);
        if (hit)
            *hit = hits[i];
    }
}

/* The block of FIND_RANKED that the page stands in: the closest ways of matching first. */
static enum rc closest(const struct finding *f, const struct store_hit *hits, size_t hits_n,
                       struct vec *out)
{
    enum { BESIDE_MAX = 60 }; /* the same on every page, so that pages fit together */
    size_t block = (size_t)f->ask->offset / FIND_RANKED;
    size_t most = (block + 1) * FIND_RANKED;
    int64_t limit = most < FIND_COUNTED ? (int64_t)most : FIND_COUNTED;
    const struct {
        struct find_how how;
        size_t most; /* of all: beside must leave room for titles */
    } ways[] = {
        {{.head = true, .beside = true, .left_out = SIZE_MAX, .limit = limit}, most},
        {{.beside = true, .left_out = SIZE_MAX, .limit = limit}, BESIDE_MAX},
        {{.head = true, .left_out = SIZE_MAX, .limit = limit}, most},
    };
    struct vec all = VEC(struct store_hit, f->place->arena);
    bool many = hits_n > FIND_RANKED && !find_quoted_pairs(&f->query);
    for (size_t i = 0; i < COUNT_OF(ways) && many; i++) {
        struct store_hit *near = NULL;
        size_t n = 0;
        if (ways[i].how.beside && f->query.words_n < 2)
            continue;
        enum rc rc = find_hits(f, ways[i].how, &near, &n);
        if (rc)
            return rc;
        add_hits(&all, near, n, ways[i].most);
        many = i > 0 || all.n < FIND_CLOSE;
    }
    add_hits(&all, hits, hits_n, most);
    for (size_t i = block * FIND_RANKED; i < all.n; i++) {
        struct store_hit *hit = vec_push(out);
        if (hit)
            *hit = *(struct store_hit *)vec_at(&all, i);
    }
    return RC_OK;
}

static enum rc page_of(const struct finding *f, struct store_hit *hits, size_t hits_n,
                       struct found *out)
{
    struct arena *a = f->place->arena;
    size_t skip = (size_t)f->ask->offset;
    int64_t *ids = NULL;
    size_t n = 0;
    enum rc rc = RC_OK;
    if (f->ask->newest) {
        if (hits_n)
            qsort(hits, hits_n, sizeof *hits, newest_first);
        ids = arena_array(a, hits_n, sizeof *ids);
        for (n = 0; ids && n < hits_n; n++)
            ids[n] = hits[n].article_id;
    } else {
        struct vec ranked = VEC(struct store_hit, a);
        struct finding closely = *f;
        closely.pairs = true;
        rc = closest(f, hits, hits_n, &ranked);
        if (!rc)
            rc = find_rank(&closely, ranked.p, ranked.n, &ids, &n);
        skip %= FIND_RANKED;
    }
    if (rc || skip >= n)
        return rc;
    out->ids = ids + skip;
    out->ids_n = n - skip < (size_t)f->ask->limit ? n - skip : (size_t)f->ask->limit;
    return RC_OK;
}

/* ---- counts ---- */

static void count_facet(struct find_facet *facets, size_t *n, int64_t key)
{
    for (size_t i = 0; i < *n; i++)
        if (facets[i].key == key) {
            facets[i].articles++;
            return;
        }
    facets[(*n)++] = (struct find_facet){key, 1};
}

static int most_first(const void *left, const void *right)
{
    const struct find_facet *l = left;
    const struct find_facet *r = right;
    return (l->articles < r->articles) - (l->articles > r->articles);
}

static int latest_first(const void *left, const void *right)
{
    const struct find_facet *l = left;
    const struct find_facet *r = right;
    return (l->key < r->key) - (l->key > r->key);
}

static size_t keep(struct find_facet *to, const struct find_facet *from, size_t n)
{
    size_t kept = n < FIND_FACETS ? n : FIND_FACETS;
    for (size_t i = 0; i < kept; i++)
        to[i] = from[i];
    return kept;
}

static void count_facets(struct arena *a, const struct store_hit *hits, size_t n, struct found *out)
{
    struct find_facet *sections = arena_array(a, n, sizeof *sections);
    struct find_facet *years = arena_array(a, n, sizeof *years);
    size_t sections_n = 0;
    size_t years_n = 0;
    for (size_t i = 0; sections && years && i < n; i++) {
        count_facet(sections, &sections_n, hits[i].section_id);
        count_facet(years, &years_n, civil_from_instant(hits[i].listed_ms).year);
    }
    if (sections && years) {
        qsort(sections, sections_n, sizeof *sections, most_first);
        qsort(years, years_n, sizeof *years, latest_first);
    }
    out->sections_n = keep(out->sections, sections, sections_n);
    out->years_n = keep(out->years, years, years_n);
}

/* ---- finding ---- */

static bool has_wanted_word(const struct query *q)
{
    for (size_t i = 0; i < q->words_n; i++)
        if (!q->words[i].excluded)
            return true;
    return false;
}

/* Ways of asking for less may find the same article more than once: its first hit stays. */
static size_t keep_distinct(struct store_hit *hits, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = 0;
        while (j < kept && hits[j].article_id != hits[i].article_id)
            j++;
        if (j == kept)
            hits[kept++] = hits[i];
    }
    return kept;
}

static bool is_lacking(const struct finding *f)
{
    const struct found *found = f->found;
    int64_t from = f->query.from_ms;
    int64_t until = f->query.until_ms;
    bool reversed = from != CLOCK_NONE && until != CLOCK_NONE && from >= until;
    return found->section_unknown || reversed || !query_asks(&f->query);
}

/* Words that were typed as one need not stand so. */
static bool unbind(struct query *q)
{
    bool any = false;
    for (size_t i = 0; i < q->words_n; i++) {
        any = any || q->words[i].bound;
        q->words[i].bound = false;
    }
    return any;
}

/* Nghị định số 15/2020/NĐ-CP is Nghị định 15/2020/NĐ-CP to others: whether word i is such a "số". */
static bool is_number_sign(const struct query *q, size_t i)
{
    const struct query_word *w = &q->words[i];
    const struct query_word *next = w + 1;
    return i + 1 < q->words_n && str_eq(w->folded, STR("so")) && !w->excluded && !w->quoted &&
           !next->quoted && str_find_byte(next->folded, '/') < next->folded.n;
}

static bool leave_number_signs_out(struct query *q)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->words_n; i++)
        if (!is_number_sign(q, i))
            q->words[kept++] = q->words[i];
    bool any = kept < q->words_n;
    q->words_n = kept;
    return any;
}

/* What of the words may go without saying. */
static bool loosen(struct query *q)
{
    bool unbound = unbind(q);
    return leave_number_signs_out(q) || unbound;
}

/* Whether something would be found, but for what must not be there: then the words are right. */
static enum rc is_excluded_away(const struct finding *f, bool *away)
{
    struct finding other = *f;
    struct query *q = &other.query;
    struct store_hit *hits = NULL;
    size_t n = 0;
    q->words_n = 0;
    for (size_t i = 0; i < f->query.words_n; i++)
        if (!f->query.words[i].excluded)
            q->words[q->words_n++] = f->query.words[i];
    other.found = NULL;
    *away = false;
    enum rc rc = q->words_n < f->query.words_n ? find_all(&other, &hits, &n) : RC_OK;
    *away = n > 0;
    return rc;
}

enum rc find_meant_words(struct finding *f, struct store_hit **hits, size_t *n,
                         struct find_readings *out)
{
    struct str by_pairs = STR("");
    enum rc rc = *n ? find_suggest_pairs(f, *n, &by_pairs) : RC_OK;
    if (!rc)
        rc = *n ? find_meant_beside(f, hits, n, &out->suggested)
                : find_mend(f, &out->corrected, hits, n);
    out->suggested = by_pairs.n ? by_pairs : out->suggested;
    if (!rc && out->corrected.n == 0 && out->suggested.n == 0)
        rc = find_suggest_bar(f, *n, &out->suggested);
    return rc || out->suggested.n ? rc : find_suggest_letter(f, *hits, *n, &out->suggested);
}

/* All hits of what was asked, or of what was meant. */
static enum rc find_meant(struct finding *f, struct store_hit **hits, size_t *n)
{
    struct found *found = f->found;
    enum rc rc = is_lacking(f) ? RC_OK : find_all(f, hits, n);
    if (!rc && !is_lacking(f) && *n == 0 && loosen(&f->query)) {
        rc = find_ways(f);
        if (!rc)
            rc = find_all(f, hits, n);
    }
    if (rc || is_lacking(f) || !has_wanted_word(&f->query))
        return rc;
    bool away = false;
    rc = *n ? RC_OK : is_excluded_away(f, &away);
    if (rc || away)
        return rc;
    if (find_quoted_pairs(&f->query))
        return find_meant_phrase(f, hits, n);
    struct find_readings readings = {found->corrected, found->suggested};
    rc = find_meant_words(f, hits, n, &readings);
    found->corrected = readings.corrected;
    found->suggested = readings.suggested;
    return rc;
}

static enum rc find_in_one_state(const struct find_place *place, const struct find_ask *ask,
                                 struct found *out, struct err *e)
{
    struct found found = {.corrected = STR(""), .suggested = STR("")};
    uint64_t work_left = FIND_WORK;
    struct term_reader reader;
    struct finding f = {.place = place,
                        .ask = ask,
                        .reader = &reader,
                        .work_left = &work_left,
                        .found = &found,
                        .err = e};
    struct store_hit *hits = NULL;
    size_t n = 0;
    size_t blocks = (size_t)(ask->offset + ask->limit) / FIND_RANKED + 1;
    f.enough = blocks * FIND_RANKED; /* so that there is a next page when there are more */
    term_reader_init(&reader, place->arena, FIND_WORDS_KEPT);
    f.query = query_read(place->arena, ask->typed);
    enum rc rc = find_fields(&f);
    if (!rc)
        rc = find_ways(&f);
    if (!rc)
        rc = find_meant(&f, &hits, &n);
    n = hits ? keep_distinct(hits, n) : 0;
    if (!rc)
        rc = page_of(&f, hits, n, &found);
    if (rc)
        return rc;
    found.query = f.query;
    found.corrected = find_with_fields(&f, found.corrected);
    found.suggested = find_with_fields(&f, found.suggested);
    found.total = (int64_t)n;
    found.more = found.more || n == FIND_COUNTED || found.cut;
    count_facets(place->arena, hits, n, &found);
    if (arena_failed(place->arena))
        return fail(e, RC_NOMEM, "the answer does not fit into its memory");
    *out = found;
    return RC_OK;
}

bool find_says(const struct found *f, enum find_notice notice)
{
    const struct query *q = &f->query;
    switch (notice) {
    case FIND_NOTICE_FROM: return q->from_unreadable;
    case FIND_NOTICE_UNTIL: return q->until_unreadable;
    case FIND_NOTICE_REVERSED:
        return q->from_ms != CLOCK_NONE && q->until_ms != CLOCK_NONE && q->from_ms >= q->until_ms;
    case FIND_NOTICE_SECTION: return f->section_unknown;
    case FIND_NOTICE_LONG: return q->truncated;
    case FIND_NOTICE_PHRASE: return f->phrase_missing;
    case FIND_NOTICE_FEWER: return f->fewer;
    case FIND_NOTICE_CUT: return f->cut;
    case FIND_NOTICE_BUILDING: return f->building;
    case FIND_NOTICE_COUNT: break;
    }
    return false;
}

enum rc find_articles(const struct find_place *place, const struct find_ask *ask, struct found *out,
                      struct err *e)
{
    enum rc rc = store_read_begin(place->reader, e);
    if (rc)
        return rc;
    rc = find_in_one_state(place, ask, out, e);
    store_read_end(place->reader);
    return rc;
}

/* ---- snippets ---- */

/* Lead and text without the title, which stands above. */
static struct str shown_text(struct arena *a, struct str json)
{
    struct article art;
    if (article_json_read(a, json, (struct article_json_options){0}, &art, NULL))
        return STR("");
    art.title = STR("");
    art.tags = (struct article_texts){0};
    art.contributors_n = 0;
    return str_trim(article_plain_text(a, &art));
}

enum rc find_snippets(const struct find_place *place, const struct found *f, struct snippet **out,
                      struct err *e)
{
    struct arena *a = place->arena;
    struct store_source *bodies = NULL;
    size_t bodies_n = 0;
    struct snippet *snippets = arena_array(a, f->ids_n, sizeof *snippets);
    enum rc rc = store_bodies(place->reader, a, f->ids, f->ids_n, &bodies, &bodies_n, e);
    if (rc)
        return rc;
    for (size_t i = 0, b = 0; snippets && i < f->ids_n && b < bodies_n; i++)
        if (bodies[b].id == f->ids[i])
            snippets[i] =
                snippet_of(a, term_text(a, shown_text(a, bodies[b++].body_json)), &f->query);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the answer does not fit into its memory");
    *out = snippets;
    return RC_OK;
}
