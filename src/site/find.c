#include "site/find_internal.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "base/clock.h"
#include "base/hash_term.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/keys.h"
#include "text/terms.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

/* ---- the query ---- */

static void add_text(struct vec *texts, struct str text)
{
    struct str *at = text.n ? vec_push(texts) : NULL;
    if (at)
        *at = text;
}

static struct article_texts texts_of(const struct vec *v)
{
    return (struct article_texts){v->p, v->n};
}

static void add_term(struct vec *terms, uint64_t term)
{
    uint64_t *at = term ? vec_push(terms) : NULL;
    if (at)
        *at = term;
}

static struct store_terms terms_of(const struct vec *v)
{
    return (struct store_terms){v->p, v->n};
}

static bool is_asked(const struct query *q, struct find_how how, size_t word)
{
    return word < q->words_n && word != how.left_out && !q->words[word].excluded;
}

static uint64_t pair_of(const struct query *q, size_t word)
{
    return hash_term_pair(q->words[word - 1].term_folded, q->words[word].term_folded);
}

/* What must be there: terms, and groups of terms of which one must. */
struct wish {
    struct arena *arena;
    struct vec terms;
    struct vec groups;
};

static void wish_any(struct wish *w, struct store_terms any)
{
    if (any.n == 1) {
        add_term(&w->terms, any.keys[0]);
        return;
    }
    struct store_terms *group = any.n ? vec_push(&w->groups) : NULL;
    if (group)
        *group = any;
}

/* Word i, or a way of writing it. */
static void wish_word(struct wish *w, const struct query *q, size_t i)
{
    struct vec any = VEC(uint64_t, w->arena);
    add_term(&any, q->words[i].term);
    for (size_t k = 0; k < q->ways_n; k++)
        if (q->ways[k].words >> i & 1 && query_way_holds(q, &q->ways[k]))
            add_term(&any, q->ways[k].term);
    wish_any(w, terms_of(&any));
}

struct store_terms find_pair_terms(struct arena *a, const struct query *q, size_t i)
{
    struct vec any = VEC(uint64_t, a);
    add_term(&any, pair_of(q, i));
    for (size_t k = 0; k < q->ways_n; k++) {
        const struct query_way *way = &q->ways[k];
        bool here = way->words >> i & 1;
        bool before = way->words >> (i - 1) & 1;
        if ((!here && !before) || !query_way_holds(q, way))
            continue;
        uint64_t behind = here ? way->first : q->words[i].term_folded;
        uint64_t first = before ? way->last : q->words[i - 1].term_folded;
        add_term(&any, here && before ? way->term : hash_term_pair(first, behind));
    }
    return terms_of(&any);
}

static void wish_author(struct wish *w, struct str author)
{
    struct str token;
    uint64_t before = 0;
    for (int i = 0; i < FIND_AUTHOR_WORDS_MAX && token_next(&author, &token); i++) {
        uint64_t folded = term_pair_of(term_forms(w->arena, token)).folded;
        add_term(&w->terms, folded ? term_of_person(folded) : 0);
        if (before && folded)
            add_term(&w->terms, term_of_person(hash_term_pair(before, folded)));
        before = folded;
    }
}

/* The words that must be there, with their pairs when they are wanted side by
 * side or typed so. */
static struct wish wanted(struct arena *a, const struct query *q, struct find_how how)
{
    struct wish wish = {a, VEC(uint64_t, a), VEC(struct store_terms, a)};
    bool behind = false;
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *w = &q->words[i];
        const struct query_word *next = w + 1;
        bool asked = is_asked(q, how, i);
        bool wants = how.beside || (i + 1 < q->words_n && (next->quoted || next->bound));
        bool after = asked && is_asked(q, how, i + 1) && wants;
        if (behind)
            wish_any(&wish, find_pair_terms(a, q, i));
        if (asked && (w->exact.n || !(after || behind))) /* a pair has its folded words */
            wish_word(&wish, q, i);
        behind = after;
    }
    wish_author(&wish, q->author);
    return wish;
}

/* The words that must not be there; of a phrase its pairs. */
static struct vec unwanted(struct arena *a, const struct query *q)
{
    struct vec groups = VEC(struct store_terms, a);
    for (size_t i = 0; i < q->ways_n; i++)
        if (q->words[__builtin_ctz(q->ways[i].words)].excluded && query_way_holds(q, &q->ways[i])) {
            struct vec term = VEC(uint64_t, a);
            add_term(&term, q->ways[i].term);
            struct store_terms *group = vec_push(&groups);
            if (group)
                *group = terms_of(&term);
        }
    for (size_t i = 0; i < q->words_n; i++) {
        if (!q->words[i].excluded)
            continue;
        struct vec terms = VEC(uint64_t, a);
        add_term(&terms, q->words[i].term);
        while (i + 1 < q->words_n && q->words[i + 1].excluded && q->words[i + 1].quoted) {
            i++;
            add_term(&terms, pair_of(q, i));
            add_term(&terms, q->words[i].term);
        }
        struct store_terms *group = vec_push(&groups);
        if (group)
            *group = terms_of(&terms);
    }
    return groups;
}

enum rc find_hits(const struct finding *f, struct find_how how, struct store_hit **out,
                  size_t *out_n)
{
    struct arena *a = f->place->arena;
    struct vec none = unwanted(a, &f->query);
    struct wish wish = wanted(a, &f->query, how);
    struct found unasked = {0};
    struct found *found = f->found ? f->found : &unasked;
    return store_search(f->place->reader, a,
                        (struct store_search_query){.head = how.head,
                                                    .all = terms_of(&wish.terms),
                                                    .any = wish.groups.p,
                                                    .any_n = wish.groups.n,
                                                    .none = none.p,
                                                    .none_n = none.n,
                                                    .section_ids = f->section_ids,
                                                    .section_ids_n = f->section_ids_n,
                                                    .from_ms = f->query.from_ms,
                                                    .until_ms = f->query.until_ms,
                                                    .now_ms = f->place->now_ms,
                                                    .limit = how.limit,
                                                    .work_left = f->work_left,
                                                    .cut = &found->cut,
                                                    .building = &found->building},
                        out, out_n, f->err);
}

/* ---- ways of writing ---- */

/* One or two digits of VNI behind a syllable: co1, u17. A code that stands
 * somewhere is one; what has its marks already ("vụ2") was not typed so. */
static bool may_be_keys(struct arena *a, const struct query_word *w)
{
    return w->exact.n == 0 && keys_read(a, w->folded).n > 0;
}

enum rc find_is_written(const struct finding *f, uint64_t term, uint64_t *work_left, bool *is)
{
    struct store_hit *hits = NULL;
    size_t n = 0;
    enum rc rc = store_search(f->place->reader, f->place->arena,
                              (struct store_search_query){.all = {&term, 1},
                                                          .from_ms = CLOCK_NONE,
                                                          .until_ms = CLOCK_NONE,
                                                          .now_ms = f->place->now_ms,
                                                          .limit = 1,
                                                          .work_left = work_left},
                              &hits, &n, f->err);
    *is = n > 0;
    return rc;
}

enum rc find_ways(struct finding *f)
{
    enum { WAYS_WORK = 1000 }; /* rows of the index, some milliseconds */
    struct query *q = &f->query;
    uint64_t work_left = WAYS_WORK;
    size_t kept = 0;
    enum rc rc = RC_OK;
    query_find_ways(f->place->arena, q);
    for (size_t i = 0; i < q->ways_n && !rc; i++) {
        const struct query_word *w = &q->words[__builtin_ctz(q->ways[i].words)];
        bool is = true;
        if (q->ways[i].first != q->ways[i].last && may_be_keys(f->place->arena, w))
            rc = find_is_written(f, w->term, &work_left, &is);
        if (!rc && is)
            rc = find_is_written(f, q->ways[i].term, &work_left, &is);
        if (!rc && is)
            q->ways[kept++] = q->ways[i];
    }
    q->ways_n = rc ? 0 : kept;
    return rc;
}

/* ---- phrases ---- */

/* Bit i: word i is quoted behind word i - 1. */
uint32_t find_quoted_pairs(const struct query *q)
{
    uint32_t pairs = 0;
    for (size_t i = 0; i < q->words_n; i++)
        if (q->words[i].quoted && !q->words[i].excluded)
            pairs |= UINT32_C(1) << i;
    return pairs;
}

/* The texts of one article, as they are asked for words side by side. */
struct asking {
    struct term_reader *reader;
    const struct query *query;
    uint32_t wanted;
    bool (*good)(struct answer, uint32_t wanted);
    struct answer answer; /* of all texts, until it is good */
};

/* Articles being read for what their texts say. */
struct reading {
    const struct finding *f;
    uint32_t wanted;
    bool (*good)(struct answer, uint32_t wanted);
    size_t enough; /* no more are read when so many are good */
    struct store_hit *hits;
    size_t read;
    size_t kept; /* the first of hits */
};

static void ask_text(void *ctx, enum article_place place, struct str text)
{
    struct asking *asking = ctx;
    (void)place;
    if (asking->good(asking->answer, asking->wanted))
        return;
    struct answer here = find_answer_of(asking->reader, asking->query, text);
    asking->answer.beside |= here.beside;
    asking->answer.phrase |= here.phrase;
}

struct str find_body_text(struct arena *a, struct str json)
{
    struct article art;
    if (article_json_read(a, json, (struct article_json_options){0}, &art, NULL))
        return STR("");
    return article_plain_text(a, &art);
}

static bool is_good_body(struct arena *a, struct asking asking, struct str json)
{
    if (!article_json_texts(a, json, ask_text, &asking))
        asking.answer = find_answer_of(asking.reader, asking.query, find_body_text(a, json));
    return asking.good(asking.answer, asking.wanted);
}

enum { READ_STEP = 40 }; /* articles of one query: some 200 KB */

/* Reads the next of the hits, of which there are n, and keeps those whose answer is good. */
static enum rc read_some(struct reading *r, size_t n)
{
    struct arena *a = r->f->place->arena;
    size_t last = n - r->read < READ_STEP ? n : r->read + READ_STEP;
    size_t bodies_n = 0;
    int64_t ids[READ_STEP] = {0};
    struct store_source *bodies = NULL;
    struct asking asking = {
        .reader = r->f->reader, .query = &r->f->query, .wanted = r->wanted, .good = r->good};
    for (size_t i = r->read; i < last; i++)
        ids[i - r->read] = r->hits[i].article_id;
    enum rc rc =
        store_bodies(r->f->place->reader, a, ids, last - r->read, &bodies, &bodies_n, r->f->err);
    if (rc)
        return rc;
    for (size_t b = 0; r->read < last; r->read++) {
        struct store_hit hit = r->hits[r->read];
        if (b < bodies_n && bodies[b].id == hit.article_id &&
            is_good_body(a, asking, bodies[b++].body_json))
            r->hits[r->kept++] = hit;
    }
    return RC_OK;
}

/* Keeps of the first FIND_READ hits those whose answer is good, at least r->enough if there are so many. */
static enum rc keep_read(struct reading *r, size_t *n)
{
    size_t most = *n < FIND_READ ? *n : FIND_READ;
    enum rc rc = RC_OK;
    while (!rc && r->read < most && r->kept < r->enough)
        rc = read_some(r, most);
    if (!rc)
        *n = r->kept;
    return rc;
}

static bool stands_beside(struct answer answer, uint32_t pairs)
{
    return (answer.beside & pairs) == pairs;
}

static bool says_phrases(struct answer answer, uint32_t ends)
{
    return (answer.phrase & ends) == ends;
}

enum rc find_beside(const struct finding *f, uint32_t pairs, struct store_hit *hits, size_t *n)
{
    struct reading r = {
        .f = f, .wanted = pairs, .good = stands_beside, .enough = SIZE_MAX, .hits = hits};
    return keep_read(&r, n);
}

/* Two words without marks are said by their pair in the index; of all else the index knows only that
 * each two stand together somewhere, whatever their tones. */
static bool is_known_by_pairs(const struct query *q)
{
    for (size_t i = 1; i < q->words_n; i++)
        if (q->words[i].quoted && !q->words[i].excluded &&
            (q->words[i - 1].quoted || q->words[i].exact.n || q->words[i - 1].exact.n))
            return false;
    return true;
}

/* All hits; of a quoted phrase those that say it, among the newest FIND_READ with its words. */
enum rc find_all(const struct finding *f, struct store_hit **hits, size_t *n)
{
    struct find_how how = {.left_out = SIZE_MAX, .limit = FIND_COUNTED};
    uint32_t pairs = find_quoted_pairs(&f->query);
    enum rc rc = find_hits(f, how, hits, n);
    if (rc || !pairs || *n == 0 || is_known_by_pairs(&f->query))
        return rc;
    size_t all = *n;
    struct reading r = {.f = f,
                        .wanted = pairs & ~(pairs >> 1),
                        .good = says_phrases,
                        .enough = f->enough ? f->enough : SIZE_MAX,
                        .hits = *hits};
    rc = keep_read(&r, n);
    if (f->found)
        f->found->more = r.read < all;
    return rc;
}

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

/* ---- while typing ---- */

/* However its letters are written: LÊ HOA is Lê Hoa. */
static bool has_text(struct arena *a, const struct vec *texts, struct str text)
{
    struct str lower = text_lower(a, text);
    for (size_t i = 0; i < texts->n; i++)
        if (str_eq(text_lower(a, *(const struct str *)vec_at(texts, i)), lower))
            return true;
    return false;
}

static void add_suggestion(struct arena *a, struct vec *texts, struct str text)
{
    if (texts->n < FIND_WORDS_MAX && !has_text(a, texts, text))
        add_text(texts, text);
}

/* TTXVN, NGUYỄN AN: signatures of agencies, and of old archives; readers look for something else. */
static bool is_in_capitals(struct str name)
{
    bool any = false;
    while (name.n) {
        uint32_t cp = utf8_next(&name);
        if (utf8_is_letter(cp) && !utf8_is_upper(cp))
            return false;
        any = any || utf8_is_letter(cp);
    }
    return any;
}

/* Topics, tags and people whose folded name begins with what was typed, most used first. Those people
 * who are written in capitals go to last. */
static enum rc suggest_labels(const struct find_place *p, struct str folded, struct vec *texts,
                              struct vec *last, struct err *e)
{
    static const enum store_label_kind kinds[] = {STORE_LABEL_TOPIC, STORE_LABEL_TAG,
                                                  STORE_LABEL_PERSON};
    enum { LABELS_EACH = 2, LOOKED_AT = 6 };
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct store_label *labels = NULL;
        size_t n = 0;
        size_t before = texts->n;
        enum rc rc =
            store_labels_like(p->reader, p->arena, kinds[k], slug_from_title(p->arena, folded),
                              p->now_ms, LOOKED_AT, &labels, &n, e);
        if (rc)
            return rc;
        for (size_t i = 0; i < n && texts->n < before + LABELS_EACH; i++) {
            bool late = kinds[k] == STORE_LABEL_PERSON && is_in_capitals(labels[i].name);
            add_suggestion(p->arena, late ? last : texts, labels[i].name);
        }
    }
    return RC_OK;
}

/* What a syllable may go on with behind its vowel. */
static const struct str FINALS[] = {STR_INIT("n"), STR_INIT("ng"), STR_INIT("nh"), STR_INIT("m"),
                                    STR_INIT("p"), STR_INIT("t"),  STR_INIT("c"),  STR_INIT("ch"),
                                    STR_INIT("i"), STR_INIT("y"),  STR_INIT("u"),  STR_INIT("o"),
                                    STR_INIT("a")};

/* The last word may be the beginning of a syllable, "đoà" of "đoàn", "th" of them all: finds the titles
 * with any of those that it may become, its marks as typed. */
static enum rc hits_of_beginning(const struct finding *f, struct store_hit **hits, size_t *n,
                                 int64_t limit)
{
    static const struct str VOWELS[] = {
        STR_INIT(""),  STR_INIT("a"),  STR_INIT("e"),  STR_INIT("i"),  STR_INIT("o"),
        STR_INIT("u"), STR_INIT("ie"), STR_INIT("uo"), STR_INIT("oa"), STR_INIT("ye"),
    };
    enum { WORDS_MOST = 16 }; /* with those of the beginning as many as a search has */
    if (f->query.words_n > WORDS_MOST)
        return RC_OK;
    struct arena *a = f->place->arena;
    const struct query_word *last = &f->query.words[f->query.words_n - 1];
    bool plain = last->exact.n == 0; /* with marks there is a vowel */
    struct vec terms = VEC(uint64_t, a);
    struct vec others = VEC(uint64_t, a);
    for (size_t v = 0; v < (plain ? COUNT_OF(VOWELS) : 1); v++)
        for (size_t i = 0; i <= COUNT_OF(FINALS); i++) {
            struct str end = i < COUNT_OF(FINALS) ? FINALS[i] : STR("");
            struct query_word word = {0};
            query_word_set(a, &word,
                           str_format(a, "%.*s%.*s%.*s", STR_ARG(last->typed), STR_ARG(VOWELS[v]),
                                      STR_ARG(end)),
                           plain);
            uint64_t *term = vec_push(&terms);
            if (term)
                *term = word.term;
        }
    for (size_t i = 0; i + 1 < f->query.words_n; i++) {
        uint64_t *term = vec_push(&others);
        if (term)
            *term = f->query.words[i].term;
    }
    struct store_terms any = {terms.p, terms.n};
    return store_search(f->place->reader, a,
                        (struct store_search_query){.head = true,
                                                    .all = {others.p, others.n},
                                                    .any = &any,
                                                    .any_n = 1,
                                                    .from_ms = CLOCK_NONE,
                                                    .until_ms = CLOCK_NONE,
                                                    .now_ms = f->place->now_ms,
                                                    .limit = limit,
                                                    .work_left = f->work_left},
                        hits, n, f->err);
}

/* Those, newest first: ranking knows whole words. */
static enum rc suggest_begun(const struct finding *f, int64_t limit, int64_t **ids, size_t *n)
{
    struct store_hit *hits = NULL;
    enum rc rc = hits_of_beginning(f, &hits, n, limit);
    *ids = rc ? NULL : arena_array(f->place->arena, *n, sizeof **ids);
    if (!*ids || !hits) /* nothing was searched for */
        *n = 0;
    for (size_t i = 0; i < *n; i++)
        (*ids)[i] = hits[i].article_id;
    return rc;
}

static enum rc rank_hits(const struct finding *f, struct find_how how, int64_t **ids, size_t *n)
{
    struct store_hit *hits = NULL;
    enum rc rc = find_hits(f, how, &hits, n);
    return rc ? rc : find_rank(f, hits, *n, ids, n);
}

enum rc find_suggestions(const struct find_place *place, struct str typed,
                         struct article_texts *out, struct err *e)
{
    enum { TYPED_MIN_CP = 2, LOOKED_AT = 20 };
    struct arena *a = place->arena;
    struct vec texts = VEC(struct str, a);
    struct vec last = VEC(struct str, a);
    struct find_ask ask = {.typed = typed, .limit = LOOKED_AT};
    uint64_t work_left = FIND_WORK;
    struct term_reader reader;
    struct finding f = {.place = place,
                        .ask = &ask,
                        .query = query_read(a, typed),
                        .reader = &reader,
                        .work_left = &work_left,
                        .err = e};
    struct store_hit *hits = NULL;
    struct store_head *heads = NULL;
    int64_t *ids = NULL;
    size_t n = 0;
    size_t heads_n = 0;
    enum rc rc = RC_OK;
    if (f.query.words_n == 0 || typed.n < TYPED_MIN_CP) {
        *out = (struct article_texts){0};
        return RC_OK;
    }
    bool mended = false;
    term_reader_init(&reader, a, FIND_WORDS_KEPT);
    rc = find_ways(&f);
    if (!rc)
        rc = find_mend_keys(&f, &mended);
    struct str meant = mended ? find_query_text(a, &f.query) : str_trim(typed);
    if (!rc)
        rc = suggest_labels(place, text_fold(a, meant), &texts, &last, e);
    /* the last word may not be whole: side by side with the others as far as they are */
    struct find_how how = {.head = true, .beside = true, .left_out = SIZE_MAX, .limit = LOOKED_AT};
    if (!rc)
        rc = find_hits(&f, how, &hits, &n);
    if (!rc)
        rc = n ? find_rank(&f, hits, n, &ids, &n) : suggest_begun(&f, LOOKED_AT, &ids, &n);
    how.left_out = f.query.words_n - 1;
    if (!rc && n == 0 && f.query.words_n > 1)
        rc = rank_hits(&f, how, &ids, &n);
    if (!rc)
        rc = store_heads(place->reader, a, ids, n, &heads, &heads_n, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < heads_n; i++)
        add_suggestion(a, &texts, heads[i].title);
    for (size_t i = 0; i < last.n; i++)
        add_suggestion(a, &texts, *(struct str *)vec_at(&last, i));
    *out = texts_of(&texts);
    return RC_OK;
}
