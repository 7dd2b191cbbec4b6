/* A bar with rate and time left, on a terminal; nothing where there is none. */
#ifndef LOA_APP_PROGRESS_H
#define LOA_APP_PROGRESS_H

#include "base/buf.h"

struct progress {
    bool shows;
    int64_t started_ms; /* of the monotonic clock */
    int64_t shown_ms;
};

/* How far the work has come. total_bytes 0: nobody knows. */
struct progress_place {
    uint64_t done_bytes;
    uint64_t total_bytes;
    uint64_t things; /* articles so far */
};

/* shows: standard output is a terminal. */
void progress_start(struct progress *p, bool shows, int64_t mono_ms);

/* Draws the bar anew, at most five times a second. */
void progress_show(struct progress *p, struct progress_place place, int64_t mono_ms);

/* Removes the bar, before anything else is printed. */
void progress_clear(struct progress *p);

/* The bar after elapsed_ms: "[=====>              ]  27 % · 1,2/4,5 GB · 310 bài/giây · còn 03:12". */
void progress_line(struct buf *out, struct progress_place place, int64_t elapsed_ms);

#endif
