/* The Forwarded field (RFC 7239): what each proxy says of whom it heard from.
 *
 * Pure functions; any thread. */
#ifndef LOA_WIRE_FORWARDED_H
#define LOA_WIRE_FORWARDED_H

#include "base/str.h"

struct forwarded {
    struct str for_node; /* "192.0.2.1", "[2001:db8::1]:4711", "unknown"; "" when it says nothing */
    struct str proto;    /* "https"; "" when it says nothing */
};

/* The next element of *rest, moved past it; false at the end. A broken one gives two "". */
bool forwarded_next(struct str *rest, struct forwarded *out);

/* The address in a node, without brackets and port. */
struct str forwarded_address(struct str node);

#endif
