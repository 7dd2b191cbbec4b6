#include "app/salvage.h"

#include "app/folder.h"
#include "base/clock.h"
#include "base/folder_sync.h"
#include "store/store_seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static enum rc io_failure(const char *path, struct err *e)
{
    return fail(e, RC_IO, "%s: cannot be renamed: %s", path, strerrordesc_np(errno));
}

/* The log belongs to the damaged database: with the new one it would be taken for its own. */
static enum rc put_aside(struct arena *a, const char *db, struct str kept, struct err *e)
{
    static const char *const ends[] = {"-wal", "-shm", ""};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        const char *from = str_cstr(a, str_format(a, "%s%s", db, ends[i]));
        const char *to = str_cstr(a, str_format(a, "%.*s%s", STR_ARG(kept), ends[i]));
        if (rename(from, to) != 0 && errno != ENOENT)
            return io_failure(from, e);
    }
    return RC_OK;
}

static enum rc salvage(struct arena *a, const char *site, int64_t now_ms,
                       struct salvage_result *out, struct err *e)
{
    struct civil c = civil_from_instant(now_ms);
    const char *db = folder_path(a, site, FOLDER_DB);
    const char *fresh = str_cstr(a, str_format(a, "%s.salvaged", db));
    struct str kept = str_format(a, "%s.damaged-%04d%02d%02d-%02d%02d%02d", db, c.year, c.month,
                                 c.day, c.hour, c.minute, c.second);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    (void)unlink(fresh); /* of an interrupted one; the folder is locked */
    enum rc rc = store_salvage(db, fresh, &out->report, e);
    if (!rc)
        rc = put_aside(a, db, kept, e);
    if (!rc && rename(fresh, db) != 0)
        rc = io_failure(fresh, e);
    if (!rc && !folder_sync_of(db))
        rc = fail(e, RC_IO, "%s: its name cannot be brought to the disk", db);
    if (!rc)
        out->kept = kept;
    return rc;
}

static void count_finding(void *ctx, const struct store_finding *finding)
{
    int64_t *n = ctx;
    (void)finding;
    (*n)++;
}

/* What the seals say to what came back. */
static enum rc verify(const char *db, int64_t *findings, struct err *e)
{
    struct store *st = NULL;
    struct store_reader *r = NULL;
    struct store_verify_counts counts;
    const struct store_verify_ask ask = {.tell = count_finding, .ctx = findings};
    enum rc rc = store_open(db, (struct store_options){.any_key = true}, &st, e);
    if (!rc)
        rc = store_reader_open(st, &r, e);
    if (!rc)
        rc = store_verify(r, &ask, &counts, e);
    store_reader_close(r);
    store_close(st);
    return rc;
}

enum rc salvage_site(struct arena *a, const char *site, int64_t now_ms, struct salvage_result *out,
                     struct err *e)
{
    enum rc rc = folder_check(site, e);
    if (rc)
        return rc;
    const char *path = folder_path(a, site, FOLDER_LOCK);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(e, RC_IO, "%s: cannot be opened: %s", path, strerrordesc_np(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        rc = fail(e, RC_BUSY, "%s: is being served; stop loa serve first", site);
    if (!rc)
        rc = salvage(a, site, now_ms, out, e);
    if (!rc)
        rc = verify(folder_path(a, site, FOLDER_DB), &out->findings, e);
    close(fd);
    return rc;
}
