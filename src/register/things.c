#include "base/buf.h"
#include "register/people_internal.h"

enum { THING_SLOTS_LEAST = 64 };

/* The forms a thing is written in, counted. */
struct form {
    uint64_t key; /* of the exact bytes */
    uint32_t thing;
    uint32_t count;
    uint32_t mention;
};

/* Things and forms by their keys: open hash tables of indices + 1. */
struct table {
    uint32_t *slots;
    size_t n; /* a power of two, more than twice the entries */
};

struct collecting {
    struct people *p;
    struct table things;
    struct table forms;
    struct vec all_forms; /* struct form */
};

static uint64_t mix(uint64_t h, uint64_t value)
{
    h = (h ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}

static uint64_t bytes_key(struct str s)
{
    uint64_t h = 1;
    for (size_t i = 0; i < s.n; i++)
        h = mix(h, (unsigned char)s.p[i]);
    return h;
}

struct str people_text(struct arena *a, const struct reading *r, size_t from, size_t to)
{
    for (size_t i = from; i + 2 < to; i++) {
        if (!reading_is_sign(r, i, '(') || !reading_is_sign(r, i + 2, ')'))
            continue;
        struct str before = reading_text(r, from, i);
        struct str after = reading_text(r, i + 3, to);
        return after.n ? str_format(a, "%.*s %.*s", STR_ARG(before), STR_ARG(after)) : before;
    }
    return reading_text(r, from, to);
}

/* "Hãng thông tấn Sputnik", "Hãng Sputnik" and "Sputnik" are one: of a foreign name the word before it
 * does not count. The piece the name begins at. */
static size_t own_name(const struct people *p, const struct mention *m)
{
    if (m->kind != MENTION_ORGANIZATION || m->id != NAMES_NO_ID || m->head <= m->from ||
        m->head >= m->to)
        return m->from;
    size_t from = m->head; /* "Hãng truyền thông Sputnik": plain words do not count either */
    while (from < m->to && reading_is_lower(p->r, from))
        from++;
    for (size_t i = from; i < m->to; i++) {
        bool word = reading_is_vietnamese(p->r, i) && p->r->pieces[i].letters != CASE_UPPER;
        if (!reading_is_capital(p->r, i) || word || names_listed_place(p->r, i))
            return m->from;
    }
    return from < m->to ? from : m->from;
}

static uint64_t thing_key(const struct people *p, const struct mention *m)
{
    uint64_t units[OFFICE_UNITS_MAX];
    bool country = false;
    uint64_t h = mix(0, m->kind);
    if (m->kind == MENTION_PLACE && m->id != NAMES_NO_ID)
        return mix(h, m->id);
    size_t n = name_units(p, own_name(p, m), m->to, units, &country);
    for (size_t i = 0; i < n; i++)
        h = mix(h, units[i]);
    return h;
}

static uint32_t thing_of(struct collecting *c, uint64_t key, uint32_t mention)
{
    struct vec *things = &c->p->things;
    size_t mask = c->things.n - 1;
    size_t at = key & mask;
    for (; c->things.slots[at]; at = (at + 1) & mask)
        if (((struct thing *)vec_at(things, c->things.slots[at] - 1))->key == key)
            return c->things.slots[at] - 1;
    struct thing *added = vec_push(things);
    if (!added)
        return THING_NONE;
    *added = (struct thing){.key = key, .first = mention};
    c->things.slots[at] = (uint32_t)things->n;
    return (uint32_t)things->n - 1;
}

static void count_form(struct collecting *c, uint32_t thing, uint32_t mention)
{
    const struct mention *m = &c->p->names->v[mention];
    uint64_t key = mix(bytes_key(reading_text(c->p->r, m->from, m->to)), thing);
    size_t mask = c->forms.n - 1;
    size_t at = key & mask;
    for (; c->forms.slots[at]; at = (at + 1) & mask) {
        struct form *form = vec_at(&c->all_forms, c->forms.slots[at] - 1);
        if (form->key != key)
            continue;
        form->count++;
        return;
    }
    struct form *added = vec_push(&c->all_forms);
    if (!added)
        return;
    *added = (struct form){key, thing, 1, mention};
    c->forms.slots[at] = (uint32_t)c->all_forms.n;
}

/* -- which organizations an article is about -- */

static bool before_is(const struct reading *r, size_t i, struct str word)
{
    return i > 0 && reading_is_word(r, i - 1, word);
}

/* "Hãng tin AFP dẫn lời", "tờ Washington Post đưa tin", "trên báo X": it tells, it does nothing. */
static bool is_quoted(const struct reading *r, const struct mention *m)
{
    static const struct str HEADS[] = {STR_INIT("Hãng"), STR_INIT("Báo"),  STR_INIT("Đài"),
                                       STR_INIT("Tạp"),  STR_INIT("Nhật"), STR_INIT("báo")};
    static const struct str VERBS[] = {STR_INIT("dẫn"),  STR_INIT("đưa"),   STR_INIT("cho"),
                                       STR_INIT("bình"), STR_INIT("trích"), STR_INIT("viết"),
                                       STR_INIT("đăng"), STR_INIT("nhận")};
    bool media = false;
    for (size_t k = 0; k < COUNT_OF(HEADS) && !media; k++)
        media = reading_is_word(r, m->from, HEADS[k]);
    for (size_t k = 0; k < COUNT_OF(VERBS) && media; k++)
        if (reading_is_word(r, m->to, VERBS[k]))
            return true;
    return media && (before_is(r, m->from, STR("theo")) || before_is(r, m->from, STR("Theo")) ||
                     before_is(r, m->from, STR("trên")));
}

/* "Theo TTXVN", "phóng viên TTXVN", "TTXVN/Tin Tức": the source, not a party to anything. */
static bool is_source(const struct reading *r, const struct mention *m)
{
    size_t i = m->from;
    if (is_quoted(r, m))
        return true;
    bool reporter = before_is(r, i, STR("viên")) && i > 1 &&
                    (before_is(r, i - 1, STR("phóng")) || before_is(r, i - 1, STR("phái")) ||
                     before_is(r, i - 1, STR("Phóng")));
    reporter = reporter || before_is(r, i, STR("nguồn"));
    bool according = before_is(r, i, STR("Theo")) || before_is(r, i, STR("theo"));
    bool credit = reading_is_sign(r, m->to, '/') || (i > 0 && reading_is_sign(r, i - 1, '/'));
    bool bracketed = i > 0 && reading_is_sign(r, i - 1, '(') && m->to - i == 1;
    return reporter || credit || ((according || bracketed) && m->to - i == 1);
}

/* A party without its country ("Đảng Cộng sản") names none. */
static bool is_bare_party(const struct people *p, const struct mention *m)
{
    return (m->flags & MENTION_PARTY) && m->id == NAMES_NO_ID && m->to - m->from <= 3 &&
           reading_is_lower(p->r, m->to - 1) &&
           reading_span(p->r, m->from + 1, GAZ_ORG_WORD) + 1 >= m->to - m->from;
}

/* The body of an office that stands alone: "Bí thư Thành ủy Hải Phòng tiếp …", where no holder's
 * office says as much. */
static bool office_alone_names(const struct people *p, const struct mention *m)
{
    const struct mention *office = m->of == MENTION_NONE ? NULL : &p->names->v[m->of];
    if (!office || office->kind != MENTION_OFFICE || office->of != MENTION_NONE ||
        office->head != m->from || (m->flags & MENTION_PARTY))
        return false;
    struct str text = reading_text(p->r, m->from, m->to);
    bool committee = reading_span_id(p->r, m->from, GAZ_ORG_HEAD, STR("committee")) ||
                     reading_span_id(p->r, m->from, GAZ_ORG_HEAD, STR("council"));
    for (size_t i = 0; committee && i < p->held.n && i < OFFICES_LOOKED_AT; i++) {
        const struct held *held = vec_at(&p->held, i);
        const struct mention *chosen = &p->names->v[held->chosen];
        if (str_contains(reading_text(p->r, chosen->from, chosen->to), text))
            return false;
    }
    return committee && people_holder(p, m->of, m->of) != THING_NONE;
}

/* "Đảng, Nhà nước và Quốc hội …": the leadership as a whole. */
static bool is_leadership(const struct people *p, const struct mention *m)
{
    return m->from > 1 && before_is(p->r, m->from, STR("và")) &&
           before_is(p->r, m->from - 1, STR("nước"));
}

/* "Hội nghị Tương lai châu Á": a region in the name of a conference or an agreement is no place. */
static bool is_part_of_name(const struct reading *r, const struct mention *m)
{
    enum { BEFORE_MAX = 4 };
    size_t first = m->from > BEFORE_MAX ? m->from - BEFORE_MAX : 0;
    if (m->flags & MENTION_INSIDE)
        return true;
    for (size_t i = m->from; i-- > first && !r->pieces[i].sign;)
        if (reading_is_word(r, i, STR("xuyên")) || reading_is_word(r, i, STR("Hội")) ||
            reading_is_word(r, i, STR("Diễn")) || reading_is_word(r, i, STR("Hiệp")))
            return true;
    return false;
}

/* "giữa Bộ Quốc phòng hai nước": one of each, and neither is named. */
static bool is_of_both(const struct reading *r, const struct mention *m)
{
    static const struct str MANY[] = {STR_INIT("hai"), STR_INIT("2"), STR_INIT("ba"), STR_INIT("3"),
                                      STR_INIT("các")};
    bool many = false;
    for (size_t k = 0; k < COUNT_OF(MANY) && !many; k++)
        many = reading_is_word(r, m->to, MANY[k]);
    return many && (reading_is_word(r, m->to + 1, STR("nước")) ||
                    reading_is_word(r, m->to + 1, STR("bên")));
}

/* "Công ước của Liên hợp quốc về Luật biển": part of a law's name. */
static bool is_of_convention(const struct reading *r, const struct mention *m)
{
    size_t i = m->from;
    if (m->id == NAMES_NO_ID || !str_eq(gaz_id(m->id), STR("un")))
        return false;
    if (before_is(r, i, STR("của")))
        i--;
    return i > 1 && ((before_is(r, i, STR("ước")) &&
                      (before_is(r, i - 1, STR("Công")) || before_is(r, i - 1, STR("công")))) ||
                     (before_is(r, i, STR("chương")) && before_is(r, i - 1, STR("Hiến"))));
}

/* "Hội nghị thượng đỉnh G20": the meeting, as these groups have no other body. */
static bool is_summit(const struct reading *r, const struct mention *m)
{
    bool group = m->id != NAMES_NO_ID &&
                 (str_eq(gaz_id(m->id), STR("g20")) || str_eq(gaz_id(m->id), STR("g7")));
    return group && (before_is(r, m->from, STR("đỉnh")) || before_is(r, m->from, STR("nghị")));
}

/* "tại trụ sở Bộ Tài chính": where, not who. */
static bool is_seat(const struct reading *r, const struct mention *m)
{
    return m->from > 1 && before_is(r, m->from, STR("sở")) &&
           (before_is(r, m->from - 1, STR("trụ")) || before_is(r, m->from - 1, STR("Trụ")));
}

static bool is_shown(const struct people *p, const struct mention *m)
{
    if (m->kind == MENTION_PLACE)
        return !reading_span(p->r, m->from, GAZ_REGION) || !is_part_of_name(p->r, m);
    if (is_source(p->r, m) || is_bare_party(p, m) || is_leadership(p, m) || is_seat(p->r, m) ||
        is_of_both(p->r, m) || is_summit(p->r, m) || is_of_convention(p->r, m))
        return false;
    if (m->flags & MENTION_PARTY)
        return true;
    if (!(m->flags & MENTION_INSIDE))
        return (m->flags & (MENTION_LISTED | MENTION_IN_GROUP)) != 0;
    return office_alone_names(p, m);
}

static void collect(struct collecting *c)
{
    struct people *p = c->p;
    for (uint32_t i = 0; i < p->names->n; i++) {
        const struct mention *m = &p->names->v[i];
        if (m->kind != MENTION_PLACE && m->kind != MENTION_ORGANIZATION)
            continue;
        uint32_t thing = thing_of(c, thing_key(p, m), i);
        p->thing[i] = thing;
        struct thing *found = thing == THING_NONE ? NULL : vec_at(&p->things, thing);
        if (!found)
            continue;
        found->count++;
        found->shown = found->shown || is_shown(p, m);
        if (m->kind == MENTION_PLACE || !is_source(p->r, m) || found->count == 1)
            count_form(c, thing, i);
    }
}

/* The commonest form; of two as common the shorter for a place; an organization's whole name before
 * its abbreviation unless that is far commoner. */
static uint32_t form_weight(const struct people *p, const struct form *form)
{
    enum {
        ONE_MORE = 64,
        WHOLE_COUNTS = 16,
        BARE_COUNTS = 3,
        HEADED_COUNTS = 2,
        COUNT_MAX = 1 << 20
    };
    const struct mention *m = &p->names->v[form->mention];
    uint32_t pieces = m->to - m->from;
    bool short_head = p->r->pieces[m->from].letters == CASE_UPPER; /* "UBND thành phố" */
    bool whole = pieces > 1 && own_name(p, m) == m->from && !short_head;
    uint32_t count = form->count < COUNT_MAX ? form->count : COUNT_MAX;
    if (m->kind == MENTION_PLACE)
        return count * ONE_MORE + (ONE_MORE - 1 - (pieces < ONE_MORE ? pieces : ONE_MORE - 1));
    /* the whole name is it unless hardly ever said; of two as common the longer one */
    uint32_t weight = pieces > 1 ? HEADED_COUNTS : 1; /* "Tập đoàn Valmer" beside "Valmer" */
    bool bare = m->id == NAMES_NO_ID && m->head <= m->from;
    if (whole)
        weight = bare ? BARE_COUNTS : WHOLE_COUNTS;
    return 2 * count * weight + (pieces > 1);
}

static void choose_forms(struct collecting *c)
{
    struct people *p = c->p;
    uint32_t *best = arena_array(p->arena, p->things.n + 1, sizeof *best);
    for (size_t i = 0; best && i < c->all_forms.n; i++) {
        const struct form *form = vec_at(&c->all_forms, i);
        const struct mention *m = &p->names->v[form->mention];
        uint32_t weight = form_weight(p, form);
        struct thing *thing = vec_at(&p->things, form->thing);
        if (weight <= best[form->thing])
            continue;
        best[form->thing] = weight;
        thing->name = people_text(p->arena, p->r, m->from, m->to);
    }
}

/* -- an organization that another one's name begins with -- */

static uint64_t prefix_key(const uint64_t *units, size_t n)
{
    uint64_t h = mix(0, MENTION_ORGANIZATION);
    for (size_t i = 0; i < n; i++)
        h = mix(h, units[i]);
    return h;
}

static uint32_t thing_at_key(const struct collecting *c, uint64_t key)
{
    size_t mask = c->things.n - 1;
    for (size_t at = key & mask; c->things.slots[at]; at = (at + 1) & mask)
        if (((struct thing *)vec_at(&c->p->things, c->things.slots[at] - 1))->key == key)
            return c->things.slots[at] - 1;
    return THING_NONE;
}

static void hide(struct thing *thing)
{
    thing->shown = false;
    thing->hidden = true;
}

/* "Bộ Quốc phòng" beside "Bộ Quốc phòng Việt Nam" is no third ministry. */
static void hide_beginnings(struct collecting *c)
{
    struct people *p = c->p;
    for (size_t i = 0; i < p->things.n; i++) {
        const struct thing *whole = vec_at(&p->things, i);
        const struct mention *m = &p->names->v[whole->first];
        uint64_t units[OFFICE_UNITS_MAX];
        bool country = false;
        if (m->kind != MENTION_ORGANIZATION || !whole->shown)
            continue;
        size_t n = name_units(p, m->from, m->to, units, &country);
        for (size_t k = 2; k < n; k++) {
            uint32_t part = thing_at_key(c, prefix_key(units, k));
            if (part != THING_NONE)
                hide(vec_at(&p->things, part));
        }
    }
}

/* -- the organization a person leads or belongs to -- */

/* Who leads the party right behind the first words of an office; a member leads none. */
static uint32_t led_by(const struct people *p, const struct mention *m)
{
    const struct mention *office = m->of == MENTION_NONE ? NULL : &p->names->v[m->of];
    if (!office || office->kind != MENTION_OFFICE || office->of == MENTION_NONE ||
        office->head != m->from || reading_is_word(p->r, office->from, STR("Ủy")) ||
        reading_is_word(p->r, office->from, STR("Uỷ")))
        return THING_NONE;
    return p->thing[office->of];
}

/* "A, Bí thư …, Đảng Cộng sản Cuba, dẫn đầu": the party in apposition behind an office. */
static uint32_t behind_office_of(const struct people *p, const struct mention *m)
{
    for (size_t k = 0; k < p->held.n && k < OFFICES_LOOKED_AT; k++) {
        const struct held *held = vec_at(&p->held, k);
        const struct mention *office = &p->names->v[held->chosen];
        if (m->from == office->to + 1 && reading_is_sign(p->r, office->to, ',') &&
            reading_is_sign(p->r, m->to, ','))
            return held->person;
    }
    return THING_NONE;
}

static void give_organizations(struct people *p)
{
    for (uint32_t i = 0; i < p->names->n; i++) {
        const struct mention *m = &p->names->v[i];
        if (m->kind != MENTION_ORGANIZATION || !(m->flags & MENTION_PARTY) || is_bare_party(p, m))
            continue;
        const struct thing *thing = vec_at(&p->things, p->thing[i]);
        uint32_t person = led_by(p, m);
        if (person == THING_NONE)
            person = behind_office_of(p, m);
        if (person != THING_NONE && people_person(p, person)->organization.n == 0)
            people_person(p, person)->organization = thing->name;
    }
}

void things_find(struct people *p)
{
    struct collecting c = {.p = p, .all_forms = VEC(struct form, p->arena)};
    size_t n = THING_SLOTS_LEAST;
    while (n < p->names->n * 2)
        n *= 2;
    c.things = (struct table){arena_array(p->arena, n, sizeof(uint32_t)), n};
    c.forms = (struct table){arena_array(p->arena, n, sizeof(uint32_t)), n};
    if (!c.things.slots || !c.forms.slots)
        return;
    collect(&c);
    choose_forms(&c);
    hide_beginnings(&c);
    if (!arena_failed(p->arena))
        give_organizations(p);
}
