/* Waits that grow with every failure: who guesses waits longer each time, for at most the rule's longest
 * wait, and a day without a failure forgets them all.
 *
 * In memory, of a fixed size; when a key's neighbourhood is full, the failure longest ago is forgotten,
 * which can only be kinder. Keys are keyed hashes (hash_sip), never names or addresses. Any thread. */
#ifndef LOA_DESK_THROTTLE_H
#define LOA_DESK_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

struct throttle;

#define THROTTLE_FORGET_MS (INT64_C(24) * 3600 * 1000)

struct throttle_rule {
    int64_t free;     /* failures without a wait */
    int64_t first_ms; /* the wait after the next one; each further one doubles it */
    int64_t most_ms;
};

/* NULL when memory is out. */
struct throttle *throttle_new(void);
void throttle_free(struct throttle *t);

/* The wait that n failures give. Pure. */
int64_t throttle_rule_wait(struct throttle_rule rule, int64_t n);

/* How long key must wait from now on; 0: not at all. */
int64_t throttle_wait(struct throttle *t, uint64_t key, int64_t now_ms);

/* Notes a failure of key. */
void throttle_failed(struct throttle *t, uint64_t key, struct throttle_rule rule, int64_t now_ms);

/* Key has succeeded: its failures are forgotten. */
void throttle_forget(struct throttle *t, uint64_t key);

#endif
