/* Configuration files: `[section]`, `key = value`, comments (# or ;) on lines of their own, UTF-8.
 *
 * Everything is copied into the arena given; lookups are linear over a few hundred lines. */
#ifndef LOA_SITE_INI_FILE_H
#define LOA_SITE_INI_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { INI_MAX_BYTES = 256 << 10, INI_ENTRIES_MAX = 2000 };

struct ini_entry {
    struct str section;
    struct str key;
    struct str value; /* trimmed; a repeated key keeps its last value */
    size_t line;      /* where it stands, from 1 */
};

struct ini {
    struct str name; /* of the file, for messages */
    const struct ini_entry *entries;
    size_t entries_n;
};

/* Reads text. RC_INVALID (e names file and line), RC_LIMIT, RC_NOMEM. */
enum rc ini_read(struct arena *a, struct str name, struct str text, struct ini *out,
                 struct err *e) MUST_USE;

/* Reads the file at path. Also RC_NOTFOUND, RC_IO. */
enum rc ini_read_file(struct arena *a, const char *path, struct ini *out, struct err *e) MUST_USE;

/* The value, or "" when it is not there. */
struct str ini_value(const struct ini *ini, struct str section, struct str key);

/* The next entry from entries[*at] on whose value does not count, because its key stands again further
 * down in its section; *last is that one, and *at moves past the entry. NULL: there is none. Cost: the
 * square of the entries. */
const struct ini_entry *ini_next_overridden(const struct ini *ini, size_t *at,
                                            const struct ini_entry **last);

/* Takes the next item of a comma-separated value, trimmed; false at the end. */
bool ini_next_item(struct str *rest, struct str *item);

/* "yes", "true", "1", "có" are true, "no", "false", "0", "không" false, else fallback. */
bool ini_yes(struct str value, bool fallback);

#endif
