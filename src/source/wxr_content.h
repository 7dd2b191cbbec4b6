/* What WordPress stores as a post's content, as the HTML its theme would have printed: paragraphs
 * from blank lines (wpautop) where no block editor wrote them, [caption], [gallery], [embed],
 * [video] and [audio] as elements, other shortcodes gone. Pure. Cost: O(length). */
#ifndef LOA_SOURCE_WXR_CONTENT_H
#define LOA_SOURCE_WXR_CONTENT_H

#include "base/buf.h"

enum { WXR_GALLERY_MAX = 500 }; /* pictures of the galleries of one post */

struct wxr_picture {
    struct str url;
    struct str caption; /* markup */
    struct str alt;
};

/* Where a gallery finds its pictures. */
struct wxr_pictures {
    /* The picture with that id; false if it is not known. */
    bool (*by_id)(void *ctx, int64_t id, struct wxr_picture *out);
    /* The i-th picture that was uploaded to the post itself; false at the end. */
    bool (*own)(void *ctx, size_t i, struct wxr_picture *out);
    void *ctx;
};

/* Appends the HTML of content to out; scratch memory is in a. */
void wxr_content_html(struct arena *a, struct str content, const struct wxr_pictures *pictures,
                      struct buf *out);

#endif
