#include "text/names_part.h"

static bool has_mark(struct str syllable)
{
    for (size_t i = 0; i < syllable.n; i++)
        if ((unsigned char)syllable.p[i] >= 0x80)
            return true;
    return false;
}

/* "Mỹ Hòa", "Nga Sơn": a country's name of one syllable that begins the name of a village. A Vietnamese syllable with
 * marks follows it that begins neither a person nor a listed name: "Đại sứ tại Mỹ Nguyễn Văn An" is of the country. */
static bool begins_village(const struct reading *r, size_t i)
{
    static const enum gaz_class LISTED[] = {GAZ_COUNTRY, GAZ_CITY,     GAZ_REGION,   GAZ_PROVINCE,
                                            GAZ_TOWN,    GAZ_ORG_HEAD, GAZ_ORG_NAME, GAZ_OFFICE,
                                            GAZ_STARTER, GAZ_RANK,     GAZ_HONORIFIC};
    size_t next = i + 1;
    if (!reading_goes_on(r, i) || next >= r->n || r->pieces[next].letters != CASE_TITLE ||
        !reading_is_vietnamese(r, next) || !has_mark(reading_text(r, next, next + 1)) ||
        name_vietnamese_end(r, next) > next)
        return false;
    for (size_t k = 0; k < COUNT_OF(LISTED); k++)
        if (reading_span(r, next, LISTED[k]))
            return false;
    return true;
}

const struct reading_hit *names_listed_place(const struct reading *r, size_t i)
{
    static const enum gaz_class CLASSES[] = {GAZ_COUNTRY, GAZ_CITY, GAZ_REGION, GAZ_PROVINCE,
                                             GAZ_TOWN};
    const struct reading_hit *best = NULL;
    for (size_t k = 0; k < COUNT_OF(CLASSES); k++) {
        const struct reading_hit *hit = reading_hit(r, i, CLASSES[k]);
        if (hit && (!best || hit->pieces > best->pieces))
            best = hit;
    }
    if (best && best->pieces == 1 && reading_span(r, i, GAZ_NOT) > 1)
        return NULL; /* "Ý định thư", "Vụ Pháp chế": the word's first syllable */
    if (best && best->pieces == 1 && best->class == GAZ_COUNTRY && begins_village(r, i))
        return NULL;
    return best;
}

/* "Anh" that begins a sentence or a list is a form of address; "Nhật" and "Áo" have other meanings
 * too. */
static bool is_doubtful(const struct reading *r, size_t i, size_t pieces)
{
    if (i > 0 && reading_is_word(r, i - 1, STR("tiếng")))
        return true; /* the language */
    if (pieces > 1)
        return false;
    bool first = (i == 0 || !reading_goes_on(r, i - 1)) && reading_goes_on(r, i);
    return (first && reading_span(r, i, GAZ_HONORIFIC)) ||
           (reading_span(r, i, GAZ_HONORIFIC) && name_vietnamese_end(r, i + 1) > i + 1);
}

static bool behind_kind(const struct reading *r, size_t i, size_t kind, struct name_place *out)
{
    const struct reading_hit *hit = names_listed_place(r, i + kind);
    const struct reading_hit *district = reading_hit(r, i + kind, GAZ_DISTRICT);
    if (!hit || (district && district->pieces > hit->pieces))
        hit = district ? district : hit;
    out->from = i + kind;
    if (hit) {
        out->end = out->from + hit->pieces;
        out->id = hit->id;
        return true;
    }
    if (!reading_is_capital(r, i + kind) || reading_span(r, i + kind, GAZ_ORG_NAME) ||
        reading_span(r, i + kind, GAZ_ORG_HEAD) || reading_span(r, i + kind, GAZ_OFFICE) ||
        reading_span(r, i + kind, GAZ_STARTER) ||
        reading_span_id(r, i, GAZ_PLACE_TYPE, STR("country")))
        return false;
    out->end = name_behind_place(r, i + kind, name_run_end(r, i + kind));
    out->id = NAMES_NO_ID;
    return out->end > out->from;
}

bool name_place_at(const struct reading *r, size_t i, struct name_place *out)
{
    const struct reading_hit *listed = names_listed_place(r, i);
    if (listed && !is_doubtful(r, i, listed->pieces)) {
        *out = (struct name_place){i, i + listed->pieces, listed->id};
        return true;
    }
    size_t kind = reading_span(r, i, GAZ_PLACE_TYPE);
    return kind && reading_goes_on(r, i + kind - 1) && behind_kind(r, i, kind, out);
}
