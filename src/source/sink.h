/* Where a reader of many documents (WARC, WXR, a feed) puts them, one at a time.
 *
 * Such readers are pushed bytes in pieces of any size (thing_new, thing_push, thing_end, thing_free):
 * they do no input or output, hold one document at a time, and give the same documents however the
 * bytes were cut. */
#ifndef LOA_SOURCE_SINK_H
#define LOA_SOURCE_SINK_H

#include "base/err.h"
#include "source/doc.h"

struct source_sink {
    /* A document. place is where it began, in the unit of the format (header of the reader: line,
     * record, byte). d and everything it points to, and the arena a, live until the function
     * returns. Returns false to stop: the reader then gives RC_OK and takes nothing more. */
    bool (*found)(void *ctx, const struct doc *d, struct arena *a, size_t place);
    /* One document is left out, for this cause; reading goes on. False to stop. */
    bool (*refused)(void *ctx, size_t place, enum rc rc, const char *cause);
    void *ctx;
};

#endif
