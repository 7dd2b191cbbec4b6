/* A site copied to a folder as it changes (docs/decisions/0026): a whole backup, then small archives of what was committed
 * since and of new files, so that restore (app/restore.h) can bring back any moment. */
#ifndef LOA_APP_SHIP_H
#define LOA_APP_SHIP_H

#include "archive/archive.h"

#include <signal.h>

enum {
    SHIP_EVERY_S = 5,
    SHIP_KEEP_DAYS = 7,
    SHIP_NAME_MAX_BYTES = 64, /* of a generation, of a file in it */
};

struct ship {
    const char *site;
    const char *folder;             /* must be there, outside of the site */
    const struct archive_key *seal; /* NULL: not sealed */
    int64_t every_s;
    int64_t keep_days;
    const volatile sig_atomic_t *over; /* not 0: one last look, then the end */
    void (*say)(const char *words);    /* what went wrong and is tried again */
};

/* Runs until *over. RC_NOTFOUND, RC_INVALID, RC_CONFLICT (another one ships there), RC_IO: only before the first whole copy;
 * later failures are said, and another whole copy is begun. */
enum rc ship_run(const struct ship *o, struct err *e) MUST_USE;

/* What brings a moment back: the whole copy and the changes behind it, in order. Paths are in a. */
struct ship_plan {
    const char **paths;
    size_t paths_n;
    int64_t at_ms; /* of the last of them */
    struct str generation;
};

/* The last state in folder not later than at_ms. RC_NOTFOUND (nothing so old), RC_CORRUPT (a file is missing), RC_IO. */
enum rc ship_plan(struct arena *a, const char *folder, int64_t at_ms, struct ship_plan *out,
                  struct err *e) MUST_USE;

/* True for the name of a folder that ship_run makes. */
bool ship_is_generation(struct str name);

/* The line in each archive of changes that says which it is, in a. */
struct str ship_label(struct arena *a, struct str generation, uint64_t number, int64_t at_ms);

#define SHIP_CHANGES "loa.db.changes"
#define SHIP_LABEL "loa.db.shipped"

#endif
