/* Text and values of attributes that the parser need not read: in the markup that it is given one
 * character of a private plane (U+F0000 and up) stands for each. gumbo works by the character, and text
 * is half of what it gets; what it does with one of these it does with any other letter.
 *
 * Borrows the page's text. A page that has such characters itself goes in as it is. Not shared between threads. */
#ifndef LOA_SOURCE_HTML_STANDIN_H
#define LOA_SOURCE_HTML_STANDIN_H

#include "base/buf.h"

struct html_standin {
    uint32_t at;
    uint32_t n;
};

struct html_standins {
    struct str text;
    struct html_standin *items; /* on the heap */
    uint32_t n;
    uint32_t capacity;
    bool on;
};

/* Released by html_standins_release. */
void html_standins_init(struct html_standins *s, struct str text);
void html_standins_release(struct html_standins *s);

/* What the parser does with part, a part of the text, depends on nothing but its being there: no
 * references, no bytes that it changes. */
bool html_standins_may(const struct html_standins *s, struct str part);

/* The same of a script's text, which has no references. */
bool html_standins_may_raw(const struct html_standins *s, struct str text);

/* Adds a character that stands for part, or part itself where that is as short. */
void html_standins_add(struct html_standins *s, struct buf *out, struct str part);

/* Adds a part of the text between two tags: white space at its ends and what the parser changes as
 * they are, the rest as characters that stand for it. */
void html_standins_add_text(struct html_standins *s, struct buf *out, struct str part);

/* The bytes that given, which the parser gave, is; and those bytes, written to `to`. */
size_t html_standins_length(const struct html_standins *s, const char *given);
void html_standins_write(const struct html_standins *s, const char *given, char *to);

/* The value of an attribute, which is one of these characters or has none: borrowed from text or given. */
struct str html_standins_value(const struct html_standins *s, const char *given);

#endif
