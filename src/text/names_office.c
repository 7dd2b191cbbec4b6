/* Offices, organizations, delegations: first words, and the complement behind them, taken word by
 * word as long as the words can belong to an organization's name. */
#include "text/names_part.h"

/* A complement under way. */
struct walk {
    const struct reading *r;
    size_t at;
    size_t solid;   /* the end if nothing more of weight comes */
    unsigned plain; /* words in small letters since the last of weight */
    bool office;    /* of an office: a person's name may follow */
    bool envoy;     /* "tại" and a place belong to it */
    bool open;      /* an organization's own name: unknown words are taken */
    bool content;   /* something of weight was taken since the last head */
    bool placed;
    bool region; /* in a region, which a country may follow: "Bộ Tư lệnh Thái Bình Dương Mỹ" */
    bool proper;
    bool principal; /* whom an aide serves may follow: "Trợ lý Thủ tướng" */
    bool party;
    bool paper;    /* a newspaper's name: "Báo Sài Gòn Giải phóng" */
    bool named;    /* an unlisted name was taken */
    bool ministry; /* inside the name of a ministry or department */
    bool worded;   /* a listed word of an organization's name was taken */
    bool seated;   /* the last word taken is a body that a place has: "Thành ủy" */
    bool listed;   /* the last word taken is a listed one, which "và" may follow */
    bool subject;  /* the same in small letters, too, which a list may follow */
    bool headed;   /* the last word taken is the head of a ministry or department */
    bool numbered; /* the last word taken is a number: "Quân khu 7" */
};

static bool goes_on(const struct walk *w)
{
    return w->at > 0 && w->at < w->r->n && reading_goes_on(w->r, w->at - 1);
}

static bool take(struct walk *w, size_t pieces, bool solid)
{
    w->at += pieces;
    w->principal = false;
    w->listed = false;
    w->subject = false;
    w->seated = false;
    w->headed = false;
    w->numbered = false;
    if (solid) {
        w->solid = w->at;
        w->plain = 0;
        w->content = true;
    } else {
        w->plain += (unsigned)pieces;
    }
    return true;
}

static bool person_begins(const struct walk *w)
{
    return w->office && name_vietnamese_end(w->r, w->at) > w->at;
}

static bool take_place(struct walk *w)
{
    const struct reading_hit *hit = names_listed_place(w->r, w->at);
    if (!hit || person_begins(w))
        return false;
    w->placed = true;
    w->region = hit->class == GAZ_REGION;
    w->proper = true;
    return take(w, hit->pieces, true);
}

/* How many words of an unlisted place or name to take before a person's name. */
static size_t unlisted(const struct walk *w, size_t from)
{
    const struct reading *r = w->r;
    size_t run = name_run_end(r, from);
    size_t end = w->office ? name_behind_place(r, from, run) : run;
    if (w->office && end == run && end - from >= 3)
        end -= 2; /* "tỉnh Ibaraki Masaru Hashimoto" */
    return end - from;
}

/* "thành phố", "tỉnh Quảng Đông". */
static bool take_kind(struct walk *w)
{
    const struct reading *r = w->r;
    size_t kind = reading_span(r, w->at, GAZ_PLACE_TYPE);
    if (!kind)
        return false;
    size_t next = w->at + kind;
    bool follows = reading_goes_on(r, next - 1);
    const struct reading_hit *hit = follows ? names_listed_place(r, next) : NULL;
    const struct reading_hit *district = follows ? reading_hit(r, next, GAZ_DISTRICT) : NULL;
    hit = hit ? hit : district;
    bool country = reading_span_id(r, w->at, GAZ_PLACE_TYPE, STR("country")) != 0;
    if (country && !hit)
        return false;
    size_t name = 0;
    if (hit)
        name = hit->pieces;
    else if (follows && reading_is_capital(r, next) && !reading_span(r, next, GAZ_ORG_HEAD) &&
             !reading_span(r, next, GAZ_ORG_NAME) && !reading_span(r, next, GAZ_OFFICE) &&
             !(w->office && name_vietnamese_end(r, next) > next))
        name = unlisted(w, next);
    w->placed = name > 0;
    w->proper = w->proper || name > 0;
    return take(w, kind + name, true);
}

/* "(PT)", "(Chính hiệp)": an abbreviation or a shorter name belongs to the name it stands in. */
static bool take_abbreviation(struct walk *w)
{
    const struct reading *r = w->r;
    size_t inner = w->at + 1;
    if (!reading_is_sign(r, w->at, '(') || !w->content || names_listed_place(r, inner))
        return false;
    size_t n = reading_is_capital(r, inner) ? reading_span(r, inner, GAZ_ORG_NAME) : 0;
    if (n < 2)
        n = inner < r->n && r->pieces[inner].letters == CASE_UPPER;
    return n && reading_is_sign(r, inner + n, ')') && take(w, n + 2, true);
}

/* A body of one place, which follows it: "Thành ủy Sông Ngân", "UBND Sông Ngân". */
static bool has_seat(const struct reading_hit *head)
{
    struct str id = gaz_id(head->id);
    return str_eq(id, STR("committee")) || str_eq(id, STR("council"));
}

/* A head behind which an own name of any words follows: "Ban Quản lý Khu kinh tế Nhơn Hội". */
static bool is_open(const struct reading_hit *head)
{
    return str_eq(gaz_id(head->id), STR("open")) || str_eq(gaz_id(head->id), STR("site"));
}

/* "Cục pháp chế": what it is in charge of may follow in small letters; not "Cơ quan lập pháp". */
static bool has_domain(const struct reading *r, size_t i, const struct reading_hit *head)
{
    return str_eq(gaz_id(head->id), STR("ministry")) && !reading_is_word(r, i, STR("Cơ")) &&
           !reading_is_word(r, i, STR("cơ"));
}

/* The last words of pieces i..i + n - 1 say what a body is in charge of: "Phòng Thương mại". */
static bool ends_in_subject(const struct reading *r, size_t i, size_t n)
{
    for (size_t k = 1; k < n; k++)
        if (k + reading_span(r, i + k, GAZ_FIELD) == n)
            return true;
    return false;
}

/* "Bộ trưởng Kinh tế thương mại Kenji Ota": the second field belongs to the office when a name follows. */
static bool goes_before_name(const struct walk *w, const struct reading_hit *word)
{
    size_t next = w->at + word->pieces;
    return w->office && w->listed && word->class == GAZ_FIELD && reading_goes_on(w->r, next - 1) &&
           reading_is_capital(w->r, next);
}

/* A listed word of ministries and organizations. */
static bool take_listed(struct walk *w)
{
    static const enum gaz_class CLASSES[] = {GAZ_ORG_NAME, GAZ_ORG_HEAD, GAZ_FIELD, GAZ_ORG_WORD};
    const struct reading *r = w->r;
    const struct reading_hit *best = NULL;
    for (size_t k = 0; k < COUNT_OF(CLASSES); k++) {
        const struct reading_hit *hit = reading_hit(r, w->at, CLASSES[k]);
        if (hit && (!best || hit->pieces > best->pieces))
            best = hit;
    }
    if (!best || (w->office && name_vietnamese_end(r, w->at) > w->at + best->pieces))
        return false;
    if (best->pieces == 1 && person_begins(w))
        return false; /* but "Y Dược" is no person */
    bool capital =
        reading_is_capital(r, w->at); /* "đảng Dân chủ", "trung ương Đảng" are names, too */
    for (size_t k = 1; k < best->pieces; k++)
        capital = capital || reading_is_capital(r, w->at + k);
    if (!capital && w->office && !w->content && best->class != GAZ_ORG_HEAD)
        return false;
    if (!capital && reading_span(r, w->at, GAZ_STOP) >= best->pieces)
        return false;
    if (!capital && (w->numbered || w->plain + best->pieces > NAME_LOWER_MAX + 2))
        return false;
    bool domain = w->headed && best->class != GAZ_ORG_HEAD; /* "Cục pháp chế" */
    domain = domain || goes_before_name(w, best);
    if (best->class == GAZ_ORG_NAME)
        w->proper = true;
    if (best->class == GAZ_ORG_HEAD && is_open(best))
        w->open = true;
    if (best->class == GAZ_ORG_HEAD && str_eq(gaz_id(best->id), STR("ministry")))
        w->ministry = true;
    (void)take(w, best->pieces, capital || domain);
    w->headed = best->class == GAZ_ORG_HEAD && has_domain(w->r, w->at - best->pieces, best);
    w->worded = w->worded || (capital && best->class != GAZ_ORG_HEAD);
    w->seated = best->class == GAZ_ORG_HEAD && has_seat(best);
    w->subject =
        best->class != GAZ_ORG_NAME &&
        (best->class != GAZ_ORG_HEAD || ends_in_subject(r, w->at - best->pieces, best->pieces));
    w->listed = capital && w->subject && best->class != GAZ_ORG_HEAD;
    w->principal = best->class == GAZ_ORG_HEAD && str_eq(gaz_id(best->id), STR("office"));
    return true;
}

/* "Văn phòng Chủ tịch nước", "Đặc phái viên của Tổng Thư ký": an office inside the name of another. */
static bool take_principal(struct walk *w)
{
    size_t of = w->office && !w->content && reading_is_word(w->r, w->at, STR("của"));
    size_t office = w->principal ? reading_span(w->r, w->at + of, GAZ_OFFICE) : 0;
    return office && reading_is_capital(w->r, w->at + of) && take(w, of + office, true);
}

/* "Bộ Quốc phòng 2 nước": the number is of what follows. */
static bool counts_on(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("nước"),   STR_INIT("bên"),   STR_INIT("quốc"),
                                       STR_INIT("Đảng"),   STR_INIT("đảng"),  STR_INIT("tỉnh"),
                                       STR_INIT("đơn"),    STR_INIT("địa"),   STR_INIT("ngành"),
                                       STR_INIT("cơ"),     STR_INIT("thành"), STR_INIT("huyện"),
                                       STR_INIT("trường"), STR_INIT("nhà"),   STR_INIT("Bộ"),
                                       STR_INIT("bộ"),     STR_INIT("Nhà"),   STR_INIT("chính")};
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i, WORDS[k]))
            return true;
    return false;
}

/* "Quân khu 5", "Vùng Cảnh sát biển II". */
static bool take_number(struct walk *w)
{
    static const struct str ROMAN[] = {STR_INIT("I"), STR_INIT("II"), STR_INIT("III"),
                                       STR_INIT("IV"), STR_INIT("V")};
    const struct reading *r = w->r;
    bool number = w->at < r->n && r->pieces[w->at].kind == SYLLABLE_NUMBER &&
                  r->pieces[w->at].end - r->pieces[w->at].start <= 2;
    for (size_t i = 0; i < COUNT_OF(ROMAN) && !number; i++)
        number = reading_is_word(r, w->at, ROMAN[i]);
    if (!number || w->plain || w->placed || counts_on(r, w->at + 1))
        return false;
    w->proper = true;
    (void)take(w, 1, true);
    w->numbered = true;
    return true;
}

/* "Tổng Giám đốc Sputnik, Dmitry Kiselev": one word before a comma and a name is the body. */
static bool take_body_before_comma(struct walk *w)
{
    const struct reading *r = w->r;
    size_t comma = w->at + 1;
    if (!w->office || w->content || reading_is_vietnamese(r, w->at) ||
        !reading_is_capital(r, w->at) || !reading_is_sign(r, comma, ',') ||
        name_run_end(r, comma + 1) < comma + 3 || reading_span(r, comma + 1, GAZ_OFFICE) ||
        reading_span(r, comma + 1, GAZ_RANK) || names_listed_place(r, comma + 1))
        return false;
    return take(w, 1, true);
}

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

/* "Bộ Nông nghiệp, Lâm nghiệp và Nghề cá": a list inside one name, not one of several bodies. */
static bool take_list(struct walk *w)
{
    bool comma = reading_is_sign(w->r, w->at, ',');
    bool dash = reading_is_sign(w->r, w->at, '-');
    if (!(comma || dash) || !w->subject || w->placed)
        return false;
    size_t rest = listed_rest(w->r, w->at, dash);
    bool whose = !dash || names_listed_place(w->r, w->at + rest);
    return rest && whose && take(w, rest, true);
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

/* "Ủy ban hỗn hợp về hợp tác kinh tế, văn hóa và khoa học". */
static bool take_about(struct walk *w)
{
    const struct reading *r = w->r;
    if (!reading_is_word(r, w->at, STR("về")) || w->placed || !wants_subject(r, w->at))
        return false;
    size_t words = listed_words(r, w->at + 1);
    size_t n = 1 + words + listed_rest(r, w->at + 1 + words, true);
    bool more = reading_goes_on(r, w->at + n - 1) && reading_is_lower(r, w->at + n) &&
                !reading_span(r, w->at + n, GAZ_STOP); /* "về thương mại hàng hóa" */
    return words && !more && take(w, n, true);
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

/* "và", "-" between two words of weight: "Văn hóa và Thể thao". */
static bool take_joint(struct walk *w)
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
        return take(w, 1, false); /* "Ủy ban liên Chính phủ Việt Nam - Lào" */
    }
    if (reading_span(r, next, GAZ_OFFICE))
        return false; /* "Hội … Việt Nam - Bí thư Đảng ủy" */
    if (dash && w->open && reading_is_capital(r, next) && reading_is_capital(r, w->at - 1) &&
        r->pieces[next].end - r->pieces[w->at - 1].start <= FRIENDS_MAX_BYTES)
        return take(w, 2, true); /* "Hội hữu nghị Việt - Lào" */
    if (joins_company(w) || (and&&!w->placed && joins_unlisted(w, next)))
        return take(w, 2, true);
    size_t words = listed_words(r, next);
    bool continent = w->placed && w->region && w->ministry; /* "Bộ châu Âu và Ngoại giao" */
    if (!words || !(continent || (w->listed && !w->placed)))
        return false;
    w->placed = false;
    bool capital = reading_is_capital(r, next);
    if (!capital && !goes_on_small(w, next, words))
        return false;
    return take(w, 1 + (capital ? 0 : words), !capital);
}

/* Words from..from + n - 1 are two Vietnamese syllables, as most places have, and what follows is small:
 * "Thành ủy Sông Ngân tiếp". */
static bool is_plain_place(const struct reading *r, size_t from, size_t n)
{
    enum { LEAST_BYTES = 2 };
    bool syllables = n == 2;
    for (size_t i = from; i < from + n && syllables; i++)
        syllables = reading_is_vietnamese(r, i) && r->pieces[i].letters == CASE_TITLE &&
                    r->pieces[i].end - r->pieces[i].start >= LEAST_BYTES;
    return syllables && reading_goes_on(r, from + n - 1) && reading_is_lower(r, from + n);
}

/* The unlisted place of a body that has one, and perhaps a person behind it. */
static bool take_seat_unlisted(struct walk *w)
{
    const struct reading *r = w->r;
    if (!w->seated || !reading_is_capital(r, w->at) || person_begins(w) ||
        reading_span(r, w->at, GAZ_OFFICE) || reading_span(r, w->at, GAZ_RANK) ||
        reading_span(r, w->at, GAZ_STARTER) || reading_span(r, w->at, GAZ_ORG_NAME) ||
        reading_span(r, w->at, GAZ_ORG_HEAD) || reading_span(r, w->at, GAZ_HONORIFIC))
        return false;
    size_t run = name_run_end(r, w->at);
    size_t end = name_behind_place(r, w->at, run);
    if (end == run && !is_plain_place(r, w->at, run - w->at))
        return false;
    w->placed = true;
    w->proper = true;
    return take(w, end - w->at, true);
}

/* A capital word nothing is known of. */
static bool take_capital(struct walk *w)
{
    const struct reading *r = w->r;
    size_t at = w->at;
    if (!reading_is_capital(r, at) || person_begins(w) || reading_span(r, at, GAZ_OFFICE) ||
        reading_span(r, at, GAZ_RANK) || (w->content && reading_span(r, at, GAZ_STARTER)) ||
        reading_span(r, at, GAZ_HONORIFIC) > 1)
        return false;
    bool upper =
        r->pieces[at].letters == CASE_UPPER && !str_ends(reading_text(r, at, at + 1), STR("."));
    if (w->ministry && !w->open && !upper && reading_span(r, at, GAZ_STARTER) &&
        !reading_is_capital(r, at + 2)) /* but "Bộ trưởng Quan hệ Ngoại thương" */
        return false;
    bool foreign = !reading_is_vietnamese(r, at) || !reading_is_vietnamese(r, at + 1);
    if (w->party && w->worded && foreign && name_run_end(r, at) >= at + 2)
        return false; /* "nghị sĩ đảng Dân chủ John Smith" */
    /* most words have two syllables: "Ngoại vụ" */
    bool word = !upper && reading_is_vietnamese(r, at) && reading_goes_on(r, at) &&
                reading_is_lower(r, at + 1) && !reading_span(r, at + 1, GAZ_STOP) &&
                !reading_span(r, at + 1, GAZ_TRIGGER);
    if (!w->open && (upper || (w->ministry && word)))
        return take(w, upper ? 1 : 2, true);
    if (!w->open)
        return false;
    if (w->office && w->named && name_run_end(r, at) >= at + 2)
        return false; /* "Chủ tịch Tập đoàn X John Smith" */
    if (w->office && w->worded && !reading_is_vietnamese(r, at) && name_run_end(r, at) >= at + 2)
        return false; /* "Chủ tịch Liên đoàn Thanh niên Dân chủ Thế giới Aritz Rodriguez" */
    size_t n = unlisted(w, at);
    n = n > 1 ? n : 1;
    w->named = true;
    w->proper = true;
    return take(w, n == 1 && word ? 2 : n, true);
}

/* A plain word in an organization's own name: "Liên đoàn quần vợt Pháp". */
static bool take_plain(struct walk *w)
{
    bool stops = reading_span(w->r, w->at, GAZ_STOP) && !reading_is_inner(w->r, w->at);
    if (!w->open || !reading_is_lower(w->r, w->at) || stops ||
        reading_span(w->r, w->at, GAZ_TRIGGER) || reading_span(w->r, w->at, GAZ_OFFICE) ||
        w->plain >= NAME_LOWER_MAX)
        return false;
    return take(w, 1, false);
}

/* "tại Campuchia" of an ambassador, "của Nhật Bản tại". */
static bool take_seat(struct walk *w)
{
    const struct reading *r = w->r;
    if (!w->envoy || !reading_goes_on(r, w->at))
        return false;
    bool beside =
        reading_is_word(r, w->at, STR("bên")) && reading_is_word(r, w->at + 1, STR("cạnh"));
    bool seat =
        beside || reading_is_word(r, w->at, STR("tại")) || reading_is_word(r, w->at, STR("ở"));
    if (!seat && !(reading_is_word(r, w->at, STR("của")) && !w->content))
        return false;
    size_t next = w->at + 1 + beside;
    size_t kind = reading_span(r, next, GAZ_PLACE_TYPE);
    if (!names_listed_place(r, next + kind) && !names_listed_place(r, next) &&
        !reading_span(r, next, GAZ_ORG_NAME))
        return false;
    w->placed = false;
    return take(w, next - w->at, false);
}

/* "Ủy ban Đối ngoại của Quốc hội", "Quỹ Nhi đồng của Liên hợp quốc". */
static bool take_of(struct walk *w)
{
    const struct reading_hit *body = reading_hit(w->r, w->at + 1, GAZ_ORG_HEAD);
    size_t united = reading_span_id(w->r, w->at + 1, GAZ_ORG_NAME, STR("un"));
    if (w->content && w->open && united && reading_is_word(w->r, w->at, STR("của")))
        return take(w, 1 + united, true);
    return w->content && !w->placed && body && reading_is_word(w->r, w->at, STR("của")) &&
           reading_is_capital(w->r, w->at + 1) && str_eq(gaz_id(body->id), STR("state")) &&
           take(w, 1 + body->pieces, true);
}

/* "Bộ trưởng phụ trách Thương mại". */
static bool take_charge(struct walk *w)
{
    return w->office && !w->content && reading_is_word(w->r, w->at, STR("phụ")) &&
           reading_is_word(w->r, w->at + 1, STR("trách")) && reading_is_capital(w->r, w->at + 2) &&
           take(w, 2, false);
}

/* "Giám đốc Điều hành của Nokia": whose office it is, a listed body or a word of no Vietnamese spelling. */
static bool take_owner(struct walk *w)
{
    const struct reading *r = w->r;
    size_t next = w->at + 1;
    if (!w->office || w->content || w->envoy || !reading_is_word(r, w->at, STR("của")) ||
        !reading_is_capital(r, next) || names_listed_place(r, next))
        return false;
    size_t n = reading_span(r, next, GAZ_ORG_NAME);
    if (!n && !reading_is_vietnamese(r, next))
        n = unlisted(w, next);
    w->proper = w->proper || n > 0;
    return n && take(w, 1 + n, true);
}

/* "kiêm Tổng Giám đốc" at piece i: the piece behind it, or i. */
static size_t behind_director(const struct reading *r, size_t i)
{
    if (!reading_is_word(r, i, STR("kiêm")) || !reading_goes_on(r, i))
        return i;
    size_t second = reading_span_id(r, i + 1, GAZ_OFFICE, STR("any"));
    bool director = reading_is_word(r, i + second, STR("đốc")) ||
                    reading_is_word(r, i + second, STR("hành")) ||
                    reading_is_word(r, i + second, STR("Hành"));
    return second && director ? i + 1 + second : i;
}

/* "Chủ tịch kiêm Tổng Giám đốc": of one body. The piece behind the second one's first words, or end. */
static size_t behind_second(const struct reading *r, size_t i, size_t end)
{
    static const struct str FIRST[] = {STR_INIT("Chủ"),   STR_INIT("chủ"),  STR_INIT("Người"),
                                       STR_INIT("người"), STR_INIT("Nhà"),  STR_INIT("nhà"),
                                       STR_INIT("sáng"),  STR_INIT("Sáng"), STR_INIT("Tổng"),
                                       STR_INIT("tổng"),  STR_INIT("Giám"), STR_INIT("giám")};
    bool company = false;
    for (size_t k = 0; k < COUNT_OF(FIRST) && !company; k++)
        company = reading_is_word(r, i, FIRST[k]);
    return company ? behind_director(r, end) : end;
}

/* "Chủ tịch Hội đồng quản trị kiêm Tổng Giám đốc Công ty X". */
static bool take_board(struct walk *w)
{
    const struct reading *r = w->r;
    bool board =
        w->at > 0 &&
        (reading_is_word(r, w->at - 1, STR("trị")) || reading_is_word(r, w->at - 1, STR("Trị")) ||
         reading_is_word(r, w->at - 1, STR("HĐQT")) || reading_is_word(r, w->at - 1, STR("HĐTV")) ||
         reading_is_word(r, w->at - 1, STR("viên")));
    if (!w->office || w->placed || !board)
        return false;
    size_t end = behind_director(r, w->at);
    if (end == w->at)
        return false;
    (void)take(w, end - w->at, true);
    w->content = false; /* whose board it is comes now */
    return true;
}

/* "Hội nạn nhân da cam/dioxin". */
static bool take_slash(struct walk *w)
{
    return w->open && reading_is_sign(w->r, w->at, '/') && reading_is_lower(w->r, w->at - 1) &&
           reading_is_lower(w->r, w->at + 1) && take(w, 2, false);
}

/* "Hội Phụ nữ Campuchia vì Hòa bình và Phát triển": what it is for. */
static bool take_cause(struct walk *w)
{
    const struct reading *r = w->r;
    size_t next = w->at + 1;
    size_t word = reading_span(r, next, GAZ_ORG_WORD);
    size_t field = reading_span(r, next, GAZ_FIELD);
    word = field > word ? field : word;
    if (!w->open || !w->content || !word || !reading_is_word(r, w->at, STR("vì")) ||
        !reading_is_capital(r, next) || !reading_goes_on(r, w->at))
        return false;
    (void)take(w, 1 + word, true);
    w->placed = false;
    w->listed = true;
    return true;
}

static bool step(struct walk *w)
{
    if (!goes_on(w))
        return false;
    if (take_cause(w))
        return true;
    if (take_charge(w) || take_slash(w))
        return true;
    if (take_owner(w) || take_board(w))
        return true;
    if (take_of(w) || take_seat(w) || take_abbreviation(w) || take_list(w) || take_about(w))
        return true;
    if (take_joint(w) || take_number(w) || take_principal(w))
        return true;
    if (w->placed && w->region && take_place(w))
        return true;
    if (w->placed && w->paper && reading_is_capital(w->r, w->at) &&
        name_vietnamese_end(w->r, w->at) == w->at && !reading_span(w->r, w->at, GAZ_ORG_HEAD))
        return take_capital(w); /* "Báo Sài Gòn Giải phóng" */
    if (w->placed)
        return (reading_is_lower(w->r, w->at) || !w->office) && take_kind(w);
    return take_place(w) || take_seat_unlisted(w) || take_listed(w) || take_kind(w) ||
           take_body_before_comma(w) || take_capital(w) || take_plain(w);
}

static void walk_on(struct walk *w)
{
    size_t start = w->at;
    while (w->at - start < NAME_COMPLEMENT_MAX && step(w)) {
    }
}

/* -- organizations -- */

static bool is_id(const struct reading_hit *hit, struct str id)
{
    return hit && str_eq(gaz_id(hit->id), id);
}

/* "Quỹ Phát triển Quốc tế của các nước xuất khẩu dầu mỏ (OFID)": plain words before the
 * abbreviation belong to the name. */
static size_t up_to_abbreviation(const struct reading *r, size_t end)
{
    enum { PLAIN_MAX = 8 };
    size_t at = end;
    while (at < r->n && at - end < PLAIN_MAX && reading_goes_on(r, at - 1) &&
           reading_is_lower(r, at) && !reading_span(r, at, GAZ_TRIGGER))
        at++;
    bool begins = reading_is_word(r, end, STR("của")) || !reading_span(r, end, GAZ_STOP);
    if (at == end || !begins || !reading_is_sign(r, at, '(') || !reading_is_sign(r, at + 2, ')') ||
        at + 1 >= r->n || r->pieces[at + 1].letters != CASE_UPPER)
        return end;
    return at;
}

/* "chính quyền Mỹ", "chính quyền Washington" are governments; "chính quyền thành phố Quảng Châu" a body. */
static bool is_rule_of_country(const struct reading *r, size_t i, size_t end)
{
    const struct reading_hit *place = names_listed_place(r, i + 2);
    return reading_is_word(r, i + 1, STR("quyền")) && place && i + 2 + place->pieces == end;
}

/* "Ủy ban MTTQ Việt Nam": a country within the head. */
static bool has_place(const struct reading *r, size_t i, size_t pieces)
{
    for (size_t k = 1; k < pieces; k++)
        if (names_listed_place(r, i + k))
            return true;
    return false;
}

/* "Bộ Chỉ huy Bộ đội Biên phòng": an article has but one. */
static bool is_command(const struct reading *r, size_t i, const struct walk *w)
{
    return reading_is_word(r, i, STR("Bộ")) && reading_is_word(r, i + 2, STR("huy")) &&
           (w->content || w->solid > i + 3);
}

/* "UBND" and "đảng Cứu nguy Dân tộc Campuchia" also in small letters. */
static bool begins_name(const struct reading *r, size_t i, const struct reading_hit *head)
{
    size_t next = i + head->pieces;
    bool party = is_id(head, STR("party")) && reading_goes_on(r, next - 1) &&
                 reading_is_capital(r, next) && !names_listed_place(r, next) &&
                 !reading_span(r, next, GAZ_ORG_HEAD) && !reading_span(r, next, GAZ_OFFICE);
    return reading_is_capital(r, i) || is_id(head, STR("council")) || party;
}

static bool from_head(const struct reading *r, size_t i, struct name_part *out)
{
    const struct reading_hit *head = reading_hit(r, i, GAZ_ORG_HEAD);
    if (!head || !begins_name(r, i, head) || reading_span(r, i, GAZ_ORG_WORD) > head->pieces ||
        reading_span(r, i, GAZ_TRIGGER) > head->pieces ||
        reading_span(r, i, GAZ_NOT) > head->pieces)
        return false;
    if (is_id(head, STR("party")) && head->pieces == 1 && names_listed_place(r, i + 1))
        return false; /* "ba Đảng Việt Nam - Lào - Campuchia" */
    const struct reading_hit *place = names_listed_place(r, i);
    if (place && place->pieces > head->pieces)
        return false; /* "Đài Loan", "Trường Sa" */
    bool site = is_id(head, STR("site"));
    bool open = is_id(head, STR("open")) || site;
    bool party = is_id(head, STR("party"));
    bool ministry = is_id(head, STR("ministry")) || is_id(head, STR("office"));
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.open = open || party;
    w.party = party;
    w.content = party && head->pieces > 1;
    w.worded = w.content;
    w.paper = reading_is_word(r, i, STR("Báo")) || reading_is_word(r, i, STR("báo"));
    w.ministry = ministry;
    w.headed = has_domain(r, i, head);
    w.envoy = is_id(head, STR("embassy"));
    w.principal = is_id(head, STR("office"));
    w.seated = has_seat(head);
    w.listed = w.subject =
        ends_in_subject(r, i, head->pieces); /* "Phòng Thương mại - Công nghiệp" */
    walk_on(&w);
    bool field = (ministry || open) && w.content;
    bool local =
        is_id(head, STR("council")) && reading_is_capital(r, i) && has_place(r, i, head->pieces);
    if (open && w.solid > i + head->pieces)
        w.solid = up_to_abbreviation(r, w.solid);
    *out = (struct name_part){
        .head = i + head->pieces,
        .end = w.solid,
        .proper = w.proper || field || local || is_command(r, i, &w),
        .party = party,
        .weak = is_id(head, STR("power")) || site || is_rule_of_country(r, i, w.solid),
        .id = NAMES_NO_ID,
    };
    return w.solid > i + head->pieces || head->pieces > 1;
}

bool name_organization_at(const struct reading *r, size_t i, struct name_part *out)
{
    struct name_part part;
    const struct reading_hit *listed = reading_hit(r, i, GAZ_ORG_NAME);
    size_t central = reading_span(r, i, GAZ_ORG_CENTRAL);
    const struct reading_hit *main = central ? reading_hit(r, i + central, GAZ_ORG_HEAD) : NULL;
    bool headed = from_head(r, main && is_id(main, STR("open")) ? i + central : i, &part);
    if (listed && (listed->pieces > 1 || !headed)) {
        bool party =
            str_find(gaz_id(listed->id), STR("cp")) == 0 || str_eq(gaz_id(listed->id), STR("lprp"));
        *out = (struct name_part){i, i + listed->pieces, true, party, false, listed->id};
        return true;
    }
    if (headed)
        *out = part;
    return headed;
}

size_t names_organization_end(const struct reading *r, size_t i)
{
    struct name_part part;
    return name_organization_at(r, i, &part) ? part.end : i;
}

/* -- offices -- */

/* "Bộ trưởng", "Thứ trưởng": a ministry's subject follows. */
static bool is_minister(const struct reading *r, size_t i)
{
    static const struct str FIRST[] = {STR_INIT("Bộ"), STR_INIT("bộ"), STR_INIT("Thứ"),
                                       STR_INIT("thứ")};
    bool minister = false;
    for (size_t k = 0; k < COUNT_OF(FIRST) && !minister; k++)
        minister = reading_is_word(r, i, FIRST[k]);
    return minister && reading_is_word(r, i + 1, STR("trưởng"));
}

bool name_office_at(const struct reading *r, size_t i, struct name_part *out)
{
    size_t former = reading_span(r, i, GAZ_FORMER);
    const struct reading_hit *head = reading_hit(r, i, GAZ_OFFICE);
    if (!head && former) {
        head = reading_hit(r, i + former, GAZ_OFFICE);
        i += former;
    }
    if (!head || reading_span(r, i, GAZ_ORG_HEAD) > head->pieces)
        return false;
    bool envoy = is_id(head, STR("envoy"));
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.office = true;
    w.envoy = envoy;
    w.principal = is_id(head, STR("aide"));
    w.ministry = is_minister(r, i);
    if (reading_span(r, w.at, GAZ_GRADE) && reading_goes_on(r, w.at - 1))
        w.at = w.solid = w.at + reading_span(r, w.at, GAZ_GRADE);
    w.at = w.solid = behind_second(r, i, w.at);
    walk_on(&w);
    if (w.open && w.solid > i + head->pieces)
        w.solid = up_to_abbreviation(r, w.solid);
    if (is_id(head, STR("vague")) &&
        (w.solid == i + head->pieces || !reading_is_capital(r, w.solid) ||
         !reading_goes_on(r, w.solid - 1)))
        return false; /* "đại diện Bộ Ngoại giao" is nobody without a name behind it */
    *out = (struct name_part){
        .head = i + head->pieces, .end = w.solid, .proper = w.proper, .id = head->id};
    return true;
}

/* -- delegations -- */

/* ", Cuba" behind "Thành ủy Havana". */
static size_t country_behind(const struct reading *r, size_t at)
{
    const struct reading_hit *country =
        reading_is_sign(r, at, ',') ? reading_hit(r, at + 1, GAZ_COUNTRY) : NULL;
    if (!country)
        return at;
    size_t end = at + 1 + country->pieces;
    bool closes = reading_is_sign(r, end, ',') || reading_is_word(r, end, STR("do")) ||
                  reading_is_word(r, end, STR("gồm")) || !reading_goes_on(r, end - 1);
    return closes ? end : at;
}

bool name_delegation_at(const struct reading *r, size_t i, struct name_part *out)
{
    const struct reading_hit *head = reading_hit(r, i, GAZ_DELEGATION);
    if (!head || name_vietnamese_end(r, i) > i || reading_span(r, i, GAZ_ORG_NAME) > head->pieces)
        return false;
    struct walk w = {.r = r, .at = i + head->pieces, .solid = i + head->pieces};
    w.open = head->pieces > 1;
    walk_on(&w);
    size_t end = w.solid;
    if (end == i + head->pieces && head->pieces < 2)
        return false;
    if (w.placed)
        end = country_behind(r, end);
    *out = (struct name_part){
        .head = i + head->pieces, .end = end, .proper = w.proper, .id = head->id};
    return true;
}
