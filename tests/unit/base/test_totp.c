/* One-time passwords: the vectors of RFC 6238, and what counts. */
#include "tests/test.h"

#include "base/totp.h"

/* RFC 6238, appendix B: "12345678901234567890" with SHA-1; its codes have eight digits, of which the last
 * six are ours (RFC 4226 §5.3). */
static const struct totp_secret rfc = {"12345678901234567890"};

static void published_vectors(void **state)
{
    (void)state;
    static const struct {
        int64_t at_s;
        uint32_t code;
    } VECTORS[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                   {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++)
        assert_int_equal(totp_code(&rfc, VECTORS[i].at_s * 1000 / TOTP_STEP_MS), VECTORS[i].code);
}

static void a_code_counts_once_and_for_a_while(void **state)
{
    (void)state;
    const int64_t now_ms = INT64_C(1111111109) * 1000;
    const int64_t step = now_ms / TOTP_STEP_MS;
    int64_t used = 0;
    assert_true(totp_check(&rfc, STR("081804"), now_ms, 0, &used));
    assert_int_equal(used, step);
    assert_true(totp_check(&rfc, STR("081 804"), now_ms + TOTP_STEP_MS, 0, &used));
    assert_true(totp_check(&rfc, STR("081804"), now_ms - TOTP_STEP_MS, 0, &used));
    assert_int_equal(used, step);
    used = 0;
    assert_false(totp_check(&rfc, STR("081804"), now_ms, step, &used));
    assert_false(totp_check(&rfc, STR("081804"), now_ms + 2 * TOTP_STEP_MS, 0, &used));
    assert_false(totp_check(&rfc, STR("081804"), now_ms - 2 * TOTP_STEP_MS, 0, &used));
    assert_int_equal(used, 0);
}

static void what_is_no_code_is_none(void **state)
{
    (void)state;
    static const struct str WRONG[] = {STR_INIT(""),        STR_INIT("81804"),  STR_INIT("0818041"),
                                       STR_INIT("08180a"),  STR_INIT("-81804"), STR_INIT("      "),
                                       STR_INIT("081804\n")};
    int64_t used = 0;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_false(totp_check(&rfc, WRONG[i], INT64_C(1111111109000), 0, &used));
}

static void applications_read_the_key(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 16);
    assert_str_is(totp_key_text(&a, &rfc), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_str_is(totp_uri(&a, &rfc, STR("Báo Sông"), STR("lan")),
                  "otpauth://totp/B%C3%A1o%20S%C3%B4ng:lan?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                  "&issuer=B%C3%A1o%20S%C3%B4ng");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(a_code_counts_once_and_for_a_while),
        cmocka_unit_test(what_is_no_code_is_none),
        cmocka_unit_test(applications_read_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
