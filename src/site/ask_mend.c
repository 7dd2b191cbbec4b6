/* Slips in a question: words that no article has are put right where it is plain what was meant. */
#include "site/ask_internal.h"

#include "base/hash_term.h"
#include "text/keys.h"

#include <string.h>

enum {
    TRIES_MAX = 40,   /* look-ups of one question for a letter: some ten milliseconds */
    MENDED_MAX = 2,   /* words of one question tried with one letter changed */
    LETTERS_MIN = 4,  /* of a shorter word one letter is too much of it */
    LETTERS_MAX = 12, /* a Vietnamese syllable has at most 7; names are longer */
};

/* The term of a mended word must stand beside what it stands beside in the question: what only looks
 * alike is another word. */
static enum rc stands_beside(struct asking *k, size_t i, uint64_t folded, double *articles)
{
    const struct question *q = &k->question;
    struct ask_count before = {0};
    struct ask_count behind = {0};
    enum rc rc = RC_OK;
    if (i > 0) {
        uint64_t term = hash_term_pair(q->words[i - 1].folded, folded);
        rc = ask_look(k, &term, 1, &before);
    }
    if (!rc && i + 1 < q->words_n) {
        uint64_t term = hash_term_pair(folded, q->words[i + 1].folded);
        rc = ask_look(k, &term, 1, &behind);
    }
    *articles = before.articles + behind.articles;
    return rc;
}

/* Keys of an input method left in: "thanhf" is thành. */
static enum rc mend_keys(struct asking *k, size_t i)
{
    struct question_word *w = &k->question.words[i];
    struct str meant = keys_read(k->place->arena, w->text);
    struct ask_count count;
    if (meant.n == 0)
        return RC_OK;
    struct term_pair terms = term_pair_of(term_forms(k->place->arena, meant));
    enum rc rc = ask_look(k, &terms.exact, 1, &count);
    if (rc || count.articles <= 0)
        return rc;
    w->exact = terms.exact;
    w->folded = terms.folded;
    w->loose = false;
    k->words[i] = count;
    return RC_OK;
}

/* Wrong or missing tones. */
static enum rc mend_tones(struct asking *k, size_t i)
{
    struct question_word *w = &k->question.words[i];
    struct ask_count count = {0};
    double beside = 0;
    enum rc rc = w->loose ? RC_OK : ask_look(k, &w->folded, 1, &count);
    if (!rc && count.articles > 0)
        rc = stands_beside(k, i, w->folded, &beside);
    if (rc || beside <= 0)
        return rc;
    w->loose = true;
    k->words[i] = count;
    return RC_OK;
}

/* ---- one letter ---- */

struct letters {
    char text[LETTERS_MAX + 2];
    size_t n;
};

struct best {
    uint64_t term;
    double beside;
    struct ask_count count;
};

static enum rc try_letters(struct asking *k, size_t i, const struct letters *l, struct best *best)
{
    uint64_t term = hash_term((struct str){l->text, l->n});
    struct ask_count count;
    double beside = 0;
    if (k->tries_left == 0)
        return RC_OK;
    k->tries_left--;
    enum rc rc = ask_look(k, &term, 1, &count);
    if (!rc && count.articles > 0)
        rc = stands_beside(k, i, term, &beside);
    if (!rc && beside > best->beside)
        *best = (struct best){term, beside, count};
    return rc;
}

static enum rc try_swaps_and_gaps(struct asking *k, size_t i, struct letters l, struct best *best)
{
    enum rc rc = RC_OK;
    for (size_t at = 0; at < l.n && !rc; at++) {
        struct letters other = l;
        memmove(&other.text[at], &other.text[at + 1], l.n - at - 1);
        other.n--;
        rc = try_letters(k, i, &other, best);
        if (rc || at + 1 == l.n)
            break;
        other = l;
        other.text[at] = l.text[at + 1];
        other.text[at + 1] = l.text[at];
        rc = try_letters(k, i, &other, best);
    }
    return rc;
}

/* A key beside the one that was meant. */
static enum rc try_keys_beside(struct asking *k, size_t i, struct letters l, struct best *best)
{
    static const char *const beside['z' - 'a' + 1] = {
        "qsz",  "vgn",  "xvd", "sfec", "wrd", "dgrc", "fhtb", "gjyn", "uok",
        "hkum", "jlio", "kop", "nk",   "bmh", "ipl",  "ol",   "wa",   "etf",
        "adw",  "ryg",  "yij", "cbf",  "qes", "zcs",  "tuh",  "xas"};
    enum rc rc = RC_OK;
    for (size_t at = 0; at < l.n && !rc; at++) {
        bool letter = l.text[at] >= 'a' && l.text[at] <= 'z';
        const char *other = letter ? beside[l.text[at] - 'a'] : "";
        for (; *other && !rc; other++) {
            struct letters changed = l;
            changed.text[at] = *other;
            rc = try_letters(k, i, &changed, best);
        }
    }
    return rc;
}

/* A letter left out, the commonest of Vietnamese first. */
static enum rc try_letters_more(struct asking *k, size_t i, struct letters l, struct best *best)
{
    static const char common[] = "nhgitcaoumedplyrsvbkxq";
    enum rc rc = RC_OK;
    for (const char *c = common; *c; c++)
        for (size_t at = 0; at <= l.n && !rc; at++) {
            struct letters longer = l;
            memmove(&longer.text[at + 1], &longer.text[at], l.n - at);
            longer.text[at] = *c;
            longer.n++;
            rc = try_letters(k, i, &longer, best);
        }
    return rc;
}

static enum rc mend_letter(struct asking *k, size_t i)
{
    struct question_word *w = &k->question.words[i];
    struct str folded = term_forms(k->place->arena, w->text).folded;
    struct letters l = {.n = folded.n};
    struct best best = {0};
    if (folded.n < LETTERS_MIN || folded.n > LETTERS_MAX || w->number)
        return RC_OK;
    memcpy(l.text, folded.p, folded.n);
    enum rc rc = try_swaps_and_gaps(k, i, l, &best);
    if (!rc)
        rc = try_keys_beside(k, i, l, &best);
    if (!rc)
        rc = try_letters_more(k, i, l, &best);
    if (rc || best.beside <= 0)
        return rc;
    w->folded = best.term;
    w->loose = true;
    k->words[i] = best.count;
    return RC_OK;
}

enum rc ask_mend(struct asking *k)
{
    size_t mended = 0;
    k->tries_left = TRIES_MAX;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < k->question.words_n && !rc; i++) {
        if (!k->question.words[i].says || k->words[i].articles > 0)
            continue;
        rc = mend_keys(k, i);
        if (!rc && k->words[i].articles <= 0)
            rc = mend_tones(k, i);
        if (!rc && k->words[i].articles <= 0 && mended++ < MENDED_MAX)
            rc = mend_letter(k, i);
    }
    return rc;
}
