/* robots.txt (RFC 9309): what a site allows a robot to fetch. Pure; any thread.
 *
 * Limits: what stands after ROBOTS_MAX_BYTES or ROBOTS_RULES_MAX is not read, as RFC 9309 §2.5
 * allows. Cost of a question: O(rules × length of the address). */
#ifndef LOA_INGEST_ROBOTS_H
#define LOA_INGEST_ROBOTS_H

#include "base/str.h"

enum {
    ROBOTS_MAX_BYTES = 500 << 10, /* RFC 9309 §2.5 */
    ROBOTS_RULES_MAX = 10000,
    ROBOTS_DELAY_MAX_MS = 30000, /* a longer Crawl-delay would keep other feeds waiting */
};

struct robots_rule {
    struct str path; /* percent-encoding made one; may hold * and a last $ */
    bool allow;
};

/* The rules for one robot; zeros allow everything. */
struct robots {
    struct robots_rule *rules;
    size_t rules_n;
    int64_t delay_ms; /* Crawl-delay, cut to ROBOTS_DELAY_MAX_MS; 0 = none */
};

/* Reads bytes for the robot whose product token is agent ("Loa"): the groups that name it, else those
 * of "*". Everything is readable, lines that are no rule are passed over. The result is in a. */
struct robots robots_parse(struct arena *a, struct str bytes, struct str agent);

/* True if url (absolute) may be fetched: the rule with the longest path wins, Allow where two are as
 * long. a is for work. On a failed arena false. */
bool robots_allow(struct arena *a, const struct robots *robots, struct str url);

#endif
