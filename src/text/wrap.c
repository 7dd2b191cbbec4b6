#include "text/wrap.h"

#include "base/utf8.h"

#include <string.h>

static bool is_letter_byte(char c)
{
    return (c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The line break at text.p[i] only wraps the line that began at `line`. */
static bool is_wrap(struct str text, size_t line, size_t i)
{
    struct str rest = str_from(text, i + 1);
    if (i - line < WRAP_LINE_LEAST_BYTES ||
        !(text.p[i - 1] == ',' || is_letter_byte(text.p[i - 1])))
        return false;
    uint32_t first = rest.n ? utf8_next(&rest) : UTF8_BAD;
    bool marker = rest.n && (rest.p[0] == ')' || rest.p[0] == '.');
    return first != UTF8_BAD && !marker && utf8_lower_cp(first) == first &&
           utf8_upper_cp(first) != first;
}

struct str text_unwrap(struct arena *a, struct str text)
{
    char *copy = NULL;
    size_t line = 0;
    for (size_t i = str_find_byte(text, '\n'); i < text.n;) {
        if (is_wrap(text, line, i)) {
            if (!copy)
                copy = arena_copy(a, text.p, text.n, 1);
            if (!copy)
                return text;
            copy[i] = ' ';
        }
        line = i + 1;
        i = line + str_find_byte(str_from(text, line), '\n');
    }
    return copy ? (struct str){copy, text.n} : text;
}
