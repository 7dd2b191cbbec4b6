#include "text/passage.h"

#include "base/hash_term.h"
#include "base/utf8.h"
#include "text/sentence.h"

#include <math.h>
#include <string.h>

/* Weights, set on questions about encyclopaedic paragraphs and about the sample articles
 * (bench/ask.py, docs/decisions/0021-ask.md); 1 is a word in the sentence itself. */
static const double in_head = 0.5;
static const double in_lead = 0.3;
static const double just_before = 0.4;
static const double just_behind = 0.2;
static const double elsewhere = 0.1;

static const double of_sure = 0.6;
static const double so_many = 1.15; /* the very unit that was asked for */
/* By hand: paragraphs of an encyclopaedia are of no year and write names their own way; news is of its
 * day, and spells names as its readers do. */
static const double other_year = -2.0;
static const double no_office = -1.6; /* "Tổng thống Pháp" where nothing is said of a president */
static const double no_country = -2; /* "Đảng Cộng sản Đức" where no word is said of Germany */
static const double nobody = -3;
/* "Pháp thăm Hà Nội" where Hà Nội visits France, or nobody anybody. */
static const double no_roles = -3;
static const double no_name = -1.8; /* a name of which no word is there */
static const double other_name = -0.4;
static const double no_measure = -2; /* "bao nhiêu tuổi" where nothing is said of years of age */
static const double no_measure_rank = 0.65;
static const double of_measure = 0.3;
static const double no_count = -0.5;
static const double no_happening = -2;
static const double of_focus = 1.5;
static const double usual_other = 0.7;
static const double label = 0.8;
static const double asking = 0.7; /* a question answers none */

enum {
    AROUND = 2,       /* sentences before and behind that tell what one is about */
    LONG_TOKENS = 45, /* a longer sentence says the words by chance */
    SHORT_TOKENS = 5, /* a shorter one says little */
    LABEL_TOKENS = 9, /* a longer one says something, even without a full stop */
    LONG_WORDS = 20,  /* of a question */
    YEAR_MIN = 1000,
    YEAR_MAX = 2100,
};

struct passage_scanned {
    size_t start;
    size_t end;
    uint64_t words;  /* bit i: word i of the question stands there */
    uint64_t beside; /* bit i: behind word i - 1 */
    size_t tokens;
    bool has_name; /* that the question does not have */
    bool has_time;
    bool has_year;
    bool has_place;
    bool has_number;  /* that is no date */
    bool has_unit;    /* so many of what was asked for */
    bool has_count;   /* of what was asked for a number stands near */
    bool has_measure; /* a number of the kind that is asked for */
    bool has_agreed;
    bool asks;  /* a question answers none */
    bool label; /* a heading or a caption without an end */
    struct roles_seen roles;
};
_Static_assert(QUESTION_WORDS_MAX <= 64, "a bit for each word");

/* ---- cues ---- */

static struct passage_cues read_cues(struct passage_finder *f, struct str words)
{
    struct passage_cues cues = {.n = 0};
    struct str word;
    while (cues.n < PASSAGE_CUE_WORDS && str_next(&words, ' ', &word))
        cues.terms[cues.n++] = question_term_of(f->question, f->reader->arena, word);
    return cues;
}

/* What stands behind such a number. */
static struct str units_of(enum question_measure measure)
{
    switch (measure) {
    case MEASURE_MONEY: return STR("đồng nghìn ngàn triệu tỷ tỉ usd đô euro yên bảng");
    case MEASURE_LENGTH: return STR("mét m km cm mm cây lô dặm hải héc ha feet ft inch");
    case MEASURE_AGE: return STR("tuổi");
    case MEASURE_DURATION:
        return STR("giây phút giờ tiếng ngày đêm tuần tháng quý năm thập thế kỷ");
    case MEASURE_PERCENT: return STR("phần");
    case MEASURE_CLOCK: return STR("giờ h");
    case MEASURE_NONE:
    case MEASURE_YEAR:
    case MEASURE_PERIOD:
    case MEASURE_PHONE: break;
    }
    return STR("");
}

void passage_finder_init(struct passage_finder *f, const struct question *q,
                         struct term_reader *reader)
{
    *f = (struct passage_finder){.question = q, .reader = reader};
    question_roles_read(q, reader->arena, &f->roles);
    f->numbers =
        read_cues(f, STR("hai ba bốn sáu bảy tám chín mười mươi chục trăm nghìn ngàn triệu "
                         "tỷ tỉ vạn nửa đôi"));
    f->times = read_cues(f, STR("ngày tháng năm lúc giờ kỷ niên quý từ sáng trưa chiều tối"));
    f->places = read_cues(f, STR("tại ở phường xã quận huyện tỉnh đường phố sân"));
    f->agreed = read_cues(f, STR("ký kết thỏa thuận nhớ định nhất trí hợp tác cam biên"));
    f->sentences = arena_array(reader->arena, PASSAGE_SENTENCES_MAX, sizeof *f->sentences);
    f->five = question_term_of(q, reader->arena, STR("năm"));
    f->one = question_term_of(q, reader->arena, STR("một"));
    f->period = question_term_of(q, reader->arena, STR("đoạn"));
    f->units = read_cues(f, units_of(q->measure));
    f->titles = read_cues(f, STR("ông bà anh chị em chí cô chú sư sĩ"));
}

static bool is_among(const struct passage_cues *cues, uint64_t term)
{
    for (size_t i = 0; i < cues->n; i++)
        if (cues->terms[i] == term)
            return true;
    return false;
}

/* ---- reading a sentence ---- */

struct reading_on {
    struct passage_scanned *s;
    const char *text; /* the sentence */
    const char *end;
    const char *last_end; /* of the last token's bytes */
    uint64_t before;      /* words at the last token */
    uint64_t held; /* of names behind another name's word: not counted when that one goes on */
    uint64_t held_beside;
    bool last_foreign; /* the last token is of a name that the question does not have */
    uint64_t last_term;
    uint64_t row[QUESTION_ALIAS_WORDS]; /* the last terms, the newest last */
    bool last_new_name; /* the last token had a capital and is not in the question */
    bool last_name;
    bool last_number;
    bool last_title;
    bool last_period; /* the last token was a year, or "đoạn" of "giai đoạn" */
    size_t number_at; /* the token after the last number; 0: none yet */
};

static uint64_t words_of(const struct question *q, struct term_pair terms)
{
    uint64_t here = 0;
    for (size_t i = 0; i < q->words_n; i++)
        if (question_word_is(&q->words[i], terms))
            here |= UINT64_C(1) << i;
    return here;
}

static bool is_year(struct str token)
{
    int64_t year = 0;
    return token.n == 4 && str_to_int(token, &year) && year >= YEAR_MIN && year <= YEAR_MAX;
}

/* 25/9, 25-9-2023: the tokens are its numbers. */
static bool is_date_part(struct str token, const char *text)
{
    return token.p > text + 1 && (token.p[-1] == '/' || token.p[-1] == '-') &&
           byte_is_digit(token.p[-2]);
}

static void note_name(struct reading_on *r, struct str token, bool in_question)
{
    struct str first = token;
    bool capital = utf8_is_upper(utf8_next(&first));
    bool new_name = capital && !in_question;
    if (capital && r->last_name && (new_name || r->last_new_name))
        r->s->has_name = true;
    if (new_name && r->last_title)
        r->s->has_name = true;
    if (new_name && r->s->tokens > 0)
        r->s->has_place = true;
    r->last_name = capital;
    r->last_new_name = new_name;
}

/* "143.300m", "21h", "14%": a unit that is written to its number. */
static bool ends_in_unit(const struct question *q, struct str token, const char *end)
{
    switch (q->measure) {
    case MEASURE_LENGTH: return str_ends(token, STR("m"));
    case MEASURE_CLOCK: return str_contains(token, STR("h"));
    case MEASURE_PERCENT: return token.p + token.n < end && token.p[token.n] == '%';
    case MEASURE_NONE:
    case MEASURE_MONEY:
    case MEASURE_AGE:
    case MEASURE_DURATION:
    case MEASURE_YEAR:
    case MEASURE_PERIOD:
    case MEASURE_PHONE: break;
    }
    return false;
}

/* A number of the kind that is asked for: one with its unit, a year, two years, a telephone's. */
static bool is_measure(const struct passage_finder *f, const struct reading_on *r, struct str token,
                       uint64_t term, bool in_question)
{
    enum { UNIT_FAR = 2, PHONE_DIGITS = 4 };
    const struct question *q = f->question;
    bool number = byte_is_digit(token.p[0]);
    switch (q->measure) {
    case MEASURE_YEAR: return is_year(token) && !in_question;
    case MEASURE_PERIOD: return number && !in_question && r->last_period;
    case MEASURE_PHONE: return token.n >= PHONE_DIGITS && token.p[0] == '0' && !in_question;
    case MEASURE_NONE:
    case MEASURE_MONEY:
    case MEASURE_LENGTH:
    case MEASURE_AGE:
    case MEASURE_DURATION:
    case MEASURE_PERCENT:
    case MEASURE_CLOCK: break;
    }
    bool after_number = r->number_at && r->s->tokens + 1 - r->number_at <= UNIT_FAR;
    return (after_number && is_among(&f->units, term)) ||
           (number && ends_in_unit(q, token, r->end));
}

static void note_cues(const struct passage_finder *f, struct reading_on *r, struct str token,
                      uint64_t term, uint64_t in_question)
{
    enum { COUNT_FAR = 3 }; /* "126 thầy giáo, cô giáo" */
    struct passage_scanned *s = r->s;
    bool number = byte_is_digit(token.p[0]);
    bool after_time = is_among(&f->times, r->last_term);
    bool spelled = is_among(&f->numbers, term);
    bool date = after_time || is_year(token) || is_date_part(token, r->text);
    if ((number || spelled) && !in_question && !date)
        s->has_number = true;
    if (number && !in_question && date)
        s->has_time = true;
    if (is_year(token) && !in_question)
        s->has_year = true;
    if (r->last_number && f->question->unit < f->question->words_n &&
        in_question >> f->question->unit & 1)
        s->has_unit = true;
    if (f->question->unit < f->question->words_n && in_question >> f->question->unit & 1 &&
        r->number_at && s->tokens + 1 - r->number_at <= COUNT_FAR)
        s->has_count = true;
    if ((is_among(&f->times, term) && r->last_number) || (spelled && after_time))
        s->has_time = true;
    if (is_among(&f->places, term))
        s->has_place = true;
    if (is_among(&f->agreed, term))
        s->has_agreed = true;
    note_name(r, token, in_question != 0);
    s->has_measure = s->has_measure || is_measure(f, r, token, term, in_question != 0);
    bool count = spelled || term == f->five || term == f->one; /* "năm ngày"; else a year */
    if ((number || count) && !(in_question && number))
        r->number_at = s->tokens + 1;
    r->last_period = is_year(token) || term == f->period;
    r->last_title = is_among(&f->titles, term);
    r->last_number = number || spelled;
    r->last_term = term;
}

/* The words of the question that the row of terms read so far says in its own way, noted. */
static uint64_t note_aliases(const struct question *q, struct reading_on *r, uint64_t term)
{
    uint64_t here = 0;
    if (q->aliases_n == 0)
        return 0;
    memmove(&r->row[0], &r->row[1], (QUESTION_ALIAS_WORDS - 1) * sizeof r->row[0]);
    r->row[QUESTION_ALIAS_WORDS - 1] = term;
    for (size_t i = 0; i < q->aliases_n; i++) {
        const struct question_alias *alias = &q->aliases[i];
        const uint64_t *end = &r->row[QUESTION_ALIAS_WORDS - alias->terms_n];
        if (memcmp(end, alias->terms, alias->terms_n * sizeof *end) != 0)
            continue;
        here |= alias->words;
        r->s->beside |= alias->words & alias->words << 1;
    }
    r->s->words |= here;
    return here;
}

static bool ends_so(struct str sentence)
{
    static const struct str ends[] = {STR_INIT("."),  STR_INIT("!"), STR_INIT("?"),
                                      STR_INIT("…"),  STR_INIT(":"), STR_INIT("”"),
                                      STR_INIT("\""), STR_INIT(";"), STR_INIT(")")};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(sentence, ends[i]))
            return true;
    return false;
}

static uint64_t name_words(const struct question *q, uint64_t words)
{
    for (size_t i = 0; words && i < q->words_n; i++)
        if (!q->words[i].name)
            words &= ~(UINT64_C(1) << i);
    return words;
}

static uint64_t country_words(const struct question *q, uint64_t words)
{
    for (size_t i = 0; words && i < q->words_n; i++)
        if (!(q->words[i].country && q->words[i].name)) /* "hi" and "cô" of "Mê-hi-cô" are small */
            words &= ~(UINT64_C(1) << i);
    return words;
}

static void count_held(struct reading_on *r)
{
    r->s->words |= r->held;
    r->s->beside |= r->held_beside;
    r->held = 0;
    r->held_beside = 0;
}

/* Notes the words that stand at a token. "Đức" amid "Nguyễn Đức Thọ" and "đạo đức" are no words of a question about
 * Germany. */
static void note_words(const struct question *q, struct reading_on *r, struct str token,
                       uint64_t here)
{
    struct str first = token;
    bool capital = utf8_is_upper(utf8_next(&first));
    bool joined = r->last_end && token.p == r->last_end + 1 && *r->last_end == ' ';
    if (!capital)
        here &= ~country_words(q, here);
    uint64_t beside = r->before << 1 & here;
    if (joined && capital && !here)
        r->held = r->held_beside = 0;
    count_held(r);
    if (joined && capital && r->last_foreign && !beside) {
        r->held = name_words(q, here);
        here &= ~r->held;
    }
    r->s->words |= here;
    r->s->beside |= r->before << 1 & here;
    r->before = here | r->held;
    r->last_foreign = capital && !r->before;
    r->last_end = token.p + token.n;
}

static void scan_sentence(struct passage_finder *f, struct str sentence, struct passage_scanned *s)
{
    const struct question *q = f->question;
    struct reading_on r = {.s = s};
    struct str rest = term_text(f->reader->arena, sentence);
    struct str token;
    struct term_pair terms;
    r.text = rest.p;
    r.end = rest.p + rest.n;
    while (term_next(f->reader, &rest, &token, &terms)) {
        uint64_t here = words_of(q, terms);
        uint64_t term = question_term(q, terms);
        note_words(q, &r, token, here);
        roles_next(&f->roles, &s->roles, here | note_aliases(q, &r, term), term);
        note_cues(f, &r, token, term, here);
        s->tokens++;
    }
    count_held(&r);
    roles_end(&s->roles);
    s->asks = str_ends(sentence, STR("?"));
    s->label = !ends_so(sentence) && s->tokens < LABEL_TOKENS;
}

static size_t scan(struct passage_finder *f, struct str text, struct passage_scanned *out)
{
    size_t n = 0;
    struct str rest = text;
    struct str sentence;
    while (n < PASSAGE_SENTENCES_MAX && sentence_next(&rest, &sentence)) {
        struct passage_scanned s = {.start = (size_t)(sentence.p - text.p)};
        s.end = s.start + sentence.n;
        scan_sentence(f, sentence, &s);
        out[n++] = s;
    }
    return n;
}

/* ---- scoring ---- */

/* What stands where, seen from one sentence. */
struct around {
    uint64_t head;
    uint64_t lead;
    uint64_t before;
    uint64_t behind;
    uint64_t near;   /* in any of these or a sentence further */
    uint64_t text;   /* anywhere */
    uint64_t beside; /* anywhere */
    bool roles;      /* those who are asked about did so, or the question gives no roles */
    bool mutual;     /* what they did has no direction */
};

static struct around look_around(const struct passage_scanned *all, size_t n, size_t at,
                                 struct around whole)
{
    struct around a = whole;
    a.head = all[0].words;
    a.lead = n > 1 ? all[1].words : 0;
    a.before = at > 0 ? all[at - 1].words : 0;
    a.behind = at + 1 < n ? all[at + 1].words : 0;
    a.near |= a.head | a.lead;
    size_t from = at > AROUND ? at - AROUND : 0;
    for (size_t i = from; i < n && i <= at + AROUND; i++)
        a.near |= all[i].words;
    return a;
}

/* The verb stands in a sentence that, with what stands around it, has all whom the question names. */
static bool says_of_all(const struct passage_scanned *all, size_t n,
                        const struct question_roles *roles)
{
    uint64_t wanted = roles->subject | roles->object;
    uint64_t head = all[0].words | (n > 1 ? all[1].words : 0);
    for (size_t i = 0; i < n; i++) {
        uint64_t there = head | all[i].words | (i > 0 ? all[i - 1].words : 0);
        if (all[i].roles.verb && !(wanted & ~there))
            return true;
    }
    return false;
}

static bool roles_stand(const struct passage_scanned *all, size_t n,
                        const struct question_roles *roles, uint64_t text)
{
    bool fits = roles->mutual || !roles->subject || !roles->object;
    if (!roles->verb || !roles->names)
        return true;
    for (size_t i = 0; i < n && !fits; i++)
        fits = all[i].roles.as_asked || (all[i].roles.half && !all[i].roles.other_way);
    return fits && !(roles->names & ~text) && says_of_all(all, n, roles);
}

/* How much a word that does not stand in the sentence itself still counts. */
static double place_weight(const struct around *a, uint64_t bit)
{
    double best = a->text & bit ? elsewhere : 0;
    best = a->behind & bit && just_behind > best ? just_behind : best;
    best = a->lead & bit && in_lead > best ? in_lead : best;
    best = a->before & bit && just_before > best ? just_before : best;
    return a->head & bit && in_head > best ? in_head : best;
}

/* What was asked for is not there: the sentence may be about it, but does not answer. */
static double kind_factor(const struct question *q, const struct passage_scanned *s)
{
    switch (q->kind) {
    case QUESTION_OPEN: return 1;
    case QUESTION_WHO: return s->has_name ? 1 : 0.75;
    case QUESTION_WHEN: return (q->measure == MEASURE_YEAR ? s->has_year : s->has_time) ? 1 : 0.65;
    case QUESTION_WHERE: return s->has_place ? 1 : 0.85;
    case QUESTION_HOW_MANY: return s->has_unit ? so_many : s->has_number ? 1 : 0.65;
    case QUESTION_AGREED: return s->has_agreed ? 1 : 0.75;
    }
    return 1;
}

/* "bao nhiêu thành viên": so many of something are asked for. */
static bool is_counted(const struct question *q)
{
    return q->kind == QUESTION_HOW_MANY && q->measure == MEASURE_NONE && q->unit < q->words_n;
}

/* A length is said with what it is of: "cao 1,4 mét" is not how long something is. */
static bool lacks_measure(const struct question *q, const struct passage_scanned *s)
{
    if (q->measure == MEASURE_NONE)
        return false;
    bool of_it = q->dimension == SIZE_MAX || s->words >> q->dimension & 1;
    return !s->has_measure || !of_it;
}

static double length_factor(size_t tokens)
{
    if (tokens < SHORT_TOKENS)
        return 0.8;
    return tokens > LONG_TOKENS ? 1 / (1 + 0.004 * (double)(tokens - LONG_TOKENS)) : 1;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* A name of the question stands nowhere in the text, not even a word of it. */
static bool lacks_name(const struct question *q, uint64_t text)
{
    bool there = true;
    for (size_t i = 0; i < q->words_n; i++) {
        bool begins = i == 0 || !q->words[i - 1].name;
        if (begins && !there)
            return true;
        if (!q->words[i].name)
            there = true;
        else
            there = (begins ? false : there) || (text >> i & 1);
    }
    return !there;
}

/* A word of a compound is there when the compound is: "dân" and "số" apart are not "dân số". */
static bool stands_whole(const struct question *q, size_t i, uint64_t words, uint64_t beside)
{
    if (!(words >> i & 1))
        return false;
    if (q->words[i].compound && i > 0)
        return beside >> i & 1;
    bool begins = i + 1 < q->words_n && q->words[i + 1].compound;
    return !begins || beside >> (i + 1) & 1;
}

/* "nước" of "Chủ tịch nước" stands behind "tịch", not anywhere. */
static bool follows_office(const struct question *q, size_t i, uint64_t beside)
{
    return i == 0 || !q->words[i - 1].office || beside >> i & 1;
}

static bool is_pair(const struct question *q, size_t i)
{
    return i > 0 && q->words[i].weight > 0 && q->words[i - 1].weight > 0;
}

static void add_pairs(const struct question *q, const struct passage_scanned *s,
                      const struct around *a, struct passage_support *out)
{
    double total = 0;
    for (size_t i = 1; i < q->words_n; i++) {
        double both = q->words[i].weight + q->words[i - 1].weight;
        if (!is_pair(q, i))
            continue;
        total += both;
        out->pairs_here += s->beside >> i & 1 ? both : 0;
        out->pairs_text += a->beside >> i & 1 ? both : 0;
    }
    out->pairs_here = total > 0 ? out->pairs_here / total : 1;
    out->pairs_text = total > 0 ? out->pairs_text / total : 1;
}

static struct passage_support support_of(const struct question *q, const struct passage_scanned *s,
                                         const struct around *a)
{
    bool turned = s->roles.other_way && !s->roles.as_asked && !a->mutual;
    bool proposed = s->roles.proposed && !s->roles.verb;
    struct passage_support out = {
        .kind = kind_factor(q, s) >= 1,
        .asks = s->asks,
        .roles = a->roles && !turned && !proposed ? 0 : 1,
        .absent = !q->plain && lacks_name(q, a->text) ? 1 : 0,
        .measure = lacks_measure(q, s) ? 1 : 0,
        .uncounted = is_counted(q) && !s->has_count ? 1 : 0,
    };
    double total = 0;
    double common = 0;
    out.undone = q->measure == MEASURE_YEAR && q->focus != SIZE_MAX &&
                 !stands_whole(q, q->focus, s->words, s->beside);
    out.focus = q->focus == SIZE_MAX || (stands_whole(q, q->focus, a->near, a->beside) ? 1 : 0);
    for (size_t i = 0; i < q->words_n; i++) {
        const struct question_word *w = &q->words[i];
        if (w->weight <= 0)
            continue;
        bool there = stands_whole(q, i, a->text, a->beside);
        total += w->weight;
        out.here += s->words >> i & 1 ? w->weight : 0;
        out.near += there && a->near >> i & 1 ? w->weight : 0;
        out.text += there ? w->weight : 0;
        out.lacking = there || w->weight < out.lacking ? out.lacking : w->weight;
        out.names = w->name && !there ? 1 : out.names;
        out.nowhere = w->name && w->nowhere && !there ? 1 : out.nowhere;
        out.numbers = w->number && !there ? 1 : out.numbers;
        out.office = w->office && !(there && follows_office(q, i, a->beside)) ? 1 : out.office;
        out.country = w->country && !there ? 1 : out.country;
        out.years = is_year(w->text) && !there ? 1 : out.years;
        common += w->name ? 0 : w->weight;
        out.common += !w->name && there && a->near >> i & 1 ? w->weight : 0;
    }
    if (total <= 0)
        return (struct passage_support){.lacking = 1};
    out.here /= total;
    out.near /= total;
    out.text /= total;
    out.lacking /= total;
    out.common = common > 0 ? out.common / common : 1;
    add_pairs(q, s, a, &out);
    return out;
}

static double score_of(const struct question *q, const struct passage_scanned *s,
                       const struct around *a)
{
    double total = 0;
    double said = 0;
    for (size_t i = 0; i < q->words_n; i++) {
        const struct question_word *w = &q->words[i];
        uint64_t bit = UINT64_C(1) << i;
        total += w->weight + w->beside;
        said += w->weight * (s->words & bit ? 1 : place_weight(a, bit));
        said += s->beside & bit ? w->beside : 0;
    }
    double kind = kind_factor(q, s) * (s->asks ? asking : 1) * (s->label ? label : 1) *
                  (lacks_measure(q, s) ? no_measure_rank : 1);
    return total > 0 ? said / total * kind * length_factor(s->tokens) : 0;
}

/* Weights of a logistic regression on questions with and without an answer in the archive; how they
 * were found is in docs/decisions/0021-ask.md. Without tones the neighbours tell more; of a long
 * question less needs to stand there. */
double passage_sure(const struct question *q, const struct passage *p, double other)
{
    const struct passage_support *s = &p->support;
    double plain = q->plain ? 1 : 0;
    double open = q->kind == QUESTION_OPEN ? 1 : 0;
    double length = least((double)q->words_n / LONG_WORDS, 1);
    double z = -2.96;
    z += -0.13 * s->common + 0.14 * s->here + 1.14 * p->score;
    z += 0.87 * s->near + 1.34 * s->near * s->near;
    z += 0.72 * s->pairs_text + -0.73 * s->lacking;
    z += -0.93 * s->names + -0.28 * s->numbers + 0.95 * s->kind;
    z += 0.18 * s->focus - of_focus * (1 - length) * (1 - s->focus);
    z += plain * (-1.44 + 1.32 * s->pairs_text);
    z += open * (0.14 + 0.35 * s->names);
    z += length * (1.25 + 1.37 * s->near + 1.05 * s->pairs_text);
    z += -1.97 * other + -1.31 * other * other;
    z += no_office * s->office + no_country * s->country + no_roles * s->roles;
    z += no_name * s->absent + no_measure * s->measure;
    z += q->measure == MEASURE_NONE ? 0 : of_measure * (1 - s->measure);
    z += no_count * s->uncounted + no_happening * s->undone;
    z += (other_year + -1.00) * s->years + other_name * s->names + nobody * s->nowhere;
    return 1 / (1 + exp(-z));
}

static struct passage score(const struct question *q, const struct passage_scanned *s,
                            const struct around *a)
{
    struct passage p = {.start = s->start, .end = s->end, .score = score_of(q, s, a)};
    p.support = support_of(q, s, a);
    p.sure = passage_sure(q, &p, usual_other);
    p.rank = p.score * (1 - of_sure + of_sure * p.sure);
    return p;
}

static void keep_best(struct passage *out, size_t *n, size_t max, struct passage p)
{
    size_t at = *n;
    while (at > 0 && out[at - 1].rank < p.rank)
        at--;
    if (at >= max)
        return;
    size_t moved = (*n < max ? *n : max - 1) - at;
    memmove(&out[at + 1], &out[at], moved * sizeof *out);
    out[at] = p;
    *n += *n < max;
}

size_t passages_find(struct passage_finder *f, struct str text, uint64_t known, struct passage *out,
                     size_t max)
{
    static const double title = 0.85; /* the text says it in a whole sentence */
    struct passage_scanned *all = f->sentences;
    size_t kept = 0;
    if (!all || max == 0)
        return 0;
    size_t n = scan(f, text, all);
    struct around whole = {.near = known, .text = known};
    for (size_t i = 0; i < n; i++) {
        whole.text |= all[i].words;
        whole.beside |= all[i].beside;
    }
    whole.mutual = f->roles.mutual;
    whole.roles = n == 0 || roles_stand(all, n, &f->roles, whole.text);
    for (size_t i = 0; i < n; i++) {
        struct around a = look_around(all, n, i, whole);
        struct passage p = score(f->question, &all[i], &a);
        if (i == 0)
            p.rank *= title;
        if (all[i].words)
            keep_best(out, &kept, max, p);
    }
    return kept;
}
