#include "desk/lifetime.h"

bool lifetime_over(const struct store_session *s, int64_t now_ms)
{
    int64_t age_ms = now_ms - s->created_ms;
    if (!s->confirmed && age_ms >= LIFETIME_WAITING_MS)
        return true;
    return age_ms >= STORE_SESSION_LIFE_MS || now_ms - s->seen_ms >= LIFETIME_IDLE_MS;
}

bool lifetime_tell(const struct store_session *s, struct str network, int64_t now_ms)
{
    return now_ms - s->seen_ms >= LIFETIME_SEEN_MS ||
           (now_ms > s->seen_ms && !str_eq(s->network, network));
}
