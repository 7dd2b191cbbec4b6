#include "site/media_gate.h"

#include "base/log.h"
#include "site/sealed_row.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 64 << 10,
    BATCH = 500,                  /* media of one reading */
    BATCH_ARENA_BYTES = 16 << 20, /* their rows: at most some twenty lines of 120 bytes each */
    NAME_ARENA_BYTES = 64 << 10,
};

/* ---- a file ---- */

static bool file_hash(int fd, struct hash_content *out)
{
    static const off_t STEP = PIECE_BYTES;
    char piece[PIECE_BYTES];
    struct seal_row row;
    off_t at = 0;
    ssize_t n = STEP;
    seal_row_begin(&row);
    while (n > 0) {
        n = pread(fd, piece, sizeof piece, at);
        if (n > 0)
            seal_row_add_part(&row, (struct str){piece, (size_t)n});
        at += n > 0 ? n : 0;
    }
    *out = seal_row_end(&row);
    return n == 0;
}

/* True when the bytes at fd have that hash. */
static bool file_holds(struct arena *a, int fd, struct str wanted)
{
    struct hash_content hash;
    return file_hash(fd, &hash) && str_eq(hash_hex(a, hash.bytes, sizeof hash.bytes), wanted);
}

/* ---- serving ---- */

/* What a verdict is about: everything in the row, and which file it is. Who writes into a file, or puts another in its
 * place, cannot keep its change time. 0: it cannot be said. */
static uint64_t verdict_key(struct arena *a, const struct store_media *m, struct str path, int fd)
{
    struct stat st;
    uint64_t key = 0;
    if (fstat(fd, &st) != 0)
        return 0;
    struct str all =
        str_format(a, "%.*s\n%.*s\n%.*s\n%lld %lld %lld\n%.*s\n%llu %llu %lld %lld.%ld %lld.%ld",
                   STR_ARG(path), STR_ARG(m->path), STR_ARG(m->type), (long long)m->width_px,
                   (long long)m->height_px, (long long)m->size_bytes, STR_ARG(m->files),
                   (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
                   (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
                   (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
    struct hash_content hash = hash_content(all);
    for (size_t i = 0; i < sizeof key; i++)
        key = key << 8 | hash.bytes[i];
    return arena_failed(a) ? 0 : key;
}

static bool judge(struct arena *a, struct store_reader *r, const struct store_media *m,
                  struct str path, int fd)
{
    if (!sealed_named_row(r, SEAL_MEDIUM, m->path))
        return false;
    struct str wanted = store_media_file_hash(m->files, path);
    if (!m->files.n || (wanted.n && file_holds(a, fd, wanted)))
        return true;
    log_write(LOG_LEVEL_ERROR, "seal",
              "ALARM: media/%.*s is not the file that was taken in, and is not served (loa verify)",
              STR_ARG(path));
    return false;
}

bool media_gate_is_open(struct media_gate *g, struct store_reader *r, const struct store_media *m,
                        struct str path, int fd)
{
    struct arena a;
    arena_init(&a, NAME_ARENA_BYTES);
    uint64_t key = verdict_key(&a, m, path, fd);
    uint64_t *place = &g->open[key % MEDIA_GATE_PLACES];
    bool open = key && (*place == key || judge(&a, r, m, path, fd));
    if (open)
        *place = key;
    arena_release(&a);
    return open;
}

/* ---- loa verify ---- */

struct walk {
    const char *folder;
    void (*tell)(void *ctx, const struct store_finding *finding);
    void *ctx;
    struct arena a;
};

static void verify_file(struct walk *w, struct str name, struct str wanted)
{
    const char *path =
        str_cstr(&w->a, str_format(&w->a, "%s/media/%.*s", w->folder, STR_ARG(name)));
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0 || !file_holds(&w->a, fd, wanted))
        w->tell(w->ctx,
                &(struct store_finding){.kind = fd < 0 ? FINDING_REMOVED : FINDING_CHANGED,
                                        .thing = SEAL_FILE,
                                        .name = str_format(&w->a, "media/%.*s", STR_ARG(name))});
    if (fd >= 0)
        close(fd);
}

static enum rc verify_batch(struct walk *w, struct store_reader *r, struct buf *after, size_t *n,
                            struct err *e)
{
    struct store_media *media = NULL;
    struct str last = str_copy(&w->a, buf_view(after));
    enum rc rc = store_media_after(r, &w->a, last, BATCH, &media, n, e);
    for (size_t i = 0; !rc && i < *n; i++) {
        struct str rest = media[i].files;
        struct str name;
        struct str hash;
        while (store_media_files_next(&rest, &name, &hash))
            verify_file(w, name, hash);
    }
    if (!rc && *n) {
        buf_clear(after);
        buf_add(after, media[*n - 1].path);
    }
    return rc;
}

enum rc media_gate_verify(struct store_reader *r, const char *folder,
                          void (*tell)(void *ctx, const struct store_finding *finding), void *ctx,
                          struct err *e)
{
    struct walk w = {.folder = folder, .tell = tell, .ctx = ctx};
    struct buf after;
    size_t n = BATCH;
    enum rc rc = RC_OK;
    buf_init(&after, NULL);
    arena_init(&w.a, BATCH_ARENA_BYTES);
    while (!rc && n == BATCH) {
        rc = verify_batch(&w, r, &after, &n, e);
        arena_clear(&w.a, BATCH_ARENA_BYTES);
    }
    if (!rc && buf_failed(&after))
        rc = fail(e, RC_NOMEM, "out of memory");
    arena_release(&w.a);
    buf_release(&after);
    return rc;
}
