/* A connection with its prepared statements, and one run of a named statement.
 *
 *     struct stmt q;
 *     stmt_start(&q, db, SQL_SETTING, e);
 *     stmt_text(&q, name);
 *     if (stmt_next(&q))
 *         value = row_text(&q, a, SETTING_value);
 *     enum rc rc = stmt_end(&q);
 *
 * Parameters are given in the order $1, $2, …; exactly as many as the statement has. Sticky: after a
 * failure stmt_next gives no row and stmt_end tells. Every stmt_start has its stmt_end, before
 * the same statement is started again. One thread. */
#ifndef LOA_STORE_STORE_STMT_H
#define LOA_STORE_STORE_STMT_H

#include "base/hash.h"
#include "store/statements.h"
#include "store/store_engine.h"

enum { STMT_TEXT_MAX_BYTES = 60 << 20 }; /* of one value; over what a command may hold */

struct db {
    struct engine *engine;
    struct engine_stmt *stmts[SQL_COUNT]; /* prepared at first use */
    uint64_t queries;                     /* started so far */
};

/* Finalizes the statements and closes the engine; harmless on one that was not opened. */
void db_close(struct db *db);

struct stmt {
    struct db *db;
    struct engine_stmt *stmt;
    enum statement id;
    int bound;
    bool done; /* no row is left; another step would run the statement again */
    enum rc rc;
    struct err *e;
};

void stmt_start(struct stmt *q, struct db *db, enum statement id, struct err *e);

void stmt_int(struct stmt *q, int64_t value);
void stmt_bool(struct stmt *q, bool value);
void stmt_id(struct stmt *q, int64_t id);      /* 0 is NULL */
void stmt_time(struct stmt *q, int64_t at_ms); /* CLOCK_NONE is NULL */
/* Borrowed until stmt_end. */
void stmt_text(struct stmt *q, struct str value);
void stmt_bytes(struct stmt *q, struct str value);
void stmt_hash(struct stmt *q, const struct hash_content *value);

/* True: there is a (next) row. */
bool stmt_next(struct stmt *q);
/* Ends the run; the first failure, or RC_OK. */
enum rc stmt_end(struct stmt *q) MUST_USE;
/* Runs to the end, for statements whose rows do not matter. */
enum rc stmt_run(struct stmt *q) MUST_USE;
/* Runs to the end; *out is the first column of the first row, *found (may be NULL) whether there is
 * one; without one *out stays. */
enum rc stmt_run_int(struct stmt *q, int64_t *out, bool *found) MUST_USE;

/* The current row. NULL reads as 0, false, CLOCK_NONE, "". */
int64_t row_int(const struct stmt *q, int column);
bool row_bool(const struct stmt *q, int column);
int64_t row_time(const struct stmt *q, int column);
struct str row_text(const struct stmt *q, struct arena *a, int column); /* copied into a */
struct str row_bytes(const struct stmt *q, int column); /* borrowed until stmt_next or stmt_end */
/* False when the column does not hold a hash. */
bool row_hash(const struct stmt *q, int column, struct hash_content *out);

#endif
