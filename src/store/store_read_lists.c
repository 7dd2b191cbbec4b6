/* Lists of articles: which statement a kind is, and reading its cards. */
#include "store/store_internal.h"

#include "base/buf.h"
#include "base/vec.h"

/* How a kind of list is read. */
struct list_plan {
    enum statement list;
    enum statement count;
    bool has_key;
    bool has_days;
};

static struct list_plan list_plan(const struct store_list_query *q)
{
    switch (q->kind) {
    case STORE_LIST_NEWEST:
        return (struct list_plan){SQL_LIST_NEWEST, SQL_COUNT_NEWEST, false, false};
    case STORE_LIST_SECTION:
        return (struct list_plan){SQL_LIST_SECTION, SQL_COUNT_SECTION, true, false};
    case STORE_LIST_TOPIC:
    case STORE_LIST_PERSON:
    case STORE_LIST_TAG: return (struct list_plan){SQL_LIST_LABEL, SQL_COUNT_LABEL, true, false};
    case STORE_LIST_FEATURED:
        return (struct list_plan){SQL_LIST_FEATURED, SQL_COUNT_FEATURED, false, false};
    case STORE_LIST_VIDEO: return (struct list_plan){SQL_LIST_VIDEO, SQL_COUNT_VIDEO, false, false};
    case STORE_LIST_SPONSORED:
        return (struct list_plan){SQL_LIST_SPONSORED, SQL_COUNT_SPONSORED, false, false};
    case STORE_LIST_MOST_READ:
        if (q->key == 0)
            return (struct list_plan){SQL_LIST_MOST_READ, SQL_COUNT_MOST_READ, false, true};
        return (struct list_plan){SQL_LIST_MOST_READ_SECTION, SQL_COUNT_MOST_READ_SECTION, true,
                                  true};
    case STORE_LIST_RELATED:
        return (struct list_plan){SQL_LIST_RELATED, SQL_COUNT_RELATED, true, false};
    case STORE_LIST_STORY: return (struct list_plan){SQL_LIST_STORY, SQL_COUNT_STORY, true, false};
    case STORE_LIST_SAME_STORY:
        return (struct list_plan){SQL_LIST_SAME_STORY, SQL_COUNT_SAME_STORY, true, false};
    case STORE_LIST_SAME_TOPIC:
        return (struct list_plan){SQL_LIST_SAME_TOPIC, SQL_COUNT_SAME_TOPIC, true, false};
    case STORE_LIST_SAME_AUTHOR:
        return (struct list_plan){SQL_LIST_SAME_AUTHOR, SQL_COUNT_SAME_AUTHOR, true, false};
    case STORE_LIST_SAME_SECTION:
        return (struct list_plan){SQL_LIST_SAME_SECTION, SQL_COUNT_SAME_SECTION, true, false};
    }
    ASSERT(false);
}

static void bind_list(struct stmt *run, const struct list_plan *plan,
                      const struct store_list_query *q, bool counting)
{
    if (plan->has_key)
        stmt_int(run, q->key);
    stmt_int(run, q->now_ms);
    if (!counting) {
        stmt_int(run, q->limit);
        stmt_int(run, q->offset);
    }
    if (plan->has_days) {
        stmt_int(run, q->from_day);
        stmt_int(run, clock_day(q->now_ms));
    }
}

static void read_cards(struct store_reader *r, struct stmt *run, struct vec *cards)
{
    while (stmt_next(run))
        (void)row_card_listed(r, run, cards);
}

static enum rc cards_out(enum rc rc, const struct vec *cards, struct store_card **out,
                         size_t *out_n, struct err *e)
{
    rc = read_result(rc, cards->arena, e);
    if (rc)
        return rc;
    *out = cards->p;
    *out_n = cards->n;
    return RC_OK;
}

enum rc store_list(struct store_reader *r, struct arena *a, struct store_list_query q,
                   struct store_card **out, size_t *out_n, struct err *e)
{
    if (!read_limit_valid(q.limit, q.offset))
        return fail(e, RC_LIMIT, "a list has 1 to %d articles", (int)STORE_LIST_MAX);
    struct list_plan plan = list_plan(&q);
    struct vec cards = VEC(struct store_card, a);
    struct stmt run;
    stmt_start(&run, &r->db, plan.list, e);
    bind_list(&run, &plan, &q, false);
    read_cards(r, &run, &cards);
    return cards_out(stmt_end(&run), &cards, out, out_n, e);
}

/* Whose ids are asked for alone. */
static const struct {
    enum store_list_kind kind;
    enum statement ids;
} AROUND[] = {
    {STORE_LIST_RELATED, SQL_IDS_RELATED},           {STORE_LIST_SAME_STORY, SQL_IDS_SAME_STORY},
    {STORE_LIST_SAME_TOPIC, SQL_IDS_SAME_TOPIC},     {STORE_LIST_SAME_AUTHOR, SQL_IDS_SAME_AUTHOR},
    {STORE_LIST_SAME_SECTION, SQL_IDS_SAME_SECTION},
};
_Static_assert(IDS_RELATED_article_id == 0 && IDS_SAME_STORY_article_id == 0 &&
                   IDS_SAME_TOPIC_article_id == 0 && IDS_SAME_AUTHOR_article_id == 0 &&
                   IDS_SAME_SECTION_article_id == 0,
               "all are read as those of related articles");

static size_t around_index(enum store_list_kind kind)
{
    size_t i = 0;
    while (i < COUNT_OF(AROUND) && AROUND[i].kind != kind)
        i++;
    return i;
}

bool store_list_is_around(enum store_list_kind kind)
{
    return around_index(kind) < COUNT_OF(AROUND);
}

enum rc store_list_ids(struct store_reader *r, struct arena *a, struct store_list_query q,
                       int64_t **out, size_t *out_n, struct err *e)
{
    if (!read_limit_valid(q.limit, q.offset))
        return fail(e, RC_LIMIT, "a list has 1 to %d articles", (int)STORE_LIST_MAX);
    struct list_plan plan = list_plan(&q);
    struct vec ids = VEC(int64_t, a);
    struct stmt run;
    ASSERT(store_list_is_around(q.kind));
    stmt_start(&run, &r->db, AROUND[around_index(q.kind)].ids, e);
    bind_list(&run, &plan, &q, false);
    while (stmt_next(&run)) {
        int64_t *id = vec_push(&ids);
        if (id)
            *id = row_int(&run, IDS_RELATED_article_id);
    }
    enum rc rc = read_result(stmt_end(&run), a, e);
    if (rc)
        return rc;
    *out = ids.p;
    *out_n = ids.n;
    return RC_OK;
}

enum rc store_list_count(struct store_reader *r, struct store_list_query q, int64_t *out,
                         struct err *e)
{
    struct list_plan plan = list_plan(&q);
    struct stmt run;
    stmt_start(&run, &r->db, plan.count, e);
    bind_list(&run, &plan, &q, true);
    return stmt_run_int(&run, out, NULL);
}

enum rc store_most_read_is_large(struct store_reader *r, struct store_list_query q, bool *out,
                                 struct err *e)
{
    int64_t large = 0;
    struct stmt run;
    stmt_start(&run, &r->db, SQL_MOST_READ_LARGE, e);
    stmt_int(&run, q.from_day);
    stmt_int(&run, clock_day(q.now_ms));
    stmt_int(&run, STORE_MOST_READ_ROWS);
    enum rc rc = stmt_run_int(&run, &large, NULL);
    if (!rc)
        *out = large != 0;
    return rc;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_list_sections(struct store_reader *r, struct arena *a, const int64_t *section_ids,
                            size_t section_ids_n, int64_t per_section, int64_t now_ms,
                            struct store_card **out, size_t **owner, size_t *out_n, struct err *e)
{
    if (!read_limit_valid(per_section, 0) || section_ids_n > STORE_LIST_MAX)
        return fail(e, RC_LIMIT, "at most %d sections of as many articles", (int)STORE_LIST_MAX);
    struct vec cards = VEC(struct store_card, a);
    struct vec owners = VEC(size_t, a);
    struct stmt run;
    stmt_start(&run, &r->db, SQL_LIST_SECTIONS, e);
    stmt_text(&run, read_ids_as_json(a, section_ids, section_ids_n));
    stmt_int(&run, now_ms);
    stmt_int(&run, per_section);
    while (stmt_next(&run)) {
        size_t *own = row_card_listed(r, &run, &cards) ? vec_push(&owners) : NULL;
        if (own)
            *own = (size_t)row_int(&run, LIST_SECTIONS_owner);
    }
    enum rc rc = cards_out(stmt_end(&run), &cards, out, out_n, e);
    if (rc == RC_OK)
        *owner = owners.p;
    return rc;
}

/* Read as the cards of a list are: an address has the slug of an article and of its section. */
static void read_entries(struct store_reader *r, struct stmt *q, struct vec *entries)
{
    struct vec cards = VEC(struct store_card, entries->arena);
    while (stmt_next(q)) {
        struct store_sitemap_entry *entry = vec_push(entries);
        const struct store_card *card = entry ? row_card_listed(r, q, &cards) : NULL;
        if (!entry)
            break;
        *entry = (struct store_sitemap_entry){.id = row_int(q, CARD_VIEWS_id), .withheld = !card};
        if (!card)
            continue;
        entry->section_slug = card->section_slug;
        entry->slug = card->slug;
        entry->title = card->title;
        entry->published_ms = card->published_ms;
        entry->updated_ms = card->updated_ms;
    }
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_sitemap(struct store_reader *r, struct arena *a, int64_t after_id, int64_t since_ms,
                      int64_t now_ms, int64_t limit, struct store_sitemap_entry **out,
                      size_t *out_n, struct err *e)
{
    bool all = since_ms == CLOCK_NONE;
    struct vec entries = VEC(struct store_sitemap_entry, a);
    struct stmt q;
    stmt_start(&q, &r->db, all ? SQL_SITEMAP_ALL : SQL_SITEMAP_SINCE, e);
    stmt_int(&q, after_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    if (!all)
        stmt_int(&q, since_ms);
    read_entries(r, &q, &entries);
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = entries.p;
    *out_n = entries.n;
    return RC_OK;
}

enum rc store_totals(struct store_reader *r, int64_t now_ms, struct store_totals *out,
                     struct err *e)
{
    struct stmt q;
    struct store_totals totals = {0};
    stmt_start(&q, &r->db, SQL_TOTALS, e);
    stmt_int(&q, now_ms);
    if (stmt_next(&q)) {
        int64_t listed_ms = row_time(&q, TOTALS_newest_listed_ms);
        int64_t updated_ms = row_time(&q, TOTALS_newest_updated_ms);
        totals.articles = row_int(&q, TOTALS_articles);
        totals.max_article_id = row_int(&q, TOTALS_max_article_id);
        totals.newest_ms = listed_ms > updated_ms ? listed_ms : updated_ms;
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = totals;
    return rc;
}

enum rc store_next_publication(struct store_reader *r, int64_t now_ms, int64_t *out, struct err *e)
{
    struct stmt q;
    int64_t next_ms = CLOCK_NONE;
    stmt_start(&q, &r->db, SQL_NEXT_PUBLICATION, e);
    stmt_int(&q, now_ms);
    if (stmt_next(&q))
        next_ms = row_time(&q, NEXT_PUBLICATION_listed_ms);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = next_ms;
    return rc;
}
