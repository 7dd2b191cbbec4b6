/* The identity of an imported article: when two readings are the same article. Pure.
 *
 * An article is known under several keys. They are looked up in this order, the first that is known
 * names the article, and the others are then known too:
 * - the key that it has already, when its address is that of an article of this site (import_own.h).
 * - "url:" and the address, for an article that knows it. Two articles with different addresses are
 *   two articles, whatever else they share.
 * - "guid:" and the name that the system it was exported from has for it: it stays when the article
 *   gets another address there. Such an article has no key by its text: two posts that say the same
 *   are two posts.
 * - "path:" and the file's real path, for Article JSON; in JSON lines with "#" and the title's slug
 *   (and "~2", "~3" for further ones of that title): the newsroom edits the file, and the article
 *   gets a new revision. A capture has none: another page under the same name is another article.
 * - "text:" and the hash of date, title, lead and text (with lists and pictures), the same for every
 *   format. In JSON lines it comes before the path.
 *
 * A file that only says the same as an article that another file or an address stands for (a copied
 * folder, the captures behind an extracted file) changes nothing and gets no key, so that editing
 * the copy makes another article; unless that other file is gone: then it was moved. */
#ifndef LOA_INGEST_IMPORT_KEY_H
#define LOA_INGEST_IMPORT_KEY_H

#include "article/article.h"
#include "base/map.h"

enum { IMPORT_KEYS_MAX = 5 }; /* of one reading */

enum import_key_kind { IMPORT_KEY_URL, IMPORT_KEY_GUID, IMPORT_KEY_PATH, IMPORT_KEY_TEXT };

struct import_key_input {
    const struct article *article;
    struct str own;  /* the key of the article that its address on this site names; "" = none */
    struct str guid; /* "" = none */
    struct str real_path;
    size_t line; /* 0: the file is one article */
    bool is_capture;
    struct map *titles; /* of this file's keys so far, for JSON lines */
};

/* The keys in their order, in a; none on a failed arena. */
struct article_texts import_keys(struct arena *a, struct import_key_input in);

bool import_key_is(struct str key, enum import_key_kind kind);

/* True if an article's text was found under one of mine, and it is not for this file to change it: another
 * file, which is looked for, or an address stands for it (theirs). Not pure. */
bool import_key_stands_elsewhere(struct arena *a, struct article_texts mine,
                                 struct article_texts theirs);

/* A copy in a. */
struct article_texts import_texts_copy(struct arena *a, struct article_texts texts);

/* The file's name without folders and without its last extension: what "related" may name. */
struct str import_stem(struct str path);
/* True for such a name ("mo-cua-cho-noi"): neither an address nor nothing. */
bool import_is_stem(struct str url);
/* Those that art's related items have, in a. */
struct article_texts import_stems_of(struct arena *a, const struct article *art);

#endif
