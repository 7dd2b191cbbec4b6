#include "text/keys.h"

#include "base/buf.h"
#include "base/utf8.h"

/* A syllable being typed. */
struct keyed {
    char letters[KEYS_MAX_BYTES]; /* base letters */
    char marks[KEYS_MAX_BYTES];   /* '^', '+' (horn or breve), '-' (đ), 0 */
    size_t n;
    int tone;  /* 0 none, 1 acute, 2 grave, 3 hook, 4 tilde, 5 dot: VNI's digits */
    bool used; /* some key wrote a mark or a tone */
};

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool has_vowel(const struct keyed *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (is_vowel(k->letters[i]))
            return true;
    return false;
}

/* Marks the last unmarked letter among `letters`; false when there is none. */
static bool mark_last(struct keyed *k, struct str letters, char mark)
{
    for (size_t i = k->n; i > 0; i--) {
        char c = k->letters[i - 1];
        if (k->marks[i - 1] == 0 && str_find_byte(letters, c) < letters.n) {
            k->marks[i - 1] = mark;
            k->used = true;
            return true;
        }
    }
    return false;
}

/* Horn or breve: "uo" takes two horns at once. */
static bool mark_horn(struct keyed *k)
{
    for (size_t i = k->n; i > 1; i--)
        if (k->letters[i - 1] == 'o' && k->letters[i - 2] == 'u' && !k->marks[i - 1]) {
            k->marks[i - 1] = '+';
            k->marks[i - 2] = '+';
            k->used = true;
            return true;
        }
    return mark_last(k, STR("uoa"), '+');
}

static void push(struct keyed *k, char c)
{
    k->letters[k->n] = c;
    k->marks[k->n] = 0;
    k->n++;
}

static bool set_tone(struct keyed *k, int tone)
{
    if (!has_vowel(k) || k->tone)
        return false;
    k->tone = tone;
    k->used = true;
    return true;
}

static bool telex_key(struct keyed *k, char c)
{
    static const struct str tones = {"sfrxj", 5};
    size_t tone = str_find_byte(tones, c);
    if (tone < tones.n)
        return set_tone(k, (int)tone + 1);
    if (c == 'w') {
        if (mark_horn(k))
            return true;
        push(k, 'u');
        k->marks[k->n - 1] = '+';
        k->used = true;
        return true;
    }
    if (c == 'a' || c == 'e' || c == 'o')
        for (size_t i = k->n; i > 0; i--)
            if (k->letters[i - 1] == c && !k->marks[i - 1])
                return mark_last(k, (struct str){&c, 1}, '^');
    if (c == 'd' && k->n && k->letters[0] == 'd' && !k->marks[0])
        return mark_last(k, STR("d"), '-');
    return false;
}

static bool vni_key(struct keyed *k, char c)
{
    if (c >= '1' && c <= '5')
        return set_tone(k, c - '0');
    if (c == '6')
        return mark_last(k, STR("aeo"), '^');
    if (c == '7')
        return mark_horn(k);
    if (c == '8')
        return mark_last(k, STR("a"), '+');
    return c == '9' && mark_last(k, STR("d"), '-');
}

/* ---- is it a syllable? ---- */

static const struct str onsets[] = {
    STR_INIT("ngh"), STR_INIT("ng"), STR_INIT("nh"), STR_INIT("ch"), STR_INIT("gh"), STR_INIT("gi"),
    STR_INIT("kh"),  STR_INIT("ph"), STR_INIT("qu"), STR_INIT("th"), STR_INIT("tr"), STR_INIT("b"),
    STR_INIT("c"),   STR_INIT("d"),  STR_INIT("g"),  STR_INIT("h"),  STR_INIT("k"),  STR_INIT("l"),
    STR_INIT("m"),   STR_INIT("n"),  STR_INIT("p"),  STR_INIT("r"),  STR_INIT("s"),  STR_INIT("t"),
    STR_INIT("v"),   STR_INIT("x"),
};
static const struct str codas[] = {STR_INIT(""),   STR_INIT("c"), STR_INIT("ch"),
                                   STR_INIT("m"),  STR_INIT("n"), STR_INIT("ng"),
                                   STR_INIT("nh"), STR_INIT("p"), STR_INIT("t")};

/* The vowels [*from, *to) of a syllable; false when it is none. */
static bool nucleus(const struct keyed *k, size_t *from, size_t *to)
{
    struct str all = {k->letters, k->n};
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(onsets) && at == 0; i++) {
        bool whole =
            onsets[i].n == all.n || !is_vowel(all.p[onsets[i].n < all.n ? onsets[i].n : 0]);
        bool lends = str_eq(onsets[i], STR("gi")) || str_eq(onsets[i], STR("qu"));
        if (str_starts(all, onsets[i]) && !(lends && whole))
            at = onsets[i].n;
    }
    size_t end = at;
    while (end < all.n && is_vowel(all.p[end]))
        end++;
    *from = at;
    *to = end;
    struct str coda = str_from(all, end);
    for (size_t i = 0; i < COUNT_OF(codas); i++)
        if (str_eq(coda, codas[i]))
            return end > at && end - at <= 3;
    return false;
}

/* Where the tone goes: on the marked vowel (the second of two), else as in "oá", "ía", "oài". */
static size_t tone_place(const struct keyed *k, size_t from, size_t to)
{
    for (size_t i = to; i > from; i--)
        if (k->marks[i - 1])
            return i - 1;
    if (to - from == 1)
        return from;
    if (to < k->n)
        return to - 1;
    bool glide = (k->letters[from] == 'o' && k->letters[from + 1] != 'i') ||
                 (k->letters[from] == 'u' && k->letters[from + 1] == 'y');
    return to - from == 3 || glide ? from + 1 : from;
}

/* ---- writing it ---- */

/* The combining marks of Unicode; NFC joins them. */
static void add_letter(struct buf *b, char letter, char mark, int tone)
{
    static const struct str tones[] = {STR_INIT(""),       STR_INIT("\u0301"), STR_INIT("\u0300"),
                                       STR_INIT("\u0309"), STR_INIT("\u0303"), STR_INIT("\u0323")};
    if (mark == '-') {
        buf_add(b, STR("đ"));
        return;
    }
    buf_add_byte(b, letter);
    if (mark == '^')
        buf_add(b, STR("\u0302"));
    if (mark == '+')
        buf_add(b, letter == 'a' ? STR("\u0306") : STR("\u031B"));
    buf_add(b, tones[tone]);
}

static struct str written(struct arena *a, const struct keyed *k)
{
    size_t from = 0;
    size_t to = 0;
    struct buf b;
    if (!k->used || !nucleus(k, &from, &to))
        return STR("");
    size_t toned = tone_place(k, from, to);
    buf_init(&b, a);
    for (size_t i = 0; i < k->n; i++)
        add_letter(&b, k->letters[i], k->marks[i], i == toned ? k->tone : 0);
    return utf8_nfc(a, buf_view(&b));
}

/* kind: which keys count. Digits are no letters, so a word typed in Telex has none. */
static struct str read_as(struct arena *a, struct str word, bool (*key)(struct keyed *k, char c))
{
    struct keyed k = {.n = 0};
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        if (key(&k, c))
            continue;
        if (c < 'a' || c > 'z')
            return STR("");
        push(&k, c);
    }
    return written(a, &k);
}

struct str keys_read(struct arena *a, struct str word)
{
    if (word.n < 2 || word.n > KEYS_MAX_BYTES)
        return STR("");
    struct str lower = str_lower_ascii(a, word);
    struct str read = read_as(a, lower, telex_key);
    return read.n ? read : read_as(a, lower, vni_key);
}
