/* What the files of the store share on seals: appending to the chain, reading its rows, key files. */
#ifndef LOA_STORE_STORE_WRITE_SEAL_H
#define LOA_STORE_STORE_WRITE_SEAL_H

#include "store/store_internal.h"

/* What happened, and when: 0 where nobody said. */
struct seal_event {
    enum seal_act act;
    int64_t at_ms;
};

/* What is sealed: a row by its id, or by its name (seal_shape.named). */
struct seal_object {
    enum seal_thing thing;
    int64_t id;
    struct str name;
};

/* Appends the entry of a row as it stands now, published, changed or removed, unless its last one says the
 * same. RC_DENIED: there is no key to sign with. */
enum rc write_seal_now(struct write *w, struct seal_object object, int64_t now_ms) MUST_USE;
/* Appends the entry of an article, a section or a banner as its row stands now. RC_DENIED: there is no
 * key to sign with. */
enum rc write_seal_row(struct write *w, enum seal_thing thing, int64_t id,
                       struct seal_event event) MUST_USE;
/* The last entry of a thing that is a row. RC_NOTFOUND; RC_DENIED: its row is not what it says. */
enum rc write_seal_last(struct write *w, enum seal_thing thing, int64_t id,
                        struct seal *out) MUST_USE;
/* Whether a setting is as its last entry says: has this value, or (value NULL) is not there. */
enum rc write_setting_sealed(struct write *w, struct str name, const struct str *value,
                             bool *holds) MUST_USE;
/* Appends an entry that says what s does, and when, under s's name. */
enum rc write_seal_again(struct write *w, const struct seal *s) MUST_USE;
/* Appends the entry of a setting or a file whose text has this hash. */
enum rc write_seal_named(struct write *w, enum seal_thing thing, struct str name,
                         const struct hash_content *content, struct seal_event event) MUST_USE;

/* Loads the key that the chain ends with into w->seals. RC_DENIED: its file is not there. */
enum rc write_own_key(struct write *w) MUST_USE;

/* At opening, in the migration's transaction: the first key, and entries for all that is there. */
enum rc seal_found(struct db *db, struct seal_writer *s, struct err *e) MUST_USE;
/* The same for what was not yet sealed by the Loa before: the things from first on, signed with the key that is
 * there. */
enum rc seal_found_since(struct db *db, struct seal_writer *s, enum seal_thing first,
                         struct err *e) MUST_USE;
/* The words of this program's things and acts, for an older one. */
enum rc seal_words_put(struct db *db, struct err *e) MUST_USE;
/* At opening: the key that the chain ends with, from its file, and the keys before it. RC_DENIED. */
enum rc seal_open(struct store *st, struct store_options options, struct err *e) MUST_USE;

/* How things are sealed that are a row: articles, banners, redirects. */
struct seal_shape {
    enum statement one; /* by id or name */
    enum statement all; /* behind $1, in order */
    int columns_n; /* that are sealed; the first is the id or the name. 0: this thing is no row */
    int content;   /* the column of the text, or -1 */
    bool named;
};
const struct seal_shape *seal_shape(enum seal_thing thing);

/* Of the current row of a statement of that shape. */
void row_sealed(const struct stmt *q, const struct seal_shape *shape, struct hash_content *content,
                struct hash_content *state);

/* The object that a row of that shape is; its name is in a. */
struct seal_object row_object(const struct stmt *q, enum seal_thing thing, struct arena *a);

/* Fills out from a row whose columns from first on are SEAL_*; false: it is damaged. The name is in a. */
bool row_seal(const struct stmt *q, int first, struct arena *a, struct seal *out);

/* The hash of n columns of the current row, as a state says them. */
struct hash_content row_columns_state(const struct stmt *q, const int *columns, size_t n);
/* The hash of the columns of a row of CARD_* that are sealed. */
struct hash_content row_card_state(const struct stmt *q);
/* Whether a row of CARD_* is what its article's last entry says under a key of r: RC_OK, or RC_DENIED with
 * what is wrong in *e. */
enum rc row_card_verify(struct store_reader *r, const struct stmt *q, struct err *e) MUST_USE;
/* The same of a row of ARTICLE_BY_ID_*, with its text. */
enum rc row_article_verify(struct store_reader *r, const struct stmt *q, struct err *e) MUST_USE;
/* The same of a row of SEARCH_BODIES_* and its text. */
enum rc row_body_verify(struct store_reader *r, const struct stmt *q, struct err *e) MUST_USE;

/* The same of a label whose id, kind, name and slug stand from first on, its entry's columns from entry on. */
struct label_place {
    int first;
    int entry;
};
enum rc row_label_verify(struct store_reader *r, const struct stmt *q, struct label_place place,
                         struct err *e) MUST_USE;
/* The same of a row of COMMENTS_SHOWN_*. */
enum rc row_comment_verify(struct store_reader *r, const struct stmt *q, struct err *e) MUST_USE;

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
