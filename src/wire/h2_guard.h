/* Looks at the frames of an HTTP/2 connection before the library does, and counts what floods are made
 * of: frames that bring neither request nor body, and streams that end early.
 *
 * A count of its own, because the library calls nobody for frames that it skips, and drops a connection
 * without a word where it counts itself. Pure but for its own state; the time is an argument. Not
 * shared between threads. */
#ifndef LOA_WIRE_H2_GUARD_H
#define LOA_WIRE_H2_GUARD_H

#include "base/str.h"

#include <stdint.h>

enum {
    H2_RESETS_MAX = 200,        /* streams that end early, at once... */
    H2_RESETS_PER_S = 50,       /* ...and again each second (CVE-2023-44487, CVE-2025-8671) */
    H2_IDLE_FRAMES_MAX = 2000,  /* frames that bring no request and no body, likewise; */
    H2_IDLE_FRAMES_PER_S = 500, /* a DATA frame that is sent allows two more (WINDOW_UPDATE) */
    H2_IDLE_DATA_BYTES = 256,   /* a DATA frame of less is idle too (CVE-2019-9518) */
    H2_CONTINUATIONS_MAX = 8,   /* frames of one header block (CVE-2024-27316) */
    H2_PREFACE_BYTES = 24,      /* RFC 9113 §3.4 */
    H2_FRAME_HEAD_BYTES = 9,    /* §4.1 */
};

enum h2_verdict { H2_GOOD, H2_FLOOD, H2_WRONG };

struct h2_guard {
    size_t preface_left;
    unsigned char head[H2_FRAME_HEAD_BYTES]; /* of the frame under way */
    size_t head_n;
    size_t payload_left;
    size_t continuations;
    int64_t refilled_ms;
    int64_t resets_left; /* in thousandths, as frames_left: what a refill gives is a fraction */
    int64_t frames_left;
};

void h2_guard_init(struct h2_guard *g, int64_t now_ms);

/* What has come, in any pieces. H2_WRONG: a frame where it must not be, which the library skips. */
enum h2_verdict h2_guard_feed(struct h2_guard *g, struct str bytes, int64_t now_ms);

/* A stream was reset, by whichever side; a DATA frame has been sent. */
enum h2_verdict h2_guard_reset(struct h2_guard *g);
void h2_guard_sent(struct h2_guard *g);

#endif
