/* OPML 1.0 and 2.0: lists of feeds, as other readers export them. Wraps expat; pure. */
#ifndef LOA_SOURCE_OPML_H
#define LOA_SOURCE_OPML_H

#include "base/err.h"
#include "base/str.h"

enum {
    OPML_MAX_BYTES = 16 << 20,
    OPML_FEEDS_MAX = 10000,
    OPML_DEPTH_MAX = 32, /* of folders in folders; deeper ones count as their parent */
};

/* One feed of the list. */
struct opml_feed {
    struct str title;
    struct str url;
    struct str site_url;
    struct str folder; /* the innermost folder it stands in, "" = none */
};

struct opml {
    struct opml_feed *feeds;
    size_t feeds_n;
};

/* Reads bytes; everything is in a. RC_INVALID (no OPML, or not well-formed, with the line), RC_LIMIT,
 * RC_NOMEM. */
enum rc opml_read(struct arena *a, struct str bytes, struct opml *out, struct err *e) MUST_USE;

/* The list as OPML 2.0, in a: feeds of one folder stand together. */
struct str opml_write(struct arena *a, struct str title, const struct opml *list);

#endif
