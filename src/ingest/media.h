/* Pictures and videos of imported articles, copied into the site under a name made from their
 * content: "media/3f/9a….webp".
 *
 * What a file is, its content says, not its name; what is no picture (picture.h), MP4 or WebM is
 * refused. Representation, for floor page: a figure whose src begins "media/" has its file in the
 * site; any other src is the bare name or address the page printed, and no file stands behind it:
 * show the caption without a picture. */
#ifndef LOA_INGEST_MEDIA_H
#define LOA_INGEST_MEDIA_H

#include "article/article.h"
#include "store/store.h"

enum { MEDIA_MAX_BYTES = 64 << 20 }; /* one picture or short video */

/* Where media go. Borrowed for the time of an import. */
struct media_target {
    const char *folder; /* SITE/media, must exist */
    struct store *store;
};

/* Copies the file at path. *src, in a, is "media/…". RC_NOTFOUND, RC_INVALID (no picture and no
 * video), RC_LIMIT, RC_IO, RC_NOMEM, and store_run's; e does not name the path. */
enum rc media_take_file(struct arena *a, const struct media_target *target, const char *path,
                        struct str *src, struct err *e) MUST_USE;

/* Told about each file that was not taken over: src and cause. */
typedef void media_refused(void *ctx, struct str src, const struct err *e);

/* From where, and whom to tell. Borrowed for the time of the call. */
struct media_origin {
    const char *path; /* the article's file */
    bool quiet;       /* a missing file is no news: captures have none */
    media_refused *refused;
    void *ctx;
};

/* Copies the files that art's figures and videos name, relative to the folder of from->path or to
 * the one above it (articles/ and pictures/ side by side), and replaces their src and poster;
 * art's blocks are changed in place, new texts are in a. */
void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art);

/* The path below media/ of src ("media/ab/cd.jpg" -> "ab/cd.jpg"); empty if src is no medium. */
struct str media_path(struct str src);

#endif
