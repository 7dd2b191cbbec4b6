#include "site/list_memo.h"

#include <stdio.h>

enum {
    ASKED_MIN = 64, /* a page wants more the more it shows already */
    AROUND_KEEP_BYTES = 64 << 10,
};

struct list {
    struct store_card *cards;
    size_t n;
    int64_t limit; /* that n cards were asked with */
};

void list_memo_init(struct list_memo *m, struct store_reader *r, size_t cards_bytes)
{
    *m = (struct list_memo){.reader = r};
    card_memo_init(&m->cards, r, cards_bytes);
    arena_init(&m->around, LIST_MEMO_ARENA_BYTES);
    arena_init(&m->arena, LIST_MEMO_ARENA_BYTES);
    map_init(&m->lists, &m->arena);
}

void list_memo_release(struct list_memo *m)
{
    card_memo_release(&m->cards);
    arena_release(&m->around);
    arena_release(&m->arena);
}

static void forget_lists(struct list_memo *m)
{
    arena_release(&m->arena);
    map_init(&m->lists, &m->arena);
}

void list_memo_clear(struct list_memo *m)
{
    forget_lists(m);
    card_memo_follow(&m->cards);
}

void list_memo_forget_ranking(struct list_memo *m)
{
    m->ranking.until_ms = 0;
}

void list_memo_trim(struct list_memo *m)
{
    bool whole = !arena_failed(&m->arena); /* one that has failed stays so */
    bool much =
        m->lists.n >= LIST_MEMO_LISTS_MAX || m->arena.used_bytes >= LIST_MEMO_ARENA_BYTES / 2;
    arena_clear(&m->around, AROUND_KEEP_BYTES);
    card_memo_trim(&m->cards);
    if (!whole || much)
        forget_lists(m);
}

bool list_memo_takes(struct store_list_query q)
{
    return q.offset == 0 && q.kind != STORE_LIST_STORY;
}

/* ---- the ranking ---- */

static bool is_ranking(struct store_list_query q)
{
    return q.kind == STORE_LIST_MOST_READ && q.key == 0 && q.limit <= LIST_MEMO_RANKED_MAX;
}

static bool is_kept(const struct list_memo_ranking *k, struct store_list_query q)
{
    return is_ranking(q) && k->from_day == q.from_day && q.now_ms < k->until_ms &&
           k->until_ms - q.now_ms <= LIST_MEMO_RANKING_MS;
}

/* The kept order with the cards as they are now. */
static enum rc cards_of_ranking(struct list_memo *m, struct list *list, struct err *e)
{
    const struct list_memo_ranking *k = &m->ranking;
    enum rc rc = store_cards(m->reader, &m->arena, k->ids, k->n, &list->cards, &list->n, e);
    size_t at = 0; /* both are in the same order; an article may have gone since */
    for (size_t i = 0; !rc && i < list->n; i++) {
        while (at < k->n && k->ids[at] != list->cards[i].id)
            at++;
        list->cards[i].views = at < k->n ? k->views[at] : 0;
    }
    return rc;
}

static enum rc keep_ranking(struct list_memo *m, struct store_list_query q, const struct list *list,
                            struct err *e)
{
    struct list_memo_ranking *k = &m->ranking;
    bool large = false;
    enum rc rc = store_most_read_is_large(m->reader, q, &large, e);
    k->until_ms = 0;
    if (rc || !large)
        return rc;
    k->n = list->n < LIST_MEMO_RANKED_MAX ? list->n : LIST_MEMO_RANKED_MAX;
    for (size_t i = 0; i < k->n; i++) {
        k->ids[i] = list->cards[i].id;
        k->views[i] = list->cards[i].views;
    }
    k->from_day = q.from_day;
    k->until_ms = q.now_ms + LIST_MEMO_RANKING_MS;
    return RC_OK;
}

static enum rc ask(struct list_memo *m, struct store_list_query q, struct list *list, struct err *e)
{
    if (is_kept(&m->ranking, q))
        return cards_of_ranking(m, list, e);
    enum rc rc = store_list(m->reader, &m->arena, q, &list->cards, &list->n, e);
    return rc || !is_ranking(q) ? rc : keep_ranking(m, q, list, e);
}

/* ---- lists ---- */

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
    if (is_ranking(q)) /* one that is kept must do for all */
        q.limit = LIST_MEMO_RANKED_MAX;
    list->limit = q.limit;
    enum rc rc = ask(m, q, list, e);
    if (!rc && !map_set(&m->lists, key, list))
        rc = fail(e, RC_NOMEM, "out of memory");
    *out = list;
    return rc;
}

static enum rc get_around(struct list_memo *m, struct store_list_query q, struct card_list *out,
                          struct err *e)
{
    struct card_ids ids = {0};
    enum rc rc = store_list_ids(m->reader, &m->around, q, &ids.p, &ids.n, e);
    return rc ? rc : card_memo_get(&m->cards, &m->around, ids, out, e);
}

enum rc list_memo_get(struct list_memo *m, struct store_list_query q, struct store_card **out,
                      size_t *out_n, struct err *e)
{
    struct list *list = NULL;
    if (store_list_is_around(q.kind)) {
        struct card_list cards = {0};
        enum rc got = get_around(m, q, &cards, e);
        *out = got ? *out : cards.p;
        *out_n = got ? *out_n : cards.n;
        return got;
    }
    enum rc rc = find(m, q, &list, e);
    if (rc || !list)
        return rc;
    *out = list->cards;
    *out_n = (int64_t)list->n < q.limit ? list->n : (size_t)q.limit;
    return RC_OK;
}
