/* The article that its own address on this site names: what `loa export` wrote comes back, corrected, as a
 * new revision of it, and not as another article. Not for captured pages: whoever wrote one may have put any
 * article's address into it. */
#ifndef LOA_INGEST_IMPORT_OWN_H
#define LOA_INGEST_IMPORT_OWN_H

#include "store/store.h"

/* The number in url where this is an article's address below origin
 * ("https://bao.example/y-te/mo-lai-tram-12.html"), with what stands in front of it in *slug; else 0. Pure. */
int64_t import_own_id(struct str origin, struct str url, struct str *slug);

/* *key: one that the article which art's address names is in the store under, in a; "" when it names none here,
 * when that number stands for something else (neither address nor title say what it is called), or when nobody
 * imported it. When there is one, art's address becomes the one that the article has elsewhere (as one of
 * others, of a former system), "" = none. Errors of the store. */
enum rc import_own_find(struct store_reader *r, struct arena *a, struct str origin,
                        struct article *art, struct str *key, struct err *e) MUST_USE;

#endif
