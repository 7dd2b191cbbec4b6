/* A query that finds nothing: what may have been meant. The index is the dictionary: a word or pair
 * that stands in no article was not meant. Cheap ways first; each is a bounded number of searches. */
#include "site/find_internal.h"

#include "base/buf.h"
#include "base/hash_term.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/keys.h"
#include "text/terms.h"
#include "text/token.h"

#include <string.h>

enum {
    HITS_EACH = 20, /* looked at for each word left out */
    LEFT_OUT_WORDS_MIN = 3,
    FIND_DOUBTED_WORDS = 4, /* so many words of a slip may stand in a long text by accident */
    MEND_WORK = 8000,       /* rows of the index read while trying the letters of a word: 50 ms */
    SUGGEST_WORK = 1000,    /* the same, of a query that has found something */
    EDITS_WORD_MAX = 12,    /* bytes of a word whose letters are changed one by one */
    EDITS_TRIED_MAX = 700,  /* 12 letters: 12 out, 11 swapped, 300 other, 338 more */
};

/* The best that was found so far. */
struct mending {
    struct query query;
    struct str corrected;
    struct store_hit *hits;
    size_t n;
    bool changed; /* it is not what was typed */
};

/* ---- small searches ---- */

/* Articles with term, in their heads or anywhere, at most limit. It has work of its own, so that trying
 * what may be meant leaves enough for finding it. */
struct counting {
    uint64_t term;
    bool head;
    int64_t limit;
};
static enum rc count_term(const struct finding *f, struct counting what, uint64_t *work_left,
                          size_t *count)
{
    struct store_hit *hits = NULL;
    return store_search(f->place->reader, f->place->arena,
                        (struct store_search_query){.head = what.head,
                                                    .all = {&what.term, 1},
                                                    .from_ms = CLOCK_NONE,
                                                    .until_ms = CLOCK_NONE,
                                                    .now_ms = f->place->now_ms,
                                                    .limit = what.limit,
                                                    .work_left = work_left},
                        &hits, count, f->err);
}

/* ---- words ---- */

static void set_word(struct arena *a, struct query_word *w, struct str written)
{
    query_word_set(a, w, written, !text_has_marks(written));
}

static void forget_marks(struct query_word *w)
{
    w->exact = STR("");
    w->term = w->term_folded;
}

struct str find_query_text(struct arena *a, const struct query *q)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *w = &q->words[i];
        bool opens = i + 1 < q->words_n && q->words[i + 1].quoted && !w->quoted;
        bool closes = w->quoted && !(i + 1 < q->words_n && q->words[i + 1].quoted);
        if (i)
            buf_add_byte(&b, w->bound ? '.' : ' ');
        if (w->excluded && !w->quoted)
            buf_add_byte(&b, '-');
        if (opens)
            buf_add_byte(&b, '"');
        buf_add(&b, w->typed);
        if (closes)
            buf_add_byte(&b, '"');
    }
    return buf_view(&b);
}

/* A number or code is what it is: nothing is one letter away from it. */
static bool has_digit(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (byte_is_digit(word.p[i]))
            return true;
    return false;
}

/* Whether word i stands in a phrase that is to be left as it is. */
static bool is_kept(const struct finding *f, size_t i)
{
    const struct query *q = &f->query;
    return f->keep_phrases &&
           (q->words[i].quoted || (i + 1 < q->words_n && q->words[i + 1].quoted));
}

/* Whether the letters of word i may be wrong: a word of letters, and of more than one. */
static bool is_mendable(const struct finding *f, const struct query *q, size_t i)
{
    return !is_kept(f, i) && !q->words[i].excluded && q->words[i].folded.n > 1 &&
           !has_digit(q->words[i].folded);
}

/* ---- keys left in ---- */

enum rc find_mend_keys(struct finding *f, bool *changed)
{
    struct arena *a = f->place->arena;
    uint64_t work_left = MEND_WORK;
    for (size_t i = 0; i < f->query.words_n; i++) {
        struct query_word *w = &f->query.words[i];
        struct str read =
            w->exact.n || w->excluded || is_kept(f, i) ? STR("") : keys_read(a, w->typed);
        size_t known = 0;
        if (read.n == 0)
            continue;
        enum rc rc = count_term(f, (struct counting){w->term_folded, true, 1}, &work_left, &known);
        if (rc)
            return rc;
        if (known)
            continue;
        set_word(a, w, read);
        *changed = true;
    }
    return find_keys_beside(f, changed);
}

/* ---- d for đ ---- */

enum { FAR_BETTER = 10 }; /* times as many articles make another reading likelier */

/* Word i with đ for its d, "" when it is not written with marks and a plain d: who types marks and no
 * bar has missed a key. */
static struct str with_bar(const struct finding *f, size_t i)
{
    const struct query_word *w = &f->query.words[i];
    if (!is_mendable(f, &f->query, i) || !str_starts(w->exact, STR("d")))
        return STR("");
    return str_concat(f->place->arena, STR("đ"), str_from(w->exact, 1));
}

/* How many articles have word i as it is, at most HITS_EACH, and FAR_BETTER times as many or less with
 * the bar. */
static enum rc count_bar(const struct finding *f, size_t i, size_t *plain, size_t *barred)
{
    uint64_t work_left = MEND_WORK;
    struct query_word w = {.typed = STR("")};
    struct str bar = with_bar(f, i);
    struct counting what = {f->query.words[i].term, false, HITS_EACH};
    *plain = HITS_EACH;
    *barred = 0;
    enum rc rc = bar.n ? count_term(f, what, &work_left, plain) : RC_OK;
    if (rc || *plain >= HITS_EACH)
        return rc;
    query_word_set(f->place->arena, &w, bar, false);
    what = (struct counting){w.term, false, *plain ? (int64_t)(FAR_BETTER * *plain) : 1};
    return count_term(f, what, &work_left, barred);
}

/* Puts the bar on words that stand nowhere without it, or (rare) are far rarer so. */
static enum rc mend_bars(struct finding *f, bool rare, bool *changed)
{
    for (size_t i = 0; i < f->query.words_n; i++) {
        size_t plain = 0;
        size_t barred = 0;
        enum rc rc = count_bar(f, i, &plain, &barred);
        if (rc)
            return rc;
        if (!barred || (plain && (!rare || barred < FAR_BETTER * plain)))
            continue;
        set_word(f->place->arena, &f->query.words[i], with_bar(f, i));
        *changed = true;
    }
    return RC_OK;
}

enum rc find_suggest_bar(const struct finding *f, size_t hits_n, struct str *suggested)
{
    struct finding other = *f;
    bool changed = false;
    size_t n = 0;
    struct store_hit *hits = NULL;
    if (hits_n == 0 || hits_n >= HITS_EACH)
        return RC_OK;
    other.found = NULL;
    enum rc rc = mend_bars(&other, true, &changed);
    if (!rc && changed)
        rc = find_all(&other, &hits, &n);
    if (!rc && n >= FAR_BETTER * hits_n)
        *suggested = find_query_text(f->place->arena, &other.query);
    return rc;
}

/* ---- tones ---- */

static bool forget_tones(struct finding *f)
{
    struct query *q = &f->query;
    bool any = false;
    for (size_t i = 0; i < q->words_n; i++)
        if (q->words[i].exact.n && !q->words[i].excluded && !is_kept(f, i)) {
            forget_marks(&q->words[i]);
            any = true;
        }
    return any;
}

/* How text writes the words that q asks for: those that stand in it get its tones. Returns how many
 * words do not stand there; *missing is the last of them. */
static size_t spell_as(struct arena *a, struct query *q, struct str text, size_t *missing)
{
    size_t absent = 0;
    for (size_t i = 0; i < q->words_n; i++) {
        struct query_word *w = &q->words[i];
        struct str rest = text;
        struct str token;
        bool there = w->excluded;
        while (!there && token_next(&rest, &token)) {
            if (!str_eq(term_forms(a, token).folded, w->folded))
                continue;
            w->typed = text_lower(a, token);
            there = true;
        }
        if (!there) {
            absent++;
            *missing = i;
        }
    }
    return absent;
}

/* How text writes the words of q where they stand side by side in it; false when they do not. */
static bool spell_beside(struct arena *a, struct query *q, struct str text)
{
    struct query spelled = *q;
    size_t at = 0; /* so many words stand before this token */
    struct str token;
    while (at < q->words_n && token_next(&text, &token)) {
        struct str folded = term_forms(a, token).folded;
        if (at && !str_eq(folded, q->words[at].folded))
            at = 0;
        if (str_eq(folded, q->words[at].folded))
            spelled.words[at++].typed = text_lower(a, token);
    }
    if (at < q->words_n)
        return false;
    *q = spelled;
    return true;
}

static enum rc best_head(const struct finding *f, const struct store_hit *hits, size_t n,
                         struct store_head *out)
{
    int64_t *ids = NULL;
    size_t ids_n = 0;
    struct store_head *heads = NULL;
    size_t heads_n = 0;
    enum rc rc = find_rank(f, hits, n < HITS_EACH ? n : HITS_EACH, &ids, &ids_n);
    if (!rc)
        rc = store_heads(f->place->reader, f->place->arena, ids, ids_n ? 1 : 0, &heads, &heads_n,
                         f->err);
    if (!rc)
        *out = heads_n ? heads[0] : (struct store_head){0};
    return rc;
}

/* The query with the tones of the best article found, "" when neither its head shows all words nor its
 * text has them side by side. */
static enum rc spelled(const struct finding *f, const struct store_hit *hits, size_t n,
                       struct str *corrected)
{
    struct arena *a = f->place->arena;
    struct query q = f->query;
    struct store_head head = {0};
    struct store_source *body = NULL;
    size_t bodies_n = 0;
    size_t missing = 0;
    enum rc rc = best_head(f, hits, n, &head);
    if (rc)
        return rc;
    struct str text = str_format(a, "%.*s %.*s", STR_ARG(head.title), STR_ARG(head.excerpt));
    bool shown = spell_as(a, &q, text, &missing) == 0;
    if (!shown)
        rc = store_bodies(f->place->reader, a, &head.id, 1, &body, &bodies_n, f->err);
    if (!rc && !shown && bodies_n)
        shown = spell_beside(a, &q, find_body_text(a, body[0].body_json));
    if (shown)
        *corrected = find_query_text(a, &q);
    return rc;
}

/* ---- one word left out ---- */

enum { DISTANCE_MAX = 3 }; /* so many letters make another word */

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

/* Letters to change, leave out, put in or exchange with the next to make b of a, at most DISTANCE_MAX
 * counted. */
static int distance(struct str a, struct str b)
{
    enum { LETTERS_MAX = 24 };
    int rows[3][LETTERS_MAX + 1];
    if (a.n > LETTERS_MAX || b.n > LETTERS_MAX)
        return DISTANCE_MAX;
    for (size_t k = 0; k <= b.n; k++)
        rows[0][k] = (int)k;
    for (size_t i = 1; i <= a.n; i++) {
        const int *above = rows[(i - 1) % 3];
        const int *second = rows[(i + 1) % 3]; /* two above */
        int *row = rows[i % 3];
        row[0] = (int)i;
        for (size_t k = 1; k <= b.n; k++) {
            bool swapped = i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] && a.p[i - 2] == b.p[k - 1];
            row[k] = above[k - 1] + (a.p[i - 1] != b.p[k - 1]);
            row[k] = least_of(row[k], least_of(row[k - 1], above[k]) + 1);
            row[k] = swapped ? least_of(row[k], second[k - 2] + 1) : row[k];
        }
    }
    return least_of(rows[a.n % 3][b.n], DISTANCE_MAX);
}

/* The word of text that word was meant to be: almost written so, and best where word stands in the
 * query. */
static struct str word_meant(struct arena *a, const struct query *q, size_t word, struct str text)
{
    enum { ELSEWHERE = 2 }; /* as bad as so many letters */
    struct str before = word ? q->words[word - 1].folded : STR("");
    struct str last = STR("");
    struct str best = STR("");
    struct str token;
    int least = DISTANCE_MAX + ELSEWHERE;
    while (token_next(&text, &token)) {
        struct str folded = term_forms(a, token).folded;
        int far = distance(folded, q->words[word].folded);
        bool elsewhere = before.n && !str_eq(before, last);
        int cost = far + (elsewhere ? ELSEWHERE : 0);
        if (far < (elsewhere ? 2 : DISTANCE_MAX) && cost < least) {
            least = cost;
            best = token;
        }
        last = folded;
    }
    return best;
}

static enum rc hits_without(const struct finding *f, size_t word, bool beside, struct vec *all)
{
    const struct find_how ways[] = {
        {.head = true, .beside = beside, .left_out = word, .limit = HITS_EACH},
        {.beside = beside, .left_out = word, .limit = HITS_EACH},
    };
    struct store_hit *hits = NULL;
    size_t n = 0;
    enum rc rc = find_hits(f, ways[0], &hits, &n);
    if (!rc && n == 0 && f->query.words_n > LEFT_OUT_WORDS_MIN)
        rc = find_hits(f, ways[1], &hits, &n);
    for (size_t i = 0; !rc && i < n; i++) {
        struct store_hit *hit = vec_push(all);
        if (hit)
            *hit = hits[i];
    }
    return rc;
}

/* What is found without the word that was not meant; the mended query's own hits when it is known
 * which word was. */
static enum rc leave_one_out(struct finding *f, bool beside, struct str *corrected,
                             struct store_hit **hits, size_t *hits_n)
{
    struct arena *a = f->place->arena;
    struct vec all = VEC(struct store_hit, a);
    struct store_head head = {0};
    size_t missing = 0;
    enum rc rc = RC_OK;
    *hits_n = 0;
    if (f->query.words_n < LEFT_OUT_WORDS_MIN)
        return RC_OK;
    for (size_t i = 0; i < f->query.words_n && !rc; i++)
        if (is_mendable(f, &f->query, i))
            rc = hits_without(f, i, beside, &all);
    if (rc || all.n == 0)
        return rc;
    *hits = all.p;
    *hits_n = all.n < FIND_COUNTED ? all.n : FIND_COUNTED;
    rc = best_head(f, *hits, *hits_n, &head);
    if (rc)
        return rc;
    struct query q = f->query;
    struct str text = str_format(a, "%.*s %.*s", STR_ARG(head.title), STR_ARG(head.excerpt));
    if (spell_as(a, &q, text, &missing) != 1)
        return RC_OK;
    struct str meant = word_meant(a, &q, missing, text);
    if (meant.n == 0)
        return RC_OK;
    set_word(a, &f->query.words[missing], text_lower(a, meant));
    forget_marks(&f->query.words[missing]);
    q.words[missing].typed = text_lower(a, meant);
    *corrected = find_query_text(a, &q);
    return find_all(f, hits, hits_n);
}

/* ---- one letter ---- */

struct edits {
    const struct finding *f;
    size_t word;
    struct str best;
    size_t best_n; /* articles with it */
    size_t tried;
    bool head; /* looked for in titles and leads only */
    uint64_t *work_left;
};

/* How many articles say the query with the changed word, all of it side by side. */
static enum rc count_changed(const struct edits *t, struct str changed, size_t *n)
{
    struct finding f = *t->f;
    struct store_hit *hits = NULL;
    f.work_left = t->work_left;
    f.found = NULL;
    query_word_set(f.place->arena, &f.query.words[t->word], changed, true);
    return find_hits(
        &f, (struct find_how){.beside = true, .left_out = SIZE_MAX, .limit = HITS_EACH}, &hits, n);
}

/* Looks whether the changed word stands there, beside its neighbour when it has one. */
static enum rc try_edit(struct edits *t, struct str changed)
{
    const struct query *q = &t->f->query;
    uint64_t term = hash_term(changed);
    size_t n = 0;
    if (changed.n < 2 || t->tried++ >= EDITS_TRIED_MAX)
        return RC_OK;
    if (t->word > 0)
        term = hash_term_pair(q->words[t->word - 1].term_folded, term);
    else if (q->words_n > 1)
        term = hash_term_pair(term, q->words[1].term_folded);
    enum rc rc = count_term(t->f, (struct counting){term, t->head, HITS_EACH}, t->work_left, &n);
    if (!rc && n && q->words_n > 2)
        rc = count_changed(t, changed, &n);
    if (!rc && n > t->best_n) {
        t->best_n = n;
        t->best = str_copy(t->f->place->arena, changed);
    }
    return rc;
}

static enum rc try_swapped(struct edits *t, struct str w)
{
    char made[EDITS_WORD_MAX];
    enum rc rc = RC_OK;
    for (size_t at = 0; at + 1 < w.n && !rc; at++) {
        memcpy(made, w.p, w.n);
        made[at] = w.p[at + 1];
        made[at + 1] = w.p[at];
        rc = try_edit(t, (struct str){made, w.n});
    }
    return rc;
}

static enum rc try_one_too_many(struct edits *t, struct str w)
{
    char made[EDITS_WORD_MAX];
    enum rc rc = RC_OK;
    for (size_t at = 0; at < w.n && !rc; at++) {
        memcpy(made, w.p, at);
        memcpy(made + at, w.p + at + 1, w.n - at - 1);
        rc = try_edit(t, (struct str){made, w.n - 1});
    }
    return rc;
}

static enum rc try_another(struct edits *t, struct str w)
{
    char made[EDITS_WORD_MAX];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < w.n * 26 && !rc; i++) {
        memcpy(made, w.p, w.n);
        made[i / 26] = (char)('a' + i % 26);
        rc = made[i / 26] == w.p[i / 26] ? RC_OK : try_edit(t, (struct str){made, w.n});
    }
    return rc;
}

static enum rc try_one_missing(struct edits *t, struct str w)
{
    char made[EDITS_WORD_MAX + 1];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < (w.n + 1) * 26 && !rc; i++) {
        size_t at = i / 26;
        memcpy(made, w.p, at);
        made[at] = (char)('a' + i % 26);
        memcpy(made + at + 1, w.p + at, w.n - at);
        rc = try_edit(t, (struct str){made, w.n + 1});
    }
    return rc;
}

/* All words that are one letter away, folded: no tone is a letter here. What is a word somewhere
 * (known) has no letter too many. */
static enum rc try_edits_in(struct edits *t, struct str w, bool head, bool known)
{
    t->head = head;
    t->tried = 0;
    enum rc rc = try_swapped(t, w);
    if (!rc && !known)
        rc = try_one_too_many(t, w);
    if (!rc)
        rc = try_another(t, w);
    return rc ? rc : try_one_missing(t, w);
}

/* In titles and leads; what none of them says is looked for in whole texts. */
static enum rc try_edits(struct edits *t)
{
    const struct query_word *word = &t->f->query.words[t->word];
    size_t known = 0;
    if (word->folded.n > EDITS_WORD_MAX)
        return RC_OK;
    enum rc rc =
        count_term(t->f, (struct counting){word->term_folded, false, 1}, t->work_left, &known);
    if (!rc)
        rc = try_edits_in(t, word->folded, true, known > 0);
    return rc || t->best_n ? rc : try_edits_in(t, word->folded, false, known > 0);
}

/* The words that cannot be right: as they were typed they stand nowhere. All, when there is none
 * such. Bit i: word i. */
static enum rc suspects(const struct finding *f, const struct query *typed, uint32_t *out)
{
    uint64_t work_left = MEND_WORK;
    uint32_t unknown = 0;
    uint32_t all = 0;
    for (size_t i = 0; i < typed->words_n; i++) {
        size_t known = 1;
        struct counting what = {typed->words[i].term, false, 1};
        enum rc rc = is_mendable(f, typed, i) ? count_term(f, what, &work_left, &known) : RC_OK;
        if (rc)
            return rc;
        unknown |= known ? 0 : UINT32_C(1) << i;
        all |= is_mendable(f, typed, i) ? UINT32_C(1) << i : 0;
    }
    *out = unknown ? unknown : all;
    return RC_OK;
}

/* Puts into f's query the word one letter away that most articles say in its place; *said: how many, at
 * most HITS_EACH, 0 when there is none. typed: as the words were at first. */
static enum rc change_letter(struct finding *f, const struct query *typed, uint64_t work,
                             size_t *said)
{
    struct edits best = {.f = f};
    uint32_t words = 0;
    enum rc rc = suspects(f, typed, &words);
    for (size_t i = 0; i < f->query.words_n && !rc; i++) {
        uint64_t work_left = work;
        struct edits t = {.f = f, .word = i, .work_left = &work_left};
        rc = words >> i & 1 ? try_edits(&t) : RC_OK;
        if (t.best_n > best.best_n)
            best = t;
    }
    *said = best.best_n;
    if (!rc && *said)
        set_word(f->place->arena, &f->query.words[best.word], best.best);
    return rc;
}

static enum rc mend_letter(struct finding *f, const struct query *typed, struct str *corrected,
                           struct store_hit **hits, size_t *n)
{
    size_t said = 0;
    enum rc rc = change_letter(f, typed, MEND_WORK, &said);
    if (rc || !said)
        return rc;
    struct store_hit *beside = NULL;
    size_t beside_n = 0;
    rc = find_all(f, hits, n);
    if (!rc)
        rc = find_hits(f,
                       (struct find_how){.beside = true, .left_out = SIZE_MAX, .limit = HITS_EACH},
                       &beside, &beside_n);
    if (!rc && *n)
        rc = beside_n ? spelled(f, beside, beside_n, corrected) : spelled(f, *hits, *n, corrected);
    if (!rc && *n && corrected->n == 0)
        *corrected = find_query_text(f->place->arena, &f->query); /* a change is never silent */
    return rc;
}

/* ---- in order ---- */

/* True when some article has the words side by side as they were asked for: then they were meant. */
static enum rc stand_together(const struct finding *f, bool *together)
{
    struct store_hit *hits = NULL;
    size_t n = 0;
    enum rc rc = find_hits(f, (struct find_how){.beside = true, .left_out = SIZE_MAX, .limit = 1},
                           &hits, &n);
    *together = n > 0;
    return rc;
}

/* The same, by reading the first hits: pairs deep in a text are not in the index. */
static enum rc are_read_together(const struct finding *f, const struct store_hit *hits, size_t n,
                                 bool *together)
{
    enum { READ_MAX = 10 };
    struct store_hit first[READ_MAX];
    uint32_t pairs = 0;
    n = n < READ_MAX ? n : READ_MAX;
    memcpy(first, hits, n * sizeof *hits);
    for (size_t i = 1; i < f->query.words_n; i++)
        if (!f->query.words[i].excluded && !f->query.words[i - 1].excluded)
            pairs |= UINT32_C(1) << i;
    enum rc rc = find_beside(f, pairs, first, &n);
    *together = n > 0;
    return rc;
}

/* Whether what was found is believed: few words need not stand together. */
static enum rc is_meant(const struct finding *f, const struct store_hit *hits, size_t n,
                        bool *meant)
{
    *meant = n > 0;
    if (n == 0 || n >= FIND_RANKED || f->query.words_n < FIND_DOUBTED_WORDS)
        return RC_OK;
    enum rc rc = stand_together(f, meant);
    return rc || *meant ? rc : are_read_together(f, hits, n, meant);
}

/* Takes mended for f when its hits are believed, or when there is nothing else. folded: tones were
 * forgotten, so that words which stand apart are others than those that were typed. */
static enum rc believe(struct finding *f, struct mending *m, bool folded, bool *done)
{
    bool meant = false;
    size_t n = 0;
    struct store_hit *hits = NULL;
    enum rc rc = find_all(f, &hits, &n);
    if (!rc)
        rc = is_meant(f, hits, n, &meant);
    if (!rc && meant && folded && f->query.words_n > 1)
        rc = stand_together(f, &meant);
    if (rc || n == 0 || (!meant && m->n))
        return rc;
    m->query = f->query;
    m->hits = hits;
    m->n = n;
    m->changed = true;
    *done = meant;
    return RC_OK;
}

/* What its words are written as beside each other, when all of that is found. */
static enum rc mend_pairs(struct finding *f, struct mending *m, bool *done)
{
    struct finding other = *f;
    size_t shown = 0;
    enum rc rc = find_change_pairs(&other, &shown);
    if (!rc && shown)
        rc = find_all(&other, &m->hits, &m->n);
    if (rc || !m->n)
        return rc;
    m->query = other.query;
    m->changed = true;
    m->corrected = find_query_text(f->place->arena, &m->query);
    *done = true;
    return RC_OK;
}

/* The ways that change words and keep them all. */
static enum rc mend_words(struct finding *f, struct mending *m, bool *done)
{
    bool changed = false;
    enum rc rc = find_mend_keys(f, &changed);
    if (!rc)
        rc = mend_bars(f, false, &changed);
    if (!rc)
        rc = find_part_numbers(f, &changed);
    if (!rc && changed) {
        rc = believe(f, m, false, done);
        if (!rc && *done) {
            m->corrected = find_query_text(f->place->arena, &f->query);
            return RC_OK;
        }
    }
    if (rc || !forget_tones(f))
        return rc;
    rc = believe(f, m, true, done);
    return rc || !*done ? rc : spelled(f, m->hits, m->n, &m->corrected);
}

/* The ways that ask for less. What was found so far goes only for what stands side by side. */
static enum rc mend_less(struct finding *f, const struct query *typed, struct mending *m)
{
    enum { LETTER_WORDS_MAX = 2 }; /* of more words one can be left out */
    bool few = typed->words_n < FIND_DOUBTED_WORDS;
    struct query as_found = f->query;
    struct str corrected = STR("");
    struct store_hit *hits = NULL;
    size_t n = 0;
    enum rc rc = leave_one_out(f, true, &corrected, &hits, &n);
    if (!rc && n == 0 && m->n == 0)
        rc = leave_one_out(f, false, &corrected, &hits, &n);
    bool better = corrected.n > 0;
    if (!rc && few && m->n && better)
        rc = stand_together(f, &better);
    if (few && m->n && !better)
        n = 0;
    if (!rc && n == 0 && (m->n || f->query.words_n <= LETTER_WORDS_MAX) && few) {
        f->query = as_found;
        rc = mend_letter(f, typed, &corrected, &hits, &n);
    }
    if (rc || n == 0)
        return rc;
    *m = (struct mending){f->query, corrected, hits, n, true};
    if (f->found)
        f->found->fewer = corrected.n == 0;
    return RC_OK;
}

/* What was mended and found, but is not believed, when nothing better was found either. */
static enum rc spell_doubted(struct finding *f, struct mending *m)
{
    if (!m->changed || m->corrected.n || m->n == 0 || m->query.words_n >= FIND_DOUBTED_WORDS)
        return RC_OK;
    f->query = m->query;
    return spelled(f, m->hits, m->n, &m->corrected);
}

enum rc find_mend(struct finding *f, struct str *corrected, struct store_hit **hits, size_t *n)
{
    bool done = false;
    const struct query typed = f->query;
    struct mending m = {.query = f->query};
    enum rc rc = mend_pairs(f, &m, &done);
    if (!rc && !done)
        rc = mend_words(f, &m, &done);
    if (!rc && !done)
        rc = mend_less(f, &typed, &m);
    if (!rc && !done)
        rc = spell_doubted(f, &m);
    if (rc)
        return rc;
    f->query = m.query;
    *corrected = m.corrected;
    *hits = m.hits;
    *n = m.n;
    return RC_OK;
}

/* ---- found apart ---- */

/* The hits that say m's query side by side, in its mended form or, of a long one, without the word that
 * was left out: a whole sentence but for a word stands nowhere by accident. */
static enum rc hits_beside(struct finding *other, const struct mending *m, struct store_hit **hits,
                           size_t *n)
{
    enum { SENTENCE_WORDS = 6 };
    struct find_how how = {.beside = true, .left_out = SIZE_MAX, .limit = HITS_EACH};
    *n = 0;
    other->query = m->query;
    if (m->corrected.n)
        return find_hits(other, how, hits, n);
    if (m->query.words_n < SENTENCE_WORDS)
        return RC_OK;
    *hits = m->hits;
    *n = m->n < HITS_EACH ? m->n : HITS_EACH;
    return RC_OK;
}

static enum rc add_better(struct arena *a, const struct store_hit *more, size_t more_n,
                          struct store_hit **hits, size_t *n)
{
    struct store_hit *all = arena_array(a, *n + more_n, sizeof *all);
    if (!all)
        return RC_NOMEM;
    memcpy(all, *hits, *n * sizeof *all);
    memcpy(all + *n, more, more_n * sizeof *all);
    *hits = all;
    *n += more_n;
    return RC_OK;
}

enum rc find_meant_beside(const struct finding *f, struct store_hit **hits, size_t *n,
                          struct str *suggested)
{
    bool done = false;
    struct arena *a = f->place->arena;
    struct finding other = *f;
    struct mending m = {.query = f->query, .hits = *hits, .n = *n};
    struct store_hit *better = NULL;
    size_t better_n = 0;
    other.found = NULL; /* it speaks of what was typed */
    enum rc rc = is_meant(f, *hits, *n, &done);
    if (rc || done)
        return rc;
    rc = mend_words(&other, &m, &done);
    if (!rc && !done)
        rc = mend_less(&other, &f->query, &m);
    if (!rc && m.changed)
        rc = hits_beside(&other, &m, &better, &better_n);
    if (rc || better_n == 0)
        return rc;
    if (!str_eq(m.corrected, find_query_text(a, &f->query)))
        *suggested = m.corrected;
    return add_better(a, better, better_n, hits, n);
}

/* ---- another letter ---- */

/* Whether so few articles have the words, or have them only apart, that another reading which `least`
 * articles say side by side is far better. 0: none can be. */
static enum rc least_for_another(const struct finding *f, const struct store_hit *hits, size_t n,
                                 size_t *least)
{
    bool together = false;
    enum rc rc = stand_together(f, &together);
    if (!rc && !together)
        rc = are_read_together(f, hits, n, &together);
    *least = together ? FAR_BETTER * n : 1;
    if (*least > HITS_EACH)
        *least = 0; /* no more are counted */
    return rc;
}

enum rc find_suggest_letter(const struct finding *f, const struct store_hit *hits, size_t n,
                            struct str *suggested)
{
    struct finding other = *f;
    struct store_hit *better = NULL;
    size_t better_n = 0;
    size_t least = 0;
    size_t said = 0;
    size_t words_n = f->query.words_n;
    if (words_n < 2 || words_n >= FIND_DOUBTED_WORDS || n == 0 || n >= HITS_EACH)
        return RC_OK;
    enum rc rc = least_for_another(f, hits, n, &least);
    if (rc || !least)
        return rc;
    other.found = NULL;
    rc = change_letter(&other, &f->query, SUGGEST_WORK, &said);
    if (rc || said < least)
        return rc;
    forget_tones(&other);
    rc = find_all(&other, &better, &better_n);
    return rc || better_n == 0 ? rc : spelled(&other, better, better_n, suggested);
}
