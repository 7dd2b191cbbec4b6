#include "app/folder.h"

#include "app/rules.h"
#include "site/ini_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const file_names[] = {
#define X(name, file) [name] = (file),
    FOLDER_FILE_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(file_names) == FOLDER_FILE_COUNT, "every file has its name");

enum { PATH_ARENA_BYTES = 64 << 10 };

const char *folder_path(struct arena *a, const char *folder, enum folder_file file)
{
    return str_cstr(a, str_format(a, "%s/%s", folder, file_names[file]));
}

enum rc folder_origin(struct arena *a, const char *folder, struct str *out, struct err *e)
{
    struct ini conf;
    enum rc rc = ini_read_file(a, folder_path(a, folder, FOLDER_CONF), &conf, e);
    if (!rc)
        *out = ini_value(&conf, STR("site"), STR("origin"));
    while (!rc && str_ends(*out, STR("/")))
        out->n--;
    return rc;
}

static enum rc check(struct arena *a, const char *path, struct err *e)
{
    static const enum folder_file needed[] = {FOLDER_CONF, FOLDER_DB};
    struct stat st;
    if (stat(path, &st) != 0)
        return errno == ENOENT
                   ? fail(e, RC_NOTFOUND, "%s: there is no such folder (loa init makes one)", path)
                   : fail(e, RC_IO, "%s: %s", path, strerrordesc_np(errno));
    if (!S_ISDIR(st.st_mode))
        return fail(e, RC_NOTFOUND, "%s: not a folder", path);
    if (access(path, R_OK | X_OK) != 0)
        return fail(e, RC_IO, "%s: %s", path, strerrordesc_np(errno));
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (stat(folder_path(a, path, needed[i]), &st) != 0)
            return fail(e, RC_NOTFOUND, "%s: not a Loa site: %s is missing (loa init makes one)",
                        path, file_names[needed[i]]);
    return RC_OK;
}

enum rc folder_check(const char *path, struct err *e)
{
    struct arena a;
    arena_init(&a, PATH_ARENA_BYTES);
    enum rc rc = check(&a, path, e);
    arena_release(&a);
    return rc;
}

enum rc folder_open_with(const char *path, struct store_options options, struct folder *out,
                         struct err *e)
{
    struct folder f = {0};
    struct arena a;
    arena_init(&a, PATH_ARENA_BYTES);
    enum rc rc = check(&a, path, e);
    if (!rc)
        rc = store_open(folder_path(&a, path, FOLDER_DB), options, &f.store, e);
    if (!rc)
        rc = store_reader_open(f.store, &f.reader, e);
    arena_release(&a);
    if (rc)
        folder_close(&f);
    else
        *out = f;
    return rc;
}

enum rc folder_open(const char *path, struct folder *out, struct err *e)
{
    struct folder f = {0};
    enum rc rc = folder_open_with(path, (struct store_options){0}, &f, e);
    if (!rc)
        rc = rules_ensure(path, &f, e);
    if (rc)
        folder_close(&f);
    else
        *out = f;
    return rc;
}

void folder_close(struct folder *f)
{
    if (f->reader)
        store_reader_close(f->reader);
    store_close(f->store);
    *f = (struct folder){0};
}
