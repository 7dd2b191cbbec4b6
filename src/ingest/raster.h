/* A picture decoded and encoded anew in the widths and formats of article/rendition.h.
 *
 * Wraps libvips, which is loaded when it is first wanted (it brings a hundred libraries, that no
 * server needs) and only ever in a child (raster_child.h): decoders are what attackers write
 * pictures for. Nothing of the file that came in is kept but its pixels: no EXIF, no colour profile
 * (converted to sRGB), no trailing bytes. A JPEG that has nothing else, and was coded as it would be here,
 * stays as it is (source/jpeg_coding.h): a picture that goes from site to site keeps its bytes. */
#ifndef LOA_INGEST_RASTER_H
#define LOA_INGEST_RASTER_H

#include "article/rendition.h"
#include "base/err.h"

enum {
    RASTER_PIXELS_MAX = 150 << 20,    /* width times height: the largest cameras of 2026 */
    RASTER_MOVING_WIDTH_MAX_PX = 800, /* of an animation */
    RASTER_MOVING_FRAMES_MAX = 500,
};

struct raster_rendition {
    enum rendition_format format;
    int width_px;
    int height_px;
    struct str bytes;
};

struct raster_listener {
    /* A rendition; the picture itself (largest, for old browsers) comes last. An animation gives one
     * WebP and nothing else. bytes live until the call returns. False ends it. */
    bool (*made)(void *ctx, const struct raster_rendition *rendition);
    /* What the file said of itself, as it stood there: IPTC's block and XMP's packet, or empty. */
    bool (*said)(void *ctx, struct str iptc, struct str xmp);
    void *ctx;
};

/* Loads the library. RC_NOTFOUND (this machine has none), RC_NOMEM. It stays until the process ends. */
struct raster;
enum rc raster_open(struct raster **out, struct err *e) MUST_USE;

/* Decodes bytes and tells to. RC_INVALID (no such picture, damaged), RC_LIMIT (pixels, frames),
 * RC_IO (a listener said false). */
enum rc raster_run(struct raster *r, struct str bytes, const struct raster_listener *to,
                   struct err *e) MUST_USE;

#endif
