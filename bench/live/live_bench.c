/* How many view events a second one core takes into memory, and what taking them out for a flush costs.
 * Prints both in processor time, so that other work on the machine hardly shows. No arguments. */
#include "base/hash.h"
#include "base/rand.h"
#include "live/live.h"

#include <stdio.h>
#include <time.h>

enum { ARTICLES = 100000, EVENTS = 20000000, TAKES = 20, ARENA_BYTES = 64 << 20 };

static double cpu_s(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void view(struct live *l, struct rand *r, int64_t events)
{
    for (int64_t i = 0; i < events; i++)
        live_view(l, 1 + (int64_t)rand_below(r, ARTICLES));
}

/* Milliseconds to take every article's views; adds them to *taken. */
static double take(struct live *l, int64_t *taken)
{
    struct arena a;
    struct live_deltas d = {0};
    arena_init(&a, ARENA_BYTES);
    double began = cpu_s();
    if (live_take(l, &a, &d) == RC_OK)
        *taken += d.page_views;
    double took_ms = (cpu_s() - began) * 1e3;
    arena_release(&a);
    return took_ms;
}

int main(void)
{
    struct live *l = NULL;
    struct live_start start = {.now_ms = INT64_C(1795000000000)};
    struct rand r = {1};
    int64_t taken = 0;
    double slowest_ms = 0;
    if (!hash_start() || live_new(start, &l, NULL))
        return 1;
    view(l, &r, ARTICLES); /* the blocks of counters are made once */
    double began = cpu_s();
    view(l, &r, EVENTS);
    printf("%.1f million view events a second of a core\n", EVENTS / 1e6 / (cpu_s() - began));
    for (int i = 0; i < TAKES; i++) {
        double took_ms = take(l, &taken);
        slowest_ms = took_ms > slowest_ms ? took_ms : slowest_ms;
        view(l, &r, ARTICLES);
    }
    printf("%.2f ms at most to take the views of %d articles\n", slowest_ms, ARTICLES);
    (void)take(l, &taken);
    live_free(l);
    return taken == ARTICLES + EVENTS + (int64_t)TAKES * ARTICLES ? 0 : 1;
}
