/* Lists and joints inside a name: "Bộ Nông nghiệp, Lâm nghiệp và Nghề cá", "Hotels & Resorts". */
#include "text/names_walk.h"

/* The listed words in a row from i on, "Hợp tác kinh tế"; 0: none stands there. */
static size_t listed_words(const struct reading *r, size_t i)
{
    enum { WORDS_MAX = 3 };
    size_t end = i;
    for (size_t n = 0; n < WORDS_MAX && (n == 0 || reading_goes_on(r, end - 1)); n++) {
        size_t word = reading_span(r, end, GAZ_ORG_WORD);
        size_t field = reading_span(r, end, GAZ_FIELD);
        word = field > word ? field : word;
        if (!word || reading_span(r, end, GAZ_ORG_HEAD) > word)
            break;
        end += word;
    }
    return end - i;
}

/* ", Khoa học và Văn hóa": the rest of a list of listed words, which ends with "và" unless it may stay open;
 * its pieces, 0: none. */
static size_t listed_rest(const struct reading *r, size_t i, bool may_stay_open)
{
    enum { ITEMS_MAX = 5 };
    size_t at = i;
    for (size_t n = 0; n < ITEMS_MAX && at + 1 < r->n && reading_goes_on(r, at); n++) {
        bool last = reading_is_word(r, at, STR("và"));
        size_t item = listed_words(r, at + 1);
        if (!item || !(last || reading_is_sign(r, at, ',') || reading_is_sign(r, at, '-')))
            break;
        at += 1 + item;
        if (last)
            return at - i;
    }
    return may_stay_open ? at - i : 0;
}

bool walk_list(struct walk *w)
{
    bool comma = reading_is_sign(w->r, w->at, ',');
    bool dash = reading_is_sign(w->r, w->at, '-');
    if (!(comma || dash) || !w->subject || w->placed)
        return false;
    size_t rest = listed_rest(w->r, w->at, dash);
    bool whose = !dash || names_listed_place(w->r, w->at + rest);
    return rest && whose && walk_take(w, rest, true);
}

/* The word before piece i says how a body is made, not yet what for: "Ủy ban hỗn hợp về". */
static bool wants_subject(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("hợp"),  STR_INIT("Hợp"), STR_INIT("gia"),
                                       STR_INIT("nước"), STR_INIT("phủ"), STR_INIT("ban")};
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i - 1, WORDS[k]))
            return true;
    return false;
}

bool walk_about(struct walk *w)
{
    const struct reading *r = w->r;
    if (!reading_is_word(r, w->at, STR("về")) || w->placed || !wants_subject(r, w->at))
        return false;
    size_t words = listed_words(r, w->at + 1);
    size_t n = 1 + words + listed_rest(r, w->at + 1 + words, true);
    bool more = reading_goes_on(r, w->at + n - 1) && reading_is_lower(r, w->at + n) &&
                !reading_span(r, w->at + n, GAZ_STOP); /* "về thương mại hàng hóa" */
    return words && !more && walk_take(w, n, true);
}

/* "Bộ Nội vụ và truyền thông Nhật Bản", "Hội Quy hoạch và phát triển đô thị Việt Nam": small letters go on as far as
 * whose body it is. */
static bool goes_on_small(const struct walk *w, size_t next, size_t words)
{
    const struct reading *r = w->r;
    size_t end = next + words;
    bool whose = names_listed_place(r, end) || reading_is_sign(r, end, '(');
    return words && (w->ministry || w->office || w->open) && whose &&
           reading_is_word(r, w->at, STR("và"));
}

/* "Hiệp hội Chế biến và Xuất khẩu": a word no list has, behind "và" in an organization's own name. */
static bool joins_unlisted(const struct walk *w, size_t next)
{
    const struct reading *r = w->r;
    bool word = reading_is_vietnamese(r, next) && reading_goes_on(r, next) &&
                reading_is_lower(r, next + 1) && !reading_span(r, next + 1, GAZ_STOP) &&
                !reading_span(r, next + 1, GAZ_TRIGGER);
    return w->open && !w->office && word && reading_is_capital(r, next) &&
           reading_is_vietnamese(r, w->at - 1) && !reading_span(r, next, GAZ_ORG_HEAD) &&
           !reading_span(r, next, GAZ_ORG_NAME) && !reading_span(r, next, GAZ_DELEGATION) &&
           !reading_span(r, next, GAZ_STARTER) && !names_listed_place(r, next) &&
           name_vietnamese_end(r, next) == next;
}

/* "Hotels & Resorts". */
static bool joins_company(const struct walk *w)
{
    return w->open && reading_is_sign(w->r, w->at, '&') && reading_is_capital(w->r, w->at - 1) &&
           reading_is_capital(w->r, w->at + 1);
}

bool walk_joint(struct walk *w)
{
    const struct reading *r = w->r;
    enum { FRIENDS_MAX_BYTES = 24 };
    bool and = reading_is_word(r, w->at, STR("và"));
    bool dash = reading_is_sign(r, w->at, '-') || reading_is_sign(r, w->at, '&');
    size_t next = w->at + 1;
    if (!(and || dash) || w->plain || !(w->content || w->listed) || !reading_goes_on(r, w->at))
        return false;
    if (dash && w->placed && names_listed_place(r, next)) {
        w->placed = false;
        return walk_take(w, 1, false); /* "Ủy ban liên Chính phủ Việt Nam - Lào" */
    }
    if (reading_span(r, next, GAZ_OFFICE))
        return false; /* "Hội … Việt Nam - Bí thư Đảng ủy" */
    if (dash && w->open && reading_is_capital(r, next) && reading_is_capital(r, w->at - 1) &&
        r->pieces[next].end - r->pieces[w->at - 1].start <= FRIENDS_MAX_BYTES)
        return walk_take(w, 2, true); /* "Hội hữu nghị Việt - Lào" */
    if (joins_company(w) || (and&&!w->placed && joins_unlisted(w, next)))
        return walk_take(w, 2, true);
    size_t words = listed_words(r, next);
    bool continent = w->placed && w->region && w->ministry; /* "Bộ châu Âu và Ngoại giao" */
    if (!words || !(continent || (w->listed && !w->placed)))
        return false;
    w->placed = false;
    bool capital = reading_is_capital(r, next);
    if (!capital && !goes_on_small(w, next, words))
        return false;
    return walk_take(w, 1 + (capital ? 0 : words), !capital);
}
