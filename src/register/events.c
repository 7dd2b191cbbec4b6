/* Visits, receptions, talks, meetings, courtesy calls, milestones: a trigger word, who stands before
 * it, who behind it. */
#include "register/story.h"
#include "text/names_part.h"

enum {
    OBJECT_GAP_MAX = 9,   /* pieces between a trigger and whom it is done to */
    OBJECTS_MAX = 12,     /* "tiếp ông A, bà B và ông C" */
    OBJECT_JOINT_MAX = 4, /* pieces between two of them: ", và đồng chí" */
    VISIT_PLACE_GAP_MAX = 12,
    VISITED_GAP_MAX = 6,
    WITH_GAP_MAX = 8,
    OCCASION_GAP_MAX = 5,
    VENUE_PIECES_MAX = 12,
    CONFIDENT = 90,
    LIKELY = 75,
    WELCOMED = 85,
    GENERIC = 70, /* "gặp": another word may say better what it was */
};

enum trigger {
    TRIGGER_RECEPTION,
    TRIGGER_WELCOME,
    TRIGGER_TALKS,
    TRIGGER_MEETING,
    TRIGGER_COURTESY,
    TRIGGER_VISIT,
    TRIGGER_RELATIONS,
    TRIGGER_OTHER
};

/* One sentence under reading. */
struct clause {
    struct story *s;
    size_t sentence;
    size_t from;
    size_t to; /* pieces */
    struct actors actors;
    const struct actor *subject; /* who does what comes next */
    size_t since;                /* actors from here on are after the last trigger's objects */
    bool welcomed;               /* the last trigger was a welcome: a visit begins */
    bool probing;                /* only who is the guest is looked for */
};

struct found {
    enum trigger kind;
    size_t at;
    size_t end; /* the piece behind it */
};

static enum trigger trigger_kind(const struct reading_hit *hit)
{
    static const struct {
        struct str id;
        enum trigger kind;
    } KINDS[] = {
        {STR_INIT("reception"), TRIGGER_RECEPTION}, {STR_INIT("welcome"), TRIGGER_WELCOME},
        {STR_INIT("talks"), TRIGGER_TALKS},         {STR_INIT("meeting"), TRIGGER_MEETING},
        {STR_INIT("courtesy"), TRIGGER_COURTESY},   {STR_INIT("visit"), TRIGGER_VISIT},
        {STR_INIT("relations"), TRIGGER_RELATIONS},
    };
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_eq(gaz_id(hit->id), KINDS[i].id))
            return KINDS[i].kind;
    return TRIGGER_OTHER;
}

static enum event_kind event_of(enum trigger kind)
{
    switch (kind) {
    case TRIGGER_TALKS: return EVENT_TALKS;
    case TRIGGER_MEETING: return EVENT_MEETING;
    case TRIGGER_COURTESY: return EVENT_COURTESY_CALL;
    case TRIGGER_VISIT: return EVENT_VISIT;
    case TRIGGER_RELATIONS: return EVENT_MILESTONE;
    case TRIGGER_RECEPTION:
    case TRIGGER_WELCOME:
    case TRIGGER_OTHER: return EVENT_RECEPTION;
    }
    return EVENT_RECEPTION;
}

/* -- what a sentence says of when and where -- */

static const struct mention *first_date(const struct clause *c, bool period)
{
    uint32_t i;
    uint32_t end;
    for (story_mentions(c->s, c->sentence, &i, &end); i < end; i++) {
        const struct mention *m = &c->s->names->v[i];
        bool until = m->date.until_day || m->date.until_month;
        if (m->kind == MENTION_DATE && m->date.month && (period ? until : m->date.day))
            return m;
    }
    return NULL;
}

static void set_date(struct story *s, struct event *event, const struct mention *date)
{
    if (!date)
        return;
    event->date = story_date(s, &date->date);
    event->until = story_until(s, &date->date);
}

/* "tại trụ sở Trung ương Đảng,": a venue without a name of its own. */
static struct str venue(const struct clause *c)
{
    static const struct str WORDS[] = {STR_INIT("trụ"),  STR_INIT("Trụ"), STR_INIT("Phủ"),
                                       STR_INIT("Văn"),  STR_INIT("Nhà"), STR_INIT("Cung"),
                                       STR_INIT("Điện"), STR_INIT("Đại"), STR_INIT("Tòa")};
    const struct reading *r = c->s->r;
    for (size_t i = c->from; i + 1 < c->to; i++) {
        bool at = reading_is_word(r, i, STR("tại")) || reading_is_word(r, i, STR("Tại"));
        bool word = false;
        for (size_t k = 0; at && k < COUNT_OF(WORDS) && !word; k++)
            word = reading_is_word(r, i + 1, WORDS[k]);
        size_t end = i + 1;
        while (word && end < c->to && end - i <= VENUE_PIECES_MAX && !r->pieces[end].sign &&
               !reading_is_word(r, end, STR("ở")))
            end++;
        if (word && (end == c->to || reading_is_sign(r, end, ',') || reading_is_sign(r, end, '.')))
            return reading_text(r, i + 1, end);
    }
    return STR("");
}

/* "tại", "đến", "ở" stands before piece i, words of kinds of places between. */
static bool is_place_of(const struct clause *c, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("tại"), STR_INIT("ở"), STR_INIT("Tại")};
    const struct reading *r = c->s->r;
    while (i > c->from && (reading_is_lower(r, i - 1) || reading_is_capital(r, i - 1))) {
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i - 1, WORDS[k]))
                return true;
        if (!reading_span(r, i - 1, GAZ_PLACE_TYPE) &&
            !(i >= c->from + 2 && reading_span(r, i - 2, GAZ_PLACE_TYPE) == 2))
            return false;
        i--;
    }
    return false;
}

static struct str place_name(const struct story *s, uint32_t mention)
{
    uint32_t thing = s->people->thing[mention];
    if (thing == THING_NONE)
        return STR("");
    return ((struct thing *)vec_at(&s->people->things, thing))->name;
}

static void set_place(struct clause *c, struct event *event)
{
    struct str named = venue(c);
    uint32_t i;
    uint32_t end;
    story_add_text(c->s, &event->place, named);
    for (story_mentions(c->s, c->sentence, &i, &end); i < end && !event->place.n; i++) {
        const struct mention *m = &c->s->names->v[i];
        if (m->kind == MENTION_PLACE && !(m->flags & MENTION_INSIDE) && is_place_of(c, m->from))
            story_add_text(c->s, &event->place, place_name(c->s, i));
    }
}

/* -- merging what is told twice -- */

static bool same_or_unsaid(struct str a, struct str b)
{
    return a.n == 0 || b.n == 0 || str_eq(a, b);
}

static bool same_said(struct str a, struct str b)
{
    return a.n > 0 && str_eq(a, b);
}

static bool same_dates(const struct event *a, const struct event *b)
{
    return same_or_unsaid(a->date, b->date) || a->until.n != b->until.n;
}

static bool same_pair(const struct event *a, const struct event *b)
{
    return (same_said(a->host, b->host) && same_said(a->head, b->head)) ||
           (same_said(a->host, b->head) && same_said(a->head, b->host));
}

/* "gặp" beside "tiếp", "hội đàm" of the same two is one event. */
static bool is_generic_of(const struct event *a, const struct event *b)
{
    return a->kind == EVENT_MEETING && a->at.confidence == GENERIC && b->kind != EVENT_VISIT &&
           b->kind != EVENT_MILESTONE && b->at.confidence != WELCOMED && same_pair(a, b);
}

static bool same_event(const struct event *a, const struct event *b)
{
    if (a->kind != b->kind)
        return false;
    bool people = same_or_unsaid(a->host, b->host) && same_or_unsaid(a->head, b->head) &&
                  (same_said(a->host, b->host) || same_said(a->head, b->head) ||
                   same_said(a->guest, b->guest));
    bool nobody = !a->head.n || !b->head.n; /* one of them names no head: the guests decide */
    if (nobody && a->kind != EVENT_VISIT && a->guest.n && b->guest.n &&
        !same_said(a->guest, b->guest) && !same_said(a->head, b->head) && a->at.sentence > 0 &&
        b->at.sentence > a->at.sentence + 1)
        return false;
    if (a->kind == EVENT_MILESTONE)
        return same_said(a->date, b->date);
    if (a->kind == EVENT_VISIT)
        return people && !(a->abroad.n && b->abroad.n && !str_eq(a->abroad, b->abroad)) &&
               (same_dates(a, b) || !a->place.n || !b->place.n);
    return people;
}

static void fill(struct str *to, struct str from)
{
    if (to->n == 0)
        *to = from;
}

static void merge(struct event *to, const struct event *from)
{
    fill(&to->host, from->host);
    if (from->guest.n > to->guest.n)
        to->guest = from->guest;
    fill(&to->head, from->head);
    if (to->date.n == 0 || (from->until.n && !to->until.n)) {
        to->date = from->date.n ? from->date : to->date;
        to->until = from->until.n ? from->until : to->until;
    }
    fill(&to->invited_by, from->invited_by);
    fill(&to->occasion, from->occasion);
    if (!to->place.n)
        to->place = from->place;
    to->at.confidence =
        to->at.confidence > from->at.confidence ? to->at.confidence : from->at.confidence;
}

static uint32_t add_event(struct story *s, const struct event *event)
{
    for (uint32_t i = 0; i < s->events.n; i++) {
        struct event *known = vec_at(&s->events, i);
        if (is_generic_of(event, known))
            return i;
        if (is_generic_of(known, event)) {
            struct event before = *known;
            *known = *event;
            merge(known, &before);
            return i;
        }
        if (!same_event(known, event))
            continue;
        merge(known, event);
        return i;
    }
    if (s->events.n >= ANALYSIS_EVENTS_MAX)
        return FACT_NONE;
    struct event *added = vec_push(&s->events);
    if (!added)
        return FACT_NONE;
    *added = *event;
    return (uint32_t)s->events.n - 1;
}

/* -- who -- */

/* "cuộc hội đàm của A với", "theo lời mời của A", "cùng A": not who does it. */
static bool is_dependent(const struct clause *c, const struct actor *actor)
{
    static const struct str WORDS[] = {
        STR_INIT("của"),  STR_INIT("cho"),   STR_INIT("với"),  STR_INIT("cùng"), STR_INIT("do"),
        STR_INIT("bởi"),  STR_INIT("mời"),   STR_INIT("giữa"), STR_INIT("chở"),  STR_INIT("tại"),
        STR_INIT("bằng"), STR_INIT("trong"), STR_INIT("đưa"),  STR_INIT("tới"),  STR_INIT("về"),
    };
    const struct reading *r = c->s->r;
    size_t i = actor->from;
    while (i > c->from &&
           (reading_span(r, i - 1, GAZ_HONORIFIC) || reading_span(r, i - 1, GAZ_RANK)))
        i--;
    if (i >= c->from + 2 && reading_span(r, i - 2, GAZ_HONORIFIC) == 2)
        i -= 2;
    for (size_t k = 0; i > c->from && k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i - 1, WORDS[k]))
            return true;
    return false;
}

static bool can_act(const struct actor *actor)
{
    return actor->kind != ACTOR_BODY &&
           !(actor->kind == ACTOR_OFFICE && actor->person == THING_NONE);
}

/* The subject of a trigger at piece `at`: the first free actor since the last one, else as before. */
static void find_subject(struct clause *c, size_t at)
{
    for (size_t i = c->since; i < c->actors.n && c->actors.v[i].from < at; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (!can_act(actor) || (actor->kind != ACTOR_GROUP && actor->leads))
            continue;
        if (is_dependent(c, actor))
            continue;
        c->subject = actor;
        return;
    }
}

static bool has_trigger(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct reading_hit *hit = reading_hit(c->s->r, i, GAZ_TRIGGER);
        if (hit && i + hit->pieces <= to && !reading_span(c->s->r, i, GAZ_NOT))
            return true;
    }
    return false;
}

/* Nothing but "với", forms of address and the like stands between. */
static bool is_near(const struct clause *c, size_t from, size_t to, size_t most)
{
    const struct reading *r = c->s->r;
    if (to < from || to - from > most || has_trigger(c, from, to))
        return false;
    for (size_t i = from; i < to; i++)
        if (r->pieces[i].sign && r->pieces[i].sign != '"' && r->pieces[i].sign != ',' &&
            r->pieces[i].sign != ':')
            return false;
    return true;
}

/* The same for whom something is done to: no preposition and no comma but before a title. */
static bool is_object_near(const struct clause *c, size_t from, size_t to)
{
    static const struct str WORDS[] = {
        STR_INIT("sau"),   STR_INIT("của"), STR_INIT("tại"),  STR_INIT("trong"),
        STR_INIT("để"),    STR_INIT("do"),  STR_INIT("nhằm"), STR_INIT("theo"),
        STR_INIT("trước"), STR_INIT("là"),  STR_INIT("rằng"), STR_INIT("khi"),
        STR_INIT("ở"),     STR_INIT("từ"),  STR_INIT("bên"),  STR_INIT("có")};
    const struct reading *r = c->s->r;
    if (!is_near(c, from, to, OBJECT_GAP_MAX))
        return false;
    for (size_t i = from; i < to; i++) {
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, WORDS[k]))
                return false;
        if (reading_is_sign(r, i, ',') && !reading_span(r, i + 1, GAZ_RANK) &&
            !reading_span(r, i + 1, GAZ_HONORIFIC))
            return false;
    }
    return true;
}

/* The actors the trigger is done to: the first near one and those listed with it. */
static size_t find_objects(const struct clause *c, size_t end, const struct actor *out[OBJECTS_MAX],
                           size_t *after)
{
    const struct reading *r = c->s->r;
    size_t n = 0;
    size_t last = end;
    for (size_t i = 0; i < c->actors.n && n < OBJECTS_MAX; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from < end || (actor->kind != ACTOR_GROUP && actor->leads))
            continue;
        if (actor->kind == ACTOR_BODY) {
            if (n)
                continue;
            break;
        }
        if (n ? !is_near(c, last, actor->from, OBJECT_JOINT_MAX)
              : !is_object_near(c, end, actor->from))
            break;
        bool joined = n == 0;
        for (size_t k = last; k < actor->from && !joined; k++)
            joined = reading_is_sign(r, k, ',') || reading_is_word(r, k, STR("và"));
        if (!joined)
            break;
        out[n++] = actor;
        last = actor->to;
        *after = i + 1;
    }
    return n;
}

static bool is_visitor(const struct story *s, const struct actor *actor)
{
    return actor && actor->person != THING_NONE && s->visitor[actor->person];
}

static void set_side(struct clause *c, struct event *event, const struct actor *host,
                     const struct actor *guest)
{
    struct story *s = c->s;
    if (host)
        event->host = story_person_name(s, host->person);
    if (!guest)
        return;
    event->head = story_person_name(s, guest->person);
    if (guest->kind == ACTOR_GROUP || guest->person == THING_NONE)
        event->guest = reading_text(s->r, guest->from, guest->to);
}

/* "được A tiếp": the doer stands between "được" and the trigger. */
static const struct actor *passive_doer(const struct clause *c, size_t at)
{
    for (size_t i = c->actors.n; i-- > 0;) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->to > at || at - actor->to > 3)
            continue;
        if (actor->from > c->from && can_act(actor) && actor->kind != ACTOR_GROUP) {
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
    bool object_visits = is_visitor(s, object) || (object && object->kind == ACTOR_GROUP);
    bool subject_visits = is_visitor(s, subject) || (subject && subject->kind == ACTOR_GROUP);
    bool subject_is_guest = false;
    switch (t->kind) {
    case TRIGGER_COURTESY: subject_is_guest = true; break;
    case TRIGGER_TALKS:
    case TRIGGER_MEETING:
        subject_is_guest = is_visitor(s, subject) ? true : subject_visits && !object_visits;
        if (is_visitor(s, object) && !is_visitor(s, subject))
            subject_is_guest = false;
        break;
    case TRIGGER_RECEPTION: subject_is_guest = called && subject_visits && !object_visits; break;
    case TRIGGER_WELCOME:
    case TRIGGER_VISIT:
    case TRIGGER_RELATIONS:
    case TRIGGER_OTHER: break;
    }
    if (subject_is_guest)
        set_side(c, event, object, subject);
    else
        set_side(c, event, subject, object);
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
        return GENERIC;
    return t->kind == TRIGGER_WELCOME ? WELCOMED : CONFIDENT;
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
    while (i < c->to && i - t->end < 4 && !reading_is_word(r, i, STR("giữa")))
        i++;
    if (!reading_is_word(r, i, STR("giữa")))
        return false;
    const struct actor *objects[OBJECTS_MAX];
    size_t after = 0;
    size_t n = find_objects(c, i + 1, objects, &after);
    if (n == 1) { /* "giữa A với B": the second is parted by another word */
        for (size_t k = after; k < c->actors.n && n < 2; k++)
            if (c->actors.v[k].from - objects[0]->to <= 3 && can_act(&c->actors.v[k]))
                objects[n++] = &c->actors.v[k];
    }
    if (n < 2)
        return false;
    struct event event = {.kind = event_of(t->kind), .under = FACT_NONE};
    event.at = story_fact(c->s, t->at, objects[1]->to, LIKELY);
    c->subject = objects[0];
    assign(c, &event, t, objects[1]);
    if (is_complete(&event))
        (void)add_event(c->s, &event);
    c->since = after;
    return true;
}

/* "A và B hội đàm": both stand before the trigger. */
static bool together(struct clause *c, const struct found *t)
{
    enum { TOGETHER_GAP_MAX = 8 };
    const struct actor *second = NULL;
    size_t i = c->actors.n;
    while (i > 0 && (c->actors.v[i - 1].to > t->at || !can_act(&c->actors.v[i - 1])))
        i--;
    if (i < 2 || i - 1 < c->since)
        return false;
    second = &c->actors.v[i - 1];
    const struct actor *first = &c->actors.v[i - 2];
    bool joined = second->from - first->to <= 3 && second->from > first->to &&
                  reading_is_word(c->s->r, first->to, STR("và"));
    if (!joined || !can_act(first) || !is_near(c, second->to, t->at, TOGETHER_GAP_MAX) ||
        first->person == THING_NONE || second->person == THING_NONE)
        return false;
    struct event event = {.kind = event_of(t->kind), .under = FACT_NONE};
    event.at = story_fact(c->s, first->from, t->end, is_generic(c, t) ? GENERIC : LIKELY);
    c->subject = first;
    assign(c, &event, t, second);
    set_date(c->s, &event, first_date(c, false));
    if (is_complete(&event))
        (void)add_event(c->s, &event);
    return true;
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
    struct event event = {.kind = event_of(t->kind), .under = FACT_NONE};
    event.at = story_fact(c->s, c->subject->from, end, LIKELY);
    event.host = story_person_name(c->s, c->subject->person);
    event.guest = reading_text(r, t->end, end);
    set_date(c->s, &event, first_date(c, false));
    set_place(c, &event);
    (void)add_event(c->s, &event);
}

static void encounter(struct clause *c, const struct found *t)
{
    const struct actor *objects[OBJECTS_MAX];
    size_t after = c->since;
    const struct actor *doer = passive_doer(c, t->at);
    if (!c->probing && between(c, t))
        return;
    if (!c->probing && doer && (t->kind == TRIGGER_RECEPTION || t->kind == TRIGGER_WELCOME)) {
        struct event event = {.kind = EVENT_RECEPTION, .under = FACT_NONE};
        event.at = story_fact(c->s, doer->from, t->end, LIKELY);
        set_side(c, &event, doer, c->subject == doer ? NULL : c->subject);
        set_date(c->s, &event, first_date(c, false));
        if (is_complete(&event))
            (void)add_event(c->s, &event);
        return;
    }
    find_subject(c, t->at);
    size_t n = find_objects(c, t->end, objects, &after);
    if (!n && !c->probing && (t->kind == TRIGGER_TALKS || t->kind == TRIGGER_MEETING) &&
        together(c, t))
        return;
    for (size_t i = 0; i < n && !c->probing; i++) {
        struct event event = {.kind = event_of(t->kind), .under = FACT_NONE};
        size_t from = c->subject && c->subject->from < t->at ? c->subject->from : t->at;
        event.at = story_fact(c->s, from, objects[i]->to, weight_of(c, t));
        assign(c, &event, t, objects[i]);
        set_date(c->s, &event, first_date(c, false));
        set_place(c, &event);
        if (is_complete(&event) || (t->kind == TRIGGER_WELCOME && event.head.n && !event.host.n))
            (void)add_event(c->s, &event);
    }
    if (!n && !c->probing && c->subject && c->subject->person != THING_NONE)
        receive_many(c, t);
    c->welcomed = n > 0 && t->kind == TRIGGER_WELCOME;
    c->since = n ? after : c->since;
}

/* -- visits -- */

/* "nhân chuyến thăm", "trong khuôn khổ chuyến thăm": a circumstance of something else. */
static bool is_occasion(const struct clause *c, size_t at)
{
    const struct reading *r = c->s->r;
    size_t from = at > c->from + OCCASION_GAP_MAX ? at - OCCASION_GAP_MAX : c->from;
    for (size_t i = from; i < at; i++)
        if (reading_span(r, i, GAZ_OCCASION) && is_near(c, i, at, OCCASION_GAP_MAX))
            return true;
    return reading_span(r, at, GAZ_OCCASION) > 0;
}

/* The place or body visited: the next one behind the trigger. */
static uint32_t visited(const struct clause *c, size_t end)
{
    uint32_t i;
    uint32_t stop;
    for (story_mentions(c->s, c->sentence, &i, &stop); i < stop; i++) {
        const struct mention *m = &c->s->names->v[i];
        if (m->from < end)
            continue;
        if (m->kind == MENTION_PLACE && !(m->flags & (MENTION_INSIDE | MENTION_IN_GROUP)) &&
            is_near(c, end, m->from, VISITED_GAP_MAX))
            return i;
        if (m->kind != MENTION_DATE)
            break;
    }
    return MENTION_NONE;
}

/* "A bắt đầu chuyến thăm" is A's; "A hoan nghênh chuyến thăm" is not. */
static bool is_made(const struct clause *c, size_t at)
{
    static const struct str WORDS[] = {STR_INIT("bắt"),  STR_INIT("kết"),  STR_INIT("có"),
                                       STR_INIT("thực"), STR_INIT("tiến"), STR_INIT("Kết"),
                                       STR_INIT("Bắt"),  STR_INIT("mở"),   STR_INIT("đến"),
                                       STR_INIT("lên"),  STR_INIT("dẫn")};
    const struct reading *r = c->s->r;
    if (!reading_is_word(r, at, STR("chuyến")) && !reading_is_word(r, at, STR("cuộc")) &&
        !reading_is_word(r, at, STR("Chuyến")))
        return true;
    size_t from = at > c->from + OCCASION_GAP_MAX + 1 ? at - OCCASION_GAP_MAX - 1 : c->from;
    for (size_t i = from; i < at; i++)
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, WORDS[k]))
                return true;
    return false;
}

/* "chuyến thăm … của Đoàn": somebody's whom no actor names. */
static bool is_owned(const struct clause *c, size_t end)
{
    size_t to = end + VISIT_PLACE_GAP_MAX < c->to ? end + VISIT_PLACE_GAP_MAX : c->to;
    for (size_t i = end; i < to && !c->s->r->pieces[i].sign; i++)
        if (reading_is_word(c->s->r, i, STR("của")))
            return !reading_is_word(c->s->r, i - 1, STR("mời"));
    return false;
}

/* "chuyến thăm … của A": whose visit it is. */
static const struct actor *owner(const struct clause *c, size_t end)
{
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from < end || !can_act(actor))
            continue;
        size_t k = actor->from;
        while (k > end && reading_span(c->s->r, k - 1, GAZ_HONORIFIC))
            k--;
        bool of = k > end && reading_is_word(c->s->r, k - 1, STR("của"));
        bool invitation = of && k > end + 1 && reading_is_word(c->s->r, k - 2, STR("mời"));
        if (of && !invitation && is_near(c, end, actor->from, VISIT_PLACE_GAP_MAX))
            return actor;
        return NULL;
    }
    return NULL;
}

/* Words that say the visit is what the sentence is about. */
static void set_invitation(struct clause *c, struct event *event)
{
    const struct reading *r = c->s->r;
    for (size_t i = c->from; i < c->to; i++) {
        size_t n = reading_span(r, i, GAZ_INVITE);
        if (!n)
            continue;
        size_t at = i + n;
        if (reading_is_word(r, at, STR("của")))
            at++;
        for (size_t k = 0; k < c->actors.n; k++) {
            const struct actor *actor = &c->actors.v[k];
            if (actor->from < at || !is_near(c, at, actor->from, 3))
                continue;
            event->invited_by = actor->person != THING_NONE ? story_person_name(c->s, actor->person)
                                                            : reading_text(r, at, actor->to);
            event->host = story_person_name(c->s, actor->person);
            return;
        }
        struct name_part body;
        if (name_organization_at(r, at, &body))
            event->invited_by = reading_text(r, at, body.end);
        return;
    }
}

static const struct actor *visiting(struct clause *c, const struct found *t)
{
    const struct actor *own = owner(c, t->end);
    if (own)
        return own;
    if (is_owned(c, t->end) || (!is_made(c, t->at) && !is_occasion(c, t->at)))
        return NULL;
    /* the nearest actor before the trigger: "tiếp ông A đang thăm", "A bắt đầu chuyến thăm" */
    const struct actor *nearest = NULL;
    for (size_t i = 0; i < c->actors.n && c->actors.v[i].from < t->at; i++)
        if (can_act(&c->actors.v[i]) &&
            (c->actors.v[i].kind == ACTOR_GROUP || !is_dependent(c, &c->actors.v[i])))
            nearest = &c->actors.v[i];
    return nearest;
}

/* "Trong khuôn khổ chuyến thăm Nhật Bản, Thủ tướng A …": the guest is named behind it. */
static const struct actor *visitor_behind(const struct clause *c, const struct found *t)
{
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from >= t->end)
            return can_act(actor) && !is_dependent(c, actor) ? actor : NULL;
    }
    return NULL;
}

static const struct actor *whose_visit(struct clause *c, const struct found *t)
{
    const struct actor *who = visiting(c, t);
    if (!who && is_occasion(c, t->at))
        who = visitor_behind(c, t);
    return who;
}

/* Whether the visit is a fact of its own here. */
static bool is_told(const struct clause *c, const struct found *t, const struct actor *who,
                    uint32_t place)
{
    const struct reading *r = c->s->r;
    const struct actor *own = owner(c, t->end);
    if (own && own == who)
        return own->person != THING_NONE || place != MENTION_NONE;
    if (is_occasion(c, t->at) || place == MENTION_NONE)
        return false;
    for (size_t i = who->to; i < t->at; i++)
        if (reading_is_word(r, i, STR("mời")))
            return false;
    if (c->welcomed)
        return true;
    if (who != c->subject && c->since > 0) /* a clause behind whom somebody received */
        return false;
    if (t->at > c->from &&
        (reading_is_word(r, t->at - 1, STR("mời")) || reading_is_word(r, t->at - 1, STR("sớm"))))
        return false;
    return true;
}

/* "thăm Pháp vào tháng 9/2019": the visit's own date, right behind it. */
static const struct mention *own_date(const struct clause *c, size_t end)
{
    uint32_t i;
    uint32_t stop;
    for (story_mentions(c->s, c->sentence, &i, &stop); i < stop; i++) {
        const struct mention *m = &c->s->names->v[i];
        if (m->kind == MENTION_DATE && m->date.month && m->from >= end &&
            is_near(c, end, m->from, VISIT_PLACE_GAP_MAX))
            return m;
    }
    return NULL;
}

/* "Chuyến thăm diễn ra từ ngày … tại …": says more of the visit the article is about. */
static void complete_main_visit(struct clause *c, const struct mention *period)
{
    struct story *s = c->s;
    struct event *main = s->main_visit == FACT_NONE ? NULL : vec_at(&s->events, s->main_visit);
    struct fact_texts places = {NULL, 0};
    uint32_t i;
    uint32_t end;
    if (!main || !period || main->until.n)
        return;
    set_date(s, main, period);
    for (story_mentions(s, c->sentence, &i, &end); i < end; i++)
        if (s->names->v[i].kind == MENTION_PLACE)
            story_add_text(s, &places, place_name(s, i));
    if (places.n)
        main->place = places;
}

static void visit(struct clause *c, const struct found *t)
{
    struct story *s = c->s;
    if (c->since == 0 || !c->subject)
        find_subject(c, t->at);
    const struct actor *who = whose_visit(c, t);
    uint32_t place = visited(c, t->end);
    const struct mention *period = first_date(c, true);
    if (c->probing) {
        if (who && who->person != THING_NONE)
            s->visitor[who->person] = true;
        return;
    }
    if (!who) {
        complete_main_visit(c, period);
        return;
    }
    const struct mention *dated = own_date(c, t->end);
    bool nameless = who->person == THING_NONE; /* a delegation without a leader: only with a date */
    if (nameless ? !dated : !is_told(c, t, who, place))
        return;
    struct event event = {.kind = EVENT_VISIT, .under = FACT_NONE};
    event.at = story_fact(s, who->from < t->at ? who->from : t->at, t->end, LIKELY);
    set_side(c, &event, NULL, who);
    bool own = owner(c, t->end) == who;
    if (place != MENTION_NONE)
        story_add_text(s, &event.place, place_name(s, place));
    if (place != MENTION_NONE && reading_span(s->r, s->names->v[place].from, GAZ_COUNTRY))
        event.abroad = place_name(s, place);
    if (!own || period)
        set_date(s, &event, period ? period : nameless ? dated : first_date(c, false));
    if (own && place == MENTION_NONE)
        place = visited(c, who->to);
    if (place != MENTION_NONE && own)
        story_add_text(s, &event.place, place_name(s, place));
    if (!own)
        set_invitation(c, &event);
    if (!event.head.n && !event.guest.n)
        return;
    uint32_t added = add_event(s, &event);
    if (s->main_visit == FACT_NONE)
        s->main_visit = added;
}

/* -- milestones -- */

static void milestone(struct clause *c, const struct found *t)
{
    struct story *s = c->s;
    struct event event = {.kind = EVENT_MILESTONE, .under = FACT_NONE};
    uint32_t first;
    uint32_t end;
    story_mentions(s, c->sentence, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        const struct mention *m = &s->names->v[i];
        bool near = m->kind == MENTION_DATE && m->date.year && m->from >= t->end &&
                    is_near(c, t->end, m->from, WITH_GAP_MAX);
        if (near && !event.date.n)
            event.date = story_date(s, &m->date);
        bool body = m->kind == MENTION_ORGANIZATION && (m->flags & MENTION_PARTY);
        if (body && event.parties.n < 2)
            story_add_text(s, &event.parties, place_name(s, i));
    }
    for (uint32_t i = first; i < end && event.parties.n < 2; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->kind == MENTION_PLACE)
            story_add_text(s, &event.parties, place_name(s, i));
    }
    event.at = story_fact(s, t->at, t->end, LIKELY);
    if (event.date.n)
        (void)add_event(s, &event);
}

/* -- attendees -- */

static void attendees(struct clause *c)
{
    struct story *s = c->s;
    bool told = false;
    for (size_t i = c->from; i < c->to && i < c->from + 6 && !told; i++)
        told = reading_span(s->r, i, GAZ_ATTEND) > 0;
    if (!told || s->events.n == 0)
        return;
    struct event *event = vec_at(&s->events, s->events.n - 1);
    for (size_t i = 0; i < c->actors.n; i++) {
        struct str name = story_person_name(s, c->actors.v[i].person);
        if (c->actors.v[i].kind == ACTOR_PERSON && !str_eq(name, event->host) &&
            !str_eq(name, event->head))
            story_add_text(s, &event->attendees, name);
    }
}

/* -- the walk -- */

static void act(struct clause *c, const struct found *t)
{
    switch (t->kind) {
    case TRIGGER_VISIT: visit(c, t); break;
    case TRIGGER_RELATIONS:
        if (!c->probing)
            milestone(c, t);
        break;
    case TRIGGER_RECEPTION:
    case TRIGGER_WELCOME:
    case TRIGGER_TALKS:
    case TRIGGER_MEETING:
    case TRIGGER_COURTESY: encounter(c, t); break;
    case TRIGGER_OTHER: break;
    }
}

static bool inside_actor(const struct clause *c, size_t at)
{
    for (size_t i = 0; i < c->actors.n; i++)
        if (at >= c->actors.v[i].from && at < c->actors.v[i].to)
            return true;
    return false;
}

static void read_clause(struct clause *c)
{
    const struct reading *r = c->s->r;
    for (size_t i = c->from; i < c->to; i++) {
        size_t not = reading_span(r, i, GAZ_NOT);
        const struct reading_hit *hit = reading_hit(r, i, GAZ_TRIGGER);
        if (not &&(!hit || not >= hit->pieces)) {
            i += not -1;
            continue;
        }
        if (!hit || inside_actor(c, i))
            continue;
        struct found t = {trigger_kind(hit), i, i + hit->pieces};
        act(c, &t);
        i = t.end - 1;
    }
    if (!c->probing)
        attendees(c);
}

static void read_sentence(struct story *s, size_t sentence, bool probing)
{
    struct clause c = {.s = s, .sentence = sentence, .probing = probing};
    story_pieces(s, sentence, &c.from, &c.to);
    story_actors(s, sentence, &c.actors);
    for (size_t i = 0; i < c.actors.n; i++)
        if (c.actors.v[i].kind == ACTOR_GROUP && c.actors.v[i].person != THING_NONE)
            s->visitor[c.actors.v[i].person] = true;
    read_clause(&c);
}

/* What the guest of the main visit does there belongs to the visit. */
static void put_under(struct story *s)
{
    const struct event *main =
        s->main_visit == FACT_NONE ? NULL : vec_at(&s->events, s->main_visit);
    for (uint32_t i = 0; main && i < s->events.n; i++) {
        struct event *event = vec_at(&s->events, i);
        if (i != s->main_visit && event->kind != EVENT_MILESTONE &&
            same_said(event->head, main->head))
            event->under = s->main_visit;
    }
}

void story_events(struct story *s)
{
    for (size_t i = 0; i < s->r->sentences_n; i++)
        read_sentence(s, i, true);
    for (size_t i = 0; i < s->r->sentences_n; i++)
        read_sentence(s, i, false);
    put_under(s);
}
