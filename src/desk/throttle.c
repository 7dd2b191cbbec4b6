#include "desk/throttle.h"

#include "base/mem.h"

#include <pthread.h>

enum {
    THROTTLE_PLACES = 1 << 14, /* half a megabyte */
    THROTTLE_NEIGHBOURS = 8,
};

struct place {
    uint64_t key;
    int64_t failures; /* 0: free */
    int64_t last_ms;
    int64_t until_ms;
};

/* lock guards places. */
struct throttle {
    pthread_mutex_t lock;
    struct place places[THROTTLE_PLACES];
};

struct throttle *throttle_new(void)
{
    struct throttle *t = mem_alloc(sizeof *t);
    if (t)
        pthread_mutex_init(&t->lock, NULL);
    return t;
}

void throttle_free(struct throttle *t)
{
    if (t)
        pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

int64_t throttle_rule_wait(struct throttle_rule rule, int64_t n)
{
    int64_t wait_ms = rule.first_ms;
    if (n <= rule.free)
        return 0;
    for (n -= rule.free + 1; n > 0 && wait_ms < rule.most_ms; n--)
        wait_ms *= 2;
    return wait_ms < rule.most_ms ? wait_ms : rule.most_ms;
}

/* The place of key; else, when wanted, the one to be used for it. NULL: none. */
static struct place *find(struct throttle *t, uint64_t key, bool wanted)
{
    struct place *oldest = NULL;
    for (uint64_t i = 0; i < THROTTLE_NEIGHBOURS; i++) {
        struct place *p = &t->places[(key + i) % THROTTLE_PLACES];
        if (p->failures && p->key == key)
            return p;
        if (!oldest || p->last_ms < oldest->last_ms)
            oldest = p;
    }
    if (!wanted)
        return NULL;
    *oldest = (struct place){.key = key};
    return oldest;
}

int64_t throttle_wait(struct throttle *t, uint64_t key, int64_t now_ms)
{
    pthread_mutex_lock(&t->lock);
    const struct place *p = find(t, key, false);
    int64_t wait_ms = p && p->until_ms > now_ms ? p->until_ms - now_ms : 0;
    pthread_mutex_unlock(&t->lock);
    return wait_ms;
}

void throttle_failed(struct throttle *t, uint64_t key, struct throttle_rule rule, int64_t now_ms)
{
    pthread_mutex_lock(&t->lock);
    struct place *p = find(t, key, true);
    if (now_ms - p->last_ms > THROTTLE_FORGET_MS)
        p->failures = 0;
    p->failures++;
    p->last_ms = now_ms;
    p->until_ms = now_ms + throttle_rule_wait(rule, p->failures);
    pthread_mutex_unlock(&t->lock);
}

void throttle_forget(struct throttle *t, uint64_t key)
{
    pthread_mutex_lock(&t->lock);
    struct place *p = find(t, key, false);
    if (p)
        *p = (struct place){0};
    pthread_mutex_unlock(&t->lock);
}
