/* Pictures, videos and documents of imported articles, taken into the site under names made from their content:
 * "media/3f/9a…-1200.jpg".
 *
 * What a file is, its content says, not its name; what is no picture (picture.h), MP4 or WebM is
 * refused, SVG and everything active with it. Pictures are decoded and encoded anew in a child
 * (raster_child.h), in the widths and formats of article/rendition.h; the picture itself is written
 * last, so that one that is there is whole. Videos are copied, and so are documents (document.h), whose
 * names end as the files' own did: "media/3f/9a…-quyet-dinh-12.pdf"; they are only ever sent to be
 * saved, never shown in the site's name.
 * Representation, for floor page: a figure whose src begins "media/" has its file in the
 * site; any other src is the bare name or address the page printed, and no file stands behind it:
 * show the caption without a picture. */
#ifndef LOA_INGEST_MEDIA_H
#define LOA_INGEST_MEDIA_H

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
    struct str type;            /* of its medium: "image/jpeg" */
    int64_t size_bytes;         /* of the file in the site */
};

/* A document that came in. */
struct media_document {
    struct str bytes;
    struct str name; /* its file's name there: "Quyết định 12.pdf"; "" = none */
};

/* Takes bytes in. RC_INVALID (no picture and no video, damaged), RC_LIMIT, RC_IO, RC_NOMEM, and
 * store_run's. */
enum rc media_take_bytes(struct arena *a, const struct media_target *target, struct str bytes,
                         struct media_taken *out, struct err *e) MUST_USE;

/* Takes a document in, as media_take_bytes does; what is none is RC_INVALID. */
enum rc media_take_document(struct arena *a, const struct media_target *target,
                            struct media_document document, struct media_taken *out,
                            struct err *e) MUST_USE;

/* As media_take_bytes with the file at path, at most MEDIA_MAX_BYTES. Also RC_NOTFOUND; e does not name the
 * path. */
enum rc media_take_file(struct arena *a, const struct media_target *target, const char *path,
                        struct media_taken *out, struct err *e) MUST_USE;

/* What was taken under that key before (store_media.h): RC_NOTFOUND also when its file has gone. */
enum rc media_find(struct arena *a, const struct media_target *target, struct str key,
                   struct media_taken *out, struct err *e) MUST_USE;

/* Lets media_find find taken under key too. As store_run. */
enum rc media_remember(const struct media_target *target, struct str key,
                       const struct media_taken *taken, struct err *e) MUST_USE;

/* The path below media/ of src ("media/ab/cd.jpg" -> "ab/cd.jpg"); empty if src is no medium. */
struct str media_path(struct str src);

#endif
