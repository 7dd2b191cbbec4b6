/* Articles as other systems take them: WordPress's WXR 1.2, IPTC ninjs 3.0, Ghost's JSON. One article
 * at a time is appended to a buffer; the caller writes it away and clears it.
 *
 * What a format has no place for (kicker, dateline, roles, source, old addresses), and the body's blocks
 * with the hash of the HTML that they were written as, stands in one more field, "_loa", that other
 * systems pass over and Loa reads again (source/loa_meta.h). Addresses are absolute when
 * the origin is known, else they begin with "/". Pure but for struct exchange; one thread. */
#ifndef LOA_PAGE_EXCHANGE_H
#define LOA_PAGE_EXCHANGE_H

#include "article/article.h"
#include "base/buf.h"
#include "base/map.h"

struct exchange_section {
    int64_t id;
    int64_t parent_id; /* 0 = none */
    struct str name;
    struct str slug;
};

struct exchange_comment {
    int64_t id;
    int64_t parent_id; /* 0 = none */
    struct str name;
    struct str text;
    int64_t created_ms;
    bool approved; /* else it waits */
};

/* An article with what the store knows of it. Borrowed. */
struct exchange_item {
    int64_t id;
    const struct article *article;
    struct str path; /* of its page: "/doi-ngoai/don-doan-42.html" */
    struct str slug;
    const struct exchange_section *const *sections; /* from the top down to its own */
    size_t sections_n;
    bool withdrawn;
    int64_t modified_ms;                     /* CLOCK_NONE = never */
    const struct exchange_comment *comments; /* parents before answers */
    size_t comments_n;
    struct article_texts old; /* addresses that lead to it, besides its own */
    int64_t views;            /* of all time */
};

/* One export. Texts are borrowed; set everything but the private fields. */
struct exchange {
    struct str origin; /* "https://x.vn"; "" = unknown */
    struct str site_name;
    struct str language;
    int64_t now_ms;
    /* private */
    size_t items;
    int64_t attachments;
    struct map tags;   /* Ghost: names told so far, in this arena */
    struct map people; /* Ghost */
    struct buf tables; /* Ghost: rows of the tables behind the posts */
};

/* The address that a path has there, in a. */
struct str exchange_url(const struct exchange *x, struct arena *a, struct str path);

/* Appends the body as HTML. */
void exchange_body(struct arena *a, const struct exchange *x, const struct article *art,
                   struct buf *out);
/* What a format has no place for: loa_meta.h's object. */
struct exchange_meta {
    const struct exchange_item *item;
    struct str body; /* the HTML that exchange_body wrote */
    bool talk;       /* with readers' comments */
};
void exchange_meta(const struct exchange *x, struct arena *a, const struct exchange_meta *meta,
                   struct buf *out);
/* The addresses that shall lead to it: its own here, then those that do, in a. */
struct article_texts exchange_old_urls(const struct exchange *x, struct arena *a,
                                       const struct exchange_item *item);

/* What stands before the first item, each item, and what stands behind the last. */
struct exchange_format {
    const char *option; /* "--wxr" */
    void (*begin)(struct exchange *x, const struct exchange_section *sections, size_t sections_n,
                  struct buf *out);
    void (*item)(struct exchange *x, struct arena *a, const struct exchange_item *item,
                 struct buf *out);
    void (*end)(struct exchange *x, struct buf *out);
};

extern const struct exchange_format exchange_wxr;
extern const struct exchange_format exchange_ninjs;
extern const struct exchange_format exchange_ghost;

#endif
