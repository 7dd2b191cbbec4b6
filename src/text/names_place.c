#include "text/names_part.h"

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
