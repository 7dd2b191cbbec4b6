/* A page's text as one gzip stream (RFC 1952) whose holes stay open. Wraps zlib; internal to floor
 * page (page.h is the door).
 *
 * The text between two holes is deflated (RFC 1951) up to a byte boundary; a hole is a stored block,
 * so that its bytes go out as they are. Later text may refer back over a hole of fixed width, never
 * into it: the compressor sees bytes there that no UTF-8 text has. Before a hole of any width it
 * forgets what it saw. The checksum of the whole is that of the text with blank holes, changed by what
 * stands in them (crc_shift.h), so a request costs the values' bytes, not the page's.
 * Immutable once made; any thread. */
#ifndef LOA_PAGE_PAGE_GZIP_H
#define LOA_PAGE_PAGE_GZIP_H

#include "page/page.h"

enum {
    PAGE_GZIP_VALUE_MAX_BYTES = 65535, /* a stored block (RFC 1951, 3.2.4) */
    PAGE_GZIP_FRAME_BYTES = 4,         /* LEN and NLEN, before each value */
    PAGE_GZIP_TAIL_BYTES = 8,          /* CRC32 and ISIZE */
};

struct page_gzip;

enum page_gzip_effort {
    PAGE_GZIP_FAST, /* a reader waits for the page */
    PAGE_GZIP_BEST,
};

/* Compresses text, which must be UTF-8. NULL when memory is out. The caller frees it. */
struct page_gzip *page_gzip_new(struct str text, const struct page_hole *holes, size_t holes_n,
                                enum page_gzip_effort effort);
void page_gzip_free(struct page_gzip *z);
size_t page_gzip_memory_bytes(const struct page_gzip *z);

/* The room that the values of a request need in page_gzip_fill. */
size_t page_gzip_room(const struct page_gzip *z, const struct str *values);

/* Fills segments (at least 2 * holes + 2 of them) with the stream and returns how many. room, of
 * page_gzip_room bytes, takes what is made for this request; it and z outlive the segments. values[i]
 * has the width of its hole where that is fixed, else at most PAGE_GZIP_VALUE_MAX_BYTES. */
struct page_gzip_values {
    const struct str *values;
    const struct page_insert *const *inserts; /* as for page_fill_gzip */
};

size_t page_gzip_fill(const struct page_gzip *z, struct page_gzip_values v, unsigned char *room,
                      struct page_segment *segments);

#endif
