#include "source/feed_date.h"

enum { MINUTE_MS = 60000, VIETNAM_MIN = 420 };

/* What has been found; -1 = not yet. */
struct found {
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int zone_min;
    bool has_zone;
    int half; /* 0: am, 12: pm, -1: 24 hours */
};

static const struct found nothing = {.year = -1, .month = -1, .day = -1, .half = -1};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- assembling ---- */

static bool in_range(const struct found *f)
{
    bool leap_second = f->second == 60;
    bool midnight = f->hour == 24 && f->minute == 0 && f->second == 0;
    return (f->hour <= 23 || midnight) && f->minute <= 59 && (f->second <= 59 || leap_second) &&
           civil_exists(f->year, f->month, f->day);
}

static bool assemble(struct found f, int zone_min, int64_t *at_ms)
{
    if (f.half >= 0 && (f.hour > 12 || f.hour == 0))
        f.half = -1;
    if (f.half >= 0)
        f.hour = f.hour % 12 + f.half;
    if (!in_range(&f))
        return false;
    struct civil c = {.year = f.year, .month = f.month, .day = f.day};
    int64_t ms = civil_to_instant(c); /* midnight in Việt Nam */
    if (ms == CLOCK_NONE)
        return false;
    int zone = f.has_zone ? f.zone_min : zone_min;
    int64_t seconds = f.second == 60 ? 59 : f.second;
    *at_ms =
        ms + ((int64_t)f.hour * 60 + f.minute + VIETNAM_MIN - zone) * MINUTE_MS + seconds * 1000;
    return true;
}

/* ---- reading bits ---- */

/* At most max digits of *s. */
static size_t take_number(struct str *s, size_t max, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < s->n && n < max && byte_is_digit(s->p[n]))
        value = value * 10 + (s->p[n++] - '0');
    *s = str_from(*s, n);
    if (n)
        *out = value;
    return n;
}

static bool take_byte(struct str *s, char byte)
{
    if (!s->n || s->p[0] != byte)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static void drop_spaces(struct str *s)
{
    while (s->n && byte_is_space(s->p[0]))
        *s = str_from(*s, 1);
}

static int two_digit_year(int year)
{
    return year < 50 ? 2000 + year : 1900 + year; /* RFC 2822 §4.3 */
}

/* "+0700", "+07:00", "+7", "-0234"; nothing is taken where s is none. */
static bool take_offset(struct str *s, struct found *f)
{
    struct str t = *s;
    int hours = 0;
    int minutes = 0;
    int sign = take_byte(&t, '-') ? -1 : 1;
    if (sign == 1 && !take_byte(&t, '+'))
        return false;
    drop_spaces(&t);
    size_t digits = take_number(&t, 4, &hours);
    if (!digits)
        return false;
    if (digits > 2) {
        minutes = hours % 100;
        hours /= 100;
    } else if (t.n > 1 && t.p[0] == ':' && byte_is_digit(t.p[1])) {
        t = str_from(t, 1);
        (void)take_number(&t, 2, &minutes);
    }
    if (hours > 18 || minutes > 59)
        return false;
    f->zone_min = sign * (hours * 60 + minutes);
    f->has_zone = true;
    *s = t;
    return true;
}

/* hour[:minute[:second[.fraction]]] with "h" or "." for ":" */
static bool take_clock(struct str *s, struct found *f)
{
    struct str t = *s;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!take_number(&t, 2, &hour))
        return false;
    if (!take_byte(&t, ':') && !take_byte(&t, 'h'))
        return false;
    if (!take_number(&t, 2, &minute))
        return false;
    struct str u = t;
    if ((take_byte(&u, ':') || take_byte(&u, '.')) && take_number(&u, 2, &second)) {
        t = u;
        if (t.n > 1 && (t.p[0] == '.' || t.p[0] == ',') && byte_is_digit(t.p[1])) {
            t = str_from(t, 1);
            while (t.n && byte_is_digit(t.p[0]))
                t = str_from(t, 1);
        }
    }
    f->hour = hour;
    f->minute = minute;
    f->second = second;
    *s = t;
    return true;
}

/* ---- words ---- */

static int month_of(struct str word)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.n < 3)
        return -1;
    for (int i = 0; i < 12; i++)
        if (str_eq_nocase(str_first(word, 3), (struct str){months + (ptrdiff_t)i * 3, 3}))
            return i + 1;
    return -1;
}

/* RFC 822 §5.1, with its signs for the letters of the military, and those of feeds seen */
static bool zone_of(struct str word, int *zone_min)
{
    static const struct {
        struct str name;
        int hours;
    } zones[] = {
        {STR_INIT("UT"), 0},   {STR_INIT("GMT"), 0},   {STR_INIT("UTC"), 0},
        {STR_INIT("Z"), 0},    {STR_INIT("EST"), -5},  {STR_INIT("EDT"), -4},
        {STR_INIT("CST"), -6}, {STR_INIT("CDT"), -5},  {STR_INIT("MST"), -7},
        {STR_INIT("MDT"), -6}, {STR_INIT("PST"), -8},  {STR_INIT("PDT"), -7},
        {STR_INIT("ICT"), 7},  {STR_INIT("BST"), 1},   {STR_INIT("CET"), 1},
        {STR_INIT("CEST"), 2}, {STR_INIT("EET"), 2},   {STR_INIT("EEST"), 3},
        {STR_INIT("MSK"), 3},  {STR_INIT("JST"), 9},   {STR_INIT("KST"), 9},
        {STR_INIT("AST"), -4}, {STR_INIT("AKST"), -9}, {STR_INIT("HST"), -10},
        {STR_INIT("WET"), 0},  {STR_INIT("WEST"), 1},  {STR_INIT("AEST"), 10},
        {STR_INIT("SGT"), 8},  {STR_INIT("ET"), -5},   {STR_INIT("CT"), -6},
        {STR_INIT("MT"), -7},  {STR_INIT("PT"), -8},
    };
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        if (!str_eq_nocase(word, zones[i].name))
            continue;
        *zone_min = zones[i].hours * 60;
        return true;
    }
    if (word.n != 1 || !is_letter(word.p[0]) || (word.p[0] | 0x20) == 'j')
        return false;
    int letter = (word.p[0] | 0x20) - 'a';
    if (letter <= 12) /* a to m, without j */
        *zone_min = -60 * (letter + (letter < 9));
    else
        *zone_min = 60 * (letter - 12);
    return true;
}

/* ---- W3CDTF, ISO 8601 ---- */

static bool is_leap(int year)
{
    return civil_exists(year, 2, 29);
}

static void from_day_of_year(struct found *f, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    f->month = 1;
    f->day = day;
    for (int i = 0; i < 12; i++) {
        int length = lengths[i] + (i == 1 && is_leap(f->year));
        if (f->day <= length)
            return;
        f->day -= length;
        f->month++;
    }
}

/* What follows the year: -MM-DD, MMDD, -MM, -DDD, DDD, -Www-D or nothing. */
static bool take_iso_day(struct str *s, struct found *f)
{
    struct str t = *s;
    char separator = t.n && (t.p[0] == '-' || t.p[0] == '/' || t.p[0] == '.') ? t.p[0] : '\0';
    int value = 0;
    f->month = 1;
    f->day = 1;
    if (separator)
        t = str_from(t, 1);
    size_t digits = take_number(&t, separator ? 3 : 4, &value);
    if (!digits)
        return !separator;
    *s = t;
    if (digits == 3) {
        from_day_of_year(f, value);
        return value >= 1;
    }
    if (digits == 4) {
        f->month = value / 100;
        f->day = value % 100;
        return true;
    }
    f->month = value;
    if (separator && t.n && t.p[0] == separator) {
        t = str_from(t, 1);
        if (!take_number(&t, 2, &f->day))
            return false;
        *s = t;
    }
    return true;
}

/* A clock without colons: T1948, T194821. */
static bool take_basic_clock(struct str *s, struct found *f)
{
    struct str t = *s;
    int value = 0;
    size_t digits = take_number(&t, 6, &value);
    if (digits != 2 && digits != 4 && digits != 6)
        return false;
    if (digits == 6) {
        f->second = value % 100;
        value /= 100;
    }
    if (digits >= 4) {
        f->minute = value % 100;
        value /= 100;
    }
    f->hour = value;
    *s = t;
    return true;
}

static bool take_zone(struct str *s, struct found *f)
{
    size_t n = 0;
    drop_spaces(s);
    while (n < s->n && is_letter(s->p[n]))
        n++;
    if (n) {
        if (!zone_of(str_first(*s, n), &f->zone_min))
            return false;
        f->has_zone = true;
        *s = str_from(*s, n);
        (void)take_offset(s, f); /* "GMT+7" */
        return true;
    }
    (void)take_offset(s, f);
    return true;
}

static bool read_iso(struct str s, struct found *f)
{
    *f = nothing;
    f->hour = f->minute = f->second = 0;
    if (take_number(&s, 4, &f->year) != 4 || !take_iso_day(&s, f))
        return false;
    bool spaced = s.n && byte_is_space(s.p[0]);
    drop_spaces(&s);
    if (!s.n)
        return true;
    bool marked = take_byte(&s, 'T') || take_byte(&s, 't');
    if (!marked && !spaced)
        return false;
    drop_spaces(&s);
    if (!take_clock(&s, f) && !(marked && take_basic_clock(&s, f)))
        return false;
    return take_zone(&s, f) && !str_trim(s).n;
}

/* ---- everything else: words and numbers in any order ---- */

/* d/m/y or d-m-y or d.m.y, or the American m/d/y where only that exists or AM/PM says so. */
static bool take_slashed(struct str *s, struct found *f, bool american)
{
    struct str t = *s;
    int first = 0;
    int second = 0;
    int year = 0;
    if (!take_number(&t, 2, &first) || !t.n)
        return false;
    char separator = t.p[0];
    if (separator != '/' && separator != '-' && separator != '.')
        return false;
    t = str_from(t, 1);
    if (!take_number(&t, 2, &second) || !take_byte(&t, separator))
        return false;
    size_t digits = take_number(&t, 4, &year);
    if (digits != 4 && digits != 2)
        return false;
    bool month_first = second > 12 || (american && first <= 12);
    f->month = month_first ? first : second;
    f->day = month_first ? second : first;
    f->year = digits == 2 ? two_digit_year(year) : year;
    *s = t;
    return true;
}

static bool take_plain_number(struct str *s, struct found *f)
{
    int value = 0;
    size_t digits = take_number(s, 4, &value);
    if (digits >= 3) {
        if (f->year >= 0)
            return false;
        f->year = digits == 3 ? 1900 + value : value; /* "103" of a C program */
        return true;
    }
    if (f->day < 0) {
        f->day = value;
        return true;
    }
    if (f->year >= 0)
        return false;
    f->year = two_digit_year(value);
    return true;
}

static void take_word(struct str *s, struct found *f)
{
    size_t n = 0;
    int zone_min = 0;
    while (n < s->n && (is_letter(s->p[n]) || (unsigned char)s->p[n] >= 0x80))
        n++;
    struct str word = str_first(*s, n);
    *s = str_from(*s, n ? n : 1);
    if (str_eq_nocase(word, STR("am")) || str_eq_nocase(word, STR("sa")))
        f->half = 0;
    else if (str_eq_nocase(word, STR("pm")) || str_eq_nocase(word, STR("ch")))
        f->half = 12;
    else if (f->month < 0 && month_of(word) > 0)
        f->month = month_of(word);
    else if (f->hour >= 0 && zone_of(word, &zone_min)) {
        f->zone_min = zone_min;
        f->has_zone = true;
        (void)take_offset(s, f);
    }
}

static bool take_token(struct str *s, struct found *f, bool american)
{
    if (byte_is_digit(s->p[0])) {
        if (f->hour < 0 && take_clock(s, f))
            return true;
        if (f->month < 0 && f->day < 0 && take_slashed(s, f, american))
            return true;
        return take_plain_number(s, f);
    }
    if (f->hour >= 0 && (s->p[0] == '+' || s->p[0] == '-') && take_offset(s, f))
        return true;
    take_word(s, f);
    return true;
}

static bool says_half(struct str s)
{
    for (size_t i = 0; i + 1 < s.n; i++)
        if ((s.p[i + 1] | 0x20) == 'm' && ((s.p[i] | 0x20) == 'a' || (s.p[i] | 0x20) == 'p') &&
            (i == 0 || !is_letter(s.p[i - 1])) && (i + 2 == s.n || !is_letter(s.p[i + 2])))
            return true;
    return false;
}

static bool read_words(struct str s, struct found *f)
{
    bool american = says_half(s);
    *f = nothing;
    f->hour = -1;
    for (int tokens = 0; s.n; tokens++)
        if (tokens == FEED_DATE_MAX_BYTES || !take_token(&s, f, american))
            return false;
    if (f->hour < 0)
        f->hour = 0;
    return f->year >= 0 && f->month > 0 && f->day > 0;
}

/* RFC 2822 §3.2.3: comments in parentheses, nested, \ quotes. The rest goes to out; its length. */
static size_t without_comments(struct str s, char out[FEED_DATE_MAX_BYTES])
{
    size_t depth = 0;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' && depth)
            i++;
        else if (c == '(')
            depth++;
        else if (c == ')' && depth)
            depth--;
        else if (!depth)
            out[n++] = c == '\n' || c == '\t' ? ' ' : c;
        if (c == '(' && n && depth == 1)
            out[n++] = ' '; /* a comment separates */
    }
    return n;
}

bool feed_date(struct str s, int zone_min, int64_t *at_ms)
{
    char bytes[FEED_DATE_MAX_BYTES];
    struct found f;
    s = str_trim(s);
    if (!s.n || s.n > FEED_DATE_MAX_BYTES)
        return false;
    s = str_trim((struct str){bytes, without_comments(s, bytes)});
    if (read_iso(s, &f) && assemble(f, zone_min, at_ms))
        return true;
    return read_words(s, &f) && assemble(f, zone_min, at_ms);
}
