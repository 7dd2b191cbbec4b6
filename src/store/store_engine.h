/* What the store asks of a database engine: one connection, its statements, its transactions.
 *
 * An engine is a struct whose first member is struct engine. SQLite is one (store_sqlite.c), the
 * fault decorator another (store_fault.c); PostgreSQL will be a third. A connection and its
 * statements belong to one thread. Functions that fail fill *e and return RC_IO, RC_BUSY (another
 * process writes for too long), RC_CORRUPT, RC_CONFLICT (a constraint) or RC_NOMEM. */
#ifndef LOA_STORE_STORE_ENGINE_H
#define LOA_STORE_STORE_ENGINE_H

#include "base/str.h"

struct engine;
struct engine_stmt;

enum engine_begin { ENGINE_READ, ENGINE_WRITE };

struct engine_ops {
    void (*close)(struct engine *db);

    /* The schema version the database is at; 0 when it is empty. RC_CORRUPT when it is no database
     * or not Loa's. */
    enum rc (*version)(struct engine *db, int64_t *version, struct err *e);
    enum rc (*set_version)(struct engine *db, int64_t version, struct err *e);
    /* Reads everything and says whether it is whole: RC_OK or RC_CORRUPT. */
    enum rc (*check)(struct engine *db, struct err *e);

    /* A read transaction sees one state; a write transaction keeps other writers out. */
    enum rc (*begin)(struct engine *db, enum engine_begin kind, struct err *e);
    enum rc (*commit)(struct engine *db, struct err *e);
    void (*rollback)(struct engine *db);
    /* relaxed: from now on a commit survives the end of this process, but not the machine's before settle
     * or a commit that is not relaxed: many small ones cost less. Not within a transaction. */
    enum rc (*relax)(struct engine *db, bool relaxed, struct err *e);
    /* What was committed until now, by whatever connection, survives the loss of power. Of any thread. */
    enum rc (*settle)(struct engine *db, struct err *e);
    /* False when the engine itself has rolled the transaction back (disk full, out of memory). */
    bool (*in_transaction)(struct engine *db);
    /* Rows written since the connection was opened. */
    int64_t (*rows_written)(struct engine *db);
    /* One nested step; after either of the two it is gone. */
    enum rc (*savepoint)(struct engine *db, struct err *e);
    enum rc (*savepoint_keep)(struct engine *db, struct err *e);
    enum rc (*savepoint_undo)(struct engine *db, struct err *e);

    /* text must outlive the statement; parameters are ?1 … ?n. */
    enum rc (*prepare)(struct engine *db, const char *text, struct engine_stmt **out,
                       struct err *e);
    void (*finalize)(struct engine *db, struct engine_stmt *stmt);
    /* Bind parameter at (from 1); text is borrowed until reset. A failure is told by step. */
    void (*bind_null)(struct engine *db, struct engine_stmt *stmt, int at);
    void (*bind_int)(struct engine *db, struct engine_stmt *stmt, int at, int64_t value);
    void (*bind_text)(struct engine *db, struct engine_stmt *stmt, int at, struct str value);
    void (*bind_bytes)(struct engine *db, struct engine_stmt *stmt, int at, struct str value);
    /* Runs on to the next row; *row false: there is none (left). */
    enum rc (*step)(struct engine *db, struct engine_stmt *stmt, bool *row, struct err *e);
    void (*reset)(struct engine *db, struct engine_stmt *stmt);

    int (*columns)(struct engine *db, struct engine_stmt *stmt);
    const char *(*column_name)(struct engine *db, struct engine_stmt *stmt, int at);
    bool (*column_null)(struct engine *db, struct engine_stmt *stmt, int at);
    int64_t (*column_int)(struct engine *db, struct engine_stmt *stmt, int at);
    /* Borrowed until the next step or reset. */
    struct str (*column_bytes)(struct engine *db, struct engine_stmt *stmt, int at);
};

struct engine {
    const struct engine_ops *ops;
};

struct engine_open {
    bool create;
    bool read_only; /* a reader's connection */
};

/* Opens the SQLite database at path. RC_NOTFOUND, RC_CORRUPT, RC_IO, RC_NOMEM; the caller closes
 * *out. */
enum rc engine_sqlite_open(const char *path, struct engine_open options, struct engine **out,
                           struct err *e) MUST_USE;

/* When and whether the planned fault fires; shared by all connections of a store, any thread. */
struct fault_plan {
    _Atomic uint64_t countdown; /* operations until the fault; 0 = none */
    _Atomic bool fired;
};

/* Takes inner and gives an engine whose operation number plan->countdown fails once with RC_IO,
 * before it does anything. Operations are begin, commit, savepoints, prepare and every step. RC_NOMEM:
 * inner is closed. */
enum rc engine_fault_open(struct engine *inner, struct fault_plan *plan, struct engine **out,
                          struct err *e) MUST_USE;

#endif
