#include "site/files.h"

#include "article/rendition.h"
#include "page/static_file.h"
#include "site/coding.h"
#include "site/deliver.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct str forever = STR_INIT("public, max-age=31536000, immutable");

static void begin(struct wire_response *res, int status, struct str type, struct str etag,
                  bool immutable)
{
    wire_response_init(res, status);
    res->content_type = type;
    deliver_common_headers(res);
    wire_header_add(res, STR("ETag"), etag);
    wire_header_add(res, STR("Cache-Control"), immutable ? forever : STR("no-cache"));
    wire_header_add(res, STR("Cross-Origin-Resource-Policy"), STR("cross-origin"));
}

/* ---- media ---- */

static bool open_file(const char *path, int *fd, int64_t *size_bytes)
{
    struct stat st;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*fd < 0)
        return false;
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *size_bytes = st.st_size;
        return true;
    }
    close(*fd);
    *fd = -1;
    return false;
}

/* "3f/9a…-quyet-dinh-12.pdf" -> "quyet-dinh-12.pdf"; a name of letters, digits, '-' and '.' alone
 * (ingest/media.h makes it), so that it may stand in a header. */
static struct str saved_name(struct str path)
{
    struct str name = str_from(path, str_find_byte(path, '/') + 1);
    size_t dash = str_find_byte(name, '-');
    return dash < name.n ? str_from(name, dash + 1) : name;
}

bool files_media(const struct files_media *media_of, const struct wire_request *req,
                 struct str path, struct wire_response *res)
{
    struct arena *a = req->arena;
    struct store_media media;
    struct str type = STR("");
    struct str master = path; /* of a rendition, the picture is in the store */
    bool rendition = rendition_master(path, &master, &type);
    if (str_contains(path, STR("..")) ||
        store_media_by_path(media_of->reader, a, master, &media, NULL))
        return false;
    if (!rendition)
        type = media.type;
    struct hash_content hash = hash_content(path);
    struct str etag = str_format(a, "\"%.*s\"", STR_ARG(hash_hex(a, hash.bytes, 8)));
    if (deliver_not_modified(req, etag)) {
        begin(res, 304, type, etag, true);
        return true;
    }
    int fd = -1;
    int64_t size = 0;
    bool shown = str_starts(type, STR("image/")) || str_starts(type, STR("video/"));
    struct str name = str_format(a, "%s/media/%.*s", media_of->folder, STR_ARG(path));
    if (!open_file(str_cstr(a, name), &fd, &size))
        return false;
    if (!media_gate_is_open(media_of->gate, media_of->reader, &media, path, fd)) {
        close(fd);
        return false;
    }
    begin(res, 200, type, etag, true);
    if (!shown) /* a document of others is saved, never opened in the site's name */
        wire_header_add(res, STR("Content-Disposition"),
                        str_format(a, "attachment; filename=\"%.*s\"", STR_ARG(saved_name(path))));
    res->file_fd = fd;
    res->file_size_bytes = size;
    return true;
}

/* ---- static files ---- */

/* A text in the codings that there are of it; "" = not in that one. */
struct coded {
    struct str by[CODING_COUNT];
    struct str type;
    struct str tag; /* of the ETag, without what the coding adds */
    bool immutable;
};

static void send_coded(const struct wire_request *req, const struct coded *c,
                       struct wire_response *res)
{
    bool available[CODING_COUNT];
    for (enum coding i = 0; i < CODING_COUNT; i++)
        available[i] = c->by[i].n > 0;
    enum coding coding = coding_choose(req, available);
    struct str etag =
        str_format(req->arena, "\"%.*s%.*s\"", STR_ARG(c->tag), STR_ARG(coding_mark(coding)));
    bool same = deliver_not_modified(req, etag);
    begin(res, same ? 304 : 200, c->type, etag, c->immutable);
    wire_header_add(res, STR("Vary"), STR("Accept-Encoding"));
    if (same)
        return;
    if (coding != CODING_IDENTITY)
        wire_header_add(res, STR("Content-Encoding"), coding_name(coding));
    wire_body_set(res, req->arena, c->by[coding]);
}

static void send_static(const struct wire_request *req, const struct static_file *file,
                        bool immutable, struct wire_response *res)
{
    const struct coded coded = {.by = {[CODING_IDENTITY] = file->bytes,
                                       [CODING_GZIP] = file->gzip,
                                       [CODING_BROTLI] = file->brotli,
                                       [CODING_ZSTD] = file->zstd},
                                .type = file->content_type,
                                .tag = str_first(file->hash, 16),
                                .immutable = immutable};
    send_coded(req, &coded, res);
}

/* The state may be replaced before the response has gone: what it owns is copied. */
static void send_theme(const struct state *state, const struct wire_request *req,
                       struct wire_response *res)
{
    struct arena *a = req->arena;
    const struct coded coded = {
        .by = {[CODING_IDENTITY] = str_copy(a, state->theme_css),
               [CODING_BROTLI] = str_copy(a, state->theme_packed.brotli),
               [CODING_ZSTD] = str_copy(a, state->theme_packed.zstd)},
        .type = STR("text/css; charset=utf-8"),
        .tag = str_copy(a, state->theme_path),
        .immutable = true,
    };
    send_coded(req, &coded, res);
}

bool files_static(const struct state *state, const struct wire_request *req, bool icon,
                  struct wire_response *res)
{
    bool immutable = false;
    const struct static_file *file =
        icon ? static_file_by_name(STR("icon.svg")) : static_file_by_path(req->path, &immutable);
    if (str_eq(req->path, state->theme_path)) {
        send_theme(state, req, res);
        return true;
    }
    if (!file)
        return false;
    send_static(req, file, immutable, res);
    return true;
}
