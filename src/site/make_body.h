/* The body of an article as it is shown: stored blocks in, view blocks out. */
#ifndef LOA_SITE_MAKE_BODY_H
#define LOA_SITE_MAKE_BODY_H

#include "site/body_facts.h"
#include "site/make.h"

struct made_body {
    const struct view_body_block *blocks;
    size_t blocks_n;
    struct str picture; /* address of the first picture, "" = none */
    struct str picture_alt;
    bool has_video;
};

/* Makes the body of art, with the region article.inside set between its paragraphs. The related
 * articles (hand-picked first, then by topic and tag) stand where the article has its own related
 * block, else where the layout says; facts are marked in its text. At most one query. */
enum rc make_body(struct make *m, const struct article *art, const struct body_facts *facts,
                  struct made_body *out) MUST_USE;

#endif
