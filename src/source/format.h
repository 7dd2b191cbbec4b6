/* A format that Loa reads: one row of the table in recognise.c, one file behind it.
 *
 * To add one: write its reader as a push reader (sink.h) or a page reader, define its
 * `const struct source_format format_<name>` at the end of that file, declare it in formats.h and
 * add it to FORMATS in recognise.c, before the formats whose signs are weaker. Floor ingest does the
 * rest: unpacking, progress, import and extract. Immutable; any thread. */
#ifndef LOA_SOURCE_FORMAT_H
#define LOA_SOURCE_FORMAT_H

#include "source/sink.h"

enum {
    FORMAT_FIRST_BYTES = 64 << 10, /* of a file that recognition looks at */
    FORMAT_SIGN_BYTES = 16,        /* of those that begin with a sign of their own */
};

/* What is known of the bytes besides themselves. Borrowed; outlives the reader. */
struct source_origin {
    struct str path;     /* the file as the operator named it; "-" = standard input */
    struct str url;      /* the address it was read from; "" = unknown */
    struct str charset;  /* that its carrier named; "" = none did */
    int64_t captured_ms; /* when it was read there; CLOCK_NONE = unknown */
};

enum source_kind {
    SOURCE_STREAM,       /* many documents: open, push, end, close */
    SOURCE_PAGE,         /* one document of at most SOURCE_MAX_BYTES: read */
    SOURCE_HTML,         /* one document, read by floor ingest in a child of its own */
    SOURCE_ARTICLE_JSON, /* read by floor ingest with floor article */
    SOURCE_FOREIGN,      /* known by its first bytes, and not read */
};

struct source_format {
    const char *name;  /* provenance: "wxr" */
    const char *words; /* for people: "WordPress export (WXR)" */
    const char *unit;  /* of a stream's places: "line", "record", "item" */
    enum source_kind kind;
    /* An archive, no text: is needs FORMAT_SIGN_BYTES only, a slow pipe need not wait for more. */
    bool has_sign;
    /* Of the system a site ran on: the addresses its articles had there are to lead to them here. */
    bool is_export;
    /* Of an agency: what links there, an address of its own, leads to the agency. */
    bool is_agency;
    /* The first of two readings is for sink->medium alone: without one it is left out. See survey. */
    bool surveys_media;

    /* Whether a file begins so: first is its first FORMAT_FIRST_BYTES or all of it, without
     * compression, without a UTF-8 byte order mark. O(first). */
    bool (*is)(struct str first);

    /* SOURCE_STREAM. *sink and *origin are copied, what they point to is not. push takes pieces of
     * any size, end comes once after the last. Either gives RC_OK, or why the whole file cannot be
     * read further (a single document goes to sink->refused instead). After sink said stop, RC_OK. */
    enum rc (*open)(const struct source_sink *sink, const struct source_origin *origin, void **out,
                    struct err *e);
    enum rc (*push)(void *reader, struct str piece, struct err *e);
    enum rc (*end)(void *reader, struct err *e);
    void (*close)(void *reader);
    /* NULL, or: the reader wants all bytes twice, to know at the second reading what stands behind.
     * survey is called before the first push, where the bytes can be had again (a file): then they
     * are all pushed, again is called, they are all pushed once more, and end comes. Through a pipe
     * neither is called, and what stands behind is not known. */
    void (*survey)(void *reader);
    enum rc (*again)(void *reader, struct err *e);
    /* The file has a hole here: bytes that could not be unpacked, for this cause; the reader tells
     * its sink what is lost. NULL: it cannot go on. */
    void (*hole)(void *reader, enum rc rc, const char *cause);

    /* SOURCE_PAGE. As capture_read; *out lives in a and borrows nothing from bytes. */
    enum rc (*read)(struct arena *a, struct str bytes, const struct source_origin *origin,
                    struct doc *out, struct err *e);
};

#endif
