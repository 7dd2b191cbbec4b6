/* Cards: what tells of another article and leads to it, several of them side by side (headline, picture,
 * date, excerpt). They make list pages, however few there are, and stand below articles as related
 * ones. Not shared between threads. Cost: O(nodes × HTML_DEPTH_MAX). */
#ifndef LOA_SOURCE_HTML_CARDS_H
#define LOA_SOURCE_HTML_CARDS_H

#include "source/html_head.h"

enum { HTML_CARD_HEADLINE_CP_MIN = 15 }; /* shorter links are sections and buttons */

/* Marks the cards of h's page: HTML_MARK_CARD, those under a heading of related articles
 * HTML_MARK_OTHERS. Before html_main_find, which leaves the latter out. */
void html_cards_mark(const struct html_head *h);

/* True if cards are what the page shows: no text of its own stands beside them in root, what was found
 * as its main part. */
bool html_cards_are_page(const struct html_head *h, const struct html_tree *cut, html_node root);

/* Where an article's root holds cards and nothing else: marks them for html_main_find to leave out, and
 * says so. */
bool html_cards_set_aside(const struct html_tree *page, const struct html_tree *cut,
                          html_node root);

/* Cuts the cards that stand behind the last sentence of an article. */
void html_cards_cut_below(struct html_tree *cut, html_node root);

#endif
