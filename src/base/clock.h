/* Time: instants in milliseconds since 1970-01-01T00:00Z, and the civil calendar of Việt Nam.
 *
 * Only src/app and src/wire read the clock (tools/lint_banned); everybody else takes the instant
 * as an argument. Asia/Ho_Chi_Minh is UTC+07:00 without daylight saving since 1975-06-13 (IANA
 * tzdata); Loa writes that offset for every instant. Pure functions but the clock_*_now; any
 * thread. */
#ifndef LOA_BASE_CLOCK_H
#define LOA_BASE_CLOCK_H

#include "base/str.h"

#include <sys/types.h>

#define CLOCK_DAY_MS INT64_C(86400000)
/* "No time": stands where an instant is absent. */
#define CLOCK_NONE INT64_MIN

/* Wall time and monotonic time in milliseconds. */
int64_t clock_wall_now(void);
int64_t clock_mono_now(void);
int64_t clock_mono_now_us(void); /* microseconds, for what takes less than one */

/* Processor time in microseconds that a process has used so far; 0: it is not known. */
int64_t clock_processor_us(pid_t pid);

/* A civil date and time of day in Asia/Ho_Chi_Minh. weekday 1 = Monday … 7 = Sunday (ISO 8601). */
struct civil {
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int weekday;
};

/* From and to instants; civil_to_instant ignores weekday and needs a date that exists
 * (civil_exists), else returns CLOCK_NONE. Years 1 to 9999: an instant outside of them, CLOCK_NONE
 * too, is read as the first or last of them, here and in every function that writes a date. */
struct civil civil_from_instant(int64_t at_ms);
int64_t civil_to_instant(struct civil c);
bool civil_exists(int year, int month, int day);

/* Days since 1970-01-01 of the Vietnamese calendar day that holds at_ms; and its first instant. */
int64_t clock_day(int64_t at_ms);
int64_t clock_day_start(int64_t day);
/* The Monday (as a day number) of the week that holds day. */
int64_t clock_week_start(int64_t day);

/* RFC 3339: "2023-09-29T22:19:00+07:00", in a. CLOCK_NONE gives the empty text. */
struct str clock_rfc3339(struct arena *a, int64_t at_ms);
/* Parses RFC 3339 with any offset, seconds and fraction optional, 'T' or a space, offset missing
 * = +07:00; a date alone is its midnight. False if s is not such a time. */
bool clock_parse_rfc3339(struct str s, int64_t *at_ms);

/* "29/09/2023 22:19" and "29/09/2023", as Vietnamese pages show them, in a. */
struct str clock_vietnamese(struct arena *a, int64_t at_ms);
struct str clock_vietnamese_date(struct arena *a, int64_t at_ms);

/* "Fri, 29 Sep 2023 15:19:00 GMT" (RFC 9110 §5.6.7) and its parse (that form alone), in a. */
struct str clock_http_date(struct arena *a, int64_t at_ms);
bool clock_parse_http_date(struct str s, int64_t *at_ms);

/* "Fri, 29 Sep 2023 22:19:00 +0700" (RFC 5322 §3.3, for RSS), in a. CLOCK_NONE gives "". */
struct str clock_rfc5322(struct arena *a, int64_t at_ms);

#endif
