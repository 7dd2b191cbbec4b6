#include "ingest/media.h"

#include "article/slug.h"
#include "base/folder_sync.h"
#include "base/mem.h"
#include "base/vec.h"
#include "ingest/files.h"
#include "source/document.h"
#include "source/picture.h"
#include "text/legacy.h"

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

/* An MP4 file begins with a small box of brands, and its first brand says video: pictures and sound
 * are in boxes too. A size in its place that no box has may be the beginning of a script. */
static bool is_mp4(struct str s)
{
    enum { BOX_MAX_BYTES = 1024 };
    static const struct str BRANDS[] = {STR_INIT("iso"),  STR_INIT("mp4"),  STR_INIT("avc"),
                                        STR_INIT("M4V"),  STR_INIT("dash"), STR_INIT("msdh"),
                                        STR_INIT("3gp"),  STR_INIT("3g2"),  STR_INIT("f4v"),
                                        STR_INIT("MSNV"), STR_INIT("mmp4")};
    bool box = s.n > 12 && s.p[0] == 0 && s.p[1] == 0 && (unsigned char)s.p[2] < BOX_MAX_BYTES >> 8;
    if (!box || !str_eq(str_slice(s, 4, 8), STR("ftyp")))
        return false;
    for (size_t i = 0; i < COUNT_OF(BRANDS); i++)
        if (str_starts(str_from(s, 8), BRANDS[i]))
            return true;
    return false;
}

/* EBML whose DocType is webm (WebM container guidelines); Matroska is not shown by browsers. */
static bool is_webm(struct str s)
{
    enum { HEAD_BYTES = 64 };
    return str_starts(s, STR("\x1A\x45\xDF\xA3")) &&
           str_contains(str_first(s, HEAD_BYTES), STR("\x42\x82\x84webm"));
}

/* X(test, media type, extension) */
#define VIDEO_TABLE(X)                                                                             \
    X(is_mp4, "video/mp4", "mp4")                                                                  \
    X(is_webm, "video/webm", "webm")

/* What the bytes are. */
static enum rc sniff(struct str bytes, struct picture *out, struct err *e)
{
    static const struct {
        bool (*is)(struct str bytes);
        struct str type, extension;
    } VIDEOS[] = {
#define X(is, type, extension) {is, STR_INIT(type), STR_INIT(extension)},
        VIDEO_TABLE(X)
#undef X
    };
    enum rc rc = picture_read(bytes, out, e);
    if (rc != RC_INVALID)
        return rc;
    for (size_t i = 0; i < COUNT_OF(VIDEOS); i++) {
        if (VIDEOS[i].is(bytes)) {
            *out = (struct picture){VIDEOS[i].type, VIDEOS[i].extension, 0, 0};
            return RC_OK;
        }
    }
    return rc;
}

/* ---- files ---- */

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

static struct str content_hex(struct arena *a, struct str bytes)
{
    enum { NAME_BYTES = 20 }; /* of BLAKE2b: collisions are out of anybody's reach */
    struct hash_content hash = hash_content(bytes);
    return hash_hex(a, hash.bytes, NAME_BYTES);
}

/* "3f/9a…" of "3f9a…" */
static struct str in_folder(struct arena *a, struct str hex)
{
    return str_format(a, "%.*s/%.*s", STR_ARG(str_first(hex, 2)), STR_ARG(str_from(hex, 2)));
}

/* ---- a picture ---- */

/* A picture whose renditions come one by one from the child. */
struct taking {
    struct arena *a;
    const struct media_target *target;
    struct str name;          /* without width and extension; of a picture, once it is made */
    struct store_media media; /* the picture itself, made last */
    struct photo_metadata said;
    struct vec drafts; /* struct raster_rendition, until the picture's own name is known */
    struct buf files;  /* what was written, for store_media.files */
    struct err *e;
    enum rc rc;
};

/* What photographers' desks wrote before Unicode; what is no Vietnamese charset is windows-1252. */
static struct str old_text(struct arena *a, struct str all, struct str value)
{
    struct legacy_guess guess = legacy_recognise(all);
    return legacy_to_utf8(a, guess.confidence_pct >= LEGACY_SURE_PCT ? guess.charset : LEGACY_NONE,
                          value);
}

/* TCVN3 or VNI that some program took for Latin-1 and made UTF-8. */
static void mend_typed(struct arena *a, struct photo_metadata *said)
{
    struct str all = str_format(a, "%.*s %.*s %.*s", STR_ARG(said->caption), STR_ARG(said->creator),
                                STR_ARG(said->credit));
    struct legacy_guess guess = legacy_recognise_typed(all);
    if (guess.charset == LEGACY_NONE || guess.confidence_pct < LEGACY_TYPED_SURE_PCT)
        return;
    said->caption = legacy_typed_to_utf8(a, guess.charset, said->caption);
    said->creator = legacy_typed_to_utf8(a, guess.charset, said->creator);
    said->credit = legacy_typed_to_utf8(a, guess.charset, said->credit);
}

static bool take_said(void *ctx, struct str iptc, struct str xmp)
{
    struct taking *t = ctx;
    t->said = photo_metadata_read(t->a, (struct photo_metadata_blobs){iptc, xmp, old_text});
    mend_typed(t->a, &t->said);
    return true;
}

static bool take_made(void *ctx, const struct raster_rendition *made)
{
    struct taking *t = ctx;
    struct raster_rendition *draft = vec_push(&t->drafts);
    if (!draft)
        return false;
    *draft = *made;
    draft->bytes = str_copy(t->a, made->bytes);
    return !arena_failed(t->a);
}

/* One of its files. */
static enum rc write_file(struct taking *t, struct str name, struct str bytes)
{
    store_media_files_add(&t->files, name, bytes);
    return store_file(t->a, t->target->folder, name, bytes, t->e);
}

/* Writes the renditions, the picture itself last. Its name has its width. */
static enum rc write_renditions(struct taking *t)
{
    const struct raster_rendition *all = t->drafts.p;
    if (t->drafts.n == 0)
        return fail(t->e, RC_INVALID, "the decoder gave no picture");
    const struct raster_rendition *own = &all[t->drafts.n - 1];
    /* of what is kept, not of what came: the same name when it goes on to another site */
    t->name = in_folder(t->a, content_hex(t->a, own->bytes));
    struct str path = t->drafts.n == 1
                          ? str_format(t->a, "%.*s.%.*s", STR_ARG(t->name),
                                       STR_ARG(rendition_extension(own->format)))
                          : str_format(t->a, "%.*s-%d.%.*s", STR_ARG(t->name), own->width_px,
                                       STR_ARG(rendition_extension(own->format)));
    for (size_t i = 0; i < t->drafts.n; i++) {
        struct str name = rendition_path(t->a, path, all[i].width_px, all[i].format);
        enum rc rc = write_file(t, i + 1 < t->drafts.n ? name : path, all[i].bytes);
        if (rc)
            return rc;
    }
    t->media = (struct store_media){.path = path,
                                    .type = rendition_type(own->format),
                                    .width_px = own->width_px,
                                    .height_px = own->height_px,
                                    .size_bytes = (int64_t)own->bytes.n};
    return RC_OK;
}

static enum rc take_picture(struct taking *t, struct str bytes)
{
    const struct raster_listener to = {take_made, take_said, t};
    t->drafts = VEC(struct raster_rendition, t->a);
    enum rc rc = raster_child_run(t->target->raster, bytes, &to, t->e);
    if (arena_failed(t->a))
        return fail(t->e, RC_NOMEM, "picture needs more memory than its limit");
    return rc ? rc : write_renditions(t);
}

/* A file that is taken as it is. */
static enum rc take_copy(struct taking *t, struct picture seen, struct str bytes)
{
    struct str path = str_format(t->a, "%.*s.%.*s", STR_ARG(t->name), STR_ARG(seen.extension));
    t->media =
        (struct store_media){.path = path, .type = seen.type, .size_bytes = (int64_t)bytes.n};
    return write_file(t, path, bytes);
}

/* ---- taking in ---- */

enum rc media_remember(const struct media_target *target, struct str key,
                       const struct media_taken *taken, struct err *e)
{
    struct store_command origin = {.kind = STORE_PUT_MEDIA_ORIGIN,
                                   .put_media_origin = {.key = key,
                                                        .path = media_path(taken->src),
                                                        .creator = taken->said.creator,
                                                        .credit = taken->said.credit,
                                                        .caption = taken->said.caption}};
    return store_run(target->store, &origin, NULL, e);
}

/* Puts the medium and where it came from into the store. */
static enum rc remember(const struct taking *t, struct str key, const struct media_taken *taken)
{
    struct store_command put = {.kind = STORE_PUT_MEDIA, .put_media = t->media};
    put.put_media.files = buf_view(&t->files);
    if (buf_failed(&t->files))
        return fail(t->e, RC_NOMEM, "out of memory");
    enum rc rc = store_run(t->target->store, &put, NULL, t->e);
    return rc ? rc : media_remember(t->target, key, taken, t->e);
}

enum rc media_find(struct arena *a, const struct media_target *target, struct str key,
                   struct media_taken *out, struct err *e)
{
    struct store_media_origin origin;
    struct store_media media;
    enum rc rc = store_media_origin_by_key(target->reader, a, key, &origin, e);
    if (!rc)
        rc = store_media_by_path(target->reader, a, origin.path, &media, e);
    const char *path =
        rc ? "" : str_cstr(a, str_format(a, "%s/%.*s", target->folder, STR_ARG(media.path)));
    if (!rc && access(path, R_OK) != 0)
        rc = fail(e, RC_NOTFOUND, "%s: is not there any more", path);
    if (!rc)
        *out = (struct media_taken){.src = str_concat(a, PREFIX, media.path),
                                    .width_px = media.width_px,
                                    .height_px = media.height_px,
                                    .said = {origin.creator, origin.credit, origin.caption},
                                    .type = media.type,
                                    .size_bytes = media.size_bytes};
    return rc;
}

/* All files of one medium stand in one folder, which may be new itself. */
static enum rc sync_names(const struct taking *t)
{
    const char *top = t->target->folder;
    const char *path = str_cstr(t->a, str_format(t->a, "%s/%.*s", top, STR_ARG(t->media.path)));
    if (arena_failed(t->a))
        return fail(t->e, RC_NOMEM, "out of memory");
    if (!folder_sync_of(path) || !folder_sync(top))
        return fail(t->e, RC_IO, "cannot bring media to the disk: error %d", errno);
    return RC_OK;
}

/* Puts what t has taken into the store, once it is on the disk under its name. */
static enum rc finish(struct taking *t, struct str key, struct media_taken *out)
{
    struct media_taken taken = {.src = str_concat(t->a, PREFIX, t->media.path),
                                .width_px = t->media.width_px,
                                .height_px = t->media.height_px,
                                .said = t->said,
                                .type = t->media.type,
                                .size_bytes = t->media.size_bytes};
    enum rc rc = sync_names(t);
    if (!rc)
        rc = remember(t, key, &taken);
    if (!rc)
        *out = taken;
    return rc;
}

/* Whether those bytes were taken before: RC_OK with *out, RC_NOTFOUND. */
static enum rc find_content(struct arena *a, const struct media_target *target, struct str key,
                            struct media_taken *out, struct err *e)
{
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = media_find(a, target, key, out, NULL);
    return rc && rc != RC_NOTFOUND ? fail(e, rc, "cannot look up a file: %s", rc_words(rc)) : rc;
}

enum rc media_take_bytes(struct arena *a, const struct media_target *target, struct str bytes,
                         struct media_taken *out, struct err *e)
{
    struct picture seen;
    enum rc rc = sniff(bytes, &seen, e);
    if (rc)
        return rc;
    struct str hex = content_hex(a, bytes);
    struct str key = str_concat(a, STR("file:"), hex);
    rc = find_content(a, target, key, out, e);
    if (rc != RC_NOTFOUND)
        return rc;
    struct taking t = {.a = a, .target = target, .name = in_folder(a, hex), .e = e};
    buf_init(&t.files, a);
    rc =
        str_starts(seen.type, STR("image/")) ? take_picture(&t, bytes) : take_copy(&t, seen, bytes);
    return rc ? rc : finish(&t, key, out);
}

/* "3f/9a…-quyet-dinh-12": what a reader saves has a name that says what it is. */
static struct str document_name(struct arena *a, struct str hex, struct str name)
{
    struct str stem = in_folder(a, hex);
    if (name.n == 0)
        return stem;
    struct str own = str_from(hex, 2); /* how it is called where it comes from, if that is a Loa */
    struct str said = str_first(name, str_find_last_byte(name, '.'));
    if (str_eq(said, own))
        return stem;
    if (str_starts(said, own) && said.p[own.n] == '-')
        said = str_from(said, own.n + 1);
    struct str slug = slug_from_title(a, said);
    return str_format(a, "%.*s-%.*s", STR_ARG(stem), STR_ARG(slug));
}

enum rc media_take_document(struct arena *a, const struct media_target *target,
                            struct media_document document, struct media_taken *out, struct err *e)
{
    struct document seen;
    enum rc rc = document_read(document.bytes, &seen, e);
    if (rc)
        return rc;
    struct str hex = content_hex(a, document.bytes);
    struct str key = str_concat(a, STR("file:"), hex);
    rc = find_content(a, target, key, out, e);
    if (rc != RC_NOTFOUND)
        return rc;
    struct taking t = {
        .a = a, .target = target, .name = document_name(a, hex, document.name), .e = e};
    buf_init(&t.files, a);
    rc = take_copy(&t, (struct picture){seen.type, seen.extension, 0, 0}, document.bytes);
    return rc ? rc : finish(&t, key, out);
}

enum rc media_take_file(struct arena *a, const struct media_target *target, const char *path,
                        struct media_taken *out, struct err *e)
{
    struct file file;
    enum rc rc = file_read(path, MEDIA_MAX_BYTES, &file, e);
    if (rc)
        return rc;
    rc = media_take_bytes(a, target, file.bytes, out, e);
    file_release(&file);
    return rc;
}
