/* Text captures: a page as a crawler saw it, one text node or paragraph a line (Common Crawl's WET
 * text has this nature), read into a struct doc.
 *
 * Nothing here knows a site. What a line is follows from its length, its punctuation, its place,
 * its repetitions and the words that portals put over their boxes; banners, menus, counters and
 * other articles' teasers never get into the body.
 * Pure; any thread. Cost: O(length), see tests/path. */
#ifndef LOA_SOURCE_CAPTURE_H
#define LOA_SOURCE_CAPTURE_H

#include "source/doc.h"

enum {
    CAPTURE_ARENA_BYTES = 512 << 20, /* what SOURCE_MAX_BYTES of the worst text needs, twice */
};

/* Reads bytes of a capture; *out lives in a and borrows nothing from bytes. RC_INVALID (empty,
 * binary, not UTF-8, or no article on the page), RC_LIMIT (bytes, lines), RC_NOMEM (arena). */
enum rc capture_read(struct arena *a, struct str bytes, struct doc *out, struct err *e) MUST_USE;

#endif
