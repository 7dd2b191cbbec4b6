/* What a page declares of itself: JSON-LD, Open Graph, Dublin Core, microdata, meta names. Nothing of
 * it is believed here (html_head.h does). Texts are folded, in the tree's arena; entities that were
 * escaped once or twice are resolved. Not shared between threads. */
#ifndef LOA_SOURCE_HTML_DECLARED_H
#define LOA_SOURCE_HTML_DECLARED_H

#include "base/buf.h"
#include "base/vec.h"
#include "source/html_tree.h"

enum {
    DECLARED_AUTHORS_MAX = 20,
    DECLARED_TAGS_MAX = 60,
    DECLARED_CRUMBS_MAX = 12,
    DECLARED_NODES_MAX = 4000, /* JSON values of one page that are looked at */
};

/* Where a value was found; the first is believed first. */
enum declared_from {
    DECLARED_JSON_LD,
    DECLARED_DUBLIN_CORE,
    DECLARED_OPEN_GRAPH,
    DECLARED_NAME,
    DECLARED_TWITTER,
    DECLARED_MICRODATA,
    DECLARED_FROM_COUNT,
};

struct html_declared {
    struct str title[DECLARED_FROM_COUNT];
    struct str name; /* JSON-LD name beside its headline */
    struct str document_title;
    struct str description[DECLARED_FROM_COUNT];
    struct str site;
    enum declared_from site_from;
    struct str published[DECLARED_FROM_COUNT];
    struct str updated;
    struct str authors[DECLARED_AUTHORS_MAX];
    size_t authors_n;
    enum declared_from authors_from;
    bool authors_are_persons; /* stated so */
    struct str section;
    struct str tags[DECLARED_TAGS_MAX];
    size_t tags_n;
    struct str crumbs[DECLARED_CRUMBS_MAX];
    size_t crumbs_n;
    struct str url;
    struct str base; /* of relative addresses */
    struct str language;
    struct str type; /* og:type */
    bool article;    /* a JSON-LD object of an article type */
    bool list;       /* of a type of pages that list */
};

void html_declared_read(const struct html_tree *t, struct html_declared *out);

/* html_jsonld.c: the part that is JSON. */
void html_jsonld_read(const struct html_tree *t, struct html_declared *out);

/* Takes name as the site's, unless it was found where it is believed as much or more. */
void html_declared_site(struct html_declared *d, enum declared_from from, struct str name);

/* s with character references resolved and white space folded, in a. */
struct str html_unescape(struct arena *a, struct str s);

#endif
