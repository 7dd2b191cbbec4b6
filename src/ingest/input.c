#include "ingest/input.h"

#include "base/clock.h"
#include "base/mem.h"
#include "source/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct input {
    int fd;
    bool owns_fd;
    off_t begin;           /* where the file stood when it was given */
    struct unpack *unpack; /* NULL: not packed */
    enum unpack_kind kind;
    bool at_end; /* of the file */
    bool broken;
    uint64_t read_bytes;
    uint64_t total_bytes;
    int64_t modified_ms;
    struct str ready; /* read, and not given out or unpacked */
    char bytes[INPUT_READ_BYTES];
};

static enum rc fail_errno(struct err *e, int code)
{
    char words[128];
    const char *text = strerror_r(code, words, sizeof words);
    return fail(e, code == ENOENT ? RC_NOTFOUND : RC_IO, "%s", text);
}

/* Adds what the next read gives behind what is ready, which stands at the start of bytes. */
static enum rc read_more(struct input *in, struct err *e)
{
    if (in->ready.n && in->ready.p != in->bytes)
        memmove(in->bytes, in->ready.p, in->ready.n);
    in->ready.p = in->bytes;
    while (!in->at_end && in->ready.n < INPUT_READ_BYTES) {
        ssize_t got = read(in->fd, in->bytes + in->ready.n, INPUT_READ_BYTES - in->ready.n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(e, errno);
        in->at_end = got == 0;
        in->read_bytes += (uint64_t)got;
        in->ready.n += (size_t)got;
        break;
    }
    return RC_OK;
}

static enum rc look_at(struct input *in, struct err *e)
{
    struct stat st;
    if (fstat(in->fd, &st) != 0)
        return fail_errno(e, errno);
    if (S_ISDIR(st.st_mode))
        return fail(e, RC_INVALID, "is a folder");
    in->begin = S_ISREG(st.st_mode) ? lseek(in->fd, 0, SEEK_CUR) : 0;
    in->modified_ms = S_ISREG(st.st_mode) ? (int64_t)st.st_mtim.tv_sec * 1000 : CLOCK_NONE;
    in->total_bytes = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    return RC_OK;
}

static enum rc open_fd(struct input *in, const char *path, struct err *e)
{
    if (strcmp(path, "-") == 0) {
        in->fd = STDIN_FILENO;
        return look_at(in, e);
    }
    in->fd = open(path, O_RDONLY | O_CLOEXEC);
    in->owns_fd = in->fd >= 0;
    return in->owns_fd ? look_at(in, e) : fail_errno(e, errno);
}

/* Reads the first bytes, which say whether it is packed. */
static enum rc begin_reading(struct input *in, struct err *e)
{
    enum { MAGIC_BYTES = 4 };
    enum rc rc = RC_OK;
    while (!rc && in->ready.n < MAGIC_BYTES && !in->at_end)
        rc = read_more(in, e);
    if (!rc && unpack_recognise(in->ready, &in->kind))
        rc = unpack_new(in->kind, INPUT_MAX_BYTES, &in->unpack, e);
    if (!rc && in->unpack)
        unpack_give(in->unpack, in->ready);
    return rc;
}

enum rc input_open(const char *path, struct input **out, struct err *e)
{
    struct input *in = mem_alloc(sizeof *in);
    if (!in)
        return fail(e, RC_NOMEM, "out of memory");
    in->fd = -1;
    enum rc rc = open_fd(in, path, e);
    if (!rc)
        rc = begin_reading(in, e);
    if (rc)
        input_close(in);
    else
        *out = in;
    return rc;
}

enum rc input_again(struct input *in, struct err *e)
{
    if (lseek(in->fd, in->begin, SEEK_SET) < 0)
        return fail_errno(e, errno);
    unpack_free(in->unpack);
    in->unpack = NULL;
    in->at_end = false;
    in->read_bytes = 0;
    in->ready = STR("");
    return begin_reading(in, e);
}

void input_close(struct input *in)
{
    if (!in)
        return;
    unpack_free(in->unpack);
    if (in->owns_fd)
        close(in->fd);
    mem_free(in);
}

static enum rc next_plain(struct input *in, struct str *piece, struct err *e)
{
    enum rc rc = RC_OK;
    if (in->ready.n == 0)
        rc = read_more(in, e);
    *piece = in->ready;
    in->ready = STR("");
    return rc;
}

static enum rc next_unpacked(struct input *in, struct str *piece, struct err *e)
{
    for (;;) {
        enum rc rc = unpack_take(in->unpack, piece, e);
        in->ready = unpack_rest(in->unpack);
        if (rc || piece->n)
            return rc;
        if (in->at_end && in->ready.n == 0 && unpack_may_end(in->unpack))
            return RC_OK;
        if (in->at_end)
            return fail(e, RC_CORRUPT, "ends in the middle (cut off?)");
        rc = read_more(in, e);
        if (rc)
            return rc;
        unpack_give(in->unpack, in->ready);
    }
}

enum rc input_next(struct input *in, struct str *piece, struct err *e)
{
    *piece = STR("");
    return in->unpack ? next_unpacked(in, piece, e) : next_plain(in, piece, e);
}

bool input_mend(struct input *in)
{
    enum { SIGN_BYTES = 4 };
    struct err ignored;
    if (!in->unpack)
        return false;
    for (;;) {
        for (; in->ready.n >= SIGN_BYTES; in->ready = str_from(in->ready, 1))
            if (unpack_begins(in->kind, in->ready)) {
                unpack_again(in->unpack);
                unpack_give(in->unpack, in->ready);
                return true;
            }
        if (in->at_end || read_more(in, &ignored))
            return false;
    }
}

struct input_progress input_progress(const struct input *in)
{
    return (struct input_progress){in->read_bytes, in->total_bytes};
}

int64_t input_modified_ms(const struct input *in)
{
    return in->modified_ms;
}

/* ---- what came through a pipe ---- */

struct input_copy {
    int fd;
    uint64_t bytes;
};

enum rc input_copy_new(struct input_copy **out, struct err *e)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of this program sets it */
    const char *folder = getenv("TMPDIR");
    struct input_copy *copy = mem_alloc(sizeof *copy);
    if (!copy)
        return fail(e, RC_NOMEM, "out of memory");
    copy->fd =
        open(folder && folder[0] ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (copy->fd < 0)
        copy->fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (copy->fd < 0) {
        mem_free(copy);
        return fail(e, RC_IO, "no file can be made in TMPDIR to keep what comes through the pipe");
    }
    *out = copy;
    return RC_OK;
}

void input_copy_free(struct input_copy *copy)
{
    if (!copy)
        return;
    close(copy->fd);
    mem_free(copy);
}

enum rc input_copy_add(struct input_copy *copy, struct str piece, struct err *e)
{
    if (piece.n > INPUT_COPY_MAX_BYTES - copy->bytes)
        return fail(e, RC_LIMIT, "more than 1 TiB through a pipe; read it from a file");
    copy->bytes += piece.n;
    while (piece.n) {
        ssize_t n = write(copy->fd, piece.p, piece.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(e, RC_IO,
                        "what comes through the pipe cannot be kept in TMPDIR (error %d); read it "
                        "from a file",
                        errno);
        piece = str_from(piece, (size_t)n);
    }
    return RC_OK;
}

enum rc input_copy_open(struct input_copy *copy, struct input **out, struct err *e)
{
    struct input *in = mem_alloc(sizeof *in);
    if (!in)
        return fail(e, RC_NOMEM, "out of memory");
    in->fd = copy->fd;
    in->modified_ms = CLOCK_NONE;
    in->total_bytes = copy->bytes;
    if (lseek(in->fd, 0, SEEK_SET) < 0) { /* never packed: it was kept as it was read */
        input_close(in);
        return fail_errno(e, errno);
    }
    *out = in;
    return RC_OK;
}
