#include "site/ini_file.h"

#include "base/vec.h"

#include <fcntl.h>
#include <ini.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reading {
    struct arena *arena;
    struct vec entries;
    struct str rest;
};

static int take_entry(void *ctx, const char *section, const char *key, const char *value)
{
    struct reading *r = ctx;
    if (!value || r->entries.n >= INI_ENTRIES_MAX)
        return 0;
    struct ini_entry *entry = vec_push(&r->entries);
    if (!entry)
        return 0;
    entry->section = str_copy(r->arena, str_view(section));
    entry->key = str_copy(r->arena, str_view(key));
    entry->value = str_copy(r->arena, str_trim(str_view(value)));
    return 1;
}

/* libinih's reader interface: fgets over memory. */
static char *next_line(char *line, int size, void *ctx)
{
    struct reading *r = ctx;
    if (r->rest.n == 0 || size < 2)
        return NULL;
    size_t end = str_find_byte(r->rest, '\n');
    size_t n = end < r->rest.n ? end + 1 : end;
    if (n > (size_t)size - 1)
        n = (size_t)size - 1;
    memcpy(line, r->rest.p, n);
    line[n] = '\0';
    r->rest = str_from(r->rest, n);
    return line;
}

enum rc ini_read(struct arena *a, struct str name, struct str text, struct ini *out, struct err *e)
{
    if (text.n > INI_MAX_BYTES)
        return fail(e, RC_LIMIT, "%.*s: larger than %d bytes", STR_ARG(name), INI_MAX_BYTES);
    struct reading r = {.arena = a, .entries = VEC(struct ini_entry, a), .rest = text};
    int line = ini_parse_stream(next_line, &r, take_entry, &r);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "%.*s: out of memory", STR_ARG(name));
    if (r.entries.n >= INI_ENTRIES_MAX)
        return fail(e, RC_LIMIT, "%.*s: more than %d keys", STR_ARG(name), INI_ENTRIES_MAX);
    if (line)
        return fail(e, RC_INVALID, "%.*s, line %d: neither [section] nor key = value",
                    STR_ARG(name), line);
    *out =
        (struct ini){.name = str_copy(a, name), .entries = r.entries.p, .entries_n = r.entries.n};
    return RC_OK;
}

enum rc ini_read_file(struct arena *a, const char *path, struct ini *out, struct err *e)
{
    enum rc rc = RC_OK;
    struct stat st;
    size_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(e, RC_NOTFOUND, "%s: cannot be opened", path);
    char *text = arena_alloc(a, INI_MAX_BYTES + 1);
    if (!text || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        rc = fail(e, RC_IO, "%s: not a file that can be read", path);
        goto out;
    }
    while (got <= INI_MAX_BYTES) {
        ssize_t n = read(fd, text + got, INI_MAX_BYTES + 1 - got);
        if (n < 0) {
            rc = fail(e, RC_IO, "%s: cannot be read", path);
            goto out;
        }
        if (n == 0)
            break;
        got += (size_t)n;
    }
    rc = ini_read(a, str_view(path), (struct str){text, got}, out, e);
out:
    close(fd);
    return rc;
}

struct str ini_value(const struct ini *ini, struct str section, struct str key)
{
    for (size_t i = ini->entries_n; i > 0; i--) {
        const struct ini_entry *entry = &ini->entries[i - 1];
        if (str_eq(entry->section, section) && str_eq(entry->key, key))
            return entry->value;
    }
    return STR("");
}

bool ini_next_item(struct str *rest, struct str *item)
{
    while (str_next(rest, ',', item)) {
        *item = str_trim(*item);
        if (item->n)
            return true;
    }
    return false;
}

bool ini_yes(struct str value, bool fallback)
{
    static const struct str yes[] = {STR_INIT("yes"), STR_INIT("true"), STR_INIT("1"),
                                     STR_INIT("có")};
    static const struct str no[] = {STR_INIT("no"), STR_INIT("false"), STR_INIT("0"),
                                    STR_INIT("không")};
    for (size_t i = 0; i < COUNT_OF(yes); i++)
        if (str_eq(value, yes[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(no); i++)
        if (str_eq(value, no[i]))
            return false;
    return fallback;
}
