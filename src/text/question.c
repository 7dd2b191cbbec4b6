#include "text/question.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/reading.h"
#include "text/segment.h"
#include "text/similarity_model.h"
#include "text/token.h"

/* Ways to ask, longest first among those that begin alike. */
static const struct {
    struct str words;
    enum question_kind kind;
} cues[] = {
    {STR_INIT("vào khi nào"), QUESTION_WHEN},
    {STR_INIT("khi nào"), QUESTION_WHEN},
    {STR_INIT("bao giờ"), QUESTION_WHEN},
    {STR_INIT("lúc nào"), QUESTION_WHEN},
    {STR_INIT("lúc mấy giờ"), QUESTION_WHEN},
    {STR_INIT("mấy giờ"), QUESTION_WHEN},
    {STR_INIT("giờ nào"), QUESTION_WHEN},
    {STR_INIT("hôm nào"), QUESTION_WHEN},
    {STR_INIT("ngày nào"), QUESTION_WHEN},
    {STR_INIT("ngày mấy"), QUESTION_WHEN},
    {STR_INIT("ngày bao nhiêu"), QUESTION_WHEN},
    {STR_INIT("ngày tháng nào"), QUESTION_WHEN},
    {STR_INIT("tháng nào"), QUESTION_WHEN},
    {STR_INIT("tháng mấy"), QUESTION_WHEN},
    {STR_INIT("năm nào"), QUESTION_WHEN},
    {STR_INIT("năm bao nhiêu"), QUESTION_WHEN},
    {STR_INIT("thế kỷ nào"), QUESTION_WHEN},
    {STR_INIT("thời gian nào"), QUESTION_WHEN},
    {STR_INIT("thời điểm nào"), QUESTION_WHEN},
    {STR_INIT("giai đoạn nào"), QUESTION_WHEN},
    {STR_INIT("ở đâu"), QUESTION_WHERE},
    {STR_INIT("tại đâu"), QUESTION_WHERE},
    {STR_INIT("nơi nào"), QUESTION_WHERE},
    {STR_INIT("chỗ nào"), QUESTION_WHERE},
    {STR_INIT("địa điểm nào"), QUESTION_WHERE},
    {STR_INIT("từ đâu"), QUESTION_WHERE},
    {STR_INIT("đâu"), QUESTION_WHERE},
    {STR_INIT("nước nào"), QUESTION_WHERE},
    {STR_INIT("quốc gia nào"), QUESTION_WHERE},
    {STR_INIT("tỉnh nào"), QUESTION_WHERE},
    {STR_INIT("thành phố nào"), QUESTION_WHERE},
    {STR_INIT("phường nào"), QUESTION_WHERE},
    {STR_INIT("bao nhiêu"), QUESTION_HOW_MANY},
    {STR_INIT("bao lâu"), QUESTION_HOW_MANY},
    {STR_INIT("bao xa"), QUESTION_HOW_MANY},
    {STR_INIT("mấy"), QUESTION_HOW_MANY},
    {STR_INIT("những ai"), QUESTION_WHO},
    {STR_INIT("người nào"), QUESTION_WHO},
    {STR_INIT("đồng chí nào"), QUESTION_WHO},
    {STR_INIT("tên là gì"), QUESTION_WHO},
    {STR_INIT("tên gì"), QUESTION_WHO},
    {STR_INIT("ai"), QUESTION_WHO},
    {STR_INIT("tại sao"), QUESTION_OPEN},
    {STR_INIT("vì sao"), QUESTION_OPEN},
    {STR_INIT("như thế nào"), QUESTION_OPEN},
    {STR_INIT("thế nào"), QUESTION_OPEN},
    {STR_INIT("ra sao"), QUESTION_OPEN},
    {STR_INIT("điều gì"), QUESTION_OPEN},
    {STR_INIT("cái gì"), QUESTION_OPEN},
    {STR_INIT("những gì"), QUESTION_OPEN},
    {STR_INIT("gì"), QUESTION_OPEN},
    {STR_INIT("nào"), QUESTION_OPEN},
};

/* What joins, points or is asked with, and stands in any text. */
static const struct str joining[] = {
    STR_INIT("là"),    STR_INIT("của"),  STR_INIT("và"),     STR_INIT("các"),   STR_INIT("những"),
    STR_INIT("được"),  STR_INIT("bị"),   STR_INIT("có"),     STR_INIT("trong"), STR_INIT("cho"),
    STR_INIT("với"),   STR_INIT("đã"),   STR_INIT("sẽ"),     STR_INIT("đang"),  STR_INIT("do"),
    STR_INIT("vì"),    STR_INIT("về"),   STR_INIT("từ"),     STR_INIT("đến"),   STR_INIT("ở"),
    STR_INIT("tại"),   STR_INIT("trên"), STR_INIT("này"),    STR_INIT("đó"),    STR_INIT("kia"),
    STR_INIT("khi"),   STR_INIT("thì"),  STR_INIT("mà"),     STR_INIT("như"),   STR_INIT("một"),
    STR_INIT("cái"),   STR_INIT("vào"),  STR_INIT("ra"),     STR_INIT("để"),    STR_INIT("bằng"),
    STR_INIT("hay"),   STR_INIT("hoặc"), STR_INIT("cũng"),   STR_INIT("rằng"),  STR_INIT("theo"),
    STR_INIT("bởi"),   STR_INIT("nó"),   STR_INIT("họ"),     STR_INIT("gồm"),   STR_INIT("tên"),
    STR_INIT("ông"),   STR_INIT("bà"),   STR_INIT("còn"),    STR_INIT("thế"),   STR_INIT("nhiêu"),
    STR_INIT("bao"),   STR_INIT("hãy"),  STR_INIT("biết"),   STR_INIT("xin"),   STR_INIT("hỏi"),
    STR_INIT("không"), STR_INIT("phải"), STR_INIT("lại"),    STR_INIT("ấy"),    STR_INIT("nhé"),
    STR_INIT("vậy"),   STR_INIT("thưa"), STR_INIT("người"),  STR_INIT("việc"),  STR_INIT("vừa"),
    STR_INIT("mới"),   STR_INIT("lên"),  STR_INIT("xuống"),  STR_INIT("đi"),    STR_INIT("nhau"),
    STR_INIT("cùng"),  STR_INIT("đồng"), STR_INIT("chí"),    STR_INIT("anh"),   STR_INIT("chị"),
    STR_INIT("cuộc"),  STR_INIT("sự"),   STR_INIT("làm"),    STR_INIT("ngoài"), STR_INIT("sau"),
    STR_INIT("trước"), STR_INIT("nhất"), STR_INIT("diễn"),   STR_INIT("ngày"),  STR_INIT("năm"),
    STR_INIT("tháng"), STR_INIT("lần"),  STR_INIT("khoảng"), STR_INIT("chừng"),
};

/* Of joining words, and yet they tell who came along. */
static const struct str telling[] = {
    STR_INIT("cùng làm việc"), STR_INIT("cùng dự"), STR_INIT("cùng tham dự"),
    STR_INIT("cùng tiếp"),     STR_INIT("cùng đi"),
};

/* Whatever has a time or a place takes place: the answer need not say so. */
static const struct str happening[] = {
    STR_INIT("tổ chức"),
    STR_INIT("diễn ra"),
    STR_INIT("dự kiến"),
};

/* What news says in several ways. Left: of the question; right: what says it too. Both ways where
 * both stand. */
static const struct str same[][2] = {
    {STR_INIT("dẫn đầu"), STR_INIT("trưởng đoàn")},
    {STR_INIT("dẫn đầu"), STR_INIT("làm trưởng đoàn")},
    {STR_INIT("trưởng đoàn"), STR_INIT("dẫn đầu")},
    {STR_INIT("dẫn đầu"), STR_INIT("do đồng chí")},
    {STR_INIT("dẫn đầu"), STR_INIT("do ông")},
    {STR_INIT("dẫn đầu"), STR_INIT("do bà")},
    {STR_INIT("đứng đầu"), STR_INIT("dẫn đầu")},
    {STR_INIT("đứng đầu"), STR_INIT("trưởng đoàn")},
    {STR_INIT("tiếp"), STR_INIT("đón")},
    {STR_INIT("đón"), STR_INIT("tiếp")},
    {STR_INIT("tiếp đón"), STR_INIT("tiếp")},
    {STR_INIT("tiếp đón"), STR_INIT("đón")},
    {STR_INIT("đón tiếp"), STR_INIT("tiếp")},
    {STR_INIT("gặp"), STR_INIT("tiếp")},
    {STR_INIT("gặp"), STR_INIT("tiếp kiến")},
    {STR_INIT("thăm"), STR_INIT("chuyến công tác")},
    {STR_INIT("sang"), STR_INIT("thăm")},
    {STR_INIT("chuyến thăm"), STR_INIT("thăm")},
    {STR_INIT("ký kết"), STR_INIT("ký")},
    {STR_INIT("ký"), STR_INIT("ký kết")},
    {STR_INIT("kí"), STR_INIT("ký")},
    {STR_INIT("thỏa thuận"), STR_INIT("bản ghi nhớ")},
    {STR_INIT("thỏa thuận"), STR_INIT("biên bản")},
    {STR_INIT("thỏa thuận"), STR_INIT("thống nhất")},
    {STR_INIT("thỏa thuận"), STR_INIT("nhất trí")},
    {STR_INIT("thống nhất"), STR_INIT("nhất trí")},
    {STR_INIT("thống nhất"), STR_INIT("thỏa thuận")},
    {STR_INIT("nhất trí"), STR_INIT("thống nhất")},
    {STR_INIT("hiệp định"), STR_INIT("thỏa thuận")},
    {STR_INIT("văn kiện"), STR_INIT("bản ghi nhớ")},
    {STR_INIT("hội đàm"), STR_INIT("làm việc")},
    {STR_INIT("diễn ra"), STR_INIT("tổ chức")},
    {STR_INIT("tổ chức"), STR_INIT("diễn ra")},
    {STR_INIT("bắt đầu"), STR_INIT("từ ngày")},
    {STR_INIT("khai mạc"), STR_INIT("bắt đầu")},
    {STR_INIT("khánh thành"), STR_INIT("thông xe")},
    {STR_INIT("thông xe"), STR_INIT("khánh thành")},
    {STR_INIT("mở cửa"), STR_INIT("đón khách")},
    {STR_INIT("qua đời"), STR_INIT("mất")},
    {STR_INIT("qua đời"), STR_INIT("từ trần")},
    {STR_INIT("chức vụ"), STR_INIT("giữ chức")},
    {STR_INIT("tác giả"), STR_INIT("viết")},
    {STR_INIT("thành lập"), STR_INIT("ra đời")},
    {STR_INIT("chi phí"), STR_INIT("kinh phí")},
    {STR_INIT("kinh phí"), STR_INIT("tổng mức đầu tư")},
    {STR_INIT("chi phí"), STR_INIT("tổng mức đầu tư")},
    {STR_INIT("chi phí"), STR_INIT("tổng vốn")},
    {STR_INIT("kinh phí"), STR_INIT("chi phí")},
    {STR_INIT("giá"), STR_INIT("đồng một")},
    {STR_INIT("vô địch"), STR_INIT("giải nhất")},
    {STR_INIT("vô địch"), STR_INIT("về nhất")},
    {STR_INIT("thắng"), STR_INIT("hạ")},
    {STR_INIT("thắng"), STR_INIT("giành chiến thắng")},
    {STR_INIT("chủ trì"), STR_INIT("chủ tọa")},
    {STR_INIT("tham dự"), STR_INIT("dự")},
    {STR_INIT("tham dự"), STR_INIT("có mặt")},
    {STR_INIT("cùng dự"), STR_INIT("tham dự")},
    {STR_INIT("dự"), STR_INIT("tham dự")},
    {STR_INIT("nước"), STR_INIT("quốc gia")},
    {STR_INIT("quốc gia"), STR_INIT("nước")},
    {STR_INIT("kéo dài"), STR_INIT("diễn ra trong")},
    {STR_INIT("kéo dài"), STR_INIT("trong vòng")},
    {STR_INIT("công ty"), STR_INIT("tập đoàn")},
    {STR_INIT("công ty"), STR_INIT("doanh nghiệp")},
    {STR_INIT("doanh nghiệp"), STR_INIT("công ty")},
    {STR_INIT("doanh nghiệp"), STR_INIT("tập đoàn")},
};

/* What is agreed is asked so: one of these before the word that asks. */
static const struct str agreed[] = {
    STR_INIT("thỏa thuận"), STR_INIT("ký kết"),  STR_INIT("ký"),        STR_INIT("thống nhất"),
    STR_INIT("nhất trí"),   STR_INIT("cam kết"), STR_INIT("hiệp định"), STR_INIT("văn kiện"),
};

/* Offices: who is asked about by one is not answered by what a text without it says. */
static const struct str offices[] = {
    STR_INIT("tổng thống"),   STR_INIT("thủ tướng"),     STR_INIT("chủ tịch"),
    STR_INIT("tổng bí thư"),  STR_INIT("chủ tịch nước"), STR_INIT("chủ tịch quốc hội"),
    STR_INIT("bí thư"),       STR_INIT("quốc vương"),    STR_INIT("nhà vua"),
    STR_INIT("nữ hoàng"),     STR_INIT("bộ trưởng"),     STR_INIT("thứ trưởng"),
    STR_INIT("ngoại trưởng"), STR_INIT("thị trưởng"),    STR_INIT("thống đốc"),
    STR_INIT("tỉnh trưởng"),  STR_INIT("đại sứ"),        STR_INIT("lãnh sự"),
    STR_INIT("tổng thư ký"),  STR_INIT("giám đốc"),      STR_INIT("hiệu trưởng"),
    STR_INIT("thủ hiến"),     STR_INIT("chánh án"),      STR_INIT("viện trưởng"),
    STR_INIT("tư lệnh"),      STR_INIT("thái tử"),
};

/* Asked for by "nào": a text that names none of the kind does not answer. */
static const struct str bodies[] = {
    STR_INIT("công ty"),      STR_INIT("doanh nghiệp"), STR_INIT("tập đoàn"),
    STR_INIT("khách sạn"),    STR_INIT("nhà hàng"),     STR_INIT("ngân hàng"),
    STR_INIT("hãng"),         STR_INIT("bệnh viện"),    STR_INIT("nhà thầu"),
    STR_INIT("trường"),       STR_INIT("đại học"),      STR_INIT("trường đại học"),
    STR_INIT("nhà xuất bản"),
};

bool question_asks(const struct question *q)
{
    for (size_t i = 0; i < q->words_n; i++)
        if (q->words[i].says)
            return true;
    return false;
}

uint64_t question_term_of(const struct question *q, struct arena *a, struct str word)
{
    return question_term(q, term_pair_of(term_forms(a, word)));
}

static uint64_t word_term(const struct question *q, size_t i)
{
    return q->plain ? q->words[i].folded : q->words[i].exact;
}

/* ---- words ---- */

static bool has_capital(struct str token)
{
    return token.n && utf8_is_upper(utf8_next(&token));
}

/* A name without marks that news does not write so was typed without them, or is foreign. */
static bool is_unmarked(const struct similarity_model *model, struct term_pair terms)
{
    return terms.exact == terms.folded && similarity_rarity(model, terms.exact) == 0;
}

static void read_words(struct arena *a, struct question *q, struct str text)
{
    struct similarity_model model = similarity_model_built_in();
    struct str rest = text;
    struct str token;
    while (token_next(&rest, &token)) {
        if (q->words_n == QUESTION_WORDS_MAX) {
            q->truncated = true;
            return;
        }
        struct term_pair terms = term_pair_of(term_forms(a, token));
        q->words[q->words_n++] = (struct question_word){
            .text = token,
            .exact = terms.exact,
            .folded = terms.folded,
            .loose = q->plain || (has_capital(token) && is_unmarked(&model, terms)),
            .says = true,
            .name = has_capital(token),
            .number = byte_is_digit(token.p[0]),
            .share = 1};
    }
}

/* Which syllables are one word. Without tones nobody can tell. */
static void find_compounds(struct arena *a, struct question *q, struct str text)
{
    struct segmenter m = segmenter_built_in();
    struct segment_words found = {0};
    if (q->plain)
        return;
    segment_words(&m, a, text, &found);
    for (size_t i = 1, at = 0; i < q->words_n; i++) {
        size_t before = (size_t)(q->words[i - 1].text.p - text.p);
        size_t here = (size_t)(q->words[i].text.p - text.p);
        while (at < found.n && found.v[at].end <= before)
            at++;
        q->words[i].compound = at < found.n && found.v[at].end > here;
    }
}

/* A capital at the beginning is one of a name only where the name goes on, or of a foreign one. */
static void settle_first(struct question *q)
{
    struct question_word *first = &q->words[0];
    if (q->words_n && first->name)
        first->name = first->says && (first->loose || (q->words_n > 1 && q->words[1].name));
}

/* ---- phrases ---- */

struct phrase {
    uint64_t terms[QUESTION_ALIAS_WORDS];
    size_t n;
};

static struct phrase phrase_read(const struct question *q, struct arena *a, struct str words)
{
    struct phrase p = {.n = 0};
    struct str rest = words;
    struct str word;
    while (token_next(&rest, &word)) {
        if (p.n == QUESTION_ALIAS_WORDS)
            return (struct phrase){.n = 0};
        p.terms[p.n++] = question_term_of(q, a, word);
    }
    return p;
}

static bool stands_at(const struct question *q, const struct phrase *p, size_t at)
{
    if (p->n == 0 || at + p->n > q->words_n)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (word_term(q, at + i) != p->terms[i])
            return false;
    return true;
}

void question_add_alias(struct question *q, struct arena *a, size_t from, size_t n, struct str text)
{
    struct phrase p = phrase_read(q, a, text);
    if (p.n == 0 || n == 0 || from + n > q->words_n || q->aliases_n == QUESTION_ALIASES_MAX)
        return;
    if (p.n == n && stands_at(q, &p, from))
        return; /* the words themselves */
    struct question_alias *alias = &q->aliases[q->aliases_n++];
    *alias = (struct question_alias){.terms_n = p.n};
    for (size_t i = 0; i < p.n; i++)
        alias->terms[i] = p.terms[i];
    for (size_t i = from; i < from + n; i++)
        alias->words |= UINT64_C(1) << i;
}

static void find_aliases(struct arena *a, struct question *q)
{
    for (size_t s = 0; s < COUNT_OF(same); s++) {
        struct phrase p = phrase_read(q, a, same[s][0]);
        for (size_t at = 0; at < q->words_n; at++)
            if (stands_at(q, &p, at))
                question_add_alias(q, a, at, p.n, same[s][1]);
    }
}

static void find_offices(struct arena *a, struct question *q)
{
    for (size_t o = 0; o < COUNT_OF(offices); o++) {
        struct phrase p = phrase_read(q, a, offices[o]);
        for (size_t at = 0; at < q->words_n; at++)
            for (size_t i = 0; i < p.n && stands_at(q, &p, at); i++)
                q->words[at + i].office = true;
    }
}

/* "do công ty nào thi công", "ở khách sạn nào" */
static void find_bodies(struct arena *a, struct question *q)
{
    enum { KIND_WORDS = 2 }; /* "hãng tàu nào", "công ty xây dựng nào" */
    struct phrase which = phrase_read(q, a, STR("nào"));
    for (size_t b = 0; b < COUNT_OF(bodies); b++) {
        struct phrase p = phrase_read(q, a, bodies[b]);
        for (size_t at = 0; at < q->words_n; at++) {
            bool asked = false;
            for (size_t k = 0; k <= KIND_WORDS && !asked && stands_at(q, &p, at); k++)
                asked = stands_at(q, &which, at + p.n + k);
            for (size_t i = 0; i < p.n && asked; i++)
                q->words[at + i].office = true;
            q->focus = asked ? at : q->focus;
        }
    }
}

static void mark_country(struct question *q, struct str text, size_t start, size_t end)
{
    for (size_t i = 0; i < q->words_n; i++) {
        size_t at = (size_t)(q->words[i].text.p - text.p);
        q->words[i].country = q->words[i].country || (at >= start && at < end);
    }
}

/* "Đảng Cộng sản Đức": an archive that only knows other parties does not know. Without tones "Đức" and "đủ" are
 * hard to tell apart. */
static void find_countries(struct arena *a, struct question *q, struct str text)
{
    struct reading r;
    if (q->plain || reading_make(a, text, &r, NULL) != RC_OK)
        return;
    for (size_t i = 0; i < r.n; i++) {
        const struct reading_hit *hit = reading_hit(&r, i, GAZ_COUNTRY);
        bool home = hit && str_eq(gaz_id(hit->id), STR("VN"));
        bool person = i > 0 && reading_is_capital(&r, i - 1) && reading_is_vietnamese(&r, i - 1);
        if (hit && !home && !(person && hit->pieces == 1 && reading_is_capital(&r, i + 1)))
            mark_country(q, text, r.pieces[i].start, r.pieces[i + hit->pieces - 1].end);
    }
}

/* ---- what asks and what joins ---- */

static bool all_say(const struct question *q, size_t from, size_t n)
{
    for (size_t i = from; i < from + n; i++)
        if (!q->words[i].says)
            return false;
    return true;
}

/* Without tones đâu is đầu and mấy is máy: then they ask only at the end. */
static bool may_ask(const struct question *q, const struct phrase *cue, size_t at, size_t c)
{
    bool one =
        cue->n == 1 && (str_eq(cues[c].words, STR("đâu")) || str_eq(cues[c].words, STR("mấy")));
    return all_say(q, at, cue->n) && !(one && q->plain && at + 1 < q->words_n);
}

/* What stands before "nào" or "gì" is the kind of what is asked: the answer need not say it. */
static void settle_cue(struct question *q, size_t at, size_t n, enum question_kind kind)
{
    enum { KIND_WORDS = 2 };
    static const double of_kind = 0.4;
    for (size_t i = at; i < at + n; i++)
        q->words[i].says = false;
    for (size_t i = 1; kind == QUESTION_OPEN && i <= KIND_WORDS && i <= at; i++) {
        q->words[at - i].share *= of_kind;
        if (!q->words[at - i + 1].compound && i == 1 && !q->words[at - i].compound)
            return;
    }
}

/* The first word that asks for a name, time, place or number says what is asked. */
static void find_cues(struct arena *a, struct question *q)
{
    size_t first = SIZE_MAX;
    for (size_t c = 0; c < COUNT_OF(cues); c++) {
        struct phrase cue = phrase_read(q, a, cues[c].words);
        for (size_t at = 0; at < q->words_n; at++) {
            if (!stands_at(q, &cue, at) || !may_ask(q, &cue, at, c))
                continue;
            settle_cue(q, at, cue.n, cues[c].kind);
            if (cues[c].kind != QUESTION_OPEN && at < first) {
                first = at;
                q->kind = cues[c].kind;
                q->cue = at;
                q->cue_n = cue.n;
                q->unit = at + cue.n < q->words_n ? at + cue.n : SIZE_MAX;
            }
        }
    }
    for (size_t c = 0; c < COUNT_OF(agreed) && q->kind == QUESTION_OPEN; c++) {
        struct phrase p = phrase_read(q, a, agreed[c]);
        for (size_t at = 0; at < q->words_n; at++)
            if (stands_at(q, &p, at))
                q->kind = QUESTION_AGREED;
    }
}

/* The words of those phrases that stand in the question. */
static uint64_t words_of_phrases(struct arena *a, const struct question *q, const struct str *all,
                                 size_t n)
{
    uint64_t words = 0;
    for (size_t i = 0; i < n; i++) {
        struct phrase p = phrase_read(q, a, all[i]);
        for (size_t at = 0; at < q->words_n; at++)
            if (stands_at(q, &p, at))
                words |= ((UINT64_C(1) << p.n) - 1) << at;
    }
    return words;
}

static void settle_happening(struct arena *a, struct question *q)
{
    static const double happening_share = 0.2;
    if (q->kind != QUESTION_WHEN && q->kind != QUESTION_WHERE)
        return;
    uint64_t words = words_of_phrases(a, q, happening, COUNT_OF(happening));
    for (size_t i = 0; i < q->words_n; i++)
        if (words >> i & 1)
            q->words[i].share *= happening_share;
}

/* Without tones a joining word may be another: it counts for little. */
static void drop_joining(struct arena *a, struct question *q)
{
    static const double plain_share = 0.3;
    uint64_t told = words_of_phrases(a, q, telling, COUNT_OF(telling));
    for (size_t j = 0; j < COUNT_OF(joining); j++) {
        uint64_t term = question_term_of(q, a, joining[j]);
        for (size_t i = 0; i < q->words_n; i++) {
            struct question_word *w = &q->words[i];
            if (word_term(q, i) != term || (w->name && i > 0) || (w->compound && w->says) ||
                (told >> i & 1))
                continue;
            if (i + 1 < q->words_n && q->words[i + 1].compound && !q->plain)
                continue;
            w->share = q->plain ? plain_share : 0;
            w->says = w->says && q->plain;
        }
    }
}

/* What is said twice counts once. */
static void drop_again(struct question *q)
{
    for (size_t i = 1; i < q->words_n; i++)
        for (size_t j = 0; j < i && q->words[i].says; j++)
            if (q->words[j].says && q->words[j].exact == q->words[i].exact)
                q->words[i].says = false;
}

/* The word that says something nearest to the asking words: behind "ai" and "bao nhiêu", before "khi
 * nào" and "ở đâu", else on the other side. */
static void find_focus(struct question *q)
{
    enum { FAR = 3 };
    bool behind = q->kind == QUESTION_WHO || q->kind == QUESTION_HOW_MANY;
    if (q->kind == QUESTION_OPEN || q->cue_n == 0)
        return;
    for (int side = 0; side < 2 && q->focus == SIZE_MAX; side++, behind = !behind)
        for (size_t i = 1; i <= FAR && q->focus == SIZE_MAX; i++) {
            size_t at = behind ? q->cue + q->cue_n - 1 + i : q->cue - i;
            if (at < q->words_n && question_tells(&q->words[at]))
                q->focus = at;
        }
}

/* ---- what the number asked for is like ---- */

/* Behind "bao nhiêu" or "mấy". */
static const struct {
    struct str word;
    enum question_measure measure;
} units[] = {
    {STR_INIT("tuổi"), MEASURE_AGE},      {STR_INIT("mét"), MEASURE_LENGTH},
    {STR_INIT("m"), MEASURE_LENGTH},      {STR_INIT("km"), MEASURE_LENGTH},
    {STR_INIT("ki"), MEASURE_LENGTH},     {STR_INIT("cây số"), MEASURE_LENGTH},
    {STR_INIT("đồng"), MEASURE_MONEY},    {STR_INIT("tiền"), MEASURE_MONEY},
    {STR_INIT("tỷ đồng"), MEASURE_MONEY}, {STR_INIT("triệu đồng"), MEASURE_MONEY},
    {STR_INIT("USD"), MEASURE_MONEY},     {STR_INIT("phần trăm"), MEASURE_PERCENT},
    {STR_INIT("ngày"), MEASURE_DURATION}, {STR_INIT("tháng"), MEASURE_DURATION},
    {STR_INIT("năm"), MEASURE_DURATION},  {STR_INIT("tuần"), MEASURE_DURATION},
    {STR_INIT("giờ"), MEASURE_DURATION},  {STR_INIT("phút"), MEASURE_DURATION},
};

/* Before "bao nhiêu" or "mấy". */
static const struct {
    struct str word;
    enum question_measure measure;
} dimensions[] = {
    {STR_INIT("dài"), MEASURE_LENGTH},    {STR_INIT("rộng"), MEASURE_LENGTH},
    {STR_INIT("cao"), MEASURE_LENGTH},    {STR_INIT("sâu"), MEASURE_LENGTH},
    {STR_INIT("giá"), MEASURE_MONEY},     {STR_INIT("học phí"), MEASURE_MONEY},
    {STR_INIT("chi phí"), MEASURE_MONEY}, {STR_INIT("kinh phí"), MEASURE_MONEY},
    {STR_INIT("giá vé"), MEASURE_MONEY},  {STR_INIT("doanh thu"), MEASURE_MONEY},
    {STR_INIT("lương"), MEASURE_MONEY},   {STR_INIT("mức đầu tư"), MEASURE_MONEY},
};

/* "bao nhiêu mét": what is counted tells. Of the rest, a number with something else counted is asked for. */
static bool measure_by_unit(struct arena *a, struct question *q)
{
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        struct phrase p = phrase_read(q, a, units[u].word);
        if (stands_at(q, &p, q->cue + q->cue_n)) {
            q->measure = units[u].measure;
            return true;
        }
    }
    return q->unit < q->words_n && q->words[q->unit].says;
}

static void measure_by_dimension(struct arena *a, struct question *q)
{
    struct phrase square = phrase_read(q, a, STR("vuông"));
    bool area =
        stands_at(q, &square, q->cue + q->cue_n + 1); /* "600 mét vuông": no "rộng" needed */
    for (size_t d = 0; d < COUNT_OF(dimensions); d++) {
        struct phrase p = phrase_read(q, a, dimensions[d].word);
        for (size_t at = 0; at < q->cue; at++) {
            bool sure = !q->plain || p.n > 1 || at + p.n == q->cue; /* "cao" may be another word */
            if (!sure || !stands_at(q, &p, at))
                continue;
            if (q->measure == MEASURE_NONE)
                q->measure = dimensions[d].measure;
            if (dimensions[d].measure == MEASURE_LENGTH && at + 1 == q->cue && !area)
                q->dimension = at;
        }
    }
}

static bool cue_has(struct arena *a, const struct question *q, struct str words)
{
    struct phrase p = phrase_read(q, a, words);
    for (size_t i = 0; i < q->cue_n; i++)
        if (stands_at(q, &p, q->cue + i))
            return true;
    return false;
}

static void find_measure(struct arena *a, struct question *q)
{
    struct phrase phone = phrase_read(q, a, STR("số điện thoại"));
    for (size_t at = 0; at < q->words_n; at++)
        if (q->kind != QUESTION_WHO && stands_at(q, &phone, at))
            q->measure = MEASURE_PHONE;
    if (q->measure != MEASURE_NONE)
        return;
    if (q->kind == QUESTION_WHEN)
        q->measure = cue_has(a, q, STR("giờ")) && !cue_has(a, q, STR("bao giờ")) ? MEASURE_CLOCK
                     : cue_has(a, q, STR("giai đoạn"))                           ? MEASURE_PERIOD
                     : cue_has(a, q, STR("năm"))                                 ? MEASURE_YEAR
                                                                                 : MEASURE_NONE;
    if (q->kind != QUESTION_HOW_MANY)
        return;
    if (cue_has(a, q, STR("bao lâu")))
        q->measure = MEASURE_DURATION;
    else if (cue_has(a, q, STR("bao xa")))
        q->measure = MEASURE_LENGTH;
    else if (!measure_by_unit(a, q) || q->measure == MEASURE_LENGTH)
        measure_by_dimension(a, q);
}

static void weigh(struct question *q)
{
    for (size_t i = 0; i < q->words_n; i++) {
        struct question_word *w = &q->words[i];
        w->weight = w->says ? w->share : 0;
        w->beside = i ? (w->weight + q->words[i - 1].weight) / 2 : 0;
    }
}

void question_read(struct question *q, struct arena *a, struct str typed)
{
    struct str cut = utf8_first_cp(typed, QUESTION_MAX_CP);
    *q = (struct question){
        .unit = SIZE_MAX, .focus = SIZE_MAX, .dimension = SIZE_MAX, .truncated = cut.n < typed.n};
    struct str text = term_text(a, cut);
    q->plain = !text_has_marks(text);
    read_words(a, q, text);
    find_compounds(a, q, text);
    find_offices(a, q);
    find_bodies(a, q);
    find_countries(a, q, text);
    find_aliases(a, q);
    find_cues(a, q);
    drop_joining(a, q);
    settle_happening(a, q);
    settle_first(q);
    drop_again(q);
    find_focus(q);
    find_measure(a, q);
    weigh(q);
    if (arena_failed(a))
        q->words_n = 0;
}
