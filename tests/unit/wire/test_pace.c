/* How long a body or a response may take. */
#include "tests/test.h"

#include "wire/pace.h"

static void table(void **state)
{
    (void)state;
    struct {
        int64_t moved_bytes;
        int64_t now_ms;
        int64_t deadline_ms;
    } const CASES[] = {
        /* begun at 1,000, a pause of 500, 100 bytes a second */
        {0, 1000, 1500},
        {0, 1400, 1500},                /* time alone moves nothing */
        {1, 1400, 1510},                /* a byte gives what a byte takes */
        {100, 1400, 1900},              /* never more than a pause from now */
        {100, 5000, 2500},              /* long over */
        {1000000, 2000, 2500},          /* fast ones pause as long as anybody */
        {INT64_C(1) << 50, 9000, 9500}, /* no overflow */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pace p = {.started_ms = 1000, .moved_bytes = CASES[i].moved_bytes};
        assert_int_equal(pace_deadline_ms(p, CASES[i].now_ms, 500, 100), CASES[i].deadline_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
