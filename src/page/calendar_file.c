#include "page/calendar_file.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

enum { LINE_MAX_BYTES = 75 }; /* RFC 5545, §3.1 */

/* A content line, folded between characters. */
static void add_line(struct buf *b, struct str line)
{
    size_t room = LINE_MAX_BYTES;
    while (line.n > room) {
        size_t cut = room;
        while (cut > 1 && ((unsigned char)line.p[cut] & 0xc0) == 0x80)
            cut--;
        buf_add(b, str_first(line, cut));
        buf_add(b, STR("\r\n "));
        line = str_from(line, cut);
        room = LINE_MAX_BYTES - 1;
    }
    buf_add(b, line);
    buf_add(b, STR("\r\n"));
}

/* TEXT (§3.3.11): backslash, comma, semicolon and line ends escaped; other controls dropped. */
static struct str escaped(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n')
            buf_add(&b, STR("\\n"));
        else if (c == '\\' || c == ',' || c == ';')
            buf_addf(&b, "\\%c", c);
        else if ((unsigned char)c >= 0x20 && c != 0x7f)
            buf_add_byte(&b, c);
    }
    return buf_view(&b);
}

static void add_text(struct buf *b, struct arena *a, const char *name, struct str text)
{
    if (text.n)
        add_line(b, str_format(a, "%s:%.*s", name, STR_ARG(escaped(a, text))));
}

static void add_day(struct buf *b, struct arena *a, const char *name, int64_t day)
{
    struct civil c = civil_from_instant(clock_day_start(day));
    add_line(b, str_format(a, "%s;VALUE=DATE:%04d%02d%02d", name, c.year, c.month, c.day));
}

/* UTC, as DTSTAMP must be. */
static struct str stamp(struct arena *a, int64_t at_ms)
{
    enum { VIETNAM_MS = 7 * 3600 * 1000 };
    struct civil c = civil_from_instant(at_ms - VIETNAM_MS);
    return str_format(a, "DTSTAMP:%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour,
                      c.minute, c.second);
}

/* The days' time zone; and a calendar without events needs one component all the same (§3.6). */
static void add_zone(struct buf *b)
{
    static const struct str LINES[] = {
        STR_INIT("BEGIN:VTIMEZONE"),    STR_INIT("TZID:Asia/Ho_Chi_Minh"),
        STR_INIT("BEGIN:STANDARD"),     STR_INIT("DTSTART:19750613T000000"),
        STR_INIT("TZOFFSETFROM:+0800"), STR_INIT("TZOFFSETTO:+0700"),
        STR_INIT("TZNAME:+07"),         STR_INIT("END:STANDARD"),
        STR_INIT("END:VTIMEZONE"),
    };
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        add_line(b, LINES[i]);
}

struct str calendar_file(struct arena *a, struct str name, const struct calendar_event *events,
                         size_t n, int64_t now_ms)
{
    struct buf b;
    buf_init(&b, a);
    add_line(&b, STR("BEGIN:VCALENDAR"));
    add_line(&b, STR("VERSION:2.0"));
    add_line(&b, STR("PRODID:-//Loa//Register//VI"));
    add_text(&b, a, "X-WR-CALNAME", name);
    add_zone(&b);
    for (size_t i = 0; i < n; i++) {
        const struct calendar_event *e = &events[i];
        add_line(&b, STR("BEGIN:VEVENT"));
        add_text(&b, a, "UID", e->uid);
        add_line(&b, stamp(a, now_ms));
        add_day(&b, a, "DTSTART", e->first_day);
        add_day(&b, a, "DTEND", e->last_day + 1); /* the first day that is not part of it */
        add_text(&b, a, "SUMMARY", e->title);
        add_text(&b, a, "LOCATION", e->place);
        add_text(&b, a, "DESCRIPTION", e->text);
        add_line(&b, str_format(a, "URL:%.*s", STR_ARG(e->url)));
        add_line(&b, e->planned ? STR("STATUS:TENTATIVE") : STR("STATUS:CONFIRMED"));
        add_line(&b, STR("TRANSP:TRANSPARENT"));
        add_line(&b, STR("END:VEVENT"));
    }
    add_line(&b, STR("END:VCALENDAR"));
    return buf_failed(&b) ? STR("") : buf_view(&b);
}
