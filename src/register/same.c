#include "register/same.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "register/geography.h"
#include "register/identity.h"
#include "text/fold.h"

enum {
    NEAR_DAYS = 7,        /* between two publications of one event */
    VISIT_NEAR_DAYS = 12, /* a visit is written about before and after */
    VISIT_SLIP_DAYS = 3,  /* two papers' dates of one visit */
    AGREEMENT_NEAR_DAYS = 45,
};

struct str same_fold(struct arena *a, struct str text)
{
    struct str folded = text_fold(a, text);
    struct buf b;
    bool space = false;
    int depth = 0;
    buf_init(&b, a);
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        depth += c == '(';
        bool skipped = depth > 0 || byte_is_space(c) || c == ',' || c == '"';
        depth -= c == ')' && depth > 0;
        if (skipped) {
            space = b.n > 0;
            continue;
        }
        if (space)
            buf_add_byte(&b, ' ');
        space = false;
        buf_add_byte(&b, c);
    }
    return buf_view(&b);
}

/* ---- offices ---- */

/* "tỉnh", "thành phố": may stand before the place's name. */
static bool is_kind_of_place(struct str word)
{
    static const struct str WORDS[] = {STR_INIT("tỉnh"),  STR_INIT("thành"),  STR_INIT("phố"),
                                       STR_INIT("huyện"), STR_INIT("quận"),   STR_INIT("thị"),
                                       STR_INIT("xã"),    STR_INIT("phường"), STR_INIT("bang")};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(word, WORDS[i]))
            return true;
    return false;
}

bool same_office_in_full(struct str brief, struct str full)
{
    enum { WORDS_LEAST = 4 };
    struct str rest = str_from(full, brief.n < full.n ? brief.n : full.n);
    struct str words = brief;
    struct str word;
    size_t n = 0;
    while (str_next(&words, ' ', &word))
        n++;
    if (n < WORDS_LEAST || !str_starts(full, brief) || !str_starts(rest, STR(" ")))
        return false;
    rest = str_from(rest, 1);
    bool named = false;
    while (str_next(&rest, ' ', &word)) {
        struct str first = word;
        bool capital = first.n && utf8_is_upper(utf8_next(&first));
        if (!capital && !str_starts(word, STR("(")) && (named || !is_kind_of_place(word)))
            return false;
        named = named || capital;
    }
    return named;
}

/* The office in the words all its forms share: countries as codes, ours left out, "Bộ trưởng Bộ X" and "Ngoại
 * trưởng" as ministers of X, without "tân" and "Chính phủ". */
static struct str office_words(struct arena *a, struct str office)
{
    enum { BYTES_MAX = 400 }; /* of an office: a longer one is no office */
    static const struct {
        struct str said;
        struct str meant;
    } FORMS[] = {{STR_INIT("ngoai truong"), STR_INIT("bo truong ngoai giao")},
                 {STR_INIT("bo truong bo "), STR_INIT("bo truong ")},
                 {STR_INIT("thu truong bo "), STR_INIT("thu truong ")},
                 {STR_INIT("thu tuong chinh phu"), STR_INIT("thu tuong")},
                 {STR_INIT("tan "), STR_INIT("")},
                 {STR_INIT("nuoc ="), STR_INIT("=")}};
    struct geography_found found[GEOGRAPHY_FOUND_MAX];
    struct str text = str_first(office, BYTES_MAX);
    size_t n = geography_find(text, found);
    for (size_t i = 0; i < n; i++) {
        size_t at = str_find(text, found[i].name);
        if (!geography_is_country(found[i].code) || at == text.n)
            continue;
        bool ours = str_eq(found[i].code, STR("VN"));
        struct str rest = str_from(text, at + found[i].name.n);
        text = str_format(a, "%.*s%s%.*s%.*s", STR_ARG(str_first(text, at)), ours ? "" : "=",
                          STR_ARG(ours ? STR("") : found[i].code), STR_ARG(rest));
    }
    text = same_fold(a, text);
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        size_t at = str_find(text, FORMS[i].said);
        if (at < text.n)
            text =
                str_format(a, "%.*s%.*s%.*s", STR_ARG(str_first(text, at)), STR_ARG(FORMS[i].meant),
                           STR_ARG(str_from(text, at + FORMS[i].said.n)));
    }
    bool of_ours = str_ends(text, STR(" nuoc")) && !str_ends(text, STR("chu tich nuoc"));
    return of_ours ? str_first(text, text.n - STR(" nuoc").n) : text;
}

bool same_office_said(struct arena *a, struct str x, struct str y)
{
    struct str one = office_words(a, x);
    struct str other = office_words(a, y);
    struct str brief = one.n < other.n ? one : other;
    struct str full = one.n < other.n ? other : one;
    struct str rest = str_from(full, brief.n);
    if (!str_starts(full, brief) || !brief.n)
        return false;
    /* only the country more: "Tổng thống", "Tổng thống Mỹ" */
    return rest.n == 0 ||
           (str_starts(rest, STR(" =")) && str_find_byte(str_from(rest, 1), ' ') == rest.n - 1);
}

/* ---- persons ---- */

enum level { LEVEL_UNKNOWN, LEVEL_LOCAL, LEVEL_PROVINCE, LEVEL_STATE };

/* Whom an office serves. */
struct traits {
    enum level level;
    struct geography_found places[GEOGRAPHY_FOUND_MAX];
    size_t places_n;
    bool foreign;  /* a foreign country is among the places */
    bool domestic; /* Việt Nam or a part of it is */
};

static bool has_any(struct str folded, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(folded, words[i]))
            return true;
    return false;
}

/* "chủ tịch ubnd xã X", not "xã hội". */
static bool is_of_commune(struct str folded)
{
    static const struct str xa = STR_INIT(" xa ");
    for (size_t at = str_find(folded, xa); at < folded.n; at = str_find(folded, xa)) {
        folded = str_from(folded, at + xa.n);
        if (!str_starts(folded, STR("hoi")))
            return true;
    }
    return false;
}

/* How high an office stands, by its words: not by who held it. */
static enum level level_of(struct str folded)
{
    static const struct str local[] = {
        STR_INIT("phuong"),   STR_INIT("quan uy"),      STR_INIT("huyen"),
        STR_INIT("thi tran"), STR_INIT("khu pho"),      STR_INIT("to dan pho"),
        STR_INIT("giam doc"), STR_INIT("truong phong"), STR_INIT("hieu truong"),
        STR_INIT("cong ty"),  STR_INIT("truong thon")};
    static const struct str state[] = {
        STR_INIT("bo chinh tri"),  STR_INIT("trung uong"), STR_INIT("tong bi thu"),
        STR_INIT("chu tich nuoc"), STR_INIT("thu tuong"),  STR_INIT("bo truong"),
        STR_INIT("ban bi thu"),    STR_INIT("thu truong"), STR_INIT("chu tich quoc hoi"),
        STR_INIT("tong thong"),    STR_INIT("dai su"),     STR_INIT("quoc vuong")};
    static const struct str province[] = {
        STR_INIT("thanh uy"),   STR_INIT("tinh uy"),     STR_INIT("tinh"),    STR_INIT("thanh pho"),
        STR_INIT("thi truong"), STR_INIT("tinh truong"), STR_INIT("quoc hoi")};
    if (is_of_commune(folded) || has_any(folded, local, COUNT_OF(local)))
        return LEVEL_LOCAL;
    if (has_any(folded, state, COUNT_OF(state)))
        return LEVEL_STATE;
    return has_any(folded, province, COUNT_OF(province)) ? LEVEL_PROVINCE : LEVEL_UNKNOWN;
}

static void add_place(struct traits *t, struct geography_found found)
{
    bool home = str_eq(geography_country(found.code), STR("VN"));
    t->foreign = t->foreign || !home;
    t->domestic = t->domestic || home;
    if (t->places_n < GEOGRAPHY_FOUND_MAX)
        t->places[t->places_n++] = found;
}

static void read_traits(struct arena *a, const struct same_person *p, struct traits *out)
{
    *out = (struct traits){.level = LEVEL_UNKNOWN};
    for (size_t i = 0; i < p->offices_n && i < SAME_OFFICES_MAX; i++) {
        struct geography_found found[GEOGRAPHY_FOUND_MAX];
        size_t n = geography_find(p->offices[i], found);
        enum level level = level_of(same_fold(a, p->offices[i]));
        if (level > out->level)
            out->level = level;
        for (size_t k = 0; k < n; k++)
            add_place(out, found[k]);
    }
    if (p->country.n)
        add_place(out, (struct geography_found){p->country, p->country});
}

static bool share_country(const struct traits *x, const struct traits *y)
{
    for (size_t i = 0; i < x->places_n; i++)
        for (size_t k = 0; k < y->places_n; k++)
            if (str_eq(geography_country(x->places[i].code), geography_country(y->places[k].code)))
                return true;
    return false;
}

/* The same place; a country says little of its own people. */
static bool share_place(const struct traits *x, const struct traits *y)
{
    for (size_t i = 0; i < x->places_n; i++)
        for (size_t k = 0; k < y->places_n; k++)
            if (str_eq(x->places[i].code, y->places[k].code) &&
                !str_eq(x->places[i].code, STR("VN")))
                return true;
    return false;
}

/* One is the other or its beginning or end: "Bí thư Thành ủy", "Bí thư Thành ủy Hà Nội". */
static bool share_office(struct arena *a, const struct same_person *x, const struct same_person *y)
{
    for (size_t i = 0; i < x->offices_n && i < SAME_OFFICES_MAX; i++) {
        struct str one = same_fold(a, x->offices[i]);
        for (size_t k = 0; k < y->offices_n && k < SAME_OFFICES_MAX; k++) {
            struct str two = same_fold(a, y->offices[k]);
            struct str less = one.n < two.n ? one : two;
            struct str more = one.n < two.n ? two : one;
            if (less.n && (str_starts(more, less) || str_ends(more, less)))
                return true;
        }
    }
    return false;
}

/* "Tổng thống Trump" and "Tổng thống Mỹ Donald Trump": a foreign family name alone, and heads of a state or of its
 * government. */
static bool is_known_by_office(struct arena *a, const struct same_person *x,
                               const struct same_person *y)
{
    enum { NAME_LEAST = 4 };
    static const struct str HEADS[] = {STR_INIT("tong thong"), STR_INIT("thu tuong"),
                                       STR_INIT("quoc vuong")};
    const struct same_person *brief = str_find_byte(x->name, ' ') < x->name.n ? y : x;
    const struct same_person *full = brief == x ? y : x;
    struct str last = same_fold(a, full->name);
    size_t space = str_find_last_byte(last, ' ');
    if (space == last.n || str_find_byte(brief->name, ' ') < brief->name.n ||
        brief->name.n < NAME_LEAST || !str_eq(same_fold(a, brief->name), str_from(last, space + 1)))
        return false;
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        bool both[2] = {false, false};
        for (size_t k = 0; k < brief->offices_n && k < SAME_OFFICES_MAX; k++)
            both[0] = both[0] || str_starts(same_fold(a, brief->offices[k]), HEADS[i]);
        for (size_t k = 0; k < full->offices_n && k < SAME_OFFICES_MAX; k++)
            both[1] = both[1] || str_starts(same_fold(a, full->offices[k]), HEADS[i]);
        if (both[0] && both[1])
            return true;
    }
    return false;
}

int same_person(struct arena *a, const struct same_person *x, const struct same_person *y)
{
    enum { NAME = 1, LEADER = 2, PLACE = 3, OFFICE = 4 };
    struct traits of_x;
    struct traits of_y;
    if (!identity_same_name(a, x->name, y->name) && !is_known_by_office(a, x, y))
        return 0;
    read_traits(a, x, &of_x);
    read_traits(a, y, &of_y);
    bool placed = of_x.places_n && of_y.places_n;
    if (placed && !share_country(&of_x, &of_y))
        return 0;
    bool apart = placed && !share_place(&of_x, &of_y) &&
                 !(of_x.foreign && !of_x.domestic); /* a foreign country is a place shared */
    int lowest = of_x.level < of_y.level ? of_x.level : of_y.level;
    int steps = of_x.level > of_y.level ? (int)of_x.level - (int)of_y.level
                                        : (int)of_y.level - (int)of_x.level;
    bool known = lowest != LEVEL_UNKNOWN;
    if (known && steps > 1)
        return 0;
    if (apart && lowest < LEVEL_PROVINCE && known)
        return 0;
    if (!apart && share_office(a, x, y))
        return OFFICE;
    if (share_place(&of_x, &of_y))
        return PLACE;
    if (known && lowest == LEVEL_LOCAL)
        return 0; /* nothing but a common name speaks for it */
    return known ? LEADER : NAME;
}

/* ---- events ---- */

static int64_t gap(int64_t x, int64_t y)
{
    return x > y ? x - y : y - x;
}

static bool contact(enum event_kind kind)
{
    return kind == EVENT_RECEPTION || kind == EVENT_TALKS || kind == EVENT_MEETING ||
           kind == EVENT_COURTESY_CALL;
}

/* "gặp" may be said of any of them; "tiếp" and "chào xã giao" are one from its two sides. */
static bool kinds_agree(enum event_kind x, enum event_kind y)
{
    bool talks = x == EVENT_TALKS || y == EVENT_TALKS;
    if (x == y)
        return true;
    if (!contact(x) || !contact(y))
        return false;
    return x == EVENT_MEETING || y == EVENT_MEETING || !talks;
}

struct days {
    bool exact;      /* both say the day */
    bool overlap;    /* both say something, and it may be the same day */
    bool contradict; /* both say something, and it cannot */
    int64_t apart;   /* of the first days; of what is near when one says none; -1: unknown */
};

static bool dated(const struct same_event *e)
{
    return e->precision != FACTS_UNDATED && e->day != FACTS_NO_DAY;
}

static struct days compare_days(const struct same_event *x, const struct same_event *y)
{
    struct days d = {.apart = -1};
    bool both = dated(x) && dated(y);
    if (both) {
        d.exact = x->precision == FACTS_DAY && y->precision == FACTS_DAY;
        d.overlap = x->day <= y->until_day && y->day <= x->until_day;
        d.contradict = !d.overlap;
        d.apart = gap(x->day, y->day);
    } else if (x->near_day != FACTS_NO_DAY && y->near_day != FACTS_NO_DAY) {
        d.apart = gap(x->near_day, y->near_day);
    }
    return d;
}

struct who {
    bool host; /* both say one, the same */
    bool head;
    bool host_differs;
    bool head_differs;
    bool guest; /* both name the delegation alike */
    bool guest_differs;
    bool place;
    bool place_differs;
};

/* One name is a part of the other: "đoàn Thành ủy La Habana", "Đoàn đại biểu cấp cao …". */
static bool alike(struct str x, struct str y)
{
    return x.n && y.n && (str_contains(x, y) || str_contains(y, x));
}

static struct who compare_who(const struct same_event *x, const struct same_event *y)
{
    struct who w = {
        .host = x->host && x->host == y->host,
        .head = x->head && x->head == y->head,
        .guest = alike(x->guest, y->guest),
        .place = alike(x->place, y->place),
    };
    w.host_differs = x->host && y->host && !w.host;
    w.head_differs = x->head && y->head && !w.head;
    w.guest_differs = x->guest.n && y->guest.n && !w.guest;
    w.place_differs = x->place.n && y->place.n && !w.place;
    if (!w.host && x->host && x->host == y->head && x->head == y->host)
        w = (struct who){.host = true, .head = true, .guest = w.guest, .place = w.place};
    return w;
}

static bool same_contact(const struct same_event *x, const struct same_event *y)
{
    struct days d = compare_days(x, y);
    struct who w = compare_who(x, y);
    if (!kinds_agree(x->kind, y->kind))
        return false;
    if (w.head_differs) /* one delegation, two heads: both are kept and shown */
        return w.host && w.guest && d.exact && d.apart == 0 && x->kind == y->kind;
    if (w.host_differs)
        return false;
    bool pair = (w.host && w.head) || (w.host && w.guest) || (w.head && w.guest);
    if (!pair)
        return false;
    if (d.exact)
        return d.apart == 0 || (d.apart == 1 && w.host && w.head && x->kind == y->kind);
    if (d.contradict)
        return false;
    return d.overlap || d.apart <= NEAR_DAYS; /* of no day at all: the pair alone says it */
}

static bool same_visit(const struct same_event *x, const struct same_event *y)
{
    struct days d = compare_days(x, y);
    struct who w = compare_who(x, y);
    bool led = w.head || (!w.head_differs && w.guest);
    if (w.head_differs)
        return w.guest && w.place && d.exact && d.apart == 0;
    if (!led || (w.place_differs && !d.overlap))
        return false;
    if (!w.head && w.place_differs)
        return false;
    if (d.overlap)
        return true;
    if (d.contradict)
        return d.exact && w.head && w.place && d.apart <= VISIT_SLIP_DAYS;
    return d.apart >= 0 ? d.apart <= VISIT_NEAR_DAYS : w.head && w.place;
}

static bool same_milestone(const struct same_event *x, const struct same_event *y)
{
    struct days d = compare_days(x, y);
    return x->match_key.n && str_eq(x->match_key, y->match_key) && d.overlap;
}

static bool same_signing(const struct same_event *x, const struct same_event *y)
{
    struct days d = compare_days(x, y);
    bool keyed = x->match_key.n && str_eq(x->match_key, y->match_key);
    bool near = d.overlap || (!d.contradict && d.apart >= 0 && d.apart <= NEAR_DAYS);
    return (keyed || compare_who(x, y).head) && near;
}

static bool same_agreement(const struct same_event *x, const struct same_event *y)
{
    struct days d = compare_days(x, y);
    bool named = alike(x->name, y->name);
    bool keyed = x->match_key.n && str_eq(x->match_key, y->match_key);
    bool counted = !x->count || !y->count || x->count == y->count;
    bool periods = x->period.n && y->period.n;
    if (!named || !counted || (x->match_key.n && y->match_key.n && !keyed))
        return false;
    if (periods)
        return str_eq(x->period, y->period);
    if (!keyed)
        return str_eq(x->name, y->name) && d.apart >= 0 && d.apart <= NEAR_DAYS;
    return d.overlap || d.apart < 0 || d.apart <= AGREEMENT_NEAR_DAYS;
}

bool same_event(const struct same_event *x, const struct same_event *y)
{
    if (x->is_agreement || y->is_agreement)
        return x->is_agreement == y->is_agreement && same_agreement(x, y);
    switch (x->kind) {
    case EVENT_VISIT: return y->kind == EVENT_VISIT && same_visit(x, y);
    case EVENT_RECEPTION:
    case EVENT_TALKS:
    case EVENT_MEETING:
    case EVENT_COURTESY_CALL: return same_contact(x, y);
    case EVENT_SIGNING: return y->kind == EVENT_SIGNING && same_signing(x, y);
    case EVENT_MILESTONE: return y->kind == EVENT_MILESTONE && same_milestone(x, y);
    case EVENT_KIND_COUNT: break;
    }
    return false;
}
