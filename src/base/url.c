#include "base/url.h"

#include "base/buf.h"
#include "base/hex.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":" */
static struct str scheme_of(struct str s)
{
    if (!s.n || !is_letter(s.p[0]))
        return STR("");
    for (size_t i = 1; i < s.n; i++) {
        char c = s.p[i];
        if (c == ':')
            return str_first(s, i);
        if (!is_letter(c) && !byte_is_digit(c) && c != '+' && c != '-' && c != '.')
            return STR("");
    }
    return STR("");
}

static size_t find_any(struct str s, const char *bytes)
{
    struct str set = str_view(bytes);
    for (size_t i = 0; i < s.n; i++)
        if (str_find_byte(set, s.p[i]) < set.n)
            return i;
    return s.n;
}

static void split_authority(struct url *u)
{
    size_t at = str_find_last_byte(u->authority, '@');
    struct str rest = u->authority;
    if (at < rest.n) {
        u->user = str_first(rest, at);
        rest = str_from(rest, at + 1);
    }
    size_t bracket = rest.n && rest.p[0] == '[' ? str_find_byte(rest, ']') : 0;
    struct str after = str_from(rest, bracket);
    size_t colon = bracket + str_find_byte(after, ':');
    u->host = str_first(rest, colon);
    u->port = str_from(rest, colon + 1);
}

void url_split(struct str s, struct url *out)
{
    struct url u = {0};
    u.scheme = scheme_of(s);
    struct str rest = u.scheme.n ? str_from(s, u.scheme.n + 1) : s;
    if (str_starts(rest, STR("//"))) {
        rest = str_from(rest, 2);
        u.has_authority = true;
        u.authority = str_first(rest, find_any(rest, "/?#"));
        rest = str_from(rest, u.authority.n);
        split_authority(&u);
    }
    size_t hash = str_find_byte(rest, '#');
    u.has_fragment = hash < rest.n;
    u.fragment = str_from(rest, hash + 1);
    rest = str_first(rest, hash);
    size_t mark = str_find_byte(rest, '?');
    u.has_query = mark < rest.n;
    u.query = str_from(rest, mark + 1);
    u.path = str_first(rest, mark);
    *out = u;
}

static bool is_port(struct str port)
{
    int64_t number = 0;
    return !port.n || (byte_is_digit(port.p[0]) && str_to_int(port, &number) && number >= 1 &&
                       number <= 65535);
}

static bool scheme_is_web(struct str scheme)
{
    return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

bool url_is_web(struct str s)
{
    struct url u;
    url_split(s, &u);
    return s.n <= URL_MAX_BYTES && scheme_is_web(u.scheme) && u.host.n && is_port(u.port);
}

struct str url_decoded(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        int byte = s.p[i] == '%' ? hex_pair(s, i + 1) : -1;
        buf_add_byte(&b, byte > 0 ? (char)byte : s.p[i]);
        i += byte > 0 ? 2 : 0;
    }
    return buf_view(&b);
}

/* RFC 3986 §5.2.4, in one pass: out never grows beyond path. */
static struct str without_dots(struct arena *a, struct str path)
{
    char *out = arena_alloc(a, path.n + 1);
    size_t n = 0;
    if (!out)
        return STR("");
    while (path.n) {
        bool slash = path.p[0] == '/';
        struct str tail = str_from(path, slash);
        struct str segment = str_first(tail, str_find_byte(tail, '/'));
        bool last = segment.n == tail.n;
        bool up = str_eq(segment, STR(".."));
        if (up || str_eq(segment, STR("."))) {
            while (up && n && out[--n] != '/')
                continue;
            if (last && (slash || n))
                out[n++] = '/';
        } else {
            if (slash)
                out[n++] = '/';
            for (size_t i = 0; i < segment.n; i++)
                out[n++] = segment.p[i];
        }
        path = str_from(tail, segment.n);
    }
    return (struct str){out, n};
}

static struct str join(struct arena *a, const struct url *u)
{
    struct buf b;
    buf_init(&b, a);
    if (u->scheme.n) {
        buf_add(&b, u->scheme);
        buf_add_byte(&b, ':');
    }
    if (u->has_authority) {
        buf_add(&b, STR("//"));
        buf_add(&b, u->authority);
    }
    buf_add(&b, u->path);
    if (u->has_query) {
        buf_add_byte(&b, '?');
        buf_add(&b, u->query);
    }
    if (u->has_fragment) {
        buf_add_byte(&b, '#');
        buf_add(&b, u->fragment);
    }
    return buf_view(&b);
}

/* RFC 3986 §5.2.3 */
static struct str merged_path(struct arena *a, const struct url *base, struct str path)
{
    if (base->has_authority && !base->path.n)
        return str_concat(a, STR("/"), path);
    size_t slash = str_find_last_byte(base->path, '/');
    struct str folder = slash < base->path.n ? str_first(base->path, slash + 1) : STR("");
    return str_concat(a, folder, path);
}

struct str url_resolve(struct arena *a, struct str base, struct str reference)
{
    struct url b;
    struct url r;
    reference = str_trim(reference);
    url_split(str_trim(base), &b);
    url_split(reference, &r);
    if (r.scheme.n || !b.scheme.n)
        return str_copy(a, reference);
    struct url out = r;
    out.scheme = b.scheme;
    if (r.has_authority)
        return join(a, &out);
    out.has_authority = b.has_authority;
    out.authority = b.authority;
    if (!r.path.n) {
        out.path = b.path;
        out.has_query = r.has_query || b.has_query;
        out.query = r.has_query ? r.query : b.query;
    } else if (r.path.p[0] == '/') {
        out.path = without_dots(a, r.path);
    } else {
        out.path = without_dots(a, merged_path(a, &b, r.path));
    }
    return join(a, &out);
}

static bool port_is_own(struct str scheme, struct str port)
{
    return !port.n || (str_eq(scheme, STR("http")) && str_eq(port, STR("80"))) ||
           (str_eq(scheme, STR("https")) && str_eq(port, STR("443")));
}

struct str url_normal(struct arena *a, struct str s)
{
    struct url u;
    url_split(str_trim(s), &u);
    if (!u.host.n)
        return str_copy(a, s);
    u.scheme = str_lower_ascii(a, u.scheme);
    struct str host = str_lower_ascii(a, u.host);
    struct str user = u.user.n ? str_concat(a, u.user, STR("@")) : STR("");
    u.authority = str_concat(a, user, host);
    if (!port_is_own(u.scheme, u.port))
        u.authority = str_format(a, "%.*s:%.*s", STR_ARG(u.authority), STR_ARG(u.port));
    u.path = u.path.n ? without_dots(a, u.path) : STR("/");
    u.has_fragment = false;
    return join(a, &u);
}

struct str url_origin(struct arena *a, struct str s)
{
    struct url u;
    url_split(url_normal(a, s), &u);
    if (!u.host.n)
        return STR("");
    struct str host_port = str_from(u.authority, u.user.n ? u.user.n + 1 : 0);
    return str_format(a, "%.*s://%.*s", STR_ARG(u.scheme), STR_ARG(host_port));
}
