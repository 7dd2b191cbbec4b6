/* The pictures, videos and documents of an imported article, taken along: from beside its file, from
 * a folder of uploads, or from the web.
 *
 * What was taken from an address once is not fetched again. What cannot be taken keeps its src, and
 * is told with its cause; the article goes in all the same. */
#ifndef LOA_INGEST_MEDIA_ARTICLE_H
#define LOA_INGEST_MEDIA_ARTICLE_H

#include "article/article.h"
#include "ingest/http_client.h"
#include "ingest/media.h"
#include "ingest/media_archive.h"

enum {
    MEDIA_FETCH_MAX_BYTES = 32 << 20, /* one picture over the web */
    MEDIA_FETCH_MAX_MS = 30000,
    MEDIA_UPLOADS_TAILS_MAX = 12, /* folders of an address that may be the site's own prefix */
};

/* Told about each medium that was not taken over: src and cause. */
typedef void media_refused(void *ctx, struct str src, const struct err *e);
/* Told about each that was: the address it had, and the one it has ("media/…"). */
typedef void media_took(void *ctx, struct str src, struct str path);

/* From where, and whom to tell. Borrowed for the time of the call. */
struct media_origin {
    const char *path;   /* the article's file; "" = it came from no file, nothing lies beside it */
    const char *folder; /* that the operator named and path lies in: a site's files; NULL = none */
    struct str page;    /* the address that the article says it has; "" = unknown */
    bool quiet;         /* a missing file is no news: captures have none */
    /* A copy of the other system's folder of uploads ("wp-content/uploads", NukeViet's "uploads"),
     * or NULL. "https://x.vn/wp-content/uploads/2024/05/a.jpg" is looked for there under every tail
     * of its path, the longest first, and without WordPress's "-300x200". */
    const char *uploads;
    struct media_archive *archive; /* what came with the page in one file; NULL: nothing did */
    struct http_client *web;       /* to fetch what is an address; NULL: it stays one */
    bool robots;                   /* ask robots.txt of other people's sites */
    /* Whose addresses these are ("https://x.vn"), where a bare path is the same on many sites; "" =
     * nobody's. What was taken of that site is found again when neither file nor web is there. */
    struct str site;
    struct str
        home; /* of this site: "https://home.example/media/…" is the medium that it has; "" = unknown */
    media_refused *refused;
    media_took *took; /* NULL: nobody asks */
    void *ctx;
};

/* Takes what art's figures and videos name, and its documents. A relative src is a file beside
 * from->path or in the folder above it (articles/ and pictures/ side by side), and lies below these;
 * so is one that begins with '/', in whatever folder of it ("/portal/uploads/a.pdf" is uploads/a.pdf).
 * In a folder of a whole site it lies anywhere below that folder; an address of the page's own site is
 * what the page said relative to its own address, and may lie there, too ("https://x.vn/anh/a.jpg" as
 * anh/a.jpg or x.vn/anh/a.jpg).
 * Replaces src and poster, sets the sides of figures, and gives a figure that has none the caption
 * and the credit of its file; sets url, type and size of documents, and leads links in the text to
 * them. art's blocks and documents are changed in place, new texts are in a. */
void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art);

#endif
