#include "desk/cookie.h"

struct str cookie_value(struct str field, struct str name)
{
    struct str pair;
    for (int i = 0; i < COOKIES_MAX && str_next(&field, ';', &pair); i++) {
        size_t equals = str_find_byte(pair, '=');
        if (equals < pair.n && str_eq(str_trim(str_first(pair, equals)), name))
            return str_trim(str_from(pair, equals + 1));
    }
    return STR("");
}
