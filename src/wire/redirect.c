#include "wire/redirect.h"

enum { HTTPS_PORT = 443 };

bool redirect_exempt(const struct wire_request *req)
{
    return str_starts(req->path, STR("/.well-known/acme-challenge/"));
}

/* A host, which http_host_valid has passed, without its port. */
static struct str without_port(struct str host)
{
    if (host.n && host.p[0] == '[')
        return str_first(host, str_find_byte(host, ']') + 1);
    return str_first(host, str_find_byte(host, ':'));
}

/* Path and query as sent, also of a target in absolute form. */
static struct str path_and_query(struct str target)
{
    if (target.n && target.p[0] == '/')
        return target;
    struct str after = str_from(target, str_find(target, STR("://")) + 3);
    size_t n = 0;
    while (n < after.n && after.p[n] != '/' && after.p[n] != '?')
        n++;
    return str_from(after, n);
}

bool redirect_to_https(const struct wire_request *req, uint16_t port, struct wire_response *res)
{
    struct arena *a = req->arena;
    struct str host = without_port(wire_field(req, STR("Host")));
    struct str rest = path_and_query(req->target);
    struct str colon = port == HTTPS_PORT ? STR("") : str_format(a, ":%u", (unsigned)port);
    bool safe = req->method == WIRE_GET || req->method == WIRE_HEAD;
    if (host.n == 0)
        return false;
    bool slash = rest.n && rest.p[0] == '/';
    wire_response_init(res, safe ? 301 : 308);
    wire_header_add(res, STR("Location"),
                    str_format(a, "https://%.*s%.*s%s%.*s", STR_ARG(host), STR_ARG(colon),
                               slash ? "" : "/", STR_ARG(rest)));
    wire_header_add(res, STR("Cache-Control"), STR("public, max-age=3600"));
    return true;
}
