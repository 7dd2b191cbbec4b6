/* The words of a query as others write them: together or apart, a number with its zero or without. */
#include "text/query.h"

#include "base/hash_term.h"
#include "text/fold.h"
#include "text/norm_spelling.h"
#include "text/terms.h"
#include "text/token.h"

#include <string.h>

enum {
    JOINED_MAX_BYTES = 24, /* of abbreviations and names with numbers; longer ones
                            nobody joins */
    PARTED_MAX_BYTES = 16,
    RUN_WORDS_MAX = 6, /* bound to each other: "B.O.T" has three */
};

static bool is_syllable(struct str word)
{
    struct spelling s;
    return spelling_read_text(word, &s) && spelling_is_strict(&s);
}

static size_t run_of(struct str s, const char *letters)
{
    size_t n = 0;
    while (n < s.n && s.p[n] && strchr(letters, s.p[n]))
        n++;
    return n;
}

static bool is_among(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

/* Whether a word without marks may be a syllable that was typed without them: by its consonants. */
static bool may_be_syllable(struct str word)
{
    static const struct str ONSETS[] = {
        STR_INIT(""),   STR_INIT("b"),  STR_INIT("c"),  STR_INIT("ch"), STR_INIT("d"),
        STR_INIT("g"),  STR_INIT("gh"), STR_INIT("h"),  STR_INIT("k"),  STR_INIT("kh"),
        STR_INIT("l"),  STR_INIT("m"),  STR_INIT("n"),  STR_INIT("ng"), STR_INIT("ngh"),
        STR_INIT("nh"), STR_INIT("p"),  STR_INIT("ph"), STR_INIT("q"),  STR_INIT("r"),
        STR_INIT("s"),  STR_INIT("t"),  STR_INIT("th"), STR_INIT("tr"), STR_INIT("v"),
        STR_INIT("x"),
    };
    static const struct str FINALS[] = {
        STR_INIT(""),   STR_INIT("c"),  STR_INIT("ch"), STR_INIT("m"), STR_INIT("n"),
        STR_INIT("ng"), STR_INIT("nh"), STR_INIT("p"),  STR_INIT("t"),
    };
    size_t onset = run_of(word, "bcdghklmnpqrstvx");
    size_t vowels = run_of(str_from(word, onset), "aeiouy");
    return vowels > 0 && is_among(str_first(word, onset), ONSETS, COUNT_OF(ONSETS)) &&
           is_among(str_from(word, onset + vowels), FINALS, COUNT_OF(FINALS));
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

static struct str lower_of(const struct query_word *w)
{
    return w->exact.n ? w->exact : w->folded;
}

static bool is_vietnamese(const struct query_word *w)
{
    return w->exact.n ? is_syllable(w->exact) : may_be_syllable(w->folded);
}

static uint32_t bits_of(size_t first, size_t last)
{
    return ((UINT32_C(2) << (last - first)) - 1) << first;
}

static uint64_t sum_of(const struct query *q, uint32_t words)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < q->words_n; i++)
        sum += words >> i & 1 ? q->words[i].term_folded : 0;
    return sum;
}

bool query_way_holds(const struct query *q, const struct query_way *way)
{
    return way->words >> q->words_n == 0 && way->of == sum_of(q, way->words);
}

static void add_way(struct query *q, struct query_way way)
{
    way.of = sum_of(q, way.words);
    if (q->ways_n < QUERY_WAYS_MAX)
        q->ways[q->ways_n++] = way;
}

/* ---- together ---- */

static struct str joined(struct arena *a, const struct query *q, size_t first, size_t last)
{
    struct str made = STR("");
    for (size_t i = first; i <= last; i++)
        made = str_concat(a, made, lower_of(&q->words[i]));
    return made;
}

/* Words first to last as one, when that is no syllable, which would be another
 * word. */
static void join(struct arena *a, struct query *q, size_t first, size_t last)
{
    struct query_word w = {.typed = STR("")};
    struct str made = joined(a, q, first, last);
    bool dotted = first + 1 == last && (q->words[last].bound || q->words[last].quoted);
    uint64_t short_for = dotted ? term_of_dotted(made) : 0;
    if (made.n > JOINED_MAX_BYTES || (is_syllable(made) && !short_for))
        return;
    query_word_set(a, &w, made, !text_has_marks(made));
    w.term = short_for ? short_for : w.term;
    add_way(q, (struct query_way){.term = w.term,
                                  .first = w.term_folded,
                                  .last = w.term_folded,
                                  .words = bits_of(first, last)});
}

/* Two syllables are two words, and two numbers are, unless they were typed as
 * one. */
static bool may_join(const struct query *q, size_t i)
{
    const struct query_word *l = &q->words[i - 1];
    const struct query_word *r = &q->words[i];
    if (l->excluded != r->excluded || token_is_number(l->typed) || token_is_number(r->typed))
        return false;
    if (r->bound)
        return true;
    bool numbers = all_digits(l->folded) && all_digits(r->folded);
    return !numbers && !(is_vietnamese(l) && is_vietnamese(r));
}

static void find_joined(struct arena *a, struct query *q)
{
    for (size_t i = 1; i < q->words_n; i++) {
        size_t first = i;
        if (may_join(q, i))
            join(a, q, i - 1, i);
        while (first > 0 && q->words[first].bound && i - first < RUN_WORDS_MAX)
            first--;
        if (first + 1 < i)
            join(a, q, first, i);
    }
}

/* ---- apart ---- */

/* The byte where letters and digits meet; 0 when they meet nowhere or more than
 * once. */
static size_t meeting(struct str s)
{
    size_t at = 0;
    for (size_t i = 1; i < s.n; i++) {
        if (byte_is_digit(s.p[i - 1]) == byte_is_digit(s.p[i]))
            continue;
        if (at)
            return 0;
        at = i;
    }
    return at;
}

static bool has_digit(struct str s)
{
    bool has = false;
    for (size_t i = 0; i < s.n; i++)
        has = has || byte_is_digit(s.p[i]);
    return has;
}

static void part(struct query *q, size_t word, size_t at)
{
    struct str folded = q->words[word].folded;
    uint64_t first = hash_term(str_first(folded, at));
    uint64_t last = hash_term(str_from(folded, at));
    add_way(q, (struct query_way){.term = hash_term_pair(first, last),
                                  .first = first,
                                  .last = last,
                                  .words = bits_of(word, word)});
}

/* "3870" is written 3.870, too: the byte where its thousands end; 0 for what is no such number. Longer
 * ones have more than two parts. */
static size_t thousands(struct str s)
{
    enum { DIGITS_MIN = 4, DIGITS_MAX = 6, GROUP = 3 };
    bool grouped = all_digits(s) && s.n >= DIGITS_MIN && s.n <= DIGITS_MAX && s.p[0] != '0';
    return grouped ? s.n - GROUP : 0;
}

/* TƯ is no syllable but Trung ương. */
static bool is_two_capitals(struct str typed)
{
    struct spelling s;
    return spelling_read_text(typed, &s) && s.n == 2 && s.letters[0].upper && s.letters[1].upper;
}

static bool is_ascii(struct str s)
{
    bool ascii = true;
    for (size_t i = 0; i < s.n; i++)
        ascii = ascii && (unsigned char)s.p[i] < 0x80;
    return ascii;
}

static void find_parted(struct query *q)
{
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *w = &q->words[i];
        struct str folded = w->folded;
        size_t at = all_digits(folded) ? thousands(folded) : meeting(folded);
        if (!is_ascii(folded) || folded.n < 2 || folded.n > PARTED_MAX_BYTES ||
            token_is_number(w->typed))
            continue;
        if (at)
            part(q, i, at);
        else if (!has_digit(folded) && (!is_vietnamese(w) || is_two_capitals(w->typed)))
            for (size_t k = 1; k < folded.n; k++)
                part(q, i, k);
    }
}

/* ---- document numbers ---- */

/* 8/2021/TT-BGDĐT for 08/2021/TT-BGDĐT, and the reverse; "" when number is no such. */
static struct str other_zero(struct arena *a, struct str number)
{
    size_t digits = run_of(number, "0123456789");
    bool document = digits > 0 && str_find_byte(number, '/') < number.n;
    if (document && digits == 1)
        return str_concat(a, STR("0"), number);
    return document && number.p[0] == '0' ? str_from(number, 1) : STR("");
}

static void find_zeroed(struct arena *a, struct query *q)
{
    for (size_t i = 0; i < q->words_n; i++) {
        struct str other = other_zero(a, q->words[i].folded);
        uint64_t term = other.n ? hash_term(other) : 0;
        if (term)
            add_way(q, (struct query_way){
                           .term = term, .first = term, .last = term, .words = bits_of(i, i)});
    }
}

void query_find_ways(struct arena *a, struct query *q)
{
    q->ways_n = 0;
    find_joined(a, q);
    find_parted(q);
    find_zeroed(a, q);
}
