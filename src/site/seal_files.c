#include "site/seal_files.h"

#include "base/folder_sync.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* The files of a site's folder that are sealed as the server loads them. */
static char names[][16] = {"loa.conf", "preset.ini"};

enum {
    FILE_MAX_BYTES = 4 << 20, /* more than ini_read_file takes */
    FILES_ARENA_BYTES = 16 << 20,
    PIECE_BYTES = 16 << 10,
};

/* ---- files ---- */

static enum rc read_all(int fd, struct buf *out)
{
    char piece[PIECE_BYTES];
    ssize_t n = 0;
    while ((n = read(fd, piece, sizeof piece)) > 0 && out->n <= FILE_MAX_BYTES)
        buf_add(out, (struct str){piece, (size_t)n});
    return n < 0 ? RC_IO : out->n > FILE_MAX_BYTES ? RC_LIMIT : RC_OK;
}

static enum rc file_hash(const char *folder, const char *name, struct hash_content *out,
                         struct err *e)
{
    struct arena a;
    struct buf bytes;
    arena_init(&a, FILES_ARENA_BYTES);
    buf_init(&bytes, &a);
    const char *path = str_cstr(&a, str_format(&a, "%s/%s", folder, name));
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    enum rc rc = fd >= 0 ? read_all(fd, &bytes) : errno == ENOENT ? RC_NOTFOUND : RC_IO;
    if (fd >= 0)
        close(fd);
    if (!rc && buf_failed(&bytes))
        rc = RC_NOMEM;
    if (rc)
        rc = fail(e, rc, "%s/%s: %s", folder, name, rc_words(rc));
    else
        *out = hash_content(buf_view(&bytes));
    arena_release(&a);
    return rc;
}

static void file_sealed(void *ctx, enum rc rc, const struct store_result *result,
                        const struct err *e)
{
    const char *name = ctx;
    if (rc)
        log_write(LOG_LEVEL_ERROR, "seal", "%s: not sealed: %s", name, e->text);
    else if (result->changed && !result->created)
        log_write(LOG_LEVEL_WARN, "seal", "%s: has changed and is sealed as it is now", name);
}

void seal_files_submit(struct store *store, const char *folder, int64_t now_ms)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct err e = {{0}};
        struct store_command c = {.kind = STORE_SEAL_FILE,
                                  .seal_file = {.name = str_view(names[i]), .now_ms = now_ms}};
        enum rc rc = file_hash(folder, names[i], &c.seal_file.content, &e);
        if (!rc)
            rc = store_submit(store, &c, file_sealed, names[i]);
        if (rc)
            log_write(LOG_LEVEL_ERROR, "seal", "%s: not sealed: %s %s", names[i], rc_words(rc),
                      e.text);
    }
}

/* True in *differs when the file was sealed and is not so now. */
static enum rc compare(struct store_reader *r, const char *folder, struct store_finding *f,
                       bool *differs, struct err *e)
{
    struct hash_content sealed;
    struct hash_content now;
    *differs = false;
    enum rc rc = store_sealed_file(r, f->name, &sealed, &f->seq, e);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    rc = file_hash(folder, f->name.p, &now, e);
    *differs = rc == RC_NOTFOUND || (!rc && !seal_hash_eq(&now, &sealed));
    f->kind = rc == RC_NOTFOUND ? FINDING_REMOVED : FINDING_CHANGED;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc seal_files_verify(struct store_reader *r, const char *folder,
                          void (*tell)(void *ctx, const struct store_finding *finding), void *ctx,
                          struct err *e)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(names) && !rc; i++) {
        struct store_finding f = {.thing = SEAL_FILE, .name = str_view(names[i])};
        bool differs = false;
        rc = compare(r, folder, &f, &differs, e);
        if (differs)
            tell(ctx, &f);
    }
    return rc;
}

/* ---- heads ---- */

enum rc seal_line_append(const char *path, struct str line, struct err *e)
{
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
    bool written = fd >= 0 && write(fd, line.p, line.n) == (ssize_t)line.n && fsync(fd) == 0 &&
                   folder_sync_of(path);
    if (fd >= 0)
        written = close(fd) == 0 && written;
    return written ? RC_OK
                   : fail(e, RC_IO, "%s: the chain's head cannot be written", path ? path : "");
}

enum rc seal_head_line(struct store_reader *r, struct arena *a, struct str *line, struct err *e)
{
    struct buf b;
    struct seal head;
    buf_init(&b, a);
    enum rc rc = store_seal_head(r, a, &head, e);
    if (rc)
        return rc;
    seal_head_json(&b, &head);
    *line = buf_view(&b);
    return buf_failed(&b) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

enum rc seal_head_leave(struct store_reader *r, const char *folder, struct str other, struct err *e)
{
    struct arena a;
    struct str line;
    arena_init(&a, FILES_ARENA_BYTES);
    enum rc rc = seal_head_line(r, &a, &line, e);
    if (!rc)
        rc = seal_line_append(str_cstr(&a, str_format(&a, "%s/heads.jsonl", folder)), line, e);
    if (!rc && other.n)
        rc = seal_line_append(str_cstr(&a, str_format(&a, "%.*s/heads.jsonl", STR_ARG(other))),
                              line, e);
    arena_release(&a);
    return rc;
}
