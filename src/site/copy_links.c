#include "site/copy_links.h"

#include <string.h>

/* One address with what may follow it: "#part", " 320w". */
static void tell(struct str address, void (*found)(void *ctx, struct str path), void *ctx)
{
    struct str path = str_first(address, str_find_byte(address, '#'));
    path = str_first(path, str_find_byte(path, ' '));
    bool own = path.n && path.p[0] == '/' && !str_starts(path, STR("//"));
    if (own && str_find_byte(path, '?') == path.n)
        found(ctx, path);
}

/* The value of an attribute: one address, or several with commas between (srcset). */
static void tell_value(struct str value, void (*found)(void *ctx, struct str path), void *ctx)
{
    struct str one;
    while (str_next(&value, ',', &one))
        tell(str_trim(one), found, ctx);
}

void copy_links(struct str text, void (*found)(void *ctx, struct str path), void *ctx)
{
    const char *at = text.p;
    const char *end = text.p + text.n;
    while ((at = memchr(at, '/', (size_t)(end - at))) != NULL) {
        char before = at - text.p >= 2 ? at[-1] : '\0';
        bool value = before == '"' && at[-2] == '=';
        bool style = before == '(' || (before == '"' && at[-2] == '(');
        struct str rest = {at, (size_t)(end - at)};
        at++;
        if (value)
            tell_value(str_first(rest, str_find_byte(rest, '"')), found, ctx);
        else if (style)
            tell(str_first(rest, str_find_byte(rest, before == '"' ? '"' : ')')), found, ctx);
    }
}
