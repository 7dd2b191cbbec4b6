/* A text without holes in the content codings that need it whole: brotli (RFC 7932) and zstd
 * (RFC 8878). Made once, when the text is made, and kept with it; gzip is page_gzip.h's.
 *
 * Wraps libbrotlienc and libzstd. Immutable once made; any thread. */
#ifndef LOA_PAGE_PACKED_H
#define LOA_PAGE_PACKED_H

#include "base/str.h"

enum {
    PACKED_MIN_BYTES = 256,     /* less gains nothing */
    PACKED_MAX_BYTES = 4 << 20, /* more is left as it is */
    PACKED_BROTLI_LEVEL = 6,    /* of 11. Feeds and sitemaps are made anew whenever something is
                                published: 9 takes twenty times as long for 3 % less, */
    PACKED_ZSTD_LEVEL = 9,      /* of 22: 15 eleven times for 3 % */
};

/* "" where a coding does not make it smaller. On the heap. */
struct packed {
    struct str brotli;
    struct str zstd;
};

/* Packs text; false, and *out is empty, without memory. packed_release frees it. */
bool packed_make(struct str text, struct packed *out);
void packed_release(struct packed *p); /* harmless twice */
size_t packed_memory_bytes(const struct packed *p);

#endif
