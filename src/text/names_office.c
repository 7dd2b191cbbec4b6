/* Offices, organizations, delegations: first words, and the complement behind them (names_walk.h). */
#include "text/names_walk.h"

/* -- organizations -- */

static bool is_id(const struct reading_hit *hit, struct str id)
{
    return hit && str_eq(gaz_id(hit->id), id);
}

/* "Quỹ Phát triển Quốc tế của các nước xuất khẩu dầu mỏ (OFID)": plain words before the
 * abbreviation belong to the name. */
static size_t up_to_abbreviation(const struct reading *r, size_t end)
{
    enum { PLAIN_MAX = 8 };
    size_t at = end;
    while (at < r->n && at - end < PLAIN_MAX && reading_goes_on(r, at - 1) &&
           reading_is_lower(r, at) && !reading_span(r, at, GAZ_TRIGGER))
        at++;
    bool begins = reading_is_word(r, end, STR("của")) || !reading_span(r, end, GAZ_STOP);
    if (at == end || !begins || !reading_is_sign(r, at, '(') || !reading_is_sign(r, at + 2, ')') ||
        at + 1 >= r->n || r->pieces[at + 1].letters != CASE_UPPER)
        return end;
    return at;
}

/* "chính quyền Mỹ", "chính quyền Washington" are governments; "chính quyền thành phố Quảng Châu" a body. */
static bool is_rule_of_country(const struct reading *r, size_t i, size_t end)
{
    const struct reading_hit *place = names_listed_place(r, i + 2);
    return reading_is_word(r, i + 1, STR("quyền")) && place && i + 2 + place->pieces == end;
}

/* "Ủy ban MTTQ Việt Nam": a country within the head. */
static bool has_place(const struct reading *r, size_t i, size_t pieces)
{
    for (size_t k = 1; k < pieces; k++)
        if (names_listed_place(r, i + k))
            return true;
    return false;
}

/* "Bộ Chỉ huy Bộ đội Biên phòng": an article has but one. */
static bool is_command(const struct reading *r, size_t i, const struct walk *w)
{
    return reading_is_word(r, i, STR("Bộ")) && reading_is_word(r, i + 2, STR("huy")) &&
           (w->content || w->solid > i + 3);
}

/* "UBND" and "đảng Cứu nguy Dân tộc Campuchia" also in small letters. */
static bool begins_name(const struct reading *r, size_t i, const struct reading_hit *head)
{
    size_t next = i + head->pieces;
    bool party = is_id(head, STR("party")) && reading_goes_on(r, next - 1) &&
                 reading_is_capital(r, next) && !names_listed_place(r, next) &&
                 !reading_span(r, next, GAZ_ORG_HEAD) && !reading_span(r, next, GAZ_OFFICE);
    return reading_is_capital(r, i) || is_id(head, STR("council")) || party;
}

static bool from_head(const struct reading *r, size_t i, struct name_part *out)
{
    const struct reading_hit *head = reading_hit(r, i, GAZ_ORG_HEAD);
    if (!head || !begins_name(r, i, head) || reading_span(r, i, GAZ_ORG_WORD) > head->pieces ||
        reading_span(r, i, GAZ_TRIGGER) > head->pieces ||
        reading_span(r, i, GAZ_NOT) > head->pieces)
        return false;
    if (is_id(head, STR("party")) && head->pieces == 1 && names_listed_place(r, i + 1))
        return false; /* "ba Đảng Việt Nam - Lào - Campuchia" */
    const struct reading_hit *place = names_listed_place(r, i);
    if (place && place->pieces > head->pieces)
        return false; /* "Đài Loan", "Trường Sa" */
    bool site = is_id(head, STR("site"));
    bool open = is_id(head, STR("open")) || site;
    bool party = is_id(head, STR("party"));
    bool ministry = is_id(head, STR("ministry")) || is_id(head, STR("office"));
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.open = open || party;
    w.party = party;
    w.content = party && head->pieces > 1;
    w.worded = w.content;
    w.paper = reading_is_word(r, i, STR("Báo")) || reading_is_word(r, i, STR("báo"));
    w.ministry = ministry;
    w.headed = walk_has_domain(r, i, head);
    w.envoy = is_id(head, STR("embassy"));
    w.principal = is_id(head, STR("office"));
    w.seated = walk_has_seat(head);
    w.listed = w.subject =
        walk_ends_in_subject(r, i, head->pieces); /* "Phòng Thương mại - Công nghiệp" */
    walk_on(&w);
    bool field = (ministry || open) && w.content;
    bool local =
        is_id(head, STR("council")) && reading_is_capital(r, i) && has_place(r, i, head->pieces);
    if (open && w.solid > i + head->pieces)
        w.solid = up_to_abbreviation(r, w.solid);
    *out = (struct name_part){
        .head = i + head->pieces,
        .end = w.solid,
        .proper = w.proper || field || local || is_command(r, i, &w),
        .party = party,
        .weak = is_id(head, STR("power")) || site || is_rule_of_country(r, i, w.solid),
        .id = NAMES_NO_ID,
    };
    return w.solid > i + head->pieces || head->pieces > 1;
}

bool name_organization_at(const struct reading *r, size_t i, struct name_part *out)
{
    struct name_part part;
    const struct reading_hit *listed = reading_hit(r, i, GAZ_ORG_NAME);
    size_t central = reading_span(r, i, GAZ_ORG_CENTRAL);
    const struct reading_hit *main = central ? reading_hit(r, i + central, GAZ_ORG_HEAD) : NULL;
    bool headed = from_head(r, main && is_id(main, STR("open")) ? i + central : i, &part);
    if (listed && (listed->pieces > 1 || !headed)) {
        bool party =
            str_find(gaz_id(listed->id), STR("cp")) == 0 || str_eq(gaz_id(listed->id), STR("lprp"));
        *out = (struct name_part){i, i + listed->pieces, true, party, false, listed->id};
        return true;
    }
    if (headed)
        *out = part;
    return headed;
}

size_t names_organization_end(const struct reading *r, size_t i)
{
    struct name_part part;
    return name_organization_at(r, i, &part) ? part.end : i;
}

/* -- offices -- */

/* "Bộ trưởng", "Thứ trưởng": a ministry's subject follows. */
static bool is_minister(const struct reading *r, size_t i)
{
    static const struct str FIRST[] = {STR_INIT("Bộ"), STR_INIT("bộ"), STR_INIT("Thứ"),
                                       STR_INIT("thứ")};
    bool minister = false;
    for (size_t k = 0; k < COUNT_OF(FIRST) && !minister; k++)
        minister = reading_is_word(r, i, FIRST[k]);
    return minister && reading_is_word(r, i + 1, STR("trưởng"));
}

bool name_office_at(const struct reading *r, size_t i, struct name_part *out)
{
    size_t former = reading_span(r, i, GAZ_FORMER);
    const struct reading_hit *head = reading_hit(r, i, GAZ_OFFICE);
    if (!head && former) {
        head = reading_hit(r, i + former, GAZ_OFFICE);
        i += former;
    }
    if (!head || reading_span(r, i, GAZ_ORG_HEAD) > head->pieces ||
        (i > 0 && reading_is_word(r, i - 1, STR("Phủ")))) /* "tại Phủ Chủ tịch, Tổng thống A" */
        return false;
    bool envoy = is_id(head, STR("envoy"));
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.office = true;
    w.envoy = envoy;
    w.principal = is_id(head, STR("aide"));
    w.ministry = is_minister(r, i);
    if (reading_span(r, w.at, GAZ_GRADE) && reading_goes_on(r, w.at - 1))
        w.at = w.solid = w.at + reading_span(r, w.at, GAZ_GRADE);
    w.at = w.solid = walk_behind_second(r, i, w.at);
    walk_on(&w);
    if (w.open && w.solid > i + head->pieces)
        w.solid = up_to_abbreviation(r, w.solid);
    if (is_id(head, STR("vague")) &&
        (w.solid == i + head->pieces || !reading_is_capital(r, w.solid) ||
         !reading_goes_on(r, w.solid - 1)))
        return false; /* "đại diện Bộ Ngoại giao" is nobody without a name behind it */
    *out = (struct name_part){
        .head = i + head->pieces, .end = w.solid, .proper = w.proper, .id = head->id};
    return true;
}

/* -- delegations -- */

/* ", Cuba" behind "Thành ủy Havana". */
static size_t country_behind(const struct reading *r, size_t at)
{
    const struct reading_hit *country =
        reading_is_sign(r, at, ',') ? reading_hit(r, at + 1, GAZ_COUNTRY) : NULL;
    if (!country)
        return at;
    size_t end = at + 1 + country->pieces;
    bool closes = reading_is_sign(r, end, ',') || reading_is_word(r, end, STR("do")) ||
                  reading_is_word(r, end, STR("gồm")) || !reading_goes_on(r, end - 1);
    return closes ? end : at;
}

bool name_delegation_at(const struct reading *r, size_t i, struct name_part *out)
{
    const struct reading_hit *head = reading_hit(r, i, GAZ_DELEGATION);
    if (!head || name_vietnamese_end(r, i) > i || reading_span(r, i, GAZ_ORG_NAME) > head->pieces)
        return false;
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.open = head->pieces > 1;
    walk_on(&w);
    size_t end = w.solid;
    if (end == i + head->pieces && head->pieces < 2)
        return false;
    if (w.placed)
        end = country_behind(r, end);
    *out = (struct name_part){
        .head = i + head->pieces, .end = end, .proper = w.proper, .id = head->id};
    return true;
}
