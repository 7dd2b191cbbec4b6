/* Text whose lines were cut at a width, as some exports print it.
 *
 * A single line break only wraps a line when the line before it is long and ends in a letter or a comma, and the next one
 * begins with a small letter that marks no item ("a) …"). Pure; any thread. */
#ifndef LOA_TEXT_WRAP_H
#define LOA_TEXT_WRAP_H

#include "base/str.h"

enum { WRAP_LINE_LEAST_BYTES = 50 }; /* shorter lines are menus, tags and verses */

/* text with a space for every line break that only wraps a line: all bytes keep their places. Borrows text when there is
 * none, else it is in a; text itself when the arena fails. Cost: O(length). */
struct str text_unwrap(struct arena *a, struct str text);

#endif
