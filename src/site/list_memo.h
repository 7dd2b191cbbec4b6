/* Lists that many pages show, asked for once: for a walk over the whole site in one state of the
 * store. Belongs to one thread. */
#ifndef LOA_SITE_LIST_MEMO_H
#define LOA_SITE_LIST_MEMO_H

#include "base/map.h"
#include "store/store.h"

enum {
    LIST_MEMO_ARENA_BYTES = 64 << 20,
    LIST_MEMO_LISTS_MAX = 2000, /* then all are forgotten */
};

struct list_memo {
    struct arena arena;
    struct map lists;
};

void list_memo_init(struct list_memo *m);
void list_memo_release(struct list_memo *m);

/* As store_list, for lists that are not an article's own; those are asked for each time. The cards
 * are valid until the next call. */
enum rc list_memo_get(struct list_memo *m, struct store_reader *r, struct arena *a,
                      struct store_list_query q, struct store_card **out, size_t *out_n,
                      struct err *e) MUST_USE;

#endif
