/* The texts of stored Article JSON: one pass over the bytes, no tree, no copies. It knows the form
 * that article_json_write gives and gives up on any other. */
#include "article/article_json.h"
#include "article/article_terms.h"

#include "base/hex.h"
#include "base/utf8.h"

#include <string.h>

struct scan {
    struct str rest;
    article_text_fn *each;
    void *ctx;
    struct arena *arena;
    bool lost; /* not the form known here */
};

/* ---- bytes ---- */

static bool take_byte(struct scan *s, char byte)
{
    if (s->rest.n == 0 || s->rest.p[0] != byte)
        return false;
    s->rest = str_from(s->rest, 1);
    return true;
}

static void need_byte(struct scan *s, char byte)
{
    if (!take_byte(s, byte))
        s->lost = true;
}

/* The bytes of a string's inside; *escaped: a backslash is among them. */
static struct str take_raw(struct scan *s, bool *escaped)
{
    *escaped = false;
    need_byte(s, '"');
    const char *from = s->rest.p;
    const char *end = s->rest.p;
    size_t left = s->rest.n;
    while (left && *end != '"') {
        size_t step = *end == '\\' ? 2 : 1;
        *escaped = *escaped || step == 2;
        if (step > left)
            break;
        end += step;
        left -= step;
    }
    if (s->lost || !left || *end != '"') {
        s->lost = true;
        return STR("");
    }
    s->rest = (struct str){end + 1, left - 1};
    return (struct str){from, (size_t)(end - from)};
}

/* The code unit of "\uXXXX" at raw's beginning; -1: none. */
static int32_t unit_at(struct str raw)
{
    int32_t unit = 0;
    if (raw.n < 6 || raw.p[0] != '\\' || raw.p[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_value(raw.p[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Writes what the escape at raw's beginning means, and says how long it is; 0: not known here. */
static size_t put_escape(struct str raw, char out[4], size_t *out_n)
{
    static const char NAMES[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    const char *name = memchr(NAMES, raw.p[1], sizeof NAMES - 1);
    if (name) {
        out[0] = MEANT[name - NAMES];
        *out_n = 1;
        return 2;
    }
    int32_t unit = unit_at(raw);
    if (unit <= 0)
        return 0;
    uint32_t cp = (uint32_t)unit;
    size_t n = 6;
    if (cp >= 0xD800 && cp < 0xE000) {
        int32_t low = unit_at(str_from(raw, n));
        if (cp >= 0xDC00 || low < 0xDC00 || low > 0xDFFF)
            return 0;
        cp = 0x10000 + ((cp - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
        n += 6;
    }
    *out_n = utf8_put(cp, out);
    return n;
}

/* raw without its escapes, in the arena. */
static struct str plain_of(struct scan *s, struct str raw)
{
    char *out = arena_alloc(s->arena, raw.n);
    size_t n = 0;
    for (size_t i = 0; out && !s->lost && i < raw.n;) {
        char bytes[4];
        size_t bytes_n = 1;
        size_t step = 1;
        bytes[0] = raw.p[i];
        if (raw.p[i] == '\\')
            step = put_escape(str_from(raw, i), bytes, &bytes_n);
        s->lost = s->lost || step == 0;
        memcpy(out + n, bytes, bytes_n); /* an escape is longer than what it means */
        n += bytes_n;
        i += step;
    }
    return out && !s->lost ? (struct str){out, n} : STR("");
}

/* ---- values ---- */

static bool take_null(struct scan *s)
{
    if (!str_starts(s->rest, STR("null")))
        return false;
    s->rest = str_from(s->rest, 4);
    return true;
}

/* A text or null. */
static struct str take_text(struct scan *s)
{
    bool escaped = false;
    if (take_null(s))
        return STR("");
    struct str raw = take_raw(s, &escaped);
    return escaped ? plain_of(s, raw) : raw;
}

static void use_text(struct scan *s, enum article_place place)
{
    bool escaped = false;
    if (place == ARTICLE_PLACE_NONE && !str_starts(s->rest, STR("null"))) {
        (void)take_raw(s, &escaped);
        return;
    }
    struct str text = take_text(s);
    if (s->lost || text.n == 0)
        return;
    s->each(s->ctx, place, text);
}

/* A number, true or false. */
static void skip_plain_value(struct scan *s)
{
    size_t n = 0;
    while (n < s->rest.n && strchr("0123456789.-+eEtrufals", s->rest.p[n]) && s->rest.p[n])
        n++;
    s->lost = s->lost || n == 0;
    s->rest = str_from(s->rest, n);
}

/* A text, a list of texts, or a list of such lists, all of one place; an object is not known. */
static void use_value(struct scan *s, enum article_place place)
{
    size_t depth = 0;
    do {
        if (take_byte(s, '[')) {
            depth++;
            if (!take_byte(s, ']'))
                continue;
            depth--;
        } else if (s->rest.n && (s->rest.p[0] == '"' || s->rest.p[0] == 'n')) {
            use_text(s, place);
        } else {
            skip_plain_value(s);
        }
        while (depth && take_byte(s, ']'))
            depth--;
        if (depth)
            need_byte(s, ',');
    } while (depth && !s->lost);
}

/* The next key of an object whose "{" was taken; false at its end. */
static bool next_key(struct scan *s, bool first, struct str *key)
{
    bool escaped = false;
    if (s->lost || take_byte(s, '}'))
        return false;
    if (!first)
        need_byte(s, ',');
    *key = take_raw(s, &escaped);
    need_byte(s, ':');
    s->lost = s->lost || escaped;
    return !s->lost;
}

/* ---- the document ---- */

struct key_place {
    const char *key;
    enum article_place place;
};

static enum article_place place_of(const struct key_place *places, struct str key)
{
    for (; places->key; places++)
        if (str_eq(str_view(places->key), key))
            return places->place;
    return ARTICLE_PLACE_NONE;
}

/* An object of texts and lists. */
static void use_object(struct scan *s, const struct key_place *places)
{
    struct str key;
    need_byte(s, '{');
    for (bool first = true; next_key(s, first, &key); first = false)
        use_value(s, place_of(places, key));
}

static void use_list(struct scan *s, void (*use)(struct scan *s))
{
    if (take_null(s))
        return;
    need_byte(s, '[');
    if (take_byte(s, ']'))
        return;
    do {
        use(s);
    } while (!s->lost && take_byte(s, ','));
    need_byte(s, ']');
}

static void use_contributor(struct scan *s)
{
    static const struct key_place PLACES[] = {{"name", ARTICLE_PLACE_PERSON},
                                              {NULL, ARTICLE_PLACE_NONE}};
    use_object(s, PLACES);
}

static void skip_object(struct scan *s)
{
    static const struct key_place PLACES[] = {{NULL, ARTICLE_PLACE_NONE}};
    use_object(s, PLACES);
}

/* A block begins with its type; what leads elsewhere holds other articles' titles. */
static void use_block(struct scan *s)
{
    static const struct key_place PLACES[] = {
        {"text", ARTICLE_PLACE_TEXT},   {"caption", ARTICLE_PLACE_TEXT},
        {"credit", ARTICLE_PLACE_TEXT}, {"items", ARTICLE_PLACE_TEXT},
        {"rows", ARTICLE_PLACE_TEXT},   {NULL, ARTICLE_PLACE_NONE}};
    enum article_block_type type = BLOCK_PARAGRAPH;
    struct str key;
    need_byte(s, '{');
    if (!next_key(s, true, &key) || !str_eq(key, STR("type")) ||
        !article_block_from_word(take_text(s), &type)) {
        s->lost = true;
        return;
    }
    while (next_key(s, false, &key)) {
        if (type == BLOCK_RELATED && str_starts(s->rest, STR("[{")))
            use_list(s, skip_object);
        else
            use_value(s, type == BLOCK_RELATED ? ARTICLE_PLACE_NONE : place_of(PLACES, key));
    }
}

static void use_document(struct scan *s)
{
    static const struct key_place PLACES[] = {
        {"title", ARTICLE_PLACE_HEAD},  {"tags", ARTICLE_PLACE_HEAD},
        {"topics", ARTICLE_PLACE_HEAD}, {"kicker", ARTICLE_PLACE_TEXT},
        {"lead", ARTICLE_PLACE_TEXT},   {"dateline", ARTICLE_PLACE_TEXT},
        {NULL, ARTICLE_PLACE_NONE},
    };
    struct str key;
    need_byte(s, '{');
    for (bool first = true; next_key(s, first, &key); first = false) {
        if (str_eq(key, STR("blocks")))
            use_list(s, use_block);
        else if (str_eq(key, STR("contributors")))
            use_list(s, use_contributor);
        else if (str_eq(key, STR("teasers")))
            use_list(s, skip_object);
        else if (str_starts(s->rest, STR("{")))
            skip_object(s);
        else
            use_value(s, place_of(PLACES, key));
    }
    s->lost = s->lost || s->rest.n > 0;
}

bool article_json_texts(struct arena *a, struct str json, article_text_fn *each, void *ctx)
{
    struct scan s = {.rest = json, .each = each, .ctx = ctx, .arena = a};
    use_document(&s);
    return !s.lost;
}

static void add_text(void *ctx, enum article_place place, struct str text)
{
    struct terms *terms = ctx;
    if (place == ARTICLE_PLACE_PERSON)
        terms_add_person(terms, text);
    else
        terms_add(terms, text, place == ARTICLE_PLACE_HEAD);
}

enum rc article_terms_from_json(struct arena *a, struct term_reader *reader, struct str json,
                                struct terms *out)
{
    struct article art;
    terms_init(out, reader, a);
    bool known = article_json_texts(a, json, add_text, out);
    if (arena_failed(a))
        return RC_NOMEM;
    if (known)
        return RC_OK;
    enum rc rc = article_json_read(a, json, (struct article_json_options){0}, &art, NULL);
    if (rc)
        return rc;
    article_terms(a, reader, &art, out);
    return arena_failed(a) ? RC_NOMEM : RC_OK;
}
