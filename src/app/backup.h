/* A site's folder into one file (archive/archive.h), while it is served, and that file checked.
 *
 * The pictures first, which never change under their names; then the database as it is at one moment;
 * then every other file of the folder (loa.conf, preset.ini, keys, certificates) and what came to the
 * pictures meanwhile, so that every picture the database names is there. */
#ifndef LOA_APP_BACKUP_H
#define LOA_APP_BACKUP_H

#include "app/backup_key.h"

/* Called now and then with what has been read so far. */
typedef void backup_watch(void *ctx, uint64_t done_bytes);

struct backup {
    const char *site;
    const char *file;               /* the new backup */
    const struct archive_key *seal; /* NULL: not sealed */
    backup_watch *watch;
    void *ctx;
};

struct backup_report {
    struct archive_totals totals;
    uint64_t resumed; /* files an interrupted run had saved already */
    uint64_t skipped; /* entries that are no files: links, sockets */
};

/* RC_NOTFOUND (no site), RC_CONFLICT (the file is there, or another backup of the site runs),
 * RC_INVALID (the file would stand inside the site), RC_CORRUPT (the database is damaged), RC_IO. */
enum rc backup_make(const struct backup *b, struct backup_report *out, struct err *e) MUST_USE;

struct backup_seen {
    struct archive_head head;
    struct archive_totals totals;
    int64_t made_ms; /* of the database; CLOCK_NONE: sealed, and not opened */
};

/* Reads all of a backup. secret may be NULL. RC as for archive_read; also RC_CORRUPT when it holds no
 * site. The file's name is not in e. */
enum rc backup_verify(const char *file, const struct archive_key *secret, struct backup_seen *out,
                      struct err *e) MUST_USE;

/* A source that reads the descriptor *fd (an int). */
struct archive_source backup_source(int *fd);

#endif
