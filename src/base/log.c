#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum {
    LOG_LINE_BYTES = 1024,
    LOG_JSON_ARENA_BYTES = 32 << 10, /* every byte of a line as an escape of six, and its growing */
};

static int64_t (*log_now)(void); /* not NULL: JSON. Set before threads start */
static _Atomic int log_max_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&log_max_level, (int)level);
}

void log_set_json(int64_t (*now_ms)(void))
{
    log_now = now_ms;
}

static const char *level_word(enum log_level level)
{
    switch (level) {
    case LOG_LEVEL_ERROR: return "error";
    case LOG_LEVEL_WARN: return "warn";
    case LOG_LEVEL_INFO: return "info";
    case LOG_LEVEL_DEBUG: return "debug";
    }
    return "?";
}

static size_t clamp(int wanted, size_t room)
{
    if (wanted < 0)
        return 0;
    return (size_t)wanted < room ? (size_t)wanted : room - 1;
}

/* One record; none when its line grows over LOG_LINE_BYTES, but the text is cut before that. */
static void write_json(enum log_level level, const char *event, struct str text)
{
    struct arena a;
    struct buf b;
    arena_init(&a, LOG_JSON_ARENA_BYTES);
    buf_init(&b, &a);
    struct str time = clock_rfc3339(&a, log_now());
    buf_addf(&b, "{\"time\":\"%.*s\",\"level\":\"%s\",\"event\":", STR_ARG(time),
             level_word(level));
    buf_add_json(&b, str_view(event));
    buf_add(&b, STR(",\"text\":"));
    buf_add_json(&b, text);
    buf_add(&b, STR("}\n"));
    struct str line = buf_view(&b);
    if (!buf_failed(&b) && write(STDERR_FILENO, line.p, line.n) < 0)
        line.n = 0; /* nowhere to tell */
    arena_release(&a);
}

void log_write(enum log_level level, const char *event, const char *format, ...)
{
    if ((int)level > atomic_load(&log_max_level))
        return;
    char line[LOG_LINE_BYTES];
    size_t n = log_now ? 0
                       : clamp(snprintf(line, sizeof line - 1, "%s %s ", level_word(level), event),
                               sizeof line - 1);
    va_list args;
    va_start(args, format);
    n += clamp(vsnprintf(line + n, sizeof line - 1 - n, format, args), sizeof line - 1 - n);
    va_end(args);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = ' ';
    if (log_now) {
        write_json(level, event, (struct str){line, n});
        return;
    }
    line[n++] = '\n';
    if (write(STDERR_FILENO, line, n) < 0)
        return; /* nowhere to tell */
}
