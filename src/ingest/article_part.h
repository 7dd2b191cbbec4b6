/* The part of a captured page's text that is the article: what is analysed of it.
 *
 * Menus, teasers and counters of a capture are not the article's; of plain text everything is. Pure
 * but for memory. */
#ifndef LOA_INGEST_ARTICLE_PART_H
#define LOA_INGEST_ARTICLE_PART_H

#include "article/article.h"

/* text, a capture or plain, in a, with the lines that are not the article's blanked: every offset
 * stays. When no article is found in it the whole text is one. *published_ms is the page's time or
 * CLOCK_NONE. RC_NOMEM. */
enum rc article_part_of_page(struct arena *a, struct str text, struct str *out,
                             int64_t *published_ms, struct err *e) MUST_USE;

#endif
