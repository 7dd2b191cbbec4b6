/* Ranking: how closely an article's title and lead answer, and which words stand side by side in it. */
#include "site/find_internal.h"

#include "base/hash_term.h"
#include "text/terms.h"
#include "text/token.h"

#include <stdlib.h>

struct candidate {
    int64_t id;
    int64_t doc;
    int64_t listed_ms;
    double age_years;
    double score;
    uint32_t beside; /* bit i: word i stands behind word i - 1 somewhere */
};

/* Where an answer stands in a text. */
struct walk {
    struct term_reader *reader;
    const struct query *query;
    uint32_t begins; /* bit i: word i is not quoted behind another */
    uint32_t before; /* the words of the last token */
    uint32_t phrase;
    uint64_t last;           /* its folded term */
    uint32_t before_last;    /* the words of the token before it */
    uint32_t phrase_to_last; /* and the phrases that had come so far there */
    struct answer answer;
};

/* The words that end with a token. */
struct here {
    uint32_t words;  /* written as they are, or joined with others */
    uint32_t joined; /* of those the ones that another one of the same token
                      precedes */
    uint32_t parted; /* written as this token and the one before */
};

static struct here words_here(const struct walk *w, struct str token, struct term_pair terms)
{
    const struct query *q = w->query;
    struct here here = {.words = 0};
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *word = &q->words[i];
        if (!word->excluded && word->term == (word->exact.n ? terms.exact : terms.folded))
            here.words |= UINT32_C(1) << i;
    }
    uint64_t short_for = q->ways_n ? term_of_abbreviation(token) : 0;
    uint64_t pair = q->ways_n && w->last ? hash_term_pair(w->last, terms.folded) : 0;
    for (size_t i = 0; i < q->ways_n; i++) {
        const struct query_way *way = &q->ways[i];
        bool together = way->term == terms.exact || way->term == terms.folded ||
                        (short_for && way->term == short_for);
        if ((!together && way->term != pair) || !query_way_holds(q, way))
            continue;
        here.words |= together ? way->words : 0;
        here.joined |= together ? way->words & way->words << 1 : 0;
        here.parted |= together ? 0 : way->words;
    }
    return here;
}

static void step(struct walk *w, struct here here, uint64_t folded)
{
    uint32_t phrase_before = w->phrase;
    uint32_t words_before = w->before;
    w->answer.beside |= (w->before << 1 & here.words) | here.joined;
    w->answer.beside |= w->before_last << 1 & here.parted;
    w->phrase = here.words & (w->begins | w->phrase << 1);
    w->phrase |= here.parted & (w->begins | w->phrase_to_last << 1);
    for (uint32_t more = here.joined & w->phrase << 1; more & ~w->phrase;
         more = here.joined & w->phrase << 1)
        w->phrase |= more;
    w->before = here.words | here.parted;
    w->answer.words |= w->before;
    w->answer.phrase |= w->phrase;
    w->phrase_to_last = phrase_before;
    w->before_last = words_before;
    w->last = folded;
}

static void step_token(struct walk *w, struct str token)
{
    struct term_pair terms = term_of_token(w->reader, token);
    step(w, words_here(w, token, terms), terms.folded);
}

/* A document number is one word and several: what follows it follows either. */
static void step_parts(struct walk *w, struct str token, struct walk whole)
{
    struct str parts[TOKEN_PARTS_MAX];
    size_t n = token_parts(token, parts);
    struct walk begin = *w;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = i + 1; k < n; k++) {
            struct str run = {parts[i].p, (size_t)(parts[k].p + parts[k].n - parts[i].p)};
            struct walk other = begin;
            other.before = i ? 0 : begin.before;
            other.phrase = i ? 0 : begin.phrase;
            if (run.n < token.n && token_is_number(run))
                step_token(&other, run);
            w->answer.words |= other.answer.words;
            w->answer.beside |= other.answer.beside;
            w->answer.phrase |= other.answer.phrase;
        }
        step_token(w, parts[i]);
    }
    w->before |= whole.before;
    w->phrase |= whole.phrase;
    w->answer.words |= whole.answer.words;
    w->answer.beside |= whole.answer.beside;
    w->answer.phrase |= whole.answer.phrase;
}

struct answer find_answer_of(struct term_reader *r, const struct query *q, struct str text)
{
    struct walk w = {.reader = r, .query = q, .begins = ~find_quoted_pairs(q)};
    struct str token;
    struct term_pair terms;
    struct str rest = term_text(r->arena, text);
    while (term_next(r, &rest, &token, &terms)) {
        struct walk whole = w;
        step(&whole, words_here(&w, token, terms), terms.folded);
        if (token_is_number(token))
            step_parts(&w, token, whole);
        else
            w = whole;
        if (w.answer.tokens++ == 0)
            w.answer.starts = w.before & 1;
    }
    return w.answer;
}

/* Titles weigh most, words side by side more than apart, then the lead; a title that is the query
 * stands above all; words side by side anywhere (beside: those of which the index says so) above the
 * same words apart in lead and text, however new that is; a year of age costs what one word of three
 * in the lead brings. */
static double score_of(struct term_reader *r, const struct query *q, const struct store_head *head,
                       struct candidate c)
{
    int asked = 0;
    for (size_t i = 0; i < q->words_n; i++)
        asked += !q->words[i].excluded;
    double recency = 1.5 / (1 + (c.age_years > 0 ? c.age_years : 0));
    if (asked == 0)
        return recency;
    struct answer title = find_answer_of(r, q, head->title);
    struct answer lead = find_answer_of(r, q, head->excerpt);
    double n = asked;
    double pairs = asked > 1 ? asked - 1 : 1;
    int in_title = __builtin_popcount(title.words);
    int in_lead = __builtin_popcount(lead.words & ~title.words);
    int title_beside = __builtin_popcount(title.beside);
    double beside = asked > 1 ? title_beside / pairs : in_title;
    double lead_beside = asked > 1 ? __builtin_popcount(lead.beside) / pairs : in_lead;
    bool same = in_title == asked && title.tokens == asked && title_beside >= asked - 1;
    int spare = title.tokens - in_title;
    int anywhere = __builtin_popcount(title.beside | lead.beside | c.beside);
    double together = asked > 1 ? anywhere / pairs : 0;
    return 6 * in_title / n + 9 * (together < 1 ? together : 1) + 4 * (beside < 1 ? beside : 1) +
           2 * in_lead / n + (lead_beside < 1 ? lead_beside : 1) + (same ? 6 : 0) +
           (title.starts ? 0.5 : 0) - 0.04 * (spare < 25 ? spare : 25) + recency;
}

static int best_first(const void *left, const void *right)
{
    const struct candidate *l = left;
    const struct candidate *r = right;
    if (l->score > r->score || l->score < r->score)
        return l->score > r->score ? -1 : 1;
    if (l->listed_ms != r->listed_ms)
        return l->listed_ms > r->listed_ms ? -1 : 1;
    return (l->id < r->id) - (l->id > r->id);
}

static bool has_candidate(const struct candidate *c, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (c[i].id == id)
            return true;
    return false;
}

/* ---- side by side, as the index has it ---- */

static bool asks_beside(const struct query *q, size_t word)
{
    return word > 0 && word < q->words_n && !q->words[word].excluded &&
           !q->words[word - 1].excluded;
}

/* Which of the query's neighbours stand side by side in the candidates: asked of each candidate, so that
 * it costs no more however often they do elsewhere. */
static enum rc mark_pairs(const struct finding *f, struct candidate *c, size_t n)
{
    enum { PAIRS_WORK = 2000 }; /* rows of the index, some milliseconds */
    struct arena *a = f->place->arena;
    const struct query *q = &f->query;
    uint64_t work_left = PAIRS_WORK;
    struct store_terms pairs[QUERY_WORDS_MAX];
    size_t words[QUERY_WORDS_MAX];
    size_t pairs_n = 0;
    for (size_t i = 1; i < q->words_n; i++) {
        if (!asks_beside(q, i))
            continue;
        words[pairs_n] = i;
        pairs[pairs_n++] = find_pair_terms(a, q, i);
    }
    int64_t *docs = arena_array(a, n, sizeof *docs);
    uint32_t *bits = arena_array(a, n, sizeof *bits);
    if (!docs || !bits)
        return fail(f->err, RC_NOMEM, "out of memory");
    if (pairs_n == 0 || n < 2)
        return RC_OK;
    for (size_t i = 0; i < n; i++)
        docs[i] = c[i].doc;
    struct store_marks marks = {docs, n, pairs, pairs_n, &work_left};
    enum rc rc = store_search_marks(f->place->reader, marks, bits, f->err);
    for (size_t i = 0; i < n && !rc; i++)
        for (size_t k = 0; k < pairs_n; k++)
            c[i].beside |= (bits[i] >> k & 1) << words[k];
    return rc;
}

/* ---- best first ---- */

static enum rc score_all(const struct finding *f, struct candidate *c, size_t n, int64_t *order)
{
    struct arena *a = f->place->arena;
    struct store_head *heads = NULL;
    size_t heads_n = 0;
    for (size_t i = 0; i < n; i++)
        order[i] = c[i].id;
    enum rc rc = store_heads(f->place->reader, a, order, n, &heads, &heads_n, f->err);
    if (rc)
        return rc;
    for (size_t i = 0, h = 0; i < n && h < heads_n; i++)
        if (heads[h].id == c[i].id)
            c[i].score = score_of(f->reader, &f->query, &heads[h++], c[i]);
    if (n)
        qsort(c, n, sizeof *c, best_first);
    for (size_t i = 0; i < n; i++)
        order[i] = c[i].id;
    return RC_OK;
}

enum rc find_rank(const struct finding *f, const struct store_hit *hits, size_t hits_n,
                  int64_t **ids, size_t *ids_n)
{
    static const double year_ms = 365.25 * 86400000;
    struct arena *a = f->place->arena;
    struct candidate *c = arena_array(a, hits_n, sizeof *c);
    int64_t *order = arena_array(a, hits_n, sizeof *order);
    size_t n = 0;
    for (size_t i = 0; c && i < hits_n; i++)
        if (!has_candidate(c, n, hits[i].article_id))
            c[n++] = (struct candidate){
                .id = hits[i].article_id,
                .doc = hits[i].doc,
                .listed_ms = hits[i].listed_ms,
                .age_years = (double)(f->place->now_ms - hits[i].listed_ms) / year_ms,
            };
    if (!order)
        return fail(f->err, RC_NOMEM, "out of memory");
    enum rc rc = f->pairs ? mark_pairs(f, c, n) : RC_OK;
    if (!rc)
        rc = score_all(f, c, n, order);
    if (rc)
        return rc;
    *ids = order;
    *ids_n = n;
    return RC_OK;
}
