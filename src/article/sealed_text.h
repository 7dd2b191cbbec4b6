/* What of an article's stored text is sealed, and shown in proofs.
 *
 * The stored text is Article JSON as article_json_write makes it. Its provenance.path is where the
 * file lay on the newsroom's machine: nobody else's business, and no part of what was published. The
 * sealed text is the stored one with null for that path, byte for byte the same elsewhere. Pure; any
 * thread. */
#ifndef LOA_ARTICLE_SEALED_TEXT_H
#define LOA_ARTICLE_SEALED_TEXT_H

#include "base/hash.h"
#include "base/str.h"

/* The sealed text of stored: borrowed when they are the same, else in a ("" when a has failed). Only
 * the first value at provenance.path of the outermost object is taken out, and only a sound string;
 * all other bytes, and all of what is not JSON, stay. Cost: O(length). */
struct str sealed_text(struct arena *a, struct str stored);

/* Its hash, without a copy: what an entry's content says. hash_start must have run. */
struct hash_content sealed_text_hash(struct str stored);

#endif
