#include "app/shown.h"

#include "base/buf.h"

void shown_init(struct shown *s, struct arena *a)
{
    *s = (struct shown){.arena = a, .things = VEC(struct shown_thing *, a)};
    map_init(&s->by_text, a);
}

void shown_look(struct shown *s)
{
    s->looks++;
}

void shown_add(struct shown *s, struct str text)
{
    void *found = NULL;
    if (map_get(&s->by_text, text, &found)) {
        struct shown_thing *thing = found;
        thing->looks += thing->last != s->looks;
        thing->last = s->looks;
        return;
    }
    struct shown_thing *thing = arena_alloc(s->arena, sizeof *thing);
    struct shown_thing **slot = thing ? vec_push(&s->things) : NULL;
    if (!slot || !map_set(&s->by_text, text, thing))
        return;
    *thing = (struct shown_thing){text, 1, s->looks};
    *slot = thing;
}

const struct shown_thing *shown_find(const struct shown *s, struct str text)
{
    void *found = NULL;
    return map_get(&s->by_text, text, &found) ? found : NULL;
}

bool shown_is_steady(const struct shown *s, const struct shown_thing *thing)
{
    return thing->looks == s->looks;
}

const struct shown_thing *shown_next_missing(const struct shown *x, const struct shown *y,
                                             size_t *i)
{
    while (*i < x->things.n) {
        const struct shown_thing *thing = *(struct shown_thing *const *)vec_at(&x->things, (*i)++);
        if (!shown_find(y, thing->text))
            return thing;
    }
    return NULL;
}

/* ---- tokens ---- */

static bool is_token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '-' ||
           c == '_' || c == '+' || c == '/' || c == '.' || c == '%';
}

/* Long, and of letters and digits: no word and no number. */
static bool is_token(struct str value)
{
    enum { TOKEN_MIN_BYTES = 16 };
    size_t digits = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (!is_token_byte(value.p[i]))
            return false;
        digits += byte_is_digit(value.p[i]);
    }
    return value.n >= TOKEN_MIN_BYTES && digits > 1 && digits < value.n;
}

/* Values of a query alone: what is in a path is the address. */
struct str shown_without_tokens(struct arena *a, struct str address)
{
    struct buf b;
    struct str pair;
    size_t query = str_find_byte(address, '?');
    struct str rest = str_from(address, query + 1);
    if (!rest.n)
        return address;
    buf_init(&b, a);
    buf_add(&b, str_first(address, query + 1));
    for (bool first = true; str_next(&rest, '&', &pair); first = false) {
        size_t sign = str_find_byte(pair, '=');
        bool token = is_token(str_from(pair, sign + 1));
        if (!first)
            buf_add_byte(&b, '&');
        buf_add(&b, token ? str_first(pair, sign + 1) : pair);
        if (token)
            buf_add_byte(&b, '*');
    }
    return buf_view(&b);
}
