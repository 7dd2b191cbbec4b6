/* Agreements: a noun of events.tsv with what it is about, who signed, for which years. */
#include "register/story.h"

enum {
    NAME_PIECES = 16,      /* of an agreement's name behind its noun */
    STATE_GAP_BEFORE = 12, /* pieces before the noun where "ký" may stand */
    STATE_GAP_BEHIND = 14, /* and behind its name: "vừa mới ký kết" */
    CONFIDENT = 85,
};

/* The noun phrase of an agreement. */
struct phrase {
    size_t from; /* its number included */
    size_t noun;
    size_t end;
    int64_t count;
    const struct reading_hit *hit;
    bool capital;
};

static bool is_word(const struct reading *r, size_t i, const char *list)
{
    struct str rest = str_view(list);
    struct str item;
    while (str_next(&rest, ' ', &item))
        if (reading_is_word(r, i, item))
            return true;
    return false;
}

/* Up to nine in words, or digits. */
static int64_t number_at(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("hai"), STR_INIT("ba"),   STR_INIT("bốn"),
                                       STR_INIT("năm"), STR_INIT("sáu"),  STR_INIT("bảy"),
                                       STR_INIT("tám"), STR_INIT("chín"), STR_INIT("mười")};
    enum { FIRST = 2, MOST = 999 };
    int64_t value;
    if (i < r->n && str_to_int(reading_text(r, i, i + 1), &value) && value > 0 && value <= MOST)
        return value;
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i, WORDS[k]))
            return (int64_t)k + FIRST;
    return 0;
}

/* "tự do", "Hữu nghị và Hợp tác": words that end a name elsewhere. */
static bool goes_on(const struct reading *r, size_t i)
{
    if (reading_is_word(r, i, STR("do")))
        return is_word(r, i - 1, "tự Tự");
    return reading_is_word(r, i, STR("và")) && reading_is_capital(r, i + 1) &&
           reading_is_capital(r, i - 2) && !reading_span(r, i + 1, GAZ_AGREEMENT);
}

/* Where the name ends: at a sign, a verb, or a word that says whose it is. */
static size_t name_end(const struct reading *r, size_t i)
{
    size_t end = i;
    for (; end < r->n && end - i < NAME_PIECES && reading_goes_on(r, end - 1); end++) {
        if (reading_is_sign(r, end, '(') && reading_is_sign(r, end + 2, ')') &&
            reading_is_capital(r, end + 1)) {
            end += 3;
            break;
        }
        if (end > i && (reading_is_sign(r, end, '-') || goes_on(r, end)))
            continue;
        if (r->pieces[end].sign ||
            is_word(r, end,
                    "giữa của với đã được là sẽ vừa nhằm tại trong do cho có ngày để khi mà "
                    "này đó mới cùng vào trị bởi từ đang tới đến sau trước đạt theo nhân "
                    "hồi và trên dưới ký sẽ thì như bằng cũng đi") ||
            reading_span(r, end, GAZ_OCCASION))
            break;
    }
    while (end > i && (r->pieces[end - 1].sign == '-'))
        end--;
    return end;
}

static bool phrase_at(const struct reading *r, size_t i, struct phrase *out)
{
    const struct reading_hit *hit = reading_hit(r, i, GAZ_AGREEMENT);
    if (!hit)
        return false;
    *out = (struct phrase){.from = i, .noun = i, .hit = hit};
    out->capital = reading_is_capital(r, i);
    out->end = name_end(r, i + hit->pieces);
    for (size_t k = i + hit->pieces; k < out->end && str_eq(gaz_id(hit->id), STR("document")); k++)
        if (reading_is_word(r, k, STR("về")))
            out->end = k;
    if (i > 0 && reading_goes_on(r, i - 1))
        out->count = number_at(r, i - 1);
    if (out->count)
        out->from = i - 1;
    return true;
}

static bool is_signing(const struct reading *r, size_t i)
{
    const struct reading_hit *hit = reading_hit(r, i, GAZ_TRIGGER);
    size_t not = reading_span(r, i, GAZ_NOT);
    return hit && str_eq(gaz_id(hit->id), STR("signing")) && not < hit->pieces;
}

/* "ký: Hiệp định A; Thỏa thuận B", "5 văn kiện gồm: …": where the list an item stands in begins, or
 * the item when it stands in none. */
static size_t list_start(const struct reading *r, const struct phrase *p, size_t from)
{
    size_t i = p->from;
    if (i == from || !(reading_is_sign(r, i - 1, ';') || reading_is_sign(r, i - 1, ':')))
        return p->from;
    while (i > from && !reading_is_sign(r, i - 1, ':'))
        i--;
    return i > from ? i - 1 : p->from;
}

/* Whether what the list before `at` is of was signed: "ký" or a counted agreement before it. */
static bool is_signed_list(const struct story *s, size_t from, size_t at)
{
    const struct reading *r = s->r;
    size_t first = at > from + STATE_GAP_BEFORE ? at - STATE_GAP_BEFORE : from;
    bool noun = false;
    for (size_t i = first; i < at; i++) {
        if (is_signing(r, i))
            return true;
        noun = noun || reading_span(r, i, GAZ_AGREEMENT);
    }
    return noun && s->agreements.n > 0;
}

enum state { STATE_NONE, STATE_SIGNED, STATE_PROPOSED };

/* What stands before the noun decides first: "đàm phán để ký một", "chứng kiến lễ ký". */
static enum state state_of(const struct reading *r, const struct phrase *p, size_t from, size_t to)
{
    size_t first = p->from > from + STATE_GAP_BEFORE ? p->from - STATE_GAP_BEFORE : from;
    bool sign = false;
    for (size_t i = first; i < p->from; i++) {
        if (r->pieces[i].sign == ';')
            sign = false;
        sign = sign || is_signing(r, i);
    }
    for (size_t i = first; i < p->from; i++)
        if (reading_span(r, i, GAZ_PROPOSED) || (sign && reading_span(r, i, GAZ_FUTURE)))
            return STATE_PROPOSED;
    if (sign)
        return STATE_SIGNED;
    bool named = p->capital || p->count;
    for (size_t i = p->end; named && i < to && i - p->end < STATE_GAP_BEHIND; i++) {
        if (r->pieces[i].sign && r->pieces[i].sign != '(' && r->pieces[i].sign != ')')
            break;
        if (is_signing(r, i))
            return reading_span(r, i - 1, GAZ_FUTURE) ? STATE_PROPOSED : STATE_SIGNED;
    }
    return STATE_NONE;
}

/* -- who signed -- */

/* "giữa A và B": the two bodies or countries behind the word. */
static void parties_behind(struct story *s, size_t sentence, size_t at, struct fact_texts *out)
{
    uint32_t i;
    uint32_t end;
    for (story_mentions(s, sentence, &i, &end); i < end && out->n < 2; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->from < at || m->flags & MENTION_INSIDE)
            continue;
        if (m->kind == MENTION_ORGANIZATION || m->kind == MENTION_PLACE)
            story_add_text(s, out, story_thing_name(s, i));
    }
    if (out->n < 2)
        out->n = 0;
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

static void set_parties(struct story *s, size_t sentence, const struct phrase *p,
                        struct agreement *out)
{
    const struct reading *r = s->r;
    size_t from;
    size_t to;
    story_pieces(s, sentence, &from, &to);
    for (size_t i = p->end; i < to && i - p->end < 4; i++)
        if (reading_is_word(r, i, STR("giữa")))
            parties_behind(s, sentence, i, &out->parties);
    if (!out->parties.n && reading_is_word(r, p->end, STR("của"))) {
        size_t two = p->end;
        while (two < to && two - p->end < 8 && !reading_is_word(r, two, STR("hai")))
            two++;
        if (reading_is_word(r, two, STR("hai")) && reading_is_word(r, two + 1, STR("thủ")))
            capitals_parties(s, p->end + 1, two, &out->parties);
    }
    for (size_t i = p->from; i-- > from && !out->parties.n;)
        if (reading_is_word(r, i, STR("giữa")))
            parties_behind(s, sentence, i, &out->parties);
    for (size_t i = from; i + 1 < to && !out->parties.n; i++)
        if (reading_is_word(r, i, STR("hai")) && is_word(r, i + 1, "nước quốc"))
            out->parties = *two_countries(s);
}

/* -- one agreement -- */

static void set_period(struct story *s, const struct phrase *p, struct agreement *out)
{
    for (size_t i = p->noun; i < p->end; i++) {
        struct name_date date;
        if (names_date_at(s->r, i, &date) == i || !date.until_year)
            continue;
        out->period_from = story_date(s, &date);
        out->period_to = str_format(s->arena, "%04d", date.until_year);
        return;
    }
}

static bool same_agreement(const struct agreement *a, const struct agreement *b)
{
    if (a->count > 1 && a->count == b->count && str_eq(a->kind, b->kind))
        return true;
    return str_eq(a->name, b->name) &&
           (!a->parties.n || !b->parties.n || str_eq(a->parties.v[0], b->parties.v[0]));
}

static struct agreement *add_agreement(struct story *s, const struct agreement *agreement)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        struct agreement *known = vec_at(&s->agreements, i);
        if (same_agreement(known, agreement))
            return known;
    }
    if (s->agreements.n >= ANALYSIS_EVENTS_MAX)
        return NULL;
    struct agreement *added = vec_push(&s->agreements);
    if (added)
        *added = *agreement;
    return added;
}

static bool is_signed_noun(const struct reading_hit *hit)
{
    return str_eq(gaz_id(hit->id), STR("declaration"));
}

/* "việc ký thỏa thuận": what was named before with a capital. */
static bool named_before(const struct story *s, const struct phrase *p)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        const struct agreement *known = vec_at(&s->agreements, i);
        if (str_eq(known->kind, gaz_id(p->hit->id)))
            return true;
    }
    return false;
}

/* "chứng kiến lễ ký bản ghi nhớ": one more, though its like was named before. */
static bool is_witnessed(const struct reading *r, const struct phrase *p, size_t from)
{
    enum { WITNESS_GAP = 4 };
    size_t first = p->from > from + WITNESS_GAP ? p->from - WITNESS_GAP : from;
    for (size_t i = first; i < p->from; i++)
        if (reading_span(r, i, GAZ_WITNESS))
            return true;
    return false;
}

static void agreement(struct story *s, size_t sentence, const struct phrase *p)
{
    size_t from;
    size_t to;
    story_pieces(s, sentence, &from, &to);
    enum state state = state_of(s->r, p, from, to);
    size_t list = list_start(s->r, p, from);
    if (state == STATE_NONE && list < p->from && is_signed_list(s, from, list))
        state = STATE_SIGNED;
    bool bare = !p->count && !p->capital && p->end == p->noun + p->hit->pieces;
    bool vague = !p->count && str_eq(gaz_id(p->hit->id), STR("document"));
    if (p->from > from && reading_is_word(s->r, p->from - 1, STR("trong")) && p->count)
        return; /* "một trong bảy văn kiện" */
    if (vague || (!p->capital && !p->count && !is_witnessed(s->r, p, from) && named_before(s, p)))
        return;
    if (state == STATE_NONE || (bare && !is_signed_noun(p->hit) && p->hit->pieces < 3))
        return;
    struct agreement found = {.name = reading_text(s->r, p->from, p->end),
                              .kind = gaz_id(p->hit->id),
                              .count = p->count ? p->count : 1,
                              .proposed = state == STATE_PROPOSED,
                              .event = FACT_NONE};
    found.at = story_fact(s, p->from, p->end, CONFIDENT);
    set_period(s, p, &found);
    set_parties(s, sentence, p, &found);
    (void)add_agreement(s, &found);
}

void story_agreements(struct story *s)
{
    for (size_t k = 0; k < s->r->sentences_n; k++) {
        size_t i;
        size_t to;
        for (story_pieces(s, k, &i, &to); i < to; i++) {
            struct phrase p;
            if (!phrase_at(s->r, i, &p))
                continue;
            agreement(s, k, &p);
            i = p.end - 1;
        }
    }
}
