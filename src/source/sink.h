/* Where a reader of many documents (WARC, WXR, a feed) puts them, one at a time.
 *
 * Such readers are pushed bytes in pieces of any size (thing_new, thing_push, thing_end, thing_free):
 * they do no input or output, hold one document at a time, and give the same documents however the
 * bytes were cut. */
#ifndef LOA_SOURCE_SINK_H
#define LOA_SOURCE_SINK_H

#include "base/err.h"
#include "source/doc.h"

/* A page that an archive holds, as it was sent. */
struct source_page {
    struct str bytes; /* decoded as its headers say; at most SOURCE_MAX_BYTES */
    struct str url;
    struct str type;     /* of its medium, lower case, without parameters: "text/html" */
    struct str charset;  /* that its headers named; "" = none */
    int64_t captured_ms; /* CLOCK_NONE = unknown */
};

struct source_sink {
    /* A document. place is where it began, in the unit of the format (format.h: line, record,
     * item). d and everything it points to, and the arena a, live until the function
     * returns. Returns false to stop: the reader then gives RC_OK and takes nothing more. */
    bool (*found)(void *ctx, const struct doc *d, struct arena *a, size_t place);
    /* One document is left out, for this cause; reading goes on. False to stop. */
    bool (*refused)(void *ctx, size_t place, enum rc rc, const char *cause);
    /* A page of an archive, to be read as HTML or as text; lives until the function returns. */
    bool (*page)(void *ctx, const struct source_page *page, size_t place);
    /* A picture or a document of an archive, as it was sent, in the first of two readings (format.h);
     * lives until the function returns. NULL: nobody asks. False to stop. */
    bool (*medium)(void *ctx, const struct source_page *medium);
    /* A record that is no page (a picture, a script, a request): counted, not named. May be NULL. */
    void (*skipped)(void *ctx);
    /* A list page of the system that the file is of, told behind the last document (files: at
     * once); lives until the
     * function returns. NULL: nobody asks. */
    void (*place)(void *ctx, const struct doc_place *place);
    void *ctx;
};

#endif
