#include "base/utf8.h"

#include "base/buf.h"

#include "base/mem.h"
#include <string.h>

#include <utf8proc.h>

/* The number of bytes that a lead byte of several announces, or 0, and the least value they may
 * encode (no overlongs). */
static size_t sequence_length(unsigned char lead, uint32_t *bits, uint32_t *least)
{
    if ((lead & 0xE0) == 0xC0) {
        *bits = lead & 0x1F;
        *least = 0x80;
        return 2;
    }
    if ((lead & 0xF0) == 0xE0) {
        *bits = lead & 0x0F;
        *least = 0x800;
        return 3;
    }
    if ((lead & 0xF8) == 0xF0) {
        *bits = lead & 0x07;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

uint32_t utf8_next(struct str *rest)
{
    ASSERT(rest->n > 0);
    const unsigned char *p = (const unsigned char *)rest->p;
    if (p[0] < 0x80) {
        *rest = (struct str){rest->p + 1, rest->n - 1};
        return p[0];
    }
    uint32_t cp = 0;
    uint32_t least = 0;
    size_t length = sequence_length(p[0], &cp, &least);
    if (length == 0 || length > rest->n)
        goto bad;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            goto bad;
        cp = (cp << 6) | (p[i] & 0x3F);
    }
    if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        goto bad;
    *rest = str_from(*rest, length);
    return cp;
bad:
    *rest = str_from(*rest, 1);
    return UTF8_BAD;
}

size_t utf8_put(uint32_t cp, char out[4])
{
    ASSERT(cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF));
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t length = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)(lead[length] | cp);
    return length;
}

/* How many bytes s begins with that are ASCII, eight at a time: pages are mostly that. */
static size_t ascii_start(struct str s)
{
    size_t i = 0;
    uint64_t eight = 0;
    for (; i + sizeof eight <= s.n; i += sizeof eight) {
        memcpy(&eight, s.p + i, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    return i;
}

bool utf8_valid(struct str s, size_t *bad_at)
{
    struct str rest = s;
    while (rest.n) {
        rest = str_from(rest, ascii_start(rest));
        if (rest.n == 0)
            break;
        size_t at = s.n - rest.n;
        if (utf8_next(&rest) == UTF8_BAD) {
            if (bad_at)
                *bad_at = at;
            return false;
        }
    }
    return true;
}

size_t utf8_count_cp(struct str s)
{
    size_t count = 0;
    while (s.n) {
        utf8_next(&s);
        count++;
    }
    return count;
}

struct str utf8_first_cp(struct str s, size_t max_cp)
{
    struct str rest = s;
    for (size_t i = 0; i < max_cp && rest.n; i++)
        utf8_next(&rest);
    return str_first(s, s.n - rest.n);
}

static struct str normalised(struct arena *a, struct str s, utf8proc_option_t options)
{
    bool ascii = true;
    for (size_t i = 0; i < s.n && ascii; i++)
        ascii = (unsigned char)s.p[i] < 0x80;
    if (ascii || s.n > PTRDIFF_MAX || !utf8_valid(s, NULL))
        return str_copy(a, s);
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out, options);
    if (n < 0) {
        a->failed = true;
        return STR("");
    }
    struct str copy = str_copy(a, (struct str){(const char *)out, (size_t)n});
    mem_free(out);
    return copy;
}

/* True if s is composed already, told by its bytes: all of it is below U+0300, where nothing combines,
 * or one of the Vietnamese letters U+1EA0 to U+1EF9, or punctuation from U+2010 to U+203F. */
static bool is_plainly_nfc(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        i += ascii_start(str_from(s, i));
        if (i == s.n)
            break;
        unsigned char lead = (unsigned char)s.p[i];
        unsigned char second = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        unsigned char third = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
        if (lead < 0x80)
            i++;
        else if (lead >= 0xC2 && lead < 0xCC)
            i += 2;
        else if ((lead == 0xE1 && second == 0xBA && third >= 0xA0) ||
                 (lead == 0xE1 && second == 0xBB && third <= 0xB9) ||
                 (lead == 0xE2 && second == 0x80 && third >= 0x90 && third <= 0xBF))
            i += 3;
        else
            return false;
    }
    return true;
}

struct str utf8_nfc(struct arena *a, struct str s)
{
    if (is_plainly_nfc(s))
        return str_copy(a, s);
    return normalised(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

struct str utf8_nfd(struct arena *a, struct str s)
{
    return normalised(a, s, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
}

uint32_t utf8_lower_cp(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
    return cp > 0x10FFFF ? cp : (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t utf8_upper_cp(uint32_t cp)
{
    return cp > 0x10FFFF ? cp : (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
}

struct str utf8_lower(struct arena *a, struct str s)
{
    /* two bytes can become three (U+023A), no other letter grows as much */
    char *out = s.n ? arena_array(a, s.n / 2 + 1, 3) : NULL;
    size_t n = 0;
    struct str rest = s;
    while (out && rest.n) {
        const char *at = rest.p;
        size_t before = rest.n;
        uint32_t cp = utf8_next(&rest);
        uint32_t lower = cp == UTF8_BAD ? UTF8_BAD : utf8_lower_cp(cp);
        if (lower != cp) {
            n += utf8_put(lower, out + n);
            continue;
        }
        memcpy(out + n, at, before - rest.n);
        n += before - rest.n;
    }
    return (struct str){out ? out : "", n};
}

static utf8proc_category_t category(uint32_t cp)
{
    return cp > 0x10FFFF ? UTF8PROC_CATEGORY_CN : utf8proc_category((utf8proc_int32_t)cp);
}

bool utf8_is_letter(uint32_t cp)
{
    if (cp < 0x80)
        return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
    utf8proc_category_t c = category(cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool utf8_is_upper(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z';
    utf8proc_category_t c = category(cp);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool utf8_is_digit(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= '0' && cp <= '9';
    return category(cp) == UTF8PROC_CATEGORY_ND;
}

bool utf8_is_space(uint32_t cp)
{
    if (cp < 0x80)
        return byte_is_space((char)cp);
    utf8proc_category_t c = category(cp);
    bool separator = c >= UTF8PROC_CATEGORY_ZS && c <= UTF8PROC_CATEGORY_ZP;
    return separator || cp == 0xFEFF || cp == 0x200B;
}

bool utf8_is_mark(uint32_t cp)
{
    enum { FIRST_MARK = 0x300 };
    if (cp < FIRST_MARK)
        return false;
    utf8proc_category_t c = category(cp);
    return c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME;
}

bool utf8_is_unseen_control(uint32_t cp)
{
    if (cp < 0x20)
        return cp != '\n' && cp != '\t' && cp != '\r';
    return (cp >= 0x7F && cp <= 0x9F) || cp == 0x61C || cp == 0x200E || cp == 0x200F ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool is_wordy(uint32_t cp)
{
    return cp != UTF8_BAD && (utf8_is_letter(cp) || utf8_is_digit(cp) || utf8_is_mark(cp));
}

/* Without width: between two letters left to whoever knows words (norm_text), else white space. */
static bool is_zero_width(uint32_t cp)
{
    return cp == 0xFEFF || cp == 0x200B;
}

static size_t put(char *out, size_t n, struct str s)
{
    memcpy(out + n, s.p, s.n);
    return n + s.n;
}

/* The bytes that s begins with that are no white space, told without a look at tables: ASCII, the letters
 * from U+00C0 to U+02FF, those of Vietnamese from U+1EA0 to U+1EF9. */
static size_t plain_start(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    while (i < s.n) {
        unsigned char second = i + 1 < s.n ? p[i + 1] : 0;
        unsigned char third = i + 2 < s.n ? p[i + 2] : 0;
        if (p[i] > ' ' && p[i] < 0x80)
            i++;
        else if (p[i] >= 0xC3 && p[i] <= 0xCB && (second & 0xC0) == 0x80)
            i += 2;
        else if (p[i] == 0xE1 && ((second == 0xBA && third >= 0xA0 && third <= 0xBF) ||
                                  (second == 0xBB && third >= 0x80 && third <= 0xB9)))
            i += 3;
        else
            break;
    }
    return i;
}

static uint32_t last_of(struct str s)
{
    size_t at = s.n - 1;
    while (at && ((unsigned char)s.p[at] & 0xC0) == 0x80)
        at--;
    struct str last = str_from(s, at);
    return utf8_next(&last);
}

struct str utf8_fold_space(struct arena *a, struct str s)
{
    char *out = s.n ? arena_alloc(a, s.n) : NULL; /* every byte written stands for one of s */
    size_t n = 0;
    bool pending = false;
    bool wordy = false;              /* what was written ends in a letter or digit */
    struct str zero_width = STR(""); /* the one that follows it */
    struct str rest = s;
    while (out && rest.n) {
        const char *at = rest.p;
        size_t before = rest.n;
        size_t run = plain_start(rest);
        uint32_t cp = run ? 0 : utf8_next(&rest);
        rest = str_from(rest, run);
        struct str seen = {at, before - rest.n};
        if (run == 0 && cp != UTF8_BAD && utf8_is_space(cp)) {
            zero_width = is_zero_width(cp) && !pending && wordy ? seen : STR("");
            pending = n > 0 && zero_width.n == 0;
            continue;
        }
        struct str first = seen;
        if (zero_width.n)
            n = put(out, n, is_wordy(utf8_next(&first)) ? zero_width : STR(" "));
        else if (pending)
            out[n++] = ' ';
        pending = false;
        zero_width = STR("");
        n = put(out, n, seen);
        wordy = is_wordy(run ? last_of(seen) : cp);
    }
    return n ? utf8_nfc(a, (struct str){out, n}) : STR("");
}
