/* Which words of a query stand side by side in articles, and how these write them: a word a mark away
 * from what all others write beside its neighbour is a slip, though it stands somewhere. */
#include "site/find_internal.h"

#include "base/clock.h"
#include "base/hash_term.h"
#include "text/fold.h"
#include "text/keys.h"
#include "text/terms.h"
#include "text/token.h"

enum {
    PAIR_WORDS_MAX = 8, /* of a longer query enough else is right */
    PAIR_HEADS = 60,    /* articles whose titles and leads are looked at for a pair */
    PAIR_SPELLINGS = 16,
    PAIR_OFTEN = 10, /* times as often is far likelier */
    PAIR_LEAST = 3,  /* articles that show how a pair is written; of a longer query PAIR_OFTEN */
    PAIR_READ = 20,  /* articles read for the query as it was typed */
    PAIR_WORK = 8000,
};

/* How articles write two words. */
struct spelling {
    uint64_t terms[2];
    struct str words[2];
    size_t articles;
    size_t last; /* head it was met in, from 1 */
};

struct spellings {
    struct spelling at[PAIR_SPELLINGS];
    size_t n;
};

/* Words i - 1 and i of a query. */
struct pair {
    size_t typed; /* heads that write them as typed */
    size_t best;  /* that write one of them, `word`, as `written` */
    size_t word;
    struct str written;
};

static bool is_free(const struct query *q, size_t i)
{
    const struct query_word *w = &q->words[i];
    for (size_t k = 0; k < w->folded.n; k++)
        if (byte_is_digit(w->folded.p[k]))
            return false;
    return !w->excluded && !w->quoted && !(i + 1 < q->words_n && q->words[i + 1].quoted);
}

/* ---- how a pair is written ---- */

static struct spelling *spelling_of(struct spellings *all, const uint64_t terms[2])
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].terms[0] == terms[0] && all->at[i].terms[1] == terms[1])
            return &all->at[i];
    if (all->n == PAIR_SPELLINGS)
        return NULL;
    all->at[all->n] = (struct spelling){.terms = {terms[0], terms[1]}};
    return &all->at[all->n++];
}

static void add_spellings(struct arena *a, const struct query_word *two, struct str text,
                          size_t head, struct spellings *all)
{
    struct str last = STR("");
    struct str token;
    struct term_pair before = {0};
    while (token_next(&text, &token)) {
        struct term_pair here = term_pair_of(term_forms(a, token));
        const uint64_t terms[2] = {before.exact, here.exact};
        bool meets = before.folded == two[0].term_folded && here.folded == two[1].term_folded;
        struct spelling *s = meets && last.n ? spelling_of(all, terms) : NULL;
        if (s && s->last != head) {
            s->last = head;
            s->articles++;
            s->words[0] = text_lower(a, last);
            s->words[1] = text_lower(a, token);
        }
        before = here;
        last = token;
    }
}

/* The spellings of words i - 1 and i in the newest titles and leads that have them, whatever their
 * tones. */
static enum rc read_spellings(const struct finding *f, size_t i, struct find_how how,
                              struct spellings *all)
{
    struct arena *a = f->place->arena;
    struct finding two = *f;
    struct store_hit *hits = NULL;
    struct store_head *heads = NULL;
    int64_t ids[PAIR_HEADS];
    size_t n = 0;
    two.query.words_n = 2;
    two.query.ways_n = 0;
    for (size_t k = 0; k < 2; k++) {
        const struct query_word *w = &f->query.words[i - 1 + k];
        query_word_set(a, &two.query.words[k], w->folded, true);
        two.query.words[k].bound = false;
    }
    enum rc rc = find_hits(&two, how, &hits, &n);
    for (size_t k = 0; k < n && k < PAIR_HEADS; k++)
        ids[k] = hits[k].article_id;
    n = n < PAIR_HEADS ? n : PAIR_HEADS;
    if (!rc)
        rc = store_heads(f->place->reader, a, ids, n, &heads, &n, f->err);
    for (size_t k = 0; !rc && k < n; k++)
        add_spellings(
            a, two.query.words,
            str_format(a, "%.*s %.*s", STR_ARG(heads[k].title), STR_ARG(heads[k].excerpt)), k + 1,
            all);
    return rc;
}

/* Which of the two words s writes in another way than they were typed: bit 0, bit 1. A word typed
 * without marks is written in any. */
static unsigned differs(const struct query_word *two, const struct spelling *s)
{
    unsigned bits = 0;
    for (unsigned k = 0; k < 2; k++)
        if (two[k].exact.n && two[k].term != s->terms[k])
            bits |= 1U << k;
    return bits;
}

static struct pair judge(const struct query_word *two, size_t i, const struct spellings *all)
{
    struct pair p = {0};
    for (size_t k = 0; k < all->n; k++) {
        const struct spelling *s = &all->at[k];
        unsigned bits = differs(two, s);
        if (bits == 0)
            p.typed += s->articles;
        if ((bits != 1 && bits != 2) || s->articles <= p.best)
            continue;
        p.best = s->articles;
        p.word = i - 2 + bits;
        p.written = s->words[bits - 1];
    }
    return p;
}

static enum rc read_pair(const struct finding *f, size_t i, struct pair *out)
{
    struct find_how how = {.head = true, .beside = true, .left_out = SIZE_MAX, .limit = PAIR_HEADS};
    struct spellings all = {.n = 0};
    const struct query_word *two = &f->query.words[i - 1];
    *out = (struct pair){0};
    if (!is_free(&f->query, i - 1) || !is_free(&f->query, i) || !(two[0].exact.n || two[1].exact.n))
        return RC_OK;
    enum rc rc = read_spellings(f, i, how, &all);
    *out = judge(two, i, &all);
    if (rc || out->typed || out->best >= PAIR_OFTEN)
        return rc;
    how.head = false; /* few titles say it: leads too */
    all.n = 0;
    rc = read_spellings(f, i, how, &all);
    *out = judge(two, i, &all);
    return rc;
}

/* ---- which word was meant ---- */

static size_t strength(const struct pair *p)
{
    return p->typed > p->best ? p->typed : p->best;
}

/* Puts into q what its pairs are written as, the most frequent pair first: what that says of its words
 * goes before what they make with others by chance. Returns how many articles show the rarest change,
 * 0 when nothing was changed. */
static size_t change_words(struct arena *a, struct query *q, struct pair *pairs)
{
    size_t least = q->words_n > 2 ? PAIR_OFTEN : PAIR_LEAST;
    size_t shown = 0;
    uint32_t settled = 0;
    for (size_t round = 1; round < q->words_n; round++) {
        size_t i = 1;
        for (size_t k = 2; k < q->words_n; k++)
            if (strength(&pairs[k]) > strength(&pairs[i]))
                i = k;
        struct pair p = pairs[i];
        uint32_t both = UINT32_C(3) << (i - 1);
        pairs[i] = (struct pair){0};
        bool likelier = p.best >= least && p.best >= PAIR_OFTEN * p.typed;
        if (likelier && !(settled >> p.word & 1)) {
            query_word_set(a, &q->words[p.word], p.written, !text_has_marks(p.written));
            shown = shown && shown < p.best ? shown : p.best;
        }
        settled |= likelier || p.typed ? both : 0;
    }
    return shown;
}

enum rc find_change_pairs(struct finding *f, size_t *shown)
{
    uint64_t work_left = PAIR_WORK;
    struct pair pairs[PAIR_WORDS_MAX] = {{0}};
    struct finding other = *f;
    enum rc rc = RC_OK;
    *shown = 0;
    if (f->query.words_n < 2 || f->query.words_n > PAIR_WORDS_MAX)
        return RC_OK;
    other.work_left = &work_left;
    other.found = NULL;
    for (size_t i = 1; i < f->query.words_n && !rc; i++)
        rc = read_pair(&other, i, &pairs[i]);
    if (!rc)
        *shown = change_words(f->place->arena, &f->query, pairs);
    return rc;
}

/* The words that stand behind another in the query (bit i: word i). *as_indexed: an article of which the
 * index says so says them as they were typed: the index knows pairs without their marks. */
static uint32_t typed_pairs(const struct query *q, bool *as_indexed)
{
    uint32_t pairs = 0;
    *as_indexed = true;
    for (size_t i = 0; i < q->words_n; i++) {
        *as_indexed = *as_indexed && q->words[i].exact.n == 0;
        if (i && !q->words[i].excluded && !q->words[i - 1].excluded)
            pairs |= UINT32_C(1) << i;
    }
    return pairs;
}

/* So many articles that say the query side by side as it was typed that nothing which pairs can show
 * (PAIR_HEADS articles at most) is said in its place. */
static size_t enough_typed(const struct query *q)
{
    return q->words_n > 2 ? 1 : PAIR_HEADS / PAIR_OFTEN + 1;
}

/* In how many articles the query stands side by side as it was typed, at most PAIR_READ; no more are
 * read when they are enough. */
static enum rc count_typed(const struct finding *f, size_t *typed)
{
    struct store_hit *hits = NULL;
    struct find_how how = {.beside = true, .left_out = SIZE_MAX, .limit = PAIR_READ};
    bool as_indexed = false;
    uint32_t pairs = typed_pairs(&f->query, &as_indexed);
    size_t enough = enough_typed(&f->query);
    size_t n = 0;
    enum rc rc = find_hits(f, how, &hits, &n);
    *typed = as_indexed ? n : 0;
    for (size_t i = 0; i < n && !as_indexed && *typed < enough && !rc;) {
        size_t here = n - i < enough ? n - i : enough;
        struct store_hit *first = hits + i;
        i += here;
        rc = find_beside(f, pairs, first, &here);
        *typed += here;
    }
    return rc;
}

enum rc find_suggest_pairs(const struct finding *f, size_t hits_n, struct str *suggested)
{
    struct finding other = *f;
    struct store_hit *hits = NULL;
    size_t shown = 0;
    size_t typed = 0;
    size_t n = 0;
    bool keys = false;
    if (f->query.words_n < 2)
        return RC_OK;
    other.found = NULL;
    enum rc rc = count_typed(f, &typed);
    if (rc || typed >= enough_typed(&f->query))
        return rc;
    rc = find_keys_beside(&other, &keys);
    if (!rc && !keys)
        rc = find_change_pairs(&other, &shown);
    if (rc || !(keys || shown) || (keys && typed) || shown < PAIR_OFTEN * typed)
        return rc;
    rc = find_all(&other, &hits, &n);
    if (!rc && n && (keys || n >= hits_n))
        *suggested = find_query_text(f->place->arena, &other.query);
    return rc;
}

/* ---- keys ---- */

/* Whether word i, written as w, stands beside one of its neighbours somewhere. */
static enum rc stands_beside(const struct finding *f, size_t i, const struct query_word *w,
                             bool *stands)
{
    const struct query *q = &f->query;
    uint64_t work_left = PAIR_WORK;
    *stands = false;
    for (size_t k = 0; k < 2; k++) {
        size_t other = k ? i + 1 : i - 1; /* SIZE_MAX: before the first */
        struct store_hit *hits = NULL;
        size_t n = 0;
        if (other >= q->words_n || !is_free(q, other) || *stands)
            continue;
        const uint64_t before = k ? w->term_folded : q->words[other].term_folded;
        const uint64_t behind = k ? q->words[other].term_folded : w->term_folded;
        uint64_t terms[3] = {hash_term_pair(before, behind), w->term, q->words[other].term};
        enum rc rc = store_search(f->place->reader, f->place->arena,
                                  (struct store_search_query){.all = {terms, COUNT_OF(terms)},
                                                              .from_ms = CLOCK_NONE,
                                                              .until_ms = CLOCK_NONE,
                                                              .now_ms = f->place->now_ms,
                                                              .limit = 1,
                                                              .work_left = &work_left},
                                  &hits, &n, f->err);
        if (rc)
            return rc;
        *stands = n > 0;
    }
    return RC_OK;
}

enum rc find_keys_beside(struct finding *f, bool *changed)
{
    struct arena *a = f->place->arena;
    for (size_t i = 0; i < f->query.words_n; i++) {
        struct query_word *w = &f->query.words[i];
        bool typed = true;
        bool meant = false;
        struct query_word other = *w;
        struct str read = w->exact.n || !is_free(&f->query, i) ? STR("") : keys_read(a, w->typed);
        if (read.n == 0)
            continue;
        query_word_set(a, &other, read, false);
        enum rc rc = stands_beside(f, i, w, &typed);
        if (!rc && !typed)
            rc = stands_beside(f, i, &other, &meant);
        if (rc)
            return rc;
        if (!meant)
            continue;
        *w = other;
        *changed = true;
    }
    return RC_OK;
}
