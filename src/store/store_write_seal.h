/* What the files of the store share on seals: appending to the chain, reading its rows, key files. */
#ifndef LOA_STORE_STORE_WRITE_SEAL_H
#define LOA_STORE_STORE_WRITE_SEAL_H

#include "store/store_internal.h"

/* What happened, and when: 0 where nobody said. */
struct seal_event {
    enum seal_act act;
    int64_t at_ms;
};

/* Appends the entry of an article, a section or a banner as its row stands now. RC_DENIED: there is no
 * key to sign with. */
enum rc write_seal_row(struct write *w, enum seal_thing thing, int64_t id,
                       struct seal_event event) MUST_USE;
/* Appends the entry of a setting or a file whose text has this hash. */
enum rc write_seal_named(struct write *w, enum seal_thing thing, struct str name,
                         const struct hash_content *content, struct seal_event event) MUST_USE;

/* Loads the key that the chain ends with into w->seals. RC_DENIED: its file is not there. */
enum rc write_own_key(struct write *w) MUST_USE;

/* At opening, in the migration's transaction: the first key, and entries for all that is there. */
enum rc seal_found(struct db *db, struct seal_writer *s, struct err *e) MUST_USE;
/* At opening: the key that the chain ends with, from its file, and the keys before it. RC_DENIED. */
enum rc seal_open(struct store *st, struct store_options options, struct err *e) MUST_USE;

/* How things are sealed that are a row: articles, banners, sections. */
struct seal_shape {
    enum statement one; /* by id */
    enum statement all; /* id > $1, in order */
    int columns_n;      /* that are sealed; the first is the id */
    int content;        /* the column of the text, or -1 */
};
const struct seal_shape *seal_shape(enum seal_thing thing);

/* Of the current row of a statement of that shape. */
void row_sealed(const struct stmt *q, const struct seal_shape *shape, struct hash_content *content,
                struct hash_content *state);

/* Fills out from a row whose first columns are SEAL_*; false: it is damaged. The name is in a. */
bool row_seal(const struct stmt *q, struct arena *a, struct seal *out);

/* Adds the keys of the chain behind those that are known. *whole: all of them were added, each vouched
 * for by the one before it or, with lost_too, by itself. */
enum rc seal_keys_read(struct db *db, struct seal_keys *keys, bool lost_too, bool *whole,
                       struct err *e) MUST_USE;

/* ---- key files: store_key.c ---- */

/* The key of the database at path from its file, which is made when there is none. RC_IO, RC_CORRUPT,
 * RC_DENIED (others may read it). */
enum rc key_file_ensure(const char *path, struct sign_secret *out, struct err *e) MUST_USE;
/* The key whose public half is wanted, from its file or from the one that key_file_next left, which
 * then takes its place. RC_DENIED: neither has it. */
enum rc key_file_load(const char *path, const struct sign_public *wanted, struct sign_secret *out,
                      struct err *e) MUST_USE;
/* A new key in a file beside the other. */
enum rc key_file_next(const char *path, struct sign_secret *out, struct err *e) MUST_USE;

#endif
