/* A saved site (app/backup.h) back into a folder: everything is proved in a new folder beside the old
 * one before that is replaced, and the old one stays. */
#ifndef LOA_APP_RESTORE_H
#define LOA_APP_RESTORE_H

#include "app/backup_key.h"

struct restore {
    const char *file; /* of loa backup; or the folder of loa backup --ship */
    const char *site;
    const struct archive_key *secret; /* NULL: for one that is not sealed */
    int64_t now_ms;                   /* names the folder that is kept */
    int64_t at_ms; /* of a folder: the last state not later; CLOCK_NONE: the last */
};

struct restore_report {
    struct archive_totals totals;
    int64_t schema;  /* of the database */
    int64_t at_ms;   /* of a folder: the state that came back; else CLOCK_NONE */
    struct str kept; /* where the former site is now; "" = there was none */
};

/* RC_BUSY (the site is being served), RC_CORRUPT, RC_CONFLICT (made by a newer Loa, or the folder holds
 * something else), RC_DENIED (the key), RC_LIMIT (no room for it), RC_IO. On failure nothing has
 * changed. The report's text is in a. */
enum rc restore_site(struct arena *a, const struct restore *r, struct restore_report *out,
                     struct err *e) MUST_USE;

#endif
