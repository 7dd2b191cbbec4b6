/* The addresses of the site's own that stand in its pages and style sheets. */
#ifndef LOA_SITE_COPY_LINKS_H
#define LOA_SITE_COPY_LINKS_H

#include "base/str.h"

/* Calls found with every path that text names in an attribute (href, src, srcset, poster …) or in
 * url(): those that begin with one '/', without fragment. Ones with a query are passed over. text is
 * markup that Loa has written. path borrows from text. */
void copy_links(struct str text, void (*found)(void *ctx, struct str path), void *ctx);

#endif
