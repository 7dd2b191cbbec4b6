/* A list of articles for feed readers: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1.
 *
 * The structs are plain values that floor site fills; texts are plain (escaped here), content is
 * markup. Addresses are absolute. Pure functions; the results are in a, empty when a has failed. */
#ifndef LOA_PAGE_FEED_H
#define LOA_PAGE_FEED_H

#include "base/html.h"

#define FEED_RSS_TYPE "application/rss+xml; charset=utf-8"
#define FEED_ATOM_TYPE "application/atom+xml; charset=utf-8"
#define FEED_JSON_TYPE "application/feed+json; charset=utf-8"

struct feed_item {
    struct str id; /* permanent, a URI, also when the address changes: "tag:host,2023:42" */
    struct str url;
    struct str title;
    struct str author; /* names as shown */
    struct str section;
    struct str summary;
    struct html content; /* excerpt, markup with absolute addresses; "" = only the summary */
    int64_t published_ms;
    int64_t updated_ms; /* CLOCK_NONE = never since */
    struct str picture_url;
    struct str picture_type;  /* "image/jpeg" */
    int64_t picture_bytes;    /* 0 = unknown */
    struct str picture_title; /* alternative text */
    struct str source_name;   /* of an aggregated article */
    struct str source_url;
    const struct str *tags;
    size_t tags_n;
};

struct feed {
    struct str title;
    struct str description;
    struct str home_url; /* the list as a page */
    struct str self_url; /* this feed */
    struct str site_name;
    struct str language; /* "vi" */
    struct str icon_url; /* square */
    struct str copyright;
    int64_t updated_ms; /* of the newest change; CLOCK_NONE for an empty list */
    const struct feed_item *items;
    size_t items_n;
};

struct str feed_rss(struct arena *a, const struct feed *f);
struct str feed_atom(struct arena *a, const struct feed *f);
struct str feed_json(struct arena *a, const struct feed *f);

#endif
