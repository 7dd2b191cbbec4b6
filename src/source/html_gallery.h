/* Galleries: several pictures side by side or one behind another (slides, albums, lists of figures),
 * each with its own caption. Not shared between threads. Cost: O(nodes of the gallery). */
#ifndef LOA_SOURCE_HTML_GALLERY_H
#define LOA_SOURCE_HTML_GALLERY_H

#include "source/html_media.h"

/* True if n holds nothing but pictures, their captions and its buttons, and is named like a gallery or
 * a list of items that are alike, each of one picture and a short line. A slider of links to articles
 * is none. */
bool html_is_gallery(const struct html_tree *t, html_node n);

/* Marks the galleries below root with HTML_MARK_GALLERY. */
void html_gallery_mark(const struct html_tree *t, html_node root);

/* The pictures of such a gallery in their order, each once and with its own caption: what sliders
 * repeat for their motion, and the small ones that stand below them, are told apart. *common: the
 * caption of all, or "". In t's arena. */
struct html_pictures html_gallery_read(const struct html_tree *t, html_node gallery,
                                       struct str base, struct str *common);

#endif
