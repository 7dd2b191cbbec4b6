#include "site/copy_folder.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    COMPARE_BYTES = 64 << 10,
    FILE_MODE = 0644,
    DIRECTORY_MODE = 0755,
};

static const char *const PART_NAME = ".loa-part"; /* beside the file it will replace */

static enum rc io_failure(struct err *e, const char *what, struct str name)
{
    return fail(e, errno == EACCES ? RC_DENIED : RC_IO, "%.*s: %s (%s)", STR_ARG(name), what,
                strerrorname_np(errno));
}

/* ---- opening ---- */

enum rc copy_folder_open(const char *path, struct copy_folder *out, struct err *e)
{
    *out = (struct copy_folder){.fd = -1, .parent_fd = -1};
    if (mkdir(path, DIRECTORY_MODE) != 0 && errno != EEXIST)
        return io_failure(e, "cannot be made", str_view(path));
    out->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->fd < 0)
        return io_failure(e, "cannot be opened", str_view(path));
    out->buffer = mem_alloc(COMPARE_BYTES);
    if (out->buffer)
        return RC_OK;
    close(out->fd);
    return fail(e, RC_NOMEM, "out of memory");
}

void copy_folder_close(struct copy_folder *f)
{
    if (f->parent_fd >= 0)
        close(f->parent_fd);
    close(f->fd);
    mem_free(f->buffer);
}

/* ---- names ---- */

static bool is_word(struct str word)
{
    if (word.n == 0 || word.n > COPY_NAME_BYTES_MAX || word.p[0] == '.' ||
        str_eq(word, STR("*"))) /* any word, in a former system's address: no file is all of them */
        return false;
    for (size_t i = 0; i < word.n; i++)
        if ((unsigned char)word.p[i] < ' ' || word.p[i] == 0x7f)
            return false;
    return true;
}

struct str copy_folder_name(struct arena *a, struct str path)
{
    struct str rest = str_from(path, 1);
    struct str name = rest;
    struct str word;
    if (!str_starts(path, STR("/")) || path.n > COPY_PATH_BYTES_MAX - sizeof "index.html")
        return STR("");
    if (rest.n == 0)
        return STR("index.html");
    if (str_ends(rest, STR("/"))) {
        rest.n--;
        name = str_concat(a, name, STR("index.html"));
    }
    while (str_next(&rest, '/', &word))
        if (!is_word(word))
            return STR("");
    return name;
}

/* ---- directories ---- */

/* Opens the directory at path below the folder word by word, making what is missing and following no
 * link. */
static int open_directory(const struct copy_folder *f, struct str path)
{
    char text[COPY_NAME_BYTES_MAX + 1];
    struct str word;
    int at = f->fd;
    while (str_next(&path, '/', &word)) {
        memcpy(text, word.p, word.n);
        text[word.n] = '\0';
        bool there = mkdirat(at, text, DIRECTORY_MODE) == 0 || errno == EEXIST;
        int next = there ? openat(at, text, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;
        int why = errno;
        if (at != f->fd)
            close(at);
        at = next;
        errno = why;
        if (at < 0)
            break;
    }
    return at;
}

/* The directory of name; *last is what stands behind its last '/'. -1: errno says why. */
static int directory_of(struct copy_folder *f, struct str name, const char **last, char *text)
{
    size_t slash = str_find_last_byte(name, '/');
    struct str parent = slash < name.n ? str_first(name, slash) : STR("");
    struct str file = slash < name.n ? str_from(name, slash + 1) : name;
    memcpy(text, file.p, file.n);
    text[file.n] = '\0';
    *last = text;
    if (parent.n == 0)
        return f->fd;
    if (f->parent_fd >= 0 && str_eq(parent, f->parent))
        return f->parent_fd;
    int fd = open_directory(f, parent);
    if (fd < 0)
        return -1;
    if (f->parent_fd >= 0)
        close(f->parent_fd);
    f->parent_fd = fd;
    memcpy(f->parent_text, parent.p, parent.n);
    f->parent = (struct str){f->parent_text, parent.n};
    return fd;
}

/* ---- bytes ---- */

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* What is to be written: segments, or a file. */
struct content {
    const struct page_segment *segments;
    size_t segments_n;
    int fd; /* -1: segments */
    int64_t size_bytes;
};

static bool put_content(const struct content *c, int to)
{
    off_t at = 0;
    for (size_t i = 0; c->fd < 0 && i < c->segments_n; i++)
        if (!write_all(to, c->segments[i].p, c->segments[i].n))
            return false;
    while (c->fd >= 0 && at < c->size_bytes) {
        ssize_t sent = sendfile(to, c->fd, &at, (size_t)(c->size_bytes - at));
        if (sent == 0)
            errno = EIO; /* it has become shorter */
        if (sent <= 0)
            return false;
    }
    return true;
}

/* True when the next n bytes of the open file are those at p. */
static bool same_bytes(const struct copy_folder *f, int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t got = read(fd, f->buffer, n < COMPARE_BYTES ? n : COMPARE_BYTES);
        if (got <= 0 || memcmp(f->buffer, p, (size_t)got) != 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* True when the file is there and holds the content already. Files are named by their content, so
 * that their size will do. */
static bool is_there(const struct copy_folder *f, int dir, const char *file,
                     const struct content *c)
{
    struct stat st;
    int fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == c->size_bytes;
    for (size_t i = 0; same && i < c->segments_n; i++)
        same = same_bytes(f, fd, c->segments[i].p, c->segments[i].n);
    close(fd);
    return same;
}

static enum rc finish_file(int fd, const struct content *c, struct str name, struct err *e)
{
    bool whole = put_content(c, fd);
    int why = errno;
    if (close(fd) == 0 && whole)
        return RC_OK;
    errno = whole ? errno : why;
    return io_failure(e, "cannot be written", name);
}

/* In the place of the file that is there, in one step. */
static enum rc replace(int dir, const char *file, const struct content *c, struct str name,
                       struct err *e)
{
    int fd =
        openat(dir, PART_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return io_failure(e, "cannot be written", name);
    enum rc rc = finish_file(fd, c, name, e);
    if (!rc && renameat(dir, PART_NAME, dir, file) != 0)
        rc = io_failure(e, "cannot be replaced", name);
    if (rc)
        (void)unlinkat(dir, PART_NAME, 0);
    return rc;
}

static enum rc put(struct copy_folder *f, struct str name, const struct content *c, bool *changed,
                   struct err *e)
{
    char text[COPY_NAME_BYTES_MAX + 1];
    const char *file = NULL;
    int dir = directory_of(f, name, &file, text);
    *changed = false;
    if (dir < 0)
        return io_failure(e, "its directory cannot be made", name);
    int fd = openat(dir, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    *changed = fd >= 0 || !is_there(f, dir, file, c);
    if (fd < 0 && errno != EEXIST && *changed)
        return io_failure(e, "cannot be made", name);
    if (!*changed)
        return RC_OK;
    enum rc rc = fd >= 0 ? finish_file(fd, c, name, e) : replace(dir, file, c, name, e);
    if (rc && fd >= 0)
        (void)unlinkat(dir, file, 0); /* half a file is none */
    return rc;
}

enum rc copy_folder_write(struct copy_folder *f, struct str name,
                          const struct page_segment *segments, size_t n, bool *changed,
                          struct err *e)
{
    struct content c = {.segments = segments, .segments_n = n, .fd = -1};
    for (size_t i = 0; i < n; i++)
        c.size_bytes += (int64_t)segments[i].n;
    return put(f, name, &c, changed, e);
}

enum rc copy_folder_take(struct copy_folder *f, struct str name, int fd, int64_t size_bytes,
                         bool *changed, struct err *e)
{
    struct content c = {.fd = fd, .size_bytes = size_bytes};
    return put(f, name, &c, changed, e);
}

enum rc copy_folder_remove(struct copy_folder *f, struct str name, struct err *e)
{
    char text[COPY_PATH_BYTES_MAX];
    memcpy(text, name.p, name.n);
    text[name.n] = '\0';
    if (unlinkat(f->fd, text, 0) != 0)
        return errno == ENOENT || errno == ENOTDIR ? RC_OK
                                                   : io_failure(e, "cannot be removed", name);
    for (char *slash = strrchr(text, '/'); slash; slash = strrchr(text, '/')) {
        *slash = '\0';
        if (unlinkat(f->fd, text, AT_REMOVEDIR) != 0)
            break; /* others are in it */
    }
    if (f->parent_fd >= 0)
        close(f->parent_fd);
    f->parent_fd = -1; /* it may be one of the removed */
    return RC_OK;
}
