#include "site/slots.h"

#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>
#include <string.h>

/* lock guards all of it. */
struct slots {
    pthread_mutex_t lock;
    struct store_creative_delta pending[SLOTS_CREATIVES_MAX];
    size_t pending_n;
};

enum { PROBES_MAX = 8 };

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

void slots_loop_init(struct slots_loop *l, struct slots *s)
{
    *l = (struct slots_loop){.slots = s};
}

/* ---- choosing ---- */

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

/* When the first of the creatives that are to come begins or of those that run ends. */
static int64_t next_turn(const struct store_creative *c, int64_t now_ms, int64_t soonest_ms)
{
    if (c->from_ms != CLOCK_NONE && c->from_ms > now_ms && c->from_ms < soonest_ms)
        soonest_ms = c->from_ms;
    if (c->until_ms != CLOCK_NONE && c->until_ms > now_ms && c->until_ms < soonest_ms)
        soonest_ms = c->until_ms;
    return soonest_ms;
}

static void reckon(struct slots_rotation *r, const struct state_slot *slot, int64_t now_ms)
{
    uint64_t total = 0;
    int64_t until_ms = INT64_MAX;
    for (size_t i = 0; i < slot->creatives_n; i++) {
        const struct store_creative *c = &slot->creatives[i].booked;
        total += runs(c, now_ms) ? weight_of(c) : 0;
        until_ms = next_turn(c, now_ms, until_ms);
    }
    *r = (struct slots_rotation){.from_ms = now_ms,
                                 .until_ms = until_ms,
                                 .total = total,
                                 .place = total ? r->place % total : 0,
                                 .step = total ? step_for(total) % total : 0};
}

static const struct state_creative *standing_at(const struct state_slot *slot, uint64_t place,
                                                int64_t now_ms)
{
    for (size_t i = 0; i < slot->creatives_n; i++) {
        const struct store_creative *c = &slot->creatives[i].booked;
        if (!runs(c, now_ms))
            continue;
        uint64_t weight = weight_of(c);
        if (place < weight)
            return &slot->creatives[i];
        place -= weight;
    }
    return NULL;
}

const struct state_creative *slots_pick(struct slots_loop *l, const struct state *state,
                                        size_t index, int64_t now_ms)
{
    const struct state_slot *slot = &state->slots[index];
    struct slots_rotation *r = &l->rotations[index];
    if (l->snapshot != state->id) {
        memset(l->rotations, 0, sizeof l->rotations);
        l->snapshot = state->id;
    }
    if (now_ms < r->from_ms || now_ms >= r->until_ms)
        reckon(r, slot, now_ms);
    if (r->total == 0)
        return NULL;
    uint64_t place = r->place;
    r->place += r->step;
    r->place -= r->place >= r->total ? r->total : 0;
    return standing_at(slot, place, now_ms);
}

const struct state_creative *slots_running(const struct state *state, size_t index, int64_t id,
                                           int64_t now_ms)
{
    const struct state_slot *slot = &state->slots[index];
    for (size_t i = 0; i < slot->creatives_n; i++)
        if (slot->creatives[i].booked.id == id && runs(&slot->creatives[i].booked, now_ms))
            return &slot->creatives[i];
    return NULL;
}

/* ---- counting ---- */

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

void slots_count_impression(struct slots_loop *l, int64_t creative_id)
{
    l->has_untold = true;
    for (size_t probe = 0; probe < PROBES_MAX; probe++) {
        struct slots_count *c =
            &l->untold[((uint64_t)creative_id + probe) & (SLOTS_UNTOLD_MAX - 1)];
        if (c->creative_id == 0)
            c->creative_id = creative_id;
        if (c->creative_id == creative_id) {
            c->impressions++;
            return;
        }
    }
    count(l->slots, (struct store_creative_delta){.creative_id = creative_id, .impressions = 1});
}

void slots_tell(struct slots_loop *l)
{
    if (!l->has_untold)
        return;
    for (size_t i = 0; i < SLOTS_UNTOLD_MAX; i++)
        if (l->untold[i].impressions)
            count(l->slots, (struct store_creative_delta){.creative_id = l->untold[i].creative_id,
                                                          .impressions = l->untold[i].impressions});
    memset(l->untold, 0, sizeof l->untold);
    l->has_untold = false;
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
