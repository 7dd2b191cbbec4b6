/* Times as programs write them. */
#include "source/datetime.h"

/* Takes digits digits off *s. */
static bool take_number(struct str *s, size_t digits, int *out)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (i >= s->n || !byte_is_digit(s->p[i]))
            return false;
        value = value * 10 + (s->p[i] - '0');
    }
    *s = str_from(*s, digits);
    *out = value;
    return true;
}

static bool take_byte(struct str *s, const char *any)
{
    struct str bytes = str_view(any);
    if (s->n == 0 || str_find_byte(bytes, s->p[0]) == bytes.n)
        return false;
    *s = str_from(*s, 1);
    return true;
}

/* "Z", "+07:00", "-0500", "GMT", "" as minutes east; +07:00 where none stands. */
static bool take_offset(struct str s, int *minutes)
{
    static const struct str ZERO[] = {STR_INIT("Z"), STR_INIT("UTC"), STR_INIT("GMT"),
                                      STR_INIT("UT")};
    enum { VIETNAM_MINUTES = 420 };
    int hour = 0;
    int minute = 0;
    s = str_trim(s);
    *minutes = VIETNAM_MINUTES;
    if (s.n == 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(ZERO); i++) {
        if (s.n >= ZERO[i].n && str_eq_nocase(str_first(s, ZERO[i].n), ZERO[i])) {
            *minutes = 0;
            s = str_trim(str_from(s, ZERO[i].n));
            break;
        }
    }
    if (s.n == 0)
        return true;
    bool west = s.p[0] == '-';
    if (!take_byte(&s, "+-"))
        return s.p[0] == '(' || s.p[0] == '['; /* a zone's name in words after it */
    if (!take_number(&s, 2, &hour)) {
        if (!take_number(&s, 1, &hour))
            return false;
    }
    (void)take_byte(&s, ":");
    if (s.n && byte_is_digit(s.p[0]) && !take_number(&s, 2, &minute))
        return false;
    if (s.n && s.p[0] != ' ') /* else the zone's name behind it: "+0700 +07" */
        return false;
    *minutes = (west ? -1 : 1) * (hour * 60 + minute);
    return hour < 24 && minute < 60;
}

static bool at_offset(struct civil c, int minutes, int64_t *at_ms)
{
    enum { VIETNAM_MINUTES = 420 };
    if (!civil_exists(c.year, c.month, c.day) || c.hour > 23 || c.minute > 59 || c.second > 60)
        return false;
    *at_ms = civil_to_instant(c) + (int64_t)(VIETNAM_MINUTES - minutes) * 60000;
    return true;
}

/* 10:00, 10:00:05.123, 100005 */
static bool take_clock(struct str *s, struct civil *c)
{
    int fraction = 0;
    if (!take_number(s, 2, &c->hour))
        return false;
    (void)take_byte(s, ":");
    if (!take_number(s, 2, &c->minute))
        return false;
    if (take_byte(s, ":") || (s->n && byte_is_digit(s->p[0])))
        if (!take_number(s, 2, &c->second))
            return false;
    if (take_byte(s, ".,"))
        while (take_number(s, 1, &fraction))
            continue;
    return true;
}

static bool read_iso(struct str s, int64_t *at_ms)
{
    struct civil c = {0};
    int minutes = 0;
    if (!take_number(&s, 4, &c.year))
        return false;
    bool dashes = take_byte(&s, "-/");
    if (!take_number(&s, 2, &c.month))
        return false;
    if (dashes && !take_byte(&s, "-/"))
        return false;
    if (!take_number(&s, 2, &c.day))
        return false;
    s = str_trim(s);
    (void)take_byte(&s, "Tt,");
    s = str_trim(s);
    if (s.n && byte_is_digit(s.p[0]) && !take_clock(&s, &c))
        return false;
    return take_offset(s, &minutes) && at_offset(c, minutes, at_ms);
}

static int month_of(struct str s)
{
    static const char MONTHS[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (size_t m = 0; m < 12; m++)
        if (str_eq_nocase(str_first(s, 3), (struct str){MONTHS + m * 3, 3}))
            return (int)m + 1;
    return 0;
}

/* RFC 5322 §3.3, two-digit years and missing weekdays included. */
static bool read_mail(struct str s, int64_t *at_ms)
{
    struct civil c = {0};
    int minutes = 0;
    size_t comma = str_find_byte(s, ',');
    if (comma < s.n && comma <= 9)
        s = str_trim(str_from(s, comma + 1));
    if (!take_number(&s, 2, &c.day) && !take_number(&s, 1, &c.day))
        return false;
    while (take_byte(&s, " -"))
        continue;
    c.month = month_of(s);
    while (s.n && ((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z'))
        s = str_from(s, 1);
    while (take_byte(&s, " -,."))
        continue;
    if (!c.month)
        return false;
    if (!take_number(&s, 4, &c.year)) {
        if (!take_number(&s, 2, &c.year))
            return false;
        c.year += c.year < 70 ? 2000 : 1900;
    }
    s = str_trim(s);
    if (s.n && byte_is_digit(s.p[0]) && !take_clock(&s, &c))
        return false;
    return take_offset(s, &minutes) && at_offset(c, minutes, at_ms);
}

static bool read_seconds(struct str s, int64_t *at_ms)
{
    enum { SECONDS_DIGITS = 10, MILLISECONDS_DIGITS = 13 };
    int64_t value = 0;
    if ((s.n != SECONDS_DIGITS && s.n != MILLISECONDS_DIGITS) || !str_to_int(s, &value) ||
        value < 0)
        return false;
    *at_ms = s.n == SECONDS_DIGITS ? value * 1000 : value;
    return true;
}

bool datetime_machine(struct arena *a, struct str s, int64_t *at_ms)
{
    struct datetime when;
    s = str_trim(s);
    if (read_iso(s, at_ms) || read_mail(s, at_ms) || read_seconds(s, at_ms))
        return true;
    if (!datetime_find(a, s, &when) || when.at_ms == CLOCK_NONE)
        return false;
    *at_ms = when.at_ms;
    return true;
}
