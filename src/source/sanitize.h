/* The allow-list for markup from outside: what is left may stand in a page. The only one there is:
 * whole pages, bodies of exports and feeds, and the markup of Article JSON all pass here.
 *
 * It works on the parsed tree (html_tree.h) and writes its own markup: nothing of the input's bytes
 * is copied but escaped text and escaped addresses. Kept: strong em b i u sub sup code br, and a with
 * an href that is http, https, mailto, tel or relative. Every other element is unwrapped, or dropped with
 * its content where that is no text a reader sees (script, style, iframe, object, svg, hidden …).
 * Attributes but href are dropped. */
#ifndef LOA_SOURCE_SANITIZE_H
#define LOA_SOURCE_SANITIZE_H

#include "base/buf.h"
#include "base/html.h"
#include "base/vec.h"
#include "source/html_tree.h"

enum {
    SANITIZE_MAX_BYTES = 1 << 20, /* one block of an article */
};

/* Makes fragment safe; *out is in a. RC_LIMIT (bytes, depth), RC_INVALID (not UTF-8), RC_NOMEM. */
enum rc sanitize_inline(struct arena *a, struct str fragment, struct html *out,
                        struct err *e) MUST_USE;

/* The same, and the addresses of hidden links that were left out (html_tree.h), added to hidden (struct
 * str, in a). */
enum rc sanitize_inline_told(struct arena *a, struct str fragment, struct html *out,
                             struct vec *hidden, struct err *e) MUST_USE;

/* True if href may stand in a link: http, https, mailto, tel, or no scheme at all. */
bool sanitize_href_allowed(struct str href);

/* True if markup holds nothing but what the sanitizer writes: escaped text, kept tags, allowed links.
 * For markup that comes back from where it cannot be trusted. O(length). */
bool sanitize_is_clean(struct str markup);

/* For writers that walk a tree themselves. True if n's tag is kept; then sanitize_open and
 * sanitize_close write it (a's address resolved against base). */
bool sanitize_keeps(const struct html_tree *t, html_node n);
void sanitize_open(struct buf *out, const struct html_tree *t, html_node n, struct str base);
void sanitize_close(struct buf *out, const struct html_tree *t, html_node n);
/* True if n and everything in it is dropped. */
bool sanitize_drops(const struct html_tree *t, html_node n);
/* What writers have built on the heap of escaped text and the functions above, as safe markup in a;
 * *out is released (buf_settle). */
struct html sanitize_done(struct buf *out, struct arena *a);

#endif
