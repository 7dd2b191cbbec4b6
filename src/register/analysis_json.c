#include "register/analysis_json.h"

#include <string.h>

static void add_key(struct buf *b, const char *key)
{
    if (b->n && b->p[b->n - 1] != '{' && b->p[b->n - 1] != '[')
        buf_add_byte(b, ',');
    buf_add_byte(b, '"'); /* our own words need no escaping */
    buf_add(b, str_view(key));
    buf_add(b, STR("\":"));
}

static void add_comma(struct buf *b)
{
    if (b->n && b->p[b->n - 1] != '[')
        buf_add_byte(b, ',');
}

static void add_text(struct buf *b, const char *key, struct str text)
{
    add_key(b, key);
    if (text.n)
        buf_add_json(b, text);
    else
        buf_add(b, STR("null"));
}

enum { DIGITS_MAX = 20 }; /* of 2^64 */

/* Writes value's digits up to `end`; where they begin. */
static char *write_digits(char *end, size_t value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return end;
}

/* Most of an analysis are numbers: no printf for them. */
static void add_digits(struct buf *b, size_t value)
{
    char digits[DIGITS_MAX];
    const char *first = write_digits(digits + DIGITS_MAX, value);
    buf_add(b, (struct str){first, (size_t)(digits + DIGITS_MAX - first)});
}

static void add_number(struct buf *b, const char *key, size_t value)
{
    add_key(b, key);
    add_digits(b, value);
}

static void add_index(struct buf *b, const char *key, uint32_t index)
{
    add_key(b, key);
    if (index == FACT_NONE)
        buf_add(b, STR("null"));
    else
        buf_add_int(b, index);
}

static void add_texts(struct buf *b, const char *key, const struct fact_texts *texts)
{
    add_key(b, key);
    buf_add_byte(b, '[');
    for (size_t i = 0; i < texts->n; i++) {
        add_comma(b);
        buf_add_json(b, texts->v[i]);
    }
    buf_add_byte(b, ']');
}

static void add_fact(struct buf *b, const struct fact *at)
{
    add_number(b, "sentence", at->sentence);
    add_number(b, "start", at->start);
    add_number(b, "end", at->end);
    add_number(b, "confidence", at->confidence);
}

static char *write_before(char *end, struct str text)
{
    return memcpy(end - text.n, text.p, text.n);
}

/* There is one for every word: written from the end in one piece. */
static void add_span(struct buf *b, size_t start, size_t end)
{
    enum { SPAN_MAX = 64 };
    char span[SPAN_MAX];
    char *at = write_before(span + SPAN_MAX, STR("}"));
    at = write_before(write_digits(at, end), STR(",\"end\":"));
    at = write_before(write_digits(at, start), STR("{\"start\":"));
    if (b->n && b->p[b->n - 1] != '[')
        *--at = ',';
    buf_add(b, (struct str){at, (size_t)(span + SPAN_MAX - at)});
}

static void begin_list(struct buf *b, const char *key)
{
    add_key(b, key);
    buf_add_byte(b, '[');
}

static void begin_item(struct buf *b)
{
    add_comma(b);
    buf_add_byte(b, '{');
}

static void add_period(struct buf *b, struct str from, struct str to)
{
    add_key(b, "period");
    if (!from.n) {
        buf_add(b, STR("null"));
        return;
    }
    buf_add_byte(b, '[');
    buf_add_json(b, from);
    buf_add_byte(b, ',');
    buf_add_json(b, to);
    buf_add_byte(b, ']');
}

static struct str state_word(const struct agreement *agreement)
{
    return agreement->proposed ? STR("proposed") : STR("signed");
}

/* -- Analysis JSON -- */

static void add_entities(struct buf *b, const struct analysis *analysis)
{
    begin_list(b, "entities");
    for (size_t i = 0; i < analysis->entities_n; i++) {
        const struct entity *entity = &analysis->entities[i];
        begin_item(b);
        add_text(b, "type", entity_type_word(entity->type));
        add_number(b, "start", entity->at.start);
        add_number(b, "end", entity->at.end);
        add_text(b, "name", entity->name);
        add_index(b, "of", entity->of);
        add_number(b, "sentence", entity->at.sentence);
        add_number(b, "confidence", entity->at.confidence);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
}

static void add_events(struct buf *b, const struct analysis *analysis)
{
    begin_list(b, "events");
    for (size_t i = 0; i < analysis->events_n; i++) {
        const struct event *event = &analysis->events[i];
        begin_item(b);
        add_text(b, "kind", event_kind_word(event->kind));
        add_text(b, "date", event->date);
        add_text(b, "until", event->until);
        add_texts(b, "place", &event->place);
        add_text(b, "host", event->host);
        add_text(b, "guest", event->guest);
        add_text(b, "head", event->head);
        add_texts(b, "attendees", &event->attendees);
        add_texts(b, "fields", &event->fields);
        add_texts(b, "parties", &event->parties);
        add_text(b, "invited_by", event->invited_by);
        add_text(b, "occasion", event->occasion);
        add_key(b, "planned");
        buf_add(b, event->planned ? STR("true") : STR("false"));
        add_index(b, "under", event->under);
        add_fact(b, &event->at);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
}

static void add_agreements(struct buf *b, const struct analysis *analysis)
{
    begin_list(b, "agreements");
    for (size_t i = 0; i < analysis->agreements_n; i++) {
        const struct agreement *agreement = &analysis->agreements[i];
        begin_item(b);
        add_text(b, "name", agreement->name);
        add_text(b, "kind", agreement->kind);
        add_number(b, "count", (size_t)agreement->count);
        add_text(b, "state", state_word(agreement));
        add_period(b, agreement->period_from, agreement->period_to);
        add_texts(b, "parties", &agreement->parties);
        add_texts(b, "fields", &agreement->fields);
        add_index(b, "event", agreement->event);
        add_fact(b, &agreement->at);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
}

void analysis_json_write(struct buf *out, const struct analysis *analysis,
                         const struct segment_words *words)
{
    buf_add_byte(out, '{');
    begin_list(out, "sentences");
    for (size_t i = 0; i < analysis->sentences_n; i++)
        add_span(out, analysis->sentences[i].start, analysis->sentences[i].end);
    buf_add_byte(out, ']');
    begin_list(out, "words");
    for (size_t i = 0; i < words->n; i++)
        add_span(out, words->v[i].start, words->v[i].end);
    buf_add_byte(out, ']');
    add_entities(out, analysis);
    add_events(out, analysis);
    add_agreements(out, analysis);
    buf_add_byte(out, '}');
}

/* -- the short form -- */

static void add_one_or_list(struct buf *b, const char *key, const struct fact_texts *texts)
{
    if (texts->n == 1)
        add_text(b, key, texts->v[0]);
    else if (texts->n)
        add_texts(b, key, texts);
    else
        add_text(b, key, STR(""));
}

static void add_persons(struct buf *b, const struct analysis *analysis)
{
    begin_list(b, "persons");
    for (size_t i = 0; i < analysis->persons_n; i++) {
        const struct fact_person *person = &analysis->persons[i];
        begin_item(b);
        add_text(b, "name", person->name);
        add_texts(b, "offices", &person->offices);
        add_texts(b, "aliases", &person->aliases);
        add_text(b, "organization", person->organization);
        buf_add_byte(b, '}');
    }
    buf_add_byte(b, ']');
}

static void add_short_date(struct buf *b, const struct event *event)
{
    if (!event->until.n) {
        add_text(b, "date", event->date);
        return;
    }
    begin_list(b, "date");
    buf_add_json(b, event->date);
    buf_add_byte(b, ',');
    buf_add_json(b, event->until);
    buf_add_byte(b, ']');
}

static void add_short_event(struct buf *b, const struct event *event)
{
    begin_item(b);
    add_text(b, "kind", event_kind_word(event->kind));
    add_short_date(b, event);
    add_one_or_list(b, "place", &event->place);
    add_text(b, "host", event->host);
    add_text(b, "guest", event->guest);
    add_text(b, "head", event->head);
    if (event->attendees.n)
        add_texts(b, "attendees", &event->attendees);
    if (event->fields.n)
        add_texts(b, "fields", &event->fields);
    if (event->parties.n)
        add_texts(b, "parties", &event->parties);
    if (event->invited_by.n)
        add_text(b, "invited_by", event->invited_by);
    if (event->occasion.n)
        add_text(b, "occasion", event->occasion);
    if (event->planned)
        buf_add(b, STR(",\"planned\":true"));
    buf_add_byte(b, '}');
}

static void add_short_agreement(struct buf *b, const struct agreement *agreement)
{
    begin_item(b);
    add_text(b, "name", agreement->name);
    add_text(b, "kind", agreement->kind);
    add_number(b, "count", (size_t)agreement->count);
    add_text(b, "state", state_word(agreement));
    add_period(b, agreement->period_from, agreement->period_to);
    add_texts(b, "parties", &agreement->parties);
    add_texts(b, "fields", &agreement->fields);
    buf_add_byte(b, '}');
}

void register_json_write(struct buf *out, const struct analysis *analysis)
{
    buf_add_byte(out, '{');
    add_persons(out, analysis);
    add_texts(out, "organizations", &analysis->organizations);
    add_texts(out, "places", &analysis->places);
    begin_list(out, "events");
    for (size_t i = 0; i < analysis->events_n; i++)
        add_short_event(out, &analysis->events[i]);
    buf_add_byte(out, ']');
    begin_list(out, "agreements");
    for (size_t i = 0; i < analysis->agreements_n; i++)
        add_short_agreement(out, &analysis->agreements[i]);
    buf_add(out, STR("]}"));
}
