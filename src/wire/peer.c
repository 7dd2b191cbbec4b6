#include "wire/peer.h"

#include "wire/forwarded.h"
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

/* "10.0.0.0/8", "2001:db8::/32", or one address. */
static bool read_network(struct str word, struct peer_network *out)
{
    enum { BITS = 128, V4_BITS = 32 };
    struct str address = str_first(word, str_find_byte(word, '/'));
    struct str digits = str_from(word, address.n + 1);
    struct peer_network network = {.bits = BITS};
    int64_t bits = 0;
    if (!read_address(address, &network.address))
        return false;
    if (address.n < word.n) {
        bool v4 =
            IN6_IS_ADDR_V4MAPPED(&network.address) && str_find_byte(address, ':') == address.n;
        if (digits.n == 0 || !byte_is_digit(digits.p[0]) || !str_to_int(digits, &bits) ||
            bits > (v4 ? V4_BITS : BITS))
            return false;
        network.bits = (unsigned)bits + (v4 ? BITS - V4_BITS : 0);
    }
    *out = network;
    return true;
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
        if (!read_network(word, &out->networks[out->n]))
            return fail(e, RC_INVALID, "trusted proxy \"%.*s\" is no IP address or network",
                        STR_ARG(word));
        out->n++;
    }
    return RC_OK;
}

static bool is_in(const struct peer_network *network, const struct in6_addr *address)
{
    unsigned whole = network->bits / 8;
    unsigned rest = network->bits % 8;
    if (memcmp(&network->address, address, whole) != 0)
        return false;
    unsigned differ = rest ? network->address.s6_addr[whole] ^ address->s6_addr[whole] : 0;
    return (differ >> (8 - rest)) == 0;
}

bool peer_is_trusted(const struct peer_trusted *trusted, const struct in6_addr *peer)
{
    for (size_t i = 0; i < trusted->n; i++)
        if (is_in(&trusted->networks[i], peer))
            return true;
    return false;
}

/* One hop more: each proxy appends who it heard from, so of the whole list the last that is not
 * trusted counts, and whatever stands left of nonsense is not to be believed. */
static void take_hop(const struct peer_trusted *trusted, struct str text,
                     const struct in6_addr *peer, struct in6_addr *client)
{
    struct in6_addr hop;
    if (!read_address(text, &hop))
        *client = *peer;
    else if (!peer_is_trusted(trusted, &hop))
        *client = hop;
}

/* By X-Forwarded-For. */
static struct in6_addr told_client(const struct peer_trusted *trusted, const struct in6_addr *peer,
                                   const struct wire_request *req)
{
    struct in6_addr client = *peer;
    for (size_t i = 0; i < req->fields_n; i++) {
        if (!str_eq_nocase(req->fields[i].name, STR("X-Forwarded-For")))
            continue;
        struct str rest = req->fields[i].value;
        struct str element = STR("");
        while (http_list_next(&rest, &element))
            take_hop(trusted, element, peer, &client);
    }
    return client;
}

/* By Forwarded; *proto is what its last element says. */
static struct in6_addr told_client_forwarded(const struct peer_trusted *trusted,
                                             const struct in6_addr *peer,
                                             const struct wire_request *req, struct str *proto)
{
    struct in6_addr client = *peer;
    for (size_t i = 0; i < req->fields_n; i++) {
        if (!str_eq_nocase(req->fields[i].name, STR("Forwarded")))
            continue;
        struct str rest = req->fields[i].value;
        struct forwarded element;
        while (forwarded_next(&rest, &element)) {
            take_hop(trusted, forwarded_address(element.for_node), peer, &client);
            *proto = element.proto;
        }
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

/* As inet_ntop, without its sprintf. */
static size_t put_v4(const unsigned char bytes[4], char *text)
{
    char *at = text;
    for (size_t i = 0; i < 4; i++) {
        unsigned n = bytes[i];
        if (i)
            *at++ = '.';
        if (n >= 100)
            *at++ = (char)('0' + n / 100);
        if (n >= 10)
            *at++ = (char)('0' + n / 10 % 10);
        *at++ = (char)('0' + n % 10);
    }
    *at = '\0';
    return (size_t)(at - text);
}

void peer_describe(const struct peer_trusted *trusted, const struct in6_addr *peer,
                   char text[PEER_TEXT_BYTES], struct wire_request *req)
{
    struct in6_addr client = *peer;
    req->secure = false;
    if (peer_is_trusted(trusted, peer)) {
        struct str proto = last_element(req, STR("X-Forwarded-Proto"));
        /* a proxy that sends the old fields may pass a client's Forwarded on unseen */
        bool old = proto.n || last_element(req, STR("X-Forwarded-For")).n;
        client = old ? told_client(trusted, peer, req)
                     : told_client_forwarded(trusted, peer, req, &proto);
        req->secure = str_eq_nocase(proto, STR("https"));
    }
    if (IN6_IS_ADDR_V4MAPPED(&client)) {
        req->remote = (struct str){text, put_v4(client.s6_addr + 12, text)};
        return;
    }
    if (!inet_ntop(AF_INET6, client.s6_addr, text, PEER_TEXT_BYTES))
        text[0] = '\0'; /* cannot be: the buffer is large enough */
    req->remote = str_view(text);
}
