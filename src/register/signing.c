/* Signings: who put a hand to which agreement. Those who only look on sign nothing. */
#include "register/clause.h"

enum {
    NOUN_GAP_MAX = 6, /* pieces between "ký" and what is signed: "ký kết chính thức các" */
    SIGNER_GAP_MAX = 14, /* pieces between the signers and "ký": "thay mặt Chính phủ hai nước đã" */
    JOINT_GAP_MAX = 4,    /* between two signers: ", và đồng chí" */
    APPOSED_GAP_MAX = 30, /* the same over the first one's offices */
    AND_GAP_MAX = 2,      /* and their "và bà" */
    COUNTERPART_MAX = 40, /* pieces behind "ký" where "với B" may stand */
    WITNESS_GAP_MAX = 6,
};

/* An agreement stands behind the word: what is signed. */
static bool has_agreement(const struct clause *c, size_t end)
{
    for (size_t i = end; i < c->to && i - end <= NOUN_GAP_MAX; i++)
        if (reading_span(c->s->r, i, GAZ_AGREEMENT))
            return true;
    return false;
}

/* "chứng kiến lễ ký": those before the word look on. */
static bool is_witnessed(const struct clause *c, size_t at)
{
    size_t from = at > c->from + WITNESS_GAP_MAX ? at - WITNESS_GAP_MAX : c->from;
    for (size_t i = from; i < at; i++)
        if (reading_span(c->s->r, i, GAZ_WITNESS))
            return true;
    return false;
}

static bool is_person(const struct actor *actor)
{
    return actor->person != THING_NONE && actor->kind != ACTOR_GROUP && !actor->leads;
}

/* The last person before `at` who may sign; NULL: none. */
static const struct actor *last_before(const struct clause *c, size_t at)
{
    const struct actor *last = NULL;
    for (size_t i = 0; i < c->actors.n && c->actors.v[i].to <= at; i++)
        if (is_person(&c->actors.v[i]))
            last = &c->actors.v[i];
    return last;
}

static bool has_word(const struct clause *c, size_t from, size_t to, struct str word)
{
    for (size_t i = from; i < to; i++)
        if (reading_is_word(c->s->r, i, word))
            return true;
    return false;
}

/* "A và B", "A cùng B": another signer right before `last`. */
static const struct actor *joined_before(const struct clause *c, const struct actor *last)
{
    const struct actor *first = last_before(c, last->from);
    if (!first || first->person == last->person)
        return NULL;
    size_t from = clause_behind_bracket(c, first->to);
    bool body = false; /* "A thay mặt Chính phủ X và B" */
    for (size_t i = from; i < last->from && !body; i++)
        body = reading_is_word(c->s->r, i, STR("mặt"));
    bool apposed = reading_is_sign(c->s->r, from, ','); /* "A, Trưởng Phái đoàn … và bà B" */
    bool peer =
        has_word(c, from, last->from, STR("nhiệm")) || has_word(c, from, last->from, STR("cấp"));
    size_t most = apposed        ? APPOSED_GAP_MAX
                  : body || peer ? SIGNER_GAP_MAX /* "và người đồng nhiệm Nga B" */
                                 : JOINT_GAP_MAX;
    bool near = clause_is_near(c, from, last->from, most);
    bool joined = has_word(c, apposed ? last->from - AND_GAP_MAX : from, last->from, STR("và")) ||
                  has_word(c, from, last->from, STR("cùng"));
    return near && joined ? first : NULL;
}

/* "ký … với B". */
static const struct actor *counterpart(const struct clause *c, size_t end)
{
    for (size_t i = 0; i < c->actors.n; i++) {
        const struct actor *actor = &c->actors.v[i];
        if (actor->from < end || !is_person(actor))
            continue;
        size_t from = actor->from > end + JOINT_GAP_MAX ? actor->from - JOINT_GAP_MAX : end;
        bool with = has_word(c, from, actor->from, STR("với")) ||
                    has_word(c, from, actor->from, STR("cùng"));
        return with && actor->from - end <= COUNTERPART_MAX ? actor : NULL;
    }
    return NULL;
}

/* "được A và B ký": "được" before the signers, the agreement before it. */
static bool is_passive(const struct clause *c, size_t at)
{
    bool passive = false;
    for (size_t i = at; i-- > c->from && !passive;)
        passive = reading_is_word(c->s->r, i, STR("được"));
    return passive;
}

static bool agreement_before(const struct clause *c, size_t at)
{
    for (size_t i = c->from; i < at; i++)
        if (reading_span(c->s->r, i, GAZ_AGREEMENT))
            return true;
    return false;
}

/* "nhất trí ký kết", "thống nhất ký", "cam kết ký": it is still to be signed. */
static bool is_only_meant(const struct reading *r, size_t at)
{
    for (size_t k = 2; k <= 3 && k <= at; k++)
        if (reading_span(r, at - k, GAZ_PROPOSED) > k)
            return true;
    return false;
}

/* "lễ ký", "được ký kết": a noun, or what was done to it: nobody before it signs. */
static bool is_noun(const struct clause *c, size_t at)
{
    const struct reading *r = c->s->r;
    if (at > c->from && reading_is_word(r, at - 1, STR("hành")))
        return false; /* "đã tiến hành lễ ký kết" */
    return reading_is_word(r, at, STR("lễ")) || reading_is_word(r, at, STR("Lễ")) ||
           (at > c->from &&
            (reading_is_word(r, at - 1, STR("được")) || reading_is_word(r, at - 1, STR("sớm")) ||
             reading_is_word(r, at - 1, STR("việc")) || is_only_meant(r, at)));
}

/* Signs between a signer and the word: "(OFID)" may stand there, a comma before other words not. */
static bool is_signer_near(const struct clause *c, size_t from, size_t to)
{
    static const struct str OTHERS[] = {
        STR_INIT("nói"),  STR_INIT("rằng"),  STR_INIT("các"), STR_INIT("doanh"), STR_INIT("hai"),
        STR_INIT("bên"),  STR_INIT("hoan"),  STR_INIT("đề"),  STR_INIT("mong"),  STR_INIT("khẳng"),
        STR_INIT("việc"), STR_INIT("nhiều"), STR_INIT("đại"), STR_INIT("phía"),  STR_INIT("cho"),
        STR_INIT("nêu"),  STR_INIT("biết"),  STR_INIT("bố"),  STR_INIT("nhấn"),  STR_INIT("xác"),
    };
    const struct reading *r = c->s->r;
    for (size_t i = from; i < to; i++) /* "A nói các doanh nghiệp sẽ ký": somebody else signs */
        for (size_t k = 0; k < COUNT_OF(OTHERS); k++)
            if (reading_is_word(r, i, OTHERS[k]) && !reading_is_word(r, i + 1, STR("cạnh")))
                return false;
    return from <= to && clause_is_near(c, from, to, SIGNER_GAP_MAX);
}

/* "bản ghi nhớ được ký giữa A và B", "lễ ký kết bản ghi nhớ giữa A và B". */
static bool is_between(struct clause *c, const struct found *t)
{
    const struct reading *r = c->s->r;
    const struct actor *signers[CLAUSE_OBJECTS_MAX];
    size_t after = 0;
    size_t i = t->end;
    while (i < c->to && i - t->end < SIGNER_GAP_MAX && !r->pieces[i].sign &&
           !reading_span(r, i, GAZ_TRIGGER) && !reading_is_word(r, i, STR("giữa")))
        i++; /* not "được ký là kết quả cuộc hội đàm giữa" */
    if (!reading_is_word(r, i, STR("giữa")) ||
        !(has_agreement(c, t->end) || agreement_before(c, t->at)) ||
        clause_find_objects(c, i + 1, signers, &after) != 2 || !is_person(signers[0]) ||
        !is_person(signers[1]))
        return false;
    struct event event = clause_event(c, EVENT_SIGNING, t);
    event.at = story_fact(c->s, t->at, signers[1]->to, CONFIDENCE_LIKELY);
    event.host = story_person_name(c->s, signers[0]->person);
    event.head = story_person_name(c->s, signers[1]->person);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    clause_set_place(c, t, &event);
    (void)story_add_event(c->s, &event);
    return true;
}

void clause_signing(struct clause *c, const struct found *t)
{
    if (c->probing || is_between(c, t) || is_witnessed(c, t->at) || is_noun(c, t->at))
        return;
    const struct actor *last = last_before(c, t->at);
    bool passive = last && is_passive(c, last->from) && agreement_before(c, last->from);
    if (!last || !(has_agreement(c, t->end) || passive) || !is_signer_near(c, last->to, t->at))
        return;
    const struct actor *first = joined_before(c, last);
    if (clause_is_dependent(c, first ? first : last))
        return;
    const struct actor *second = first ? last : counterpart(c, t->end);
    first = first ? first : last;
    struct event event = clause_event(c, EVENT_SIGNING, t);
    event.at = story_fact(c->s, first->from, t->end, CONFIDENCE_LIKELY);
    event.host = story_person_name(c->s, first->person);
    if (second)
        event.head = story_person_name(c->s, second->person);
    clause_set_date(c->s, &event, clause_first_date(c, false));
    clause_set_place(c, t, &event);
    (void)story_add_event(c->s, &event);
}
