/* The PROXY protocol, versions 1 and 2 (HAProxy's proxy-protocol.txt): who the client is, said by the
 * proxy in front before the first byte of TLS or HTTP.
 *
 * Strict: what is not exactly that is refused, because the bytes after it are believed. Pure
 * function; any thread. */
#ifndef LOA_WIRE_PROXY_HEADER_H
#define LOA_WIRE_PROXY_HEADER_H

#include "base/str.h"

#include <netinet/in.h>

enum {
    PROXY_HEADER_MAX_BYTES = 536
}; /* version 1 has 107 at most; 2 with the usual additions less */

enum proxy_state { PROXY_MORE, PROXY_DONE, PROXY_REFUSED };

struct proxy_header {
    size_t n;               /* bytes of the header */
    bool named;             /* it says who; else the proxy speaks for itself (health checks) */
    struct in6_addr client; /* IPv4 mapped */
    bool secure;            /* the client came to the proxy by TLS (version 2 can say so) */
};

/* Reads what has come so far; bytes may go past the header. Fills *out for PROXY_DONE. */
enum proxy_state proxy_header_read(struct str bytes, struct proxy_header *out);

#endif
