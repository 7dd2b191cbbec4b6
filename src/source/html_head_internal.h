/* The parts of html_head.h, between its files. */
#ifndef LOA_SOURCE_HTML_HEAD_INTERNAL_H
#define LOA_SOURCE_HTML_HEAD_INTERNAL_H

#include "source/html_head.h"

/* Nodes are numbered in the order of the page: between the title and the body, a little before and
 * behind. */
bool head_in_zone(const struct html_head *h, html_node n);

/* n, a date or a name, stands beside a headline that leads elsewhere, before the title or below the
 * text: it is another article's. */
bool head_is_of_another(const struct html_head *h, html_node n);

/* Where the text begins: the first sentence of the body behind the title. What stands between is about the
 * article, whatever was taken for the body. */
html_node head_first_prose(const struct html_head *h);

/* class, id, and the attributes by which scripts of news systems name their parts are one of words. */
bool head_is_called(const struct html_tree *t, html_node n, const char *const *words,
                    size_t words_n);

/* A link of the page says text and nothing else: what stands in its menu. */
bool head_is_link_text(const struct html_tree *t, struct str text);

/* html_head_section.c: doc's section and breadcrumb. */
void head_read_section(const struct html_head *h, struct doc *doc);

/* html_head_time.c: doc's published_ms and updated_ms. */
void head_read_times(const struct html_head *h, struct doc *doc);

/* html_head_people.c: doc's people, and its source where a byline says it. doc->language is known. */
void head_read_people(const struct html_head *h, struct doc *doc);

#endif
