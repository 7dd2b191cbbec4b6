/* Every allocation of cleaning and converting a text fails once: no leak, a failed arena, never half a text. */
#include "tests/test.h"

#include "base/mem.h"
#include "text/fold.h"
#include "text/legacy.h"
#include "text/norm.h"

static const char TEXT[] =
    "Ðà Nẵng \xc2\xa0họp\xe2\x80\x8b bàn,  СOVID a\xcc\x81\xcc\x82 “thư viện” \xff";

enum { ARENA_BYTES = 1 << 20 };

static struct str to_tcvn3(struct arena *a, struct str s)
{
    return legacy_to_utf8(a, LEGACY_TCVN3, s);
}

static struct str typed_vni(struct arena *a, struct str s)
{
    return legacy_typed_to_utf8(a, LEGACY_VNI, s);
}

/* True once no allocation is left to fail. */
static bool run(struct str (*make)(struct arena *, struct str), uint64_t k, struct str want)
{
    struct arena a;
    struct str text = str_view(TEXT);
    arena_init(&a, ARENA_BYTES);
    mem_fail_at(k);
    struct str got = make(&a, text);
    bool fired = mem_fault_fired();
    mem_fail_at(0);
    if (fired) {
        assert_true(arena_failed(&a));
        assert_int_equal(got.n, 0);
    } else {
        assert_str_eq(got, want);
    }
    arena_release(&a);
    return !fired;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static struct str (*const MAKERS[])(struct arena *, struct str) = {
        norm_text, text_fold, text_lower, to_tcvn3, typed_vni,
    };
    enum { FAULTS_MAX = 1000 };
    for (size_t i = 0; i < COUNT_OF(MAKERS); i++) {
        struct arena a;
        arena_init(&a, ARENA_BYTES);
        struct str want = MAKERS[i](&a, str_view(TEXT));
        assert_true(want.n > 0);
        uint64_t k = 1;
        while (k < FAULTS_MAX && !run(MAKERS[i], k, want))
            k++;
        assert_in_range(k, 2, FAULTS_MAX - 1);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
