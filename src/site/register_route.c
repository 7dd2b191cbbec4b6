#include "site/register_route.h"

#include "article/slug.h"

static const struct str kind_words[] = {
    [FACTS_PERSON] = STR_INIT("nhan-vat"),
    [FACTS_ORGANIZATION] = STR_INIT("to-chuc"),
    [FACTS_COUNTRY] = STR_INIT("quoc-gia"),
    [FACTS_PLACE] = STR_INIT("dia-phuong"),
};
_Static_assert(COUNT_OF(kind_words) == FACTS_KIND_COUNT, "every kind has its word");

static const struct str files[] = {
    [REGISTER_NO_FILE] = STR_INIT(""),
    [REGISTER_CSV] = STR_INIT("du-lieu.csv"),
    [REGISTER_ICS] = STR_INIT("lich.ics"),
    [REGISTER_JSONLD] = STR_INIT("du-lieu.jsonld"),
    [REGISTER_XLSX] = STR_INIT("doan-ra-vao.xlsx"),
};

struct str register_kind_word(enum facts_kind kind)
{
    return kind_words[kind];
}

bool register_kind_of(struct str word, enum facts_kind *out)
{
    for (size_t i = 0; i < COUNT_OF(kind_words); i++)
        if (str_eq(word, kind_words[i])) {
            *out = (enum facts_kind)i;
            return true;
        }
    return false;
}

static bool is_slug(struct str s)
{
    enum { NUMBER_MAX_BYTES = 8 }; /* "-2" and so on behind one */
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || byte_is_digit(c) || (c == '-' && i > 0 && i + 1 < s.n);
        if (!ok)
            return false;
    }
    return s.n > 0 && s.n <= SLUG_MAX_BYTES + NUMBER_MAX_BYTES;
}

/* The next word and its slash; false at the end or without a slash. */
static bool take(struct str *rest, struct str *word)
{
    size_t slash = str_find_byte(*rest, '/');
    if (slash == rest->n)
        return false;
    *word = str_first(*rest, slash);
    *rest = str_from(*rest, slash + 1);
    return true;
}

static bool take_slug(struct str *rest, struct str *slug)
{
    return take(rest, slug) && is_slug(*slug);
}

/* What is left is nothing or a file's name. */
static bool take_file(struct str rest, struct register_route *r)
{
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (str_eq(rest, files[i])) {
            r->file = (enum register_file)i;
            return true;
        }
    return false;
}

static bool has_file(const struct register_route *r)
{
    bool year = r->page == REGISTER_DELEGATIONS && r->year;
    if (r->file == REGISTER_NO_FILE)
        return true;
    if (r->file == REGISTER_XLSX)
        return year;
    if (r->file == REGISTER_ICS)
        return r->page == REGISTER_ENTITIES || r->page == REGISTER_EVENTS ||
               r->page == REGISTER_EVENT || r->page == REGISTER_ENTITY ||
               r->page == REGISTER_RELATION;
    return r->page == REGISTER_ENTITIES || r->page == REGISTER_ENTITY ||
           r->page == REGISTER_EVENTS || r->page == REGISTER_EVENT ||
           r->page == REGISTER_RELATION || (year && r->file == REGISTER_CSV);
}

static bool digits(struct str s, size_t n, int64_t least, int64_t most, int *out)
{
    int64_t value = 0;
    if (s.n != n || !byte_is_digit(s.p[0]) || !str_to_int(s, &value) || value < least ||
        value > most)
        return false;
    *out = (int)value;
    return true;
}

static bool read_time(struct str *rest, bool months, struct register_route *r)
{
    enum { YEAR_DIGITS = 4, MONTH_DIGITS = 2, MONTHS = 12 };
    struct str word;
    struct str before = *rest;
    if (!take(rest, &word))
        return true;
    if (!digits(word, YEAR_DIGITS, REGISTER_YEAR_MIN, REGISTER_YEAR_MAX, &r->year)) {
        *rest = before;
        return false;
    }
    if (months && take(rest, &word))
        return digits(word, MONTH_DIGITS, 1, MONTHS, &r->month);
    return true;
}

static bool read_relation(struct str *rest, struct register_route *r)
{
    struct str word;
    if (rest->n == 0) {
        r->page = REGISTER_CHOICE;
        return true;
    }
    r->page = REGISTER_RELATION;
    return take(rest, &word) && register_kind_of(word, &r->kind) && take_slug(rest, &r->slug) &&
           take(rest, &word) && register_kind_of(word, &r->other_kind) &&
           take_slug(rest, &r->other_slug);
}

static bool read_records(struct str *rest, struct register_route *r, enum register_page list,
                         enum register_page one)
{
    r->page = list;
    if (str_find_byte(*rest, '/') == rest->n)
        return true;
    r->page = one;
    return take_slug(rest, &r->slug);
}

bool register_route_read(struct str rest, struct register_route *out)
{
    struct register_route r = {.page = REGISTER_HOME};
    struct str word;
    bool ok = true;
    if (take(&rest, &word)) {
        r.agreement = str_eq(word, STR("thoa-thuan"));
        if (register_kind_of(word, &r.kind))
            ok = read_records(&rest, &r, REGISTER_ENTITIES, REGISTER_ENTITY);
        else if (r.agreement || str_eq(word, STR("su-kien")))
            ok = read_records(&rest, &r, REGISTER_EVENTS, REGISTER_EVENT);
        else if (str_eq(word, STR("quan-he")))
            ok = read_relation(&rest, &r);
        else if (str_eq(word, STR("lich")))
            ok = (r.page = REGISTER_CALENDAR, read_time(&rest, true, &r));
        else if (str_eq(word, STR("doan-ra-vao")))
            ok = (r.page = REGISTER_DELEGATIONS, read_time(&rest, false, &r));
        else if (str_eq(word, STR("ban-do")))
            r.page = REGISTER_MAP;
        else if (str_eq(word, STR("mang-luoi")))
            r.page = REGISTER_NETWORK;
        else
            ok = false;
    }
    if (!ok || !take_file(rest, &r) || !has_file(&r))
        return false;
    *out = r;
    return true;
}

/* ---- paths ---- */

struct str register_entity_path(struct arena *a, enum facts_kind kind, struct str slug)
{
    return str_format(a, "/ho-so/%.*s/%.*s/", STR_ARG(kind_words[kind]), STR_ARG(slug));
}

struct str register_event_path(struct arena *a, bool agreement, struct str slug)
{
    return str_format(a, "/ho-so/%s/%.*s/", agreement ? "thoa-thuan" : "su-kien", STR_ARG(slug));
}

static struct str time_path(struct arena *a, const char *word, const struct register_route *r)
{
    if (!r->year)
        return str_format(a, "/ho-so/%s/", word);
    if (!r->month)
        return str_format(a, "/ho-so/%s/%d/", word, r->year);
    return str_format(a, "/ho-so/%s/%d/%02d/", word, r->year, r->month);
}

static struct str page_path(struct arena *a, const struct register_route *r)
{
    switch (r->page) {
    case REGISTER_HOME: break;
    case REGISTER_ENTITIES: return str_format(a, "/ho-so/%.*s/", STR_ARG(kind_words[r->kind]));
    case REGISTER_ENTITY: return register_entity_path(a, r->kind, r->slug);
    case REGISTER_EVENTS: return r->agreement ? STR("/ho-so/thoa-thuan/") : STR("/ho-so/su-kien/");
    case REGISTER_EVENT: return register_event_path(a, r->agreement, r->slug);
    case REGISTER_CHOICE: return STR("/ho-so/quan-he/");
    case REGISTER_RELATION:
        return str_format(a, "/ho-so/quan-he/%.*s/%.*s/%.*s/%.*s/", STR_ARG(kind_words[r->kind]),
                          STR_ARG(r->slug), STR_ARG(kind_words[r->other_kind]),
                          STR_ARG(r->other_slug));
    case REGISTER_CALENDAR: return time_path(a, "lich", r);
    case REGISTER_DELEGATIONS: return time_path(a, "doan-ra-vao", r);
    case REGISTER_MAP: return STR("/ho-so/ban-do/");
    case REGISTER_NETWORK: return STR("/ho-so/mang-luoi/");
    }
    return STR("/ho-so/");
}

struct str register_path(struct arena *a, const struct register_route *route)
{
    return str_concat(a, page_path(a, route), files[route->file]);
}
