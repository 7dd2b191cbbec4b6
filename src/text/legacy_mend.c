#include "text/legacy_mend.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/norm_spelling.h"

enum { CP_U_HORN = 0x1B0, CP_O_HORN = 0x1A1 };

/* Takes what stands before the next word of *rest into *gap, and the word. False, with the last gap,
 * when there is none. */
static bool next_word(struct str *rest, struct str *gap, struct str *word)
{
    struct str all = *rest;
    size_t start = all.n;
    size_t end = all.n;
    while (rest->n) {
        size_t at = all.n - rest->n;
        uint32_t cp = utf8_next(rest);
        bool letter = cp != UTF8_BAD && (utf8_is_letter(cp) || utf8_is_mark(cp));
        if (letter && start == all.n)
            start = at;
        if (!letter && start < all.n) {
            end = at;
            break;
        }
    }
    *gap = str_first(all, start);
    *word = str_slice(all, start, end);
    *rest = str_from(all, end);
    return word->n > 0;
}

/* -- capitals -- */

/* What the ASCII letters of a word say about it. */
enum word_case {
    WORD_NONE,        /* there is no word */
    WORD_SMALL,       /* a small ASCII letter */
    WORD_CAPITALS,    /* two ASCII capitals or more */
    WORD_ONE_CAPITAL, /* one: "Hà" or HÀ */
    WORD_UNKNOWN,     /* none: "ở" or Ở */
};

static enum word_case case_of(struct str word)
{
    size_t capitals = 0;
    if (!word.n)
        return WORD_NONE;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] >= 'a' && word.p[i] <= 'z')
            return WORD_SMALL;
        capitals += word.p[i] >= 'A' && word.p[i] <= 'Z';
    }
    if (capitals > 1)
        return WORD_CAPITALS;
    return capitals ? WORD_ONE_CAPITAL : WORD_UNKNOWN;
}

static bool is_meant_large(enum word_case before, enum word_case own, enum word_case after)
{
    bool beside = before == WORD_CAPITALS || after == WORD_CAPITALS;
    bool small = before == WORD_SMALL || after == WORD_SMALL;
    switch (own) {
    case WORD_CAPITALS: return true;
    case WORD_ONE_CAPITAL: return beside && !small;
    case WORD_UNKNOWN: return before == WORD_CAPITALS && after == WORD_CAPITALS;
    case WORD_NONE:
    case WORD_SMALL: break;
    }
    return false;
}

static void add_upper(struct buf *b, struct str word)
{
    while (word.n) {
        char out[4];
        buf_add(b, (struct str){out, utf8_put(utf8_upper_cp(utf8_next(&word)), out)});
    }
}

struct str legacy_mend_case(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a);
    struct str gap;
    struct str word;
    enum word_case before = WORD_NONE;
    bool more = next_word(&text, &gap, &word);
    while (more) {
        struct str gap_after;
        struct str word_after;
        more = next_word(&text, &gap_after, &word_after);
        bool large = is_meant_large(before, case_of(word), case_of(word_after));
        buf_add(&b, gap);
        if (large)
            add_upper(&b, word);
        else
            buf_add(&b, word);
        before = large ? WORD_CAPITALS : case_of(word);
        gap = gap_after;
        word = word_after;
    }
    buf_add(&b, gap);
    return buf_view(&b);
}

/* -- ư -- */

/* A word's letters; n is more than SPELLING_LETTERS_MAX when there are more than are kept. */
struct word {
    struct spelling_letter letters[SPELLING_LETTERS_MAX];
    size_t n;
};

static struct word letters_of(struct str text)
{
    struct word w = {.n = 0};
    while (text.n && w.n <= SPELLING_LETTERS_MAX) {
        struct spelling_letter letter = spelling_letter_of(utf8_next(&text));
        if (w.n < SPELLING_LETTERS_MAX)
            w.letters[w.n] = letter;
        w.n++;
    }
    return w;
}

static bool is_strict(const struct word *w)
{
    struct spelling s;
    return spelling_read(w->letters, w->n, &s) && spelling_is_strict(&s);
}

/* w with ư before letter `at`, which may be the end. */
static struct word with_horn(const struct word *w, size_t at)
{
    struct word out = {.n = w->n + 1};
    for (size_t i = 0; i < at; i++)
        out.letters[i] = w->letters[i];
    bool upper = w->letters[at < w->n ? at : at - 1].upper;
    out.letters[at] = (struct spelling_letter){CP_U_HORN, SPELLING_LEVEL, upper};
    for (size_t i = at; i < w->n; i++)
        out.letters[i + 1] = w->letters[i];
    return out;
}

/* Where ư may have stood: before ơ; in a word without vowels before ng, and at the end of "nh". False
 * if nowhere. w has two letters or more. */
static bool horn_place(const struct word *w, size_t *place)
{
    for (size_t i = 0; i < w->n; i++) {
        *place = i;
        if (w->letters[i].base == CP_O_HORN)
            return true;
        if (spelling_is_vowel(w->letters[i].base))
            return false;
    }
    uint32_t before_last = w->letters[w->n - 2].base;
    uint32_t last = w->letters[w->n - 1].base;
    *place = w->n > 2 ? w->n - 2 : w->n;
    if (w->letters[0].base == 'p') /* a picture's name ends in it; no word begins with pư */
        return false;
    return before_last == 'n' && last == (w->n > 2 ? 'g' : 'h');
}

/* ngời, dới, cời: syllables, but rarer than with ư. */
static bool is_rarer_without(const struct word *w)
{
    if (w->n < 3 || w->letters[w->n - 2].base != CP_O_HORN || w->letters[w->n - 1].base != 'i')
        return false;
    uint32_t first = w->letters[0].base;
    enum spelling_tone tone = w->letters[w->n - 2].tone;
    if (w->n == 4)
        return first == 'n' && w->letters[1].base == 'g' && tone == SPELLING_GRAVE;
    return w->n == 3 &&
           ((first == 'd' && tone == SPELLING_ACUTE) || (first == 'c' && tone == SPELLING_GRAVE));
}

/* True if text is a word that lost its ư; then *out is the word with it. rare_too as found beside. */
static bool mended(struct str text, bool rare_too, struct word *out)
{
    struct word w = letters_of(text);
    size_t place = 0;
    if (w.n < 2 || w.n >= SPELLING_LETTERS_MAX || !horn_place(&w, &place))
        return false;
    if (is_strict(&w) && !(rare_too && is_rarer_without(&w)))
        return false;
    *out = with_horn(&w, place);
    return is_strict(out);
}

/* True if text has no small ư (the capital is another byte), and a word that must have lost it. */
static bool has_lost(struct str text)
{
    bool lost = false;
    struct str rest = text;
    while (rest.n)
        if (utf8_next(&rest) == CP_U_HORN)
            return false;
    struct str gap;
    struct str word;
    struct word unused;
    while (!lost && next_word(&text, &gap, &word))
        lost = mended(word, false, &unused);
    return lost;
}

static void add_word(struct buf *b, const struct word *w)
{
    for (size_t i = 0; i < w->n; i++) {
        char out[4];
        buf_add(b, (struct str){out, utf8_put(spelling_letter_cp(w->letters[i]), out)});
    }
}

struct str legacy_mend_horn(struct arena *a, struct str text)
{
    if (!has_lost(text))
        return text;
    struct buf b;
    buf_init(&b, a);
    struct str gap;
    struct str word;
    while (next_word(&text, &gap, &word)) {
        struct word with;
        buf_add(&b, gap);
        if (mended(word, true, &with))
            add_word(&b, &with);
        else
            buf_add(&b, word);
    }
    buf_add(&b, gap);
    return buf_view(&b);
}
