/* Addresses: their parts, relative ones made absolute, and one spelling for what is one address.
 *
 * RFC 3986; what browsers forgive (spaces, letters outside ASCII) is kept as it is, not refused.
 * Pure functions; any thread. */
#ifndef LOA_BASE_URL_H
#define LOA_BASE_URL_H

#include "base/str.h"

enum { URL_MAX_BYTES = 8192 }; /* longer than any address that a server takes */

/* The parts of an address, borrowed from it. host keeps the brackets of an IPv6 address. */
struct url {
    struct str scheme;    /* "" = relative */
    struct str authority; /* "user@host:80" */
    struct str user;      /* "" = none */
    struct str host;
    struct str port; /* digits, "" = the scheme's own */
    struct str path;
    struct str query;    /* without "?" */
    struct str fragment; /* without "#" */
    bool has_authority;
    bool has_query;
    bool has_fragment;
};

/* Takes s apart; every text is an address of some kind. */
void url_split(struct str s, struct url *out);

/* True for http and https with a host and a port that is one. */
bool url_is_web(struct str s);

/* The absolute address that reference means on a page at base (RFC 3986 §5.2), in a. White space at
 * its ends is dropped. reference itself where base is relative. */
struct str url_resolve(struct arena *a, struct str base, struct str reference);

/* One spelling (RFC 3986 §6.2.2 and 6.2.3), in a: scheme and host in lower case, no port that is the
 * scheme's own, no dot segments, "/" for the empty path, no fragment. */
struct str url_normal(struct arena *a, struct str s);

/* "a%20b" -> "a b" (RFC 3986 §2.1), in a. What is no escape stays, and so does %00: a NUL would end the
 * text for others. The result need not be UTF-8. */
struct str url_decoded(struct arena *a, struct str s);

/* "https://host:port" of an address in its normal spelling, in a; "" when it has no host. */
struct str url_origin(struct arena *a, struct str s);

#endif
