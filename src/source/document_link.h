/* Which addresses are those of documents: files that come with an article to be opened apart from it
 * (a decree as PDF, a form as DOCX), judged by the address alone. Pure; any thread. */
#ifndef LOA_SOURCE_DOCUMENT_LINK_H
#define LOA_SOURCE_DOCUMENT_LINK_H

#include "base/vec.h"
#include "source/doc.h"

enum { DOCUMENT_LINKS_MAX = 100 }; /* of one document; further ones stay links */

/* True if the address, without query and fragment, ends as documents do: .pdf, .docx, .xls … */
bool document_link_is(struct str url);

/* The address of the document that a viewer shows ("https://docs.google.com/gview?url=…",
 * "/pdfjs/viewer.html?file=…"), decoded, in a; url itself when it is one; "" for anything else. */
struct str document_link_of(struct arena *a, struct str url);

/* The file's name in an address, percent signs decoded, in a: "Quyết định 12.pdf". */
struct str document_link_name(struct arena *a, struct str url);

/* Adds a file to files (struct doc_file) unless its address is there or the list is full; a title
 * that says nothing ("Tải về", "tại đây") gives way to one that does. a holds what is kept. */
void document_link_add(struct arena *a, struct vec *files, struct doc_file file);

#endif
