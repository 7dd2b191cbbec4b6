#include "register/analysis.h"

#include "register/agreements.h"
#include "text/wrap.h"

struct str entity_type_word(enum entity_type type)
{
    static const char *const WORDS[] = {
#define X(name, word) word,
        ENTITY_TYPE_TABLE(X)
#undef X
    };
    _Static_assert(COUNT_OF(WORDS) == ENTITY_TYPE_COUNT, "every type has a word");
    return str_view(WORDS[type]);
}

struct str event_kind_word(enum event_kind kind)
{
    static const char *const WORDS[] = {
#define X(name, word) word,
        EVENT_KIND_TABLE(X)
#undef X
    };
    _Static_assert(COUNT_OF(WORDS) == EVENT_KIND_COUNT, "every kind has a word");
    return str_view(WORDS[kind]);
}

enum { SURE = 95, KNOWN = 90, SHORT_NAME = 80, OFFICE_SURE = 90 };

/* -- entities -- */

/* Indices of what has become an entity, by mention. */
struct emitting {
    struct story *s;
    struct vec entities;
    uint32_t *entity;       /* of each mention, or FACT_NONE */
    const struct held **of; /* of each mention that is an office: what it is, or NULL */
};

static struct entity *emit(struct emitting *x, uint32_t i, enum entity_type type, struct str name,
                           uint8_t confidence)
{
    const struct mention *m = &x->s->names->v[i];
    struct entity *entity = vec_push(&x->entities);
    if (!entity)
        return NULL;
    *entity = (struct entity){.type = type, .name = name, .of = FACT_NONE};
    entity->at = story_fact(x->s, m->from, m->to, confidence);
    x->entity[i] = (uint32_t)x->entities.n - 1;
    return entity;
}

static void emit_thing(struct emitting *x, uint32_t i, enum entity_type type)
{
    uint32_t number = x->s->people->thing[i];
    if (number == THING_NONE)
        return;
    const struct thing *thing = vec_at(&x->s->people->things, number);
    if (thing->shown)
        (void)emit(x, i, type, thing->name, KNOWN);
}

static struct str date_name(const struct story *s, const struct name_date *date)
{
    struct str from = story_date(s, date);
    struct str until = story_until(s, date);
    return until.n ? str_format(s->arena, "%.*s/%.*s", STR_ARG(from), STR_ARG(until)) : from;
}

static struct str held_name(const struct story *s, const struct held *held)
{
    const struct mention *m = &s->names->v[held->chosen];
    return reading_text(s->r, m->from, m->to);
}

static void emit_office(struct emitting *x, uint32_t i)
{
    const struct mention *m = &x->s->names->v[i];
    uint32_t person =
        m->of == MENTION_NONE ? people_holder(x->s->people, i, i) : x->s->people->thing[m->of];
    const struct held *held = person == THING_NONE ? NULL : people_held(x->s->people, i, person);
    if (held)
        (void)emit(x, i, ENTITY_OFFICE, held_name(x->s, held), OFFICE_SURE);
}

static void emit_mention(struct emitting *x, uint32_t i)
{
    const struct mention *m = &x->s->names->v[i];
    switch (m->kind) {
    case MENTION_PERSON:
        if (x->s->people->thing[i] != THING_NONE)
            (void)emit(x, i, ENTITY_PERSON, story_person_name(x->s, x->s->people->thing[i]),
                       m->flags & MENTION_SHORT ? SHORT_NAME : SURE);
        break;
    case MENTION_OFFICE: emit_office(x, i); break;
    case MENTION_ORGANIZATION: emit_thing(x, i, ENTITY_ORGANIZATION); break;
    case MENTION_PLACE: emit_thing(x, i, ENTITY_PLACE); break;
    case MENTION_DATE: (void)emit(x, i, ENTITY_DATE, date_name(x->s, &m->date), SURE); break;
    case MENTION_DELEGATION: break;
    }
}

/* An office's holder: the person's mention beside it, or else the first one. */
static void link_offices(struct emitting *x)
{
    const struct people *p = x->s->people;
    for (uint32_t i = 0; i < x->s->names->n; i++) {
        const struct mention *m = &x->s->names->v[i];
        if (m->kind != MENTION_OFFICE || x->entity[i] == FACT_NONE)
            continue;
        struct entity *office = vec_at(&x->entities, x->entity[i]);
        uint32_t beside = m->of;
        if (beside == MENTION_NONE) {
            uint32_t person = people_holder(p, i, i);
            beside = person == THING_NONE ? MENTION_NONE : people_person(p, person)->first;
        }
        office->of = beside == MENTION_NONE ? FACT_NONE : x->entity[beside];
    }
}

static void make_entities(struct story *s, struct analysis *out)
{
    struct emitting x = {.s = s, .entities = VEC(struct entity, s->arena)};
    x.entity = arena_array(s->arena, s->names->n + 1, sizeof *x.entity);
    for (uint32_t i = 0; x.entity && i < s->names->n; i++)
        x.entity[i] = FACT_NONE;
    for (uint32_t i = 0; x.entity && i < s->names->n; i++)
        emit_mention(&x, i);
    if (x.entity)
        link_offices(&x);
    out->entities = x.entities.p;
    out->entities_n = x.entities.n;
}

/* -- persons and lists -- */

static void make_persons(struct story *s, struct analysis *out)
{
    const struct people *p = s->people;
    out->persons = arena_array(s->arena, p->persons.n + 1, sizeof *out->persons);
    if (!out->persons)
        return;
    for (uint32_t i = 0; i < p->persons.n; i++) {
        const struct person *person = people_person(p, i);
        const struct mention *m = &s->names->v[person->first];
        out->persons[i] =
            (struct fact_person){.name = person->name, .organization = person->organization};
        out->persons[i].at = story_fact(s, m->from, m->to, SURE);
    }
    out->persons_n = p->persons.n;
    for (size_t i = 0; i < p->held.n; i++) {
        const struct held *held = vec_at(&p->held, i);
        story_add_text(s, &out->persons[held->person].offices, held_name(s, held));
    }
}

static void make_things(struct story *s, struct analysis *out)
{
    size_t n = s->people->things.n;
    out->places.v = arena_array(s->arena, n + 1, sizeof *out->places.v);
    out->organizations.v = arena_array(s->arena, n + 1, sizeof *out->organizations.v);
    if (!out->places.v || !out->organizations.v)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct thing *thing = vec_at(&s->people->things, i);
        bool place = s->names->v[thing->first].kind == MENTION_PLACE;
        struct fact_texts *list = place ? &out->places : &out->organizations;
        if (thing->shown)
            list->v[list->n++] = thing->name;
    }
}

static void make_sentences(struct story *s, struct analysis *out)
{
    out->sentences = arena_array(s->arena, s->r->sentences_n + 1, sizeof *out->sentences);
    for (size_t i = 0; out->sentences && i < s->r->sentences_n; i++)
        out->sentences[i] =
            (struct fact_sentence){s->r->sentences[i].start, s->r->sentences[i].end};
    out->sentences_n = s->r->sentences_n;
}

/* -- the whole -- */

static void index_sentences(struct story *s)
{
    size_t n = s->r->sentences_n;
    uint32_t mention = 0;
    s->sentence_mentions = arena_array(s->arena, n + 1, sizeof *s->sentence_mentions);
    for (size_t i = 0; s->sentence_mentions && i <= n; i++) {
        s->sentence_mentions[i] = mention;
        while (i < n && mention < s->names->n && s->names->v[mention].from < s->r->sentences[i].to)
            mention++;
    }
}

static void tell(struct story *s, struct analysis *out)
{
    s->events = VEC(struct event, s->arena);
    s->agreements = VEC(struct agreement, s->arena);
    s->phrases = VEC(struct phrase, s->arena);
    s->main_visit = FACT_NONE;
    s->visits = arena_array(s->arena, s->people->persons.n + 1, sizeof *s->visits);
    index_sentences(s);
    if (!s->visits || !s->sentence_mentions)
        return;
    story_events(s);
    story_agreements(s);
    story_fields(s);
    make_sentences(s, out);
    make_entities(s, out);
    make_persons(s, out);
    make_things(s, out);
    out->events = s->events.p;
    out->events_n = s->events.n;
    out->agreements = s->agreements.p;
    out->agreements_n = s->agreements.n;
}

enum rc analysis_make(struct arena *a, struct str text, int64_t published_ms, struct analysis *out,
                      struct err *e)
{
    struct reading r;
    struct names names;
    struct people people;
    struct analysis made = {.sentences_n = 0};
    if (text.n > ANALYSIS_TEXT_MAX_BYTES)
        return fail(e, RC_LIMIT, "text longer than %d MiB", ANALYSIS_TEXT_MAX_BYTES >> 20);
    enum rc rc = reading_make(a, text_unwrap(a, text), &r, e);
    if (!rc)
        rc = names_find(a, &r, &names, e);
    if (!rc)
        rc = people_find(a, &r, &names, &people, e);
    if (rc)
        return rc;
    struct story s = {
        .arena = a, .r = &r, .names = &names, .people = &people, .published_ms = published_ms};
    tell(&s, &made);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *out = made;
    return RC_OK;
}
