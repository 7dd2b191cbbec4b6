/* An XML feed while it is read: shared by feed_xml.c (elements), feed_capture.c (the text of one) and
 * feed_field.c (where it goes). One thread. */
#ifndef LOA_SOURCE_FEED_XML_H
#define LOA_SOURCE_FEED_XML_H

#include "source/feed_element.h"
#include "source/feed_internal.h"

struct XML_ParserStruct; /* expat's, of feed_xml.c alone */

enum {
    FEED_FRAMES_MAX = 64,  /* of elements that are read; the deepest feeds have some ten */
    FEED_SEPARATOR = '\n', /* between namespace and name: stands in neither */
    FEED_FIELDS_MAX = EL_BLOCK + 1,
};

struct feed_frame {
    struct feed_known known;
    struct str base;
    struct str language;
};

/* The text of one element while it is read. */
struct feed_capture {
    bool active;
    struct buf text; /* on the heap */
    bool too_long;
    bool is_html;
    bool may_be_html;
    bool escape; /* text goes in as markup: the element holds elements */
    bool base64;
    bool verbatim; /* xhtml: its own div is no part of it */
    size_t depth;  /* of markup elements open */
};

enum feed_scope { SCOPE_FEED, SCOPE_ITEM, SCOPE_SOURCE, SCOPE_ASIDE };

struct feed_xml {
    struct feed_reader *r;
    struct XML_ParserStruct *parser;
    struct str core_uri;
    bool rooted;
    bool is_feed;
    struct feed_frame frames[FEED_FRAMES_MAX];
    size_t frames_n;
    size_t skipped; /* open elements that are not read */
    enum feed_scope scope;
    bool in_item;
    size_t item_line;
    struct feed_capture capture;
    struct feed_person person;
    bool in_person;
    struct feed_enclosure media; /* the media:content that is open */
    bool in_media;
    size_t media_from; /* of the item's enclosures: the first that came in it */
    int groups;        /* media:group of the item so far */
    bool in_group;
    size_t group_from;
    struct str group_credit; /* said beside its media:content, for all of them */
    struct str item_credit;
    int feed_ranks[FEED_FIELDS_MAX];
    int item_ranks[FEED_FIELDS_MAX];
    bool guid_is_no_link;
    bool guid_is_link;    /* says so itself */
    bool link_is_other;   /* <link rel="enclosure">: its text is not the item's address */
    struct str guid_link; /* a guid that may be the item's address */
    int64_t period_ms;
};

/* ---- feed_xml.c ---- */

/* What belongs to the item at hand, or else to the feed, lives there. */
struct arena *feed_arena_of(struct feed_xml *x);
struct feed_frame *feed_top(struct feed_xml *x);

/* Of an element's attributes, as expat gives them; "" where there is none. */
struct str feed_attribute(const char **atts, const char *name);
bool feed_has_attribute(const char **atts, const char *name);

/* True if a value of that rank may take the field: better than what is there. */
bool feed_takes(struct feed_xml *x, enum feed_element field, int rank);

/* "uri\nname" taken apart. */
struct str feed_local_name(struct str name, struct str *uri);

/* ---- feed_capture.c ---- */

void feed_capture_begin(struct feed_xml *x, const struct feed_known *known, const char **atts);
void feed_capture_add(struct feed_xml *x, struct str s);
/* An element inside the captured one: its markup is part of the text. */
void feed_capture_open(struct feed_xml *x, struct str full, const char **atts);
void feed_capture_close(struct feed_xml *x, struct str full);
/* The whole text, in the arena at hand. */
struct str feed_captured(struct feed_xml *x);
struct feed_text feed_captured_text(struct feed_xml *x);

/* ---- feed_field.c ---- */

/* The captured text goes where the element says. */
void feed_take(struct feed_xml *x, const struct feed_known *known);
void feed_take_person(struct feed_xml *x, const struct feed_known *known);
void feed_take_alternate(struct feed_xml *x, struct str url, int rank);
void feed_take_link(struct feed_xml *x, const char **atts);
void feed_take_enclosure(struct feed_xml *x, const char **atts, struct str url, const char *length);
void feed_take_category(struct feed_xml *x, struct str text);
void feed_take_thumbnail(struct feed_xml *x, struct str url);
/* A number of bytes; 0 where s is none. */
int64_t feed_length(struct str s);
/* "en_US" is meant for en-US. */
struct str feed_language_tag(struct arena *a, struct str said);

#endif
