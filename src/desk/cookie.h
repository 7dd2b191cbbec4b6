/* The Cookie field (RFC 6265 §5.4): "name=value; name=value". Pure; any thread. */
#ifndef LOA_DESK_COOKIE_H
#define LOA_DESK_COOKIE_H

#include "base/str.h"

enum { COOKIES_MAX = 64 }; /* looked at; a browser sends those of one site, some tens at most */

/* The value of the first cookie of that name, borrowed from field; "" when there is none. Names are
 * compared exactly; a value in quotes keeps them. */
struct str cookie_value(struct str field, struct str name);

#endif
