/* Dates as feeds write them: RFC 822 with everything that was ever done to it, W3CDTF and ISO 8601,
 * asctime, and the forms of Vietnamese and American software. Pure; any thread. */
#ifndef LOA_SOURCE_FEED_DATE_H
#define LOA_SOURCE_FEED_DATE_H

#include "base/clock.h"

enum { FEED_DATE_MAX_BYTES = 200 }; /* longer text is no date */

/* The instant s names; where it names no zone, at zone_min minutes east of Greenwich. False if s is
 * no date or one that does not exist. */
bool feed_date(struct str s, int zone_min, int64_t *at_ms);

#endif
