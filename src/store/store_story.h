/* Stories and likeness: what the store says of articles that tell of the same event.
 *
 * Every published article is compared with those near it in time when it is put, changed, withdrawn
 * or its time comes (docs/decisions/0017-stories.md); the pages read the result. Lists of a story's
 * articles are store_list's STORE_LIST_STORY and STORE_LIST_SAME_STORY, alike ones are in
 * STORE_LIST_RELATED. As store.h: values live in the caller's arena. */
#ifndef LOA_STORE_STORE_STORY_H
#define LOA_STORE_STORE_STORY_H

#include "article/story.h"
#include "store/store.h"

enum {
    STORE_NEAR_MAX = STORY_TIES_MAX
}; /* articles that are kept as alike to one, from its side */

struct store_story {
    int64_t id;        /* that of its first article; may change when that one goes */
    int64_t articles;  /* 2 to STORY_MEMBERS_MAX, published */
    int64_t sources;   /* different papers among them */
    int64_t newest_ms; /* when the newest was published, by its paper's word */
    struct str title;  /* of its first article */
};

/* Stories with the newest article first, at most limit (<= STORE_LIST_MAX), of at least min_sources
 * papers. One query. */
enum rc store_stories(struct store_reader *r, struct arena *a, int64_t min_sources, int64_t limit,
                      int64_t offset, struct store_story **out, size_t *out_n,
                      struct err *e) MUST_USE;

/* The story an article belongs to. RC_NOTFOUND when it is alone. */
enum rc store_story_of(struct store_reader *r, struct arena *a, int64_t article_id,
                       struct store_story *out, struct err *e) MUST_USE;

/* An article that is like another. */
struct store_near {
    int64_t article_id;
    int64_t alike; /* of SIMILARITY_ONE; from STORY_COPY_MIN on it is nearly the same text */
};
/* The most alike first, at most limit. */
enum rc store_near(struct store_reader *r, struct arena *a, int64_t article_id, int64_t limit,
                   struct store_near **out, size_t *out_n, struct err *e) MUST_USE;

#endif
