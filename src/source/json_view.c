#include "source/json_view.h"

#include "base/buf.h"

struct str json_text_of(const json_t *value)
{
    if (!json_is_string(value))
        return STR("");
    return (struct str){json_string_value(value), json_string_length(value)};
}

struct str json_text(const json_t *object, const char *key)
{
    return json_text_of(json_object_get(object, key));
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool same_key(const char *x, const char *y)
{
    for (;;) {
        while (*x == '_')
            x++;
        while (*y == '_')
            y++;
        if (lower(*x) != lower(*y))
            return false;
        if (*x == '\0')
            return true;
        x++;
        y++;
    }
}

json_t *json_find(json_t *object, const char *key)
{
    json_t *exact = json_object_get(object, key);
    if (exact)
        return exact;
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
        if (same_key(json_object_iter_key(at), key))
            return json_object_iter_value(at);
    return NULL;
}

struct str json_find_text(json_t *object, const char *key)
{
    return json_text_of(json_find(object, key));
}

json_t *json_read(struct arena *a, struct str json, json_error_t *cause)
{
    static const struct str NUL = STR_INIT("\\u0000");
    struct buf out;
    struct str rest = json;
    if (!str_contains(json, NUL))
        return json_loadb(json.p, json.n, 0, cause);
    buf_init(&out, a);
    while (rest.n) { /* escape by escape: two backslashes before "u0000" are one, and text */
        size_t at = str_find_byte(rest, '\\');
        buf_add(&out, str_first(rest, at));
        rest = str_from(rest, at);
        bool nul = str_starts(rest, NUL);
        buf_add(&out, nul ? STR("\\ufffd") : str_first(rest, 2));
        rest = str_from(rest, nul ? NUL.n : 2);
    }
    struct str clean = buf_view(&out);
    return json_loadb(clean.n ? clean.p : "", clean.n, 0, cause);
}

int64_t json_whole(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    int64_t n = 0;
    if (json_is_number(value)) {
        double number = json_number_value(value);
        return number > -9e15 && number < 9e15 ? (int64_t)number : 0;
    }
    (void)str_to_int(str_trim(json_text_of(value)), &n);
    return n;
}

bool json_is_set(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_true(value) || (json_is_integer(value) && json_integer_value(value) != 0) ||
           str_eq(json_text_of(value), STR("true"));
}
