/* Events and agreements of facts_make: titles, days, who took part. */
#include "base/buf.h"
#include "register/facts_internal.h"
#include "register/geography.h"
#include "register/same.h"

/* ---- titles ---- */

static struct str joined(struct arena *a, const struct fact_texts *texts, struct str between)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < texts->n; i++) {
        if (i)
            buf_add(&b, between);
        buf_add(&b, texts->v[i]);
    }
    return buf_view(&b);
}

static struct str either(struct str first, struct str second)
{
    return first.n ? first : second;
}

/* "A tiếp B"; empty unless both are known. */
static struct str between(struct arena *a, struct str one, const char *verb, struct str other)
{
    if (one.n && other.n)
        return str_format(a, "%.*s %s %.*s", STR_ARG(one), verb, STR_ARG(other));
    return STR("");
}

static struct str alone(struct arena *a, const char *what, struct str known)
{
    return known.n ? str_format(a, "%s %.*s", what, STR_ARG(known)) : str_view(what);
}

/* Talks and meetings have no doer: whoever is ours stands first. */
static bool is_turned(const struct facts_maker *m, const struct event *ev)
{
    return (ev->kind == EVENT_TALKS || ev->kind == EVENT_MEETING) && ev->head.n &&
           facts_is_foreign(m, ev->host) && !facts_is_foreign(m, ev->head);
}

/* Who does what to whom; with one side alone no verb, which would tell who the other was. */
static struct str title_of(const struct facts_maker *m, const struct event *event)
{
    struct arena *a = m->arena;
    struct event turned = *event;
    const struct event *ev = &turned;
    if (is_turned(m, event)) {
        turned.host = event->head;
        turned.head = event->host;
    }
    struct str guest = either(ev->head, ev->guest);
    struct str parties = joined(a, &ev->parties, STR(" – "));
    struct str where = either(joined(a, &ev->place, STR(", ")), ev->abroad);
    struct str known = either(ev->host, guest);
    switch (ev->kind) {
    case EVENT_VISIT:
        where = either(where, ev->host);
        known = guest.n ? alone(a, "Chuyến thăm của", guest) : alone(a, "Chuyến thăm", where);
        return either(between(a, guest, "thăm", where), known);
    case EVENT_RECEPTION:
        known = ev->host.n ? alone(a, "Buổi tiếp của", ev->host) : alone(a, "Tiếp", guest);
        return either(between(a, ev->host, "tiếp", guest), known);
    case EVENT_TALKS:
        known = alone(a, known.n ? "Hội đàm của" : "Hội đàm", known);
        return either(between(a, ev->host, "hội đàm với", guest), known);
    case EVENT_MEETING:
        known = alone(a, known.n ? "Cuộc gặp của" : "Cuộc gặp", known);
        return either(between(a, ev->host, "gặp", guest), known);
    case EVENT_COURTESY_CALL:
        known = guest.n ? alone(a, "Chào xã giao của", guest) : alone(a, "Chào xã giao", ev->host);
        return either(between(a, guest, "chào xã giao", ev->host), known);
    case EVENT_SIGNING:
        known = either(between(a, ev->host, "–", guest), known);
        return alone(a, "Lễ ký kết", either(parties, known));
    case EVENT_MILESTONE: return alone(a, "Dấu mốc quan hệ", parties);
    case EVENT_KIND_COUNT: break;
    }
    return STR("");
}

/* ---- days ---- */

static void set_days(const struct facts_maker *m, struct facts_event *e)
{
    int64_t until_first = 0;
    int64_t until_last = 0;
    e->precision = facts_days(e->date, &e->day, &e->until_day);
    bool ends = facts_days(e->until, &until_first, &until_last) == e->precision;
    if (e->day != FACTS_NO_DAY && ends && until_last >= e->until_day)
        e->until_day = until_last;
    e->near_day = e->day != FACTS_NO_DAY ? e->day : m->published_day;
}

/* What happened on a visit happened in its days, though the article says none. */
static void set_near_days(struct facts_maker *m)
{
    for (size_t i = 0; i < m->events.n; i++) {
        struct facts_event *e = vec_at(&m->events, i);
        if (e->under == FACT_NONE || e->precision != FACTS_UNDATED)
            continue;
        const struct facts_event *visit = vec_at(&m->events, e->under);
        if (visit->precision == FACTS_DAY)
            e->near_day = visit->day;
    }
}

/* ---- parts ---- */

static void add_person(struct facts_maker *m, enum facts_role role, struct str name)
{
    if (name.n)
        facts_add_part(m, role, facts_known(m, FACTS_PERSON, name), name);
}

static void add_places(struct facts_maker *m, struct facts_event *e, const struct event *ev)
{
    for (size_t i = 0; i < ev->place.n; i++) {
        struct str name = ev->place.v[i];
        uint32_t entity = facts_known(m, facts_place_kind(name), name);
        if (entity == FACT_NONE && geography_code(name).n)
            entity = facts_entity_of(m, facts_place_kind(name), name, &e->at);
        facts_add_part(m, PART_PLACE, entity, name);
    }
    if (ev->abroad.n)
        facts_add_part(m, PART_PLACE,
                       facts_entity_of(m, facts_place_kind(ev->abroad), ev->abroad, &e->at),
                       ev->abroad);
}

/* The record a party is: a country, a place or a body the article lists. */
static uint32_t party_entity(struct facts_maker *m, struct str name)
{
    uint32_t entity = facts_known(m, facts_place_kind(name), name);
    return entity != FACT_NONE ? entity : facts_known(m, FACTS_ORGANIZATION, name);
}

static void add_parties(struct facts_maker *m, struct facts_event *e,
                        const struct fact_texts *parties)
{
    for (size_t i = 0; i < parties->n; i++) {
        facts_add_part(m, PART_PARTY, party_entity(m, parties->v[i]), parties->v[i]);
        facts_side_text(m, e, parties->v[i]);
    }
}

static void keep_parts(struct facts_maker *m, struct facts_event *e)
{
    e->parts = m->parts.p;
    e->parts_n = m->parts.n;
    m->parts = VEC(struct facts_part, m->arena);
}

/* The folded names of the parties in byte order: the same whoever is named first. */
static struct str parties_key(struct arena *a, const struct fact_texts *parties)
{
    struct str names[ANALYSIS_LIST_MAX];
    struct fact_texts sorted = {names, 0};
    for (size_t i = 0; i < parties->n && sorted.n < ANALYSIS_LIST_MAX; i++) {
        struct str keys[FACTS_KEYS_MAX];
        (void)facts_keys(a, FACTS_ORGANIZATION, parties->v[i], keys);
        size_t at = sorted.n++;
        for (; at > 0 && str_compare(names[at - 1], keys[0]) > 0; at--)
            names[at] = names[at - 1];
        names[at] = keys[0];
    }
    return joined(a, &sorted, STR("|"));
}

/* ---- the two kinds ---- */

static void take_event(struct facts_maker *m, const struct event *ev)
{
    const struct analysis *an = m->analysis;
    const struct event *visit = ev->under < an->events_n ? &an->events[ev->under] : NULL;
    struct facts_event e = {
        .kind = ev->kind,
        .title = title_of(m, ev),
        .date = ev->date,
        .until = ev->until,
        .planned = ev->planned,
        .guest = ev->guest,
        .place = joined(m->arena, &ev->place, STR(", ")),
        .occasion = ev->occasion,
        .invited_by = ev->invited_by,
        .fields = joined(m->arena, &ev->fields, STR("; ")),
        .match_key = parties_key(m->arena, &ev->parties),
        .under = ev->under,
        .at = ev->at,
    };
    e.place = either(e.place, ev->abroad);
    set_days(m, &e);
    add_person(m, PART_HOST, ev->host);
    add_person(m, PART_HEAD, ev->head);
    for (size_t i = 0; i < ev->attendees.n; i++)
        add_person(m, PART_ATTENDEE, ev->attendees.v[i]);
    add_places(m, &e, ev);
    if (ev->invited_by.n)
        facts_add_part(m, PART_INVITER, facts_known(m, FACTS_ORGANIZATION, ev->invited_by),
                       ev->invited_by);
    add_parties(m, &e, &ev->parties);
    facts_side_person(m, &e, ev->host);
    facts_side_person(m, &e, ev->head);
    facts_side_text(m, &e, ev->guest);
    if (visit && str_eq(visit->head, ev->head)) /* whose delegation its leader leads throughout */
        facts_side_text(m, &e, visit->guest);
    facts_side_text(m, &e, ev->invited_by);
    if (ev->kind == EVENT_VISIT)
        facts_side_places(m, &e, joined(m->arena, &ev->place, STR("; ")));
    facts_side_places(m, &e, ev->abroad);
    keep_parts(m, &e);
    struct facts_event *added = vec_push(&m->events);
    if (added)
        *added = e;
}

static void take_agreement(struct facts_maker *m, const struct agreement *ag)
{
    const struct analysis *an = m->analysis;
    const struct event *signed_at = ag->event < an->events_n ? &an->events[ag->event] : NULL;
    struct facts_event e = {
        .is_agreement = true,
        .word = ag->kind,
        .title = ag->name,
        .date = signed_at ? signed_at->date : STR(""),
        .until = signed_at ? signed_at->until : STR(""),
        .period_from = ag->period_from,
        .period_to = ag->period_to,
        .count = ag->count,
        .planned = ag->proposed,
        .fields = joined(m->arena, &ag->fields, STR("; ")),
        .match_key = parties_key(m->arena, &ag->parties),
        .under = ag->event < an->events_n ? ag->event : FACT_NONE,
        .at = ag->at,
    };
    set_days(m, &e);
    add_parties(m, &e, &ag->parties);
    keep_parts(m, &e);
    struct facts_event *added = vec_push(&m->events);
    if (added)
        *added = e;
}

void facts_take_events(struct facts_maker *m)
{
    const struct analysis *an = m->analysis;
    m->parts = VEC(struct facts_part, m->arena);
    for (size_t i = 0; i < an->events_n; i++)
        take_event(m, &an->events[i]);
    for (size_t i = 0; i < an->agreements_n; i++)
        take_agreement(m, &an->agreements[i]);
    if (!arena_failed(m->arena))
        set_near_days(m);
}
