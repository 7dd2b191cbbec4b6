/* The links that lead out of a site: which an article has, and an article without those that nobody has
 * approved. What a link's domain may do is the store's ledger (store_links.h).
 *
 * Pure functions; results are in the arena given and borrow from the article. */
#ifndef LOA_ARTICLE_LINKS_H
#define LOA_ARTICLE_LINKS_H

#include "article/article.h"

enum {
    LINKS_MAX = 5000, /* of one article that the ledger keeps; the rest is never shown as links */
    LINK_URL_KEPT_BYTES = 2048, /* of an address in the ledger */
};

/* X(constant, word): where a link stands. The numbers are stored: append only. */
#define LINK_PLACE_TABLE(X)                                                                        \
    X(LINK_BODY, "body")                                                                           \
    X(LINK_SOURCE, "source")     /* where the article was taken from, and others that carry it */  \
    X(LINK_DOCUMENT, "document") /* a file elsewhere */                                            \
    X(LINK_VIDEO, "video")       /* a film elsewhere */                                            \
    X(LINK_RELATED, "related")   /* a hand-picked article elsewhere */                             \
    X(LINK_BANNER, "banner")                                                                       \
    X(LINK_SETTING, "setting") /* services and contacts of loa.conf */                             \
    X(LINK_FEED, "feed")       /* a source that articles are gathered from */

enum link_place {
#define X(name, word) name,
    LINK_PLACE_TABLE(X)
#undef X
        LINK_PLACE_COUNT,
};

/* "body"; "?" for a number that is none. */
struct str link_place_word(enum link_place place);

struct link {
    enum link_place place;
    struct str url;    /* at most LINK_URL_KEPT_BYTES of it */
    struct str domain; /* registrable (link_host.h) */
};

/* A link of its own. False: url leads to nobody (relative, mailto:, tel:, broken). */
bool link_make(struct arena *a, enum link_place place, struct str url, struct link *out);

/* Each link of the article once, in its order; at most LINKS_MAX. */
void article_links(struct arena *a, const struct article *art, struct link **out, size_t *out_n);

/* The next link in sanitized markup: *before is what stands before its tag, *href its address,
 * unescaped in a, *text its markup up to </a>. Moves *rest past the tag that closes it. False at the end, with
 * the rest in *before. */
struct link_span {
    struct str before;
    struct str href;
    struct str text;
};
bool link_span_next(struct arena *a, struct str *rest, struct link_span *out);

/* Whether a link may be followed: its address, and its text where it has one of its own. */
struct link_gate {
    bool (*open)(const void *ctx, struct arena *a, const struct link_span *link);
    const void *ctx;
};

/* Makes of art an article whose links in text and related ones to host ("cu.example", without "www.") are
 * paths of the site that it stands on. art itself is changed, nothing of what it points to. */
void article_bring_links_home(struct arena *a, struct article *art, struct str host);

/* Markup with the text, but not the tags, of links that are not open. */
struct html link_gate_markup(struct arena *a, struct html markup, const struct link_gate *gate);

/* Makes of art an article whose closed links are plain text. art itself is changed, nothing of what
 * it points to. */
void article_gate_links(struct arena *a, struct article *art, const struct link_gate *gate);

#endif
