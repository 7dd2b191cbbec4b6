/* Feeds: RSS 0.90 to 2.0, RDF, CDF, Atom 0.3 and 1.0, JSON Feed, in any character set.
 *
 * A reader takes the bytes in pieces of any size and gives the items at the end, one at a time, in the
 * order of the feed. Names of Dublin Core, content, iTunes, Media RSS and the like are understood
 * beside the format's own; every address is absolute where the feed's is known (xml:base counts).
 * External entities are never loaded, internal ones only as far as expat's own limits go.
 * A reader belongs to one thread and does no input or output. */
#ifndef LOA_SOURCE_FEED_H
#define LOA_SOURCE_FEED_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "source/doc.h"

enum {
    FEED_MAX_BYTES = 32 << 20,      /* a feed; the largest seen are of some 5 MB */
    FEED_TEXT_MAX_BYTES = 4 << 20,  /* one element of one item */
    FEED_ITEM_MAX_BYTES = 64 << 20, /* memory of one item */
    FEED_ABOUT_MAX_BYTES = 8 << 20, /* memory of what is said of the feed itself */
    FEED_ITEMS_MAX = 20000,         /* of one feed; further ones are not read */
    FEED_LIST_MAX = 1000,           /* authors, categories, enclosures, links of one item */
};

/* Text as the feed gives it. base and language are those in force where it stood. */
struct feed_text {
    struct str s;
    bool is_html; /* markup; else plain text */
    struct str base;
    struct str language; /* "" = none said */
};

struct feed_person {
    struct str name;
    struct str email;
    struct str url;
};

struct feed_people {
    struct feed_person *items;
    size_t items_n;
};

struct feed_enclosure {
    struct str url;
    struct str type;   /* "image/jpeg"; "" = not said */
    struct str medium; /* Media RSS: "image", "video", … */
    struct str title;
    struct str credit;
    int64_t length_bytes; /* 0 = not said */
    int64_t width_px;     /* 0 = not said */
    int group;            /* Media RSS: of one number are the same in other sizes; 0 = alone */
    bool preferred;       /* of its group, by the feed's word */
    bool thumbnail;       /* only a small picture of something else */
};

struct feed_item {
    struct feed_text title;
    struct feed_text summary;
    struct feed_text content; /* the whole text where the feed carries it */
    struct str link;
    struct str id; /* guid, atom:id, rdf:about; the link where there is none */
    struct str language;
    int64_t published_ms; /* CLOCK_NONE = not said */
    int64_t updated_ms;
    int64_t created_ms;
    struct feed_people authors; /* the feed's own where the item has none */
    struct feed_people contributors;
    struct str *categories;
    size_t categories_n;
    struct feed_enclosure *enclosures;
    size_t enclosures_n;
    struct str source_name; /* the feed it was taken from, by its own word */
    struct str source_url;
    struct str rights;
};

/* What a feed says of itself. */
struct feed {
    struct feed_text title;
    struct feed_text subtitle;
    struct str link; /* the site's page */
    struct str self; /* the feed's own address */
    struct str hub;  /* WebSub */
    struct str id;
    struct str icon; /* small and square */
    struct str logo;
    struct str language;
    struct str rights;
    struct feed_people authors;
    struct str *categories;
    size_t categories_n;
    int64_t published_ms;
    int64_t updated_ms;
    int64_t ttl_ms;      /* how long to leave it alone; 0 = not said */
    bool is_gone;        /* says that it has moved without an address, or has ended */
    struct str moved_to; /* itunes:new-feed-url, RSS redirect; "" = not */
    struct str note;     /* what had to be mended to read it; "" = nothing */
};

struct feed_sink {
    /* An item, which began on that line (0 for JSON). All it points to, and a, live until the
     * function returns; feed holds what was said so far. Returns false to stop. */
    bool (*item)(void *ctx, const struct feed *feed, const struct feed_item *item, struct arena *a,
                 size_t line);
    /* One item is left out, for this cause; reading goes on. False to stop. */
    bool (*refused)(void *ctx, size_t line, enum rc rc, const char *cause);
    void *ctx;
};

struct feed_options {
    struct str url;          /* where it came from; "" = unknown */
    struct str content_type; /* of the answer: its charset comes before the feed's own word */
    struct str language;     /* Content-Language of the answer, where the feed says none */
    int zone_min;            /* of dates without one, east of Greenwich: 420 is Việt Nam */
};

struct feed_reader;

/* The options are copied. RC_NOMEM. The caller frees *out. */
enum rc feed_new(const struct feed_options *options, const struct feed_sink *sink,
                 struct feed_reader **out, struct err *e) MUST_USE;

/* RC_LIMIT past FEED_MAX_BYTES, RC_NOMEM. */
enum rc feed_push(struct feed_reader *r, struct str bytes, struct err *e) MUST_USE;

/* Reads what was pushed. RC_INVALID: no feed, or one that is not well-formed, with the line; what
 * stood before it has been given. RC_LIMIT, RC_NOMEM. */
enum rc feed_end(struct feed_reader *r, struct err *e) MUST_USE;

/* What the feed says of itself, as far as it was read; lives as long as r. */
const struct feed *feed_about(const struct feed_reader *r);

void feed_free(struct feed_reader *r);

/* True if bytes begin as a feed does, in any character set. */
bool feed_recognise(struct str bytes);

/* text without markup, white space folded, NFC, in a. */
struct str feed_plain(struct arena *a, const struct feed_text *text);

/* The item as a document, in a: the whole text where the feed carries it, else its teaser as lead
 * and pictures. The feed is its source. Codes as html_blocks; markup that cannot be read is left
 * out, so that they come only when memory ends. */
enum rc feed_doc(struct arena *a, const struct feed *feed, const struct feed_item *item,
                 struct doc *out, struct err *e) MUST_USE;

#endif
