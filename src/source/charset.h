/* What bytes from outside must be before anything reads them: text, UTF-8, within a size. Pure. */
#ifndef LOA_SOURCE_CHARSET_H
#define LOA_SOURCE_CHARSET_H

#include "base/str.h"

enum {
    SOURCE_MAX_BYTES = 8 << 20, /* one page: a thousand times the longest article */
};

/* Gives bytes as text, without its byte order mark, borrowed. RC_INVALID (empty, binary, not
 * UTF-8: *e says at which byte) or RC_LIMIT (over SOURCE_MAX_BYTES). */
enum rc charset_text(struct str bytes, struct str *text, struct err *e) MUST_USE;

#endif
