/* OPML 1.0 and 2.0: lists of feeds, as other readers export them. Wraps expat; pure.
 *
 * On what terms a site takes from a source, no OPML says; Loa's own attributes do, in a namespace that
 * other readers pass over. */
#ifndef LOA_SOURCE_OPML_H
#define LOA_SOURCE_OPML_H

#include "base/err.h"
#include "base/str.h"

enum {
    OPML_MAX_BYTES = 16 << 20,
    OPML_FEEDS_MAX = 10000,
    OPML_DEPTH_MAX = 32, /* of folders in folders; deeper ones count as their parent */
};

#define OPML_SPACE_URI "urn:loa:source"
#define OPML_SPACE_PREFIX "loa:" /* as it is written; any other is read */

/* Loa's own attributes, each of its member's name; "" = not said. As texts: the reader of a list judges
 * them. */
#define OPML_TERMS(X)                                                                              \
    X(named)     /* "no": title is the feed's word */                                              \
    X(logo)      /* address */                                                                     \
    X(section)   /* "slug=Name"; "%2C", "%3D", "%25" stand for "," "=" "%" in the parts */         \
    X(map)       /* "category=slug=Name,…" */                                                    \
    X(press)     /* "yes" */                                                                       \
    X(pause)     /* "yes" */                                                                       \
    X(agreement) /* its number */                                                                  \
    X(agreed)    /* RFC 3339 */                                                                    \
    X(until)     /* RFC 3339; "" = without end */                                                  \
    X(scope)     /* "title", "teaser", "full" */                                                   \
    X(hold)      /* minutes */

struct opml_terms {
#define X(name) struct str name;
    OPML_TERMS(X)
#undef X
};

/* One feed of the list. */
struct opml_feed {
    struct str title;
    struct str url;
    struct str site_url;
    struct str folder; /* the innermost folder it stands in, "" = none */
    struct opml_terms terms;
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
