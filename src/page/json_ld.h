/* JSON-LD (schema.org) of a page: Organization and WebSite everywhere, BreadcrumbList where there is
 * one, NewsArticle on articles; one @graph.
 *
 * The result stands in <script type="application/ld+json"> as it is: < > & are written as escapes.
 * Addresses are absolute. Pure; the result is in a, empty when a has failed. */
#ifndef LOA_PAGE_JSON_LD_H
#define LOA_PAGE_JSON_LD_H

#include "base/html.h"

struct ld_person {
    struct str name;
    struct str url; /* "" = no page of his or her own */
};

struct ld_crumb {
    struct str title;
    struct str url;
};

struct ld_article {
    struct str url;
    struct str title;
    struct str description;
    struct str section;
    const struct str *pictures;
    size_t pictures_n;
    const struct ld_person *authors; /* none: the organization is the author */
    size_t authors_n;
    int64_t published_ms;
    int64_t updated_ms;    /* CLOCK_NONE = never since */
    struct str source_url; /* of an aggregated article */
    bool sponsored;
};

struct ld_page {
    struct str site_name;
    struct str origin; /* "https://example.vn", no slash */
    struct str language;
    struct str logo_url;
    struct str search_url; /* the words follow; "" = none */
    const struct ld_crumb *crumbs;
    size_t crumbs_n;
    const struct ld_article *article; /* NULL = not an article's page */
};

struct html json_ld(struct arena *a, const struct ld_page *page);

#endif
