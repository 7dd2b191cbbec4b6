/* Which format bytes are in, by their content and not by their name. Pure. */
#ifndef LOA_SOURCE_RECOGNISE_H
#define LOA_SOURCE_RECOGNISE_H

#include "base/str.h"

enum format {
    FORMAT_CAPTURE,      /* a page's text */
    FORMAT_ARTICLE_JSON, /* one object over any number of lines */
    FORMAT_ARTICLE_JSON_LINES,
    FORMAT_UNSUPPORTED,
};

/* The format of bytes; for FORMAT_UNSUPPORTED *name is what it looks like ("gzip", "HTML"). */
enum format recognise(struct str bytes, const char **name);

#endif
