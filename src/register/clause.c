#include "register/clause.h"

enum {
    OBJECT_GAP_MAX = 9,   /* pieces between a trigger and whom it is done to */
    OFFICES_GAP_MAX = 24, /* the same where only offices stand between */
    OBJECT_JOINT_MAX = 4, /* pieces between two of them: ", và đồng chí" */
    VENUE_PIECES_MAX = 12,
    FUTURE_GAP_MAX = 10, /* pieces between "sẽ" and the trigger: "sẽ cùng Đoàn … có cuộc" */
    OCCASION_PIECES_MAX = 30, /* of an occasion */
};

enum trigger clause_trigger_kind(const struct reading_hit *hit)
{
    static const struct {
        struct str id;
        enum trigger kind;
    } KINDS[] = {
        {STR_INIT("reception"), TRIGGER_RECEPTION}, {STR_INIT("welcome"), TRIGGER_WELCOME},
        {STR_INIT("talks"), TRIGGER_TALKS},         {STR_INIT("meeting"), TRIGGER_MEETING},
        {STR_INIT("courtesy"), TRIGGER_COURTESY},   {STR_INIT("visit"), TRIGGER_VISIT},
        {STR_INIT("relations"), TRIGGER_RELATIONS}, {STR_INIT("signing"), TRIGGER_SIGNING},
    };
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_eq(gaz_id(hit->id), KINDS[i].id))
            return KINDS[i].kind;
    return TRIGGER_OTHER;
}

/* -- a new event -- */

/* "sẽ hội đàm", "dự kiến thăm", "sắp": before the trigger, and nothing done in between. */
static bool is_planned(const struct clause *c, size_t at)
{
    const struct reading *r = c->s->r;
    size_t from = at > c->from + FUTURE_GAP_MAX ? at - FUTURE_GAP_MAX : c->from;
    for (size_t i = at; i-- > from;) {
        if (reading_is_word(r, i, STR("đã")) || reading_is_word(r, i, STR("vừa")))
            return false;
        if (reading_span(r, i, GAZ_FUTURE))
            return true;
    }
    return reading_has(r, c->from, GAZ_FUTURE);
}

/* "nhân dịp kỷ niệm …", "trong khuôn khổ chuyến thăm …": up to the next sign. */
static struct str occasion(const struct clause *c)
{
    const struct reading *r = c->s->r;
    for (size_t i = c->from; i < c->to; i++) {
        size_t n = reading_span(r, i, GAZ_OCCASION);
        bool said =
            n > 1 || (n == 1 && !reading_is_inner(r, i) && reading_has(r, i + 1, GAZ_TRIGGER));
        if (!said || reading_is_word(r, i, STR("tiếp")) || reading_is_word(r, i, STR("Tiếp")))
            continue;
        size_t end = i + n;
        while (end < c->to && end - i < OCCASION_PIECES_MAX &&
               (!r->pieces[end].sign || r->pieces[end].sign == '-' || r->pieces[end].sign == '/'))
            end++;
        return end > i + n ? reading_text(r, i, end) : STR("");
    }
    return STR("");
}

struct event clause_event(const struct clause *c, enum event_kind kind, const struct found *t)
{
    return (struct event){
        .kind = kind, .under = FACT_NONE, .occasion = occasion(c), .planned = is_planned(c, t->at)};
}

/* -- what a sentence says of when and where -- */

/* "có hiệu lực đến ngày 31/12/2030", "kéo dài đến hết ngày 5/6": when it ends, not when it was done. */
static bool is_end_of_term(const struct clause *c, const struct mention *m)
{
    enum { TERM_GAP = 6 };
    static const struct str WORDS[] = {STR_INIT("lực"), STR_INIT("kéo"), STR_INIT("hạn"),
                                       STR_INIT("dài")};
    const struct reading *r = c->s->r;
    if (m->date.until_month)
        return false; /* "kéo dài từ ngày 3 đến ngày 5/6" */
    for (size_t i = m->from; i-- > c->from && m->from - i <= TERM_GAP && !r->pieces[i].sign;)
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, WORDS[k]))
                return true;
    return false;
}

const struct mention *clause_first_date(const struct clause *c, bool period)
{
    uint32_t i;
    uint32_t end;
    for (story_mentions(c->s, c->sentence, &i, &end); i < end; i++) {
        const struct mention *m = &c->s->names->v[i];
        bool until = m->date.until_day || m->date.until_month;
        if (m->kind == MENTION_DATE && m->date.month && (period ? until : m->date.day) &&
            !is_end_of_term(c, m))
            return m;
    }
    return NULL;
}

void clause_set_date(struct story *s, struct event *event, const struct mention *date)
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
bool clause_is_where(const struct clause *c, size_t i)
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

static bool is_of_another(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (reading_is_sign(c->s->r, i, ';'))
            return true;
    return false;
}

void clause_set_place(struct clause *c, const struct found *t, struct event *event)
{
    struct str named = venue(c);
    uint32_t i;
    uint32_t end;
    story_add_text(c->s, &event->place, named);
    for (story_mentions(c->s, c->sentence, &i, &end); i < end && !event->place.n; i++) {
        const struct mention *m = &c->s->names->v[i];
        if (m->kind == MENTION_PLACE && !(m->flags & MENTION_INSIDE) &&
            clause_is_where(c, m->from) && !is_of_another(c, t->end, m->from))
            story_add_text(c->s, &event->place, story_thing_name(c->s, i));
    }
}

/* -- who -- */

/* "cuộc hội đàm của A với", "theo lời mời của A", "cùng A": not who does it. */
bool clause_is_dependent(const struct clause *c, const struct actor *actor)
{
    static const struct str WORDS[] = {
        STR_INIT("của"),  STR_INIT("cho"),   STR_INIT("với"),   STR_INIT("cùng"), STR_INIT("do"),
        STR_INIT("bởi"),  STR_INIT("mời"),   STR_INIT("giữa"),  STR_INIT("chở"),  STR_INIT("tại"),
        STR_INIT("bằng"), STR_INIT("trong"), STR_INIT("đưa"),   STR_INIT("tới"),  STR_INIT("về"),
        STR_INIT("Lăng"), STR_INIT("lăng"),  STR_INIT("viếng"), STR_INIT("theo"), STR_INIT("Theo"),
    };
    const struct reading *r = c->s->r;
    size_t i = actor->from;
    while (i > c->from &&
           (reading_span(r, i - 1, GAZ_HONORIFIC) || reading_span(r, i - 1, GAZ_RANK)))
        i--;
    if (i > c->from && reading_span(r, i - 1, GAZ_SPOUSE))
        return true;
    if (i >= c->from + 2 && reading_span(r, i - 2, GAZ_SPOUSE) == 2)
        return true; /* "và phu nhân B" */
    if (i >= c->from + 2 && reading_span(r, i - 2, GAZ_HONORIFIC) == 2)
        i -= 2;
    bool date = i >= c->from + 2 && r->pieces[i - 2].kind == SYLLABLE_NUMBER;
    if (date && reading_is_word(r, i - 1, STR("tới")))
        return false; /* "ngày 8-6 tới, …" */
    for (size_t k = 0; i > c->from && k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i - 1, WORDS[k]))
            return true;
    return false;
}

bool clause_can_act(const struct actor *actor)
{
    return actor->kind != ACTOR_BODY &&
           !(actor->kind == ACTOR_OFFICE && actor->person == THING_NONE);
}

/* The first free actor from number i on before piece `at`; c->actors.n: none. */
static size_t free_actor(const struct clause *c, size_t i, size_t at)
{
    for (; i < c->actors.n && c->actors.v[i].from < at; i++) {
        const struct actor *actor = &c->actors.v[i];
        bool led = actor->kind != ACTOR_GROUP && actor->leads;
        if (clause_can_act(actor) && !led && !clause_is_dependent(c, actor))
            return i;
    }
    return c->actors.n;
}

/* "A cho biết B sẽ gặp C", "A nói rằng B": what is told is another's. */
static bool is_reported(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (reading_is_word(c->s->r, i, STR("rằng")) || reading_is_word(c->s->r, i, STR("biết")))
            return true;
    return false;
}

/* The subject of a trigger at piece `at`: the first free actor since the last one, else as before. */
void clause_find_subject(struct clause *c, size_t at)
{
    size_t i = free_actor(c, c->since, at);
    while (i < c->actors.n) {
        size_t next = free_actor(c, i + 1, at);
        c->subject = &c->actors.v[i];
        if (next == c->actors.n || !is_reported(c, c->actors.v[i].to, c->actors.v[next].from))
            break;
        i = next;
    }
}

static bool has_occasion(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (reading_span(c->s->r, i, GAZ_OCCASION) && !reading_is_inner(c->s->r, i))
            return true;
    return false;
}

size_t clause_behind_bracket(const struct clause *c, size_t i)
{
    enum { ASIDE_MAX = 4 };
    for (size_t k = i + 1; reading_is_sign(c->s->r, i, '(') && k < c->to && k - i <= ASIDE_MAX; k++)
        if (reading_is_sign(c->s->r, k, ')'))
            return k + 1;
    return i;
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
bool clause_is_near(const struct clause *c, size_t from, size_t to, size_t most)
{
    const struct reading *r = c->s->r;
    if (to < from || to - from > most || has_trigger(c, from, to))
        return false;
    for (size_t i = from; i < to; i++) {
        size_t behind = clause_behind_bracket(c, i); /* "Liên hợp quốc (LHQ)" */
        if (behind > i && behind <= to)
            i = behind - 1;
        else if (r->pieces[i].sign && r->pieces[i].sign != '"' && r->pieces[i].sign != ',' &&
                 r->pieces[i].sign != ':')
            return false;
    }
    return true;
}

bool clause_has_comma(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (reading_is_sign(c->s->r, i, ','))
            return true;
    return false;
}

/* "hội đàm với Tổng tham mưu trưởng các lực lượng vũ trang, Thứ trưởng …, Thiếu tướng A": offices reach from the
 * trigger to the name. */
static size_t object_gap(const struct clause *c, size_t from)
{
    const struct reading *r = c->s->r;
    bool office = reading_span(r, from, GAZ_OFFICE) ||
                  (reading_is_word(r, from, STR("với")) && reading_span(r, from + 1, GAZ_OFFICE));
    return office ? OFFICES_GAP_MAX : OBJECT_GAP_MAX;
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
    size_t most = object_gap(c, from);
    if (!clause_is_near(c, from, to, most) || has_occasion(c, from, to) ||
        reading_is_sign(r, from, ',')) /* "Sau lễ đón, đồng chí A" */
        return false;
    for (size_t i = from; i < to; i++) {
        for (size_t k = 0; k < COUNT_OF(WORDS); k++)
            if (reading_is_word(r, i, WORDS[k]))
                return false;
        bool title = reading_span(r, i + 1, GAZ_RANK) || reading_span(r, i + 1, GAZ_HONORIFIC) ||
                     (most == OFFICES_GAP_MAX && reading_span(r, i + 1, GAZ_OFFICE));
        if (reading_is_sign(r, i, ',') && !title)
            return false;
    }
    return true;
}

/* The actors the trigger is done to: the first near one and those listed with it. */
size_t clause_find_objects(const struct clause *c, size_t end,
                           const struct actor *out[CLAUSE_OBJECTS_MAX], size_t *after)
{
    const struct reading *r = c->s->r;
    size_t n = 0;
    size_t last = end;
    for (size_t i = 0; i < c->actors.n && n < CLAUSE_OBJECTS_MAX; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from < end || (actor->kind != ACTOR_GROUP && actor->leads))
            continue;
        if (actor->kind == ACTOR_BODY) {
            if (n)
                continue;
            break;
        }
        if (n ? !clause_is_near(c, last, actor->from, OBJECT_JOINT_MAX)
              : !is_object_near(c, end, actor->from))
            break;
        if (n && has_occasion(c, last, actor->from))
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
