#include "text/head.h"

#include "base/utf8.h"
#include "text/gazetteer.h"
#include "text/headline_internal.h"
#include "text/similarity_feature.h"
#include "text/syllable.h"

enum {
    WORDS_KEPT = 512,
    TERM_SHIFT = 64 - SIGNATURE_TERM_BITS,
    UNSAID_RARITY = 2 * RARITY_ONE, /* what every seventh head has, signatures leave out */
    PLAIN_RARITY = 3 * RARITY_ONE,  /* a name so common tells nothing: "Việt Nam", "Hà Nội" */
    TELLING_MIN = 14,               /* that names of one must tell which the other never says */
    SHARED_PERCENT = 60,            /* of it, what both say is less */
    NUMBER_WEIGHT = 4 * RARITY_ONE,
    LEAD_SHARE = 4, /* one name that only a lead has in so many tells as much as a title's */
    LONG_FORM_PIECES = 3,
    TITLE_TIMES = 3,         /* what both titles name tells so many times as much */
    DIGITS_MIN = 3,          /* 640; of two digits there is one in every head */
    DATELINE_PIECES_MAX = 4, /* "TTO - ", "(Dân trí) - ", "VOV.VN - " */
    DAY_FRAME_PERCENT =
        60, /* of the shorter title the other shares, if their days tell them apart */
    MONTH = 32,
    STEM_BYTES = 5,
    STEM = 1 << SIGNATURE_TERM_BITS,
    WHOLE = 100,
};

void head_reader_init(struct head_reader *r, struct arena *a)
{
    r->model = similarity_model_built_in();
    term_reader_init(&r->terms, a, WORDS_KEPT);
}

/* ---- reading ---- */

struct word {
    uint64_t key;
    uint32_t term;
    unsigned rarity;
};

static unsigned rarity_of(const struct head_reader *r, uint64_t key)
{
    unsigned known = similarity_rarity(&r->model, key);
    return known ? known : r->model.unknown;
}

static struct word word_of(struct head_reader *r, struct str piece)
{
    uint64_t exact = term_of_token(&r->terms, gaz_piece(piece)).exact;
    uint64_t key = feature_key_add(exact, exact >> 32);
    return (struct word){key, (uint32_t)(key >> TERM_SHIFT), rarity_of(r, key)};
}

/* "Zelensky", "Zelenskyy", "Airline", "Airlines": foreign names are written in several ways. */
static uint32_t stem_of(struct head_reader *r, const struct headline_piece *p)
{
    if (!p->foreign || p->text.n <= STEM_BYTES || utf8_first_cp(p->text, STEM_BYTES).n > STEM_BYTES)
        return 0;
    return word_of(r, str_first(p->text, STEM_BYTES)).term | STEM;
}

static bool is_same_name(const struct head_name *x, const struct head_name *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++)
        if (x->terms[i] != y->terms[i])
            return false;
    return true;
}

static void keep_name(struct head *h, const struct head_name *name)
{
    if ((name->weight == 0 && !name->title) || h->names_n == HEAD_NAMES_MAX)
        return;
    for (size_t i = 0; i < h->names_n; i++)
        if (is_same_name(&h->names[i], name))
            return;
    h->names[h->names_n++] = *name;
}

/* A pair that the model does not know is rarer than any it does. */
static unsigned rarity_of_pair(const struct head_reader *r, uint64_t before, uint64_t key)
{
    return rarity_of(r, feature_key_add(before, key));
}

static void add_name(struct head_reader *r, struct head *h, const struct headline *of,
                     struct headline_span s)
{
    struct head_name name = {0};
    uint64_t before = 0;
    unsigned rarity = 0;
    for (size_t i = s.from; i < s.end && name.n < HEAD_NAME_PIECES_MAX; i++) {
        struct word w = word_of(r, of->pieces[i].text);
        unsigned pair = before ? rarity_of_pair(r, before, w.key) : w.rarity;
        rarity = i <= s.from + 1 || pair > rarity ? pair : rarity;
        name.terms[name.n] = w.term;
        name.stems[name.n] = stem_of(r, &of->pieces[i]);
        name.rarities[name.n++] = (uint8_t)w.rarity;
        name.foreign = name.foreign || of->pieces[i].foreign;
        before = w.key;
    }
    name.title = of == &h->title;
    name.place = s.end > s.from ? of->pieces[s.from].place : 0;
    name.weight = (uint16_t)(rarity > PLAIN_RARITY ? rarity - PLAIN_RARITY : 0);
    keep_name(h, &name);
}

/* "quý III", "4 độ C", "giải A": no name, whatever it looks like. */
static bool is_mark(const struct headline_piece *p)
{
    if (p->text.n == 1)
        return true;
    for (size_t i = 0; i < p->text.n; i++)
        if (str_find_byte(STR("IVX"), p->text.p[i]) == STR("IVX").n)
            return false;
    return p->upper;
}

static bool is_office(unsigned char class)
{
    return class == GAZ_OFFICE || class == GAZ_ROLE || class == GAZ_RANK || class == GAZ_HONORIFIC;
}

/* The longest form of the lists from piece i on that is an office, of which there are many ("Phó Thủ tướng", "HĐND"), or
 * one organization that a lower-case word stands within ("Ngân hàng Nhà nước"). Its pieces; 0 when there is none. */
static size_t listed_at(const struct headline *of, size_t i, bool *office)
{
    struct gaz_path path = gaz_root();
    size_t found = 0;
    for (size_t k = 0; k < GAZ_SPAN_MAX && i + k < of->n; k++) {
        if ((k && of->pieces[i + k].opens) || !gaz_step(&path, of->pieces[i + k].key))
            break;
        const struct gaz_value *value = path.values;
        for (bool more = value != NULL; more; more = !value++->last) {
            bool organization = k + 1 >= LONG_FORM_PIECES &&
                                (value->class == GAZ_ORG_HEAD || value->class == GAZ_ORG_NAME);
            bool many = is_office(value->class) ||
                        (k == 0 && of->pieces[i].upper && value->class == GAZ_ORG_HEAD);
            if (!many && !organization)
                continue;
            *office = many;
            found = k + 1;
        }
    }
    return found;
}

static void add_names(struct head_reader *r, struct head *h, const struct headline *of)
{
    for (size_t i = 0; i < of->n; i++) {
        bool office = false;
        size_t listed = of->pieces[i].capital ? listed_at(of, i, &office) : 0;
        struct headline_span s = headline_name_around(of, i);
        if (listed)
            s = (struct headline_span){i, office ? i : i + listed};
        s.from = s.from < i ? i : s.from;
        bool mark = s.end - s.from == 1 && is_mark(&of->pieces[i]);
        if (s.end > s.from && !mark)
            add_name(r, h, of, s);
        if (listed || s.end > s.from)
            i = (listed ? i + listed : s.end) - 1;
    }
}

/* "640", "19.850", "0,25": no year, no day. */
static bool tells_number(const struct headline_piece *p)
{
    size_t digits = 0;
    bool whole = true;
    for (size_t i = 0; i < p->text.n; i++) {
        digits += byte_is_digit(p->text.p[i]);
        whole = whole && byte_is_digit(p->text.p[i]);
    }
    bool year = whole && digits == 4 && (p->text.p[0] == '1' || p->text.p[0] == '2');
    return p->number && digits >= DIGITS_MIN && !year && str_find_byte(p->text, '/') == p->text.n;
}

static void add_numbers(struct head *h, const struct headline *of)
{
    for (size_t i = 0; i < of->n && h->numbers_n < HEAD_NUMBERS_MAX; i++)
        if (tells_number(&of->pieces[i]))
            h->numbers[h->numbers_n++] = of->pieces[i].key;
}

/* The number text begins with, and past it; 0 when it has more than two digits, or none. */
static unsigned small_number(struct str *text)
{
    unsigned n = 0;
    size_t digits = 0;
    while (digits < text->n && byte_is_digit(text->p[digits]))
        n = n * 10 + (unsigned)(text->p[digits++] - '0');
    *text = str_from(*text, digits);
    return digits <= 2 ? n : 0;
}

static bool is_word(const struct headline_piece *p, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(p->text, words[i]))
            return true;
    return false;
}

/* Whether the day at piece i is when it happened: "sáng 20/11", but not "từ ngày 20/11". */
static bool is_of_event(const struct headline *h, size_t i)
{
    static const struct str TIMES[] = {
        STR_INIT("sáng"), STR_INIT("trưa"), STR_INIT("chiều"), STR_INIT("tối"),
        STR_INIT("đêm"),  STR_INIT("ngày"), STR_INIT("phiên"), STR_INIT("hôm"),
    };
    static const struct str BOUNDS[] = {STR_INIT("từ"),  STR_INIT("đến"),   STR_INIT("tới"),
                                        STR_INIT("kể"),  STR_INIT("trước"), STR_INIT("sau"),
                                        STR_INIT("hết"), STR_INIT("vào")};
    bool time = false;
    while (i > 0 && is_word(&h->pieces[i - 1], TIMES, COUNT_OF(TIMES))) {
        time = true;
        i--;
    }
    return time && !(i > 0 && is_word(&h->pieces[i - 1], BOUNDS, COUNT_OF(BOUNDS)));
}

static void add_days(struct head *h, const struct headline *of)
{
    for (size_t i = 0; i < of->n && h->days_n < HEAD_DAYS_MAX; i++) {
        struct str text = of->pieces[i].text;
        if (!headline_is_day(&of->pieces[i]) || !is_of_event(of, i))
            continue;
        unsigned day = small_number(&text);
        text = str_from(text, 1);
        unsigned month = small_number(&text);
        if (day && day < MONTH && month)
            h->days[h->days_n++] = (uint16_t)(day + MONTH * month);
    }
}

static void read_title(struct head_reader *r, struct head *h)
{
    static const struct str NAY[] = {STR_INIT("nay")};
    static const struct str GIA[] = {STR_INIT("giá")};
    static const struct str DAYS[] = {STR_INIT("hôm"),   STR_INIT("sáng"), STR_INIT("trưa"),
                                      STR_INIT("chiều"), STR_INIT("tối"),  STR_INIT("đêm")};
    const struct headline_piece *v = h->title.pieces;
    for (size_t i = 1; i < h->title.n; i++) {
        h->today = h->today || (is_word(&v[i], NAY, 1) && is_word(&v[i - 1], DAYS, COUNT_OF(DAYS)));
        if (h->goods || v[i].opens || !is_word(&v[i - 1], GIA, 1))
            continue;
        struct word goods = word_of(r, v[i].text);
        h->goods = goods.rarity < UNSAID_RARITY ? 0 : goods.term;
    }
}

/* A lead without the paper's mark or the place before its first dash. */
static struct str without_dateline(struct str lead)
{
    struct syllable piece;
    size_t at = 0;
    for (size_t n = 0; n <= DATELINE_PIECES_MAX && syllable_next(lead, &at, &piece); n++) {
        struct str text = str_slice(lead, piece.start, piece.end);
        if (str_eq(text, STR("-")) || str_eq(text, STR("–")) || str_eq(text, STR("—")))
            return str_from(lead, at);
    }
    return lead;
}

void head_read(struct head_reader *r, struct head *h, struct str title, struct str lead,
               struct str signature)
{
    struct headline of_lead;
    *h = (struct head){0};
    signature_view(&h->said, signature);
    headline_read(&h->title, title);
    headline_read(&of_lead, without_dateline(lead));
    read_title(r, h);
    add_names(r, h, &h->title);
    add_names(r, h, &of_lead);
    add_numbers(h, &h->title);
    add_numbers(h, &of_lead);
    add_days(h, &h->title);
    add_days(h, &of_lead);
}

/* ---- comparing ---- */

/* "Mỹ" and "Hoa Kỳ" are one. */
static bool names_place(const struct head *h, uint16_t place)
{
    for (size_t i = 0; i < h->names_n && place; i++)
        if (h->names[i].place && headline_is_one_place(h->names[i].place, place))
            return true;
    return false;
}

static bool has_stem(const struct head *h, uint32_t stem)
{
    for (size_t i = 0; i < h->names_n && stem; i++)
        for (size_t k = 0; k < h->names[i].n; k++)
            if (h->names[i].stems[k] == stem)
                return true;
    return false;
}

/* Its own names a head says, whatever signs of control stand in their words. */
static bool has_name(const struct head *h, const struct head_name *name)
{
    for (size_t i = 0; i < h->names_n; i++)
        if (is_same_name(&h->names[i], name))
            return true;
    return false;
}

/* Whether the text of h says the name, or enough of a longer one: "Oanh" of "Nguyễn Thị Oanh". */
static bool says_name(const struct head *h, const struct head_name *name)
{
    unsigned said = 0;
    unsigned all = 0;
    for (size_t i = 0; i < name->n; i++) {
        bool here = name->rarities[i] < UNSAID_RARITY || signature_has(&h->said, name->terms[i]) ||
                    has_stem(h, name->stems[i]);
        said += here ? name->rarities[i] : 0;
        all += name->rarities[i];
    }
    bool part = name->n > 2 || name->foreign;
    return said == all || (part && 2 * said >= all) || names_place(h, name->place) ||
           has_name(h, name);
}

static bool in_both_titles(const struct head *h, const struct head_name *name)
{
    for (size_t i = 0; i < h->names_n && name->title; i++)
        if (h->names[i].title && is_same_name(&h->names[i], name))
            return true;
    return false;
}

/* A title does not name in vain, were it Hà Nội. */
static unsigned own_weight(const struct head_name *name)
{
    return name->title && name->weight < TELLING_MIN ? TELLING_MIN : name->weight;
}

/* What the names of a tell. */
struct telling {
    unsigned own; /* those b never says */
    unsigned both;
};

static struct telling telling_of(const struct head *a, const struct head *b)
{
    struct telling t = {0};
    for (size_t i = 0; i < a->names_n; i++) {
        if (says_name(b, &a->names[i]))
            t.both += a->names[i].weight * (in_both_titles(b, &a->names[i]) ? TITLE_TIMES : 1U);
        else
            t.own += own_weight(&a->names[i]) / (a->names[i].title ? 1U : LEAD_SHARE);
    }
    return t;
}

static unsigned shared_numbers(const struct head *a, const struct head *b)
{
    unsigned shared = 0;
    for (size_t i = 0; i < a->numbers_n; i++) {
        bool found = false;
        for (size_t k = 0; k < b->numbers_n; k++)
            found = found || a->numbers[i] == b->numbers[k];
        shared += found ? NUMBER_WEIGHT : 0;
    }
    return shared;
}

/* Each names what the other's text never says, and both name little together. */
static bool names_differ(const struct head *a, const struct head *b)
{
    struct telling x = telling_of(a, b);
    struct telling y = telling_of(b, a);
    unsigned own = x.own < y.own ? x.own : y.own;
    if (a->said.n == 0 || b->said.n == 0)
        return false; /* what they say is not known */
    unsigned both = (x.both > y.both ? x.both : y.both) + shared_numbers(a, b);
    return own >= TELLING_MIN && both * WHOLE < own * SHARED_PERCENT;
}

static bool days_differ(const struct head *a, const struct head *b)
{
    if (a->days_n == 0 || b->days_n == 0)
        return false;
    for (size_t i = 0; i < a->days_n; i++)
        for (size_t k = 0; k < b->days_n; k++)
            if (a->days[i] == b->days[k])
                return false;
    return true;
}

static bool have_one_frame(const struct head *a, const struct head *b)
{
    uint8_t match[HEADLINE_PIECES_MAX];
    size_t least = a->title.n < b->title.n ? a->title.n : b->title.n;
    return headline_align(&a->title, &b->title, match) * WHOLE >= least * DAY_FRAME_PERCENT;
}

static bool goods_differ(const struct head *a, const struct head *b)
{
    return a->goods && b->goods && !signature_has(&b->said, a->goods) &&
           !signature_has(&a->said, b->goods);
}

bool heads_differ(const struct head *a, const struct head *b, bool other_day)
{
    if (headlines_differ(&a->title, &b->title) || names_differ(a, b) || goods_differ(a, b))
        return true;
    bool other = days_differ(a, b) || (other_day && a->today && b->today);
    return other && have_one_frame(a, b);
}
