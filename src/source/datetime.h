/* Dates and times as Vietnamese and English pages print them. Pure; any thread.
 *
 * "Thứ Hai, ngày 5/8/2024 | 14:30", "05/08/2024 14:30 GMT+7", "14h30 ngày 5-8-2024",
 * "Ngày 07 tháng 03 năm 2026", "26 Feb, 08:54 PM", "August 5, 2024", "05/08/2024 2:30:00 CH",
 * "9h30 tối 5/8/2024", "8 giờ 30 phút ngày 5/8/2024", "Tháng Tám 5, 2025", "5 Th8, 2025". */
#ifndef LOA_SOURCE_DATETIME_H
#define LOA_SOURCE_DATETIME_H

#include "base/clock.h"
#include "base/str.h"

/* A date found in a line. */
struct datetime {
    int64_t at_ms;      /* CLOCK_NONE when the year is not printed */
    int64_t updated_ms; /* of the last change, where at_ms stands beside it; else CLOCK_NONE */
    bool has_clock;     /* a time of day stood there too; else at_ms is midnight */
    bool updated; /* at_ms is the time of the last change: "Cập nhật lúc …" and no other */
    struct str rest; /* what the line says besides: a name, a section; may be empty */
};

enum { DATETIME_LINE_MAX_BYTES = 200 }; /* longer lines are prose that mentions a date */

/* Finds the first date of line (NFC, white space folded). rest is in a. False if there is none. */
bool datetime_find(struct arena *a, struct str line, struct datetime *out);

/* The same, counted from captured_ms, when the page was seen (CLOCK_NONE: as datetime_find): a date
 * without its year is the last such day up to the day after, and "2 giờ trước", "hôm qua",
 * "3 days ago" are times too. */
bool datetime_find_near(struct arena *a, struct str line, int64_t captured_ms,
                        struct datetime *out);

/* A time as programs write it, the whole of s: RFC 3339 with its lesser forms ("2016-01-05 10:00",
 * "2016-01-05T10:00:00+0700", "20160105T100000Z"), RFC 5322 ("Tue, 05 Jan 2016 10:00:00 +0700"),
 * seconds since 1970; else as datetime_find. Without an offset it is +07:00. False if it is none. */
bool datetime_machine(struct arena *a, struct str s, int64_t *at_ms);

#endif
