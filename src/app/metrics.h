/* What an operator's programs ask a running server: /healthz (is it well?) and /metrics (figures, as
 * Prometheus reads them). Only for this machine, or with the token of loa.conf; others are told that
 * there is no such page. No figure is about a person.
 *
 * Each loop writes counters of its own, which any loop reads. */
#ifndef LOA_APP_METRICS_H
#define LOA_APP_METRICS_H

#include "app/protect.h"
#include "site/site.h"

#include <stdatomic.h>

enum {
    METRICS_CLASSES = 6,  /* by the first digit of the status; 0: none */
    METRICS_BUCKETS = 10, /* of the time an answer took; the last holds all others */
    METRICS_TOKEN_MIN_BYTES = 16,
};

/* Written by one loop. */
struct metrics_loop {
    char before[64]; /* cache lines of its own */
    _Atomic uint64_t classes[METRICS_CLASSES];
    _Atomic uint64_t buckets[METRICS_BUCKETS];
    _Atomic uint64_t sum_us;
    char after[64];
};

struct metrics {
    struct site *site;
    const struct wire *wire;
    struct str token; /* "" = this machine only; lives as long as this */
    int64_t started_ms;
    struct protect_state confined;
    size_t loops_n;
    struct metrics_loop loops[SITE_LOOPS_MAX];
};

/* Counts an answer that was made at once, in took_us microseconds. */
void metrics_count(struct metrics *m, size_t loop_index, int status, int64_t took_us);

/* True when req asks for one of the two and may: then *res is the answer. */
bool metrics_answer(const struct metrics *m, size_t loop_index, const struct wire_request *req,
                    struct wire_response *res);

#endif
