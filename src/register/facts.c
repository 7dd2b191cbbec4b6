#include "register/facts.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "register/facts_internal.h"
#include "register/geography.h"
#include "register/identity.h"
#include "register/same.h"
#include "text/fold.h"

enum { PLACES_OF_ONE_MAX = 6 }; /* that one name or office adds */

/* ---- words ---- */

struct str facts_role_word(enum facts_role role)
{
    static const struct str words[] = {
#define X(name, word) [name] = STR_INIT(word),
        FACTS_ROLE_TABLE(X)
#undef X
    };
    return words[role];
}

static const struct str kind_words[] = {
#define X(name, word) [name] = STR_INIT(word),
    FACTS_KIND_TABLE(X)
#undef X
};

struct str facts_kind_word(enum facts_kind kind)
{
    return kind_words[kind];
}

bool facts_kind_from_word(struct str word, enum facts_kind *out)
{
    for (size_t i = 0; i < COUNT_OF(kind_words); i++)
        if (str_eq(word, kind_words[i])) {
            *out = (enum facts_kind)i;
            return true;
        }
    return false;
}

/* ---- dates ---- */

static bool number_at(struct str date, size_t from, size_t to, int *out)
{
    int64_t value = 0;
    struct str digits = str_slice(date, from, to);
    if (digits.n != to - from || !byte_is_digit(digits.p[0]) || !str_to_int(digits, &value))
        return false;
    *out = (int)value;
    return true;
}

static int64_t day_of(int year, int month, int day)
{
    return clock_day(civil_to_instant((struct civil){.year = year, .month = month, .day = day}));
}

enum facts_precision facts_days(struct str date, int64_t *first, int64_t *last)
{
    int year = 0;
    int month = 0;
    int day = 0;
    *first = FACTS_NO_DAY;
    *last = FACTS_NO_DAY;
    if (date.n == 0)
        return FACTS_UNDATED;
    if (str_starts(date, STR("--")))
        return FACTS_YEARLESS;
    if (!number_at(date, 0, 4, &year) || !civil_exists(year, 1, 1))
        return FACTS_UNDATED;
    bool has_month = number_at(date, 5, 7, &month) && civil_exists(year, month, 1);
    if (has_month && number_at(date, 8, 10, &day) && civil_exists(year, month, day)) {
        *first = *last = day_of(year, month, day);
        return FACTS_DAY;
    }
    *first = day_of(year, has_month ? month : 1, 1);
    int next_year = !has_month || month == 12 ? year + 1 : year;
    int next_month = has_month && month < 12 ? month + 1 : 1;
    *last = civil_exists(next_year, 1, 1) ? day_of(next_year, next_month, 1) - 1 : *first;
    return has_month ? FACTS_MONTH : FACTS_YEAR;
}

/* ---- keys ---- */

/* What stands for one word in all its spellings, in names of bodies. */
static struct str long_form(struct str folded)
{
    static const struct {
        struct str shortly;
        struct str whole;
    } forms[] = {
        {STR_INIT("ubnd"), STR_INIT("uy ban nhan dan")},
        {STR_INIT("hdnd"), STR_INIT("hoi dong nhan dan")},
        {STR_INIT("mttq"), STR_INIT("mat tran to quoc")},
        {STR_INIT("dcsvn"), STR_INIT("dang cong san =VN")},
        {STR_INIT("csvn"), STR_INIT("cong san =VN")},
        {STR_INIT("dcs"), STR_INIT("dang cong san")},
        {STR_INIT("tp"), STR_INIT("")},
        {STR_INIT("tw"), STR_INIT("trung uong")},
        {STR_INIT("t.u"), STR_INIT("trung uong")},
        {STR_INIT("tu"), STR_INIT("trung uong")},
        {STR_INIT("bch"), STR_INIT("ban chap hanh")},
        {STR_INIT("ld"), STR_INIT("lao dong")},
        {STR_INIT("lhhn"), STR_INIT("lien hiep huu nghi")},
        {STR_INIT("dbqh"), STR_INIT("dai bieu quoc hoi")},
        {STR_INIT("eu"), STR_INIT("lien minh chau au")},
        {STR_INIT("lhq"), STR_INIT("lien hop quoc")},
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (str_eq(folded, forms[i].shortly))
            return forms[i].whole;
    return folded;
}

/* Folded words of text between places, without brackets, short forms written out. */
static void add_words(struct arena *a, struct buf *b, struct str text)
{
    struct str rest = same_fold(a, text);
    struct str word;
    while (str_next(&rest, ' ', &word)) {
        struct str whole = long_form(str_ends(word, STR(".")) ? str_first(word, word.n - 1) : word);
        if (whole.n == 0)
            continue;
        if (b->n)
            buf_add_byte(b, ' ');
        buf_add(b, whole);
    }
}

/* Ends with "thanh pho", "tinh", …: the kind of the place that follows says nothing. */
static void drop_place_kind(struct buf *b)
{
    static const struct str kinds[] = {STR_INIT(" thanh pho"), STR_INIT(" tinh"), STR_INIT(" nuoc"),
                                       STR_INIT(" thu do"), STR_INIT(" cong hoa")};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_ends(buf_view(b), kinds[i]))
            b->n -= kinds[i].n;
}

/* A body's name with codes for the places in it: "dang lao dong =MX". */
static struct str organization_key(struct arena *a, struct str name)
{
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    size_t n = geography_find(name, found);
    const char *at = name.p;
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        add_words(a, &b, (struct str){at, (size_t)(found[i].name.p - at)});
        drop_place_kind(&b);
        buf_addf(&b, "%s=%.*s", b.n ? " " : "", STR_ARG(found[i].code));
        at = found[i].name.p + found[i].name.n;
    }
    add_words(a, &b, (struct str){at, (size_t)(name.p + name.n - at)});
    return buf_view(&b);
}

static struct str last_word(struct str name)
{
    size_t space = str_find_last_byte(name, ' ');
    return space < name.n ? str_from(name, space + 1) : name;
}

/* True for a name of Vietnamese syllables, each with one group of vowels ("Doãn Lực"): "Gutiérrez" has
 * marks too, but is no such name. */
static bool is_vietnamese(struct arena *a, struct str name)
{
    struct str folded = text_fold(a, name);
    bool group = false; /* the word has had its vowels */
    bool vowel = false;
    if (identity_is_transcribed(name) || !text_has_marks(name))
        return false;
    for (size_t i = 0; i < folded.n; i++) {
        bool was = vowel;
        vowel = str_find_byte(STR("aeiouy"), folded.p[i]) < 6;
        group = group && !byte_is_space(folded.p[i]);
        if (vowel && !was && group)
            return false;
        group = group || vowel;
    }
    return true;
}

static size_t person_keys(struct arena *a, struct str name, struct str keys[FACTS_KEYS_MAX])
{
    bool vietnamese = is_vietnamese(a, name);
    bool as_sounds = !vietnamese && !identity_is_transcribed(name);
    struct str heard = as_sounds ? text_fold(a, name) : name; /* marks would make it Vietnamese */
    struct str last = last_word(heard);
    struct str key = identity_name_key(a, heard);
    keys[0] = key.n ? key : same_fold(a, name);
    if (vietnamese)
        return 1;
    keys[1] = str_concat(a, STR("~"), identity_name_key(a, last));
    return 2;
}

size_t facts_keys(struct arena *a, enum facts_kind kind, struct str name,
                  struct str keys[FACTS_KEYS_MAX])
{
    struct str code;
    switch (kind) {
    case FACTS_PERSON: return person_keys(a, name, keys);
    case FACTS_ORGANIZATION: keys[0] = organization_key(a, name); return 1;
    case FACTS_COUNTRY:
    case FACTS_PLACE:
        code = geography_code(name);
        keys[0] = code.n ? str_concat(a, STR("="), code) : same_fold(a, name);
        return 1;
    case FACTS_KIND_COUNT: break;
    }
    return 0;
}

/* ---- entities ---- */

static struct str key_of(struct arena *a, enum facts_kind kind, struct str name)
{
    struct str keys[FACTS_KEYS_MAX];
    if (kind == FACTS_PERSON) /* within an article persons are told apart by their whole names */
        return str_format(a, "0%.*s", STR_ARG(name));
    (void)facts_keys(a, kind, name, keys);
    return str_format(a, "%d%.*s", (int)kind, STR_ARG(keys[0]));
}

static struct facts_entity *entity_at(struct facts_maker *m, uint32_t i)
{
    return vec_at(&m->entities, i);
}

static void add_name(struct facts_maker *m, struct fact_texts *list, struct str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i], name))
            return;
    struct str *grown = arena_array(m->arena, list->n + 1, sizeof *grown);
    if (!grown || list->n >= ANALYSIS_LIST_MAX)
        return;
    for (size_t i = 0; i < list->n; i++)
        grown[i] = list->v[i];
    grown[list->n] = name;
    *list = (struct fact_texts){grown, list->n + 1};
}

/* The one country among the places of a body's or place's name. */
static struct str country_in(struct str name)
{
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    size_t n = geography_find(name, found);
    struct str country = n ? geography_country(found[0].code) : STR("");
    for (size_t i = 1; i < n; i++)
        if (!str_eq(geography_country(found[i].code), country))
            return STR("");
    return country;
}

uint32_t facts_entity_of(struct facts_maker *m, enum facts_kind kind, struct str name,
                         const struct fact *at)
{
    void *found = NULL;
    struct str key = key_of(m->arena, kind, name);
    if (map_get(&m->by_key, key, &found)) {
        uint32_t index = (uint32_t)((uintptr_t)found - 1);
        add_name(m, &entity_at(m, index)->names, name);
        return index;
    }
    struct facts_entity *e =
        m->entities.n < FACTS_ENTITIES_MAX && name.n ? vec_push(&m->entities) : NULL;
    if (!e || !map_set(&m->by_key, key,
                       (void *)(uintptr_t)m->entities.n)) /* NOLINT(performance-no-int-to-ptr) */
        return FACT_NONE;
    bool place = kind == FACTS_COUNTRY || kind == FACTS_PLACE;
    *e = (struct facts_entity){.kind = kind, .name = name, .at = *at};
    e->code = place ? geography_code(name) : STR("");
    e->country = place ? geography_country(e->code)
                       : (kind == FACTS_ORGANIZATION ? country_in(name) : STR(""));
    add_name(m, &e->names, name);
    return (uint32_t)m->entities.n - 1;
}

enum facts_kind facts_place_kind(struct str name)
{
    return geography_is_country(geography_code(name)) ? FACTS_COUNTRY : FACTS_PLACE;
}

uint32_t facts_known(const struct facts_maker *m, enum facts_kind kind, struct str name)
{
    void *found = NULL;
    if (name.n && map_get(&m->by_key, key_of(m->arena, kind, name), &found))
        return (uint32_t)((uintptr_t)found - 1);
    return FACT_NONE;
}

static void mention(struct facts_maker *m, uint32_t index, const struct fact *at)
{
    if (index == FACT_NONE)
        return;
    struct facts_entity *e = entity_at(m, index);
    bool from_title = e->at.start < m->title_end && at->start >= m->title_end;
    bool into_title = e->at.start >= m->title_end && at->start < m->title_end;
    if (!e->mentioned || from_title || (at->start < e->at.start && !into_title))
        e->at = *at;
    e->mentioned = true;
}

static bool listed(const struct fact_texts *list, struct str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i], name))
            return true;
    return false;
}

static void take_entities(struct facts_maker *m)
{
    const struct analysis *an = m->analysis;
    for (size_t i = 0; i < an->persons_n; i++) {
        const struct fact_person *p = &an->persons[i];
        uint32_t index = facts_entity_of(m, FACTS_PERSON, p->name, &p->at);
        mention(m, index, &p->at);
        for (size_t k = 0; index != FACT_NONE && k < p->aliases.n; k++)
            add_name(m, &entity_at(m, index)->names, p->aliases.v[k]);
    }
    for (size_t i = 0; i < an->entities_n; i++) {
        const struct entity *e = &an->entities[i];
        if (e->type == ENTITY_ORGANIZATION && listed(&an->organizations, e->name))
            mention(m, facts_entity_of(m, FACTS_ORGANIZATION, e->name, &e->at), &e->at);
        if (e->type == ENTITY_PLACE && listed(&an->places, e->name))
            mention(m, facts_entity_of(m, facts_place_kind(e->name), e->name, &e->at), &e->at);
    }
}

/* ---- offices ---- */

/* Where the office stands first beside its holder; the holder's own place when that is not known. */
static struct fact office_place(const struct analysis *an, const struct fact_person *p,
                                struct str office)
{
    for (size_t i = 0; i < an->entities_n; i++) {
        const struct entity *e = &an->entities[i];
        bool held = e->type == ENTITY_OFFICE && e->of < an->entities_n &&
                    str_eq(an->entities[e->of].name, p->name);
        if (held && str_eq(e->name, office))
            return e->at;
    }
    return p->at;
}

static void take_offices(struct facts_maker *m)
{
    const struct analysis *an = m->analysis;
    for (size_t i = 0; i < an->persons_n; i++) {
        const struct fact_person *p = &an->persons[i];
        uint32_t person = facts_known(m, FACTS_PERSON, p->name);
        for (size_t k = 0; person != FACT_NONE && k < p->offices.n; k++) {
            struct facts_office *office = vec_push(&m->offices);
            if (office)
                *office = (struct facts_office){person, p->offices.v[k],
                                                office_place(an, p, p->offices.v[k])};
        }
    }
}

/* ---- sides ---- */

const struct fact_person *facts_person(const struct facts_maker *m, struct str name)
{
    for (size_t i = 0; name.n && i < m->analysis->persons_n; i++)
        if (str_eq(m->analysis->persons[i].name, name))
            return &m->analysis->persons[i];
    return NULL;
}

void facts_side_places(struct facts_maker *m, struct facts_event *e, struct str text)
{
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    size_t n = geography_find(text, found);
    for (size_t i = 0; i < n && i < PLACES_OF_ONE_MAX; i++) {
        bool country = geography_is_country(found[i].code);
        facts_add_part(
            m, PART_SIDE,
            facts_entity_of(m, country ? FACTS_COUNTRY : FACTS_PLACE, found[i].name, &e->at),
            found[i].name);
    }
}

/* The bodies the article lists that text names. */
static void side_bodies(struct facts_maker *m, struct str text)
{
    struct str key = organization_key(m->arena, text);
    for (size_t i = 0; i < m->bodies_n; i++) {
        struct str own = m->bodies[i].key;
        size_t at = str_find(key, own);
        bool whole = at < key.n && (at == 0 || key.p[at - 1] == ' ') &&
                     (at + own.n == key.n || key.p[at + own.n] == ' ');
        if (own.n && whole)
            facts_add_part(m, PART_SIDE, m->bodies[i].entity,
                           entity_at(m, m->bodies[i].entity)->name);
    }
}

static void know_bodies(struct facts_maker *m)
{
    for (uint32_t i = 0; i < m->entities.n && m->bodies_n < FACTS_BODIES_MAX; i++) {
        const struct facts_entity *e = entity_at(m, i);
        if (e->kind == FACTS_ORGANIZATION)
            m->bodies[m->bodies_n++] = (struct facts_body){i, organization_key(m->arena, e->name)};
    }
}

void facts_side_text(struct facts_maker *m, struct facts_event *e, struct str text)
{
    if (text.n == 0)
        return;
    side_bodies(m, text);
    facts_side_places(m, e, text);
}

/* An office in the one party of Việt Nam, by its words. */
static bool is_party_office(struct arena *a, struct str office)
{
    static const struct str words[] = {STR_INIT("thanh uy"),
                                       STR_INIT("tinh uy"),
                                       STR_INIT("trung uong dang"),
                                       STR_INIT("bo chinh tri"),
                                       STR_INIT("ban bi thu"),
                                       STR_INIT("tong bi thu"),
                                       STR_INIT("bi thu trung uong"),
                                       STR_INIT("ban doi ngoai trung uong"),
                                       STR_INIT("dang uy")};
    struct str folded = same_fold(a, office);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(folded, words[i]))
            return true;
    return false;
}

/* True when an office or the body behind it names a foreign place, or the name is no Vietnamese one. */
static bool is_foreign(struct arena *a, const struct fact_person *p)
{
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    size_t n = geography_find(p->organization, found);
    bool foreign = !is_vietnamese(a, p->name);
    for (size_t i = 0; i < n; i++)
        foreign = foreign || !str_eq(geography_country(found[i].code), STR("VN"));
    for (size_t k = 0; k < p->offices.n; k++) {
        n = geography_find(p->offices.v[k], found);
        for (size_t i = 0; i < n; i++)
            foreign = foreign || !str_eq(geography_country(found[i].code), STR("VN"));
    }
    return foreign;
}

bool facts_is_foreign(const struct facts_maker *m, struct str name)
{
    const struct fact_person *p = facts_person(m, name);
    return p && is_foreign(m->arena, p);
}

void facts_side_person(struct facts_maker *m, struct facts_event *e, struct str name)
{
    const struct fact_person *p = facts_person(m, name);
    bool party = false;
    if (!p)
        return;
    facts_side_text(m, e, p->organization);
    if (p->organization.n)
        facts_add_part(m, PART_SIDE,
                       facts_entity_of(m, FACTS_ORGANIZATION, p->organization, &p->at),
                       p->organization);
    for (size_t i = 0; i < p->offices.n; i++) {
        facts_side_text(m, e, p->offices.v[i]);
        party = party || is_party_office(m->arena, p->offices.v[i]);
    }
    if (party && !is_foreign(m->arena, p))
        facts_add_part(
            m, PART_SIDE,
            facts_entity_of(m, FACTS_ORGANIZATION, STR("Đảng Cộng sản Việt Nam"), &e->at),
            STR("Đảng Cộng sản Việt Nam"));
}

void facts_add_part(struct facts_maker *m, enum facts_role role, uint32_t entity, struct str text)
{
    const struct facts_part *all = m->parts.p;
    for (size_t i = 0; i < m->parts.n; i++)
        if (all[i].role == role && all[i].entity == entity &&
            (entity != FACT_NONE || str_eq(all[i].text, text)))
            return;
    bool idle = entity == FACT_NONE && (role == PART_SIDE || text.n == 0);
    struct facts_part *part = idle || m->parts.n >= FACTS_PARTS_MAX ? NULL : vec_push(&m->parts);
    if (part)
        *part = (struct facts_part){role, entity, text};
}

enum rc facts_make(struct arena *a, const struct analysis *analysis, struct str text,
                   int64_t published_ms, struct facts *out, struct err *e)
{
    struct facts_maker m = {
        .arena = a,
        .analysis = analysis,
        .entities = VEC(struct facts_entity, a),
        .offices = VEC(struct facts_office, a),
        .events = VEC(struct facts_event, a),
        .published_day = published_ms == CLOCK_NONE ? FACTS_NO_DAY : clock_day(published_ms),
    };
    if (str_find_byte(text, '\n') < text.n)
        m.title_end = str_find_byte(text, '\n');
    map_init(&m.by_key, a);
    take_entities(&m);
    know_bodies(&m);
    take_offices(&m);
    facts_take_events(&m);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *out = (struct facts){
        .text = text,
        .sentences = analysis->sentences,
        .sentences_n = analysis->sentences_n,
        .entities = m.entities.p,
        .entities_n = m.entities.n,
        .offices = m.offices.p,
        .offices_n = m.offices.n,
        .events = m.events.p,
        .events_n = m.events.n,
        .published_day = m.published_day,
    };
    return RC_OK;
}
