/* application/x-www-form-urlencoded (WHATWG URL §5.1): the values of forms and query strings. */
#include "base/buf.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "wire/wire.h"

/* The next decoded byte of *rest, which is not empty. A '%' without two digits stands for itself. */
static char next_byte(struct str *rest)
{
    char byte = rest->p[0];
    size_t used = 1;
    if (byte == '+') {
        byte = ' ';
    } else if (byte == '%' && hex_pair(*rest, 1) >= 0) {
        byte = (char)hex_pair(*rest, 1);
        used = 3;
    }
    *rest = str_from(*rest, used);
    return byte;
}

/* Compares while decoding, so that a form with many names costs no memory. */
static bool decodes_to(struct str encoded, struct str name)
{
    size_t i = 0;
    while (encoded.n && i < name.n)
        if (next_byte(&encoded) != name.p[i++])
            return false;
    return encoded.n == 0 && i == name.n;
}

static struct str decode(struct arena *a, struct str encoded)
{
    char *p = arena_alloc(a, encoded.n);
    if (!p)
        return STR("");
    struct str decoded = {p, 0};
    while (encoded.n)
        p[decoded.n++] = next_byte(&encoded);
    if (utf8_valid(decoded, NULL))
        return decoded;
    struct buf b;
    buf_init(&b, a);
    for (struct str rest = decoded; rest.n;) {
        const char *at = rest.p;
        size_t before = rest.n;
        uint32_t cp = utf8_next(&rest);
        buf_add(&b, cp == UTF8_BAD ? STR("\xEF\xBF\xBD") : (struct str){at, before - rest.n});
    }
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

struct str wire_form_value(struct arena *a, struct str form, struct str name, bool *found)
{
    struct str rest = form;
    struct str pair = STR("");
    if (found)
        *found = false;
    while (str_next(&rest, '&', &pair)) {
        size_t n = str_find_byte(pair, '=');
        if (pair.n == 0 || !decodes_to(str_first(pair, n), name))
            continue;
        if (found)
            *found = true;
        return decode(a, str_from(pair, n + 1));
    }
    return STR("");
}
