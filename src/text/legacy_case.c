#include "text/legacy_case.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What the ASCII letters of a word say about it. */
enum word_case {
    WORD_NONE,        /* there is no word */
    WORD_SMALL,       /* a small ASCII letter */
    WORD_CAPITALS,    /* two ASCII capitals or more */
    WORD_ONE_CAPITAL, /* one: "Hà" or HÀ */
    WORD_UNKNOWN,     /* none: "ở" or Ở */
};

/* Takes the next word of *rest and what stands before it, in *gap. */
static struct str next_word(struct str *rest, struct str *gap)
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
    *rest = str_from(all, end);
    return str_slice(all, start, end);
}

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

struct str legacy_case_mended(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a);
    struct str gap;
    struct str gap_after;
    enum word_case before = WORD_NONE;
    struct str word = next_word(&text, &gap);
    enum word_case own = case_of(word);
    while (word.n) {
        struct str after_word = next_word(&text, &gap_after);
        enum word_case after = case_of(after_word);
        bool large = is_meant_large(before, own, after);
        buf_add(&b, gap);
        if (large)
            add_upper(&b, word);
        else
            buf_add(&b, word);
        before = large ? WORD_CAPITALS : own;
        word = after_word;
        own = after;
        gap = gap_after;
    }
    buf_add(&b, gap);
    return buf_view(&b);
}
