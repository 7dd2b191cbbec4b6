/* Banner slots: weights, times, snapshots, and that no showing is lost. */
#include "tests/test.h"

#include "base/clock.h"
#include "site/slots.h"

#include <pthread.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

enum { SHARED_CREATIVES = 3 };

static struct state_creative creative(int64_t id, int64_t weight)
{
    return (struct state_creative){
        .booked = {.id = id, .weight = weight, .from_ms = CLOCK_NONE, .until_ms = CLOCK_NONE}};
}

static struct state state_of(struct state_creative *creatives, size_t n, uint64_t id)
{
    struct state s = {.id = id, .slots_n = 1};
    s.slots[0] = (struct state_slot){.name = STR("top"), .creatives = creatives, .creatives_n = n};
    return s;
}

static int64_t pick(struct slots_loop *l, const struct state *s, int64_t now_ms)
{
    const struct state_creative *c = slots_pick(l, s, 0, now_ms);
    return c ? c->booked.id : 0;
}

static void rotates_by_weight(void **unused)
{
    (void)unused;
    struct state_creative two[] = {creative(1, 3), creative(2, 1)};
    struct state s = state_of(two, COUNT_OF(two), 7);
    struct slots_loop l;
    slots_loop_init(&l, NULL);
    int seconds = 0;
    int64_t before = 0;
    for (int i = 0; i < 400; i++) {
        int64_t id = pick(&l, &s, NOW + i);
        assert_false(id == 2 && before == 2);
        seconds += id == 2;
        before = id;
    }
    assert_int_equal(seconds, 100);
}

static void begins_and_ends_in_time(void **unused)
{
    (void)unused;
    struct state_creative two[] = {creative(1, 1), creative(2, 1)};
    two[0].booked.until_ms = NOW + 100;
    two[1].booked.from_ms = NOW + 50;
    struct state s = state_of(two, COUNT_OF(two), 7);
    struct slots_loop l;
    slots_loop_init(&l, NULL);
    for (int i = 0; i < 50; i++)
        assert_int_equal(pick(&l, &s, NOW + i), 1);
    int64_t first = pick(&l, &s, NOW + 50);
    assert_int_equal(first + pick(&l, &s, NOW + 51), 1 + 2);
    for (int i = 100; i < 110; i++)
        assert_int_equal(pick(&l, &s, NOW + i), 2);
    assert_int_equal(pick(&l, &s, NOW), 1); /* a clock that was set back */
    assert_null(slots_running(&s, 0, 2, NOW));
    assert_ptr_equal(slots_running(&s, 0, 2, NOW + 50), &two[1]);
    assert_null(slots_running(&s, 0, 3, NOW + 50));
}

static void a_new_snapshot_counts_anew(void **unused)
{
    (void)unused;
    struct state_creative many[] = {creative(1, 1), creative(2, 1), creative(3, 1)};
    struct state_creative one[] = {creative(9, 1)};
    struct state old = state_of(many, COUNT_OF(many), 7);
    struct state fresh = state_of(one, COUNT_OF(one), 8);
    struct state empty = state_of(NULL, 0, 9);
    struct slots_loop l;
    slots_loop_init(&l, NULL);
    for (int i = 0; i < 5; i++)
        assert_int_not_equal(pick(&l, &old, NOW), 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(pick(&l, &fresh, NOW), 9);
    assert_int_equal(pick(&l, &empty, NOW), 0);
}

static int64_t taken_of(struct slots *s, int64_t *clicks)
{
    struct arena a;
    struct store_creative_delta *deltas = NULL;
    size_t n = 0;
    int64_t sum = 0;
    arena_init(&a, 1 << 20);
    assert_int_equal(slots_take(s, &a, 5, &deltas, &n), RC_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(deltas[i].day, 5);
        sum += deltas[i].impressions;
        *clicks += deltas[i].clicks;
    }
    arena_release(&a);
    return sum;
}

/* Ids that fall on the same places, and more than there are places for. */
static void loses_no_showing(void **unused)
{
    (void)unused;
    enum { IDS = 900 };
    struct slots *s = slots_new();
    struct slots_loop l;
    int64_t clicks = 0;
    slots_loop_init(&l, s);
    for (int round = 0; round < 3; round++)
        for (int64_t id = 1; id <= IDS; id++)
            slots_count_impression(&l, id % 3 ? id : id * SLOTS_UNTOLD_MAX);
    slots_count_click(s, 5);
    slots_tell(&l);
    slots_tell(&l); /* nothing twice */
    assert_int_equal(taken_of(s, &clicks), 3 * IDS);
    assert_int_equal(clicks, 1);
    assert_int_equal(taken_of(s, &clicks), 0);
    slots_free(s);
}

static void what_was_not_stored_comes_again(void **unused)
{
    (void)unused;
    struct slots *s = slots_new();
    struct store_creative_delta back[] = {{.creative_id = 4, .impressions = 6, .clicks = 2}};
    int64_t clicks = 0;
    slots_give_back(s, back, COUNT_OF(back));
    assert_int_equal(taken_of(s, &clicks), 6);
    assert_int_equal(clicks, 2);
    struct arena none;
    struct store_creative_delta *deltas = NULL;
    size_t n = 0;
    slots_give_back(s, back, COUNT_OF(back));
    arena_init(&none, 1);
    assert_int_equal(slots_take(s, &none, 5, &deltas, &n), RC_NOMEM);
    assert_int_equal(taken_of(s, &clicks), 6);
    arena_release(&none);
    slots_free(s);
}

enum { THREAD_SHOWINGS = 20000 };

static void *show_many(void *ctx)
{
    struct slots_loop l;
    slots_loop_init(&l, ctx);
    for (int i = 0; i < THREAD_SHOWINGS; i++) {
        slots_count_impression(&l, 1 + i % SHARED_CREATIVES);
        if (i % 100 == 0)
            slots_tell(&l);
    }
    slots_tell(&l);
    return NULL;
}

static void loops_share_the_counts(void **unused)
{
    (void)unused;
    struct slots *s = slots_new();
    pthread_t threads[3];
    int64_t clicks = 0;
    int64_t taken = 0;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, show_many, s), 0);
    for (int i = 0; i < 50; i++)
        taken += taken_of(s, &clicks);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    taken += taken_of(s, &clicks);
    assert_int_equal(taken, (int64_t)COUNT_OF(threads) * THREAD_SHOWINGS);
    slots_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rotates_by_weight),
        cmocka_unit_test(begins_and_ends_in_time),
        cmocka_unit_test(a_new_snapshot_counts_anew),
        cmocka_unit_test(loses_no_showing),
        cmocka_unit_test(what_was_not_stored_comes_again),
        cmocka_unit_test(what_was_not_stored_comes_again),
        cmocka_unit_test(loops_share_the_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
