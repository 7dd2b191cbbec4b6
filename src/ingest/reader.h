/* Articles out of a file of any understood format (source/recognise.c has the table), pushed in
 * pieces, one article at a time in memory. No store; single-threaded. */
#ifndef LOA_INGEST_READER_H
#define LOA_INGEST_READER_H

#include "article/article.h"
#include "ingest/child.h"
#include "ingest/from_doc.h"
#include "source/sink.h"

enum {
    READER_ARTICLE_ARENA_BYTES = 512 << 20, /* one page of the worst text, while it is read */
};

/* Where in a file: "line 12", "record 4". number 0: the whole file. */
struct reader_place {
    const char *unit;
    size_t number;
    bool is_page; /* a sound page of an archive: that no article is on it is no fault of the file */
};

/* One article of a file, or a list page (doc->kind). Everything in it lives until the callback returns. */
struct reader_item {
    struct arena *a;
    struct article article;
    const struct doc *doc; /* what it was read from, with what no article has (old addresses,
                              comments, state); NULL for Article JSON */
    const struct str *
        hidden; /* of Article JSON: a line for each hidden link that is left out; else doc's notes say so */
    size_t hidden_n;
    struct str page_url; /* that an archive has it under; "" = none */
    struct reader_place place;
    size_t line;     /* of JSON lines, from 1; else 0 */
    bool is_export;  /* source_format.is_export */
    bool is_agency;  /* source_format.is_agency */
    bool is_capture; /* its file's name says nothing of which article it is */
};

/* Called for each article, and for each one that could not be read (item NULL: rc and e say why,
 * place where). Returns false to stop. */
typedef bool reader_found(void *ctx, const struct reader_item *item, enum rc rc,
                          struct reader_place place, const struct err *e);

struct reader_listener {
    reader_found *found;
    void (*read_on)(void *ctx, uint64_t read_bytes, uint64_t total_bytes); /* may be NULL */
    /* A list page that the former system had, behind the documents of its export; may be NULL. */
    void (*place)(void *ctx, const struct doc_place *place);
    /* A picture or document of an archive, before its pages, if it can be read twice (a file); may be
     * NULL. False: none is wanted any more, nor anything of the file. */
    bool (*medium)(void *ctx, const struct source_page *medium);
    void *ctx;
    struct child
        *pages; /* page_child_new: reads HTML for many files; NULL: the reader has its own */
};

struct reader;

/* A reader of one file; origin.path is its name as the operator gave it, origin.format is found by
 * the reader. RC_NOMEM. The caller frees *out. */
enum rc reader_new(struct origin origin, struct reader_listener listener, struct reader **out,
                   struct err *e) MUST_USE;
void reader_free(struct reader *r);

/* The next bytes of the file. False: it wants no more of it. */
bool reader_push(struct reader *r, struct str piece);

/* Some bytes are missing here, for this cause. False: it cannot go on. */
bool reader_hole(struct reader *r, enum rc rc, const struct err *cause);

/* No more bytes. */
void reader_end(struct reader *r);

/* Parts of the file that are no articles and were passed over (pictures of an archive). */
size_t reader_skipped(const struct reader *r);

/* The whole of bytes, or of the file at path ("-" is standard input). A file that cannot be opened
 * is told to found. Gives the number of parts passed over. */
size_t reader_run(struct str bytes, struct origin origin, struct reader_listener listener);
size_t reader_run_file(const char *path, struct reader_listener listener);

#endif
