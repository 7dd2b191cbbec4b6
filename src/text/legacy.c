#include "text/legacy.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/legacy_mend.h"
#include "text/legacy_table.h"
#include "text/norm_spelling.h"

const char *legacy_words(enum legacy_charset charset)
{
    static const char *const WORDS[] = {
#define X(name, words) words,
        LEGACY_TABLE(X)
#undef X
    };
    _Static_assert(COUNT_OF(WORDS) == LEGACY_COUNT, "every set has words");
    return WORDS[charset];
}

/* -- characters -- */

struct reader {
    enum legacy_charset charset;
    bool typed; /* rest is UTF-8 whose characters stand for bytes */
    struct str rest;
    uint32_t seen; /* what the last character is, or begins with, in windows-1252 */
};

/* Takes a byte from *rest; -1 if what was taken is no byte of windows-1252 but the character *other. */
static int take_byte(bool typed, struct str *rest, uint32_t *other)
{
    if (!typed) {
        unsigned char byte = (unsigned char)rest->p[0];
        *rest = str_from(*rest, 1);
        return byte;
    }
    uint32_t cp = utf8_next(rest);
    *other = cp == UTF8_BAD ? 0xFFFD : cp;
    return legacy_cp1252_byte(*other);
}

/* The VNI character that begins with a byte already taken from r. */
static uint32_t vni_character(struct reader *r, unsigned char first)
{
    char bytes[2] = {(char)first, 0};
    uint32_t other = 0;
    struct str after = r->rest;
    int second = after.n ? take_byte(r->typed, &after, &other) : -1;
    bytes[1] = (char)(second < 0 ? 0 : second);
    struct str pair = {bytes, sizeof bytes};
    uint32_t cp = legacy_vni_next(&pair);
    if (pair.n == 0 && second >= 0) {
        r->rest = after;
        r->seen = r->typed ? other : legacy_cp1252((unsigned char)second);
    }
    return cp;
}

/* The next character; r->rest must not be empty. */
static uint32_t reader_next(struct reader *r)
{
    uint32_t other = 0;
    int byte = take_byte(r->typed, &r->rest, &other);
    r->seen = r->typed ? other : legacy_cp1252((unsigned char)byte);
    if (byte < 0)
        return other;
    switch (r->charset) {
    case LEGACY_TCVN3: return legacy_tcvn3((unsigned char)byte);
    case LEGACY_VNI: return vni_character(r, (unsigned char)byte);
    case LEGACY_VISCII: return legacy_viscii((unsigned char)byte);
    case LEGACY_CP1258: return legacy_cp1258((unsigned char)byte);
    case LEGACY_NONE:
    case LEGACY_COUNT: break;
    }
    return r->typed ? other : legacy_cp1252((unsigned char)byte);
}

/* -- words -- */

/* Words of a sample: marked ones hold a character beyond ASCII, plain ones do not. */
struct tally {
    size_t marked_good;
    size_t
        sign_good; /* whose marks are all signs in windows-1252: "th«ng", but "D’" is VISCII's dỗ */
    size_t marked_bad;
    size_t plain_bad;
    struct spelling first; /* the first of marked_good */
    bool varied;           /* and there is another */
};

/* The word that is being read. */
struct word {
    struct spelling_letter letters[SPELLING_LETTERS_MAX];
    size_t n; /* may pass SPELLING_LETTERS_MAX; then only counted */
    bool marked;
    bool strange; /* has a letter beyond ASCII as it is seen */
    bool small;   /* has a small letter */
    bool bad;     /* holds what no syllable holds */
};

static enum spelling_tone combining_tone(uint32_t cp)
{
    switch (cp) {
    case 0x300: return SPELLING_GRAVE;
    case 0x301: return SPELLING_ACUTE;
    case 0x303: return SPELLING_TILDE;
    case 0x309: return SPELLING_HOOK;
    case 0x323: return SPELLING_DOT;
    default: return SPELLING_LEVEL;
    }
}

/* Signs beyond ASCII that stand beside words in any text. */
static bool is_common_sign(uint32_t cp)
{
    switch (cp) {
    case 0xA0:   /* no-break space */
    case 0xA9:   /* © */
    case 0xAB:   /* « */
    case 0xAE:   /* ® */
    case 0xB0:   /* ° */
    case 0xB2:   /* ² */
    case 0xB3:   /* ³ */
    case 0xB7:   /* · */
    case 0xBB:   /* » */
    case 0x20AB: /* ₫ */
    case 0x20AC: /* € */
    case 0x2122: /* ™ */ return true;
    default: return cp >= 0x2010 && cp <= 0x203A;
    }
}

static bool is_ascii_letter(uint32_t cp)
{
    return (cp | 32) >= 'a' && (cp | 32) <= 'z';
}

/* True if cp belongs to a word: a letter, a combining tone, or a sign that no text has inside. */
static bool is_word_cp(uint32_t cp)
{
    return cp < 0x80 ? is_ascii_letter(cp) : !is_common_sign(cp);
}

static void word_add(struct word *w, uint32_t cp)
{
    enum spelling_tone tone = combining_tone(cp);
    w->marked = w->marked || cp >= 0x80;
    if (tone != SPELLING_LEVEL) {
        bool on_vowel = w->n > 0 && w->n <= SPELLING_LETTERS_MAX &&
                        w->letters[w->n - 1].tone == SPELLING_LEVEL &&
                        spelling_is_vowel(w->letters[w->n - 1].base);
        w->bad = w->bad || !on_vowel;
        if (on_vowel)
            w->letters[w->n - 1].tone = tone;
        return;
    }
    struct spelling_letter letter = spelling_letter_of(cp);
    /* "cỘng": no font writes so; "HộI" is TCVN3 in a font of capitals */
    w->bad = w->bad || (letter.upper && cp >= 0x80 && w->small);
    w->small = w->small || !letter.upper;
    if (w->n < SPELLING_LETTERS_MAX)
        w->letters[w->n] = letter;
    w->n++;
}

static bool same_letters(const struct spelling *a, const struct spelling *b)
{
    bool same = a->n == b->n && a->tone == b->tone;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->letters[i].base == b->letters[i].base;
    return same;
}

/* One letter alone says little: the quotes and dashes of a French page are letters of VISCII. */
static void count_good(struct tally *t, const struct spelling *s, bool strange)
{
    if (s->n == 1)
        return;
    if (!strange) {
        t->sign_good++;
        return;
    }
    if (t->marked_good == 0)
        t->first = *s;
    t->varied = t->varied || !same_letters(&t->first, s);
    t->marked_good++;
}

/* Counts the word and empties it. Abbreviations in plain capitals say nothing. */
static void word_end(struct word *w, struct tally *t)
{
    struct spelling s;
    bool good = !w->bad && spelling_read(w->letters, w->n, &s) && spelling_is_strict(&s);
    if (good && w->marked)
        count_good(t, &s, w->strange);
    else if (!good && w->marked)
        t->marked_bad++;
    else if (!good && w->n > 1 && w->small)
        t->plain_bad++;
    *w = (struct word){.n = 0};
}

/* -- markup -- */

enum { ENTITY_BYTES_MAX = 10 }; /* &thetasym; */

/* The bytes of s that are a tag, or a script or style sheet up to its end tag; 0 if none. */
static size_t tag_bytes(struct str s)
{
    if (s.n < 2 || !(is_ascii_letter((unsigned char)s.p[1]) || s.p[1] == '/' || s.p[1] == '!'))
        return 0;
    size_t close = str_find_byte(s, '>');
    struct str name = str_slice(s, 1, 7);
    bool text_inside =
        str_eq_nocase(name, STR("script")) || str_eq_nocase(str_first(name, 5), STR("style"));
    if (!text_inside)
        return close < s.n ? close + 1 : s.n;
    return close + str_find(str_from(s, close), STR("</"));
}

static size_t entity_bytes(struct str s)
{
    size_t end = str_find_byte(str_first(s, ENTITY_BYTES_MAX), ';');
    return end < s.n && end < ENTITY_BYTES_MAX ? end + 1 : 0;
}

static size_t markup_bytes(struct str s)
{
    if (s.p[0] == '<')
        return tag_bytes(s);
    return s.p[0] == '&' ? entity_bytes(s) : 0;
}

static struct tally tally_of(struct reader r)
{
    struct tally t = {.marked_good = 0};
    struct word w = {.n = 0};
    while (r.rest.n) {
        size_t skip = markup_bytes(r.rest);
        if (skip) {
            word_end(&w, &t);
            r.rest = str_from(r.rest, skip);
            continue;
        }
        uint32_t cp = reader_next(&r);
        w.strange = w.strange || (r.seen >= 0x80 && !is_common_sign(r.seen));
        if (is_word_cp(cp))
            word_add(&w, cp);
        else
            word_end(&w, &t);
    }
    word_end(&w, &t);
    return t;
}

/* -- the verdict -- */

/* Weights by trial on news text of 50 letters in each set, and on English and French. */
enum { GOOD_WEIGHT = 3, BAD_WEIGHT = 6, PLAIN_BAD_WEIGHT = 1 };

static int64_t score_of(const struct tally *t)
{
    return (int64_t)(GOOD_WEIGHT * t->marked_good) - (int64_t)(BAD_WEIGHT * t->marked_bad) -
           (int64_t)(PLAIN_BAD_WEIGHT * t->plain_bad);
}

/* One word, however often, may be chance: "où" is "ó" in VNI, "n°" is "nỗ" in VISCII. */
static bool is_evidence(const struct tally *t)
{
    return t->varied && score_of(t) > 0;
}

static int confidence_pct_of(const struct tally *t)
{
    size_t good = t->marked_good + t->sign_good;
    return (int)(100 * good / (good + t->marked_bad + 1));
}

static struct legacy_guess best_guess(struct str sample, bool typed)
{
    struct legacy_guess guess = {LEGACY_NONE, 0};
    struct tally as_it_is = tally_of((struct reader){LEGACY_NONE, typed, sample, 0});
    int64_t best = score_of(&as_it_is);
    for (enum legacy_charset c = LEGACY_TCVN3; c < LEGACY_COUNT; c++) {
        struct tally t = tally_of((struct reader){c, typed, sample, 0});
        if (!is_evidence(&t) || score_of(&t) <= best)
            continue;
        best = score_of(&t);
        guess = (struct legacy_guess){c, confidence_pct_of(&t)};
    }
    return guess;
}

struct legacy_guess legacy_recognise(struct str bytes)
{
    if (utf8_valid(bytes, NULL))
        return (struct legacy_guess){LEGACY_NONE, 0};
    return best_guess(str_first(bytes, LEGACY_SAMPLE_BYTES), false);
}

/* At most LEGACY_SAMPLE_BYTES of text, not cut inside a character. */
static struct str typed_sample(struct str text)
{
    size_t n = text.n < LEGACY_SAMPLE_BYTES ? text.n : LEGACY_SAMPLE_BYTES;
    while (n < text.n && n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return str_first(text, n);
}

/* False for text that cannot be windows-1252 read as UTF-8: it has another letter. *marked: its
 * characters beyond ASCII. */
static bool is_western(struct str text, size_t *marked)
{
    *marked = 0;
    while (text.n) {
        uint32_t cp = utf8_next(&text);
        if (cp == UTF8_BAD)
            return false;
        if (cp >= 0x80 && legacy_cp1252_byte(cp) < 0 && (utf8_is_letter(cp) || utf8_is_mark(cp)))
            return false;
        *marked += cp >= 0x80 && !is_common_sign(cp);
    }
    return true;
}

bool legacy_may_be_typed(struct str text)
{
    size_t marked;
    return is_western(typed_sample(text), &marked);
}

/* Vietnamese marks every third letter; the name in an English text is not worth reading all of it in
 * every character set. */
struct legacy_guess legacy_recognise_typed(struct str text)
{
    enum { MARKED_SHARE = 50 };
    struct str sample = typed_sample(text);
    size_t marked;
    if (!is_western(sample, &marked) || !marked || marked * MARKED_SHARE < sample.n)
        return (struct legacy_guess){LEGACY_NONE, 0};
    return best_guess(sample, true);
}

bool legacy_typed_fits(enum legacy_charset charset, struct str text)
{
    struct str sample = typed_sample(text);
    size_t unused;
    if (charset == LEGACY_NONE || !is_western(sample, &unused))
        return false;
    struct tally as_it_is = tally_of((struct reader){LEGACY_NONE, true, sample, 0});
    struct tally t = tally_of((struct reader){charset, true, sample, 0});
    /* "Ô-ba-ma": one letter counts for nothing, but ¤ is none */
    bool reads = t.marked_good + t.sign_good > 0 || t.marked_bad < as_it_is.marked_bad;
    int64_t signs = (int64_t)(GOOD_WEIGHT * t.sign_good);
    return reads && score_of(&t) + signs >= score_of(&as_it_is);
}

/* -- conversion -- */

static struct str converted(struct arena *a, struct reader r)
{
    struct buf b;
    buf_init(&b, a);
    while (r.rest.n) {
        char out[4];
        buf_add(&b, (struct str){out, utf8_put(reader_next(&r), out)});
    }
    struct str text = utf8_nfc(a, buf_view(&b));
    if (r.charset != LEGACY_TCVN3)
        return text;
    text = legacy_mend_case(a, text);
    return r.typed ? legacy_mend_horn(a, text) : text;
}

struct str legacy_to_utf8(struct arena *a, enum legacy_charset charset, struct str bytes)
{
    return converted(a, (struct reader){charset, false, bytes, 0});
}

struct str legacy_typed_to_utf8(struct arena *a, enum legacy_charset charset, struct str text)
{
    return converted(a, (struct reader){charset, true, text, 0});
}
