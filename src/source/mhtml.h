/* MHTML (RFC 2557): a page and its parts as browsers save them in one file. Pure; any thread.
 * Cost: O(length). */
#ifndef LOA_SOURCE_MHTML_H
#define LOA_SOURCE_MHTML_H

#include "base/str.h"

enum { MHTML_PARTS_MAX = 2000 }; /* pictures, styles and scripts of one page */

/* The page in such a file. */
struct mhtml_page {
    struct str bytes;   /* decoded, in the arena or borrowed */
    struct str url;     /* Content-Location of the part or of the file */
    struct str charset; /* that the part names, as a Content-Type */
    struct str date;    /* when it was saved, as the file says: RFC 5322 */
};

/* True if a file that begins with first is MHTML. */
bool mhtml_is(struct str first);

/* Finds the first text/html part. RC_INVALID (none, no boundary), RC_LIMIT (parts), RC_NOMEM. */
enum rc mhtml_read(struct arena *a, struct str file, struct mhtml_page *out,
                   struct err *e) MUST_USE;

/* A page names a part "cid:x" by its Content-ID, which is no address of the web: markup with each such
 * name as one of a host that nobody has (RFC 2606), in a. */
#define MHTML_CID_ADDRESS "https://cid.invalid/"
struct str mhtml_with_addresses(struct arena *a, struct str markup);

/* The part that src names, by its Content-Location or as above, decoded; in a or borrowed. False:
 * there is none. */
bool mhtml_part(struct arena *a, struct str file, struct str src, struct str *out);

#endif
