/* A JSON file that is a list of flat objects: sections, creatives, comments of a site that moves to
 * Loa. Wraps jansson.
 *
 * Values are texts, numbers (kept as text), true and false ("true", "false"), or null (""); the one
 * key that may hold a list of further such objects is "children". Text is NFC, white space folded.
 * Everything is in the arena given. */
#ifndef LOA_APP_LIST_FILE_H
#define LOA_APP_LIST_FILE_H

#include "base/hash.h"

enum {
    LIST_FILE_MAX_BYTES = 32 << 20, /* some 100,000 comments */
    LIST_ROWS_MAX = 200000,
};

struct list_field {
    struct str key;
    struct str value;
};

struct list_row {
    const struct list_field *fields;
    size_t fields_n;
    int64_t parent;   /* index of the row whose "children" holds it; -1 = none */
    int64_t position; /* from 1 among its siblings */
};

struct list {
    struct hash_content hash;    /* of the file's bytes */
    const struct list_row *rows; /* parents before children; else in order of the file */
    size_t rows_n;
};

/* Reads the file at path. RC_NOTFOUND, RC_IO, RC_LIMIT, RC_INVALID (file, line and cause, or file,
 * entry and key in e), RC_NOMEM. */
enum rc list_read(struct arena *a, const char *path, struct list *out, struct err *e) MUST_USE;

/* The value of key; "" when it is null or not there. */
struct str list_value(const struct list_row *row, struct str key);

#endif
