/* Visits: who goes, where to, at whose invitation; and visits that are only an occasion. */
#include "register/clause.h"

enum {
    VISIT_PLACE_GAP_MAX = 12,
    VISITED_GAP_MAX = 6,
    OCCASION_GAP_MAX = 5,
    SPOKEN_GAP_MAX = 7, /* "đánh giá cao ý nghĩa quan trọng của" */
};

/* "đang trong chuyến thăm": the visit itself. */
static bool is_under_way(const struct reading *r, size_t i)
{
    return i > 0 && reading_is_word(r, i - 1, STR("đang"));
}

/* "nhân chuyến thăm", "trong khuôn khổ chuyến thăm": a circumstance of something else. */
static bool is_occasion(const struct clause *c, size_t at)
{
    const struct reading *r = c->s->r;
    size_t from = at > c->from + OCCASION_GAP_MAX ? at - OCCASION_GAP_MAX : c->from;
    for (size_t i = from; i < at; i++)
        if (reading_span(r, i, GAZ_OCCASION) && !reading_is_inner(r, i) && !is_under_way(r, i) &&
            clause_is_near(c, i, at, OCCASION_GAP_MAX))
            return true;
    return reading_span(r, at, GAZ_OCCASION) > 0;
}

/* "thăm nước ta", "đang có chuyến thăm, làm việc tại nước này": a country without its name. */
static bool is_unnamed_country(const struct clause *c, size_t end)
{
    static const struct str WORDS[] = {STR_INIT("ta"), STR_INIT("này"), STR_INIT("bạn")};
    const struct reading *r = c->s->r;
    size_t to = end + VISITED_GAP_MAX < c->to ? end + VISITED_GAP_MAX : c->to;
    for (size_t i = end; i + 1 < to; i++)
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, STR("nước")) && reading_is_word(r, i + 1, WORDS[k]))
                return true;
    return false;
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
            clause_is_near(c, end, m->from, VISITED_GAP_MAX))
            return i;
        if (m->kind != MENTION_DATE)
            break;
    }
    return MENTION_NONE;
}

/* "A bắt đầu chuyến thăm" is A's; "A hoan nghênh chuyến thăm" is not. */
static bool is_made(const struct clause *c, size_t at)
{
    static const struct str WORDS[] = {STR_INIT("bắt"),  STR_INIT("thúc"), STR_INIT("có"),
                                       STR_INIT("thực"), STR_INIT("tiến"), STR_INIT("Bắt"),
                                       STR_INIT("mở"),   STR_INIT("đến"),  STR_INIT("đang"),
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

/* A word of the list stands right before the visitor or between him and the visit. */
static bool has_before(const struct clause *c, const struct found *t, const struct actor *who,
                       const struct str *words, size_t n)
{
    size_t first = who->from < t->at ? who->from : t->at;
    const struct actor *lead = who > c->actors.v ? who - 1 : who; /* "mời A và đoàn thăm" */
    if (who->leads && lead->person == who->person && lead->from < first)
        first = lead->from;
    size_t from = first > c->from + SPOKEN_GAP_MAX ? first - SPOKEN_GAP_MAX : c->from;
    for (size_t i = from; i < t->at; i++)
        for (size_t k = 0; k < n; k++)
            if (reading_is_word(c->s->r, i, words[k]))
                return true;
    return false;
}

/* "mời A thăm", "mong đợi chuyến thăm của A". */
static bool is_wished(const struct clause *c, const struct found *t, const struct actor *who)
{
    static const struct str WORDS[] = {STR_INIT("mời"), STR_INIT("mong"), STR_INIT("trông")};
    return has_before(c, t, who, WORDS, COUNT_OF(WORDS));
}

/* "hoan nghênh A sang thăm", "đánh giá cao chuyến thăm của A", "A vui mừng đến thăm": a courtesy, not news. */
static bool is_courtesy(const struct clause *c, const struct found *t, const struct actor *who)
{
    static const struct str WORDS[] = {
        STR_INIT("hoan"), STR_INIT("Hoan"), STR_INIT("chúc"), STR_INIT("chào"), STR_INIT("vui"),
        STR_INIT("Vui"),  STR_INIT("cảm"),  STR_INIT("cám"),  STR_INIT("giá"),  STR_INIT("hân"),
        STR_INIT("vinh"), STR_INIT("tin"),  STR_INIT("vọng")};
    return has_before(c, t, who, WORDS, COUNT_OF(WORDS));
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
        if (actor->from < end || !clause_can_act(actor))
            continue;
        size_t k = actor->from;
        while (k > end && reading_span(c->s->r, k - 1, GAZ_HONORIFIC))
            k--;
        bool of = k > end && reading_is_word(c->s->r, k - 1, STR("của"));
        bool invitation = of && k > end + 1 && reading_is_word(c->s->r, k - 2, STR("mời"));
        if (of && !invitation && clause_is_near(c, end, actor->from, VISIT_PLACE_GAP_MAX))
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
            if (actor->from < at || !clause_is_near(c, at, actor->from, 3))
                continue;
            event->invited_by = actor->person != THING_NONE ? story_person_name(c->s, actor->person)
                                                            : reading_text(r, at, actor->to);
            event->host = story_person_name(c->s, actor->person);
            return;
        }
        size_t body = names_organization_end(r, at);
        if (body > at)
            event->invited_by = reading_text(r, at, body);
        return;
    }
}

static const struct actor *visiting(struct clause *c, const struct found *t)
{
    const struct actor *own = owner(c, t->end);
    uint32_t place = visited(c, t->end);
    if (own)
        return own;
    if (is_owned(c, t->end) || (!is_made(c, t->at) && !is_occasion(c, t->at)))
        return NULL;
    /* the nearest actor before the trigger: "tiếp ông A đang thăm", "A bắt đầu chuyến thăm" */
    const struct actor *nearest = NULL;
    for (size_t i = 0; i < c->actors.n && c->actors.v[i].from < t->at; i++)
        if (clause_can_act(&c->actors.v[i]) &&
            (c->actors.v[i].kind == ACTOR_GROUP || !clause_is_dependent(c, &c->actors.v[i])) &&
            (place == MENTION_NONE || !clause_is_home(c->s, &c->actors.v[i], place)))
            nearest = &c->actors.v[i];
    return nearest;
}

/* "Trong khuôn khổ chuyến thăm Nhật Bản, Thủ tướng A …": the guest is named behind it. */
static const struct actor *visitor_behind(const struct clause *c, const struct found *t)
{
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from >= t->end)
            return clause_can_act(actor) && !clause_is_dependent(c, actor) ? actor : NULL;
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

/* "thăm Pháp vào tháng 9/2019": the visit's own date, right behind it. */
static const struct mention *own_date(const struct clause *c, size_t end)
{
    uint32_t i;
    uint32_t stop;
    for (story_mentions(c->s, c->sentence, &i, &stop); i < stop; i++) {
        const struct mention *m = &c->s->names->v[i];
        bool year =
            m->date.year && !m->date.until_year && reading_is_word(c->s->r, m->from, STR("năm"));
        if (m->kind == MENTION_DATE && (m->date.month || year) && m->from >= end &&
            clause_is_near(c, end, m->from, VISIT_PLACE_GAP_MAX))
            return m;
    }
    return NULL;
}

/* Whether the visit is a fact of its own here. */
static bool is_told(const struct clause *c, const struct found *t, const struct actor *who,
                    uint32_t place)
{
    const struct reading *r = c->s->r;
    const struct actor *own = owner(c, t->end);
    bool dated_well = own_date(c, t->end) || clause_first_date(c, true);
    if (!dated_well && (is_wished(c, t, who) || is_courtesy(c, t, who)))
        return false;
    if (own && own == who && is_occasion(c, t->at) && !dated_well)
        return false;
    if (own && own == who)
        return own->person != THING_NONE || place != MENTION_NONE;
    bool unnamed =
        is_unnamed_country(c, t->end) && clause_is_near(c, who->to, t->at, VISIT_PLACE_GAP_MAX);
    if (is_occasion(c, t->at) || (place == MENTION_NONE && !unnamed))
        return false;
    for (size_t i = who->to; i < t->at;
         i++) /* "A nói về khả năng tàu sân bay thăm cảng": no visit of A's */
        if (reading_is_word(r, i, STR("mời")) || reading_is_word(r, i, STR("tàu")))
            return false;
    if (c->welcomed)
        return true;
    const struct mention *dated = own_date(c, t->end);
    if (who != c->subject && c->since > 0) /* a clause behind whom somebody received */
        return dated && dated->date.until_day;
    if (t->at > c->from &&
        (reading_is_word(r, t->at - 1, STR("mời")) || reading_is_word(r, t->at - 1, STR("sớm"))))
        return false;
    return true;
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
    clause_set_date(s, main, period);
    for (story_mentions(s, c->sentence, &i, &end); i < end; i++)
        if (s->names->v[i].kind == MENTION_PLACE)
            story_add_text(s, &places, story_thing_name(s, i));
    if (places.n)
        main->place = places;
}

/* "Ấn Độ và Bangladesh", "Bắc Kinh, Quảng Đông": the place and those in a row with it. */
static void add_places(struct clause *c, uint32_t first, struct fact_texts *out)
{
    enum { JOINT_MAX = 3 };
    struct story *s = c->s;
    uint32_t i;
    uint32_t stop;
    story_mentions(s, c->sentence, &i, &stop);
    story_add_text(s, out, story_thing_name(s, first));
    size_t last = s->names->v[first].to;
    for (i = first + 1; i < stop; i++) {
        const struct mention *m = &s->names->v[i];
        bool joined =
            m->from > last && m->from - last <= JOINT_MAX && reading_is_word(s->r, last, STR("và"));
        if (m->kind != MENTION_PLACE || (m->flags & MENTION_INSIDE) || !joined)
            return;
        story_add_text(s, out, story_thing_name(s, i));
        last = m->to;
    }
}

void clause_visit(struct clause *c, const struct found *t)
{
    struct story *s = c->s;
    if (c->since == 0 || !c->subject)
        clause_find_subject(c, t->at);
    const struct actor *who = whose_visit(c, t);
    uint32_t place = visited(c, t->end);
    const struct mention *period = clause_first_date(c, true);
    if (c->probing) {
        if (who && who->person != THING_NONE && !is_wished(c, t, who))
            s->visits[who->person]++;
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
    struct event event = clause_event(c, EVENT_VISIT, t);
    event.at = story_fact(s, who->from < t->at ? who->from : t->at, t->end, CONFIDENCE_LIKELY);
    clause_set_guest(c, &event, who);
    bool own = owner(c, t->end) == who;
    if (place != MENTION_NONE)
        add_places(c, place, &event.place);
    if (place != MENTION_NONE && reading_span(s->r, s->names->v[place].from, GAZ_COUNTRY))
        event.abroad = story_thing_name(s, place);
    if (!own || period)
        clause_set_date(s, &event,
                        period     ? period
                        : nameless ? dated
                                   : clause_first_date(c, false));
    if (own && place == MENTION_NONE)
        place = visited(c, who->to);
    if (place != MENTION_NONE && own)
        story_add_text(s, &event.place, story_thing_name(s, place));
    if (!own)
        set_invitation(c, &event);
    if (!event.head.n && !event.guest.n)
        return;
    uint32_t added = story_add_event(s, &event);
    if (s->main_visit == FACT_NONE)
        s->main_visit = added;
}
