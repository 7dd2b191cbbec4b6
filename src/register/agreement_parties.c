/* Who agreed with whom: "giữa A và B", "A ký với B", "A và B ký", "hai nước". */
#include "register/agreements.h"

enum {
    PARTIES_MAX = 6,      /* of one agreement, when they stand in a row */
    JOINT_GAP_MAX = 4,    /* pieces between two of them: ", thành phố", "và Chính phủ" */
    BETWEEN_GAP_MAX = 8,  /* between the name and "giữa": "đã được ký kết" */
    FIRST_GAP_MAX = 6,    /* between "giữa" and the first: "lãnh đạo các cơ quan của" */
    COUNTERPART_MAX = 6,  /* between the name and "với" */
    SIGNERS_GAP_MAX = 12, /* between who signs and "ký" */
    CAPITALS_GAP_MAX = 8,
};

/* A body or a place that can be a party: not within another name. */
static bool is_party(const struct story *s, uint32_t i)
{
    const struct mention *m = &s->names->v[i];
    if (m->flags & (MENTION_INSIDE | MENTION_IN_GROUP))
        return false;
    return (m->kind == MENTION_ORGANIZATION || m->kind == MENTION_PLACE) &&
           story_thing_name(s, i).n > 0;
}

/* "A, B" and "A và B": nothing but a comma, "và", "với" and small words between. */
static bool is_joined(const struct reading *r, size_t from, size_t to)
{
    bool joint = false;
    if (to < from || to - from > JOINT_GAP_MAX)
        return false;
    for (size_t i = from; i < to; i++) {
        if (r->pieces[i].sign && r->pieces[i].sign != ',' && r->pieces[i].sign != '-')
            return false;
        joint = joint || r->pieces[i].sign || agreement_is_word(r, i, "và với cùng");
    }
    return joint;
}

/* "Tập đoàn X (Nhật Bản)": where the bracket behind a party ends. */
static size_t behind_bracket(const struct reading *r, size_t i)
{
    enum { BRACKET_MAX = 6 };
    if (!reading_is_sign(r, i, '('))
        return i;
    for (size_t k = i; k < r->n && k - i <= BRACKET_MAX; k++)
        if (reading_is_sign(r, k, ')'))
            return k + 1;
    return i;
}

/* "thành phố Incheon (Hàn Quốc) ký": what stands in brackets says where the party is. */
static bool in_bracket(const struct reading *r, size_t i)
{
    enum { BRACKET_MAX = 6 };
    for (size_t k = i; k-- > 0 && i - k <= BRACKET_MAX && reading_goes_on(r, k);) {
        if (reading_is_sign(r, k, '('))
            return behind_bracket(r, k) > k;
        if (reading_is_sign(r, k, ')'))
            return false;
    }
    return false;
}

/* A party is an organization of the article, a government too. */
static void add_party(struct story *s, uint32_t mention, struct fact_texts *out)
{
    struct thing *thing = vec_at(&s->people->things, s->people->thing[mention]);
    thing->shown = !thing->hidden;
    story_add_text(s, out, thing->name);
}

/* The parties in a row from piece `at` on. */
static void row_of_parties(struct story *s, size_t sentence, size_t at, struct fact_texts *out)
{
    uint32_t i;
    uint32_t end;
    size_t last = at;
    for (story_mentions(s, sentence, &i, &end); i < end && out->n < PARTIES_MAX; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->from < last || !is_party(s, i))
            continue;
        if (out->n ? !is_joined(s->r, last, m->from) : m->from - at > FIRST_GAP_MAX)
            break;
        add_party(s, i, out);
        last = behind_bracket(s->r, m->to);
    }
}

/* "Chủ tịch VFF A và Chủ tịch KFA B ký": the bodies led by those who stand between pieces from and to. */
static void led_by_signers(struct story *s, size_t sentence, size_t from, size_t to,
                           struct fact_texts *out)
{
    uint32_t i;
    uint32_t end;
    enum { HEAD_GAP = 2 }; /* "Chủ tịch Tập đoàn FPT" */
    uint32_t found[PARTIES_MAX];
    uint32_t last = MENTION_NONE; /* the office of the one before: its first body counts */
    size_t n = 0;
    for (story_mentions(s, sentence, &i, &end); i < end && n < PARTIES_MAX; i++) {
        const struct mention *m = &s->names->v[i];
        const struct mention *office = m->of == MENTION_NONE ? NULL : &s->names->v[m->of];
        if (m->kind == MENTION_ORGANIZATION && m->from >= from && m->to <= to && office &&
            m->of != last && m->from - office->head <= HEAD_GAP && office->kind == MENTION_OFFICE &&
            office->of != MENTION_NONE && s->people->thing[i] != THING_NONE &&
            reading_span(s->r, office->from, GAZ_OFFICE)) {
            found[n++] = i;
            last = m->of;
        }
    }
    for (size_t k = 0; k < n && n > 1; k++)
        add_party(s, found[k], out);
}

/* "giữa A và B" from piece `at` on: one alone is none. */
static void between(struct story *s, size_t sentence, size_t at, struct fact_texts *out)
{
    enum { LED_MAX = 30 }; /* "giữa Chủ tịch UBND tỉnh X … và Chủ tịch Tập đoàn Y …" */
    row_of_parties(s, sentence, at, out);
    if (out->n < 2)
        out->n = 0;
    if (!out->n)
        led_by_signers(s, sentence, at, at + LED_MAX, out);
}

/* The two countries the article names most, in the order it names them. */
static const struct fact_texts *two_countries(struct story *s)
{
    const struct thing *best[2] = {NULL, NULL};
    for (size_t i = 0; i < s->people->things.n && !s->countries_known; i++) {
        const struct thing *thing = vec_at(&s->people->things, i);
        const struct mention *m = &s->names->v[thing->first];
        if (m->kind != MENTION_PLACE || !reading_span(s->r, m->from, GAZ_COUNTRY))
            continue;
        if (!best[0] || thing->count > best[0]->count) {
            best[1] = best[0];
            best[0] = thing;
        } else if (!best[1] || thing->count > best[1]->count) {
            best[1] = thing;
        }
    }
    s->countries_known = true;
    if (best[1]) {
        const struct mention *second = &s->names->v[best[1]->first];
        bool home = str_eq(gaz_id(second->id), STR("VN")); /* our side stands first */
        bool swapped = home || (best[1]->first < best[0]->first &&
                                !str_eq(gaz_id(s->names->v[best[0]->first].id), STR("VN")));
        story_add_text(s, &s->countries, best[swapped]->name);
        story_add_text(s, &s->countries, best[!swapped]->name);
    }
    return &s->countries;
}

/* The first two places the article calls capitals. */
static const struct fact_texts *two_capitals(struct story *s)
{
    for (uint32_t i = 0; i < s->names->n && s->capitals.n < 2 && !s->capitals_known; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->kind == MENTION_PLACE && m->from > 1 &&
            reading_span_id(s->r, m->from - 2, GAZ_PLACE_TYPE, STR("capital")) == 2)
            story_add_text(s, &s->capitals, story_thing_name(s, i));
    }
    s->capitals_known = true;
    return &s->capitals;
}

/* "của các cơ quan của hai thủ đô", between pieces from..two - 1. */
static void capitals_parties(struct story *s, size_t from, size_t two, struct fact_texts *out)
{
    const struct fact_texts *capitals = two_capitals(s);
    struct str whose = reading_text(s->r, from, two);
    for (size_t i = 0; i < capitals->n && capitals->n == 2; i++)
        story_add_text(s, out,
                       str_format(s->arena, "%.*s%sthủ đô %.*s", STR_ARG(whose), whose.n ? " " : "",
                                  STR_ARG(capitals->v[i])));
}

/* -- "A ký với B" -- */

/* "tại Mumbai": where it was signed, not who. */
static bool is_where(const struct reading *r, const struct mention *m)
{
    size_t i = m->from;
    while (i > 0 && reading_span(r, i - 1, GAZ_PLACE_TYPE))
        i--;
    return m->kind == MENTION_PLACE && i > 0 &&
           agreement_is_word(r, i - 1, "tại ở đến tới thăm sang của từ Tại");
}

/* The last party, and those in a row with it, before piece `at`. */
static void signers_before(struct story *s, size_t sentence, size_t at, struct fact_texts *out)
{
    uint32_t first;
    uint32_t end;
    uint32_t start = MENTION_NONE;
    story_mentions(s, sentence, &first, &end);
    size_t next = at;
    for (uint32_t i = end; i-- > first;) {
        const struct mention *m = &s->names->v[i];
        if (m->to > next || !is_party(s, i) || is_where(s->r, m) || in_bracket(s->r, m->from))
            continue;
        size_t behind = behind_bracket(s->r, m->to);
        if (start == MENTION_NONE ? at - m->to > SIGNERS_GAP_MAX
                                  : !is_joined(s->r, behind < next ? behind : m->to, next))
            break;
        start = i;
        next = m->from;
    }
    if (start != MENTION_NONE)
        row_of_parties(s, sentence, s->names->v[start].from, out);
}

/* Where "ký" stands before the name, nothing but plain words between; `to` when it does not. */
static size_t signing_before(const struct reading *r, const struct phrase *p, size_t from)
{
    enum { NEAR = 8 };
    size_t first = p->from > from + NEAR ? p->from - NEAR : from;
    for (size_t i = p->from; i-- > first && !r->pieces[i].sign;)
        if (agreement_is_signing(r, i))
            return i;
    return p->from;
}

static void signing_parties(struct story *s, size_t sentence, const struct phrase *p, size_t from,
                            struct fact_texts *out)
{
    size_t at = signing_before(s->r, p, from);
    if (at == p->from || agreement_is_witnessed(s->r, p, from))
        return;
    signers_before(s, sentence, at, out);
    if (!out->n)
        led_by_signers(s, sentence, 0, at, out);
    for (size_t i = p->end; i < s->r->n && i - p->end <= COUNTERPART_MAX; i++) {
        if (s->r->pieces[i].sign && !reading_is_sign(s->r, i, '('))
            break;
        if (!reading_is_word(s->r, i, STR("với")))
            continue;
        struct fact_texts others = {NULL, 0};
        row_of_parties(s, sentence, i + 1, &others);
        for (size_t k = 0; k < others.n; k++)
            story_add_text(s, out, others.v[k]);
        break;
    }
}

/* "của các cơ quan của hai thủ đô" behind the name. */
static void of_capitals(struct story *s, const struct phrase *p, size_t to, struct fact_texts *out)
{
    const struct reading *r = s->r;
    size_t two = p->end;
    if (!reading_is_word(r, p->end, STR("của")))
        return;
    while (two < to && two - p->end < CAPITALS_GAP_MAX && !reading_is_word(r, two, STR("hai")))
        two++;
    if (reading_is_word(r, two, STR("hai")) && reading_is_word(r, two + 1, STR("thủ")))
        capitals_parties(s, p->end + 1, two, out);
}

/* "Hiệp định thương mại tự do Việt Nam - EU": two within the name, a hyphen between. */
static void named_pair(struct story *s, size_t sentence, const struct phrase *p,
                       struct fact_texts *out)
{
    uint32_t i;
    uint32_t end;
    for (story_mentions(s, sentence, &i, &end); i + 1 < end; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->from < p->noun || !reading_is_sign(s->r, m->to, '-') || !is_party(s, i))
            continue;
        uint32_t other = i + 1;
        while (other < end && s->names->v[other].from <= m->to)
            other++;
        if (other < end && s->names->v[other].from == m->to + 1 &&
            s->names->v[other].to <= p->end && is_party(s, other)) {
            add_party(s, i, out);
            add_party(s, other, out);
        }
        return;
    }
}

void agreement_parties(struct story *s, size_t sentence, const struct phrase *p,
                       struct fact_texts *out)
{
    const struct reading *r = s->r;
    size_t from;
    size_t to;
    story_pieces(s, sentence, &from, &to);
    named_pair(s, sentence, p, out);
    for (size_t i = p->end; i < to && i - p->end < BETWEEN_GAP_MAX && !out->n; i++) {
        if (reading_span(r, i, GAZ_AGREEMENT))
            break; /* "12 văn kiện, trong đó có Bản ghi nhớ giữa A và B": the parties of that one */
        if (reading_is_word(r, i, STR("giữa")))
            between(s, sentence, i + 1, out);
    }
    if (!out->n)
        of_capitals(s, p, to, out);
    if (!out->n)
        signing_parties(s, sentence, p, from, out);
    if (out->n == 1)
        return;
    for (size_t i = p->from; i-- > from && !out->n && !reading_is_sign(r, i, ';');)
        if (reading_is_word(r, i, STR("giữa")))
            between(s, sentence, i + 1, out);
    for (size_t i = from; i + 1 < to && !out->n; i++)
        if (agreement_is_word(r, i, "hai Hai") && agreement_is_word(r, i + 1, "nước quốc"))
            *out = *two_countries(s);
}
