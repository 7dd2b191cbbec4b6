/* The identity of an imported article: when two readings are the same article. Pure.
 *
 * - An article that knows its address: "url:" and the address. Read again from anywhere, it is the
 *   same article, and what has changed is a new revision.
 * - Article JSON without address: "path:" and the file's real path, in JSON lines with "#" and the
 *   title's slug (and "~2", "~3" for further ones of that title): the newsroom edits the file, and
 *   the article gets a new revision.
 * - A capture: "text:" and the hash of title, lead and text: the same page under another name is
 *   the same article, a page with other text is another article and never overwrites it. */
#ifndef LOA_INGEST_IMPORT_KEY_H
#define LOA_INGEST_IMPORT_KEY_H

#include "article/article.h"
#include "base/map.h"

struct import_key_input {
    const struct article *article;
    struct str real_path;
    size_t line; /* 0: the file is one article */
    bool is_capture;
    struct map *titles; /* of this file's keys so far, for JSON lines */
};

/* The key, in a. */
struct str import_key(struct arena *a, struct import_key_input in);

/* The file's name without folders and without its last extension: what "related" may name. */
struct str import_stem(struct str path);

#endif
