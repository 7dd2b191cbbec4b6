/* One page being made: what its builder needs, and the tags that will make it stale.
 *
 * A job belongs to one thread. Everything the views point to is in job->arena, which the caller
 * releases when the page has been compiled. */
#ifndef LOA_SITE_JOB_H
#define LOA_SITE_JOB_H

#include "base/vec.h"
#include "page/view.h"
#include "site/ask.h"
#include "site/list_memo.h"
#include "site/route.h"
#include "site/state.h"

enum {
    JOB_ARENA_MAX_BYTES = 64 << 20, /* an article of the largest size, its comments and blocks */
    JOB_CLAIMED_MAX = 256,          /* articles a page has already shown */
    JOB_RESERVED_MAX = 8,           /* blocks that choose before the others */
};

/* The articles of a block that chose before its turn. */
struct job_reserved {
    const struct layout_item *item;
    struct view_card *cards;
    size_t cards_n;
};

struct job {
    const struct state *state;
    struct store_reader *reader;
    struct arena *arena;
    int64_t now_ms;
    struct err *err;
    struct vec tags; /* struct str */
    int64_t claimed[JOB_CLAIMED_MAX];
    size_t claimed_n;
    struct job_reserved reserved[JOB_RESERVED_MAX];
    size_t reserved_n;
    size_t blocks_made;
    size_t stand_ins;                  /* sections that stand in places of others (blocks_fill) */
    bool eager_given;                  /* the page has its first picture, which is not lazy */
    int64_t slots_used;                /* bit i: slot i already stands on the page */
    const struct find_ask *ask;        /* what is searched for; NULL on pages that are no search */
    const struct str *question;        /* that is asked; NULL on other pages */
    const struct ask_phraser *phraser; /* that phrases the answer; NULL: none */
    bool phrase_failed;                /* it could not be asked */
    const struct register_ask *register_ask; /* of a filtered list of the register, or NULL */
    struct list_memo *memo;                  /* NULL: every list is asked for */
    bool plain;                              /* the page is used once, uncompressed */
    bool index_damaged;                      /* the search index was found to be */
};

void job_init(struct job *j, const struct state *state, struct store_reader *reader,
              struct arena *arena, int64_t now_ms, struct err *err);

/* Adds a tag: "word" or "word:id". The change of any tag makes the page stale. */
void job_tag(struct job *j, struct str word);
void job_tag_id(struct job *j, const char *word, int64_t id);

/* Notes that the page shows the article, so that later blocks pass it over; false if it was noted
 * before. Past JOB_CLAIMED_MAX articles nothing is noted. */
bool job_claim(struct job *j, int64_t article_id);
bool job_claimed(const struct job *j, int64_t article_id);

/* A source's name as it is shown: "" for one called just "Nguồn" (a bare link on the captured page). */
struct str job_source(const struct job *j, struct str name);

/* "3 nguồn" for an article that several papers carry; "" for fewer than two. */
struct str job_sources_count(struct job *j, int64_t sources);

/* "3 báo đưa tin"; "" for fewer than two. */
struct str job_papers(struct job *j, int64_t sources);

/* A card as it is shown, the rank-th of its block from 1. */
struct view_card job_card(struct job *j, const struct store_card *card, int64_t rank);

/* Adds cards to views (struct view_card), of articles of q that the page has not shown yet, until there
 * are limit; claims them. One query. */
enum rc job_cards(struct job *j, struct store_list_query q, int64_t limit,
                  struct vec *views) MUST_USE;

/* Cards of all articles of q but `except`, claimed or not (rankings); claims none. One query. */
enum rc job_ranking(struct job *j, struct store_list_query q, int64_t limit, int64_t except,
                    struct view_card **out, size_t *out_n) MUST_USE;

/* The address of a media file: "" for "". */
struct str job_media_url(struct job *j, struct str path);

/* An absolute address: the site's origin and path. */
struct str job_absolute(struct job *j, struct str path);

/* Digits of a number, "" for 0. */
struct str job_digits(struct job *j, int64_t n);

#endif
