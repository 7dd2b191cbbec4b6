/* One-line structured log records on standard error: time, level, event, key=value pairs.
 *
 * Records hold no personal data: no address, no cookie, no query of a reader. A record is one
 * write(2), so that records of several threads do not mix. */
#ifndef LOA_BASE_LOG_H
#define LOA_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Records above this level are dropped. Default LOG_LEVEL_INFO. Set once, before threads start. */
void log_set_level(enum log_level level);

/* From now on a record is one line of JSON: {"time","level","event","text"}; now_ms gives the time (base
 * does not read the clock). Set once, before threads start. */
void log_set_json(int64_t (*now_ms)(void));

/* Writes "level event text" where event is a short fixed word such as "store" or "wire" and the
 * rest is printf. Control characters in the text become spaces; cut at 1,000 bytes. The time is
 * left to the collector (systemd's journal). Any thread. */
void log_write(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
