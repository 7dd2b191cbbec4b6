/* The elements of feeds that Loa reads, by namespace and name. Pure. */
#ifndef LOA_SOURCE_FEED_ELEMENT_H
#define LOA_SOURCE_FEED_ELEMENT_H

#include "base/str.h"

enum feed_element {
    EL_OTHER,       /* unknown: left out with all in it */
    EL_TRANSPARENT, /* only holds others: RSS 1.0's items */
    EL_ROOT,
    EL_CHANNEL,
    EL_ITEM,
    EL_TITLE,
    EL_LINK,
    EL_ID,
    EL_GUID,
    EL_SUMMARY,
    EL_CONTENT,
    EL_PUBLISHED,
    EL_UPDATED,
    EL_CREATED,
    EL_AUTHOR,
    EL_CONTRIBUTOR,
    EL_OWNER,
    EL_NAME,
    EL_EMAIL,
    EL_URI,
    EL_CATEGORY,
    EL_KEYWORDS,
    EL_ENCLOSURE,
    EL_MEDIA_GROUP,
    EL_MEDIA,
    EL_THUMBNAIL,
    EL_MEDIA_TITLE,
    EL_MEDIA_TEXT,
    EL_CREDIT,
    EL_LANGUAGE,
    EL_RIGHTS,
    EL_SOURCE,
    EL_IMAGE,
    EL_TEXT_INPUT,
    EL_ITUNES_IMAGE,
    EL_ITUNES_LINK,
    EL_URL,
    EL_ICON,
    EL_LOGO,
    EL_TTL,
    EL_PERIOD,
    EL_FREQUENCY,
    EL_ORIGINAL_LINK,
    EL_MOVED,
    EL_BLOCK,
};

/* How well a name suits its field: the better one wins, the first of two that are as good. */
enum { RANK_LAST = 1, RANK_FOREIGN = 2, RANK_OWN = 3 };

struct feed_known {
    enum feed_element element;
    int rank;
    bool is_html;     /* its text is markup unless it says otherwise */
    bool may_be_html; /* its text is markup when it looks so */
};

/* What the element is: uri is its namespace ("" = none), core_uri that of the feed's root. */
struct feed_known feed_known_element(struct str uri, struct str core_uri, struct str name);

#endif
