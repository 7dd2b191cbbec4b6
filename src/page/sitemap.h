/* What search engines read: sitemaps (sitemaps.org 0.9), Google's news sitemap, robots.txt
 * (RFC 9309), the OpenSearch description.
 *
 * Addresses are absolute unless said otherwise. Pure functions; the results are in a, empty when a
 * has failed. */
#ifndef LOA_PAGE_SITEMAP_H
#define LOA_PAGE_SITEMAP_H

#include "base/str.h"

#define SITEMAP_TYPE "application/xml; charset=utf-8"
#define OPENSEARCH_TYPE "application/opensearchdescription+xml; charset=utf-8"

enum {
    SITEMAP_URLS_MAX = 1000, /* a file, which is made anew after a publication; the protocol allows
                                  50,000 and 50 MB */
    SITEMAP_FILES_MAX = 50000, /* in an index, by the protocol */
    SITEMAP_NEWS_MAX = 1000,   /* in a news sitemap, by Google's rules */
    SITEMAP_NEWS_DAYS = 2,     /* older ones do not belong there, by the same */
};

struct sitemap_url {
    struct str url;
    int64_t changed_ms; /* CLOCK_NONE = unknown */
    struct str picture_url;
};

/* A page of the sitemap, and the index of its pages; more than their limits are not written. */
struct str sitemap_page(struct arena *a, const struct sitemap_url *urls, size_t n);
struct str sitemap_index(struct arena *a, const struct sitemap_url *files, size_t n);

struct sitemap_news_item {
    struct str url;
    struct str title;
    int64_t published_ms;
};

/* Of items, newest first, those of the last two days before now_ms. */
struct str sitemap_news(struct arena *a, struct str publication, struct str language,
                        const struct sitemap_news_item *items, size_t n, int64_t now_ms);

struct robots {
    bool closed;              /* a sample or a site being set up: nobody may index it */
    const struct str *hidden; /* beginnings of paths that are no content: "/tim-kiem" */
    size_t hidden_n;
    const struct str *sitemaps;
    size_t sitemaps_n;
};

struct str robots_txt(struct arena *a, const struct robots *r);

struct opensearch {
    struct str name; /* at most 16 characters are shown */
    struct str description;
    struct str search_url; /* the words follow: "https://example.vn/tim-kiem?q=" */
    struct str icon_url;
    struct str language;
};

struct str opensearch_xml(struct arena *a, const struct opensearch *o);

#endif
