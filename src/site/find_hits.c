/* What a query asks of the index: terms that must be there, one of several, and none of others. */
#include "site/find_internal.h"

#include "base/clock.h"
#include "base/hash_term.h"
#include "base/vec.h"
#include "text/keys.h"
#include "text/terms.h"
#include "text/token.h"

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
