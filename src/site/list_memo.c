#include "site/list_memo.h"

#include <stdio.h>

enum { ASKED_MIN = 64 }; /* a page wants more the more it shows already */

struct list {
    struct store_card *cards;
    size_t n;
    int64_t limit; /* that n cards were asked with */
};

void list_memo_init(struct list_memo *m, struct store_reader *r)
{
    m->reader = r;
    arena_init(&m->arena, LIST_MEMO_ARENA_BYTES);
    map_init(&m->lists, &m->arena);
}

void list_memo_release(struct list_memo *m)
{
    arena_release(&m->arena);
}

void list_memo_trim(struct list_memo *m)
{
    bool whole = !arena_failed(&m->arena); /* one that has failed stays so */
    if (whole && m->lists.n < LIST_MEMO_LISTS_MAX &&
        m->arena.used_bytes < LIST_MEMO_ARENA_BYTES / 2)
        return;
    list_memo_release(m);
    list_memo_init(m, m->reader);
}

bool list_memo_shares(struct store_list_query q)
{
    return q.offset == 0 && q.kind != STORE_LIST_RELATED && q.kind != STORE_LIST_SAME_STORY &&
           q.kind != STORE_LIST_SAME_TOPIC && q.kind != STORE_LIST_SAME_AUTHOR &&
           q.kind != STORE_LIST_SAME_SECTION && q.kind != STORE_LIST_STORY;
}

/* The list of q with at least q.limit cards, if there are so many; made when it is not there. */
static enum rc find(struct list_memo *m, struct store_list_query q, struct list **out,
                    struct err *e)
{
    void *value = NULL;
    char text[72]; /* three numbers; kept only with a new list: old ones are asked for all day */
    int n = snprintf(text, sizeof text, "%d %lld %lld", (int)q.kind, (long long)q.key,
                     (long long)q.from_day);
    struct str key = {text, n > 0 ? (size_t)n : 0};
    struct list *list = map_get(&m->lists, key, &value) ? value : NULL;
    if (list && list->limit >= q.limit) {
        *out = list;
        return RC_OK;
    }
    list = arena_alloc(&m->arena, sizeof *list);
    key = str_copy(&m->arena, key);
    if (!list)
        return fail(e, RC_NOMEM, "out of memory");
    q.limit = q.limit <= ASKED_MIN ? ASKED_MIN : STORE_LIST_MAX;
    list->limit = q.limit;
    enum rc rc = store_list(m->reader, &m->arena, q, &list->cards, &list->n, e);
    if (!rc && !map_set(&m->lists, key, list))
        rc = fail(e, RC_NOMEM, "out of memory");
    *out = list;
    return rc;
}

enum rc list_memo_get(struct list_memo *m, struct store_list_query q, struct store_card **out,
                      size_t *out_n, struct err *e)
{
    struct list *list = NULL;
    enum rc rc = find(m, q, &list, e);
    if (rc || !list)
        return rc;
    *out = list->cards;
    *out_n = (int64_t)list->n < q.limit ? list->n : (size_t)q.limit;
    return RC_OK;
}
