#include "app/progress.h"

#include "app/say.h"

#include <stdio.h>

enum {
    SHOW_EVERY_MS = 200,
    BAR_WIDTH = 24,
    KNOWN_AFTER_MS = 1000, /* before that, time left is a guess */
};

void progress_start(struct progress *p, bool shows, int64_t mono_ms)
{
    *p = (struct progress){.shows = shows, .started_ms = mono_ms, .shown_ms = mono_ms};
}

static void add_bar(struct buf *out, uint64_t per_mille)
{
    uint64_t full = per_mille * BAR_WIDTH / 1000;
    buf_add_byte(out, '[');
    for (uint64_t i = 0; i < BAR_WIDTH; i++)
        buf_add_byte(out, i < full ? '=' : i == full ? '>' : ' ');
    buf_addf(out, "] %3llu %%", (unsigned long long)(per_mille / 10));
}

/* "1,2 GB": three digits are enough to see it move. */
static void add_bytes(struct buf *out, uint64_t bytes)
{
    static const char *const UNITS[] = {"B", "KB", "MB", "GB", "TB"};
    size_t unit = 0;
    uint64_t tenths = bytes * 10;
    while (tenths >= 10000 && unit + 1 < COUNT_OF(UNITS)) {
        tenths /= 1000;
        unit++;
    }
    buf_addf(out, "%llu,%llu %s", (unsigned long long)(tenths / 10),
             (unsigned long long)(tenths % 10), UNITS[unit]);
}

static void add_time(struct buf *out, uint64_t seconds)
{
    enum { HOUR_S = 3600 };
    if (seconds >= HOUR_S)
        buf_addf(out, "%llu:", (unsigned long long)(seconds / HOUR_S));
    buf_addf(out, "%02llu:%02llu", (unsigned long long)(seconds % HOUR_S / 60),
             (unsigned long long)(seconds % 60));
}

void progress_line(struct buf *out, struct progress_place place, int64_t elapsed_ms)
{
    uint64_t ms = elapsed_ms > 0 ? (uint64_t)elapsed_ms : 1;
    bool known = place.total_bytes >= place.done_bytes && place.total_bytes > 0;
    if (known) {
        add_bar(out, place.done_bytes / (place.total_bytes / 1000 + 1));
        buf_add(out, STR(" · "));
    }
    add_bytes(out, place.done_bytes);
    if (known) {
        buf_add_byte(out, '/');
        add_bytes(out, place.total_bytes);
    }
    buf_addf(out, " · %llu bài · %llu bài/giây", (unsigned long long)place.things,
             (unsigned long long)(place.things * 1000 / ms));
    if (!known || elapsed_ms < KNOWN_AFTER_MS || place.done_bytes == 0)
        return;
    double left = (double)(place.total_bytes - place.done_bytes) / (double)place.done_bytes;
    buf_add(out, STR(" · còn "));
    add_time(out, (uint64_t)(left * (double)ms / 1000.0 + 0.5));
}

void progress_show(struct progress *p, struct progress_place place, int64_t mono_ms)
{
    struct buf line;
    if (!p->shows || mono_ms - p->shown_ms < SHOW_EVERY_MS)
        return;
    p->shown_ms = mono_ms;
    buf_init(&line, NULL);
    progress_line(&line, place, mono_ms - p->started_ms);
    say("\r\033[K%.*s", STR_ARG(buf_view(&line)));
    (void)fflush(stdout);
    buf_release(&line);
}

void progress_clear(struct progress *p)
{
    if (p->shows)
        say("\r\033[K");
}
