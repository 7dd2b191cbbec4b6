#include "wire/target.h"

#include "base/hex.h"
#include "base/utf8.h"
#include "wire/http_frame.h"

/* Decodes every %XX once. Returns 0, 400 for a broken one, 503 for want of memory. */
static int decode(struct arena *a, struct str raw, struct str *out)
{
    if (str_find_byte(raw, '%') == raw.n) {
        *out = raw;
        return 0;
    }
    char *p = arena_alloc(a, raw.n);
    if (!p)
        return 503;
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '%') {
            p[n++] = raw.p[i];
            continue;
        }
        int byte = hex_pair(raw, i + 1);
        if (byte < 0)
            return 400;
        p[n++] = (char)byte;
        i += 2;
    }
    *out = (struct str){p, n};
    return 0;
}

static bool has_dot_segment(struct str path)
{
    struct str rest = path;
    struct str segment = STR("");
    while (str_next(&rest, '/', &segment))
        if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
            return true;
    return false;
}

static bool has_control(struct str path)
{
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7F)
            return true;
    return false;
}

/* Splits "http://authority/path?query"; what follows the authority is left in *rest, maybe empty. */
static int split_absolute(struct str raw, struct str *authority, struct str *rest)
{
    struct str scheme = str_first(raw, str_find(raw, STR("://")));
    if (scheme.n == raw.n)
        return 501; /* "*" and "host:port" */
    if (!str_eq_nocase(scheme, STR("http")) && !str_eq_nocase(scheme, STR("https")))
        return 400;
    struct str after = str_from(raw, scheme.n + 3);
    size_t n = 0;
    while (n < after.n && after.p[n] != '/' && after.p[n] != '?')
        n++;
    *authority = str_first(after, n);
    *rest = str_from(after, n);
    return http_host_valid(*authority) ? 0 : 400; /* no user information either (RFC 9110 §4.2.4) */
}

int target_parse(struct arena *a, struct str raw, struct target *out)
{
    struct target target = {.path = STR(""), .query = STR(""), .authority = STR("")};
    struct str rest = raw;
    int status = 0;
    if (raw.n == 0 || raw.p[0] != '/')
        status = split_absolute(raw, &target.authority, &rest);
    if (status)
        return status;
    struct str path = str_first(rest, str_find_byte(rest, '?'));
    target.query = str_from(rest, path.n + 1);
    status = decode(a, path.n ? path : STR("/"), &target.path);
    if (status)
        return status;
    if (target.path.p[0] != '/' || has_dot_segment(target.path))
        return 400;
    bool decoded = target.path.n < path.n; /* else these are raw's bytes, all ASCII that is seen */
    if (decoded && (has_control(target.path) || !utf8_valid(target.path, NULL)))
        return 400;
    *out = target;
    return 0;
}
