/* Marks in markup by places in its text: links on names, anchors around sentences.
 *
 * markup is sanitized or escaped, text what it says; marks are bytes of text. Where markup and text do not
 * go together, or a mark would cut an element in two, the mark is left out (an anchor then stands empty before
 * its sentence): nothing is ever broken. Pure. Cost: O(length + marks). */
#ifndef LOA_PAGE_ANNOTATE_H
#define LOA_PAGE_ANNOTATE_H

#include "base/html.h"

enum { ANNOTATE_MARKS_MAX = 400 }; /* of one text; later ones are left out */

/* Exactly one of url and id is set. Marks are in the order of start, the longer one first where two begin
 * together; links do not overlap each other, nor sentences. */
struct annotation {
    size_t start;
    size_t end;
    struct str url; /* a link of this site */
    struct str id;  /* of a sentence */
};

/* In a; markup itself when there is nothing to mark. */
struct html annotate(struct arena *a, struct html markup, struct str text,
                     const struct annotation *marks, size_t marks_n);

#endif
