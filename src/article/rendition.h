/* The renditions (IPTC's word) of a stored picture: the same picture in several widths and formats.
 *
 * They are told by the picture's path alone, so that no page asks the store for them. A picture that
 * was encoded anew is stored as "ab/<hash>-<width>.jpg" (".png" where it needs transparency), at
 * most RENDITION_WIDTH_MAX_PX wide. Beside it stand "<that path>.<w>.avif", "….webp" and "….jpg" or
 * "….png" for each w of the ladder below its width, and in AVIF and WebP for its own width.
 * Any other path (videos, animations, what was stored before) has one form. Pure; any thread. */
#ifndef LOA_ARTICLE_RENDITION_H
#define LOA_ARTICLE_RENDITION_H

#include "base/str.h"

enum {
    RENDITION_WIDTH_MAX_PX = 1600,  /* a phone of three pixels a point, a desktop's column of two */
    RENDITION_HEIGHT_MAX_PX = 6400, /* infographics are tall */
    RENDITION_RUNGS_MAX = 5,
};

/* X(constant, media type, extension) */
#define RENDITION_FORMAT_TABLE(X)                                                                  \
    X(RENDITION_AVIF, "image/avif", "avif")                                                        \
    X(RENDITION_WEBP, "image/webp", "webp")                                                        \
    X(RENDITION_JPEG, "image/jpeg", "jpg")                                                         \
    X(RENDITION_PNG, "image/png", "png")

enum rendition_format {
#define X(name, type, extension) name,
    RENDITION_FORMAT_TABLE(X)
#undef X
        RENDITION_FORMAT_COUNT,
};

/* "image/avif", "avif"; static. */
struct str rendition_type(enum rendition_format format);
struct str rendition_extension(enum rendition_format format);

/* The widths a picture of width_px is made in, ascending, itself the last; how many. */
size_t rendition_ladder(int width_px, int widths_px[RENDITION_RUNGS_MAX]);

/* The widths that the picture stored at path is there in, the last its own; 0: it has one form. */
size_t rendition_widths(struct str path, int widths_px[RENDITION_RUNGS_MAX]);

/* The format of the picture itself, and of its smaller widths for old browsers. Only of a path that
 * has widths. */
enum rendition_format rendition_fallback(struct str path);

/* Where the picture at path stands in that width and format, in a; path itself for its own width in
 * its own format. */
struct str rendition_path(struct arena *a, struct str path, int width_px,
                          enum rendition_format format);

/* The picture that path is a rendition of, and in which type; false if it is none. Borrowed. */
bool rendition_master(struct str path, struct str *master, struct str *type);

#endif
