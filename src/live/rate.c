#include "live/rate.h"

#include "base/mem.h"

#include <pthread.h>

enum {
    RATE_BUCKETS = 1 << 16,
    RATE_NEIGHBOURS = 8,
};

/* full_ms: when the bucket will be full again if nothing is taken; one number holds the level. */
struct bucket {
    uint64_t key;
    int64_t full_ms;
};

/* lock guards buckets. */
struct rate {
    pthread_mutex_t lock;
    struct bucket buckets[RATE_BUCKETS];
};

struct rate *rate_new(void)
{
    struct rate *r = mem_alloc(sizeof *r);
    if (r)
        pthread_mutex_init(&r->lock, NULL);
    return r;
}

void rate_free(struct rate *r)
{
    if (r)
        pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

static struct bucket *find(struct rate *r, uint64_t key)
{
    struct bucket *oldest = NULL;
    for (uint64_t i = 0; i < RATE_NEIGHBOURS; i++) {
        struct bucket *b = &r->buckets[(key + i) % RATE_BUCKETS];
        if (b->key == key)
            return b;
        if (!oldest || b->full_ms < oldest->full_ms)
            oldest = b;
    }
    *oldest = (struct bucket){.key = key};
    return oldest;
}

bool rate_take(struct rate *r, uint64_t key, struct rate_rule rule, int64_t now_ms)
{
    pthread_mutex_lock(&r->lock);
    struct bucket *b = find(r, key);
    int64_t full_ms = b->full_ms > now_ms ? b->full_ms : now_ms;
    bool granted = full_ms + rule.refill_ms <= now_ms + rule.burst * rule.refill_ms;
    if (granted)
        b->full_ms = full_ms + rule.refill_ms;
    pthread_mutex_unlock(&r->lock);
    return granted;
}
