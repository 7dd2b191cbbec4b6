/* How long a session lasts. Pure; any thread. */
#ifndef LOA_DESK_LIFETIME_H
#define LOA_DESK_LIFETIME_H

#include "store/store_account.h"

#define LIFETIME_IDLE_MS (INT64_C(8) * 3600 * 1000)  /* without a request: a working day */
#define LIFETIME_WAITING_MS (INT64_C(5) * 60 * 1000) /* between the password and its code */
#define LIFETIME_SEEN_MS (INT64_C(5) * 60 * 1000)    /* the store is told of requests so often */

/* True when s ended by now_ms: idle, older than STORE_SESSION_LIFE_MS, or still without its code. */
bool lifetime_over(const struct store_session *s, int64_t now_ms);

/* True when the store is to be told that s was seen: now and then, or from another network. */
bool lifetime_tell(const struct store_session *s, struct str network, int64_t now_ms);

#endif
