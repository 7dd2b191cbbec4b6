/* A page's bytes as UTF-8: which character set they are in, by byte order mark, by what its carrier
 * and its markup say, and by what the bytes can be at all. Pure; any thread. Cost: O(length). */
#ifndef LOA_SOURCE_HTML_CHARSET_H
#define LOA_SOURCE_HTML_CHARSET_H

#include "source/html.h"
#include "source/html_tree.h"

/* Gives bytes as UTF-8 without a byte order mark, in a or borrowed. Bytes that are UTF-8 are taken
 * for it whatever is declared: pages are saved anew under their old declaration. RC_INVALID (empty,
 * binary), RC_LIMIT (over HTML_MAX_BYTES), RC_NOMEM. */
enum rc html_decode(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                    struct str *text, struct err *e) MUST_USE;

/* Text of t that was typed in an old Vietnamese font is made Unicode, if legacy can tell it. */
void html_decode_typed(struct html_tree *t, const struct html_legacy *legacy);

#endif
