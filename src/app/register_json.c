#include "app/register_json.h"

#include "site/route.h"

enum { ROWS_MAX = 200 }; /* of one list inside a record */

/* ---- small parts ---- */

static void add_key(struct buf *b, const char *key)
{
    if (b->n && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[')
        buf_add_byte(b, ',');
    buf_addf(b, "\"%s\":", key);
}

static void begin_item(struct buf *b)
{
    if (b->n && b->p[b->n - 1] != '[')
        buf_add_byte(b, ',');
    buf_add_byte(b, '{');
}

static void add_text(struct buf *b, const char *key, struct str text)
{
    add_key(b, key);
    if (text.n)
        buf_add_json(b, text);
    else
        buf_add(b, STR("null"));
}

static void add_number(struct buf *b, const char *key, int64_t value)
{
    add_key(b, key);
    buf_add_int(b, value);
}

static void add_day(struct buf *b, const char *key, int64_t day)
{
    bool known = day != FACTS_NO_DAY;
    add_text(b, key,
             known
                 ? str_first(clock_rfc3339(b->arena, clock_day_start(day)), sizeof "2023-09-29" - 1)
                 : STR(""));
}

static void begin_list(struct buf *b, const char *key)
{
    add_key(b, key);
    buf_add_byte(b, '[');
}

static void add_verdict(struct buf *b, const struct store_verdict *v)
{
    static const char *const words[] = {"none", "confirmed", "rejected"};
    add_text(b, "verdict", str_view(words[v->kind]));
    add_text(b, "decided_by", v->by);
    add_text(b, "decided_at", clock_rfc3339(b->arena, v->at_ms));
}

static void add_evidence(struct buf *b, const struct store_evidence *at)
{
    add_number(b, "article", at->article_id);
    add_number(b, "revision", at->revision);
    add_text(b, "url",
             route_article_path(b->arena, at->section_slug, at->article_slug, at->article_id));
    add_text(b, "title", at->article_title);
    add_text(b, "published", clock_rfc3339(b->arena, at->published_ms));
    add_number(b, "sentence", at->sentence);
    add_number(b, "start", at->start_byte);
    add_number(b, "end", at->end_byte);
    add_text(b, "text", at->text);
    add_number(b, "confidence", at->confidence);
}

/* ---- records ---- */

static enum rc add_names(const struct register_json *j, const struct store_entity *entity,
                         struct err *e)
{
    struct article_texts names;
    struct buf *b = j->out;
    enum rc rc = store_entity_names(j->reader, j->arena, entity->id, ROWS_MAX, &names, e);
    if (rc)
        return rc;
    begin_list(b, "aliases");
    for (size_t i = 0; i < names.items_n; i++) {
        if (str_eq(names.items[i], entity->name))
            continue;
        if (b->p[b->n - 1] != '[')
            buf_add_byte(b, ',');
        buf_add_json(b, names.items[i]);
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

static enum rc add_offices(const struct register_json *j, int64_t id, struct err *e)
{
    struct store_office *offices = NULL;
    struct buf *b = j->out;
    size_t n = 0;
    enum rc rc = store_offices(j->reader, j->arena, id, j->now_ms, ROWS_MAX, &offices, &n, e);
    if (rc)
        return rc;
    begin_list(b, "offices");
    for (size_t i = 0; i < n; i++) {
        begin_item(b);
        add_text(b, "name", offices[i].name);
        add_day(b, "from", offices[i].from_day);
        add_day(b, "until", offices[i].until_day);
        add_number(b, "articles", offices[i].articles);
        add_verdict(b, &offices[i].verdict);
        add_evidence(b, &offices[i].first);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

static enum rc add_contacts(const struct register_json *j, int64_t id, struct err *e)
{
    struct store_contact *contacts = NULL;
    struct buf *b = j->out;
    size_t n = 0;
    enum rc rc = store_contacts(j->reader, j->arena, id, j->now_ms, ROWS_MAX, &contacts, &n, e);
    if (rc)
        return rc;
    begin_list(b, "met");
    for (size_t i = 0; i < n; i++) {
        begin_item(b);
        add_number(b, "id", contacts[i].person.id);
        add_text(b, "name", contacts[i].person.name);
        add_number(b, "events", contacts[i].events);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

static enum rc add_mentions(const struct register_json *j, int64_t id, struct err *e)
{
    struct store_evidence *rows = NULL;
    struct buf *b = j->out;
    size_t n = 0;
    enum rc rc = store_mentions(j->reader, j->arena, id, j->now_ms, ROWS_MAX, &rows, &n, e);
    if (rc)
        return rc;
    begin_list(b, "evidence");
    for (size_t i = 0; i < n; i++) {
        begin_item(b);
        add_evidence(b, &rows[i]);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

enum rc register_json_entity(const struct register_json *j, const struct store_entity *entity,
                             struct err *e)
{
    struct buf *b = j->out;
    begin_item(b);
    add_number(b, "id", entity->id);
    add_text(b, "kind", facts_kind_word(entity->kind));
    add_text(b, "name", entity->name);
    add_text(b, "slug", entity->slug);
    add_text(b, "code", entity->code);
    add_text(b, "country", entity->country);
    add_number(b, "articles", entity->articles);
    add_verdict(b, &entity->verdict);
    enum rc rc = add_names(j, entity, e);
    if (!rc && entity->kind == FACTS_PERSON)
        rc = add_offices(j, entity->id, e);
    if (!rc && entity->kind == FACTS_PERSON)
        rc = add_contacts(j, entity->id, e);
    if (!rc)
        rc = add_mentions(j, entity->id, e);
    buf_add_byte(b, '}');
    return rc;
}

/* ---- events ---- */

static enum rc add_parts(const struct register_json *j, int64_t id, struct err *e)
{
    struct store_part *parts = NULL;
    struct buf *b = j->out;
    size_t n = 0;
    enum rc rc = store_parts(j->reader, j->arena, id, j->now_ms, ROWS_MAX, &parts, &n, e);
    if (rc)
        return rc;
    begin_list(b, "parts");
    for (size_t i = 0; i < n; i++) {
        begin_item(b);
        add_text(b, "role", facts_role_word(parts[i].role));
        add_key(b, "id");
        if (parts[i].entity.id)
            buf_add_int(b, parts[i].entity.id);
        else
            buf_add(b, STR("null"));
        add_text(b, "name", parts[i].entity.id ? parts[i].entity.name : parts[i].text);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

static enum rc add_reports(const struct register_json *j, int64_t id, struct err *e)
{
    struct store_report *rows = NULL;
    struct buf *b = j->out;
    size_t n = 0;
    enum rc rc = store_reports(j->reader, j->arena, id, j->now_ms, ROWS_MAX, &rows, &n, e);
    if (rc)
        return rc;
    begin_list(b, "evidence");
    for (size_t i = 0; i < n; i++) {
        begin_item(b);
        add_text(b, "date", rows[i].date);
        add_text(b, "until", rows[i].until);
        add_text(b, "host", rows[i].host);
        add_text(b, "head", rows[i].head);
        add_text(b, "guest", rows[i].guest);
        add_text(b, "place", rows[i].place);
        add_text(b, "occasion", rows[i].occasion);
        add_text(b, "invited_by", rows[i].invited_by);
        add_text(b, "fields", rows[i].fields);
        add_evidence(b, &rows[i].at);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
    return RC_OK;
}

enum rc register_json_event(const struct register_json *j, const struct store_event *event,
                            struct err *e)
{
    struct buf *b = j->out;
    begin_item(b);
    add_number(b, "id", event->id);
    add_text(b, "kind", event->is_agreement ? STR("agreement") : event_kind_word(event->kind));
    add_text(b, "title", event->title);
    add_text(b, "slug", event->slug);
    add_text(b, "date", event->date);
    add_text(b, "until", event->until);
    add_text(b, "place", event->place);
    add_text(b, "guest", event->guest);
    add_text(b, "host", event->host.name);
    add_text(b, "head", event->head.name);
    if (event->is_agreement) {
        add_text(b, "form", event->word);
        add_text(b, "state", event->planned ? STR("proposed") : STR("signed"));
        add_text(b, "period_from", event->period_from);
        add_text(b, "period_to", event->period_to);
        add_number(b, "count", event->count);
    }
    add_key(b, "planned");
    buf_add(b, event->planned ? STR("true") : STR("false"));
    add_key(b, "under");
    if (event->under_id)
        buf_add_int(b, event->under_id);
    else
        buf_add(b, STR("null"));
    add_number(b, "articles", event->reports);
    add_verdict(b, &event->verdict);
    enum rc rc = add_parts(j, event->id, e);
    if (!rc)
        rc = add_reports(j, event->id, e);
    buf_add_byte(b, '}');
    return rc;
}
