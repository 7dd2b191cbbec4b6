/* The signature below a Vietnamese article: "Hà Vũ - Ảnh: Trung Sơn", "Theo TTXVN", "(Tổng hợp)".
 * Not shared between threads. */
#ifndef LOA_SOURCE_HTML_SIGN_H
#define LOA_SOURCE_HTML_SIGN_H

#include "source/doc.h"

/* Takes the lines that sign out of the end of doc's blocks and puts who they name into its people and
 * its source. A line is one if it has a label, or is a name and the last text of a Vietnamese page. */
void html_sign(struct arena *a, struct doc *doc);

/* Puts who one line names, between "|" and the like, into doc's people and source: a byline that stood
 * where no text does. */
void html_sign_line(struct arena *a, struct doc *doc, struct str line);

/* Takes the newsroom's mark, "(HNMO) - ", off a Vietnamese lead and first paragraph: it is the
 * dateline. */
void html_sign_mark(struct arena *a, struct doc *doc);

#endif
