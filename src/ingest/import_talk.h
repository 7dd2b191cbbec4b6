/* Comments that another system kept, with the article they are about. */
#ifndef LOA_INGEST_IMPORT_TALK_H
#define LOA_INGEST_IMPORT_TALK_H

#include "source/doc.h"
#include "store/store.h"

struct import_talk {
    const struct doc *doc;
    int64_t article_id;
    size_t *taken;                              /* grows by those that are new */
    void (*told)(void *ctx, const char *cause); /* of each comment that cannot be taken */
    void *ctx;
};

/* Puts the doc's comments under the article; what was put before is known by its key. Without text and
 * over the store's limits they are told. Errors as store_run. */
enum rc import_talk(struct arena *a, struct store *st, const struct import_talk *talk,
                    struct err *e) MUST_USE;

#endif
