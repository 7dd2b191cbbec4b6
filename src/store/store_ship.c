/* Following the write-ahead log: sqlite.org/fileformat2.html §4. The fourth file that knows sqlite3.h. */
#include "store/store_ship.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WAL_HEAD_BYTES = 32,
    FRAME_HEAD_BYTES = 24,
    PAGE_MIN_BYTES = 512,
    PAGE_MAX_BYTES = 65536,
    CHANGES_HEAD_BYTES = 16, /* "loachg1\n", the page size, zero */
    PAGE_HEAD_BYTES = 8,     /* the page's number; pages of the whole after this commit, else 0 */
    SHIP_BUSY_MS = 10000,
    FOLD_BYTES = 16 << 20,
};

static const char CHANGES_MAGIC[8] = {'l', 'o', 'a', 'c', 'h', 'g', '1', '\n'};

/* A place in the log: behind so many frames of the log with those salts, whose running checksum is sum. */
struct place {
    uint32_t salt[2];
    uint32_t sum[2];
    uint64_t frames;
};

struct store_ship {
    const char *path; /* behind the struct; and the log's behind that */
    const char *wal;
    sqlite3 *readers[2]; /* one always reads; they take turns */
    int reading;
    int wal_fd; /* -1: there is none */
    bool big_endian;
    uint32_t page_bytes;
    struct place given; /* up to here; frames 0 and no salts: the log was empty */
    struct place seen;  /* the last look */
    bool from_start;    /* the changes of the last look begin with the log's first frame */
    unsigned char *frame;
};

static enum rc io_failure(const char *path, struct err *e)
{
    return fail(e, RC_IO, "%s: cannot be read: %s", path, strerrordesc_np(errno));
}

static enum rc sqlite_failure(const struct store_ship *s, sqlite3 *db, struct err *e)
{
    int kind = sqlite3_errcode(db) & 0xFF;
    enum rc rc = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB ? RC_CORRUPT
                 : kind == SQLITE_BUSY                           ? RC_BUSY
                 : kind == SQLITE_NOMEM                          ? RC_NOMEM
                                                                 : RC_IO;
    return fail(e, rc, "%s: %s", s->path, sqlite3_errmsg(db));
}

/* ---- the log's bytes ---- */

static uint32_t number_at(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void number_to(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (24 - 8 * i));
}

static uint32_t word_at(const unsigned char *p, bool big_endian)
{
    return big_endian ? number_at(p)
                      : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void checksum(const unsigned char *p, size_t n, bool big_endian, uint32_t sum[2])
{
    for (size_t i = 0; i + 8 <= n; i += 8) {
        sum[0] += word_at(p + i, big_endian) + sum[1];
        sum[1] += word_at(p + i + 4, big_endian) + sum[0];
    }
}

static bool read_at(int fd, void *p, size_t n, uint64_t at)
{
    char *to = p;
    while (n) {
        ssize_t got = pread(fd, to, n, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return true;
}

/* The place before the first frame; false: there is no log, or an empty one, or its head is being written. */
static bool read_head(struct store_ship *s, struct place *out)
{
    unsigned char head[WAL_HEAD_BYTES];
    enum {
        MAGIC_LITTLE = 0x377f0682,
        MAGIC_BIG = 0x377f0683,
        PAGE_AT = 8,
        SALT_AT = 16,
        SUM_AT = 24
    };
    struct place p = {.frames = 0};
    if (s->wal_fd < 0)
        s->wal_fd = open(s->wal, O_RDONLY | O_CLOEXEC);
    if (s->wal_fd < 0 || !read_at(s->wal_fd, head, sizeof head, 0))
        return false;
    uint32_t magic = number_at(head);
    uint32_t page_bytes = number_at(head + PAGE_AT);
    if ((magic != MAGIC_LITTLE && magic != MAGIC_BIG) || page_bytes < PAGE_MIN_BYTES ||
        page_bytes > PAGE_MAX_BYTES)
        return false;
    s->big_endian = magic == MAGIC_BIG;
    checksum(head, SUM_AT, s->big_endian, p.sum);
    if (p.sum[0] != number_at(head + SUM_AT) || p.sum[1] != number_at(head + SUM_AT + 4))
        return false;
    p.salt[0] = number_at(head + SALT_AT);
    p.salt[1] = number_at(head + SALT_AT + 4);
    s->page_bytes = page_bytes;
    *out = p;
    return true;
}

/* Reads the frame behind *p into s->frame and moves *p past it; false: there is none that is whole. */
static bool read_frame(struct store_ship *s, struct place *p)
{
    enum { SALT_AT = 8, SUM_AT = 16 };
    size_t bytes = FRAME_HEAD_BYTES + s->page_bytes;
    unsigned char *f = s->frame;
    uint32_t sum[2] = {p->sum[0], p->sum[1]};
    if (!read_at(s->wal_fd, f, bytes, WAL_HEAD_BYTES + p->frames * bytes) ||
        number_at(f + SALT_AT) != p->salt[0] || number_at(f + SALT_AT + 4) != p->salt[1])
        return false;
    checksum(f, 8, s->big_endian, sum);
    checksum(f + FRAME_HEAD_BYTES, s->page_bytes, s->big_endian, sum);
    if (sum[0] != number_at(f + SUM_AT) || sum[1] != number_at(f + SUM_AT + 4))
        return false;
    memcpy(p->sum, sum, sizeof sum);
    p->frames++;
    return true;
}

static bool same_log(const struct place *a, const struct place *b)
{
    return a->salt[0] == b->salt[0] && a->salt[1] == b->salt[1];
}

/* The end of the last whole transaction behind from. */
static struct place last_commit(struct store_ship *s, struct place from)
{
    struct place at = from;
    struct place end = from;
    while (read_frame(s, &at))
        if (number_at(s->frame + 4) != 0)
            end = at;
    return end;
}

/* Whether the last frame that was given is still the one it was: a commit whose sync failed is written over. */
static bool still_there(struct store_ship *s)
{
    unsigned char sum[8];
    size_t bytes = FRAME_HEAD_BYTES + s->page_bytes;
    if (s->given.frames == 0)
        return true;
    return read_at(s->wal_fd, sum, sizeof sum,
                   WAL_HEAD_BYTES + (s->given.frames - 1) * bytes + 16) &&
           number_at(sum) == s->given.sum[0] && number_at(sum + 4) == s->given.sum[1];
}

/* ---- reading transactions ---- */

static enum rc begin_reading(struct store_ship *s, int which, struct err *e)
{
    sqlite3 *db = s->readers[which];
    if (sqlite3_exec(db, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) ==
        SQLITE_OK) {
        s->reading = which;
        return RC_OK;
    }
    enum rc rc = sqlite_failure(s, db, e);
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

static void end_reading(struct store_ship *s, int which)
{
    (void)sqlite3_exec(s->readers[which], "ROLLBACK", NULL, NULL, NULL); /* it has only read */
}

static enum rc open_reader(struct store_ship *s, int which, struct err *e)
{
    int code = sqlite3_open_v2(s->path, &s->readers[which],
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(s->readers[which], SHIP_BUSY_MS);
    return code == SQLITE_OK ? RC_OK : sqlite_failure(s, s->readers[which], e);
}

enum rc store_ship_open(const char *path, struct store_ship **out, struct err *e)
{
    struct stat st;
    size_t n = strlen(path) + 1;
    if (stat(path, &st) != 0)
        return fail(e, RC_NOTFOUND, "%s: is not there", path);
    struct store_ship *s = mem_alloc(sizeof *s + 2 * n + sizeof "-wal");
    if (!s)
        return fail(e, RC_NOMEM, "%s: out of memory", path);
    char *text = (char *)(s + 1);
    memcpy(text, path, n);
    (void)snprintf(text + n, n + sizeof "-wal", "%s-wal", path);
    s->path = text;
    s->wal = text + n;
    s->wal_fd = -1;
    s->frame = mem_alloc(FRAME_HEAD_BYTES + PAGE_MAX_BYTES);
    enum rc rc = s->frame ? open_reader(s, 0, e) : fail(e, RC_NOMEM, "%s: out of memory", path);
    if (!rc)
        rc = open_reader(s, 1, e);
    if (!rc)
        rc = begin_reading(s, 0, e);
    if (rc) {
        store_ship_close(s);
        return rc;
    }
    /* what is committed from here on stays in the log; what was before may be given as well */
    struct place head;
    if (read_head(s, &head))
        s->given = head;
    *out = s;
    return RC_OK;
}

void store_ship_close(struct store_ship *s)
{
    if (!s)
        return;
    for (int i = 0; i < 2; i++)
        (void)sqlite3_close_v2(s->readers[i]);
    if (s->wal_fd >= 0)
        close(s->wal_fd);
    mem_free(s->frame);
    mem_free(s);
}

/* ---- giving ---- */

/* Another log than before can only be one that was begun when all of the former was given: the former's reader would not
 * have let it go. SQLite counts the first salt on. */
static bool follows(const struct store_ship *s, const struct place *head)
{
    bool none_before = s->given.salt[0] == 0 && s->given.salt[1] == 0;
    return none_before || head->salt[0] == s->given.salt[0] + 1;
}

enum rc store_ship_look(struct store_ship *s, struct store_ship_changes *out, struct err *e)
{
    struct place head;
    int before = s->reading;
    *out = (struct store_ship_changes){0};
    /* the next reader first: at no moment is there none, and what is read below is no older than its snapshot */
    enum rc rc = begin_reading(s, 1 - before, e);
    if (rc)
        return rc;
    s->seen = s->given;
    s->from_start = false;
    if (read_head(s, &head)) {
        bool same = same_log(&head, &s->given);
        out->broken = same ? !still_there(s) : !follows(s, &head);
        s->from_start = !same;
        s->seen = last_commit(s, same ? s->given : head);
    }
    end_reading(s, before);
    uint64_t frames = s->seen.frames - (s->from_start ? 0 : s->given.frames);
    if (frames && !out->broken)
        out->size_bytes = CHANGES_HEAD_BYTES + frames * (PAGE_HEAD_BYTES + (uint64_t)s->page_bytes);
    return RC_OK;
}

enum rc store_ship_take(struct store_ship *s, store_ship_sink *sink, void *ctx, struct err *e)
{
    unsigned char head[CHANGES_HEAD_BYTES] = {0};
    struct place at = s->given;
    if (s->from_start && !read_head(s, &at))
        return fail(e, RC_IO, "%s: has gone while it was read", s->wal);
    memcpy(head, CHANGES_MAGIC, sizeof CHANGES_MAGIC);
    number_to(head + sizeof CHANGES_MAGIC, s->page_bytes);
    enum rc rc = sink(ctx, (struct str){(const char *)head, sizeof head}, e);
    while (!rc && at.frames < s->seen.frames) {
        if (!read_frame(s, &at))
            return io_failure(s->wal, e);
        rc = sink(ctx, (struct str){(const char *)s->frame, PAGE_HEAD_BYTES}, e);
        if (!rc)
            rc = sink(ctx, (struct str){(const char *)s->frame + FRAME_HEAD_BYTES, s->page_bytes},
                      e);
    }
    if (!rc && memcmp(at.sum, s->seen.sum, sizeof at.sum) != 0)
        rc = fail(e, RC_IO, "%s: has changed while it was read", s->wal);
    if (!rc)
        s->given = s->seen;
    return rc;
}

/* Nobody can commit while the write lock is held: when all was given, our reader may let go for a moment. */
static enum rc fold_locked(struct store_ship *s, struct err *e)
{
    struct place head;
    int own = s->reading;
    bool all = read_head(s, &head) && same_log(&head, &s->given) &&
               last_commit(s, s->given).frames == s->given.frames;
    if (!all)
        return RC_OK; /* something came between; another time */
    end_reading(s, own);
    /* readers of an older state keep a part of it: then the log stays a while longer */
    (void)sqlite3_wal_checkpoint_v2(s->readers[own], NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return begin_reading(s, own, e);
}

enum rc store_ship_fold(struct store_ship *s, struct err *e)
{
    sqlite3 *writer = s->readers[1 - s->reading]; /* between two looks it has nothing to do */
    if (s->given.frames * (uint64_t)s->page_bytes < FOLD_BYTES)
        return RC_OK;
    if (sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_failure(s, writer, e);
    enum rc rc = fold_locked(s, e);
    (void)sqlite3_exec(writer, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

/* ---- applying ---- */

static bool write_at(int fd, const void *p, size_t n, uint64_t at)
{
    const char *from = p;
    while (n) {
        ssize_t done = pwrite(fd, from, n, (off_t)at);
        if (done < 0 && errno != EINTR)
            return false;
        done = done > 0 ? done : 0;
        from += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return true;
}

/* The size of a page as the database's own head says it; 0: it has none. */
static uint32_t page_bytes_of(int db)
{
    enum { SIZE_AT = 16 };
    unsigned char size[2];
    if (!read_at(db, size, sizeof size, SIZE_AT))
        return 0;
    uint32_t bytes = (uint32_t)size[0] << 8 | size[1];
    return bytes == 1 ? PAGE_MAX_BYTES : bytes; /* fileformat2.html §1.3.2 */
}

/* The last number that a page of these changes may have: each that the database did not have is among them, but
 * the one of the lock byte. More would make a file of any size out of a few bytes. */
static uint64_t last_page(int db, uint32_t page_bytes, uint64_t size_bytes)
{
    struct stat st = {0};
    if (fstat(db, &st) != 0 || st.st_size < 0)
        return 0;
    return (uint64_t)st.st_size / page_bytes +
           (size_bytes - CHANGES_HEAD_BYTES) / (PAGE_HEAD_BYTES + page_bytes) + 1;
}

/* page: room for PAGE_MAX_BYTES. */
static enum rc apply_pages(int db, int changes, unsigned char *page, uint64_t size_bytes)
{
    unsigned char head[CHANGES_HEAD_BYTES];
    if (!read_at(changes, head, sizeof head, 0) ||
        memcmp(head, CHANGES_MAGIC, sizeof CHANGES_MAGIC) != 0)
        return RC_CORRUPT;
    uint32_t page_bytes = number_at(head + sizeof CHANGES_MAGIC);
    uint32_t pages = 0;
    if (page_bytes < PAGE_MIN_BYTES || page_bytes > PAGE_MAX_BYTES ||
        page_bytes != page_bytes_of(db) ||
        (size_bytes - CHANGES_HEAD_BYTES) % (PAGE_HEAD_BYTES + page_bytes) != 0)
        return RC_CORRUPT;
    uint64_t last = last_page(db, page_bytes, size_bytes);
    for (uint64_t at = CHANGES_HEAD_BYTES; at < size_bytes; at += PAGE_HEAD_BYTES + page_bytes) {
        if (!read_at(changes, head, PAGE_HEAD_BYTES, at) ||
            !read_at(changes, page, page_bytes, at + PAGE_HEAD_BYTES))
            return RC_IO;
        uint32_t number = number_at(head);
        pages = number_at(head + 4);
        if (number == 0 || number > last || pages > last)
            return RC_CORRUPT;
        if (!write_at(db, page, page_bytes, (uint64_t)(number - 1) * page_bytes))
            return RC_IO;
    }
    if (pages == 0)
        return RC_CORRUPT; /* does not end with a commit */
    return ftruncate(db, (off_t)pages * page_bytes) == 0 ? RC_OK : RC_IO;
}

enum rc store_ship_apply(const char *db, const char *changes, struct err *e)
{
    struct stat st = {0};
    unsigned char *page = mem_alloc(PAGE_MAX_BYTES);
    int to = open(db, O_RDWR | O_CLOEXEC);
    int from = open(changes, O_RDONLY | O_CLOEXEC);
    enum rc rc = page && to >= 0 && from >= 0 && fstat(from, &st) == 0 ? RC_OK : RC_IO;
    if (!rc && st.st_size <= CHANGES_HEAD_BYTES)
        rc = RC_CORRUPT;
    if (!rc)
        rc = apply_pages(to, from, page, (uint64_t)st.st_size);
    if (to >= 0)
        close(to);
    if (from >= 0)
        close(from);
    mem_free(page);
    return rc ? fail(e, rc, "%s: changes cannot be applied: %s", db,
                     rc == RC_CORRUPT ? "they are damaged" : strerrordesc_np(errno))
              : RC_OK;
}
