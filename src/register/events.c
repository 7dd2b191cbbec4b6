/* The events of an article: its sentences are read trigger by trigger. */
#include "register/clause.h"

enum { WITH_GAP_MAX = 8 };

/* -- milestones -- */

/* "hướng tới kỷ niệm 20 năm kết nghĩa vào năm 2027": the year is the anniversary's, unless it stands in
 * brackets: "(1973 - 2023)". */
static bool is_anniversary(const struct clause *c, const struct found *t)
{
    enum { BEFORE_MAX = 6 };
    for (size_t i = t->at; i-- > c->from && t->at - i <= BEFORE_MAX;)
        if (reading_is_word(c->s->r, i, STR("niệm")))
            return true;
    return false;
}

/* "ký bản ghi nhớ thiết lập quan hệ hợp tác": what the agreement is about. */
static bool is_in_agreement(const struct clause *c, const struct found *t)
{
    enum { NAME_MAX = 6 };
    const struct reading *r = c->s->r;
    for (size_t i = t->at; i-- > c->from && t->at - i <= NAME_MAX && !r->pieces[i].sign;)
        if (reading_span(r, i, GAZ_AGREEMENT))
            return true;
    return false;
}

static void milestone(struct clause *c, const struct found *t)
{
    struct story *s = c->s;
    struct event event = {.kind = EVENT_MILESTONE, .under = FACT_NONE};
    uint32_t first;
    uint32_t end;
    bool anniversary = is_anniversary(c, t);
    story_mentions(s, c->sentence, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        const struct mention *m = &s->names->v[i];
        bool near = m->kind == MENTION_DATE && m->date.year && m->from >= t->end &&
                    clause_is_near(c, t->end, m->from, WITH_GAP_MAX);
        bool bracket = m->from > 0 && reading_is_sign(s->r, m->from - 1, '(');
        bool own = bracket || (!anniversary && !m->date.until_year); /* "giai đoạn 2027-2031" */
        if (near && own && !event.date.n)
            event.date = story_date(s, &m->date);
        bool body = m->kind == MENTION_ORGANIZATION && (m->flags & MENTION_PARTY);
        if (body && event.parties.n < 2)
            story_add_text(s, &event.parties, story_thing_name(s, i));
    }
    for (uint32_t i = first; i < end && event.parties.n < 2; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->kind == MENTION_PLACE)
            story_add_text(s, &event.parties, story_thing_name(s, i));
    }
    event.at = story_fact(s, t->at, t->end, CONFIDENCE_LIKELY);
    if (event.date.n && !is_in_agreement(c, t))
        (void)story_add_event(s, &event);
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
    case TRIGGER_VISIT: clause_visit(c, t); break;
    case TRIGGER_RELATIONS:
        if (!c->probing)
            milestone(c, t);
        break;
    case TRIGGER_RECEPTION:
    case TRIGGER_WELCOME:
    case TRIGGER_TALKS:
    case TRIGGER_MEETING:
    case TRIGGER_COURTESY: clause_encounter(c, t); break;
    case TRIGGER_SIGNING: clause_signing(c, t); break;
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

/* "sang Việt Nam dự hội nghị", "đến thành phố X (Y) tham dự": a visit at piece i, though no word says so. */
static bool goes_to_attend(const struct clause *c, size_t i)
{
    enum { PLACE_GAP_MAX = 2, ATTEND_GAP_MAX = 3 };
    const struct reading *r = c->s->r;
    bool goes = reading_is_word(r, i, STR("sang")) || reading_is_word(r, i, STR("đến")) ||
                reading_is_word(r, i, STR("tới"));
    uint32_t k;
    uint32_t end;
    for (story_mentions(c->s, c->sentence, &k, &end); goes && k < end; k++) {
        const struct mention *m = &c->s->names->v[k];
        if (m->from <= i)
            continue;
        if (m->kind != MENTION_PLACE || m->from - i > PLACE_GAP_MAX + 1)
            return false;
        size_t at = clause_behind_bracket(c, m->to);
        for (size_t w = at; w < c->to && w - at < ATTEND_GAP_MAX; w++)
            if (reading_is_word(r, w, STR("dự")))
                return true;
        return false;
    }
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
        if (!hit && goes_to_attend(c, i) && !inside_actor(c, i))
            clause_visit(c, &(struct found){TRIGGER_VISIT, i, i + 1});
        if (!hit || inside_actor(c, i))
            continue;
        struct found t = {clause_trigger_kind(hit), i, i + hit->pieces};
        act(c, &t);
        i = t.end - 1;
    }
    if (!c->probing)
        attendees(c);
}

/* The first who acts in the sentence, whom "ông" in the next one means. */
static uint32_t topic_of(const struct clause *c)
{
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (clause_can_act(actor) && actor->person != THING_NONE && !clause_is_dependent(c, actor))
            return actor->person;
    }
    return THING_NONE;
}

/* "Ông", "bà" before anybody is named: who the sentence before was about acts here, too. */
static void add_pronoun(struct clause *c, uint32_t topic)
{
    enum { PRONOUN_WITHIN = 8 };
    static const struct str WORDS[] = {STR_INIT("Ông"), STR_INIT("Bà"), STR_INIT("ông"),
                                       STR_INIT("bà")};
    const struct reading *r = c->s->r;
    size_t end = c->from + PRONOUN_WITHIN < c->to ? c->from + PRONOUN_WITHIN : c->to;
    if (topic == THING_NONE || c->actors.n == ACTORS_MAX)
        return;
    for (size_t i = c->from; i < end && (!c->actors.n || i < c->actors.v[0].from); i++) {
        bool said = false;
        for (size_t k = 0; k < COUNT_OF(WORDS) && !said; k++)
            said = reading_is_word(r, i, WORDS[k]);
        if (!said || reading_is_capital(r, i + 1) || !reading_is_lower(r, i + 1))
            continue;
        for (size_t k = c->actors.n++; k > 0; k--)
            c->actors.v[k] = c->actors.v[k - 1];
        c->actors.v[0] = (struct actor){
            .kind = ACTOR_PERSON, .mention = MENTION_NONE, .person = topic, .from = i, .to = i + 1};
        return;
    }
}

/* topic: whom the sentence before is about; returns whom this one is. */
static uint32_t read_sentence(struct story *s, size_t sentence, bool probing, uint32_t topic)
{
    struct clause c = {.s = s, .sentence = sentence, .probing = probing};
    story_pieces(s, sentence, &c.from, &c.to);
    story_actors(s, sentence, &c.actors);
    add_pronoun(&c, topic);
    for (size_t i = 0; i < c.actors.n; i++)
        if (probing && c.actors.v[i].kind == ACTOR_GROUP && c.actors.v[i].person != THING_NONE)
            s->visits[c.actors.v[i].person]++;
    read_clause(&c);
    return topic_of(&c);
}

/* What the guest of the main visit does there belongs to the visit. */
static void put_under(struct story *s)
{
    const struct event *main =
        s->main_visit == FACT_NONE ? NULL : vec_at(&s->events, s->main_visit);
    for (uint32_t i = 0; main && i < s->events.n; i++) {
        struct event *event = vec_at(&s->events, i);
        if (i != s->main_visit && event->kind != EVENT_MILESTONE &&
            story_same_said(event->head, main->head))
            event->under = s->main_visit;
    }
}

static bool names_vietnam(const struct story *s)
{
    for (uint32_t i = 0; i < s->names->n; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->kind == MENTION_PLACE && m->id != NAMES_NO_ID &&
            str_starts(gaz_id(m->id), STR("VN")))
            return true;
    }
    return false;
}

void story_events(struct story *s)
{
    s->names_vietnam = names_vietnam(s);
    for (int probing = 1; probing >= 0; probing--) {
        uint32_t topic = THING_NONE;
        for (size_t i = 0; i < s->r->sentences_n; i++)
            topic = read_sentence(s, i, probing, topic);
    }
    put_under(s);
}
