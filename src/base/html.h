/* Text that is safe to stand in an HTML page, as a type: a page writer accepts only this.
 *
 * A struct html is made by html_escape, by the template compiler's {{x}}, and by the sanitizer of
 * floor source; nothing else may fill one (style.md, rule 8). */
#ifndef LOA_BASE_HTML_H
#define LOA_BASE_HTML_H

#include "base/str.h"

struct html {
    struct str s; /* markup or escaped text; lifetime as of its maker */
};

/* Escapes & < > " ' as character references (HTML Living Standard, 13.1.2) so that the result is
 * text both between tags and inside a quoted attribute. Bytes that are not UTF-8 and control
 * characters but tab and newline become U+FFFD. The result is in a. */
struct html html_escape(struct arena *a, struct str text);

/* The markup of HTML that was stored by Loa after it had been sanitized; the one door through
 * which a stored row becomes html again. Borrowed from stored. */
struct html html_from_store(struct str stored);

#endif
