#include "app/conf_secret.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_MAX_BYTES = 4096 }; /* keys are some hundred; tokens of gateways longer */

bool conf_secret_is_text(struct str secret)
{
    for (size_t i = 0; i < secret.n; i++)
        if (secret.p[i] <= ' ' || secret.p[i] > '~')
            return false;
    return true;
}

/* What stands inside of the folder is in every backup. */
static bool is_inside(const char *folder, const char *path)
{
    char of_folder[PATH_MAX];
    char of_path[PATH_MAX];
    if (!realpath(folder, of_folder) || !realpath(path, of_path))
        return false;
    size_t n = strlen(of_folder);
    return strncmp(of_path, of_folder, n) == 0 && of_path[n] == '/';
}

static enum rc wrong(const struct conf_section *r, struct str key, const char *why)
{
    return fail(r->e, RC_INVALID, "loa.conf: [%.*s] %.*s %s", STR_ARG(r->name), STR_ARG(key), why);
}

enum rc conf_secret_read(const struct conf_section *r, struct str key, struct str *out)
{
    struct str name = conf_value(r, key);
    const char *path = str_cstr(r->a, name);
    char *bytes = arena_alloc(r->a, SECRET_MAX_BYTES);
    *out = STR("");
    if (name.n == 0)
        return RC_OK;
    if (!bytes || !path)
        return fail(r->e, RC_NOMEM, "out of memory");
    if (path[0] != '/')
        return wrong(r, key, "must begin with /");
    if (is_inside(r->folder, path))
        return wrong(r, key, "lies in the site's folder, which backups hold; keep it elsewhere");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(r->e, RC_NOTFOUND, "loa.conf: [%.*s] %.*s %s cannot be read", STR_ARG(r->name),
                    STR_ARG(key), path);
    ssize_t n = read(fd, bytes, SECRET_MAX_BYTES);
    close(fd);
    *out = n < 0 ? STR("") : str_trim((struct str){bytes, (size_t)n});
    if (n == SECRET_MAX_BYTES || out->n == 0 || !conf_secret_is_text(*out))
        return wrong(r, key, "holds no key");
    return RC_OK;
}
