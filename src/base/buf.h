/* Growing bytes: the builder for pages, JSON and messages.
 *
 * Grows inside its arena, or on the heap when arena is NULL. Sticky: after the first failure every
 * call is a no-op and buf_failed stays true; ask once at the end. Not shared between threads. */
#ifndef LOA_BASE_BUF_H
#define LOA_BASE_BUF_H

#include "base/html.h"
#include "base/str.h"

struct buf {
    char *p;
    size_t n; /* bytes */
    size_t capacity_bytes;
    struct arena *arena; /* NULL: heap */
    bool failed;
};

/* An empty buffer that grows in arena, or on the heap when arena is NULL. Allocates nothing yet. */
void buf_init(struct buf *b, struct arena *arena);

/* Frees a heap buffer; on an arena only forgets. Harmless twice. */
void buf_release(struct buf *b);

/* Empties the buffer and keeps its memory; also clears the failure. */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, struct str s);
void buf_add_byte(struct buf *b, char byte);
void buf_add_int(struct buf *b, int64_t value);
void buf_addf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_add_html(struct buf *b, struct html h);
/* Appends s escaped as html_escape does. */
void buf_add_escaped(struct buf *b, struct str s);
/* Appends s as a JSON string with its quotes (RFC 8259), safe inside an HTML script element too:
 * < > &, U+2028/2029 and utf8_is_unseen_control are written as \u escapes. Bytes that are not UTF-8 become U+FFFD. */
void buf_add_json(struct buf *b, struct str s);
/* Appends s percent-encoded but for unreserved characters (RFC 3986, 2.3). */
void buf_add_url_encoded(struct buf *b, struct str s);

/* What has been built, borrowed until the next call that changes b. */
struct str buf_view(const struct buf *b);

/* Moves the bytes of a buffer on the heap into a, in exactly their length, and releases it: for text
 * whose length nobody knows and that stays. A failed one makes a fail, too, and gives "". */
struct str buf_settle(struct buf *b, struct arena *a);

bool buf_failed(const struct buf *b);

#endif
