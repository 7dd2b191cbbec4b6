/* The pages that one thread has served of late, in front of the page cache that all share: finding one
 * again takes no lock and writes nothing that another core reads.
 *
 * A page is lent to a response and given back; only the thread's own count changes. Whether a page
 * still stands is read from the page (page_stands), which whoever invalidates, drops, replaces or evicts
 * it in the cache says there. page_shelf_sweep lets go of those that do not, so that the cache's limit
 * is passed by them for no longer than the time between two sweeps. Belongs to one thread; the pages are
 * shared. */
#ifndef LOA_PAGE_PAGE_SHELF_H
#define LOA_PAGE_PAGE_SHELF_H

#include "page/page.h"

enum { PAGE_SHELF_KEY_BYTES_MAX = 512 }; /* longer addresses are looked up in the cache */

struct page_shelf;
struct page_shelved;

/* A page in the hands of one response. End it with page_loan_end, on the shelf's thread. */
struct page_loan {
    struct page *page;
    struct page_shelved *from; /* NULL: the loan has a reference of its own */
};

void page_loan_end(struct page_loan loan);

/* NULL when memory is out. places: how many pages at most, rounded up to a power of two. */
struct page_shelf *page_shelf_new(size_t places);
/* Every loan must have ended. NULL is harmless. */
void page_shelf_free(struct page_shelf *s);

/* The page of that address if it is there and stands at now_ms. */
bool page_shelf_get(struct page_shelf *s, struct str key, int64_t now_ms, struct page_loan *loan);

/* Lends page, whose reference it takes over, and keeps it for the next one if it stands. */
struct page_loan page_shelf_put(struct page_shelf *s, struct str key, struct page *page,
                                int64_t now_ms);

/* Lets go of the pages that do not stand any more. Cost: a look at each. */
void page_shelf_sweep(struct page_shelf *s, int64_t now_ms);

#endif
