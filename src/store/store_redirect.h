/* Old addresses of a site and where they lead (article/old_address.h has their spelling): kept for
 * ever, through new slugs, new sections, takedowns and further imports. Part of store.h. */
#ifndef LOA_STORE_STORE_REDIRECT_H
#define LOA_STORE_STORE_REDIRECT_H

#include "article/old_address.h"

struct store_reader;

/* A page of the site that is no article's. */
enum store_place {
    STORE_PLACE_NONE,
    STORE_PLACE_HOME,
    STORE_PLACE_SECTION,
    STORE_PLACE_TOPIC,
    STORE_PLACE_TAG,
    STORE_PLACE_AUTHOR,
};

struct store_redirect {
    struct old_address from;
    int64_t article_id;      /* 0: place or target says where */
    enum store_place place;  /* with its slug as it stands now; NONE: article or target */
    bool feed;               /* the place's feed, not its page */
    struct str target;       /* a path of this site, or an address elsewhere; "" = article, place */
    struct str section_slug; /* of the article, as it stands now */
    struct str slug;         /* of the article, or of the place */
    int64_t listed_ms;       /* CLOCK_NONE: withdrawn */
    int64_t withdrawn_ms;    /* CLOCK_NONE: not */
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

/* STORE_ADD_PLACE_REDIRECTS: these lead to a place of the site, and follow it through new slugs; or,
 * with place NONE, to target. A place that the site has not is HOME until a later command finds it.
 * One that leads elsewhere already stays as it is. result.changed: any was new or led home. */
struct store_add_place_redirects {
    enum store_place place;
    bool feed;
    struct str slug; /* of the section */
    struct str name; /* of the topic, the tag, the author */
    struct str target;
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

enum { STORE_REDIRECT_OTHERS = 2 };

/* An address that was asked for, and paths that it may mean when nothing was noted for it, the likelier
 * first; "" = none. */
struct store_redirect_ask {
    struct old_address from;
    struct str others[STORE_REDIRECT_OTHERS];
};

/* Under which name the chain of seals knows it: "HOST PATH", in a. */
struct str store_redirect_name(struct arena *a, struct old_address from);

/* Where it leads: on its own host, else on any; one query, a second for a place, two for its seal. RC_NOTFOUND.
 * RC_DENIED: it is not what was sealed. created_ms is not read. */
enum rc store_redirect_from(struct store_reader *r, struct arena *a,
                            const struct store_redirect_ask *ask, struct store_redirect *out,
                            struct err *e) MUST_USE;

/* All of them in byte order, at most limit (<= 1000) behind the address after; listed_ms and
 * withdrawn_ms are not read. One query, and one for each place. */
enum rc store_redirects(struct store_reader *r, struct arena *a, struct old_address after,
                        int64_t limit, struct store_redirect **out, size_t *out_n,
                        struct err *e) MUST_USE;

/* Those that lead to an article, in byte order, at most limit (<= 1000), in a. One query. */
enum rc store_redirects_of(struct store_reader *r, struct arena *a, int64_t article_id,
                           int64_t limit, struct old_address **out, size_t *out_n,
                           struct err *e) MUST_USE;

#endif
