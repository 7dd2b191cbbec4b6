/* Footnotes of Markdown, which md4c does not know: "[^1]" in the text, "[^1]: …" anywhere. Pure. */
#ifndef LOA_SOURCE_MARKDOWN_NOTES_H
#define LOA_SOURCE_MARKDOWN_NOTES_H

#include "base/buf.h"

enum { MARKDOWN_NOTES_MAX = 2000 }; /* footnotes of one text */

/* Appends text to out with its footnotes numbered as they are first named, "[1]" raised, and their
 * words behind it, each a paragraph that begins with its number. A mark without words stays, words without
 * a mark come last. Code between fences stays as it is. O(text). */
void markdown_notes(struct arena *a, struct str text, struct buf *out);

#endif
