#include "text/token.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/norm_word.h"

/* Latin letters, by far the most, are told by their range: all of U+00C0 to U+02AF but × and ÷, and
 * U+1EA0 to U+1EF9. */
static bool is_word_cp(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9');
    if ((cp >= 0xC0 && cp < 0x2B0 && cp != 0xD7 && cp != 0xF7) || (cp >= 0x1EA0 && cp < 0x1EFA))
        return true;
    return cp != UTF8_BAD && (utf8_is_letter(cp) || utf8_is_digit(cp) || utf8_is_mark(cp));
}

/* The bytes of the Vietnamese letter that s has at at, the common ones told from their bytes alone:
 * U+00C0..01BF but × and ÷, and U+1EA0..1EBF and U+1EC0..1EF9. 0: ask is_word_cp. */
static size_t letter_bytes(struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    if (left >= 2 && p[0] >= 0xC3 && p[0] <= 0xC6 && p[1] >= 0x80 && p[1] <= 0xBF)
        return p[0] == 0xC3 && (p[1] == 0x97 || p[1] == 0xB7) ? 0 : 2;
    if (left >= 3 && p[0] == 0xE1 &&
        ((p[1] == 0xBA && p[2] >= 0xA0 && p[2] <= 0xBF) ||
         (p[1] == 0xBB && p[2] >= 0x80 && p[2] <= 0xB9)))
        return 3;
    return 0;
}

/* The bytes of s up to its first code point that is no part of a word. */
static size_t word_bytes(struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        unsigned char c = (unsigned char)s.p[at];
        size_t n = c < 0x80 ? is_word_cp(c) : letter_bytes(s, at);
        if (n == 0) {
            struct str rest = str_from(s, at);
            if (c < 0x80 || !is_word_cp(utf8_next(&rest)))
                return at;
            n = s.n - at - rest.n;
        }
        at += n;
    }
    return at;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

size_t token_dash_bytes(struct str s)
{
    static const struct str DASHES[] = {STR_INIT("\u2010"), STR_INIT("\u2011"), STR_INIT("\u2012"),
                                        STR_INIT("\u2013"), STR_INIT("\u2212")};
    if (s.n && s.p[0] == '-')
        return 1;
    for (size_t i = 0; s.n && (unsigned char)s.p[0] == 0xE2 && i < COUNT_OF(DASHES); i++)
        if (str_starts(s, DASHES[i]))
            return DASHES[i].n;
    return 0;
}

/* The slash or dash at the beginning of s. */
static size_t joint_bytes(struct str s)
{
    return s.n && s.p[0] == '/' ? 1 : token_dash_bytes(s);
}

/* The length of the document number s starts with, whose first word has first_bytes; 0 if none. */
static size_t document_number_bytes(struct str s, size_t first_bytes)
{
    if (!all_digits(str_first(s, first_bytes)))
        return 0;
    size_t end = first_bytes;
    bool slash = false;
    bool capitals = false;
    while (end < s.n && end < TOKEN_MAX_BYTES) {
        size_t joint = joint_bytes(str_from(s, end));
        struct str after = str_from(s, end + joint);
        size_t part = joint ? word_bytes(after) : 0;
        if (part == 0)
            break;
        slash = slash || s.p[end] == '/';
        struct str look = after;
        capitals = capitals || utf8_is_upper(utf8_next(&look));
        end += joint + part;
    }
    return slash && capitals && end <= TOKEN_MAX_BYTES ? end : 0;
}

bool token_is_number(struct str token)
{
    if (token.n == 0 || !byte_is_digit(token.p[0]) || str_find_byte(token, '/') == token.n)
        return false;
    return document_number_bytes(token, word_bytes(token)) == token.n;
}

size_t token_parts(struct str token, struct str parts[TOKEN_PARTS_MAX])
{
    size_t n = 0;
    if (token.n == 0 || !byte_is_digit(token.p[0]) || str_find_byte(token, '/') == token.n)
        return 0;
    while (token.n && n < TOKEN_PARTS_MAX) {
        parts[n] = str_first(token, word_bytes(token));
        token = str_from(token, parts[n].n);
        token = str_from(token, joint_bytes(token));
        if (parts[n++].n == 0)
            return 0;
    }
    return n;
}

bool token_next(struct str *rest, struct str *token)
{
    while (rest->n) {
        size_t n = word_bytes(*rest);
        if (n == 0) {
            utf8_next(rest);
            continue;
        }
        size_t number = byte_is_digit(rest->p[0]) ? document_number_bytes(*rest, n) : 0;
        *token = str_first(*rest, number ? number : n);
        *rest = str_from(*rest, token->n);
        return true;
    }
    *token = STR("");
    return false;
}

/* What precedes TOKEN_MAX_BYTES, never cut inside a character. */
static struct str shortened(struct str token)
{
    size_t n = token.n;
    if (n > TOKEN_MAX_BYTES) {
        n = TOKEN_MAX_BYTES;
        while (n && ((unsigned char)token.p[n] & 0xC0) == 0x80)
            n--;
    }
    return str_first(token, n);
}

/* A document number with every dash a hyphen; any other token as it is. */
static struct str with_hyphens(struct arena *a, struct str token)
{
    struct buf b;
    if (token.n == 0 || !byte_is_digit(token.p[0]) || str_find_byte(token, '\xE2') == token.n)
        return token;
    buf_init(&b, a);
    while (token.n) {
        size_t dash = token_dash_bytes(token);
        buf_add(&b, dash ? STR("-") : str_first(token, 1));
        token = str_from(token, dash ? dash : 1);
    }
    return buf_view(&b);
}

/* A word of lower case with its ð and ɖ as đ; any other as it is. */
static struct str with_d_stroke(struct arena *a, struct str word)
{
    static const struct str eth = STR_INIT("ð");
    static const struct str d_tail = STR_INIT("ɖ");
    struct buf b;
    if (str_find(word, eth) == word.n && str_find(word, d_tail) == word.n)
        return word;
    buf_init(&b, a);
    while (word.n) {
        bool alike = str_starts(word, eth) || str_starts(word, d_tail);
        buf_add(&b, alike ? STR("đ") : str_first(word, 1));
        word = str_from(word, alike ? eth.n : 1);
    }
    return buf_view(&b);
}

struct str token_form(struct arena *a, struct str token, bool folded)
{
    struct str whole = with_hyphens(a, shortened(token));
    return folded ? text_fold(a, whole)
                  : norm_tone_place(a, with_d_stroke(a, text_lower(a, whole)));
}

struct str text_index_tokens(struct arena *a, struct str text, bool folded)
{
    struct str rest = norm_text(a, text);
    struct str token;
    struct buf b;
    buf_init(&b, a);
    while (token_next(&rest, &token)) {
        struct str form = token_form(a, token, folded);
        if (form.n == 0)
            continue;
        if (b.n)
            buf_add_byte(&b, ' ');
        buf_add(&b, form);
    }
    return buf_view(&b);
}
