#include "app/ship.h"

#include "app/backup.h"
#include "app/folder.h"
#include "base/clock.h"
#include "base/folder_sync.h"
#include "base/map.h"
#include "base/rand.h"
#include "base/vec.h"
#include "store/store_ship.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    NAMES_MAX_BYTES = 1 << 30, /* ten million pictures */
    DAY_MS = 24 * 60 * 60 * 1000,
    REMOVE_FDS = 32,
    READ_BYTES = 64 << 10,
    LOOK_AGAIN_MS = 2000, /* two changes of a folder can have one time */
};

/* One folder of pictures: when it was last changed as we know it. */
struct place {
    struct timespec changed;
    bool again;
};

struct shipping {
    const struct ship *o;
    struct arena names; /* of this generation: what has been shipped or is in its base */
    struct map shipped;
    struct map places; /* folder → struct place */
    struct store_ship *db;
    char generation[SHIP_NAME_MAX_BYTES];
    char path[4096]; /* of the generation, while it is made with ".part" */
    uint64_t number;
    int64_t began_ms;
    int64_t last_ms;
    struct err *e;
};

static enum rc io_failure(struct shipping *s, const char *path)
{
    return fail(s->e, errno == EACCES ? RC_DENIED : RC_IO, "%s: %s", path, strerrordesc_np(errno));
}

/* ---- new files ---- */

/* Whether the folder may have changed since the last look, which this one is then. */
static bool changed_since(struct place *p, const struct stat *st)
{
    bool same =
        p->changed.tv_sec == st->st_mtim.tv_sec && p->changed.tv_nsec == st->st_mtim.tv_nsec;
    bool look = !same || p->again;
    int64_t changed_ms = (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
    int64_t age_ms = clock_wall_now() - changed_ms;
    p->again = age_ms < LOOK_AGAIN_MS; /* also of one that seems to be of the future */
    p->changed = st->st_mtim;
    return look;
}

static struct place *place_of(struct shipping *s, struct str folder)
{
    void *found = NULL;
    if (map_get(&s->places, folder, &found))
        return found;
    struct place *made = arena_alloc(&s->names, sizeof *made);
    return made && map_set(&s->places, str_copy(&s->names, folder), made) ? made : NULL;
}

/* The names in one folder that were not there before, drafts left out. */
static enum rc look_into(struct shipping *s, struct str folder, struct vec *fresh)
{
    const char *path =
        str_cstr(&s->names, str_format(&s->names, "%s/%.*s", s->o->site, STR_ARG(folder)));
    DIR *dir = path ? opendir(path) : NULL;
    const struct dirent *d = NULL;
    if (!dir)
        return io_failure(s, s->o->site);
    while ((d = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): its own DIR */
        void *unused = NULL;
        struct str word = str_view(d->d_name);
        if (d->d_type == DT_DIR || word.p[0] == '.' || str_ends(word, STR(".new")))
            continue;
        struct str name = str_format(&s->names, "%.*s/%.*s", STR_ARG(folder), STR_ARG(word));
        if (map_get(&s->shipped, name, &unused) || !map_set(&s->shipped, name, NULL))
            continue;
        struct str *put = vec_push(fresh);
        if (put)
            *put = name;
    }
    closedir(dir);
    return arena_failed(&s->names) ? fail(s->e, RC_NOMEM, "too many pictures") : RC_OK;
}

/* Every folder of pictures that has changed. */
static enum rc look_for_files(struct shipping *s, struct vec *fresh)
{
    struct stat st;
    enum rc rc = RC_OK;
    const struct dirent *d = NULL;
    const char *media = folder_path(&s->names, s->o->site, FOLDER_MEDIA);
    DIR *dir = media ? opendir(media) : NULL;
    if (!dir)
        return errno == ENOENT ? RC_OK : io_failure(s, s->o->site);
    while (!rc && (d = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): its own DIR */
        char folder[300];
        if (d->d_name[0] == '.' || fstatat(dirfd(dir), d->d_name, &st, 0) != 0 ||
            !S_ISDIR(st.st_mode))
            continue;
        (void)snprintf(folder, sizeof folder, "media/%s", d->d_name);
        struct place *p = place_of(s, str_view(folder));
        if (!p)
            rc = fail(s->e, RC_NOMEM, "too many folders of pictures");
        else if (changed_since(p, &st))
            rc = look_into(s, str_view(folder), fresh);
    }
    closedir(dir);
    return rc;
}

/* ---- one archive of changes ---- */

static enum rc put_text(struct shipping *s, struct archive_writer *w, struct str name,
                        struct str text)
{
    const struct archive_file file = {
        .name = name, .size_bytes = text.n, .changed_ms = clock_wall_now(), .mode = 0600};
    enum rc rc = archive_write_begin(w, &file, s->e);
    if (!rc)
        rc = archive_write_bytes(w, text, s->e);
    return rc ? rc : archive_write_end(w, s->e);
}

static enum rc put_piece(void *ctx, struct str piece, struct err *e)
{
    return archive_write_bytes(ctx, piece, e);
}

static enum rc put_changes(struct shipping *s, struct archive_writer *w, uint64_t size_bytes)
{
    const struct archive_file file = {.name = STR(SHIP_CHANGES),
                                      .size_bytes = size_bytes,
                                      .changed_ms = clock_wall_now(),
                                      .mode = 0600};
    enum rc rc = archive_write_begin(w, &file, s->e);
    if (!rc)
        rc = store_ship_take(s->db, put_piece, w, s->e);
    return rc ? rc : archive_write_end(w, s->e);
}

static enum rc put_bytes(struct shipping *s, struct archive_writer *w, int fd, const char *path)
{
    char piece[READ_BYTES];
    enum rc rc = RC_OK;
    ssize_t n = 1;
    while (!rc && n > 0) {
        n = read(fd, piece, sizeof piece);
        rc = n < 0 ? io_failure(s, path)
                   : archive_write_bytes(w, (struct str){piece, (size_t)n}, s->e);
    }
    return rc ? rc : archive_write_end(w, s->e);
}

/* One that has gone again is no loss: nothing names it. */
static enum rc put_file(struct shipping *s, struct archive_writer *w, struct str name)
{
    struct stat st;
    char path[8192];
    (void)snprintf(path, sizeof path, "%s/%.*s", s->o->site, STR_ARG(name));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return RC_OK;
    }
    const struct archive_file file = {.name = name,
                                      .size_bytes = (uint64_t)st.st_size,
                                      .changed_ms = (int64_t)st.st_mtim.tv_sec * 1000,
                                      .mode = st.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)};
    enum rc rc = archive_write_begin(w, &file, s->e);
    if (!rc)
        rc = put_bytes(s, w, fd, path);
    close(fd);
    return rc;
}

static enum rc write_step(struct shipping *s, const struct store_ship_changes *changes,
                          const struct vec *fresh)
{
    char path[5000];
    struct archive_writer *w = NULL;
    struct archive_totals totals;
    struct arena a;
    arena_init(&a, READ_BYTES);
    int64_t now_ms = clock_wall_now();
    s->last_ms = now_ms > s->last_ms ? now_ms : s->last_ms; /* the order counts, not the clock */
    s->number++;
    (void)snprintf(path, sizeof path, "%s/%08llu-%014lld.loa", s->path,
                   (unsigned long long)s->number, (long long)s->last_ms);
    enum rc rc = archive_writer_open(path, s->o->seal, &w, s->e);
    if (!rc)
        rc = put_text(s, w, STR(SHIP_LABEL),
                      ship_label(&a, str_view(s->generation), s->number, s->last_ms));
    if (!rc && changes->size_bytes)
        rc = put_changes(s, w, changes->size_bytes);
    const struct str *names = fresh->p;
    for (size_t i = 0; i < fresh->n && !rc; i++)
        rc = put_file(s, w, names[i]);
    if (!rc)
        rc = archive_writer_finish(w, &totals, s->e);
    archive_writer_close(w);
    arena_release(&a);
    return rc;
}

/* Looks, and writes what there is; the database first, so that every picture it names is found after it. */
static enum rc ship_step(struct shipping *s, bool always)
{
    struct store_ship_changes changes;
    struct vec fresh = VEC(struct str, &s->names);
    enum rc rc = store_ship_look(s->db, &changes, s->e);
    if (!rc && changes.broken)
        rc = fail(s->e, RC_CONFLICT, "%s: the log of its database was begun anew", s->o->site);
    if (!rc)
        rc = look_for_files(s, &fresh);
    if (!rc && (always || changes.size_bytes || fresh.n))
        rc = write_step(s, &changes, &fresh);
    return rc ? rc : store_ship_fold(s->db, s->e);
}

/* ---- generations ---- */

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void end_generation(struct shipping *s)
{
    store_ship_close(s->db);
    s->db = NULL;
    arena_release(&s->names);
}

static enum rc make_generation(struct shipping *s, int64_t now_ms)
{
    unsigned char random[8];
    char base[5000];
    struct civil c = civil_from_instant(now_ms);
    struct vec known = VEC(struct str, &s->names);
    rand_bytes(random, sizeof random);
    int n = snprintf(s->generation, sizeof s->generation, "%04d%02d%02d-%02d%02d%02d-", c.year,
                     c.month, c.day, c.hour, c.minute, c.second);
    for (size_t i = 0; i < sizeof random; i++)
        n += snprintf(s->generation + n, sizeof s->generation - (size_t)n, "%02x", random[i]);
    (void)snprintf(s->path, sizeof s->path, "%s/%s.part", s->o->folder, s->generation);
    (void)snprintf(base, sizeof base, "%s/base.loa", s->path);
    s->number = 0;
    map_init(&s->shipped, &s->names);
    map_init(&s->places, &s->names);
    enum rc rc = mkdir(s->path, 0700) == 0 ? RC_OK : io_failure(s, s->path);
    if (!rc)
        rc = store_ship_open(str_cstr(&s->names, str_format(&s->names, "%s/loa.db", s->o->site)),
                             &s->db, s->e);
    if (!rc)
        rc = look_for_files(s, &known); /* they are in the base, which is made after this */
    struct backup_report report;
    const struct backup b = {.site = s->o->site, .file = base, .seal = s->o->seal};
    if (!rc)
        rc = backup_make(&b, &report, s->e);
    return rc ? rc : ship_step(s, true);
}

/* Whole, or not there: a generation gets its name when its base and first changes are on the disk. */
static enum rc begin_generation(struct shipping *s)
{
    char path[4096];
    int64_t now_ms = clock_wall_now();
    end_generation(s);
    enum rc rc = make_generation(s, now_ms);
    (void)snprintf(path, sizeof path, "%s/%s", s->o->folder, s->generation);
    if (!rc && (rename(s->path, path) != 0 || !folder_sync(s->o->folder)))
        rc = io_failure(s, path);
    if (rc) { /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
        (void)nftw(s->path, remove_entry, REMOVE_FDS, FTW_DEPTH | FTW_PHYS);
        end_generation(s);
        return rc;
    }
    memcpy(s->path, path, sizeof s->path);
    s->began_ms = now_ms;
    return RC_OK;
}

/* Of each name that begins with its time only what sorts before keep and is not the newest of those. */
static void remove_old(const struct shipping *s)
{
    char newest[SHIP_NAME_MAX_BYTES] = "";
    char limit[SHIP_NAME_MAX_BYTES];
    struct civil c = civil_from_instant(clock_wall_now() - s->o->keep_days * DAY_MS);
    (void)snprintf(limit, sizeof limit, "%04d%02d%02d-%02d%02d%02d", c.year, c.month, c.day, c.hour,
                   c.minute, c.second);
    for (int pass = 0; pass < 2; pass++) {
        DIR *dir = opendir(s->o->folder);
        const struct dirent *d = NULL;
        while (dir && (d = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): its own DIR */
            char path[5000];
            struct str name = str_view(d->d_name);
            bool draft = str_ends(name, STR(".part"));
            if (draft)
                name.n -= sizeof ".part" - 1;
            bool ours = ship_is_generation(name) && !str_eq(name, str_view(s->generation));
            if (!ours || (!draft && strcmp(d->d_name, limit) >= 0))
                continue;
            if (pass == 0 && !draft && strcmp(d->d_name, newest) > 0)
                (void)snprintf(newest, sizeof newest, "%.63s", d->d_name);
            (void)snprintf(path, sizeof path, "%s/%s", s->o->folder, d->d_name);
            if (pass == 1 && strcmp(d->d_name, newest) != 0)
                /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
                (void)nftw(path, remove_entry, REMOVE_FDS, FTW_DEPTH | FTW_PHYS);
        }
        if (dir)
            closedir(dir);
    }
}

/* ---- the run ---- */

static void pause_until(const struct ship *o, int64_t until_ms)
{
    enum { NAP_NS = 100000000 };
    const struct timespec nap = {.tv_nsec = NAP_NS};
    while (!*o->over && clock_mono_now() < until_ms)
        (void)nanosleep(&nap, NULL);
}

static enum rc check_folder(const struct ship *o, int *lock_fd, struct err *e)
{
    char path[4096];
    struct stat st;
    enum rc rc = folder_check(o->site, e);
    if (rc)
        return rc;
    if (stat(o->folder, &st) != 0 || !S_ISDIR(st.st_mode))
        return fail(e, RC_NOTFOUND, "%s: there is no such folder", o->folder);
    (void)snprintf(path, sizeof path, "%s/ship.lock", o->folder);
    *lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*lock_fd < 0)
        return fail(e, RC_IO, "%s: %s", path, strerrordesc_np(errno));
    if (flock(*lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(e, RC_CONFLICT, "%s: another loa backup --ship writes there", o->folder);
    return RC_OK;
}

static void keep_shipping(struct shipping *s)
{
    bool over = false;
    while (!over) {
        struct err e = {""};
        int64_t began_ms = clock_mono_now();
        s->e = &e;
        over = *s->o->over != 0;
        bool old = clock_wall_now() - s->began_ms >= DAY_MS || clock_wall_now() < s->began_ms;
        enum rc rc = s->db && !(old && !over) ? ship_step(s, false) : RC_CONFLICT;
        if (rc && e.text[0])
            s->o->say(e.text);
        e.text[0] = '\0';
        if (rc && begin_generation(s) != RC_OK)
            s->o->say(e.text);
        else if (rc)
            remove_old(s);
        if (!over)
            pause_until(s->o, began_ms + s->o->every_s * 1000);
    }
}

enum rc ship_run(const struct ship *o, struct err *e)
{
    int lock_fd = -1;
    struct shipping s = {.o = o, .e = e};
    arena_init(&s.names, NAMES_MAX_BYTES);
    enum rc rc = check_folder(o, &lock_fd, e);
    if (!rc)
        rc = begin_generation(&s);
    if (!rc) {
        remove_old(&s);
        keep_shipping(&s);
    }
    end_generation(&s);
    if (lock_fd >= 0)
        close(lock_fd);
    return rc;
}
