/* Two who meet, told otherwise than "A hội đàm với B": "cuộc hội đàm giữa A và B", "A và B hội đàm", "tại buổi hội
 * đàm, A và B nhất trí", "trong cuộc gặp A, B nói". */
#include "register/clause.h"

enum {
    BETWEEN_GAP_MAX = 14, /* "cuộc hội đàm diễn ra ngày 4/7 tại Điện Kremlin giữa" */
    TOGETHER_GAP_MAX = 8, /* between the second and the trigger: "chiều nay đã có cuộc" */
    JOINT_GAP_MAX = 3,    /* between the two: "và đồng chí" */
    BESIDE_GAP_MAX = 5,   /* between whose words they are and the trigger: "với báo chí sau" */
    ADVERBIAL_MAX = 12,   /* between the guest and the comma: "chiều nay ở Cung điện X" */
};

static bool is_one_of(const struct reading *r, size_t i, const struct str *words, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (reading_is_word(r, i, words[k]))
            return true;
    return false;
}

/* The trigger is a noun: "cuộc gặp", "buổi tiếp"; "hội đàm" is both. */
static bool is_noun(const struct clause *c, const struct found *t)
{
    static const struct str NOUNS[] = {STR_INIT("cuộc"), STR_INIT("buổi"), STR_INIT("hội"),
                                       STR_INIT("các")};
    return is_one_of(c->s->r, t->at, NOUNS, COUNT_OF(NOUNS));
}

/* Nobody acts in the sentence before piece `at`: who does is named behind. */
static bool is_in_front(const struct clause *c, size_t at)
{
    for (size_t i = 0; i < c->actors.n && c->actors.v[i].from < at; i++)
        if (clause_can_act(&c->actors.v[i]))
            return false;
    return true;
}

/* "Tại buổi", "Trước đó, ngay sau các cuộc": the words right before the trigger. */
static bool is_circumstance(const struct clause *c, size_t at)
{
    static const struct str WORDS[] = {STR_INIT("Tại"),   STR_INIT("Trong"), STR_INIT("Sau"),
                                       STR_INIT("Trước"), STR_INIT("thúc"),  STR_INIT("tại"),
                                       STR_INIT("trong"), STR_INIT("sau"),   STR_INIT("khi"),
                                       STR_INIT("Khi"),   STR_INIT("trước"), STR_INIT("Qua")};
    const struct reading *r = c->s->r;
    if (at > c->from && reading_is_word(r, at - 1, STR("các")))
        at--;
    return at > c->from && is_one_of(r, at - 1, WORDS, COUNT_OF(WORDS));
}

static bool has_name(const struct actor *actor)
{
    return actor->person != THING_NONE && clause_can_act(actor);
}

/* Adds that first and second met; false when one of them has no name or both are one. */
static bool add_pair(struct clause *c, const struct found *t, const struct actor *first,
                     const struct actor *second)
{
    struct event event = clause_event(c, clause_event_kind(t->kind), t);
    size_t from = first->from < t->at ? first->from : t->at;
    size_t to = second->to > t->end ? second->to : t->end;
    uint8_t confidence = clause_is_generic(c, t) ? CONFIDENCE_GENERIC : CONFIDENCE_LIKELY;
    event.at = story_fact(c->s, from, to, confidence);
    c->subject = first;
    clause_set_sides(c, &event, t, second);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    if (!clause_is_complete(&event))
        return false;
    (void)story_add_event(c->s, &event);
    return true;
}

/* "cuộc hội đàm giữa A và B". */
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
            if (c->actors.v[k].from - objects[0]->to <= JOINT_GAP_MAX &&
                clause_can_act(&c->actors.v[k]))
                objects[n++] = &c->actors.v[k];
    }
    if (n < 2)
        return n == 1; /* the other one is not known: nobody else met him here */
    (void)add_pair(c, t, objects[0], objects[1]);
    c->since = after;
    return true;
}

static bool is_joined(const struct clause *c, size_t from, size_t to)
{
    const struct reading *r = c->s->r;
    from = clause_behind_bracket(c, from);
    return to > from && to - from <= JOINT_GAP_MAX &&
           (reading_is_word(r, from, STR("và")) || reading_is_word(r, from, STR("cùng")));
}

/* The last who acts before actor i, a delegation's leader before it being one with it; i: nobody. */
static size_t last_before(const struct clause *c, size_t i)
{
    size_t last = i;
    while (last > 0 && !clause_can_act(&c->actors.v[last - 1]))
        last--;
    return last == 0 ? i : last - 1;
}

/* Where the actor with its leader begins: "A dẫn đầu Đoàn". */
static size_t led_from(const struct clause *c, size_t i)
{
    const struct actor *actor = &c->actors.v[i];
    bool led = actor->kind == ACTOR_GROUP && actor->leads && i > 0 &&
               c->actors.v[i - 1].person == actor->person;
    return led ? i - 1 : i;
}

/* The pair "A và B" whose second ends at or before piece `at`, the last of them. */
static bool pair_before(const struct clause *c, size_t at, const struct actor **first,
                        const struct actor **second)
{
    size_t behind = c->actors.n;
    while (behind > 0 && c->actors.v[behind - 1].to > at)
        behind--;
    size_t last = last_before(c, behind);
    if (last == behind)
        return false;
    size_t start = led_from(c, last);
    size_t former = last_before(c, start);
    if (former == start || former < c->since)
        return false;
    *first = &c->actors.v[former];
    *second = &c->actors.v[last];
    return has_name(*first) && has_name(*second) &&
           is_joined(c, (*first)->to, c->actors.v[start].from);
}

/* "A và B hội đàm": both stand before the trigger. */
static bool together(struct clause *c, const struct found *t)
{
    const struct actor *first = NULL;
    const struct actor *second = NULL;
    return pair_before(c, t->at, &first, &second) &&
           clause_is_near(c, second->to, t->at, TOGETHER_GAP_MAX) && add_pair(c, t, first, second);
}

/* "A và B chứng kiến lễ ký sau hội đàm": what the two do after talks or at them they do together. */
static bool together_after(struct clause *c, const struct found *t)
{
    static const struct str WORDS[] = {STR_INIT("sau"), STR_INIT("quả"), STR_INIT("thúc")};
    const struct actor *first = NULL;
    const struct actor *second = NULL;
    if (t->kind != TRIGGER_TALKS || !is_noun(c, t) || t->at == c->from ||
        !is_one_of(c->s->r, t->at - 1, WORDS, COUNT_OF(WORDS)))
        return false;
    for (size_t i = 0; i + 1 < c->actors.n && c->actors.v[i + 1].to <= t->at; i++)
        if (pair_before(c, c->actors.v[i + 1].to, &first, &second))
            return add_pair(c, t, first, second);
    return false;
}

/* Behind the guest of "trong cuộc gặp A ở đâu, khi nào," the comma; c->to: another sign comes first. */
static size_t adverbial_end(const struct clause *c, size_t from)
{
    const struct reading *r = c->s->r;
    for (size_t i = from; i < c->to && i - from <= ADVERBIAL_MAX; i++) {
        if (reading_is_sign(r, i, ','))
            return i;
        if ((r->pieces[i].sign && r->pieces[i].sign != '/' && r->pieces[i].sign != '-') ||
            reading_is_word(r, i, STR("có"))) /* "Đón A tại sân bay có B" */
            break;
    }
    return c->to;
}

/* Who acts right behind the comma, his number in c->actors; their count: nobody. */
static size_t doer_behind(const struct clause *c, size_t comma)
{
    size_t i = 0;
    while (i < c->actors.n && c->actors.v[i].from <= comma)
        i++;
    if (i == c->actors.n || !has_name(&c->actors.v[i]))
        return c->actors.n;
    for (size_t k = comma + 1; k < c->actors.v[i].from; k++)
        if (!reading_span(c->s->r, k, GAZ_HONORIFIC) && !reading_span(c->s->r, k, GAZ_RANK))
            return c->actors.n;
    return i;
}

/* "Trong cuộc gặp A, B nói …", "Tiếp ông A, bà B …": who meets A stands behind the comma. */
static bool told_in_front(struct clause *c, const struct found *t)
{
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    if (!is_in_front(c, t->at))
        return false;
    size_t n = clause_find_objects(c, t->end, objects, &after);
    if (!n || clause_has_comma(c, t->end, objects[0]->from)) /* "Tại buổi tiếp, đồng chí A" */
        return false;
    size_t comma = adverbial_end(c, objects[0]->to);
    size_t doer = comma < c->to ? doer_behind(c, comma) : c->actors.n;
    if (doer == c->actors.n)
        return false;
    bool met = false;
    for (size_t i = 0; i < n && objects[i]->to <= comma; i++)
        met = (clause_can_act(objects[i]) && add_pair(c, t, &c->actors.v[doer], objects[i])) || met;
    size_t other = doer + 1; /* "A và B cùng cam kết" */
    if (met && other < c->actors.n && has_name(&c->actors.v[other]) &&
        is_joined(c, c->actors.v[doer].to, c->actors.v[other].from))
        (void)add_pair(c, t, &c->actors.v[other], objects[0]);
    c->since = doer;
    return met;
}

/* "Tại cuộc hội đàm ở đâu, A và B nhất trí …": who sat there stands behind the comma. */
static bool at_table(struct clause *c, const struct found *t)
{
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    size_t comma = adverbial_end(c, t->end);
    if (!is_in_front(c, t->at) || !is_circumstance(c, t->at) || !is_noun(c, t) || comma == c->to)
        return false;
    size_t n = clause_find_objects(c, comma + 1, objects, &after);
    if (n != 2 || !has_name(objects[0]) || !has_name(objects[1]))
        return false;
    size_t start = led_from(c, (size_t)(objects[1] - c->actors.v));
    return is_joined(c, objects[0]->to, c->actors.v[start].from) &&
           add_pair(c, t, objects[0], objects[1]);
}

/* "lời của A trong buổi tiếp B", "A nói sau cuộc gặp B": whose words they are sat there. */
static bool told_beside(struct clause *c, const struct found *t)
{
    const struct actor *objects[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    size_t i = c->actors.n;
    if (!is_circumstance(c, t->at) || !is_noun(c, t))
        return false;
    while (i > 0 && c->actors.v[i - 1].to > t->at)
        i--;
    size_t doer = last_before(c, i);
    if (doer == i || !has_name(&c->actors.v[doer]) ||
        !clause_is_near(c, c->actors.v[doer].to, t->at, BESIDE_GAP_MAX) ||
        clause_has_comma(c, c->actors.v[doer].to, t->at))
        return false;
    size_t n = clause_find_objects(c, t->end, objects, &after);
    if (!n || !clause_can_act(objects[0]) || !add_pair(c, t, &c->actors.v[doer], objects[0]))
        return false;
    c->since = after;
    return true;
}

bool clause_pair(struct clause *c, const struct found *t)
{
    if (between(c, t) || told_in_front(c, t) || told_beside(c, t))
        return true;
    return (t->kind == TRIGGER_TALKS || t->kind == TRIGGER_MEETING) && at_table(c, t);
}

bool clause_pair_before(struct clause *c, const struct found *t)
{
    return (t->kind == TRIGGER_TALKS || t->kind == TRIGGER_MEETING) &&
           (together(c, t) || together_after(c, t));
}
