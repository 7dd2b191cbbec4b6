#include "ingest/media.h"

#include "ingest/files.h"
#include "source/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct str PREFIX = STR_INIT("media/");

struct str media_path(struct str src)
{
    return str_starts(src, PREFIX) ? str_from(src, PREFIX.n) : STR("");
}

/* X(offset, bytes there, media type, extension) */
#define VIDEO_TABLE(X)                                                                             \
    X(4, "ftyp", "video/mp4", "mp4")                                                               \
    X(0, "\x1A\x45\xDF\xA3", "video/webm", "webm")

/* What the bytes are; pictures first, for AVIF begins as MP4 does. */
static enum rc sniff(struct str bytes, struct picture *out, struct err *e)
{
    static const struct {
        size_t offset;
        struct str sign, type, extension;
    } VIDEOS[] = {
#define X(offset, sign, type, extension)                                                           \
    {offset, STR_INIT(sign), STR_INIT(type), STR_INIT(extension)},
        VIDEO_TABLE(X)
#undef X
    };
    enum rc rc = picture_read(bytes, out, e);
    if (rc != RC_INVALID)
        return rc;
    for (size_t i = 0; i < COUNT_OF(VIDEOS); i++) {
        size_t end = VIDEOS[i].offset + VIDEOS[i].sign.n;
        bool avif = str_starts(str_from(bytes, VIDEOS[i].offset), STR("ftypavi"));
        if (!avif && str_eq(str_slice(bytes, VIDEOS[i].offset, end), VIDEOS[i].sign)) {
            *out = (struct picture){VIDEOS[i].type, VIDEOS[i].extension, 0, 0};
            return RC_OK;
        }
    }
    return rc;
}

/* "photo.jpg", "../pictures/photo.jpg": a file of the operator's; not an address, not a medium. */
static bool is_relative(struct str src)
{
    return src.n > 0 && src.p[0] != '/' && src.p[0] != '#' && !str_contains(src, STR(":")) &&
           !str_starts(src, PREFIX);
}

/* src in the folder of the file at path (up 0) or in the one above it (up 1). */
static const char *beside(struct arena *a, const char *path, struct str src, int up)
{
    struct str base = str_view(path);
    size_t slash = str_find_last_byte(base, '/');
    struct str folder = slash < base.n ? str_first(base, slash + 1) : STR("");
    return str_cstr(a, str_format(a, "%.*s%s%.*s", STR_ARG(folder), up ? "../" : "", STR_ARG(src)));
}

static enum rc write_all(int fd, struct str bytes, struct err *e)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(e, RC_IO, "cannot write into media: error %d", errno);
        bytes = str_from(bytes, (size_t)n);
    }
    return fsync(fd) == 0 ? RC_OK : fail(e, RC_IO, "cannot write into media: error %d", errno);
}

/* Puts bytes at folder/name whole or not at all; a file that is there has the same content. */
static enum rc store_file(struct arena *a, const char *folder, struct str name, struct str bytes,
                          struct err *e)
{
    const char *path = str_cstr(a, str_format(a, "%s/%.*s", folder, STR_ARG(name)));
    const char *dir = str_cstr(a, str_format(a, "%s/%.*s", folder, 2, name.p));
    const char *draft = str_cstr(a, str_format(a, "%s.new", path));
    struct stat st;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    if (stat(path, &st) == 0 && (size_t)st.st_size == bytes.n)
        return RC_OK;
    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        return fail(e, RC_IO, "cannot make a folder in media: error %d", errno);
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(e, RC_IO, "cannot write into media: error %d", errno);
    enum rc rc = write_all(fd, bytes, e);
    if (close(fd) != 0 && !rc)
        rc = fail(e, RC_IO, "cannot write into media: error %d", errno);
    if (!rc && rename(draft, path) != 0)
        rc = fail(e, RC_IO, "cannot write into media: error %d", errno);
    if (rc)
        (void)unlink(draft);
    return rc;
}

static struct str content_name(struct arena *a, struct str bytes, struct str extension)
{
    enum { NAME_BYTES = 20 }; /* of BLAKE2b: collisions are out of anybody's reach */
    struct hash_content hash = hash_content(bytes);
    struct str hex = hash_hex(a, hash.bytes, NAME_BYTES);
    if (hex.n < 3)
        return STR("");
    return str_format(a, "%.2s/%.*s.%.*s", hex.p, STR_ARG(str_from(hex, 2)), STR_ARG(extension));
}

static enum rc take_bytes(struct arena *a, const struct media_target *target, struct str bytes,
                          struct str *src, struct err *e)
{
    struct picture seen;
    enum rc rc = sniff(bytes, &seen, e);
    if (rc)
        return rc;
    struct str name = content_name(a, bytes, seen.extension);
    if (name.n == 0)
        return fail(e, RC_NOMEM, "out of memory");
    rc = store_file(a, target->folder, name, bytes, e);
    if (rc)
        return rc;
    struct store_command put = {.kind = STORE_PUT_MEDIA,
                                .put_media = {.path = name,
                                              .type = seen.type,
                                              .width_px = seen.width_px,
                                              .height_px = seen.height_px,
                                              .size_bytes = (int64_t)bytes.n}};
    rc = store_run(target->store, &put, NULL, e);
    if (!rc)
        *src = str_concat(a, PREFIX, name);
    return rc;
}

enum rc media_take_file(struct arena *a, const struct media_target *target, const char *path,
                        struct str *src, struct err *e)
{
    struct file file;
    enum rc rc = file_read(path, MEDIA_MAX_BYTES, &file, e);
    if (rc)
        return rc;
    rc = take_bytes(a, target, file.bytes, src, e);
    file_release(&file);
    return rc;
}

static void take_src(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct str *src)
{
    struct err e = {""};
    struct str taken = STR("");
    if (!is_relative(*src))
        return;
    enum rc rc = media_take_file(a, target, beside(a, from->path, *src, 0), &taken, &e);
    if (rc == RC_NOTFOUND)
        rc = media_take_file(a, target, beside(a, from->path, *src, 1), &taken, &e);
    if (!rc)
        *src = taken;
    else if (!(from->quiet && rc == RC_NOTFOUND))
        from->refused(from->ctx, *src, &e);
}

void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        struct article_block *block = &art->blocks[i];
        if (block->type != BLOCK_FIGURE && block->type != BLOCK_VIDEO)
            continue;
        take_src(a, target, from, &block->src);
        take_src(a, target, from, &block->poster);
    }
}
