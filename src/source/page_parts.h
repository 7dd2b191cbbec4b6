/* What a page as it was sent makes a browser show, follow and load, hidden or not: for comparing what two
 * visitors are given. Reads tags as a browser's tokenizer does, but makes no tree: one pass over any bytes.
 *
 * Everything is in the arena given; any thread. */
#ifndef LOA_SOURCE_PAGE_PARTS_H
#define LOA_SOURCE_PAGE_PARTS_H

#include "base/str.h"

enum { PAGE_PARTS_MAX = 50000 }; /* of one page; more are not told */

enum page_part_kind {
    PAGE_LINK,   /* a, area, form: where they lead */
    PAGE_SCRIPT, /* its address; "" = inline and to be run */
    PAGE_FRAME,  /* iframe, frame, embed, object */
    PAGE_MOVE,   /* meta refresh, base: the content as written */
    PAGE_TITLE,  /* as PAGE_TEXT */
    PAGE_META,   /* "description: …", "canonical: …": what it says of itself; as PAGE_TEXT */
    PAGE_TEXT,   /* between two tags, without live numbers and tokens, white space folded */
};

struct page_part {
    enum page_part_kind kind;
    struct str text; /* an address as it is written, references resolved; or the text */
};

/* The parts in their order; of XML also of what stands in CDATA. Of script and style only what is said above; comments are nothing. */
void page_parts_read(struct arena *a, struct str page, struct page_part **out, size_t *out_n);

#endif
