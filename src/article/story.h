/* Stories: which articles tell of the same event.
 *
 * Articles are compared by the signatures of text/similarity.h, less the farther apart they were
 * published; those that are alike on the average form a story (average-link clustering, so that one
 * odd article does not chain two events together). Two groups that are each about something of their
 * own stay apart: what one affair brings forth on one day (a trial and the search for the missing)
 * is alike, but less than the reports of each are among themselves. And reports that say the same of
 * different places, people or days stay apart, however alike the rest of them is. Pure; any thread. */
#ifndef LOA_ARTICLE_STORY_H
#define LOA_ARTICLE_STORY_H

#include "article/article.h"
#include "text/head.h"
#include "text/similarity.h"

/* How they were chosen: docs/decisions/0017-stories.md. */
enum {
    STORY_ALIKE_MIN = 215, /* of SIMILARITY_ONE: on the average within a story */
    /* Two groups join when they are as alike as this part of their cohesion: how alike the articles
     * of each are on the average, at most the second (copies do not keep other reports out). */
    STORY_JOIN_PERCENT = 85,
    STORY_COHESION_MAX = 400,
    /* Groups of which so many pairs in a hundred are apart stay so; fewer are names that one thing has. */
    STORY_APART_PERCENT = 33,
    STORY_NEAR_MIN = 150, /* less is not related, and not kept */
    STORY_COPY_MIN = SIMILARITY_COPY_MIN,
    /* Ties that are kept of one article. Of one that has so many, a missing tie says nothing: copies of one
     * text are more than that. Groups of which less than one pair in so many is known stay apart. */
    STORY_TIES_MAX = 32,
    STORY_KNOWN_SHARE = 8,
    STORY_GAP_MAX_DAYS = 8, /* between two articles that tie a story together */
    STORY_MEMBERS_MAX = 96, /* of one story: no reader reads more, and the work stays bounded */
    STORY_SET_MAX = 256,    /* articles that are clustered at once */
};

/* What art is compared by, in a; "" when it says nothing. */
struct str article_signature(struct arena *a, const struct article *art);

/* Who brought it, for counting papers: the source's name in lower case, else its host; "" is this
 * site. In a. */
struct str article_source_key(struct arena *a, const struct article *art);

/* How alike two articles are as reports of one event: their similarity, less for the time between. */
unsigned story_alike(unsigned similarity, int64_t gap_ms);

/* Two items of a set, first < second, that are alike; pairs without a tie are not alike
 * at all, but where one of the two has STORY_TIES_MAX others. */
struct story_tie {
    size_t first;
    size_t second;
    unsigned alike;
    bool apart; /* their heads tell of different things (text/head.h) */
};

/* Clusters n <= STORY_SET_MAX items, whose order decides between equals: group[i] becomes the
 * first item of i's story, i itself when it is alone. False when a has failed. Cost: about
 * O(n²). */
bool story_cluster(struct arena *a, const struct story_tie *ties, size_t ties_n, size_t n,
                   size_t *group);

#endif
