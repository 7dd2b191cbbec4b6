/* What stands in a page's holes for one request: the numbers of now, and the creatives whose turn it
 * is. Belongs to the request; everything lives in its arena, in the page or in the snapshot. */
#ifndef LOA_SITE_FILLING_H
#define LOA_SITE_FILLING_H

#include "live/live.h"
#include "page/page.h"
#include "site/slots.h"

struct filling {
    const struct state *state;
    const struct live *live;
    const struct page *page;
    const struct page_hole *holes;
    size_t holes_n;
    struct str *values;                  /* by hole, after filling_fill */
    const struct state_creative **shown; /* by hole; NULL where no creative stands */
    const struct page_insert **inserts;  /* by hole; as page_fill_gzip wants them */
    char *digits;                        /* PAGE_HOLE_WIDTH_MAX for each hole */
    uint64_t hash;                       /* of the page and its values */
};

/* f has state, live and page. False: no memory in a. */
bool filling_init(struct filling *f, struct arena *a);

/* Chooses a creative for every slot of the page; held are the ids to keep if they still run,
 * separated by dots, in the order of the slots. */
void filling_choose(struct filling *f, struct slots_loop *slots, struct str held, int64_t now_ms);

/* Fills values and hash. */
void filling_fill(struct filling *f);

/* The entity tag, quoted: the hash, mark (of the coding), and the ids of the creatives, as
 * filling_choose takes them. "" without memory in a. */
struct str filling_etag(const struct filling *f, struct arena *a, struct str mark);

/* The creatives' ids in such a tag; "" when it is none. */
struct str filling_held(struct str tag);

#endif
