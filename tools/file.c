#include "tools/file.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* path NUL-terminated for the system; false when it is too long. */
static bool path_z(struct str path, char z[PATH_MAX])
{
    int n = snprintf(z, PATH_MAX, "%.*s", STR_ARG(path));
    return n >= 0 && n < PATH_MAX;
}

enum rc file_read(struct arena *a, struct str path, size_t bytes_max, struct str *text,
                  struct err *e)
{
    char z[PATH_MAX];
    FILE *f = path_z(path, z) ? fopen(z, "rb") : NULL;
    if (!f)
        return fail(e, RC_NOTFOUND, "%.*s: cannot be opened", STR_ARG(path));
    struct buf b;
    buf_init(&b, a);
    char chunk[16384];
    size_t n = 0;
    while (b.n <= bytes_max && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_add(&b, (struct str){chunk, n});
    bool broken = ferror(f) != 0;
    (void)fclose(f);
    if (broken || buf_failed(&b))
        return fail(e, RC_IO, "%.*s: cannot be read", STR_ARG(path));
    if (b.n > bytes_max)
        return fail(e, RC_LIMIT, "%.*s: larger than %zu bytes", STR_ARG(path), bytes_max);
    *text = buf_view(&b);
    return RC_OK;
}

bool file_there(struct str path)
{
    char z[PATH_MAX];
    return path_z(path, z) && access(z, R_OK) == 0;
}

enum rc file_write(struct str path, struct str text, struct err *e)
{
    char z[PATH_MAX];
    FILE *f = path_z(path, z) ? fopen(z, "wb") : NULL;
    if (!f)
        return fail(e, RC_IO, "%.*s: cannot be made", STR_ARG(path));
    bool written = fwrite(text.p, 1, text.n, f) == text.n;
    if (fclose(f) != 0 || !written)
        return fail(e, RC_IO, "%.*s: cannot be written", STR_ARG(path));
    return RC_OK;
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    return str_compare(*x, *y);
}

enum rc file_list(struct arena *a, struct str folder, struct str ending, struct vec *paths,
                  struct err *e)
{
    char z[PATH_MAX];
    DIR *dir = path_z(folder, z) ? opendir(z) : NULL;
    if (!dir)
        return fail(e, RC_NOTFOUND, "%.*s: no such folder", STR_ARG(folder));
    size_t before = paths->n;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, one DIR */
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        struct str name = str_view(entry->d_name);
        if (str_starts(name, STR(".")) || !str_ends(name, ending))
            continue;
        struct str *path = vec_push(paths);
        if (path)
            *path = str_format(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
    }
    (void)closedir(dir);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    if (paths->n > before)
        qsort(vec_at(paths, before), paths->n - before, sizeof(struct str), by_bytes);
    return RC_OK;
}

struct str file_base(struct str path)
{
    size_t slash = str_find_last_byte(path, '/');
    return slash < path.n ? str_from(path, slash + 1) : path;
}

/* As make reads it: a space in a name is escaped. */
static void add_name(struct buf *b, struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == ' ')
            buf_add_byte(b, '\\');
        buf_add_byte(b, name.p[i]);
    }
}

enum rc file_write_depfile(struct arena *a, struct str depfile, struct str target,
                           struct str folder, const struct vec *paths, struct err *e)
{
    struct buf b;
    buf_init(&b, a);
    add_name(&b, target);
    buf_add(&b, STR(": "));
    add_name(&b, folder);
    for (size_t i = 0; i < paths->n; i++) {
        const struct str *path = vec_at(paths, i);
        buf_add(&b, STR(" \\\n "));
        add_name(&b, *path);
    }
    buf_add_byte(&b, '\n');
    return buf_failed(&b) ? fail(e, RC_NOMEM, "out of memory")
                          : file_write(depfile, buf_view(&b), e);
}
