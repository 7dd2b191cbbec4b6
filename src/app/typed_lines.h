/* Queries typed a line each on standard input, for the verbs that take "-" in the place of one. */
#ifndef LOA_APP_TYPED_LINES_H
#define LOA_APP_TYPED_LINES_H

#include "base/str.h"

#include <stdio.h>

enum { TYPED_LINE_MAX_BYTES = 4096 }; /* the rest of a longer line is dropped */

/* Calls answer for each line of in, trimmed, valid until it returns, and flushes standard output after each: whoever
 * asks line by line waits for it. Returns EXIT_DONE, or the last exit code of answer that was another. */
int typed_lines(FILE *in, int (*answer)(void *context, struct str typed), void *context);

#endif
