#include "ingest/robots.h"

#include "base/buf.h"
#include "base/hex.h"
#include "base/url.h"
#include "base/vec.h"

/* Two spellings of a path are one rule (RFC 9309 §2.2.2) */

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit((char)c) || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* Octets outside ASCII are encoded, encoded unreserved ones decoded, hex in upper case. */
static struct str one_spelling(struct arena *a, struct str path)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        int byte = c == '%' ? hex_pair(path, i + 1) : -1;
        bool encoded = byte >= 0;
        if (encoded) {
            c = (unsigned char)byte;
            i += 2;
        }
        if (c >= 0x80 || (encoded && !is_unreserved(c)))
            buf_addf(&b, "%%%02X", c);
        else
            buf_add_byte(&b, (char)c);
    }
    return buf_view(&b);
}

/* ---- reading ---- */

struct reading {
    struct vec named; /* rules of the groups that name the robot */
    struct vec any;   /* rules of the groups of * */
    int64_t named_delay_ms;
    int64_t any_delay_ms;
    bool is_named; /* some group names it */
    bool in_named; /* the current group does */
    bool in_any;
    bool in_rules; /* the current group's agents are over */
    struct str agent;
    struct arena *a;
};

/* The letters, "-" and "_" at the start: "Loa/1.0" is the token Loa. */
static struct str product_token(struct str value)
{
    size_t n = 0;
    while (n < value.n && (is_unreserved((unsigned char)value.p[n]) && value.p[n] != '.' &&
                           value.p[n] != '~' && !byte_is_digit(value.p[n])))
        n++;
    return str_first(value, n);
}

static void read_agent(struct reading *r, struct str value)
{
    if (r->in_rules)
        r->in_named = r->in_any = r->in_rules = false;
    if (str_starts(value, STR("*")))
        r->in_any = true;
    if (str_eq_nocase(product_token(value), product_token(r->agent)))
        r->in_named = r->is_named = true;
}

static void add_rule(struct reading *r, struct vec *to, struct str path, bool allow)
{
    if (to->n >= ROBOTS_RULES_MAX)
        return;
    struct robots_rule *rule = vec_push(to);
    if (rule)
        *rule = (struct robots_rule){one_spelling(r->a, path), allow};
}

static void read_rule(struct reading *r, struct str path, bool allow)
{
    r->in_rules = true;
    if (!path.n || (path.p[0] != '/' && path.p[0] != '*'))
        return;
    if (r->in_named)
        add_rule(r, &r->named, path, allow);
    if (r->in_any)
        add_rule(r, &r->any, path, allow);
}

/* Seconds; many sites write it though the standard has it not. */
static void read_delay(struct reading *r, struct str value)
{
    int64_t seconds = 0;
    r->in_rules = true;
    if (!str_to_int(str_first(value, str_find_byte(value, '.')), &seconds) || seconds < 0)
        return;
    int64_t ms = seconds > ROBOTS_DELAY_MAX_MS / 1000 ? ROBOTS_DELAY_MAX_MS : seconds * 1000;
    if (r->in_named)
        r->named_delay_ms = ms;
    if (r->in_any)
        r->any_delay_ms = ms;
}

static void read_line(struct reading *r, struct str line)
{
    line = str_first(line, str_find_byte(line, '#'));
    size_t colon = str_find_byte(line, ':');
    if (colon == line.n)
        return;
    struct str name = str_trim(str_first(line, colon));
    struct str value = str_trim(str_from(line, colon + 1));
    if (str_eq_nocase(name, STR("user-agent")) || str_eq_nocase(name, STR("useragent")))
        read_agent(r, value);
    else if (str_eq_nocase(name, STR("allow")))
        read_rule(r, value, true);
    else if (str_eq_nocase(name, STR("disallow")))
        read_rule(r, value, false);
    else if (str_eq_nocase(name, STR("crawl-delay")))
        read_delay(r, value);
}

/* \n, \r\n and \r alone end a line (RFC 9309 §2.2, EOL). */
static bool next_line(struct str *rest, struct str *line)
{
    if (!rest->n)
        return false;
    size_t end = 0;
    while (end < rest->n && rest->p[end] != '\n' && rest->p[end] != '\r')
        end++;
    *line = str_first(*rest, end);
    *rest = str_from(*rest, end + 1);
    return true;
}

struct robots robots_parse(struct arena *a, struct str bytes, struct str agent)
{
    struct reading r = {.named = VEC(struct robots_rule, a),
                        .any = VEC(struct robots_rule, a),
                        .agent = agent,
                        .a = a};
    struct str line;
    bytes = str_first(bytes, ROBOTS_MAX_BYTES);
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_from(bytes, 3);
    while (next_line(&bytes, &line))
        read_line(&r, line);
    const struct vec *rules = r.is_named ? &r.named : &r.any;
    return (struct robots){rules->p, rules->n, r.is_named ? r.named_delay_ms : r.any_delay_ms};
}

/* ---- asking ---- */

/* The parts between the stars are found one after the other, which is the leftmost match and, as
 * only the end may be anchored, finds one whenever there is one. */
static bool matches(struct str pattern, struct str path)
{
    bool anchored = str_ends(pattern, STR("$"));
    if (anchored)
        pattern = str_first(pattern, pattern.n - 1);
    struct str part = str_first(pattern, str_find_byte(pattern, '*'));
    if (!str_starts(path, part))
        return false;
    path = str_from(path, part.n);
    bool starred = part.n < pattern.n;
    pattern = str_from(pattern, part.n + 1);
    while (starred) {
        part = str_first(pattern, str_find_byte(pattern, '*'));
        starred = part.n < pattern.n;
        if (!starred && anchored)
            return str_ends(path, part);
        size_t at = str_find(path, part);
        if (at == path.n && part.n)
            return false;
        path = str_from(path, at + part.n);
        pattern = str_from(pattern, part.n + 1);
    }
    return !anchored || !path.n;
}

bool robots_allow(struct arena *a, const struct robots *robots, struct str url)
{
    struct url u;
    url_split(url, &u);
    struct str path = u.path.n ? u.path : STR("/");
    if (u.has_query)
        path = str_format(a, "%.*s?%.*s", STR_ARG(path), STR_ARG(u.query));
    path = one_spelling(a, path);
    if (arena_failed(a))
        return false;
    if (str_eq(path, STR("/robots.txt")))
        return true;
    bool allowed = true;
    size_t longest = 0;
    for (size_t i = 0; i < robots->rules_n; i++) {
        const struct robots_rule *rule = &robots->rules[i];
        if (rule->path.n < longest || (rule->path.n == longest && !rule->allow && longest))
            continue;
        if (!matches(rule->path, path))
            continue;
        longest = rule->path.n;
        allowed = rule->allow;
    }
    return allowed;
}
