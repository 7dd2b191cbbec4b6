/* Borrowed text: a pointer and a length in bytes, UTF-8 inside Loa, never NUL-terminated.
 *
 * A struct str owns nothing; it lives as long as the bytes it points to. The empty text may have
 * any pointer. Functions that make text say in which arena it lives; on a failed arena they return
 * the empty text. Pure functions; any thread. Those that a request calls a hundred times are inline. */
#ifndef LOA_BASE_STR_H
#define LOA_BASE_STR_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n; /* bytes */
};

/* A literal as text; its length is known to the compiler. STR_INIT is the same for statics. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* For printf: printf("%.*s", STR_ARG(s)). Texts over INT_MAX bytes print their first INT_MAX. */
#define STR_ARG(s) str_int_len(s), (s).p
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The length of s as printf's precision, at most INT_MAX. */
int str_int_len(struct str s);

/* A view of NUL-terminated text from libc or a library; NULL gives the empty text. */
struct str str_view(const char *z);

/* A NUL-terminated copy of s in a for a libc or library call; "" when the arena has failed.
 * A NUL inside s ends the copy as C sees it. */
const char *str_cstr(struct arena *a, struct str s);

/* A copy of s in a. */
struct str str_copy(struct arena *a, struct str s);

/* printf into a. */
struct str str_format(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* The texts joined, in a. */
struct str str_concat(struct arena *a, struct str first, struct str second);

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ASCII letters compare without case; other bytes exactly. */
bool str_eq_nocase(struct str a, struct str b);
/* <0, 0, >0 in byte order. */
int str_compare(struct str a, struct str b);
static inline bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

bool str_contains(struct str s, struct str part);

/* The byte offset of the first part in s, or s.n when there is none. The empty part is at 0. */
size_t str_find(struct str s, struct str part);
static inline size_t str_find_byte(struct str s, char byte)
{
    const char *found = s.n ? (const char *)memchr(s.p, byte, s.n) : NULL;
    return found ? (size_t)(found - s.p) : s.n;
}

/* The offset of the last such byte, or s.n when there is none. */
size_t str_find_last_byte(struct str s, char byte);

/* s from byte `from` on, and at most n bytes of it; offsets past the end give the empty text. */
static inline struct str str_from(struct str s, size_t from)
{
    return from >= s.n ? STR("") : (struct str){s.p + from, s.n - from};
}

static inline struct str str_first(struct str s, size_t n)
{
    return (struct str){s.p, n < s.n ? n : s.n};
}

static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    return to <= from ? STR("") : str_from(str_first(s, to), from);
}

/* s without ASCII white space at both ends (space, tab, CR, LF, VT, FF). */
struct str str_trim(struct str s);

/* Takes what stands before the first separator from *rest into *part and moves *rest past the
 * separator. At the end returns false with *part empty. "a,,b" gives a, "", b; "" gives nothing. */
bool str_next(struct str *rest, char separator, struct str *part);

/* The same for lines: \n or \r\n ends one; a last line without an end counts. */
bool str_next_line(struct str *rest, struct str *line);

/* Decimal digits with an optional leading '-', the whole of s; false on anything else or overflow. */
bool str_to_int(struct str s, int64_t *out);

/* ASCII letters lowered, in a. Other bytes stay. */
struct str str_lower_ascii(struct arena *a, struct str s);

/* True for a byte that is ASCII white space, as str_trim removes. */
static inline bool byte_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

#endif
