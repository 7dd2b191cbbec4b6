/* Which articles say nearly what a text says that is no article yet: for duplicates across feeds.
 * Part of store.h, whose rules on memory, threads and errors hold.
 *
 * Looks where stories look (store_story.h), and besides among articles whose time has not come, which
 * no story knows yet: two newspapers' feeds bring the same report within the hour that a rule holds
 * both back. */
#ifndef LOA_STORE_STORE_ALIKE_H
#define LOA_STORE_STORE_ALIKE_H

#include "store/store_story.h"

enum { STORE_ALIKE_MAX = 16 };

struct store_alike_query {
    struct str signature; /* article_signature */
    int64_t at_ms;        /* when it was published */
    unsigned min;         /* of SIMILARITY_ONE */
    size_t limit;         /* 1 to STORE_ALIKE_MAX */
};

/* The published and the scheduled ones, not those withdrawn, the most alike first. Articles far from
 * at_ms may be among them; those within two weeks are looked for. Two queries. */
enum rc store_alike(struct store_reader *r, struct arena *a, struct store_alike_query q,
                    struct store_near **out, size_t *out_n, struct err *e) MUST_USE;

#endif
