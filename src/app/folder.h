/* A site's folder: loa.conf, preset.ini, loa.db, media/; a site is its folder. */
#ifndef LOA_APP_FOLDER_H
#define LOA_APP_FOLDER_H

#include "store/store.h"

/* One line a file of the folder. X(constant, name) */
#define FOLDER_FILE_TABLE(X)                                                                       \
    X(FOLDER_CONF, "loa.conf")                                                                     \
    X(FOLDER_PRESET, "preset.ini")                                                                 \
    X(FOLDER_DB, "loa.db")                                                                         \
    X(FOLDER_KEY, "loa.key")                                                                       \
    X(FOLDER_HEADS, "heads.jsonl") /* the chain's heads, a line a day */                           \
    X(FOLDER_MEDIA, "media")                                                                       \
    X(FOLDER_LINKS_BAD, "links-bad.txt") /* the site's own list of bad hosts; need not be there */ \
    X(FOLDER_LOCK, "serve.lock")                                                                   \
    X(FOLDER_COPY, "loa.db.copy")                  /* of a running backup */                       \
    X(FOLDER_IMPORT_REPORT, "import-report.jsonl") /* of the last import */

enum folder_file {
#define X(name, file) name,
    FOLDER_FILE_TABLE(X)
#undef X
        FOLDER_FILE_COUNT,
};

/* The path of a file of the site in folder, NUL-terminated, in a. */
const char *folder_path(struct arena *a, const char *folder, enum folder_file file);

/* The address readers have of the site, from its loa.conf, without '/' at the end; empty: none is set. In a;
 * errors are ini_read_file's. */
enum rc folder_origin(struct arena *a, const char *folder, struct str *out, struct err *e) MUST_USE;

/* Says whether path is a site's folder. RC_NOTFOUND (no folder, or no site in it), RC_IO (this user
 * may not look into it). */
enum rc folder_check(const char *path, struct err *e) MUST_USE;

/* A site's store opened for one verb; belongs to one thread. */
struct folder {
    struct store *store;
    struct store_reader *reader;
};

/* folder_check, then store_open and a reader. The caller calls folder_close. */
enum rc folder_open(const char *path, struct folder *out, struct err *e) MUST_USE;

/* The same for the verbs that look after seals: options as store_open has them. */
enum rc folder_open_with(const char *path, struct store_options options, struct folder *out,
                         struct err *e) MUST_USE;

/* Harmless on a struct folder of zeros. */
void folder_close(struct folder *f);

#endif
