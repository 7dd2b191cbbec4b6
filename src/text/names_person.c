#include "text/names_part.h"

/* "bin", "de": written small inside names of other languages. */
static bool is_particle(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {
        STR_INIT("bin"), STR_INIT("bint"), STR_INIT("ibn"), STR_INIT("al"),  STR_INIT("el"),
        STR_INIT("de"),  STR_INIT("da"),   STR_INIT("dos"), STR_INIT("del"), STR_INIT("van"),
        STR_INIT("von"), STR_INIT("der"),  STR_INIT("la"),  STR_INIT("y"),
    };
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i, WORDS[k]))
            return true;
    return false;
}

/* Something of its own begins here that no name goes on into. */
static bool is_boundary(const struct reading *r, size_t i)
{
    return reading_span(r, i, GAZ_STARTER) || reading_span(r, i, GAZ_OFFICE) ||
           reading_span(r, i, GAZ_RANK) || reading_span(r, i, GAZ_ORG_NAME) ||
           reading_span(r, i, GAZ_HONORIFIC) > 1 || reading_span(r, i, GAZ_ORG_HEAD) > 1 ||
           reading_span(r, i, GAZ_ROLE) > 1;
}

size_t name_run_end(const struct reading *r, size_t i)
{
    size_t end = i;
    for (size_t at = i; at < r->n && at - i < NAME_PIECES_MAX; at++) {
        if (at > i && !reading_goes_on(r, at - 1))
            break;
        if (reading_is_capital(r, at) && !(at > i && is_boundary(r, at)))
            end = at + 1;
        else if (at == i || !is_particle(r, at))
            break;
    }
    return end;
}

static bool is_title(const struct reading *r, size_t i)
{
    return i < r->n && r->pieces[i].letters == CASE_TITLE;
}

size_t name_vietnamese_end(const struct reading *r, size_t i)
{
    if (!is_title(r, i) || !reading_span(r, i, GAZ_SURNAME) || reading_span(r, i, GAZ_ORG_NAME) ||
        reading_span(r, i, GAZ_ORG_HEAD) > 1 || reading_span(r, i, GAZ_DELEGATION) > 1 ||
        reading_span(r, i, GAZ_OFFICE))
        return i;
    size_t run = name_run_end(r, i);
    size_t end = i + 1;
    while (end < run && end - i < NAME_VIETNAMESE_MAX && is_title(r, end) &&
           reading_is_vietnamese(r, end))
        end++;
    const struct reading_hit *place = names_listed_place(r, i);
    if (place && (i + place->pieces >= end || names_listed_place(r, i + place->pieces)))
        return i;
    if (reading_span(r, i, GAZ_DELEGATION) && names_listed_place(r, i + 1))
        return i; /* "Đoàn Việt Nam" */
    if (place && place->pieces > 1 &&
        reading_span_id(r, i + place->pieces, GAZ_SURNAME, STR("vi-main")))
        return i;
    return end - i >= 2 ? end : i;
}

size_t name_plain_end(const struct reading *r, size_t i)
{
    if (!reading_span_id(r, i, GAZ_SURNAME, STR("vi-main")))
        return i;
    size_t end = name_vietnamese_end(r, i);
    return end - i >= 3 ? end : i;
}

/* A foreign name ends before the Vietnamese word that begins the next sentence without a stop. */
static size_t trim_foreign(const struct reading *r, size_t i, size_t end)
{
    bool goes_on = reading_goes_on(r, end - 1) && reading_is_lower(r, end);
    if (goes_on && end - i > 1 && !reading_is_vietnamese(r, i) && is_title(r, end - 1) &&
        reading_is_vietnamese(r, end - 1) && syllable_form(reading_text(r, end, end + 1)).key &&
        reading_span(r, end - 1, GAZ_FIELD))
        return end - 1;
    return end;
}

size_t name_after_title_end(const struct reading *r, size_t i, bool addressed)
{
    size_t end = name_vietnamese_end(r, i);
    if (end > i)
        return end;
    end = name_run_end(r, i);
    if (end == i || reading_span(r, i, GAZ_STARTER))
        return i;
    const struct reading_hit *place = names_listed_place(r, i);
    if (place && i + place->pieces >= end)
        return i;
    bool listed = place || reading_span(r, i, GAZ_ORG_NAME) || reading_span(r, i, GAZ_ORG_HEAD);
    if (listed && !(addressed && end - i > 1))
        return i;
    bool single = end - i == 1;
    if (single && !addressed && reading_is_vietnamese(r, i) && r->pieces[i].letters == CASE_TITLE &&
        !reading_span(r, i, GAZ_SURNAME))
        return i;
    return trim_foreign(r, i, end);
}
