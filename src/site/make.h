/* Makes the pages: route in, compiled page out. Knows the store and the templates, not HTTP.
 *
 * One file a kind: make_article.c, make_list.c, make_statistics.c, make_plain.c; make.c picks the
 * kind, adds the blocks and the head, and compiles. */
#ifndef LOA_SITE_MAKE_H
#define LOA_SITE_MAKE_H

#include "site/blocks.h"
#include "site/job.h"

/* The four regions around a page's content; none: the kind has no blocks. */
struct make_regions {
    bool none;
    enum layout_region top;
    enum layout_region main;
    enum layout_region side;
    enum layout_region bottom;
};

/* A page on its way: each maker fills it, make_page compiles it. */
struct make {
    struct job *job;
    struct route route;
    struct view_page page;
    struct view_head head;
    struct vec breadcrumb; /* struct view_link; home comes first by itself */
    struct make_regions regions;
    struct blocks_place place;
    bool reserved;         /* make_reserve has run */
    struct str path;       /* the page's own address */
    struct str feeds_path; /* its list's address when it has feeds, else "" */
    int64_t published_ms;  /* of an article */
    int64_t updated_ms;
    int status;          /* 200, 301, 404, 410 */
    struct str location; /* for 301 */
};

/* What a request for a page ends in. */
struct made {
    int status;
    struct str location; /* status 301: a path, in the job's arena */
    struct page *page;   /* the caller's reference; NULL for 301 */
    int64_t article_id;  /* article pages of status 200: whose view it is; else 0 */
};

/* Makes the page of route; j->ask for ROUTE_SEARCH, j->question for ROUTE_ASK. Unknown addresses and
 * withdrawn articles give pages of status 404 and 410. Other rc: the store's, or RC_NOMEM/RC_LIMIT
 * when the page is larger than its limits. */
enum rc make_page(struct job *j, struct route route, struct made *out) MUST_USE;

/* A page that says one thing: 404, 410, 500, or an answer to a form. */
enum rc make_message(struct job *j, int status, struct view_message message,
                     struct made *out) MUST_USE;

/* ---- between the make_*.c files ---- */

enum rc make_article(struct make *m) MUST_USE;
enum rc make_list(struct make *m) MUST_USE;
enum rc make_search(struct make *m) MUST_USE;
enum rc make_ask(struct make *m) MUST_USE;
enum rc make_statistics(struct make *m) MUST_USE;
enum rc make_register(struct make *m) MUST_USE;

/* Lets the blocks that choose first choose (blocks_reserve), once; before anything else shows
 * articles. */
enum rc make_reserve(struct make *m) MUST_USE;

/* Turns m into the page of status 404 or 410. */
void make_missing(struct make *m, int status);

/* Turns m into the page of status 503 of an article that is not what was sealed, and logs the alarm
 * that j->err holds; RC_OK. */
enum rc make_withheld(struct make *m) MUST_USE;

/* Links to the pages of the list at list_path around the current one; NULL for one page. */
const struct view_pager *make_pager(struct make *m, struct str list_path, int64_t pages);

/* Appends a step of the breadcrumb. */
void make_crumb(struct make *m, struct str title, struct str url);
/* Appends the section with its parents. */
void make_section_crumbs(struct make *m, const struct store_section *section);

/* Fills the head's common fields from title and description. */
void make_head(struct make *m, struct str title, struct str description);

#endif
