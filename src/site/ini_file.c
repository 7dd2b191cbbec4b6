#include "site/ini_file.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct reading {
    struct arena *arena;
    struct str section;
    struct vec entries; /* struct ini_entry */
    size_t line_n;      /* of the line being read */
};

/* Reads one line; what is wrong with it, or NULL. */
static const char *read_line(struct reading *r, struct str line)
{
    line = str_trim(line);
    size_t equals = str_find_byte(line, '=');
    struct str key = str_trim(str_first(line, equals));
    if (!utf8_valid(line, NULL))
        return "not UTF-8";
    if (line.n == 0 || line.p[0] == ';' || line.p[0] == '#')
        return NULL;
    if (line.p[0] == '[') {
        r->section = str_copy(r->arena, str_slice(line, 1, line.n - 1));
        return str_ends(line, STR("]")) ? NULL : "[section] is not closed";
    }
    if (equals == line.n || key.n == 0)
        return "neither [section] nor key = value";
    struct ini_entry *entry = vec_push(&r->entries);
    if (entry)
        *entry =
            (struct ini_entry){.section = r->section,
                               .key = str_copy(r->arena, key),
                               .value = str_copy(r->arena, str_trim(str_from(line, equals + 1))),
                               .line = r->line_n};
    return NULL;
}

/* No libinih: it cuts lines at 200 bytes and names at 50, too short for Vietnamese sentences, and
 * takes " ;" inside a value for a comment. */
enum rc ini_read(struct arena *a, struct str name, struct str text, struct ini *out, struct err *e)
{
    struct reading r = {.arena = a, .entries = VEC(struct ini_entry, a)};
    struct str line;
    if (text.n > INI_MAX_BYTES)
        return fail(e, RC_LIMIT, "%.*s: larger than %d bytes", STR_ARG(name), INI_MAX_BYTES);
    if (str_starts(text, STR("\xEF\xBB\xBF"))) /* some editors begin a file with U+FEFF */
        text = str_from(text, 3);
    while (str_next_line(&text, &line)) {
        r.line_n++;
        const char *wrong = read_line(&r, line);
        if (wrong)
            return fail(e, RC_INVALID, "%.*s, line %zu: %s", STR_ARG(name), r.line_n, wrong);
        if (r.entries.n > INI_ENTRIES_MAX)
            return fail(e, RC_LIMIT, "%.*s: more than %d keys", STR_ARG(name), INI_ENTRIES_MAX);
    }
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "%.*s: out of memory", STR_ARG(name));
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

/* The last one of that name; NULL when there is none. */
static const struct ini_entry *find(const struct ini *ini, struct str section, struct str key)
{
    for (size_t i = ini->entries_n; i > 0; i--) {
        const struct ini_entry *entry = &ini->entries[i - 1];
        if (str_eq(entry->section, section) && str_eq(entry->key, key))
            return entry;
    }
    return NULL;
}

struct str ini_value(const struct ini *ini, struct str section, struct str key)
{
    const struct ini_entry *entry = find(ini, section, key);
    return entry ? entry->value : STR("");
}

const struct ini_entry *ini_next_overridden(const struct ini *ini, size_t *at,
                                            const struct ini_entry **last)
{
    while (*at < ini->entries_n) {
        const struct ini_entry *entry = &ini->entries[(*at)++];
        *last = find(ini, entry->section, entry->key);
        if (*last != entry)
            return entry;
    }
    return NULL;
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
