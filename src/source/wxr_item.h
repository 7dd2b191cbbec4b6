/* One <item> of a WordPress export as it stands there, and the document it makes. Pure. */
#ifndef LOA_SOURCE_WXR_ITEM_H
#define LOA_SOURCE_WXR_ITEM_H

#include "base/map.h"
#include "base/vec.h"
#include "source/doc.h"
#include "source/wxr_media.h"

/* X(member, element, in the namespace) of an item */
#define WXR_ITEM_TABLE(X)                                                                          \
    X(title, "title", WXR_RSS)                                                                     \
    X(link, "link", WXR_RSS)                                                                       \
    X(guid, "guid", WXR_RSS)                                                                       \
    X(pub_date, "pubDate", WXR_RSS)                                                                \
    X(creator, "creator", WXR_DC)                                                                  \
    X(content, "encoded", WXR_CONTENT)                                                             \
    X(excerpt, "encoded", WXR_EXCERPT)                                                             \
    X(description, "description", WXR_RSS)                                                         \
    X(author, "author", WXR_WP)                                                                    \
    X(id, "post_id", WXR_WP)                                                                       \
    X(date, "post_date", WXR_WP)                                                                   \
    X(date_gmt, "post_date_gmt", WXR_WP)                                                           \
    X(modified, "post_modified", WXR_WP)                                                           \
    X(modified_gmt, "post_modified_gmt", WXR_WP)                                                   \
    X(comment_status, "comment_status", WXR_WP)                                                    \
    X(name, "post_name", WXR_WP)                                                                   \
    X(status, "status", WXR_WP)                                                                    \
    X(parent, "post_parent", WXR_WP)                                                               \
    X(type, "post_type", WXR_WP)                                                                   \
    X(password, "post_password", WXR_WP)                                                           \
    X(sticky, "is_sticky", WXR_WP)                                                                 \
    X(attachment_url, "attachment_url", WXR_WP)

#define WXR_COMMENT_TABLE(X)                                                                       \
    X(id, "comment_id", WXR_WP)                                                                    \
    X(author, "comment_author", WXR_WP)                                                            \
    X(date, "comment_date", WXR_WP)                                                                \
    X(date_gmt, "comment_date_gmt", WXR_WP)                                                        \
    X(content, "comment_content", WXR_WP)                                                          \
    X(approved, "comment_approved", WXR_WP)                                                        \
    X(type, "comment_type", WXR_WP)                                                                \
    X(parent, "comment_parent", WXR_WP)

enum wxr_space { WXR_RSS, WXR_WP, WXR_DC, WXR_CONTENT, WXR_EXCERPT, WXR_OTHER };

struct wxr_term {
    struct str domain; /* "category", "post_tag", "author" */
    struct str slug;
    struct str name;
};

struct wxr_meta {
    struct str key;
    struct str value;
};

struct wxr_comment {
#define X(member, element, space) struct str member;
    WXR_COMMENT_TABLE(X)
#undef X
};

struct wxr_item {
#define X(member, element, space) struct str member;
    WXR_ITEM_TABLE(X)
#undef X
    bool guid_is_name; /* isPermaLink="false" */
    struct vec terms;  /* struct wxr_term */
    struct vec metas;  /* struct wxr_meta */
    struct vec comments;
    size_t place;
};

/* A category as the head of the file declares it. */
struct wxr_category {
    struct str slug;
    struct str id;
    struct str name;
    struct str parent; /* slug of the one above */
};

/* A category, a tag or an author, for the address of its page. */
struct wxr_named {
    enum doc_place_kind kind;
    struct str slug; /* of an author the login */
    struct str id;
    struct str name;
};

/* A month in which something was published, and its days: bit 1 for the first. */
struct wxr_month {
    int year;
    int month;
    uint32_t days;
};

/* A site keeps its clock by one offset, or two; others are slips. */
enum { WXR_OFFSETS_MAX = 8 };
struct wxr_offset {
    int64_t ms;
    size_t items;
};

/* What the head of the file says, and what was learnt on the way. */
struct wxr_site {
    struct str base; /* address of the blog */
    struct str language;
    struct map authors;      /* login -> struct str *: display name */
    struct map categories;   /* slug -> struct wxr_category * */
    struct map category_ids; /* id -> struct wxr_category * */
    struct map tags;         /* slug -> struct wxr_category * */
    struct vec places;       /* struct wxr_named *: categories, tags and authors, as they came */
    struct vec months;       /* struct wxr_month: each has its archive */
    int64_t offset_ms; /* local time minus UTC: that of most items, where the file was surveyed;
                                else of the last item that had both */
    struct wxr_offset offsets[WXR_OFFSETS_MAX];
    bool is_surveyed;
    struct wxr_media media;
};

/* The value of a meta field; "" */
struct str wxr_meta(const struct wxr_item *item, struct str key);

/* What an item is. */
enum wxr_kind {
    WXR_ARTICLE, /* a post or a page */
    WXR_ATTACHMENT,
    WXR_INTERNAL, /* menus, revisions, styles: WordPress's own */
    WXR_REFUSED,  /* a post in the bin, or a type that Loa does not know */
};
/* *cause, in a, when it is refused. */
enum wxr_kind wxr_item_kind(struct arena *a, const struct wxr_item *item, struct str *cause);

/* The first of two readings: counts the offset of an item that has both times. At its end, for those
 * that have one, the offset of most is the site's. */
void wxr_note_offset(struct wxr_site *site, const struct wxr_item *item);
void wxr_take_offset(struct wxr_site *site);

/* True for a file that is not taken, and about which the operator wants to know. */
bool wxr_item_is_drawing(const struct wxr_item *item);

/* True for a document that was uploaded to no post; one whose link stands in a text comes with that. */
bool wxr_item_is_stray(const struct wxr_item *item);

/* An attachment's entry; id 0 when it has none. Texts are in a. */
struct wxr_attachment wxr_item_attachment(struct arena *a, const struct wxr_item *item);

/* The addresses of an attachment's page there. */
void wxr_page_addresses(struct arena *a, const struct wxr_site *site,
                        const struct wxr_media_page *page, struct str out[2]);

/* Makes the document; *out is in a. RC_LIMIT, RC_NOMEM. */
enum rc wxr_item_doc(struct arena *a, struct wxr_site *site, const struct wxr_item *item,
                     struct doc *out, struct err *e) MUST_USE;

#endif
