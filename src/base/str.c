#include "base/str.h"

#include "base/mem.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int str_int_len(struct str s)
{
    return s.n > INT_MAX ? INT_MAX : (int)s.n;
}

struct str str_view(const char *z)
{
    return z ? (struct str){z, strlen(z)} : STR("");
}

const char *str_cstr(struct arena *a, struct str s)
{
    char *z = s.n < SIZE_MAX ? arena_alloc(a, s.n + 1) : NULL;
    if (!z)
        return "";
    if (s.n)
        memcpy(z, s.p, s.n);
    return z;
}

struct str str_copy(struct arena *a, struct str s)
{
    if (s.n == 0)
        return STR("");
    char *p = arena_alloc(a, s.n);
    if (!p)
        return STR("");
    memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

struct str str_format(struct arena *a, const char *format, ...)
{
    char first[256]; /* most fit, and are written once */
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    char *p = wanted < 0 ? NULL : arena_alloc(a, (size_t)wanted + 1);
    if (!p)
        return STR("");
    if ((size_t)wanted < sizeof first) {
        memcpy(p, first, (size_t)wanted + 1);
        return (struct str){p, (size_t)wanted};
    }
    va_start(args, format);
    vsnprintf(p, (size_t)wanted + 1, format, args);
    va_end(args);
    return (struct str){p, (size_t)wanted};
}

struct str str_concat(struct arena *a, struct str first, struct str second)
{
    size_t n = 0;
    char *p = size_add(first.n, second.n, &n) && n ? arena_alloc(a, n) : NULL;
    if (!p)
        return STR("");
    if (first.n)
        memcpy(p, first.p, first.n);
    if (second.n)
        memcpy(p + first.n, second.p, second.n);
    return (struct str){p, n};
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t common = a.n < b.n ? a.n : b.n;
    int order = common ? memcmp(a.p, b.p, common) : 0;
    if (order)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_contains(struct str s, struct str part)
{
    return part.n == 0 || str_find(s, part) < s.n;
}

size_t str_find(struct str s, struct str part)
{
    if (part.n == 0)
        return 0;
    if (s.n == 0)
        return 0;
    const char *found = memmem(s.p, s.n, part.p, part.n);
    return found ? (size_t)(found - s.p) : s.n;
}

size_t str_find_last_byte(struct str s, char byte)
{
    const char *found = s.n ? memrchr(s.p, byte, s.n) : NULL;
    return found ? (size_t)(found - s.p) : s.n;
}

struct str str_trim(struct str s)
{
    while (s.n && byte_is_space(s.p[0]))
        s = str_from(s, 1);
    while (s.n && byte_is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_next(struct str *rest, char separator, struct str *part)
{
    if (rest->n == 0) {
        *part = STR("");
        return false;
    }
    size_t at = str_find_byte(*rest, separator);
    *part = str_first(*rest, at);
    *rest = str_from(*rest, at + 1);
    return true;
}

bool str_next_line(struct str *rest, struct str *line)
{
    if (!str_next(rest, '\n', line))
        return false;
    if (line->n && line->p[line->n - 1] == '\r')
        line->n--;
    return true;
}

bool str_to_int(struct str s, int64_t *out)
{
    bool negative = s.n && s.p[0] == '-';
    struct str digits = str_from(s, negative);
    if (digits.n == 0)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (!byte_is_digit(digits.p[i]))
            return false;
        int digit = digits.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

struct str str_lower_ascii(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n);
    if (!p)
        return STR("");
    for (size_t i = 0; i < s.n; i++)
        p[i] = ascii_lower(s.p[i]);
    return (struct str){p, s.n};
}
