/* Items of many papers, one JSON object a line, put into a store of their own that is thrown away:
 * which of them tell the same story, found as a site finds it.
 *
 * An item: {"id", "title", "lead", "body", "date", "source"}; all but id and title may be absent. */
#ifndef LOA_APP_STORY_LINES_H
#define LOA_APP_STORY_LINES_H

#include "base/str.h"

#include <stdio.h>

/* Reads in to its end and prints {"id","story"} a line, in the same order: equal numbers are one
 * story. An item without a date stands at now_ms. A line that is no item is told on standard error
 * (name: the input's) and passed over: RC_INVALID then, after the answer of all others was printed.
 * RC_IO, RC_NOMEM: nothing was printed. */
enum rc story_lines(FILE *in, const char *name, int64_t now_ms, struct err *e) MUST_USE;

#endif
