/* Lists that many pages show, asked for once: in one state of the store, for a walk over the whole
 * site or for the pages that a loop makes between two changes. Of the lists that stand around one article
 * the cards are remembered (card_memo.h). Belongs to one thread. */
#ifndef LOA_SITE_LIST_MEMO_H
#define LOA_SITE_LIST_MEMO_H

#include "site/card_memo.h"

enum {
    LIST_MEMO_ARENA_BYTES = 64 << 20,
    LIST_MEMO_LISTS_MAX = 2000, /* then the next trim forgets them */
    LIST_MEMO_RANKED_MAX = 64,  /* articles of a ranking that is kept */
    LIST_MEMO_RANKING_MS = 30000,
    LIST_MEMO_CARDS_BYTES = 16 << 20,      /* kept by a loop: of some 10,000 articles */
    LIST_MEMO_CARDS_WALK_BYTES = 64 << 20, /* by a walk over the whole site */
};

/* The order of a most-read list that is summed of many rows (store_most_read_is_large): it is kept for
 * a while whatever changes, and only its cards are asked for anew. */
struct list_memo_ranking {
    int64_t from_day;
    int64_t until_ms; /* 0: there is none */
    int64_t ids[LIST_MEMO_RANKED_MAX];
    int64_t views[LIST_MEMO_RANKED_MAX];
    size_t n;
};

struct list_memo {
    struct store_reader *reader; /* borrowed: lists are asked of it */
    struct arena arena;
    struct map lists;
    struct list_memo_ranking ranking;
    struct card_memo cards;
    struct arena around; /* lists around the article of the page that is being made */
};

/* cards_bytes: LIST_MEMO_CARDS_*. */
void list_memo_init(struct list_memo *m, struct store_reader *r, size_t cards_bytes);
void list_memo_release(struct list_memo *m);

/* The store has changed: forgets the lists, and the cards that its log names. What was given out before is
 * gone. */
void list_memo_clear(struct list_memo *m);
/* An article was withdrawn: forgets the ranking too. */
void list_memo_forget_ranking(struct list_memo *m);

/* Between two pages: forgets what is kept when it is much. Cards given out before are gone then. */
void list_memo_trim(struct list_memo *m);

/* Whether list_memo_get answers q: what pages show beside something else, and not a page of a long list. */
bool list_memo_takes(struct store_list_query q);

/* As store_list, for a q that list_memo_takes. The cards live until the memo is trimmed or
 * released. RC_NOMEM when LIST_MEMO_ARENA_BYTES are used up. */
enum rc list_memo_get(struct list_memo *m, struct store_list_query q, struct store_card **out,
                      size_t *out_n, struct err *e) MUST_USE;

#endif
