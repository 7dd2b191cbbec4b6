#include "article/sealed_text.h"

#include "article/seal.h"
#include "base/hex.h"
#include "base/utf8.h"

/* ---- finding the path ---- */

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.n && is_space(s.p[at]))
        at++;
    return at;
}

/* Behind the quote that closes the string beginning at at; the end of s when there is none. */
static size_t skip_string(struct str s, size_t at)
{
    for (at++; at < s.n && s.p[at] != '"'; at++)
        if (s.p[at] == '\\')
            at++;
    return at < s.n ? at + 1 : s.n;
}

/* The number of \u's four digits; 0 when they are none. */
static unsigned code_of(struct str digits)
{
    unsigned code = 0;
    for (size_t i = 0; i < digits.n; i++) {
        int value = hex_value(digits.p[i]);
        if (value < 0)
            return 0;
        code = code << 4 | (unsigned)value;
    }
    return digits.n == 4 ? code : 0;
}

/* Whether the string, its quotes included, is one that readers of JSON accept: what they refuse is
 * left in, so that a text made unreadable there is not the sealed one. */
static bool is_sound(struct str string)
{
    static const struct str ESCAPED = STR_INIT("\"\\/bfnrtu");
    if (string.n < 2 || string.p[string.n - 1] != '"' || !utf8_valid(string, NULL))
        return false;
    for (size_t i = 1; i + 1 < string.n; i++) {
        if ((unsigned char)string.p[i] < 0x20)
            return false;
        if (string.p[i] != '\\')
            continue;
        unsigned code = code_of(str_slice(string, i + 2, i + 6));
        char letter = string.p[++i];
        if (str_find_byte(ESCAPED, letter) == ESCAPED.n)
            return false;
        /* no NUL, no halves of surrogates: article_json_write makes neither */
        if (letter == 'u' && (code == 0 || (code >= 0xD800 && code <= 0xDFFF)))
            return false;
    }
    return true;
}

/* Where a key's value begins, when the string s[from..to) is that key; else 0. */
static size_t value_of(struct str s, size_t from, size_t to, struct str key)
{
    size_t at = skip_space(s, to);
    if (!str_eq(str_slice(s, from, to), key) || at >= s.n || s.p[at] != ':')
        return 0;
    return skip_space(s, at + 1);
}

/* The bytes [from, to) of the stored text. */
struct span {
    size_t from;
    size_t to;
};

/* The sound string at at; empty when there is another value. */
static struct span string_at(struct str s, size_t at)
{
    struct span string = {at, at < s.n && s.p[at] == '"' ? skip_string(s, at) : at};
    return is_sound(str_slice(s, at, string.to)) ? string : (struct span){0};
}

/* The string at provenance.path, its quotes included; empty when there is none. Only depths 1 and 2
 * matter, so a count stands for the stack. */
static struct span find_path(struct str s)
{
    size_t depth = 0;
    size_t provenance = 0; /* where its object begins */
    bool within = false;   /* at depth 2: in that object */
    size_t end = 0;
    for (size_t at = 0; at < s.n; at = end) {
        char byte = s.p[at];
        end = byte == '"' ? skip_string(s, at) : at + 1;
        if (byte == '{' || byte == '[') {
            depth++;
            within = depth == 2 ? byte == '{' && provenance == at : within;
        } else if ((byte == '}' || byte == ']') && depth > 0) {
            depth--;
        } else if (byte == '"' && depth == 1) {
            provenance = value_of(s, at, end, STR("\"provenance\""));
        } else if (byte == '"' && depth == 2 && within) {
            size_t path = value_of(s, at, end, STR("\"path\""));
            if (path)
                return string_at(s, path);
        }
    }
    return (struct span){0};
}

/* ---- */

struct str sealed_text(struct arena *a, struct str stored)
{
    struct span path = find_path(stored);
    if (path.to == 0)
        return stored;
    struct str head = str_concat(a, str_first(stored, path.from), STR("null"));
    return str_concat(a, head, str_from(stored, path.to));
}

struct hash_content sealed_text_hash(struct str stored)
{
    struct span path = find_path(stored);
    if (path.to == 0)
        return hash_content(stored);
    struct seal_row hash;
    seal_row_begin(&hash);
    seal_row_add_part(&hash, str_first(stored, path.from));
    seal_row_add_part(&hash, STR("null"));
    seal_row_add_part(&hash, str_from(stored, path.to));
    return seal_row_end(&hash);
}
