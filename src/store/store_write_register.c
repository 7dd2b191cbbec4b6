/* Putting an article's facts: its records are found or made, its reports matched with events. */
#include "store/store_write_register.h"

#include "base/buf.h"
#include "store/store_register.h"

struct facts_put {
    struct write *w;
    const struct facts *f;
    int64_t article_id;
    int64_t now_ms;
    int64_t *origins;  /* record of each entity, as found; 0: none */
    int64_t *entities; /* where the rules lead it */
    int64_t *events;   /* of each event */
    const struct vec *was;
};

static enum rc no_memory(struct write *w)
{
    return fail(w->e, RC_NOMEM, "out of memory");
}

void register_bind_day(struct stmt *q, int64_t day)
{
    stmt_time(q, day == FACTS_NO_DAY ? CLOCK_NONE : day);
}

enum rc register_ids(struct write *w, enum statement id, int64_t key, struct vec *out)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, key);
    while (stmt_next(&q)) {
        int64_t *slot = vec_push(out);
        if (slot)
            *slot = row_int(&q, 0);
    }
    enum rc rc = stmt_end(&q);
    return rc == RC_OK && arena_failed(w->arena) ? no_memory(w) : rc;
}

/* ---- taking away ---- */

static enum rc count_articles(struct write *w, int64_t article_id, int64_t by)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_COUNT_ARTICLES, w->e);
    stmt_int(&q, article_id);
    stmt_int(&q, by);
    return stmt_run(&q);
}

/* Whether the article has facts here, and whether they are counted. */
static enum rc read_state(struct write *w, int64_t article_id, bool *known, bool *counted)
{
    struct stmt q;
    *counted = false;
    stmt_start(&q, w->db, SQL_REGISTER_ARTICLE, w->e);
    stmt_int(&q, article_id);
    *known = stmt_next(&q);
    if (*known)
        *counted = row_bool(&q, REGISTER_ARTICLE_counted);
    return stmt_end(&q);
}

/* What it said of events so far. */
static enum rc read_was(struct write *w, int64_t article_id, struct vec *out)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REGISTER_WAS, w->e);
    stmt_int(&q, article_id);
    while (stmt_next(&q)) {
        struct register_was *was = vec_push(out);
        if (was)
            *was = (struct register_was){.id = row_int(&q, REGISTER_WAS_origin_id),
                                         .kind = (enum event_kind)row_int(&q, REGISTER_WAS_kind),
                                         .title = row_text(&q, w->arena, REGISTER_WAS_title)};
    }
    enum rc rc = stmt_end(&q);
    return rc == RC_OK && arena_failed(w->arena) ? no_memory(w) : rc;
}

/* What is touched when an article's facts go. */
struct cleared {
    struct vec events;   /* int64_t */
    struct vec entities; /* int64_t */
    struct vec was;      /* struct register_was */
};

/* Removes the article's facts and notes what they touched. */
static enum rc clear(struct write *w, int64_t article_id, struct cleared *c)
{
    static const enum statement steps[] = {
        SQL_REGISTER_NAMES_UNUSED,   SQL_REGISTER_PARTS_CLEAR,    SQL_REGISTER_REPORTS_CLEAR,
        SQL_REGISTER_OFFICES_CLEAR,  SQL_REGISTER_MENTIONS_CLEAR, SQL_REGISTER_SENTENCES_CLEAR,
        SQL_REGISTER_ARTICLE_FORGET,
    };
    bool known = false;
    bool counted = false;
    enum rc rc = read_state(w, article_id, &known, &counted);
    if (rc || !known)
        return rc;
    rc = register_ids(w, SQL_REGISTER_EVENTS_OF_ARTICLE, article_id, &c->events);
    if (!rc)
        rc = register_ids(w, SQL_REGISTER_ENTITIES_OF_ARTICLE, article_id, &c->entities);
    if (!rc)
        rc = read_was(w, article_id, &c->was);
    if (!rc && counted)
        rc = count_articles(w, article_id, -1);
    for (size_t i = 0; i < COUNT_OF(steps) && !rc; i++)
        rc = write_id(w, steps[i], article_id);
    return rc;
}

/* ---- putting ---- */

static enum rc put_sentence(struct facts_put *p, uint32_t number)
{
    const struct facts *f = p->f;
    struct stmt q;
    if (number >= f->sentences_n)
        return RC_OK;
    struct str text = str_slice(f->text, f->sentences[number].start, f->sentences[number].end);
    stmt_start(&q, p->w->db, SQL_REGISTER_SENTENCE_PUT, p->w->e);
    stmt_int(&q, p->article_id);
    stmt_int(&q, number);
    stmt_int(&q, f->sentences[number].start);
    stmt_int(&q, f->sentences[number].end);
    stmt_text(&q, utf8_first_cp(text, FACTS_SENTENCE_MAX_CP));
    return stmt_run(&q);
}

static void bind_fact(struct stmt *q, const struct fact *at)
{
    stmt_int(q, at->sentence);
    stmt_int(q, at->start);
    stmt_int(q, at->end);
    stmt_int(q, at->confidence);
}

static enum rc put_entity(struct facts_put *p, size_t i)
{
    struct write *w = p->w;
    const struct facts_entity *e = &p->f->entities[i];
    struct stmt q;
    enum rc rc = register_find_entity(w, p->f, i, &p->origins[i]);
    if (!rc)
        rc = register_lead(w,
                           &(struct register_way){
                               .from = p->origins[i], .article_id = p->article_id, .name = e->name},
                           &p->entities[i]);
    if (!rc)
        rc = put_sentence(p, e->at.sentence);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_MENTION_PUT, w->e);
    stmt_int(&q, p->article_id);
    stmt_int(&q, p->origins[i]);
    stmt_int(&q, p->entities[i]);
    stmt_text(&q, e->name);
    stmt_bool(&q, e->mentioned);
    bind_fact(&q, &e->at);
    return stmt_run(&q);
}

static enum rc put_office(struct facts_put *p, const struct facts_office *office)
{
    struct write *w = p->w;
    struct stmt q;
    struct str key = same_fold(w->arena, office->name);
    enum rc rc = put_sentence(p, office->at.sentence);
    if (rc)
        return rc;
    if (arena_failed(w->arena))
        return no_memory(w);
    stmt_start(&q, w->db, SQL_REGISTER_OFFICE_PUT, w->e);
    stmt_int(&q, p->article_id);
    stmt_int(&q, p->origins[office->person]);
    stmt_int(&q, p->entities[office->person]);
    stmt_text(&q, key);
    stmt_text(&q, office->name);
    register_bind_day(&q, p->f->published_day);
    bind_fact(&q, &office->at);
    return stmt_run(&q);
}

static enum rc put_report(struct facts_put *p, const struct facts_event *e, int64_t origin,
                          int64_t event, int64_t *id)
{
    struct stmt q;
    stmt_start(&q, p->w->db, SQL_REGISTER_REPORT_PUT, p->w->e);
    stmt_int(&q, p->article_id);
    stmt_int(&q, origin);
    stmt_int(&q, event);
    stmt_int(&q, e->kind);
    const struct str texts[] = {e->title, e->word, e->date, e->until};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        stmt_text(&q, texts[i]);
    stmt_int(&q, e->precision);
    register_bind_day(&q, e->day);
    register_bind_day(&q, e->until_day);
    register_bind_day(&q, e->near_day);
    stmt_text(&q, e->period_from);
    stmt_text(&q, e->period_to);
    stmt_int(&q, e->count);
    stmt_bool(&q, e->planned);
    const struct str more[] = {e->guest,      e->place,  e->occasion,
                               e->invited_by, e->fields, e->match_key};
    for (size_t i = 0; i < COUNT_OF(more); i++)
        stmt_text(&q, more[i]);
    bind_fact(&q, &e->at);
    return stmt_run_int(&q, id, NULL);
}

static enum rc put_parts(struct facts_put *p, const struct facts_event *e, int64_t report)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < e->parts_n && !rc; i++) {
        struct stmt q;
        const struct facts_part *part = &e->parts[i];
        bool known = part->entity != FACT_NONE;
        stmt_start(&q, p->w->db, SQL_REGISTER_PART_PUT, p->w->e);
        stmt_int(&q, report);
        stmt_int(&q, (int64_t)i);
        stmt_int(&q, part->role);
        stmt_id(&q, known ? p->origins[part->entity] : 0);
        stmt_id(&q, known ? p->entities[part->entity] : 0);
        stmt_text(&q, part->text);
        rc = stmt_run(&q);
    }
    return rc;
}

static int64_t first_of_role(const struct facts_put *p, const struct facts_event *e,
                             enum facts_role role)
{
    for (size_t i = 0; i < e->parts_n; i++)
        if (e->parts[i].role == role && e->parts[i].entity != FACT_NONE)
            return p->entities[e->parts[i].entity];
    return 0;
}

static enum rc put_event(struct facts_put *p, size_t i)
{
    struct write *w = p->w;
    const struct facts_event *e = &p->f->events[i];
    struct register_found found = {.host = first_of_role(p, e, PART_HOST),
                                   .head = first_of_role(p, e, PART_HEAD),
                                   .events = p->events,
                                   .events_n = i,
                                   .was = p->was};
    int64_t report = 0;
    enum rc rc = register_find_event(w, e, &found);
    if (!rc)
        rc = register_lead(
            w,
            &(struct register_way){.is_event = true, .from = found.id, .article_id = p->article_id},
            &p->events[i]);
    if (!rc)
        rc = put_sentence(p, e->at.sentence);
    if (!rc)
        rc = put_report(p, e, found.id, p->events[i], &report);
    return rc ? rc : put_parts(p, e, report);
}

/* What was signed at an event, and what happened on a visit, stands under it. */
static enum rc put_under(struct facts_put *p)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < p->f->events_n && !rc; i++) {
        uint32_t under = p->f->events[i].under;
        struct stmt q;
        if (under >= p->f->events_n || p->events[under] == p->events[i])
            continue;
        stmt_start(&q, p->w->db, SQL_REGISTER_EVENT_UNDER, p->w->e);
        stmt_int(&q, p->events[i]);
        stmt_int(&q, p->events[under]);
        rc = stmt_run(&q);
    }
    return rc;
}

static enum rc put_all(struct facts_put *p, int64_t revision, bool listed)
{
    struct write *w = p->w;
    const struct facts *f = p->f;
    struct stmt q;
    p->origins = arena_array(w->arena, f->entities_n + 1, sizeof *p->origins);
    p->entities = arena_array(w->arena, f->entities_n + 1, sizeof *p->entities);
    p->events = arena_array(w->arena, f->events_n + 1, sizeof *p->events);
    if (!p->origins || !p->entities || !p->events)
        return no_memory(w);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < f->entities_n && !rc; i++)
        rc = put_entity(p, i);
    for (size_t i = 0; i < f->offices_n && !rc; i++)
        rc = put_office(p, &f->offices[i]);
    for (size_t i = 0; i < f->events_n && !rc; i++)
        rc = put_event(p, i);
    if (!rc)
        rc = put_under(p);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_ARTICLE_PUT, w->e);
    stmt_int(&q, p->article_id);
    stmt_int(&q, revision);
    stmt_bool(&q, listed);
    rc = stmt_run(&q);
    return rc || !listed ? rc : count_articles(w, p->article_id, 1);
}

/* ---- afterwards ---- */

static enum rc settle(struct write *w, const struct vec *events, const struct vec *entities)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < events->n && !rc; i++)
        rc = register_settle_event(w, *(int64_t *)vec_at(events, i));
    for (size_t i = 0; i < entities->n && !rc; i++)
        rc = register_rename(w, *(int64_t *)vec_at(entities, i));
    return rc || !(events->n + entities->n) ? rc : change_add(w, "register", 0);
}

enum rc write_facts(struct write *w, const struct register_put *put)
{
    struct cleared c = {.events = VEC(int64_t, w->arena),
                        .entities = VEC(int64_t, w->arena),
                        .was = VEC(struct register_was, w->arena)};
    struct facts_put p = {.w = w,
                          .f = put->facts,
                          .article_id = put->article_id,
                          .now_ms = put->now_ms,
                          .was = &c.was};
    enum rc rc = clear(w, put->article_id, &c);
    bool any = put->facts && put->facts->entities_n + put->facts->events_n > 0;
    if (!rc && any)
        rc = put_all(&p, put->revision, put->listed);
    if (!rc && any)
        rc = register_ids(w, SQL_REGISTER_EVENTS_OF_ARTICLE, put->article_id, &c.events);
    if (!rc && any)
        rc = register_ids(w, SQL_REGISTER_ENTITIES_OF_ARTICLE, put->article_id, &c.entities);
    return rc ? rc : settle(w, &c.events, &c.entities);
}

enum rc write_facts_listed(struct write *w, int64_t article_id, bool listed)
{
    struct vec events = VEC(int64_t, w->arena);
    struct vec none = VEC(int64_t, w->arena);
    struct stmt q;
    bool known = false;
    bool counted = false;
    enum rc rc = read_state(w, article_id, &known, &counted);
    if (rc || !known || counted == listed)
        return rc;
    rc = count_articles(w, article_id, listed ? 1 : -1);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_REGISTER_ARTICLE_LISTED, w->e);
    stmt_int(&q, article_id);
    stmt_bool(&q, listed);
    rc = stmt_run(&q);
    if (!rc)
        rc = register_ids(w, SQL_REGISTER_EVENTS_OF_ARTICLE, article_id, &events);
    return rc ? rc : settle(w, &events, &none);
}

enum rc write_put_register(struct write *w, const struct store_put_register *put)
{
    struct article_state state = {0};
    enum rc rc = write_article_state(w, put->article_id, &state);
    if (rc)
        return rc;
    if (!state.id)
        return fail(w->e, RC_NOTFOUND, "no article %lld", (long long)put->article_id);
    if (state.revision != put->revision)
        return RC_OK;
    w->result->id = state.id;
    w->result->changed = true;
    return write_facts(w, &(struct register_put){.article_id = state.id,
                                                 .revision = state.revision,
                                                 .listed = state.listed_ms != CLOCK_NONE,
                                                 .facts = put->facts,
                                                 .now_ms = put->now_ms});
}

enum rc write_prune_register(struct write *w, const int64_t *unused)
{
    static const enum statement steps[] = {SQL_REGISTER_PRUNE_NAMES, SQL_REGISTER_PRUNE_ENTITIES,
                                           SQL_REGISTER_PRUNE_MATCHES, SQL_REGISTER_PRUNE_EVENTS};
    enum rc rc = RC_OK;
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(steps) && !rc; i++) {
        struct stmt q;
        stmt_start(&q, w->db, steps[i], w->e);
        rc = stmt_run(&q);
    }
    return rc ? rc : change_add(w, "register", 0);
}
