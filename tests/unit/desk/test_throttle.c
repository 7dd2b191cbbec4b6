/* Waits grow, end, and are forgotten; from several threads. */
#include "tests/test.h"

#include "desk/throttle.h"

#include <pthread.h>

#define NOW INT64_C(1795000000000)

static const struct throttle_rule rule = {.free = 3, .first_ms = 1000, .most_ms = 60000};

static void waits_double_up_to_the_longest(void **state)
{
    (void)state;
    assert_int_equal(throttle_rule_wait(rule, 0), 0);
    assert_int_equal(throttle_rule_wait(rule, 3), 0);
    assert_int_equal(throttle_rule_wait(rule, 4), 1000);
    assert_int_equal(throttle_rule_wait(rule, 5), 2000);
    assert_int_equal(throttle_rule_wait(rule, 9), 32000);
    assert_int_equal(throttle_rule_wait(rule, 10), 60000);
    assert_int_equal(throttle_rule_wait(rule, INT64_MAX), 60000);
}

static void a_key_waits_for_itself(void **state)
{
    (void)state;
    struct throttle *t = throttle_new();
    assert_non_null(t);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(throttle_wait(t, 1, NOW), 0);
        throttle_failed(t, 1, rule, NOW);
    }
    assert_int_equal(throttle_wait(t, 1, NOW), 1000);
    assert_int_equal(throttle_wait(t, 1, NOW + 400), 600);
    assert_int_equal(throttle_wait(t, 1, NOW + 1000), 0);
    assert_int_equal(throttle_wait(t, 2, NOW), 0);
    throttle_failed(t, 1, rule, NOW + 1000);
    assert_int_equal(throttle_wait(t, 1, NOW + 1000), 2000);
    throttle_forget(t, 1);
    assert_int_equal(throttle_wait(t, 1, NOW + 1000), 0);
    throttle_free(t);
}

static void nobody_is_locked_out_for_good(void **state)
{
    (void)state;
    struct throttle *t = throttle_new();
    for (int i = 0; i < 1000; i++)
        throttle_failed(t, 1, rule, NOW);
    assert_int_equal(throttle_wait(t, 1, NOW), rule.most_ms);
    int64_t later = NOW + THROTTLE_FORGET_MS + 1;
    throttle_failed(t, 1, rule, later);
    assert_int_equal(throttle_wait(t, 1, later), 0); /* the first of a new count */
    throttle_free(t);
}

static void a_full_table_goes_on(void **state)
{
    (void)state;
    struct throttle *t = throttle_new();
    for (uint64_t key = 0; key < 200000; key++)
        for (int i = 0; i < 4; i++)
            throttle_failed(t, key, rule, NOW + (int64_t)key);
    assert_int_equal(throttle_wait(t, 199999, NOW + 199999), 1000);
    throttle_free(t);
}

static void *fail_often(void *arg)
{
    struct throttle *t = arg;
    for (uint64_t i = 0; i < 2000; i++) {
        throttle_failed(t, i % 7, rule, NOW);
        (void)throttle_wait(t, i % 5, NOW);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    (void)state;
    pthread_t threads[3];
    struct throttle *t = throttle_new();
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, fail_often, t), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(throttle_wait(t, 0, NOW), rule.most_ms);
    throttle_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_the_longest),
        cmocka_unit_test(a_key_waits_for_itself),
        cmocka_unit_test(nobody_is_locked_out_for_good),
        cmocka_unit_test(a_full_table_goes_on),
        cmocka_unit_test(threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
