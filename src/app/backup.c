#include "app/backup.h"

#include "app/folder.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"
#include "store/store_backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BACKUP_ARENA_MAX_BYTES = 1 << 30, /* the names of the folders and of one folder's entries */
    READ_BYTES = 256 << 10,
};

struct work {
    const struct backup *b;
    struct arena arena;
    struct archive_writer *writer;
    struct backup_report report;
    uint64_t done_bytes;
    int lock_fd;  /* of the site's folder: one backup at a time */
    char *buffer; /* READ_BYTES */
    struct err *e;
};

static enum rc io_failure(const struct work *w, const char *path, const char *what)
{
    return fail(w->e, errno == EACCES ? RC_DENIED : RC_IO, "%s: %s: %s", path, what,
                strerrordesc_np(errno));
}

/* ---- one file ---- */

static enum rc save_bytes(struct work *w, int fd, uint64_t size_bytes, const char *path)
{
    uint64_t left = size_bytes;
    ssize_t n = 1;
    enum rc rc = RC_OK;
    while (!rc && n > 0 && left > 0) {
        n = read(fd, w->buffer, left < READ_BYTES ? (size_t)left : READ_BYTES);
        if (n < 0)
            return io_failure(w, path, "cannot be read");
        left -= (uint64_t)n;
        rc = archive_write_bytes(w->writer, (struct str){w->buffer, (size_t)n}, w->e);
        w->done_bytes += (uint64_t)n;
        if (w->b->watch)
            w->b->watch(w->b->ctx, w->done_bytes);
    }
    return rc ? rc : archive_write_end(w->writer, w->e);
}

/* The file at path becomes name in the backup. One that is no file is counted; one that has gone since
 * the folder was read is passed over. */
static enum rc save_file(struct work *w, const char *path, struct str name)
{
    struct stat st;
    if (archive_writer_has(w->writer, name))
        return RC_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return RC_OK;
    if (fd < 0 && (errno == ELOOP || errno == ENXIO)) {
        w->report.skipped++;
        return RC_OK;
    }
    if (fd < 0)
        return io_failure(w, path, "cannot be read");
    enum rc rc = fstat(fd, &st) == 0 ? RC_OK : io_failure(w, path, "cannot be read");
    bool regular = !rc && S_ISREG(st.st_mode);
    w->report.skipped += !rc && !regular;
    if (regular) {
        const struct archive_file file = {.name = name,
                                          .size_bytes = (uint64_t)st.st_size,
                                          .changed_ms = (int64_t)st.st_mtim.tv_sec * 1000 +
                                                        st.st_mtim.tv_nsec / 1000000,
                                          .mode = st.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)};
        rc = archive_write_begin(w->writer, &file, w->e);
        if (!rc)
            rc = save_bytes(w, fd, file.size_bytes, path);
    }
    close(fd);
    return rc;
}

/* ---- folders ---- */

/* True for what belongs to a running process, or is saved in its own way. */
static bool is_left_out(struct str name)
{
    static const struct str left_out[] = {STR_INIT("loa.db"), STR_INIT("loa.db-wal"),
                                          STR_INIT("loa.db-shm"), STR_INIT("serve.lock"),
                                          STR_INIT("backup.lock")};
    for (size_t i = 0; i < COUNT_OF(left_out); i++)
        if (str_eq(name, left_out[i]))
            return true;
    /* its copies: of a backup, before an upgrade (store_migrate.c), damaged ones (salvage.c) */
    return str_starts(name, STR("loa.db."));
}

static bool is_folder(const char *path, bool follow)
{
    struct stat st;
    return (follow ? stat(path, &st) : lstat(path, &st)) == 0 && S_ISDIR(st.st_mode);
}

/* Saves the files of the folder `name` ("" the site itself) and puts its folders into *todo. A folder
 * of the site itself may be a link: media on another disk. */
static enum rc save_folder(struct work *w, struct str name, struct vec *todo)
{
    const char *site = w->b->site;
    const char *path = str_cstr(&w->arena, str_format(&w->arena, "%s/%.*s", site, STR_ARG(name)));
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? RC_OK : io_failure(w, path, "cannot be read");
    enum rc rc = RC_OK;
    const struct dirent *d = NULL;
    while (!rc && (d = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): its own DIR */
        struct str word = str_view(d->d_name);
        bool top = name.n == 0;
        if (str_eq(word, STR(".")) || str_eq(word, STR("..")) || (top && is_left_out(word)))
            continue;
        struct str entry =
            str_format(&w->arena, "%.*s%s%.*s", STR_ARG(name), top ? "" : "/", STR_ARG(word));
        const char *full =
            str_cstr(&w->arena, str_format(&w->arena, "%s/%.*s", site, STR_ARG(entry)));
        struct str *folder = is_folder(full, top) ? vec_push(todo) : NULL;
        if (folder)
            *folder = entry;
        else if (arena_failed(&w->arena))
            rc = fail(w->e, RC_NOMEM, "%s: more files than a backup takes", site);
        else
            rc = save_file(w, full, entry);
    }
    closedir(dir);
    return rc;
}

/* Everything below the folder `name`. */
static enum rc save_tree(struct work *w, struct str name)
{
    enum rc rc = RC_OK;
    arena_release(&w->arena);
    struct vec todo = VEC(struct str, &w->arena);
    struct str *first = vec_push(&todo);
    if (!first)
        return fail(w->e, RC_NOMEM, "out of memory");
    *first = name;
    for (size_t i = 0; i < todo.n && !rc; i++) {
        const struct str *at = vec_at(&todo, i);
        rc = save_folder(w, *at, &todo);
    }
    return rc;
}

/* ---- the whole ---- */

static void watch_copy(void *ctx, uint64_t done_bytes, uint64_t total_bytes)
{
    struct work *w = ctx;
    (void)total_bytes;
    if (w->b->watch)
        w->b->watch(w->b->ctx, w->done_bytes + done_bytes);
}

/* The database, by way of a copy in the site's own folder: what is plain text there already. */
static enum rc save_database(struct work *w)
{
    struct arena a;
    arena_init(&a, PATH_MAX * 4);
    struct store_copy copy = {.from = folder_path(&a, w->b->site, FOLDER_DB),
                              .to = folder_path(&a, w->b->site, FOLDER_COPY),
                              .watch = watch_copy,
                              .ctx = w};
    (void)unlink(copy.to); /* of an interrupted backup; this one has the lock */
    enum rc rc = store_copy_database(&copy, w->e);
    if (!rc)
        rc = store_inspect(copy.to, NULL, w->e);
    if (!rc)
        rc = save_file(w, copy.to, STR("loa.db"));
    (void)unlink(copy.to);
    arena_release(&a);
    return rc;
}

static enum rc save_site(struct work *w)
{
    enum rc rc = save_tree(w, STR("media"));
    archive_writer_volatile(w->writer);
    if (!rc)
        rc = save_database(w);
    w->report.skipped = 0; /* they are all seen again */
    return rc ? rc : save_tree(w, STR(""));
}

/* A backup inside the site would hold the one before it. */
static enum rc check_outside(struct work *w)
{
    char site[PATH_MAX];
    char folder[PATH_MAX];
    struct str file = str_view(w->b->file);
    size_t slash = str_find_last_byte(file, '/');
    struct str in = slash == file.n ? STR(".") : slash == 0 ? STR("/") : str_first(file, slash);
    const char *in_path = str_cstr(&w->arena, in);
    if (!realpath(in_path, folder))
        return fail(w->e, RC_NOTFOUND, "%s: there is no such folder", in_path);
    if (!realpath(w->b->site, site))
        return io_failure(w, w->b->site, "cannot be found");
    size_t n = strlen(site);
    if (strncmp(site, folder, n) == 0 && (folder[n] == '/' || folder[n] == '\0'))
        return fail(w->e, RC_INVALID, "%s: stands inside the site; name a file outside of it",
                    w->b->file);
    return RC_OK;
}

static enum rc lock_site(struct work *w)
{
    const char *path = str_cstr(&w->arena, str_format(&w->arena, "%s/backup.lock", w->b->site));
    w->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (w->lock_fd < 0)
        return io_failure(w, path, "cannot be opened");
    if (flock(w->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(w->e, RC_CONFLICT, "%s: another backup of this site is being made", w->b->site);
    return RC_OK;
}

static enum rc make(struct work *w)
{
    enum rc rc = folder_check(w->b->site, w->e);
    if (!rc)
        rc = check_outside(w);
    if (!rc)
        rc = lock_site(w);
    if (!rc)
        rc = archive_writer_open(w->b->file, w->b->seal, &w->writer, w->e);
    if (rc)
        return rc;
    w->report.resumed = archive_writer_resumed(w->writer);
    rc = save_site(w);
    return rc ? rc : archive_writer_finish(w->writer, &w->report.totals, w->e);
}

enum rc backup_make(const struct backup *b, struct backup_report *out, struct err *e)
{
    struct work w = {.b = b, .lock_fd = -1, .e = e};
    arena_init(&w.arena, BACKUP_ARENA_MAX_BYTES);
    w.buffer = mem_alloc(READ_BYTES);
    enum rc rc = w.buffer ? make(&w) : fail(e, RC_NOMEM, "out of memory");
    archive_writer_close(w.writer);
    if (w.lock_fd >= 0)
        close(w.lock_fd);
    mem_free(w.buffer);
    arena_release(&w.arena);
    if (!rc)
        *out = w.report;
    return rc;
}

/* ---- verifying ---- */

static enum rc read_fd(void *ctx, void *p, size_t n, size_t *got, struct err *e)
{
    const int *fd = ctx;
    ssize_t done = 0;
    do
        done = read(*fd, p, n);
    while (done < 0 && errno == EINTR);
    if (done < 0)
        return fail(e, RC_IO, "cannot be read: %s", strerrordesc_np(errno));
    *got = (size_t)done;
    return RC_OK;
}

struct archive_source backup_source(int *fd)
{
    return (struct archive_source){read_fd, fd};
}

struct seeing {
    struct backup_seen *seen;
    bool conf;
    bool db;
};

static enum rc see_begin(void *ctx, const struct archive_file *file, struct err *e)
{
    struct seeing *s = ctx;
    (void)e;
    s->conf = s->conf || str_eq(file->name, STR("loa.conf"));
    if (str_eq(file->name, STR("loa.db"))) {
        s->db = true;
        s->seen->made_ms = file->changed_ms;
    }
    return RC_OK;
}

static enum rc see_bytes(void *ctx, struct str piece, struct err *e)
{
    (void)ctx, (void)piece, (void)e;
    return RC_OK;
}

static enum rc see_end(void *ctx, struct err *e)
{
    (void)ctx, (void)e;
    return RC_OK;
}

enum rc backup_verify(const char *file, const struct archive_key *secret, struct backup_seen *out,
                      struct err *e)
{
    struct backup_seen seen = {.made_ms = CLOCK_NONE};
    struct seeing s = {.seen = &seen};
    struct archive_sink sink = {see_begin, see_bytes, see_end, &s};
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "cannot be opened: %s",
                    strerrordesc_np(errno));
    struct archive_source source = backup_source(&fd);
    enum rc rc = archive_read_head(&source, &seen.head, e);
    if (!rc)
        rc = archive_read(&source, &seen.head, secret, &sink, &seen.totals, e);
    close(fd);
    bool opened = !seen.head.sealed || secret;
    if (!rc && opened && (!s.conf || !s.db))
        rc = fail(e, RC_CORRUPT, "holds no site: %s is missing", s.db ? "loa.conf" : "loa.db");
    if (!rc)
        *out = seen;
    return rc;
}
