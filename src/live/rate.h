/* Limits on how often somebody may do something: token buckets by key, in a fixed table.
 *
 * A bucket holds burst tokens and gains one every refill_ms. The table has a fixed size; when a key's
 * neighbourhood is full the oldest bucket there is reused, which can only be kinder than the limit.
 * Threads: any. Keys are keyed hashes (hash_sip), never addresses. */
#ifndef LOA_LIVE_RATE_H
#define LOA_LIVE_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate;

struct rate_rule {
    int64_t burst;     /* >= 1 */
    int64_t refill_ms; /* >= 1 */
};

/* NULL when memory is out. */
struct rate *rate_new(void);
void rate_free(struct rate *r);

/* Takes one token of key; false when there is none. */
bool rate_take(struct rate *r, uint64_t key, struct rate_rule rule, int64_t now_ms);

#endif
