#include "ingest/files.h"

#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct listing {
    struct arena *a;
    struct vec paths;   /* const char * */
    struct vec folders; /* struct folder, a stack */
    files_failed *failed;
    void *ctx;
};

struct folder {
    const char *path;
    size_t depth;
};

static enum rc fail_errno(struct err *e, int code)
{
    char words[128];
    const char *text = strerror_r(code, words, sizeof words);
    return fail(e, code == ENOENT ? RC_NOTFOUND : RC_IO, "%s", text);
}

static int compare_paths(const void *x, const void *y)
{
    const char *const *first = x;
    const char *const *second = y;
    return strcmp(*first, *second);
}

static void give_up(struct listing *l, const char *path, enum rc rc, const char *cause)
{
    struct err e;
    (void)fail(&e, rc, "%s", cause);
    l->failed(l->ctx, path, &e);
}

/* The entries of a folder, sorted. Links to folders are not followed. */
static struct vec entries_of(struct listing *l, const char *path)
{
    struct vec names = VEC(const char *, l->a);
    DIR *dir = opendir(path);
    if (!dir) {
        struct err e;
        (void)fail_errno(&e, errno);
        l->failed(l->ctx, path, &e);
        return names;
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this call's own */
    for (struct dirent *entry; names.n < FILES_MAX && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        const char **name = vec_push(&names);
        struct str full = str_format(l->a, "%s/%s", path, entry->d_name);
        if (name)
            *name = str_cstr(l->a, full);
    }
    closedir(dir);
    if (names.n)
        qsort(names.p, names.n, sizeof(const char *), compare_paths);
    return names;
}

/* Takes one path: a file is listed, a folder is listed with all that is in it, depth first. */
static void list_path(struct listing *l, const char *path, size_t depth)
{
    struct stat st;
    struct err e;
    bool is_stdin = depth == 0 && strcmp(path, "-") == 0;
    if (!is_stdin && stat(path, &st) != 0) {
        (void)fail_errno(&e, errno);
        l->failed(l->ctx, path, &e);
        return;
    }
    if (depth && !S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) { /* a pipe would wait for ever */
        give_up(l, path, RC_INVALID, "not a regular file");
        return;
    }
    if (is_stdin || !S_ISDIR(st.st_mode)) {
        const char **kept = l->paths.n < FILES_MAX ? vec_push(&l->paths) : NULL;
        if (kept)
            *kept = path;
        return;
    }
    struct stat own;
    if (depth && lstat(path, &own) == 0 && S_ISLNK(own.st_mode)) { /* may lead in a circle */
        give_up(l, path, RC_INVALID, "link to a folder, not followed");
        return;
    }
    if (depth >= FILES_DEPTH_MAX) {
        give_up(l, path, RC_LIMIT, "folders too deep");
        return;
    }
    struct folder *folder = vec_push(&l->folders);
    if (folder)
        *folder = (struct folder){path, depth};
}

struct files files_list(struct arena *a, const char *const *paths, size_t paths_n,
                        files_failed *failed, void *ctx)
{
    struct listing l = {.a = a,
                        .paths = VEC(const char *, a),
                        .folders = VEC(struct folder, a),
                        .failed = failed,
                        .ctx = ctx};
    for (size_t i = 0; i < paths_n; i++) {
        list_path(&l, paths[i], 0);
        while (l.folders.n) {
            struct folder top = *(struct folder *)vec_at(&l.folders, l.folders.n - 1);
            l.folders.n--;
            struct vec names = entries_of(&l, top.path);
            for (size_t k = 0; k < names.n; k++)
                list_path(&l, *(const char **)vec_at(&names, k), top.depth + 1);
        }
    }
    return (struct files){l.paths.p, l.paths.n};
}

static enum rc read_whole(int fd, size_t size, struct file *out, struct err *e)
{
    char *p = mem_alloc(size ? size : 1);
    if (!p)
        return fail(e, RC_NOMEM, "out of memory");
    size_t n = 0;
    while (n < size) {
        ssize_t got = read(fd, p + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            enum rc rc = fail_errno(e, errno);
            mem_free(p);
            return rc;
        }
        if (got == 0)
            break;
        n += (size_t)got;
    }
    out->owned = p;
    out->bytes = (struct str){p, n};
    return RC_OK;
}

enum rc file_read(const char *path, size_t max_bytes, struct file *out, struct err *e)
{
    enum rc rc = RC_OK;
    struct stat st;
    struct file f = {.modified_ms = 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail_errno(e, errno);
    if (fstat(fd, &st) != 0) {
        rc = fail_errno(e, errno);
        goto out;
    }
    if (!S_ISREG(st.st_mode)) {
        rc = fail(e, RC_INVALID, "not a regular file");
        goto out;
    }
    if ((uint64_t)st.st_size > max_bytes) {
        rc = fail(e, RC_LIMIT, "%lld bytes, at most %zu", (long long)st.st_size, max_bytes);
        goto out;
    }
    f.modified_ms = (int64_t)st.st_mtim.tv_sec * 1000;
    rc = read_whole(fd, (size_t)st.st_size, &f, e);
    if (!rc)
        *out = f;
out:
    close(fd);
    return rc;
}

void file_release(struct file *f)
{
    mem_free(f->owned);
    *f = (struct file){.owned = NULL};
}

uint64_t files_bytes(struct files files)
{
    uint64_t total = 0;
    struct stat st;
    for (size_t i = 0; i < files.n; i++) {
        if (strcmp(files.paths[i], "-") == 0)
            return 0;
        if (stat(files.paths[i], &st) == 0)
            total += S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    }
    return total;
}
