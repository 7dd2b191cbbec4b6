#include "wire/forwarded.h"

/* Where the element or the pair ends: at the separator outside quotes (RFC 7239 §4). */
static struct str next_part(struct str *rest, char separator)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n && (quoted || rest->p[n] != separator); n++) {
        if (quoted && rest->p[n] == '\\' && n + 1 < rest->n)
            n++;
        else if (rest->p[n] == '"')
            quoted = !quoted;
    }
    struct str part = str_first(*rest, n);
    *rest = str_from(*rest, n + 1);
    return str_trim(part);
}

/* Quotes without escapes: no address and no scheme needs one. */
static struct str unquoted(struct str value)
{
    if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        return str_slice(value, 1, value.n - 1);
    return value;
}

bool forwarded_next(struct str *rest, struct forwarded *out)
{
    *out = (struct forwarded){STR(""), STR("")};
    if (rest->n == 0)
        return false;
    struct str element = next_part(rest, ',');
    while (element.n) {
        struct str pair = next_part(&element, ';');
        size_t name_n = str_find_byte(pair, '=');
        struct str value = unquoted(str_from(pair, name_n + 1));
        if (str_eq_nocase(str_first(pair, name_n), STR("for")))
            out->for_node = value;
        else if (str_eq_nocase(str_first(pair, name_n), STR("proto")))
            out->proto = value;
    }
    return true;
}

struct str forwarded_address(struct str node)
{
    if (node.n && node.p[0] == '[')
        return str_slice(node, 1, str_find_byte(node, ']'));
    return str_first(node, str_find_byte(node, ':'));
}
