/* Ghost exports (JSON; "db", "data" and plain "posts", as the versions since 1.0 and the API write
 * them), in pieces: posts and pages with authors, tags, pictures; bodies from html, lexical or
 * mobiledoc.
 *
 * Who wrote a post and its tags stand in other tables, often behind it: a file is pushed twice
 * (format.h), and only those tables are kept (GHOST_TABLES_MAX_BYTES). Through a pipe the posts are
 * kept too, until the end, within the same limit. One thread. */
#ifndef LOA_SOURCE_GHOST_H
#define LOA_SOURCE_GHOST_H

#include "source/formats.h"

enum {
    GHOST_POST_MAX_BYTES = 8 << 20,
    GHOST_POST_ARENA_BYTES = 128 << 20,
    GHOST_TABLES_MAX_BYTES = 160 << 20,
};

#endif
