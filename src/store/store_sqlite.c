/* The SQLite engine; with store_sqlite_copy.c the only file that knows sqlite3.h. */
#include "store/store_engine.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_TIMEOUT_MS = 10000, /* another process may commit a large group (loa import) */
    BUSY_PAUSE_US = 1000,
    LENGTH_MAX_BYTES = 64 << 20, /* of one row; a command holds less */
    APPLICATION_ID = 0x4C6F61, /* "Loa", so that another program's database is not taken for ours */
};

/* What every group and command runs: parsed once. */
enum control { BEGIN_READ, BEGIN_WRITE, COMMIT, SAVEPOINT, RELEASE, CONTROL_COUNT };

static const char *const CONTROL_TEXTS[] = {
    [BEGIN_READ] = "BEGIN",        [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",           [SAVEPOINT] = "SAVEPOINT command",
    [RELEASE] = "RELEASE command",
};
_Static_assert(COUNT_OF(CONTROL_TEXTS) == CONTROL_COUNT, "every control has its text");

struct sqlite_engine {
    struct engine base;
    sqlite3 *handle;
    sqlite3_stmt *controls[CONTROL_COUNT];
    const char *path; /* for messages; behind the struct */
};

static sqlite3 *handle_of(struct engine *db)
{
    return ((struct sqlite_engine *)(void *)db)->handle;
}

/* An engine_stmt is SQLite's own statement under another name. */
static sqlite3_stmt *stmt_of(struct engine_stmt *stmt)
{
    return (sqlite3_stmt *)(void *)stmt;
}

static enum rc rc_from_sqlite(int code)
{
    switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return RC_CORRUPT;
    case SQLITE_NOMEM: return RC_NOMEM;
    case SQLITE_CONSTRAINT: return RC_CONFLICT;
    case SQLITE_BUSY: return RC_BUSY;
    default: return RC_IO;
    }
}

static enum rc fail_sqlite(struct engine *db, int code, struct err *e)
{
    const struct sqlite_engine *self = (const struct sqlite_engine *)(const void *)db;
    return fail(e, rc_from_sqlite(code), "%s: %s", self->path,
                self->handle ? sqlite3_errmsg(self->handle) : sqlite3_errstr(code));
}

static enum rc run(struct engine *db, const char *text, struct err *e)
{
    int code = sqlite3_exec(handle_of(db), text, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : fail_sqlite(db, code, e);
}

static enum rc run_control(struct engine *db, enum control which, struct err *e)
{
    struct sqlite_engine *self = (struct sqlite_engine *)(void *)db;
    sqlite3_stmt **stmt = &self->controls[which];
    int code = SQLITE_OK;
    if (!*stmt)
        code = sqlite3_prepare_v3(self->handle, CONTROL_TEXTS[which], -1, SQLITE_PREPARE_PERSISTENT,
                                  stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(*stmt);
    enum rc rc = code == SQLITE_DONE ? RC_OK : fail_sqlite(db, code, e);
    sqlite3_reset(*stmt); /* returns again what step has told; NULL is harmless */
    return rc;
}

/* The first column of the first row of text as a number. */
static enum rc ask(struct engine *db, const char *text, int64_t *out, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(handle_of(db), text, -1, &stmt, NULL);
    if (code != SQLITE_OK)
        return fail_sqlite(db, code, e);
    enum rc rc = RC_OK;
    code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else
        rc = fail_sqlite(db, code, e);
    sqlite3_finalize(stmt);
    return rc;
}

static void sqlite_close_engine(struct engine *db)
{
    struct sqlite_engine *self = (struct sqlite_engine *)(void *)db;
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(self->controls[i]); /* NULL is harmless */
    int code = sqlite3_close(self->handle);
    ASSERT(code == SQLITE_OK); /* every statement was finalized */
    mem_free(db);
}

static enum rc sqlite_version(struct engine *db, int64_t *version, struct err *e)
{
    const struct sqlite_engine *self = (const struct sqlite_engine *)(const void *)db;
    int64_t application = 0;
    int64_t tables = 0;
    int64_t found = 0;
    enum rc rc = ask(db, "PRAGMA application_id", &application, e);
    if (!rc)
        rc = ask(db, "SELECT count(*) FROM sqlite_schema", &tables, e);
    if (!rc)
        rc = ask(db, "PRAGMA user_version", &found, e);
    if (rc)
        return rc;
    if (application != APPLICATION_ID && (tables != 0 || application != 0))
        return fail(e, RC_CORRUPT, "%s: is a database, but not one of Loa", self->path);
    *version = application == APPLICATION_ID ? found : 0;
    return RC_OK;
}

static enum rc sqlite_set_version(struct engine *db, int64_t version, struct err *e)
{
    char text[96];
    sqlite3_snprintf(sizeof text, text, "PRAGMA application_id = %d; PRAGMA user_version = %lld",
                     APPLICATION_ID, (long long)version);
    return run(db, text, e);
}

static enum rc sqlite_check(struct engine *db, struct err *e)
{
    const struct sqlite_engine *self = (const struct sqlite_engine *)(const void *)db;
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(handle_of(db), "PRAGMA integrity_check(1)", -1, &stmt, NULL);
    if (code != SQLITE_OK)
        return fail_sqlite(db, code, e);
    enum rc rc = RC_OK;
    code = sqlite3_step(stmt);
    const char *words = code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!words)
        rc = fail_sqlite(db, code, e);
    else if (strcmp(words, "ok") != 0)
        rc = fail(e, RC_CORRUPT, "%s: %s", self->path, words);
    sqlite3_finalize(stmt);
    if (rc)
        return rc;
    int64_t broken_links = 0;
    rc = ask(db, "SELECT count(*) FROM pragma_foreign_key_check", &broken_links, e);
    if (!rc && broken_links)
        rc = fail(e, RC_CORRUPT, "%s: %lld rows refer to rows that are not there", self->path,
                  (long long)broken_links);
    return rc;
}

static enum rc sqlite_begin(struct engine *db, enum engine_begin kind, struct err *e)
{
    return run_control(db, kind == ENGINE_WRITE ? BEGIN_WRITE : BEGIN_READ, e);
}

static enum rc sqlite_commit(struct engine *db, struct err *e)
{
    return run_control(db, COMMIT, e);
}

static void sqlite_rollback(struct engine *db)
{
    /* the only failure is that there is nothing left to roll back */
    (void)sqlite3_exec(handle_of(db), "ROLLBACK", NULL, NULL, NULL);
}

static enum rc sqlite_relax(struct engine *db, bool relaxed, struct err *e)
{
    return run(db, relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", e);
}

/* In WAL what is not in the log is in the database, which a checkpoint brings to the disk itself. No
 * lock stands on the log's file, so that closing it loses none (POSIX would drop the database's). */
static enum rc sqlite_settle(struct engine *db, struct err *e)
{
    const struct sqlite_engine *self = (const struct sqlite_engine *)db;
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s-wal", self->path);
    if (n < 0 || (size_t)n >= sizeof path)
        return fail(e, RC_IO, "%s: its name is too long", self->path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? RC_OK
                               : fail(e, RC_IO, "%s: cannot be opened: error %d", path, errno);
    enum rc rc =
        fdatasync(fd) == 0 ? RC_OK : fail(e, RC_IO, "%s: cannot be written: error %d", path, errno);
    (void)close(fd);
    return rc;
}

static bool sqlite_in_transaction(struct engine *db)
{
    return !sqlite3_get_autocommit(handle_of(db));
}

static int64_t sqlite_rows_written(struct engine *db)
{
    return sqlite3_total_changes64(handle_of(db));
}

static enum rc sqlite_savepoint(struct engine *db, struct err *e)
{
    return run_control(db, SAVEPOINT, e);
}

static enum rc sqlite_savepoint_keep(struct engine *db, struct err *e)
{
    return run_control(db, RELEASE, e);
}

static enum rc sqlite_savepoint_undo(struct engine *db, struct err *e)
{
    return run(db, "ROLLBACK TO command; RELEASE command", e);
}

static enum rc sqlite_prepare(struct engine *db, const char *text, struct engine_stmt **out,
                              struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v3(handle_of(db), text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (code != SQLITE_OK)
        return fail_sqlite(db, code, e);
    *out = (struct engine_stmt *)(void *)stmt;
    return RC_OK;
}

static void sqlite_finalize_stmt(struct engine *db, struct engine_stmt *stmt)
{
    (void)db;
    sqlite3_finalize(stmt_of(stmt)); /* returns again what step has told */
}

/* A bind fails only for a text over LENGTH_MAX_BYTES, which stmt_text does not let through, or for
 * want of memory, and a static text is not copied. */
static void sqlite_bind_null_at(struct engine *db, struct engine_stmt *stmt, int at)
{
    (void)db;
    int code = sqlite3_bind_null(stmt_of(stmt), at);
    ASSERT(code == SQLITE_OK);
}

static void sqlite_bind_int_at(struct engine *db, struct engine_stmt *stmt, int at, int64_t value)
{
    (void)db;
    int code = sqlite3_bind_int64(stmt_of(stmt), at, value);
    ASSERT(code == SQLITE_OK);
}

/* A null pointer would bind NULL. */
static const char *bytes_of(struct str value)
{
    return value.n ? value.p : "";
}

static void sqlite_bind_text_at(struct engine *db, struct engine_stmt *stmt, int at,
                                struct str value)
{
    (void)db;
    int code = sqlite3_bind_text64(stmt_of(stmt), at, bytes_of(value), value.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    ASSERT(code == SQLITE_OK);
}

static void sqlite_bind_bytes_at(struct engine *db, struct engine_stmt *stmt, int at,
                                 struct str value)
{
    (void)db;
    int code = sqlite3_bind_blob64(stmt_of(stmt), at, bytes_of(value), value.n, SQLITE_STATIC);
    ASSERT(code == SQLITE_OK);
}

static enum rc sqlite_step_stmt(struct engine *db, struct engine_stmt *stmt, bool *row,
                                struct err *e)
{
    int code = sqlite3_step(stmt_of(stmt));
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail_sqlite(db, code, e);
    *row = code == SQLITE_ROW;
    return RC_OK;
}

static void sqlite_reset_stmt(struct engine *db, struct engine_stmt *stmt)
{
    (void)db;
    sqlite3_reset(stmt_of(stmt)); /* returns again what step has told */
}

static int sqlite_columns(struct engine *db, struct engine_stmt *stmt)
{
    (void)db;
    return sqlite3_column_count(stmt_of(stmt));
}

static const char *sqlite_column_name_at(struct engine *db, struct engine_stmt *stmt, int at)
{
    (void)db;
    return sqlite3_column_name(stmt_of(stmt), at);
}

static bool sqlite_column_null_at(struct engine *db, struct engine_stmt *stmt, int at)
{
    (void)db;
    return sqlite3_column_type(stmt_of(stmt), at) == SQLITE_NULL;
}

static int64_t sqlite_column_int_at(struct engine *db, struct engine_stmt *stmt, int at)
{
    (void)db;
    return sqlite3_column_int64(stmt_of(stmt), at);
}

static struct str sqlite_column_bytes_at(struct engine *db, struct engine_stmt *stmt, int at)
{
    (void)db;
    const char *p = sqlite3_column_blob(stmt_of(stmt), at);
    int n = sqlite3_column_bytes(stmt_of(stmt), at);
    return p && n > 0 ? (struct str){p, (size_t)n} : STR("");
}

static const struct engine_ops SQLITE_OPS = {
    .close = sqlite_close_engine,
    .version = sqlite_version,
    .set_version = sqlite_set_version,
    .check = sqlite_check,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .relax = sqlite_relax,
    .settle = sqlite_settle,
    .in_transaction = sqlite_in_transaction,
    .rows_written = sqlite_rows_written,
    .savepoint = sqlite_savepoint,
    .savepoint_keep = sqlite_savepoint_keep,
    .savepoint_undo = sqlite_savepoint_undo,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize_stmt,
    .bind_null = sqlite_bind_null_at,
    .bind_int = sqlite_bind_int_at,
    .bind_text = sqlite_bind_text_at,
    .bind_bytes = sqlite_bind_bytes_at,
    .step = sqlite_step_stmt,
    .reset = sqlite_reset_stmt,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name_at,
    .column_null = sqlite_column_null_at,
    .column_int = sqlite_column_int_at,
    .column_bytes = sqlite_column_bytes_at,
};

/* Makes the file, so that only its owner can read what readers have sent in. SQLite takes an empty
 * file for an empty database; without create it is a truncated one (check_file).
 *
 * A file that is there is not opened here nor anywhere but by SQLite: closing any descriptor of it
 * drops the locks this whole process holds on it (POSIX fcntl), and another process that ends then
 * takes itself for the last one and deletes the log under our feet (sqlite.org/howtocorrupt.html
 * §2.2). */
static enum rc make_file(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno != EEXIST)
        return fail(e, RC_IO, "%s: cannot be made or opened (error %d)", path, errno);
    if (fd >= 0)
        close(fd);
    return RC_OK;
}

static enum rc check_file(const char *path, bool create, struct err *e)
{
    struct stat st;
    enum rc rc = create ? make_file(path, e) : RC_OK;
    if (rc)
        return rc;
    if (stat(path, &st) != 0)
        return fail(e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "%s: no such database", path);
    if (!S_ISREG(st.st_mode))
        return fail(e, RC_CORRUPT, "%s: is not a file", path);
    if (st.st_size == 0 && !create)
        return fail(e, RC_CORRUPT, "%s: is empty, not a database", path);
    return RC_OK;
}

/* SQLite sees that whole pages are missing, but takes a part of a page for a page. While a
 * write-ahead log is there, the file may lag behind it and is mended from it. */
static bool is_cut_short(sqlite3_file *file, const char *path)
{
    enum { HEADER_BYTES = 100, PAGE_SIZE_AT = 16 }; /* sqlite.org/fileformat2.html §1.3 */
    char wal[PATH_MAX];
    unsigned char header[HEADER_BYTES];
    sqlite3_int64 size_bytes = 0;
    struct stat st;
    int n = snprintf(wal, sizeof wal, "%s-wal", path);
    if (n < 0 || (size_t)n >= sizeof wal || (stat(wal, &st) == 0 && st.st_size > 0))
        return false;
    if (file->pMethods->xFileSize(file, &size_bytes) != SQLITE_OK || size_bytes == 0)
        return false;
    if (file->pMethods->xRead(file, header, HEADER_BYTES, 0) != SQLITE_OK)
        return size_bytes < HEADER_BYTES;
    int page_bytes = header[PAGE_SIZE_AT] << 8 | header[PAGE_SIZE_AT + 1];
    page_bytes = page_bytes == 1 ? 65536 : page_bytes;
    return page_bytes >= 512 && size_bytes % page_bytes != 0;
}

static enum rc check_size(struct engine *db, const char *path, struct err *e)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(handle_of(db), "main", SQLITE_FCNTL_FILE_POINTER,
                                    (void *)&file); /* SQLite's interface is untyped */
    if (code == SQLITE_OK && file && file->pMethods && is_cut_short(file, path))
        return fail(e, RC_CORRUPT, "%s: is cut short, or not a database", path);
    return RC_OK;
}

/* SQLite's own handler waits longer and longer, up to 100 ms, and so would hardly ever meet the
 * moment between two groups of a process that imports. */
static int wait_for_writer(void *unused, int tries)
{
    (void)unused;
    if (tries >= BUSY_TIMEOUT_MS * 1000 / BUSY_PAUSE_US)
        return 0;
    usleep(BUSY_PAUSE_US);
    return 1;
}

/* The log grows to 32 MB before it is brought into the database. A flush of the counters of a busy
 * moment touches thousands of pages: SQLite's 4 MB had each of them written twice, and synced twice,
 * within every commit; most are touched again by the next. */
static const char *const WRITER_PRAGMAS =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192;"
    "PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864";

static enum rc configure(struct engine *db, bool read_only, struct err *e)
{
    sqlite3_busy_handler(handle_of(db), wait_for_writer, NULL);
    sqlite3_extended_result_codes(handle_of(db), 1);
    sqlite3_limit(handle_of(db), SQLITE_LIMIT_LENGTH, LENGTH_MAX_BYTES);
    enum rc rc = run(db, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", e);
    if (!rc && read_only)
        return run(db, "PRAGMA query_only = ON; PRAGMA cache_size = -8192", e);
    if (!rc)
        rc = run(db, WRITER_PRAGMAS, e);
    return rc;
}

/* Nobody asks SQLite how much memory it has: without that count no allocation takes a lock that all
 * threads share. Refused, harmlessly, when a test has begun to use SQLite before. */
static void count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum rc engine_sqlite_open(const char *path, struct engine_open options, struct engine **out,
                           struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, count_no_memory); /* fails for an invalid once alone */
    enum rc rc = check_file(path, options.create, e);
    if (rc)
        return rc;
    size_t path_bytes = strlen(path) + 1;
    struct sqlite_engine *self = mem_alloc(sizeof *self + path_bytes);
    if (!self)
        return fail(e, RC_NOMEM, "%s: out of memory", path);
    char *path_copy = (char *)(self + 1);
    memcpy(path_copy, path, path_bytes);
    self->path = path_copy;
    self->base.ops = &SQLITE_OPS;
    int code =
        sqlite3_open_v2(path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    rc = code == SQLITE_OK ? RC_OK : fail_sqlite(&self->base, code, e);
    if (!rc)
        rc = check_size(&self->base, path, e);
    if (!rc)
        rc = configure(&self->base, options.read_only, e);
    if (rc) {
        (void)sqlite3_close(self->handle);
        mem_free(self);
        return rc;
    }
    *out = &self->base;
    return RC_OK;
}
