#include "text/syllable.h"

#include "base/utf8.h"
#include "text/shape.h"

enum {
    CP_END = -1,          /* what peek returns past the last byte */
    EMAIL_LOCAL_MAX = 64, /* bytes before the @ (RFC 5321, 4.5.3.1.1) */
    HOST_MAX = 255,       /* bytes of a host name (RFC 1035, 2.3.4) */
    ABBREVIATION_MAX = 8, /* bytes: no title or kind of place is longer */
    NAME_WORD_MAX = 12,   /* bytes: "Nghiêm" has 7 */
};

/* -- letters -- */

/* Marks over and under a letter as one small number: the tone of a Vietnamese syllable. */
enum { TONE_NONE, TONE_GRAVE, TONE_ACUTE, TONE_HOOK, TONE_TILDE, TONE_DOT };

/* U+1EA0..U+1EF9, where capital and small letter take turns: letter and tone of each pair. */
enum { PAIRS_FIRST = 0x1EA0, PAIRS_LAST = 0x1EF9 };
static const uint16_t PAIR_LETTERS[] = {
    'a',   'a',   0xE2,  0xE2,  0xE2,  0xE2,  0xE2,  0x103, 0x103, 0x103, 0x103, 0x103,
    'e',   'e',   'e',   0xEA,  0xEA,  0xEA,  0xEA,  0xEA,  'i',   'i',   'o',   'o',
    0xF4,  0xF4,  0xF4,  0xF4,  0xF4,  0x1A1, 0x1A1, 0x1A1, 0x1A1, 0x1A1, 'u',   'u',
    0x1B0, 0x1B0, 0x1B0, 0x1B0, 0x1B0, 'y',   'y',   'y',   'y',
};
static const char PAIR_TONES[] = "532134521345534213453553213452134553213451534";
_Static_assert(COUNT_OF(PAIR_LETTERS) == (PAIRS_LAST - PAIRS_FIRST + 1) / 2, "a letter a pair");
_Static_assert(sizeof PAIR_TONES - 1 == COUNT_OF(PAIR_LETTERS), "a tone a pair");

/* U+00E0..U+00FF; the capitals are 32 below. */
enum { LATIN1_FIRST = 0xC0, LATIN1_SMALL = 0xE0, LATIN1_LAST = 0xFF };
static const unsigned char LATIN1_LETTERS[] = {
    'a',  'a', 0xE2, 'a', 0xE4, 0xE5, 0xE6, 0xE7, 'e',  'e', 0xEA, 0xEB, 'i',  'i', 0xEE, 0xEF,
    0xF0, 'n', 'o',  'o', 0xF4, 'o',  0xF6, 0xF7, 0xF8, 'u', 'u',  0xFB, 0xFC, 'y', 0xFE, 0xFF,
};
static const char LATIN1_TONES[] = "12040000120012000412040001200200";
_Static_assert(sizeof LATIN1_TONES - 1 == COUNT_OF(LATIN1_LETTERS), "a tone a letter");

struct letter {
    uint32_t cp; /* small, without its tone */
    unsigned tone;
};

static struct letter letter_of_rest(uint32_t cp)
{
    switch (cp) {
    case 0x300: return (struct letter){0, TONE_GRAVE};
    case 0x301: return (struct letter){0, TONE_ACUTE};
    case 0x303: return (struct letter){0, TONE_TILDE};
    case 0x309: return (struct letter){0, TONE_HOOK};
    case 0x323: return (struct letter){0, TONE_DOT};
    case 0x128:
    case 0x129: return (struct letter){'i', TONE_TILDE};
    case 0x168:
    case 0x169: return (struct letter){'u', TONE_TILDE};
    default: return (struct letter){cp == UTF8_BAD ? cp : utf8_lower_cp(cp), TONE_NONE};
    }
}

static struct letter letter_of(uint32_t cp)
{
    if (cp < 0x80)
        return (struct letter){cp >= 'A' && cp <= 'Z' ? cp + 32 : cp, TONE_NONE};
    if (cp >= PAIRS_FIRST && cp <= PAIRS_LAST) {
        size_t i = (cp - PAIRS_FIRST) / 2;
        return (struct letter){PAIR_LETTERS[i], (unsigned)(PAIR_TONES[i] - '0')};
    }
    if (cp >= LATIN1_FIRST && cp <= LATIN1_LAST && cp != 0xD7) {
        size_t i = cp % 32;
        return (struct letter){LATIN1_LETTERS[i], (unsigned)(LATIN1_TONES[i] - '0')};
    }
    return letter_of_rest(cp);
}

/* A letter and the breve, circumflex or horn that follows it in NFD, as one letter; 0 if none. */
static uint32_t with_mark(uint32_t letter, uint32_t mark)
{
    static const struct {
        uint16_t letter, mark, both;
    } MARKED[] = {
        {'a', 0x302, 0xE2}, {'a', 0x306, 0x103}, {'e', 0x302, 0xEA},
        {'o', 0x302, 0xF4}, {'o', 0x31B, 0x1A1}, {'u', 0x31B, 0x1B0},
    };
    enum { MARK_FIRST = 0x302, MARK_LAST = 0x31B };
    if (mark < MARK_FIRST || mark > MARK_LAST)
        return 0;
    for (size_t i = 0; i < COUNT_OF(MARKED); i++)
        if (MARKED[i].letter == letter && MARKED[i].mark == mark)
            return MARKED[i].both;
    return 0;
}

static bool is_vowel(uint32_t letter)
{
    switch (letter) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 0xE2:
    case 0xEA:
    case 0xF4:
    case 0x103:
    case 0x1A1:
    case 0x1B0: return true;
    default: return false;
    }
}

static bool is_upper(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z';
    if (cp >= PAIRS_FIRST && cp <= PAIRS_LAST)
        return cp % 2 == 0;
    return cp != UTF8_BAD && utf8_is_upper(cp);
}

/* -- what a character is to a piece -- */

enum cp_class { CP_SPACE, CP_LETTER, CP_DIGIT, CP_SIGN };

static enum cp_class class_of(uint32_t cp)
{
    if (cp < 0x80) {
        if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
            return CP_LETTER;
        if (cp >= '0' && cp <= '9')
            return CP_DIGIT;
        return byte_is_space((char)cp) ? CP_SPACE : CP_SIGN;
    }
    if ((cp >= LATIN1_FIRST && cp < 0x370 && cp != 0xD7 && cp != 0xF7) ||
        (cp >= PAIRS_FIRST && cp <= PAIRS_LAST))
        return CP_LETTER;
    if (cp == UTF8_BAD)
        return CP_SIGN; /* a word beside it is still that word */
    if (utf8_is_letter(cp) || utf8_is_mark(cp))
        return CP_LETTER;
    if (utf8_is_digit(cp))
        return CP_DIGIT;
    return utf8_is_space(cp) ? CP_SPACE : CP_SIGN;
}

/* The character at byte `at` and where the next begins; CP_END past the end. */
static int64_t peek(struct str text, size_t at, size_t *next)
{
    if (at >= text.n)
        return CP_END;
    unsigned char byte = (unsigned char)text.p[at];
    if (byte < 0x80) {
        *next = at + 1;
        return byte;
    }
    enum { TAIL = 0x3F, TAIL_BITS = 6, TWO_FIRST = 0xC2, TWO_LAST = 0xDF, E1 = 0xE1 };
    unsigned char second = at + 1 < text.n ? (unsigned char)text.p[at + 1] : 0;
    unsigned char third = at + 2 < text.n ? (unsigned char)text.p[at + 2] : 0;
    if ((second & ~TAIL) == 0x80 && byte >= TWO_FIRST && byte <= TWO_LAST) {
        *next = at + 2;
        return (byte & 0x1F) << TAIL_BITS | (second & TAIL);
    }
    if ((second & ~TAIL) == 0x80 && (third & ~TAIL) == 0x80 && byte == E1) {
        *next = at + 3; /* all of Vietnamese's three-byte letters begin so */
        return 0x1000 | (second & TAIL) << TAIL_BITS | (third & TAIL);
    }
    struct str rest = str_from(text, at);
    uint32_t cp = utf8_next(&rest);
    *next = text.n - rest.n;
    return cp;
}

static bool is_class(struct str text, size_t at, enum cp_class wanted)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    return cp != CP_END && class_of((uint32_t)cp) == wanted;
}

static bool is_alnum(struct str text, size_t at)
{
    return is_class(text, at, CP_LETTER) || is_class(text, at, CP_DIGIT);
}

static bool upper_at(struct str text, size_t at)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    return cp != CP_END && is_upper((uint32_t)cp);
}

/* "Hồ" at `at`: a capital and then a small letter. */
static bool title_at(struct str text, size_t at)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    return cp != CP_END && is_upper((uint32_t)cp) && is_class(text, next, CP_LETTER) &&
           !upper_at(text, next);
}

/* Past the letters and digits from `at` on that are told by their bytes alone: ASCII, and the two and
 * three bytes of Vietnamese letters. They are nearly all there are. */
static size_t plain_run_end(struct str text, size_t at)
{
    while (at < text.n) {
        unsigned char byte = (unsigned char)text.p[at];
        if (byte < 0x80) {
            if ((unsigned)((byte | 32) - 'a') > 25U && (unsigned)(byte - '0') > 9U)
                return at;
            at++;
            continue;
        }
        unsigned char second = at + 1 < text.n ? (unsigned char)text.p[at + 1] : 0;
        if ((byte == 0xC3 && second != 0x97 && second != 0xB7) || (byte >= 0xC4 && byte <= 0xC6)) {
            if ((second & 0xC0) != 0x80)
                return at;
            at += 2;
        } else if (byte == 0xE1 && (second == 0xBA || second == 0xBB) && at + 2 < text.n &&
                   ((unsigned char)text.p[at + 2] & 0xC0) == 0x80) {
            at += 3; /* U+1E80 to U+1EFF */
        } else {
            return at;
        }
    }
    return at;
}

/* The letters and digits from `at` on end here. */
static size_t run_end(struct str text, size_t at)
{
    at = plain_run_end(text, at);
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    while (cp != CP_END) {
        enum cp_class class = class_of((uint32_t)cp);
        if (class != CP_LETTER && class != CP_DIGIT)
            break;
        at = next;
        cp = peek(text, at, &next);
    }
    return at;
}

/* -- abbreviations -- */

/* What is written with a full stop and stands before a name: kinds of places, titles. */
static bool is_short_form(struct str part)
{
    static const struct str FORMS[] = {
        STR_INIT("TP"),  STR_INIT("Tp"),   STR_INIT("tp"),   STR_INIT("TX"),   STR_INIT("Tx"),
        STR_INIT("TT"),  STR_INIT("Tt"),   STR_INIT("Q"),    STR_INIT("q"),    STR_INIT("P"),
        STR_INIT("p"),   STR_INIT("H"),    STR_INIT("h"),    STR_INIT("GS"),   STR_INIT("Gs"),
        STR_INIT("PGS"), STR_INIT("TS"),   STR_INIT("Ts"),   STR_INIT("ThS"),  STR_INIT("Ths"),
        STR_INIT("BS"),  STR_INIT("Bs"),   STR_INIT("CN"),   STR_INIT("KS"),   STR_INIT("KTS"),
        STR_INIT("LS"),  STR_INIT("DS"),   STR_INIT("NSƯT"), STR_INIT("NSND"), STR_INIT("Th"),
        STR_INIT("Mr"),  STR_INIT("Mrs"),  STR_INIT("Ms"),   STR_INIT("Dr"),   STR_INIT("St"),
        STR_INIT("Nxb"), STR_INIT("NXB"),  STR_INIT("tr"),   STR_INIT("Tr"),   STR_INIT("BCH"),
        STR_INIT("CKI"), STR_INIT("CKII"), STR_INIT("TSKH"), STR_INIT("NGND"), STR_INIT("NGƯT"),
        STR_INIT("Cty"), STR_INIT("CTy"),  STR_INIT("VS"),   STR_INIT("PTS"),  STR_INIT("ĐD"),
        STR_INIT("No"),  STR_INIT("Vol"),  STR_INIT("pp"),   STR_INIT("Prof"),
    };
    if (part.n > ABBREVIATION_MAX)
        return false;
    for (size_t i = 0; i < COUNT_OF(FORMS); i++)
        if (str_eq(FORMS[i], part))
            return true;
    return false;
}

/* "N" of N.V.P.: one capital letter. */
static bool is_initial(struct str part)
{
    size_t next = 0;
    int64_t cp = peek(part, 0, &next);
    return cp != CP_END && is_upper((uint32_t)cp) && next == part.n;
}

static bool is_capitals(struct str part)
{
    size_t at = 0;
    if (part.n > ABBREVIATION_MAX)
        return false;
    while (at < part.n) {
        size_t next = at;
        int64_t cp = peek(part, at, &next);
        if (!is_upper((uint32_t)cp))
            return false;
        at = next;
    }
    return part.n > 0;
}

/* True if the full stop at `dot` belongs to the piece whose last part is `part`, with more behind. */
static bool dot_joins(struct str text, struct str part, size_t dot)
{
    if (!is_alnum(text, dot + 1))
        return false;
    if (is_short_form(part))
        return !title_at(text, dot + 1);
    if (str_eq(part, STR("v")))
        return text.p[dot + 1] == 'v';
    return is_capitals(part) && (is_initial(part) || !title_at(text, dot + 1));
}

/* "./." closes an official document: one sign. Its bytes at `at`, 0 for none. */
static size_t end_mark_bytes(struct str text, size_t at)
{
    static const struct str MARK = STR_INIT("./.");
    return at < text.n && text.p[at] == '.' && str_starts(str_from(text, at), MARK) ? MARK.n : 0;
}

/* Where the word begins that ends at `end`, after white space or an underscore. */
static size_t word_start(struct str text, size_t end)
{
    size_t at = end;
    while (at > 0 && end - at < NAME_WORD_MAX && !byte_is_space(text.p[at - 1]) &&
           text.p[at - 1] != '_')
        at--;
    return at;
}

static bool is_address(struct str word)
{
    static const struct str WORDS[] = {STR_INIT("Ông"), STR_INIT("Bà"),  STR_INIT("Anh"),
                                       STR_INIT("Chị"), STR_INIT("Em"),  STR_INIT("Cô"),
                                       STR_INIT("Chú"), STR_INIT("Bác"), STR_INIT("Cháu")};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(WORDS[i], word))
            return true;
    return false;
}

/* "A" of "Nguyễn Văn A. Sau đó": the letter at `start` is a name's last word, so that the full stop
 * behind it is the sentence's; not of "Nguyễn V. Hùng", "Ông Lê T. Hoa", "George W. Bush". */
static bool is_last_of_name(struct str text, size_t start)
{
    size_t at = start;
    for (int words = 0; words < 2; words++) {
        if (at == 0 || (text.p[at - 1] != ' ' && text.p[at - 1] != '_'))
            return false;
        size_t from = word_start(text, at - 1);
        struct str word = str_slice(text, from, at - 1);
        if (!title_at(text, from) || !syllable_is_vietnamese(word) || is_address(word))
            return false;
        at = from;
    }
    return true;
}

/* True if the full stop at `dot` ends the piece and is part of it: "TP." but not at the end. */
static bool dot_closes(struct str text, struct str piece, struct str part, size_t dot)
{
    if (dot + 1 >= text.n || text.p[dot + 1] == '.' || end_mark_bytes(text, dot))
        return false;
    size_t at = dot + 1;
    while (at < text.n && byte_is_space(text.p[at]))
        at++;
    if (at == text.n)
        return false;
    size_t start = dot - part.n;
    if (is_initial(part) && at > dot + 1 && upper_at(text, at) && is_last_of_name(text, start))
        return false;
    return is_short_form(part) || is_initial(part) || str_eq(piece, STR("v.v"));
}

/* -- pieces -- */

/* Past the sign at `at` if it ties the letters before it to those behind it, else `at`. */
static size_t sign_in_word(struct str text, struct str part, size_t at)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    bool joins = false;
    if (cp == '-' || cp == '\'' || cp == 0x2019)
        joins = is_alnum(text, next);
    else if (cp == '&')
        joins = is_capitals(part) && upper_at(text, next);
    else if (cp == '.')
        joins = dot_joins(text, part, at);
    return joins ? next : at;
}

static size_t sign_in_number(struct str text, size_t at)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    bool joins = false;
    if (cp == '.' || cp == ',' || cp == ':' || cp == 0x2013)
        joins = is_class(text, next, CP_DIGIT);
    else if (cp == '/')
        joins = is_class(text, next, CP_DIGIT) || upper_at(text, next);
    else if (cp == '-')
        joins = is_alnum(text, next);
    return joins ? next : at;
}

static size_t word_end(struct str text, size_t start)
{
    size_t part_start = start;
    for (;;) {
        size_t end = run_end(text, part_start);
        struct str part = str_slice(text, part_start, end);
        size_t next = sign_in_word(text, part, end);
        if (next != end) {
            part_start = next;
            continue;
        }
        if (end < text.n && text.p[end] == '.' &&
            dot_closes(text, str_slice(text, start, end), part, end))
            return end + 1;
        return end;
    }
}

static size_t number_end(struct str text, size_t start)
{
    size_t at = start;
    for (;;) {
        size_t end = run_end(text, at);
        at = sign_in_number(text, end);
        if (at == end)
            break;
    }
    return at < text.n && text.p[at] == '%' && byte_is_digit(text.p[at - 1]) ? at + 1 : at;
}

/* A run of one sign is one piece; brackets and quotes are not runs. */
static size_t sign_end(struct str text, size_t start)
{
    size_t end = start;
    int64_t cp = peek(text, start, &end);
    if (end_mark_bytes(text, start))
        return start + end_mark_bytes(text, start);
    bool runs = cp < 0x80 && str_find_byte(STR(".!?-*=_~+#"), (char)cp) < 10;
    while (runs && end < text.n && text.p[end] == text.p[start])
        end++;
    return end;
}

/* -- links -- */

static bool is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '-' ||
           c == '.';
}

/* Where the host name that begins at `at` ends, without a closing full stop; `at` if it has no dot
 * inside or is too long. */
static size_t host_end(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.n && end - at <= HOST_MAX && is_host_byte(text.p[end]))
        end++;
    while (end > at && (text.p[end - 1] == '.' || text.p[end - 1] == '-'))
        end--;
    struct str host = str_slice(text, at, end);
    size_t dot = str_find_last_byte(host, '.');
    return host.n <= HOST_MAX && dot > 0 && dot + 2 < host.n && !is_alnum(text, end) ? end : at;
}

/* Up to white space, quotes or angle brackets, without the punctuation that closes a sentence. */
static size_t address_end(struct str text, size_t start, size_t least)
{
    size_t end = least;
    while (end < text.n && !is_class(text, end, CP_SPACE) &&
           str_find_byte(STR("<>\"|"), text.p[end]) == 4)
        end++;
    while (end > least && str_find_byte(STR(".,;:!?)]}'"), text.p[end - 1]) < 10)
        end--;
    return end > least ? end : start;
}

static bool ends_in_known_domain(struct str host)
{
    static const struct str DOMAINS[] = {
        STR_INIT(".vn"),  STR_INIT(".com"),  STR_INIT(".net"), STR_INIT(".org"), STR_INIT(".gov"),
        STR_INIT(".edu"), STR_INIT(".info"), STR_INIT(".biz"), STR_INIT(".tv"),  STR_INIT(".eu"),
    };
    for (size_t i = 0; i < COUNT_OF(DOMAINS); i++)
        if (str_ends(host, DOMAINS[i]))
            return true;
    return false;
}

static size_t email_end(struct str text, size_t start)
{
    size_t at = start;
    while (at < text.n && at - start <= EMAIL_LOCAL_MAX &&
           (is_host_byte(text.p[at]) || text.p[at] == '_' || text.p[at] == '+'))
        at++;
    if (at == start || at - start > EMAIL_LOCAL_MAX || at >= text.n || text.p[at] != '@')
        return start;
    size_t end = host_end(text, at + 1);
    return end > at + 1 ? end : start;
}

/* False for nearly every word: an address has a full stop, an @ or a scheme's colon in its first run. */
static bool may_be_link(struct str text, size_t start)
{
    size_t at = start;
    bool dot = false;
    while (at < text.n && at - start <= HOST_MAX &&
           (is_host_byte(text.p[at]) || text.p[at] == '_' || text.p[at] == '+'))
        dot = text.p[at++] == '.' || dot;
    return dot || at - start > HOST_MAX ||
           (at < text.n && (text.p[at] == '@' || text.p[at] == ':'));
}

/* The end of the address that begins at start, or start if there is none. */
static size_t link_end(struct str text, size_t start)
{
    if (!may_be_link(text, start))
        return start;
    static const struct str SCHEMES[] = {STR_INIT("http://"), STR_INIT("https://"),
                                         STR_INIT("ftp://"), STR_INIT("www.")};
    struct str rest = str_from(text, start);
    for (size_t i = 0; i < COUNT_OF(SCHEMES); i++)
        if (str_starts(rest, SCHEMES[i]))
            return address_end(text, start, start + SCHEMES[i].n);
    size_t end = email_end(text, start);
    if (end > start)
        return end;
    end = host_end(text, start);
    if (end == start || !ends_in_known_domain(str_slice(text, start, end)))
        return start;
    return end < text.n && text.p[end] == '/' ? address_end(text, end, end) : end;
}

/* An underscore that stands for the space between two syllables of a word. */
static bool underscore_is_space(struct str text, size_t at)
{
    if (text.p[at] != '_' || at == 0 || !is_alnum(text, at + 1))
        return false;
    unsigned char before = (unsigned char)text.p[at - 1];
    return before == '.' || before == '%' || before >= 0x80 || is_class(text, at - 1, CP_LETTER) ||
           is_class(text, at - 1, CP_DIGIT);
}

static size_t skip_space(struct str text, size_t at)
{
    size_t next = at;
    int64_t cp = peek(text, at, &next);
    while (cp != CP_END &&
           (class_of((uint32_t)cp) == CP_SPACE || (cp == '_' && underscore_is_space(text, at)))) {
        at = next;
        cp = peek(text, at, &next);
    }
    return at;
}

/* By the piece alone, so that it is the same wherever the piece stands. */
static enum syllable_kind kind_of_word(struct str piece)
{
    /* the treebanks write ( and ) so; without this they would pass for names */
    if (str_eq(piece, STR("LBKT")) || str_eq(piece, STR("RBKT")))
        return SYLLABLE_SIGN;
    bool dotted = str_find_byte(piece, '.') < piece.n; /* all links are, and few words */
    return dotted && link_end(piece, 0) == piece.n ? SYLLABLE_LINK : SYLLABLE_WORD;
}

static struct syllable piece_at(struct str text, size_t start)
{
    size_t next = start;
    int64_t cp = peek(text, start, &next);
    enum cp_class class = class_of((uint32_t)cp);
    struct syllable piece = {.start = start, .end = start, .kind = SYLLABLE_LINK};
    if (cp < 0x80 && class != CP_SIGN)
        piece.end = link_end(text, start);
    if (piece.end > start)
        return piece;
    if (class == CP_DIGIT) {
        piece.kind = SYLLABLE_NUMBER;
        piece.end = number_end(text, start);
    } else if (class == CP_LETTER) {
        piece.end = word_end(text, start);
        piece.kind = kind_of_word(str_slice(text, start, piece.end));
    } else {
        piece.kind = SYLLABLE_SIGN;
        piece.end = sign_end(text, start);
    }
    return piece;
}

/* Nearly every piece: a space at most, letters of Vietnamese or ASCII, and behind them white space or a
 * sign that never joins words. False: it takes a closer look. */
static bool plain_word(struct str text, size_t at, struct syllable *out)
{
    enum { BRACKET_BYTES = 4 }; /* LBKT, RBKT */
    size_t start = at < text.n && text.p[at] == ' ' ? at + 1 : at;
    if (start >= text.n || byte_is_digit(text.p[start]))
        return false;
    size_t end = plain_run_end(text, start);
    if (end == start || end == text.n || end - start == BRACKET_BYTES)
        return false;
    switch (text.p[end]) {
    case ' ':
    case '\n':
    case ',':
    case ';':
    case ')':
    case '"':
    case '!':
    case '?': break;
    default: return false;
    }
    *out = (struct syllable){start, end, SYLLABLE_WORD};
    return true;
}

bool syllable_next(struct str text, size_t *at, struct syllable *out)
{
    if (plain_word(text, *at, out)) {
        *at = out->end;
        return true;
    }
    size_t start = skip_space(text, *at);
    if (start >= text.n) {
        *at = text.n;
        return false;
    }
    *out = piece_at(text, start);
    *at = out->end;
    return true;
}

/* -- forms -- */

static uint64_t mix(uint64_t h, uint64_t value)
{
    h = (h ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

/* The last two letters seen, not yet in the hash: a mark or the end may still change them. */
struct speller {
    uint64_t hash;
    uint32_t last;
    uint32_t before_last;
    uint32_t before_that;
    unsigned tone;
};

static void spell(struct speller *s, struct letter letter)
{
    s->tone = letter.tone ? letter.tone : s->tone;
    if (!letter.cp)
        return;
    uint32_t both = with_mark(s->last, letter.cp);
    if (both) {
        s->last = both;
        return;
    }
    s->hash = s->last ? mix(s->hash, s->last) : s->hash;
    s->before_that = s->before_last;
    s->before_last = s->last;
    s->last = letter.cp;
}

static uint64_t speller_end(struct speller *s)
{
    bool after_qu = s->before_last == 'u' && s->before_that == 'q';
    if (s->last == 'y' && s->before_last && (!is_vowel(s->before_last) || after_qu))
        s->last = 'i';
    return mix(mix(s->hash, s->last), 0x110000 + s->tone);
}

static enum syllable_case case_of(size_t letters, size_t capitals, bool first_capital)
{
    if (letters == 0)
        return CASE_NONE;
    if (capitals == 0)
        return CASE_LOWER;
    if (first_capital && capitals == 1)
        return CASE_TITLE;
    return capitals == letters ? CASE_UPPER : CASE_MIXED;
}

struct syllable_form syllable_form(struct str piece)
{
    struct speller s = {0};
    size_t letters = 0;
    size_t capitals = 0;
    bool first_capital = false;
    size_t at = 0;
    while (at < piece.n) {
        size_t next = at;
        uint32_t cp = (uint32_t)peek(piece, at, &next);
        bool upper = is_upper(cp);
        first_capital = first_capital || (upper && at == 0);
        capitals += upper;
        struct letter letter = letter_of(cp);
        letters += letter.cp >= 'a' && !(letter.cp > 'z' && letter.cp < LATIN1_FIRST);
        spell(&s, letter);
        at = next;
    }
    return (struct syllable_form){speller_end(&s), case_of(letters, capitals, first_capital)};
}
