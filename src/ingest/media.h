/* Pictures and videos of imported articles, taken into the site under names made from their content:
 * "media/3f/9a…-1200.jpg".
 *
 * What a file is, its content says, not its name; what is no picture (picture.h), MP4 or WebM is
 * refused, SVG and everything active with it. Pictures are decoded and encoded anew in a child
 * (raster_child.h), in the widths and formats of article/rendition.h; the picture itself is written
 * last, so that one that is there is whole. Videos are copied.
 * Representation, for floor page: a figure whose src begins "media/" has its file in the
 * site; any other src is the bare name or address the page printed, and no file stands behind it:
 * show the caption without a picture. */
#ifndef LOA_INGEST_MEDIA_H
#define LOA_INGEST_MEDIA_H

#include "article/article.h"
#include "ingest/raster_child.h"
#include "source/photo_metadata.h"
#include "store/store.h"

enum { MEDIA_MAX_BYTES = 64 << 20 }; /* one picture or short video */

/* Where media go. Borrowed for the time of an import; one thread. */
struct media_target {
    const char *folder; /* SITE/media, must exist */
    struct store *store;
    struct store_reader *reader;
    struct raster_child *raster; /* the caller's */
};

/* A medium that was taken. Texts are in the caller's arena. */
struct media_taken {
    struct str src;   /* "media/…" */
    int64_t width_px; /* 0: no picture */
    int64_t height_px;
    struct photo_metadata said; /* by the file */
};

/* Takes bytes in. RC_INVALID (no picture and no video, damaged), RC_LIMIT, RC_IO, RC_NOMEM, and
 * store_run's. */
enum rc media_take_bytes(struct arena *a, const struct media_target *target, struct str bytes,
                         struct media_taken *out, struct err *e) MUST_USE;

/* The same with the file at path, at most MEDIA_MAX_BYTES. Also RC_NOTFOUND; e does not name the
 * path. */
enum rc media_take_file(struct arena *a, const struct media_target *target, const char *path,
                        struct media_taken *out, struct err *e) MUST_USE;

/* Told about each file that was not taken over: src and cause. */
typedef void media_refused(void *ctx, struct str src, const struct err *e);

/* From where, and whom to tell. Borrowed for the time of the call. */
struct media_origin {
    const char *path; /* the article's file */
    bool quiet;       /* a missing file is no news: captures have none */
    media_refused *refused;
    void *ctx;
};

/* Takes the files that art's figures and videos name, relative to the folder of from->path or to the
 * one above it (articles/ and pictures/ side by side) and that lie below these. Replaces their src
 * and poster, sets the sides of figures, and gives a figure that has none the caption and the credit
 * of its file. art's blocks are changed in place, new texts are in a. */
void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art);

/* The path below media/ of src ("media/ab/cd.jpg" -> "ab/cd.jpg"); empty if src is no medium. */
struct str media_path(struct str src);

#endif
