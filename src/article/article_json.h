/* Article JSON (design.md §3): the one form in which articles enter and leave Loa. Wraps jansson.
 *
 * Loa's additions to the keys of design.md: "topics" (list of names), "sources" (further ones beside "source", each {"name","url"}), "featured" (boolean),
 * "old_urls" (addresses of the site that lead to it), "comments" ("open" or "closed"), "sponsored" (null or {"sponsor"}), and in a figure "width" and
 * "height" in pixels when they are known. */
#ifndef LOA_ARTICLE_ARTICLE_JSON_H
#define LOA_ARTICLE_ARTICLE_JSON_H

#include "article/article.h"
#include "base/buf.h"

/* Appends art as one line of JSON without a newline; every key of design.md is there, absent ones
 * null or []. Failure is out's (buf_failed). */
void article_json_write(struct buf *out, const struct article *art);

/* Appends the list of its blocks alone. As above. */
void article_json_write_blocks(struct buf *out, const struct article *art);

/* How block "html" is made safe: given markup from outside, returns sanitized inline markup in a.
 * ctx is the caller's. Floor article has no HTML parser, so ingest passes source's sanitizer;
 * the store's reader passes NULL: what is stored was sanitized before. */
struct article_json_options {
    struct html (*sanitize)(void *ctx, struct arena *a, struct str markup);
    void *ctx;
    bool trusted_html; /* with sanitize NULL: keep "html" as stored; else it is dropped */
};

/* Reads one JSON object; everything is copied into a. Unknown keys are ignored; text is NFC with
 * white space folded. RC_INVALID (not JSON, not an object, wrong type: e names the key), RC_LIMIT
 * (over the limits of article.h), RC_NOMEM (arena). *art is written only on RC_OK. */
enum rc article_json_read(struct arena *a, struct str json, struct article_json_options options,
                          struct article *art, struct err *e) MUST_USE;

#endif
