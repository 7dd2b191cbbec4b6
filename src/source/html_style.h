/* Inline style as far as it decides whether a reader sees an element. Pure; any thread. */
#ifndef LOA_SOURCE_HTML_STYLE_H
#define LOA_SOURCE_HTML_STYLE_H

#include "base/str.h"

/* True if a style attribute's value hides its element: not displayed, of no size, off the screen.
 * Gambling links are put into defaced pages this way. */
bool html_style_hides(struct str style);

/* True if it hides a link in its element, or makes it so that nobody finds it: also see-through, in the
 * colour of what is behind it, clipped or shrunk to nothing. Pictures and boxes that a script fades in
 * look the same, so that only links are judged by it. */
bool html_style_conceals(struct str style);

#endif
