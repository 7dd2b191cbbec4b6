/* A site whose loa.db is damaged gets a new one, of what can still be read. */
#ifndef LOA_APP_SALVAGE_H
#define LOA_APP_SALVAGE_H

#include "store/store_salvage.h"

/* What a salvage came to. */
struct salvage_result {
    struct salvage_report report;
    struct str kept; /* where the damaged database is now */
    int64_t
        findings; /* of loa verify on the new one: lost rows leave their seals, and the other way round */
};

/* The new database takes the name; the damaged one, with its log, stays beside it. RC_NOTFOUND (no site),
 * RC_BUSY (it is being served), store_salvage's. On failure nothing has changed. kept is in a. */
enum rc salvage_site(struct arena *a, const char *site, int64_t now_ms, struct salvage_result *out,
                     struct err *e) MUST_USE;

#endif
