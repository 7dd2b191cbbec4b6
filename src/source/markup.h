/* What the readers of exports share: plain text out of inline markup, addresses, and the body of a
 * post with its lead picture. Pure; any thread. */
#ifndef LOA_SOURCE_MARKUP_H
#define LOA_SOURCE_MARKUP_H

#include "base/buf.h"
#include "base/vec.h"
#include "source/doc.h"

enum { MARKUP_NAMES_MAX = 64 }; /* people of one byline */

/* The text of inline markup: tags gone, references resolved, white space folded, NFC; in a. What
 * cannot be parsed comes as it is. */
struct str markup_text(struct arena *a, struct str markup);
/* The same with line breaks and paragraphs kept as "\n" (comments). */
struct str markup_text_lines(struct arena *a, struct str markup);

/* White space folded, NFC; for text that is no markup. In a. */
struct str markup_fold(struct arena *a, struct str text);
/* The credit that a caption ends with (byline.h); "" when there is none. */
struct str markup_credit(struct arena *a, struct str caption);
/* A title for what had none: the first words of its text, or "(không có tiêu đề)". */
void markup_title(struct arena *a, struct doc *d);

/* address against the site's base ("https://x.vn/tin"): "/a" and "a" get its scheme and host. An
 * address that is whole, or base "", gives address itself. In a. */
struct str markup_address(struct arena *a, struct str base, struct str address);
/* The address of a player that can stand in a page, for the address of a video's own page
 * (youtube.com/watch?v=…, youtu.be/…, vimeo.com/…); others as they are. In a. */
struct str markup_player(struct arena *a, struct str address);
/* Path and query of an address, "/" at least; in a. */
struct str markup_path(struct str address);

/* Sets d's blocks from the markup of a body. A body that cannot be read gives its text, as one
 * paragraph a line, so that nothing is lost. RC_LIMIT (bytes), RC_NOMEM. */
enum rc markup_body(struct arena *a, struct str markup, struct str base, struct doc *d,
                    struct err *e) MUST_USE;

/* Puts picture before d's blocks, unless one of them shows the same file (in whatever size). */
void markup_lead_picture(struct arena *a, struct doc *d, const struct doc_block *picture);

/* True if two addresses of pictures name the same file: scheme, query and the size that WordPress
 * adds ("-300x200") do not count. */
bool markup_same_picture(struct str x, struct str y);

/* The names of a byline that is nothing but names ("A, B and C", "A - B", "A và B"), with roles as
 * byline.h finds them. Adds to people (struct doc_person), each name once. */
void markup_people(struct arena *a, struct str line, struct vec *people);
void markup_person(struct vec *people, struct str name, enum doc_role role);

/* Adds text to texts (struct str) unless it is empty or there. */
void markup_add_text(struct vec *texts, struct str text);

/* Appends text to out as one element: <name>text</name>, escaped. */
void markup_add_element(struct buf *out, const char *name, struct str text);

/* "2013-07-09 10:37:00" and RFC 3339, RFC 5322, "20130709T103700Z"; without an offset it is
 * offset_ms east of Greenwich. CLOCK_NONE for anything else, and for a year 0. */
int64_t markup_time(struct str s, int64_t offset_ms);

#endif
