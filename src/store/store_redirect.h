/* Old addresses of a site and where they lead (article/old_address.h has their spelling): kept for
 * ever, through new slugs, new sections, takedowns and further imports. Part of store.h. */
#ifndef LOA_STORE_STORE_REDIRECT_H
#define LOA_STORE_STORE_REDIRECT_H

#include "article/old_address.h"

struct store_reader;

struct store_redirect {
    struct old_address from;
    int64_t article_id;      /* 0: target says where */
    struct str target;       /* a path of this site, or an address elsewhere; "" = the article */
    struct str section_slug; /* of the article, as it stands now */
    struct str slug;
    int64_t listed_ms;    /* CLOCK_NONE: withdrawn */
    int64_t withdrawn_ms; /* CLOCK_NONE: not */
    int64_t created_ms;
};

/* STORE_ADD_REDIRECTS: these lead to the article from now on. One that leads somewhere already stays
 * as it is. result.changed: any was new. */
struct store_add_redirects {
    int64_t article_id; /* must exist */
    struct old_address *from;
    size_t from_n;
    int64_t now_ms;
};

/* STORE_SET_REDIRECT: said by hand; takes the place of what was there. RC_INVALID: from and target
 * are the same. RC_CONFLICT: target is itself an old address, which may lead in a circle. */
struct store_set_redirect {
    struct old_address from;
    struct str target;
    struct old_address target_from; /* its spelling as an old address; path "" = it cannot be one */
    int64_t now_ms;
};

/* STORE_REMOVE_REDIRECT: RC_NOTFOUND. */
struct store_remove_redirect {
    struct old_address from;
};

/* Where from leads: on its own host, else on any; one query. RC_NOTFOUND. created_ms is not read. */
enum rc store_redirect_from(struct store_reader *r, struct arena *a, struct old_address from,
                            struct store_redirect *out, struct err *e) MUST_USE;

/* All of them in byte order, at most limit (<= 1000) behind the address after; listed_ms and
 * withdrawn_ms are not read. One query. */
enum rc store_redirects(struct store_reader *r, struct arena *a, struct old_address after,
                        int64_t limit, struct store_redirect **out, size_t *out_n,
                        struct err *e) MUST_USE;

#endif
