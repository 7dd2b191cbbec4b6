/* The allow-list for markup from outside: what is left may stand in a page.
 *
 * Kept: strong em b i u sub sup code br, and a with an href that is http, https, mailto or
 * relative. Every other element is unwrapped, or dropped with its content where that is no text
 * (script, style, iframe, object, svg, …). Attributes but href are dropped. Wraps libgumbo, which
 * is quadratic in depth: a linear scan refuses more than SANITIZE_DEPTH_MAX open tags. */
#ifndef LOA_SOURCE_SANITIZE_H
#define LOA_SOURCE_SANITIZE_H

#include "base/html.h"

enum {
    SANITIZE_DEPTH_MAX = 512,     /* as browsers; gumbo is quadratic in it */
    SANITIZE_MAX_BYTES = 1 << 20, /* one block of an article */
};

/* Makes fragment safe; *out is in a. RC_LIMIT (bytes, depth), RC_INVALID (not UTF-8), RC_NOMEM. */
enum rc sanitize_inline(struct arena *a, struct str fragment, struct html *out,
                        struct err *e) MUST_USE;

/* True if href may stand in a link: http, https, mailto, or no scheme at all. */
bool sanitize_href_allowed(struct str href);

#endif
