/* The reader's site: requests in, pages and answers out. Glue of store, live, page and wire.
 *
 * A struct site is used by all loops of the wire at once; site_handle may be called from any loop
 * thread, with that loop's index. site_tick must be given to the wire: on loop 0 it flushes the
 * counters about every second, notices what this or another process changed, and turns the day. */
#ifndef LOA_SITE_SITE_H
#define LOA_SITE_SITE_H

#include "base/err.h"
#include "site/ask.h"
#include "store/store.h"
#include "wire/wire.h"

enum {
    SITE_LOOPS_MAX = 64,
    SITE_FLUSH_MS = 1000,      /* bare views that a power loss may take: at most so much time */
    SITE_CHANGES_MS = 200,     /* how often changes are looked for */
    SITE_CATCH_UP_MS = 4,      /* and for the sake of a request: a takedown vanishes at once */
    SITE_CATCH_UP_LATE_MS = 8, /* then they wait for a loop that is at it and has no core */
    SITE_RANKING_MS = 60000,   /* how long a most-read list may stand */
};

struct site;
struct state;

struct site_options {
    const char *folder; /* SITE: loa.conf, preset.ini, loa.db, media/ */
    const char *origin; /* "http://127.0.0.1:8080" for a site whose loa.conf names none */
    size_t loops;       /* how many loops will call site_handle; 1 to SITE_LOOPS_MAX */
    size_t cache_bytes; /* limit of the cache of compiled pages; 0 = 64 MB */
    int64_t now_ms;
    const struct ask_phraser *phraser; /* copied; NULL: answers are given plainly */
    bool frozen; /* for a static copy: pages without forms that ask for nothing; origin, when not
                    NULL, goes before that of loa.conf */
    bool looks;  /* only to look: loa.conf and preset.ini are not sealed as they are now */
};

/* Opens the site in folder: its store, configuration and counters. RC_NOTFOUND (no site there),
 * RC_INVALID (configuration: file and line in e), and store_open's. The caller closes *out. */
enum rc site_open(struct site_options options, struct site **out, struct err *e) MUST_USE;

/* Ends the phrasing of answers: what waits is answered plainly. After wire_run, before wire_close. */
void site_stop_phrasing(struct site *s);

/* Flushes the counters and closes the store. After the wire has stopped. NULL is harmless. */
void site_close(struct site *s, int64_t now_ms);

/* wire_handler and wire_options.tick; ctx is the struct site. */
enum wire_answer site_handle(void *ctx, size_t loop_index, const struct wire_request *req,
                             struct wire_response *res);
void site_tick(void *ctx, size_t loop_index, int64_t now_ms);

/* wire_options.too_long: a page that says so. */
void site_refuse(void *ctx, size_t loop_index, int status, const struct wire_request *req,
                 struct wire_response *res);

/* Reads loa.conf and preset.ini again at the next tick (SIGHUP). A configuration that does not
 * read is logged and the old one stays. Any thread. */
void site_reload(struct site *s);

/* How many statements the last request on this loop cost; for tests and benches. */
uint64_t site_last_queries(const struct site *s, size_t loop_index);

/* What the desk shares with the reader's site: the store, and the snapshot of the configuration with a
 * reference for the caller (state.h). Any thread. */
struct store *site_store(const struct site *s);
struct state *site_state(struct site *s);

/* The site's name, for the messages of loa serve. Borrowed until the next reload. */
struct str site_name(const struct site *s);

#endif
