/* The documents that a page's or a body's markup links to or shows in a frame. Pure; any thread. */
#ifndef LOA_SOURCE_HTML_FILES_H
#define LOA_SOURCE_HTML_FILES_H

#include "base/vec.h"
#include "source/html_tree.h"

/* Adds the documents (document_link.h) that stand below root to files (struct doc_file), in their
 * order: links, and what frames, embeds and objects show. Addresses are resolved against base. */
void html_files_read(const struct html_tree *t, html_node root, struct str base, struct vec *files);

/* The same for what stands in the nodes from first to last of a page, menus and foot apart. */
void html_files_between(const struct html_tree *t, html_node first, html_node last, struct str base,
                        struct vec *files);

/* True if there are links below root and every one leads to a document. */
bool html_links_documents(const struct html_tree *t, html_node root);

/* True if n is an object, embed or iframe that shows a document. */
bool html_shows_document(const struct html_tree *t, html_node n);

#endif
