/* Articles that name others as related wait until those are in the store: in which order they go in.
 * It follows from the files alone and not from what is in the store already, so that an import that was
 * killed ends as it would have ended. Single-threaded. */
#ifndef LOA_INGEST_IMPORT_WAIT_H
#define LOA_INGEST_IMPORT_WAIT_H

#include "base/vec.h"
#include "ingest/import_moved.h"

/* An article whose related items name files that may not be in the store yet. */
struct import_waiting {
    const char *path;
    struct str real_path;
    struct article_texts keys;
    struct import_old old;
    struct reader_place place;
    struct str json;
    struct article_texts stems; /* that it names */
    bool known;                 /* it was in the store before this run */
    bool held;                  /* it may not be listed */
    bool placed;                /* its turn has come: what names it may come */
    bool complete;              /* it is in the store with all it names */
    bool told;
};

/* Puts w into the store with what of its related articles is there, and sets complete and told. False: the
 * run is at its end. */
typedef bool import_wait_put(void *ctx, struct import_waiting *w);

/* Puts all of waiting (struct import_waiting), those that others name before them, and circles twice. */
void import_wait_end(struct arena *a, struct vec *waiting, import_wait_put *each, void *ctx);

#endif
