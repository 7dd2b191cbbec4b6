/* Who is at home and who visits: what the article says of the guests, then where the two met. */
#include "register/clause.h"
#include "register/geography.h"

enum {
    WHERE_GAP_MAX = 10
}; /* pieces between a trigger, or whom one met, and where it took place */

bool clause_is_visitor(const struct story *s, const struct actor *actor)
{
    return actor && actor->person != THING_NONE && s->visits[actor->person] > 0;
}

/* How often the article says the actor visits; a delegation without a leader is one that does. */
static unsigned visits_of(const struct story *s, const struct actor *actor)
{
    unsigned visits = clause_is_visitor(s, actor) ? s->visits[actor->person] : 0;
    return visits || !actor || actor->kind != ACTOR_GROUP ? visits : 1;
}

/* "CN" of a place mention; "" of a continent and of what is not listed. */
static struct str country_of(const struct mention *m)
{
    if (m->kind != MENTION_PLACE || m->id == NAMES_NO_ID)
        return STR("");
    struct str country = geography_country(gaz_id(m->id));
    return geography_is_country(country) ? country : STR("");
}

/* The country within an office's mention. */
static struct str office_country(const struct names *names, uint32_t office)
{
    for (uint32_t i = office + 1; i < names->n && names->v[i].from < names->v[office].to; i++) {
        struct str country = country_of(&names->v[i]);
        if (country.n)
            return country;
    }
    return STR("");
}

/* The country in the person's offices; without one a Vietnamese name is at home in Việt Nam, if the article names it:
 * Chinese names are written as Vietnamese ones are. */
static struct str home_of(const struct story *s, const struct actor *actor)
{
    const struct people *p = s->people;
    if (actor->person == THING_NONE)
        return STR("");
    for (size_t i = 0; i < p->held.n && i < OFFICES_LOOKED_AT; i++) {
        const struct held *held = vec_at(&p->held, i);
        struct str country =
            held->person == actor->person ? office_country(s->names, held->chosen) : STR("");
        if (country.n)
            return country;
    }
    bool ours = s->names_vietnam && !people_person(p, actor->person)->foreign;
    return ours ? STR("VN") : STR("");
}

bool clause_is_home(const struct story *s, const struct actor *actor, uint32_t place)
{
    const struct mention *m = &s->names->v[place];
    struct str country = reading_span(s->r, m->from, GAZ_COUNTRY) ? country_of(m) : STR("");
    return country.n && str_eq(country, home_of(s, actor));
}

/* "chuyến thăm Việt Nam", "ngay sau khi đến Côn Minh," say where, too: piece i is where the place begins. */
static bool is_gone_to(const struct clause *c, size_t at, size_t i)
{
    enum { TRIGGER_PIECES_MAX = 6 };
    const struct reading *r = c->s->r;
    bool arrived = i > c->from && i < at &&
                   (reading_is_word(r, i - 1, STR("đến")) || reading_is_word(r, i - 1, STR("tới")));
    if (i > c->from &&
        (reading_is_word(r, i - 1, STR("tới")) || reading_is_word(r, i - 1, STR("đến"))))
        i--;
    for (size_t k = i; !arrived && k > c->from && i - k < TRIGGER_PIECES_MAX; k--) {
        const struct reading_hit *hit = reading_hit(r, k - 1, GAZ_TRIGGER);
        if (hit && k - 1 + hit->pieces == i && clause_trigger_kind(hit) == TRIGGER_VISIT)
            return true;
    }
    return arrived;
}

/* "tại Nhà Trắng", "tại Phủ Chủ tịch": the country of the seat nearest to piece `at` up to piece `last`, and how far. */
static struct str seat_in(const struct clause *c, size_t at, size_t last, size_t *apart)
{
    const struct reading *r = c->s->r;
    struct str found = STR("");
    for (size_t i = c->from; i < c->to && i <= last; i++) {
        const struct reading_hit *seat = reading_hit(r, i, GAZ_SEAT);
        size_t gap = i < at ? at - i : i - at;
        bool foreign =
            seat && reading_span(r, i + seat->pieces, GAZ_COUNTRY); /* "Phủ Chủ tịch Lào" */
        if (!seat || foreign || gap >= *apart)
            continue;
        *apart = gap;
        found = gaz_id(seat->id);
    }
    return found;
}

/* The country of the place nearest to the trigger at piece `at` where they met or one of them went; none so far behind
 * piece `last`. */
static struct str met_in(const struct clause *c, size_t at, size_t last)
{
    uint32_t i;
    uint32_t end;
    size_t nearest = SENTENCE_PIECES_MAX;
    struct str found = seat_in(c, at, last + WHERE_GAP_MAX, &nearest);
    for (story_mentions(c->s, c->sentence, &i, &end); i < end; i++) {
        const struct mention *m = &c->s->names->v[i];
        struct str country = country_of(m);
        size_t apart = m->from < at ? at - m->from : m->from - at;
        if (!country.n || (m->flags & MENTION_INSIDE) || m->from > last + WHERE_GAP_MAX ||
            apart >= nearest || !(clause_is_where(c, m->from) || is_gone_to(c, at, m->from)))
            continue;
        nearest = apart;
        found = country;
    }
    return found;
}

/* A foreigner whose country is not said is at home where the other one is abroad. */
static bool is_at_home(const struct story *s, const struct actor *actor, struct str where,
                       struct str other_home)
{
    struct str home = home_of(s, actor);
    if (home.n)
        return str_eq(home, where);
    return other_home.n && actor->person != THING_NONE &&
           people_person(s->people, actor->person)->foreign;
}

/* 1: the subject is at home where they met, -1: the object is, 0: neither or both. */
static int at_home(const struct clause *c, size_t at, const struct actor *object)
{
    if (!c->subject || !object)
        return 0;
    struct str where = met_in(c, at, object->to > at ? object->to : at);
    if (!where.n)
        return 0;
    bool subject = is_at_home(c->s, c->subject, where, home_of(c->s, object));
    bool other = is_at_home(c->s, object, where, home_of(c->s, c->subject));
    return (int)subject - (int)other;
}

/* Whether the subject of talks or of a meeting is the guest. */
static bool subject_visits(const struct clause *c, size_t at, const struct actor *object)
{
    int home = at_home(c, at, object);
    return home ? home < 0 : visits_of(c->s, c->subject) > visits_of(c->s, object);
}

static void set_side(struct clause *c, struct event *event, const struct actor *host,
                     const struct actor *guest)
{
    struct story *s = c->s;
    if (host)
        event->host = story_person_name(s, host->person);
    if (guest)
        clause_set_guest(c, event, guest);
}

void clause_set_guest(struct clause *c, struct event *event, const struct actor *guest)
{
    event->head = story_person_name(c->s, guest->person);
    if (guest->kind == ACTOR_GROUP || guest->person == THING_NONE)
        event->guest = reading_text(c->s->r, guest->from, guest->to);
}

void clause_set_sides(struct clause *c, struct event *event, const struct found *t,
                      const struct actor *object)
{
    bool audience = reading_is_word(c->s->r, t->end - 1, STR("kiến")); /* "A tiếp kiến Nhà vua B" */
    bool guest = false;
    switch (t->kind) {
    case TRIGGER_COURTESY: guest = true; break;
    case TRIGGER_TALKS:
    case TRIGGER_MEETING: guest = subject_visits(c, t->at, object); break;
    case TRIGGER_RECEPTION: guest = audience && subject_visits(c, t->at, object); break;
    case TRIGGER_WELCOME:
    case TRIGGER_VISIT:
    case TRIGGER_SIGNING:
    case TRIGGER_RELATIONS:
    case TRIGGER_OTHER: break;
    }
    if (guest)
        set_side(c, event, object, c->subject);
    else
        set_side(c, event, c->subject, object);
}
