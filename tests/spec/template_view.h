/* The views of the examples in template.md. */
#ifndef LOA_TESTS_SPEC_TEMPLATE_VIEW_H
#define LOA_TESTS_SPEC_TEMPLATE_VIEW_H

#include "page/page.h"

struct view_words {
    struct str more;
};

struct view_site {
    struct str name;
};

struct view_card {
    struct str title;
    struct str url;
    bool paid; /* or not */
    struct hole views;
    const struct view_card *replies;
    size_t replies_n;
};

struct view_page {
    const struct view_words *t;
    const struct view_site *site;
    const struct view_site *absent_site;
    struct view_site inner;
    struct str title;
    struct str empty;
    struct str url;
    struct str bad_url;
    struct html body;
    struct html no_body;
    int64_t number;
    int64_t zero;
    bool yes;
    bool no;
    struct hole views;
    struct hole nothing;
    const struct view_card *cards;
    size_t cards_n;
    const struct view_card *nobody;
    size_t nobody_n;
    const struct view_card *card;
    const struct view_card *absent_card;
};

#endif
