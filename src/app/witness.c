#include "app/witness.h"

#include "app/conf_section.h"
#include "article/seal.h"
#include "base/hex.h"
#include "base/log.h"
#include "site/seal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAIL_BYTES = 2 * WITNESS_LINE_MAX_BYTES }; /* holds the last line */

/* ---- loa.conf ---- */

/* A name is a file's: letters, digits and hyphens. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!byte_is_digit(name.p[i]) && !(name.p[i] >= 'a' && name.p[i] <= 'z') &&
            name.p[i] != '-')
            return false;
    return name.n > 0 && name.n <= WITNESS_NAME_MAX_BYTES;
}

enum rc witness_open(struct witness *w, struct arena *a, const char *folder, struct err *e)
{
    struct conf_section r = {.a = a, .folder = folder, .name = STR("witness"), .e = e};
    *w = (struct witness){.folder = folder, .lock = PTHREAD_MUTEX_INITIALIZER};
    enum rc rc = conf_section_read(&r);
    for (size_t i = 0; i < r.ini.entries_n && !rc; i++) {
        const struct ini_entry *entry = &r.ini.entries[i];
        if (!str_eq(entry->section, r.name))
            continue;
        if (w->sites_n == WITNESS_SITES_MAX)
            return fail(e, RC_LIMIT, "loa.conf: [witness] names more than %d sites",
                        WITNESS_SITES_MAX);
        struct witness_site *site = &w->sites[w->sites_n++];
        site->name = entry->key;
        if (!is_name(entry->key) ||
            !hex_read(entry->value, site->key.bytes, sizeof site->key.bytes))
            rc = fail(e, RC_INVALID,
                      "loa.conf: [witness] %.*s: a name of a-z, 0-9 and -, and a key of 64 digits "
                      "(loa key SITE show)",
                      STR_ARG(entry->key));
    }
    return rc;
}

void witness_close(struct witness *w)
{
    if (w->folder)
        pthread_mutex_destroy(&w->lock);
}

/* ---- heads ---- */

static const struct witness_site *site_of(const struct witness *w, const struct sign_public *key)
{
    for (size_t i = 0; i < w->sites_n; i++)
        if (sign_public_eq(&w->sites[i].key, key))
            return &w->sites[i];
    return NULL;
}

/* The head that was kept last; seq 0: none. */
static enum rc last_of(struct arena *a, const char *path, struct seal_head *out, struct err *e)
{
    char *tail = arena_alloc(a, TAIL_BYTES);
    *out = (struct seal_head){0};
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return path && errno == ENOENT ? RC_OK : fail(e, RC_IO, "%s: cannot be opened", path);
    off_t size = lseek(fd, 0, SEEK_END);
    off_t from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
    ssize_t n = tail ? pread(fd, tail, TAIL_BYTES, from) : -1;
    close(fd);
    if (n < 0)
        return fail(e, RC_IO, "%s: cannot be read", path);
    return n == 0 ? RC_OK : seal_head_read((struct str){tail, (size_t)n}, out, e);
}

/* Keeps a head that grew. RC_CONFLICT: it did not. */
static enum rc keep(const struct witness *w, struct arena *a, const struct witness_site *site,
                    struct str line, const struct seal_head *head, struct err *e)
{
    struct seal_head last;
    const char *folder = str_cstr(a, str_format(a, "%s/witness", w->folder));
    if (!folder || (mkdir(folder, 0755) != 0 && errno != EEXIST))
        return fail(e, RC_IO, "%s: cannot be made", folder ? folder : "witness");
    const char *path = str_cstr(a, str_format(a, "%s/%.*s.jsonl", folder, STR_ARG(site->name)));
    enum rc rc = last_of(a, path, &last, e);
    if (rc)
        return rc;
    bool same = head->seq == last.seq && seal_hash_eq(&head->hash, &last.hash);
    if (same)
        return RC_OK;
    if (head->seq <= last.seq)
        return fail(e, RC_CONFLICT, "%.*s: entry %lld after entry %lld: history cut or rewritten",
                    STR_ARG(site->name), (long long)head->seq, (long long)last.seq);
    return seal_line_append(path, str_format(a, "%.*s\n", STR_ARG(line)), e);
}

static int status_of(enum rc rc)
{
    return rc == RC_OK ? 204 : rc == RC_CONFLICT ? 409 : 503;
}

static void say(const struct wire_request *req, struct wire_response *res, int status,
                struct str words)
{
    wire_response_init(res, status);
    wire_header_add(res, STR("Cache-Control"), STR("no-store"));
    wire_header_add(res, STR("X-Content-Type-Options"), STR("nosniff"));
    if (status == 204)
        return;
    res->content_type = STR("text/plain; charset=utf-8");
    wire_body_set(res, req->arena, words);
}

bool witness_answer(struct witness *w, const struct wire_request *req, struct wire_response *res)
{
    struct sign_public key;
    struct seal_head head;
    struct err e = {{0}};
    if (w->sites_n == 0 || req->method != WIRE_POST || !str_eq(req->path, STR(WITNESS_PATH)))
        return false;
    struct str line = str_trim(req->body);
    if (line.n > WITNESS_LINE_MAX_BYTES || str_find_byte(line, '\n') < line.n ||
        !seal_head_holds(line, &key, &head)) {
        say(req, res, 400, STR("no head as loa head writes it\n"));
        return true;
    }
    const struct witness_site *site = site_of(w, &key);
    if (!site) {
        say(req, res, 403, STR("this key is not in [witness] of loa.conf\n"));
        return true;
    }
    pthread_mutex_lock(&w->lock);
    enum rc rc = keep(w, req->arena, site, line, &head, &e);
    pthread_mutex_unlock(&w->lock);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "witness", "%s%s", rc == RC_CONFLICT ? "ALARM: " : "", e.text);
    say(req, res, status_of(rc), str_format(req->arena, "%s\n", e.text));
    return true;
}
