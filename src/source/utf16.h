/* UTF-16 made UTF-8, in pieces of any size: programs on Windows save exports so ("Unicode"). Pure. */
#ifndef LOA_SOURCE_UTF16_H
#define LOA_SOURCE_UTF16_H

#include "base/buf.h"

enum utf16_order { UTF16_NONE, UTF16_LITTLE, UTF16_BIG };

/* By the mark at the beginning of a file, else by the zeros of its ASCII. O(1). */
enum utf16_order utf16_order_of(struct str first);

/* The caller's; what a piece cut in two waits in it. */
struct utf16 {
    enum utf16_order order;
    unsigned high;      /* a first half of a pair; 0 = none */
    unsigned char half; /* the first byte of a unit */
    bool has_half;
    bool begun; /* the mark is behind it */
};

/* Appends piece to out. A half pair, or a half unit at the end, becomes U+FFFD. */
void utf16_push(struct utf16 *u, struct str piece, struct buf *out);
void utf16_end(struct utf16 *u, struct buf *out);

#endif
