/* SQLite's online backup: the other file that knows sqlite3.h. */
#include "store/store_backup.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    COPY_STEP_PAGES = 1024, /* 4 MB: how often the watch is told */
    COPY_BUSY_MS = 10000,
    COPY_MODE = 0600,
};

static enum rc fail_copy(const char *path, sqlite3 *db, int code, struct err *e)
{
    int kind = code & 0xFF;
    enum rc rc = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? RC_CORRUPT
                 : kind == SQLITE_NOMEM                          ? RC_NOMEM
                 : kind == SQLITE_BUSY                           ? RC_BUSY
                                                                 : RC_IO;
    const char *words =
        db && sqlite3_errcode(db) == code ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    return fail(e, rc, "%s: cannot be copied: %s", path, words);
}

/* The read transaction stays open until the connection is closed: every step reads one snapshot, and
 * no commit makes the copy begin again. */
static enum rc open_source(const char *path, sqlite3 **out, struct err *e)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return fail(e, RC_NOTFOUND, "%s: is not there", path);
    int code = sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(*out, COPY_BUSY_MS);
    if (code == SQLITE_OK)
        code = sqlite3_exec(*out, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : fail_copy(path, *out, code, e);
}

/* Nobody else may read it, from its first byte on. */
static enum rc open_target(const char *path, sqlite3 **out, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, COPY_MODE);
    if (fd < 0)
        return fail(e, errno == EEXIST ? RC_CONFLICT : RC_IO, "%s: cannot be made: %s", path,
                    strerrordesc_np(errno));
    close(fd);
    int code = sqlite3_open_v2(path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) /* it is synced once, at the end, and removed when that is not reached */
        code = sqlite3_exec(*out, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL,
                            NULL);
    return code == SQLITE_OK ? RC_OK : fail_copy(path, *out, code, e);
}

static void tell(const struct store_copy *copy, sqlite3_backup *b)
{
    uint64_t page_bytes = 4096; /* SQLite's default, which Loa's databases have */
    uint64_t all = (uint64_t)sqlite3_backup_pagecount(b);
    uint64_t left = (uint64_t)sqlite3_backup_remaining(b);
    if (copy->watch)
        copy->watch(copy->ctx, (all - left) * page_bytes, all * page_bytes);
}

static enum rc copy_pages(const struct store_copy *copy, sqlite3 *from, sqlite3 *to, struct err *e)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (!b)
        return fail_copy(copy->to, to, sqlite3_errcode(to), e);
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(b, COPY_STEP_PAGES);
        tell(copy, b);
    }
    (void)sqlite3_backup_finish(b); /* returns again what step has told */
    return code == SQLITE_DONE ? RC_OK : fail_copy(copy->from, to, code, e);
}

static enum rc sync_file(const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    enum rc rc = good ? RC_OK
                      : fail(e, RC_IO, "%s: cannot be brought to the disk: %s", path,
                             strerrordesc_np(errno));
    if (fd >= 0)
        close(fd);
    return rc;
}

enum rc store_copy_database(const struct store_copy *copy, struct err *e)
{
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    bool made = false;
    enum rc rc = open_source(copy->from, &from, e);
    if (!rc) {
        rc = open_target(copy->to, &to, e);
        made = rc != RC_CONFLICT;
    }
    if (!rc)
        rc = copy_pages(copy, from, to, e);
    int closed = sqlite3_close(to);
    if (!rc && closed != SQLITE_OK)
        rc = fail_copy(copy->to, NULL, closed, e);
    (void)sqlite3_close(from); /* its transaction has only read */
    if (!rc)
        rc = sync_file(copy->to, e);
    if (rc && made)
        (void)unlink(copy->to);
    return rc;
}
