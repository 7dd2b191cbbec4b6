#include "base/clock.h"

#include <time.h>

enum { ZONE_MS = 7 * 3600 * 1000 };

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekday_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static int64_t read_clock(clockid_t id)
{
    struct timespec t = {0};
    ASSERT(clock_gettime(id, &t) == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_wall_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_mono_now_us(void)
{
    struct timespec t = {0};
    ASSERT(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_processor_us(pid_t pid)
{
    struct timespec t = {0};
    clockid_t id = 0;
    if (pid <= 0 || clock_getcpuclockid(pid, &id) != 0 || clock_gettime(id, &t) != 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

/* Days since 1970-01-01 of a proleptic Gregorian date, and back: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (2013). */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t shifted_month = month + (month > 2 ? -3 : 9);
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct civil *c)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    c->day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    c->month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    c->year = (int)(year_of_era + era * 400 + (c->month <= 2));
}

/* The instants that have a civil date with a year of four digits, a day off at both ends. */
static const int64_t first_instant_ms = INT64_C(-62135510400000); /* 0001-01-02T00:00Z */
static const int64_t last_instant_ms = INT64_C(253402214399999);  /* 9999-12-30T23:59Z */

static int64_t within_civil(int64_t at_ms)
{
    int64_t at = at_ms < first_instant_ms ? first_instant_ms : at_ms;
    return at > last_instant_ms ? last_instant_ms : at;
}

static struct civil civil_at_offset(int64_t at_ms, int64_t offset_ms)
{
    int64_t local = within_civil(at_ms) + offset_ms;
    int64_t days = floor_div(local, CLOCK_DAY_MS);
    int64_t second = (local - days * CLOCK_DAY_MS) / 1000;
    struct civil c = {
        .hour = (int)(second / 3600),
        .minute = (int)(second / 60 % 60),
        .second = (int)(second % 60),
        .weekday = (int)(((days + 3) % 7 + 7) % 7 + 1),
    };
    civil_from_days(days, &c);
    return c;
}

struct civil civil_from_instant(int64_t at_ms)
{
    return civil_at_offset(at_ms, ZONE_MS);
}

bool civil_exists(int year, int month, int day)
{
    static const int days_of_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days_of_month[month - 1] + (month == 2 && leap);
}

static int64_t instant_at_offset(struct civil c, int64_t offset_ms)
{
    bool time_ok = c.hour >= 0 && c.hour <= 23 && c.minute >= 0 && c.minute <= 59 &&
                   c.second >= 0 && c.second <= 60;
    if (!civil_exists(c.year, c.month, c.day) || !time_ok)
        return CLOCK_NONE;
    int64_t minutes = (days_from_civil(c.year, c.month, c.day) * 24 + c.hour) * 60 + c.minute;
    return (minutes * 60 + c.second) * 1000 - offset_ms;
}

int64_t civil_to_instant(struct civil c)
{
    return instant_at_offset(c, ZONE_MS);
}

int64_t clock_day(int64_t at_ms)
{
    return floor_div(within_civil(at_ms) + ZONE_MS, CLOCK_DAY_MS);
}

int64_t clock_day_start(int64_t day)
{
    return day * CLOCK_DAY_MS - ZONE_MS;
}

int64_t clock_week_start(int64_t day)
{
    return day - ((day + 3) % 7 + 7) % 7;
}

struct str clock_rfc3339(struct arena *a, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        return STR("");
    struct civil c = civil_from_instant(at_ms);
    return str_format(a, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", c.year, c.month, c.day, c.hour,
                      c.minute, c.second);
}

struct str clock_vietnamese(struct arena *a, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        return STR("");
    struct civil c = civil_from_instant(at_ms);
    return str_format(a, "%02d/%02d/%04d %02d:%02d", c.day, c.month, c.year, c.hour, c.minute);
}

struct str clock_vietnamese_date(struct arena *a, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        return STR("");
    struct civil c = civil_from_instant(at_ms);
    return str_format(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

struct str clock_http_date(struct arena *a, int64_t at_ms)
{
    struct civil c = civil_at_offset(at_ms, 0);
    return str_format(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekday_names[c.weekday - 1], c.day,
                      month_names[c.month - 1], c.year, c.hour, c.minute, c.second);
}

struct str clock_rfc5322(struct arena *a, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        return STR("");
    struct civil c = civil_from_instant(at_ms);
    return str_format(a, "%s, %02d %s %04d %02d:%02d:%02d +0700", weekday_names[c.weekday - 1],
                      c.day, month_names[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* Takes exactly n digits from *rest. */
static bool take_digits(struct str *rest, size_t n, int *out)
{
    int64_t value = 0;
    struct str digits = str_first(*rest, n);
    if (digits.n != n || digits.p[0] == '-' || !str_to_int(digits, &value))
        return false;
    *out = (int)value;
    *rest = str_from(*rest, n);
    return true;
}

static bool take_byte(struct str *rest, char byte)
{
    if (rest->n == 0 || rest->p[0] != byte)
        return false;
    *rest = str_from(*rest, 1);
    return true;
}

/* Takes "Z", "+07:00" or "+0700"; a missing offset is Việt Nam's. */
static bool take_offset(struct str *rest, int64_t *offset_ms)
{
    *offset_ms = ZONE_MS;
    if (rest->n == 0)
        return true;
    if (take_byte(rest, 'Z') || take_byte(rest, 'z')) {
        *offset_ms = 0;
        return true;
    }
    bool negative = rest->p[0] == '-';
    int hours = 0;
    int minutes = 0;
    if (!take_byte(rest, '+') && !take_byte(rest, '-'))
        return false;
    if (!take_digits(rest, 2, &hours))
        return false;
    take_byte(rest, ':');
    if (!take_digits(rest, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    int64_t offset = (int64_t)(hours * 60 + minutes) * 60000;
    *offset_ms = negative ? -offset : offset;
    return true;
}

bool clock_parse_rfc3339(struct str s, int64_t *at_ms)
{
    struct civil c = {0};
    int64_t offset_ms = ZONE_MS;
    struct str rest = s;
    if (!take_digits(&rest, 4, &c.year) || !take_byte(&rest, '-') ||
        !take_digits(&rest, 2, &c.month) || !take_byte(&rest, '-') ||
        !take_digits(&rest, 2, &c.day))
        return false;
    if (rest.n) {
        if (!take_byte(&rest, 'T') && !take_byte(&rest, 't') && !take_byte(&rest, ' '))
            return false;
        if (!take_digits(&rest, 2, &c.hour) || !take_byte(&rest, ':') ||
            !take_digits(&rest, 2, &c.minute))
            return false;
        if (take_byte(&rest, ':') && !take_digits(&rest, 2, &c.second))
            return false;
        if (take_byte(&rest, '.'))
            while (rest.n && byte_is_digit(rest.p[0]))
                rest = str_from(rest, 1);
        if (!take_offset(&rest, &offset_ms) || rest.n)
            return false;
    }
    int64_t at = instant_at_offset(c, offset_ms);
    if (at == CLOCK_NONE)
        return false;
    *at_ms = at;
    return true;
}

static bool take_month_name(struct str *rest, int *month)
{
    for (int i = 0; i < 12; i++)
        if (str_starts(*rest, str_view(month_names[i]))) {
            *month = i + 1;
            *rest = str_from(*rest, 3);
            return true;
        }
    return false;
}

bool clock_parse_http_date(struct str s, int64_t *at_ms)
{
    struct civil c = {0};
    struct str rest = str_from(s, str_find(s, STR(", ")));
    if (rest.n != sizeof(", 29 Sep 2023 15:19:00 GMT") - 1)
        return false;
    rest = str_from(rest, 2);
    bool ok = take_digits(&rest, 2, &c.day) && take_byte(&rest, ' ') &&
              take_month_name(&rest, &c.month) && take_byte(&rest, ' ') &&
              take_digits(&rest, 4, &c.year) && take_byte(&rest, ' ') &&
              take_digits(&rest, 2, &c.hour) && take_byte(&rest, ':') &&
              take_digits(&rest, 2, &c.minute) && take_byte(&rest, ':') &&
              take_digits(&rest, 2, &c.second) && str_eq(rest, STR(" GMT"));
    int64_t at = ok ? instant_at_offset(c, 0) : CLOCK_NONE;
    if (at == CLOCK_NONE)
        return false;
    *at_ms = at;
    return true;
}
