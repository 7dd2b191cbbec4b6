#include "archive/archive_pack.h"
#include "archive/archive_record.h"
#include "base/buf.h"
#include "base/folder_sync.h"
#include "base/map.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SEGMENT_BYTES = 64 << 20,     /* after so much the disk is waited for: what a crash may cost */
    NAMES_MAX_BYTES = 2047 << 20, /* ARCHIVE_FILES_MAX names of usual length */
    LIST_MAX_BYTES = 1 << 30,
    PATH_MAX_BYTES = 64 << 10,
    FILE_MODE = 0600, /* a backup holds everything the site must not tell */
};

struct archive_writer {
    struct arena names; /* of files, and the map */
    struct arena arena; /* paths */
    struct map done;
    const char *path;
    const char *part;
    const char *list;
    int fd;
    int list_fd;
    struct buf lines; /* of the list, since the last segment */
    struct packer *pack;
    struct archive_totals totals;
    uint64_t resumed;
    bool is_volatile;    /* no segment ends any more but with the archive */
    uint64_t size_bytes; /* announced */
    uint64_t file_bytes;
    struct record_piece piece;
};

static enum rc io_failure(const char *path, const char *what, struct err *e)
{
    return fail(e, errno == EACCES ? RC_DENIED : RC_IO, "%s: %s: %s", path, what,
                strerrordesc_np(errno));
}

static enum rc write_all(int fd, struct str bytes, const char *path, struct err *e)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return io_failure(path, "cannot be written", e);
        bytes = str_from(bytes, n > 0 ? (size_t)n : 0);
    }
    return RC_OK;
}

static enum rc write_part(void *ctx, struct str bytes, struct err *e)
{
    const struct archive_writer *w = ctx;
    return write_all(w->fd, bytes, w->part, e);
}

/* ---- the list: what has reached the disk ----
 * A line a file, "file NAME"; after those of a segment "end OFFSET CHAIN FILES BYTES". */

static bool remember(struct archive_writer *w, struct str name)
{
    return map_set(&w->done, str_copy(&w->names, name), NULL) && !arena_failed(&w->names);
}

/* The segment under way ends and is on the disk; then the list says so. */
static enum rc keep_segment(struct archive_writer *w, struct err *e)
{
    char hex[2 * HASH_CONTENT_BYTES + 1];
    enum rc rc = packer_end_segment(w->pack, false, e);
    if (rc)
        return rc;
    struct pack_place at = packer_place(w->pack);
    sodium_bin2hex(hex, sizeof hex, at.chain.bytes, HASH_CONTENT_BYTES);
    buf_addf(&w->lines, "end %llu %s %llu %llu\n", (unsigned long long)at.at_bytes, hex,
             (unsigned long long)w->totals.files, (unsigned long long)w->totals.file_bytes);
    if (buf_failed(&w->lines))
        return fail(e, RC_NOMEM, "out of memory");
    if (fdatasync(w->fd) != 0)
        return io_failure(w->part, "cannot be brought to the disk", e);
    rc = write_all(w->list_fd, buf_view(&w->lines), w->list, e);
    if (!rc && fdatasync(w->list_fd) != 0)
        rc = io_failure(w->list, "cannot be brought to the disk", e);
    buf_clear(&w->lines);
    return rc;
}

/* What an "end" line says. */
struct list_place {
    struct pack_place place;
    uint64_t files;
    uint64_t file_bytes;
};

static bool take_number(struct str *rest, uint64_t *out)
{
    struct str word;
    int64_t value = 0;
    if (!str_next(rest, ' ', &word) || !str_to_int(word, &value) || value < 0)
        return false;
    *out = (uint64_t)value;
    return true;
}

static bool read_end_line(struct str rest, struct list_place *out)
{
    struct str hex;
    size_t n = 0;
    struct list_place p;
    bool good = take_number(&rest, &p.place.at_bytes) && str_next(&rest, ' ', &hex) &&
                sodium_hex2bin(p.place.chain.bytes, HASH_CONTENT_BYTES, hex.p, hex.n, NULL, &n,
                               NULL) == 0 &&
                n == HASH_CONTENT_BYTES && take_number(&rest, &p.files) &&
                take_number(&rest, &p.file_bytes) && rest.n == 0;
    if (good)
        *out = p;
    return good;
}

/* The last place the list knows, and the list's bytes up to it; false: none. */
static bool last_place(struct str list, struct list_place *out, size_t *list_n)
{
    struct str rest = list;
    struct str line;
    bool found = false;
    while (str_find_byte(rest, '\n') < rest.n && str_next_line(&rest, &line)) {
        if (!str_starts(line, STR("end ")) || !read_end_line(str_from(line, 4), out))
            continue;
        found = true;
        *list_n = list.n - rest.n;
    }
    return found;
}

static bool read_list(struct archive_writer *w, struct buf *out)
{
    char piece[4096];
    ssize_t n = 1;
    while (n > 0 && out->n < LIST_MAX_BYTES) {
        n = pread(w->list_fd, piece, sizeof piece, (off_t)out->n);
        buf_add(out, (struct str){piece, n > 0 ? (size_t)n : 0});
    }
    return n == 0 && !buf_failed(out);
}

/* True if what is there was begun for the same key, and the files of the list are remembered. */
static bool can_resume(struct archive_writer *w, const struct archive_key *seal,
                       struct list_place *place)
{
    unsigned char head[PACK_HEAD_BYTES];
    unsigned char wanted[PACK_HEAD_BYTES];
    struct archive_head h = {.sealed = seal != NULL};
    struct buf list;
    struct stat st;
    size_t list_n = 0;
    buf_init(&list, NULL);
    if (seal)
        h.public_key = *seal;
    packer_head_write(&h, wanted);
    bool good = pread(w->fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
                memcmp(head, wanted, sizeof head) == 0 && read_list(w, &list) &&
                last_place(buf_view(&list), place, &list_n) && fstat(w->fd, &st) == 0 &&
                (uint64_t)st.st_size >= place->place.at_bytes;
    struct str rest = str_first(buf_view(&list), list_n);
    struct str line;
    while (good && str_next_line(&rest, &line))
        if (str_starts(line, STR("file ")))
            good = remember(w, str_from(line, 5));
    good = good && w->done.n == place->files &&
           ftruncate(w->fd, (off_t)place->place.at_bytes) == 0 && lseek(w->fd, 0, SEEK_END) >= 0 &&
           ftruncate(w->list_fd, (off_t)list_n) == 0 && lseek(w->list_fd, 0, SEEK_END) >= 0;
    buf_release(&list);
    return good;
}

/* ---- opening ---- */

static enum rc open_files(struct archive_writer *w, struct err *e)
{
    struct stat st;
    if (lstat(w->path, &st) == 0)
        return fail(e, RC_CONFLICT, "%s: is there already", w->path);
    w->fd = open(w->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (w->fd < 0)
        return io_failure(w->part, "cannot be made", e);
    if (flock(w->fd, LOCK_EX | LOCK_NB) != 0)
        return fail(e, RC_CONFLICT, "%s: another loa backup writes it", w->part);
    w->list_fd = open(w->list, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    return w->list_fd < 0 ? io_failure(w->list, "cannot be made", e) : RC_OK;
}

static enum rc start_pack(struct archive_writer *w, const struct archive_key *seal, struct err *e)
{
    struct list_place place = {0};
    struct pack_sink sink = {write_part, w};
    if (can_resume(w, seal, &place)) {
        w->resumed = w->totals.files = place.files;
        w->totals.file_bytes = place.file_bytes;
        return packer_new(sink, seal, &place.place, &w->pack, e);
    }
    arena_release(&w->names);
    map_init(&w->done, &w->names);
    if (ftruncate(w->fd, 0) != 0 || ftruncate(w->list_fd, 0) != 0 ||
        lseek(w->fd, 0, SEEK_SET) != 0 || lseek(w->list_fd, 0, SEEK_SET) != 0)
        return io_failure(w->part, "cannot be emptied", e);
    return packer_new(sink, seal, NULL, &w->pack, e);
}

enum rc archive_writer_open(const char *path, const struct archive_key *seal,
                            struct archive_writer **out, struct err *e)
{
    struct archive_writer *w = mem_alloc(sizeof *w);
    if (!w)
        return fail(e, RC_NOMEM, "out of memory");
    w->fd = w->list_fd = -1;
    arena_init(&w->names, NAMES_MAX_BYTES);
    arena_init(&w->arena, PATH_MAX_BYTES);
    map_init(&w->done, &w->names);
    buf_init(&w->lines, NULL);
    w->path = str_cstr(&w->arena, str_view(path));
    w->part = str_cstr(&w->arena, str_format(&w->arena, "%s.part", path));
    w->list = str_cstr(&w->arena, str_format(&w->arena, "%s.part.list", path));
    enum rc rc = arena_failed(&w->arena) ? fail(e, RC_NOMEM, "out of memory") : open_files(w, e);
    if (!rc)
        rc = start_pack(w, seal, e);
    if (rc)
        archive_writer_close(w);
    else
        *out = w;
    return rc;
}

void archive_writer_close(struct archive_writer *w)
{
    if (!w)
        return;
    packer_free(w->pack);
    buf_release(&w->lines);
    if (w->list_fd >= 0)
        close(w->list_fd);
    if (w->fd >= 0)
        close(w->fd);
    arena_release(&w->names);
    arena_release(&w->arena);
    mem_free(w);
}

uint64_t archive_writer_resumed(const struct archive_writer *w)
{
    return w->resumed;
}

bool archive_writer_has(const struct archive_writer *w, struct str name)
{
    void *value = NULL;
    return map_get(&w->done, name, &value);
}

void archive_writer_volatile(struct archive_writer *w)
{
    w->is_volatile = true;
}

/* ---- records ---- */

static enum rc put(struct archive_writer *w, const void *p, size_t n, struct err *e)
{
    return packer_put(w->pack, (struct str){p, n}, e);
}

enum rc archive_write_begin(struct archive_writer *w, const struct archive_file *file,
                            struct err *e)
{
    unsigned char head[1 + RECORD_FILE_BYTES] = {RECORD_FILE};
    if (!archive_name_is_safe(file->name) || archive_writer_has(w, file->name))
        return fail(e, RC_INVALID, "%.*s: a name that a backup cannot hold", STR_ARG(file->name));
    if (w->totals.files >= ARCHIVE_FILES_MAX)
        return fail(e, RC_LIMIT, "more than %d files", ARCHIVE_FILES_MAX);
    buf_addf(&w->lines, "file %.*s\n", STR_ARG(file->name));
    if (!remember(w, file->name) || buf_failed(&w->lines))
        return fail(e, RC_NOMEM, "out of memory");
    w->size_bytes = file->size_bytes;
    w->file_bytes = 0;
    memset(w->piece.chain, 0, sizeof w->piece.chain);
    record_number(head + 1, file->name.n, 2);
    record_number(head + 3, file->size_bytes, 8);
    record_number(head + 11, (uint64_t)file->changed_ms, 8);
    record_number(head + 19, file->mode, 4);
    enum rc rc = put(w, head, sizeof head, e);
    return rc ? rc : put(w, file->name.p, file->name.n, e);
}

enum rc archive_write_bytes(struct archive_writer *w, struct str bytes, struct err *e)
{
    enum rc rc = RC_OK;
    if (bytes.n > w->size_bytes - w->file_bytes)
        return fail(e, RC_LIMIT, "a file is larger than announced");
    w->file_bytes += bytes.n;
    while (!rc && bytes.n) {
        unsigned char head[5] = {RECORD_BYTES};
        struct str piece = str_first(bytes, RECORD_PIECE_MAX_BYTES);
        bytes = str_from(bytes, piece.n);
        memcpy(w->piece.bytes, piece.p, piece.n);
        record_chain(&w->piece, piece.n);
        record_number(head + 1, piece.n, 4);
        rc = put(w, head, sizeof head, e);
        if (!rc)
            rc = put(w, piece.p, piece.n, e);
    }
    return rc;
}

enum rc archive_write_end(struct archive_writer *w, struct err *e)
{
    unsigned char end[1 + RECORD_END_BYTES] = {RECORD_END};
    record_number(end + 1, w->file_bytes, 8);
    memcpy(end + 9, w->piece.chain, HASH_CONTENT_BYTES);
    enum rc rc = put(w, end, sizeof end, e);
    if (rc)
        return rc;
    w->totals.files++;
    w->totals.file_bytes += w->file_bytes;
    bool keeps = !w->is_volatile && packer_segment_bytes(w->pack) >= SEGMENT_BYTES;
    return keeps ? keep_segment(w, e) : RC_OK;
}

enum rc archive_writer_finish(struct archive_writer *w, struct archive_totals *out, struct err *e)
{
    unsigned char totals[1 + RECORD_TOTALS_BYTES] = {RECORD_TOTALS};
    record_number(totals + 1, w->totals.files, 8);
    record_number(totals + 9, w->totals.file_bytes, 8);
    enum rc rc = put(w, totals, sizeof totals, e);
    if (!rc)
        rc = packer_end_segment(w->pack, true, e);
    if (rc)
        return rc;
    if (fsync(w->fd) != 0)
        return io_failure(w->part, "cannot be brought to the disk", e);
    if (renameat2(AT_FDCWD, w->part, AT_FDCWD, w->path, RENAME_NOREPLACE) != 0)
        return io_failure(w->path, "cannot get its name", e);
    (void)unlink(w->list);
    if (!folder_sync_of(w->path))
        rc = io_failure(w->path, "its folder cannot be synced", e);
    w->totals.packed_bytes = packer_place(w->pack).at_bytes;
    if (!rc)
        *out = w->totals;
    return rc;
}
