/* What stands between the desk and others: tokens, cookies, lifetimes, passwords. */
#include "tests/test.h"

#include "desk/cookie.h"
#include "desk/lifetime.h"
#include "desk/password_rule.h"
#include "desk/session_token.h"

#define NOW INT64_C(1795000000000)

static struct arena a;

static int begin(void **state)
{
    (void)state;
    arena_init(&a, 1 << 24);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

/* ---- cookies ---- */

static void a_cookie_is_found_by_its_name(void **state)
{
    (void)state;
    const struct str FIELD = STR("a=1; __Host-loa-form=x; __Host-loa=abc ;b==2; __Host-loa=second");
    assert_str_is(cookie_value(FIELD, STR("__Host-loa")), "abc");
    assert_str_is(cookie_value(FIELD, STR("__Host-loa-form")), "x");
    assert_str_is(cookie_value(FIELD, STR("b")), "=2");
    assert_str_is(cookie_value(FIELD, STR("__host-loa")), "");
    assert_str_is(cookie_value(FIELD, STR("")), "");
    assert_str_is(cookie_value(STR("__Host-loa"), STR("__Host-loa")), "");
    assert_str_is(cookie_value(STR(""), STR("a")), "");
}

/* ---- tokens ---- */

static void a_token_is_64_letters_and_new(void **state)
{
    (void)state;
    struct str token = session_token_make(&a);
    assert_true(session_token_valid(token));
    assert_false(str_eq(token, session_token_make(&a)));
    assert_false(session_token_valid(str_first(token, 63)));
    assert_false(session_token_valid(str_concat(&a, token, STR("0"))));
    assert_false(session_token_valid(str_concat(&a, str_first(token, 63), STR("A"))));
    assert_false(session_token_valid(str_concat(&a, str_first(token, 63), STR("g"))));
    assert_false(session_token_valid(STR("")));
}

static void a_mark_tells_no_token(void **state)
{
    (void)state;
    struct str token = session_token_make(&a);
    struct hash_content mark = session_token_mark(&a, token);
    struct str hex = hash_hex(&a, mark.bytes, sizeof mark.bytes);
    assert_false(str_eq(hex, token));
    assert_false(str_eq(hex, form_token_of(&a, token)));
    struct hash_content again = session_token_mark(&a, token);
    assert_memory_equal(mark.bytes, again.bytes, sizeof mark.bytes);
}

static void a_form_belongs_to_its_session(void **state)
{
    (void)state;
    struct str mine = session_token_make(&a);
    struct str other = session_token_make(&a);
    struct str form = form_token_of(&a, mine);
    assert_true(form_token_holds(&a, mine, form));
    assert_false(form_token_holds(&a, other, form));
    assert_false(form_token_holds(&a, mine, mine));
    assert_false(form_token_holds(&a, mine, STR("")));
    assert_false(form_token_holds(&a, mine, str_first(form, 63)));
    /* without a session there is no form that holds, not even that of "" */
    assert_false(form_token_holds(&a, STR(""), form_token_of(&a, STR(""))));
}

static void recovery_codes_are_typed_as_people_type(void **state)
{
    (void)state;
    struct str code = recovery_make(&a);
    assert_int_equal(code.n, 19);
    struct hash_content mark = recovery_mark(&a, 7, code);
    struct hash_content loose =
        recovery_mark(&a, 7, str_format(&a, " %.*s%.*s ", 9, code.p, 10, code.p + 9));
    assert_memory_equal(mark.bytes, loose.bytes, sizeof mark.bytes);
    struct hash_content of_another = recovery_mark(&a, 8, code);
    assert_memory_not_equal(mark.bytes, of_another.bytes, sizeof mark.bytes);
    assert_false(str_eq(code, recovery_make(&a)));
}

/* ---- lifetimes ---- */

static void sessions_end(void **state)
{
    (void)state;
    struct store_session s = {
        .confirmed = true, .created_ms = NOW, .seen_ms = NOW, .network = STR("a")};
    assert_false(lifetime_over(&s, NOW));
    assert_false(lifetime_over(&s, NOW + LIFETIME_IDLE_MS - 1));
    assert_true(lifetime_over(&s, NOW + LIFETIME_IDLE_MS));
    s.seen_ms = NOW + STORE_SESSION_LIFE_MS - 1;
    assert_false(lifetime_over(&s, NOW + STORE_SESSION_LIFE_MS - 1));
    assert_true(lifetime_over(&s, NOW + STORE_SESSION_LIFE_MS));
    s = (struct store_session){.confirmed = false, .created_ms = NOW, .seen_ms = NOW};
    assert_false(lifetime_over(&s, NOW + LIFETIME_WAITING_MS - 1));
    assert_true(lifetime_over(&s, NOW + LIFETIME_WAITING_MS));
}

static void the_store_is_told_now_and_then(void **state)
{
    (void)state;
    struct store_session s = {.seen_ms = NOW, .network = STR("203.0.113.0/24")};
    assert_false(lifetime_tell(&s, s.network, NOW + LIFETIME_SEEN_MS - 1));
    assert_true(lifetime_tell(&s, s.network, NOW + LIFETIME_SEEN_MS));
    assert_true(lifetime_tell(&s, STR("198.51.100.0/24"), NOW + 1));
    assert_false(lifetime_tell(&s, STR("198.51.100.0/24"), NOW));
}

/* ---- passwords ---- */

static void passwords_are_long_and_own(void **state)
{
    (void)state;
    static const struct {
        struct str typed;
        enum password_fault fault;
    } CASES[] = {
        {STR_INIT("chim sẻ bay qua cầu Rồng"), PASSWORD_TAKEN},
        {STR_INIT("f5tnhtmuc4z357t9736j"), PASSWORD_TAKEN},
        {STR_INIT("cầu Rồng đẹp"), PASSWORD_TAKEN},
        {STR_INIT("cầu Rồng đẹ"), PASSWORD_SHORT},
        {STR_INIT(""), PASSWORD_SHORT},
        {STR_INIT("minh.chau2026!"), PASSWORD_NAME},
        {STR_INIT("Minh.ChauMINH.CHAU"), PASSWORD_NAME},
        {STR_INIT("matkhau12345678"), PASSWORD_COMMON},
        {STR_INIT("Password1234!"), PASSWORD_COMMON},
        {STR_INIT("Mật khẩu 123456"), PASSWORD_COMMON},
        {STR_INIT("123456789012345678"), PASSWORD_COMMON},
        {STR_INIT("aaaaaaaaaaaaaaaa"), PASSWORD_COMMON},
        {STR_INIT("xyxyxyxyxyxyxyxy"), PASSWORD_COMMON},
        {STR_INIT("\xff\xfe sáng nay mưa"), PASSWORD_BYTES},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (password_rule_fault(&a, CASES[i].typed, STR("minh.chau")) != CASES[i].fault)
            fail_msg("\"%.*s\": not %d", STR_ARG(CASES[i].typed), (int)CASES[i].fault);
    char *much = arena_alloc(&a, PASSWORD_RULE_MAX_BYTES + 1);
    assert_non_null(much);
    for (size_t i = 0; i <= PASSWORD_RULE_MAX_BYTES; i++)
        much[i] = (char)('a' + i * i % 26);
    assert_int_equal(
        password_rule_fault(&a, (struct str){much, PASSWORD_RULE_MAX_BYTES}, STR("minh.chau")),
        PASSWORD_TAKEN);
    assert_int_equal(
        password_rule_fault(&a, (struct str){much, PASSWORD_RULE_MAX_BYTES + 1}, STR("minh.chau")),
        PASSWORD_LONG);
}

static void every_keyboard_types_the_same(void **state)
{
    (void)state;
    assert_str_is(password_rule_normal(&a, STR("ca\xCC\x82\xCC\x80u")), "cầu");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_by_its_name),
        cmocka_unit_test(a_token_is_64_letters_and_new),
        cmocka_unit_test(a_mark_tells_no_token),
        cmocka_unit_test(a_form_belongs_to_its_session),
        cmocka_unit_test(recovery_codes_are_typed_as_people_type),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(the_store_is_told_now_and_then),
        cmocka_unit_test(passwords_are_long_and_own),
        cmocka_unit_test(every_keyboard_types_the_same),
    };
    return hash_start() ? cmocka_run_group_tests(tests, begin, end) : 1;
}
