/* A page's segments as one gzip stream (RFC 1952). Wraps zlib.
 *
 * The simple form: everything is compressed anew for each request. Pages whose holes survive
 * compression (design.md §4) come with the serving issue. */
#ifndef LOA_PAGE_GZIP_H
#define LOA_PAGE_GZIP_H

#include "page/page.h"

/* The compressed bytes in a; false on a failed arena or more than 2 GB. */
bool gzip_segments(struct arena *a, const struct page_segment *segments, size_t n,
                   struct str *out) MUST_USE;

#endif
