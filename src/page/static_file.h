/* The site's style, script, icons and fonts, compiled into the program by tools/embed.
 *
 * An address holds a hash of the content, so it may be cached for ever; the plain /tinh/NAME is
 * there for markup that cannot know the hash. Constant; any thread. */
#ifndef LOA_PAGE_STATIC_FILE_H
#define LOA_PAGE_STATIC_FILE_H

#include "base/str.h"

struct static_file {
    struct str name; /* "style.css" */
    struct str url;  /* "/tinh/style.1a2b3c4d.css" */
    struct str content_type;
    struct str hash; /* of the content, hexadecimal: the ETag of every variant begins with it */
    struct str bytes;
    struct str gzip;   /* "" = not smaller */
    struct str brotli; /* "" = not smaller */
    struct str zstd;   /* "" = not smaller */
};

/* By file name; NULL when there is none. */
const struct static_file *static_file_by_name(struct str name);

/* By a request's path. *immutable: the path holds the hash of this very content (cache for ever);
 * otherwise it must be asked for again (ETag). NULL when there is none. */
const struct static_file *static_file_by_path(struct str path, bool *immutable);

/* The address of a file that must exist: a mistake of the caller otherwise. */
struct str static_url(struct str name);

/* All of them, for `loa check` and tests; index below static_file_count(). */
size_t static_file_count(void);
const struct static_file *static_file_at(size_t i);

#endif
