/* The blocks of an article's body out of the part of the tree that holds it. Not shared between
 * threads. Cost: O(nodes). */
#ifndef LOA_SOURCE_HTML_BLOCKS_H
#define LOA_SOURCE_HTML_BLOCKS_H

#include "base/vec.h"
#include "source/doc.h"
#include "source/html_tree.h"

/* Appends to *blocks (of struct doc_block, its arena t's) what stands below root, in the order of the
 * page: text with sanitized inline markup, pictures with captions, lists, tables, videos, boxes of
 * links. Addresses are resolved against base (may be ""). */
void html_blocks_read(struct html_tree *t, html_node root, struct str base, struct vec *blocks);

/* Marks the boxes of a body that call themselves related ("related", "tin-lien-quan") and hold nothing
 * but links, so that html_blocks_read gives them as such. */
void html_mark_related(struct html_tree *t);

#endif
