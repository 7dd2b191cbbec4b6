#include "ingest/raster.h"

#include "base/mem.h"
#include "source/jpeg_coding.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <vips/vips.h>

#include <vips/vector.h> /* wants the other first */

static const char LIBRARY[] = "libvips.so.42";

/* X(prefix, name): what is called of libvips and of the GLib below it */
#define VIPS_TABLE(X)                                                                              \
    X(vips_, init)                                                                                 \
    X(vips_, concurrency_set)                                                                      \
    X(vips_, vector_set_enabled)                                                                   \
    X(vips_, cache_set_max)                                                                        \
    X(vips_, operation_block_set)                                                                  \
    X(vips_, image_new_from_buffer)                                                                \
    X(vips_, source_new_from_memory)                                                               \
    X(vips_, thumbnail_source)                                                                     \
    X(vips_, thumbnail_image)                                                                      \
    X(vips_, image_copy_memory)                                                                    \
    X(vips_, image_get_width)                                                                      \
    X(vips_, image_get_height)                                                                     \
    X(vips_, image_get_n_pages)                                                                    \
    X(vips_, image_get_page_height)                                                                \
    X(vips_, image_hasalpha)                                                                       \
    X(vips_, image_get_typeof)                                                                     \
    X(vips_, image_get_blob)                                                                       \
    X(vips_, icc_is_compatible_profile)                                                            \
    X(vips_, heifsave_buffer)                                                                      \
    X(vips_, webpsave_buffer)                                                                      \
    X(vips_, jpegsave_buffer)                                                                      \
    X(vips_, pngsave_buffer)                                                                       \
    X(vips_, error_buffer)                                                                         \
    X(vips_, error_clear)                                                                          \
    X(, g_object_unref)                                                                            \
    X(, g_free)

struct vips {
#define X(prefix, name) __typeof__(prefix##name)(*(name));
    VIPS_TABLE(X)
#undef X
};

static const struct {
    const char *symbol;
    size_t place;
} SYMBOLS[] = {
#define X(prefix, name) {#prefix #name, offsetof(struct vips, name)},
    VIPS_TABLE(X)
#undef X
};

/* The decoders of the types that picture.h knows; libvips has many more. */
static const char *const LOADERS[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng",
                                      "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
                                      "VipsForeignLoadHeif"};

/* Function pointers are as wide as others (POSIX, dlsym). */
static enum rc find_symbols(void *library, struct vips *v, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(SYMBOLS); i++) {
        void *symbol = dlsym(library, SYMBOLS[i].symbol);
        if (!symbol)
            return fail(e, RC_NOTFOUND, "%s has no %s", LIBRARY, SYMBOLS[i].symbol);
        memcpy((char *)v + SYMBOLS[i].place, &symbol, sizeof symbol);
    }
    return RC_OK;
}

static enum rc load(struct vips *v, struct err *e)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return fail(e, RC_NOTFOUND, "pictures need %s (Debian package libvips42)", LIBRARY);
    enum rc rc = find_symbols(library, v, e);
    if (rc)
        return rc;
    if (v->init("loa"))
        return fail(e, RC_NOTFOUND, "%s does not start", LIBRARY);
    v->concurrency_set(1);
    v->cache_set_max(0);
    v->vector_set_enabled(FALSE); /* no code made while running, and no files for it */
    v->operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < COUNT_OF(LOADERS); i++)
        v->operation_block_set(LOADERS[i], FALSE);
    return RC_OK;
}

struct raster {
    struct vips v;
    const struct raster_listener *to; /* of the picture at hand, like what follows */
    struct str came;                  /* its bytes */
    bool has_profile;
    int frames;
    struct err *e;
};

enum rc raster_open(struct raster **out, struct err *e)
{
    struct raster *r = mem_alloc(sizeof *r);
    if (!r)
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = load(&r->v, e);
    if (rc)
        mem_free(r);
    else
        *out = r;
    return rc;
}

static enum rc damaged(struct raster *r)
{
    struct str cause = str_trim(str_view(r->v.error_buffer()));
    size_t last = str_find_last_byte(cause, '\n'); /* what stands before it went well in the end */
    struct str line = last < cause.n ? str_from(cause, last + 1) : cause;
    enum rc rc = fail(r->e, RC_INVALID, "damaged picture: %.*s", STR_ARG(line));
    r->v.error_clear();
    return rc;
}

static void unref(struct raster *r, VipsImage *image)
{
    if (image)
        r->v.g_object_unref(image);
}

/* ---- one rendition ---- */

static int encode(struct raster *r, VipsImage *image, enum rendition_format format, void **bytes,
                  size_t *n)
{
    const struct vips *v = &r->v;
    switch (format) {
    case RENDITION_AVIF: /* effort 1 takes an eighth of the time of 2 and a sixth more bytes */
        return v->heifsave_buffer(image, bytes, n, "Q", 50, "effort", 1, "compression",
                                  VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "strip", TRUE, NULL);
    case RENDITION_WEBP:
        return v->webpsave_buffer(image, bytes, n, "Q", 75, "effort", 2, "strip", TRUE, NULL);
    case RENDITION_JPEG:
        return v->jpegsave_buffer(image, bytes, n, "Q", 80, "optimize_coding", TRUE, "interlace",
                                  TRUE, "strip", TRUE, NULL);
    case RENDITION_PNG:
        return v->pngsave_buffer(image, bytes, n, "compression", 9, "strip", TRUE, NULL);
    case RENDITION_FORMAT_COUNT: break;
    }
    ASSERT(false); /* a format of the table */
}

static enum rc give(struct raster *r, VipsImage *image, enum rendition_format format)
{
    void *bytes = NULL;
    size_t n = 0;
    if (encode(r, image, format, &bytes, &n))
        return damaged(r);
    struct raster_rendition made = {.format = format,
                                    .width_px = r->v.image_get_width(image),
                                    .height_px = r->v.image_get_page_height(image),
                                    .bytes = {bytes, n}};
    /* of what came from a Loa already, site after site would only lose */
    if (format == RENDITION_JPEG && jpeg_is_coded_alike(r->came, made.bytes))
        made.bytes = r->came;
    bool taken = r->to->made(r->to->ctx, &made);
    r->v.g_free(bytes);
    return taken ? RC_OK : fail(r->e, RC_IO, "a picture could not be handed on");
}

/* ---- a picture that stands still ---- */

/* One width: AVIF, WebP, and at last the format for old browsers. */
static enum rc give_width(struct raster *r, VipsImage *whole, int width_px,
                          enum rendition_format fallback)
{
    VipsImage *image = NULL;
    enum rc rc = RC_OK;
    if (r->v.thumbnail_image(whole, &image, width_px, "height", RENDITION_HEIGHT_MAX_PX, "size",
                             VIPS_SIZE_DOWN, NULL))
        return damaged(r);
    rc = give(r, image, RENDITION_AVIF);
    if (!rc)
        rc = give(r, image, RENDITION_WEBP);
    if (!rc)
        rc = give(r, image, fallback);
    unref(r, image);
    return rc;
}

/* Few colours and sharp edges: small pictures that came without loss stay so. */
static bool is_drawing(struct raster *r, struct str bytes, VipsImage *whole)
{
    enum { ICON_SIDE_MAX_PX = 512 };
    return str_starts(bytes, STR("\x89PNG")) && r->v.image_get_width(whole) <= ICON_SIDE_MAX_PX &&
           r->v.image_get_height(whole) <= ICON_SIDE_MAX_PX;
}

/* Decoded at a size that fits, in sRGB. Only a profile of its own is asked for that: without one libvips
 * 8.14 takes the values for another space's, and pure red comes out as (248, 26, 16). Of a file that breaks off there is what browsers show of it too. */
static VipsImage *decode(struct raster *r, struct str bytes, int width_px, bool moving)
{
    VipsImage *image = NULL;
    VipsSource *source = r->v.source_new_from_memory(bytes.p, bytes.n);
    const char *profile = r->has_profile ? "export_profile" : NULL; /* NULL ends the list */
    int height_px = moving ? RASTER_MOVING_WIDTH_MAX_PX : RENDITION_HEIGHT_MAX_PX;
    if (!source ||
        r->v.thumbnail_source(source, &image, width_px, "height", height_px, "size", VIPS_SIZE_DOWN,
                              "fail_on", VIPS_FAIL_ON_NONE, "option_string", moving ? "[n=-1]" : "",
                              profile, "srgb", NULL))
        image = NULL;
    if (source)
        r->v.g_object_unref(source);
    return image;
}

static enum rc give_still(struct raster *r, struct str bytes)
{
    int widths_px[RENDITION_RUNGS_MAX];
    VipsImage *decoded = decode(r, bytes, RENDITION_WIDTH_MAX_PX, false);
    VipsImage *whole = NULL;
    enum rc rc = RC_OK;
    if (!decoded)
        return damaged(r);
    whole = r->v.image_copy_memory(decoded);
    unref(r, decoded);
    if (!whole)
        return damaged(r);
    bool lossless = r->v.image_hasalpha(whole) || is_drawing(r, bytes, whole);
    size_t n = rendition_ladder(r->v.image_get_width(whole), widths_px);
    for (size_t i = 0; i < n && !rc; i++)
        rc = give_width(r, whole, widths_px[i], lossless ? RENDITION_PNG : RENDITION_JPEG);
    unref(r, whole);
    return rc;
}

/* ---- one that moves ---- */

static enum rc give_moving(struct raster *r, struct str bytes)
{
    VipsImage *image = decode(r, bytes, RASTER_MOVING_WIDTH_MAX_PX, true);
    if (!image)
        return damaged(r);
    enum rc rc = give(r, image, RENDITION_WEBP);
    unref(r, image);
    return rc;
}

/* ---- what the file says of itself ---- */

static struct str blob(struct raster *r, VipsImage *image, const char *name)
{
    const void *bytes = NULL;
    size_t n = 0;
    if (!r->v.image_get_typeof(image, name) || r->v.image_get_blob(image, name, &bytes, &n))
        return STR("");
    return (struct str){bytes, n};
}

/* A profile that is broken, or not of the picture's kind of colours, is none. */
static bool has_profile(struct raster *r, VipsImage *image)
{
    struct str icc = blob(r, image, VIPS_META_ICC_NAME);
    return icc.n && r->v.icc_is_compatible_profile(image, icc.p, icc.n);
}

static enum rc look(struct raster *r, struct str bytes)
{
    VipsImage *image = r->v.image_new_from_buffer(bytes.p, bytes.n, "", NULL);
    if (!image)
        return damaged(r);
    int64_t pixels = (int64_t)r->v.image_get_width(image) * r->v.image_get_height(image);
    enum rc rc = RC_OK;
    r->frames = r->v.image_get_n_pages(image);
    r->has_profile = has_profile(r, image);
    if (pixels > RASTER_PIXELS_MAX)
        rc = fail(r->e, RC_LIMIT, "picture of %lld million pixels, at most %d",
                  (long long)(pixels >> 20), RASTER_PIXELS_MAX >> 20);
    else if (r->frames > RASTER_MOVING_FRAMES_MAX || pixels * r->frames > RASTER_PIXELS_MAX)
        rc = fail(r->e, RC_LIMIT, "animation of %d frames, at most %d and %d million pixels in all",
                  r->frames, RASTER_MOVING_FRAMES_MAX, RASTER_PIXELS_MAX >> 20);
    else if (!r->to->said(r->to->ctx, blob(r, image, "iptc-data"), blob(r, image, "xmp-data")))
        rc = fail(r->e, RC_IO, "a picture could not be handed on");
    unref(r, image);
    return rc;
}

enum rc raster_run(struct raster *r, struct str bytes, const struct raster_listener *to,
                   struct err *e)
{
    r->to = to;
    r->came = bytes;
    r->e = e;
    enum rc rc = look(r, bytes);
    if (rc)
        return rc;
    return r->frames > 1 ? give_moving(r, bytes) : give_still(r, bytes);
}
