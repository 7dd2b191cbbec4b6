/* "Name: value" lines as HTTP, WARC and mail have them. Pure; texts borrow. */
#ifndef LOA_SOURCE_HEADER_LINES_H
#define LOA_SOURCE_HEADER_LINES_H

#include "base/str.h"

/* Takes the next field of *rest. A line without a colon or with an empty name is passed over, and so
 * is the continuation of a folded line (RFC 9112 §5.2: its use is over, and no field read here is
 * long). False at the end. */
bool header_next(struct str *rest, struct str *name, struct str *value);

/* Finds the first empty line of bytes, which begin at the start of a line; *end is behind it. LF alone
 * ends a line too. False: there is none yet; then *end is where the last, unfinished line begins. */
bool header_end(struct str bytes, size_t *end);

/* The medium of a Content-Type, without parameters, and the value of its charset; either may be "". */
void header_media_type(struct str value, struct str *type, struct str *charset);

#endif
