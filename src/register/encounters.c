/* Receptions, talks, meetings, courtesy calls: who stands before the trigger word, who behind it. */
#include "register/clause.h"

enum {
    CO_HOST_GAP_MAX = 4, /* pieces between two who receive together: ", và đồng chí" */
};

enum event_kind clause_event_kind(enum trigger kind)
{
    switch (kind) {
    case TRIGGER_TALKS: return EVENT_TALKS;
    case TRIGGER_MEETING: return EVENT_MEETING;
    case TRIGGER_COURTESY: return EVENT_COURTESY_CALL;
    case TRIGGER_VISIT: return EVENT_VISIT;
    case TRIGGER_SIGNING: return EVENT_SIGNING;
    case TRIGGER_RELATIONS: return EVENT_MILESTONE;
    case TRIGGER_RECEPTION:
    case TRIGGER_WELCOME:
    case TRIGGER_OTHER: return EVENT_RECEPTION;
    }
    return EVENT_RECEPTION;
}

/* "được A tiếp": the doer stands between "được" and the trigger. */
static const struct actor *passive_doer(const struct clause *c, size_t at)
{
    for (size_t i = c->actors.n; i-- > 0;) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->to > at || at - actor->to > 3)
            continue;
        if (actor->from > c->from && clause_can_act(actor) && actor->kind != ACTOR_GROUP) {
            size_t i1 = actor->from - 1;
            while (i1 > c->from && reading_span(c->s->r, i1, GAZ_HONORIFIC))
                i1--;
            if (reading_is_word(c->s->r, i1, STR("được")))
                return actor;
        }
        return NULL;
    }
    return NULL;
}

bool clause_is_generic(const struct clause *c, const struct found *t)
{
    for (size_t i = t->at; i < t->end; i++)
        if (reading_is_word(c->s->r, i, STR("gặp")) || reading_is_word(c->s->r, i, STR("Gặp")) ||
            reading_is_word(c->s->r, i, STR("làm")) || reading_is_word(c->s->r, i, STR("trao")))
            return t->kind == TRIGGER_MEETING;
    return false;
}

static uint8_t weight_of(const struct clause *c, const struct found *t)
{
    if (clause_is_generic(c, t))
        return CONFIDENCE_GENERIC;
    return t->kind == TRIGGER_WELCOME ? CONFIDENCE_WELCOMED : CONFIDENCE_SURE;
}

bool clause_is_complete(const struct event *event)
{
    return (event->host.n && (event->head.n || event->guest.n)) &&
           !str_eq(event->host, event->head);
}

/* A foreign country stands behind the trigger as where it was: "cộng đồng người Việt Nam tại Lào". */
static bool is_abroad(const struct clause *c, size_t end)
{
    uint32_t i;
    uint32_t stop;
    for (story_mentions(c->s, c->sentence, &i, &stop); i < stop; i++) {
        const struct mention *m = &c->s->names->v[i];
        const struct reading_hit *country =
            m->kind == MENTION_PLACE ? reading_hit(c->s->r, m->from, GAZ_COUNTRY) : NULL;
        if (country && m->from > end && !str_eq(gaz_id(country->id), STR("VN")) &&
            (reading_is_word(c->s->r, m->from - 1, STR("tại")) ||
             reading_is_word(c->s->r, m->from - 1, STR("ở"))))
            return true;
    }
    return false;
}

/* "gặp một số rắc rối", "gặp những khó khăn": nobody is met. */
static bool is_trouble(const struct reading *r, size_t from, size_t to)
{
    static const struct str WORDS[] = {STR_INIT("rắc"), STR_INIT("khó"),   STR_INIT("vấn"),
                                       STR_INIT("trở"), STR_INIT("thách"), STR_INIT("vướng"),
                                       STR_INIT("sự"),  STR_INIT("rủi"),   STR_INIT("tai")};
    for (size_t i = from; i < to; i++)
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, WORDS[k]))
                return true;
    return false;
}

/* "A gặp gỡ cộng đồng người Việt Nam tại Lào": people without a name; the guest in the text's words. */
static void receive_many(struct clause *c, const struct found *t)
{
    enum { MANY_PIECES_MAX = 12 };
    static const struct str WORDS[] = {
        STR_INIT("các"),  STR_INIT("cộng"),  STR_INIT("cán"), STR_INIT("kiều"),  STR_INIT("bà"),
        STR_INIT("thân"), STR_INIT("đông"),  STR_INIT("đại"), STR_INIT("lãnh"),  STR_INIT("doanh"),
        STR_INIT("hơn"),  STR_INIT("những"), STR_INIT("một"), STR_INIT("thành"), STR_INIT("ban"),
    };
    const struct reading *r = c->s->r;
    bool many = false;
    size_t first = reading_is_word(r, t->end, STR("với")) ? t->end + 1 : t->end;
    for (size_t k = 0; k < COUNT_OF(WORDS) && !many; k++)
        many = reading_is_word(r, first, WORDS[k]);
    bool near = c->subject->to <= t->at && t->at - c->subject->to <= MANY_PIECES_MAX / 2;
    if (!many || !near ||
        (t->kind != TRIGGER_RECEPTION && t->kind != TRIGGER_MEETING && t->kind != TRIGGER_TALKS))
        return;
    size_t end = first;
    while (end < c->to && end - first < MANY_PIECES_MAX && !r->pieces[end].sign)
        end++;
    if (is_trouble(r, first, end))
        return;
    struct event event = clause_event(c, clause_event_kind(t->kind), t);
    event.at = story_fact(c->s, c->subject->from, end, CONFIDENCE_LIKELY);
    bool guest = t->kind != TRIGGER_RECEPTION &&
                 (clause_is_visitor(c->s, c->subject) || is_abroad(c, t->end));
    if (guest)
        event.head = story_person_name(c->s, c->subject->person);
    else
        event.host = story_person_name(c->s, c->subject->person);
    event.guest = guest ? STR("") : reading_text(r, first, end);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    clause_set_place(c, t, &event);
    (void)story_add_event(c->s, &event);
}

/* "Lễ đón A" in a headline: a ceremony whose host is not named; elsewhere it is part of the visit. */
static bool is_ceremony(const struct clause *c, const struct found *t, const struct event *event)
{
    const struct reading *r = c->s->r;
    bool ceremony = reading_is_word(r, t->at, STR("lễ")) || reading_is_word(r, t->at, STR("Lễ"));
    return ceremony && c->sentence == 0 && event->head.n && !event->host.n;
}

/* "Tổng Bí thư tiếp Bộ trưởng A": a headline gives the host's office, no name. */
static bool has_office_host(const struct clause *c, const struct found *t,
                            const struct event *event)
{
    enum { HOST_GAP_MAX = 3 };
    if (c->subject || !event->head.n || t->kind != TRIGGER_RECEPTION)
        return false;
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->kind == ACTOR_OFFICE && actor->to <= t->at &&
            clause_is_near(c, actor->to, t->at, HOST_GAP_MAX))
            return true;
    }
    return false;
}

/* "mong muốn sớm đón A", "mời A gặp": a wish, no event. */
static bool is_only_wished(const struct clause *c, const struct found *t)
{
    enum { WISH_GAP_MAX = 4 };
    const struct reading *r = c->s->r;
    for (size_t i = t->at; i-- > c->from && t->at - i <= WISH_GAP_MAX;)
        if (reading_is_word(r, i, STR("mong")) || reading_is_word(r, i, STR("sớm")) ||
            reading_is_word(r, i, STR("muốn")))
            return true;
    return false;
}

/* "A, B và C đã tiếp D": the next host behind actor i of those in a row; NULL: none, or the row has no
 * "và" before the trigger at piece `at`. */
static const struct actor *co_host(const struct clause *c, size_t i, size_t at, bool guests)
{
    const struct reading *r = c->s->r;
    bool last = false;
    for (size_t k = i; k + 1 < c->actors.n && !last; k++) {
        const struct actor *first = &c->actors.v[k];
        const struct actor *second = &c->actors.v[k + 1];
        if (second->kind == ACTOR_BODY || second->kind == ACTOR_GROUP || second->to > at ||
            second->person == THING_NONE || second->from < first->to ||
            !clause_is_near(c, first->to, second->from, CO_HOST_GAP_MAX))
            return NULL;
        last = reading_is_word(r, first->to, STR("và"));
        if (!last && !reading_is_sign(r, first->to, ','))
            return NULL;
    }
    const struct actor *next = last ? &c->actors.v[i + 1] : NULL;
    return next && (guests || !clause_is_visitor(c->s, next)) ? next : NULL;
}

/* What the first host does those named with them do as well; so do guests who pay a call. */
static void add_for_others(struct clause *c, const struct found *t, const struct event *event)
{
    bool guests = event->kind == EVENT_COURTESY_CALL;
    size_t i = (size_t)(c->subject - c->actors.v);
    const struct actor *next = co_host(c, i, t->at, guests);
    for (; next; next = co_host(c, ++i, t->at, guests)) {
        struct event other = *event;
        *(guests ? &other.head : &other.host) = story_person_name(c->s, next->person);
        if (clause_is_complete(&other))
            (void)story_add_event(c->s, &other);
    }
}

/* "được A tiếp": false when nobody stands so. */
static bool received_by(struct clause *c, const struct found *t)
{
    const struct actor *doer = passive_doer(c, t->at);
    if (!doer || (t->kind != TRIGGER_RECEPTION && t->kind != TRIGGER_WELCOME))
        return false;
    struct event event = clause_event(c, EVENT_RECEPTION, t);
    event.at = story_fact(c->s, doer->from, t->end, CONFIDENCE_LIKELY);
    event.host = story_person_name(c->s, doer->person);
    if (c->subject && c->subject != doer)
        clause_set_guest(c, &event, c->subject);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    if (clause_is_complete(&event))
        (void)story_add_event(c->s, &event);
    return true;
}

/* What the subject does to one of those behind the trigger. */
static void encounter(struct clause *c, const struct found *t, const struct actor *object)
{
    struct event event = clause_event(c, clause_event_kind(t->kind), t);
    size_t from = c->subject && c->subject->from < t->at ? c->subject->from : t->at;
    event.at = story_fact(c->s, from, object->to, weight_of(c, t));
    clause_set_sides(c, &event, t, object);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    clause_set_place(c, t, &event);
    bool group = event.kind == EVENT_TALKS && object->kind == ACTOR_GROUP;
    bool office = event.kind != EVENT_RECEPTION && object->kind == ACTOR_OFFICE &&
                  object->person == THING_NONE;
    bool nameless = (group || office) && event.head.n;
    if (clause_is_complete(&event) || nameless || is_ceremony(c, t, &event) ||
        has_office_host(c, t, &event))
        (void)story_add_event(c->s, &event);
    struct str first = event.kind == EVENT_COURTESY_CALL ? event.head : event.host;
    if (c->subject && story_same_said(first, story_person_name(c->s, c->subject->person)))
        add_for_others(c, t, &event);
}

void clause_encounter(struct clause *c, const struct found *t)
{
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = c->since;
    if (!c->probing && (is_only_wished(c, t) || clause_pair(c, t) || received_by(c, t)))
        return;
    clause_find_subject(c, t->at);
    size_t n = clause_find_objects(c, t->end, objects, &after);
    if (!n && !c->probing && clause_pair_before(c, t))
        return;
    for (size_t i = 0; i < n && !c->probing; i++)
        encounter(c, t, objects[i]);
    if (!n && !c->probing && c->subject && c->subject->person != THING_NONE)
        receive_many(c, t);
    c->welcomed = n > 0 && t->kind == TRIGGER_WELCOME;
    c->since = n ? after : c->since;
}
