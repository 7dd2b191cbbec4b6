#include "base/buf.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUF_FIRST_BYTES = 256 };

void buf_init(struct buf *b, struct arena *arena)
{
    *b = (struct buf){.arena = arena};
}

void buf_release(struct buf *b)
{
    if (!b->arena)
        mem_free(b->p);
    buf_init(b, b->arena);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}

/* The next capacity that holds need bytes; 0 when there is none. */
static size_t capacity_for(const struct buf *b, size_t need)
{
    size_t capacity = b->capacity_bytes ? b->capacity_bytes : BUF_FIRST_BYTES;
    while (capacity < need)
        if (!size_mul(capacity, 2, &capacity))
            return 0;
    return capacity;
}

/* Makes room for more bytes; false once failed. */
static bool reserve(struct buf *b, size_t more)
{
    size_t need = 0;
    if (!b->failed && more <= b->capacity_bytes - b->n)
        return true;
    size_t capacity = b->failed || !size_add(b->n, more, &need) ? 0 : capacity_for(b, need);
    char *p = NULL;
    if (capacity)
        p = b->arena ? arena_grow(b->arena, b->p, b->n, capacity) : mem_resize(b->p, capacity);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->capacity_bytes = capacity;
    return true;
}

void buf_add(struct buf *b, struct str s)
{
    if (s.n == 0 || !reserve(b, s.n))
        return;
    ASSERT(b->p != NULL);
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void buf_add_byte(struct buf *b, char byte)
{
    buf_add(b, (struct str){&byte, 1});
}

void buf_add_int(struct buf *b, int64_t value)
{
    char digits[20]; /* INT64_MIN: a minus and 19 digits */
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    buf_add(b, (struct str){digits + at, sizeof digits - at});
}

void buf_addf(struct buf *b, const char *format, ...)
{
    /* most fit where there is room, so that they are written once */
    size_t room = b->capacity_bytes - b->n;
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(room ? b->p + b->n : NULL, room, format, args);
    va_end(args);
    bool fits = wanted >= 0 && (size_t)wanted < room && !b->failed;
    if (wanted < 0 || (!fits && !reserve(b, (size_t)wanted + 1))) {
        b->failed = true;
        return;
    }
    if (!fits) {
        va_start(args, format);
        vsnprintf(b->p + b->n, (size_t)wanted + 1, format, args);
        va_end(args);
    }
    b->n += (size_t)wanted;
}

void buf_add_html(struct buf *b, struct html h)
{
    buf_add(b, h.s);
}

static struct str escape_of(uint32_t cp)
{
    switch (cp) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&quot;");
    case '\'': return STR("&#39;");
    default: break;
    }
    bool control = (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7F && cp < 0xA0);
    return control ? STR("\xEF\xBF\xBD") : STR("");
}

/* True for what stands in HTML as it is, of ASCII alone. */
static bool is_plain(char byte)
{
    return byte >= ' ' && byte < 0x7F && byte != '&' && byte != '<' && byte != '>' && byte != '"' &&
           byte != '\'';
}

void buf_add_escaped(struct buf *b, struct str s)
{
    struct str rest = s;
    const char *from = s.p; /* from here on nothing is added yet, and up to rest nothing changes */
    while (rest.n) {
        if (is_plain(*rest.p)) {
            rest = str_from(rest, 1);
            continue;
        }
        const char *at = rest.p;
        uint32_t cp = utf8_next(&rest);
        struct str escaped = cp == UTF8_BAD ? STR("\xEF\xBF\xBD") : escape_of(cp);
        if (escaped.n == 0)
            continue;
        buf_add(b, (struct str){from, (size_t)(at - from)});
        buf_add(b, escaped);
        from = rest.p;
    }
    if (s.n)
        buf_add(b, (struct str){from, (size_t)(s.p + s.n - from)});
}

/* Bytes that JSON needs no escape for, at the beginning of s: letters and signs of ASCII. */
static size_t plain_run(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= ' ' && s.p[n] < 0x7F && s.p[n] != '"' && s.p[n] != '\\' &&
           s.p[n] != '<' && s.p[n] != '>' && s.p[n] != '&')
        n++;
    return n;
}

void buf_add_json(struct buf *b, struct str s)
{
    buf_add_byte(b, '"');
    struct str rest = s;
    while (rest.n) {
        size_t run = plain_run(rest);
        buf_add(b, str_first(rest, run));
        rest = str_from(rest, run);
        if (rest.n == 0)
            break;
        size_t before = rest.n;
        const char *at = rest.p;
        uint32_t cp = utf8_next(&rest);
        if (cp == UTF8_BAD || cp == 0) /* most readers of JSON refuse a NUL, ours too */
            buf_add(b, STR("\xEF\xBF\xBD"));
        else if (cp == '"' || cp == '\\')
            buf_addf(b, "\\%c", (char)cp);
        else if (cp == '\n')
            buf_add(b, STR("\\n"));
        else if (cp < 0x20 || cp == '<' || cp == '>' || cp == '&' || cp == 0x2028 || cp == 0x2029 ||
                 utf8_is_unseen_control(cp))
            buf_addf(b, "\\u%04x", (unsigned)cp);
        else
            buf_add(b, (struct str){at, before - rest.n});
    }
    buf_add_byte(b, '"');
}

static bool url_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void buf_add_url_encoded(struct buf *b, struct str s)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        char escaped[] = {'%', DIGITS[byte >> 4], DIGITS[byte & 15]};
        if (url_unreserved(s.p[i]))
            buf_add_byte(b, s.p[i]);
        else
            buf_add(b, (struct str){escaped, sizeof escaped});
    }
}

struct str buf_view(const struct buf *b)
{
    return b->p ? (struct str){b->p, b->n} : STR("");
}

struct str buf_settle(struct buf *b, struct arena *a)
{
    ASSERT(!b->arena);
    struct str settled = b->failed ? STR("") : str_copy(a, buf_view(b));
    a->failed = a->failed || b->failed;
    buf_release(b);
    return settled;
}

bool buf_failed(const struct buf *b)
{
    return b->failed;
}

struct html html_escape(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a);
    buf_add_escaped(&b, text);
    return (struct html){buf_view(&b)};
}

struct html html_from_store(struct str stored)
{
    return (struct html){stored};
}
