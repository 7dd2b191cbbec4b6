/* The register's records and their evidence, read. */
#include "store/store_read_register.h"

#include "article/article.h"

/* ---- rows ---- */

struct store_verdict row_verdict(const struct stmt *q, struct arena *a, const int columns[3])
{
    return (struct store_verdict){.kind = (enum store_verdict_kind)row_int(q, columns[0]),
                                  .by = row_text(q, a, columns[1]),
                                  .at_ms = row_time(q, columns[2])};
}

int64_t row_day(const struct stmt *q, int column)
{
    int64_t day = row_time(q, column);
    return day == CLOCK_NONE ? FACTS_NO_DAY : day;
}

/* Its columns are those of every statement with {entity} first. */
static void row_entity(const struct stmt *q, struct arena *a, struct store_entity *out)
{
    static const int verdict[] = {REGISTER_ENTITY_BY_ID_verdict, REGISTER_ENTITY_BY_ID_verdict_by,
                                  REGISTER_ENTITY_BY_ID_verdict_ms};
    *out = (struct store_entity){
        .id = row_int(q, REGISTER_ENTITY_BY_ID_id),
        .kind = (enum facts_kind)row_int(q, REGISTER_ENTITY_BY_ID_kind),
        .name = row_text(q, a, REGISTER_ENTITY_BY_ID_name),
        .slug = row_text(q, a, REGISTER_ENTITY_BY_ID_slug),
        .code = row_text(q, a, REGISTER_ENTITY_BY_ID_code),
        .country = row_text(q, a, REGISTER_ENTITY_BY_ID_country),
        .articles = row_int(q, REGISTER_ENTITY_BY_ID_articles),
        .verdict = row_verdict(q, a, verdict),
    };
}

enum rc read_list_limit(int64_t limit, int64_t offset, struct err *e)
{
    if (limit < 1 || limit > STORE_REGISTER_LIST_MAX || offset < 0)
        return fail(e, RC_LIMIT, "a list has 1 to %d records", (int)STORE_REGISTER_LIST_MAX);
    return RC_OK;
}

static enum rc end_list(struct stmt *q, const struct vec *rows, void *out, size_t *out_n)
{
    enum rc rc = read_result(stmt_end(q), rows->arena, q->e);
    if (rc)
        return rc;
    *(void **)out = rows->p;
    *out_n = rows->n;
    return RC_OK;
}

static enum rc take_entities(struct stmt *q, struct arena *a, struct store_entity **out,
                             size_t *out_n)
{
    struct vec rows = VEC(struct store_entity, a);
    while (stmt_next(q)) {
        struct store_entity *row = vec_push(&rows);
        if (row)
            row_entity(q, a, row);
    }
    return end_list(q, &rows, out, out_n);
}

/* ---- records ---- */

static void bind_filter(struct stmt *q, const struct store_entity_query *ask)
{
    stmt_int(q, ask->kind);
    stmt_text(q, ask->country);
    stmt_text(q, ask->folded);
    stmt_int(q, ask->now_ms);
}

enum rc store_entities(struct store_reader *r, struct arena *a, struct store_entity_query ask,
                       struct store_entity **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    enum rc rc = read_list_limit(ask.limit, ask.offset, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITIES, e);
    bind_filter(&q, &ask);
    stmt_int(&q, ask.limit);
    stmt_int(&q, ask.offset);
    return take_entities(&q, a, out, out_n);
}

enum rc store_entities_count(struct store_reader *r, struct store_entity_query ask, int64_t *out,
                             struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITIES_COUNT, e);
    bind_filter(&q, &ask);
    return stmt_run_int(&q, out, NULL);
}

/* Where rules of persons lead, whatever the article. */
enum rc read_lead(struct store_reader *r, bool event, int64_t *id, struct err *e)
{
    enum { STEPS_MAX = 32 };
    bool found = true;
    for (int step = 0; found && step < STEPS_MAX; step++) {
        struct stmt q;
        stmt_start(&q, &r->db, SQL_REGISTER_LED_TO, e);
        stmt_bool(&q, event);
        stmt_int(&q, *id);
        stmt_int(&q, 0);
        stmt_text(&q, STR(""));
        enum rc rc = stmt_run_int(&q, id, &found);
        if (rc)
            return rc;
    }
    return RC_OK;
}

static enum rc take_entity(struct stmt *q, struct arena *a, struct store_entity *out)
{
    struct store_entity row = {0};
    if (stmt_next(q))
        row_entity(q, a, &row);
    enum rc rc = read_result(stmt_end(q), a, q->e);
    if (rc)
        return rc;
    if (row.id == 0)
        return fail(q->e, RC_NOTFOUND, "no such record in the register");
    *out = row;
    return RC_OK;
}

enum rc store_entity_by_id(struct store_reader *r, struct arena *a, int64_t id,
                           struct store_entity *out, struct err *e)
{
    struct stmt q;
    enum rc rc = read_lead(r, false, &id, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITY_BY_ID, e);
    stmt_int(&q, id);
    return take_entity(&q, a, out);
}

/* NOLINTNEXTLINE(readability-function-size): a lookup's parameters */
enum rc store_entity_by_slug(struct store_reader *r, struct arena *a, enum facts_kind kind,
                             struct str slug, struct store_entity *out, struct err *e)
{
    struct stmt q;
    struct store_entity row = {0};
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITY_BY_SLUG, e);
    stmt_int(&q, kind);
    stmt_text(&q, slug);
    enum rc rc = take_entity(&q, a, &row);
    int64_t led = rc ? 0 : row.id;
    if (!rc)
        rc = read_lead(r, false, &led, e);
    if (!rc && led != row.id)
        return store_entity_by_id(r, a, led, out, e);
    if (!rc)
        *out = row;
    return rc;
}

static bool has_id(const struct vec *rows, int64_t id)
{
    for (size_t i = 0; i < rows->n; i++)
        if (((struct store_entity *)vec_at(rows, i))->id == id)
            return true;
    return false;
}

/* Adds those of one key; merged ones as what they were merged into. */
static enum rc add_named(struct store_reader *r, struct vec *rows, enum facts_kind kind,
                         struct str key, int64_t limit, struct err *e)
{
    struct store_entity *found = NULL;
    size_t n = 0;
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITIES_NAMED, e);
    stmt_int(&q, kind);
    stmt_text(&q, key);
    stmt_int(&q, limit);
    enum rc rc = take_entities(&q, rows->arena, &found, &n);
    for (size_t i = 0; i < n && !rc; i++) {
        int64_t id = found[i].id;
        rc = read_lead(r, false, &id, e);
        if (!rc && id != found[i].id)
            rc = store_entity_by_id(r, rows->arena, id, &found[i], e);
        bool more = !rc && (int64_t)rows->n < limit && !has_id(rows, found[i].id);
        struct store_entity *row = more ? vec_push(rows) : NULL;
        if (row)
            *row = found[i];
    }
    return rc;
}

/* NOLINTNEXTLINE(readability-function-size): a lookup's parameters */
enum rc store_entities_named(struct store_reader *r, struct arena *a, enum facts_kind kind,
                             struct str name, int64_t limit, struct store_entity **out,
                             size_t *out_n, struct err *e)
{
    struct str keys[FACTS_KEYS_MAX];
    struct vec rows = VEC(struct store_entity, a);
    enum rc rc = read_list_limit(limit, 0, e);
    size_t keys_n = rc ? 0 : facts_keys(a, kind, name, keys);
    for (size_t i = 0; i < keys_n && !rc; i++)
        rc = add_named(r, &rows, kind, keys[i], limit, e);
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_members(struct store_reader *r, struct arena *a, const struct store_entity *entity,
                      int64_t **out, size_t *out_n, struct err *e)
{
    struct vec ids = VEC(int64_t, a);
    struct stmt q;
    int64_t *own = vec_push(&ids);
    if (own)
        *own = entity->id;
    stmt_start(&q, &r->db, SQL_REGISTER_MEMBERS, e);
    stmt_text(&q, entity->kind == FACTS_COUNTRY && entity->code.n ? entity->code : STR("-"));
    stmt_int(&q, STORE_REGISTER_MEMBERS_MAX);
    while (stmt_next(&q)) {
        int64_t id = row_int(&q, REGISTER_MEMBERS_id);
        int64_t *slot = id == entity->id ? NULL : vec_push(&ids);
        if (slot)
            *slot = id;
    }
    return end_list(&q, &ids, out, out_n);
}

/* ---- evidence ---- */

void row_evidence(const struct stmt *q, struct arena *a, const struct evidence_columns *c,
                  struct store_evidence *out)
{
    *out = (struct store_evidence){
        .article_id = row_int(q, c->first),
        .revision = row_int(q, c->first + 1),
        .section_slug = row_text(q, a, c->first + 2),
        .article_slug = row_text(q, a, c->first + 3),
        .article_title = row_text(q, a, c->first + 4),
        .published_ms = row_time(q, c->first + 5),
        .sentence = row_int(q, c->first + 6),
        .start_byte = row_int(q, c->first + 7),
        .end_byte = row_int(q, c->first + 8),
        .text = row_text(q, a, c->first + 9),
        .confidence = row_int(q, c->first + 10),
    };
}

_Static_assert((int)REGISTER_OFFICES_confidence == (int)REGISTER_OFFICES_article_id + 10 &&
                   (int)REGISTER_MENTIONS_confidence == (int)REGISTER_MENTIONS_article_id + 10 &&
                   (int)REGISTER_REPORTS_confidence == (int)REGISTER_REPORTS_article_id + 10,
               "the columns of evidence stand in one order in every statement");

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_offices(struct store_reader *r, struct arena *a, int64_t person_id, int64_t now_ms,
                      int64_t limit, struct store_office **out, size_t *out_n, struct err *e)
{
    static const int verdict[] = {REGISTER_OFFICES_verdict, REGISTER_OFFICES_verdict_by,
                                  REGISTER_OFFICES_verdict_ms};
    struct vec rows = VEC(struct store_office, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_OFFICES, e);
    stmt_int(&q, person_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_office *row = vec_push(&rows);
        if (!row)
            break;
        row->name = row_text(&q, a, REGISTER_OFFICES_name);
        row->key = row_text(&q, a, REGISTER_OFFICES_key);
        row->from_day = row_day(&q, REGISTER_OFFICES_from_day);
        row->until_day = row_day(&q, REGISTER_OFFICES_until_day);
        row->articles = row_int(&q, REGISTER_OFFICES_articles);
        row->verdict = row_verdict(&q, a, verdict);
        row_evidence(&q, a, &(struct evidence_columns){REGISTER_OFFICES_article_id}, &row->first);
    }
    return end_list(&q, &rows, out, out_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_mentions(struct store_reader *r, struct arena *a, int64_t entity_id, int64_t now_ms,
                       int64_t limit, struct store_evidence **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_evidence, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_MENTIONS, e);
    stmt_int(&q, entity_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_evidence *row = vec_push(&rows);
        if (row)
            row_evidence(&q, a, &(struct evidence_columns){REGISTER_MENTIONS_article_id}, row);
    }
    return end_list(&q, &rows, out, out_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_entity_names(struct store_reader *r, struct arena *a, int64_t entity_id,
                           int64_t limit, struct article_texts *out, struct err *e)
{
    struct vec rows = VEC(struct str, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_ENTITY_NAMES, e);
    stmt_int(&q, entity_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct str *row = vec_push(&rows);
        if (row)
            *row = row_text(&q, a, REGISTER_ENTITY_NAMES_name);
    }
    return end_list(&q, &rows, &out->items, &out->items_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_contacts(struct store_reader *r, struct arena *a, int64_t person_id, int64_t now_ms,
                       int64_t limit, struct store_contact **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_contact, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_CONTACTS, e);
    stmt_int(&q, person_id);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_contact *row = vec_push(&rows);
        if (!row)
            break;
        row_entity(&q, a, &row->person);
        row->events = row_int(&q, REGISTER_CONTACTS_events);
    }
    return end_list(&q, &rows, out, out_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_partners(struct store_reader *r, struct arena *a, int64_t now_ms, int64_t limit,
                       struct store_partner **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_partner, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_PARTNERS, e);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_partner *row = vec_push(&rows);
        if (!row)
            break;
        row_entity(&q, a, &row->entity);
        row->events = row_int(&q, REGISTER_PARTNERS_events);
    }
    return end_list(&q, &rows, out, out_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_pairs(struct store_reader *r, struct arena *a, int64_t now_ms, int64_t limit,
                    struct store_pair **out, size_t *out_n, struct err *e)
{
    struct vec rows = VEC(struct store_pair, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_PAIRS, e);
    stmt_int(&q, now_ms);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_pair *row = vec_push(&rows);
        if (row)
            *row = (struct store_pair){
                .one = row_int(&q, REGISTER_PAIRS_one),
                .other = row_int(&q, REGISTER_PAIRS_other),
                .one_name = row_text(&q, a, REGISTER_PAIRS_one_name),
                .one_slug = row_text(&q, a, REGISTER_PAIRS_one_slug),
                .other_name = row_text(&q, a, REGISTER_PAIRS_other_name),
                .other_slug = row_text(&q, a, REGISTER_PAIRS_other_slug),
                .events = row_int(&q, REGISTER_PAIRS_events),
            };
    }
    return end_list(&q, &rows, out, out_n);
}

/* ---- an article ---- */

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_article_mentions(struct store_reader *r, struct arena *a, int64_t article_id,
                               int64_t limit, struct store_mention **out, size_t *out_n,
                               struct err *e)
{
    struct vec rows = VEC(struct store_mention, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_ARTICLE_MENTIONS, e);
    stmt_int(&q, article_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_mention *row = vec_push(&rows);
        if (!row)
            break;
        row->entity.id = row_int(&q, REGISTER_ARTICLE_MENTIONS_id);
        row->entity.kind = (enum facts_kind)row_int(&q, REGISTER_ARTICLE_MENTIONS_kind);
        row->entity.name = row_text(&q, a, REGISTER_ARTICLE_MENTIONS_name);
        row->entity.slug = row_text(&q, a, REGISTER_ARTICLE_MENTIONS_slug);
        row->start_byte = row_int(&q, REGISTER_ARTICLE_MENTIONS_start_byte);
        row->end_byte = row_int(&q, REGISTER_ARTICLE_MENTIONS_end_byte);
    }
    return end_list(&q, &rows, out, out_n);
}

/* NOLINTNEXTLINE(readability-function-size): a list's parameters */
enum rc store_article_sentences(struct store_reader *r, struct arena *a, int64_t article_id,
                                int64_t limit, struct store_sentence **out, size_t *out_n,
                                struct err *e)
{
    struct vec rows = VEC(struct store_sentence, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_REGISTER_ARTICLE_SENTENCES, e);
    stmt_int(&q, article_id);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_sentence *row = vec_push(&rows);
        if (row)
            *row = (struct store_sentence){
                .number = row_int(&q, REGISTER_ARTICLE_SENTENCES_number),
                .start_byte = row_int(&q, REGISTER_ARTICLE_SENTENCES_start_byte),
                .end_byte = row_int(&q, REGISTER_ARTICLE_SENTENCES_end_byte),
            };
    }
    return end_list(&q, &rows, out, out_n);
}
