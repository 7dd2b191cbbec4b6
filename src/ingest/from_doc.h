/* What an outside page said, as an article: floor source's struct doc to floor article's struct
 * article. Pure; the article borrows doc's texts, which live in its arena. */
#ifndef LOA_INGEST_FROM_DOC_H
#define LOA_INGEST_FROM_DOC_H

#include "article/article.h"
#include "source/doc.h"
#include "text/legacy.h"

/* Where the document came from, for its provenance. */
struct origin {
    struct str format; /* "capture", "article-json" */
    struct str path;
    int64_t captured_ms;
};

/* Lists over the limits of article.h are cut; article_check still has the last word. What was typed
 * in an old Vietnamese font is Unicode in it (legacy_article.h). */
struct article from_doc(struct arena *a, const struct doc *doc, struct origin origin);

/* The same, and in which font: *typed is what legacy_mend_article said. */
struct article from_doc_typed(struct arena *a, const struct doc *doc, struct origin origin,
                              enum legacy_charset *typed);

#endif
