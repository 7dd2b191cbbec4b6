#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LOG_LINE_BYTES = 1024 };

static _Atomic int log_max_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&log_max_level, (int)level);
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

void log_write(enum log_level level, const char *event, const char *format, ...)
{
    if ((int)level > atomic_load(&log_max_level))
        return;
    char line[LOG_LINE_BYTES];
    size_t n =
        clamp(snprintf(line, sizeof line - 1, "%s %s ", level_word(level), event), sizeof line - 1);
    va_list args;
    va_start(args, format);
    n += clamp(vsnprintf(line + n, sizeof line - 1 - n, format, args), sizeof line - 1 - n);
    va_end(args);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = ' ';
    line[n++] = '\n';
    if (write(STDERR_FILENO, line, n) < 0)
        return; /* nowhere to tell */
}
