/* The steps of html_main.h, between its files. */
#ifndef LOA_SOURCE_HTML_MAIN_INTERNAL_H
#define LOA_SOURCE_HTML_MAIN_INTERNAL_H

#include "base/vec.h"
#include "source/html_main.h"

/* How much is taken away: each attempt does with less. */
enum {
    MAIN_STRIP_UNLIKELY = 1, /* what is named like a menu */
    MAIN_WEIGH_NAMES = 2,
    MAIN_CLEAN = 4,      /* lists of links, forms */
    MAIN_STRIP_SURE = 8, /* what is named comments or a foot */
};

struct main_work {
    struct html_tree t;
    struct str title;
    unsigned flags;
    struct vec paragraphs; /* html_node: what gives points */
};

/* html_prune.c: takes away what is no article by its name or look, and makes paragraphs of text that
 * stands in div alone. */
void main_prune(struct main_work *w);
/* html_clean.c: takes lists of links, forms and boxes out of the article. */
void main_clean(struct main_work *w, html_node root);

/* By class and id: 25 for each that is named like an article, -25 like a box beside it. */
double main_name_weight(const struct main_work *w, html_node n);
/* The share of n's text that is links. */
double main_link_density(const struct html_tree *t, html_node n);
bool main_is_phrasing(const struct html_tree *t, html_node n);
/* n's only child element if it has that tag and no text stands beside it; else 0. */
html_node main_single_child(const struct html_tree *t, html_node n, enum html_tag tag);
bool main_is_empty(const struct html_tree *t, html_node n);

#endif
