/* What a running site does by itself: flush the counters, notice changes, turn the day. Loop 0. */
#ifndef LOA_SITE_KEEPER_H
#define LOA_SITE_KEEPER_H

#include "site/site.h"

/* Starts from what the store has now, so that only later changes count. */
enum rc keeper_start(struct site *s, int64_t now_ms, struct err *e) MUST_USE;

/* About every 100 ms. */
void keeper_tick(struct site *s, int64_t now_ms);

/* The last flush, waited for; before closing. */
void keeper_finish(struct site *s, int64_t now_ms);

#endif
