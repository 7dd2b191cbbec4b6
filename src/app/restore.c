#include "app/restore.h"

#include "app/backup.h"
#include "app/folder.h"
#include "app/ship.h"
#include "base/clock.h"
#include "base/folder_sync.h"
#include "store/store_backup.h"
#include "store/store_ship.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    ROOM_KEPT_BYTES = 64 << 20, /* left free on the disk: a database needs some to be opened */
    REMOVE_FDS = 32,
    FOLDER_MODE = 0755,
    FILE_MODE_MASK = 0755,
};

struct unpacking {
    struct arena *a;
    const struct restore *r;
    const char *site;  /* without links and '/' at its end */
    const char *draft; /* the new folder beside it */
    int draft_fd;
    int lock_fd;
    int file_fd;
    bool replaces;
    bool adds;          /* to what an earlier archive has brought */
    struct stat former; /* of the site that is replaced */
    struct archive_file file;
    char name[ARCHIVE_NAME_MAX_BYTES + 1];
};

static enum rc io_failure(const char *path, const char *what, struct err *e)
{
    return fail(e, errno == EACCES ? RC_DENIED : RC_IO, "%s: %s: %s", path, what,
                strerrordesc_np(errno));
}

/* ---- the sink: files of the archive into the new folder ---- */

static enum rc check_room(const struct unpacking *u, uint64_t size_bytes, struct err *e)
{
    struct statvfs vfs;
    if (fstatvfs(u->draft_fd, &vfs) != 0)
        return io_failure(u->draft, "cannot be looked at", e);
    uint64_t free_bytes = (uint64_t)vfs.f_bavail * vfs.f_frsize;
    if (size_bytes > free_bytes || free_bytes - size_bytes < ROOM_KEPT_BYTES)
        return fail(e, RC_LIMIT, "needs %llu bytes more than are free beside %s",
                    (unsigned long long)(size_bytes + ROOM_KEPT_BYTES - free_bytes), u->site);
    return RC_OK;
}

/* What root restores belongs to whom the former site belonged. */
static bool give_to_owner(const struct unpacking *u, const char *name)
{
    if (!u->replaces || geteuid() != 0)
        return true;
    return fchownat(u->draft_fd, name, u->former.st_uid, u->former.st_gid, AT_SYMLINK_NOFOLLOW) ==
           0;
}

/* The folders above the file. The new folder is this process's own, and holds no link: names have been
 * checked (archive_name_is_safe). */
static bool make_folders(struct unpacking *u)
{
    for (char *slash = strchr(u->name, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdirat(u->draft_fd, u->name, FOLDER_MODE) == 0;
        bool there = made ? give_to_owner(u, u->name) : errno == EEXIST;
        *slash = '/';
        if (!there)
            return false;
    }
    return true;
}

static enum rc begin_file(void *ctx, const struct archive_file *file, struct err *e)
{
    struct unpacking *u = ctx;
    enum rc rc = check_room(u, file->size_bytes, e);
    if (rc)
        return rc;
    memcpy(u->name, file->name.p, file->name.n);
    u->name[file->name.n] = '\0';
    u->file = *file;
    if (!make_folders(u))
        return io_failure(u->name, "its folder cannot be made", e);
    if (u->adds)
        (void)unlinkat(u->draft_fd, u->name, 0);
    u->file_fd = openat(u->draft_fd, u->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                        S_IRUSR | S_IWUSR);
    return u->file_fd < 0 ? io_failure(u->name, "cannot be made", e) : RC_OK;
}

static enum rc file_bytes(void *ctx, struct str piece, struct err *e)
{
    const struct unpacking *u = ctx;
    while (piece.n) {
        ssize_t n = write(u->file_fd, piece.p, piece.n);
        if (n < 0 && errno != EINTR)
            return io_failure(u->name, "cannot be written", e);
        piece = str_from(piece, n > 0 ? (size_t)n : 0);
    }
    return RC_OK;
}

/* Modes and times come from outside: no set-uid bits, nothing others may write. */
static enum rc end_file(void *ctx, struct err *e)
{
    struct unpacking *u = ctx;
    mode_t mode = (u->file.mode & FILE_MODE_MASK) | S_IRUSR | S_IWUSR;
    const struct timespec at = {.tv_sec = u->file.changed_ms / 1000,
                                .tv_nsec = u->file.changed_ms % 1000 * 1000000};
    const struct timespec times[2] = {at, at};
    (void)futimens(u->file_fd, times); /* a time that cannot be is no loss */
    bool good = fchmod(u->file_fd, mode) == 0 && give_to_owner(u, u->name);
    good = close(u->file_fd) == 0 && good;
    u->file_fd = -1;
    return good ? RC_OK : io_failure(u->name, "cannot be written", e);
}

/* ---- before ---- */

static bool is_empty_folder(const char *path)
{
    DIR *dir = opendir(path);
    int entries = 0;                           /* "." and ".." are two */
    while (dir && entries < 3 && readdir(dir)) /* NOLINT(concurrency-mt-unsafe): its own DIR */
        entries++;
    if (dir)
        closedir(dir);
    return dir && entries < 3;
}

/* A folder with something of a site in it, even a broken one, may be replaced; another may not. */
static enum rc check_site(struct unpacking *u, struct err *e)
{
    static const enum folder_file signs[] = {FOLDER_CONF, FOLDER_DB, FOLDER_MEDIA, FOLDER_PRESET};
    struct stat st;
    if (!S_ISDIR(u->former.st_mode))
        return fail(e, RC_CONFLICT, "%s: is no folder", u->site);
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (lstat(folder_path(u->a, u->site, signs[i]), &st) == 0)
            return RC_OK;
    if (is_empty_folder(u->site))
        return RC_OK;
    return fail(e, RC_CONFLICT, "%s: is a folder with other things in it; name another", u->site);
}

static enum rc lock_site(struct unpacking *u, struct err *e)
{
    const char *path = folder_path(u->a, u->site, FOLDER_LOCK);
    struct stat st;
    if (stat(path, &st) != 0)
        return RC_OK; /* it was never served */
    u->lock_fd = open(path, O_RDWR | O_CLOEXEC);
    if (u->lock_fd < 0)
        return io_failure(path, "cannot be opened", e);
    if (flock(u->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(e, RC_BUSY, "%s: is being served; stop loa serve first", u->site);
    return RC_OK;
}

/* The real name of the site, also of one that is not there yet. */
static enum rc find_site(struct unpacking *u, struct err *e)
{
    char room[PATH_MAX];
    struct str name = str_view(u->r->site);
    while (name.n > 1 && name.p[name.n - 1] == '/')
        name.n--;
    const char *path = str_cstr(u->a, name);
    u->replaces = realpath(path, room) != NULL;
    u->site = u->replaces ? str_cstr(u->a, str_view(room)) : path;
    if (u->replaces && stat(u->site, &u->former) != 0)
        return io_failure(u->site, "cannot be looked at", e);
    enum rc rc = u->replaces ? check_site(u, e) : RC_OK;
    return rc || !u->replaces ? rc : lock_site(u, e);
}

static enum rc make_draft(struct unpacking *u, struct err *e)
{
    struct str text = str_format(u->a, "%s.restoring-XXXXXX", u->site);
    char *path = arena_alloc(u->a, text.n + 1);
    if (!path)
        return fail(e, RC_NOMEM, "out of memory");
    memcpy(path, text.p, text.n);
    if (!mkdtemp(path))
        return io_failure(u->site, "no folder can be made beside it", e);
    u->draft = path;
    u->draft_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return u->draft_fd < 0 ? io_failure(path, "cannot be opened", e) : RC_OK;
}

/* ---- after ---- */

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* Opens what was unpacked as the site it will be. */
static enum rc prove(const struct unpacking *u, struct restore_report *report, struct err *e)
{
    enum rc rc = folder_check(u->draft, e);
    if (rc)
        return fail(e, RC_CORRUPT, "%s: holds no whole site", u->r->file);
    rc = store_inspect(folder_path(u->a, u->draft, FOLDER_DB), &report->schema, e);
    if (!rc && mkdirat(u->draft_fd, "media", FOLDER_MODE) != 0 && errno != EEXIST)
        rc = io_failure(u->draft, "media cannot be made", e);
    if (!rc && !give_to_owner(u, "media"))
        rc = io_failure(u->draft, "media cannot be given to the site's owner", e);
    mode_t mode = u->replaces ? u->former.st_mode & 07777 : FOLDER_MODE;
    if (!rc &&
        (!give_to_owner(u, ".") || fchmod(u->draft_fd, mode) != 0 || syncfs(u->draft_fd) != 0))
        rc = io_failure(u->draft, "cannot be brought to the disk", e);
    return rc;
}

/* At every moment there is a whole site under the name: the two folders change places. */
static enum rc replace(struct unpacking *u, struct restore_report *report, struct err *e)
{
    struct civil c = civil_from_instant(u->r->now_ms);
    struct str kept = str_format(u->a, "%s.before-restore-%04d%02d%02d-%02d%02d%02d", u->site,
                                 c.year, c.month, c.day, c.hour, c.minute, c.second);
    report->kept = STR("");
    unsigned how = u->replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (renameat2(AT_FDCWD, u->draft, AT_FDCWD, u->site, how) != 0)
        return io_failure(u->site, "cannot be replaced", e);
    const char *former = u->draft;
    u->draft = NULL; /* nothing to remove any more */
    if (u->replaces && rmdir(former) != 0) {
        bool named =
            renameat2(AT_FDCWD, former, AT_FDCWD, str_cstr(u->a, kept), RENAME_NOREPLACE) == 0;
        report->kept = named ? kept : str_view(former);
    }
    if (!folder_sync_of(u->site))
        return io_failure(u->site, "is restored, but its name is not on the disk yet", e);
    return RC_OK;
}

/* One archive into the new folder; the first one makes that. */
static enum rc unpack_file(struct unpacking *u, const char *file, struct restore_report *report,
                           struct err *e)
{
    struct archive_head head;
    struct archive_totals totals = {0};
    struct err cause = {""};
    struct archive_sink sink = {begin_file, file_bytes, end_file, u};
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_failure(file, "cannot be opened", e);
    struct archive_source source = backup_source(&fd);
    enum rc rc = archive_read_head(&source, &head, &cause);
    if (!rc && head.sealed && !u->r->secret)
        rc = fail(&cause, RC_DENIED, "is sealed; name the file of its secret key with --key");
    if (!rc && !u->draft)
        rc = find_site(u, e);
    if (!rc && !u->draft)
        rc = make_draft(u, e);
    if (!rc)
        rc = archive_read(&source, &head, u->r->secret, &sink, &totals, &cause);
    close(fd);
    report->totals.files += totals.files;
    report->totals.file_bytes += totals.file_bytes;
    report->totals.packed_bytes += totals.packed_bytes;
    return rc && cause.text[0] ? fail(e, rc, "%s: %s", file, cause.text) : rc;
}

/* ---- a folder of shipped changes ---- */

/* What was unpacked says that it is the archive its name says. */
static enum rc check_label(struct unpacking *u, struct str wanted, const char *file, struct err *e)
{
    char text[256];
    int fd = openat(u->draft_fd, SHIP_LABEL, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    (void)unlinkat(u->draft_fd, SHIP_LABEL, 0);
    if (n < 0 || !str_eq((struct str){text, (size_t)n}, wanted))
        return fail(e, RC_CORRUPT, "%s: belongs to another copy, or elsewhere in this one", file);
    return RC_OK;
}

/* "…/00000001-01700000000000.loa" */
static struct str label_of(struct unpacking *u, const struct ship_plan *plan, size_t i)
{
    struct str name = str_view(plan->paths[i]);
    int64_t at_ms = 0;
    name = str_from(name, str_find_last_byte(name, '-') + 1);
    (void)str_to_int(str_first(name, str_find_byte(name, '.')), &at_ms);
    return ship_label(u->a, plan->generation, i, at_ms);
}

static enum rc apply_changes(struct unpacking *u, struct err *e)
{
    const char *changes = str_cstr(u->a, str_format(u->a, "%s/" SHIP_CHANGES, u->draft));
    if (!changes)
        return fail(e, RC_NOMEM, "out of memory");
    if (access(changes, F_OK) != 0)
        return RC_OK; /* only new files */
    enum rc rc = store_ship_apply(folder_path(u->a, u->draft, FOLDER_DB), changes, e);
    (void)unlink(changes);
    return rc;
}

static enum rc unpack_folder(struct unpacking *u, struct restore_report *report, struct err *e)
{
    struct ship_plan plan;
    int64_t at_ms = u->r->at_ms == CLOCK_NONE ? INT64_MAX : u->r->at_ms;
    enum rc rc = ship_plan(u->a, u->r->file, at_ms, &plan, e);
    for (size_t i = 0; !rc && i < plan.paths_n; i++) {
        rc = unpack_file(u, plan.paths[i], report, e);
        u->adds = true;
        if (!rc && i > 0)
            rc = check_label(u, label_of(u, &plan, i), plan.paths[i], e);
        if (!rc && i > 0)
            rc = apply_changes(u, e);
    }
    if (!rc)
        report->at_ms = plan.at_ms;
    return rc;
}

static enum rc unpack(struct unpacking *u, struct restore_report *report, struct err *e)
{
    struct stat st;
    bool folder = stat(u->r->file, &st) == 0 && S_ISDIR(st.st_mode);
    if (!folder && u->r->at_ms != CLOCK_NONE)
        return fail(e, RC_INVALID, "%s: is no folder of loa backup --ship: it has one moment only",
                    u->r->file);
    return folder ? unpack_folder(u, report, e) : unpack_file(u, u->r->file, report, e);
}

enum rc restore_site(struct arena *a, const struct restore *r, struct restore_report *out,
                     struct err *e)
{
    struct unpacking u = {.a = a, .r = r, .draft_fd = -1, .lock_fd = -1, .file_fd = -1};
    struct restore_report report = {.at_ms = CLOCK_NONE};
    enum rc rc = unpack(&u, &report, e);
    if (!rc)
        rc = prove(&u, &report, e);
    if (!rc)
        rc = replace(&u, &report, e);
    if (u.file_fd >= 0)
        close(u.file_fd);
    if (u.draft_fd >= 0)
        close(u.draft_fd);
    if (u.draft) /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
        (void)nftw(u.draft, remove_entry, REMOVE_FDS, FTW_DEPTH | FTW_PHYS);
    if (u.lock_fd >= 0)
        close(u.lock_fd);
    if (!rc)
        *out = report;
    return rc;
}
