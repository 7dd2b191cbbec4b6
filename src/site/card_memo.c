#include "site/card_memo.h"

enum {
    PAGE_BYTES = 8 << 20, /* that the lists of one page may add to what is kept */
    CHANGES_A_TIME = 1000,
    CHANGES_ARENA_BYTES = 4 << 20,
    STRETCHES_MAX = 8, /* of CHANGES_A_TIME; after more it is quicker to begin anew */
};

struct card_entry {
    int64_t id;
    bool there; /* false: forgotten */
    struct store_card card;
};

void card_memo_init(struct card_memo *m, struct store_reader *r, size_t keep_bytes)
{
    *m = (struct card_memo){.reader = r, .keep_bytes = keep_bytes};
    arena_init(&m->arena, keep_bytes + PAGE_BYTES);
    map_init(&m->entries, &m->arena);
    m->all = VEC(struct card_entry *, &m->arena);
}

void card_memo_release(struct card_memo *m)
{
    arena_release(&m->arena);
}

static void forget_all(struct card_memo *m)
{
    card_memo_release(m);
    card_memo_init(m, m->reader, m->keep_bytes);
}

void card_memo_trim(struct card_memo *m)
{
    if (arena_failed(&m->arena) || m->arena.used_bytes > m->keep_bytes)
        forget_all(m);
}

static struct card_entry *entry_at(const struct card_memo *m, size_t i)
{
    return *(struct card_entry **)vec_at(&m->all, i);
}

/* What an id is in the map. */
static struct str key_of(const int64_t *id)
{
    return (struct str){(const char *)id, sizeof *id};
}

static struct card_entry *find(const struct card_memo *m, int64_t id)
{
    void *entry = NULL;
    return map_get(&m->entries, key_of(&id), &entry) ? entry : NULL;
}

/* ---- the log ---- */

static void forget_article(struct card_memo *m, struct str id_text)
{
    int64_t id = 0;
    struct card_entry *entry = str_to_int(id_text, &id) ? find(m, id) : NULL;
    if (entry)
        entry->there = false;
}

static void forget_story(struct card_memo *m, struct str id_text)
{
    int64_t id = 0;
    if (!str_to_int(id_text, &id))
        return;
    for (size_t i = 0; i < m->all.n; i++)
        if (entry_at(m, i)->card.story_id == id)
            entry_at(m, i)->there = false;
}

/* In how many feeds an aggregated article stands is told by no change of its own. */
static void forget_aggregated(struct card_memo *m)
{
    for (size_t i = 0; i < m->all.n; i++)
        if (entry_at(m, i)->card.aggregated)
            entry_at(m, i)->there = false;
}

/* What a change means to cards, by the word before its colon. */
static const struct {
    struct str word;
    void (*forget)(struct card_memo *m, struct str id_text); /* NULL: nothing */
} MEANINGS[] = {
    {STR_INIT("article"), forget_article},
    {STR_INIT("comments"), forget_article},
    {STR_INIT("withdrawn"), forget_article},
    {STR_INIT("story"), forget_story},
    {STR_INIT("site"), NULL},
    {STR_INIT("section"), NULL}, /* what stands in it; a new name is "sections" */
    {STR_INIT("tag"), NULL},
    {STR_INIT("topic"), NULL},
    {STR_INIT("person"), NULL},
    {STR_INIT("register"), NULL},
    {STR_INIT("creatives"), NULL},
};

/* False for a change that may mean any card. */
static bool apply(struct card_memo *m, struct str tag)
{
    struct str rest = tag;
    struct str word;
    str_next(&rest, ':', &word);
    for (size_t i = 0; i < COUNT_OF(MEANINGS); i++) {
        if (!str_eq(word, MEANINGS[i].word))
            continue;
        if (MEANINGS[i].forget)
            MEANINGS[i].forget(m, rest);
        return true;
    }
    return false;
}

/* Takes the memo through one stretch of the log. *more: there is more of it. False: all must go. */
static bool follow_some(struct card_memo *m, bool *more)
{
    struct arena a;
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t last = 0;
    arena_init(&a, CHANGES_ARENA_BYTES);
    bool known =
        store_changes(m->reader, &a, m->seq, CHANGES_A_TIME, &changes, &n, &last, NULL) == RC_OK;
    for (size_t i = 0; known && i < n; i++) {
        known = apply(m, changes[i].tag);
        m->seq = changes[i].seq;
    }
    if (n)
        forget_aggregated(m);
    *more = n == CHANGES_A_TIME;
    arena_release(&a);
    return known;
}

void card_memo_follow(struct card_memo *m)
{
    bool known = true;
    bool more = m->all.n > 0;
    for (int i = 0; known && more && i < STRETCHES_MAX; i++)
        known = follow_some(m, &more);
    if (!known || more)
        forget_all(m);
}

/* ---- cards ---- */

/* Where the log ends now: what is read after it is not older. */
static enum rc begin(struct card_memo *m, struct err *e)
{
    struct arena a;
    struct store_change *changes = NULL;
    size_t n = 0;
    arena_init(&a, CHANGES_ARENA_BYTES);
    enum rc rc = store_changes(m->reader, &a, INT64_MAX - 1, 1, &changes, &n, &m->seq, e);
    arena_release(&a);
    return rc;
}

static bool keep(struct card_memo *m, const struct store_card *card)
{
    struct card_entry *entry = find(m, card->id);
    if (!entry) {
        entry = arena_alloc(&m->arena, sizeof *entry);
        struct card_entry **place = entry ? vec_push(&m->all) : NULL;
        if (!place)
            return false;
        *place = entry;
        entry->id = card->id;
        if (!map_set(&m->entries, key_of(&entry->id), entry))
            return false;
    }
    entry->card = *card;
    entry->there = true;
    return true;
}

static enum rc read_missing(struct card_memo *m, struct arena *a, struct card_ids ids,
                            struct err *e)
{
    struct store_card *cards = NULL;
    struct card_ids missing = {arena_array(a, ids.n, sizeof *missing.p), 0};
    size_t n = 0;
    if (!missing.p)
        return fail(e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < ids.n; i++) {
        const struct card_entry *entry = find(m, ids.p[i]);
        if (!entry || !entry->there)
            missing.p[missing.n++] = ids.p[i];
    }
    if (missing.n == 0)
        return RC_OK;
    enum rc rc = m->all.n ? RC_OK : begin(m, e);
    if (!rc)
        rc = store_cards(m->reader, &m->arena, missing.p, missing.n, &cards, &n, e);
    for (size_t i = 0; !rc && i < n; i++)
        if (!keep(m, &cards[i]))
            rc = fail(e, RC_NOMEM, "out of memory");
    return rc;
}

enum rc card_memo_get(struct card_memo *m, struct arena *a, struct card_ids ids,
                      struct card_list *out, struct err *e)
{
    enum rc rc = read_missing(m, a, ids, e);
    struct card_list list = {rc ? NULL : arena_array(a, ids.n, sizeof *list.p), 0};
    if (rc)
        return rc;
    if (!list.p)
        return fail(e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < ids.n; i++) {
        const struct card_entry *entry = find(m, ids.p[i]);
        if (entry && entry->there)
            list.p[list.n++] = entry->card;
    }
    *out = list;
    return RC_OK;
}
