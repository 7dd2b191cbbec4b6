/* Figures of a running site for its operator. */
#ifndef LOA_SITE_NUMBERS_H
#define LOA_SITE_NUMBERS_H

#include "live/live.h"
#include "page/page_cache.h"
#include "site/forms.h"
#include "site/site.h"

struct site_numbers {
    struct page_cache_counts cache;
    struct live_site live;
    uint64_t deferred[FORMS_CLASSES]; /* answers that waited for a commit, by class */
    uint64_t queued;                  /* commands that wait for the writer */
    uint64_t commits;
    int64_t articles;   /* published now; 0 when the store cannot be read */
    int64_t flushed_ms; /* when the counters last reached the disk, or there were none */
};

/* On a loop's thread; one query. What the store's failure is, if it cannot be read; the rest of *out is
 * written all the same. */
enum rc site_numbers_read(struct site *s, size_t loop_index, int64_t now_ms,
                          struct site_numbers *out);

#endif
