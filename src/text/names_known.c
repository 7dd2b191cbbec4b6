/* Organizations an article makes known: an abbreviation in brackets behind the whole name, and bare
 * names of companies ("hãng Microsoft", "làm việc với FTSE Russell"). */
#include "text/names_part.h"

#include "base/vec.h"

enum {
    BARE_PIECES_MAX = 4, /* of a company's name without a head */
    LIST_MAX = 8,        /* companies in a row: "các liên doanh A, B và C" */
    WITH_GAP_MAX = 10,   /* pieces between "ký kết" and "với" */
    ABBREVIATION_MAX_BYTES = 16,
};

/* "ĐH", "GTĐB": letters that begin Vietnamese words. */
static bool is_shortened(const struct reading *r, size_t i)
{
    struct str text = reading_text(r, i, i + 1);
    return r->pieces[i].letters == CASE_UPPER &&
           (str_contains(text, STR("Đ")) || str_contains(text, STR("Ư")));
}

/* A capital word no Vietnamese text would have but as a name. */
static bool is_foreign(const struct reading *r, size_t i)
{
    if (!reading_is_capital(r, i) || reading_is_vietnamese(r, i) || is_shortened(r, i))
        return false;
    return !names_listed_place(r, i) && !reading_span(r, i, GAZ_OFFICE) &&
           !reading_span(r, i, GAZ_RANK) && !reading_span(r, i, GAZ_ORG_NAME) &&
           !reading_span(r, i, GAZ_AGREEMENT);
}

static size_t bare_end(const struct reading *r, size_t i)
{
    size_t end = i;
    while (end - i < BARE_PIECES_MAX && is_foreign(r, end)) {
        end++;
        if (!reading_goes_on(r, end - 1))
            break;
    }
    return end;
}

static void add_bare(struct vec *out, size_t from, size_t to)
{
    if (out->n >= NAME_KNOWN_MAX)
        return;
    struct name_known *known = vec_push(out);
    if (known)
        *known = (struct name_known){(uint32_t)from, (uint32_t)to};
}

/* An office's first words end before piece i. */
static bool ends_office(const struct reading *r, size_t i)
{
    enum { BACK_MAX = 4 };
    for (size_t k = 1; k <= BACK_MAX && k <= i; k++)
        if (reading_span(r, i - k, GAZ_OFFICE) == k)
            return true;
    return false;
}

/* The company behind "hãng", "tập đoàn"; behind "các" several. */
static void behind_head(const struct reading *r, size_t i, size_t pieces, struct vec *out)
{
    static const struct str HEADS[] = {STR_INIT("hãng"), STR_INIT("Hãng"), STR_INIT("tập"),
                                       STR_INIT("Tập"),  STR_INIT("công"), STR_INIT("Công"),
                                       STR_INIT("tổng"), STR_INIT("ngân"), STR_INIT("tổ"),
                                       STR_INIT("quỹ"),  STR_INIT("liên"), STR_INIT("Liên")};
    bool company = false;
    for (size_t k = 0; k < COUNT_OF(HEADS) && !company; k++)
        company = reading_is_word(r, i, HEADS[k]);
    if (!company || reading_is_word(r, i + 1, STR("tin")) ||
        (reading_is_lower(r, i) && reading_is_word(r, i + 1, STR("thông"))))
        return; /* a news agency that is quoted */
    bool many =
        i > 0 && (reading_is_word(r, i - 1, STR("các")) || reading_is_word(r, i - 1, STR("hai")));
    size_t from = i + pieces;
    for (size_t n = 0; n < LIST_MAX && from < r->n && reading_goes_on(r, from - 1); n++) {
        size_t end = bare_end(r, from);
        if (end == from)
            return;
        if (end - from > 2 && !many && ends_office(r, i))
            end -= 2; /* "Chủ tịch hãng X John Smith" */
        add_bare(out, from, end);
        bool more = reading_is_sign(r, end, ',') || reading_is_word(r, end, STR("và"));
        if (!many || !more)
            return;
        from = end + 1;
    }
}

/* "làm việc trực tiếp với X", "ký kết hợp tác với X": persons have a form of address there. */
static void behind_with(const struct reading *r, size_t i, const struct reading_hit *hit,
                        struct vec *out)
{
    bool kind = str_eq(gaz_id(hit->id), STR("meeting")) || str_eq(gaz_id(hit->id), STR("signing"));
    size_t at = i + hit->pieces;
    if (!kind || reading_is_word(r, i, STR("gặp")) || reading_is_word(r, i, STR("hội")))
        return;
    if (!reading_is_word(r, at - 1, STR("với")))
        while (at < r->n && at - i < WITH_GAP_MAX && reading_goes_on(r, at - 1) &&
               !reading_is_word(r, at, STR("với"))) {
            size_t paper = reading_span(r, at, GAZ_AGREEMENT);
            if (!paper && !reading_is_lower(r, at))
                break;
            at += paper ? paper : 1;
        }
    if (reading_is_word(r, at, STR("với")))
        at++;
    else if (!reading_is_word(r, at - 1, STR("với")))
        return;
    size_t end = reading_goes_on(r, at - 1) ? bare_end(r, at) : at;
    bool upper = false; /* a single word in small letters may be a person's name */
    for (size_t k = at; k < end; k++)
        upper = upper || r->pieces[k].letters == CASE_UPPER;
    bool signing = str_eq(gaz_id(hit->id), STR("signing"));
    if (end > at && (upper || (signing && end > at + 1)))
        add_bare(out, at, end);
}

/* "các doanh nghiệp như X, Y và Z", "các tập đoàn lớn của Đức, gồm X": names behind "như" whose kind was said. */
static void behind_such_as(const struct reading *r, size_t i, struct vec *out)
{
    enum { BACK_MAX = 20, BRACKET_MAX = 12 };
    static const struct str OTHERS[] = {STR_INIT("vực"), STR_INIT("đề"), STR_INIT("dung"),
                                        STR_INIT("án"), STR_INIT("như")};
    bool companies = false;
    for (size_t k = 0; i > 0 && k < COUNT_OF(OTHERS); k++)
        if (reading_is_word(r, i - 1, OTHERS[k]))
            return; /* "trong các lĩnh vực như" */
    for (size_t k = i; k-- > 0 && i - k <= BACK_MAX && reading_goes_on(r, k) && !companies;)
        companies =
            (reading_is_word(r, k, STR("nghiệp")) && k > 0 &&
             reading_is_word(r, k - 1, STR("doanh"))) ||
            (reading_is_word(r, k, STR("đoàn")) && k > 0 &&
             reading_is_word(r, k - 1, STR("tập"))) ||
            (reading_is_word(r, k, STR("ty")) && k > 0 && reading_is_word(r, k - 1, STR("công")));
    size_t from = i + 1 + reading_is_sign(r, i + 1, ':');
    for (size_t n = 0; companies && n < LIST_MAX && from < r->n && reading_goes_on(r, from - 1);
         n++) {
        size_t listed = reading_span(r, from, GAZ_ORG_NAME);
        size_t end = listed ? from + listed : bare_end(r, from);
        if (end == from)
            return;
        if (!listed)
            add_bare(out, from, end);
        if (reading_is_sign(r, end, '(')) /* "Hon-bắc (Hornbach)" */
            while (end < r->n && end - from < BRACKET_MAX && !reading_is_sign(r, end - 1, ')'))
                end++;
        if (!reading_is_sign(r, end, ',') && !reading_is_word(r, end, STR("và")))
            return;
        from = end + 1;
    }
}

/* "X vừa ký kết Bản ghi nhớ": a foreign word that signs and is no person, who would have a form of address. */
static void before_signing(const struct reading *r, size_t i, const struct reading_hit *hit,
                           struct vec *out)
{
    enum { BEFORE_MAX = 4 };
    if (!str_eq(gaz_id(hit->id), STR("signing")) || i == 0)
        return;
    size_t end = i;
    if (reading_is_word(r, end - 1, STR("vừa")) || reading_is_word(r, end - 1, STR("sẽ")))
        end--;
    size_t from = end;
    while (from > 0 && end - from < BEFORE_MAX && is_foreign(r, from - 1) &&
           reading_goes_on(r, from - 1))
        from--;
    if (end - from == 1 && r->pieces[from].letters == CASE_UPPER)
        add_bare(out, from, end);
}

void names_known_companies(const struct reading *r, struct vec *out)
{
    for (size_t i = 0; i + 1 < r->n; i++) {
        const struct reading_hit *head = reading_hit(r, i, GAZ_ORG_HEAD);
        if (head && str_eq(gaz_id(head->id), STR("open")) &&
            reading_is_capital(r, i + head->pieces))
            behind_head(r, i, head->pieces, out);
        const struct reading_hit *trigger = reading_hit(r, i, GAZ_TRIGGER);
        if (trigger) {
            behind_with(r, i, trigger, out);
            before_signing(r, i, trigger, out);
        }
        if (reading_is_word(r, i, STR("như")))
            behind_such_as(r, i, out);
    }
}

size_t name_known_end(const struct reading *r, const struct vec *known, size_t i)
{
    size_t best = i;
    for (size_t k = 0; k < known->n; k++) {
        const struct name_known *name = vec_at(known, k);
        size_t n = 0;
        while (name->from + n < name->to && i + n < r->n &&
               r->pieces[i + n].key == r->pieces[name->from + n].key &&
               reading_is_capital(r, i + n) && r->pieces[i + n].sentence == r->pieces[i].sentence)
            n++;
        if (name->from + n == name->to && i + n > best)
            best = i + n;
    }
    return best;
}

bool name_abbreviation_behind(const struct reading *r, size_t end, size_t *at)
{
    size_t i = end;
    if (i >= 3 && reading_is_sign(r, i - 1, ')') && reading_is_sign(r, i - 3, '('))
        i -= 3; /* within the name */
    if (!reading_is_sign(r, i, '(') || !reading_is_capital(r, i + 1) ||
        !(reading_is_sign(r, i + 2, ')') || reading_is_sign(r, i + 2, ',')))
        return false;
    size_t n = r->pieces[i + 1].end - r->pieces[i + 1].start;
    bool upper = r->pieces[i + 1].letters == CASE_UPPER && n > 1;
    if (n > ABBREVIATION_MAX_BYTES || names_listed_place(r, i + 1) ||
        !(upper || !reading_is_vietnamese(r, i + 1)))
        return false;
    *at = i + 1;
    return true;
}
