#include "text/names.h"

#include "base/vec.h"
#include "text/names_part.h"

enum {
    CHAIN_MAX = 16,        /* offices of one person in a row; more stay unattached */
    CREDIT_PIECES_MAX = 8, /* of a photograph's credit */
    BYLINE_PIECES_MAX = 12,
    UNLISTED_MAX = 32,   /* places of one article that persons are compared with */
    PLACE_WORDS_MAX = 2, /* of a place that could be taken for a person */
};

/* Offices in a row, with nothing but commas, "kiêm" and dashes between them. */
struct chain {
    uint32_t v[CHAIN_MAX];
    size_t n;
    size_t end;      /* the piece behind the last office or joint */
    uint32_t person; /* whom the chain follows, or MENTION_NONE */
    bool known;      /* that person has offices before the name */
    bool comma;      /* the last joint was a comma */
    bool taken;      /* "giữ chức": not how the article introduces the person */
};

struct scan {
    const struct reading *r;
    struct vec found;         /* struct mention */
    struct vec known;         /* struct name_known: companies */
    struct vec abbreviations; /* struct name_abbreviation */
    struct chain chain;
    size_t at;
    bool titled; /* an office, rank or form of address ends here */
    bool addressed;
};

static struct mention *mention_at(const struct scan *s, size_t i)
{
    return vec_at(&s->found, i);
}

static uint32_t add(struct scan *s, struct mention m)
{
    struct mention *kept = vec_push(&s->found);
    if (!kept)
        return MENTION_NONE;
    *kept = m;
    return (uint32_t)(s->found.n - 1);
}

static uint32_t add_span(struct scan *s, enum mention_kind kind, size_t from, size_t to)
{
    size_t last = s->r->sentences[s->r->pieces[from].sentence].to;
    return add(s, (struct mention){.kind = kind,
                                   .from = (uint32_t)from,
                                   .to = (uint32_t)(to < last ? to : last),
                                   .of = MENTION_NONE,
                                   .head = (uint32_t)from,
                                   .id = NAMES_NO_ID});
}

/* -- chains of offices -- */

static void give_chain(struct scan *s, uint32_t person, uint16_t flag)
{
    for (size_t i = 0; i < s->chain.n; i++) {
        struct mention *office = mention_at(s, s->chain.v[i]);
        if (!office)
            continue;
        office->of = person;
        office->flags |= flag;
    }
    s->chain.n = 0;
}

/* The chain is over without a name behind it. */
static void end_chain(struct scan *s)
{
    if (s->chain.person != MENTION_NONE)
        give_chain(s, s->chain.person, s->chain.taken ? 0 : MENTION_APPOSED);
    s->chain.n = 0;
    s->chain.taken = false;
    s->chain.person = MENTION_NONE;
    s->chain.comma = false;
}

/* "thừa ủy quyền của Thủ tướng, Bộ trưởng A": whoever leads a state or its government is no minister. */
static bool is_of_superior(const struct scan *s, const struct mention *office,
                           const struct mention *next)
{
    const struct reading *r = s->r;
    return office && next && office->from > 0 && reading_is_word(r, office->from - 1, STR("của")) &&
           reading_span_id(r, office->from, GAZ_OFFICE, STR("alone")) &&
           !reading_span_id(r, next->from, GAZ_OFFICE, STR("alone")) &&
           !reading_is_word(r, office->from, STR("Phó")) && reading_is_sign(r, office->to, ',');
}

/* The offices before a name: the last one touches it, the others are its own less surely. */
static void give_before(struct scan *s, uint32_t person)
{
    struct chain *c = &s->chain;
    if (c->n > 1 && is_of_superior(s, mention_at(s, c->v[0]), mention_at(s, c->v[1]))) {
        for (size_t i = 1; i < c->n; i++)
            c->v[i - 1] = c->v[i];
        c->n--;
    }
    for (size_t i = 0; i + 1 < c->n; i++) {
        struct mention *office = mention_at(s, c->v[i]);
        if (office)
            office->flags |= MENTION_APART;
    }
    give_chain(s, person, (uint16_t)(MENTION_BEFORE | (c->comma ? MENTION_COMMA : 0)));
}

/* "ông A, Chủ tịch, Tổng Giám đốc X, Phó Thủ tướng B": whoever has had no office yet has all but the last one, which
 * touches the next name. */
static void give_apposed(struct scan *s)
{
    struct chain *c = &s->chain;
    const struct mention *person = mention_at(s, c->person);
    if (c->n < 2 || c->known || !person || !(person->flags & MENTION_ADDRESSED))
        return;
    uint32_t last = c->v[c->n - 1];
    c->n--;
    give_chain(s, c->person, MENTION_APPOSED);
    c->v[c->n++] = last;
}

/* A name: the chain before it is its own, or the person's before the chain if a comma parts them. */
static void chain_meets_person(struct scan *s, uint32_t person)
{
    struct chain *c = &s->chain;
    bool before = false;
    if (c->n && c->comma && c->person != MENTION_NONE) {
        end_chain(s);
    } else if (c->n) {
        if (c->person != MENTION_NONE)
            give_apposed(s);
        give_before(s, person);
        before = true;
    }
    c->n = 0;
    c->person = person;
    c->known = before;
    c->end = mention_at(s, person) ? mention_at(s, person)->to : 0;
    c->comma = false;
}

/* -- organizations the article makes known -- */

static bool is_abbreviation(const struct scan *s, size_t i)
{
    if (!s->abbreviations.n || !reading_is_capital(s->r, i))
        return false;
    for (size_t k = 0; k < s->abbreviations.n; k++)
        if (((struct name_abbreviation *)vec_at(&s->abbreviations, k))->key == s->r->pieces[i].key)
            return true;
    return false;
}

/* "Hiệp định thương mại tự do Việt Nam - EU (EVFTA)": the bracket is the agreement's. */
static bool of_agreement(const struct reading *r, size_t i)
{
    enum { NAME_MAX = 14 };
    for (size_t k = i; k-- > 0 && i - k <= NAME_MAX && reading_goes_on(r, k);) {
        if (reading_span(r, k, GAZ_AGREEMENT))
            return true;
        if (r->pieces[k].sign && r->pieces[k].sign != '-')
            return false;
    }
    return false;
}

/* "Liên đoàn Bóng đá Việt Nam (VFF)": from here on VFF is an organization. */
static void learn_abbreviation(struct scan *s, size_t from, size_t to)
{
    size_t at;
    if (s->abbreviations.n >= NAMES_ABBREVIATIONS_MAX || of_agreement(s->r, from) ||
        !name_abbreviation_behind(s->r, to, &at) || is_abbreviation(s, at))
        return;
    struct name_abbreviation *found = vec_push(&s->abbreviations);
    uint32_t end = (uint32_t)(at < to ? at - 1 : to);
    if (found)
        *found = (struct name_abbreviation){s->r->pieces[at].key, (uint32_t)from, end};
}

/* -- what stands inside a mention -- */

/* Places and organizations within pieces from..to - 1 of mention `of`. */
static void add_inside(struct scan *s, size_t from, size_t to, uint32_t of, uint16_t flag)
{
    const struct reading *r = s->r;
    struct name_part part;
    struct name_place place;
    for (size_t i = from; i < to; i++) {
        if (name_organization_at(r, i, &part) && part.end <= to && !part.weak &&
            (part.proper || part.party)) {
            uint32_t inner = add_span(s, MENTION_ORGANIZATION, i, part.end);
            struct mention *m = inner == MENTION_NONE ? NULL : mention_at(s, inner);
            if (m) {
                m->of = of;
                m->head = (uint32_t)part.head;
                m->id = part.id;
                m->flags = (uint16_t)(flag | (part.party ? MENTION_PARTY : 0));
            }
            flag |= MENTION_INSIDE;
            learn_abbreviation(s, i, part.end);
        }
        if (!name_place_at(r, i, &place) || place.end > to)
            continue;
        uint32_t inner = add_span(s, MENTION_PLACE, place.from, place.end);
        struct mention *m = inner == MENTION_NONE ? NULL : mention_at(s, inner);
        if (m) {
            m->of = of;
            m->id = place.id;
            m->flags = (uint16_t)(flag | (place.id == NAMES_NO_ID ? 0 : MENTION_LISTED));
        }
        i = place.end - 1;
    }
}

/* -- steps of the scan; each moves s->at and returns true, or leaves it -- */

/* "Tổng Giám đốc Tập đoàn Valmer (Đức) Karl Weiss": the country in brackets parts no office from its holder. */
static void skip_country(struct scan *s)
{
    const struct reading *r = s->r;
    const struct reading_hit *place =
        reading_is_sign(r, s->at, '(') ? names_listed_place(r, s->at + 1) : NULL;
    size_t close = place ? s->at + 1 + place->pieces : 0;
    if (!place || !reading_is_sign(r, close, ')') || !reading_goes_on(r, close) ||
        !reading_is_capital(r, close + 1))
        return;
    uint32_t added = add_span(s, MENTION_PLACE, s->at + 1, close);
    if (added == MENTION_NONE)
        return;
    mention_at(s, added)->id = place->id;
    mention_at(s, added)->flags = MENTION_LISTED;
    s->at = close + 1;
}

/* "Thủ hiến vùng Valmer, Đức Karl Weiss": nor does the country its place lies in, behind a comma. */
static void skip_place_country(struct scan *s)
{
    const struct reading *r = s->r;
    const struct reading_hit *country =
        reading_is_sign(r, s->at, ',') ? reading_hit(r, s->at + 1, GAZ_COUNTRY) : NULL;
    size_t end = country ? s->at + 1 + country->pieces : 0;
    if (!country || !reading_goes_on(r, end - 1) || reading_is_vietnamese(r, end) ||
        reading_span(r, end, GAZ_OFFICE) || names_listed_place(r, end) ||
        names_listed_place(r, s->at - 1) == NULL || name_run_end(r, end) < end + 2)
        return;
    uint32_t added = add_span(s, MENTION_PLACE, s->at + 1, end);
    if (added == MENTION_NONE)
        return;
    mention_at(s, added)->id = country->id;
    mention_at(s, added)->flags = MENTION_LISTED;
    s->at = end;
}

/* "Tổng thống nước chủ nhà Karl Weiss": nor do words for a country that was named. */
static void skip_said_country(struct scan *s)
{
    const struct reading *r = s->r;
    size_t end = s->at + 2;
    if (!reading_is_word(r, s->at, STR("nước")))
        return;
    if (reading_is_word(r, s->at + 1, STR("chủ")) || reading_is_word(r, s->at + 1, STR("sở")))
        end++;
    else if (!reading_is_word(r, s->at + 1, STR("này")) &&
             !reading_is_word(r, s->at + 1, STR("bạn")))
        return;
    if (reading_goes_on(r, end - 1) && reading_is_capital(r, end))
        s->at = end;
}

/* "Chủ tịch Quốc hội (QH) Trần Văn Nam": nor does the abbreviation of what was said. */
static void skip_abbreviation(struct scan *s)
{
    const struct reading *r = s->r;
    size_t close = s->at + 2;
    if (reading_is_sign(r, s->at, '(') && reading_is_sign(r, close, ')') &&
        r->pieces[s->at + 1].letters == CASE_UPPER && reading_goes_on(r, close) &&
        name_vietnamese_end(r, close + 1) > close + 1)
        s->at = close + 1;
}

/* "giữ chức", "được bầu làm" right before piece i, and nobody gives it up. */
static bool takes_office(const struct reading *r, size_t i)
{
    enum { GIVEN_GAP = 4, ONCE_GAP = 8 };
    static const struct str GIVEN[] = {STR_INIT("giữ"), STR_INIT("bầu"), STR_INIT("nhiệm"),
                                       STR_INIT("chuẩn"), STR_INIT("cử")};
    static const struct str ONCE[] = {STR_INIT("thôi"), STR_INIT("từng"), STR_INIT("miễn"),
                                      STR_INIT("khi"),  STR_INIT("đến"),  STR_INIT("ứng")};
    bool as =
        i > 0 && (reading_is_word(r, i - 1, STR("chức")) || reading_is_word(r, i - 1, STR("làm")) ||
                  reading_is_word(r, i - 1, STR("vụ")) || reading_is_word(r, i - 1, STR("vị")));
    bool given = false;
    for (size_t at = i; as && at-- > 0 && i - at <= ONCE_GAP && reading_goes_on(r, at);) {
        for (size_t k = 0; k < COUNT_OF(GIVEN) && i - at <= GIVEN_GAP; k++)
            given = given || reading_is_word(r, at, GIVEN[k]);
        for (size_t k = 0; k < COUNT_OF(ONCE); k++)
            if (reading_is_word(r, at, ONCE[k]))
                return false;
    }
    return given;
}

/* "bổ nhiệm ông A, Phó Giám đốc Sở X, giữ chức Giám đốc Sở X": the office at piece i is of who was named last. */
static void reopen_chain(struct scan *s)
{
    size_t sentence = s->r->pieces[s->at].sentence;
    if (!takes_office(s->r, s->at))
        return;
    end_chain(s);
    for (size_t i = s->found.n; i-- > 0;) {
        const struct mention *m = mention_at(s, i);
        if (s->r->pieces[m->from].sentence != sentence)
            return;
        if (m->kind != MENTION_PERSON)
            continue;
        s->chain.person = (uint32_t)i;
        s->chain.known = true;
        s->chain.taken = true;
        s->chain.end = s->at;
        return;
    }
}

/* "Cố vấn của Tổng thống về các vấn đề giáo dục Karl Weiss", "Phó Giám đốc phụ trách kinh doanh Lê Thu Hà": plain words
 * for what the office is there for, up to the name. The piece behind them, or i. */
static size_t charge_end(const struct reading *r, size_t i)
{
    enum { CHARGE_MAX = 8 };
    bool charge = reading_is_word(r, i, STR("về")) ||
                  (reading_is_word(r, i, STR("phụ")) && reading_is_word(r, i + 1, STR("trách")));
    size_t k = i + 1;
    while (charge && k - i <= CHARGE_MAX && reading_goes_on(r, k - 1)) {
        size_t n = reading_is_lower(r, k) && !reading_span(r, k, GAZ_TRIGGER);
        if (!n && k > i + 1 && reading_is_capital(r, k) && name_vietnamese_end(r, k) == k) {
            const struct reading_hit *place = names_listed_place(r, k);
            size_t head = reading_span(r, k, GAZ_ORG_HEAD);
            n = reading_span(r, k, GAZ_FIELD);
            n = head > n ? head : n;
            n = place && place->pieces > n ? place->pieces : n;
        }
        if (!n)
            break;
        k += n;
    }
    if (!charge || k < i + 2 || !reading_goes_on(r, k - 1))
        return i;
    if (reading_is_sign(r, k, ',') && reading_goes_on(r, k) &&
        reading_span(r, k + 1, GAZ_HONORIFIC))
        return k; /* "Đặc phái viên Liên hợp quốc về vấn đề Syria, ông A" */
    if (!reading_is_capital(r, k))
        return i;
    bool foreign = name_run_end(r, k) >= k + 2 && !reading_is_vietnamese(r, k) &&
                   !names_listed_place(r, k) && !reading_span(r, k, GAZ_ORG_NAME) &&
                   !reading_span(r, k, GAZ_ORG_HEAD) && !reading_span(r, k, GAZ_OFFICE);
    return foreign || name_vietnamese_end(r, k) > k ? k : i;
}

static bool step_office(struct scan *s)
{
    struct name_part part;
    if (!name_office_at(s->r, s->at, &part))
        return false;
    reopen_chain(s);
    part.end = charge_end(s->r, part.end);
    bool former = reading_span(s->r, s->at, GAZ_FORMER) > 0;
    uint32_t office = add_span(s, MENTION_OFFICE, s->at, part.end);
    if (office == MENTION_NONE)
        return false;
    struct mention *m = mention_at(s, office);
    m->head = (uint32_t)part.head;
    m->id = part.id;
    m->flags = (uint16_t)(former ? MENTION_FORMER : 0);
    if (s->chain.end != s->at || s->chain.n == CHAIN_MAX)
        end_chain(s);
    s->chain.v[s->chain.n++] = office;
    s->chain.comma = false;
    add_inside(s, part.head, part.end, office, MENTION_INSIDE);
    s->at = part.end;
    skip_country(s);
    skip_place_country(s);
    skip_said_country(s);
    skip_abbreviation(s);
    s->chain.end = s->at;
    s->titled = true;
    s->addressed = false;
    return true;
}

static bool step_place(struct scan *s)
{
    struct name_place place;
    if (!name_place_at(s->r, s->at, &place))
        return false;
    uint32_t added = add_span(s, MENTION_PLACE, place.from, place.end);
    if (added == MENTION_NONE)
        return false;
    mention_at(s, added)->id = place.id;
    mention_at(s, added)->flags = (uint16_t)(place.id == NAMES_NO_ID ? 0 : MENTION_LISTED);
    s->at = place.end;
    return true;
}

/* A rank or a form of address; the chain may go on over it to the name. */
static bool step_title(struct scan *s)
{
    const struct reading *r = s->r;
    size_t n = reading_span(r, s->at, GAZ_RANK);
    size_t honorific = reading_span(r, s->at, GAZ_HONORIFIC);
    size_t role = reading_span(r, s->at, GAZ_ROLE);
    size_t spouse = reading_span(r, s->at, GAZ_SPOUSE);
    n = honorific > n ? honorific : n;
    n = role > n ? role : n;
    n = spouse > n ? spouse : n;
    if (!n || (n == honorific && n == 1 && reading_is_capital(r, s->at) &&
               !reading_is_capital(r, s->at + 1) && names_listed_place(r, s->at)))
        return false; /* "tại Anh, …" */
    if (spouse == n || role == n)
        end_chain(s);
    bool counterpart = role == n && reading_span_id(r, s->at, GAZ_ROLE, STR("counterpart")) > 0;
    if (s->chain.end == s->at)
        s->chain.end = s->at + n;
    s->at += n;
    if (counterpart && reading_span(r, s->at, GAZ_COUNTRY))
        (void)step_place(s); /* "người đồng nhiệm Nga Sergey Lavrov" */
    while (reading_is_sign(r, s->at, ',') && reading_span(r, s->at + 1, GAZ_RANK)) {
        s->at += 1 + reading_span(r, s->at + 1, GAZ_RANK);
        s->chain.end = s->at;
    }
    if (reading_is_sign(r, s->at, ':'))
        s->at++;
    s->titled = true;
    s->addressed = true;
    return true;
}

/* "bà Élodie Carvannes, Thị trưởng Valmeray, …": an office in apposition takes the unlisted name that stands
 * between it and the comma, because its holder has been named. */
static bool step_seat(struct scan *s)
{
    const struct reading *r = s->r;
    struct chain *c = &s->chain;
    const struct mention *person = c->person != MENTION_NONE ? mention_at(s, c->person) : NULL;
    if (!s->titled || s->addressed || !c->n || c->end != s->at || !person ||
        !(person->flags & MENTION_ADDRESSED) || name_vietnamese_end(r, s->at) > s->at)
        return false;
    size_t end = name_run_end(r, s->at);
    bool single = end == s->at + 1;
    struct mention *office = mention_at(s, c->v[c->n - 1]);
    bool body = office && office->to > office->head;
    if (!office || end == s->at || !(single || body) || !reading_is_sign(r, end, ','))
        return false;
    office->to = (uint32_t)end;
    uint32_t place = single ? add_span(s, MENTION_PLACE, s->at, end) : MENTION_NONE;
    if (place != MENTION_NONE) {
        mention_at(s, place)->of = c->v[c->n - 1];
        mention_at(s, place)->flags = MENTION_INSIDE;
    }
    c->end = end;
    s->at = end;
    return true;
}

/* "ông A - Giám đốc điều hành Valmer tại Hà Nội -": behind the office of one who was named stands whose office it is, a
 * word of no Vietnamese spelling or one with its country behind it. */
static bool step_employer(struct scan *s)
{
    const struct reading *r = s->r;
    struct chain *c = &s->chain;
    const struct mention *person = c->person != MENTION_NONE ? mention_at(s, c->person) : NULL;
    struct mention *office = c->n ? mention_at(s, c->v[c->n - 1]) : NULL;
    if (!s->titled || s->addressed || !office || c->known || c->end != s->at || !person ||
        !(person->flags & MENTION_ADDRESSED) || office->to != office->head ||
        !reading_span_id(r, office->from, GAZ_OFFICE, STR("any")) ||
        reading_is_vietnamese(r, s->at) || names_listed_place(r, s->at))
        return false;
    size_t end = s->at + 1;
    const struct reading_hit *place = reading_goes_on(r, s->at) ? names_listed_place(r, end) : NULL;
    if (!place && reading_is_word(r, end, STR("tại"))) {
        place = names_listed_place(r, end + 1);
        end += place ? 1 : 0;
    }
    end += place ? place->pieces : 0;
    if (reading_goes_on(r, end - 1) && reading_is_capital(r, end))
        return false;
    office->to = (uint32_t)end;
    add_inside(s, s->at, end, c->v[c->n - 1], MENTION_INSIDE);
    c->end = end;
    s->at = end;
    return true;
}

/* "đường Võ Nguyên Giáp", "Giải thưởng Tạ Quang Bửu": what bears a person's name. */
static bool step_namesake(struct scan *s)
{
    static const struct str WORDS[] = {
        STR_INIT("đường"),  STR_INIT("phố"), STR_INIT("cầu"), STR_INIT("Đường"), STR_INIT("Cầu"),
        STR_INIT("thưởng"), STR_INIT("lộ"),  STR_INIT("hầm"), STR_INIT("bổng"),  STR_INIT("tàng")};
    const struct reading *r = s->r;
    bool borne = false;
    for (size_t k = 0; s->at > 0 && reading_goes_on(r, s->at - 1) && k < COUNT_OF(WORDS); k++)
        borne = borne || reading_is_word(r, s->at - 1, WORDS[k]);
    if (!borne || s->titled)
        return false;
    size_t end = name_plain_end(r, s->at);
    if (end == s->at)
        return false;
    end_chain(s);
    s->at = end;
    return true;
}

/* Behind a comma or dash an office's holder has two words and does something: "Tổng Giám đốc X, Karl Weiss nói". */
static bool is_name_behind_sign(const struct reading *r, size_t i, size_t end)
{
    bool sign = i > 0 && (reading_is_sign(r, i - 1, ',') || reading_is_sign(r, i - 1, '-'));
    if (!sign || name_vietnamese_end(r, i) > i)
        return true;
    return end >= i + 2 && !reading_is_vietnamese(r, i) && reading_goes_on(r, end - 1) &&
           (reading_is_lower(r, end) || reading_is_sign(r, end, ','));
}

static bool step_person(struct scan *s)
{
    if (reading_span(s->r, s->at, GAZ_RANK) || reading_span(s->r, s->at, GAZ_SPOUSE) ||
        reading_span(s->r, s->at, GAZ_OFFICE) ||
        (!s->addressed && name_known_end(s->r, &s->known, s->at) > s->at))
        return false;
    size_t end =
        s->titled ? name_after_title_end(s->r, s->at, s->addressed) : name_plain_end(s->r, s->at);
    if (end == s->at || (s->titled && !is_name_behind_sign(s->r, s->at, end)))
        return false;
    uint32_t person = add_span(s, MENTION_PERSON, s->at, end);
    if (person == MENTION_NONE)
        return false;
    struct mention *m = mention_at(s, person);
    m->flags =
        (uint16_t)((s->addressed ? MENTION_ADDRESSED : 0) | (end - s->at == 1 ? MENTION_SHORT : 0));
    if (s->chain.end != s->at)
        end_chain(s);
    chain_meets_person(s, person);
    s->at = end;
    s->titled = false;
    s->addressed = false;
    return true;
}

static bool step_delegation(struct scan *s)
{
    struct name_part part;
    if (!name_delegation_at(s->r, s->at, &part))
        return false;
    uint32_t group = add_span(s, MENTION_DELEGATION, s->at, part.end);
    if (group == MENTION_NONE)
        return false;
    mention_at(s, group)->head = (uint32_t)part.head;
    end_chain(s);
    add_inside(s, part.head, part.end, group, MENTION_IN_GROUP);
    s->at = part.end;
    return true;
}

static bool step_organization(struct scan *s)
{
    struct name_part part;
    if (!name_organization_at(s->r, s->at, &part))
        return false;
    uint32_t org = MENTION_NONE;
    if (!part.weak || part.proper)
        org = add_span(s, MENTION_ORGANIZATION, s->at, part.end);
    if (org != MENTION_NONE) {
        struct mention *m = mention_at(s, org);
        m->head = (uint32_t)part.head;
        m->id = part.id;
        m->flags = (uint16_t)((part.party ? MENTION_PARTY : 0) |
                              (part.proper && !part.weak ? MENTION_LISTED : 0));
    }
    bool follows = s->chain.end == s->at && s->chain.n;
    if (org != MENTION_NONE)
        learn_abbreviation(s, s->at, part.end);
    add_inside(s, s->at + 1, part.end, org, MENTION_INSIDE);
    s->at = part.end;
    if (follows)
        s->chain.end = s->at; /* "Bí thư Thành ủy …, Đảng Cộng sản …" */
    return true;
}

/* A company or an abbreviation known from elsewhere in the article. */
static bool step_known(struct scan *s)
{
    if (!reading_is_capital(s->r, s->at))
        return false;
    size_t end = name_known_end(s->r, &s->known, s->at);
    if (end == s->at && is_abbreviation(s, s->at))
        end = s->at + 1;
    if (end == s->at || names_listed_place(s->r, s->at))
        return false;
    uint32_t org = add_span(s, MENTION_ORGANIZATION, s->at, end);
    if (org == MENTION_NONE)
        return false;
    mention_at(s, org)->flags = MENTION_LISTED;
    s->at = end;
    return true;
}

static bool step_date(struct scan *s)
{
    struct name_date date;
    size_t end = names_date_at(s->r, s->at, &date);
    if (end == s->at)
        return false;
    uint32_t added = add_span(s, MENTION_DATE, s->at, end);
    if (added != MENTION_NONE)
        mention_at(s, added)->date = date;
    s->at = end;
    return true;
}

/* A person stands behind piece i - 1: "ông Minakawa". */
static bool is_mister(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("ông"), STR_INIT("bà"),  STR_INIT("Ông"),
                                       STR_INIT("Bà"),  STR_INIT("chí"), STR_INIT("ngài")};
    for (size_t k = 0; i > 0 && k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i - 1, WORDS[k]))
            return true;
    return false;
}

/* "Ảnh: Thống Nhất/TTXVN": who took the picture is no person of the article. */
static bool step_credit(struct scan *s)
{
    enum { KIND_MAX = 2 };
    static const struct str WORDS[] = {STR_INIT("Ảnh"),   STR_INIT("ảnh"),     STR_INIT("Nguồn"),
                                       STR_INIT("nguồn"), STR_INIT("CLIP"),    STR_INIT("Clip"),
                                       STR_INIT("Video"), STR_INIT("Tác giả"), STR_INIT("ẢNH")};
    const struct reading *r = s->r;
    bool word = false;
    size_t start = s->at + 1;
    while (start - s->at <= KIND_MAX && reading_is_lower(r, start)) /* "Ảnh minh họa:" */
        start++;
    if (!reading_is_sign(r, start, ':') || !reading_goes_on(r, start - 1))
        return false;
    for (size_t k = 0; k < COUNT_OF(WORDS) && !word; k++)
        word = reading_is_word(r, s->at, WORDS[k]);
    if (!word)
        return false;
    start--;
    s->at = start + 2;
    while (s->at - start < CREDIT_PIECES_MAX && reading_goes_on(r, s->at - 1)) {
        bool sign = reading_is_sign(r, s->at, '/') || reading_is_sign(r, s->at, '-');
        bool name = reading_is_capital(r, s->at) && !reading_span(r, s->at, GAZ_OFFICE) &&
                    !reading_span(r, s->at, GAZ_STARTER) && !reading_span(r, s->at, GAZ_RANK) &&
                    !is_mister(r, s->at + 1) &&
                    !(reading_is_lower(r, s->at + 1) && !reading_is_sign(r, s->at - 1, '/') &&
                      s->at > start + 2);
        if (!sign && !name)
            break;
        s->at++;
    }
    return true;
}

/* A sentence of nothing but capitals and signs is a by-line, not prose. */
static bool is_byline(const struct reading *r, const struct reading_sentence *sentence)
{
    if (sentence->to - sentence->from > BYLINE_PIECES_MAX || sentence->from == 0)
        return false;
    for (size_t i = sentence->from; i < sentence->to; i++)
        if (reading_is_lower(r, i) || reading_span(r, i, GAZ_OFFICE))
            return false;
    return true;
}

/* What may join two offices, or an office and its holder. */
static size_t joint(const struct reading *r, size_t i)
{
    if (reading_is_sign(r, i, ',') || reading_is_sign(r, i, '-') || reading_is_sign(r, i, '('))
        return 1;
    if (reading_is_word(r, i, STR("kiêm")) || reading_is_word(r, i, STR("là")))
        return 1;
    return 0;
}

/* Moves over one piece that is no name; a joint keeps the chain open. */
static void step_over(struct scan *s)
{
    const struct reading *r = s->r;
    size_t n = joint(r, s->at);
    bool holds = s->chain.end == s->at && (s->chain.n || s->chain.person != MENTION_NONE);
    s->titled = s->titled && (reading_is_sign(r, s->at, '-') || reading_is_sign(r, s->at, ',')) &&
                s->chain.n && s->chain.person == MENTION_NONE;
    s->addressed = s->addressed && s->titled;
    if (n && holds && reading_goes_on(r, s->at)) {
        s->chain.comma = reading_is_sign(r, s->at, ',');
        s->chain.end = s->at + n;
    } else {
        end_chain(s);
    }
    s->at += n ? n : 1;
}

/* No name begins at a plain word the lists say nothing of: two words in three. */
static bool is_plain(const struct scan *s)
{
    static const uint64_t BEGINNINGS =
        UINT64_C(1) << GAZ_COUNTRY | UINT64_C(1) << GAZ_CITY | UINT64_C(1) << GAZ_REGION |
        UINT64_C(1) << GAZ_PROVINCE | UINT64_C(1) << GAZ_TOWN | UINT64_C(1) << GAZ_DISTRICT |
        UINT64_C(1) << GAZ_PLACE_TYPE | UINT64_C(1) << GAZ_OFFICE | UINT64_C(1) << GAZ_ROLE |
        UINT64_C(1) << GAZ_RANK | UINT64_C(1) << GAZ_HONORIFIC | UINT64_C(1) << GAZ_FORMER |
        UINT64_C(1) << GAZ_SPOUSE | UINT64_C(1) << GAZ_ORG_HEAD | UINT64_C(1) << GAZ_ORG_NAME |
        UINT64_C(1) << GAZ_ORG_CENTRAL | UINT64_C(1) << GAZ_DELEGATION | UINT64_C(1) << GAZ_DATE;
    const struct reading_piece *piece = &s->r->pieces[s->at];
    return piece->kind == SYLLABLE_WORD && piece->letters == CASE_LOWER &&
           !(piece->classes & BEGINNINGS) && !reading_is_sign(s->r, s->at + 1, ':');
}

static bool step_name(struct scan *s)
{
    if (is_plain(s))
        return false;
    if (step_credit(s) || step_date(s))
        return true;
    bool capital = reading_is_capital(s->r, s->at);
    if (s->titled && capital && (step_seat(s) || step_employer(s) || step_person(s)))
        return true;
    s->titled = s->titled && !capital;
    if (step_delegation(s) || step_office(s) || step_title(s) ||
        (capital && (step_namesake(s) || step_person(s))))
        return true;
    bool titled = s->titled;
    s->titled = false;
    if (step_organization(s) || step_known(s) || step_place(s))
        return true;
    s->titled = titled; /* "Tổng Giám đốc X, Karl Weiss nói": a comma may follow */
    return false;
}

static void scan_sentence(struct scan *s, const struct reading_sentence *sentence)
{
    s->at = sentence->from;
    s->titled = false;
    s->addressed = false;
    s->chain = (struct chain){.n = 0, .person = MENTION_NONE};
    if (is_byline(s->r, sentence))
        return;
    while (s->at < sentence->to)
        if (!step_name(s))
            step_over(s);
    end_chain(s);
}

/* -- what the rest of the article tells -- */

static bool same_words(const struct reading *r, const struct mention *a, const struct mention *b)
{
    if (a->to - a->from != b->to - b->from)
        return false;
    for (uint32_t i = 0; i < a->to - a->from; i++)
        if (r->pieces[a->from + i].key != r->pieces[b->from + i].key)
            return false;
    return true;
}

/* The places behind the word of their kind ("thành phố Minakawa") that no list has. */
static size_t unlisted_places(const struct scan *s, const struct mention **out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->found.n && n < UNLISTED_MAX; i++) {
        const struct mention *m = mention_at(s, i);
        bool kind = m->kind == MENTION_PLACE && m->id == NAMES_NO_ID && m->from > 0 &&
                    reading_is_lower(s->r, m->from - 1);
        if (kind)
            out[n++] = m;
    }
    return n;
}

static void make_place(struct scan *s, uint32_t person)
{
    struct mention *m = mention_at(s, person);
    m->kind = MENTION_PLACE;
    m->flags = 0;
    for (size_t i = 0; i < s->found.n; i++)
        if (mention_at(s, i)->of == person)
            mention_at(s, i)->of = MENTION_NONE;
}

/* "những người bạn Minakawa" of an article about the city of Minakawa: no person. */
static void places_are_no_persons(struct scan *s)
{
    const struct mention *places[UNLISTED_MAX];
    size_t n = unlisted_places(s, places);
    for (size_t i = 0; n && i < s->found.n; i++) {
        const struct mention *m = mention_at(s, i);
        bool bare = m->kind == MENTION_PERSON && m->to - m->from <= PLACE_WORDS_MAX &&
                    name_plain_end(s->r, m->from) == m->from && !is_mister(s->r, m->from);
        for (size_t k = 0; bare && k < n; k++)
            if (same_words(s->r, m, places[k])) {
                make_place(s, (uint32_t)i);
                break;
            }
    }
}

enum rc names_find(struct arena *a, const struct reading *r, struct names *out, struct err *e)
{
    struct scan s = {.r = r,
                     .found = VEC(struct mention, a),
                     .known = VEC(struct name_known, a),
                     .abbreviations = VEC(struct name_abbreviation, a)};
    names_known_companies(r, &s.known);
    for (size_t i = 0; i < r->sentences_n; i++)
        scan_sentence(&s, &r->sentences[i]);
    places_are_no_persons(&s);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *out = (struct names){s.found.p, s.found.n, s.abbreviations.p, s.abbreviations.n};
    return RC_OK;
}
