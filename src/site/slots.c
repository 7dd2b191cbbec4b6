#include "site/slots.h"

#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* lock guards pending and pending_n. turns are atomics: how often a slot was asked. */
struct slots {
    _Atomic uint64_t turns[STATE_SLOTS_MAX];
    pthread_mutex_t lock;
    struct store_creative_delta pending[SLOTS_CREATIVES_MAX];
    size_t pending_n;
};

struct slots *slots_new(void)
{
    struct slots *s = mem_alloc(sizeof *s);
    if (s)
        pthread_mutex_init(&s->lock, NULL);
    return s;
}

void slots_free(struct slots *s)
{
    if (s)
        pthread_mutex_destroy(&s->lock);
    mem_free(s);
}

static bool runs(const struct store_creative *c, int64_t now_ms)
{
    return (c->from_ms == CLOCK_NONE || c->from_ms <= now_ms) &&
           (c->until_ms == CLOCK_NONE || now_ms < c->until_ms);
}

static uint64_t weight_of(const struct store_creative *c)
{
    return c->weight > 0 ? (uint64_t)c->weight : 1;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* A step near the golden section of total that visits every place before any twice. */
static uint64_t step_for(uint64_t total)
{
    uint64_t step = total * 618 / 1000;
    if (step == 0)
        step = 1;
    while (common_divisor(step, total) != 1)
        step++;
    return step;
}

const struct store_creative *slots_pick(struct slots *s, const struct state *state, size_t index,
                                        int64_t now_ms)
{
    const struct state_slot *slot = &state->slots[index];
    uint64_t total = 0;
    for (size_t i = 0; i < slot->creatives_n; i++)
        total += runs(&slot->creatives[i], now_ms) ? weight_of(&slot->creatives[i]) : 0;
    if (total == 0)
        return NULL;
    uint64_t turn = atomic_fetch_add_explicit(&s->turns[index], 1, memory_order_relaxed);
    uint64_t place = turn % total * step_for(total) % total;
    for (size_t i = 0; i < slot->creatives_n; i++) {
        if (!runs(&slot->creatives[i], now_ms))
            continue;
        uint64_t weight = weight_of(&slot->creatives[i]);
        if (place < weight)
            return &slot->creatives[i];
        place -= weight;
    }
    return NULL;
}

const struct store_creative *slots_running(const struct state *state, size_t index, int64_t id,
                                           int64_t now_ms)
{
    const struct state_slot *slot = &state->slots[index];
    for (size_t i = 0; i < slot->creatives_n; i++)
        if (slot->creatives[i].id == id && runs(&slot->creatives[i], now_ms))
            return &slot->creatives[i];
    return NULL;
}

static void count(struct slots *s, struct store_creative_delta more)
{
    pthread_mutex_lock(&s->lock);
    size_t i = 0;
    while (i < s->pending_n && s->pending[i].creative_id != more.creative_id)
        i++;
    if (i == s->pending_n && s->pending_n < SLOTS_CREATIVES_MAX)
        s->pending[s->pending_n++] = (struct store_creative_delta){.creative_id = more.creative_id};
    if (i < s->pending_n) {
        s->pending[i].impressions += more.impressions;
        s->pending[i].clicks += more.clicks;
    }
    pthread_mutex_unlock(&s->lock);
}

void slots_count_impression(struct slots *s, int64_t creative_id)
{
    count(s, (struct store_creative_delta){.creative_id = creative_id, .impressions = 1});
}

void slots_count_click(struct slots *s, int64_t creative_id)
{
    count(s, (struct store_creative_delta){.creative_id = creative_id, .clicks = 1});
}

enum rc slots_take(struct slots *s, struct arena *a, int64_t day, struct store_creative_delta **out,
                   size_t *out_n)
{
    enum rc rc = RC_OK;
    pthread_mutex_lock(&s->lock);
    struct store_creative_delta *taken = arena_array(a, s->pending_n, sizeof *taken);
    if (taken) {
        memcpy(taken, s->pending, s->pending_n * sizeof *taken);
        for (size_t i = 0; i < s->pending_n; i++)
            taken[i].day = day;
        *out = taken;
        *out_n = s->pending_n;
        s->pending_n = 0;
    } else {
        rc = RC_NOMEM;
    }
    pthread_mutex_unlock(&s->lock);
    return rc;
}

void slots_give_back(struct slots *s, const struct store_creative_delta *deltas, size_t n)
{
    for (size_t i = 0; i < n; i++)
        count(s, deltas[i]);
}
