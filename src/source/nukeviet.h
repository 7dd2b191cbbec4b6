/* NukeViet (3.x, 4.x): the news of a dump of its MySQL tables, whatever prefix, languages and news
 * modules it has, in pieces.
 *
 * Every row of a module's "_rows" becomes a document, whatever its state: what readers could not see
 * (suspended, draft, waiting for approval, expired) comes as DOC_DRAFT. A body without its row is
 * refused by name. Pictures are named as in the folder "uploads" that lies beside the dump.
 * The texts of an article stand in several tables: a file is pushed twice (format.h), and everything
 * but the bodies is kept (NUKEVIET_MAX_BYTES, some 400,000 articles). Through a pipe the bodies
 * are kept too, within the same limit. One thread. */
#ifndef LOA_SOURCE_NUKEVIET_H
#define LOA_SOURCE_NUKEVIET_H

#include "source/formats.h"

enum {
    NUKEVIET_MAX_BYTES = 512 << 20,
    NUKEVIET_ARTICLE_BYTES = 128 << 20, /* one article, while it is read */
};

#endif
