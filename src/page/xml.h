/* XML 1.0 text for feeds and sitemaps: escaped, and without what XML forbids even when escaped. */
#ifndef LOA_PAGE_XML_H
#define LOA_PAGE_XML_H

#include "base/buf.h"

/* Appends s as text or attribute value. Control characters, U+FFFE and U+FFFF are dropped (XML 1.0,
 * production Char); bytes that are not UTF-8 become U+FFFD. */
void xml_text(struct buf *b, struct str s);

/* Appends <name>text</name> and a line end; nothing when text is empty. */
void xml_element(struct buf *b, const char *name, struct str text);

#endif
