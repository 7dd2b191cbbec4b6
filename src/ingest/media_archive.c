#include "ingest/media_archive.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/url.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { ADDRESSES_MAX_BYTES = 256 << 20, KEY_ARENA_BYTES = 1 << 20 };

struct kept {
    uint64_t at;
    size_t n;
};

struct media_archive {
    int fd;
    uint64_t end;
    size_t count;
    struct arena arena;
    struct map by_url;
};

enum rc media_archive_new(const char *folder, struct media_archive **out, struct err *e)
{
    struct media_archive *m = mem_alloc(sizeof *m);
    if (!m)
        return fail(e, RC_NOMEM, "out of memory");
    *m = (struct media_archive){
        .fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600),
    };
    if (m->fd < 0)
        m->fd = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (m->fd < 0) {
        mem_free(m);
        return fail(e, RC_IO, "no file can be made in %s or /var/tmp: error %d", folder, errno);
    }
    arena_init(&m->arena, ADDRESSES_MAX_BYTES);
    map_init(&m->by_url, &m->arena);
    *out = m;
    return RC_OK;
}

void media_archive_free(struct media_archive *m)
{
    if (!m)
        return;
    (void)close(m->fd);
    arena_release(&m->arena);
    mem_free(m);
}

/* "https://x.vn/a.jpg#x" -> "//x.vn/a.jpg": a page read by https may name a picture by http. */
static struct str key_of(struct arena *a, struct str url)
{
    struct str normal = url_normal(a, url);
    struct str first = str_first(normal, str_find_byte(normal, '#'));
    size_t colon = str_find_byte(first, ':');
    return colon < first.n ? str_from(first, colon + 1) : first;
}

static enum rc write_at(struct media_archive *m, struct str bytes, struct err *e)
{
    uint64_t at = m->end;
    while (bytes.n) {
        ssize_t n = pwrite(m->fd, bytes.p, bytes.n, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(e, RC_IO, "a picture of the archive cannot be kept: error %d", errno);
        bytes = str_from(bytes, (size_t)n);
        at += (uint64_t)n;
    }
    return RC_OK;
}

enum rc media_archive_add(struct media_archive *m, struct str url, struct str bytes, struct err *e)
{
    struct arena a;
    arena_init(&a, KEY_ARENA_BYTES);
    struct str key = key_of(&a, url);
    enum rc rc = RC_OK;
    if (arena_failed(&a))
        rc = fail(e, RC_NOMEM, "out of memory");
    else if (m->count >= MEDIA_ARCHIVE_MAX)
        rc = fail(e, RC_LIMIT, "more than %d pictures in one archive", MEDIA_ARCHIVE_MAX);
    else if (bytes.n && !map_get(&m->by_url, key, NULL))
        rc = write_at(m, bytes, e);
    else
        bytes = STR("");
    struct kept *kept = !rc && bytes.n ? arena_alloc(&m->arena, sizeof *kept) : NULL;
    if (kept) {
        *kept = (struct kept){m->end, bytes.n};
        map_set(&m->by_url, str_copy(&m->arena, key), kept);
        m->end += bytes.n;
        m->count++;
    }
    if (!rc && arena_failed(&m->arena))
        rc = fail(e, RC_NOMEM, "out of memory");
    arena_release(&a);
    return rc;
}

enum rc media_archive_find(struct media_archive *m, struct arena *a, struct str url,
                           struct str *bytes, struct err *e)
{
    void *found = NULL;
    if (!map_get(&m->by_url, key_of(a, url), &found))
        return fail(e, RC_NOTFOUND, "not in the archive");
    const struct kept *kept = found;
    char *p = arena_alloc(a, kept->n);
    size_t done = 0;
    while (p && done < kept->n) {
        ssize_t n = pread(m->fd, p + done, kept->n - done, (off_t)(kept->at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(e, RC_IO, "a picture of the archive cannot be read: error %d", errno);
        done += (size_t)n;
    }
    if (!p)
        return fail(e, RC_NOMEM, "out of memory");
    *bytes = (struct str){p, kept->n};
    return RC_OK;
}
