#include "source/front_matter.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "source/json_view.h"
#include "source/markup.h"

struct reading {
    struct arena *a;
    struct front_matter *out;
    struct str prefix; /* of a section, of a map: "author." */
    bool yaml;
    struct vec anchors; /* struct anchor: YAML's "&name text" */
};

struct anchor {
    struct str name;
    struct str text;
};

/* Tables that only keep a site's own fields apart from those of its program
 * (Hugo's params, Zola's extra and taxonomies): what stands in them is said of
 * the article. */
static struct str without_wrapper(struct str key)
{
    static const struct str WRAPPERS[] = {STR_INIT("params."), STR_INIT("extra."),
                                          STR_INIT("taxonomies."), STR_INIT("data."),
                                          STR_INIT("custom.")};
    for (size_t i = 0; i < COUNT_OF(WRAPPERS); i++)
        if (key.n > WRAPPERS[i].n && str_eq_nocase(str_first(key, WRAPPERS[i].n), WRAPPERS[i]))
            return str_from(key, WRAPPERS[i].n);
    return key;
}

static struct str below(struct reading *r, struct str outer, struct str key)
{
    return outer.n ? str_format(r->a, "%.*s.%.*s", STR_ARG(outer), STR_ARG(key)) : key;
}

static void add(struct reading *r, struct str key, struct str value)
{
    if (value.n == 0 || r->out->keys.n == FRONT_MATTER_VALUES_MAX)
        return;
    struct str *k = vec_push(&r->out->keys);
    struct str *v = vec_push(&r->out->values);
    if (!k || !v)
        return;
    *k = without_wrapper(below(r, r->prefix, key));
    *v = value;
}

/* ---- scalars and lists, alike in YAML and TOML ---- */

/* "\u1EA1" and "\U0001F600", as programs write letters outside of ASCII: how
 * many bytes behind the backslash that took; 0 if it is none. */
static size_t add_escaped_letter(struct str s, struct buf *out)
{
    size_t n = s.p[0] == 'u' ? 4 : s.p[0] == 'U' ? 8 : 0;
    uint32_t cp = 0;
    char bytes[4];
    if (n == 0 || s.n < n + 1)
        return 0;
    for (size_t i = 1; i <= n; i++) {
        int digit = hex_value(s.p[i]);
        if (digit < 0)
            return 0;
        cp = cp << 4 | (uint32_t)digit;
    }
    if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        return 0;
    buf_add(out, (struct str){bytes, utf8_put(cp, bytes)});
    return n + 1;
}

/* The text of 'a''b' or "a\"b"; without quotes the text itself. */
static struct str unquoted(struct arena *a, struct str s)
{
    struct buf out;
    s = str_trim(s);
    if (s.n < 2 || (s.p[0] != '"' && s.p[0] != '\'') || s.p[s.n - 1] != s.p[0])
        return s;
    char quote = s.p[0];
    buf_init(&out, a);
    for (size_t i = 1; i + 1 < s.n; i++) {
        char c = s.p[i];
        size_t letter = quote == '"' && c == '\\' && i + 2 < s.n
                            ? add_escaped_letter(str_slice(s, i + 1, s.n - 1), &out)
                            : 0;
        if (letter) {
            i += letter;
            continue;
        }
        bool skips = (quote == '"' && c == '\\') || (quote == '\'' && c == '\'');
        if (skips && i + 2 < s.n)
            c = s.p[++i];
        buf_add_byte(&out, skips && quote == '"' && (c == 'n' || c == 't') ? ' ' : c);
    }
    return buf_view(&out);
}

/* Where the quoted text ends that begins at s.p[at]: its closing quote, or s.n.
 * In double quotes a backslash keeps what follows, in single ones two of them
 * are one (YAML 1.2, 7.3). */
static size_t end_of_quoted(struct str s, size_t at)
{
    char quote = s.p[at];
    for (size_t i = at + 1; i < s.n; i++) {
        bool doubled = quote == '\'' && s.p[i] == quote && i + 1 < s.n && s.p[i + 1] == quote;
        if (doubled || (quote == '"' && s.p[i] == '\\'))
            i++;
        else if (s.p[i] == quote)
            return i;
    }
    return s.n;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* A text may begin with quotes here: at the start, behind a space or a sign of
 * a list or map. */
static bool may_quote(struct str s, size_t at)
{
    return is_quote(s.p[at]) &&
           (at == 0 || byte_is_space(s.p[at - 1]) || str_find_byte(STR("[,{=:"), s.p[at - 1]) < 5);
}

/* s up to a comment: a "#" after a space and outside of quotes. */
static struct str without_comment(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (may_quote(s, i)) {
            size_t end = end_of_quoted(s, i);
            i = end < s.n ? end : i; /* one alone is an apostrophe */
        } else if (s.p[i] == '#' && (i == 0 || byte_is_space(s.p[i - 1]))) {
            return str_first(s, i);
        }
    }
    return s;
}

/* The next of "a, 'b, c', {d: 1, e: 2}" without its comma; *rest is moved past
 * it. */
static struct str next_entry(struct str *rest)
{
    size_t depth = 0;
    size_t i = 0;
    for (; i < rest->n && (depth || rest->p[i] != ','); i++) {
        char c = rest->p[i];
        if (may_quote(*rest, i)) {
            size_t end = end_of_quoted(*rest, i);
            i = end < rest->n ? end : i;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth && (c == '}' || c == ']')) {
            depth--;
        }
    }
    struct str entry = str_first(*rest, i);
    *rest = str_from(*rest, i + 1);
    return entry;
}

/* "image: /a.png, alt: 'Bìa'" (YAML), "image = '/a.png'" (TOML): key.image,
 * key.alt */
static void add_map(struct reading *r, struct str key, struct str inside)
{
    struct str outer = r->prefix;
    r->prefix = below(r, outer, key);
    while (inside.n) {
        struct str entry = next_entry(&inside);
        size_t colon = str_find_byte(entry, ':');
        size_t equals = str_find_byte(entry, '=');
        size_t at = colon < equals ? colon : equals;
        if (at < entry.n)
            add(r, unquoted(r->a, str_first(entry, at)), unquoted(r->a, str_from(entry, at + 1)));
    }
    r->prefix = outer;
}

static bool is_within(struct str s, char begins, char ends)
{
    return s.n >= 2 && s.p[0] == begins && s.p[s.n - 1] == ends;
}

/* Texts, or maps of texts: "[{name: Lê Na}, {name: Hà Vũ}]" */
static void add_list(struct reading *r, struct str key, struct str inside)
{
    while (inside.n) {
        struct str entry = str_trim(next_entry(&inside));
        if (is_within(entry, '{', '}'))
            add_map(r, key, str_slice(entry, 1, entry.n - 1));
        else
            add(r, key, unquoted(r->a, entry));
    }
}

/* The first word of *value, which is moved past it. */
static struct str take_word(struct str *value)
{
    size_t space = str_find_byte(*value, ' ');
    struct str word = str_first(*value, space);
    *value = str_trim(str_from(*value, space));
    return word;
}

/* The text of "*name": that of the "&name" before; "" if there is none. */
static struct str text_of_alias(const struct reading *r, struct str name)
{
    for (size_t i = r->anchors.n; i-- > 0;) {
        const struct anchor *anchor = vec_at(&r->anchors, i);
        if (str_eq(anchor->name, name))
            return anchor->text;
    }
    return STR("");
}

/* Without YAML's properties of a value (6.9): "!!str 2024", "&name text"; with what an alias stands for. */
static struct str without_properties(struct reading *r, struct str value)
{
    enum { PROPERTIES_MAX = 2 };
    struct str name = STR("");
    if (str_starts(value, STR("*")) && str_find_byte(value, ' ') == value.n)
        return text_of_alias(r, str_from(value, 1));
    for (int i = 0; i < PROPERTIES_MAX && value.n > 1; i++) {
        if (value.p[0] != '!' && value.p[0] != '&')
            break;
        struct str word = take_word(&value);
        name = word.p[0] == '&' ? str_from(word, 1) : name;
    }
    struct anchor *anchor = name.n ? vec_push(&r->anchors) : NULL;
    if (anchor)
        *anchor = (struct anchor){name, value};
    return value;
}

static void add_value(struct reading *r, struct str key, struct str value)
{
    value = str_trim(without_comment(str_trim(value)));
    value = r->yaml ? without_properties(r, value) : value;
    if (is_within(value, '[', ']'))
        add_list(r, key, str_slice(value, 1, value.n - 1));
    else if (is_within(value, '{', '}'))
        add_map(r, key, str_slice(value, 1, value.n - 1));
    else
        add(r, key, unquoted(r->a, value));
}

/* ---- YAML ---- */

static size_t indent_of(struct str line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

/* "key: value" at the start of line; false if it is none. */
static bool key_of(struct str line, struct str *key, struct str *value)
{
    size_t colon = 0;
    while (colon < line.n &&
           !(line.p[colon] == ':' && (colon + 1 == line.n || byte_is_space(line.p[colon + 1]))))
        colon++;
    struct str name = str_trim(str_first(line, colon));
    if (colon == line.n || name.n == 0 || name.n > 64 || str_find_byte(name, ' ') < name.n)
        return false;
    if (name.n > 2 && (name.p[0] == '"' || name.p[0] == '\''))
        name = str_slice(name, 1, name.n - 1);
    *key = name;
    *value = str_from(line, colon + 1);
    return true;
}

static struct str first_line(struct str s)
{
    struct str line = STR("");
    (void)str_next_line(&s, &line);
    return line;
}

/* The lines of "|" and ">" texts, and plain ones that go on: those further in
 * than the key. */
static struct str take_text(struct reading *r, struct str *rest, size_t indent)
{
    struct buf out;
    struct str line;
    buf_init(&out, r->a);
    while (rest->n) {
        line = first_line(*rest);
        if (str_trim(line).n && indent_of(line) <= indent)
            break;
        (void)str_next_line(rest, &line);
        if (out.n && str_trim(line).n)
            buf_add_byte(&out, '\n');
        buf_add(&out, str_trim(line));
    }
    return buf_view(&out);
}

static bool is_item(struct str line)
{
    struct str s = str_trim(line);
    return str_eq(s, STR("-")) || str_starts(s, STR("- "));
}

/* True if a value that began goes on: a list, a map, a quoted text that has not
 * ended. */
static bool is_open(struct str value)
{
    static const struct {
        char begins;
        char ends;
    } PAIRS[] = {{'[', ']'}, {'{', '}'}, {'"', '"'}, {'\'', '\''}};
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        if (value.p[0] == PAIRS[i].begins)
            return value.n < 2 || value.p[value.n - 1] != PAIRS[i].ends ||
                   (value.p[value.n - 2] == '\\' && PAIRS[i].ends == '"');
    return false;
}

/* The value of a key and the lines that it goes on in: those further in, and
 * any while it is open. */
static struct str whole_value(struct reading *r, struct str value, struct str *rest, size_t indent)
{
    struct buf out;
    buf_init(&out, r->a);
    buf_add(&out, value);
    while (rest->n) {
        struct str line = first_line(*rest);
        struct str so_far = str_trim(buf_view(&out));
        bool open = so_far.n && is_open(so_far);
        if (!open && (str_trim(line).n == 0 || indent_of(line) <= indent))
            break;
        (void)str_next_line(rest, &line);
        buf_add_byte(&out, ' ');
        buf_add(&out, str_trim(without_comment(line)));
    }
    return buf_view(&out);
}

/* A key whose value stands below it, further in. */
struct level {
    size_t indent;
    struct str path; /* "params.author" */
};

struct levels {
    struct level open[FRONT_MATTER_DEPTH_MAX];
    size_t n; /* from 1 */
};

/* Closes the levels that a line so far in no longer belongs to. False: it
 * belongs to none. */
static bool close_levels(struct levels *levels, size_t indent, bool item)
{
    while (levels->n && indent <= levels->open[levels->n - 1].indent &&
           !(item && indent == levels->open[levels->n - 1].indent))
        levels->n--;
    return levels->n > 0;
}

/* "key: value" or "key:" below a key. */
static void take_member(struct reading *r, struct levels *levels, struct str *rest, size_t indent,
                        struct str s)
{
    struct str inner;
    struct str value;
    struct str path = levels->open[levels->n - 1].path;
    if (!key_of(s, &inner, &value)) {
        add_value(r, path, s);
        return;
    }
    path = below(r, path, inner);
    value = str_trim(without_comment(str_trim(value)));
    if (value.n == 0 && levels->n < FRONT_MATTER_DEPTH_MAX)
        levels->open[levels->n++] = (struct level){indent, path};
    else if (value.n && (value.p[0] == '|' || value.p[0] == '>'))
        add(r, path, take_text(r, rest, indent));
    else if (value.n)
        add_value(r, path, whole_value(r, value, rest, indent));
}

/* What stands below "key:": a list, a map, or the text going on. */
static void take_inside(struct reading *r, struct str key, struct str *rest, size_t indent)
{
    struct str line;
    struct levels levels = {.open = {{indent, key}}, .n = 1};
    while (rest->n) {
        line = first_line(*rest);
        struct str s = str_trim(line);
        if (s.n == 0 || s.p[0] == '#') {
            (void)str_next_line(rest, &line);
            continue;
        }
        size_t at = indent_of(line);
        if (!close_levels(&levels, at, is_item(line)))
            return;
        (void)str_next_line(rest, &line);
        if (is_item(line)) {
            struct str content = str_trim(str_from(s, 1));
            at += s.n - content.n;
            s = content;
        }
        take_member(r, &levels, rest, at, s);
    }
}

static void read_yaml(struct reading *r, struct str text)
{
    struct str line;
    struct str key;
    struct str value;
    while (str_next_line(&text, &line)) {
        struct str s = str_trim(line);
        if (s.n == 0 || s.p[0] == '#' || !key_of(s, &key, &value))
            continue;
        value = str_trim(without_comment(str_trim(value)));
        if (value.n == 0)
            take_inside(r, key, &text, indent_of(line));
        else if (value.p[0] == '|' || value.p[0] == '>')
            add(r, key, take_text(r, &text, indent_of(line)));
        else
            add_value(r, key, whole_value(r, value, &text, indent_of(line)));
    }
}

/* ---- TOML ---- */

/* A backslash that is not one of two ends the line: the text goes on where the
 * next line's does. */
static bool goes_on(struct str line)
{
    size_t n = 0;
    while (n < line.n && line.p[line.n - 1 - n] == '\\')
        n++;
    return n % 2 == 1;
}

/* A text between three quotes, over several lines (TOML 1.0, String); false if
 * value begins none. */
static bool add_long_text(struct reading *r, struct str key, struct str value, struct str *rest)
{
    struct str fence = str_first(value, 3);
    struct buf out;
    struct str line = str_from(value, 3);
    bool basic = str_eq(fence, STR("\"\"\""));
    if (!basic && !str_eq(fence, STR("\'\'\'")))
        return false;
    buf_init(&out, r->a);
    do {
        size_t end = str_find(line, fence);
        struct str part = str_first(line, end);
        bool joins = basic && end == line.n && goes_on(str_trim(part));
        part = joins ? str_trim(part) : part;
        buf_add(&out, joins ? str_first(part, part.n - 1) : part);
        buf_add_byte(&out, joins ? ' ' : '\n');
        if (end < line.n)
            break;
    } while (str_next_line(rest, &line));
    struct str text = str_trim(buf_view(&out));
    add(r, key, basic ? unquoted(r->a, str_format(r->a, "\"%.*s\"", STR_ARG(text))) : text);
    return true;
}

static void read_toml(struct reading *r, struct str text)
{
    struct str line;
    while (str_next_line(&text, &line)) {
        struct str s = str_trim(without_comment(str_trim(line)));
        size_t equals = str_find_byte(s, '=');
        if (s.n > 2 && s.p[0] == '[' && equals == s.n) {
            r->prefix = str_slice(s, 1 + (s.p[1] == '['), str_find_byte(s, ']'));
            continue;
        }
        if (equals == s.n)
            continue;
        struct str value = str_trim(str_from(s, equals + 1));
        struct str key = unquoted(r->a, str_first(s, equals));
        if (add_long_text(r, key, value, &text))
            continue;
        struct buf list;
        buf_init(&list, r->a);
        buf_add(&list, value);
        /* a list over several lines */
        while (str_starts(value, STR("[")) && !str_ends(buf_view(&list), STR("]")) &&
               str_next_line(&text, &line))
            buf_add(&list, str_trim(without_comment(str_trim(line))));
        add_value(r, key, buf_view(&list));
    }
}

/* ---- JSON ---- */

static void add_json(struct reading *r, struct str key, const json_t *value)
{
    if (json_is_integer(value))
        add(r, key, str_format(r->a, "%lld", (long long)json_integer_value(value)));
    else if (json_is_boolean(value))
        add(r, key, json_is_true(value) ? STR("true") : STR("false"));
    else
        add(r, key, str_copy(r->a, json_text_of(value)));
}

/* An object and where it stands: its members wait until those of the outer ones
 * are read. */
struct json_level {
    json_t *value;
    struct str path;
    size_t depth;
};

static void add_json_member(struct reading *r, struct vec *waiting, struct json_level member)
{
    if (!json_is_object(member.value)) {
        add_json(r, member.path, member.value);
        return;
    }
    bool room = waiting->n < FRONT_MATTER_VALUES_MAX && member.depth < FRONT_MATTER_DEPTH_MAX;
    struct json_level *level = room ? vec_push(waiting) : NULL;
    if (level)
        *level = member;
}

static void add_json_values(struct reading *r, json_t *root)
{
    struct vec waiting = VEC(struct json_level, r->a);
    add_json_member(r, &waiting, (struct json_level){root, STR(""), 0});
    for (size_t next = 0; next < waiting.n; next++) {
        struct json_level level = *(struct json_level *)vec_at(&waiting, next);
        const char *name;
        json_t *value;
        json_object_foreach(level.value, name, value)
        {
            struct json_level member = {value, below(r, level.path, str_copy(r->a, str_view(name))),
                                        level.depth + 1};
            if (!json_is_array(value))
                add_json_member(r, &waiting, member);
            for (size_t i = 0; i < json_array_size(value); i++) {
                member.value = json_array_get(value, i);
                add_json_member(r, &waiting, member);
            }
        }
    }
}

/* The length of the object that s begins with; 0 if it does not end. */
static size_t object_length(struct str s)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n && i < FRONT_MATTER_MAX_BYTES; i++) {
        char c = s.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return 0;
}

static bool read_json(struct reading *r, struct str bytes)
{
    size_t n = object_length(bytes);
    struct str body = str_from(bytes, n);
    bool apart = body.n && (body.p[0] == '\n' || body.p[0] == '\r') && str_trim(body).n &&
                 str_trim(body).p[0] != '{'; /* a second object: JSON lines */
    json_t *object = n && apart ? json_loadb(bytes.p, n, 0, NULL) : NULL;
    if (!json_is_object(object)) {
        json_decref(object);
        return false;
    }
    add_json_values(r, object);
    json_decref(object);
    r->out->body = body;
    return true;
}

/* ---- any of them ---- */

/* The lines between fence at the start of bytes and fence again. */
static bool between(struct str bytes, struct str fence, struct str *inside, struct str *body)
{
    struct str rest = bytes;
    struct str line;
    if (!str_next_line(&rest, &line) || !str_eq(str_trim(line), fence))
        return false;
    size_t from = bytes.n - rest.n;
    while (rest.n && bytes.n - rest.n < FRONT_MATTER_MAX_BYTES) {
        size_t at = bytes.n - rest.n;
        if (!str_next_line(&rest, &line))
            return false;
        if (!str_eq(str_trim(line), fence) &&
            !(str_eq(fence, STR("---")) && str_eq(str_trim(line), STR("..."))))
            continue;
        *inside = str_slice(bytes, from, at);
        *body = rest;
        return true;
    }
    return false;
}

bool front_matter_read(struct arena *a, struct str bytes, struct front_matter *out)
{
    struct str inside;
    struct reading r = {.a = a, .out = out, .anchors = VEC(struct anchor, a)};
    *out = (struct front_matter){.keys = VEC(struct str, a), .values = VEC(struct str, a)};
    r.yaml = between(bytes, STR("---"), &inside, &out->body);
    if (r.yaml)
        read_yaml(&r, inside);
    else if (between(bytes, STR("+++"), &inside, &out->body))
        read_toml(&r, inside);
    else if (!str_starts(bytes, STR("{")) || !read_json(&r, bytes))
        return false;
    return true;
}

static bool is_among(struct str key, const struct str *keys, size_t keys_n)
{
    for (size_t i = 0; i < keys_n; i++)
        if (str_eq_nocase(key, keys[i]))
            return true;
    return false;
}

struct str front_matter_text(const struct front_matter *f, const struct str *keys, size_t keys_n)
{
    const struct str *all = f->keys.p;
    const struct str *values = f->values.p;
    for (size_t k = 0; k < keys_n; k++)
        for (size_t i = 0; i < f->values.n; i++)
            if (str_eq_nocase(all[i], keys[k]))
                return values[i];
    return STR("");
}

void front_matter_texts(const struct front_matter *f, const struct str *keys, size_t keys_n,
                        struct vec *texts)
{
    const struct str *all = f->keys.p;
    const struct str *values = f->values.p;
    for (size_t i = 0; i < f->values.n; i++)
        if (is_among(all[i], keys, keys_n))
            markup_add_text(texts, markup_fold(texts->arena, values[i]));
}
