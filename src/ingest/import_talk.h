/* Comments that another system kept, with the article they are about. */
#ifndef LOA_INGEST_IMPORT_TALK_H
#define LOA_INGEST_IMPORT_TALK_H

#include "source/doc.h"
#include "store/store.h"

struct import_talk {
    const struct doc *doc;
    void (*told)(void *ctx, const char *cause); /* of each comment that cannot be taken */
    void *ctx;
};

/* The doc's comments as the store takes them, parents first, in a (none when its memory ends, which it
 * remembers). Those without text and over the store's limits are told. */
struct store_import_comments import_talk_read(struct arena *a, const struct import_talk *talk);

/* Of all, what goes with the article itself. */
struct store_import_comments import_talk_first(struct store_import_comments all);

/* Puts the others under the article that all names; what was put before is known by its key. *taken
 * grows by those that are new. Errors as store_run. */
enum rc import_talk_rest(struct store *st, const struct store_import_comments *all, size_t *taken,
                         struct err *e) MUST_USE;

#endif
