#include "text/norm.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/shape.h"

#include <string.h>

enum {
    CP_REPLACEMENT = 0xFFFD,
    CP_ZERO_WIDTH_SPACE = 0x200B,
    CP_NON_JOINER = 0x200C,
    CP_JOINER = 0x200D,
    CP_STROKE = 0x335,
    CP_BLACK_FLAG = 0x1F3F4,
    CP_GRAVE = 0x300,
    CP_ACUTE = 0x301,
    CP_CIRCUMFLEX = 0x302,
    CP_TILDE = 0x303,
    CP_BREVE = 0x306,
    CP_HOOK = 0x309,
    CP_HORN = 0x31B,
    CP_DOT_BELOW = 0x323,
    CP_D_STROKE = 0x111,
    CP_D_STROKE_UPPER = 0x110,
    CP_ETH = 0xF0,
    CP_ETH_UPPER = 0xD0,
    CP_AFRICAN_D_UPPER = 0x189,
};

static void add_cp(struct buf *b, uint32_t cp)
{
    char out[4];
    buf_add(b, (struct str){out, utf8_put(cp, out)});
}

/* -- what needs no work -- */

/* Characters that norm_text leaves alone wherever they stand: none composes with another, none is a
 * look-alike. Nearly every text holds nothing else. */
static bool is_plain(uint32_t cp)
{
    if (cp < 0x80)
        return true;
    if (cp <= 0xFF)
        return cp > 0xA0 && cp != 0xAD && cp != CP_ETH && cp != CP_ETH_UPPER;
    if (cp <= 0x17F)
        return true;
    bool letter = cp == 0x1A0 || cp == 0x1A1 || cp == 0x1AF || cp == 0x1B0;
    bool composed = cp >= 0x1E00 && cp <= 0x1EFF;
    bool sign = (cp >= 0x2010 && cp <= 0x2027) || (cp >= 0x2030 && cp <= 0x205E);
    return letter || composed || sign || cp == 0x20AB || cp == 0x20AC || cp == 0x2122;
}

static bool all_plain(struct str s)
{
    while (s.n)
        if (!is_plain(utf8_next(&s)))
            return false;
    return true;
}

/* No mark and no letter beyond ASCII is below these; asking Unicode's tables costs more. */
enum { FIRST_MARK = 0x300, FIRST_BEYOND_ASCII = 0x80 };

enum { SYLLABLE_BYTES_MAX = 40 }; /* "nghiêng" in NFD has 10 */

static bool is_mark(uint32_t cp)
{
    return cp >= FIRST_MARK && utf8_is_mark(cp);
}

static bool is_letter(uint32_t cp)
{
    return cp < FIRST_BEYOND_ASCII ? (cp | 32) >= 'a' && (cp | 32) <= 'z' : utf8_is_letter(cp);
}

/* -- single characters: fullwidth, spaces, what cannot be seen -- */

static bool is_tag(uint32_t cp)
{
    return cp == 0xE0001 || (cp >= 0xE0020 && cp <= 0xE007F);
}

/* Characters without width that carry nothing in Vietnamese text; the list is in norm.h. */
static bool is_invisible(uint32_t cp)
{
    switch (cp) {
    case 0xAD:
    case 0x34F:
    case 0x61C:
    case 0x180E:
    case CP_ZERO_WIDTH_SPACE:
    case CP_NON_JOINER:
    case CP_JOINER:
    case 0x200E:
    case 0x200F:
    case 0xFEFF: return true;
    default: break;
    }
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
           (cp >= 0x2066 && cp <= 0x206F) || (cp >= 0xFFF9 && cp <= 0xFFFB) || is_tag(cp);
}

/* utf8_nfd wants valid text, and sorts marks in more than linear time if there are many on a letter. */
static struct str repaired(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    size_t marks = 0;
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if (cp == UTF8_BAD)
            cp = CP_REPLACEMENT;
        if (is_mark(cp))
            marks++;
        else if (!is_invisible(cp))
            marks = 0;
        if (marks <= NORM_MARKS_MAX)
            add_cp(&b, cp);
    }
    return buf_view(&b);
}

/* Latin, Greek and Cyrillic letters as they stand in NFD, and ASCII: none needs a joiner. */
static bool needs_no_joiner(uint32_t cp)
{
    return cp < 0x530 || (cp >= 0x1D00 && cp <= 0x1FFF) || (cp >= 0x2C60 && cp <= 0x2C7F) ||
           (cp >= 0xA720 && cp <= 0xA7FF) || (cp >= 0xAB30 && cp <= 0xAB6F);
}

static bool is_wordy(uint32_t cp)
{
    return is_letter(cp) || utf8_is_digit(cp);
}

/* One character as it is looked at alone. */
static uint32_t narrowed(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return cp - 0xFF01 + '!';
    if (cp == 0x2028 || cp == 0x2029)
        return '\n';
    return cp >= 0x80 && cp != CP_ZERO_WIDTH_SPACE && cp != 0xFEFF && utf8_is_space(cp) ? ' ' : cp;
}

/* The first character of rest that is seen and not a mark; 0 at the end. */
static uint32_t next_seen(struct str rest)
{
    while (rest.n) {
        uint32_t cp = utf8_next(&rest);
        if (!is_invisible(cp) && !is_mark(cp))
            return narrowed(cp);
    }
    return 0;
}

/* The letters with their marks at the end of s (NFD). */
static struct str last_letters(struct str s)
{
    size_t at = s.n;
    while (at > 0) {
        size_t from = at - 1;
        while (from > 0 && ((unsigned char)s.p[from] & 0xC0) == 0x80)
            from--;
        struct str one = str_slice(s, from, at);
        uint32_t cp = utf8_next(&one);
        if (s.n - from > SYLLABLE_BYTES_MAX || (!is_letter(cp) && !is_mark(cp)))
            break;
        at = from;
    }
    return str_from(s, at);
}

/* Writes the letters with their marks at the beginning of s, without what is not seen. */
static size_t put_first_letters(char *out, struct str s)
{
    size_t bytes = 0;
    for (size_t n = 0; n < SYLLABLE_BYTES_MAX && s.n; n++) {
        uint32_t cp = utf8_next(&s);
        if (is_invisible(cp))
            continue;
        if (!is_letter(cp) && !is_mark(cp))
            break;
        bytes += utf8_put(cp, out + bytes);
    }
    return bytes;
}

/* Whether a zero width space stands between two words and not inside one: two syllables that are
 * none together are words, "Hà|Nội" and not "xu|ất"; a digit beside a letter is another word. */
static bool parts_words(struct str written, uint32_t before, struct str rest, uint32_t after)
{
    char both[SYLLABLE_BYTES_MAX * 5];
    if (!is_letter(before) || !is_letter(after))
        return is_letter(before) != is_letter(after);
    struct str left = last_letters(written);
    if (left.n)
        memcpy(both, left.p, left.n);
    struct str right = {both + left.n, put_first_letters(both + left.n, rest)};
    return syllable_is_vietnamese(left) && syllable_is_vietnamese(right) &&
           !syllable_is_vietnamese((struct str){both, left.n + right.n});
}

/* What stays of an invisible character between two seen ones (0: none); UTF8_BAD: nothing. A zero
 * width space between two words is left for the caller as it is. */
static uint32_t kept_of_invisible(uint32_t cp, uint32_t before, uint32_t after)
{
    if (is_tag(cp) && before == CP_BLACK_FLAG)
        return cp;
    if (cp == CP_ZERO_WIDTH_SPACE && is_wordy(before) && is_wordy(after))
        return cp;
    bool joins = cp == CP_JOINER || cp == CP_NON_JOINER;
    return joins && !needs_no_joiner(before) && !needs_no_joiner(after) ? cp : UTF8_BAD;
}

/* s is NFD; the result may not be, because what stood between two marks may have gone. */
static struct str seen(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    uint32_t before = 0; /* the last character that is seen and not a mark */
    uint32_t after = 0;  /* the next one; looked up once for a run of invisible ones */
    bool after_known = false;
    while (s.n) {
        uint32_t cp = narrowed(utf8_next(&s));
        if (!is_invisible(cp)) {
            before = is_mark(cp) ? before : cp;
            after_known = after_known && is_mark(cp);
            add_cp(&b, cp);
            continue;
        }
        after = after_known ? after : next_seen(s);
        after_known = true;
        uint32_t kept = kept_of_invisible(cp, before, after);
        if (kept == UTF8_BAD)
            continue;
        if (kept == CP_ZERO_WIDTH_SPACE) {
            if (!parts_words(buf_view(&b), before, s, after))
                continue;
            kept = ' ';
        }
        if (!is_tag(kept))
            before = 0; /* a second one in a row is dropped */
        add_cp(&b, kept);
    }
    return buf_view(&b);
}

/* -- words: look-alikes -- */

/* Cyrillic and Greek letters whose printed shape is a Latin letter (Unicode UTS #39, confusables:
 * the rows whose target is one ASCII letter). Small Greek letters but omicron are left out: PPARα and
 * hν are written with them. If a small letter is here its capital is, so that lower case and this
 * clean-up can be done in either order. */
static const struct {
    uint16_t from;
    char to;
} LOOK_ALIKES[] = {
    {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'},
    {0x39A, 'K'}, {0x39C, 'M'}, {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'},
    {0x3A5, 'Y'}, {0x3A7, 'X'}, {0x3BF, 'o'}, {0x405, 'S'}, {0x406, 'I'}, {0x408, 'J'},
    {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41A, 'K'}, {0x41C, 'M'}, {0x41D, 'H'},
    {0x41E, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x423, 'Y'}, {0x425, 'X'},
    {0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
    {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x51A, 'Q'}, {0x51B, 'q'},
    {0x51C, 'W'}, {0x51D, 'w'},
};

/* The Latin letter cp looks like, or 0. */
static uint32_t look_alike(uint32_t cp)
{
    if (cp < LOOK_ALIKES[0].from)
        return 0;
    for (size_t i = 0; i < COUNT_OF(LOOK_ALIKES); i++)
        if (LOOK_ALIKES[i].from == cp)
            return (unsigned char)LOOK_ALIKES[i].to;
    return 0;
}

/* In NFD, where letters with marks stand without them. */
static bool is_latin(uint32_t cp)
{
    bool ascii = (cp | 32) >= 'a' && (cp | 32) <= 'z';
    return ascii || (cp >= 0xC0 && cp < 0x250) || (cp >= 0x1E00 && cp <= 0x1EFF);
}

/* The bytes of s (NFD) up to the first character that is no letter or mark; *mixed is true if there
 * are Latin letters and look-alikes among them and nothing else. */
static size_t word_bytes(struct str s, bool *mixed)
{
    struct str rest = s;
    bool latin = false;
    bool alike = false;
    bool other = false;
    size_t n = 0;
    while (rest.n) {
        uint32_t cp = utf8_next(&rest);
        bool mark = is_mark(cp);
        if (!mark && !is_letter(cp))
            break;
        n = s.n - rest.n;
        bool is_alike = look_alike(cp) != 0;
        latin = latin || is_latin(cp);
        alike = alike || is_alike;
        other = other || !(mark || is_alike || is_latin(cp));
    }
    *mixed = latin && alike && !other;
    return n;
}

static uint32_t d_look_alike(uint32_t cp)
{
    if (cp == CP_ETH)
        return CP_D_STROKE;
    return cp == CP_ETH_UPPER || cp == CP_AFRICAN_D_UPPER ? CP_D_STROKE_UPPER : cp;
}

/* -- words: marks -- */

static bool is_vietnamese_mark(uint32_t cp)
{
    switch (cp) {
    case CP_GRAVE:
    case CP_ACUTE:
    case CP_CIRCUMFLEX:
    case CP_TILDE:
    case CP_BREVE:
    case CP_HOOK:
    case CP_HORN:
    case CP_DOT_BELOW: return true;
    default: return false;
    }
}

/* True for the mark that makes another vowel of base. The horn is not here: its combining class puts
 * it before every tone. */
static bool makes_vowel(uint32_t base, uint32_t mark)
{
    uint32_t small = base | 32;
    if (mark == CP_CIRCUMFLEX)
        return small == 'a' || small == 'e' || small == 'o';
    return mark == CP_BREVE && small == 'a';
}

/* Canonical order is kept: a circumflex or breve passes only marks above, of its own class (230). */
static bool is_tone_above(uint32_t cp)
{
    return cp == CP_GRAVE || cp == CP_ACUTE || cp == CP_TILDE || cp == CP_HOOK;
}

/* What is written, and how many marks stand on the last character that is seen. */
struct writer {
    struct buf b;
    size_t marks;
};

/* Takes the marks at the beginning of *rest; returns how many there may be of them, in marks. */
static size_t take_marks(struct str *rest, uint32_t marks[NORM_MARKS_MAX], size_t most)
{
    size_t n = 0;
    struct str look = *rest;
    while (look.n) {
        uint32_t cp = utf8_next(&look);
        if (!is_mark(cp))
            break;
        *rest = look;
        if (n < most)
            marks[n++] = cp;
    }
    return n;
}

/* Puts what makes another vowel of base before the tones, and takes repetitions out. */
static size_t ordered_marks(uint32_t base, uint32_t marks[NORM_MARKS_MAX], size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t at = i; at && makes_vowel(base, marks[at]) && is_tone_above(marks[at - 1]);
             at--) {
            uint32_t vowel = marks[at];
            marks[at] = marks[at - 1];
            marks[at - 1] = vowel;
        }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || marks[kept - 1] != marks[i] || !is_vietnamese_mark(marks[i]))
            marks[kept++] = marks[i];
    return kept;
}

/* Takes the marks after base from *rest and writes base with them; base UTF8_BAD is none. */
static void add_letter(struct writer *w, uint32_t base, struct str *rest)
{
    uint32_t marks[NORM_MARKS_MAX];
    if (!is_invisible(base)) /* as repaired counts them */
        w->marks = 0;
    size_t n = ordered_marks(base, marks, take_marks(rest, marks, NORM_MARKS_MAX - w->marks));
    size_t from = 0;
    if (n && marks[0] == CP_STROKE && (base == 'd' || base == 'D')) {
        base = base == 'd' ? CP_D_STROKE : CP_D_STROKE_UPPER;
        from = 1;
    }
    if (base != UTF8_BAD)
        add_cp(&w->b, base);
    for (size_t i = from; i < n; i++)
        add_cp(&w->b, marks[i]);
    w->marks += n;
}

static void add_word(struct writer *w, struct str word, bool mixed)
{
    uint32_t cp = d_look_alike(utf8_next(&word));
    for (;;) {
        uint32_t alike = mixed ? look_alike(cp) : 0;
        add_letter(w, alike ? alike : cp, &word);
        if (!word.n)
            return;
        cp = utf8_next(&word);
    }
}

/* s is NFD, and so is the result. */
static struct str words_cleaned(struct arena *a, struct str s)
{
    struct writer w = {.marks = 0};
    buf_init(&w.b, a);
    add_letter(&w, UTF8_BAD, &s);
    while (s.n) {
        bool mixed = false;
        size_t n = word_bytes(s, &mixed);
        if (n)
            add_word(&w, str_first(s, n), mixed);
        s = str_from(s, n);
        if (!n)
            add_letter(&w, utf8_next(&s), &s);
    }
    return buf_view(&w.b);
}

/* -- stretches -- */

static struct str worked_over(struct arena *a, struct str s)
{
    struct str apart = utf8_nfd(a, repaired(a, s));
    return utf8_nfc(a, words_cleaned(a, utf8_nfd(a, seen(a, apart))));
}

/* The bytes of s up to the first ASCII space or line feed behind its first byte. Nothing acts across
 * one: it composes with nothing before it, ends a word, and no joiner or boundary stays beside it. */
static size_t piece_bytes(struct str s)
{
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] == ' ' || s.p[i] == '\n')
            return i;
    return s.n;
}

/* The bytes at the beginning of s in pieces that are all plain, or all not, as *plain says. */
static size_t stretch_bytes(struct str s, bool *plain)
{
    size_t n = piece_bytes(s);
    *plain = all_plain(str_first(s, n));
    while (n < s.n) {
        struct str piece = str_from(s, n);
        piece = str_first(piece, piece_bytes(piece));
        if (all_plain(piece) != *plain)
            break;
        n += piece.n;
    }
    return n;
}

/* Its working memory is given back at once: the arena of a page is to hold its text, not ten copies. */
static void add_worked_over(struct buf *b, struct arena *a, struct str s)
{
    struct arena scratch;
    arena_init(&scratch, a->limit_bytes);
    buf_add(b, worked_over(&scratch, s));
    a->failed = a->failed || arena_failed(&scratch);
    arena_release(&scratch);
}

struct str norm_text(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    while (s.n) {
        bool plain = true;
        struct str stretch = str_first(s, stretch_bytes(s, &plain));
        if (stretch.n == s.n && plain && b.n == 0)
            return str_copy(a, s);
        if (plain)
            buf_add(&b, stretch);
        else
            add_worked_over(&b, a, stretch);
        s = str_from(s, stretch.n);
    }
    return arena_failed(a) ? STR("") : buf_view(&b);
}
