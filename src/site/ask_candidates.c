/* Which articles may answer: those with the question's rarest words and pairs. */
#include "site/ask_internal.h"

#include "base/clock.h"
#include "base/hash_term.h"
#include "text/similarity_model.h"

#include <math.h>
#include <stdlib.h>

/* ---- counting articles ---- */

void ask_count_candidate(struct asking *k, int64_t id, double weight)
{
    uint64_t at = ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 40;
    for (size_t i = 0; i < ASK_SLOTS; i++) {
        struct ask_candidate *slot = &k->slots[(at + i) % ASK_SLOTS];
        if (slot->id == 0 && k->slots_used >= ASK_SLOTS / 2)
            return; /* what comes that late has few of the words */
        k->slots_used += slot->id == 0;
        if (slot->id == 0 || slot->id == id) {
            slot->id = id;
            slot->score += weight;
            return;
        }
    }
}

/* Article ids grow with time nearly as the index does: the newest ASK_LOOK tell how dense a term
 * is. */
static double estimate(const struct asking *k, const struct store_hit *hits, size_t n)
{
    double span = (double)(k->totals.max_article_id - hits[n - 1].article_id) + 1;
    double all = (double)k->totals.articles;
    double dense = span > 0 ? (double)n / span * (double)k->totals.max_article_id : all;
    dense = dense < (double)n ? (double)n : dense;
    return dense < all ? dense : all;
}

enum rc ask_look(struct asking *k, const uint64_t *terms, size_t n, struct ask_count *out)
{
    struct store_hit *hits = NULL;
    size_t hits_n = 0;
    struct store_search_query q = {.all = {terms, n},
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = k->place->now_ms,
                                   .limit = ASK_LOOK,
                                   .work_left = &k->work_left,
                                   .building = &k->building};
    enum rc rc = store_search(k->place->reader, k->place->arena, q, &hits, &hits_n, k->err);
    if (rc)
        return rc;
    *out = (struct ask_count){.many = hits_n == ASK_LOOK, .hits = hits, .hits_n = hits_n};
    out->articles = out->many ? estimate(k, hits, hits_n) : (double)hits_n;
    return RC_OK;
}

static void count_all(struct asking *k, const struct ask_count *count, double weight)
{
    for (size_t i = 0; i < count->hits_n; i++)
        ask_count_candidate(k, count->hits[i].article_id, weight);
}

/* ---- how much a word says ---- */

static double rarity_here(const struct asking *k, struct ask_count count)
{
    return log(((double)k->totals.articles + 1) / (count.articles + 0.5));
}

/* A small archive tells little of how common a word is; the model of news does, where the word was
 * typed with its tones. */
static double weight_of(const struct asking *k, size_t i, const struct similarity_model *model)
{
    static const double least = 0.2;
    static const double name_least = 2.5;
    static const double number_least = 2;
    const struct question_word *w = &k->question.words[i];
    double here = rarity_here(k, k->words[i]);
    if (!w->loose) {
        unsigned rarity = similarity_rarity(model, w->exact);
        here = (here + (double)(rarity ? rarity : model->unknown) / RARITY_ONE) / 2;
    }
    double min = w->name ? name_least : w->number ? number_least : least;
    return (here < min ? min : here) * w->share;
}

static double beside_of(const struct asking *k, size_t i)
{
    static const double share = 0.5;
    const struct question_word *w = &k->question.words[i];
    double both = (w->weight + k->question.words[i - 1].weight) / 2;
    if (k->pairs[i].articles <= 0)
        return w->compound || (w->name && k->question.words[i - 1].name) ? both * share : 0;
    double rare = rarity_here(k, k->pairs[i]);
    rare = rare < 0 ? 0 : rare;
    return share * (rare < 2 * both ? rare : 2 * both);
}

static bool pair_says(const struct question *q, size_t i)
{
    return i > 0 && (q->words[i].says || q->words[i - 1].says);
}

static enum rc look_words(struct asking *k)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < k->question.words_n && !rc; i++) {
        uint64_t term = ask_term(&k->question.words[i]);
        if (k->question.words[i].says)
            rc = ask_look(k, &term, 1, &k->words[i]);
    }
    return rc;
}

/* A word compared without its marks that no article has stands beside none either. */
static bool is_nowhere(const struct asking *k, size_t i)
{
    const struct question_word *w = &k->question.words[i];
    return w->says && w->loose && k->words[i].articles <= 0;
}

static enum rc look_pairs(struct asking *k)
{
    struct question *q = &k->question;
    enum rc rc = RC_OK;
    for (size_t i = 1; i < q->words_n && !rc; i++) {
        uint64_t term = hash_term_pair(q->words[i - 1].folded, q->words[i].folded);
        if (pair_says(q, i) && !is_nowhere(k, i) && !is_nowhere(k, i - 1))
            rc = ask_look(k, &term, 1, &k->pairs[i]);
    }
    return rc;
}

static void weigh(struct asking *k)
{
    struct similarity_model model = similarity_model_built_in();
    struct question *q = &k->question;
    for (size_t i = 0; i < q->words_n; i++) {
        q->words[i].weight = q->words[i].says ? weight_of(k, i, &model) : 0;
        q->words[i].nowhere = q->words[i].says && k->words[i].articles <= 0;
    }
    q->words[0].beside = 0;
    for (size_t i = 1; i < q->words_n; i++)
        q->words[i].beside = pair_says(q, i) ? beside_of(k, i) : 0;
}

/* ---- candidates ---- */

struct wanted {
    uint64_t term;
    double weight;
    const struct ask_count *count;
};

static int heaviest_first(const void *left, const void *right)
{
    const struct wanted *l = left;
    const struct wanted *r = right;
    return (l->weight < r->weight) - (l->weight > r->weight);
}

static size_t list_wanted(const struct asking *k, struct wanted *out)
{
    const struct question *q = &k->question;
    size_t n = 0;
    for (size_t i = 0; i < q->words_n; i++) {
        const struct question_word *w = &q->words[i];
        if (w->weight > 0 && k->words[i].articles > 0)
            out[n++] = (struct wanted){ask_term(w), w->weight, &k->words[i]};
        if (w->beside > 0 && k->pairs[i].articles > 0)
            out[n++] = (struct wanted){hash_term_pair(q->words[i - 1].folded, w->folded), w->beside,
                                       &k->pairs[i]};
    }
    if (n)
        qsort(out, n, sizeof *out, heaviest_first);
    return n;
}

/* Of what too many articles have, those that have two of it. */
static enum rc look_together(struct asking *k, const struct wanted *w, size_t n)
{
    enum { TOGETHER = 5 };
    struct ask_count count;
    size_t first[TOGETHER];
    size_t common = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && common < TOGETHER; i++)
        if (w[i].count->many)
            first[common++] = i;
    for (size_t i = 0; i < common; i++)
        for (size_t j = i + 1; j < common && !rc; j++) {
            uint64_t terms[] = {w[first[i]].term, w[first[j]].term};
            rc = ask_look(k, terms, 2, &count);
            if (!rc)
                count_all(k, &count, (w[first[i]].weight + w[first[j]].weight) / 2);
        }
    return rc;
}

/* All words together, when that many articles have each. */
static enum rc look_all(struct asking *k, const struct wanted *w, size_t n)
{
    enum { ALL_MAX = 6 };
    uint64_t terms[ALL_MAX];
    double weight = 0;
    struct ask_count count = {.many = false};
    enum rc rc = RC_OK;
    size_t terms_n = n < ALL_MAX ? n : ALL_MAX;
    for (size_t i = 0; i < terms_n; i++) {
        terms[i] = w[i].term;
        weight += w[i].weight;
    }
    for (; terms_n > 2 && count.articles < ASK_CANDIDATES && !rc; terms_n--) {
        rc = ask_look(k, terms, terms_n, &count);
        if (!rc)
            count_all(k, &count, weight / (double)n);
    }
    return rc;
}

enum rc ask_candidates(struct asking *k)
{
    struct wanted wanted[2 * QUESTION_WORDS_MAX];
    bool many = false;
    enum rc rc = look_words(k);
    if (!rc)
        rc = ask_mend(k);
    if (!rc)
        rc = look_pairs(k);
    if (rc)
        return rc;
    weigh(k);
    size_t n = list_wanted(k, wanted);
    for (size_t i = 0; i < n; i++) {
        many = many || wanted[i].count->many;
        count_all(k, wanted[i].count, wanted[i].weight);
    }
    if (many)
        rc = look_together(k, wanted, n);
    if (!rc && many)
        rc = look_all(k, wanted, n);
    return rc;
}

static int best_first(const void *left, const void *right)
{
    const struct ask_candidate *l = left;
    const struct ask_candidate *r = right;
    if (l->score < r->score || l->score > r->score)
        return l->score < r->score ? 1 : -1;
    return (l->id < r->id) - (l->id > r->id);
}

size_t ask_best(struct asking *k, int64_t *ids, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < ASK_SLOTS; i++)
        if (k->slots[i].id)
            k->slots[n++] = k->slots[i];
    if (n)
        qsort(k->slots, n, sizeof *k->slots, best_first);
    n = n < max ? n : max;
    for (size_t i = 0; i < n; i++)
        ids[i] = k->slots[i].id;
    return n;
}
