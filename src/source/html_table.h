/* Tables of values. Not shared between threads. Cost: O(nodes of the table). */
#ifndef LOA_SOURCE_HTML_TABLE_H
#define LOA_SOURCE_HTML_TABLE_H

#include "base/vec.h"
#include "source/html_tree.h"

/* True if table holds values in rows and columns; one that lays out text or pictures is a container. */
bool html_is_data_table(const struct html_tree *t, html_node table);

/* True if table shows its lines or names its columns: no layout. */
bool html_table_is_framed(const struct html_tree *t, html_node table);

/* Appends what table shows to blocks (struct doc_block): its caption as a paragraph, its rows, its
 * pictures as figures, told by their row. A cell over several rows or columns stands in each of them, if its text is
 * short; a heading over the whole row once. */
void html_table_read(const struct html_tree *t, html_node table, struct str base,
                     struct vec *blocks);

#endif
