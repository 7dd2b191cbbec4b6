/* Old Vietnamese fonts and character sets (text/legacy.h) in what comes in, whatever format it came in:
 * every article passes legacy_mend_article, every page of plain text legacy_page_text.
 *
 * Field by field, with the whole as context: ten words of a body say what the two of a title cannot. The verdict
 * is taken over all fields that can be typed in an old font at all; each that fits it is converted.
 * One that was set anew in Unicode, an address and code stay. Pure functions; any thread.
 * Cost: O(length). */
#ifndef LOA_INGEST_LEGACY_ARTICLE_H
#define LOA_INGEST_LEGACY_ARTICLE_H

#include "article/article.h"
#include "source/doc.h"
#include "text/legacy.h"

/* Makes art Unicode, in a, and says what it was typed in. Lists that art has are replaced, not
 * written to. On a failed arena art is unfinished; ask arena_failed. */
enum legacy_charset legacy_mend_article(struct arena *a, struct article *art);

/* The comments of doc, whose article was typed in around; they are often the only part of an old
 * portal that was typed by its readers. doc itself when none is changed. */
const struct doc *legacy_mend_comments(struct arena *a, const struct doc *doc,
                                       enum legacy_charset around);

/* The names of a list page of the same former system. */
struct doc_place legacy_mend_place(struct arena *a, const struct doc_place *place,
                                   enum legacy_charset around);

/* A page of plain text: bytes in an old character set, or lines in UTF-8 that were typed in an old
 * font. In a, or bytes itself when it is neither. */
struct str legacy_page_text(struct arena *a, struct str bytes);

#endif
