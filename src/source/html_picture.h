/* Which address is the picture behind an img: past lazy loaders, of the sizes a page offers, of the
 * file that a thumbnail links to. Not shared between threads. */
#ifndef LOA_SOURCE_HTML_PICTURE_H
#define LOA_SOURCE_HTML_PICTURE_H

#include "source/html_tree.h"

enum {
    HTML_PICTURE_WIDTH_PX = 1600, /* wider files are for printing */
};

/* The address of an img, from the attribute that holds the picture itself: of several sizes (srcset,
 * sources of its picture element) the largest up to HTML_PICTURE_WIDTH_PX. "" if only data is there. */
struct str html_picture_src(const struct html_tree *t, html_node img, struct str base);

/* True if the path of address ends as pictures' names do. */
bool html_picture_is_address(struct arena *a, struct str address);

/* True for two sizes of one picture. Where a program gives pictures out, its query tells them apart. */
bool html_picture_are_one(struct arena *a, struct str one, struct str two);

/* Gives pictures that a script would show the attributes of the one in the <noscript> beside them. */
void html_picture_unveil(const struct html_tree *t);

#endif
