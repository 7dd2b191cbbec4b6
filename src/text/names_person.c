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

/* "Juan Bosch": one word that is a company's name too, behind a given name of no Vietnamese spelling. */
static bool is_family_name(const struct reading *r, size_t i, size_t at)
{
    return at == i + 1 && reading_span(r, at, GAZ_ORG_NAME) == 1 &&
           r->pieces[at].letters == CASE_TITLE && r->pieces[i].letters == CASE_TITLE &&
           !reading_is_vietnamese(r, i) && !reading_span(r, i, GAZ_ORG_NAME);
}

/* Something of its own begins here that no name goes on into. */
static bool is_boundary(const struct reading *r, size_t i)
{
    return reading_span(r, i, GAZ_STARTER) || reading_span(r, i, GAZ_OFFICE) ||
           reading_span(r, i, GAZ_RANK) || reading_span(r, i, GAZ_ORG_NAME) ||
           reading_span(r, i, GAZ_HONORIFIC) > 1 || reading_span(r, i, GAZ_ORG_HEAD) > 1 ||
           reading_span(r, i, GAZ_ROLE) > 1;
}

/* "Moon Jae - in", "Kim Jong - un": the second syllable of a Korean name behind a hyphen with spaces. */
static bool is_second_syllable(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {
        STR_INIT("un"),  STR_INIT("in"),   STR_INIT("il"),    STR_INIT("hye"),  STR_INIT("hyun"),
        STR_INIT("soo"), STR_INIT("woo"),  STR_INIT("min"),   STR_INIT("jin"),  STR_INIT("ho"),
        STR_INIT("wha"), STR_INIT("hwan"), STR_INIT("sik"),   STR_INIT("suk"),  STR_INIT("geun"),
        STR_INIT("hee"), STR_INIT("ki"),   STR_INIT("kun"),   STR_INIT("jun"),  STR_INIT("wan"),
        STR_INIT("bin"), STR_INIT("mo"),   STR_INIT("pyo"),   STR_INIT("eui"),  STR_INIT("jeong"),
        STR_INIT("sup"), STR_INIT("seok"), STR_INIT("hyuk"),  STR_INIT("hoon"), STR_INIT("seop"),
        STR_INIT("gyu"), STR_INIT("sung"), STR_INIT("young"), STR_INIT("kyun"), STR_INIT("yul"),
    };
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i, WORDS[k]))
            return true;
    return false;
}

/* Such a syllable at `at`, the hyphen before it, and a family and a given name before that. */
static bool goes_behind_hyphen(const struct reading *r, size_t i, size_t at)
{
    return at >= i + 2 && at + 1 < r->n && reading_is_sign(r, at, '-') && reading_goes_on(r, at) &&
           is_second_syllable(r, at + 1) && reading_is_capital(r, at - 2);
}

/* "Bùi Văn Sáng": behind a family name these ask for a given name, whatever else its word means. */
static bool wants_given(const struct reading *r, size_t i, size_t at)
{
    return at == i + 2 && reading_span(r, i, GAZ_SURNAME) && !reading_span(r, at, GAZ_OFFICE) &&
           (reading_is_word(r, at - 1, STR("Văn")) || reading_is_word(r, at - 1, STR("Thị")));
}

/* "Mạc Như Phong": between a family name and a given one no sentence begins. */
static bool is_middle_name(const struct reading *r, size_t i, size_t at)
{
    return at == i + 1 && reading_span(r, i, GAZ_SURNAME) &&
           reading_span(r, at, GAZ_STARTER) == 1 && reading_goes_on(r, at) &&
           reading_is_capital(r, at + 1) && reading_is_vietnamese(r, at + 1) &&
           !is_boundary(r, at + 1);
}

/* "ông Lê Thiện Nhân, Bí thư …": behind a family and a middle name and before a sign no sentence begins. */
static bool is_given_name(const struct reading *r, size_t i, size_t at)
{
    enum { BEFORE = 2 };
    bool closed = reading_is_sign(r, at + 1, ',') || reading_is_sign(r, at + 1, ')') ||
                  reading_is_sign(r, at + 1, '-') || reading_is_sign(r, at + 1, ';');
    return at == i + BEFORE && reading_span(r, i, GAZ_SURNAME) &&
           reading_span(r, at, GAZ_STARTER) == 1 && closed && reading_goes_on(r, at);
}

/* "Jean - Baptiste Clavel": two given names with a hyphen between spaces, and a family name. */
static bool is_double_name(const struct reading *r, size_t i, size_t at)
{
    return at == i + 1 && reading_is_sign(r, at, '-') && reading_goes_on(r, at) &&
           reading_goes_on(r, at + 1) && !reading_is_vietnamese(r, i) &&
           !names_listed_place(r, i) && reading_is_capital(r, at + 1) &&
           !reading_is_vietnamese(r, at + 1) && !names_listed_place(r, at + 1) &&
           reading_is_capital(r, at + 2) && !reading_is_vietnamese(r, at + 2);
}

size_t name_run_end(const struct reading *r, size_t i)
{
    size_t end = i;
    for (size_t at = i; at < r->n && at - i < NAME_PIECES_MAX; at++) {
        if (at > i && !reading_goes_on(r, at - 1))
            break;
        if (goes_behind_hyphen(r, i, at))
            return at + 2;
        if (is_double_name(r, i, at))
            continue;
        bool inner = at == i || !is_boundary(r, at) || wants_given(r, i, at) ||
                     is_middle_name(r, i, at) || is_given_name(r, i, at) ||
                     is_family_name(r, i, at);
        if (reading_is_capital(r, at) && inner)
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

/* "Bộ Ngoại giao", "Ủy ban Đối ngoại" */
static bool is_body(const struct reading *r, size_t i)
{
    size_t head = reading_span(r, i, GAZ_ORG_HEAD);
    size_t field = reading_span(r, i + head, GAZ_FIELD);
    size_t word = reading_span(r, i + head, GAZ_ORG_WORD);
    return head && reading_goes_on(r, i + head - 1) && (field > 1 || word > 1);
}

/* A frequent family name, or any with two syllables behind it. */
static bool begins_person(const struct reading *r, size_t i)
{
    if (reading_span_id(r, i, GAZ_SURNAME, STR("vi-main")))
        return true;
    return reading_span(r, i, GAZ_SURNAME) && is_title(r, i + 1) && is_title(r, i + 2) &&
           reading_goes_on(r, i) && reading_goes_on(r, i + 1) && reading_is_vietnamese(r, i + 2);
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
    if (place && place->class == GAZ_COUNTRY && place->pieces > 1)
        return i; /* "Hàn Quốc Moon Jae-in" */
    if (place && (i + place->pieces >= end || names_listed_place(r, i + place->pieces)))
        return i;
    if (reading_span(r, i, GAZ_DELEGATION) && (names_listed_place(r, i + 1) || is_body(r, i + 1)))
        return i; /* "Đoàn Việt Nam", "Đoàn Bộ Ngoại giao" */
    if (place && place->pieces > 1 && begins_person(r, i + place->pieces))
        return i; /* "Hà Nội Hà Văn Nam" */
    return end - i >= 2 ? end : i;
}

/* "V.I.Lenin": initials and a family name in one piece. */
static bool is_initialled(const struct reading *r, size_t i)
{
    enum { LETTER_AND_DOT = 2, FAMILY_LEAST = 3 };
    struct str text = reading_text(r, i, i + 1);
    size_t at = 0;
    while (at + LETTER_AND_DOT < text.n && text.p[at] >= 'A' && text.p[at] <= 'Z' &&
           text.p[at + 1] == '.')
        at += LETTER_AND_DOT;
    struct str family = str_from(text, at);
    return at >= LETTER_AND_DOT + LETTER_AND_DOT && family.n >= FAMILY_LEAST &&
           str_find_byte(family, '.') == family.n && syllable_form(family).letters == CASE_TITLE;
}

size_t name_plain_end(const struct reading *r, size_t i)
{
    if (is_initialled(r, i))
        return i + 1;
    if (!reading_span_id(r, i, GAZ_SURNAME, STR("vi-main")))
        return i;
    size_t end = name_vietnamese_end(r, i);
    return end - i >= 3 ? end : i;
}

size_t name_behind_place(const struct reading *r, size_t from, size_t run)
{
    size_t first = run;
    for (size_t i = from + 1; i < run; i++) {
        if (name_vietnamese_end(r, i) == i)
            continue;
        if (name_plain_end(r, i) > i)
            return i; /* "xã Tân Phú Nguyễn Văn An": "Phú" is a family name too */
        if (first == run || first == from + 1)
            first = i; /* "thành phố Sông Ngân Khúc Nhẫn": so is "Ngân" */
    }
    return first;
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

/* "Tư lệnh Nhóm Hậu cần", "Tổng thống Nước Cộng hòa": two Vietnamese syllables that no family name begins, and small
 * letters go on. */
static bool is_plain_word(const struct reading *r, size_t i, size_t end)
{
    bool marked = false;
    for (size_t k = i; k < end; k++) {
        struct str text = reading_text(r, k, k + 1);
        if (!reading_is_vietnamese(r, k))
            return false;
        for (size_t at = 0; at < text.n; at++)
            marked = marked || (unsigned char)text.p[at] >= 0x80;
    }
    return marked && end == i + 2 && !reading_span(r, i, GAZ_SURNAME) &&
           reading_goes_on(r, end - 1) && reading_is_lower(r, end) &&
           !reading_span(r, end, GAZ_STOP) && !reading_span(r, end, GAZ_TRIGGER);
}

size_t name_after_title_end(const struct reading *r, size_t i, bool addressed)
{
    size_t end = name_vietnamese_end(r, i);
    if (end > i)
        return end;
    end = name_run_end(r, i);
    if (addressed && reading_span(r, i, GAZ_ORG_HEAD) && is_plain_word(r, i, end))
        return i; /* "chuyên gia Bộ Thương mại" */
    if (!addressed &&
        (is_plain_word(r, i, end) || (reading_has(r, i, GAZ_DATE) && reading_is_vietnamese(r, i))))
        return i;
    /* "Bộ trưởng Ngoại giao Hàn Quốc Cho Hyun": a Korean family name that begins sentences, too */
    bool korean = reading_is_word(r, i, STR("Cho")) && end == i + 2 &&
                  reading_is_capital(r, i + 1) && !names_listed_place(r, i + 1) &&
                  !reading_span(r, i + 1, GAZ_ORG_HEAD);
    bool starts = reading_span(r, i, GAZ_STARTER) && !korean;
    if (end == i || starts || reading_span(r, i, GAZ_NOT) > 1)
        return i; /* "ông chủ Nhà Trắng" */
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
