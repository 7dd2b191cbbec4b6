/* What an article tells twice becomes one event. */
#include "register/clause.h"

static bool same_or_unsaid(struct str a, struct str b)
{
    return a.n == 0 || b.n == 0 || str_eq(a, b);
}

bool story_same_said(struct str a, struct str b)
{
    return a.n > 0 && str_eq(a, b);
}

static bool same_dates(const struct event *a, const struct event *b)
{
    return same_or_unsaid(a->date, b->date) || a->until.n != b->until.n;
}

static bool same_pair(const struct event *a, const struct event *b)
{
    return (story_same_said(a->host, b->host) && story_same_said(a->head, b->head)) ||
           (story_same_said(a->host, b->head) && story_same_said(a->head, b->host));
}

/* "gặp" beside "tiếp", "hội đàm" of the same two is one event. */
static bool is_generic_of(const struct event *a, const struct event *b)
{
    return a->kind == EVENT_MEETING && a->at.confidence == CONFIDENCE_GENERIC &&
           b->kind != EVENT_VISIT && b->kind != EVENT_MILESTONE &&
           b->at.confidence != CONFIDENCE_WELCOMED && same_pair(a, b);
}

/* Another country, none of those the one visit goes to. */
static bool is_elsewhere(const struct event *a, const struct event *b)
{
    if (!a->abroad.n || !b->abroad.n || str_eq(a->abroad, b->abroad))
        return false;
    for (size_t i = 0; i < a->place.n; i++)
        if (str_eq(a->place.v[i], b->abroad))
            return false;
    for (size_t i = 0; i < b->place.n; i++)
        if (str_eq(b->place.v[i], a->abroad))
            return false;
    return true;
}

static bool goes_to(const struct event *visit, struct str country)
{
    for (size_t i = 0; i < visit->place.n; i++)
        if (str_eq(visit->place.v[i], country))
            return visit->place.n > 1;
    return false;
}

/* "thăm Campuchia và Lào từ 24 đến 27/4" and "thăm Lào từ 26/4": a part of the journey. */
static bool is_part_of_journey(const struct event *a, const struct event *b)
{
    return (b->abroad.n && goes_to(a, b->abroad)) || (a->abroad.n && goes_to(b, a->abroad));
}

/* "A điện đàm với B" and "B điện đàm với A": neither receives. */
static bool is_turned_round(const struct event *a, const struct event *b)
{
    return (a->kind == EVENT_TALKS || a->kind == EVENT_MEETING) &&
           story_same_said(a->host, b->head) && story_same_said(a->head, b->host) &&
           same_dates(a, b);
}

static bool same_event(const struct event *a, const struct event *b)
{
    if (a->kind != b->kind)
        return false;
    if (is_turned_round(a, b))
        return true;
    bool people = same_or_unsaid(a->host, b->host) && same_or_unsaid(a->head, b->head) &&
                  (story_same_said(a->host, b->host) || story_same_said(a->head, b->head) ||
                   story_same_said(a->guest, b->guest));
    bool nobody = !a->head.n || !b->head.n; /* one of them names no head: the guests decide */
    if (nobody && a->kind != EVENT_VISIT && a->guest.n && b->guest.n &&
        !story_same_said(a->guest, b->guest) && !story_same_said(a->head, b->head) &&
        a->at.sentence > 0 && b->at.sentence > a->at.sentence + 1)
        return false;
    if (a->kind == EVENT_MILESTONE)
        return story_same_said(a->date, b->date);
    if (a->kind == EVENT_VISIT)
        return people && !is_elsewhere(a, b) &&
               (same_dates(a, b) || is_part_of_journey(a, b) || !a->place.n || !b->place.n);
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
    to->planned = to->planned && from->planned; /* one word of what was done is enough */
    if (!to->place.n)
        to->place = from->place;
    to->at.confidence =
        to->at.confidence > from->at.confidence ? to->at.confidence : from->at.confidence;
}

uint32_t story_add_event(struct story *s, const struct event *told)
{
    struct event one = *told;
    const struct event *event = &one;
    if (story_same_said(one.host, one.head)) { /* nobody receives himself */
        if (!one.guest.n)
            return FACT_NONE;
        one.head = STR("");
    }
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
