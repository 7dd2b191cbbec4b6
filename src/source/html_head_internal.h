/* The parts of html_head.h, between its files. */
#ifndef LOA_SOURCE_HTML_HEAD_INTERNAL_H
#define LOA_SOURCE_HTML_HEAD_INTERNAL_H

#include "source/html_head.h"

/* Nodes are numbered in the order of the page: between the title and the body, a little before and
 * behind. */
bool head_in_zone(const struct html_head *h, html_node n);

/* class, id, and the attributes by which scripts of news systems name their parts are one of words. */
bool head_is_called(const struct html_tree *t, html_node n, const char *const *words,
                    size_t words_n);

/* html_head_time.c: doc's published_ms and updated_ms. */
void head_read_times(const struct html_head *h, struct doc *doc);

/* html_head_people.c: doc's people, and its source where a byline says it. doc->language is known. */
void head_read_people(const struct html_head *h, struct doc *doc);

#endif
