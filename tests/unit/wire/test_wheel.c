/* The timer wheel against a list of deadlines. */
#include "tests/prop.h"

#include "wire/wheel.h"

enum { NODES = 40, FAR_MS = 3 * WHEEL_SLOTS * WHEEL_SLOT_MS };

static void later_and_earlier(void **state)
{
    (void)state;
    struct wheel w;
    struct wheel_node node;
    wheel_init(&w, 1000);
    wheel_add(&w, &node, 1500);
    assert_null(wheel_expire(&w, 1499));
    wheel_move(&w, &node, 3000);
    assert_null(wheel_expire(&w, 2999));
    wheel_move(&w, &node, INT64_MAX / 2);
    assert_null(wheel_expire(&w, 3000 + FAR_MS));
    wheel_move(&w, &node, 4000 + FAR_MS);
    assert_null(wheel_expire(&w, 3999 + FAR_MS));
    assert_ptr_equal(wheel_expire(&w, 4000 + FAR_MS + WHEEL_SLOT_MS), &node);
    assert_null(wheel_expire(&w, 4000 + 2 * FAR_MS));
    wheel_remove(&node); /* harmless */
}

/* Each node comes out at most one slot late, never early, and once. */
static bool expires_in_time(struct prop *p)
{
    struct wheel w;
    struct wheel_node nodes[NODES];
    bool out[NODES] = {false};
    int64_t now = (int64_t)prop_below(p, 100000);
    wheel_init(&w, now);
    for (size_t i = 0; i < NODES; i++)
        wheel_add(&w, &nodes[i], now + (int64_t)prop_below(p, FAR_MS));
    for (int64_t end = now + 2 * FAR_MS; now < end; now += (int64_t)prop_below(p, 300)) {
        struct wheel_node *node = NULL;
        while ((node = wheel_expire(&w, now))) {
            size_t i = (size_t)(node - nodes);
            if (out[i] || node->deadline_ms > now)
                return false;
            out[i] = true;
        }
        for (size_t i = 0; i < NODES; i++)
            if (!out[i] && nodes[i].deadline_ms + WHEEL_SLOT_MS <= now)
                return false;
        size_t moved = prop_below(p, NODES);
        if (!out[moved])
            wheel_move(&w, &nodes[moved], now + (int64_t)prop_below(p, FAR_MS / 4));
    }
    return true;
}

static void random_deadlines(void **state)
{
    (void)state;
    prop_check("a deadline is met within a slot", expires_in_time, 30);
}

static void drop(void *ctx, struct wheel_node *node)
{
    ++*(int *)ctx;
    wheel_remove(node);
}

static void each_may_remove(void **state)
{
    (void)state;
    struct wheel w;
    struct wheel_node nodes[NODES];
    int seen = 0;
    wheel_init(&w, 0);
    for (int i = 0; i < NODES; i++)
        wheel_add(&w, &nodes[i], i * 7);
    wheel_each(&w, drop, &seen);
    assert_int_equal(seen, NODES);
    assert_null(wheel_expire(&w, FAR_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_and_earlier),
        cmocka_unit_test(random_deadlines),
        cmocka_unit_test(each_may_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
