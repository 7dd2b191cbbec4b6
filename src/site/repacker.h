/* Pages packed well behind the readers' backs: a page is compressed in haste when it is made, and once more, as
 * well as can be, when a second reader asks for it. A thread of the lowest priority does that, and puts the
 * result in the page's place.
 *
 * Functions say which thread may call them. */
#ifndef LOA_SITE_REPACKER_H
#define LOA_SITE_REPACKER_H

#include "page/page_cache.h"

enum { REPACKER_QUEUE_MAX = 64 }; /* more is passed over: each holds a page */

struct repacker;

/* NULL when memory is out. The thread begins with the first page. cache outlives it. */
struct repacker *repacker_new(struct page_cache *cache);
/* Gives up what waits. After the loops. NULL is harmless. */
void repacker_free(struct repacker *p);

/* The page that stands at key in the cache is to be packed well, if it is not. Any thread; waits for
 * nothing. */
void repacker_ask(struct repacker *p, struct str key, struct page *page);

#endif
