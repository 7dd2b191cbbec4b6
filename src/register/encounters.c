/* Receptions, talks, meetings, courtesy calls: who stands before the trigger word, who behind it. */
#include "register/clause.h"

enum {
    BETWEEN_GAP_MAX = 14, /* "cuộc hội đàm diễn ra ngày 4/7 tại Điện Kremlin giữa" */
    CO_HOST_GAP_MAX = 4,  /* pieces between two who receive together: ", và đồng chí" */
};

static enum event_kind event_of(enum trigger kind)
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

/* Who receives and who is received. */
static void assign(struct clause *c, struct event *event, const struct found *t,
                   const struct actor *object)
{
    const struct story *s = c->s;
    const struct actor *subject = c->subject;
    bool called =
        reading_is_word(s->r, t->end - 1, STR("kiến")) && reading_is_word(s->r, t->end, STR("với"));
    bool object_visits = clause_is_visitor(s, object) || (object && object->kind == ACTOR_GROUP);
    bool subject_visits =
        clause_is_visitor(s, subject) || (subject && subject->kind == ACTOR_GROUP);
    bool subject_is_guest = false;
    switch (t->kind) {
    case TRIGGER_COURTESY: subject_is_guest = true; break;
    case TRIGGER_TALKS:
    case TRIGGER_MEETING:
        subject_is_guest = clause_is_visitor(s, subject) ? true : subject_visits && !object_visits;
        if (clause_is_visitor(s, object) && !clause_is_visitor(s, subject))
            subject_is_guest = false;
        break;
    case TRIGGER_RECEPTION: subject_is_guest = called && subject_visits && !object_visits; break;
    case TRIGGER_WELCOME:
    case TRIGGER_VISIT:
    case TRIGGER_SIGNING:
    case TRIGGER_RELATIONS:
    case TRIGGER_OTHER: break;
    }
    if (subject_is_guest)
        clause_set_side(c, event, object, subject);
    else
        clause_set_side(c, event, subject, object);
}

/* "gặp" and its like say less than "hội đàm". */
static bool is_generic(const struct clause *c, const struct found *t)
{
    for (size_t i = t->at; i < t->end; i++)
        if (reading_is_word(c->s->r, i, STR("gặp")) || reading_is_word(c->s->r, i, STR("Gặp")) ||
            reading_is_word(c->s->r, i, STR("làm")))
            return t->kind == TRIGGER_MEETING;
    return false;
}

static uint8_t weight_of(const struct clause *c, const struct found *t)
{
    if (is_generic(c, t))
        return CONFIDENCE_GENERIC;
    return t->kind == TRIGGER_WELCOME ? CONFIDENCE_WELCOMED : CONFIDENCE_SURE;
}

static bool is_complete(const struct event *event)
{
    return (event->host.n && (event->head.n || event->guest.n)) &&
           !str_eq(event->host, event->head);
}

/* The same for "cuộc hội đàm giữa A và B". */
static bool between(struct clause *c, const struct found *t)
{
    const struct reading *r = c->s->r;
    size_t i = t->end;
    while (i < c->to && i - t->end < BETWEEN_GAP_MAX && !reading_is_word(r, i, STR("giữa")) &&
           !r->pieces[i].sign && !reading_span(r, i, GAZ_TRIGGER) &&
           !reading_span(r, i, GAZ_OFFICE))
        i++;
    if (!reading_is_word(r, i, STR("giữa")))
        return false;
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    size_t n = clause_find_objects(c, i + 1, objects, &after);
    if (n == 1) { /* "giữa A với B": the second is parted by another word */
        for (size_t k = after; k < c->actors.n && n < 2; k++)
            if (c->actors.v[k].from - objects[0]->to <= 3 && clause_can_act(&c->actors.v[k]))
                objects[n++] = &c->actors.v[k];
    }
    if (n < 2)
        return false;
    struct event event = clause_event(c, event_of(t->kind), t);
    event.at = story_fact(c->s, t->at, objects[1]->to, CONFIDENCE_LIKELY);
    c->subject = objects[0];
    assign(c, &event, t, objects[1]);
    if (is_complete(&event))
        (void)story_add_event(c->s, &event);
    c->since = after;
    return true;
}

/* "A và B hội đàm": both stand before the trigger. */
static bool together(struct clause *c, const struct found *t)
{
    enum { TOGETHER_GAP_MAX = 8 };
    const struct actor *second = NULL;
    size_t i = c->actors.n;
    while (i > 0 && (c->actors.v[i - 1].to > t->at || !clause_can_act(&c->actors.v[i - 1])))
        i--;
    if (i < 2 || i - 1 < c->since)
        return false;
    second = &c->actors.v[i - 1];
    const struct actor *first = &c->actors.v[i - 2];
    bool joined = second->from - first->to <= 3 && second->from > first->to &&
                  reading_is_word(c->s->r, first->to, STR("và"));
    if (!joined || !clause_can_act(first) ||
        !clause_is_near(c, second->to, t->at, TOGETHER_GAP_MAX) || first->person == THING_NONE ||
        second->person == THING_NONE)
        return false;
    struct event event = clause_event(c, event_of(t->kind), t);
    event.at = story_fact(c->s, first->from, t->end,
                          is_generic(c, t) ? CONFIDENCE_GENERIC : CONFIDENCE_LIKELY);
    c->subject = first;
    assign(c, &event, t, second);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    if (is_complete(&event))
        (void)story_add_event(c->s, &event);
    return true;
}

/* "Tại cuộc hội đàm, A và B nhất trí …": who sat there stands behind the comma. */
static bool at_table(struct clause *c, const struct found *t)
{
    const struct reading *r = c->s->r;
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    bool told = t->at == c->from + 1 && (reading_is_word(r, c->from, STR("Tại")) ||
                                         reading_is_word(r, c->from, STR("Trong")) ||
                                         reading_is_word(r, c->from, STR("Sau")));
    bool talks = reading_is_word(r, t->at, STR("cuộc")) || reading_is_word(r, t->at, STR("buổi")) ||
                 reading_is_word(r, t->at, STR("hội"));
    if (!told || !talks || !reading_is_sign(r, t->end, ','))
        return false;
    size_t n = clause_find_objects(c, t->end + 1, objects, &after);
    if (n != 2 || objects[0]->person == THING_NONE || objects[1]->person == THING_NONE ||
        !reading_is_word(r, objects[0]->to, STR("và")))
        return false;
    struct event event = clause_event(c, event_of(t->kind), t);
    event.at = story_fact(c->s, t->at, objects[1]->to, CONFIDENCE_LIKELY);
    event.planned = false;
    c->subject = objects[0];
    assign(c, &event, t, objects[1]);
    if (is_complete(&event))
        (void)story_add_event(c->s, &event);
    return true;
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

/* "A gặp gỡ cộng đồng người Việt Nam tại Lào": people without a name; the guest in the text's words. */
static void receive_many(struct clause *c, const struct found *t)
{
    enum { MANY_PIECES_MAX = 12 };
    static const struct str WORDS[] = {
        STR_INIT("các"),  STR_INIT("cộng"),  STR_INIT("cán"), STR_INIT("kiều"),  STR_INIT("bà"),
        STR_INIT("thân"), STR_INIT("đông"),  STR_INIT("đại"), STR_INIT("lãnh"),  STR_INIT("doanh"),
        STR_INIT("hơn"),  STR_INIT("những"), STR_INIT("một"), STR_INIT("thành"),
    };
    const struct reading *r = c->s->r;
    bool many = false;
    for (size_t k = 0; k < COUNT_OF(WORDS) && !many; k++)
        many = reading_is_word(r, t->end, WORDS[k]);
    bool near = c->subject->to <= t->at && t->at - c->subject->to <= MANY_PIECES_MAX / 2;
    if (!many || !near || (t->kind != TRIGGER_RECEPTION && t->kind != TRIGGER_MEETING))
        return;
    size_t end = t->end;
    while (end < c->to && end - t->end < MANY_PIECES_MAX && !r->pieces[end].sign)
        end++;
    struct event event = clause_event(c, event_of(t->kind), t);
    event.at = story_fact(c->s, c->subject->from, end, CONFIDENCE_LIKELY);
    bool guest =
        t->kind == TRIGGER_MEETING && (clause_is_visitor(c->s, c->subject) || is_abroad(c, t->end));
    if (guest)
        event.head = story_person_name(c->s, c->subject->person);
    else
        event.host = story_person_name(c->s, c->subject->person);
    event.guest = guest ? STR("") : reading_text(r, t->end, end);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    clause_set_place(c, &event);
    (void)story_add_event(c->s, &event);
}

/* "lễ đón A": a ceremony whose host is not named; "Đón A tại sân bay có B" is no event. */
static bool is_ceremony(const struct clause *c, const struct found *t, const struct event *event)
{
    const struct reading *r = c->s->r;
    bool ceremony = reading_is_word(r, t->at, STR("lễ")) || reading_is_word(r, t->at, STR("Lễ"));
    for (size_t i = t->end; i + 1 < c->to && ceremony; i++)
        if (reading_is_word(r, i, STR("sân")) && reading_is_word(r, i + 1, STR("bay")))
            return false;
    return t->kind == TRIGGER_WELCOME && ceremony && event->head.n && !event->host.n;
}

/* "A, B và C đã tiếp D": the next host behind actor i of those in a row; NULL: none, or the row has no
 * "và" before the trigger at piece `at`. */
static const struct actor *co_host(const struct clause *c, size_t i, size_t at)
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
    return next && !clause_is_visitor(c->s, next) ? next : NULL;
}

/* What the first host does those named with them do as well. */
static void add_for_co_hosts(struct clause *c, const struct found *t, const struct event *event)
{
    size_t i = (size_t)(c->subject - c->actors.v);
    const struct actor *next = co_host(c, i, t->at);
    for (; next; next = co_host(c, ++i, t->at)) {
        struct event other = *event;
        other.host = story_person_name(c->s, next->person);
        if (is_complete(&other))
            (void)story_add_event(c->s, &other);
    }
}

void clause_encounter(struct clause *c, const struct found *t)
{
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = c->since;
    const struct actor *doer = passive_doer(c, t->at);
    if (!c->probing && between(c, t))
        return;
    if (!c->probing && (t->kind == TRIGGER_TALKS || t->kind == TRIGGER_MEETING) && at_table(c, t))
        return;
    if (!c->probing && doer && (t->kind == TRIGGER_RECEPTION || t->kind == TRIGGER_WELCOME)) {
        struct event event = clause_event(c, EVENT_RECEPTION, t);
        event.at = story_fact(c->s, doer->from, t->end, CONFIDENCE_LIKELY);
        clause_set_side(c, &event, doer, c->subject == doer ? NULL : c->subject);
        clause_set_date(c->s, &event, clause_first_date(c, false));
        if (is_complete(&event))
            (void)story_add_event(c->s, &event);
        return;
    }
    clause_find_subject(c, t->at);
    size_t n = clause_find_objects(c, t->end, objects, &after);
    if (!n && !c->probing && (t->kind == TRIGGER_TALKS || t->kind == TRIGGER_MEETING) &&
        together(c, t))
        return;
    for (size_t i = 0; i < n && !c->probing; i++) {
        struct event event = clause_event(c, event_of(t->kind), t);
        size_t from = c->subject && c->subject->from < t->at ? c->subject->from : t->at;
        event.at = story_fact(c->s, from, objects[i]->to, weight_of(c, t));
        assign(c, &event, t, objects[i]);
        clause_set_date(c->s, &event, clause_first_date(c, false));
        clause_set_place(c, &event);
        if (is_complete(&event) || is_ceremony(c, t, &event))
            (void)story_add_event(c->s, &event);
        if (c->subject && story_same_said(event.host, story_person_name(c->s, c->subject->person)))
            add_for_co_hosts(c, t, &event);
    }
    if (!n && !c->probing && c->subject && c->subject->person != THING_NONE)
        receive_many(c, t);
    c->welcomed = n > 0 && t->kind == TRIGGER_WELCOME;
    c->since = n ? after : c->since;
}
