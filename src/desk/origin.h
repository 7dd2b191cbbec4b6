/* Where a request comes from: by which way, from which page, network and browser. Pure; any thread. */
#ifndef LOA_DESK_ORIGIN_H
#define LOA_DESK_ORIGIN_H

#include "wire/wire.h"

/* True when a cookie that is Secure comes and goes: by TLS, or through a trusted proxy that says https, or
 * from this very machine to its own address, as a newsroom tries things out. */
bool origin_is_safe(const struct wire_request *req);

/* True when the form that was sent stands on a page of this site: what the browser says of it (Origin,
 * Sec-Fetch-Site) agrees with the address that was asked, or with origin, the site's own ("https://…").
 * A browser that says nothing is not refused: the form's token is what counts. */
bool origin_is_own(const struct wire_request *req, struct str origin);

/* "203.0.113.0/24" or "2001:db8:1:2::/64", which is what one office or household has; in the request's
 * arena. What is no address stays as it is. */
struct str origin_network(const struct wire_request *req);

/* "Firefox, Windows": what a person knows a device by, and no more. Static or in the request's arena;
 * at most STORE_AGENT_MAX_BYTES. */
struct str origin_agent(const struct wire_request *req);

#endif
