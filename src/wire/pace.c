#include "wire/pace.h"

int64_t pace_deadline_ms(struct pace p, int64_t now_ms, int64_t pause_ms, int64_t rate_bytes_s)
{
    /* divided first: no number of bytes can overflow it */
    int64_t earned_ms =
        p.moved_bytes / rate_bytes_s * 1000 + p.moved_bytes % rate_bytes_s * 1000 / rate_bytes_s;
    int64_t by_rate_ms = p.started_ms + pause_ms + earned_ms;
    int64_t by_pause_ms = now_ms + pause_ms;
    return by_rate_ms < by_pause_ms ? by_rate_ms : by_pause_ms;
}
