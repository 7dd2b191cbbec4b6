/* Articles out of the bytes of one file, whatever understood format they are in.
 *
 * Understood: text captures, Article JSON (one object, or one a line). Everything else is named
 * and refused. No store, no files; single-threaded. */
#ifndef LOA_INGEST_READER_H
#define LOA_INGEST_READER_H

#include "article/article.h"
#include "ingest/from_doc.h"

enum {
    READER_FILE_MAX_BYTES = 256 << 20,      /* JSON lines of a large newsroom; a capture has
                                             SOURCE_MAX_BYTES */
    READER_ARTICLE_ARENA_BYTES = 512 << 20, /* one page of the worst text, while it is read */
};

/* One article of a file. Everything in it lives until the callback returns. */
struct reader_item {
    struct arena *a;
    struct article article;
    size_t line; /* where it begins, from 1; 0 when the file is one article */
    bool is_capture;
};

/* Called for each article, and for each one that could not be read (item NULL: rc and e say why,
 * line where). Returns false to stop. */
typedef bool reader_found(void *ctx, const struct reader_item *item, enum rc rc, size_t line,
                          const struct err *e);

/* Reads bytes and calls found in order. origin.path is the file's name as the operator gave it. */
void reader_run(struct str bytes, struct origin origin, reader_found *found, void *ctx);

#endif
