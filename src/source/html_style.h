/* Inline style as far as it decides whether a reader sees an element. Pure; any thread. */
#ifndef LOA_SOURCE_HTML_STYLE_H
#define LOA_SOURCE_HTML_STYLE_H

#include "base/str.h"

/* True if a style attribute's value hides its element: not displayed, of no size, off the screen.
 * Gambling links are put into defaced pages this way. */
bool html_style_hides(struct str style);

#endif
