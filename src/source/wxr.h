/* WordPress exports (WXR 1.0 to 1.2): posts and pages with their authors, categories, tags, comments
 * and pictures, in pieces.
 *
 * What is not taken, and said: items in the bin, custom post types. Menus, revisions and other
 * things of WordPress itself are passed over in silence, and so are pingbacks and spam. Drafts,
 * private posts and those behind a password come as DOC_DRAFT.
 * Pictures are named by numbers whose items may stand behind the post: a file is pushed twice
 * (wxr_survey, all bytes, wxr_again, all bytes). Pushed once, it knows only those that stood before.
 * Memory: one item (WXR_ITEM_MAX_BYTES), the head of the file, and WXR_MEDIA_MAX_BYTES. */
#ifndef LOA_SOURCE_WXR_H
#define LOA_SOURCE_WXR_H

#include "source/formats.h"

enum {
    WXR_ITEM_MAX_BYTES = 48 << 20, /* one item with its comments, while it is read */
    WXR_HEAD_MAX_BYTES = 48 << 20, /* authors, categories, tags: 100,000 of them */
};

#endif
