#include "article/old_address.h"

#include "base/buf.h"
#include "base/hex.h"
#include "base/url.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* X(parameter that follows a reader and names no page) */
#define TRACKING_TABLE(X)                                                                          \
    X("fbclid")                                                                                    \
    X("gclid")                                                                                     \
    X("gbraid")                                                                                    \
    X("wbraid")                                                                                    \
    X("dclid")                                                                                     \
    X("msclkid")                                                                                   \
    X("yclid")                                                                                     \
    X("mc_cid")                                                                                    \
    X("mc_eid")                                                                                    \
    X("igshid")                                                                                    \
    X("ttclid")                                                                                    \
    X("zarsrc") /* Zalo */                                                                         \
    X("gidzl")  /* Zalo */                                                                         \
    X("_ga")                                                                                       \
    X("_gl")                                                                                       \
    X("amp")

/* X(last part of a path that stands for the folder) */
#define INDEX_TABLE(X)                                                                             \
    X("/index.php")                                                                                \
    X("/index.html")                                                                               \
    X("/index.htm")                                                                                \
    X("/index.aspx")                                                                               \
    X("/default.aspx")

static bool is_in(struct str s, const struct str *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(s, table[i]))
            return true;
    return false;
}

static bool is_tracking(struct str name)
{
    static const struct str NAMES[] = {
#define X(name) STR_INIT(name),
        TRACKING_TABLE(X)
#undef X
    };
    return (name.n > 4 && str_eq_nocase(str_first(name, 4), STR("utm_"))) ||
           is_in(name, NAMES, COUNT_OF(NAMES));
}

/* ---- decoding ---- */

/* s with its percent signs decoded; one that decodes nothing stays. Controls are left out. */
static struct str decode(struct arena *a, struct str s, bool plus_is_space)
{
    char *p = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; p && i < s.n; i++) {
        int byte = s.p[i] == '%' ? hex_pair(s, i + 1) : -1;
        char c = s.p[i] == '+' && plus_is_space ? ' ' : s.p[i];
        if (byte >= 0) {
            c = (char)byte;
            i += 2;
        }
        if ((unsigned char)c >= 0x20 && c != 0x7F)
            p[n++] = c;
    }
    return p ? utf8_nfc(a, (struct str){p, n}) : STR("");
}

/* ---- path ---- */

static struct str without_index(struct str path)
{
    static const struct str NAMES[] = {
#define X(name) STR_INIT(name),
        INDEX_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (path.n >= NAMES[i].n && str_eq_nocase(str_from(path, path.n - NAMES[i].n), NAMES[i]))
            return str_first(path, path.n - NAMES[i].n);
    return path;
}

static void add_path(struct buf *b, struct arena *a, struct str decoded)
{
    struct buf single;
    buf_init(&single, a);
    buf_add_byte(&single, '/');
    for (size_t i = 0; i < decoded.n; i++)
        if (decoded.p[i] != '/' || single.p == NULL || single.p[single.n - 1] != '/')
            buf_add_byte(&single, decoded.p[i]);
    struct str path = without_index(buf_view(&single));
    while (str_ends(path, STR("/")))
        path.n--;
    buf_add(b, path.n ? path : STR("/"));
}

/* ---- query ---- */

static int compare_texts(const void *x, const void *y)
{
    const struct str *first = x;
    const struct str *second = y;
    return str_compare(*first, *second);
}

/* "&" inside of a value would part it when read again. */
static void add_parameter(struct buf *b, struct str parameter, bool first)
{
    buf_add_byte(b, first ? '?' : '&');
    for (size_t i = 0; i < parameter.n; i++)
        if (parameter.p[i] == '&')
            buf_add(b, STR("%26"));
        else
            buf_add_byte(b, parameter.p[i]);
}

/* False: too many parameters. */
static bool add_query(struct buf *b, struct arena *a, struct str query)
{
    struct str parameters[OLD_ADDRESS_PARAMETERS_MAX];
    size_t n = 0;
    struct str part;
    while (str_next(&query, '&', &part)) {
        struct str decoded = decode(a, part, true);
        if (str_starts(decoded, STR("amp;"))) /* copied out of HTML */
            decoded = str_from(decoded, 4);
        struct str name = str_first(decoded, str_find_byte(decoded, '='));
        if (decoded.n == 0 || is_tracking(name))
            continue;
        if (n == COUNT_OF(parameters))
            return false;
        parameters[n++] = decoded;
    }
    if (n)
        qsort(parameters, n, sizeof *parameters, compare_texts);
    for (size_t i = 0; i < n; i++)
        add_parameter(b, parameters[i], i == 0);
    return true;
}

static struct str spell(struct arena *a, struct str decoded_path, struct str query)
{
    struct buf b;
    if (decoded_path.n > OLD_ADDRESS_MAX_BYTES || query.n > OLD_ADDRESS_MAX_BYTES)
        return STR("");
    buf_init(&b, a);
    add_path(&b, a, decoded_path);
    bool whole = add_query(&b, a, query);
    struct str made = buf_view(&b);
    if (!whole || buf_failed(&b) || made.n > OLD_ADDRESS_MAX_BYTES || str_eq(made, STR("/")))
        return STR("");
    return made;
}

/* ---- host ---- */

/* host may have a port; what is no name of a host is none. */
static struct str spell_host(struct arena *a, struct str host)
{
    struct str bare = str_trim(host);
    size_t colon = str_find_last_byte(bare, ':');
    bool has_port = colon < bare.n && !str_ends(bare, STR("]"));
    struct str lower = str_lower_ascii(a, has_port ? str_first(bare, colon) : bare);
    if (str_starts(lower, STR("www.")))
        lower = str_from(lower, 4);
    return lower.n > OLD_ADDRESS_HOST_MAX_BYTES || !utf8_valid(lower, NULL) ? STR("") : lower;
}

struct old_address old_address_read(struct arena *a, struct str url)
{
    struct url parts;
    url_split(str_trim(url), &parts);
    bool is_web = parts.scheme.n == 0 || str_eq_nocase(parts.scheme, STR("http")) ||
                  str_eq_nocase(parts.scheme, STR("https"));
    if (!is_web || url.n > URL_MAX_BYTES)
        return (struct old_address){.path = STR("")};
    return (struct old_address){.host = spell_host(a, parts.host),
                                .path = spell(a, decode(a, parts.path, false), parts.query)};
}

struct old_address old_address_of_request(struct arena *a, struct old_address_request req)
{
    return (struct old_address){.host = spell_host(a, req.host),
                                .path = spell(a, utf8_nfc(a, req.path), req.query)};
}

struct str old_address_write(struct arena *a, struct old_address from)
{
    struct buf b;
    bool query = false;
    buf_init(&b, a);
    if (from.host.n)
        buf_addf(&b, "https://%.*s", STR_ARG(from.host));
    for (size_t i = 0; i < from.path.n; i++) {
        unsigned char c = (unsigned char)from.path.p[i];
        bool kept = query && str_starts(str_from(from.path, i), STR("%26")); /* as add_parameter */
        query = query || c == '?';
        if (c == ' ' || c == '#' || (c == '%' && !kept) || (c == '+' && query))
            buf_addf(&b, "%%%02X", c);
        else
            buf_add_byte(&b, from.path.p[i]);
    }
    return buf_view(&b);
}
