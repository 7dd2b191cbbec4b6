/* IPTC ninjs 1.x, 2.x and 3.x: one news item, a list of them, or one a line, in pieces.
 *
 * Text, pictures, videos and composites become documents: a headline or a text is needed. Events,
 * plans and what has neither are refused by name. Keys are found however a version writes them
 * (body_xhtml, bodies, contenttype, contentType). One thread; memory: one item. */
#ifndef LOA_SOURCE_NINJS_H
#define LOA_SOURCE_NINJS_H

#include "source/formats.h"

enum {
    NINJS_ITEM_MAX_BYTES = 8 << 20, /* as one page */
    NINJS_ARENA_BYTES = 128 << 20,
};

#endif
