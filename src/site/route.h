/* Addresses of the site: which page a path asks for, and which path a page has. Pure. */
#ifndef LOA_SITE_ROUTE_H
#define LOA_SITE_ROUTE_H

#include "base/str.h"

/* X(constant, first path word of a fixed address, "" = none) */
#define ROUTE_TABLE(X)                                                                             \
    X(ROUTE_NONE, "")              /* no page has this address: 404 */                             \
    X(ROUTE_MOVED, "")             /* 301 to `location` */                                         \
    X(ROUTE_HOME, "")              /* / */                                                         \
    X(ROUTE_SECTION, "")           /* /{section}/ */                                               \
    X(ROUTE_ARTICLE, "")           /* /{section}/{slug}-{id}.html */                               \
    X(ROUTE_TOPIC, "chu-de")       /* /chu-de/{slug}/ */                                           \
    X(ROUTE_STORY, "cung-su-kien") /* /cung-su-kien/{id of one of its articles}/ */                \
    X(ROUTE_HISTORY, "niem-phong") /* /niem-phong/{id of an article}/, …/{entry}.json: proofs */ \
    X(ROUTE_REGISTER, "ho-so")     /* /ho-so/…: register_route.h */                              \
    X(ROUTE_AUTHOR, "tac-gia")                                                                     \
    X(ROUTE_TAG, "the")                                                                            \
    X(ROUTE_NEWEST, "tin-moi")                                                                     \
    X(ROUTE_MOST_READ, "doc-nhieu") /* /doc-nhieu/, /doc-nhieu/tuan/, /doc-nhieu/thang/ */         \
    X(ROUTE_VIDEO, "video")                                                                        \
    X(ROUTE_SEARCH, "tim-kiem")                                                                    \
    X(ROUTE_SUGGEST, "goi-y") /* /goi-y: JSON, what may be meant by what is typed so far */        \
    X(ROUTE_ASK, "hoi-dap")   /* /hoi-dap?q=: a question, answered from the archive */             \
    X(ROUTE_STATISTICS, "thong-ke")                                                                \
    X(ROUTE_CONTACT, "lien-he")                                                                    \
    X(ROUTE_FEEDS, "rss")                                                                          \
    X(ROUTE_MEDIA, "media")       /* /media/{path} */                                              \
    X(ROUTE_STATIC, "tinh")       /* /tinh/{name} */                                               \
    X(ROUTE_CLICK, "qc")          /* /qc/{id} */                                                   \
    X(ROUTE_REACT, "cam-xuc")     /* POST */                                                       \
    X(ROUTE_COMMENT, "binh-luan") /* POST */                                                       \
    X(ROUTE_WEBSUB, "websub")     /* /websub/{token}: hubs */                                      \
    X(ROUTE_LIVE, "")             /* /live.json */                                                 \
    X(ROUTE_ROBOTS, "")           /* /robots.txt */                                                \
    X(ROUTE_SITEMAP, "")          /* /sitemap.xml: the index */                                    \
    X(ROUTE_SITEMAP_PART, "")     /* /sitemap-{page}.xml */                                        \
    X(ROUTE_SITEMAP_NEWS, "")     /* /sitemap-news.xml */                                          \
    X(ROUTE_OPENSEARCH, "")       /* /opensearch.xml */                                            \
    X(ROUTE_ICON, "")             /* /favicon.ico */

enum route_kind {
#define X(name, word) name,
    ROUTE_TABLE(X)
#undef X
        ROUTE_COUNT,
};

enum route_period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };

enum route_feed { FEED_NONE, FEED_RSS, FEED_ATOM, FEED_JSON };

struct route {
    enum route_kind kind;
    struct str slug;    /* of the section, topic, author, tag; article: of the article */
    struct str section; /* article: the section in the address */
    struct str rest;    /* media, static, register: what follows the first word */
    int64_t id;         /* article, click, story */
    int64_t page;       /* lists: from 1; sitemap part: from 1 */
    int64_t entry;      /* history: of the proof that is asked for */
    int64_t head;       /* history: which entry it begins with; 0: the last */
    enum route_period period;
    enum route_feed feed;
    struct str location; /* ROUTE_MOVED: the right path */
};

enum { ROUTE_PAGE_MAX = 100000 }; /* /trang-N/ beyond it is no address */

/* Reads path, which begins with '/' and is decoded. Views borrow from path; location is in a. */
struct route route_read(struct arena *a, struct str path);

/* Paths, in a. A list's page 1 has no /trang-1/; route_read moves that one there. */
struct str route_article_path(struct arena *a, struct str section, struct str slug, int64_t id);
struct str route_section_path(struct arena *a, struct str slug, int64_t page);
/* A list with a fixed first word: kind's word, then slug (may be ""), then the page. */
struct str route_list_path(struct arena *a, enum route_kind kind, struct str slug, int64_t page);
/* The history of an article; with an entry the proof that it is in the chain. */
struct str route_history_path(struct arena *a, int64_t id, int64_t entry);
/* Of the story that the article belongs to. */
struct str route_story_path(struct arena *a, int64_t id);
struct str route_period_path(struct arena *a, enum route_period period);
/* The list's path (of page 1) with "feed.rss", "feed.atom" or "feed.json" behind it. */
struct str route_feed_path(struct arena *a, struct str list_path, enum route_feed feed);

/* ".rss", ".atom", ".json": and their MIME types. */
struct str route_feed_type(enum route_feed feed);

#endif
