/* Feeds bytes to a reader of exports as floor ingest does, in pieces, once or twice. */
#ifndef LOA_TESTS_EXPORT_FEED_H
#define LOA_TESTS_EXPORT_FEED_H

#include "source/formats.h"

struct export_feed {
    const struct source_format *format;
    struct source_sink sink;
    size_t piece; /* bytes of one push */
    bool twice;   /* as a file is read; else as a pipe */
};

static inline enum rc export_feed_pass(const struct export_feed *f, void *reader, struct str bytes,
                                       struct err *e)
{
    enum rc rc = RC_OK;
    while (bytes.n && !rc) {
        struct str piece = str_first(bytes, f->piece);
        bytes = str_from(bytes, piece.n);
        rc = f->format->push(reader, piece, e);
    }
    return rc;
}

static inline enum rc export_feed(const struct export_feed *f, struct str bytes, struct err *e)
{
    struct source_origin origin = {.path = STR("a"), .captured_ms = CLOCK_NONE};
    void *reader = NULL;
    enum rc rc = f->format->open(&f->sink, &origin, &reader, e);
    bool twice = f->twice && f->format->survey;
    if (rc)
        return rc;
    if (twice) {
        f->format->survey(reader);
        rc = export_feed_pass(f, reader, bytes, e);
        if (!rc)
            rc = f->format->again(reader, e);
    }
    if (!rc)
        rc = export_feed_pass(f, reader, bytes, e);
    if (!rc)
        rc = f->format->end(reader, e);
    f->format->close(reader);
    return rc;
}

#endif
