#include "tests/test.h"

#include "app/administrator.h"
#include "base/password.h"

#include <stdlib.h>
#include <unistd.h>

static void a_password_is_known_again(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {""};
    struct str kept;
    arena_init(&a, 1 << 16);
    struct str made = password_make(&a);
    assert_int_equal(made.n, PASSWORD_MADE_CHARS);
    assert_false(str_eq(made, password_make(&a)));
    assert_int_equal(password_hash(&a, made, &kept, &e), RC_OK);
    assert_true(str_starts(kept, STR("$argon2id$")));
    assert_true(password_matches(kept, made));
    assert_false(password_matches(kept, str_first(made, made.n - 1)));
    assert_false(password_matches(STR(""), made));
    assert_false(password_matches(STR("$argon2id$nonsense"), made));
    assert_false(password_outdated(kept));
    assert_true(password_outdated(STR("$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
                                      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_false(password_outdated(password_decoy())); /* costs as much to check as any */
    assert_false(password_matches(password_decoy(), made));
    arena_release(&a);
}

static void the_store_keeps_no_password(void **state)
{
    (void)state;
    char folder[] = "/tmp/loa-administrator-XXXXXX";
    char path[64];
    struct arena a;
    struct store *st = NULL;
    struct store_reader *r = NULL;
    struct err e = {""};
    struct str first;
    struct store_account account;
    arena_init(&a, 1 << 20);
    assert_non_null(mkdtemp(folder));
    assert_true(snprintf(path, sizeof path, "%s/loa.db", folder) > 0);
    assert_int_equal(store_open(path, (struct store_options){.create = true}, &st, &e), RC_OK);
    assert_int_equal(administrator_make_first(st, &a, &first, 1000, &e), RC_OK);
    assert_int_equal(store_reader_open(st, &r, &e), RC_OK);
    assert_int_equal(store_account_by_name(r, &a, STR("admin"), &account, &e), RC_OK);
    assert_int_equal(account.role, STORE_ROLE_ADMIN);
    assert_true(password_matches(account.password, first));
    assert_false(str_eq(account.password, first));
    assert_int_equal(administrator_make_first(st, &a, &first, 1000, &e), RC_CONFLICT);
    store_reader_close(r);
    store_close(st);
    (void)unlink(path);
    (void)rmdir(folder);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_known_again),
        cmocka_unit_test(the_store_keeps_no_password),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
