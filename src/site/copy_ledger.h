/* What a static copy is made of: one line a file, with the tags whose change makes it stale.
 *
 *     loa-static 1<TAB>change number<TAB>time in ms<TAB>stamp
 *     a<TAB>id of an article<TAB>file<TAB>tags with a space between   (in order of ids)
 *     p<TAB>address<TAB>file<TAB>tags                                 (any other page)
 *     f<TAB>address<TAB>file<TAB>                                     (media, style, script)
 *     r<TAB>address<TAB>file<TAB>                                     (a page that leads on)
 *
 * A ledger is written beside the old one and takes its place at the end. Belongs to one thread. */
#ifndef LOA_SITE_COPY_LEDGER_H
#define LOA_SITE_COPY_LEDGER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"

#include <stdio.h>

#define COPY_LEDGER_NAME ".loa-static"

enum { COPY_LEDGER_LINE_MAX_BYTES = 64 << 10 };

enum copy_kind { COPY_ARTICLE = 'a', COPY_PAGE = 'p', COPY_FILE = 'f', COPY_REDIRECT = 'r' };

struct copy_line {
    enum copy_kind kind;
    int64_t id;      /* of an article; else 0 */
    struct str path; /* its address; "" for an article */
    struct str file; /* below the folder */
    struct str tags; /* a space between */
};

/* The first line. */
struct copy_stamp {
    int64_t seq; /* the newest change that the copy holds */
    int64_t at_ms;
    struct hash_content made_by; /* program, configuration and whatever else all pages hang on */
};

struct copy_reader {
    FILE *file; /* NULL: there is no old ledger */
    char *buffer;
    size_t buffer_bytes;
    bool ended;
};

/* True when the folder behind fd holds a copy, be it one that was cut short. */
bool copy_ledger_begun(int fd);

/* Opens the ledger of the folder behind fd and reads its first line. *there false: there is none, or
 * none that this program wrote (then *stamp is zeros). RC_IO, RC_NOMEM. */
enum rc copy_reader_open(int fd, struct copy_reader *out, struct copy_stamp *stamp, bool *there,
                         struct err *e) MUST_USE;
/* The next line; it borrows from r until the next call. False at the end, and at a line that cannot
 * be read (*damaged). */
bool copy_reader_next(struct copy_reader *r, struct copy_line *out, bool *damaged);
/* Harmless on zeros. */
void copy_reader_close(struct copy_reader *r);

/* Begins a new ledger beside the old one. RC_IO, RC_DENIED. */
enum rc copy_writer_open(int fd, struct copy_stamp stamp, FILE **out, struct err *e) MUST_USE;
void copy_writer_add(FILE *file, const struct copy_line *line);
/* Puts it into the place of the old one, on the disk. RC_IO. Without it (fclose) what was begun stays
 * as the mark of a copy cut short. */
enum rc copy_writer_finish(int fd, FILE *file, struct err *e) MUST_USE;

#endif
