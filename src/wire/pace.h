/* How long a body or a response may take: a pause has a bound, and on the whole it keeps a least rate.
 *
 * A client that sends or takes a byte now and then moves nothing: what it gains by a byte is what a
 * byte takes at the least rate. Pure functions; any thread. */
#ifndef LOA_WIRE_PACE_H
#define LOA_WIRE_PACE_H

#include <stdint.h>

struct pace {
    int64_t started_ms;
    int64_t moved_bytes; /* since then */
};

/* Until when the next byte must have moved: pause_ms from now, and as long as what has moved may
 * have taken at rate_bytes_s, with pause_ms to begin with; whichever is sooner. */
int64_t pace_deadline_ms(struct pace p, int64_t now_ms, int64_t pause_ms, int64_t rate_bytes_s);

#endif
