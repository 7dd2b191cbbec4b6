/* Where the article stands in a page: the part of the tree that holds its sentences.
 *
 * The way of scoring is that of Arc90's Readability as Mozilla's Readability.js has it (Apache-2.0;
 * docs/decisions/0011): what is named like a menu goes, paragraphs give points to what they stand in,
 * the element with most points and its like siblings are the article, and lists of links, forms and
 * boxes go from it. When too little is left, it is tried again with less taken away.
 * Not shared between threads. Cost: O(nodes × HTML_DEPTH_MAX). */
#ifndef LOA_SOURCE_HTML_MAIN_H
#define LOA_SOURCE_HTML_MAIN_H

#include "source/html_tree.h"

/* Finds the article. title is its title, so that its heading is not taken for text. *out is a copy
 * of t, cut down; *root an element in it that holds what was found. False if the page has no text or
 * the arena is full. */
bool html_main_find(const struct html_tree *t, struct str title, struct html_tree *out,
                    html_node *root);

#endif
