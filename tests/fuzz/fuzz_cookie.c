/* The Cookie field: the first line is the name, the rest the field. A value is a part of the field without
 * ';' or white space at its ends, and found again in a field made of the two. */
#include "base/buf.h"
#include "desk/cookie.h"
#include "desk/session_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str name = str_first(all, str_find_byte(all, '\n'));
    struct str field = str_from(all, name.n + 1);
    struct str value = cookie_value(field, name);
    ASSERT(value.n == 0 || (value.p >= field.p && value.p + value.n <= field.p + field.n));
    ASSERT(!str_contains(value, STR(";")) && str_eq(value, str_trim(value)));
    ASSERT(session_token_valid(value) == (session_token_valid(value) && value.n == TOKEN_CHARS));
    arena_init(&a, ARENA_BYTES);
    bool plain = str_eq(name, str_trim(name)) && str_find_byte(name, ';') == name.n &&
                 str_find_byte(name, '=') == name.n && !str_eq(name, STR("x"));
    struct buf field_again; /* a name or value may hold any byte but its separators, NUL too */
    buf_init(&field_again, &a);
    buf_add(&field_again, STR("x=1; "));
    buf_add(&field_again, name);
    buf_add(&field_again, STR("="));
    buf_add(&field_again, value);
    buf_add(&field_again, STR("; y=2"));
    struct str again = buf_view(&field_again);
    ASSERT(!plain || arena_failed(&a) || str_eq(name, STR("y")) ||
           str_eq(cookie_value(again, name), value));
    arena_release(&a);
    return 0;
}
