/* Articles: a new one, a new revision, withdrawing and putting back. */
#include "store/store_internal.h"

#include "base/buf.h"
#include "store/store_write_links.h"
#include "store/store_write_register.h"
#include "store/store_write_seal.h"

/* What a put will write, decided before anything is written. */
struct put_plan {
    struct article_state was;
    int64_t section_id;
    struct hash_content put_hash;  /* of everything the put says */
    struct hash_content body_hash; /* of the body alone: what makes a revision */
    int64_t order_ms;
    int64_t listed_ms;
    bool new_revision;
};

/* ---- decisions ---- */

/* A length before each text keeps ("ab","c") and ("a","bc") apart. */
static void add_hashed(struct buf *b, struct str s)
{
    buf_add_int(b, (int64_t)s.n);
    buf_add_byte(b, ':');
    buf_add(b, s);
}

static bool put_hash(struct arena *a, const struct store_put_article *put, struct hash_content *out)
{
    struct buf b;
    buf_init(&b, a);
    const struct str texts[] = {
        put->section_slug,
        put->slug,
        put->excerpt,
        put->picture,
        put->picture_alt,
        {(const char *)put->search.keys, put->search.n * sizeof *put->search.keys},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_hashed(&b, texts[i]);
    for (size_t i = 0; i < put->related_ids_n; i++)
        buf_addf(&b, "%lld,", (long long)put->related_ids[i]);
    add_hashed(&b, put->body_json);
    *out = hash_content(buf_view(&b));
    return !buf_failed(&b);
}

static bool hash_eq(const struct hash_content *a, const struct hash_content *b)
{
    for (size_t i = 0; i < sizeof a->bytes; i++)
        if (a->bytes[i] != b->bytes[i])
            return false;
    return true;
}

static enum rc check_put(const struct store_put_article *put, struct err *e)
{
    if (put->article->title.n == 0 || put->slug.n == 0 || put->body_json.n == 0)
        return fail(e, RC_INVALID, "an article needs a title, a slug and a body");
    if (put->body_json.n > ARTICLE_TEXT_MAX_BYTES)
        return fail(e, RC_LIMIT, "the article has %zu bytes, at most %d", put->body_json.n,
                    (int)ARTICLE_TEXT_MAX_BYTES);
    return RC_OK;
}

/* The site's rule, 0 where there is none. One that was changed behind Loa's back lets nothing in. */
static enum rc read_rule(struct write *w, int64_t *rule_ms)
{
    const struct str name = STR(STORE_HOLD_SETTING);
    struct str value = STR("");
    struct stmt q;
    bool holds = false;
    stmt_start(&q, w->db, SQL_SETTING, w->e);
    stmt_text(&q, name);
    bool found = stmt_next(&q);
    if (found)
        value = row_text(&q, w->arena, SETTING_value);
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    if (rc == RC_OK)
        rc = write_setting_sealed(w, name, found ? &value : NULL, &holds);
    if (rc == RC_OK && !holds)
        rc = fail(w->e, RC_DENIED, "setting %.*s is not what was sealed (loa verify)",
                  STR_ARG(name));
    *rule_ms = 0;
    (void)str_to_int(value, rule_ms);
    return rc;
}

/* The rule of aggregators, for whatever way an article comes in: so long after its original. */
static enum rc read_hold(struct write *w, const struct store_put_article *put, int64_t *hold_ms)
{
    int64_t rule_ms = 0;
    *hold_ms = 0;
    if (!article_is_aggregated(put->article))
        return RC_OK;
    enum rc rc = read_rule(w, &rule_ms);
    *hold_ms = rule_ms > put->hold_ms ? rule_ms : put->hold_ms;
    return rc;
}

static int64_t later(int64_t at_ms, int64_t by_ms)
{
    return at_ms == CLOCK_NONE || by_ms > INT64_MAX - (at_ms > 0 ? at_ms : 0) ? at_ms
                                                                              : at_ms + by_ms;
}

static void plan_times(struct put_plan *plan, const struct store_put_article *put, int64_t hold_ms)
{
    plan->order_ms = later(put->article->published_ms, hold_ms);
    if (plan->order_ms == CLOCK_NONE) /* keeps its place: a new revision is no news */
        plan->order_ms = plan->was.id ? plan->was.order_ms : later(put->listed_ms, hold_ms);
    if (plan->order_ms == CLOCK_NONE)
        plan->order_ms = later(put->now_ms, hold_ms);
    bool withdrawn = plan->was.id && plan->was.withdrawn_ms != CLOCK_NONE;
    plan->listed_ms = withdrawn ? CLOCK_NONE : plan->order_ms;
}

/* ---- statements ---- */

static enum rc find_section_id(struct write *w, struct str slug, int64_t *id)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, w->db, SQL_SECTION_BY_SLUG, w->e);
    stmt_text(&q, slug);
    enum rc rc = stmt_run_int(&q, id, &found);
    if (rc == RC_OK && !found)
        rc = fail(w->e, RC_NOTFOUND, "no section %.*s", STR_ARG(slug));
    return rc;
}

static enum rc find_was(struct write *w, struct article_texts keys, struct article_state *was)
{
    int64_t id = 0;
    bool found = false;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < keys.items_n && rc == RC_OK && !found; i++) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_ARTICLE_BY_IMPORT_KEY, w->e);
        stmt_text(&q, keys.items[i]);
        rc = stmt_run_int(&q, &id, &found);
    }
    return rc || !found ? rc : write_article_state(w, id, was);
}

static enum rc add_keys(struct write *w, int64_t id, struct article_texts keys)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < keys.items_n && rc == RC_OK; i++) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_IMPORT_KEY_ADD, w->e);
        stmt_text(&q, keys.items[i]);
        stmt_int(&q, id);
        rc = stmt_run(&q);
    }
    return rc;
}

static enum rc body_differs(struct write *w, const struct put_plan *plan, bool *differs)
{
    struct stmt q;
    struct hash_content hash = {0};
    stmt_start(&q, w->db, SQL_REVISION_HASH, w->e);
    stmt_int(&q, plan->was.id);
    stmt_int(&q, plan->was.revision);
    bool same = stmt_next(&q) && row_hash(&q, REVISION_HASH_hash, &hash) &&
                hash_eq(&hash, &plan->body_hash);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *differs = !same;
    return rc;
}

static enum rc plan_put(struct write *w, const struct store_put_article *put, struct put_plan *plan)
{
    enum rc rc = check_put(put, w->e);
    if (rc == RC_OK)
        rc = find_section_id(w, put->section_slug, &plan->section_id);
    if (rc == RC_OK)
        rc = find_was(w, put->import_keys, &plan->was);
    if (rc)
        return rc;
    plan->body_hash = hash_content(put->body_json);
    if (!put_hash(w->arena, put, &plan->put_hash))
        return fail(w->e, RC_NOMEM, "out of memory");
    int64_t hold_ms = 0;
    rc = read_hold(w, put, &hold_ms);
    if (rc)
        return rc;
    plan_times(plan, put, hold_ms);
    plan->new_revision = true;
    return plan->was.id ? body_differs(w, plan, &plan->new_revision) : RC_OK;
}

/* Binds what insert and update have in common, in the order of both. */
static void bind_article(struct stmt *q, const struct store_put_article *put,
                         const struct put_plan *plan, bool has_video)
{
    const struct article *art = put->article;
    stmt_int(q, plan->section_id);
    stmt_hash(q, &plan->put_hash);
    stmt_text(q, put->slug);
    stmt_text(q, art->title);
    stmt_text(q, art->kicker);
    stmt_text(q, put->excerpt);
    stmt_time(q, art->published_ms);
    stmt_time(q, plan->order_ms);
    stmt_time(q, art->updated_ms);
    stmt_time(q, plan->listed_ms);
    stmt_text(q, put->picture);
    stmt_text(q, put->picture_alt);
    stmt_bool(q, has_video);
    stmt_bool(q, article_is_aggregated(art));
    stmt_bool(q, art->featured);
    stmt_bool(q, art->comments_closed);
    stmt_text(q, art->source_name);
    stmt_text(q, art->sponsor);
}

static enum rc insert_article(struct write *w, const struct store_put_article *put,
                              const struct put_plan *plan, int64_t *id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_INSERT, w->e);
    bind_article(&q, put, plan, w->job->has_video);
    return stmt_run_int(&q, id, NULL);
}

/* Before the row changes: what it stood in is told. */
static enum rc leave_old(struct write *w, const struct put_plan *plan)
{
    const struct article_state *was = &plan->was;
    enum rc rc = change_labels(w, was->id);
    if (rc == RC_OK && was->section_id != plan->section_id)
        rc = change_sections(w, was->section_id);
    return rc;
}

static enum rc update_article(struct write *w, const struct store_put_article *put,
                              const struct put_plan *plan)
{
    enum rc rc = leave_old(w, plan);
    if (rc)
        return rc;
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_UPDATE, w->e);
    stmt_int(&q, plan->was.id);
    bind_article(&q, put, plan, w->job->has_video);
    stmt_int(&q, plan->was.revision + (plan->new_revision ? 1 : 0));
    return stmt_run(&q);
}

static enum rc insert_revision(struct write *w, int64_t id, const struct store_put_article *put,
                               const struct put_plan *plan)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REVISION_INSERT, w->e);
    stmt_int(&q, id);
    stmt_int(&q, plan->was.id ? plan->was.revision + 1 : 1);
    stmt_int(&q, put->now_ms);
    stmt_hash(&q, &plan->body_hash);
    stmt_text(&q, put->body_json);
    return stmt_run(&q);
}

/* What the revision links to, in the ledger. */
static enum rc note_links(struct write *w, int64_t id, const struct store_put_article *put,
                          const struct put_plan *plan)
{
    bool changed = false;
    const struct links_put links = {.holder = STORE_LINKS_ARTICLE,
                                    .object_id = id,
                                    .revision = plan->was.id ? plan->was.revision + 1 : 1,
                                    .links = w->job->links,
                                    .links_n = w->job->links_n,
                                    .origin = put->brought,
                                    .now_ms = put->now_ms,
                                    .write = w};
    return links_write(w->db, w->arena, &links, &changed, w->e);
}

static enum rc fill_sections(struct write *w, int64_t id, const struct put_plan *plan)
{
    struct stmt q;
    enum rc rc = write_id(w, SQL_ARTICLE_SECTION_CLEAR, id);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_ARTICLE_SECTION_FILL, w->e);
    stmt_int(&q, id);
    stmt_int(&q, plan->section_id);
    stmt_time(&q, plan->listed_ms);
    return stmt_run(&q);
}

/* views: of one that is new. */
static enum rc set_count_listed(struct write *w, int64_t id, int64_t listed_ms, int64_t views)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_COUNT_LIST, w->e);
    stmt_int(&q, id);
    stmt_time(&q, listed_ms);
    stmt_int(&q, views);
    return stmt_run(&q);
}

static bool among_first(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* Itself, and one named twice, are passed over; more than ARTICLE_LIST_MAX are not kept. */
static enum rc fill_related(struct write *w, int64_t id, const struct store_put_article *put)
{
    enum rc rc = write_id(w, SQL_ARTICLE_RELATED_CLEAR, id);
    for (size_t i = 0; i < put->related_ids_n && i < ARTICLE_LIST_MAX && rc == RC_OK; i++) {
        if (put->related_ids[i] == id || among_first(put->related_ids, i, put->related_ids[i]))
            continue;
        struct stmt q;
        stmt_start(&q, w->db, SQL_ARTICLE_RELATED_INSERT, w->e);
        stmt_int(&q, id);
        stmt_int(&q, (int64_t)i);
        stmt_int(&q, put->related_ids[i]);
        rc = stmt_run(&q);
    }
    return rc;
}

/* Everything that hangs on the article's row. */
static enum rc fill_around(struct write *w, int64_t id, const struct store_put_article *put,
                           const struct put_plan *plan)
{
    enum rc rc = RC_OK;
    if (plan->new_revision)
        rc = insert_revision(w, id, put, plan);
    if (rc == RC_OK && plan->new_revision)
        rc = note_links(w, id, put, plan);
    if (rc == RC_OK)
        rc = set_count_listed(w, id, plan->listed_ms, put->views > 0 ? put->views : 0);
    if (rc == RC_OK)
        rc = fill_sections(w, id, plan);
    if (rc == RC_OK)
        rc = write_labels(w, id, put->article, plan->listed_ms);
    if (rc == RC_OK)
        rc = fill_related(w, id, put);
    if (rc == RC_OK)
        rc = write_search(w,
                          &(struct search_put){id, plan->section_id, plan->listed_ms, put->search});
    if (rc == RC_OK)
        rc = write_story(w, &(struct story_put){.article_id = id,
                                                .listed_ms = plan->listed_ms,
                                                .order_ms = plan->order_ms,
                                                .now_ms = put->now_ms,
                                                .source = w->job->story_source,
                                                .signature = w->job->story_signature});
    if (rc == RC_OK)
        rc = write_facts(
            w, &(struct register_put){.article_id = id,
                                      .revision = plan->was.revision + (plan->new_revision ? 1 : 0),
                                      .listed = plan->listed_ms != CLOCK_NONE,
                                      .facts = put->facts,
                                      .now_ms = put->now_ms});
    return rc ? rc : change_article(w, id, plan->section_id);
}

static enum rc withdraw_as(struct write *w, const struct store_withdraw *withdraw,
                           enum seal_act act);

static enum rc put_row(struct write *w, const struct store_put_article *put)
{
    struct put_plan plan = {0};
    enum rc rc = plan_put(w, put, &plan);
    if (rc)
        return rc;
    w->result->id = plan.was.id;
    if (plan.was.id && hash_eq(&plan.put_hash, &plan.was.put_hash))
        return add_keys(w, plan.was.id, put->import_keys);
    if (plan.was.id)
        rc = update_article(w, put, &plan);
    else
        rc = insert_article(w, put, &plan, &w->result->id);
    w->result->created = plan.was.id == 0;
    w->result->changed = true;
    if (rc == RC_OK)
        rc = add_keys(w, w->result->id, put->import_keys);
    if (rc == RC_OK)
        rc = fill_around(w, w->result->id, put, &plan);
    if (rc)
        return rc;
    if (put->draft && w->result->created)
        return withdraw_as(w, &(struct store_withdraw){w->result->id, true, put->now_ms},
                           SEAL_DRAFTED);
    enum seal_act act = w->result->created ? SEAL_PUBLISHED : SEAL_CHANGED;
    return write_seal_row(w, SEAL_ARTICLE, w->result->id, (struct seal_event){act, put->now_ms});
}

/* What another system kept with the article, now that it has its number. */
static enum rc put_beside(struct write *w, const struct store_put_article *put)
{
    struct store_result own = *w->result;
    struct store_add_redirects moved = put->moved;
    struct store_import_comments talk = put->talk;
    enum rc rc = RC_OK;
    moved.article_id = talk.article_id = own.id;
    moved.now_ms = put->now_ms;
    if (moved.from_n)
        rc = write_add_redirects(w, &moved);
    if (rc == RC_OK && talk.comments_n) {
        rc = write_import_comments(w, &talk);
        own.comments_n = (size_t)w->result->id;
    }
    *w->result = own;
    return rc;
}

enum rc write_put_article(struct write *w, const struct store_put_article *put)
{
    enum rc rc = put_row(w, put);
    return rc ? rc : put_beside(w, put);
}

/* ---- withdrawing ---- */

static enum rc set_listed(struct write *w, const struct article_state *was,
                          const struct store_withdraw *withdraw, int64_t listed_ms)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_WITHDRAW, w->e);
    stmt_int(&q, was->id);
    stmt_time(&q, withdraw->withdrawn ? withdraw->now_ms : CLOCK_NONE);
    stmt_time(&q, listed_ms);
    enum rc rc = stmt_run(&q);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_ARTICLE_SECTION_LIST, w->e);
    stmt_int(&q, was->id);
    stmt_time(&q, listed_ms);
    rc = stmt_run(&q);
    if (rc == RC_OK)
        rc = set_count_listed(w, was->id, listed_ms, 0);
    return rc ? rc : write_labels_listed(w, was->id, listed_ms);
}

static enum rc withdraw_as(struct write *w, const struct store_withdraw *withdraw,
                           enum seal_act act)
{
    struct article_state was = {0};
    enum rc rc = write_article_state(w, withdraw->article_id, &was);
    if (rc)
        return rc;
    if (!was.id)
        return fail(w->e, RC_NOTFOUND, "no article %lld", (long long)withdraw->article_id);
    w->result->id = was.id;
    if ((was.withdrawn_ms != CLOCK_NONE) == withdraw->withdrawn)
        return RC_OK;
    int64_t listed_ms = withdraw->withdrawn ? CLOCK_NONE : was.order_ms;
    rc = write_search_listed(w, was.id, listed_ms);
    if (rc == RC_OK)
        rc = set_listed(w, &was, withdraw, listed_ms);
    if (rc == RC_OK)
        rc = write_story_listed(w, was.id, listed_ms, withdraw->now_ms);
    if (rc == RC_OK)
        rc = write_facts_listed(w, was.id, !withdraw->withdrawn);
    if (rc == RC_OK)
        rc = write_seal_row(w, SEAL_ARTICLE, was.id, (struct seal_event){act, withdraw->now_ms});
    w->result->changed = true;
    if (rc == RC_OK && withdraw->withdrawn)
        rc = change_add(w, "withdrawn", was.id); /* before the tags of what must not show it */
    return rc ? rc : change_article(w, was.id, was.section_id);
}

enum rc write_withdraw(struct write *w, const struct store_withdraw *withdraw)
{
    return withdraw_as(w, withdraw, withdraw->withdrawn ? SEAL_WITHDRAWN : SEAL_RESTORED);
}
