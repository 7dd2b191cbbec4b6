/* Accounts, their sessions, secrets and the audit. Passwords here are not real ones: the store keeps what
 * it is given. */
#include "base/hash.h"
#include "tests/store/store_fixture.h"

static struct site s;
static const struct store_by by = {STR_INIT("lan"), STR_INIT("203.0.113.0/24")};
static const struct totp_secret secret = {"12345678901234567890"};

static int open_site(void **state)
{
    (void)state;
    site_open(&s, 0);
    return 0;
}

static int close_site(void **state)
{
    (void)state;
    site_close(&s);
    return 0;
}

static struct store_command account(enum store_account_act act, int64_t id)
{
    return (struct store_command){.kind = STORE_CHANGE_ACCOUNT,
                                  .change_account = {.act = act,
                                                     .account_id = id,
                                                     .name = STR(""),
                                                     .password = STR("$argon2id$một"),
                                                     .code = STR(""),
                                                     .by = by,
                                                     .now_ms = NOW_MS}};
}

static int64_t add(const char *name, enum store_role role)
{
    struct store_command c = account(STORE_ACCOUNT_ADD, 0);
    c.change_account.name = str_view(name);
    c.change_account.role = role;
    return run_ok(&s, c).id;
}

static struct store_command session(enum store_session_act act, int64_t account_id, int64_t id)
{
    return (struct store_command){.kind = STORE_CHANGE_SESSION,
                                  .change_session = {.act = act,
                                                     .id = id,
                                                     .account_id = account_id,
                                                     .password = STR("$argon2id$một"),
                                                     .code = STR(""),
                                                     .agent = STR("Firefox, Linux"),
                                                     .confirmed = true,
                                                     .by = by,
                                                     .now_ms = NOW_MS}};
}

static int64_t begin_session(int64_t account_id, int number, bool confirmed)
{
    struct store_command c = session(STORE_SESSION_BEGIN, account_id, 0);
    c.change_session.mark = sender_of(number);
    c.change_session.confirmed = confirmed;
    return run_ok(&s, c).id;
}

static size_t sessions_of(int64_t account_id)
{
    struct store_session *list = NULL;
    size_t n = 0;
    struct err e = {0};
    assert_int_equal(store_sessions(s.r, &s.arena, account_id, &list, &n, &e), RC_OK);
    return n;
}

static struct store_account read_account(int64_t id)
{
    struct store_account found;
    struct err e = {0};
    assert_int_equal(store_account_by_id(s.r, &s.arena, id, &found, &e), RC_OK);
    return found;
}

static enum store_audit_act last_act(void)
{
    struct store_audit_entry *list = NULL;
    size_t n = 0;
    struct err e = {0};
    assert_int_equal(store_audit(s.r, &s.arena, 1, &list, &n, &e), RC_OK);
    assert_int_equal(n, 1);
    assert_str_eq(list[0].who, by.who);
    assert_int_equal(list[0].at_ms, NOW_MS);
    return list[0].act;
}

static void an_account_is_made_once(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"", "l", "Lan", "1lan", "lan ", "(loa)", "lặn"};
    int64_t id = add("lan", STORE_ROLE_EDITOR);
    struct store_account found = read_account(id);
    assert_str_is(found.name, "lan");
    assert_int_equal(found.role, STORE_ROLE_EDITOR);
    assert_int_equal(found.created_ms, NOW_MS);
    assert_int_equal(found.seen_ms, CLOCK_NONE);
    assert_int_equal(last_act(), STORE_AUDIT_ADDED);
    struct store_command c = account(STORE_ACCOUNT_ADD, 0);
    c.change_account.name = STR("lan");
    run_rc(&s, c, RC_CONFLICT);
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        c.change_account.name = str_view(WRONG[i]);
        run_rc(&s, c, RC_INVALID);
    }
    run_rc(&s, account(STORE_ACCOUNT_PASSWORD, 99), RC_NOTFOUND);
}

static void one_administrator_stays(void **state)
{
    (void)state;
    int64_t first = add("admin", STORE_ROLE_ADMIN);
    struct store_command c = account(STORE_ACCOUNT_ROLE, first);
    c.change_account.role = STORE_ROLE_REPORTER;
    run_rc(&s, c, RC_CONFLICT);
    run_rc(&s, account(STORE_ACCOUNT_DISABLE, first), RC_CONFLICT);
    int64_t second = add("nam", STORE_ROLE_ADMIN);
    run_ok(&s, account(STORE_ACCOUNT_DISABLE, first));
    run_rc(&s, account(STORE_ACCOUNT_DISABLE, second), RC_CONFLICT);
    run_ok(&s, account(STORE_ACCOUNT_ENABLE, first));
    run_ok(&s, account(STORE_ACCOUNT_DISABLE, second));
}

static void what_changes_an_account_ends_its_sessions(void **state)
{
    (void)state;
    int64_t id = add("lan", STORE_ROLE_EDITOR);
    int64_t other = add("nam", STORE_ROLE_ADMIN);
    static const enum store_account_act ACTS[] = {STORE_ACCOUNT_PASSWORD, STORE_ACCOUNT_ROLE,
                                                  STORE_ACCOUNT_DISABLE};
    int64_t beside = begin_session(other, 1, true);
    for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
        (void)begin_session(id, 2, true);
        run_ok(&s, account(ACTS[i], id));
        assert_int_equal(sessions_of(id), 0);
    }
    assert_int_equal(sessions_of(other), 1);
    struct store_command c = account(STORE_ACCOUNT_PASSWORD, other);
    (void)begin_session(other, 3, true);
    c.change_account.keep_session_id = beside;
    run_ok(&s, c);
    assert_int_equal(sessions_of(other), 1);
}

static void a_session_begins_for_who_may_sign_in(void **state)
{
    (void)state;
    struct store_session found;
    struct err e = {0};
    struct hash_content mark = sender_of(1);
    int64_t id = add("lan", STORE_ROLE_EDITOR);
    add("nam", STORE_ROLE_ADMIN);
    (void)begin_session(id, 1, true);
    assert_int_equal(store_session_by_mark(s.r, &s.arena, &mark, &found, &e), RC_OK);
    assert_str_is(found.account_name, "lan");
    assert_str_is(found.agent, "Firefox, Linux");
    assert_str_eq(found.network, by.network);
    assert_int_equal(last_act(), STORE_AUDIT_SIGNED_IN);
    struct store_command c = session(STORE_SESSION_BEGIN, id, 0);
    c.change_session.mark = sender_of(2);
    c.change_session.password = STR("$argon2id$khác");
    run_rc(&s, c, RC_DENIED); /* the password was changed between the check and this */
    run_ok(&s, account(STORE_ACCOUNT_DISABLE, id));
    run_rc(&s, session(STORE_SESSION_BEGIN, id, 0), RC_DENIED);
    mark = sender_of(7);
    assert_int_equal(store_session_by_mark(s.r, &s.arena, &mark, &found, &e), RC_NOTFOUND);
}

static void sessions_are_few_and_end(void **state)
{
    (void)state;
    int64_t id = add("lan", STORE_ROLE_ADMIN);
    int64_t other = add("nam", STORE_ROLE_ADMIN);
    for (int i = 0; i < STORE_SESSIONS_MAX + 3; i++)
        (void)begin_session(id, 10 + i, true);
    assert_int_equal(sessions_of(id), STORE_SESSIONS_MAX);
    int64_t last = begin_session(id, 99, true);
    run_rc(&s, session(STORE_SESSION_END, other, last), RC_NOTFOUND);
    run_ok(&s, session(STORE_SESSION_END, id, last));
    assert_int_equal(last_act(), STORE_AUDIT_SESSION_ENDED);
    int64_t kept = begin_session(id, 100, true);
    run_ok(&s, session(STORE_SESSION_END_ALL, id, kept));
    assert_int_equal(sessions_of(id), 1);
    struct store_command seen = session(STORE_SESSION_SEEN, id, kept);
    seen.change_session.now_ms = NOW_MS + HOUR_MS;
    seen.change_session.by = (struct store_by){STR(""), STR("198.51.100.0/24")};
    run_ok(&s, seen);
    assert_int_equal(read_account(id).seen_ms, NOW_MS + HOUR_MS);
    struct store_command later = session(STORE_SESSION_BEGIN, id, 0);
    later.change_session.mark = sender_of(101);
    later.change_session.now_ms = NOW_MS + STORE_SESSION_LIFE_MS + 1;
    run_ok(&s, later);
    assert_int_equal(sessions_of(id), 1); /* the old one's time is over */
}

/* ---- two-step sign-in ---- */

static struct str code_of(int64_t at_ms)
{
    return str_format(&s.arena, "%06u", totp_code(&secret, at_ms / TOTP_STEP_MS));
}

static int64_t with_totp(void)
{
    int64_t id = add("lan", STORE_ROLE_ADMIN);
    struct store_command c = account(STORE_ACCOUNT_TOTP_START, id);
    c.change_account.secret = secret;
    run_ok(&s, c);
    assert_false(read_account(id).totp);
    c = account(STORE_ACCOUNT_TOTP_ON, id);
    c.change_account.code = STR("000000");
    run_rc(&s, c, RC_DENIED);
    c.change_account.code = code_of(NOW_MS);
    run_ok(&s, c);
    assert_true(read_account(id).totp);
    return id;
}

static enum rc confirm(int64_t session_id, int64_t at_ms, int64_t now_ms)
{
    struct err e = {0};
    struct store_command c = session(STORE_SESSION_CONFIRM, 0, session_id);
    c.change_session.mark = sender_of(50);
    c.change_session.code = code_of(at_ms);
    c.change_session.now_ms = now_ms;
    return store_run(s.st, &c, NULL, &e);
}

static void a_code_opens_once(void **state)
{
    (void)state;
    struct store_session found;
    struct err e = {0};
    int64_t id = with_totp();
    int64_t waiting = begin_session(id, 1, false);
    const int64_t next_ms = NOW_MS + TOTP_STEP_MS;
    assert_int_equal(confirm(waiting, NOW_MS, NOW_MS), RC_DENIED); /* it switched two steps on */
    assert_int_equal(confirm(waiting, next_ms, next_ms), RC_OK);
    struct hash_content mark = sender_of(50);
    assert_int_equal(store_session_by_mark(s.r, &s.arena, &mark, &found, &e), RC_OK);
    assert_true(found.confirmed);
    mark = sender_of(1);
    assert_int_equal(store_session_by_mark(s.r, &s.arena, &mark, &found, &e), RC_NOTFOUND);
    assert_int_equal(confirm(waiting, next_ms, next_ms), RC_NOTFOUND); /* waits no more */
    waiting = begin_session(id, 2, false);
    assert_int_equal(confirm(waiting, next_ms, next_ms), RC_DENIED);
}

static void a_recovery_code_opens_once(void **state)
{
    (void)state;
    int64_t id = with_totp();
    struct store_command c = account(STORE_ACCOUNT_RECOVERY, id);
    for (c.change_account.codes_n = 0; c.change_account.codes_n < STORE_CODES;
         c.change_account.codes_n++)
        c.change_account.codes[c.change_account.codes_n] =
            sender_of(200 + (int)c.change_account.codes_n);
    run_ok(&s, c);
    assert_int_equal(read_account(id).codes, STORE_CODES);
    struct store_command use = session(STORE_SESSION_RECOVER, 0, begin_session(id, 1, false));
    use.change_session.mark = sender_of(51);
    use.change_session.recovery = sender_of(300);
    run_rc(&s, use, RC_DENIED);
    use.change_session.recovery = sender_of(203);
    run_ok(&s, use);
    assert_int_equal(read_account(id).codes, STORE_CODES - 1);
    use.change_session.id = begin_session(id, 2, false);
    use.change_session.mark = sender_of(52);
    run_rc(&s, use, RC_DENIED);
    run_ok(&s, account(STORE_ACCOUNT_TOTP_OFF, id));
    assert_int_equal(read_account(id).codes, 0);
    assert_int_equal(sessions_of(id), 0);
}

static void another_key_of_the_site_keeps_the_secrets(void **state)
{
    (void)state;
    int64_t id = with_totp();
    run_ok(&s, (struct store_command){.kind = STORE_NEW_KEY, .new_key = {.now_ms = NOW_MS}});
    site_reopen(&s, 0);
    const int64_t next_ms = NOW_MS + TOTP_STEP_MS;
    assert_int_equal(confirm(begin_session(id, 1, false), next_ms, next_ms), RC_OK);
}

/* ---- at rest ---- */

static bool file_has(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "rb");
    bool found = false;
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *all = arena_alloc(&s.arena, size);
    assert_non_null(all);
    assert_int_equal(fread(all, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    for (size_t i = 0; i + n <= size && !found; i++)
        found = memcmp(all + i, bytes, n) == 0;
    return found;
}

static void the_file_has_no_secret(void **state)
{
    (void)state;
    int64_t id = with_totp();
    struct hash_content mark = sender_of(1);
    (void)begin_session(id, 1, true);
    char path[64];
    memcpy(path, s.path, sizeof path);
    site_reopen(&s, 0); /* the log has gone into the file */
    assert_true(file_has(path, mark.bytes, sizeof mark.bytes));
    assert_false(file_has(path, secret.bytes, sizeof secret.bytes));
}

static void a_network_is_known_by_a_sign_in(void **state)
{
    (void)state;
    struct err e = {0};
    bool known = true;
    int64_t id = add("lan", STORE_ROLE_ADMIN);
    assert_int_equal(store_network_known(s.r, by, 0, &known, &e), RC_OK);
    assert_false(known);
    (void)begin_session(id, 1, false); /* the password alone is not enough */
    assert_int_equal(store_network_known(s.r, by, 0, &known, &e), RC_OK);
    assert_false(known);
    (void)begin_session(id, 2, true);
    assert_int_equal(store_network_known(s.r, by, NOW_MS, &known, &e), RC_OK);
    assert_true(known);
    assert_int_equal(store_network_known(s.r, by, NOW_MS + 1, &known, &e), RC_OK);
    assert_false(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_site, close_site)
        TEST(an_account_is_made_once),
        TEST(one_administrator_stays),
        TEST(what_changes_an_account_ends_its_sessions),
        TEST(a_session_begins_for_who_may_sign_in),
        TEST(sessions_are_few_and_end),
        TEST(a_code_opens_once),
        TEST(a_recovery_code_opens_once),
        TEST(another_key_of_the_site_keeps_the_secrets),
        TEST(the_file_has_no_secret),
        TEST(a_network_is_known_by_a_sign_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
