/* Banner slots at request time: which creative stands in a slot now, and what was shown and clicked.
 *
 * Creatives rotate by weight (smooth, not random: of two with weights 3 and 1 every fourth showing
 * is the second's). Any thread. */
#ifndef LOA_SITE_SLOTS_H
#define LOA_SITE_SLOTS_H

#include "site/state.h"

enum {
    SLOTS_CREATIVES_MAX = 1024
}; /* whose showings wait for the next flush; more are not counted */

struct slots;

/* NULL when memory is out. */
struct slots *slots_new(void);
void slots_free(struct slots *s);

/* The creative of slot index that is due, or NULL when none runs at now_ms. */
const struct store_creative *slots_pick(struct slots *s, const struct state *state, size_t index,
                                        int64_t now_ms);

/* The creative of that id in the slot if it runs at now_ms, else NULL. */
const struct store_creative *slots_running(const struct state *state, size_t index, int64_t id,
                                           int64_t now_ms);

void slots_count_impression(struct slots *s, int64_t creative_id);
void slots_count_click(struct slots *s, int64_t creative_id);

/* Moves the pending counts out, in a; nothing is moved on a failed arena (RC_NOMEM). */
enum rc slots_take(struct slots *s, struct arena *a, int64_t day, struct store_creative_delta **out,
                   size_t *out_n) MUST_USE;
void slots_give_back(struct slots *s, const struct store_creative_delta *deltas, size_t n);

#endif
