#include "wire/peer.h"

#include "wire/http_parse.h"

#include <arpa/inet.h>
#include <string.h>

static struct in6_addr mapped(const struct in_addr *v4)
{
    struct in6_addr v6 = {0};
    v6.s6_addr[10] = v6.s6_addr[11] = 0xFF;
    memcpy(v6.s6_addr + 12, v4, sizeof *v4);
    return v6;
}

struct in6_addr peer_of(const struct sockaddr_storage *name)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (name->ss_family == AF_INET) {
        memcpy(&v4, name, sizeof v4);
        return mapped(&v4.sin_addr);
    }
    if (name->ss_family != AF_INET6)
        return in6addr_any;
    memcpy(&v6, name, sizeof v6);
    return v6.sin6_addr;
}

static bool read_address(struct str s, struct in6_addr *out)
{
    char text[PEER_TEXT_BYTES];
    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    struct in_addr v4;
    if (inet_pton(AF_INET, text, &v4) == 1) {
        *out = mapped(&v4);
        return true;
    }
    return inet_pton(AF_INET6, text, out) == 1;
}

enum rc peer_trusted_read(const char *text, struct peer_trusted *out, struct err *e)
{
    struct str rest = str_view(text);
    struct str word = STR("");
    out->n = 0;
    while (str_next(&rest, ' ', &word)) {
        if (word.n == 0)
            continue;
        if (out->n == PEER_TRUSTED_MAX)
            return fail(e, RC_LIMIT, "more than %d trusted proxies", PEER_TRUSTED_MAX);
        if (!read_address(word, &out->addresses[out->n]))
            return fail(e, RC_INVALID, "trusted proxy \"%.*s\" is no IP address", STR_ARG(word));
        out->n++;
    }
    return RC_OK;
}

bool peer_is_trusted(const struct peer_trusted *trusted, const struct in6_addr *peer)
{
    for (size_t i = 0; i < trusted->n; i++)
        if (memcmp(&trusted->addresses[i], peer, sizeof *peer) == 0)
            return true;
    return false;
}

/* The client as the proxies tell it: each appends who it heard from, so the list is read from the
 * right, past the hops that are trusted themselves, to the first that is not. */
static struct in6_addr told_client(const struct peer_trusted *trusted, const struct in6_addr *peer,
                                   const struct wire_request *req)
{
    struct in6_addr client = *peer;
    for (size_t i = 0; i < req->fields_n; i++) {
        if (!str_eq_nocase(req->fields[i].name, STR("X-Forwarded-For")))
            continue;
        struct str rest = req->fields[i].value;
        struct str element = STR("");
        struct in6_addr hop;
        while (http_list_next(&rest, &element))
            if (!read_address(element, &hop))
                client = *peer; /* whatever stands left of nonsense is not to be believed */
            else if (!peer_is_trusted(trusted, &hop))
                client = hop;
    }
    return client;
}

/* The last element of the last such field: the one that the trusted proxy itself has added. */
static struct str last_element(const struct wire_request *req, struct str name)
{
    struct str last = STR("");
    for (size_t i = 0; i < req->fields_n; i++) {
        if (!str_eq_nocase(req->fields[i].name, name))
            continue;
        struct str rest = req->fields[i].value;
        struct str element = STR("");
        while (http_list_next(&rest, &element))
            last = element;
    }
    return last;
}

void peer_describe(const struct peer_trusted *trusted, const struct in6_addr *peer,
                   char text[PEER_TEXT_BYTES], struct wire_request *req)
{
    struct in6_addr client = *peer;
    req->secure = false;
    if (peer_is_trusted(trusted, peer)) {
        client = told_client(trusted, peer, req);
        req->secure = str_eq_nocase(last_element(req, STR("X-Forwarded-Proto")), STR("https"));
    }
    bool v4 = IN6_IS_ADDR_V4MAPPED(&client);
    const void *bytes = v4 ? client.s6_addr + 12 : client.s6_addr;
    if (!inet_ntop(v4 ? AF_INET : AF_INET6, bytes, text, PEER_TEXT_BYTES))
        text[0] = '\0'; /* cannot be: the buffer is large enough */
    req->remote = str_view(text);
}
