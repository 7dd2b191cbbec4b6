/* XML in pieces of any size. Wraps libexpat, with what outside files need besides.
 *
 * Entities are never declared nor expanded (no billion laughs, no files of this machine); elements
 * are at most XML_PUSH_DEPTH_MAX deep. A byte that no XML may hold (a control character, a broken
 * sequence of UTF-8: exports of old sites are full of them) becomes U+FFFD or a space instead of
 * ending the reading, and an "&" that begins no reference is text. Prefixes are resolved; one that nobody declared stands for itself.
 * One thread. Memory: the parser's, which grows with one piece and one tag. */
#ifndef LOA_SOURCE_XML_PUSH_H
#define LOA_SOURCE_XML_PUSH_H

#include "base/str.h"

enum {
    XML_PUSH_DEPTH_MAX = 512,         /* as the HTML floor's */
    XML_PUSH_ATTRIBUTES_MAX = 64,     /* of one element; further ones are passed over */
    XML_PUSH_TAG_MAX_BYTES = 1 << 20, /* a tag with its attributes; longer is no document */
};

/* Borrowed for the time of the call. */
struct xml_name {
    struct str space; /* the namespace's address; an undeclared prefix itself; "" */
    struct str local;
};

struct xml_attribute {
    struct xml_name name;
    struct str value;
};

struct xml_tag {
    struct xml_name name;
    const struct xml_attribute *attributes;
    size_t attributes_n;
};

struct xml_handler {
    void (*open)(void *ctx, const struct xml_tag *tag);
    void (*close)(void *ctx, struct xml_name name);
    void (*text)(void *ctx, struct str text);
    void *ctx;
};

struct xml_push;

/* handler's functions are called from xml_push_bytes and xml_push_end. NULL: out of memory. */
struct xml_push *xml_push_new(const struct xml_handler *handler);
void xml_push_free(struct xml_push *x);

/* Takes the next bytes. RC_INVALID (not well-formed: *e names the line), RC_LIMIT (depth, tag),
 * RC_NOMEM; after a failure the same again. RC_OK when it was stopped. */
enum rc xml_push_bytes(struct xml_push *x, struct str bytes, struct err *e) MUST_USE;
/* The bytes are over. As above. */
enum rc xml_push_end(struct xml_push *x, struct err *e) MUST_USE;

/* From a handler: nothing more is wanted. */
void xml_push_stop(struct xml_push *x);

/* The line that is being read, from 1. */
size_t xml_push_line(const struct xml_push *x);

/* The value of the attribute with that local name, in no namespace unless space is given. "" */
struct str xml_attribute_of(const struct xml_tag *tag, struct str local);

#endif
