/* List and front pages: told from articles, and read as links. Not shared between threads. Cost:
 * O(nodes × HTML_DEPTH_MAX). */
#ifndef LOA_SOURCE_HTML_LIST_H
#define LOA_SOURCE_HTML_LIST_H

#include "source/html_head.h"

enum { LIST_TEASERS_MAX = 500 };

/* The headlines of other articles that page links to, each with what stands beside it: excerpt, time,
 * heading of its box. Links within *inside (an article's body; zeroes for none) are left out. */
void html_teasers_read(const struct html_head *h, struct html_span inside, struct doc *doc);

/* Appends to doc's blocks a box of the headlines that stand amid the text but are not of it: links
 * between h->body's ends that are not below root in cut. */
void html_related_read(const struct html_head *h, const struct html_tree *cut, html_node root,
                       struct doc *doc);

/* The heading of the box that card stands in; "" if it has none. The page's own headline is none. */
struct str html_list_box(const struct html_head *h, html_node card);

/* The heading in link a, where a whole card is a link; else a itself. */
html_node html_list_headline(const struct html_tree *t, html_node a);

/* True if href, as the page has it, leads to a page of the same site. */
bool html_list_same_site(const struct html_head *h, struct str href);

/* True if the page lists articles rather than being one. doc has its blocks and teasers. */
bool html_is_list(const struct html_head *h, const struct doc *doc, const struct html_tree *cut,
                  html_node root);

#endif
