#include "register/geography.h"

#include "register/geography_table.h"
#include "text/gazetteer.h"
#include "text/syllable.h"

enum { PIECES_MAX = 200 }; /* of one text; names and offices have some ten */

/* A text cut into pieces. */
struct pieces {
    struct str text;
    struct syllable at[PIECES_MAX];
    struct syllable_form forms[PIECES_MAX];
    size_t n;
};

static struct str piece_text(const struct pieces *p, size_t i)
{
    return str_slice(p->text, p->at[i].start, p->at[i].end);
}

static void cut(struct pieces *p, struct str text)
{
    size_t at = 0;
    p->text = text;
    p->n = 0;
    while (p->n < PIECES_MAX && syllable_next(text, &at, &p->at[p->n])) {
        p->forms[p->n] = syllable_form(gaz_piece(piece_text(p, p->n)));
        p->n++;
    }
}

static bool is_placed(const struct gaz_value *v)
{
    return v->class <= GAZ_DISTRICT && v->class != GAZ_REGION;
}

/* True when the pieces from i on have capitals where the form needs them. */
static bool has_capitals(const struct pieces *p, size_t i, size_t n, uint16_t capitals)
{
    for (size_t k = 0; k < n; k++)
        if ((capitals >> k & 1) && p->forms[i + k].letters == CASE_LOWER)
            return false;
    return true;
}

static const struct gaz_value *placed_value(const struct pieces *p, size_t i, size_t n,
                                            const struct gaz_value *values)
{
    for (const struct gaz_value *v = values; v; v++) {
        if (is_placed(v) && has_capitals(p, i, n, v->capitals))
            return v;
        if (v->last)
            break;
    }
    return NULL;
}

/* The longest place from piece i on; its pieces, 0 = none. */
static size_t longest(const struct pieces *p, size_t i, const struct gaz_value **out)
{
    struct gaz_path path = gaz_root();
    size_t found = 0;
    for (size_t k = 0; i + k < p->n && k < GAZ_SPAN_MAX; k++) {
        if (!gaz_step(&path, p->forms[i + k].key))
            break;
        const struct gaz_value *v = placed_value(p, i, k + 1, path.values);
        if (v) {
            found = k + 1;
            *out = v;
        }
    }
    return found;
}

/* Hồ Chí Minh City has an id of its own among the names and one among the units. */
static struct str one_code(struct str code)
{
    bool saigon = str_eq(code, STR("VN-hcm")) || str_eq(code, STR("VN-saigon"));
    return saigon ? STR("VN-Hồ Chí Minh") : code;
}

size_t geography_find(struct str text, struct geography_found out[GEOGRAPHY_FOUND_MAX])
{
    struct pieces p;
    size_t n = 0;
    cut(&p, text);
    for (size_t i = 0; i < p.n && n < GEOGRAPHY_FOUND_MAX;) {
        const struct gaz_value *v = NULL;
        size_t len = longest(&p, i, &v);
        if (len)
            out[n++] = (struct geography_found){
                one_code(gaz_id(v->id)), str_slice(text, p.at[i].start, p.at[i + len - 1].end)};
        i += len ? len : 1;
    }
    return n;
}

struct str geography_code(struct str name)
{
    struct pieces p;
    const struct gaz_value *v = NULL;
    cut(&p, name);
    for (size_t i = 0; i < p.n; i++) {
        if (longest(&p, i, &v) == p.n - i)
            return one_code(gaz_id(v->id));
        bool kind = false; /* "thành phố", "thủ đô" before the name */
        struct gaz_path path = gaz_root();
        size_t k = i;
        for (; k < p.n && !kind && gaz_step(&path, p.forms[k].key); k++)
            for (const struct gaz_value *at = path.values; at && !kind; at++) {
                kind = at->class == GAZ_PLACE_TYPE;
                if (at->last)
                    break;
            }
        if (!kind)
            return STR("");
        i = k - 1;
    }
    return STR("");
}

struct str geography_country(struct str code)
{
    return str_first(code, str_find_byte(code, '-'));
}

bool geography_is_country(struct str code)
{
    return code.n && str_find_byte(code, '-') == code.n && code.p[0] >= 'A' && code.p[0] <= 'Z';
}

static bool look_up(struct str code, struct geography_point *out)
{
    size_t from = 0;
    size_t to = geography_rows_n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(str_view(geography_rows[middle].id), code);
        if (order == 0) {
            *out = geography_rows[middle].point;
            return true;
        }
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    return false;
}

bool geography_point(struct str code, struct geography_point *out, bool *exact)
{
    struct str province = str_first(code, str_find_byte(code, '/'));
    *exact = look_up(code, out);
    if (*exact || look_up(province, out))
        return true;
    return look_up(geography_country(code), out);
}
