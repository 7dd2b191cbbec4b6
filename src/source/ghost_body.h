/* What Ghost's editors store, as HTML: lexical (since 5.0) and mobiledoc (1.0 to 4.x), with their
 * cards. Pure; no recursion. The HTML is outside text like any other: whoever reads it sanitizes. */
#ifndef LOA_SOURCE_GHOST_BODY_H
#define LOA_SOURCE_GHOST_BODY_H

#include "base/buf.h"
#include "base/vec.h"

enum {
    GHOST_DEPTH_MAX = 100,     /* of nodes in nodes */
    GHOST_NODES_MAX = 1000000, /* of one post */
};

/* Appends the HTML of a document, and to notes (struct str) what of it could not be kept. False: it is
 * none. */
bool ghost_lexical(struct arena *a, struct str json, struct buf *out, struct vec *notes);
bool ghost_mobiledoc(struct arena *a, struct str json, struct buf *out, struct vec *notes);

#endif
