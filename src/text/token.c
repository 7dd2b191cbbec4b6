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

/* The length of the document number s starts with, whose first word has first_bytes; 0 if none. */
static size_t document_number_bytes(struct str s, size_t first_bytes)
{
    if (!all_digits(str_first(s, first_bytes)))
        return 0;
    size_t end = first_bytes;
    bool slash = false;
    bool capitals = false;
    while (end < s.n && end < TOKEN_MAX_BYTES && (s.p[end] == '/' || s.p[end] == '-')) {
        struct str after = str_from(s, end + 1);
        size_t part = word_bytes(after);
        if (part == 0)
            break;
        slash = slash || s.p[end] == '/';
        struct str look = after;
        capitals = capitals || utf8_is_upper(utf8_next(&look));
        end += 1 + part;
    }
    return slash && capitals && end <= TOKEN_MAX_BYTES ? end : 0;
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

struct str token_form(struct arena *a, struct str token, bool folded)
{
    struct str whole = shortened(token);
    return folded ? text_fold(a, whole) : norm_tone_place(a, text_lower(a, whole));
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
