/* Cards of articles, kept until the log of changes names them: the lists beside an article are its own,
 * but the articles in them stand beside others too, and reading a card with its seal takes longer than
 * finding which ones they are. Belongs to one thread.
 *
 * A card's views are those of the time when it was read. */
#ifndef LOA_SITE_CARD_MEMO_H
#define LOA_SITE_CARD_MEMO_H

#include "base/map.h"
#include "base/vec.h"
#include "store/store.h"

struct card_memo {
    struct store_reader *reader; /* borrowed */
    size_t keep_bytes;           /* more than this, and the next trim forgets all */
    struct arena arena;
    struct map entries; /* of card_memo.c, by their ids */
    struct vec all;     /* the same in a row: struct card_entry * */
    int64_t seq;        /* of the log: no card that is kept is older */
};

struct card_ids {
    int64_t *p;
    size_t n;
};

struct card_list {
    struct store_card *p;
    size_t n;
};

void card_memo_init(struct card_memo *m, struct store_reader *r, size_t keep_bytes);
void card_memo_release(struct card_memo *m);

/* Between two pages: forgets what the log names since, and everything when that cannot be said. */
void card_memo_follow(struct card_memo *m);
/* Between two pages: forgets everything when much is kept. */
void card_memo_trim(struct card_memo *m);

/* As store_cards; what is not kept is asked for in one query. The array is in a, its texts live until
 * the memo follows, is trimmed or released. */
enum rc card_memo_get(struct card_memo *m, struct arena *a, struct card_ids ids,
                      struct card_list *out, struct err *e) MUST_USE;

#endif
