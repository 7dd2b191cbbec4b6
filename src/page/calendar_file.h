/* Events as an iCalendar file (RFC 5545), with Vietnam's time zone, also when there are none: all-day events, lines folded at 75 bytes, texts escaped, each with a
 * UID that stays the same. Pure; the result is in a, empty when a has failed. */
#ifndef LOA_PAGE_CALENDAR_FILE_H
#define LOA_PAGE_CALENDAR_FILE_H

#include "base/str.h"

#define CALENDAR_FILE_TYPE "text/calendar; charset=utf-8"

struct calendar_event {
    struct str uid; /* "su-kien-12@example.vn" */
    struct str title;
    struct str place;
    struct str text;
    struct str url;
    int64_t first_day; /* clock_day */
    int64_t last_day;
    bool planned;
};

struct str calendar_file(struct arena *a, struct str name, const struct calendar_event *events,
                         size_t n, int64_t now_ms);

#endif
