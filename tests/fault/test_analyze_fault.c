/* Every allocation of analysing an article fails once: no leak, an error, never half an analysis. */
#include "tests/test.h"

#include "base/mem.h"
#include "register/analysis.h"

enum { ARENA_BYTES = 64 << 20, FAULTS_MAX = 3000 };

static const char TEXT[] =
    "Sáng 3/4, đồng chí Lê Văn Minh, Bí thư Thành ủy Hà Nội tiếp Đoàn đại biểu Đảng Cộng sản Pháp do "
    "ông Jean Dupont dẫn đầu, chứng kiến lễ ký 2 bản ghi nhớ giữa hai nước Việt Nam và Pháp trong các "
    "lĩnh vực giáo dục, y tế. Ông Dupont thăm Việt Nam từ ngày 1 đến 5-4.\n";

/* True once no allocation is left to fail. */
static bool run(uint64_t k)
{
    struct arena a;
    struct analysis x = {.entities_n = 0};
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    mem_fail_at(k);
    enum rc rc = analysis_make(&a, str_view(TEXT), CLOCK_NONE, &x, &e);
    bool fired = mem_fault_fired();
    mem_fail_at(0);
    if (fired) {
        assert_int_equal(rc, RC_NOMEM);
        assert_int_equal(x.entities_n, 0);
    } else {
        assert_int_equal(rc, RC_OK);
        assert_true(x.entities_n > 0 && x.events_n > 0 && x.agreements_n == 1);
    }
    arena_release(&a);
    return !fired;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    uint64_t k = 1;
    while (k < FAULTS_MAX && !run(k))
        k++;
    assert_in_range(k, 2, FAULTS_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
