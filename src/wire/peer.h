/* Who the client is: the peer of the socket, or what a trusted proxy says of it.
 *
 * Pure functions but for memory; any thread once built. */
#ifndef LOA_WIRE_PEER_H
#define LOA_WIRE_PEER_H

#include "wire/wire.h"

#include <netinet/in.h>

enum {
    PEER_TEXT_BYTES = INET6_ADDRSTRLEN,
    PEER_TRUSTED_MAX = 64, /* proxies of one site */
};

struct peer_network {
    struct in6_addr address; /* IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2) */
    unsigned bits;           /* of it that count: 128 for one address */
};

/* Immutable after peer_trusted_read. */
struct peer_trusted {
    struct peer_network networks[PEER_TRUSTED_MAX];
    size_t n;
};

/* The address of a socket name, IPv4 mapped; of another family the unspecified address. */
struct in6_addr peer_of(const struct sockaddr_storage *name);

/* Reads addresses and networks ("10.0.0.0/8") separated by spaces. RC_INVALID names the one that is none; RC_LIMIT. */
enum rc peer_trusted_read(const char *text, struct peer_trusted *out, struct err *e) MUST_USE;

/* True if peer is one of them. */
bool peer_is_trusted(const struct peer_trusted *trusted, const struct in6_addr *peer);

/* Fills req->remote, whose bytes are in text, and req->secure, from peer and the fields of req. */
void peer_describe(const struct peer_trusted *trusted, const struct in6_addr *peer,
                   char text[PEER_TEXT_BYTES], struct wire_request *req);

#endif
