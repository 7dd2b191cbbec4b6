/* The comments that another system kept with an article, into the store: once, however often the
 * same export is read. */
#ifndef LOA_INGEST_IMPORT_TALK_H
#define LOA_INGEST_IMPORT_TALK_H

#include "source/doc.h"
#include "store/store.h"

/* Adds to *taken how many were new. Errors as store_run. */
enum rc import_talk(struct arena *a, struct store *st, const struct doc *doc, int64_t article_id,
                    size_t *taken, struct err *e) MUST_USE;

#endif
