/* Which addresses Loa may connect to on behalf of text that came from outside. Pure; any thread.
 *
 * Only addresses of the public internet (IANA special-purpose registries, RFC 6890): a feed must not
 * make the server ask the machine it runs on, its neighbours or a cloud's metadata service. */
#ifndef LOA_INGEST_HTTP_GUARD_H
#define LOA_INGEST_HTTP_GUARD_H

#include "base/str.h"

struct sockaddr;

/* True if address may be connected to: an IPv4 or IPv6 address that is public, also where it stands
 * inside another (IPv4-mapped, NAT64, 6to4). allow_loopback: 127.0.0.0/8 and ::1 too, for tests. */
bool http_guard_allows(const struct sockaddr *address, bool allow_loopback);

/* True for an address of this machine or of an own network (RFC 1918, RFC 4193), for a server that the
 * owner has named: never link-local ones, where clouds keep their metadata. */
bool http_guard_allows_private(const struct sockaddr *address);

/* The address as text, in a, for messages; "" for what is no IP address. */
struct str http_guard_text(struct arena *a, const struct sockaddr *address);

#endif
