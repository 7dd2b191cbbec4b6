/* What machines read: feeds, sitemaps, robots.txt, OpenSearch, and the live numbers as JSON. */
#ifndef LOA_SITE_MACHINE_H
#define LOA_SITE_MACHINE_H

#include "live/live.h"
#include "site/make.h"

/* True for the routes that machine_make answers: feeds of lists, sitemaps, robots, OpenSearch. */
bool machine_is(struct route route);

/* Makes the document as a page without holes; status 404 (page NULL) when there is no such list. */
enum rc machine_make(struct job *j, struct route route, struct made *out) MUST_USE;

/* How many parts the sitemap has: "/sitemap-1.xml" and on. A part whose articles have all gone is
 * missing (404). */
int64_t machine_sitemap_parts(int64_t max_article_id);

/* {"online":1,"today":2,"week":3,"total":4} and, with an article, "views", "comments",
 * "reactions". In a. */
struct str machine_live_json(struct arena *a, const struct live *live, int64_t article_id);

#endif
