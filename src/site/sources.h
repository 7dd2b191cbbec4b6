/* The renditions of a picture as a page offers them to a browser (HTML Living Standard, 4.8.1:
 * <picture>, srcset, sizes). Pure but for the arena. */
#ifndef LOA_SITE_SOURCES_H
#define LOA_SITE_SOURCES_H

#include "page/view.h"

/* Where the picture stands, which says how wide it is shown. */
enum sources_place { SOURCES_CARD, SOURCES_BODY, SOURCES_PLACE_COUNT };

struct sources {
    const struct view_source *better; /* AVIF, then WebP; none for a picture of one form */
    size_t better_n;
    struct str srcset; /* in the picture's own format; "" for one of one form */
    struct str sizes;
};

/* Of the picture stored at path (no "media/" before it), in a. eager: it is in sight at once, so the
 * browser cannot wait for the layout to tell how wide it is. */
struct sources sources_of(struct arena *a, struct str path, enum sources_place place, bool eager);

#endif
