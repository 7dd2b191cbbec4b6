/* The last look at a found article before its blocks are read: takes out what stands in its text but
 * is not of it (dates and bylines above, boxes of links between, addresses to the reader below), and
 * marks boxes of links that stay as such. Not shared between threads. Cost: O(nodes × HTML_DEPTH_MAX). */
#ifndef LOA_SOURCE_HTML_TIDY_H
#define LOA_SOURCE_HTML_TIDY_H

#include "source/html_head.h"

/* root: as html_main_find gave it, in t. doc->language is known; doc->lead is filled, if it is empty,
 * with a summary that stands above the text. */
void html_tidy(struct html_tree *t, html_node root, const struct html_head *h, struct doc *doc);

#endif
