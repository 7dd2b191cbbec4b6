/* The compiled pages, by address: many readers, one maker a page.
 *
 * A page stands until its successor does: invalidating only marks it, the next reader makes the new
 * one (PAGE_CACHE_MAKE), and whoever comes meanwhile gets the old one; without an old one, or when it
 * was dropped, they wait for the maker. Over the byte limit the least recently used pages go.
 *
 * Threads: any function from any thread; one lock guards everything, but whoever keeps a page need not
 * ask again while page_stands says so (page_shelf.h). Pages are handed out with a reference of the
 * caller's own (page_unref). */
#ifndef LOA_PAGE_PAGE_CACHE_H
#define LOA_PAGE_PAGE_CACHE_H

#include "page/page.h"

enum {
    PAGE_CACHE_KEY_BYTES_MAX = 2048, /* longer addresses are made anew each time */
    /* page_cache_invalidate_soon */
    PAGE_PATIENCE_MS = 5000,
    PAGE_BUSY_MAKINGS = 100, /* in a second: some 15 % of a core goes into making pages */
};

struct page_cache;

/* NULL when memory is out. limit_bytes bounds the pages with their keys. */
struct page_cache *page_cache_new(size_t limit_bytes);
/* Nobody may use c any more. NULL is harmless. */
void page_cache_free(struct page_cache *c);

enum page_cache_answer {
    PAGE_CACHE_HIT,  /* *page is it */
    PAGE_CACHE_MAKE, /* make it, then call _put, _keep or _forget with the ticket */
};

/* What a maker brings back. Opaque. */
struct page_ticket {
    struct page_cache_entry *entry; /* NULL: the page will not be kept */
    uint64_t epoch;                 /* invalidations before the making began */
};

/* Looks key up (path and query, made canonical by the caller). At PAGE_CACHE_MAKE *page is the old
 * page or NULL, to show if the new one cannot be made. */
enum page_cache_answer page_cache_get(struct page_cache *c, struct str key, int64_t now_ms,
                                      struct page **page, struct page_ticket *ticket);

/* How long a page stands. */
struct page_term {
    int64_t made_ms;  /* now */
    int64_t until_ms; /* INT64_MAX: until invalidated */
    bool patient;     /* what page_cache_invalidate_soon says may wait, under load */
};

/* The new page. c takes its own reference. What was invalidated while it was being made is marked at
 * once. */
void page_cache_put(struct page_cache *c, struct page_ticket ticket, struct page *page,
                    struct page_term term);
/* Puts better, which is page packed well, in its place, if page still stands there. c takes its own
 * reference. */
void page_cache_replace(struct page_cache *c, struct str key, struct page *page,
                        struct page *better);
/* It could not be made: the old page, if any, stays, and the next reader tries again. */
void page_cache_keep(struct page_cache *c, struct page_ticket ticket);
/* There is no such page any more: the old one goes. */
void page_cache_forget(struct page_cache *c, struct page_ticket ticket);

/* Marks every page that has the tag. Cost: pages times the logarithm of their tags. */
void page_cache_invalidate(struct page_cache *c, struct str tag);

/* The same, for what comes by the second when newsroom and readers are busy: a patient page that was made
 * anew within twice PAGE_PATIENCE_MS, when PAGE_BUSY_MAKINGS pages were made within that second or the one
 * before, stands for PAGE_PATIENCE_MS from its making. All others are marked at once. */
void page_cache_invalidate_soon(struct page_cache *c, struct str tag);

/* The same, and nobody gets the old pages any more: whoever comes waits for the new ones. For what must
 * not be shown again. */
void page_cache_drop(struct page_cache *c, struct str tag);

struct page_cache_counts {
    size_t pages;
    size_t bytes;
    uint64_t hits;
    uint64_t made;
    uint64_t waited; /* readers that waited for a maker */
    uint64_t evicted;
};
struct page_cache_counts page_cache_counts(struct page_cache *c);

#endif
