/* Banner slots at request time: which creative stands in a slot now, and what was shown and clicked.
 *
 * Creatives rotate by weight (smooth, not random: of two with weights 3 and 1 every fourth showing
 * is the second's). Each loop has a struct slots_loop of its own, which only its thread uses: choosing
 * and counting a showing take no lock. What a loop has counted it tells the shared struct slots by
 * slots_tell, about every 100 ms. */
#ifndef LOA_SITE_SLOTS_H
#define LOA_SITE_SLOTS_H

#include "site/state.h"

enum {
    SLOTS_CREATIVES_MAX = 1024, /* whose showings wait for the next flush; more are not counted */
    SLOTS_UNTOLD_MAX = 512,     /* places for a loop's counts; a power of two */
};

struct slots;

/* NULL when memory is out. */
struct slots *slots_new(void);
void slots_free(struct slots *s);

/* Where a slot stands in its rotation: reckoned for one snapshot, good until a creative begins or
 * ends. */
struct slots_rotation {
    int64_t from_ms;
    int64_t until_ms; /* 0: not reckoned yet */
    uint64_t total;   /* weights of those that run */
    uint64_t step;
    uint64_t place; /* below total */
};

struct slots_count {
    int64_t creative_id; /* 0: free */
    int64_t impressions;
};

struct slots_loop {
    struct slots *slots;
    uint64_t snapshot; /* the rotations' state_id */
    struct slots_rotation rotations[STATE_SLOTS_MAX];
    struct slots_count untold[SLOTS_UNTOLD_MAX];
    bool has_untold;
};

/* Storage is the caller's; nothing to release but by slots_tell. */
void slots_loop_init(struct slots_loop *l, struct slots *s);

/* The creative of slot index that is due, or NULL when none runs at now_ms. */
const struct state_creative *slots_pick(struct slots_loop *l, const struct state *state,
                                        size_t index, int64_t now_ms);

/* The creative of that id in the slot if it runs at now_ms, else NULL. */
const struct state_creative *slots_running(const struct state *state, size_t index, int64_t id,
                                           int64_t now_ms);

void slots_count_impression(struct slots_loop *l, int64_t creative_id);

/* Any thread. */
void slots_count_click(struct slots *s, int64_t creative_id);

/* Hands the loop's counts over. On the loop's thread, or when it has ended. */
void slots_tell(struct slots_loop *l);

/* Moves what was told out, in a; nothing is moved on a failed arena (RC_NOMEM). Any thread. */
enum rc slots_take(struct slots *s, struct arena *a, int64_t day, struct store_creative_delta **out,
                   size_t *out_n) MUST_USE;
void slots_give_back(struct slots *s, const struct store_creative_delta *deltas, size_t n);

#endif
