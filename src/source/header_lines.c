#include "source/header_lines.h"

bool header_next(struct str *rest, struct str *name, struct str *value)
{
    struct str line;
    while (str_next_line(rest, &line)) {
        size_t colon = str_find_byte(line, ':');
        if (colon == 0 || colon == line.n || byte_is_space(line.p[0]))
            continue;
        *name = str_trim(str_first(line, colon));
        *value = str_trim(str_from(line, colon + 1));
        return true;
    }
    return false;
}

bool header_end(struct str bytes, size_t *end)
{
    struct str rest = bytes;
    bool found = false;
    while (!found && rest.n) {
        size_t n = str_find_byte(rest, '\n');
        if (n == rest.n)
            break;
        found = n == 0 || (n == 1 && rest.p[0] == '\r');
        rest = str_from(rest, n + 1);
    }
    *end = bytes.n - rest.n;
    return found;
}

static struct str without_quotes(struct str s)
{
    bool quoted = s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0];
    return quoted ? str_slice(s, 1, s.n - 1) : s;
}

void header_media_type(struct str value, struct str *type, struct str *charset)
{
    struct str part;
    struct str rest = value;
    *type = STR("");
    *charset = STR("");
    if (str_next(&rest, ';', &part))
        *type = str_trim(part);
    while (str_next(&rest, ';', &part)) {
        size_t equals = str_find_byte(part, '=');
        if (charset->n == 0 && str_eq_nocase(str_trim(str_first(part, equals)), STR("charset")))
            *charset = without_quotes(str_trim(str_from(part, equals + 1)));
    }
}
