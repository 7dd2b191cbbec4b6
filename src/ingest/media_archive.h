/* Pictures and documents that a web archive holds, kept beside while its pages are read: a page names
 * them by address, and they may stand before it or far behind. In a file without a name; in memory are
 * their addresses alone, at most MEDIA_ARCHIVE_MAX of them. One thread. */
#ifndef LOA_INGEST_MEDIA_ARCHIVE_H
#define LOA_INGEST_MEDIA_ARCHIVE_H

#include "base/err.h"
#include "base/str.h"

enum { MEDIA_ARCHIVE_MAX = 1000000 }; /* further ones are not found; some 200 MB of addresses */

struct media_archive;

/* folder is where its file is made: a disk with room. RC_IO, RC_NOMEM. The caller frees *out. */
enum rc media_archive_new(const char *folder, struct media_archive **out, struct err *e) MUST_USE;
void media_archive_free(struct media_archive *m); /* NULL is harmless */

/* Keeps bytes under url; of two of one address the first. RC_IO (disk full), RC_LIMIT, RC_NOMEM. */
enum rc media_archive_add(struct media_archive *m, struct str url, struct str bytes,
                          struct err *e) MUST_USE;

/* What stood at url, by whatever scheme, in a. RC_NOTFOUND, RC_IO, RC_NOMEM. */
enum rc media_archive_find(struct media_archive *m, struct arena *a, struct str url,
                           struct str *bytes, struct err *e) MUST_USE;

#endif
