#include "register/people_internal.h"

/* A unit that is no syllable's key but by the chance of a 64-bit hash. */
static uint64_t id_unit(uint16_t id)
{
    return UINT64_C(0xF1D0000000000000) | id;
}

/* Abbreviations inside names stand for the words: "Đảng LĐ Mexico". */
static size_t add_words(struct str piece, uint64_t *units, size_t room)
{
    static const struct {
        struct str short_form;
        struct str words;
    } SHORT[] = {
        {STR_INIT("LĐ"), STR_INIT("lao động")},
        {STR_INIT("CS"), STR_INIT("cộng sản")},
        {STR_INIT("UBND"), STR_INIT("ủy ban nhân dân")},
        {STR_INIT("HĐND"), STR_INIT("hội đồng nhân dân")},
        {STR_INIT("ĐBQH"), STR_INIT("đại biểu quốc hội")},
        {STR_INIT("T.Ư"), STR_INIT("trung ương")},
        {STR_INIT("TƯ"), STR_INIT("trung ương")},
        {STR_INIT("TW"), STR_INIT("trung ương")},
        {STR_INIT("UVTƯ"), STR_INIT("ủy viên trung ương")},
        {STR_INIT("MTTQ"), STR_INIT("mặt trận tổ quốc")},
        {STR_INIT("CT"), STR_INIT("chính trị")},
        {STR_INIT("BCT"), STR_INIT("bộ chính trị")},
        {STR_INIT("QH"), STR_INIT("quốc hội")},
        {STR_INIT("VPCP"), STR_INIT("văn phòng chính phủ")},
        {STR_INIT("BCH"), STR_INIT("ban chấp hành")},
        {STR_INIT("BQP"), STR_INIT("bộ quốc phòng")},
        {STR_INIT("BTV"), STR_INIT("ban thường vụ")},
        {STR_INIT("ĐSQ"), STR_INIT("đại sứ quán")},
        {STR_INIT("TLSQ"), STR_INIT("tổng lãnh sự quán")},
        {STR_INIT("ở"), STR_INIT("tại")}, /* "Đại sứ quán Việt Nam ở Pháp" */
    };
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(SHORT); i++) {
        struct str rest = SHORT[i].words;
        struct str word;
        while (str_eq(piece, SHORT[i].short_form) && n < room && str_next(&rest, ' ', &word))
            units[n++] = syllable_form(word).key;
    }
    return n;
}

static bool is_home(const struct reading_hit *hit)
{
    return str_eq(gaz_id(hit->id), STR("VN"));
}

/* "Bộ trưởng Bộ Quốc phòng" is "Bộ trưởng Quốc phòng", "Thủ tướng Chính phủ" "Thủ tướng". */
static size_t said_twice(const struct reading *r, size_t from, size_t i)
{
    if (i < from + 2 ||
        !(reading_is_word(r, i - 1, STR("trưởng")) || reading_is_word(r, i - 1, STR("tướng"))))
        return 0;
    if (reading_is_word(r, i, STR("Bộ")) && reading_is_word(r, i - 1, STR("trưởng")))
        return reading_is_capital(r, i + 1) ? 1 : 0;
    return reading_is_word(r, i, STR("Chính")) && reading_is_word(r, i + 1, STR("phủ")) ? 2 : 0;
}

/* "tân Thủ tướng" is the Prime Minister, "Chủ tịch nước Lào" also "Chủ tịch Lào": a word that makes no other
 * office. */
static size_t adds_nothing(const struct reading *r, size_t from, size_t i)
{
    if (i == from)
        return reading_is_word(r, i, STR("tân")) || reading_is_word(r, i, STR("Tân"));
    const struct reading_hit *country =
        reading_is_word(r, i, STR("nước")) && reading_is_word(r, i - 1, STR("tịch"))
            ? reading_hit(r, i + 1, GAZ_COUNTRY)
            : NULL;
    return country && !is_home(country);
}

/* "Ngoại trưởng" is "Bộ trưởng Ngoại giao". */
static size_t add_foreign_minister(const struct reading *r, size_t i, uint64_t *units, size_t room)
{
    static const struct str WORDS[] = {STR_INIT("bộ"), STR_INIT("trưởng"), STR_INIT("ngoại"),
                                       STR_INIT("giao")};
    bool said = (reading_is_word(r, i, STR("Ngoại")) || reading_is_word(r, i, STR("ngoại"))) &&
                reading_is_word(r, i + 1, STR("trưởng"));
    size_t n = 0;
    while (said && n < COUNT_OF(WORDS) && n < room) {
        units[n] = syllable_form(WORDS[n]).key;
        n++;
    }
    return n;
}

/* What an abbreviation the article explains stands for. */
static size_t add_abbreviated(const struct people *p, size_t piece, uint64_t *units, size_t room)
{
    const struct reading *r = p->r;
    if (!reading_is_capital(r, piece))
        return 0;
    for (size_t k = 0; k < p->names->abbreviations_n; k++) {
        const struct name_abbreviation *known = &p->names->abbreviations[k];
        if (known->key != r->pieces[piece].key)
            continue;
        size_t n = 0;
        for (size_t i = known->from; i < known->to && n < room;) {
            const struct reading_hit *place = names_listed_place(r, i);
            const struct reading_hit *org = reading_hit(r, i, GAZ_ORG_NAME);
            const struct reading_hit *hit =
                org && (!place || org->pieces >= place->pieces) ? org : place;
            if (hit || !r->pieces[i].sign)
                units[n++] = hit ? id_unit(hit->id) : r->pieces[i].key;
            i += hit ? hit->pieces : 1;
        }
        return n;
    }
    return 0;
}

/* The word at `head` begins the name the abbreviation at `piece` stands for, too. */
static bool begins_abbreviated(const struct people *p, size_t head, size_t piece)
{
    for (size_t k = 0; k < p->names->abbreviations_n; k++) {
        const struct name_abbreviation *known = &p->names->abbreviations[k];
        if (known->key == p->r->pieces[piece].key)
            return p->r->pieces[known->from].key == p->r->pieces[head].key;
    }
    return false;
}

size_t name_units(const struct people *p, size_t from, size_t to, uint64_t units[OFFICE_UNITS_MAX],
                  bool *country)
{
    const struct reading *r = p->r;
    size_t n = 0;
    size_t i = from;
    size_t head = from + reading_span(r, from, GAZ_OFFICE);
    head = head > from ? head : from + 1;
    while (i < to && n < OFFICE_UNITS_MAX) {
        const struct reading_hit *place = names_listed_place(r, i);
        const struct reading_hit *org = reading_hit(r, i, GAZ_ORG_NAME);
        size_t kind = reading_span(r, i, GAZ_PLACE_TYPE);
        size_t drop = reading_span(r, i, GAZ_DROP);
        if (!drop)
            drop = said_twice(r, from, i);
        if (!drop)
            drop = adds_nothing(r, from, i);
        if (drop) {
            i += drop;
        } else if (org && i + org->pieces <= to && (!place || org->pieces >= place->pieces)) {
            units[n++] = id_unit(org->id);
            i += org->pieces;
        } else if (place && i + place->pieces <= to) {
            units[n++] = id_unit(place->id);
            *country = *country || (place->class == GAZ_COUNTRY && !is_home(place));
            i += place->pieces;
        } else if (reading_is_sign(r, i, '(')) {
            while (i < to && !reading_is_sign(r, i, ')'))
                i++;
        } else if (r->pieces[i].sign) {
            i++;
        } else if (kind && i + kind < to && i >= head) { /* not of "Chủ tịch nước" */
            i += kind;
        } else if (add_foreign_minister(r, i, units + n, OFFICE_UNITS_MAX - n)) {
            n += add_foreign_minister(r, i, units + n, OFFICE_UNITS_MAX - n);
            i += 2;
        } else {
            size_t added = add_words(reading_text(r, i, i + 1), units + n, OFFICE_UNITS_MAX - n);
            if (!added) {
                /* "Đảng LMX", which is explained as "Đảng Lao động Mexico (LMX)" */
                size_t kept = i == from + 1 && begins_abbreviated(p, from, i) ? 0 : n;
                added = add_abbreviated(p, i, units + kept, OFFICE_UNITS_MAX - kept);
                n = added ? kept : n;
            }
            if (!added)
                units[n++] = r->pieces[i].key;
            n += added;
            i++;
        }
    }
    return n;
}

/* The shorter is the beginning of the longer: "Thủ tướng" and "Thủ tướng Chính phủ". */
static bool units_agree(const uint64_t *a, size_t a_n, const uint64_t *b, size_t b_n)
{
    size_t n = a_n < b_n ? a_n : b_n;
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return n > 0;
}

static struct held *held_alike(const struct people *p, uint32_t person, const uint64_t *units,
                               size_t n)
{
    size_t looked_at = p->held.n < OFFICES_LOOKED_AT ? p->held.n : OFFICES_LOOKED_AT;
    for (size_t i = p->held.n - looked_at; i < p->held.n; i++) {
        struct held *held = vec_at(&p->held, i);
        if (held->person == person && units_agree(held->units, held->units_n, units, n))
            return held;
    }
    return NULL;
}

static void copy_units(struct held *held, const uint64_t *units, size_t n)
{
    for (size_t i = 0; i < n; i++)
        held->units[i] = units[i];
    held->units_n = (uint32_t)n;
}

/* How many pieces it is written with, but for kinds of places: "TTXVN" is one, the name four; "nước" of
 * "Chủ tịch nước" is no kind. */
static size_t words_of(const struct people *p, uint32_t office)
{
    const struct mention *m = &p->names->v[office];
    size_t head = m->from + reading_span(p->r, m->from, GAZ_OFFICE);
    size_t n = 0;
    for (size_t i = m->from; i < m->to; i++)
        n += i < head || reading_span(p->r, i, GAZ_PLACE_TYPE) == 0;
    return n;
}

/* Of one office's forms the first in apposition counts, as the article introduces its holder; else
 * the fullest. */
static void hold(struct people *p, uint32_t office, uint32_t person)
{
    const struct mention *m = &p->names->v[office];
    uint64_t units[OFFICE_UNITS_MAX];
    bool country = false;
    size_t n = name_units(p, m->from, m->to, units, &country);
    bool apposed = (m->flags & MENTION_APPOSED) != 0;
    struct held *held = held_alike(p, person, units, n);
    /* "Ông A là thủ tướng thứ 14" introduces nobody, "ông A - bí thư Thành ủy X" not better than "Bí thư" */
    bool capital = held && reading_is_capital(p->r, p->names->v[held->chosen].from);
    bool plainer = held && reading_is_lower(p->r, m->from) &&
                   (n < held->units_n || (n == held->units_n && capital));
    bool fuller = held && (n > held->units_n ||
                           (n == held->units_n && words_of(p, office) > words_of(p, held->chosen)));
    if (!held) {
        held = vec_push(&p->held);
        if (!held)
            return;
        *held = (struct held){.person = person, .first = office, .chosen = office};
        held->apposed = apposed;
        copy_units(held, units, n);
    } else if (!held->apposed && ((apposed && !plainer) || fuller)) {
        held->chosen = office;
        held->apposed = apposed;
    }
    if (fuller)
        copy_units(held, units, n);
    held->country = held->country || country;
}

const struct held *people_held(const struct people *p, uint32_t office, uint32_t person)
{
    const struct mention *m = &p->names->v[office];
    uint64_t units[OFFICE_UNITS_MAX];
    bool country = false;
    size_t n = name_units(p, m->from, m->to, units, &country);
    return held_alike(p, person, units, n);
}

static uint32_t holder_of(const struct people *p, uint32_t office)
{
    const struct mention *m = &p->names->v[office];
    if (m->kind != MENTION_OFFICE || m->of == MENTION_NONE)
        return THING_NONE;
    return p->thing[m->of];
}

enum { UNIQUE_PIECES_MAX = 3 }; /* "Chủ tịch nước", "Thủ tướng": one at a time has it */

static bool is_weak(const struct people *p, uint32_t office)
{
    const struct mention *m = &p->names->v[office];
    const struct reading_hit *longest = reading_hit(p->r, m->from, GAZ_OFFICE);
    bool unique = longest && str_eq(gaz_id(longest->id), STR("alone")) &&
                  m->to - m->from <= UNIQUE_PIECES_MAX &&
                  !reading_span_id(p->r, m->from, GAZ_OFFICE, STR("party"));
    return (m->flags & MENTION_COMMA) || ((m->flags & (MENTION_APART | MENTION_APPOSED)) && unique);
}

/* How well the office of units fits held: 0 not at all, more the better. */
static int fit(const struct people *p, const struct held *held, const uint64_t *units, size_t n,
               bool country)
{
    const struct person *person = people_person(p, held->person);
    if (!units_agree(held->units, held->units_n, units, n))
        return 0;
    if (n > held->units_n && country && !held->country && !person->foreign)
        return 0; /* "Thủ tướng Israel" is not our Prime Minister */
    if (n == held->units_n)
        return 3;
    return held->country && !country ? 1 : 2;
}

uint32_t people_holder(const struct people *p, uint32_t office, uint32_t before)
{
    const struct mention *m = &p->names->v[office];
    uint64_t units[OFFICE_UNITS_MAX];
    bool country = false;
    size_t n = name_units(p, m->from, m->to, units, &country);
    size_t looked_at = p->held.n < OFFICES_LOOKED_AT ? p->held.n : OFFICES_LOOKED_AT;
    uint32_t best = THING_NONE;
    int best_fit = 0;
    for (size_t i = 0; i < looked_at; i++) {
        const struct held *held = vec_at(&p->held, i);
        int fits = fit(p, held, units, n, country);
        bool nearer = best != THING_NONE && held->first <= before &&
                      people_person(p, held->person)->first <= before;
        if (fits > best_fit || (fits == best_fit && fits && nearer)) {
            best = held->person;
            best_fit = fits;
        }
    }
    return best;
}

/* An office before a comma and a name is the name's, unless somebody else holds it: "cảm ơn Bí thư
 * Thành ủy, đồng chí B cho rằng". */
static bool held_by_other(const struct people *p, uint32_t office, uint32_t person)
{
    uint32_t holder = people_holder(p, office, office);
    return holder != THING_NONE && holder != person;
}

/* "các Ủy viên Trung ương Đảng: Bộ trưởng A, Chủ tịch B; …": an office of several, who are named behind the colon. */
static bool is_of_several(const struct people *p, const struct mention *m)
{
    static const struct str MANY[] = {STR_INIT("các"), STR_INIT("Các"), STR_INIT("hai"),
                                      STR_INIT("Hai"), STR_INIT("ba"),  STR_INIT("chí")};
    bool many = false;
    for (size_t k = 0; m->from > 0 && k < COUNT_OF(MANY) && !many; k++)
        many = reading_is_word(p->r, m->from - 1, MANY[k]);
    return many && m->kind == MENTION_OFFICE && reading_is_sign(p->r, m->to, ':');
}

/* Gives it to each person up to the semicolon or the end of the sentence. */
static void hold_together(struct people *p, uint32_t office)
{
    /* as many as a delegation has; no long sentence is read again and again */
    enum { PERSONS_MAX = 32, REACH_MAX = 400 };
    const struct mention *m = &p->names->v[office];
    const struct reading *r = p->r;
    size_t end = m->to;
    while (end - m->to < REACH_MAX && !reading_is_sign(r, end, ';') && reading_goes_on(r, end))
        end++;
    size_t n = 0;
    for (uint32_t i = office + 1; i < p->names->n && n < PERSONS_MAX; i++) {
        const struct mention *named = &p->names->v[i];
        if (named->from > end)
            break;
        if (named->kind != MENTION_PERSON || p->thing[i] == THING_NONE)
            continue;
        hold(p, office, p->thing[i]);
        n++;
    }
}

void offices_find(struct people *p)
{
    for (uint32_t i = 0; i < p->names->n; i++)
        if (is_of_several(p, &p->names->v[i]))
            hold_together(p, i);
    for (uint32_t i = 0; i < p->names->n; i++)
        if (holder_of(p, i) != THING_NONE && !is_weak(p, i))
            hold(p, i, holder_of(p, i));
    for (uint32_t i = 0; i < p->names->n; i++)
        if (holder_of(p, i) != THING_NONE && is_weak(p, i) && !held_by_other(p, i, holder_of(p, i)))
            hold(p, i, holder_of(p, i));
}
