/* The history of a site's counters as another system kept it: lines of tabs, read whole or not at
 * all.
 *
 *     2026-05-01 TAB visits TAB views [TAB views by robots]
 *     article TAB id or import key TAB 2026-05-01 TAB views
 *
 * Empty lines and lines that begin with '#' are passed over. */
#ifndef LOA_APP_HISTORY_H
#define LOA_APP_HISTORY_H

#include "store/store.h"

enum {
    HISTORY_FILE_MAX_BYTES = 32 << 20,
    HISTORY_LINES_MAX = 1000000, /* what one command of the store can hold */
    HISTORY_TROUBLES_MAX = 20,   /* bad lines that are told one by one */
};
/* A larger figure is a mistake: more than every page the whole web sees in a day. */
#define HISTORY_FIGURE_MAX INT64_C(1000000000000)

struct history_reader {
    struct arena *arena;
    int64_t today; /* clock_day number: no line is later */
    /* The article of that name. RC_NOTFOUND. */
    enum rc (*article)(void *ctx, struct str name, int64_t *id, struct err *e);
    /* Called for each line that cannot be taken, at most HISTORY_TROUBLES_MAX times. */
    void (*trouble)(void *ctx, size_t line, const struct err *e);
    void *ctx;
};

/* Reads text into *out, whose lists are in the arena. RC_INVALID when a line could not be taken
 * (each told by trouble; *out is not written), RC_LIMIT, RC_NOMEM. */
enum rc history_read(const struct history_reader *r, struct str text, struct store_flush *out,
                     struct err *e) MUST_USE;

#endif
