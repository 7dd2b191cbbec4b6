#include "source/datetime.h"

#include "base/buf.h"
#include "base/utf8.h"

#define W(words) STR_INIT(words)

/* A stretch of a line, by bytes. */
struct span {
    size_t from;
    size_t to;
};

struct date {
    int year; /* 0: not printed */
    int month;
    int day;
};

/* Reads 1 to max digits at *at; false if there are none or more. */
static bool read_number(struct str s, size_t *at, size_t max, int *out)
{
    size_t i = *at;
    int value = 0;
    while (i < s.n && byte_is_digit(s.p[i]) && i - *at < max)
        value = value * 10 + (s.p[i++] - '0');
    if (i == *at || (i < s.n && byte_is_digit(s.p[i])))
        return false;
    *at = i;
    *out = value;
    return true;
}

static bool read_word(struct str s, size_t *at, struct str word)
{
    struct str there = str_slice(s, *at, *at + word.n);
    if (!str_eq_nocase(there, word))
        return false;
    *at += word.n;
    return true;
}

static void skip(struct str s, size_t *at, const char *bytes)
{
    while (*at < s.n && str_find_byte(str_view(bytes), s.p[*at]) < str_view(bytes).n)
        ++*at;
}

static bool plausible(struct date d)
{
    int year = d.year ? d.year : 2000; /* a leap year: 29 February may be meant */
    return year >= 1900 && year <= 2200 && civil_exists(year, d.month, d.day);
}

enum { SHORT_YEAR_END = 50, SHORT_YEAR_FROM = 90 }; /* 00 to 49 and 90 to 99 */

/* Two digits may be a year: "5/11/23", "05.11.23"; no part of a number or an address goes on. */
static bool may_be_short(struct str s, size_t from, size_t to, char separator)
{
    int year = (s.p[to - 2] - '0') * 10 + (s.p[to - 1] - '0');
    bool full = to - from == sizeof "05.11.23" - 1;
    bool ends = to == s.n || (s.p[to] != '/' && s.p[to] != '-' && s.p[to] != '.');
    return (separator == '/' || full) && (ends || to + 1 == s.n) &&
           (year < SHORT_YEAR_END || year >= SHORT_YEAR_FROM);
}

/* "10/14/2025": no month is the fourteenth; so print programs that run in American English. */
static void put_day_first(struct date *d, char separator)
{
    enum { MONTHS = 12 };
    if (separator != '/' || d->month <= MONTHS || d->day > MONTHS)
        return;
    int day = d->month;
    d->month = d->day;
    d->day = day;
}

/* 5/8/2024, 05-08-2024, 5.8.2024 */
static bool date_numeric(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    if (!read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, " ");
    if (i >= s.n || (s.p[i] != '/' && s.p[i] != '-' && s.p[i] != '.'))
        return false;
    char separator = s.p[i++];
    skip(s, &i, " ");
    if (!read_number(s, &i, 2, &d->month))
        return false;
    skip(s, &i, " ");
    if (i >= s.n || s.p[i++] != separator)
        return false;
    skip(s, &i, " ");
    size_t year = i;
    if (!read_number(s, &i, 4, &d->year))
        return false;
    if (i - year == 2 && may_be_short(s, *at, i, separator))
        d->year += d->year < SHORT_YEAR_END ? 2000 : 1900;
    if (d->year < 1900)
        return false;
    put_day_first(d, separator);
    *at = i;
    return plausible(*d);
}

/* 2024-08-05 */
static bool date_iso(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    if (!read_number(s, &i, 4, &d->year) || d->year < 1900 || i >= s.n)
        return false;
    struct str separator = str_slice(s, i, i + 1);
    bool known = str_eq(separator, STR("-")) || str_eq(separator, STR("/"));
    if (!known || !read_word(s, &i, separator) || !read_number(s, &i, 2, &d->month) ||
        !read_word(s, &i, separator) || !read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, "T");
    *at = i;
    return plausible(*d);
}

/* The month written in Vietnamese at *at, "Tháng Tám", "tháng 8", "Th8"; 0 if none. */
static int read_month_vietnamese(struct str s, size_t *at)
{
    static const struct {
        struct str name; /* longer ones before their beginnings */
        int month;
    } MONTHS[] = {{W("mười hai"), 12}, {W("mười một"), 11}, {W("mười"), 10}, {W("chín"), 9},
                  {W("tám"), 8},       {W("bảy"), 7},       {W("sáu"), 6},   {W("năm"), 5},
                  {W("tư"), 4},        {W("ba"), 3},        {W("hai"), 2},   {W("một"), 1},
                  {W("giêng"), 1},     {W("chạp"), 12}};
    size_t i = *at;
    int month = 0;
    bool whole = read_word(s, &i, STR("tháng"));
    if (!whole && !read_word(s, &i, STR("thg")) && !read_word(s, &i, STR("th")))
        return 0;
    skip(s, &i, " .");
    size_t number = i;
    if (read_number(s, &number, 2, &month)) {
        *at = number;
        return month;
    }
    for (size_t m = 0; whole && m < COUNT_OF(MONTHS); m++)
        if (read_word(s, &i, MONTHS[m].name)) {
            *at = i;
            return MONTHS[m].month;
        }
    return 0;
}

/* 07 tháng 03 năm 2026; 7 tháng 3, 2026; 5 Tháng Tám, 2025; 5 Th8, 2025 */
static bool date_words(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    if (!read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, " ");
    d->month = read_month_vietnamese(s, &i);
    if (!d->month)
        return false;
    skip(s, &i, " ,");
    if (read_word(s, &i, STR("năm")))
        skip(s, &i, " ");
    if (!read_number(s, &i, 4, &d->year) || d->year < 1900)
        return false;
    *at = i;
    return plausible(*d);
}

/* The month named at *at in English, whole or by its first three letters; 0 if none. */
static int read_month(struct str s, size_t *at)
{
    static const struct str MONTHS[] = {
        STR_INIT("january"),   STR_INIT("february"), STR_INIT("march"),    STR_INIT("april"),
        STR_INIT("may"),       STR_INIT("june"),     STR_INIT("july"),     STR_INIT("august"),
        STR_INIT("september"), STR_INIT("october"),  STR_INIT("november"), STR_INIT("december"),
    };
    for (int m = 0; m < (int)COUNT_OF(MONTHS); m++) {
        size_t i = *at;
        if (!read_word(s, &i, MONTHS[m]) && !read_word(s, &i, str_first(MONTHS[m], 3)))
            continue;
        if (i < s.n && s.p[i] != ' ' && s.p[i] != ',' && s.p[i] != '.')
            continue;
        *at = i;
        return m + 1;
    }
    return 0;
}

/* Tháng Tám 5, 2025; Th8 5, 2025 */
static bool date_vietnamese_month_first(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    d->month = read_month_vietnamese(s, &i);
    if (!d->month || i >= s.n || s.p[i] != ' ')
        return false;
    skip(s, &i, " ");
    if (!read_number(s, &i, 2, &d->day) || !read_word(s, &i, STR(",")))
        return false;
    skip(s, &i, " ");
    if (!read_number(s, &i, 4, &d->year) || d->year < 1900)
        return false;
    *at = i;
    return plausible(*d);
}

/* 26 Feb 2026, 26 Feb (no year) */
static bool date_english_day_first(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    if (!read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, " ");
    d->month = read_month(s, &i);
    if (!d->month)
        return false;
    size_t end = i;
    skip(s, &i, " ,.");
    d->year = 0;
    if (read_number(s, &i, 4, &d->year) && d->year >= 1900)
        end = i;
    else
        d->year = 0;
    *at = end;
    return plausible(*d);
}

/* X(month, its names in other languages that print the day first) */
#define FOREIGN_MONTHS(X)                                                                          \
    X(1, "januar", "jänner", "janvier", "enero", "gennaio", "janeiro")                             \
    X(2, "februar", "feber", "février", "febrero", "febbraio", "fevereiro")                        \
    X(3, "märz", "maerz", "mars", "marzo", "marzo", "março")                                       \
    X(4, "april", "april", "avril", "abril", "aprile", "abril")                                    \
    X(5, "mai", "mai", "mai", "mayo", "maggio", "maio")                                            \
    X(6, "juni", "juni", "juin", "junio", "giugno", "junho")                                       \
    X(7, "juli", "juli", "juillet", "julio", "luglio", "julho")                                    \
    X(8, "august", "august", "août", "agosto", "agosto", "agosto")                                 \
    X(9, "september", "september", "septembre", "septiembre", "settembre", "setembro")             \
    X(10, "oktober", "oktober", "octobre", "octubre", "ottobre", "outubro")                        \
    X(11, "november", "november", "novembre", "noviembre", "novembre", "novembro")                 \
    X(12, "dezember", "dezember", "décembre", "diciembre", "dicembre", "dezembro")

/* The month named whole at *at in German, French, Spanish, Italian or Portuguese; 0 if none. */
static int read_month_foreign(struct str s, size_t *at)
{
    static const struct {
        int month;
        struct str names[6];
    } MONTHS[] = {
#define X(month, a, b, c, d, e, f)                                                                 \
    {month, {STR_INIT(a), STR_INIT(b), STR_INIT(c), STR_INIT(d), STR_INIT(e), STR_INIT(f)}},
        FOREIGN_MONTHS(X)
#undef X
    };
    for (size_t m = 0; m < COUNT_OF(MONTHS); m++)
        for (size_t n = 0; n < COUNT_OF(MONTHS[m].names); n++) {
            size_t i = *at;
            if (!read_word(s, &i, MONTHS[m].names[n]) || i >= s.n || s.p[i] != ' ')
                continue;
            *at = i;
            return MONTHS[m].month;
        }
    return 0;
}

/* 19. Oktober 2019; 14 janvier 2020; 30 de septiembre de 2020: with their year alone, as some of the names are
 * words elsewhere. */
static bool date_foreign(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    if (!read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, " .");
    (void)read_word(s, &i, STR("de "));
    d->month = read_month_foreign(s, &i);
    skip(s, &i, " ");
    (void)read_word(s, &i, STR("de "));
    if (!d->month || !read_number(s, &i, 4, &d->year) || d->year < 1900)
        return false;
    *at = i;
    return plausible(*d);
}

/* August 5, 2024 */
static bool date_english_month_first(struct str s, size_t *at, struct date *d)
{
    size_t i = *at;
    d->month = read_month(s, &i);
    if (!d->month)
        return false;
    skip(s, &i, " .,");
    if (!read_number(s, &i, 2, &d->day))
        return false;
    skip(s, &i, " ,/"); /* "November, 21/2019" */
    if (!read_number(s, &i, 4, &d->year) || d->year < 1900)
        return false;
    *at = i;
    return plausible(*d);
}

/* True if nothing that belongs to a longer number or word stands before at. */
static bool at_boundary(struct str s, size_t at)
{
    if (at == 0)
        return true;
    unsigned char before = (unsigned char)s.p[at - 1];
    bool letter = (before | 0x20) >= 'a' && (before | 0x20) <= 'z';
    return !letter && !byte_is_digit((char)before) && before < 0x80 && before != '/';
}

static bool find_date(struct str s, struct span *where, struct date *d)
{
    typedef bool read_date(struct str s, size_t * at, struct date * d);
    static read_date *const READERS[] = {date_numeric,
                                         date_iso,
                                         date_words,
                                         date_vietnamese_month_first,
                                         date_foreign,
                                         date_english_day_first,
                                         date_english_month_first};
    for (size_t at = 0; at < s.n; at++) {
        if (!at_boundary(s, at))
            continue;
        for (size_t i = 0; i < COUNT_OF(READERS); i++) {
            size_t end = at;
            if (!READERS[i](s, &end, d))
                continue;
            *where = (struct span){at, end};
            return true;
        }
    }
    return false;
}

struct time_of_day {
    int hour;
    int minute;
};

/* True if a word of letters does not go on at at. */
static bool word_ends(struct str s, size_t at)
{
    unsigned char next = at < s.n ? (unsigned char)s.p[at] : ' ';
    bool letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
    return !letter && next < 0x80;
}

enum half { HALF_NONE, HALF_MORNING, HALF_NOON, HALF_AFTERNOON, HALF_NIGHT };

/* The half of the day named after a clock: PM, CH (chiều), "tối" … */
static enum half read_half(struct str s, size_t *at)
{
    static const struct {
        struct str word;
        enum half half;
    } HALVES[] = {
        {W("pm"), HALF_AFTERNOON},    {W("p.m"), HALF_AFTERNOON},  {W("am"), HALF_MORNING},
        {W("a.m"), HALF_MORNING},     {W("ch"), HALF_AFTERNOON},   {W("sa"), HALF_MORNING},
        {W("chiều"), HALF_AFTERNOON}, {W("tối"), HALF_AFTERNOON},  {W("trưa"), HALF_NOON},
        {W("sáng"), HALF_MORNING},    {W("rạng sáng"), HALF_NONE}, {W("đêm"), HALF_NIGHT}};
    size_t after = *at;
    skip(s, &after, " ");
    for (size_t i = 0; i < COUNT_OF(HALVES); i++) {
        size_t end = after;
        if (!read_word(s, &end, HALVES[i].word) || !word_ends(s, end))
            continue;
        *at = end;
        return HALVES[i].half;
    }
    return HALF_NONE;
}

static int hour_in_half(int hour, enum half half)
{
    enum { NIGHT_FROM = 6, NOON_FROM = 10 };
    switch (half) {
    case HALF_NONE: break;
    case HALF_MORNING: return hour == 12 ? 0 : hour;
    case HALF_NOON: return hour < NOON_FROM ? hour + 12 : hour;
    case HALF_AFTERNOON: return hour < 12 ? hour + 12 : hour;
    case HALF_NIGHT: return hour == 12 ? 0 : hour >= NIGHT_FROM && hour < 12 ? hour + 12 : hour;
    }
    return hour;
}

/* ":" or "h" or "giờ" between hour and minute; 0: none of them, 1: minutes must follow, 2: may */
static int read_clock_sign(struct str s, size_t *at)
{
    size_t i = *at;
    if (read_word(s, &i, STR(":"))) {
        *at = i;
        return 1;
    }
    skip(s, &i, " ");
    if (read_word(s, &i, STR("giờ"))) {
        *at = i;
        return 2;
    }
    i = *at;
    if (read_word(s, &i, STR("h")) || read_word(s, &i, STR("g"))) {
        bool hour = (s.p[*at] | 0x20) == 'h';
        *at = i;
        return hour ? 2 : 1;
    }
    return 0;
}

/* 14:30, 14:30:05, 14h30, 9h, 8 giờ 30 phút, 08:54 PM, 2:30 CH, 9h30 tối */
static bool read_clock(struct str s, size_t *at, struct time_of_day *t)
{
    size_t i = *at;
    int second = 0;
    if (!read_number(s, &i, 2, &t->hour))
        return false;
    int sign = read_clock_sign(s, &i);
    size_t minutes = i;
    t->minute = 0;
    if (sign == 2)
        skip(s, &minutes, " :");
    bool given = sign && read_number(s, &minutes, 2, &t->minute) && t->minute < 60;
    /* "9 giờ 05/08/2024": a date */
    given = given && (sign == 1 || minutes >= s.n || str_find_byte(STR("/-."), s.p[minutes]) == 3);
    if (!given && (sign != 2 || !word_ends(s, i)))
        return false;
    t->minute = given ? t->minute : 0;
    i = given ? minutes : i;
    if (given && read_word(s, &i, STR(":")) && !read_number(s, &i, 2, &second))
        return false;
    size_t unit = i;
    skip(s, &unit, " ");
    if (given && sign == 2 && (read_word(s, &unit, STR("phút")) || read_word(s, &unit, STR("'"))))
        i = unit;
    t->hour = hour_in_half(t->hour, read_half(s, &i));
    *at = i;
    return t->hour < 24 && t->minute < 60 && second < 60;
}

static bool find_clock(struct str s, struct span date, struct span *where, struct time_of_day *t)
{
    for (size_t at = 0; at < s.n; at++) {
        if (at == date.from)
            at = date.to;
        size_t end = at;
        if (at < s.n && (at_boundary(s, at) || at == date.to) && read_clock(s, &end, t)) {
            *where = (struct span){at, end};
            return true;
        }
    }
    return false;
}

/* Words that only dress a date. */
static const struct str FILLERS[] = {
    W("ngày"),   W("lúc"),     W("gmt+7"),     W("gmt"),       W("+07:00"), W("+7"),
    W("+07"),    W("utc+7"),   W("đăng"),      W("giờ"),       W("cn"),     W("vào"),
    W("monday"), W("tuesday"), W("wednesday"), W("thursday"),  W("friday"), W("saturday"),
    W("sunday"), W("mon"),     W("tue"),       W("wed"),       W("thu"),    W("fri"),
    W("sat"),    W("sun"),     W("updated"),   W("published"), W("posted"), W("on"),
    W("at"),     W("last"),    W("date"),      W("time"),      W("sáng"),   W("chiều"),
    W("tối"),    W("trưa"),    W("gmt+07:00"), W("gmt+0700"),  W("t2"),     W("t3"),
    W("t4"),     W("t5"),      W("t6"),        W("t7"),        W("update"), W("đã"),
    W("lần"),    W("cuối"),    W("tạo")};

/* The same, together with the word after: thứ Hai, chủ nhật, cập nhật, xuất bản. */
static const struct str PAIRS[] = {W("thứ"),  W("chủ"),  W("cập"), W("xuất"),
                                   W("phát"), W("thời"), W("đưa"), W("mới")};

static bool is_filler(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(FILLERS); i++)
        if (str_eq(FILLERS[i], word))
            return true;
    return false;
}

static bool is_filler_pair(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        if (str_eq(PAIRS[i], word))
            return true;
    return false;
}

/* word without punctuation at its ends, lower case. */
static struct str bare(struct arena *a, struct str word)
{
    static const struct str EDGE = STR_INIT(",.;:|()[]-–—•*·");
    while (word.n && str_find_byte(EDGE, word.p[0]) < EDGE.n)
        word = str_from(word, 1);
    while (word.n && str_find_byte(EDGE, word.p[word.n - 1]) < EDGE.n)
        word.n--;
    return utf8_lower(a, word);
}

static bool has_next(struct str rest)
{
    return str_trim(rest).n > 0;
}

/* What is left of a part of the line when date words are taken out. Only the words next to the
 * date are dress: "Nhật Xuân" after a name has begun stays. */
static void add_undressed(struct arena *a, struct buf *out, struct str part)
{
    struct str word;
    bool in_rest = false;
    while (str_next(&part, ' ', &word)) {
        struct str low = bare(a, word);
        bool pair = is_filler_pair(low);
        if (!in_rest && (pair || is_filler(low) || low.n == 0)) {
            if (pair && has_next(part))
                str_next(&part, ' ', &word);
            if (low.n == 0 && out->n)
                buf_add(out, str_concat(a, STR(" "), word));
            continue;
        }
        in_rest = low.n > 0;
        if (out->n && word.n)
            buf_add_byte(out, ' ');
        buf_add(out, word);
    }
}

static struct str trim_joints(struct str s)
{
    static const struct str JOINTS[] = {STR_INIT(" "), STR_INIT(","), STR_INIT("|"), STR_INIT("-"),
                                        STR_INIT("–"), STR_INIT("—"), STR_INIT(";"), STR_INIT("•"),
                                        STR_INIT("("), STR_INIT("*"), STR_INIT("·"), STR_INIT(":")};
    for (bool cut = true; cut;) {
        cut = false;
        for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
            bool front = s.n && str_starts(s, JOINTS[i]);
            bool back = s.n && !front && str_ends(s, JOINTS[i]);
            if (front)
                s = str_from(s, JOINTS[i].n);
            if (back)
                s = str_first(s, s.n - JOINTS[i].n);
            cut = cut || front || back;
        }
    }
    return s;
}

static struct str rest_of(struct arena *a, struct str line, struct span date, struct span clock)
{
    struct span first = clock.to && clock.from < date.from ? clock : date;
    struct span last = first.from == date.from ? clock : date;
    if (last.to == 0)
        last = (struct span){first.to, first.to};
    struct buf out;
    buf_init(&out, a);
    add_undressed(a, &out, str_first(line, first.from));
    add_undressed(a, &out, str_slice(line, first.to, last.from));
    add_undressed(a, &out, str_from(line, last.to));
    return trim_joints(buf_view(&out));
}

/* The year in which day and month stood last before captured_ms, or a day after it: clocks differ. */
static int year_near(struct date d, struct time_of_day t, int64_t captured_ms)
{
    int year = civil_from_instant(captured_ms).year;
    for (int back = 0; back < 4; back++) {
        struct civil at = {.year = year - back,
                           .month = d.month,
                           .day = d.day,
                           .hour = t.hour,
                           .minute = t.minute};
        if (civil_exists(at.year, at.month, at.day) &&
            civil_to_instant(at) <= captured_ms + CLOCK_DAY_MS)
            return at.year;
    }
    return 0;
}

/* ---- a line with several dates ---- */

/* A stretch of the line that tells one time: from its label up to the next. */
struct part {
    struct span where;
    bool updated;
};

/* The length of the label at lower, in lower case; 0 if none. */
static size_t part_label(struct str lower, bool *updated)
{
    static const struct {
        struct str word;
        bool updated;
    } PART_LABELS[] = {{W("cập nhật"), true},   {W("chỉnh sửa"), true}, {W("sửa đổi"), true},
                       {W("sửa lần"), true},    {W("updated"), true},   {W("modified"), true},
                       {W("đăng"), false},      {W("xuất bản"), false}, {W("ngày tạo"), false},
                       {W("published"), false}, {W("posted"), false},   {W("created"), false}};
    for (size_t i = 0; i < COUNT_OF(PART_LABELS); i++)
        if (str_starts(lower, PART_LABELS[i].word)) {
            *updated = PART_LABELS[i].updated;
            return PART_LABELS[i].word.n;
        }
    return 0;
}

/* The next part of the line from *at on. */
static struct part next_part(struct str lower, size_t *at)
{
    struct part part = {{*at, lower.n}, false};
    bool updated = false;
    size_t label = part_label(str_from(lower, *at), &part.updated);
    *at += label ? label : 1;
    while (*at < lower.n && !part_label(str_from(lower, *at), &updated))
        ++*at;
    *at = *at < lower.n ? *at : lower.n;
    part.where.to = *at;
    return part;
}

/* The day of the week printed right before at: 0 Monday to 6; -1 if none is. */
static int weekday_before(struct str s, size_t at)
{
    static const struct {
        struct str word; /* longer ones before their ends */
        int day;
    } DAYS[] = {{W("thứ hai"), 0}, {W("thứ ba"), 1},  {W("thứ tư"), 2},   {W("thứ năm"), 3},
                {W("thứ sáu"), 4}, {W("thứ bảy"), 5}, {W("chủ nhật"), 6}, {W("t2"), 0},
                {W("t3"), 1},      {W("t4"), 2},      {W("t5"), 3},       {W("t6"), 4},
                {W("t7"), 5},      {W("cn"), 6},      {W("thứ 2"), 0},    {W("thứ 3"), 1},
                {W("thứ 4"), 2},   {W("thứ 5"), 3},   {W("thứ 6"), 4},    {W("thứ 7"), 5}};
    while (at && str_find_byte(STR(" ,-"), s.p[at - 1]) < 3)
        at--;
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        size_t from = at - (DAYS[i].word.n < at ? DAYS[i].word.n : at);
        if (read_word(s, &from, DAYS[i].word) && from == at)
            return DAYS[i].day;
    }
    return -1;
}

static int weekday_of(struct date d)
{
    struct civil at = {.year = d.year, .month = d.month, .day = d.day, .hour = 12};
    return civil_from_instant(civil_to_instant(at)).weekday - 1;
}

/* "T3, 11/04/2025 - 16:45": systems set up for American dates; the day of the week tells. */
static void mend_order(struct str s, size_t from, struct date *d)
{
    struct date other = {d->year, d->day, d->month};
    int day = d->year ? weekday_before(s, from) : -1;
    if (day >= 0 && plausible(other) && weekday_of(*d) != day && weekday_of(other) == day)
        *d = other;
}

struct moment {
    struct span date;
    struct span clock; /* to 0: none */
    struct date d;
    struct time_of_day t;
    bool found;
    bool updated;
};

static struct moment moment_in(struct str line, struct part part)
{
    struct moment m = {.updated = part.updated};
    struct str s = str_first(line, part.where.to);
    struct span from_here = {0, 0};
    struct str own = str_from(s, part.where.from);
    m.found = find_date(own, &m.date, &m.d);
    if (!m.found)
        return m;
    mend_order(own, m.date.from, &m.d);
    if (!find_clock(own, m.date, &from_here, &m.t))
        m.t = (struct time_of_day){0, 0};
    m.date.from += part.where.from;
    m.date.to += part.where.from;
    if (from_here.to)
        m.clock = (struct span){from_here.from + part.where.from, from_here.to + part.where.from};
    return m;
}

/* The time of publication, else of the last change. *changed: the latter, where both stand. */
static struct moment choose_moment(struct str line, struct str lower, struct moment *changed)
{
    struct moment best = {.found = false};
    *changed = best;
    if (lower.n != line.n) /* rare capitals: offsets do not agree */
        return moment_in(line, (struct part){{0, line.n}, false});
    for (size_t at = 0; at < line.n;) {
        struct moment m = moment_in(line, next_part(lower, &at));
        if (m.found && m.updated && !changed->found)
            *changed = m;
        if (m.found && !m.updated && !best.found)
            best = m;
    }
    if (best.found)
        return best;
    best = *changed;
    changed->found = false;
    return best;
}

static int64_t instant_of(struct moment m, int64_t captured_ms)
{
    if (!m.d.year && captured_ms != CLOCK_NONE)
        m.d.year = year_near(m.d, m.t, captured_ms);
    struct civil at = {.year = m.d.year,
                       .month = m.d.month,
                       .day = m.d.day,
                       .hour = m.t.hour,
                       .minute = m.t.minute};
    return m.d.year ? civil_to_instant(at) : CLOCK_NONE;
}

static bool find_written(struct arena *a, struct str line, int64_t captured_ms,
                         struct datetime *out)
{
    struct moment changed;
    if (line.n > DATETIME_LINE_MAX_BYTES)
        return false;
    struct moment m = choose_moment(line, utf8_lower(a, line), &changed);
    if (!m.found)
        return false;
    struct str rest = rest_of(a, line, m.date, m.clock);
    struct moment again = moment_in(rest, (struct part){{0, rest.n}, false});
    if (changed.found && again.found)
        rest = rest_of(a, rest, again.date, again.clock);
    *out = (struct datetime){
        .at_ms = instant_of(m, captured_ms),
        .updated_ms = changed.found ? instant_of(changed, captured_ms) : CLOCK_NONE,
        .has_clock = m.clock.to > 0,
        .updated = m.updated,
        .rest = rest,
    };
    return true;
}

bool datetime_find(struct arena *a, struct str line, struct datetime *out)
{
    return find_written(a, line, CLOCK_NONE, out);
}

/* ---- counted from when the page was seen ---- */

/* X(unit in lower case, its length in seconds); longer units before their beginnings */
#define UNIT_TABLE(X)                                                                              \
    X("giây", 1)                                                                                   \
    X("phút", 60)                                                                                  \
    X("giờ", 3600)                                                                                 \
    X("tiếng", 3600)                                                                               \
    X("ngày", 86400)                                                                               \
    X("tuần", 604800)                                                                              \
    X("tháng", 2592000)                                                                            \
    X("năm", 31536000)                                                                             \
    X("second", 1)                                                                                 \
    X("minute", 60)                                                                                \
    X("min", 60)                                                                                   \
    X("hour", 3600)                                                                                \
    X("hr", 3600)                                                                                  \
    X("day", 86400)                                                                                \
    X("week", 604800)                                                                              \
    X("month", 2592000)                                                                            \
    X("year", 31536000)

/* "2 giờ trước", "cách đây 5 phút", "3 days ago": how many seconds; -1 if s says none. */
static int64_t seconds_ago(struct str lower)
{
    static const struct {
        struct str word;
        int64_t seconds;
    } UNITS[] = {
#define X(word, seconds) {STR_INIT(word), seconds},
        UNIT_TABLE(X)
#undef X
    };
    bool past = str_contains(lower, STR("trước")) || str_contains(lower, STR(" ago")) ||
                str_contains(lower, STR("cách đây"));
    for (size_t at = 0; past && at < lower.n; at++) {
        size_t i = at;
        int n = 0;
        if (!at_boundary(lower, at) || !read_number(lower, &i, 4, &n))
            continue;
        skip(lower, &i, " ");
        for (size_t k = 0; k < COUNT_OF(UNITS); k++)
            if (str_starts(str_from(lower, i), UNITS[k].word))
                return UNITS[k].seconds * n;
    }
    return -1;
}

static bool has_any(struct str s, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(s, words[i]))
            return true;
    return false;
}

/* Days back of "hôm nay", "hôm qua"; -1 if s says none. */
static int days_back(struct str lower)
{
    static const struct str TODAY[] = {W("hôm nay"), W("today"), W("vừa xong"), W("just now")};
    static const struct str YESTERDAY[] = {W("hôm qua"), W("yesterday")};
    if (has_any(lower, TODAY, COUNT_OF(TODAY)))
        return 0;
    return has_any(lower, YESTERDAY, COUNT_OF(YESTERDAY)) ? 1 : -1;
}

static bool find_relative(struct arena *a, struct str line, int64_t captured_ms,
                          struct datetime *out)
{
    enum { RELATIVE_MAX_BYTES = 60 }; /* longer lines are prose */
    struct span none = {0, 0};
    struct span where = {0, 0};
    struct time_of_day t = {0, 0};
    struct str lower = utf8_lower(a, line);
    if (line.n > RELATIVE_MAX_BYTES)
        return false;
    int64_t seconds = seconds_ago(lower);
    int days = seconds < 0 ? days_back(lower) : -1;
    if (seconds < 0 && days < 0)
        return false;
    *out = (struct datetime){
        .at_ms = captured_ms - seconds * 1000, .updated_ms = CLOCK_NONE, .has_clock = true};
    if (days < 0)
        return true;
    bool clock = find_clock(line, none, &where, &t);
    struct civil day = civil_from_instant(captured_ms - days * CLOCK_DAY_MS);
    day.hour = clock ? t.hour : days ? 0 : day.hour;
    day.minute = clock ? t.minute : days ? 0 : day.minute;
    day.second = clock || days ? 0 : day.second;
    out->at_ms = civil_to_instant(day);
    out->has_clock = clock || days == 0;
    return true;
}

bool datetime_find_near(struct arena *a, struct str line, int64_t captured_ms, struct datetime *out)
{
    if (find_written(a, line, captured_ms, out))
        return true;
    return captured_ms != CLOCK_NONE && find_relative(a, line, captured_ms, out);
}
