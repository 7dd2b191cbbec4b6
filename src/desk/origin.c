#include "desk/origin.h"

#include "base/url.h"

#include <arpa/inet.h>
#include <string.h>

/* ---- the way ---- */

static bool is_loopback(struct arena *a, struct str address)
{
    struct in_addr v4;
    if (inet_pton(AF_INET, str_cstr(a, address), &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return str_eq(address, STR("::1"));
}

/* The name before the port. */
static struct str host_name(struct str host)
{
    if (str_starts(host, STR("[")))
        return str_slice(host, 1, str_find_byte(host, ']'));
    return str_first(host, str_find_byte(host, ':'));
}

static bool came_through_proxy(const struct wire_request *req)
{
    return wire_field(req, STR("X-Forwarded-For")).n || wire_field(req, STR("Forwarded")).n ||
           wire_field(req, STR("X-Forwarded-Proto")).n || wire_field(req, STR("Via")).n ||
           wire_field(req, STR("X-Real-IP")).n;
}

bool origin_is_safe(const struct wire_request *req)
{
    struct str name = host_name(wire_field(req, STR("Host")));
    if (req->secure)
        return true;
    return is_loopback(req->arena, req->remote) && !came_through_proxy(req) &&
           (str_eq_nocase(name, STR("localhost")) || is_loopback(req->arena, name));
}

/* ---- the page ---- */

bool origin_is_own(const struct wire_request *req, struct str origin)
{
    struct str site = wire_field(req, STR("Sec-Fetch-Site"));
    struct str from = wire_field(req, STR("Origin"));
    struct str asked = str_format(req->arena, "%s%.*s", req->secure ? "https://" : "http://",
                                  STR_ARG(wire_field(req, STR("Host"))));
    if (site.n && !str_eq(site, STR("same-origin")))
        return false;
    return from.n == 0 || str_eq_nocase(from, asked) ||
           str_eq_nocase(from, url_origin(req->arena, origin));
}

/* ---- the network ---- */

struct str origin_network(const struct wire_request *req)
{
    enum { V4_SHOWN_BYTES = 3, V6_SHOWN_BYTES = 8 };
    unsigned char bytes[sizeof(struct in6_addr)];
    char text[INET6_ADDRSTRLEN];
    struct arena *a = req->arena;
    const char *address = str_cstr(a, req->remote);
    if (inet_pton(AF_INET, address, bytes) == 1) {
        memset(bytes + V4_SHOWN_BYTES, 0, sizeof(struct in_addr) - V4_SHOWN_BYTES);
        if (inet_ntop(AF_INET, bytes, text, sizeof text))
            return str_format(a, "%s/%d", text, 8 * V4_SHOWN_BYTES);
    } else if (inet_pton(AF_INET6, address, bytes) == 1) {
        memset(bytes + V6_SHOWN_BYTES, 0, sizeof bytes - V6_SHOWN_BYTES);
        if (inet_ntop(AF_INET6, bytes, text, sizeof text))
            return str_format(a, "%s/%d", text, 8 * V6_SHOWN_BYTES);
    }
    return str_first(req->remote, INET6_ADDRSTRLEN);
}

/* ---- the browser ---- */

struct sign {
    struct str mark; /* in the User-Agent */
    struct str name;
};

/* The first that fits: browsers carry the names of those they resemble. */
static const struct sign browsers[] = {
    {STR_INIT("coc_coc_browser"), STR_INIT("Cốc Cốc")},
    {STR_INIT("Edg"), STR_INIT("Edge")},
    {STR_INIT("OPR/"), STR_INIT("Opera")},
    {STR_INIT("SamsungBrowser"), STR_INIT("Samsung")},
    {STR_INIT("Firefox/"), STR_INIT("Firefox")},
    {STR_INIT("FxiOS/"), STR_INIT("Firefox")},
    {STR_INIT("CriOS/"), STR_INIT("Chrome")},
    {STR_INIT("Chrome/"), STR_INIT("Chrome")},
    {STR_INIT("Safari/"), STR_INIT("Safari")},
};
static const struct sign systems[] = {
    {STR_INIT("Windows"), STR_INIT("Windows")}, {STR_INIT("Android"), STR_INIT("Android")},
    {STR_INIT("iPhone"), STR_INIT("iPhone")},   {STR_INIT("iPad"), STR_INIT("iPad")},
    {STR_INIT("Macintosh"), STR_INIT("macOS")}, {STR_INIT("CrOS"), STR_INIT("ChromeOS")},
    {STR_INIT("Linux"), STR_INIT("Linux")},     {STR_INIT("X11"), STR_INIT("Linux")},
};

static struct str name_of(const struct sign *signs, size_t n, struct str agent)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(agent, signs[i].mark))
            return signs[i].name;
    return STR("");
}

struct str origin_agent(const struct wire_request *req)
{
    struct str agent = wire_field(req, STR("User-Agent"));
    struct str browser = name_of(browsers, COUNT_OF(browsers), agent);
    struct str system = name_of(systems, COUNT_OF(systems), agent);
    if (browser.n && system.n)
        return str_format(req->arena, "%.*s, %.*s", STR_ARG(browser), STR_ARG(system));
    return browser.n ? browser : system;
}
