/* A quoted phrase that is said nowhere, or hardly: what else may be meant is offered, not shown. */
#include "site/find_internal.h"

#include <string.h>

enum {
    FEW_HITS = 20,  /* more are no slip's */
    WORDS_MOST = 8, /* a longer phrase is mended as one only: trying its words apart costs 100 ms */
    FAR_BETTER = 10, /* times as many articles make another reading likelier */
};

/* How many articles are found by words, with f's fields. */
static enum rc count_words(const struct finding *f, struct str words, size_t *n)
{
    struct finding other = *f;
    struct store_hit *hits = NULL;
    struct query q = query_read(f->place->arena, words);
    memcpy(other.query.words, q.words, sizeof q.words);
    other.query.words_n = q.words_n;
    other.query.ways_n = 0;
    other.enough = 0;
    return find_all(&other, &hits, n);
}

static struct query without_quotes(struct query q)
{
    for (size_t i = 0; i < q.words_n; i++)
        q.words[i].quoted = q.words[i].quoted && q.words[i].excluded;
    return q;
}

/* Words that were meant, in the quotes of the query; "" when they are not as many. */
static struct str with_quotes(struct arena *a, const struct query *q, struct str words)
{
    struct query meant = query_read(a, words);
    if (meant.words_n != q->words_n)
        return STR("");
    for (size_t i = 0; i < q->words_n; i++)
        meant.words[i].quoted = q->words[i].quoted;
    return find_query_text(a, &meant);
}

/* What the words would have been taken for without their quotes, in them again; "" when for nothing else. */
static enum rc read_unquoted(const struct finding *f, struct str *meant)
{
    struct finding other = *f;
    struct find_readings readings = {STR(""), STR("")};
    struct store_hit *hits = NULL;
    size_t n = 0;
    *meant = STR("");
    if (f->query.words_n > WORDS_MOST)
        return RC_OK;
    other.found = NULL; /* it speaks of what is shown */
    other.query = without_quotes(f->query);
    enum rc rc = find_all(&other, &hits, &n);
    if (!rc)
        rc = find_meant_words(&other, &hits, &n, &readings);
    struct str words = readings.corrected.n ? readings.corrected : readings.suggested;
    *meant = !rc && words.n ? with_quotes(f->place->arena, &f->query, words) : STR("");
    return rc;
}

/* The phrase mended as a phrase; "" when that is said nowhere either. */
static enum rc mend_quoted(const struct finding *f, struct str *mended)
{
    struct finding other = *f;
    struct store_hit *hits = NULL;
    size_t n = 0;
    other.found = NULL;
    enum rc rc = find_mend(&other, mended, &hits, &n);
    n = 0;
    if (!rc && mended->n)
        rc = count_words(f, *mended, &n);
    if (n == 0)
        *mended = STR("");
    return rc;
}

static enum rc offer_for_phrase(const struct finding *f, struct found *found)
{
    struct arena *a = f->place->arena;
    struct query bare = without_quotes(f->query);
    struct str mended = STR("");
    size_t n = 0;
    found->phrase_missing = true;
    enum rc rc = mend_quoted(f, &mended);
    if (rc || mended.n) {
        found->suggested = mended;
        return rc;
    }
    rc = read_unquoted(f, &mended);
    if (!rc && mended.n)
        rc = count_words(f, mended, &n);
    if (!rc && n == 0) {
        mended = find_query_text(a, &bare);
        rc = count_words(f, mended, &n);
    }
    found->suggested = n ? mended : STR("");
    return rc;
}

/* Few say the phrase: a slip may be said somewhere too. */
static enum rc offer_for_few(const struct finding *f, size_t hits_n, struct found *found)
{
    struct str meant = STR("");
    size_t n = 0;
    enum rc rc = read_unquoted(f, &meant);
    if (!rc && meant.n)
        rc = count_words(f, meant, &n);
    if (!rc && n >= FAR_BETTER * hits_n)
        found->suggested = meant;
    return rc;
}

/* Whether any article says what stands in quotes, whatever else was asked for. */
static enum rc says_quoted(const struct finding *f, bool *says)
{
    struct finding alone = *f;
    struct store_hit *hits = NULL;
    size_t n = 0;
    const struct query *q = &f->query;
    alone.query.words_n = 0;
    alone.enough = 1;
    for (size_t i = 0; i < q->words_n; i++) {
        bool quoted = q->words[i].quoted || (i + 1 < q->words_n && q->words[i + 1].quoted);
        if (quoted && !q->words[i].excluded)
            alone.query.words[alone.query.words_n++] = q->words[i];
    }
    enum rc rc = find_all(&alone, &hits, &n);
    *says = n > 0;
    return rc;
}

enum rc find_meant_phrase(struct finding *f, struct store_hit **hits, size_t *n)
{
    bool says = false;
    if (*n >= FEW_HITS)
        return RC_OK;
    if (*n)
        return offer_for_few(f, *n, f->found);
    enum rc rc = says_quoted(f, &says);
    if (rc || !says)
        return rc ? rc : offer_for_phrase(f, f->found);
    f->keep_phrases = true;
    return find_mend(f, &f->found->corrected, hits, n);
}
