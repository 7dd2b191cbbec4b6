/* Galleries: several pictures side by side or one behind another (slides, albums, lists of figures),
 * each with its own caption. Not shared between threads. Cost: O(nodes of the gallery). */
#ifndef LOA_SOURCE_HTML_GALLERY_H
#define LOA_SOURCE_HTML_GALLERY_H

#include "source/html_media.h"

/* True if n is named like a gallery and holds nothing but pictures, their captions and its buttons. */
bool html_is_named_gallery(const struct html_tree *t, html_node n);

/* Marks with HTML_MARK_GALLERY the galleries below root: those named so, and lists of items that are
 * alike, each of one picture and a short line. A slider of links to articles is none. */
void html_gallery_mark(const struct html_tree *t, html_node root);

/* The pictures of such a gallery in their order, each once and with its own caption: what sliders
 * repeat for their motion, and the small ones that stand below them, are told apart. *common: the
 * caption of all, or "". In t's arena. */
struct html_pictures html_gallery_read(const struct html_tree *t, html_node gallery,
                                       struct str base, struct str *common);

#endif
