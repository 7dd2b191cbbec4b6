/* Prints: pages as they were filled in a moment ago, for the next readers of a page that many ask for at
 * the same time.
 *
 * While a page is asked for less than PRINT_AFTER times in PRINT_MS, every request fills its holes anew.
 * From then on one request of each PRINT_MS fills them and leaves a print, and the others are sent that:
 * head and body stand ready in a file of memory (site/sheets.h), from which the kernel sends both by one
 * call without copying. So the numbers in a burst are up to PRINT_MS old (comments and reactions are never: a change
 * of those ends a print), and banners rotate from print to print. A page that was invalidated is another
 * page, so that its prints are not found any more.
 * A print is lent to responses and does not change meanwhile; readers who are slow to take it keep it, so
 * their number is limited (PRINTS_MAX, SHEETS_MAX), and whoever finds no room gets an answer of its
 * own. Memory is used again: a burst of any length allocates nothing a request. Belongs to one thread. */
#ifndef LOA_SITE_PRINTS_H
#define LOA_SITE_PRINTS_H

#include "site/coding.h"
#include "site/filling.h"
#include "wire/wire.h"

enum {
    PRINT_MS = 10, /* nobody sees a number change faster */
    /* Requests in that time, on one loop: more than a single client asks for, so that banners rotate
     * exactly for it. */
    PRINT_AFTER = 32,
    /* So long a crowd stays one: where a server is not given its processor for a while, many wait then. */
    PRINT_CROWD_MS = 100,
    PRINTS_MAX = 128, /* of one loop, those that are still being sent included; site/sheets.h bounds
                         their bytes */
    PRINT_FILE_MIN_BYTES = 12 << 10, /* below, a second system call costs more than copying */
};

struct prints;
struct print;

/* What a print is good for. */
struct print_key {
    struct page *page;
    enum coding coding;
    bool last; /* the request is its connection's, which the head says */
    uint64_t state_id;
    int64_t changes; /* live_changes, read before the values */
    int64_t now_ms;
};

/* NULL when memory is out. */
struct prints *prints_new(void);
/* Every loan must have ended. NULL is harmless. */
void prints_free(struct prints *p);

/* The print of key.page that is good at key.now_ms, lent until its response is done; or NULL, and *wanted
 * says whether one should be made. */
struct print *prints_find(struct prints *p, struct print_key key, bool *wanted);

/* Makes a print of res, the answer of status 200 to req, which is key's request, for those to come. f is
 * what stands in its holes. Makes none when there is no room for it. */
void prints_make(struct prints *p, struct print_key key, const struct filling *f,
                 const struct wire_request *req, const struct wire_response *res);

/* Makes res the print. The loan ends with the response. */
void print_respond(struct print *print, struct wire_response *res);

/* The creatives that it shows. Borrowed from print. */
const int64_t *print_creatives(const struct print *print, size_t *n);

/* Lets go of what has not been used of late. Cost: a look at each. */
void prints_sweep(struct prints *p, int64_t now_ms);

#endif
