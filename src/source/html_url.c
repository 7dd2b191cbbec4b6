#include "source/html_url.h"

#include "base/buf.h"

/* The length of a scheme with its colon that s begins with, or 0. */
static size_t scheme_length(struct str s)
{
    size_t i = 0;
    while (i < s.n &&
           (((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') ||
            (i && (byte_is_digit(s.p[i]) || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.'))))
        i++;
    return i && i < s.n && s.p[i] == ':' ? i + 1 : 0;
}

static bool is_web(struct str s, size_t scheme)
{
    struct str name = str_first(s, scheme);
    return (str_eq_nocase(name, STR("http:")) || str_eq_nocase(name, STR("https:"))) &&
           str_starts(str_from(s, scheme), STR("//")) && s.n > scheme + 2;
}

/* Where the path of an absolute address begins. */
static size_t path_at(struct str url)
{
    size_t scheme = scheme_length(url);
    size_t at = scheme && str_starts(str_from(url, scheme), STR("//")) ? scheme + 2 : 0;
    while (at < url.n && url.p[at] != '/' && url.p[at] != '?' && url.p[at] != '#')
        at++;
    return at;
}

struct str html_url_host(struct str url)
{
    size_t scheme = scheme_length(url);
    if (!scheme || !str_starts(str_from(url, scheme), STR("//")))
        return STR("");
    struct str host = str_slice(url, scheme + 2, path_at(url));
    size_t at = str_find_last_byte(host, '@');
    host = at < host.n ? str_from(host, at + 1) : host;
    host = str_first(host, str_find_byte(host, ':'));
    return str_eq_nocase(str_first(host, 4), STR("www.")) ? str_from(host, 4) : host;
}

struct str html_url_path(struct str url)
{
    struct str rest = str_from(url, path_at(url));
    rest = str_first(rest, str_find_byte(rest, '#'));
    return str_first(rest, str_find_byte(rest, '?'));
}

/* Nothing in it is for tidy: nearly every address, and a page has thousands. */
static bool is_tidy(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte <= 0x20 || byte == 0x7F || byte == '\\')
            return false;
    }
    return true;
}

/* Browsers take tabs and line ends out of an address and spaces off its ends. */
static struct str tidy(struct arena *a, struct str s)
{
    struct buf b;
    s = str_trim(s);
    if (is_tidy(s))
        return str_copy(a, s);
    buf_init(&b, NULL);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte == ' ')
            buf_add(&b, STR("%20"));
        else if (byte > 0x20 && byte != 0x7F && byte != '\\')
            buf_add_byte(&b, s.p[i]);
        else if (byte == '\\')
            buf_add_byte(&b, '/');
    }
    return buf_settle(&b, a);
}

/* RFC 3986, 5.2.4, on a path with its query cut off. */
static void add_path(struct buf *b, struct str path)
{
    struct str part;
    size_t floor = b->n;
    bool slash = path.n && path.p[path.n - 1] == '/';
    while (str_next(&path, '/', &part)) {
        if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR(".."))) {
            slash = path.n == 0;
            if (str_eq(part, STR("..")))
                b->n = floor + (b->n > floor
                                    ? str_find_last_byte(str_slice(buf_view(b), floor, b->n), '/')
                                    : 0);
            continue;
        }
        buf_add_byte(b, '/');
        buf_add(b, part);
    }
    if (slash || b->n == floor)
        buf_add_byte(b, '/');
}

static size_t tail_at(struct str s)
{
    size_t query = str_find_byte(s, '?');
    size_t hash = str_find_byte(s, '#');
    return query < hash ? query : hash;
}

/* s below base, an address of the web. */
static struct str join(struct arena *a, struct str base, struct str s)
{
    struct buf b;
    struct str base_path = html_url_path(base);
    if (s.p[0] == '#' || s.p[0] == '?') {
        struct str whole = str_first(base, str_find_byte(base, s.p[0] == '#' ? '#' : '?'));
        return str_concat(a, whole, s);
    }
    buf_init(&b, NULL);
    buf_add(&b, str_first(base, path_at(base)));
    struct str own = str_first(s, tail_at(s));
    if (own.p[0] == '/') {
        add_path(&b, own);
    } else {
        size_t slash = str_find_last_byte(base_path, '/');
        struct str folder = slash < base_path.n ? str_first(base_path, slash + 1) : STR("/");
        add_path(&b, str_concat(a, folder, own));
    }
    buf_add(&b, str_from(s, tail_at(s)));
    return buf_settle(&b, a);
}

struct str html_url_resolve(struct arena *a, struct str base, struct str address)
{
    if (address.n > HTML_URL_MAX_BYTES)
        return STR("");
    struct str s = tidy(a, address);
    size_t scheme = scheme_length(s);
    if (scheme)
        return is_web(s, scheme) ? s : STR("");
    if (s.n == 0 || s.p[0] == ':')
        return STR("");
    size_t base_scheme = scheme_length(base);
    if (str_starts(s, STR("//")))
        return str_concat(a, base_scheme ? str_first(base, base_scheme) : STR("https:"), s);
    return base_scheme && is_web(base, base_scheme) ? join(a, base, s) : s;
}
