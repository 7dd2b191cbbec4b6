/* What site generators understand besides Markdown: Hugo's shortcodes, Jekyll's Liquid tags. Films and
 * figures become HTML, links to pages their paths; of the others the text between them stays. Pure. */
#ifndef LOA_SOURCE_MARKDOWN_CODE_H
#define LOA_SOURCE_MARKDOWN_CODE_H

#include "base/buf.h"
#include "base/vec.h"

enum { MARKDOWN_CODE_MAX_BYTES = 4 << 10 }; /* of one tag; what is longer is text */

/* Appends text without such tags to out; what could not be kept goes to notes (struct str), for
 * people, each kind once. Code between fences stays as it is. O(text). */
void markdown_code(struct arena *a, struct str text, struct buf *out, struct vec *notes);

#endif
