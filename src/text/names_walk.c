/* The complement of a name's first words, taken word by word as long as the words can belong to it. */
#include "text/names_walk.h"

bool walk_take(struct walk *w, size_t pieces, bool solid)
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

bool walk_has_seat(const struct reading_hit *head)
{
    struct str id = gaz_id(head->id);
    return str_eq(id, STR("committee")) || str_eq(id, STR("council"));
}

bool walk_has_domain(const struct reading *r, size_t i, const struct reading_hit *head)
{
    return str_eq(gaz_id(head->id), STR("ministry")) && !reading_is_word(r, i, STR("Cơ")) &&
           !reading_is_word(r, i, STR("cơ"));
}

bool walk_ends_in_subject(const struct reading *r, size_t i, size_t n)
{
    for (size_t k = 1; k < n; k++)
        if (k + reading_span(r, i + k, GAZ_FIELD) == n)
            return true;
    return false;
}

static bool goes_on(const struct walk *w)
{
    return w->at > 0 && w->at < w->r->n && reading_goes_on(w->r, w->at - 1);
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
    return walk_take(w, hit->pieces, true);
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
    return walk_take(w, kind + name, true);
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
    return n && reading_is_sign(r, inner + n, ')') && walk_take(w, n + 2, true);
}

/* A head behind which an own name of any words follows: "Ban Quản lý Khu kinh tế Nhơn Hội". */
static bool is_open(const struct reading_hit *head)
{
    return str_eq(gaz_id(head->id), STR("open")) || str_eq(gaz_id(head->id), STR("site"));
}

/* "Bộ trưởng Kinh tế thương mại Kenji Ota": the second field belongs to the office when a name follows. */
static bool goes_before_name(const struct walk *w, const struct reading_hit *word)
{
    size_t next = w->at + word->pieces;
    return w->office && w->listed && word->class == GAZ_FIELD && reading_goes_on(w->r, next - 1) &&
           reading_is_capital(w->r, next);
}

/* "Giám đốc Viện Công nghệ quốc gia Karl Weiss": how high the body is, before a name. */
static bool ranks_before_name(const struct walk *w, const struct reading_hit *word)
{
    const struct reading *r = w->r;
    size_t next = w->at + word->pieces;
    bool rank =
        (reading_is_word(r, w->at, STR("quốc")) &&
         (reading_is_word(r, w->at + 1, STR("gia")) || reading_is_word(r, w->at + 1, STR("tế")))) ||
        (reading_is_word(r, w->at, STR("trung")) && reading_is_word(r, w->at + 1, STR("ương")));
    return w->office && w->content && word->pieces == 2 && rank && reading_goes_on(r, next - 1) &&
           reading_is_capital(r, next);
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
    domain = domain || ranks_before_name(w, best);
    domain = domain || goes_before_name(w, best);
    if (best->class == GAZ_ORG_NAME)
        w->proper = true;
    if (best->class == GAZ_ORG_HEAD && is_open(best))
        w->open = true;
    if (best->class == GAZ_ORG_HEAD && str_eq(gaz_id(best->id), STR("ministry")))
        w->ministry = true;
    (void)walk_take(w, best->pieces, capital || domain);
    w->headed = best->class == GAZ_ORG_HEAD && walk_has_domain(w->r, w->at - best->pieces, best);
    w->worded = w->worded || (capital && best->class != GAZ_ORG_HEAD);
    w->seated = best->class == GAZ_ORG_HEAD && walk_has_seat(best);
    w->subject = best->class != GAZ_ORG_NAME &&
                 (best->class != GAZ_ORG_HEAD ||
                  walk_ends_in_subject(r, w->at - best->pieces, best->pieces));
    w->listed = capital && w->subject && best->class != GAZ_ORG_HEAD;
    w->principal = best->class == GAZ_ORG_HEAD && str_eq(gaz_id(best->id), STR("office"));
    return true;
}

/* "Văn phòng Chủ tịch nước", "Đặc phái viên của Tổng Thư ký": an office inside the name of another. */
static bool take_principal(struct walk *w)
{
    size_t of = w->office && !w->content && reading_is_word(w->r, w->at, STR("của"));
    size_t office = w->principal ? reading_span(w->r, w->at + of, GAZ_OFFICE) : 0;
    return office && reading_is_capital(w->r, w->at + of) && walk_take(w, of + office, true);
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
                  r->pieces[w->at].end - r->pieces[w->at].start <= 3;
    for (size_t i = 0; i < COUNT_OF(ROMAN) && !number; i++)
        number = reading_is_word(r, w->at, ROMAN[i]);
    if (!number || w->plain || w->placed || counts_on(r, w->at + 1))
        return false;
    w->proper = true;
    (void)walk_take(w, 1, true);
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
    return walk_take(w, 1, true);
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
    return walk_take(w, end - w->at, true);
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
        return walk_take(w, upper ? 1 : 2, true);
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
    return walk_take(w, n == 1 && word ? 2 : n, true);
}

/* A plain word in an organization's own name: "Liên đoàn quần vợt Pháp". */
static bool take_plain(struct walk *w)
{
    bool stops = reading_span(w->r, w->at, GAZ_STOP) && !reading_is_inner(w->r, w->at);
    if (!w->open || !reading_is_lower(w->r, w->at) || stops ||
        reading_span(w->r, w->at, GAZ_TRIGGER) || reading_span(w->r, w->at, GAZ_OFFICE) ||
        w->plain >= NAME_LOWER_MAX)
        return false;
    return walk_take(w, 1, false);
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
    return walk_take(w, next - w->at, false);
}

/* "Ủy ban Đối ngoại của Quốc hội", "Quỹ Nhi đồng của Liên hợp quốc". */
static bool take_of(struct walk *w)
{
    const struct reading_hit *body = reading_hit(w->r, w->at + 1, GAZ_ORG_HEAD);
    size_t united = reading_span_id(w->r, w->at + 1, GAZ_ORG_NAME, STR("un"));
    if (w->content && w->open && united && reading_is_word(w->r, w->at, STR("của")))
        return walk_take(w, 1 + united, true);
    return w->content && !w->placed && body && reading_is_word(w->r, w->at, STR("của")) &&
           reading_is_capital(w->r, w->at + 1) && str_eq(gaz_id(body->id), STR("state")) &&
           walk_take(w, 1 + body->pieces, true);
}

/* "Bộ trưởng phụ trách Thương mại". */
static bool take_charge(struct walk *w)
{
    return w->office && !w->content && reading_is_word(w->r, w->at, STR("phụ")) &&
           reading_is_word(w->r, w->at + 1, STR("trách")) && reading_is_capital(w->r, w->at + 2) &&
           walk_take(w, 2, false);
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
    return n && walk_take(w, 1 + n, true);
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

size_t walk_behind_second(const struct reading *r, size_t i, size_t end)
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
    (void)walk_take(w, end - w->at, true);
    w->content = false; /* whose board it is comes now */
    return true;
}

/* "Hội nạn nhân da cam/dioxin". */
static bool take_slash(struct walk *w)
{
    return w->open && reading_is_sign(w->r, w->at, '/') && reading_is_lower(w->r, w->at - 1) &&
           reading_is_lower(w->r, w->at + 1) && walk_take(w, 2, false);
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
    (void)walk_take(w, 1 + word, true);
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
    if (take_of(w) || take_seat(w) || take_abbreviation(w) || walk_list(w) || walk_about(w))
        return true;
    if (walk_joint(w) || take_number(w) || take_principal(w))
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

void walk_on(struct walk *w)
{
    size_t start = w->at;
    while (w->at - start < NAME_COMPLEMENT_MAX && step(w)) {
    }
}
