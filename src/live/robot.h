/* Telling robots from people by what they call themselves. Pure. */
#ifndef LOA_LIVE_ROBOT_H
#define LOA_LIVE_ROBOT_H

#include "base/str.h"

/* True if the User-Agent names a crawler, a feed reader, a monitor or an HTTP library, or is empty.
 * The words are those that robots use of themselves (RFC 9309 §2.2.1 asks them to); a browser that
 * a program drives and that says it is a browser counts as a person. */
bool robot_by_agent(struct str agent);

#endif
