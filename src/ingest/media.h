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

/* Copies the files that art's figures and videos name, relative to the folder of the file at
 * path or to the one above it (articles/ and pictures/ side by side), and replaces their src and poster; art's blocks are changed in place, new texts are in a.
 * A missing file is told only when art says it was made with its pictures (!quiet). */
void media_take_over(struct arena *a, const struct media_target *target, const char *path,
                     struct article *art, bool quiet, media_refused *refused, void *ctx);

/* The path below media/ of src ("media/ab/cd.jpg" -> "ab/cd.jpg"); empty if src is no medium. */
struct str media_path(struct str src);

#endif
