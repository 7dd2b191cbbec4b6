/* The linear scan before the parser: refuses what would make it slow, leaves out what no reader
 * sees. Debian's gumbo is quadratic in depth and in the attributes of a tag, and has no limits of its
 * own. Pure; any thread. Cost: O(length). */
#ifndef LOA_SOURCE_HTML_SCAN_H
#define LOA_SOURCE_HTML_SCAN_H

#include "source/html_standin.h"

enum {
    HTML_DEPTH_MAX = 512,      /* as browsers */
    HTML_ATTRIBUTES_MAX = 128, /* of one tag; more are left out */
    HTML_ROOTS_MAX = 8, /* html and body tags; more are left out: each is merged into the first */
};

/* Gives the markup of text without comments, scripts (but JSON-LD), styles and drawings, attributes
 * that only scripts read and, unless it is a fragment whose elements may be taken away, white space
 * beside what breaks a line, in *out, and what stands in it for others in *standins: on the heap, the
 * caller releases both, unless this fails.
 * RC_LIMIT over HTML_DEPTH_MAX open elements, counted never lower than the parser's tree is deep, or
 * over HTML_MAX_BYTES; RC_NOMEM. */
enum rc html_scan(struct str text, bool fragment, struct html_standins *standins, struct buf *out,
                  struct err *e) MUST_USE;

#endif
