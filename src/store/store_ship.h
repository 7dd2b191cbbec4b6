/* The changes of a database as they are committed, for copies of it elsewhere (docs/decisions/0026).
 *
 * While a ship is open it holds a read transaction, so that no change it has not given yet leaves the write-ahead log:
 * the log may be begun anew only when all of it was given. One thread; its own process or one without a store on the same
 * file. */
#ifndef LOA_STORE_STORE_SHIP_H
#define LOA_STORE_STORE_SHIP_H

#include "base/str.h"

struct store_ship;

/* Begins at what is committed now: a copy made later (store_copy_database), with all changes given until the next
 * store_ship_look, is the database at that look. RC_NOTFOUND, RC_CORRUPT, RC_BUSY, RC_IO, RC_NOMEM. */
enum rc store_ship_open(const char *path, struct store_ship **out, struct err *e) MUST_USE;
void store_ship_close(struct store_ship *s); /* NULL is harmless */

/* What was committed since the last look, as far as it was taken. */
struct store_ship_changes {
    uint64_t size_bytes; /* of all of it: what store_ship_take gives; 0: nothing */
    bool
        broken; /* the log was begun anew behind our back (by a program that took its locks for dead ones): only
                            another copy helps, and a new ship */
};

/* Looks. RC_IO, RC_BUSY, RC_CORRUPT. */
enum rc store_ship_look(struct store_ship *s, struct store_ship_changes *out,
                        struct err *e) MUST_USE;

typedef enum rc store_ship_sink(void *ctx, struct str piece, struct err *e);

/* Gives the changes of the last look, and counts them as given when the sink has taken all of them. */
enum rc store_ship_take(struct store_ship *s, store_ship_sink *sink, void *ctx,
                        struct err *e) MUST_USE;

/* Lets the log begin anew when it has grown: at times of heavy writing nobody else can while we read. To be called after
 * a take; waits for other writers, who wait for it meanwhile (some 10 ms a MiB). */
enum rc store_ship_fold(struct store_ship *s, struct err *e) MUST_USE;

/* Brings the database file at db, which nobody has open, on by the changes in the file at changes. RC_CORRUPT, RC_IO. */
enum rc store_ship_apply(const char *db, const char *changes, struct err *e) MUST_USE;

#endif
