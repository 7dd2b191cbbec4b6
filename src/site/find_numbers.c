/* A long number typed as its digits alone: newsrooms write 1500000 as 1.500.000. */
#include "site/find_internal.h"

#include "base/utf8.h"

#include <string.h>

enum {
    GROUP = 3,       /* digits between two dots */
    DIGITS_MIN = 7,  /* shorter ones are one way of writing (text/query_ways.c) */
    DIGITS_MAX = 15, /* a budget in đồng */
};

static bool is_long_number(const struct query *q, size_t i)
{
    const struct query_word *w = &q->words[i];
    bool quoted = w->quoted || (i + 1 < q->words_n && q->words[i + 1].quoted);
    bool number = w->folded.n >= DIGITS_MIN && w->folded.n <= DIGITS_MAX && w->folded.p[0] != '0';
    for (size_t k = 0; number && k < w->folded.n; k++)
        number = byte_is_digit(w->folded.p[k]);
    return number && !quoted && !w->excluded;
}

/* Puts the groups of word i in its place, typed as one; false when they are too many words. */
static bool part_number(struct arena *a, struct query *q, size_t i)
{
    struct str digits = q->words[i].folded;
    size_t groups = (digits.n + GROUP - 1) / GROUP;
    size_t first = digits.n - (groups - 1) * GROUP;
    if (q->words_n + groups - 1 > QUERY_WORDS_MAX)
        return false;
    struct query_word *words = &q->words[i];
    memmove(words + groups, words + 1, (q->words_n - i - 1) * sizeof *words);
    q->words_n += groups - 1;
    for (size_t k = 0; k < groups; k++) {
        size_t end = first + k * GROUP;
        words[k] = (struct query_word){.bound = k > 0};
        query_word_set(a, &words[k], str_slice(digits, k ? end - GROUP : 0, end), true);
    }
    return true;
}

enum rc find_part_numbers(struct finding *f, bool *changed)
{
    for (size_t i = 0; i < f->query.words_n; i++) {
        bool known = true;
        enum rc rc = RC_OK;
        if (is_long_number(&f->query, i))
            rc = find_is_written(f, f->query.words[i].term, f->work_left, &known);
        if (rc)
            return rc;
        if (!known && part_number(f->place->arena, &f->query, i))
            *changed = true;
    }
    return RC_OK;
}
