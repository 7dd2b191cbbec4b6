/* Where an agreement's name begins and ends, and whether it was signed. */
#include "register/agreements.h"

enum {
    NAME_PIECES = 24, /* of a name behind its noun: "ngăn ngừa việc trốn lậu thuế đối với …" */
    STATE_GAP_BEFORE = 12, /* pieces before the noun where "ký" may stand */
    STATE_GAP_BEHIND = 14, /* and behind its name: "vừa mới ký kết" */
    PASSIVE_GAP = 40,      /* behind "được", with the signers between */
    WITNESS_GAP = 4,
    SPOKEN_GAP = 8, /* "thực hiện tốt nội dung các Tuyên bố chung" */
};

bool agreement_is_word(const struct reading *r, size_t i, const char *list)
{
    struct str rest = str_view(list);
    struct str item;
    while (str_next(&rest, ' ', &item))
        if (reading_is_word(r, i, item))
            return true;
    return false;
}

/* Up to ten in words, or digits. */
static int64_t number_at(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("hai"), STR_INIT("ba"),   STR_INIT("bốn"),
                                       STR_INIT("năm"), STR_INIT("sáu"),  STR_INIT("bảy"),
                                       STR_INIT("tám"), STR_INIT("chín"), STR_INIT("mười")};
    enum { FIRST = 2, MOST = 999 };
    int64_t value;
    if (i < r->n && str_to_int(reading_text(r, i, i + 1), &value) && value > 0 && value <= MOST)
        return value;
    bool title = i < r->n && r->pieces[i].letters == CASE_TITLE;
    for (size_t k = 0; k < COUNT_OF(WORDS); k++)
        if (reading_is_word(r, i, WORDS[k]) ||
            (title && r->pieces[i].key == syllable_form(WORDS[k]).key))
            return (int64_t)k + FIRST;
    return 0;
}

/* The end of a field or of a word of organizations that reaches up to piece i: "thương mại". */
static bool ends_field(const struct reading *r, size_t i)
{
    enum { BACK_MAX = 4 };
    for (size_t k = 1; k <= BACK_MAX && k <= i; k++)
        if (reading_span(r, i - k, GAZ_FIELD) >= k || reading_span(r, i - k, GAZ_ORG_WORD) >= k)
            return true;
    return false;
}

static bool begins_field(const struct reading *r, size_t i)
{
    return (reading_span(r, i, GAZ_FIELD) || reading_span(r, i, GAZ_ORG_WORD)) &&
           !reading_span(r, i, GAZ_AGREEMENT);
}

/* "khuyến khích và bảo hộ đầu tư", "tránh đánh thuế hai lần và ngăn ngừa …": what treaties do besides. */
static bool is_second_aim(const struct reading *r, size_t i)
{
    static const char *const AIMS[][2] = {
        {"bảo", "hộ"}, {"ngăn", "ngừa"}, {"phòng", "chống"}, {"ngăn", "chặn"}, {"bảo", "vệ"}};
    for (size_t k = 0; k < COUNT_OF(AIMS); k++)
        if (agreement_is_word(r, i, AIMS[k][0]) && agreement_is_word(r, i + 1, AIMS[k][1]))
            return true;
    return false;
}

/* "bản ghi nhớ", "một bản ghi nhớ" at piece i: another agreement. */
static bool begins_agreement(const struct reading *r, size_t i)
{
    if (reading_is_word(r, i, STR("một")) || number_at(r, i))
        i++;
    return reading_span(r, i, GAZ_AGREEMENT) > 0;
}

/* "tự do", "Hữu nghị và Hợp tác", "kinh tế và thương mại": words that end a name elsewhere. */
static bool joins(const struct reading *r, const struct phrase *p, size_t i)
{
    if (reading_is_word(r, i, STR("do")))
        return agreement_is_word(r, i - 1, "tự Tự");
    if (reading_is_word(r, i, STR("đến")))
        return reading_is_word(r, i + 1, STR("năm")) && r->pieces[i + 2].kind == SYLLABLE_NUMBER;
    if (!reading_is_word(r, i, STR("và")) || begins_agreement(r, i + 1))
        return false;
    if (p->item && reading_is_lower(r, i + 1))
        return true;
    if (is_second_aim(r, i + 1))
        return true;
    if (agreement_is_word(r, i - 1, "diện bằng") && agreement_is_word(r, i + 1, "tiến Tiến cân"))
        return true; /* "toàn diện và tiến bộ", "công bằng và cân bằng" */
    return (reading_is_capital(r, i + 1) && reading_is_capital(r, i - 2)) ||
           (ends_field(r, i) && begins_field(r, i + 1));
}

/* "về đường biên giới và mốc quốc giới Việt - Lào": behind the "và" at piece i a noun goes on up to the end of the name,
 * no verb. */
static bool ands_on(const struct reading *r, size_t i, size_t about)
{
    enum { NOUN_MAX = 7 };
    if (!about || !reading_is_word(r, i, STR("và")) || begins_agreement(r, i + 1))
        return false;
    for (size_t k = i + 1; k < r->n && k - i <= NOUN_MAX; k++) {
        if (k > i + 1 && ((reading_is_capital(r, k) && reading_is_sign(r, k + 1, '-')) ||
                          reading_is_word(r, k, STR("giữa"))))
            return true;
        if (!reading_is_lower(r, k) || reading_span(r, k, GAZ_TRIGGER) ||
            (reading_span(r, k, GAZ_STOP) && !reading_is_inner(r, k)))
            return false;
    }
    return false;
}

/* "đối với các loại thuế" in a list whose items end at signs; "nguyên tắc cơ bản của quan hệ". */
static bool goes_into(const struct reading *r, const struct phrase *p, size_t i, size_t about)
{
    if (p->item && (reading_is_word(r, i, STR("đối")) || reading_is_word(r, i - 1, STR("đối"))))
        return true;
    bool plain = reading_is_lower(r, i + 1) && !agreement_is_word(r, i + 1, "hai các mỗi hãng") &&
                 !reading_span(r, i + 1, GAZ_PLACE_TYPE) && !reading_span(r, i + 1, GAZ_ORG_HEAD);
    return about && about < i - 1 && p->capital && plain && reading_is_word(r, i, STR("của"));
}

/* "(FTA)" belongs to the name; "(NLĐ)-" is where the news comes from. */
static bool is_abbreviation(const struct reading *r, size_t i)
{
    return reading_is_sign(r, i, '(') && reading_is_sign(r, i + 2, ')') &&
           reading_is_capital(r, i + 1) && !reading_is_sign(r, i + 3, '-');
}

/* "110 tỷ USD", "hàng tỷ USD": what it is worth. */
static bool is_sum(const struct reading *r, size_t i)
{
    bool number =
        i < r->n && (r->pieces[i].kind == SYLLABLE_NUMBER || reading_is_word(r, i, STR("hàng")));
    return number && agreement_is_word(r, i + 1, "tỷ tỉ triệu nghìn chục trăm");
}

/* "vốn ODA", "cho Dự án …": what a loan is for. */
static bool is_project(const struct reading *r, size_t i)
{
    if (reading_is_word(r, i, STR("vốn")))
        return i > 0 && reading_is_word(r, i - 1, STR("vay"));
    return reading_is_word(r, i, STR("cho")) &&
           agreement_is_word(r, i + 1, "Dự Chương dự chương") &&
           agreement_is_word(r, i + 2, "án trình");
}

/* "cung cấp tàu tuần tra cho Việt Nam": for whom, behind words of the name's own; "về việc thành lập Ủy ban": what it
 * is about, where no party begins a sentence of its own. */
static bool is_aim(const struct reading *r, const struct phrase *p, size_t i)
{
    size_t start = p->noun + p->hit->pieces;
    if (reading_is_word(r, i, STR("cho")))
        return i > start + 1 && reading_span(r, i + 1, GAZ_COUNTRY);
    size_t body = reading_is_word(r, i, STR("của")) ? reading_span(r, i + 1, GAZ_ORG_NAME) : 0;
    if (body &&
        reading_is_word(r, i + 1 + body, STR("về"))) /* "Tuyên bố chung của G7 về khí hậu" */
        return true;
    if (reading_is_word(r, i, STR("của"))) /* "cách ứng xử của các bên ở biển Đông" */
        return i > start + 1 && reading_is_word(r, i + 1, STR("các")) &&
               reading_is_word(r, i + 2, STR("bên"));
    if (agreement_is_word(r, i, "ở trên"))
        return i > start + 1 && reading_span(r, i + 1, GAZ_REGION);
    if (reading_is_word(r, i, STR("dài")))
        return i + 1 < r->n && r->pieces[i + 1].kind == SYLLABLE_NUMBER;
    if (agreement_is_word(r, i, "cuối đầu")) /* "hiệp định cuối cùng về", "hiệp định đầu tiên về" */
        return agreement_is_word(r, i + 1, "cùng tiên") && reading_is_word(r, i + 2, STR("về"));
    if (agreement_is_word(r, i, "cùng tiên"))
        return agreement_is_word(r, i - 1, "cuối đầu") && reading_is_word(r, i + 1, STR("về"));
    return reading_is_word(r, i, STR("về")) && reading_is_word(r, i + 1, STR("việc")) &&
           reading_is_lower(r, i + 2);
}

/* Words no agreement's name goes on through: verbs, whose it is, when and how it was made. An item of a
 * list ends at its sign. */
static bool is_end_word(const struct reading *r, size_t i, bool item)
{
    static const char *const OF_ITEMS = "giữa được do nhằm của theo tại";
    if (reading_is_inner(r, i) ||
        reading_span(r, i, GAZ_COMPOUND) > reading_span(r, i, GAZ_AGREEMENT_END))
        return false;
    if (item && !agreement_is_word(r, i, OF_ITEMS))
        return false;
    if (i > 0 && reading_is_word(r, i - 1, STR("về")) && reading_is_lower(r, i))
        return false; /* "về tiếp nhận lao động": what it is about begins here */
    if (is_project(r, i))
        return false;
    if (i > 1 && reading_is_word(r, i, STR("tại")) && reading_is_word(r, i - 1, STR("việc")) &&
        reading_is_word(r, i - 2, STR("làm")))
        return false; /* "lao động sang làm việc tại Ý" */
    return reading_span(r, i, GAZ_AGREEMENT_END) > 0;
}

/* "kế hoạch hợp tác năm 2025", "đào tạo năm 2025", "năm tài khóa 2025": the year it is for, not that of its signing. */
static bool is_for_year(const struct reading *r, size_t from, size_t i)
{
    if (reading_is_word(r, i + 1, STR("tài")) || reading_is_word(r, i - 1, STR("đến")))
        return true;
    for (size_t k = from; k < i; k++)
        if (agreement_is_word(r, k, "hoạch Hoạch trình Trình tạo"))
            return true;
    return false;
}

/* "2017 - 2021 Phát biểu tại": a sentence whose stop is missing begins at piece i. */
static bool begins_sentence(const struct reading *r, size_t i, size_t about)
{
    bool plain = reading_is_lower(r, i - 1) || r->pieces[i - 1].kind == SYLLABLE_NUMBER;
    bool project = reading_is_word(r, i + 1, STR("án")); /* "Dự án": no "Dự kiến" */
    return plain && reading_is_capital(r, i) && reading_span(r, i, GAZ_STARTER) && !project &&
           !(about && about == i - 1);
}

/* "hợp tác giáo dục, y tế và du lịch", "quan hệ hữu nghị, hợp tác giữa": a list within the name goes on behind the
 * comma at piece i, up to its "và" or to whose it is. */
static bool lists_on(const struct reading *r, size_t i, size_t about)
{
    enum { LIST_MAX = 14 };
    bool fields = about && begins_field(r, i + 1);
    if (!reading_is_sign(r, i, ','))
        return false;
    for (size_t k = i + 1; k < r->n && k - i <= LIST_MAX; k++) {
        if (reading_is_word(r, k, STR("giữa")))
            return true;
        if (fields && reading_is_word(r, k, STR("và")))
            return ends_field(r, k) && begins_field(r, k + 1);
        if (!reading_is_lower(r, k) && !reading_is_sign(r, k, ','))
            break;
        if (reading_span(r, k, GAZ_TRIGGER) ||
            (reading_span(r, k, GAZ_AGREEMENT_END) && !reading_is_inner(r, k) &&
             !reading_is_word(r, k, STR("và"))))
            break;
    }
    return false;
}

/* "hợp đồng trị giá 5 tỷ USD": of what has no other name; behind the sum that begins at piece i, or i. */
static size_t worth_end(const struct reading *r, size_t i)
{
    enum { WORTH_MAX = 7 };
    size_t k = i + 2;
    if (!reading_is_word(r, i, STR("trị")) || !reading_is_word(r, i + 1, STR("giá")))
        return i;
    while (k < r->n && k - i < WORTH_MAX && !is_sum(r, k))
        k++;
    bool sum = k < r->n && k - i < WORTH_MAX;
    return sum && agreement_is_word(r, k + 2, "USD đồng euro EUR") ? k + 3 : i;
}

/* "giữa hai chính phủ về du lịch": what it is about follows whose it is. The end of the latter. */
static size_t whose_end(const struct reading *r, size_t i)
{
    enum { WHOSE_MAX = 5 };
    if (!reading_is_word(r, i, STR("giữa")) || !agreement_is_word(r, i + 1, "hai 2 ba"))
        return i;
    for (size_t k = i + 2; k < r->n && k - i <= WHOSE_MAX && reading_is_lower(r, k); k++)
        if (reading_is_word(r, k, STR("về")))
            return k;
    return i;
}

/* "miễn thị thực cho công dân hai nước mang hộ chiếu ngoại giao": who needs no visa is told in many words. */
static bool is_of_visas(const struct reading *r, size_t i)
{
    return i > 1 && reading_is_word(r, i, STR("cho")) && reading_is_word(r, i - 1, STR("thực")) &&
           reading_is_word(r, i - 2, STR("thị")) && reading_is_lower(r, i + 1);
}

static size_t name_end(const struct reading *r, const struct phrase *p)
{
    size_t start = p->noun + p->hit->pieces;
    size_t about = 0; /* where "về" stands */
    size_t end = start;
    bool item = p->item && (p->capital || p->count);
    for (; end < r->n && end - start < NAME_PIECES && reading_goes_on(r, end - 1); end++) {
        if (is_abbreviation(r, end)) {
            end += 2;
            bool pair = reading_span(r, end + 1, GAZ_COUNTRY) &&
                        reading_is_sign(r, end + 1 + reading_span(r, end + 1, GAZ_COUNTRY), '-');
            if (pair || reading_is_word(r, end + 1, STR("về")))
                continue;
            end++;
            break;
        }
        if (end > start && (lists_on(r, end, about) || ands_on(r, end, about)))
            continue;
        if (begins_sentence(r, end, about))
            break;
        size_t whose = whose_end(r, end);
        about = reading_is_word(r, end, STR("về")) ? end : about;
        if (is_of_visas(r, end)) {
            item = true;
            continue;
        }
        if (whose > end || (end > start && (reading_is_sign(r, end, '-') || joins(r, p, end) ||
                                            goes_into(r, p, end, about)))) {
            end = whose > end ? whose : end;
            continue;
        }
        if (p->item && r->pieces[end].sign == ',' && reading_is_lower(r, end + 1) &&
            !begins_agreement(r, end + 1))
            continue;
        if (end > start && reading_span(r, end - 1, GAZ_NOT) > 2)
            continue; /* "phòng, chống" */
        bool nested = end > start && str_eq(gaz_id(p->hit->id), STR("declaration")) &&
                      reading_span(r, end, GAZ_AGREEMENT);
        if (r->pieces[end].sign || nested || (!is_aim(r, p, end) && is_end_word(r, end, item)) ||
            (is_sum(r, end) && !about) || /* "về hạn mức tín dụng 100 triệu USD" */
            (reading_span(r, end, GAZ_OCCASION) > reading_span(r, end, GAZ_COMPOUND) &&
             !reading_is_inner(r, end)) ||
            (reading_is_word(r, end, STR("năm")) && !is_for_year(r, p->noun, end)))
            break;
    }
    while (end > start && (reading_is_sign(r, end - 1, '-') || reading_is_sign(r, end - 1, ',')))
        end--;
    return end == start ? worth_end(r, start) : end;
}

/* "hai văn kiện hợp tác Việt Nam-Chile", "văn kiện về kinh tế": of many, the kind is the name. */
static size_t document_end(const struct reading *r, const struct phrase *p)
{
    for (size_t k = p->noun + p->hit->pieces; k < p->end; k++)
        if (reading_is_word(r, k, STR("về")) || reading_span(r, k, GAZ_COUNTRY))
            return k;
    return p->end;
}

bool agreement_phrase_at(const struct reading *r, size_t i, bool item, struct phrase *out)
{
    const struct reading_hit *hit = reading_hit(r, i, GAZ_AGREEMENT);
    if (!hit)
        return false;
    *out = (struct phrase){.from = i, .noun = i, .hit = hit, .item = item};
    out->capital = reading_is_capital(r, i);
    if (i > 0 && reading_goes_on(r, i - 1))
        out->count = number_at(r, i - 1);
    if (out->count)
        out->from = i - 1;
    bool many = i > 0 && reading_goes_on(r, i - 1) && reading_is_word(r, i - 1, STR("loạt"));
    if (many && !(i > 1 && reading_is_word(r, i - 2, STR("hàng"))))
        out->from = i - 1;
    out->end = name_end(r, out);
    if (str_eq(gaz_id(hit->id), STR("document")))
        out->end = document_end(r, out);
    return true;
}

/* "trao đổi 11 văn kiện", "trao các thỏa thuận": they are handed over as they are signed. */
static bool is_handed_over(const struct reading *r, size_t i)
{
    enum { HANDED_GAP = 3 };
    if (!agreement_is_word(r, i, "trao Trao"))
        return false;
    size_t at = reading_is_word(r, i + 1, STR("đổi")) ? i + 2 : i + 1;
    for (size_t k = at; k < r->n && k - at < HANDED_GAP; k++) {
        if (reading_span(r, k, GAZ_AGREEMENT))
            return true;
        if (!number_at(r, k) && !agreement_is_word(r, k, "các loạt hàng nhiều"))
            return false;
    }
    return false;
}

bool agreement_is_signing(const struct reading *r, size_t i)
{
    if (is_handed_over(r, i))
        return true;
    const struct reading_hit *hit = reading_hit(r, i, GAZ_TRIGGER);
    size_t not = reading_span(r, i, GAZ_NOT);
    return hit && str_eq(gaz_id(hit->id), STR("signing")) && not < hit->pieces;
}

/* "đạt được một hiệp định khung về": an agreement is reached. */
static bool is_reached(const struct reading *r, size_t i)
{
    enum { REACHED_GAP = 3 };
    if (!reading_is_word(r, i, STR("đạt")))
        return false;
    for (size_t k = i + 1; k < r->n && k - i <= REACHED_GAP; k++) {
        if (reading_span(r, k, GAZ_AGREEMENT))
            return true;
        if (!number_at(r, k) && !agreement_is_word(r, k, "được một bản"))
            return false;
    }
    return false;
}

static bool has_own_words(const struct phrase *p)
{
    return p->end > p->noun + p->hit->pieces;
}

/* ", với số vốn 4 tỷ USD,": the comma behind the aside that begins at piece i, or i. */
static size_t aside_end(const struct reading *r, size_t i, size_t to)
{
    enum { ASIDE_MAX = 10 };
    if (!reading_is_sign(r, i, ',') || !agreement_is_word(r, i + 1, "với trị có"))
        return i;
    for (size_t k = i + 1; k < to && k - i <= ASIDE_MAX; k++)
        if (r->pieces[k].sign == ',')
            return k;
    return i;
}

/* "sẽ được Thứ trưởng A và Đại sứ B chính thức ký kết": behind the name, over commas. */
static enum agreement_state passive_state(const struct reading *r, const struct phrase *p,
                                          size_t to)
{
    size_t end = p->end + PASSIVE_GAP < to ? p->end + PASSIVE_GAP : to;
    bool passive = false;
    bool planned = false;
    size_t first = aside_end(r, p->end, to);
    for (size_t i = first > p->end ? first + 1 : first; i < end; i++) {
        char sign = r->pieces[i].sign;
        if (sign == ';' || sign == '.' || sign == ':' || reading_span(r, i, GAZ_AGREEMENT) ||
            (sign == ',' && !passive))
            break;
        planned = planned || reading_span(r, i, GAZ_FUTURE);
        passive = passive || reading_is_word(r, i, STR("được"));
        if (passive && agreement_is_signing(r, i))
            return planned ? AGREEMENT_PROPOSED : AGREEMENT_SIGNED;
    }
    return AGREEMENT_UNSAID;
}

/* A name of its own: "Hiệp định thương mại tự do"; not "Thỏa thuận cấp cao", "các Thỏa thuận". */
static bool is_proper(const struct reading *r, const struct phrase *p)
{
    enum { WORDS_LEAST = 3 };
    size_t start = p->noun + p->hit->pieces;
    if (!p->capital || p->count || p->end < start + WORDS_LEAST ||
        reading_is_word(r, start, STR("cấp")))
        return false;
    return p->from == 0 || !agreement_is_word(r, p->from - 1, "các những nhiều");
}

/* "theo Bản ghi nhớ về …", "triển khai Tuyên bố chung về …": it is in force. */
static bool is_in_force(const struct reading *r, const struct phrase *p, size_t from, size_t to)
{
    if (!is_proper(r, p))
        return false;
    size_t first = p->from > from + SPOKEN_GAP ? p->from - SPOKEN_GAP : from;
    for (size_t i = first; i < p->from; i++)
        if (reading_span(r, i, GAZ_IN_FORCE))
            return true;
    for (size_t i = p->end; i < to && i - p->end < SPOKEN_GAP && !r->pieces[i].sign; i++)
        if (reading_is_word(r, i, STR("hiệu")) && reading_is_word(r, i + 1, STR("lực")))
            return true;
    return false;
}

/* "chưa được ký", "không ký": right before the signing at piece i. */
static bool is_unsigned(const struct reading *r, size_t i)
{
    enum { NOT_GAP = 2 };
    for (size_t k = 1; k <= NOT_GAP && k <= i; k++)
        if (agreement_is_word(r, i - k, "chưa không Chưa Không"))
            return true;
    return false;
}

/* "Bản ghi nhớ về nghề cá vừa mới ký", "… đã được A và B ký kết". */
static enum agreement_state state_behind(const struct reading *r, const struct phrase *p, size_t to)
{
    for (size_t i = p->end; i < to && i - p->end < STATE_GAP_BEHIND; i++) {
        if (reading_span(r, i, GAZ_AGREEMENT) ||
            (r->pieces[i].sign && r->pieces[i].sign != '(' && r->pieces[i].sign != ')'))
            break;
        if (agreement_is_signing(r, i) && is_unsigned(r, i))
            return AGREEMENT_UNSAID;
        if (agreement_is_signing(r, i))
            return reading_span(r, i - 1, GAZ_FUTURE) ? AGREEMENT_PROPOSED : AGREEMENT_SIGNED;
    }
    return passive_state(r, p, to);
}

/* What stands before the noun decides first: "đàm phán để ký một", "chứng kiến lễ ký". */
enum agreement_state agreement_state_of(const struct reading *r, const struct phrase *p,
                                        size_t from, size_t to)
{
    size_t first = p->from > from + STATE_GAP_BEFORE ? p->from - STATE_GAP_BEFORE : from;
    bool sign = false;
    for (size_t i = first; i < p->from; i++) {
        if (r->pieces[i].sign == ';')
            sign = false;
        bool said = agreement_is_signing(r, i) || (has_own_words(p) && is_reached(r, i));
        if (said && is_unsigned(r, i))
            return AGREEMENT_UNSAID;
        sign = sign || said;
    }
    for (size_t i = first; i < p->from; i++)
        if (reading_span(r, i, GAZ_PROPOSED) || (sign && reading_span(r, i, GAZ_FUTURE)))
            return AGREEMENT_PROPOSED;
    if (sign)
        return AGREEMENT_SIGNED;
    enum agreement_state behind = AGREEMENT_UNSAID;
    if (p->capital || p->count || has_own_words(p))
        behind = state_behind(r, p, to);
    if (behind == AGREEMENT_SIGNED && first < p->from &&
        agreement_is_word(r, p->from - 1, "khi Khi nếu Nếu"))
        return AGREEMENT_PROPOSED;
    return behind == AGREEMENT_UNSAID && is_in_force(r, p, from, to) ? AGREEMENT_SIGNED : behind;
}

bool agreement_is_witnessed(const struct reading *r, const struct phrase *p, size_t from)
{
    size_t first = p->from > from + WITNESS_GAP ? p->from - WITNESS_GAP : from;
    for (size_t i = first; i < p->from; i++)
        if (reading_span(r, i, GAZ_WITNESS))
            return true;
    return false;
}
