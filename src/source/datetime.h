/* Dates and times as Vietnamese and English pages print them. Pure; any thread.
 *
 * "Thứ Hai, ngày 5/8/2024 | 14:30", "05/08/2024 14:30 GMT+7", "14h30 ngày 5-8-2024",
 * "Ngày 07 tháng 03 năm 2026", "26 Feb, 08:54 PM", "August 5, 2024". */
#ifndef LOA_SOURCE_DATETIME_H
#define LOA_SOURCE_DATETIME_H

#include "base/clock.h"
#include "base/str.h"

/* A date found in a line. */
struct datetime {
    int64_t at_ms;   /* CLOCK_NONE when the year is not printed */
    bool has_clock;  /* a time of day stood there too; else at_ms is midnight */
    bool updated;    /* the line says "cập nhật" */
    struct str rest; /* what the line says besides: a name, a section; may be empty */
};

enum { DATETIME_LINE_MAX_BYTES = 200 }; /* longer lines are prose that mentions a date */

/* Finds the first date of line (NFC, white space folded). rest is in a. False if there is none. */
bool datetime_find(struct arena *a, struct str line, struct datetime *out);

#endif
