#include "source/html_standin.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <string.h>

enum {
    FIRST_CP = 0xF0000,
    PLANE = 0x10000,
    OF_PLANE = 0xFFFE, /* its last two are no characters */
    STANDINS_MAX = 2 * OF_PLANE,
    STANDIN_BYTES = 4,
    WORTH_BYTES = 6, /* shorter ones go in as they are */
    ITEMS_MIN = 256,
    LEAD_FIRST = 0xF3, /* F3 B0 80 80 is U+F0000 */
    SECOND_FIRST = 0xB0,
};

/* ---- pages that have such characters ---- */

static bool has_private(struct str text)
{
    for (size_t at = str_find_byte(text, (char)LEAD_FIRST); at < text.n;
         at += 1 + str_find_byte(str_from(text, at + 1), (char)LEAD_FIRST))
        if (at + 1 < text.n && (unsigned char)text.p[at + 1] >= SECOND_FIRST)
            return true;
    return str_find_byte(text, (char)(LEAD_FIRST + 1)) < text.n;
}

static unsigned digit_of(char c, unsigned base)
{
    if (byte_is_digit(c))
        return (unsigned)(c - '0');
    char low = (char)(c | 0x20);
    return base == 16 && low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10 : base;
}

/* "&#xF0001;", behind "&#". */
static bool names_private(struct str rest)
{
    bool hex = rest.n && (rest.p[0] | 0x20) == 'x';
    unsigned base = hex ? 16 : 10;
    uint32_t value = 0;
    for (size_t i = hex; i < rest.n && digit_of(rest.p[i], base) < base; i++) {
        value = value * base + digit_of(rest.p[i], base);
        if (value >= FIRST_CP)
            return true;
    }
    return false;
}

static bool refers_to_private(struct str text)
{
    for (size_t at = str_find_byte(text, '&'); at < text.n;
         at += 1 + str_find_byte(str_from(text, at + 1), '&'))
        if (at + 1 < text.n && text.p[at + 1] == '#' && names_private(str_from(text, at + 2)))
            return true;
    return false;
}

void html_standins_init(struct html_standins *s, struct str text)
{
    *s = (struct html_standins){.text = text};
    s->on = text.n <= UINT32_MAX && !has_private(text) && !refers_to_private(text) &&
            utf8_valid(text, NULL);
}

void html_standins_release(struct html_standins *s)
{
    mem_free(s->items);
    *s = (struct html_standins){0};
}

/* ---- what the parser leaves as it is ---- */

/* The bytes of the character at p; 0 when the parser may make another of it (references, carriage
 * returns, controls, code points that are no characters) or when it may be one of those that stand for others. */
static size_t plain_bytes(const unsigned char *p, const unsigned char *end)
{
    enum { NO_BREAK = 0xC2, WIDE = 0xEF, FOUR_BYTES = 0xF0 };
    unsigned char c = *p;
    if (c == NO_BREAK) /* or one of the second set of controls */
        return p + 1 < end && p[1] >= 0xA0 ? 2 : 0;
    if (c == WIDE) /* or one of U+FDD0 to U+FDEF, U+FFFE, U+FFFF */
        return p + 1 < end && p[1] != 0xB7 && p[1] != 0xBF ? 2 : 0;
    if (c < ' ')
        return c == '\t' || c == '\n' || c == '\f';
    return c != '&' && c != 0x7F && c < FOUR_BYTES;
}

/* Where the plain run from `at` on ends. */
static size_t plain_end(struct str part, size_t at)
{
    const unsigned char *end = (const unsigned char *)part.p + part.n;
    size_t n = 1;
    for (; at < part.n && n; at += n)
        n = plain_bytes((const unsigned char *)part.p + at, end);
    return at;
}

bool html_standins_may(const struct html_standins *s, struct str part)
{
    return s->on && plain_end(part, 0) == part.n;
}

bool html_standins_may_raw(const struct html_standins *s, struct str text)
{
    size_t at = plain_end(text, 0);
    while (at < text.n && text.p[at] == '&')
        at = plain_end(text, at + 1);
    return s->on && at == text.n && !str_contains(text, STR("<!--"));
}

/* Behind the reference or character at `at`, which goes in as it is. */
static size_t other_end(struct str part, size_t at)
{
    bool reference = part.p[at] == '&';
    at++;
    while (at < part.n &&
           (reference ? byte_is_digit(part.p[at]) || part.p[at] == '#' || part.p[at] == ';' ||
                            ((part.p[at] | 0x20) >= 'a' && (part.p[at] | 0x20) <= 'z')
                      : ((unsigned char)part.p[at] & 0xC0) == 0x80))
        at++;
    return at;
}

/* ---- adding ---- */

static bool make_room(struct html_standins *s)
{
    if (s->n < s->capacity)
        return true;
    uint32_t more = s->capacity ? s->capacity * 2 : ITEMS_MIN;
    struct html_standin *items = mem_alloc(more * sizeof *items);
    if (!items)
        return false;
    if (s->n)
        memcpy(items, s->items, s->n * sizeof *items);
    mem_free(s->items);
    s->items = items;
    s->capacity = more;
    return true;
}

void html_standins_add(struct html_standins *s, struct buf *out, struct str part)
{
    if (!s->on || part.n < WORTH_BYTES || s->n == STANDINS_MAX || !make_room(s)) {
        buf_add(out, part);
        return;
    }
    uint32_t cp = FIRST_CP + s->n / OF_PLANE * PLANE + s->n % OF_PLANE;
    const char bytes[STANDIN_BYTES] = {
        (char)(0xF0 | cp >> 18),
        (char)(0x80 | (cp >> 12 & 0x3F)),
        (char)(0x80 | (cp >> 6 & 0x3F)),
        (char)(0x80 | (cp & 0x3F)),
    };
    s->items[s->n++] = (struct html_standin){(uint32_t)(part.p - s->text.p), (uint32_t)part.n};
    buf_add(out, (struct str){bytes, sizeof bytes});
}

void html_standins_add_text(struct html_standins *s, struct buf *out, struct str part)
{
    size_t at = 0;
    if (!s->on) {
        buf_add(out, part);
        return;
    }
    while (at < part.n) {
        size_t end = plain_end(part, at);
        size_t first = at;
        size_t last = end;
        while (first < end && byte_is_space(part.p[first]))
            first++;
        while (last > first && byte_is_space(part.p[last - 1]))
            last--;
        buf_add(out, str_slice(part, at, first));
        html_standins_add(s, out, str_slice(part, first, last));
        at = end < part.n ? other_end(part, end) : end;
        buf_add(out, str_slice(part, last, at));
    }
}

/* ---- giving back ---- */

/* What the character at given stands for; NULL when it is itself. */
static const struct html_standin *standin_at(const struct html_standins *s, const char *given)
{
    const unsigned char *p = (const unsigned char *)given;
    if (!s->on || p[0] < LEAD_FIRST)
        return NULL;
    uint32_t cp =
        (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    if (cp < FIRST_CP)
        return NULL;
    uint32_t i = (cp - FIRST_CP) / PLANE * OF_PLANE + (cp - FIRST_CP) % PLANE;
    return i < s->n ? &s->items[i] : NULL;
}

size_t html_standins_length(const struct html_standins *s, const char *given)
{
    size_t n = 0;
    while (*given) {
        const struct html_standin *of = standin_at(s, given);
        n += of ? of->n : 1;
        given += of ? STANDIN_BYTES : 1;
    }
    return n;
}

void html_standins_write(const struct html_standins *s, const char *given, char *to)
{
    while (*given) {
        const struct html_standin *of = standin_at(s, given);
        if (of)
            memcpy(to, s->text.p + of->at, of->n);
        else
            *to = *given;
        to += of ? of->n : 1;
        given += of ? STANDIN_BYTES : 1;
    }
}

struct str html_standins_value(const struct html_standins *s, const char *given)
{
    const struct html_standin *of = standin_at(s, given);
    return of ? (struct str){s->text.p + of->at, of->n} : str_view(given);
}
