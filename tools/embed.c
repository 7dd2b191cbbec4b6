/* embed: static files into C tables, each under an address that holds a hash of its content.
 *
 * usage: embed --out FILE.c [--depfile FILE.d] [--fonts FOLDER] FOLDER
 * Style is minified (embed_css.c) and its url(name) replaced by the hashed address of that file; text
 * files get gzip (level 9), brotli (quality 11) and zstd (level 22) variants beside them. A font that style names but
 * that is not installed takes its @font-face rule with it. Exit 0 written, 1 failed, 2 misuse. */
#include "tools/embed.h"
#define ZLIB_CONST
#include "base/buf.h"
#include "base/hash.h"
#include "tools/file.h"

#include <brotli/encode.h>
#include <stdio.h>
#include <zlib.h>
#include <zstd.h>

enum {
    ARENA_BYTES_MAX = 512 << 20,
    ASSET_BYTES_MAX = 8 << 20,
    URL_HASH_DIGITS = 8,
    TABLE_COLUMNS = 32,
};

struct options {
    struct str out;
    struct str depfile;
    struct str folder;
    struct str fonts; /* folder of the fonts that style may name */
};

struct content_type {
    struct str ending;
    struct str type;
    bool packs; /* worth compressing */
};

static const struct content_type TYPES[] = {
    {STR_INIT(".css"), STR_INIT("text/css; charset=utf-8"), true},
    {STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8"), true},
    {STR_INIT(".svg"), STR_INIT("image/svg+xml"), true},
    {STR_INIT(".txt"), STR_INIT("text/plain; charset=utf-8"), true},
    {STR_INIT(".webmanifest"), STR_INIT("application/manifest+json"), true},
    {STR_INIT(".png"), STR_INIT("image/png"), false},
    {STR_INIT(".ico"), STR_INIT("image/x-icon"), false},
    {STR_INIT(".woff2"), STR_INIT("font/woff2"), false},
};

static const struct content_type *type_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_ends(name, TYPES[i].ending))
            return &TYPES[i];
    return NULL;
}

static bool read_options(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct str arg = str_view(argv[i]);
        struct str *value = NULL;
        if (str_eq(arg, STR("--out")))
            value = &o->out;
        else if (str_eq(arg, STR("--depfile")))
            value = &o->depfile;
        else if (str_eq(arg, STR("--fonts")))
            value = &o->fonts;
        if (value && i + 1 < argc)
            *value = str_view(argv[++i]);
        else if (!value && !str_starts(arg, STR("--")) && o->folder.n == 0)
            o->folder = arg;
        else
            return false;
    }
    return o->out.n && o->folder.n;
}

/* "style.css" with the hash of its bytes: "/tinh/style.1a2b3c4d.css". */
static void name_asset(struct arena *a, struct asset *asset)
{
    struct hash_content hash = hash_content(asset->bytes);
    asset->hash = hash_hex(a, hash.bytes, sizeof hash.bytes / 2);
    size_t dot = str_find_last_byte(asset->name, '.');
    asset->url = str_format(a, "/tinh/%.*s.%.*s%.*s", STR_ARG(str_first(asset->name, dot)),
                            STR_ARG(str_first(asset->hash, URL_HASH_DIGITS)),
                            STR_ARG(str_from(asset->name, dot)));
}

static enum rc read_asset(struct vec *assets, struct str path, struct err *e)
{
    struct asset asset = {.path = path, .name = file_base(path)};
    const struct content_type *type = type_of(asset.name);
    if (!type)
        return RC_OK; /* a README */
    asset.type = type->type;
    asset.packs = type->packs;
    enum rc rc = file_read(assets->arena, path, ASSET_BYTES_MAX, &asset.bytes, e);
    if (rc)
        return rc;
    name_asset(assets->arena, &asset);
    struct asset *kept = vec_push(assets);
    if (!kept)
        return fail(e, RC_NOMEM, "out of memory");
    *kept = asset;
    return RC_OK;
}

/* The fonts that a style sheet names and that are installed. */
static enum rc read_fonts(const struct options *o, struct vec *assets, struct vec *paths,
                          const struct asset *style, struct err *e)
{
    enum rc rc = RC_OK;
    struct str rest = style->bytes;
    struct str name;
    while (!rc && css_next_url(&rest, &name)) {
        struct str path = str_format(assets->arena, "%.*s/%.*s", STR_ARG(o->fonts), STR_ARG(name));
        if (!str_ends(name, STR(".woff2")) || asset_named(assets, name) || !file_there(path))
            continue;
        struct str *kept = vec_push(paths);
        if (kept)
            *kept = path;
        rc = read_asset(assets, path, e);
    }
    return rc;
}

static enum rc read_assets(const struct options *o, struct vec *assets, struct vec *paths,
                           struct err *e)
{
    enum rc rc = file_list(assets->arena, o->folder, STR(""), paths, e);
    for (size_t i = 0; !rc && i < paths->n; i++)
        rc = read_asset(assets, *(const struct str *)vec_at(paths, i), e);
    size_t own = assets->n;
    for (size_t i = 0; !rc && i < own; i++) {
        struct asset style = *(const struct asset *)vec_at(assets, i);
        if (o->fonts.n && str_ends(style.name, STR(".css")))
            rc = read_fonts(o, assets, paths, &style, e);
    }
    return rc;
}

/* Style last: its addresses need the others' hashes. */
static enum rc finish_style(struct vec *assets, struct err *e)
{
    for (size_t i = 0; i < assets->n; i++) {
        struct asset *asset = vec_at(assets, i);
        if (!str_ends(asset->name, STR(".css")))
            continue;
        enum rc rc = css_embed(asset, assets, e);
        if (rc)
            return rc;
        name_asset(assets->arena, asset);
    }
    return RC_OK;
}

static struct str pack_gzip(struct arena *a, struct str bytes)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return STR("");
    uLong room = deflateBound(&z, (uLong)bytes.n);
    Bytef *out = arena_alloc(a, room);
    z.next_in = (const Bytef *)bytes.p;
    z.avail_in = (uInt)bytes.n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    bool packed = out && deflate(&z, Z_FINISH) == Z_STREAM_END;
    struct str result = packed ? (struct str){(const char *)out, z.total_out} : STR("");
    (void)deflateEnd(&z);
    return result;
}

static struct str pack_brotli(struct arena *a, struct str bytes)
{
    size_t n = BrotliEncoderMaxCompressedSize(bytes.n);
    uint8_t *out = arena_alloc(a, n);
    if (!out || !BrotliEncoderCompress(11, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.n,
                                       (const uint8_t *)bytes.p, &n, out))
        return STR("");
    return (struct str){(const char *)out, n};
}

static struct str pack_zstd(struct arena *a, struct str bytes)
{
    size_t room = ZSTD_compressBound(bytes.n);
    char *out = arena_alloc(a, room);
    size_t n = out ? ZSTD_compress(out, room, bytes.p, bytes.n, ZSTD_maxCLevel()) : 0;
    return n == 0 || ZSTD_isError(n) ? STR("") : (struct str){out, n};
}

/* A packed variant counts only if it is smaller. */
static struct str smaller(struct str packed, struct str bytes)
{
    return packed.n < bytes.n ? packed : STR("");
}

static void add_bytes(struct buf *b, const char *what, size_t index, struct str bytes)
{
    if (bytes.n == 0)
        return;
    buf_addf(b, "static const char %s_%zu[] = {", what, index);
    for (size_t i = 0; i < bytes.n; i++)
        buf_addf(b, "%s%d,", i % TABLE_COLUMNS ? "" : "\n", (signed char)bytes.p[i]);
    buf_add(b, STR("\n};\n"));
}

static void add_member(struct buf *b, const char *what, size_t index, struct str bytes)
{
    if (bytes.n)
        buf_addf(b, "     .%s = {%s_%zu, sizeof %s_%zu},\n", what, what, index, what, index);
}

static enum rc write_tables(const struct options *o, const struct vec *assets, struct err *e)
{
    struct buf data;
    struct buf rows;
    buf_init(&data, NULL);
    buf_init(&rows, NULL);
    buf_add(&data, STR("/* Made by tools/embed. */\n#include \"page/static_table.h\"\n\n"));
    for (size_t i = 0; i < assets->n; i++) {
        const struct asset *asset = vec_at(assets, i);
        struct arena *a = assets->arena;
        struct str gzip = asset->packs ? pack_gzip(a, asset->bytes) : STR("");
        struct str brotli = asset->packs ? pack_brotli(a, asset->bytes) : STR("");
        struct str zstd = asset->packs ? pack_zstd(a, asset->bytes) : STR("");
        gzip = smaller(gzip, asset->bytes);
        brotli = smaller(brotli, asset->bytes);
        zstd = smaller(zstd, asset->bytes);
        add_bytes(&data, "bytes", i, asset->bytes);
        add_bytes(&data, "gzip", i, gzip);
        add_bytes(&data, "brotli", i, brotli);
        add_bytes(&data, "zstd", i, zstd);
        buf_addf(&rows,
                 "    {.name = STR_INIT(\"%.*s\"),\n     .url = STR_INIT(\"%.*s\"),\n"
                 "     .content_type = STR_INIT(\"%.*s\"),\n     .hash = STR_INIT(\"%.*s\"),\n",
                 STR_ARG(asset->name), STR_ARG(asset->url), STR_ARG(asset->type),
                 STR_ARG(asset->hash));
        add_member(&rows, "bytes", i, asset->bytes);
        add_member(&rows, "gzip", i, gzip);
        add_member(&rows, "brotli", i, brotli);
        add_member(&rows, "zstd", i, zstd);
        buf_add(&rows, STR("    },\n"));
    }
    buf_addf(&data,
             "\nconst struct static_file static_files[] = {\n%.*s    {.name = {NULL, 0}},\n};\n"
             "const size_t static_files_n = %zu;\n",
             STR_ARG(buf_view(&rows)), assets->n);
    enum rc rc = buf_failed(&data) || buf_failed(&rows) ? fail(e, RC_NOMEM, "out of memory")
                                                        : file_write(o->out, buf_view(&data), e);
    buf_release(&data);
    buf_release(&rows);
    return rc;
}

static enum rc embed(const struct options *o, struct arena *arena, struct err *e)
{
    struct vec assets = VEC(struct asset, arena);
    struct vec paths = VEC(struct str, arena);
    enum rc rc = read_assets(o, &assets, &paths, e);
    if (!rc)
        rc = finish_style(&assets, e);
    if (!rc && arena_failed(arena))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        rc = write_tables(o, &assets, e);
    if (!rc && o->depfile.n)
        rc = file_write_depfile(arena, o->depfile, o->out, o->folder, &paths, e);
    return rc;
}

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES_MAX);
    struct options o = {0};
    struct err e = {""};
    int exit_code = 2;
    if (!read_options(&o, argc, argv) || !hash_start())
        fprintf(stderr, "usage: embed --out FILE.c [--depfile FILE.d] [--fonts FOLDER] FOLDER\n");
    else
        exit_code = embed(&o, &arena, &e) ? 1 : 0;
    if (e.text[0])
        fprintf(stderr, "%s\n", e.text);
    arena_release(&arena);
    return exit_code;
}
